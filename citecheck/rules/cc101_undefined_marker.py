"""A marker has no reference.

What it does
    Finds markers whose label no reference has, members of a group or range included. One finding for
    each label, at its first marker. Where an uncited reference was plainly meant, it is named.

Why it matters
    The reader follows the number and finds nothing: a note was deleted, or the number is a slip.

Flagged
    The harvest failed twice.[1] Prices doubled,[2] and the court moved north.[4]

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

    [3] Letters of the Chancellor, p. 31.

Clean
    The harvest failed twice.[1] Prices doubled.[2] He wrote "the the [sic]" in [1990].

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

Fix
    Change the marker to the number that was meant, or add the missing reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Finding, Form, Related, Severity
from citecheck.rules import bracketed, from_faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations


@rule("CC101", "undefined-marker", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each label that is cited but not defined."""
    yield from from_faults(citations, "CC101")
    for orphan in citations.pairing.undefined:
        first = orphan.markers[0]
        name = bracketed(first)
        own = first.form is Form.INLINE  # a note that the program numbers
        lacks = "has no text" if own else "has no entry in the list"
        more = f", cited {len(orphan.markers)} times" if len(orphan.markers) > 1 else ""
        if orphan.probably is None:
            related: tuple[Related, ...] = ()
            if orphan.near is not None:
                before = citations.references[orphan.near]
                related = (Related(before.span, f"the entry for {name} would follow here"),)
            yield Finding(
                f"{name} {lacks}{more}",
                first.span,
                first.label,
                note=f"the list ends at [{orphan.last}]" if _beyond(first.label, orphan.last) else "cited here",
                advice="write the note, or take its number out"
                if own
                else f"add the entry for {name}, or correct the marker",
                related=related,
            )
        else:
            meant = citations.references[orphan.probably]
            yield Finding(
                f"{name} has no entry in the list; {bracketed(meant)} is never cited: did you mean {bracketed(meant)}?",
                first.span,
                first.label,
                note=f"the list ends at [{orphan.last}]" if _beyond(first.label, orphan.last) else "cited here",
                advice=f"change {name} to {bracketed(meant)}, or add an entry for {name}",
                related=(Related(meant.span, f"never cited: {name} probably means {bracketed(meant)}"),),
            )


def _beyond(label: str, last: str | None) -> bool:
    return label.isdecimal() and last is not None and last.isdecimal() and int(label) > int(last)

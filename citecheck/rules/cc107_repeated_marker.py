"""A footnote is cited twice.

What it does
    In a document that gives every note its own number, finds numbers that come back; one finding for each
    number, at its second marker. Numbered bibliographies, where numbers come back by design, are left alone.

Why it matters
    In Chicago and most humanities styles a second use of a source is a new note; a number that comes back
    is usually a slip for another one. Some Markdown programs print such a note twice.

Flagged
    The harvest failed twice.[1] Prices doubled.[2] The court moved north.[2] The crown was pawned.[3] In spring
    the ports reopened,[4] and the army went home.[5]

    [1] Royal Archive, Ledger 12.

    [2] Ibid., Ledger 14.

    [3] Letters of the Chancellor, p. 31.

    [4] Harbour rolls.

    [5] Ibid.

Clean
    The harvest failed twice [1]. Prices doubled [2], as the ledger shows [1].

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

Fix
    Give the second marker a note of its own, or say with `--style numeric` that numbers may come back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Finding, Form, Related, Severity, Style
from citecheck.rules import bracketed, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations

_ENOUGH = 5
"""Notes that it takes to tell a habit from chance."""


@rule("CC107", "repeated-marker", Severity.WARNING)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each number that is cited again in a document with footnotes."""
    if citations.style is not Style.NOTES:
        return
    for index, markers in sorted(citations.pairing.cited.items()):
        outside = [marker for marker in markers if marker.inside is None]
        if len(outside) < 2:
            continue
        reference = citations.references[index]
        if reference.form is Form.TAG:
            continue
        markdown = reference.form is Form.CARET
        if not markdown and len(citations.references) < _ENOUGH:
            continue
        again = outside[1]
        yield Finding(
            f"note {bracketed(reference)} is cited {'again' if len(outside) == 2 else f'{len(outside)} times'}",
            again.span,
            again.label,
            note="cited again",
            advice="give each place a note of its own",
            related=(Related(outside[0].span, "cited here first"),),
            severity=Severity.INFO if markdown else None,
        )

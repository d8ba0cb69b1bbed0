"""A list without markers, or markers without a list.

What it does
    Finds documents that have a reference list of two or more entries but no marker at all, and documents with
    two or more markers but no list. One finding in place of one for each entry or marker.

Why it matters
    A conversion lost the markers, or the notes are in another file.

Flagged
    The harvest failed twice. Prices doubled.

    Notes
    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

Flagged
    The harvest failed twice,[1] prices doubled,[2] and the court moved north.

Clean
    The harvest failed twice.[1] Prices doubled.[2]

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

Fix
    Put the markers back into the text, or the list under it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Finding, Severity
from citecheck.rules import from_faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations


@rule("CC115", "unpaired-list", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """At most one finding."""
    yield from from_faults(citations, "CC115")
    for unpaired in citations.pairing.unpaired:
        if unpaired.references:
            yield Finding(
                f"a list of {unpaired.references} references, but no marker in the text",
                unpaired.span,
                note="the list begins here",
                advice="put the markers back into the text; a conversion may have lost them",
            )
        else:
            yield Finding(
                f"{unpaired.markers} markers, but no reference list",
                unpaired.span,
                note="the first marker",
                advice="add the list of references, or check it with the file that holds it (--together)",
            )

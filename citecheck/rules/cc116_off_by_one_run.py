"""A run of numbers is off by one.

What it does
    Finds three or more consecutive markers that are all one too high or one too low for the list, in a document
    that cites in order. One finding in place of many, at the first of them.

Why it matters
    A note was added or removed and only one side was renumbered: every number from there on leads to the
    wrong source.

Flagged
    The harvest failed twice.[1] Prices doubled,[3] the court moved north,[4] and the crown was pawned.[5]

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

    [3] Letters of the Chancellor, p. 31.

    [4] Ledger of the Jewel House.

Clean
    The harvest failed twice.[1] Prices doubled,[2] the court moved north,[3] and the crown was pawned.[4]

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

    [3] Letters of the Chancellor, p. 31.

    [4] Ledger of the Jewel House.

Fix
    Find where a note was added or removed, and renumber the other side from there on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Finding, Related, Severity
from citecheck.rules import bracketed, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations


@rule("CC116", "off-by-one-run", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each run."""
    for shift in citations.pairing.shifts:
        first, last = shift.markers[0], shift.markers[-1]
        way = "high" if shift.step < 0 else "low"
        related: tuple[Related, ...] = ()
        if shift.reference is not None:
            skipped = citations.references[shift.reference]
            related = (Related(skipped.span, f"{bracketed(skipped)} is never cited"),)
        cause = (
            "a marker was removed here, or an entry is missing from the list"
            if shift.step < 0
            else "an entry was removed from the list, or a marker was added"
        )
        yield Finding(
            f"from {bracketed(first)} to {bracketed(last)} every marker is one too {way} for the list",
            first.span,
            first.label,
            note="the first of them",
            advice=f"{cause}; renumber from here on",
            related=related,
        )

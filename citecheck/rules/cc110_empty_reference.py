"""A reference has no text.

What it does
    Finds labels in a reference list with nothing behind them.

Why it matters
    The reader who follows the marker finds an empty note; the source was forgotten or lost.

Flagged
    The harvest failed twice.[1] Prices doubled.[2]

    [1] Royal Archive, Ledger 12.

    [2]

Clean
    The harvest failed twice.[1] Prices doubled.[2]

    [1] Royal Archive, Ledger 12.

    [2]
    Royal Archive, Ledger 14.

Fix
    Write the reference, or take the label and its markers out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Finding, Related, Severity
from citecheck.rules import bracketed, from_faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations


@rule("CC110", "empty-reference", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each label without text."""
    yield from from_faults(citations, "CC110")
    for index, reference in enumerate(citations.references):
        if reference.body.start < reference.body.end:
            continue
        name = bracketed(reference)
        markers = citations.pairing.cited.get(index, ())
        yield Finding(
            f"{name} has no text",
            reference.span,
            reference.label,
            note="nothing follows",
            advice=f"write the reference, or take {name} out",
            related=(Related(markers[0].span, "cited here"),) if markers else (),
        )

"""A reference is never cited.

What it does
    Finds entries of a reference list that no marker points at. A marker inside another note counts.

Why it matters
    Either the marker was lost in editing, and a claim stands without its source, or the entry is left over.

Flagged
    The harvest failed twice.[1] Prices doubled.

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

Clean
    The harvest failed twice.[1] Prices doubled.[2]

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

Fix
    Put the marker back where the source is used. If it is used nowhere, take the entry out and renumber.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Finding, Severity
from citecheck.rules import bracketed, from_faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations


@rule("CC102", "uncited-reference", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each reference that nothing cites and no other fault explains."""
    yield from from_faults(citations, "CC102")
    for index in citations.pairing.uncited:
        reference = citations.references[index]
        name = bracketed(reference)
        yield Finding(
            f"{name} is never cited",
            reference.span,
            reference.label,
            note="no marker points here",
            advice=f"put {name} where the text uses this source, or take the entry out",
        )

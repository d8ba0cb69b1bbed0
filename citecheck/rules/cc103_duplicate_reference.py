"""Two references share a label.

What it does
    Finds labels that two entries of one list have. If the number expected in the place of the second is
    missing, that belongs to the same finding. Lists that start again, by chapter for instance, are apart.

Why it matters
    The reader cannot tell which of the two a marker means, and programs keep one of them at random.

Flagged
    The harvest failed twice.[1] Prices doubled,[2] and the court moved north.[3]

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

    [2] Letters of the Chancellor, p. 31.

Clean
    The harvest failed twice.[1] Prices doubled.[2]

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 12.

Fix
    Give the second entry its own number, usually the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Finding, Related, Severity
from citecheck.rules import bracketed, from_faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations


@rule("CC103", "duplicate-reference", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding at each further entry with a label that is taken."""
    yield from from_faults(citations, "CC103")
    for double in citations.pairing.duplicates:
        first, second = citations.references[double.first], citations.references[double.second]
        name = bracketed(second)
        missing = f"; no entry is numbered {double.missing}" if double.missing else ""
        advice = (
            f"one of them is probably [{double.missing}]" if double.missing else "give this entry a label of its own"
        )
        yield Finding(
            f"two entries are labelled {name}{missing}",
            second.span,
            second.label,
            note="second entry",
            advice=advice,
            related=(Related(first.span, "first entry"),),
        )

"""A number is cited out of order.

What it does
    In a document whose numbers follow the text, first citations must ascend: [1] before [2]. The smallest set
    of misplaced numbers is reported. Documents with an alphabetical or an arbitrary list are left alone, and
    markers inside notes cite but do not count here.

Why it matters
    Numbered notes tell the reader how far along they are; [7] before [3] means that a passage was moved, or
    that two numbers were exchanged.

Flagged
    The harvest failed twice.[1] Prices doubled,[3] the court moved north,[2] and the crown was pawned.[4] In
    spring the ports reopened.[5]

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

    [3] Letters of the Chancellor, p. 31.

    [4] Ledger of the Jewel House.

    [5] Harbour rolls.

Clean
    The harvest failed twice.[1] Prices doubled,[2] as the ledger shows.[1] The court moved north.[3]

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

    [3] Letters of the Chancellor, p. 31.

Fix
    Renumber the notes in the order in which the text cites them. If the list has an order of its own on
    purpose, say so with `--style alphabetical`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from citecheck.model import Finding, Related, Severity, Style
from citecheck.rules import bracketed, out_of_order_with, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations

_FEW = 5
"""With fewer numbers than this, or entries that are never cited, order can be chance: a warning, unless the
document cites each note once."""


@rule("CC105", "citation-order", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each number of the smallest set that is out of order."""
    entries = Counter((each.form, each.series) for each in citations.references)
    for row in citations.order.citations:
        if not row.misplaced:
            continue
        whole = entries[row.items[0].form, row.items[0].series]
        weak = citations.style is not Style.NOTES and len(row.items) < max(_FEW, whole)
        for position in row.misplaced:
            marker = row.items[position]
            name = bracketed(marker)
            other, earlier = out_of_order_with(row.items, position)
            if other is None:
                continue
            where = "only after" if earlier else "before"
            yield Finding(
                f"{name} is first cited {where} {bracketed(other)}",
                marker.span,
                marker.label,
                note=f"first citation of {name}",
                advice="number the notes in the order in which they are cited",
                related=(Related(other.span, f"first citation of {bracketed(other)}"),),
                severity=Severity.WARNING if weak else None,
            )

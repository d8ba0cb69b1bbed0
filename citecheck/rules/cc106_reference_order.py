"""The list is out of order.

What it does
    Finds entries that stand at the wrong place in a list whose numbers otherwise ascend; the smallest set of
    them. In Markdown, where `[^n]` notes are put in order when the page is made, this is only information.

Why it matters
    The reader looks for [7] between [6] and [8].

Flagged
    The harvest failed twice.[1] Prices doubled.[2] The court moved north.[3]

    [1] Royal Archive, Ledger 12.

    [3] Letters of the Chancellor, p. 31.

    [2] Royal Archive, Ledger 14.

Clean
    The harvest failed twice.[1] Prices doubled.[2]

    [1] Royal Archive, Ledger 12.

    [2] Letters of the Chancellor, p. 31.

Fix
    Move the entry to its place, or exchange the two numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Finding, Form, Related, Severity
from citecheck.rules import bracketed, out_of_order_with, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations


@rule("CC106", "reference-order", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each entry of the smallest set that is out of order."""
    # Of two entries with one number, where another is due, the one out of order has the wrong number.
    doubles = [each for each in citations.pairing.duplicates if each.missing is not None]
    wrong = {citations.references[index].span for each in doubles for index in (each.first, each.second)}
    for row in citations.order.references:
        for position in row.misplaced:
            entry = row.items[position]
            if entry.span in wrong:
                continue
            other, earlier = out_of_order_with(row.items, position)
            if other is None:
                continue
            side = "after" if earlier else "before"
            yield Finding(
                f"{bracketed(entry)} stands {side} {bracketed(other)} in the list",
                entry.span,
                entry.label,
                note="out of order",
                advice=f"move the entry {'up' if earlier else 'down'} to its place, or correct its number",
                related=(Related(other.span, f"{bracketed(other)} is here"),),
                severity=Severity.INFO if entry.form is Form.CARET else None,
            )

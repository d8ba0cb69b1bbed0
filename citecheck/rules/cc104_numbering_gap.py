"""The list skips a number.

What it does
    Finds numbers that are missing inside a list and that the text does not cite either. One finding for each
    hole, labelled with the first missing number. A list may start at 0, at 5, or anywhere.

Why it matters
    A source was probably taken out without renumbering; readers wonder what was removed.

Flagged
    The harvest failed twice.[1] Prices doubled.[2] The court moved north.[4]

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

    [4] Letters of the Chancellor, p. 31.

Clean
    The harvest failed twice.[5] Prices doubled.[6]

    [5] Royal Archive, Ledger 12.

    [6] Royal Archive, Ledger 14.

Fix
    Renumber what follows, or put the missing entry back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Finding, Related, Severity
from citecheck.rules import bracketed, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations, CrossReference

_MOST = 1000
"""Missing numbers of a gap to look for."""


@rule("CC104", "numbering-gap", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each hole in the numbers of a list."""
    pointers: dict[str | None, list[CrossReference]] = {}
    for pointer in citations.crossrefs:
        pointers.setdefault(pointer.label, []).append(pointer)
    for gap in citations.pairing.gaps:
        before, after = citations.references[gap.before], citations.references[gap.after]
        last = gap.first + gap.count - 1
        missing = (str(number) for number in range(gap.first, gap.first + min(gap.count, _MOST)))
        leading = [
            Related(pointer.span, f"leads to note {pointer.label}")
            for label in missing
            for pointer in pointers.get(label, ())
            if pointer.inside is not None and citations.references[pointer.inside].series == before.series
        ]
        what = f"[{gap.first}]" if gap.count == 1 else f"[{gap.first}] to [{last}]"
        yield Finding(
            f"the list goes from {bracketed(before)} to {bracketed(after)}: {what} "
            f"{'is' if gap.count == 1 else 'are'} missing and never cited",
            after.span,
            str(gap.first),
            note=f"expected [{gap.first}]",
            advice="renumber from here on, or put the entry back",
            related=(Related(before.span, "last entry before the gap"), *leading),
        )

"""Order of numbers: what ascends, and the smallest set of what stands out of place."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def misplaced(numbers: Sequence[int]) -> list[int]:
    """The fewest positions whose removal leaves an ascending row (equal neighbours allowed), ascending.

    Longest non-decreasing subsequence by patience sorting (Schensted 1961), O(n log n).
    """
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int] = []
    for position, number in enumerate(numbers):
        pile = bisect_right(tails, number)
        before.append(tail_at[pile - 1] if pile else -1)
        if pile == len(tails):
            tails.append(number)
            tail_at.append(position)
        else:
            tails[pile] = number
            tail_at[pile] = position
    kept = set()
    at = tail_at[-1] if tail_at else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return [position for position in range(len(numbers)) if position not in kept]


def nearly_ascends(numbers: Sequence[int], *, loose: bool) -> bool:
    """Whether a row is meant to ascend: in order but for one number, or for two that were exchanged.

    `loose` allows a quarter of the numbers to be misplaced, where other signs say that they follow the text.
    """
    out = len(misplaced(numbers))
    swapped = sum(a != b for a, b in zip(numbers, sorted(numbers), strict=True)) == 2
    return out <= max(1, len(numbers) // 4 if loose else 0) or (swapped and (loose or len(numbers) != 2))


def holes(numbers: Sequence[int]) -> list[tuple[int, int, int]]:
    """The holes in a set of numbers: (number before, first missing, how many), ascending."""
    row = sorted(set(numbers))
    return [(low, low + 1, high - low - 1) for low, high in pairwise(row) if high > low + 1]

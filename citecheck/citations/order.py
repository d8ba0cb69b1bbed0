"""Order of numbers: what ascends, and the smallest set of what stands out of place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


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


def is_swap(numbers: Sequence[int]) -> bool:
    """Whether exchanging two numbers puts the row in order."""
    ordered = sorted(numbers)
    return sum(a != b for a, b in zip(numbers, ordered, strict=True)) == 2


def nearly_ascends(numbers: Sequence[int]) -> bool:
    """Whether a row is meant to ascend: in order but for a few numbers, or for one exchange."""
    return len(misplaced(numbers)) <= max(1, len(numbers) // 4) or is_swap(numbers)


def holes(numbers: Sequence[int]) -> list[tuple[int, int, int]]:
    """The holes in a set of numbers: (number before, first missing, how many), ascending."""
    row = sorted(set(numbers))
    return [(low, low + 1, high - low - 1) for low, high in zip(row, row[1:], strict=False) if high > low + 1]


def nearest_below(row: Sequence[int], number: int) -> int | None:
    """The position of the last number below the given one in an ascending row."""
    at = bisect_left(row, number) - 1
    return at if at >= 0 else None

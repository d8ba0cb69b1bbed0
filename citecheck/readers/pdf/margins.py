"""Line numbers in the margin, as manuscripts and drafts of laws have them: they count, and say nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from statistics import median_low

from citecheck.readers.pdf.content import Run
from citecheck.readers.pdf.lines import SMALLER

FEWEST_SMALL, FEWEST = 5, 12
"""Numbers below each other that count lines, where they are smaller than the text, and where they are not."""
_NEAR = 1.5
"""How far apart the edges of such numbers are, in points."""
_EVEN = 0.6
"""How many of them stand at the same distance; the entries of a list have one line or three."""


def without_line_numbers(runs: list[Run]) -> list[Run]:
    """The upright runs of a page without the numbers beside its lines."""
    numbers = [run for run in runs if run.text.strip().isdecimal() and len(run.text.strip()) <= 4]
    if len(numbers) < FEWEST_SMALL:
        return runs
    usual = median_low([run.size for run in runs for _ in run.text[:20]])
    gone: set[int] = set()
    for flush in ("right", "left"):
        columns: dict[int, list[Run]] = defaultdict(list)
        for run in numbers:
            columns[round((run.end if flush == "right" else run.x) / _NEAR)].append(run)
        for at in sorted(columns, key=lambda at: -len(columns[at]))[:4]:
            near = [*columns[at], *columns.get(at + 1, ()), *columns.get(at - 1, ())]
            found = _counting([run for run in near if id(run) not in gone])
            fewest = FEWEST_SMALL if all(run.size <= SMALLER * usual for run in found) else FEWEST
            if len(found) >= fewest and _is_even(found) and _is_clear(found, runs):
                gone |= set(map(id, found))
    # The numbers of notes stand beside a few lines only.
    heights = [run.y for run in runs]
    tall = [run.y for run in runs if id(run) in gone]
    if not tall or (max(tall) - min(tall)) * 2 < max(heights) - min(heights):
        return runs
    return [run for run in runs if id(run) not in gone]


def _counting(found: list[Run]) -> list[Run]:
    """Those of the numbers that ascend from line to line by one step, from top to bottom."""
    found.sort(key=lambda run: -run.y)
    steps = Counter(int(below.text) - int(above.text) for above, below in pairwise(found))
    if not steps or (step := steps.most_common(1)[0][0]) not in (1, 2, 5, 10):
        return []
    kept: list[Run] = []
    for above, below in pairwise(found):
        if int(below.text) - int(above.text) == step:
            kept += [above, below] if not kept or kept[-1] is not above else [below]
    return kept if len(kept) * 4 >= 3 * len(found) else []


def _is_even(found: list[Run]) -> bool:
    gaps = sorted(above.y - below.y for above, below in pairwise(found))
    usual = gaps[len(gaps) // 10]
    return usual > 0 and sum(gap <= 1.25 * usual for gap in gaps) >= _EVEN * len(gaps)


def _is_clear(found: list[Run], runs: list[Run]) -> bool:
    """Whether the numbers have a strip of the page to themselves."""
    numbers = set(map(id, found))
    left, right = min(run.x for run in found), max(run.end for run in found)
    top, bottom = found[0].y + found[0].size, found[-1].y - found[0].size
    inside = [run for run in runs if bottom < run.y < top and run.text.strip() and id(run) not in numbers]
    across = sum(run.x < right and run.end > left for run in inside)
    return across * 20 <= len(inside) and across * 5 <= len(found)

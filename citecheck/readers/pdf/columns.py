"""The order in which the lines of a page are read: columns one after the other, between lines as wide as the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median_low

from citecheck.readers.pdf.lines import SAME_LINE, Line

FEWEST = 6
"""Lines that make a column."""
_FEWEST_KNOWN = 2
"""The same, where the columns are known from other pages."""
_WIDE = 0.5
"""How much of its column a line of prose fills; the numbers of a table and of contents fill less."""
_MIDDLE = (0.3, 0.7)
"""Where in the width of a page the white between columns lies."""
_DEEPEST = 3
_MOST_EDGES = 200
"""Places where lines begin that are looked at."""


def in_reading_order(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The lines of each page, top to bottom, in the order in which they are read; parts of one line are joined."""
    gutters = [_gutter(lines) for lines in pages]
    known = [gutter for gutter in gutters if gutter is not None]
    # The last page of a paper in columns has too few lines to show them.
    usual = median_low(known) if len(known) * 3 >= len(pages) else None
    return [
        _ordered(lines, _gutter(lines, usual) if gutter is None and usual is not None else gutter, 0)
        for lines, gutter in zip(pages, gutters, strict=True)
    ]


def _ordered(lines: list[Line], gutter: float | None, depth: int) -> list[Line]:
    if gutter is None or depth >= _DEEPEST:
        return _joined(lines)
    found: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.end <= gutter:
            left.append(line)
        elif line.x >= gutter:
            right.append(line)
        else:
            found += _side_by_side(left, right, depth)
            left, right = [], []
            found.append(line)
    found += _side_by_side(left, right, depth)
    return _joined(found)


def _side_by_side(left: list[Line], right: list[Line], depth: int) -> list[Line]:
    if not left or not right:
        return _joined(left + right)
    first = _ordered(left, _gutter(left), depth + 1)
    second = _ordered(right, _gutter(right), depth + 1)
    for line in first:
        line.column = max(line.column, 1)
    highest = max(line.column for line in first)
    for line in second:
        line.column = highest + max(line.column, 1)
    return first + second


def _gutter(lines: list[Line], usual: float | None = None) -> float | None:
    """Where the white between two columns lies, if most lines keep to one side of it.

    `usual` is where it lies on other pages: there, fewer lines show it.
    """
    prose = [line for line in lines if len(line.text) > 2]
    fewest = FEWEST if usual is None else _FEWEST_KNOWN
    if len(prose) < 2 * fewest:
        return None
    low, high = min(line.x for line in prose), max(line.end for line in prose)
    width = high - low
    best: tuple[int, float] | None = None
    # Where columns begin there is white before them.
    edges = Counter(round(line.x - 2, 0) for line in prose).most_common(_MOST_EDGES)
    for x in sorted(edge for edge, _ in edges) if usual is None else [usual]:
        if not low + _MIDDLE[0] * width <= x <= low + _MIDDLE[1] * width:
            continue
        left = [line for line in prose if line.end <= x]
        right = [line for line in prose if line.x >= x]
        across = len(prose) - len(left) - len(right)
        full_left = sum(line.end - line.x >= _WIDE * (x - low) for line in left)
        full_right = sum(line.end - line.x >= _WIDE * (high - x) for line in right)
        if min(full_left, full_right) < fewest or (usual is None and across * 2 > min(full_left, full_right)):
            continue
        # Both sides hold prose, and stand beside each other.
        if not _beside(left, right) or (
            usual is None and not (_is_prose(left, x - low) and _is_prose(right, high - x))
        ):
            continue
        score = full_left + full_right - 2 * across
        if best is None or score > best[0]:
            best = score, x
    return best[1] if best else None


def _is_prose(lines: list[Line], width: float) -> bool:
    """Whether most of the text stands in lines that fill their column; formulas fall to pieces."""
    full = sum(len(line.text) for line in lines if line.end - line.x >= _WIDE * width)
    return full * 3 >= 2 * sum(len(line.text) for line in lines)


def _beside(left: list[Line], right: list[Line]) -> bool:
    top = min(max(line.y for line in left), max(line.y for line in right))
    bottom = max(min(line.y for line in left), min(line.y for line in right))
    tall = max(max(line.y for line in left), max(line.y for line in right)) - bottom
    return top - bottom > 0.3 * tall > 0


def _joined(lines: list[Line]) -> list[Line]:
    """Parts of one line put together; what is far apart has more space between."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if last and abs(last.y - line.y) < SAME_LINE * max(last.size, line.size) and line.x >= last.end - last.size:
            last.join(line, " " if line.x - last.end < 1.5 * line.size else "  ")
        else:
            found.append(line)
    return found

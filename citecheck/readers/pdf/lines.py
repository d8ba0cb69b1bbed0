"""Strings of a page become lines: side by side on one baseline, with spaces where white divides words.

What is small and raised or lowered belongs to the line it hangs on; raised numbers become Unicode's superscripts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from re import IGNORECASE
from typing import NamedTuple

from citecheck.errors import ReadError
from citecheck.patterns import lazy
from citecheck.readers.numerals import RAISE
from citecheck.readers.pdf.content import WORD_GAP, Run
from citecheck.readers.pdf.file import BOMB, Area

SAME_LINE = 0.12
"""How far apart baselines of one line may lie, in parts of the size."""
SMALLER = 0.92
"""A raised or lowered number is smaller than its line at least by this."""
HIGHEST, LOWEST = 0.62, 0.4
"""How far a number is raised or lowered, in parts of the size of its line."""
LEAST_RISE = 0.12
COLUMN_GAP = 0.9
"""White that may divide columns, in parts of the size."""
MOST_COMPARED = 5_000_000
"""Strings of a page that may be compared with its links; a densely linked one needs some hundred thousand."""

_NUMBERS = lazy(r"\d{1,3}(?:[,\u2010-\u2015-]\d{1,3})*+")
_SUPERSCRIPT = lazy(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_MOST_DIGITS = 3
_HANGS = lazy(r"(?:[^\W\d_]{2}|[.,;:!?)\]}\"'”’»…]|\b(?:1[5-9]|20)\d\d|\ba|\bI|%)\Z")
_UNIT = lazy(r"\b(?:[kcmdµn]?m|ft|in|yd|mi|cm|mm|km|nm|sec|px|deg|Hz|log|exp|sin|cos|tan|lim|max|min)\Z", IGNORECASE)


class Raised(NamedTuple):
    """A number that is set small and high, as superscript digits."""

    start: int
    end: int
    hangs: bool
    """Whether it hangs on a word, so that it may be a marker; a power of something in maths does not."""


class Linked(NamedTuple):
    """A stretch of text that is a link."""

    start: int
    end: int
    url: str
    target: str
    area: int
    """The number of the link on its page: one that takes several lines has one."""


@dataclass(slots=True)
class Line:
    """A line of text, or the part of it in one column; offsets count in its own text."""

    x: float
    y: float
    end: float
    size: float
    """Of most of its characters."""
    text: str
    raised: list[Raised] = field(default_factory=list)
    links: list[Linked] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    """What is set in letters of one width."""
    column: int = 0
    """1, 2 … in a page of columns; 0 for a line as wide as the page."""

    def join(self, other: Line, space: str) -> None:
        """Put a line behind this one."""
        at = len(self.text) + len(space)
        self.text += space + other.text
        self.raised += [Raised(start + at, end + at, hangs) for start, end, hangs in other.raised]
        self.code += [(start + at, end + at) for start, end in other.code]
        self.links += [each._replace(start=each.start + at, end=each.end + at) for each in other.links]
        if len(other.text) * 2 > len(self.text):
            self.size = other.size
        self.end = max(self.end, other.end)


@dataclass(slots=True)
class _Row:
    """Runs on one baseline, from left to right, with what hangs on them."""

    y: float
    runs: list[Run]
    starts: list[float] = field(default_factory=list)
    length: int = 0
    """Of its text, before anything hangs on it."""


def upright(found: Iterable[Run]) -> tuple[list[Run], int]:
    """The runs that stand as most of the page's text does, and the quarters they are turned by."""
    runs = list(found)
    turns = Counter[int]()
    for run in runs:
        turns[run.turn] += len(run.text)
    if not turns:
        return [], 0
    # A stamp in the margin stands on its side, and is no part of the text.
    turn = turns.most_common(1)[0][0]
    aside = sum(len(run.text) for run in runs if run.aside)
    keep = aside * 2 > turns.total()
    return [run for run in runs if run.turn == turn and (keep or not run.aside)], turn


def lines_of(runs: list[Run], areas: Iterable[Area], turn: int) -> list[Line]:
    """The lines of a page from top to bottom, those in several columns apart, with their links."""
    rows = _rows([run for run in runs if run.text.strip()])
    lines: list[Line] = []
    placed: list[list[tuple[int, Run]]] = []
    for row in rows:
        for part in _parts(row.runs):
            line, spots = _line(row.y, part)
            lines.append(line)
            placed.append(spots)
    _link(lines, placed, areas, turn)
    return lines


def _rows(runs: list[Run]) -> list[_Row]:
    rows: list[_Row] = []
    for run in sorted(runs, key=lambda run: (-run.y, run.x)):
        if rows and rows[-1].y - run.y <= SAME_LINE * max(run.size, rows[-1].runs[-1].size):
            rows[-1].runs.append(run)
        else:
            rows.append(_Row(run.y, [run]))
    for row in rows:
        row.runs.sort(key=lambda run: run.x)
        row.starts = [run.x for run in row.runs]
        row.length = sum(len(run.text) for run in row.runs)
    for at, row in enumerate(rows):
        stay = [run for run in row.runs if not _hang(rows, at, run)]
        if len(stay) < len(row.runs):
            row.runs, row.starts = stay, [run.x for run in stay]
    return [row for row in rows if row.runs]


def _hang(rows: list[_Row], at: int, run: Run) -> bool:
    """Move a run to the line that it hangs on, if there is one."""
    for step in (1, -1):
        near = at + step
        while 0 <= near < len(rows):
            row = rows[near]
            rise = run.y - row.y
            if abs(rise) > 3 * run.size:
                break
            # The lesser row hangs on the greater one.
            spot = _spot(row, run, rise) if row.runs and row.length > rows[at].length else None
            if spot is not None:
                row.runs.insert(spot, run)
                row.starts.insert(spot, run.x)
                return True
            near += step
    return False


def _spot(row: _Row, run: Run, rise: float) -> int | None:
    """Where in a row a run hangs that is raised above its baseline by so much."""
    at = bisect_left(row.starts, run.x)
    before = row.runs[at - 1] if at else None
    after = row.runs[at] if at < len(row.runs) else None
    for other in (before, after):
        if other is None or not -LOWEST * other.size <= rise <= HIGHEST * other.size:
            continue
        gap = run.x - other.end if other is before else other.x - run.end
        # A space before a number is a slip of the author; before letters it divides what is set side by side.
        least = 0.35 if other is before and not run.text.strip().isdecimal() else 0.7
        near = -2 * other.size < gap < least * other.size
        if near and other.size * SMALLER >= run.size:
            return at
        if near and other.y != row.y and abs(other.y - run.y) < SAME_LINE * run.size:
            return at  # the next part of something that hangs there already
        # The lowered E of TeX and its epsilon, an accent over a capital.
        touches = gap < SAME_LINE * run.size and other is before
        if near and len(run.text) == 1 and (touches or (before and after and after.x - run.end < SAME_LINE * run.size)):
            return at
    return None


def _parts(runs: list[Run]) -> Iterator[list[Run]]:
    """Runs of a row, divided where white may divide columns."""
    part: list[Run] = []
    end = 0.0
    for run in runs:
        if part and run.x - end > COLUMN_GAP * _smaller_beside(part[-1], run):
            yield part
            part = []
        if part and run.text == part[-1].text and abs(run.x - part[-1].x) < 0.25 * run.size and run.y == part[-1].y:
            continue  # drawn twice to look bold
        end = max(end, run.end) if part else run.end
        part.append(run)
    if part:
        yield part


def _smaller_beside(one: Run, other: Run) -> float:
    """The size that white between two runs is measured by: a heading stands nearer to the next column than it is tall.

    Beside what is raised, white counts by the size of the line.
    """
    greater = max(one.size, other.size)
    return min(one.size, other.size) if abs(one.y - other.y) < LEAST_RISE * greater else greater


def _line(y: float, runs: list[Run]) -> tuple[Line, list[tuple[int, Run]]]:
    sizes = Counter[float]()
    for run in runs:
        sizes[round(run.size, 1)] += len(run.text)
    size = max(sizes, key=lambda size: (sizes[size], size))
    text = ""
    raised: list[Raised] = []
    spots: list[tuple[int, Run]] = []
    at = 0
    while at < len(runs):
        run = runs[at]
        if text and not text.endswith(" ") and not run.text.startswith(" "):
            before = runs[at - 1]
            if run.x - before.end > WORD_GAP * min(run.size, before.size):
                text += " "
        group = [run]
        # Most of the line may be in a font that is set smaller, such as one for code.
        beside = max(size, runs[at - 1].size if at else 0.0)
        if _is_raised(run, y, beside):
            while at + len(group) < len(runs) and _is_raised(runs[at + len(group)], y, beside):
                group.append(runs[at + len(group)])
        number = "".join("".join(each.text.split()) for each in group) if len(group) > 1 or group[0].y != y else ""
        if number and _is_raised(run, y, beside) and _NUMBERS.fullmatch(number):
            text = text.rstrip(" ") if at else text
            follows = runs[at + len(group)] if at + len(group) < len(runs) else None
            hangs = _hangs(text, runs[max(at - 2, 0) : at], group[-1], follows)
            raised.append(Raised(len(text), len(text) + len(number), hangs))
            spots += [(len(text), each) for each in group]
            text += number.translate(RAISE)
        else:
            for index, each in enumerate(group):
                if index and each.x - group[index - 1].end > WORD_GAP * each.size:
                    text += " "
                spots.append((len(text), each))
                text += each.text
        at += len(group)
    # Some fonts have superscript digits of their own.
    known = {offset for mark in raised for offset in range(mark.start, mark.end)}
    for match in _SUPERSCRIPT.finditer(text) if not text.isascii() else ():
        if match.start() not in known:
            bound = not text[match.end() : match.end() + 1].isalnum() or not match.start()
            hangs = not match.start() or (bound and _is_end_of_word(text[max(0, match.start() - 12) : match.start()]))
            raised.append(Raised(*match.span(), hangs and len(match[0]) <= _MOST_DIGITS))
    raised.sort()
    code = [(offset, offset + len(run.text)) for offset, run in spots if run.font.mono]
    line = Line(runs[0].x, y, max(run.end for run in runs), size, text.rstrip(), raised, code=code)
    return line, spots


def _is_raised(run: Run, y: float, size: float) -> bool:
    return run.size <= SMALLER * size and run.y - y >= LEAST_RISE * size


def _hangs(text: str, before: list[Run], last: Run, follows: Run | None) -> bool:
    """Whether a raised number may be a marker, by what stands before it and behind it."""
    if not before:
        return True  # it opens a line: a label
    near = [run for run in before if before[-1].x - run.end < WORD_GAP * run.size]
    if any(run.font.maths for run in (*near, last)) or not _is_end_of_word(text[-12:]):
        return False
    # What goes on without white is a word with a number in front of it, an isotope, or maths.
    glued = follows is not None and follows.x - last.end < WORD_GAP * last.size
    return not (glued and follows is not None and (follows.font.maths or follows.text[:1].isalnum()))


def _is_end_of_word(text: str) -> bool:
    """Whether a marker may stand behind a text: not behind a digit, a single letter or a unit."""
    return _HANGS.search(text) is not None and _UNIT.search(text) is None


# ---------------------------------------------------------------- links


def _link(lines: list[Line], placed: list[list[tuple[int, Run]]], areas: Iterable[Area], turn: int) -> None:
    """Find the text that each link of the page covers."""
    heights = [-line.y for line in lines]
    left_over = MOST_COMPARED
    for number, area in enumerate(areas):
        for box in area.boxes:
            left, bottom, right, top = _turned(box, turn)
            low = bisect_left(heights, -top - 2 * (top - bottom))
            for at in range(low, min(len(lines), low + 200)):
                if lines[at].y < bottom - 2 * (top - bottom):
                    break
                if lines[at].x > right or lines[at].end < left:
                    continue
                left_over -= len(placed[at])
                if left_over < 0:
                    raise ReadError(BOMB)
                spans = [span for spot in placed[at] if (span := _covered(spot, left, bottom, right, top))]
                if spans:
                    start, end = spans[0][0], min(max(span[1] for span in spans), len(lines[at].text))
                    if start < end:
                        lines[at].links.append(Linked(start, end, area.url, area.target, number))


def _turned(box: tuple[float, float, float, float], turn: int) -> tuple[float, float, float, float]:
    for _ in range(turn):
        left, bottom, right, top = box
        box = bottom, -right, top, -left
    return box


def _covered(spot: tuple[int, Run], left: float, bottom: float, right: float, top: float) -> tuple[int, int] | None:
    """The offsets of the characters of a run whose middle lies in a box."""
    offset, run = spot
    if not bottom - 0.1 * run.size <= run.y < top or run.end < left or run.x > right:
        return None
    if left <= run.x + 0.1 * run.size and run.end - 0.1 * run.size <= right:
        return offset, offset + len(run.text)
    start = end = None
    at = 0
    for piece in run.pieces:
        before, x = 0, piece.at
        for length, width in run.font.ends(piece.raw):
            stop = piece.at + width * run.per_em
            if left <= (x + stop) / 2 <= right:
                start = at + before if start is None else start
                end = at + length
            before, x = length, stop
        at += before
    return (offset + start, offset + end) if start is not None and end is not None else None

"""The lines of a document become one text, and each offset of it knows its line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from citecheck.readers.pdf.lines import Line
from citecheck.readers.pdf.paragraphs import Set
from citecheck.readers.pdf.words import tail_of, vocabulary


class Placed(NamedTuple):
    """A line of the text, and where it was."""

    start: int
    end: int
    page: int
    """From 1."""
    number: int
    """In its page or column, from 1."""
    column: int
    size: float
    opens: bool
    """Whether a paragraph begins with it."""
    y: float


class Mark(NamedTuple):
    """A raised number of the text."""

    start: int
    end: int
    line: int
    """Index of its line."""
    hangs: bool
    opens: bool
    """Whether it is the first of its line."""


class Stretch(NamedTuple):
    """A link of the text; one that is broken over lines has several."""

    start: int
    end: int
    url: str
    target: str
    key: tuple[int, int]
    """Page, and number of the link there."""


@dataclass
class Flow:
    """The text of a document with what is known of it."""

    text: str = ""
    lines: list[Placed] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    links: list[Stretch] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    """What is set in letters of one width."""

    def line_at(self, offset: int) -> int:
        """The index of the line that an offset lies in."""
        return max(bisect_right(self.lines, offset, key=lambda line: line.start) - 1, 0)


def flow(lines: Sequence[Set]) -> Flow:
    """The text of the lines of a document."""
    words = vocabulary(entry.line for entry in lines)
    result = Flow()
    parts: list[str] = []
    length = taken = before_end = 0
    open_ = ""
    """What the text ends with, and may go on."""
    for at, (line, page, number, opens) in enumerate(lines):
        own = line.text[taken:].lstrip(" ")
        skipped = len(line.text) - len(own)
        if own:
            if result.lines:
                parts.append("\n\n" if opens else "\n")
                length += len(parts[-1])
            open_ = own
        start = length
        following = lines[at + 1].line if at + 1 < len(lines) and not lines[at + 1].opens else None
        tail, cut = tail_of(line, open_, following, words) if following else (0, 0)
        if own:
            parts.append(own)
        if tail and following:
            if cut:
                parts[-1] = parts[-1][:-cut]
            parts.append(following.text[:tail])
            open_ = (open_[:-cut] if cut else open_) + parts[-1]
        length += len(own) - cut + tail
        if own:
            result.lines.append(Placed(start, length, page, number, line.column, line.size, opens, line.y))
        elif tail:
            result.lines[-1] = result.lines[-1]._replace(end=length)
        _carry(result, line, _Place(start, skipped, taken, before_end, length), page)
        # What the next line gave to this one begins here.
        before_end = length - tail
        taken = tail
    result.text = "".join(parts)
    return result


def _carry(result: Flow, line: Line, place: _Place, page: int) -> None:
    """Take over what is known of a line."""
    index = max(len(result.lines) - 1, 0)
    for first, end, hangs in line.raised:
        start = place.of(first)
        opens = bool(result.lines) and start == result.lines[-1].start
        result.marks.append(Mark(start, place.of(end), index, hangs, opens))
    for link in line.links:
        span = place.of(link.start), place.of(link.end)
        if span[0] < span[1]:
            result.links.append(Stretch(*span, link.url, link.target, (page, link.area)))
    result.code += [(place.of(start), place.of(end)) for start, end in line.code]


class _Place(NamedTuple):
    """The way from the offsets of a line to those of the text."""

    start: int
    skipped: int
    taken: int
    before: int
    """Where the characters stand that the line before has taken."""
    end: int

    def of(self, offset: int) -> int:
        """The offset in the text."""
        if offset < self.taken:
            return self.before + offset
        return min(max(self.start + offset - self.skipped, self.start), self.end)

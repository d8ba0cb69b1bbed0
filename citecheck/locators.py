"""From a text that was taken out of a file back to the file: for people, editors and machines.

`Pieces` leads to lines and columns (HTML), `Blocks` to paragraphs, pages and cells (Word, PDF, notebooks), `Files` to
the files that one text was put together from (a book). All offsets are 0-based, lines, numbers and columns 1-based.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, compress, count
from operator import add
from re import compile as regex
from typing import NamedTuple

from citecheck.model import Document, Place, Span

_LINE_END = regex(r"\r\n|[\r\n]")


class Pieces:
    """A text made of pieces of a source: each piece character by character, or one for the other as a whole.

    >>> pieces = Pieces()
    >>> text = pieces.add("a ", 3, 5) + pieces.add("&", 5, 10)  # of `<b>a &amp;`
    """

    files: Sequence[Document] = ()

    def __init__(self) -> None:
        self._text, self._starts, self._ends = array("q"), array("q"), array("q")
        self._length = 0
        self._lines: Sequence[int] = (0,)
        self._size = 0

    def add(self, text: str, start: int, end: int) -> str:
        """Say that the next of the text stands for a span of the source, an empty one if it is made up; gives it."""
        if text:
            self._text.append(self._length)
            self._starts.append(start)
            self._ends.append(end)
            self._length += len(text)
        return text

    @classmethod
    def of(cls, parts: Sequence[str], starts: Sequence[int], ends: Sequence[int]) -> Pieces:
        """All pieces of a text at once: the texts, and the spans that they stand for."""
        pieces = cls()
        sizes = array("q", map(len, parts))
        if 0 in sizes:
            starts, ends, sizes = (array("q", compress(each, sizes)) for each in (starts, ends, sizes))
        pieces._text = array("q", accumulate(sizes, initial=0))
        pieces._length = pieces._text.pop()
        pieces._starts, pieces._ends = array("q", starts), array("q", ends)
        return pieces

    def close(self, source: str) -> Pieces:
        """Learn where the lines of the source begin, when all is added; gives itself."""
        if "\r" in source:
            self._lines = array("q", [0, *(end.end() for end in _LINE_END.finditer(source))])
        else:
            self._lines = array("q", chain((0,), map(add, accumulate(map(len, source.split("\n")[:-1])), count(1))))
        self._size = len(source)
        return self

    def place(self, start: int, end: int) -> Place:
        """Lines and columns of the source."""
        begin = self.source(start)
        behind = self._source_end(end) if end > start else begin
        return Place(*self._point(begin), *self._point(max(behind, begin)))

    def source(self, offset: int) -> int:
        """The offset in the source of the character at an offset of the text."""
        at = bisect_right(self._text, offset) - 1
        if at < 0:
            return 0
        start, end = self._starts[at], self._ends[at]
        length = (self._text[at + 1] if at + 1 < len(self._text) else self._length) - self._text[at]
        into = offset - self._text[at]
        return start + into if length == end - start else end if into >= length else start

    def _source_end(self, offset: int) -> int:
        """Where in the source the character before an offset of the text ends."""
        at = bisect_left(self._text, offset) - 1
        if at < 0:
            return 0
        start, end = self._starts[at], self._ends[at]
        length = (self._text[at + 1] if at + 1 < len(self._text) else self._length) - self._text[at]
        return start + offset - self._text[at] if length == end - start else end

    def offset(self, line: int, column: int) -> int:
        """The offset in the text of a place of the source, or of the next one that is text."""
        if not 1 <= line <= len(self._lines) or column < 1:
            raise ValueError(f"no line {line}, column {column}")
        source = self._lines[line - 1] + column - 1
        if source > (self._lines[line] - 1 if line < len(self._lines) else self._size):
            raise ValueError(f"line {line} has no column {column}")
        nearest, following = self._size + 1, self._length
        for at, (start, end) in enumerate(zip(self._starts, self._ends, strict=True)):
            if start <= source < end:
                length = (self._text[at + 1] if at + 1 < len(self._text) else self._length) - self._text[at]
                return self._text[at] + (source - start if length == end - start else 0)
            if source < start < min(end, nearest):
                nearest, following = start, self._text[at]
        return following

    def _point(self, source: int) -> tuple[int, int]:
        line = bisect_right(self._lines, source)
        return line, source - self._lines[line - 1] + 1


class Blocks:
    """A text of numbered blocks that have no lines: paragraphs, pages, cells.

    `starts` are the offsets of blocks, ascending, the first 0; `numbers` what each counts as, ascending, from 1; and
    `names` what a person calls it. Columns count from the first block of a number.
    """

    files: Sequence[Document] = ()

    def __init__(self, starts: Sequence[int], numbers: Sequence[int] = (), names: Sequence[str] = ()) -> None:
        self._starts = starts or (0,)
        self._numbers = numbers or range(1, len(self._starts) + 1)
        self._names = names

    def place(self, start: int, end: int) -> Place:
        """The number of the block, and the column in it."""
        at = max(bisect_right(self._starts, start) - 1, 0)
        name = self._names[at] if self._names else ""
        return Place(*self._point(start), *self._point(max(end - 1, start), behind=end > start), name)

    def offset(self, line: int, column: int) -> int:
        """The offset of a column of a block."""
        at = bisect_left(self._numbers, line)
        if at == len(self._numbers) or self._numbers[at] != line or column < 1:
            raise ValueError(f"no number {line}, column {column}")
        offset = self._starts[at] + column - 1
        behind = bisect_right(self._numbers, line)
        if behind < len(self._starts) and offset >= self._starts[behind]:
            raise ValueError(f"number {line} has no column {column}")
        return offset

    def _point(self, offset: int, *, behind: bool = False) -> tuple[int, int]:
        number = self._numbers[max(bisect_right(self._starts, offset) - 1, 0)]
        first = self._starts[bisect_left(self._numbers, number)]
        return number, offset - first + 1 + behind


class Part(NamedTuple):
    """A stretch of a document that became part of another text."""

    start: int
    """Where it begins in that text."""
    document: Document
    begin: int = 0
    """Where it begins in the document's own text."""


class Files:
    """A text put together from stretches of documents, in the order of the text.

    The first begins at 0 and is of the document itself, the one that names the others; it may be empty.
    """

    def __init__(self, parts: Iterable[Part]) -> None:
        self._parts = tuple(parts)
        self.files = tuple({part.document.path: part.document for part in self._parts}.values())
        self._starts = [part.start for part in self._parts]

    def place(self, start: int, end: int) -> Place:
        """The place in the document the span begins in, with its path."""
        at = max(bisect_right(self._starts, start) - 1, 0)
        start_of, document, begin = self._parts[at]
        limit = self._starts[at + 1] if at + 1 < len(self._starts) else end
        last = len(document.text)  # what was put between two stretches is in neither
        span = Span(min(start - start_of + begin, last), min(min(end, max(limit, start)) - start_of + begin, last))
        place = document.locate(span)
        return place if place.path else place._replace(path=document.path)

    def offset(self, line: int, column: int) -> int:
        """The offset of a place of the first document, or of what stands in the text in place of it."""
        first = self._parts[0].document
        own = first.offset(line, column)
        for part, following in zip(reversed(self._parts), [None, *reversed(self._parts[1:])], strict=True):
            if part.document is first and part.begin <= own:
                offset = own - part.begin + part.start
                return min(offset, following.start) if following else offset
        raise ValueError(f"no line {line}, column {column}")

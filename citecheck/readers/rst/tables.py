"""Tables of reStructuredText, cell by cell; and texts that were laid out anew, with the way back to their places.

A cell is a column of characters through several lines: it is cut out, read as a text of its own, and what is found
in it is led back. Lines with tabs are laid out in the same way, with the spaces that docutils puts for them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from citecheck.patterns import lazy as regex

WIDEST = 200
"""Columns of a table that is looked into."""
DEEPEST = 4
"""Tables in tables that are looked into."""
TAB = 8
"""Columns of a tab (docutils' `tab_width`)."""
_RUN = regex(r"=+|-+")
_SPAN_LINE = regex(r"[ ]*(?:=+|-+)(?:[ ]+(?:=+|-+))*[ ]*")


class Layout:
    """A text laid out anew, and where its characters came from."""

    def __init__(self, pieces: Iterable[tuple[int, str]]) -> None:
        """From pieces of source text, each with its offset."""
        self._starts, self._sources = array("q"), array("q")
        parts: list[str] = []
        length = 0
        for source, piece in pieces:
            self._starts.append(length)
            self._sources.append(source)
            parts.append(piece)
            length += len(piece)
        self.text = "".join(parts)

    def back(self, offset: int) -> int:
        """The offset in the source of a character."""
        return self._source(offset, 0)

    def end(self, offset: int) -> int:
        """The offset in the source behind the character before an offset."""
        return self._source(offset - 1, 1) if offset else self.back(offset)

    def _source(self, offset: int, more: int) -> int:
        """So many characters behind the place of a character, but not over the end of its piece: of a tab, say."""
        at = bisect_right(self._starts, offset) - 1
        if at < 0:
            return offset + more
        source = self._sources[at] + offset - self._starts[at] + more
        return min(source, self._sources[at + 1]) if at + 1 < len(self._sources) else source

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """A span in the source; that of a cell is one for each of its lines."""
        at = start
        while at < end:
            stop = self.text.find("\n", at, end)
            stop = end if stop < 0 else stop
            if stop > at:
                yield self.back(at), self.end(stop)
            at = stop + 1


def without_tabs(text: str) -> Layout | None:
    """The text with spaces for tabs, if it has any."""
    return Layout(_laid_out(text)) if "\t" in text else None


def _laid_out(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    tab = text.find("\t")
    while tab >= 0:
        yield at, text[at:tab]
        column = text.rfind("\n", 0, tab) + 1
        width = 0  # of what stands before the tab in its line
        part = column
        while True:
            width += tab - part
            spaces = TAB - width % TAB
            yield tab, " " * spaces
            width += spaces
            part = tab + 1
            line_end = text.find("\n", part)
            tab = text.find("\t", part)
            if tab < 0 or 0 <= line_end < tab:
                break
            yield part, text[part:tab]
        at = part
    yield at, text[at:]


def grid_cells(text: str, start: int, end: int, column: int) -> list[Layout]:
    """The cells of a grid table, whose first border begins at `start` in a column of its line."""
    top = text[start : _line_end(text, start, end)].rstrip()
    edges = [at for at, char in enumerate(top) if char == "+"]
    last = len(edges) - 1
    if last > WIDEST:
        return []
    owners: dict[int, tuple[int, int]] = {}
    cells: dict[tuple[int, int], list[tuple[int, int]]] = {}
    done: list[list[tuple[int, int]]] = []

    def close(first: int, behind: int) -> None:
        """End the cells that share a column with this one."""
        keys = {owners.pop(number) for number in range(first, behind) if number in owners}
        done.extend(cells.pop(key) for key in keys if key in cells)

    for line_start, line_end in _lines(text, start, end, column):
        line = text[line_start:line_end]
        # Wide characters shift the edges behind them: there the bars are counted.
        present = _edges(line, edges) if line.isascii() else _bars(line, last)
        for (first, left), (behind, right) in pairwise(present):
            key = (first, behind)
            inner = line[left + 1 : right]
            if inner and not inner.strip("-=+"):
                close(first, behind)
                continue
            if key not in cells:
                close(first, behind)
                cells[key] = []
                owners.update(dict.fromkeys(range(first, behind), key))
            cells[key].append((line_start + left + 1, line_start + right))
    return _as_texts(text, [*done, *cells.values()])


def _edges(line: str, edges: Sequence[int]) -> list[tuple[int, int]]:
    """The edges that a line has: their numbers and where they are."""
    within = edges[: bisect_right(edges, len(line) - 1)]
    return [(number, at) for number, at in enumerate(within) if line[at] in "|+"]


def _bars(line: str, last: int) -> list[tuple[int, int]]:
    bars = (at for at, char in enumerate(line) if char == "|")
    return list(enumerate(islice(bars, last + 1)))


def simple_cells(text: str, start: int, end: int, column: int) -> list[Layout]:
    """The cells of a simple table, from its upper to its lower border."""
    top = text[start : _line_end(text, start, end)].rstrip()
    columns = [run.span() for run in _RUN.finditer(top)]
    if len(columns) > WIDEST:
        return []
    cells: dict[tuple[int, int], list[tuple[int, int]]] = {}
    done: list[list[tuple[int, int]]] = []
    for line_start, line_end in _lines(text, start, end, column):
        line = text[line_start:line_end]
        border = _SPAN_LINE.fullmatch(line) and line.strip()
        if border or line[: columns[0][1]].strip():
            done += cells.values()
            cells = {}
        first = 0
        for number in range(0 if border else len(columns)):
            begin, right = columns[first][0], columns[number][1]
            if begin >= len(line):
                break
            last = number + 1 == len(columns)
            if not last and line[right : columns[number + 1][0]].strip():
                continue  # the text goes on over the gap: one cell
            stop = len(line) if last else right
            cells.setdefault((first, number), []).append((line_start + begin, line_start + min(stop, len(line))))
            first = number + 1
    return _as_texts(text, [*done, *cells.values()])


def _line_end(text: str, start: int, end: int) -> int:
    found = text.find("\n", start, end)
    return end if found < 0 else found


def _lines(text: str, start: int, end: int, column: int) -> Iterator[tuple[int, int]]:
    """Each line from a column on."""
    at = start
    while at <= end:
        stop = _line_end(text, at, end)
        yield at, stop
        at = stop + 1 + column
        if stop >= end:
            return
        if text[stop + 1 : at].strip(" "):  # a blank line may be shorter
            at = stop + 1


def _as_texts(text: str, cells: Iterable[list[tuple[int, int]]]) -> list[Layout]:
    """The cells with text in them, in order of place."""
    found = []
    for cell in sorted(cells):
        if any(text[start:end].strip() for start, end in cell):
            pieces = [piece for start, end in cell for piece in ((start, text[start:end].rstrip()), (end, "\n"))]
            found.append(Layout(pieces))
    return found

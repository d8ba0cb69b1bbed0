"""The blocks of reStructuredText: which lines are text, and which are code, comments, directives, notes, targets.

One pass over the lines; how deep a line is indented says what it belongs to, so nothing is kept but the notes that
are still open. The source is docutils' "reStructuredText Markup Specification" and, where it is silent, what its
parser does. Tables are read cell by cell as texts of their own (`tables`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from re import Pattern
from re import compile as compiled

from citecheck.model import Span
from citecheck.patterns import lazy as regex
from citecheck.readers.rst.directives import Kind, kind_of
from citecheck.readers.rst.found import Found, Note, adopt
from citecheck.readers.rst.inline import NAME, link_to, scan
from citecheck.readers.rst.tables import DEEPEST, Layout, grid_cells, simple_cells

_SKIP = regex(r"(?:[ ]*+\n)*+([ ]*+)")
_EXPLICIT = regex(r"\.\.(?:[ ]++|(?=\n|\Z))")
_NOTE = regex(rf"\[([0-9]+|\#(?:{NAME})?|\*|{NAME})\](?:[ ]++|(?=\n|\Z))")
_DIRECTIVE = regex(rf"({NAME})[ ]?::(?:[ ]++|(?=\n|\Z))")
_SUBSTITUTION = regex(rf"\|(?![ ])[^|\n]++\|[ ]++({NAME})[ ]?::(?:[ ]++|(?=\n|\Z))")
_TARGET = regex(r"_(?![ \n])(?:_?|`[^`]++`|(?P<name>[^:\n\0]*+(?:(?:\0.|:(?![ \n]|\Z))[^:\n\0]*+)*+)):(?=[ \n]|\Z)")
_ANONYMOUS = regex(r"__(?:[ ]++|(?=\n|\Z))")
_FIELD = regex(r":(?![: \n])(?:[^:\n\0]++|\0.|:(?![ `\n]|\Z))*+(?<! ):(?:[ ]++|(?=\n|\Z))")
_OPTION = regex(r"\n[ ]*+:[\w-][\w .+-]*+:(?=[ \n]|\Z)")
_BULLET = regex(r"[-+*•‣⁃](?:[ ]++|(?=\n|\Z))")
_ENUMERATOR = regex(
    r"(?:\((?:\d{1,9}|[A-Za-z#]|[ivxlcdmIVXLCDM]{1,12})\)|(?:\d{1,9}|[A-Za-z#]|[ivxlcdmIVXLCDM]{1,12})[.)])"
    r"(?:[ ]++|(?=\n|\Z))"
)
_OPTIONS = regex(
    r"(?:(?:--|/|-|\+)[A-Za-z0-9][\w-]*+(?:[ =](?:[A-Za-z][\w-]*+|<[^<>\n]++>))?+(?:,[ ])?+)++"
    r"(?:[ ]{2,}+|(?=[ ]?\n|\Z))"
)
_DOCTEST = regex(r">>>(?=[ \n]|\Z)[^\n]*+(?:\n[ ]*+[^ \n][^\n]*+)*+")
_LINES = regex(r"\|(?=[ \n]|\Z)")
_GRID = regex(r"\+-[-+]+-\+[ ]*+(?=\n|\Z)")
_SIMPLE = regex(r"=++(?:[ ]++=++)++[ ]*+(?=\n|\Z)")
_RULE = regex(r"([!-/:-@\[-`{-~])\1{3,}+[ ]*+(?=\n|\Z)")
_UNDERLINE = regex(r"\n[ ]*+([!-/:-@\[-`{-~])\1*+[ ]*+(?=\n|\Z)")
_TO_LITERAL = regex(r"(?:\n[ ]*+(?=\n))++\n([ ]*+)(?=([^\s]))")
_INDENTED = regex(r"\n([ ]*+)(?=[^\s])")
_ADDRESS = regex(r"(?:https?|ftp)://[^\s<>\"]++")
_SPEAKING = "citecheck:"
GO_ON = -1
"""In place of an end: what is behind the marker is a block, too."""
DEEPEST_COLUMN = 500
"""No more than a paragraph is looked for beyond."""


@lru_cache(512)
def _ends(column: int) -> Pattern[str]:
    """Finds the end of a block that is indented more than a column."""
    return compiled(rf"\n(?=[ ]{{0,{column}}}[^ \n])")


@lru_cache(512)
def _same(column: int) -> Pattern[str]:
    """Matches lines of text that are indented as much as a column, from the end of the one before."""
    return compiled(rf"(?:\n[ ]{{{column}}}(?! )[^\n]++)*+")


@lru_cache(64)
def _border(column: int) -> Pattern[str]:
    """Finds a border of a simple table, and whether a blank line follows it."""
    return compiled(rf"\n[ ]{{{column}}}=++(?:[ ]++=++)*+[ ]*+(?=(\n[ ]*+(?:\n|\Z)|\Z)?)(?=\n|\Z)")


class Blocks:
    """The pass over a text without tabs whose backslashes are NUL."""

    def __init__(self, text: str, found: Found, depth: int = 0) -> None:
        self.text = text
        self.found = found
        self.depth = depth
        """How many tables it stands in."""
        self.open: list[tuple[int, Note]] = []
        """Columns and notes whose text goes on."""
        self.rest = 0, 0, 0
        """Where to read on behind a marker: offset, column, column of the marker."""
        self.no_more: set[str] = set()
        self.handlers: dict[str, Callable[[int, int], int | None]] = {
            ".": self.explicit,
            "_": self.anonymous,
            "|": self.line_block,
            ">": self.doctest,
            "=": self.simple_table,
        }

    def run(self) -> None:
        """Go through the text once."""
        text, end = self.text, len(self.text)
        at = 0
        while at < end and (skipped := _SKIP.match(text, at)):
            at = skipped.end()
            if at >= end:
                break
            column = len(skipped[1])
            if self.open:
                self.close(column, at)
            at = self.block(at, column, None)
        self.close(0, end)

    def close(self, column: int, at: int) -> None:
        """End the notes that a line of this column does not belong to."""
        if not self.open or self.open[-1][0] < column:
            return
        stop = self.back(at)
        while self.open and self.open[-1][0] >= column:
            note = self.open.pop()[1]
            note.stop = max(stop, note.body)

    def back(self, at: int) -> int:
        """The end of what is no white space before an offset."""
        while at and self.text[at - 1] in " \n":
            at -= 1
        return at

    def line_end(self, at: int) -> int:
        """Where the line of an offset ends."""
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def deep_end(self, at: int, column: int) -> int:
        """Where the lines end that are indented more than a column."""
        ended = _ends(column).search(self.text, at)
        return ended.start() if ended else len(self.text)

    # ------------------------------------------------------------ blocks

    def block(self, at: int, column: int, base: int | None) -> int:
        """Read the block at an offset; gives where its lines end. `base` is the column of a marker before it."""
        text = self.text
        while True:
            mark = text[at : at + 1]
            if not mark or mark == "\n":
                return at
            if column > DEEPEST_COLUMN:
                return self.paragraph(at, DEEPEST_COLUMN, base)
            end: int | None = None
            if mark in self.handlers:
                edge = column if base is None else self.edge(self.line_end(at), base, column)
                end = self.handlers[mark](at, edge)
                if end == GO_ON:
                    at, column, base = self.rest
                    continue
            elif mark == ":":
                if marker := _FIELD.match(text, at):
                    self.field_name(at, marker.end())
                    base, at, column = column, marker.end(), column + marker.end() - at
                    continue
            elif mark in "-+*•‣⁃/":
                if mark == "+" and _GRID.match(text, at):
                    return self.grid(at, column)
                if marker := _BULLET.match(text, at):
                    base, at, column = None, marker.end(), column + marker.end() - at
                    continue
                if marker := _OPTIONS.match(text, at):
                    self.found.masked.append((at, marker.end()))
                    base, at, column = column, marker.end(), column + marker.end() - at
                    continue
            elif (
                (mark.isalnum() or mark in "(#")
                and (marker := _ENUMERATOR.match(text, at))
                and self.is_item(marker.end(), column)
            ):
                base, at, column = None, marker.end(), column + marker.end() - at
                continue
            if end is not None:
                return end
            if mark.isascii() and not mark.isalnum() and _RULE.match(text, at):
                return self.line_end(at)
            return self.paragraph(at, column, base)

    def is_item(self, at: int, column: int) -> bool:
        """Whether the line below lets `A. text` be an item of a list: it is blank, indented, or another item."""
        below = _INDENTED.match(self.text, self.line_end(at))
        return below is None or len(below[1]) != column or _ENUMERATOR.match(self.text, below.end()) is not None

    def field_name(self, start: int, end: int) -> None:
        """Read the name of a field, which may cite."""
        if self.text.find("[", start, end) >= 0:
            scan(self.text, start + 1, self.text.rfind(":", start, end), self.found)

    def paragraph(self, at: int, column: int, base: int | None) -> int:
        """A paragraph, a term or a title; what is literal behind it is masked."""
        text = self.text
        first = self.line_end(at)
        if base is not None and (below := _INDENTED.match(text, first)) and len(below[1]) > base:
            column = len(below[1])
        elif base is not None:
            literal = text.endswith("::", at, first)
            return self.text_block(at, first, self.edge(first, base, column) if literal else column)
        elif (line := _UNDERLINE.match(text, first)) and self.is_title(at, first, line.end()):
            scan(text, at, first, self.found)
            if text[at:first].strip().isdecimal():
                self.found.names.add(text[at:first].strip())
            return line.end()
        same = _same(column).match(text, first)
        return self.text_block(at, same.end() if same else first, column)

    def is_title(self, at: int, end: int, line: int) -> bool:
        """Whether the line under a text is long enough to make it a title."""
        underline = self.text[end + 1 : line].strip()
        return underline != "::" and (len(underline) >= 4 or len(underline) >= end - at)

    def edge(self, end: int, base: int, column: int) -> int:
        """The column of the text behind a marker, whose first line ends here: that of its least indented line."""
        indents = [len(each[1]) for each in _INDENTED.finditer(self.text, end, self.deep_end(end, base))]
        return min(indents, default=column)

    def text_block(self, start: int, end: int, column: int) -> int:
        """Read a run of text; gives where it ends, with the literal block that it announces."""
        text = self.text
        scan(text, start, end, self.found)
        while text[end - 1] == " " and end > start + 1:
            end -= 1
        if not text.endswith("::", start, end) or text[end - 3 : end - 2] == "\0":
            return self.line_end(end)
        return self.literal(self.line_end(end), column)

    def literal(self, end: int, column: int) -> int:
        """Where a literal block ends that may begin behind `::`; it is masked."""
        text = self.text
        begin = _TO_LITERAL.match(text, end)
        if begin is None or len(begin[1]) < column:
            return end
        if len(begin[1]) > column:
            stop = self.deep_end(begin.end(), column)
        elif not begin[2].isalnum() and begin[2].isascii():
            stop = begin.end()
            while text.startswith(begin[2], stop):
                stop = self.line_end(stop)
                if not text.startswith(" " * column + begin[2], stop + 1):
                    break
                stop += 1 + column
        else:
            return end
        self.found.masked.append((begin.end(), stop))
        return stop

    def doctest(self, at: int, _: int) -> int | None:
        """An interactive session, up to a blank line."""
        session = _DOCTEST.match(self.text, at)
        if session:
            self.found.masked.append(session.span())
        return session.end() if session else None

    def line_block(self, at: int, column: int) -> int | None:
        """A line of verse; those that go on are indented."""
        if not _LINES.match(self.text, at):
            return None
        end = self.line_end(at)
        while (below := _INDENTED.match(self.text, end)) and len(below[1]) > column:
            end = self.line_end(below.end())
        scan(self.text, at + 1, end, self.found)
        return end

    # ------------------------------------------------------------ explicit markup

    def explicit(self, at: int, column: int) -> int | None:
        """A note, a target, a substitution, a directive, or else a comment."""
        text, found = self.text, self.found
        opening = _EXPLICIT.match(text, at)
        if not opening:
            return None
        inner = opening.end()
        if note := _NOTE.match(text, inner):
            label = Span(inner, note.end(1) + 1)
            new = Note(*label, note[1], note.end())
            found.notes.append(new)
            self.open.append((column, new))
            return self.inside(note.end(), column + note.end() - at, column)
        if target := _TARGET.match(text, inner):
            if (name := (target["name"] or "").strip()).isdecimal():
                found.names.add(name)
            return self.target(at, target.end(), column)
        if substitution := _SUBSTITUTION.match(text, inner):
            found.masked.append((at, substitution.end()))
            if substitution[1] == "replace":  # no note may be cited in it
                return self.head_end(substitution.end(), column)
            return self.directive(substitution[1], substitution.end(), column)
        if directive := _DIRECTIVE.match(text, inner):
            found.masked.append((at, directive.end()))
            return self.directive(directive[1], directive.end(), column)
        end = self.line_end(at)
        below = _INDENTED.match(text, end)
        if inner < end or below:  # a lone ".." over a blank line is a comment by itself
            end = self.deep_end(inner, column)
        found.masked.append((at, end))
        if text.startswith(_SPEAKING, inner):
            found.comments.append((at, self.back(end)))
        return end

    def inside(self, at: int, column: int, base: int) -> int:
        """Have `block` read on behind a marker."""
        self.rest = at, column, base
        return GO_ON

    def target(self, start: int, at: int, column: int) -> int:
        """The address of a target, which may go over several lines, up to a blank one."""
        text = self.text
        end = self.line_end(at)
        while (below := _INDENTED.match(text, end)) and len(below[1]) > column:
            end = self.line_end(below.end())
        self.found.masked.append((start, end))
        written = text[at:end]
        begin = at + len(written) - len(written.lstrip())
        stop = end - len(written) + len(written.rstrip())
        if (
            begin < stop
            and (link := link_to(text[begin:stop], Span(begin, stop)))
            and not written.rstrip().endswith("`_")
        ):
            self.found.links.append(link)
        return end

    def anonymous(self, at: int, column: int) -> int | None:
        """`__ https://…`."""
        opening = _ANONYMOUS.match(self.text, at)
        return self.target(at, opening.end(), column) if opening else None

    def directive(self, name: str, at: int, column: int) -> int:
        """Mask what is not prose in a directive; gives where to read on."""
        text, found = self.text, self.found
        kind = kind_of(name)
        if kind in (Kind.OPAQUE, Kind.PICTURE, Kind.INCLUDE, Kind.LITERAL):
            end = self.deep_end(at, column)
            # What stands in angle brackets comes with docutils: names of characters, and no notes.
            found.includes |= kind is Kind.INCLUDE and not text[at:end].lstrip().startswith("<")
            if kind is Kind.LITERAL:
                scan(text, at, end, found)
            if kind is Kind.PICTURE or (kind is Kind.OPAQUE and name == "raw"):
                self.keep(at, self.head_end(at, column))
            found.masked.append((at, end))
            return end
        end = self.head_end(at, column)
        option = _OPTION.search(text, at - 1 if text[at : at + 1] == "\n" else at, end)
        cut = option.start() if option else end
        if kind is not Kind.TEXT:
            scan(text, at, cut, found)
            if kind is Kind.FIGURE:
                self.keep(at, end)
            found.masked.append((at, end))
            return end
        if option is None:
            return self.inside(at, column + 1, column)
        found.masked.append((cut, end))
        scan(text, at, cut, found)
        return end

    def head_end(self, at: int, column: int) -> int:
        """Where the arguments and options of a directive end: at a blank line."""
        end = self.line_end(at)
        while (below := _INDENTED.match(self.text, end)) and len(below[1]) > column:
            end = self.line_end(below.end())
        return end

    def keep(self, start: int, end: int) -> None:
        """Leave addresses to the scanner of URLs."""
        self.found.kept += [each.span() for each in _ADDRESS.finditer(self.text, start, end)]

    # ------------------------------------------------------------ tables

    def grid(self, at: int, column: int) -> int:
        """A table drawn with `+---+` and `|`."""
        same = _same(column).match(self.text, self.line_end(at))
        end = same.end() if same else self.line_end(at)
        self.cells(grid_cells(self.text, at, end, column))
        return end

    def simple_table(self, at: int, column: int) -> int | None:
        """A table under `===  ===`."""
        border = _SIMPLE.match(self.text, at)
        key = f"={column}"
        if not border or key in self.no_more:
            return None
        end = border.end()
        for _ in range(2):
            below = _border(column).search(self.text, end)
            if below is None:
                self.no_more.add(key)
                return self.line_end(at)
            end = below.end()
            if below[1] is not None:
                break
        self.cells(simple_cells(self.text, at, end, column))
        return end

    def cells(self, cells: list[Layout]) -> None:
        """Read each cell as a text of its own."""
        for cell in cells if self.depth < DEEPEST else ():
            inside = Found()
            Blocks(cell.text, inside, self.depth + 1).run()
            adopt(inside, self.found, cell)

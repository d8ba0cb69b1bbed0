"""Which list items and notes of a Markdown text hold a line: only beyond their content is a line set in as code."""

from __future__ import annotations

from citecheck.patterns import lazy as regex

CODE = 4
"""Columns beyond the content of its container at which a line is code (CommonMark, 4.4)."""
_DEEPEST = 60
"""Columns to which content may be set in."""

_SPACE = regex(r"[ \t]*+")
_MARKER = regex(
    r"(?P<item>[-*+:~]|\(?\d{1,9}[.)])(?P<space>[ \t]++|(?=\n|\Z))"
    r"|\[\^[^\]\n]{1,99}\]:|\[[^\]\n]{1,99}\]:?(?=[ \t])"
    r"|(?:!!!|\?\?\?\+?)[ \t]+[\w\"]|===[!+]?[ \t]+\""  # admonitions and tabs of Python-Markdown
)
_RULE = regex(r"(?:\*[ \t]*+){3,}+(?=\n|\Z)|(?:-[ \t]*+){3,}+(?=\n|\Z)")
_BLOCK = regex(r"\#{1,6}[ \t\n]|>|```|~~~|<[a-zA-Z/!]|\|")
"""What begins a block of its own in the line behind a paragraph."""
_FENCE = regex(r"(?:^|(?<=\n))[ \t>]*+(`{3,}+|~{3,}+)([^`\n]*)(?=\n|\Z)")
_DIRECTIVE = regex(
    r"[ \t]*\{(?:note|tip|hint|important|warning|caution|attention|danger|error|seealso|admonition|dropdown|margin|"
    r"sidebar|epigraph|topic|exercise|solution|tab-set|tab-item|card|grid|prf:[a-z]+)\}"
)
"""What MyST fences like code and reads like text."""


def unfenced(text: str) -> str:
    """The text with blanks in place of the fences around MyST's notes and the like; the length stays the same."""
    if "```{" not in text and "~~~{" not in text:
        return text
    pieces: list[str] = []
    open_: list[tuple[str, bool]] = []
    at = 0
    for fence in _FENCE.finditer(text):
        marks, directive = fence[1], _DIRECTIVE.match(fence[2]) is not None
        if open_ and fence[2].strip() == "" and marks.startswith(open_[-1][0]):
            directive = open_.pop()[1]
        elif open_ and not open_[-1][1]:
            continue  # within code
        else:
            open_.append((marks, directive))
        if directive:
            pieces += [text[at : fence.start()], " " * (fence.end() - fence.start())]
            at = fence.end()
    return "".join([*pieces, text[at:]])


class Containers:
    """The columns at which the content of the open items and notes begins; each line is looked at once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._columns: list[int] = []
        self._known = 0
        """How far the lines are known."""
        self._blank = True
        """Whether the last of them was blank."""
        self._opaque: list[tuple[int, int]] = []
        self._passed = 0
        """How many of the opaque stretches have been passed."""

    def opaque(self, start: int, end: int) -> None:
        """Learn that what stands in a stretch is code; stretches ascend."""
        self._opaque.append((start, end))

    def column(self, at: int) -> int:
        """The column at which code begins in the line at an offset; a blank line stands above it."""
        while self._known < at:
            self._line()
        self._close(indent_of(self._text, at))
        return CODE + (self._columns[-1] if self._columns else 0)

    def _line(self) -> None:
        """Read a line."""
        text, start = self._text, self._known
        end = text.find("\n", start)
        self._known = len(text) if end < 0 else end + 1
        while self._passed < len(self._opaque) and self._opaque[self._passed][0] < self._known:
            # It may begin in a line that opens an item.
            self._known = max(self._known, self._opaque[self._passed][1])
            self._passed += 1
        at = _first(text, start)
        if at == len(text) or text[at] == "\n":
            self._blank = True
            return
        width = indent_of(text, start)
        marker = None if _RULE.match(text, at) else _MARKER.match(text, at)
        if self._blank or marker or _BLOCK.match(text, at):
            self._close(width)
        self._blank = False
        while marker and width - (self._columns[-1] if self._columns else 0) < CODE and width < _DEEPEST:
            space = marker["space"]
            if marker["item"] is None:
                self._columns.append(CODE + (self._columns[-1] if self._columns else 0))
                return
            self._columns.append(width + len(marker["item"]) + (len(space) if 0 < len(space) <= CODE else 1))
            width, at = self._columns[-1], marker.end()
            marker = None if _RULE.match(text, at) else _MARKER.match(text, at)

    def _close(self, width: int) -> None:
        """Leave the containers whose content begins further in."""
        while self._columns and self._columns[-1] > width:
            self._columns.pop()


def _first(text: str, start: int) -> int:
    space = _SPACE.match(text, start)
    return space.end() if space else start


def indent_of(text: str, start: int) -> int:
    """The columns of space at the start of a line."""
    return len(text[start : _first(text, start)].expandtabs(4))

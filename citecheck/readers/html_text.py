"""A text that is put together from the pieces of HTML that show, with the way back to the source.

Space is collapsed and blocks are parted by blank lines (HTML standard, 15.3; CSS 2.2, 16.6.1).
"""

from __future__ import annotations

from array import array
from html import unescape
from re import Match
from typing import NamedTuple

from citecheck.locators import Pieces
from citecheck.patterns import lazy as regex
from citecheck.readers.html_tokens import REFERENCE
from citecheck.readers.numerals import RAISE
from citecheck.text import INVISIBLE, NO_BREAK_SPACES

OBJECT = "\ufffc"
"""Stands for an image, or for the text of a link that has none."""

_NONE, _SPACE, _LINE, _BLOCK = range(4)
_BETWEEN = ("", " ", "\n", "\n\n")
_ODD = regex(rf" {{2,}}+|{REFERENCE}|[{INVISIBLE}]")
_REFERENCE = regex(f"{REFERENCE}|[{INVISIBLE}]")
_SPACES = str.maketrans(dict.fromkeys("\t\n\f\v\x1c\x1d\x1e\x1f\x85\u2028\u2029" + NO_BREAK_SPACES, " "))
_UNSEEN = str.maketrans(dict.fromkeys(INVISIBLE))
_NUMBERS = regex(r"[ ,;.–—-]*+\d[\d ,;.–—-]*+[a-z]?")
_TYPED = regex(r"[\[({]?\^?(\d{1,5})[\])}.:]")
_MOST_RAISED = 40


class Mark(NamedTuple):
    """A place in a text that is being made, to come back to."""

    part: int
    length: int
    gap: int
    number: tuple[str, int, int] | None
    numbered: int


class Text:
    """Collects the pieces."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.numbered: list[tuple[int, int]] = []
        """Where each number of a list item stands, and where it ends."""
        self._starts, self._ends = array("q"), array("q")
        self._gap = _NONE
        self._gap_at = (0, 0)
        self._join = False
        self._number: tuple[str, int, int] | None = None

    def pieces(self, source: str) -> Pieces:
        """The way back, where all came from one source."""
        return Pieces.of(self.parts, self._starts, self._ends).close(source)

    # ------------------------------------------------------------ what parts pieces

    def space(self, start: int, end: int) -> None:
        """Space in the source; runs of it become one."""
        if not self._gap:
            self._gap, self._gap_at = _SPACE, (start, end)

    def line(self) -> None:
        """A line ends; the second time in a row a paragraph."""
        self._gap = _BLOCK if self._gap >= _LINE else _LINE

    def block(self) -> None:
        """A paragraph ends."""
        self._gap = _BLOCK

    def join(self) -> None:
        """What follows goes on in the same paragraph, whatever ends here."""
        self._join = True

    def number(self, label: str, start: int, end: int) -> None:
        """An item of a list begins, with this number; it stands for a span of the source, the tag."""
        self.flush_number()
        self._number = (label, start, end)

    def flush_number(self) -> None:
        """Write the number of an item that has no text of its own before this."""
        if self._number is not None:
            self._write_number("")

    # ------------------------------------------------------------ pieces

    def add(self, text: str, start: int, end: int) -> None:
        """A piece that stands for a span of the source."""
        if self._number is not None:
            self._write_number(text)
        if self._gap:
            self._close_gap(start)
        self._join = False
        self.parts.append(text)
        self._starts.append(start)
        self._ends.append(end)
        self.length += len(text)

    def run(self, source: str, start: int, end: int, *, resolve: bool = True) -> None:
        """A stretch of text between two tags; `resolve` its character references."""
        text = source[start:end]
        if not text.isprintable():  # line ends are not, nor are no-break spaces
            if text == "\n":
                self.space(start, end)
                return
            text = text.translate(_SPACES)
        shown = text.strip(" ")
        if not shown:
            self.space(start, end)
            return
        if len(shown) < len(text):
            left = start + len(text) - len(text.lstrip(" "))
            if left > start:
                self.space(start, left)
            start = left
        right = start + len(shown)
        odd = "  " in shown or (resolve and "&" in shown) or not (shown.isascii() or _ODD.search(shown) is None)
        if odd:
            self._odd(shown, start, resolve=resolve)
        else:
            self.add(shown, start, right)
        if right < end:
            self.space(right, end)

    def _odd(self, text: str, start: int, *, resolve: bool) -> None:
        """Text with runs of space, references or invisible characters in it."""
        at = 0
        for match in _ODD.finditer(text):
            found = match[0]
            if not resolve and found[0] == "&":
                continue
            if at < match.start():
                self._spaced(text[at : match.start()], start + at)
            at = match.end()
            if found[0] == " ":
                self.space(start + match.start(), start + at)
            elif found[0] == "&":
                self._resolved(match, start)
        if at < len(text):
            self._spaced(text[at:], start + at)

    def _spaced(self, text: str, start: int) -> None:
        """Text that may begin or end with a space."""
        shown = text.strip(" ")
        if not shown:
            self.space(start, start + len(text))
            return
        left = 1 if text[0] == " " else 0
        if left:
            self.space(start, start + 1)
        self.add(shown, start + left, start + left + len(shown))
        if text[-1] == " ":
            self.space(start + len(text) - 1, start + len(text))

    def _resolved(self, match: Match[str], start: int) -> None:
        text = resolved(match[0]).translate(_SPACES).translate(_UNSEEN)
        span = (start + match.start(), start + match.end())
        if text.isspace():
            self.space(*span)
        elif text:
            self.add(text, *span)

    def verbatim(self, source: str, start: int, end: int, *, resolve: bool = True) -> None:
        """A stretch of preformatted text: each space and line end counts."""
        text = source[start:end]
        if "&" not in text and text.isascii():
            self.add(text if text.isprintable() else text.translate(_LINES), start, end)
            return
        at = start
        for match in _REFERENCE.finditer(source, start, end):
            if match[0][0] == "&" and not resolve:
                continue
            if at < match.start():
                self.add(source[at : match.start()].translate(_LINES), at, match.start())
            at = match.end()
            if text := resolved(match[0]).translate(_LINES).translate(_UNSEEN):
                self.add(text, match.start(), at)
        if at < end:
            self.add(source[at:end].translate(_LINES), at, end)

    def _append(self, text: str, start: int, end: int) -> None:
        self.parts.append(text)
        self._starts.append(start)
        self._ends.append(end)
        self.length += len(text)

    def _close_gap(self, at: int) -> None:
        gap = min(self._gap, _SPACE) if self._join else self._gap
        if self.length and not (gap == _SPACE and self.parts[-1][-1].isspace()):
            made_up = gap != _SPACE or self._gap != _SPACE
            self._append(_BETWEEN[gap], *((at, at) if made_up else self._gap_at))
        self._gap = _NONE

    def _write_number(self, text: str) -> None:
        label, start, end = self._number or ("", 0, 0)
        self._number = None
        typed = _TYPED.match(text)
        if typed and typed[1] == label[:-1]:
            return  # the item says its number itself
        if self._gap:
            self._close_gap(start)
        self.numbered.append((self.length, self.length + len(label)))
        self._append(label, start, end)
        self._gap, self._gap_at = _SPACE, (end, end)
        self._join = True

    # ------------------------------------------------------------ what is done later

    def mark(self) -> Mark:
        """This place."""
        return Mark(len(self.parts), self.length, self._gap, self._number, len(self.numbered))

    def since(self, mark: Mark) -> str:
        """What was added, with what parts it from the text before."""
        return "".join(self.parts[mark.part :])

    def undo(self, mark: Mark) -> None:
        """Forget what was added, but not what parts it from what follows."""
        del self.parts[mark.part :]
        del self._starts[mark.part :]
        del self._ends[mark.part :]
        del self.numbered[mark.numbered :]
        self.length, self._number = mark.length, mark.number
        self._gap = max(self._gap, mark.gap)

    def raise_digits(self, mark: Mark, added: str) -> None:
        """Make superscripts of what was added since a mark, if it is nothing but a few numbers."""
        if len(added) <= _MOST_RAISED and _NUMBERS.fullmatch(added.strip()):
            for index in range(mark.part, len(self.parts)):
                self.parts[index] = self.parts[index].translate(RAISE)


_LINES = {ord(char): "\n" if char in "\x85\u2028\u2029" else " " for char in "\f\v\x1c\x1d\x1e\x1f" + NO_BREAK_SPACES}


def resolved(reference: str) -> str:
    """What a character reference stands for; itself if it stands for nothing (WHATWG, 13.2.5.72)."""
    return unescape(reference).replace("\r", "\n").replace("\0", "\ufffd")

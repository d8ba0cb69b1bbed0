"""A terminal to write for: what it can show, and text measured in its cells.

Text from documents and servers is hostile until it went through `Screen.show`: after that it holds no
control character, nothing that turns the direction of text, and nothing the terminal cannot encode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from unicodedata import category, east_asian_width
from urllib.parse import quote

from citecheck.patterns import lazy, without_passwords

_STYLES = MappingProxyType(
    {
        # The sixteen colours of the user's own palette: readable on a light ground and on a dark one.
        "error": "1;31",
        "warning": "33",
        "info": "36",
        "good": "32",
        "strong": "1",
        "dim": "2",
    }
)
_TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "--", "…": "...", "·": "-", "•": "*", "→": "->"}
)
_HIDDEN = lazy(
    "[\x00-\x1f\x7f-\x9f\u00a0\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_COMMAND = lazy(r":(?=:[A-Za-z-]{2,30}(?:::|\s))|#(?=#\[)")
_TAB = "    "
_URL = 2_000
"""Cells of a URL that are shown: whole, so that it can be copied, unless it is an attack."""


@dataclass(frozen=True)
class Screen:
    """What the terminal can show."""

    width: int
    """In cells."""
    color: bool
    unicode: bool
    """False where only ASCII can be encoded."""
    links: bool
    """Whether it knows hyperlinks (OSC 8)."""

    @property
    def dots(self) -> str:
        """Stands for what is cut off."""
        return "…" if self.unicode else "..."

    @property
    def dot(self) -> str:
        """Stands between parts of a line."""
        return " · " if self.unicode else " - "

    @property
    def bar(self) -> str:
        """Stands between line numbers and text."""
        return "│" if self.unicode else "|"

    @property
    def caret(self) -> str:
        """Stands under each cell of the text that is meant."""
        return "‾" if self.unicode else "^"

    @property
    def arrow(self) -> str:
        """Leads to where a link moved."""
        return "→" if self.unicode else "->"

    def show(self, text: str) -> str:
        """The text with everything invisible made visible, in characters the terminal can encode, no password in it."""
        text = without_passwords(text)
        if not (text.isascii() and text.isprintable()):
            text = _HIDDEN.sub(self._picture, text)
            if not self.unicode:
                text = text.translate(_TYPOGRAPHY).encode("ascii", "replace").decode()
        # CI systems obey `::error::` and `##[error]` wherever a log has them: a space takes the power away.
        return _COMMAND.sub(r"\g<0> ", text) if "::" in text or "##[" in text else text

    def paint(self, text: str, style: str) -> str:
        """Shown text in one of the styles error, warning, info, good, strong and dim."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.color and text else text

    def url(self, url: str) -> str:
        """A URL as shown text, and a hyperlink if it can be one."""
        url = without_passwords(url)
        shown = self.cut(url, _URL)
        # Only the web: a click must not run what a document hides behind another scheme.
        if not self.links or len(url) > _URL or not url.lower().startswith(("http://", "https://")):
            return shown
        return _hyperlink(shown, quote(url, safe="!#$%&'()*+,/:;=?@[]~", errors="replace"))

    def file(self, shown: str, path: str) -> str:
        """Shown text, and a hyperlink to the file if it can be one."""
        if not self.links or path == "-" or "\0" in path:
            return shown
        return _hyperlink(shown, Path(path).absolute().as_uri())

    def cut(self, text: str, room: int) -> str:
        """The text on one line, shown, cut to at most `room` cells."""
        # A cell takes a character or more, so what is far outside need not be looked at.
        shown = " ".join(self.show(text[: 8 * room]).split())
        if len(text) <= 8 * room and cells(shown) <= room:
            return shown
        return head(shown, room - len(self.dots)).rstrip() + self.dots

    def wrap(self, text: str, room: int, most: int = 20) -> list[str]:
        """The text, shown, in lines of at most `room` cells, at most so many; at least one line."""
        room = max(room, 8)
        lines: list[str] = []
        line = ""
        for word in self.cut(text, room * most).split():
            rest = word
            if line and cells(line) + 1 + cells(rest) > room:
                lines.append(line)
                line = ""
            while cells(rest) > room:
                lines.append(head(rest, room))
                rest = rest[len(lines[-1]) :]
            line = f"{line} {rest}" if line else rest
        lines.append(line)
        if len(lines) > most:
            lines[most - 1 :] = [head(lines[most - 1], room - len(self.dots)).rstrip() + self.dots]
        return lines

    def flow(self, parts: Iterable[tuple[str, str]]) -> list[str]:
        """Parts with their styles, side by side in lines that break between parts; without the empty ones."""
        lines: list[str] = []
        used = 0
        for text, style in parts:
            if not text:
                continue
            # A path stays whole, so that it can be copied.
            shown = self.wrap(text, self.width - 2) if " " in text else [self.show(text)]
            painted = [self.paint(line, style) if style else line for line in shown]
            if lines and used + len(self.dot) + cells(shown[0]) <= self.width:
                lines[-1] += self.paint(self.dot, "dim") + painted.pop(0)
                used += len(self.dot) + cells(shown.pop(0))
            if shown:
                indent = "  " if lines else ""
                lines.extend(indent + line for line in painted)
                used = len(indent) + cells(shown[-1])
        return lines

    def _picture(self, match: re.Match[str]) -> str:
        char = match[0]
        if char == "\t":
            return _TAB
        if char == "\u00a0":
            return " "
        if "\ud800" <= char <= "\udfff":
            return "\ufffd"
        if self.unicode and (char < " " or char == "\x7f"):
            return chr(0x2400 + ord(char)) if char < " " else "\u2421"
        return f"<U+{ord(char):04X}>"


def cells(text: str) -> int:
    """How many cells of a terminal the text takes: two a wide character (UAX #11), none a combining one."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def head(text: str, room: int) -> str:
    """The longest beginning of the text that takes at most `room` cells."""
    if text.isascii():
        return text[: max(room, 0)]
    for index, char in enumerate(text):
        room -= _cells(char)
        if room < 0:
            return text[:index]
    return text


def tail(text: str, room: int) -> str:
    """The longest end of the text that takes at most `room` cells."""
    for index in range(len(text) - 1, -1, -1):
        room -= _cells(text[index])
        if room < 0:
            return text[index + 1 :]
    return text


def _cells(char: str) -> int:
    if char < "\u0300":
        return 1
    # The later parts of a Hangul syllable written in letters join the first (U+1160 to U+11FF).
    if category(char) in {"Mn", "Me", "Cf"} or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def _hyperlink(shown: str, target: str) -> str:
    return f"\x1b]8;;{target}\x1b\\{shown}\x1b]8;;\x1b\\"

r"""The numbers of footnotes and endnotes, as Word shows them, and the marks that are typed in their place.

Source: RTF 1.9.1, "Footnotes", and of "Document Formatting Properties" and "Section Formatting Properties" the words
`\ftn…`, `\aftn…`, `\sftn…` and `\saftn…`.
"""

from __future__ import annotations

from citecheck.readers.numerals import circled, letters, roman, sign
from citecheck.readers.story import Block

_FORMATS = {
    b"nalc": lambda number: letters(number, repeated=True),
    b"nauc": lambda number: letters(number, repeated=True).upper(),
    b"nrlc": roman,
    b"nruc": lambda number: roman(number).upper(),
    b"nchi": sign,
    b"ncnum": circled,
}
_MOST = 10**6
_LONGEST_MARK = 10
_PLAIN = b"nar"
_HOW = (b"start", b"restart", b"rstcont", b"rstpg", _PLAIN, *_FORMATS)
WORDS = {
    section + end + b"ftn" + how: ("endnote" if end else "footnote", how, bool(section))
    for section in (b"", b"s")
    for end in (b"", b"a")
    for how in _HOW
}
"""The kind of notes that each control word is about, what it says, and whether it holds for a section only."""


class Counter:
    """Counts the notes of one kind."""

    def __init__(self) -> None:
        self.number: int | None = None
        self.sure = True
        """Whether the numbers are those that readers see; they are not where each page begins with 1."""
        self._start = 1
        self._format = _PLAIN
        self._restart = b"rstcont"
        self._own_format: bytes | None = None
        """What the section says."""
        self._own_restart: bytes | None = None
        self._own_start: int | None = None
        self._fresh = True
        """Whether the section has no note yet."""

    def say(self, word: bytes, number: int, *, section: bool) -> None:
        """Take note of how to count, for the document or for the section."""
        if word == b"start":
            if section:
                self._own_start = max(0, min(number, _MOST))
            else:
                self._start = max(0, min(number, _MOST))
        elif word.startswith(b"n"):
            if section:
                self._own_format = word
            else:
                self._format = word
        elif section:
            self._own_restart = word
        else:
            self._restart = word

    def defaults(self) -> None:
        r"""The section is as the document says (`\sectd`)."""
        self._own_format = self._own_restart = self._own_start = None

    def new_section(self) -> None:
        """A section begins, formatted like the one before until it says otherwise."""
        self._fresh = True

    def next(self) -> str:
        """Count a note, and write its number."""
        restart = self._own_restart or self._restart
        self.sure = self.sure and restart != b"rstpg"
        if self.number is None or (self._fresh and restart == b"restart"):
            self.number = self._start if self._own_start is None else self._own_start
        else:
            self.number += 1
        self._fresh = False
        write = _FORMATS.get(self._own_format or self._format, str)
        return write(self.number)


class Counters:
    """Counts footnotes and endnotes, each by its own rules."""

    def __init__(self) -> None:
        self.of = {"footnote": Counter(), "endnote": Counter()}

    def say(self, word: bytes, number: int) -> None:
        """Take note of one of `WORDS`."""
        kind, how, section = WORDS[word]
        self.of[kind].say(how, number, section=section)

    def defaults(self) -> None:
        r"""The section is as the document says (`\sectd`)."""
        for counter in self.of.values():
            counter.defaults()

    def new_section(self) -> None:
        """A section begins."""
        for counter in self.of.values():
            counter.new_section()


def typed_mark(block: Block, body: Block) -> str:
    """The mark of a note that was typed, not counted: what is raised before it, or what its text begins with too."""
    if block.found and block.found.raised and block.found.raised[-1][1] == block.size:
        start = block.found.raised[-1][0]
        if block.size - start <= _LONGEST_MARK and (run := block.tail(block.size - start)).strip() == run:
            return run
    first = body.text().split(None, 1)[:1]
    mark = first[0] if first else ""
    return mark if 0 < len(mark) <= _LONGEST_MARK and block.tail(len(mark)) == mark else ""

"""A story: text that runs on by itself, such as the body, a note or a header, with all that it holds."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import NamedTuple


class NoteMark(NamedTuple):
    """A place in a story that leads to a note."""

    start: int
    end: int
    kind: str
    """`footnote` or `endnote`."""
    identifier: str
    label: str
    """The number or sign that readers see."""
    custom: bool = False
    """Whether the author wrote the sign, and so writes it in the note, too."""


class Pointer(NamedTuple):
    """A text that leads to a bookmark."""

    start: int
    end: int
    bookmark: str
    shown: str = ""
    """The number of a note, as it was when Word last looked."""


class Stretch(NamedTuple):
    """A part of a story, and what belongs to it: a URL, an error that Word shows."""

    start: int
    end: int
    value: str


@dataclass(slots=True)
class Story:
    """Offsets are into its own text."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    paragraphs: int = 0
    """How many it has, empty ones too."""
    starts: array[int] = field(default_factory=lambda: array("q"))
    """Of its blocks: paragraphs that have text, and what of them stands on another page."""
    numbers: array[int] = field(default_factory=lambda: array("q"))
    """Of the paragraph of each block, from 1."""
    pages: array[int] = field(default_factory=lambda: array("q"))
    """Of each block, from 1; negative in a text box."""
    marks: list[NoteMark] = field(default_factory=list)
    labels: list[Stretch] = field(default_factory=list)
    """Numbers in brackets that Word gives to paragraphs."""
    links: list[Stretch] = field(default_factory=list)
    masks: list[Stretch] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)
    lost: list[Stretch] = field(default_factory=list)
    """Errors that Word has left."""
    remarks: list[Stretch] = field(default_factory=list)
    """What reviewers' comments say to citecheck."""
    objects: bool = False
    """Whether there are pictures or formulas."""
    typed: str = ""
    """A raised number at its beginning."""
    numbered: bool = False
    """Whether a note shows its own number."""

    def begin(self, number: int, page: int) -> None:
        """Go on with a block."""
        self.starts.append(self.length)
        self.numbers.append(max(number, 1))  # text outside of paragraphs belongs to the first
        self.pages.append(page)

    def add(self, text: str) -> None:
        """Go on with a text."""
        self.parts.append(text)
        self.length += len(text)

    def insert(self, box: Story, number: int, page: int) -> None:
        """Go on with the text of a box, whose blocks all belong to one paragraph."""
        if self.length:
            self.add("\n\n")
        base = self.length
        for start in box.starts:
            self.starts.append(start + base)
            self.numbers.append(number)
            self.pages.append(page)
        self.parts += box.parts
        self.length += box.length
        self.objects = self.objects or box.objects
        for mine, others in (
            (self.links, box.links),
            (self.masks, box.masks),
            (self.lost, box.lost),
            (self.remarks, box.remarks),
        ):
            mine += [Stretch(start + base, end + base, value) for start, end, value in others]
        self.pointers += [each._replace(start=each.start + base, end=each.end + base) for each in box.pointers]
        self.marks += [mark._replace(start=mark.start + base, end=mark.end + base) for mark in box.marks]

"""What a page has besides its text: its places, the links to them, and its blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from citecheck.model import Span
from citecheck.text import union


class Anchor(NamedTuple):
    """A link to a place in the document or book."""

    start: int
    end: int
    """Of its text; equal where that is left out, as an arrow is."""
    target: str
    """The key of the place (`Links.place`)."""
    sign: int
    """`html_names.Sign`."""
    block: int
    """Index of the element it stands in."""


class Target(NamedTuple):
    """A place with a name."""

    at: int
    block: int
    """Index of the element that it is, or stands in."""
    whole: bool
    """Whether it is that element."""
    sign: int


class Address(NamedTuple):
    """A link to another page, and the text it stands behind."""

    start: int
    end: int
    url: str
    written: str


@dataclass(slots=True)
class Element:
    """A block: where it begins and ends in the text, and which one it is part of."""

    name: str
    parent: int
    start: int
    sign: int = 0
    end: int = -1


@dataclass
class Outline:
    """What a page, or several one after the other, have besides their text."""

    elements: list[Element] = field(default_factory=lambda: [Element("", 0, 0)])
    """In order of place; the first holds all others."""
    anchors: list[Anchor] = field(default_factory=list)
    targets: dict[str, list[Target]] = field(default_factory=dict)
    """By the key of the place; a page put together from others may have a name more than once."""
    addresses: list[Address] = field(default_factory=list)
    notes: list[Span] = field(default_factory=list)
    """Notes in the midst of the text."""
    raised: list[Span] = field(default_factory=list)
    masks: list[tuple[int, int]] = field(default_factory=list)
    typed: list[tuple[int, int]] = field(default_factory=list)
    """What is set in a font for program text."""
    comments: list[Span] = field(default_factory=list)
    """Those that speak to citecheck."""
    pages: list[int] = field(default_factory=list)
    """Where in the text each file of a book begins."""

    def masked(self, size: int) -> list[tuple[int, int]]:
        """Where brackets mean nothing, in a text of this size; a text that is all typed is no program."""
        code = union(self.typed)
        typed = 2 * sum(end - start for start, end in code) > size
        return [*(span for span in self.masks if span[0] < span[1]), *(() if typed else code)]

"""What a page has besides its text: its places, the links to them, and its blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from citecheck.model import Span


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
    comments: list[Span] = field(default_factory=list)
    """Those that speak to citecheck."""

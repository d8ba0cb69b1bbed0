"""Links within a document that may be markers of notes: what they show, and which way they lead.

A link is a marker only where several things say so: its label, where it stands, what its place is called, and that the
note leads back. Links to headings, figures, lines and pages are none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from re import IGNORECASE
from typing import NamedTuple

from citecheck.model import Span
from citecheck.patterns import lazy as regex
from citecheck.readers.html_names import HEADINGS, Sign
from citecheck.readers.html_outline import Anchor, Element, Outline, Target
from citecheck.readers.numerals import LOWER, RAISED, plain

_LABEL = regex(
    r"(?:(note|nb|n|fn|footnote|endnote|(?:lower|upper)-(?:alpha|roman|greek))\.?[ ]+)?"
    r"(\d{1,4}[a-z]?|[a-z]{1,2}|[ivxlc]{1,7}|[*†‡§‖¶#]{1,4}|[α-ω])(?::\d{1,3})?\.?",
    IGNORECASE,
)
_PREFIX = regex(r"\d{1,4}[a-z]?|[A-Za-z]|[ivxlc]{1,7}|[*†‡§‖¶#]{1,4}")
_TAG = regex(r"[\w][\w.:+&/ –-]{0,29}[\w+]")
_TAGGED = regex(r"[A-Z\d]")
_GROUP = regex(r"[ ]?\[?[\w*†‡]{1,6}\]?(?:[ ]?[,;–—-][ ]?\[?[\w*†‡]{1,6}\]?)*[ ]?")
_OPENING, _CLOSING = "[({", "])}"
_DEEP = 12
"""Blocks in each other that are looked through."""
_REACH = 60
"""Characters in the longest bracket with several labels."""
_LABEL_ALONE = 8
"""Characters of a heading that is nothing but a label, as Texinfo sets it over a note."""
_NEVER = frozenset({"figure", "figcaption", "caption", "nav", "header", "summary"})
"""Elements that are no notes."""
_LARGE = frozenset({"section", "article", "main", "body", "html", "table", "ol", "ul", "dl", "form", ""})
"""Elements that are notes only if they say so."""

_BACK_NAME = regex(
    r"(?:ftn|edn|fn|note|cite|foot|end|enote|bib|sdfootnote|sdendnote)[\w.:-]*?"
    r"(?:ref|back|anc|return|bk|link|src|source|call|body|text|marker?|origin)"
    r"|(?:^|[^a-z])(?:ref|r)[-_:.]?(?:fn|ftn|note|foot)|backref|returnto|^fnanchor|easy-footnote-\d|[-_:]link$",
    IGNORECASE,
)
_NOTE_NAME = regex(
    r"(?:foot|end|cite|side)[-_:. ]?notes?|notes?[-_:.]?\d"
    r"|(?:^|[^a-z])(?:fn|ftn|edn|en|n|bib|ref|cit|cite|bibitem|reference|bibr|cr)(?:[-_:.]*[a-z]?\d|[-_:.]{1,2}\w)|footnotedef|biblio|sdfootnote|sdendnote",
    IGNORECASE,
)
_UNIQUE = regex(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}", IGNORECASE)
_RUN = regex(r"\d+")


class Shown(NamedTuple):
    """What a link shows: a label, perhaps in brackets or raised."""

    anchor: Anchor
    label: str
    word: str
    """The word before the number, such as `note`."""
    bracket: Span
    """With the brackets, with all that stands in them."""
    square: bool
    """Whether they are square ones."""
    raised: bool
    grouped: bool = False
    """Whether others stand in the same brackets."""

    @property
    def set_apart(self) -> bool:
        """Whether it looks like a marker at all."""
        return self.square or self.raised


class Places:
    """A text with its blocks, for questions about where things are."""

    def __init__(self, text: str, outline: Outline, numbered: Sequence[tuple[int, int]]) -> None:
        self.text, self.elements, self.targets = text, outline.elements, outline.targets
        self.numbers = dict(numbered)
        """Where each number of a list begins and ends."""
        self._number_ends = {end: start for start, end in numbered}
        self.raised_spans = sorted(outline.raised)
        self._raised_starts = [span.start for span in self.raised_spans]
        self._pages = outline.pages
        self._headings: frozenset[int] | None = None

    def is_heading(self, at: int) -> bool:
        """Whether a heading that is more than a label begins at an offset."""
        if self._headings is None:
            found = ((self.skip(each.start), each.end) for each in self.elements if each.name in HEADINGS)
            self._headings = frozenset(start for start, end in found if end - start > _LABEL_ALONE)
        return at in self._headings

    def page(self, at: int) -> int:
        """Which file of a book an offset is in."""
        return bisect_right(self._pages, at)

    def skip(self, at: int) -> int:
        """The next offset that is no space."""
        text = self.text
        while at < len(text) and text[at].isspace():
            at += 1
        return at

    def opens(self, at: int) -> int | None:
        """The start of the line, if nothing but its number or label stands in it before an offset; else None."""
        start = self.text.rfind("\n", max(0, at - _REACH), at) + 1
        if start == 0 and at > _REACH:
            return None
        before = self.text[start:at].strip()
        if not before or self._number_ends.get(start + len(before)) == start:
            return start
        label = before.strip("[](){}.:").translate(LOWER)
        return start if not label or _PREFIX.fullmatch(label) else None

    def raised(self, at: int) -> Span | None:
        """The raised stretch that an offset is in."""
        index = bisect_right(self._raised_starts, at) - 1
        if index >= 0 and at < self.raised_spans[index].end:
            return self.raised_spans[index]
        return None

    def holds(self, outer: int, inner: int) -> bool:
        """Whether a block is another one, or stands in it."""
        for _ in range(_DEEP):
            if inner <= outer:
                return inner == outer
            inner = self.elements[inner].parent
        return False

    def block(self, index: int) -> Element:
        """An element."""
        return self.elements[index]


def shown(places: Places, anchor: Anchor) -> Shown | None:
    """What a link shows, if that may be a label."""
    text = places.text
    words = text[anchor.start : anchor.end]
    if not words or len(words) > _REACH or anchor.sign & Sign.MASKED:
        return None
    bracket, square = _bracket(text, anchor)
    stretch = places.raised(anchor.start)
    raised = stretch is not None or any(char in RAISED for char in words)
    grouped = False
    if not square:
        around = stretch if stretch and len(text[stretch.start : stretch.end]) <= _REACH else None
        if around and _is_group(text[around.start : around.end], words):
            bracket, grouped = around, True
    else:
        grouped = len(text[bracket.start + 1 : bracket.end - 1].strip()) > len(words)
    inner = words.strip().strip("[](){}").strip().translate(LOWER)
    if match := _LABEL.fullmatch(inner):
        label = plain(match[2])
        return Shown(anchor, label, (match[1] or "").lower(), bracket, square, raised, grouped)
    if square and _TAG.fullmatch(inner) and _TAGGED.search(inner):
        return Shown(anchor, inner, "", bracket, square, raised, grouped)
    return None


def _bracket(text: str, anchor: Anchor) -> tuple[Span, bool]:
    """The link's text with the brackets around it, and whether they are square."""
    start, end = anchor.start, anchor.end
    if text[start] in _OPENING and text[end - 1] in _CLOSING:
        return Span(start, end), text[start] == "["
    left = text[start - 1 : start] if start else ""
    right = text[end : end + 1]
    if left and right and left in _OPENING and right in _CLOSING:
        return Span(start - 1, end + 1), left == "["
    opening = text.rfind("[", max(0, start - _REACH), start)
    closing = text.find("]", end, end + _REACH)
    if opening >= 0 and closing >= 0 and _GROUP.fullmatch(text, opening + 1, closing):
        return Span(opening, closing + 1), True
    return Span(start, end), False


def _is_group(raised: str, words: str) -> bool:
    return raised != words and _GROUP.fullmatch(raised.translate(LOWER).strip()) is not None


def is_back(places: Places, anchor: Anchor) -> bool:
    """Whether a link leads from a note back to the text."""
    if anchor.sign & Sign.HIDDEN or anchor.sign & Sign.BACK:
        return True
    if anchor.sign & Sign.MARKER:
        return False
    targets = places.targets.get(anchor.target)
    if not targets:
        return sounds_like_a_marker(anchor.target)
    if targets[0].at > anchor.start:
        return False
    return places.opens(anchor.start) is not None or sounds_like_a_marker(anchor.target)


def sounds_like_a_marker(target: str) -> bool:
    """Whether the name of a place is that of a marker."""
    return _BACK_NAME.search(target.partition("#")[2]) is not None


def sounds_like_a_note(anchor: Anchor) -> bool:
    """Whether the name of a place is that of a note or an entry."""
    return _NOTE_NAME.search(anchor.target.partition("#")[2]) is not None


def family(target: str) -> str:
    """The name of a place without what numbers it: the same for all notes that one program made."""
    return _RUN.sub("0", _UNIQUE.sub("~", target))


def is_note_block(places: Places, target: Target) -> bool:
    """Whether the element of a place could be a note: no chapter, no picture."""
    element = places.block(target.block)
    if target.sign & Sign.HIDDEN or element.name in _NEVER:
        return False
    if target.whole and element.name in _LARGE:
        return bool(element.sign & Sign.NOTE)
    return places.skip(element.start) < element.end


def is_empty(places: Places, target: str) -> bool:
    """Whether a place is a block in which nothing stands."""
    first = places.targets[target][0]
    element = places.block(first.block)
    return first.whole and element.end <= places.skip(element.start)


def in_notes(places: Places, index: int) -> bool:
    """Whether a block says of itself that it is a note, or stands among blocks that are."""
    for _ in range(_DEEP):
        element = places.block(index)
        if element.sign & (Sign.NOTE | Sign.NOTES):
            return True
        if not index:
            break
        index = element.parent
    return False

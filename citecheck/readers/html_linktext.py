"""The text of links: what becomes of an `a` when it ends, and what stands for an image.

An arrow that leads back from a note and the sign of a heading's own address are no text.
"""

from __future__ import annotations

from dataclasses import dataclass
from re import IGNORECASE

from citecheck.model import Span
from citecheck.patterns import lazy as regex
from citecheck.readers.anchors import sounds_like_a_marker
from citecheck.readers.html_links import Links
from citecheck.readers.html_names import Sign
from citecheck.readers.html_outline import Address, Anchor, Outline
from citecheck.readers.html_text import OBJECT, Mark, Text
from citecheck.readers.html_tokens import Tag, value_span

_SHOWN = regex(rf"[^\s{OBJECT}](?:[^\n{OBJECT}]*[^\s{OBJECT}])?")
_ARROW = regex(
    r"[\[(]?\s*+[↩↪↑⇑↵⏎⤴⤶^⇧▲△⬆←↺⮌⬑↖«‹☝🔙\ufe0e\ufe0f][\s↩↪↑⇑↵⏎⤴⤶^⇧▲△⬆←↺⮌⬑↖«‹☝🔙\ufe0e\ufe0f]*+[\d⁰¹²³⁴-⁹a-z,]{0,3}[\])]?"
)
_BACK = regex(
    r"[\[(]?(?:(?:jump |go |click )?(?:back|return|up)(?: to (?:the )?(?:text|content|article|top))?"
    r"|retour|zurück|volver)[\])]?",
    IGNORECASE,
)
_PERMALINK = frozenset("¶#§🔗")
_SHORT = 40
_COUNT = 3


@dataclass(slots=True)
class _OpenLink:
    """A link that is not closed yet."""

    tag: Tag
    at: int
    """Where it stands in the source."""
    sign: int
    mark: Mark
    depth: int
    """How many elements were open before it."""


class LinkText:
    """Keeps the open link of a page, and what links were."""

    def __init__(self, text: Text, outline: Outline, links: Links) -> None:
        self.text, self.out, self.links = text, outline, links
        self._open: _OpenLink | None = None

    def open_below(self, depth: int) -> bool:
        """Whether the element that holds the open link is closed, where so many are left open."""
        return self._open is not None and depth < self._open.depth

    def start(self, tag: Tag, at: int, sign: int, depth: int) -> None:
        """A link begins; `at` is where it stands in the source, `sign` is that of what it stands in, too."""
        self._open = _OpenLink(tag, at, sign, self.text.mark(), depth)

    def finish(self, block: int, *, hidden: int, masked: int) -> None:
        """The open link ends, if there is one, in a block: it becomes an anchor or an address."""
        link, self._open = self._open, None
        if link is None:
            return
        text, mark, href = self.text, link.mark, link.tag.attributes["href"]
        if (target := self.links.place(href)) is not None:
            added = text.since(mark)
            if hidden or link.sign & Sign.HIDDEN or self._is_no_text(added, target, block):
                self._forget(mark)
                self.out.anchors.append(Anchor(text.length, text.length, target, link.sign | Sign.HIDDEN, block))
                return
            if link.sign & Sign.MARKER:
                text.raise_digits(mark, added)
            if not masked:
                self.out.anchors.append(Anchor(*self._shown(mark, added), target, link.sign, block))
        elif hidden:
            return
        elif url := self.links.address(href):
            start, end = self._shown(mark, text.since(mark))
            if start < end:
                self.out.addresses.append(Address(start, end, url, href))
            else:
                self.thing(url, href, value_span(link.tag, link.at, "href"), masked=masked)
        elif self._is_no_text(text.since(mark), "", block):
            self._forget(mark)

    def thing(self, url: str, written: str, at: tuple[int, int], *, masked: int) -> None:
        """An address that has no text, such as that of an image."""
        start = self.placeholder(OBJECT, *at, masked=masked)
        self.out.addresses.append(Address(start, start + 1, url, written))

    def placeholder(self, sign: str, start: int, end: int, *, masked: int) -> int:
        """A sign for what is no text; gives where it stands."""
        self.text.add(sign, start, end)
        at = self.text.length - len(sign)
        if not masked:
            self.out.masks.append((at, at + len(sign)))
        return at

    def _forget(self, mark: Mark) -> None:
        """Take back what was added, with what is known of it."""
        self.text.undo(mark)
        for spans in (self.out.masks, self.out.typed, self.out.raised, self.out.comments):
            while spans and spans[-1][0] >= mark.length:
                spans.pop()
        while self.out.addresses and self.out.addresses[-1].start >= mark.length:
            self.out.addresses.pop()

    def _shown(self, mark: Mark, added: str) -> Span:
        """The first line of a link's text, without images and the number of the item that it opens.

        An empty span if there is none.
        """
        number = self.text.numbered[mark.numbered :][:1]
        begin = number[0][1] - mark.length if number and not added[: number[0][0] - mark.length].strip() else 0
        shown = _SHOWN.search(added, begin)
        if not shown:
            return Span(self.text.length, self.text.length)
        return Span(mark.length + shown.start(), mark.length + shown.end())

    def _is_no_text(self, added: str, target: str, block: int) -> bool:
        """Whether it is an arrow or a word that leads back, or the sign of a heading's own address."""
        if len(added) > _SHORT:
            return False
        words = added.strip()
        if words in _PERMALINK or _ARROW.fullmatch(words):
            return True
        if words.startswith(OBJECT):  # an arrow may be an image
            return not words.strip(f"{OBJECT}\ufe0e\ufe0f ") and sounds_like_a_marker(target)
        leads_back = bool(target) and _BACK.fullmatch(words) is not None
        if len(words) <= _COUNT and words.isalnum():
            # The second way back, behind an arrow.
            last = self.out.anchors[-1] if self.out.anchors else None
            behind = last is not None and last.block == block and bool(last.sign & Sign.HIDDEN)
            if (behind or leads_back) and sounds_like_a_marker(target):
                return behind
        return leads_back

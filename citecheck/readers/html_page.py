"""Goes through the tags of a page: what shows becomes text, and what a search for notes needs to know is kept.

What tags leave open is closed much as browsers do it (HTML standard, 13.2.6), by a stack of bounded depth.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from citecheck.model import Span
from citecheck.patterns import lazy as regex
from citecheck.readers import html_names as names
from citecheck.readers.html_links import Links
from citecheck.readers.html_linktext import LinkText
from citecheck.readers.html_lists import Numbering, counted_down, ordered
from citecheck.readers.html_names import Sign, signs
from citecheck.readers.html_outline import Element, Outline, Target
from citecheck.readers.html_text import Mark, Text
from citecheck.readers.html_tokens import (
    COMMENT,
    END,
    START,
    TEXT,
    VOID,
    attributes,
    tokens,
    value_span,
)
from citecheck.readers.monospaced import may_be_code

DEEPEST = 256
"""Elements in each other that are kept apart; browsers give up at 512."""

_SPEAKING = regex(r"<!--\s*+citecheck:\s*+([\w-]*+)")
_LABEL = regex(r"[\[({]?[\w*†‡§¶⁰¹²³⁴-⁹:.+ -]{1,24}[\])}]?[.:]?")
_BRACKETED = regex(r"\[[^\[\]\n]{1,30}\][.:]?")
_SCOPES = frozenset({"td", "th", "caption", "table"})
_TABLE = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"})
_OF_TABLE = frozenset({"table"})
_NONE: frozenset[str] = frozenset()
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_CLOSED_BY: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), _LISTS),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "td": (frozenset({"td", "th", "caption"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th", "caption"}), frozenset({"tr", "table"})),
    "tr": (frozenset({"tr", "caption"}), frozenset({"table"})),
    "tbody": (frozenset({"tbody", "thead", "tfoot", "tr"}), frozenset({"table"})),
    "tfoot": (frozenset({"tbody", "thead", "tfoot", "tr"}), frozenset({"table"})),
}
"""Which open elements a start tag closes, and where the search for them stops."""
_LABELS = frozenset({"dt", "td"})
"""Blocks that may hold the label of what follows."""
_VERBATIM = frozenset({"pre", "listing", "plaintext"})
_SEEN = _LABELS | _LISTS | {"q"}
"""Elements that mean something where they end."""
_NO_MARK = Mark(0, 0, 0, None, 0)
_PATIENCE = 1_000_000
"""Elements, and one for each character, looked at in all searches of the stack: what needs more is no page."""
_NEVER_OPEN = frozenset({"a", "p", "br"})
"""Elements whose end tags count even where none is open."""
_REMEMBERED = 5_000
"""Tags that are not read again when they come back."""


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet."""

    name: str
    sign: int
    block: int
    """Index of the element if it is a block, else 0."""
    mark: Mark
    known: int = 0
    """How many places and anchors were known before it."""


class Page:
    """Goes through one page, and adds to a text and its outline."""

    def __init__(self, text: Text, outline: Outline, source: str, links: Links, *, xml: bool = False) -> None:
        self.text, self.out, self.source, self.links, self.xml = text, outline, source, links, xml
        self.stack: list[_Open] = []
        self.open: Counter[str] = Counter()
        self.hidden = self.masked = self.verbatim = self.inline = 0
        self.block = 0
        self.lists: list[Numbering] = []
        self.anchors = LinkText(text, outline, links)
        self.cache: dict[str, tuple[dict[str, str], int]] = {}
        self.plain: set[str] = set()
        """Tags that say nothing."""
        self.counts = counted_down(source, xml=xml)
        self.patience = _PATIENCE + len(source)
        self.at = 0
        """Where in the source the tag begins that is looked at."""

    def run(self) -> None:
        """Add all that shows."""
        source, text, opened, plain = self.source, self.text, self.open, self.plain
        text.block()
        for kind, start, end, name, behind in tokens(source, xml=self.xml):
            if kind == TEXT:
                if not self.hidden:
                    (text.verbatim if self.verbatim else text.run)(source, start, end)
            elif kind == START:
                if source[start:end] not in plain or opened[name]:
                    self.at = start
                    self.start(name, start, end, behind)
            elif kind == END:
                if opened[name] or name in _NEVER_OPEN:
                    self.at = start
                    self.end(name)
            elif not self.hidden:
                if kind == COMMENT:
                    self.comment(start, end)
                else:
                    (text.verbatim if self.verbatim else text.run)(source, start + 9, end - 3, resolve=False)
        while self.stack:
            self.pop()
        self.finish_link()
        text.flush_number()
        text.block()

    # ------------------------------------------------------------ tags

    def start(self, name: str, start: int, end: int, behind: int) -> None:
        """An element begins; its attributes begin at `behind`."""
        tag = self.source[start:end]
        known = self.cache.get(tag)
        if known is None:
            has = attributes(self.source, behind, end - 1)
            known = (has, signs(name, has))
            if len(self.cache) < _REMEMBERED:
                self.cache[tag] = known
        has, sign = known
        is_block = name in names.BLOCKS
        if is_block:
            self.start_block(name)
        elif name == "a":
            self.name_place(has, sign, whole=False, link=True)
            if "href" in has:
                self.start_link(has, sign, behind, end)
            return
        elif name in VOID:
            self.void(name, has, start, end, behind)
            return
        elif not (sign or self.open[name] or name == "q"):
            if "id" in has:
                self.name_place(has, sign, whole=False)
            elif len(self.plain) < _REMEMBERED:
                self.plain.add(tag)
            return
        self.push(name, has, self.in_place(name, has, sign), start, end, is_block=is_block)
        if self.xml and tag[-2] == "/":
            self.pop()

    def in_place(self, name: str, has: dict[str, str], sign: int) -> int:
        """What an element says where it stands."""
        if sign & Sign.HIDDEN and sign & Sign.NOTE:
            sign &= ~Sign.HIDDEN  # shown when its marker is touched
        if self.inline and "ltx_note_mark" in has.get("class", ""):
            sign |= Sign.HIDDEN
        if name == "sup" and self.open["sup"]:
            sign &= ~Sign.RAISED
        return sign

    def start_block(self, name: str) -> None:
        """Close what a block closes (13.2.6.4.7), and end the paragraph."""
        if self.stack:
            if name in names.CLOSES_P and self.open["p"]:
                at = self.find({"p"}, names.BLOCKS)
                if at is not None:
                    self.pop_to(at)
            if (closes := _CLOSED_BY.get(name)) and (at := self.find(*closes)) is not None:
                self.pop_to(at)
            elif name in names.HEADINGS and self.stack and self.stack[-1].name in names.HEADINGS:
                self.pop()
        if not self.hidden:
            self.text.block()

    def push(self, name: str, has: dict[str, str], sign: int, start: int, end: int, *, is_block: bool) -> None:
        """Open an element."""
        text, out = self.text, self.out
        if len(self.stack) >= DEEPEST:
            self.name_place(has, sign, whole=False)
            return
        block = 0
        if is_block:
            block = len(out.elements)
            out.elements.append(Element(name, self.block, text.length, sign))
            self.block = block
        if name in names.MATHS and not self.hidden:
            self.anchors.placeholder("…", start, end, masked=self.masked)
        elif not self.hidden and not sign & Sign.HIDDEN:
            if name in _LISTS:
                numbered = name == "ol" and not sign & Sign.UNNUMBERED
                self.lists.append(ordered(has, self.counts.get(start, 0)) if numbered else Numbering())
            elif name == "li" and self.lists and (label := self.lists[-1].item(has.get("value"))):
                text.number(label, start, end)
            elif name == "q":
                text.add("“", start, end)
        if has:
            self.name_place(has, sign, whole=is_block)
        self.open[name] += 1
        if not sign and name not in _LABELS:
            self.stack.append(_Open(name, 0, block, _NO_MARK))
            return
        self.stack.append(_Open(name, sign, block, text.mark(), len(out.anchors) + len(out.targets)))
        self.hidden += bool(sign & Sign.HIDDEN)
        self.masked += bool(sign & Sign.MASKED)
        self.inline += bool(sign & Sign.INLINE)
        self.verbatim += name in _VERBATIM

    def end(self, name: str) -> None:
        """An end tag."""
        if name == "a":
            self.finish_link()
            return
        if not self.open[name]:
            if name in ("p", "br") and not self.hidden:
                self.text.block() if name == "p" else self.text.line()
            return
        if name in names.BLOCKS:
            at = self.find({name}, _SCOPES if name not in _TABLE else _NONE if name == "table" else _OF_TABLE)
        else:
            at = self.find({name}, names.BLOCKS)
        if at is not None:
            self.pop_to(at)

    def find(self, wanted: set[str] | frozenset[str], stops: frozenset[str]) -> int | None:
        """Where in the stack the innermost of some elements is, unless one of others stands before it."""
        for at in range(len(self.stack) - 1, -1, -1):
            name = self.stack[at].name
            self.patience -= 1
            if name in wanted:
                return at
            if name in stops or self.patience < 0:
                return None
        return None

    def pop_to(self, at: int) -> None:
        """Close an element and all in it."""
        while len(self.stack) > at:
            self.pop()

    def pop(self) -> None:
        """Close the innermost element."""
        element, text, out = self.stack.pop(), self.text, self.out
        name, sign = element.name, element.sign
        self.open[name] -= 1
        if self.anchors.open_below(len(self.stack)):
            self.finish_link()
        if (sign or name in _SEEN) and not self.hidden:
            self.seen(element)
        if sign:
            self.hidden -= bool(sign & Sign.HIDDEN)
            self.masked -= bool(sign & Sign.MASKED)
            self.inline -= bool(sign & Sign.INLINE)
            self.verbatim -= name in _VERBATIM
        if element.block:
            if name == "li" and not self.hidden:
                text.flush_number()
            out.elements[element.block].end = text.length
            self.block = out.elements[element.block].parent
            if not self.hidden:
                text.block()

    def seen(self, element: _Open) -> None:
        """An element that shows is closed."""
        name, sign, text, mark = element.name, element.sign, self.text, element.mark
        if name in _LISTS and self.lists:
            self.lists.pop()
        elif name == "q":
            text.add("”", self.at, self.at)
        if sign & Sign.RAISED:
            text.raise_digits(mark)
            self.out.raised.append(self.shown(mark))
        if sign & Sign.MASKED and self.masked == 1:
            self.out.masks.append(self.shown(mark))
        if (
            sign & Sign.TYPED
            and not (element.block or self.masked)
            and len(self.out.anchors) + len(self.out.targets) == element.known
        ):
            span = self.shown(mark)
            if span.start < span.end and may_be_code(text.since(mark).strip()):
                self.out.typed.append(span)
        if sign & Sign.INLINE and self.inline == 1:
            self.out.notes.append(self.shown(mark))
        if name in _LABELS or sign & Sign.LABEL:
            self.join_label(element)

    def join_label(self, element: _Open) -> None:
        """The label of a note or entry that has a block of its own goes on with what follows."""
        if self.text.length - element.mark.length > 60:
            return
        words = self.text.since(element.mark).strip()
        named = len(self.out.anchors) + len(self.out.targets) > element.known
        if element.sign & Sign.LABEL:
            label = _LABEL.fullmatch(words)
        else:
            label = _BRACKETED.fullmatch(words) if element.name == "dt" or named else None
        if label:
            self.text.join()

    def shown(self, mark: Mark) -> Span:
        """The span of what was added, without the space around it."""
        added = self.text.since(mark)
        start = mark.length + len(added) - len(added.lstrip())
        return Span(start, max(start, mark.length + len(added.rstrip())))

    # ------------------------------------------------------------ elements without content, comments

    def void(self, name: str, has: dict[str, str], start: int, end: int, behind: int) -> None:
        """A line end, a line, an image, a part of a map, what the head says."""
        self.name_place(has, 0, whole=False)
        if name in ("base", "link"):
            self.links.learn(name, has)
        if self.hidden:
            return
        if name == "br":
            if self.verbatim:
                self.text.add("\n", start, end)
            else:
                self.text.line()
        elif name == "hr":
            self.start_block(name)
        elif name == "img" and (url := self.links.address(has.get("src", ""))):
            self.anchors.thing(url, has["src"], value_span(self.source, behind, end - 1, "src"), masked=self.masked)
        elif name == "area" and (url := self.links.address(has.get("href", ""))):
            self.anchors.thing(url, has["href"], value_span(self.source, behind, end - 1, "href"), masked=self.masked)

    def comment(self, start: int, end: int) -> None:
        """One that speaks to citecheck stays, between paragraphs as one of its own."""
        speaking = _SPEAKING.match(self.source, start, end)
        if not speaking:
            return
        alone = speaking[1] != "ignore"
        if alone:
            self.text.block()
        self.text.add(self.source[start:end], start, end)
        span = Span(self.text.length - (end - start), self.text.length)
        self.out.comments.append(span)
        if not self.masked:
            self.out.masks.append(span)
        if alone:
            self.text.block()

    def name_place(self, has: dict[str, str], sign: int, *, whole: bool, link: bool = False) -> None:
        """Remember where a name is."""
        sign |= Sign.HIDDEN if self.hidden else 0
        for name in (has.get("id"), has.get("name") if link else None):
            if name:
                target = Target(self.text.length, self.block, whole, sign)
                self.out.targets.setdefault(self.links.key(name), []).append(target)

    def start_link(self, has: dict[str, str], sign: int, behind: int, end: int) -> None:
        """A link begins; it closes one that is open (13.2.6.4.7)."""
        self.finish_link()
        for element in reversed(self.stack):
            if element.block:
                break
            sign |= element.sign & (Sign.MARKER | Sign.RAISED | Sign.BACK | Sign.HIDDEN)
        at = value_span(self.source, behind, end - 1, "href")
        self.anchors.start(has["href"], at, sign, len(self.stack))
        if self.xml and self.source[end - 2] == "/":
            self.finish_link()

    def finish_link(self) -> None:
        """The open link ends, if there is one."""
        self.anchors.finish(self.block, hidden=self.hidden, masked=self.masked)

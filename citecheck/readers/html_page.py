"""Goes through the tags of a page: what shows becomes text, and what a search for notes needs to know is kept.

What tags leave open is closed much as browsers do it (HTML standard, 13.2.6), by a stack of bounded depth.
"""

from __future__ import annotations

from collections import defaultdict
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
    Tag,
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
_LONGEST_LABEL = 60
_LABELS = frozenset({"dt", "td"})
"""Blocks that may hold the label of what follows."""
_VERBATIM = frozenset({"pre", "listing", "plaintext"})
_SEEN = _LABELS | _LISTS | {"q"}
"""Elements that mean something where they end."""
_NEVER_PLAIN = frozenset({"a", "q"}) | VOID
_NO_MARK = Mark(0, 0, 0, None, 0)
_PATIENCE = 1_000_000
"""Elements, and one for each character, looked at in all searches of the stack: what needs more is no page."""
_NEVER_OPEN = frozenset({"a", "p", "br"})
"""Elements whose end tags count even where none is open."""


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
        self.open: defaultdict[str, int] = defaultdict(int)
        self.hidden = self.masked = self.verbatim = self.inline = 0
        self.block = 0
        self.lists: list[Numbering] = []
        self.anchors = LinkText(text, outline, links)
        self.counts = counted_down(source, xml=xml)
        self.patience = _PATIENCE + len(source)
        self.at = 0
        """Where in the source the tag begins that is looked at."""

    def run(self) -> None:
        """Add all that shows."""
        source, text, opened = self.source, self.text, self.open
        text.block()
        for kind, start, end, tag in tokens(source, xml=self.xml):
            if kind == TEXT:
                if not self.hidden:
                    (text.verbatim if self.verbatim else text.run)(source, start, end)
            elif kind == START:
                if not tag.plain or opened[tag.name]:
                    self.at = start
                    self.start(tag, start, end)
            elif kind == END:
                if opened[tag.name] or tag.name in _NEVER_OPEN:
                    self.at = start
                    self.end(tag.name)
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

    def start(self, tag: Tag, start: int, end: int) -> None:
        """An element begins."""
        if not tag.known:
            learn(tag)
        name, sign = tag.name, tag.sign
        if tag.block:
            self.start_block(name)
        elif name == "a":
            self.name_place(tag, sign, whole=False)
            if "href" in tag.attributes:
                self.start_link(tag, start)
            return
        elif name in VOID:
            self.void(tag, start, end)
            return
        elif not (sign or self.open[name] or name == "q"):
            self.name_place(tag, sign, whole=False)
            return
        self.push(tag, self.in_place(tag), start, end)
        if self.xml and tag.written[-2] == "/":
            self.pop()

    def in_place(self, tag: Tag) -> int:
        """What an element says where it stands."""
        sign = tag.sign
        if sign & Sign.HIDDEN and sign & Sign.NOTE:
            sign &= ~Sign.HIDDEN  # shown when its marker is touched
        if self.inline and "ltx_note_mark" in tag.attributes.get("class", ""):
            sign |= Sign.HIDDEN
        if tag.name == "sup" and self.open["sup"]:
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

    def push(self, tag: Tag, sign: int, start: int, end: int) -> None:
        """Open an element."""
        text, out, name = self.text, self.out, tag.name
        if len(self.stack) >= DEEPEST:
            self.name_place(tag, sign, whole=False)
            return
        block = 0
        if tag.block:
            block = len(out.elements)
            out.elements.append(Element(name, self.block, text.length, sign))
            self.block = block
        if name in names.MATHS and not self.hidden:
            self.anchors.placeholder("…", start, end, masked=self.masked)
        elif not self.hidden and not sign & Sign.HIDDEN:
            if name in _LISTS:
                numbered = name == "ol" and not sign & Sign.UNNUMBERED
                self.lists.append(ordered(tag.attributes, self.counts.get(start, 0)) if numbered else Numbering())
            elif name == "li" and self.lists and (label := self.lists[-1].item(tag.attributes.get("value"))):
                text.number(label, start, end)
            elif name == "q":
                text.add("“", start, end)
        self.name_place(tag, sign, whole=tag.block)
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
        if self.stack[-1].name == name:
            self.pop()
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
            added = text.since(mark)
            text.raise_digits(mark, added)
            self.out.raised.append(_shown(added, mark))
        if sign & Sign.MASKED and self.masked == 1:
            self.out.masks.append(_shown(text.since(mark), mark))
        if (
            sign & Sign.TYPED
            and not (element.block or self.masked)
            and len(self.out.anchors) + len(self.out.targets) == element.known
        ):
            added = text.since(mark)
            span = _shown(added, mark)
            if span.start < span.end and may_be_code(added.strip()):
                self.out.typed.append(span)
        if sign & Sign.INLINE and self.inline == 1:
            self.out.notes.append(_shown(text.since(mark), mark))
        if (name in _LABELS or sign & Sign.LABEL) and text.length - mark.length <= _LONGEST_LABEL:
            self.join_label(element)

    def join_label(self, element: _Open) -> None:
        """The label of a note or entry that has a block of its own goes on with what follows."""
        words = self.text.since(element.mark).strip()
        named = len(self.out.anchors) + len(self.out.targets) > element.known
        if element.sign & Sign.LABEL:
            label = _LABEL.fullmatch(words)
        else:
            label = _BRACKETED.fullmatch(words) if element.name == "dt" or named else None
        if label:
            self.text.join()

    # ------------------------------------------------------------ elements without content, comments

    def void(self, tag: Tag, start: int, end: int) -> None:
        """A line end, a line, an image, a part of a map, what the head says."""
        name, has = tag.name, tag.attributes
        self.name_place(tag, 0, whole=False)
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
            self.anchors.thing(url, has["src"], value_span(tag, start, "src"), masked=self.masked)
        elif name == "area" and (url := self.links.address(has.get("href", ""))):
            self.anchors.thing(url, has["href"], value_span(tag, start, "href"), masked=self.masked)

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

    def name_place(self, tag: Tag, sign: int, *, whole: bool) -> None:
        """Remember where a name is."""
        for name in tag.places:
            sign |= Sign.HIDDEN if self.hidden else 0
            target = Target(self.text.length, self.block, whole, sign)
            self.out.targets.setdefault(self.links.key(name), []).append(target)

    def start_link(self, tag: Tag, start: int) -> None:
        """A link begins; it closes one that is open (13.2.6.4.7)."""
        self.finish_link()
        sign = tag.sign
        for element in reversed(self.stack):
            if element.block:
                break
            sign |= element.sign & (Sign.MARKER | Sign.RAISED | Sign.BACK | Sign.HIDDEN)
        self.anchors.start(tag, start, sign, len(self.stack))
        if self.xml and tag.written[-2] == "/":
            self.finish_link()

    def finish_link(self) -> None:
        """The open link ends, if there is one."""
        self.anchors.finish(self.block, hidden=self.hidden, masked=self.masked)


def _shown(added: str, mark: Mark) -> Span:
    """The span of what was added since a mark, without the space around it."""
    start = mark.length + len(added) - len(added.lstrip())
    return Span(start, max(start, mark.length + len(added.rstrip())))


def learn(tag: Tag) -> None:
    """Take apart a start tag."""
    name, has = tag.name, attributes(tag.written, tag.behind, len(tag.written) - 1)
    tag.known, tag.attributes, tag.sign, tag.block = True, has, signs(name, has), name in names.BLOCKS
    tag.places = tuple(filter(None, (has.get("id"), has.get("name") if name == "a" else None)))
    tag.plain = not (tag.block or tag.sign or tag.places or name in _NEVER_PLAIN)

"""Wikitext as elements with their places: templates, tags of notes, and what hides brackets.

One pass from left to right, as MediaWiki's preprocessor goes (https://www.mediawiki.org/wiki/Preprocessor_ABNF): what
opens is put on a stack, what closes takes off all that was left open within. Linear time, nothing is nested on the
stack of the program, and nothing is expanded. mwparserfromhell (compiled) read a quarter as fast and tells no places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from re import IGNORECASE, Match, Pattern
from typing import NamedTuple

from citecheck.model import Span
from citecheck.patterns import lazy as regex
from citecheck.readers.monospaced import may_be_code

OPAQUE = (
    *("nowiki", "pre", "syntaxhighlight", "source", "math", "chem", "ce", "score", "timeline", "graph", "templatedata"),
    *("hiero", "inputbox", "mapframe", "maplink", "code-block"),
)
"""Tags in which wikitext means nothing."""

_CODE = ("code", "tt", "kbd", "samp")
"""Tags in which brackets are those of a program, though wikitext goes on in them."""

_OPENER = regex(
    r"<(?=[!/a-zA-Z])|\{\{++|\}\}++|\[\[|\]\]++|\[(?=(?:https?:|ftps?:|//|mailto:|news:|ircs?:))|\|", IGNORECASE
)
_TAG = regex(
    r"""<(?P<slash>/?)(?P<name>[a-zA-Z][\w-]*+)(?=[\s/>])(?P<attributes>(?:[^<>"'/]++|"[^"<>]*+"|'[^'<>]*+'|["']|/(?!>))*+)(?P<alone>/?)>""",
)
_ATTRIBUTE = regex(r"""([a-zA-Z][\w-]*+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
_LIVE = regex(r"<ref\b|\{\{|\n[ \t]*+\n", IGNORECASE)
_COMMENT_END = regex("-->")
_EXTERNAL = regex(r"\[[^\[\]\n]{1,2000}(?:\[\[[^\[\]\n]{1,500}\]\][^\[\]\n]{0,500}){0,5}\]")
_ADDRESS = regex(r"(?:https?|ftps?)://[^\s\[\]<>\"|{}]++(?![|{])", IGNORECASE)
_FILE = regex(
    r"\s*+(?:file|image|media|datei|bild|fichier|archivo|imagen|immagine|plik|файл|bestand|ファイル|文件)\s*+:",
    IGNORECASE,
)
_SPACES = regex(r"[\s_]++")
_LONGEST_NAME = 200


class Parameter(NamedTuple):
    """A parameter of a template."""

    name: str
    """In lower case; the number of one that has no name."""
    value: Span
    """Without the space around it."""


class Template(NamedTuple):
    """`{{name|...}}`."""

    name: str
    """In lower case, with single spaces."""
    span: Span
    head: int
    """Where the name ends."""
    parameters: tuple[Parameter, ...]


class Note(NamedTuple):
    """`<ref>`."""

    span: Span
    text: Span | None
    """What stands between the tags; None of `<ref />`."""
    attributes: dict[str, str]
    broken: bool = False
    """Whether it is not closed before the next one opens."""


class ListOfNotes(NamedTuple):
    """`<references>`, with the notes that are defined in it."""

    span: Span
    group: str


@dataclass
class Elements:
    """What was found, in order of place but for templates, which come in the order of their ends."""

    masks: list[tuple[int, int]] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    templates: list[Template] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    lists: list[ListOfNotes] = field(default_factory=list)
    addresses: list[Span] = field(default_factory=list)
    """Of links to other sites, `[address text]`."""


@dataclass(slots=True)
class _Frame:
    """What is open."""

    kind: str
    """`{{`, `{{{`, `[[`, `ref` or `references`."""
    start: int
    inner: int
    pipes: list[int] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)


def elements_of(text: str) -> Elements:
    """The elements of a cleaned text."""
    scan = _Scan(text)
    scan.run()
    return scan.found


class _Scan:
    """The pass over one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = Elements()
        self.open: list[_Frame] = []
        self.unclosed: set[Pattern[str]] = set()
        """What occurs no more."""
        self.code_end = 0
        self.depth: dict[str, int] = {}
        """How many of each kind are open."""
        self.handlers: dict[str, Callable[[Match[str]], int]] = {
            "<": self.tag,
            "{": self.open_braces,
            "}": self.close_braces,
            "[": self.open_bracket,
            "]": self.close_brackets,
            "|": self.pipe,
        }

    def run(self) -> None:
        at = 0
        search, handlers = _OPENER.search, self.handlers
        while match := search(self.text, at):
            at = handlers[match[0][0]](match)
        for frame in self.open:
            if frame.kind == "ref":
                self.broken_note(frame, len(self.text))
        self.found.notes.sort(key=lambda note: note.span)
        self.found.lists.sort()

    # ------------------------------------------------------------ the stack

    def push(self, kind: str, start: int, inner: int, attributes: dict[str, str] | None = None) -> int:
        self.open.append(_Frame(kind, start, inner, [], attributes or {}))
        self.depth[kind] = self.depth.get(kind, 0) + 1
        return inner

    def pop(self, *kinds: str, within: tuple[str, ...] = ()) -> _Frame | None:
        """The innermost open element of some kinds, closed with what is open in it; None if there is none.

        One of the kinds in `within` is not closed for it, only what is open in that.
        """
        if not any(self.depth.get(kind) for kind in kinds):
            return None
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at].kind in kinds:
                frame = self.open[at]
                for gone in self.open[at:]:
                    self.depth[gone.kind] -= 1
                del self.open[at:]
                return frame
            if self.open[at].kind in within:
                for gone in self.open[at + 1 :]:
                    self.depth[gone.kind] -= 1
                del self.open[at + 1 :]  # so that nobody looks through them again
                return None
        return None

    # ------------------------------------------------------------ tags

    def tag(self, match: Match[str]) -> int:
        """A comment, a tag that hides what stands in it, or one of a note."""
        text, at = self.text, match.start()
        if text.startswith("<!--", at):
            closed = self.closing(_COMMENT_END, at + 4)
            end = closed.end() if closed else len(text)
            self.found.comments.append(Span(at, end))
            return self.mask(at, end)
        tag = _TAG.match(text, at)
        if tag is None:
            return at + 1
        name, end = tag["name"].lower(), tag.end()
        self.mask(at, end)
        if name in OPAQUE:
            closed = None if tag["slash"] or tag["alone"] else self.closing(_ends(name), end)
            return self.mask(at, closed.end()) if closed else end
        if name == "ref":
            return self.ref(tag)
        if name == "references":
            return self.references(tag)
        if name in _CODE and not tag["slash"] and not tag["alone"]:
            self.code(name, end)
        return end

    def code(self, name: str, at: int) -> None:
        """Mask what stands in such a tag, unless notes or templates do."""
        if at < self.code_end or (closed := self.closing(_ends(name), at)) is None:
            return
        self.code_end = closed.end()
        if not _LIVE.search(self.text, at, closed.start()) and may_be_code(self.text[at : closed.start()]):
            self.mask(at, closed.start())

    def ref(self, tag: Match[str]) -> int:
        at, end = tag.span()
        if tag["slash"]:
            # `</ref name="x">` closes nothing.
            if not tag["attributes"].strip() and (frame := self.pop("ref")):
                text = Span(frame.inner, at)
                self.found.notes.append(Note(Span(frame.start, end), text, frame.attributes))
            return end
        if frame := self.pop("ref"):
            self.broken_note(frame, at)
        attributes = _attributes(tag["attributes"])
        if tag["alone"]:
            self.found.notes.append(Note(Span(at, end), None, attributes))
            return end
        return self.push("ref", at, end, attributes)

    def broken_note(self, frame: _Frame, end: int) -> None:
        self.found.notes.append(
            Note(Span(frame.start, frame.inner), Span(frame.inner, end), frame.attributes, broken=True)
        )

    def references(self, tag: Match[str]) -> int:
        at, end = tag.span()
        if tag["slash"]:
            if frame := self.pop("references"):
                self.found.lists.append(ListOfNotes(Span(frame.start, end), frame.attributes.get("group", "")))
            return end
        attributes = _attributes(tag["attributes"])
        if tag["alone"]:
            self.found.lists.append(ListOfNotes(Span(at, end), attributes.get("group", "")))
            return end
        return self.push("references", at, end, attributes)

    def closing(self, pattern: Pattern[str], at: int) -> Match[str] | None:
        """Where something closes; what was not found once is not looked for again."""
        if pattern in self.unclosed:
            return None
        closed = pattern.search(self.text, at)
        if closed is None:
            self.unclosed.add(pattern)
        return closed

    def mask(self, start: int, end: int) -> int:
        self.found.masks.append((start, end))
        return end

    # ------------------------------------------------------------ braces

    def open_braces(self, match: Match[str]) -> int:
        start, end = match.span()
        size = end - start
        while size >= 2:
            kind = "{{{" if size == 3 else "{{"
            start = self.push(kind, start, start + len(kind))
            size -= len(kind)
        return end

    def close_braces(self, match: Match[str]) -> int:
        start, end = match.span()
        while end - start >= 2:
            frame = self.pop("{{", "{{{", within=("ref", "references"))
            if frame is None:
                return end
            if frame.kind == "{{{":
                start += min(3, end - start)
                continue
            self.template(frame, start)
            start += 2
        return end

    def template(self, frame: _Frame, end: int) -> None:
        text = self.text
        edges = [*frame.pipes, end]
        # What is nested deeply must not be read at each level.
        head = text[frame.inner : min(edges[0], frame.inner + _LONGEST_NAME)]
        name = _SPACES.sub(" ", _without_comments(head)).strip().lower()
        parameters, number = [], 0
        for left, right in pairwise(edges):
            start = left + 1
            equals = text.find("=", start, min(right, start + _LONGEST_NAME))
            label = _without_comments(text[start:equals]).strip() if equals >= 0 else ""
            if equals >= 0 and _NAME.fullmatch(label):
                parameters.append(Parameter(label.lower(), _stripped(text, equals + 1, right)))
            else:
                number += 1
                parameters.append(Parameter(str(number), _stripped(text, start, right)))
        self.found.templates.append(
            Template(name.removeprefix("template:").strip(), Span(frame.start, end + 2), edges[0], tuple(parameters))
        )

    def pipe(self, match: Match[str]) -> int:
        if self.open:
            self.open[-1].pipes.append(match.start())
        return match.end()

    # ------------------------------------------------------------ brackets

    def open_bracket(self, match: Match[str]) -> int:
        start, end = match.span()
        if end - start == 2:
            return self.push("[[", start, end)
        if link := _EXTERNAL.match(self.text, start):
            self.mask(start, start + 1)
            self.mask(link.end() - 1, link.end())
            if address := _ADDRESS.match(self.text, start + 1):
                self.found.addresses.append(Span(*address.span()))
        return end

    def close_brackets(self, match: Match[str]) -> int:
        start, end = match.span()
        while end - start >= 2:
            frame = self.pop("[[", within=("{{", "{{{", "ref", "references"))
            if frame is None:
                return end
            if end - start == 3 and self.is_bracket(frame, start):
                start += 1
            start += 2
            if frame.pipes:
                last = frame.pipes[-1 if _FILE.match(self.text, frame.inner) else 0]
                self.mask(frame.start, last + 1)
                self.mask(start - 2, start)
            else:
                self.mask(frame.start, start)
        return end

    def is_bracket(self, frame: _Frame, at: int) -> bool:
        """Whether the first of three closing brackets belongs to one in the text of the link."""
        low = max(frame.inner, at - _LONGEST_NAME)
        return self.text.rfind("[", low, at) > self.text.rfind("]", low, at)


_NAME = regex(r"[^<>\[\]{}|\n]{1,80}")
_COMMENT = regex(r"<!--(?:[^-]++|-(?!->))*+-->")
_END_OF: dict[str, Pattern[str]] = {name: regex(rf"</{name}\s*+>", IGNORECASE) for name in (*OPAQUE, *_CODE)}


def _ends(name: str) -> Pattern[str]:
    return _END_OF[name]


def _without_comments(text: str) -> str:
    return _COMMENT.sub("", text) if "<!--" in text else text


def _attributes(text: str) -> dict[str, str]:
    """The attributes of a tag by their names in lower case; of one that comes twice the last."""
    return {
        found[1].lower(): " ".join(unescape(found[found.lastindex or 0]).split()) for found in _ATTRIBUTE.finditer(text)
    }


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)

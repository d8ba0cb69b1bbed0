"""HTML as a stream of tokens with their places in the source.

The states are those of the WHATWG standard (https://html.spec.whatwg.org/multipage/parsing.html, 13.2.5), as one
regular expression for a tag: browsers forgive, and so does this. Python's html.parser reads 4.7 MB/s of real pages,
knows no places of attributes, and builds each attribute of each tag; this reads 30 MB/s and parses attributes when
they are asked for. All is linear: what is not closed is looked for once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5
from re import IGNORECASE, Match

from citecheck.patterns import lazy as regex

TEXT, START, END, COMMENT, CDATA = range(5)


@dataclass(slots=True, eq=False)
class Tag:
    """A tag as it is written. Those that are written alike may be one object, so that each is taken apart once."""

    kind: int
    name: str
    """In lower case."""
    written: str
    behind: int
    """Where in it the attributes begin."""
    known: bool = False
    """Whether what follows is filled in, by and for whom it may concern."""
    attributes: dict[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    """The names it gives to the place where it stands."""
    sign: int = 0
    block: bool = False
    plain: bool = False
    """Whether it says nothing, unless one of its name is open that says something."""


Token = tuple[int, int, int, Tag]
"""Kind, start, end, tag; of what is no tag an empty one."""

RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is not markup, and never part of a text."""
VOID = frozenset(
    {"area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source"}
    | {"track", "wbr", "keygen", "bgsound"}
)

_TAG = regex(r"""<(/?+)([a-zA-Z][^ \t\n\f/>]*+)((?:[^>=]++|=[ \t\n\f]*+(?:"[^"]*+"|'[^']*+'|(?!["'])))*+)>""")
_TAG_WITHOUT_QUOTES = regex(r"<(/?+)([a-zA-Z][^ \t\n\f/>]*+)([^>]*+)>")
_COMMENT_END = regex(r"--!?>")
_ATTRIBUTE = regex(
    r"""[ \t\n\f/]*+([^ \t\n\f/>=][^ \t\n\f/>=]*+)"""
    r"""(?:[ \t\n\f]*+=[ \t\n\f]*+(?:"([^"]*+)"|'([^']*+)'|([^ \t\n\f>]*+)))?+"""
)
REFERENCE = r"&(?:\#(?:[0-9]{1,10}+|[xX][0-9a-fA-F]{1,8}+);?+|[a-zA-Z][a-zA-Z0-9]{0,31}+;?+)"
"""A character reference (13.2.5.72), as a pattern."""
_REFERENCE = regex(REFERENCE)
_NO_TAG = Tag(TEXT, "", "", 0)
_REMEMBERED = 5_000
"""Tags that are not taken apart again when they come back."""
_LONG = 400
"""Characters of a tag that is not looked for among those."""
_CLOSING = {name: regex(rf"</{name}(?=[ \t\n\f/>])", IGNORECASE) for name in RAW}


def tokens(source: str, *, xml: bool = False) -> Iterator[Token]:
    r"""What stands in a source whose line ends are `\n`, in order.

    With `xml`, elements such as `script` hold markup as all do, and CDATA is text; whether an element closes itself is
    for the caller to see. Tags of raw elements come without what is between them.
    """
    at = text = close = 0
    find, match = source.find, _TAG.match
    known: dict[str, Tag] = {}
    unclosed: set[str] = set()
    while (at := find("<", at)) >= 0:
        if close < at and (close := find(">", at)) < 0:
            close = len(source) + _LONG
        tag = known.get(source[at : close + 1]) if close - at < _LONG else None
        if tag:
            behind = close + 1
        else:
            found = match(source, at)
            if found is None:
                behind, kind = _other(source, at, xml=xml)
                if kind == START:  # a quote is never closed: from here on none counts
                    match = _TAG_WITHOUT_QUOTES.match
                    found = match(source, at)
                    behind = len(source)
                if found is None:
                    if kind != TEXT:
                        if text < at:
                            yield TEXT, text, at, _NO_TAG
                        if kind in (COMMENT, CDATA):
                            yield kind, at, behind, _NO_TAG
                        text = behind
                    at = behind
                    continue
            behind = found.end()
            tag = Tag(END if found[1] else START, found[2].lower(), found[0], found.start(3) - at)
            if behind == close + 1:
                if len(known) == _REMEMBERED:
                    known.clear()
                known[tag.written] = tag
        if text < at:
            yield TEXT, text, at, _NO_TAG
        yield tag.kind, at, behind, tag
        if tag.name in RAW and tag.kind == START and not xml and tag.name not in unclosed:
            closing = _CLOSING[tag.name].search(source, behind)
            if closing:
                behind = closing.start()
            else:
                unclosed.add(tag.name)
        at = text = behind
    if text < len(source):
        yield TEXT, text, len(source), _NO_TAG


def _other(source: str, at: int, *, xml: bool) -> tuple[int, int]:
    """Where what a `<` begins that opens no tag ends, and its kind; END for what is left out."""
    size = len(source)
    if source.startswith("<!--", at):
        end = _COMMENT_END.search(source, at + 2)
        return (end.end() if end else size), COMMENT
    if xml and source.startswith("<![CDATA[", at):
        close = source.find("]]>", at)
        return (close + 3 if close >= 0 else size), CDATA
    following = source[at + 1 : at + 3]
    letter = following.removeprefix("/")[:1]
    if following == "/":
        return size, TEXT
    if following[:1] in ("!", "?", "/") and not (letter.isascii() and letter.isalpha()):
        if xml and following[0] == "?":
            close = source.find("?>", at)
            return (close + 2 if close >= 0 else size), END
        close = source.find(">", at)
        subset = source.find("[", at, max(close, at)) if source[at + 2 : at + 9].lower() == "doctype" else -1
        if subset >= 0:
            close = source.find(">", max(source.find("]", subset), subset))
        return (close + 1 if close >= 0 else size), END
    return at + 1, START if letter.isascii() and letter.isalpha() else TEXT


def attributes(written: str, start: int, end: int) -> dict[str, str]:
    """The attributes between two offsets of a tag, by name in lower case, the first of a name (13.2.5.33)."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(written, start, end):
        value = double or single or bare
        found.setdefault(name.lower(), unescaped(value) if "&" in value else value)
    return found


def value_span(tag: Tag, at: int, name: str) -> tuple[int, int]:
    """Where the value of an attribute stands, without quotes, of a tag that stands at an offset.

    The whole stretch of attributes if there is no such attribute.
    """
    end = len(tag.written) - 1
    for match in _ATTRIBUTE.finditer(tag.written, tag.behind, end):
        if match[1].lower() == name:
            for group in (2, 3, 4):
                if match[group]:
                    return at + match.start(group), at + match.end(group)
    return at + tag.behind, at + end


def unescaped(value: str) -> str:
    """An attribute's value with its references resolved; `?a=1&copy=2` is none (13.2.5.73)."""
    return _REFERENCE.sub(_in_attribute, value)


def _in_attribute(match: Match[str]) -> str:
    written = match[0]
    if written[1] == "#" or written.endswith(";"):
        return unescape(written)
    known = html5.get(written[1:])
    return known if known and match.string[match.end() : match.end() + 1] != "=" else written

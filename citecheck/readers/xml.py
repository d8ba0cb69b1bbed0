"""XML from strangers: no document types, so no entities, no files and no network; bounded in every direction.

`events` gives a stream, `walk` calls functions, which is several times faster where most elements mean nothing.
Sources: the XML recommendation, 2.8, 4.2 and 4.3.3; C. Heimes, defusedxml (the list of attacks); CVE-2023-52425.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from citecheck.errors import ReadError

DEEPEST = 500
"""Elements in each other; Word's own documents stay below 60."""
MOST_ELEMENTS = 3_000_000
"""In one file; a page of Word has about 500, and seldom 5,000."""
LONGEST = 16 * 1024 * 1024
"""Bytes of one tag, attributes included, or of one comment: a parser reads an unfinished one again and again."""
MOST_NAMES = 20_000
"""Of elements and attributes: the parser keeps them all; no format has 3,000."""
ENCODINGS = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})
"""The formats ask for the first two."""
_CHUNK = 1 << 16
_FAST = 1 << 20
"""What Python hands on to the parser at once, at most."""


class Start(NamedTuple):
    """An element begins. Names are `prefix:name` with the prefixes asked for, `{uri}name` for other namespaces."""

    name: str
    attributes: dict[str, str]


class End(NamedTuple):
    """An element ends."""

    name: str


Event = Start | End | str
"""Text comes as plain strings, in pieces."""
Opening = Callable[[Mapping[str, str]], bool | None]
"""Takes the attributes of an element, by name; True leaves out what is in it, and its end."""
Closing = Callable[[], None]


class _Names(dict[str, str]):
    """`prefix:name` for what the parser calls `uri, line end, name`."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefixes = {"http://www.w3.org/XML/1998/namespace": "xml", **prefixes}

    def __missing__(self, raw: str) -> str:
        uri, _, local = raw.rpartition("\n")
        prefix = self._prefixes.get(uri)
        name = self[raw] = f"{prefix}:{local}" if prefix else f"{{{uri}}}{local}" if uri else local
        return name


def events(data: bytes, prefixes: Mapping[str, str], says: str) -> Iterator[Event]:
    """What stands in an XML file, in order.

    `prefixes` gives the prefix by which to name each namespace URI; `says` is what the file is called in errors.
    Raises ReadError for what is not well-formed, has a document type, or goes beyond the bounds of this module.
    """
    found: list[Event] = []
    depth = 0
    names = _Names(prefixes)

    def start(raw: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            _too_deep(says)
        found.append(Start(names[raw], {names[key]: value for key, value in attributes.items()}))

    def end(raw: str) -> None:
        nonlocal depth
        depth -= 1
        found.append(End(names[raw]))

    parser = _parser(data, says)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = found.append
    for _ in _parse(parser, data, says, _CHUNK):
        yield from found
        found.clear()


def walk(
    data: bytes,
    prefixes: Mapping[str, str],
    says: str,
    starts: Mapping[str, Opening],
    ends: Mapping[str, Closing],
    text: Callable[[str], object] | None = None,
) -> None:
    """Call a function for each element that has one, and `text` for pieces of text; names and errors as in `events`.

    What is raised by the functions goes through.
    """
    depth = left_out = 0
    names = _Names(prefixes)
    opening: dict[str, Opening | None] = {}
    closing: dict[str, Closing | None] = {}

    def start(raw: str, attributes: dict[str, str]) -> None:
        nonlocal depth, left_out
        depth += 1
        if depth > DEEPEST:
            _too_deep(says)
        if left_out:
            return
        try:
            function = opening[raw]
        except KeyError:
            function = opening[raw] = starts.get(names[raw])
            closing[raw] = ends.get(names[raw])
        if function is not None and function(
            {names[key]: value for key, value in attributes.items()} if attributes else attributes
        ):
            left_out = depth
            parser.CharacterDataHandler = None

    def end(raw: str) -> None:
        nonlocal depth, left_out
        depth -= 1
        if left_out:
            if depth < left_out:
                left_out = 0
                parser.CharacterDataHandler = text
            return
        function = closing[raw]
        if function is not None:
            function()

    parser = _parser(data, says)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    for _ in _parse(parser, data, says, _FAST):
        pass


def _parser(data: bytes, says: str) -> expat.XMLParserType:
    """A parser that stops at what may hide an attack."""

    def document_type(*_: object) -> NoReturn:
        raise ReadError(f"the {says} declares a document type, which may hide an attack: save it again")

    def declaration(_: str, encoding: str | None, __: int) -> None:
        if encoding and encoding.lower() not in ENCODINGS:
            raise ReadError(f"the {says} is written in {encoding[:40]!a}, which is not allowed in it: save it again")

    if data.count(b"<") > 2 * MOST_ELEMENTS:
        raise ReadError(f"the {says} has more than {MOST_ELEMENTS:,} elements: divide it")
    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    parser.buffer_size = _CHUNK
    parser.StartDoctypeDeclHandler = document_type
    parser.XmlDeclHandler = declaration
    return parser


def _parse(parser: expat.XMLParserType, data: bytes, says: str, size: int) -> Iterator[None]:
    """Parse in chunks, a step for each; in larger ones while a tag does not end, as it is read anew each time."""
    at, step = 0, size
    try:
        while at < len(data):
            parser.Parse(data[at : at + step])
            at += step
            unfinished = at - parser.CurrentByteIndex
            if unfinished > LONGEST:
                raise ReadError(f"the {says} has a tag of more than {LONGEST >> 20} MB: save it again")
            if len(parser.intern) > MOST_NAMES:
                raise ReadError(f"the {says} has too many different elements to be a document: save it again")
            step = max(size, min(unfinished, _FAST))
            yield
        parser.Parse(b"", True)  # noqa: FBT003  # it takes no keyword
        yield
    except expat.ExpatError as error:
        raise ReadError(f"damaged {says}: save it again, or get a new copy") from error


def _too_deep(says: str) -> NoReturn:
    raise ReadError(f"the {says} is nested too deeply to be a document: save it again")

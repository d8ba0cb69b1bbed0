"""XML from strangers, as a stream of events: no document types, so no entities, no files and no network.

Sources: the XML recommendation, 2.8 and 4.2; C. Heimes, defusedxml (the list of attacks).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat

from citecheck.errors import ReadError

DEEPEST = 500
"""Elements in each other; Word's own documents stay below 60."""
_CHUNK = 1 << 16


class Start(NamedTuple):
    """An element begins. Names are `prefix:name` with the prefixes asked for, `{uri}name` for other namespaces."""

    name: str
    attributes: dict[str, str]


class End(NamedTuple):
    """An element ends."""

    name: str


Event = Start | End | str
"""Text comes as plain strings, in pieces."""


def events(data: bytes, prefixes: dict[str, str], says: str) -> Iterator[Event]:
    """What stands in an XML file, in order.

    `prefixes` gives the prefix by which to name each namespace URI; `says` is what the file is called in errors.
    Raises ReadError for what is not well-formed, has a document type, or is nested beyond `DEEPEST`.
    """
    found: list[Event] = []
    depth = 0
    names: dict[str, str] = {}

    def name_of(raw: str) -> str:
        if (known := names.get(raw)) is None:
            uri, _, local = raw.rpartition("\n")
            prefix = prefixes.get(uri)
            known = names[raw] = f"{prefix}:{local}" if prefix else f"{{{uri}}}{local}" if uri else local
        return known

    def start(raw: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ReadError(f"the {says} is nested too deeply to be a document: save it again")
        found.append(Start(name_of(raw), {name_of(key): value for key, value in attributes.items()}))

    def end(raw: str) -> None:
        nonlocal depth
        depth -= 1
        found.append(End(name_of(raw)))

    def document_type(*_: object) -> None:
        raise ReadError(f"the {says} declares a document type, which may hide an attack: save it again")

    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    parser.buffer_size = _CHUNK
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = found.append
    parser.StartDoctypeDeclHandler = document_type
    try:
        for at in range(0, len(data), _CHUNK):
            parser.Parse(data[at : at + _CHUNK])
            yield from found
            found.clear()
        parser.Parse(b"", True)  # noqa: FBT003  # it takes no keyword
    except (expat.ExpatError, ValueError) as error:
        raise ReadError(f"damaged {says}: save it again, or get a new copy") from error
    yield from found

"""The parts of a Word file: which of them is the text, the notes, the styles, and what they link to.

Sources: ECMA-376, part 2 (Open Packaging Conventions), 6.2.2 (part names) and 6.5 (relationships); part 1, 11.3 and
15.2; part 1, annex A for the namespaces of the strict variant, part 4 for those of the transitional one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote

from citecheck.errors import ReadError
from citecheck.readers import xml
from citecheck.readers.archive import Archive
from citecheck.readers.foreign import not_a

SAYS = "Word file"
PREFIXES: Mapping[str, str] = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}
_RELATIONSHIPS: Mapping[str, str] = {"http://schemas.openxmlformats.org/package/2006/relationships": "rel"}
_OLD = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_USUAL = "word/document.xml"
_MOST_RELATIONS = 200_000


class Relation(NamedTuple):
    """A line from one part to another, or out of the file."""

    kind: str
    """The last word of its type: `footnotes`, `hyperlink`."""
    target: str
    """The name of a part; of a link the URL."""
    outside: bool


class Package:
    """The parts of one file, by name; nothing outside of it is ever opened."""

    def __init__(self, data: bytes) -> None:
        """Open it. Raises ReadError for what is no Word file, says what it is instead, and what to do."""
        if data.startswith(_OLD):
            if _ENCRYPTED in data:
                raise ReadError(f"the {SAYS} is protected by a password: save a copy without one")
            raise ReadError("old Word format: save it as .docx")
        if not data.startswith(b"PK"):
            raise not_a(f"a {SAYS}", data, "save it from Word as .docx")
        self._archive = Archive(data, SAYS)
        # Names of parts are compared without case, and some programs write backslashes.
        self._names: dict[str, str] = {}
        for name in self._archive.names:
            self._names.setdefault(_folded(name), name)
        found = [each.target for each in self.relations("").values() if each.kind == "officeDocument"]
        self.main = next((name for name in [*found, _USUAL] if name in self), "")
        if not self.main:
            raise ReadError(f"not a {SAYS}: there is no text in it: save it from Word as .docx")

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._names

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises KeyError if there is none, ReadError if it is damaged or too large."""
        return self._archive.read(self._names[_folded(name)])

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part leads to, by identifier; of the file itself if it has no name."""
        folder, name = dirname(part), part.rpartition("/")[2]
        rels = join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relation] = {}
        if rels not in self:
            return found

        def relationship(attributes: Mapping[str, str]) -> None:
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = attributes.get("Target", "").strip()
            outside = attributes.get("TargetMode") == "External"
            if len(found) < _MOST_RELATIONS:
                found[attributes.get("Id", "")] = Relation(
                    kind, target if outside else _resolved(folder, target), outside
                )

        xml.walk(self.read(rels), _RELATIONSHIPS, SAYS, {"rel:Relationship": relationship}, {})
        return found

    def parts(self, kind: str) -> Iterator[str]:
        """The names of the parts of a kind that the main part leads to and that are there."""
        for relation in self.relations(self.main).values():
            if relation.kind == kind and not relation.outside and relation.target in self:
                yield relation.target


def _resolved(folder: str, target: str) -> str:
    """The name of a part that is named from another one's folder; `..` leads no higher than the file's top."""
    path = unquote(target.replace("\\", "/").partition("#")[0])
    return normpath(join("/", folder, path)).lstrip("/")


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()

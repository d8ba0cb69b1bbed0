"""EPUB: the chapters of a book in reading order as one text, each read as the web page that it is.

Source: EPUB 3.3 (https://www.w3.org/TR/epub-33/), 4.2 (container), 5 (package document), 4.2.6.3.2 (encryption). Names
are looked up in the archive only. The package document is searched for the few tags that matter: many are not
well-formed.
"""

from __future__ import annotations

import posixpath
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from html import unescape
from pathlib import PurePosixPath
from re import DOTALL, IGNORECASE
from typing import NamedTuple
from urllib.parse import unquote

from citecheck.errors import ReadError
from citecheck.locators import Blocks
from citecheck.model import Document, Native, Span
from citecheck.patterns import lazy
from citecheck.readers.anchored import anchored
from citecheck.readers.archive import Archive
from citecheck.readers.foreign import not_a
from citecheck.readers.html import decoded, inline_notes, lines, native_links
from citecheck.readers.html_links import Links
from citecheck.readers.html_outline import Outline
from citecheck.readers.html_page import Page
from citecheck.readers.html_text import Text
from citecheck.text import union

SAYS = "EPUB book"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "")
_COMMENT = lazy(r"<!--.*?-->", DOTALL)
_TAG = lazy(r"<(?:[\w.-]{1,40}:)?(rootfile|item|itemref|EncryptionMethod|CipherReference)\s([^<>]*+)>", IGNORECASE)
_ATTRIBUTE = lazy(r"([\w:.-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_OF_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways to hide fonts, which are no text (EPUB 3.3, 4.4)."""
_PARAGRAPH = lazy(r"\n\n(?=[^\n])")


class _Tag(NamedTuple):
    name: str
    attributes: dict[str, str]


def read(path: str, data: bytes) -> Document:
    """A document of the bytes of a book. Raises ReadError for what is none, a damaged one, or a protected one."""
    if not data.startswith(b"PK"):
        raise not_a(f"an {SAYS}", data, "export it again as .epub")
    archive = Archive(data, SAYS)
    chapters = list(_chapters(archive))
    _check_encryption(archive, chapters)
    text, outline = Text(), Outline()
    starts = array("q")
    for name in chapters:
        source = lines(_page(archive, name))
        xml = PurePosixPath(name).suffix.lower() not in (".html", ".htm") or source.startswith("<?xml")
        outline.pages.append(text.length)
        Page(text, outline, source, Links(name, archived=True), xml=xml).run()
        starts.append(text.length)
    whole = "".join(text.parts)
    notes = anchored(whole, outline, text.numbered, whole=True)
    inline = inline_notes(whole, outline.notes)
    return Document(
        path,
        "epub",
        whole,
        tuple(Span(*span) for span in union([*notes.masks, *outline.masked(len(whole))])),
        unit="paragraph",
        comments=tuple(outline.comments),
        native=Native(
            tuple(sorted([*notes.markers, *(marker for marker, _ in inline)], key=lambda marker: marker.span)),
            tuple(sorted([*notes.references, *(note for _, note in inline)], key=lambda note: (note.span, note.body))),
            native_links(outline),
            notes.faults,
        ),
        locator=_paragraphs(whole, chapters, starts),
        lacks=notes.lacks,
    )


def _paragraphs(text: str, chapters: list[str], ends: array[int]) -> Blocks:
    """The paragraphs, counted through the book, and by chapter in their names."""
    starts = array("q", [0, *(match.end() for match in _PARAGRAPH.finditer(text))])
    names = []
    chapter, count = -1, 0
    for start in starts:
        own = min(bisect_right(ends, start), len(chapters) - 1)
        count = count + 1 if own == chapter else 1
        chapter = own
        names.append(f"{PurePosixPath(chapters[own]).name}, paragraph {count}" if chapters else f"paragraph {count}")
    return Blocks(starts, (), names)


def _chapters(archive: Archive) -> Iterator[str]:
    """The names of the pages of the spine that are in the archive, each once."""
    package = next((tag.attributes.get("full-path", "") for tag in _tags(archive, _CONTAINER, "rootfile")), "")
    package = package if package in archive else next((name for name in archive.names if name.endswith(".opf")), "")
    if not package:
        raise ReadError(f"not an {SAYS}, or a damaged one: it has no package document; save it again")
    folder = posixpath.dirname(package)
    tags = list(_tags(archive, package, "item", "itemref"))
    manifest = {tag.attributes.get("id", ""): tag.attributes for tag in tags if tag.name == "item"}
    seen: set[str] = set()
    for tag in tags:
        item = manifest.get(tag.attributes.get("idref", ""), {}) if tag.name == "itemref" else {}
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "").partition("#")[0])))
        page = item.get("media-type", "") in _PAGES and "nav" not in item.get("properties", "").split()
        if item and page and name in archive and name not in seen:
            seen.add(name)
            yield name
    if not seen:
        raise ReadError(f"the {SAYS} has no chapters: save it again")


def _page(archive: Archive, name: str) -> str:
    """The source of a page. Raises ReadError for one that is no text: nobody can save that page by itself."""
    data = archive.read(name)
    try:
        return decoded(data)
    except ReadError as error:
        raise ReadError(f"damaged {SAYS}: save it again, or get a new copy") from error


def _tags(archive: Archive, name: str, *wanted: str) -> Iterator[_Tag]:
    if name not in archive:
        return
    source = _COMMENT.sub("", _page(archive, name))
    for match in _TAG.finditer(source):
        if match[1] in wanted:
            pairs = _ATTRIBUTE.finditer(match[2])
            yield _Tag(match[1], {pair[1].rpartition(":")[2]: unescape(pair[2] or pair[3] or "") for pair in pairs})


def _check_encryption(archive: Archive, chapters: list[str]) -> None:
    """Raise ReadError if a chapter is encrypted; fonts may be."""
    method = ""
    for tag in _tags(archive, _ENCRYPTION, "EncryptionMethod", "CipherReference"):
        if tag.name == "EncryptionMethod":
            method = tag.attributes.get("Algorithm", "")
        elif method not in _OF_FONTS and unquote(tag.attributes.get("URI", "")) in chapters:
            raise ReadError(f"the {SAYS} is protected against copying: get a copy without protection")

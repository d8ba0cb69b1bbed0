"""HTML: what a reader sees becomes the text, and links to notes become markers.

The parser is of our own (`html_tokens`): html.parser tells no places of attributes and is four times slower. Three
steps: tokens with their places, the text with its outline (`html_page`), the notes by their links (`anchored`).
"""

from __future__ import annotations

from pathlib import PurePath
from re import DOTALL, IGNORECASE, VERBOSE
from typing import TYPE_CHECKING

from citecheck.model import Confidence, Document, Form, Link, Marker, Native, Reference, Span
from citecheck.patterns import lazy as regex
from citecheck.readers.anchored import anchored
from citecheck.readers.html_links import Links
from citecheck.readers.html_outline import Outline
from citecheck.readers.html_page import Page
from citecheck.readers.html_text import Text
from citecheck.readers.html_word import lost_targets
from citecheck.text import BYTE_ORDER_MARKS, decode, union

if TYPE_CHECKING:
    from collections.abc import Sequence

_SNIFFED = 4096
"""Bytes in which the encoding must be declared; the standard says 1,024, and browsers wait longer."""
_DECLARED = regex(
    r"""<\?xml\b[^<>]*?\bencoding\s*=\s*["']([\w.:-]+) | <meta\b[^<>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""",
    VERBOSE | IGNORECASE,
)
_KNOWN = regex(r"(?:windows-?|cp)\d+|iso-?8859-?\d+|koi8-[rut]|mac-\w+|euc-\w+|gb18030|big5\w*|tis-?620|iso-2022-jp")
"""Python knows others, which are no encodings of texts, and slow."""
_COMMENT = regex(r"<!--.*?-->", DOTALL)
_MEANT = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252",
    "ascii": "cp1252", "ansi": "cp1252", "x-cp1252": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030",
    "gbk": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932",
    "sjis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "big5": "big5hkscs", "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman", "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8", "unicode": "utf-8",
}  # fmt: skip
"""What browsers take the names for (https://encoding.spec.whatwg.org, 4.2)."""


def read(path: str, data: bytes) -> Document:
    """A document of the bytes of a page. Raises ReadError for what is no text."""
    return document(path, decoded(data))


def document(path: str, source: str) -> Document:
    """A document of a page's source, whatever its line ends."""
    source = lines(source)
    text, outline = Text(), Outline()
    links = Links(PurePath(path).name)
    Page(text, outline, source, links, xml=is_xml(source)).run()
    whole = "".join(text.parts)
    notes = anchored(whole, outline, text.numbered)
    inline = inline_notes(whole, outline.notes)
    pieces = text.pieces(source)
    native = Native(
        tuple(sorted([*notes.markers, *(marker for marker, _ in inline)], key=lambda marker: marker.span)),
        tuple(sorted([*notes.references, *(note for _, note in inline)], key=lambda note: (note.span, note.body))),
        native_links(outline),
        (*notes.faults, *lost_targets(source, whole, pieces)),
    )
    masks = tuple(Span(*span) for span in union([*notes.masks, *outline.masked(len(whole))]))
    return Document(
        path,
        "html",
        whole,
        masks,
        comments=tuple(outline.comments),
        native=native,
        locator=pieces,
        lacks=notes.lacks,
    )


def lines(source: str) -> str:
    """A source with line ends of one kind; lines and columns stay."""
    return source.replace("\r\n", "\n").replace("\r", "\n") if "\r" in source else source


def is_xml(source: str) -> bool:
    """Whether a page is to be read as XML, in which any element may close itself."""
    return source.startswith("<?xml")


def decoded(data: bytes) -> str:
    """The characters of a page: by its byte order mark, by what it declares, else by what they look like.

    Sources: HTML standard, 13.2.3.2. Raises ReadError for what is no text.
    """
    if data.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)) or b"\0" in data:
        return decode(data)
    head = _COMMENT.sub("", data[:_SNIFFED].decode("latin-1"))
    declared = _DECLARED.search(head)
    if declared:
        name = (declared[1] or declared[2]).lower()
        name = _MEANT.get(name, name)
        if _KNOWN.fullmatch(name):
            try:
                return data.decode(name)
            except (LookupError, UnicodeDecodeError):
                pass
    return decode(data)


def native_links(outline: Outline) -> tuple[Link, ...]:
    """The links to other pages, ascending and disjoint."""
    found: list[Link] = []
    for start, end, url, written in sorted(outline.addresses):
        if not found or start >= found[-1].span.end:
            found.append(Link(Span(start, end), url, written))
    return tuple(found)


def inline_notes(text: str, spans: Sequence[Span]) -> list[tuple[Marker, Reference]]:
    """Notes in the midst of the text, such as side notes: each a marker and its note in one."""
    found = []
    for number, body in enumerate(sorted(spans), 1):
        start = body.start
        while start > 0 and body.start - start < 5 and text[start - 1] in "⁰¹²³⁴⁵⁶⁷⁸⁹ ":
            start -= 1
        label = text[start : body.start].strip()
        whole = Span(start + len(text[start : body.start]) - len(text[start : body.start].lstrip()), body.end)
        if not label:
            whole = body
        shown = str(int(label)) if label.isdecimal() else str(number)
        attached = bool(text[whole.start - 1 : whole.start].strip())
        reason = "a note in the midst of the text"
        found.append(
            (
                Marker(whole, shown, whole, Form.INLINE, Confidence.SURE, reason, series=number, attached=attached),
                Reference(whole, shown, body, Form.INLINE, number),
            )
        )
    return found

"""The readers: bytes become a Document, one module per format, imported when a file needs it.

The suffix decides, then the content. A format is a row in `FORMATS` and a module with `read`: of a text format
`read(path, text, removed)`, with what `citecheck.text.clean` gives; of a binary one, or one that says its own
encoding, `read(path, data)`. A reader that needs the files beside its own also takes `beside`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple

from citecheck.errors import ReadError
from citecheck.model import Document
from citecheck.text import clean, decode


class Format(NamedTuple):
    """A format of documents."""

    says: str
    """What people call it."""
    suffixes: tuple[str, ...]
    """Lower case; those that belong to it alone are read when a folder is walked."""
    module: str
    text: bool = True
    """Whether `read` takes a cleaned text, and not bytes."""
    beside: bool = False
    """Whether `read` also takes the files beside."""
    walked: bool = True
    """Whether its files are read when a folder is walked."""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format("text", (".txt", ".text"), "citecheck.readers.plain"),
        "markdown": Format(
            "Markdown",
            (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd", ".mdx"),
            "citecheck.readers.markdown",
        ),
    }
)
"""Each format by the name that `--input-format` takes: pandoc's, where it has one."""

BY_SUFFIX: Mapping[str, str] = MappingProxyType(
    {suffix: name for name, format_ in FORMATS.items() for suffix in format_.suffixes}
)
"""The format of each suffix."""
SUFFIXES = frozenset(suffix for suffix, name in BY_SUFFIX.items() if FORMATS[name].walked)
"""What is read when a folder is walked; lower case."""

NOT_YET = {
    ".docx": "Word",
    ".doc": "Word",
    ".odt": "OpenDocument",
    ".rtf": "RTF",
    ".pdf": "PDF",
    ".epub": "EPUB",
    ".html": "HTML",
    ".htm": "HTML",
    ".xhtml": "HTML",
    ".tex": "LaTeX",
    ".rst": "reStructuredText",
    ".org": "Org",
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".wiki": "wikitext",
    ".mediawiki": "wikitext",
}
"""Formats in which brackets mean something else: reading them as plain text would raise false alarms."""

Beside = Callable[[str], bytes | None]
"""The bytes of a file named as in a document, relative to it and in its folder or below; None if there is none."""


def read(path: str, data: bytes, name: str | None = None, *, form: str = "", beside: Beside | None = None) -> Document:
    """The document in the bytes of a file.

    `path` is what the document is called in reports; `form` is a name of `FORMATS`, else the suffix of `name`, or of
    `path`, decides how it is read, then its first bytes; plain text if nothing does. `beside` gives the files next to
    it. Raises ReadError for what cannot be read.
    """
    suffix = PurePath(name or path).suffix.lower()
    chosen = form or _of_content(data) or BY_SUFFIX.get(suffix, "")
    if not form and (kind := chosen if chosen in _FOREIGN else NOT_YET.get(suffix)) and kind not in FORMATS:
        raise ReadError(f"{kind} files are not supported yet: save as text")
    format_ = FORMATS[chosen or "text"]
    reader: Callable[..., Document] = import_module(format_.module).read
    more = {"beside": beside or _nothing} if format_.beside else {}
    return reader(path, *clean(decode(data)), **more) if format_.text else reader(path, data, **more)


def _nothing(_: str) -> bytes | None:
    """What is beside standard input."""
    return None


_FOREIGN = frozenset({"PDF", "RTF", "Word", "OpenDocument", "EPUB"})


def _of_content(data: bytes) -> str:
    """The format of a file under a wrong name, where its first bytes tell; empty if they do not."""
    if data.startswith(b"%PDF-"):
        return "PDF"
    if data.startswith(rb"{\rtf"):
        return "RTF"
    if data.startswith(b"\xd0\xcf\x11\xe0") and "WordDocument".encode("utf-16-le") in data:
        return "Word"
    if data.startswith(b"PK\x03\x04"):
        if b"word/document.xml" in data:
            return "Word"
        if b"application/vnd.oasis.opendocument.text" in data[:200]:
            return "OpenDocument"
        if b"application/epub+zip" in data[:200]:
            return "EPUB"
    return ""

"""The readers: bytes become a Document, by the suffix of the file's name."""

from __future__ import annotations

from pathlib import PurePath

from citecheck.errors import ReadError
from citecheck.model import Document
from citecheck.readers import plain
from citecheck.text import clean, decode

TEXT = frozenset({".txt", ".text"})
MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd", ".mdx"})
SUFFIXES = TEXT | MARKDOWN
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


def read(path: str, data: bytes, name: str | None = None) -> Document:
    """The document in the bytes of a file.

    `path` is what the document is called in reports; the suffix of `name`, or of `path`, decides how it is
    read, and an unknown one means plain text. Raises ReadError for what cannot be read.
    """
    suffix = PurePath(name or path).suffix.lower()
    kind = NOT_YET.get(suffix) or _kind_of_content(data)
    if kind is not None:
        raise ReadError(f"{kind} files are not supported yet: save as text")
    text, removed = clean(decode(data))
    if suffix in MARKDOWN:
        from citecheck.readers import markdown

        return markdown.read(path, text, removed)
    return plain.read(path, text, removed)


def _kind_of_content(data: bytes) -> str | None:
    """The format of a file under a wrong name, where its first bytes tell."""
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
    return None

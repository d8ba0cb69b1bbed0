"""The readers: bytes become a Document, one module per format, imported when a file needs it.

The suffix decides, then the content. A format is a row in `FORMATS` and a module with `read`: of a text format
`read(path, text, removed)`, with what `citecheck.text.clean` gives; of a binary one, or one that says its own
encoding, `read(path, data)`. A reader that needs the files beside its own also takes `beside`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import PurePath
from re import IGNORECASE
from types import MappingProxyType
from typing import NamedTuple

from citecheck.model import Document
from citecheck.patterns import lazy
from citecheck.text import clean, decode


class Format(NamedTuple):
    """A format of documents."""

    says: str
    """What people call it."""
    module: str
    suffixes: tuple[str, ...]
    """Lower case; their files are read when a folder is walked."""
    named: tuple[str, ...] = ()
    """Suffixes whose files are read only when they are named."""
    text: bool = True
    """Whether `read` takes a cleaned text, and not bytes."""
    beside: bool = False
    """Whether `read` also takes the files beside."""
    unit: str = "line"
    """What `Place.line` counts."""
    needs: str = ""
    """The library of an extra without which its files are walked past, and refused when they are named."""


def _format(
    says: str,
    module: str,
    suffixes: str,
    named: str = "",
    *,
    unit: str = "line",
    text: bool = True,
    beside: bool = False,
    needs: str = "",
) -> Format:
    module = f"citecheck.readers.{module}"
    return Format(says, module, tuple(suffixes.split()), tuple(named.split()), text, beside, unit, needs)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": _format("plain text", "plain", ".txt .text"),
        "markdown": _format("Markdown", "markdown", ".md .markdown .mdown .mkd .qmd .rmd .mdx", beside=True),
        "html": _format("HTML", "html", ".html .htm .xhtml", text=False),
        "docx": _format("Word", "docx", ".docx .docm .dotx", ".doc .dot .dotm", text=False, unit="paragraph"),
        "odt": _format("OpenDocument", "odt", ".odt .ott .fodt", text=False, unit="paragraph"),
        "rtf": _format("RTF", "rtf", ".rtf", text=False, unit="paragraph"),
        "epub": _format("EPUB", "epub", ".epub", text=False, unit="paragraph"),
        "latex": _format("LaTeX", "latex", ".tex .ltx .latex", beside=True),
        "bibtex": _format("BibTeX", "latex.bibtex", "", ".bib"),
        "rst": _format("reStructuredText", "rst", ".rst .rest"),
        "org": _format("Org", "org", ".org", beside=True),
        "asciidoc": _format("AsciiDoc", "asciidoc", ".adoc .asciidoc", ".asc"),
        "mediawiki": _format("MediaWiki", "mediawiki", ".wiki .mediawiki .wikitext"),
        "pdf": _format("PDF", "pdf", ".pdf", text=False, unit="page", needs="pypdf"),
        "ipynb": _format("Jupyter notebook", "ipynb", ".ipynb", text=False, unit="cell"),
    }
)
"""Each format by the name that `--input-format` takes: pandoc's, where it has one."""

BY_SUFFIX: Mapping[str, str] = MappingProxyType(
    {suffix: name for name, form in FORMATS.items() for suffix in (*form.suffixes, *form.named)}
)
"""The format of each suffix."""
SUFFIXES = frozenset(suffix for form in FORMATS.values() for suffix in form.suffixes)
"""What is read when a folder is walked, all extras installed; lower case."""

Beside = Callable[[str], bytes | None]
"""The bytes of a file named as in a document, relative to it and in its folder or below; None if there is none."""


def read(path: str, data: bytes, name: str | None = None, *, form: str = "", beside: Beside | None = None) -> Document:
    """The document in the bytes of a file.

    `path` is what the document is called in reports; `form` is a name of `FORMATS`. Without it, first bytes that leave
    no doubt decide how it is read, then the suffix of `name`, or of `path`, then the content; else it is plain text.
    `beside` gives the files next to it. Raises ReadError for what cannot be read.
    """
    suffix = PurePath(name or path).suffix.lower()
    form = form or _by_magic(data) or BY_SUFFIX.get(suffix) or _by_content(data)
    chosen = FORMATS[form]
    if not data:
        # What `touch` makes, or a program that has not written yet, is a document without anything in every format.
        return Document(path, form, "", unit=chosen.unit)
    reader: Callable[..., Document] = import_module(chosen.module).read
    more = {"beside": beside or _nothing} if chosen.beside else {}
    return reader(path, *clean(decode(data)), **more) if chosen.text else reader(path, data, **more)


def is_walked(suffix: str) -> bool:
    """Whether the files of a suffix are read when a folder is walked."""
    suffix = suffix.lower()
    if suffix not in SUFFIXES:
        return False
    needs = FORMATS[BY_SUFFIX[suffix]].needs
    if not needs:
        return True
    from importlib.util import find_spec

    return find_spec(needs) is not None


def _nothing(_: str) -> bytes | None:
    """What is beside standard input."""
    return None


_OLD_WORD = ("WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"))
_PAGE = lazy(r"\s*+(?:<!--(?:[^-]|-(?!->))*+-->\s*+|<\?xml[^>]*+>\s*+)*+<(?:!doctype\s++html|html)[\s>]", IGNORECASE)
_HEAD = 4096


def _by_magic(data: bytes) -> str:
    """The format that the first bytes name, whatever the file is called; empty if they name none."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(rb"{\rtf"):
        return "rtf"
    if data.startswith(b"<?xml") and b"<office:document" in (head := data[:_HEAD]) and b"opendocument.text" in head:
        return "odt"
    if data.startswith(b"\xd0\xcf\x11\xe0") and any(name in data for name in _OLD_WORD):
        return "docx"
    if data.startswith(b"PK\x03\x04"):
        if b"word/document" in data:
            return "docx"
        if b"application/vnd.oasis.opendocument.text" in data[:200]:
            return "odt"
        if b"application/epub+zip" in data[:200]:
            return "epub"
    return ""


def _by_content(data: bytes) -> str:
    """The format of a text whose suffix says nothing."""
    head = data[:_HEAD]
    if b"<" in head and _PAGE.match(head.decode("utf-8-sig", "replace")):
        return "html"
    return "text"

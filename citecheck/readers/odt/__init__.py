"""OpenDocument texts: .odt and .ott, which are zip archives, and .fodt, which is one XML file.

Paragraphs, headings, lists with their numbers, tables and text boxes in the order of the file, footnotes and endnotes
behind them. What readers do not see is left out: deleted and hidden text, comments, pictures, formulas, and the
heads and feet of pages. Source: OASIS OpenDocument 1.3, parts 2 and 3.
"""

from __future__ import annotations

from citecheck.errors import ReadError
from citecheck.model import Document
from citecheck.readers.archive import MOST_BYTES, Archive
from citecheck.readers.assembly import assemble
from citecheck.readers.foreign import is_xml, not_a
from citecheck.readers.odt.body import Body
from citecheck.readers.odt.styles import PREFIXES
from citecheck.readers.xml import events

_SAYS = "OpenDocument file"
_TEXT = b"application/vnd.oasis.opendocument.text"
_TEMPLATE = _TEXT + b"-template"
_OTHERS = b"application/vnd.oasis.opendocument."


def read(path: str, data: bytes) -> Document:
    """A document of the bytes of a file; raises ReadError for what is damaged, encrypted or no text."""
    body = Body()
    if data.startswith(b"PK"):
        archive = Archive(data, _SAYS)
        _refuse(archive)
        for name in ("meta.xml", "styles.xml"):
            if name in archive:
                body.read(events(archive.read(name), PREFIXES, _SAYS), shared=True)
        if "content.xml" in archive:
            body.read(events(archive.read("content.xml"), PREFIXES, _SAYS))
        else:
            body.found = True  # a template of styles alone
    elif len(data) > MOST_BYTES:
        raise ReadError(f"the {_SAYS} is larger than a text can be: take its pictures out")
    elif is_xml(data):
        body.read(events(data, PREFIXES, _SAYS))
    else:
        raise not_a(f"an {_SAYS}", data, "save it from your word processor as .odt")
    if not body.found:
        raise ReadError("the OpenDocument file holds no text but something else: save the text of it")
    return assemble(path, "odt", body.finish(), "an OpenDocument")


def _refuse(archive: Archive) -> None:
    """Raise ReadError for an archive that cannot be read as a text."""
    # LibreOffice 24.8 may encrypt the archive as a whole.
    secret = "encrypted-package" in archive
    if not secret and "META-INF/manifest.xml" in archive:
        secret = b"encryption-data" in archive.read("META-INF/manifest.xml")
    if secret:
        raise ReadError(f"the {_SAYS} is protected by a password: save a copy without one")
    kind = archive.read("mimetype") if "mimetype" in archive else _TEXT
    if kind.startswith(_OTHERS) and not kind.startswith(_TEXT):
        word = kind[len(_OTHERS) :].decode("ascii", "replace").partition("-")[0][:20]
        raise ReadError(f"this is no text but an OpenDocument {word}: save its text as .odt")
    if "content.xml" not in archive and not kind.startswith(_TEMPLATE):
        raise ReadError(f"damaged {_SAYS}: save it again, or get a new copy")

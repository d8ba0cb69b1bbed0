"""Rich Text Format: .rtf as Word, LibreOffice, WordPad, TextEdit and pandoc write it.

Paragraphs with the numbers of lists, table cells and text boxes in the order of the file, footnotes and endnotes
behind them. What readers do not see is left out: hidden and deleted text, comments, pictures, the heads and feet of
pages. Source: Microsoft, Rich Text Format (RTF) Specification, version 1.9.1.
"""

from __future__ import annotations

from citecheck.errors import ReadError
from citecheck.model import Document
from citecheck.readers.assembly import assemble
from citecheck.readers.foreign import not_a
from citecheck.readers.rtf.body import Body

MOST_BYTES = 256 * 1024 * 1024


def read(path: str, data: bytes) -> Document:
    """A document of the bytes of a file; raises ReadError for what is no RTF, or cannot be one by its size."""
    if len(data) > MOST_BYTES:
        raise ReadError("the RTF file is larger than a text can be: take its pictures out")
    start = data.find(b"{\\rtf", 0, 1024)
    if start < 0 or data[:start].strip(b" \t\r\n\xef\xbb\xbf\0"):
        raise not_a("an RTF file", data, "save it again as .rtf")
    body = Body(data)
    body.run(start)
    if len(body.groups) > 1 and not data.rstrip(b" \t\r\n\0").endswith(b"}"):
        raise ReadError("the RTF file breaks off in the middle: save it again, or get a new copy")
    return assemble(path, "rtf", body.finish(), "an RTF")

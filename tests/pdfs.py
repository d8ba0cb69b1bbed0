"""A PDF writer as small as can be: text at places and in sizes, links, and objects as raw as an attack needs them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from textwrap import wrap

FONTS = {
    "F1": b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    "F2": b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    "F3": b"<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+CMMI10 /Encoding /WinAnsiEncoding >>",
}
WIDTH, HEIGHT = 612, 792
COLUMN = 92
"""Letters in a line of an essay."""


@dataclass
class Page:
    """What one page shows."""

    drawn: list[bytes] = field(default_factory=list)
    notes: list[bytes] = field(default_factory=list)
    """Annotations."""

    def put(self, x: float, y: float, text: str, size: float = 10, font: str = "F1") -> Page:
        """Text that begins at a place."""
        shown = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        self.drawn.append(b"BT /%s %g Tf %g %g Td (%s) Tj ET" % (font.encode(), size, x, y, shown))
        return self

    def rows(self, x: float, y: float, *texts: str, size: float = 10, leading: float = 12) -> float:
        """Lines below each other; gives the place of the next one."""
        for text in texts:
            self.put(x, y, text, size)
            y -= leading
        return y

    def link(self, left: float, bottom: float, right: float, top: float, url: str = "", target: str = "") -> Page:
        """A link to an address, or to a named place of the file."""
        action = f"/S /URI /URI ({url})" if url else f"/S /GoTo /D ({target})"
        box = f"{left:g} {bottom:g} {right:g} {top:g}"
        self.notes.append(f"<< /Type /Annot /Subtype /Link /Rect [{box}] /A << {action} >> >>".encode())
        return self


def pdf(*pages: Page, fonts: dict[str, bytes] | None = None, packed: bool = False) -> bytes:
    """A file of these pages."""
    objects: dict[int, bytes] = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    known = {**FONTS, **(fonts or {})}
    resources = b"/Font << %s >>" % b" ".join(b"/%s %s" % (name.encode(), font) for name, font in known.items())
    kids = []
    number = 3
    for page in pages:
        objects[number + 1] = stream(b"\n".join(page.drawn), packed=packed)
        objects[number] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << %s >> /Contents %d 0 R" % (
            *(WIDTH, HEIGHT, resources, number + 1),
        )
        objects[number] += b" /Annots [%s] >>" % b" ".join(page.notes)
        kids.append(b"%d 0 R" % number)
        number += 2
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return written(objects)


def stream(data: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """A stream object."""
    if packed:
        data, entries = zlib.compress(data, 9), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def written(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, of which the first is the catalog."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d %05d %s \n" % (places.get(number, 0), 0, b"n" if number in places else b"f")
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def page_of(
    content: bytes,
    resources: bytes = b"",
    more: dict[int, bytes] | None = None,
    own_fonts: dict[str, bytes] | None = None,
) -> bytes:
    """A file of one page that draws this, with further objects from 10 on."""
    known = {**FONTS, **(own_fonts or {})}
    fonts = b" ".join(b"/%s %s" % (name.encode(), font) for name, font in known.items())
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << %s >> %s >> >>" % (fonts, resources),
            4: stream(content, packed=True),
            **(more or {}),
        }
    )


def essay(text: str) -> bytes:
    """A text set in one column: its lines as they are or as long as the page, white between paragraphs."""
    page, pages, y = Page(), [], 740.0
    for paragraph in text.strip("\n").split("\n\n"):
        lines = [part for line in paragraph.split("\n") for part in wrap(line, COLUMN) or [line]]
        if y - 12 * len(lines) < 60:
            pages, page, y = [*pages, page], Page(), 740.0
        y = page.rows(60, y, *lines) - 9
    return pdf(*pages, page, packed=True)

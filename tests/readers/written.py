"""Texts as word processors write them: the least that makes an OpenDocument or RTF file of some paragraphs."""

from __future__ import annotations

from xml.sax.saxutils import escape

SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "field": "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def fodt(body: str, styles: str = "", common: str = "", meta: str = "") -> bytes:
    """A flat OpenDocument text around the elements of its body and of its styles."""
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {spaces} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.text"><office:meta>{meta}</office:meta>'
        f"<office:styles>{common}</office:styles><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    ).encode()


def fodt_of(text: str) -> bytes:
    """A flat OpenDocument text of a plain one: a blank line parts paragraphs."""
    paragraphs = []
    for paragraph in _paragraphs(text):
        lines = [escape(line).replace("  ", " <text:s/>").replace("\t", "<text:tab/>") for line in paragraph]
        paragraphs.append(f"<text:p>{'<text:line-break/>'.join(lines)}</text:p>")
    return fodt("".join(paragraphs))


def rtf_of(text: str) -> bytes:
    """An RTF file of a plain text."""
    paragraphs = ["\\line ".join(map(rtf_escaped, paragraph)) for paragraph in _paragraphs(text)]
    return rtf("".join(f"\\pard {paragraph}\\par\n" for paragraph in paragraphs))


def rtf(body: str) -> bytes:
    """An RTF file around its paragraphs."""
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times;}}"
    return f"{head}\n{body}}}".encode("ascii")


def rtf_escaped(text: str) -> str:
    r"""A text in which nothing is a control word, and all beyond ASCII is `\u`."""
    parts = []
    for each in text:
        if each in "\\{}":
            parts.append(f"\\{each}")
        elif each == "\t":
            parts.append("\\tab ")
        elif each < "\x80":
            parts.append(each)
        else:
            units = each.encode("utf-16-le")
            for low, high in zip(units[::2], units[1::2], strict=True):
                unit = low + 256 * high
                parts.append(f"\\u{unit - 65536 if unit > 32767 else unit}?")
    return "".join(parts)


def _paragraphs(text: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in text.replace("\f", "").split("\n"):
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]

"""The plain essays written in every format that brackets can be typed in, by the least that the format asks for.

Each writer takes a text whose paragraphs are parted by blank lines and gives the bytes of a file. Line ends inside a
paragraph stay where a format has lines, and are blanks where it has none.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from html import escape
from typing import Final

import pdfs

Writer = Callable[[str], bytes]


def paragraphs(text: str) -> list[str]:
    """The paragraphs and entries, without the blanks that their lines begin with, and without indented code."""
    blocks = re.split(r"\n(?:[ \t]*\n)+|\n(?=\[\^?\w{1,12}\](?: [A-Z]|: |[ ]*(?:\n|$)))", text.strip("\n"))
    prose = (block for block in blocks if block.strip() and not block.startswith(" " * 6))
    return ["\n".join(line.strip() for line in block.split("\n")) for block in prose]


def _flat(text: str) -> list[str]:
    return [" ".join(block.split()) for block in paragraphs(text)]


def _pack(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def html(text: str) -> bytes:
    """A page with a paragraph for each."""
    body = "\n".join(f"<p>{escape(block)}</p>" for block in paragraphs(text))
    head = '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Essay</title></head>\n'
    return f"{head}<body>\n{body}\n</body></html>\n".encode()


def docx(text: str) -> bytes:
    """The parts that Word cannot do without (ECMA-376)."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(block)}</w:t></w:r></w:p>' for block in _flat(text))
    return _pack(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kind}" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
        }
    )


def odt(text: str) -> bytes:
    """The parts that OpenDocument asks for."""
    office, words = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text"))
    body = "".join(f"<text:p>{escape(block)}</text:p>" for block in _flat(text))
    return _pack(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content xmlns:office="{office}" xmlns:text="{words}"><office:body>'
            f"<office:text>{body}</office:text></office:body></office:document-content>",
        }
    )


def epub(text: str) -> bytes:
    """A book of one chapter (EPUB 3.3)."""
    body = "".join(f"<p>{escape(block)}</p>\n" for block in paragraphs(text))
    return _pack(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles>'
            "</container>",
            "book.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>'
            '<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="one"/></spine></package>',
            "one.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>One</title></head>'
            f"<body>{body}</body></html>",
        }
    )


def rtf(text: str) -> bytes:
    """Rich Text in ASCII: what is beyond it as `\\uN?`, in UTF-16."""
    body = "\\par\n".join(re.sub(r"[\\{}]", r"\\\g<0>", block) for block in _flat(text))

    def unicode(match: re.Match[str]) -> str:
        units = match[0].encode("utf-16-le")
        numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
        return "".join(f"\\u{number}?" for number in numbers)

    return ("{\\rtf1\\ansi\\uc1 " + re.sub(r"[^\x00-\x7f]", unicode, body) + "\\par}").encode("ascii")


def latex(text: str) -> bytes:
    """An article; only the characters that TeX takes for its own are written otherwise."""
    special = {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}
    body = re.sub(r"[\\~^#$%&_{}]", lambda match: special.get(match[0], "\\" + match[0]), "\n\n".join(paragraphs(text)))
    return f"\\documentclass{{article}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n".encode()


def rst(text: str) -> bytes:
    """Paragraphs at the margin; what is markup in reStructuredText is escaped."""
    body = re.sub(r"[\\*`|]|(?<=\w)_(?!\w)", lambda match: "\\" + match[0], "\n\n".join(paragraphs(text)))
    return (body + "\n").encode()


def plainly(text: str) -> bytes:
    """Paragraphs at the margin, where nothing in the essays is markup."""
    return ("\n\n".join(paragraphs(text)) + "\n").encode()


def ipynb(text: str) -> bytes:
    """A notebook of Markdown cells, three paragraphs in each."""
    blocks = paragraphs(text)
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "\n\n".join(blocks[at : at + 3]).splitlines(keepends=True)}
        for at in range(0, len(blocks), 3)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def pdf(text: str) -> bytes:
    """Pages of lines, with white between paragraphs."""
    return pdfs.essay("\n\n".join(paragraphs(text)))


WRITERS: Final[dict[str, Writer]] = {
    ".md": plainly,
    ".html": html,
    ".docx": docx,
    ".odt": odt,
    ".epub": epub,
    ".rtf": rtf,
    ".tex": latex,
    ".rst": rst,
    ".org": plainly,
    ".adoc": plainly,
    ".wiki": plainly,
    ".ipynb": ipynb,
    ".pdf": pdf,
}
"""By the suffix of the file."""

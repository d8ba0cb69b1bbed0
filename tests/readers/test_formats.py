"""Which reader reads what, and what is refused."""

import subprocess
import sys

import pytest

from citecheck.errors import ReadError
from citecheck.model import Span
from citecheck.readers import SUFFIXES, read


@pytest.mark.parametrize("name", ["a.txt", "a.TEXT", "README", "notes.log", "-", "a.b.c"])
def test_plain_text(name):
    document = read(name, b"`[1]` x\n")
    assert (document.path, document.format, document.text, document.masks) == (name, "text", "`[1]` x\n", ())


@pytest.mark.parametrize("suffix", ["md", "markdown", "mdown", "mkd", "qmd", "Rmd", "mdx", "MD"])
def test_markdown(suffix):
    document = read(f"a.{suffix}", b"`[1]` x\n")
    assert (document.format, document.masks) == ("markdown", (Span(0, 5),))


def test_the_name_decides_over_the_path():
    assert read("<stdin>", b"`[1]`", "draft.md").format == "markdown"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.docx", b"PK\x03\x04 word/document.xml", "Word"),
        ("a.DOC", b"\xd0\xcf\x11\xe0", "Word"),
        ("a.docx", b"", "Word"),
        ("essay.txt", b"PK\x03\x04 ... word/document.xml", "Word"),
        ("essay", b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "Word"),
        ("a.txt", b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument"),
        ("a.txt", b"PK\x03\x04..mimetypeapplication/epub+zip", "EPUB"),
        ("a.md", b"%PDF-1.4", "PDF"),
        ("a.txt", rb"{\rtf1\ansi [1]}", "RTF"),
        ("a.html", b"<p>[1]</p>", "HTML"),
        ("a.tex", b"x", "LaTeX"),
        ("a.rst", b"x [1]_", "reStructuredText"),
        ("a.org", b"x", "Org"),
        ("a.adoc", b"x", "AsciiDoc"),
        ("a.mediawiki", b"x", "wikitext"),
    ],
)
def test_other_formats_say_what_to_do(name, data, kind):
    with pytest.raises(ReadError, match=f"^{kind} files are not supported yet: save as text$"):
        read(name, data)


def test_binary_files_are_not_decoded():
    with pytest.raises(ReadError, match="binary file"):
        read("a.txt", b"PK\x03\x04 xl/workbook.xml")


def test_folders_are_walked_for_documents_that_can_be_read():
    for suffix in SUFFIXES:
        assert read(f"a{suffix}", b"x").text == "x"


def test_positions_are_those_of_the_source():
    document = read("a.md", "\ufeffa\u200b\u00a0b [1]\r\n`x` [2]".encode())
    first, second = document.text.index("[1]"), document.text.index("[2]")
    assert document.locate(Span(first, first + 3))[:2] == (1, 6)
    assert document.locate(Span(second, second + 3))[:2] == (2, 5)


def test_reading_utf8_imports_nothing_heavy():
    program = (
        "import sys; from citecheck.readers import read; read('a.md', b'[1]'); "
        "print({'httpx', 'asyncio', 'rich', 'charset_normalizer', 'pathspec'} & set(sys.modules) or 'none')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "none\n"

"""Which reader reads what, and what is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

import citecheck.readers
from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.errors import ReadError
from citecheck.model import Span
from citecheck.readers import BY_SUFFIX, FORMATS, SUFFIXES, read
from citecheck.settings import Settings


@pytest.mark.parametrize("name", ["a.txt", "a.TEXT", "README", "notes.log", "-", "a.b.c"])
def test_plain_text(name):
    document = read(name, b"`[1]` x\n")
    assert (document.path, document.format, document.text, document.masks) == (name, "text", "`[1]` x\n", ())


@pytest.mark.parametrize("suffix", ["md", "markdown", "mdown", "mkd", "qmd", "Rmd", "mdx", "MD"])
def test_markdown(suffix):
    document = read(f"a.{suffix}", b"`[1]` x\n")
    assert (document.format, document.masks) == ("markdown", (Span(0, 5),))


@pytest.mark.parametrize(
    ("suffix", "form"),
    [
        ("rst", "rst"),
        ("rest", "rst"),
        ("org", "org"),
        ("adoc", "asciidoc"),
        ("asciidoc", "asciidoc"),
        ("ASC", "asciidoc"),
    ],
)
def test_other_marked_up_texts(suffix, form):
    assert read(f"a.{suffix}", b"x [1]\n").format == form


def test_the_name_decides_over_the_path():
    assert read("<stdin>", b"`[1]`", "draft.md").format == "markdown"


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (rb"{\rtf1\ansi [1]}", "rtf"),
        (b"PK\x03\x04..word/document.xml", "docx"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "docx"),
        (b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.text", "odt"),
        (b"PK\x03\x04..mimetypeapplication/epub+zip", "epub"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a"])
def test_first_bytes_that_leave_no_doubt_decide_over_the_name(monkeypatch, name, data, form):
    seen = []
    monkeypatch.setattr("citecheck.readers.import_module", lambda module: seen.append(module) or sys.modules[__name__])
    monkeypatch.setattr(sys.modules[__name__], "read", lambda *_: None)
    citecheck.readers.read(name, data)
    assert seen == [FORMATS[form].module]


@pytest.mark.parametrize(
    "data", [b"<!DOCTYPE html><p>x", b" \n<!-- a --> <HTML lang=en>", b"\xef\xbb\xbf<?xml version='1.0'?><html>x"]
)
def test_a_page_without_a_suffix_is_a_page(data):
    assert read("a", data).format == "html"
    assert read("-", data).format == "html"
    assert read("a.txt", data).format == "text"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.pdf", b"%PDF-1.4", "damaged PDF file: "),
        ("a.md", b"%PDF-1.4", "damaged PDF file: "),
        ("a.PDF", b"x", "not a PDF file: it looks like plain text: name it .txt"),
    ],
)
def test_a_file_that_is_no_pdf_says_so(name, data, says):
    with pytest.raises(ReadError, match=f"^{says}"):
        read(name, data)


def test_a_format_may_be_named():
    assert read("a.txt", b"<p>x", form="html").format == "html"
    assert read("a.html", b"[^1]", form="markdown").format == "markdown"


def test_binary_files_are_not_decoded():
    with pytest.raises(ReadError, match="binary file"):
        read("a.txt", b"PK\x03\x04 xl/workbook.xml")


def test_folders_are_walked_for_documents_that_can_be_read():
    for suffix in (each for each in SUFFIXES if FORMATS[BY_SUFFIX[each]].text):
        assert read(f"a{suffix}", b"x").text == "x"


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_file_is_a_document_with_nothing_in_it(form):
    given = FORMATS[form]
    for suffix in (*given.suffixes, *given.named):
        document = read(f"new{suffix}", b"")
        assert (document.text, document.format, document.unit) == ("", form, given.unit)
        assert not list(check_citations(analyse(document), Settings(offline=True)))


@pytest.mark.parametrize("form", FORMATS)
def test_the_unit_of_a_format_is_that_of_its_documents(form):
    for file in (Path(__file__).parents[2] / "fixtures" / form).glob("clean.*"):
        assert read(file.name, file.read_bytes()).unit == FORMATS[form].unit


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

"""EPUB: chapters in reading order, notes in another file, places by chapter and paragraph."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.errors import ReadError
from citecheck.model import Document, Place, Span
from citecheck.readers import read
from citecheck.settings import Settings

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "epub"
CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
ONE = """<p>The tables were printed in 1871.<a epub:type="noteref" href="notes.xhtml#n1">1</a> Nobody read
them.<a epub:type="noteref" href="notes.xhtml#n2">2</a></p><h2>Later</h2><p>A clerk did.</p>"""
TWO = """<p>The harbour had moved.<a epub:type="noteref" href="../text/notes.xhtml#n3">3</a>
See <a href="https://sund.example/tables">the tables</a>.</p>"""
NOTES = """<section epub:type="endnotes"><ol>
<li id="n1" epub:type="endnote"><p>Tide Tables, 1871. <a href="one.xhtml#r1">↩</a></p></li>
<li id="n2" epub:type="endnote"><p>M. Aldous, Water and Paper.</p></li>
<li id="n3" epub:type="endnote"><p>R. Brandvold, Small Offices, https://offices.example/88.</p></li>
</ol></section>"""


def page(body: str) -> str:
    """A chapter."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body>{body}</body></html>'
    )


def book(chapters: dict[str, str], **files: str) -> bytes:
    """A book of pages in the order of the spine; `files` are others, by their name with `__` for `/`."""
    items = "".join(
        f'<item id="i{n}" href="text/{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>'
            '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
            f'{items}</manifest><spine><itemref idref="nav"/>{spine}</spine></package>',
        )
        archive.writestr("OEBPS/nav.xhtml", page("<nav><ol><li><a href='text/one.xhtml'>[9] One</a></li></ol></nav>"))
        for name, body in chapters.items():
            archive.writestr(f"OEBPS/text/{name}", page(body))
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def clean(**changed: str) -> dict[str, str]:
    """The chapters, with some replaced."""
    return {f"{name}.xhtml": changed.get(name, body) for name, body in (("one", ONE), ("two", TWO), ("notes", NOTES))}


def found(data: bytes) -> list[tuple[str, str | None, str]]:
    """Rule, label and place of each finding."""
    problems = check_citations(analyse(read("book.epub", data)), Settings(offline=True))
    return [(each.rule, each.label, each.place.name) for each in problems]


def test_notes_in_another_file() -> None:
    citations = analyse(read("book.epub", book(clean())))
    assert [marker.label for marker in citations.markers] == ["1", "2", "3"]
    assert [reference.label for reference in citations.references] == ["1", "2", "3"]
    assert {link.url for link in citations.links} == {"https://sund.example/tables", "https://offices.example/88"}
    assert all(len(markers) == 1 for markers in citations.pairing.cited.values())
    assert found(book(clean())) == []


@pytest.mark.parametrize(
    ("part", "before", "after", "due"),
    [
        ("one", '<a epub:type="noteref" href="notes.xhtml#n2">2</a>', "", ("CC102", "2", "notes.xhtml, paragraph 2")),
        ("two", "notes.xhtml#n3", "notes.xhtml#n4", ("CC113", "3", "two.xhtml, paragraph 1")),
        ("two", '#n3">3<', '#n9">9<', ("CC101", "9", "two.xhtml, paragraph 1")),
        ("notes", "M. Aldous, Water and Paper.", "", ("CC110", "2", "notes.xhtml, paragraph 2")),
    ],
)
def test_single_faults(part: str, before: str, after: str, due: tuple[str, str, str]) -> None:
    body = dict(zip(("one", "two", "notes"), clean().values(), strict=True))[part]
    assert before in body
    assert found(book(clean(**{part: body.replace(before, after)}))) == [due]


def test_places_are_chapters_and_paragraphs() -> None:
    document = read("book.epub", book(clean()))
    citations = analyse(document)
    assert document.unit == "paragraph"
    assert document.locate(citations.markers[2].span) == Place(4, 23, 4, 24, "two.xhtml, paragraph 1")
    assert document.locate(citations.references[0].span).name == "notes.xhtml, paragraph 1"
    for line in range(1, 8):
        assert document.locate(Span(*[document.offset(line, 1)] * 2)).line == line


def test_the_navigation_is_no_text() -> None:
    assert "[9]" not in read("book.epub", book(clean())).text


def test_names_are_found_in_the_archive_only() -> None:
    chapters = clean()
    outside = book({"../../../../etc/passwd": "<p>x</p>", **chapters})
    assert found(outside) == []
    assert "root:" not in read("book.epub", outside).text


@pytest.mark.parametrize("algorithm", ["http://www.w3.org/2001/04/xmlenc#aes128-cbc", "http://ns.adobe.com/adept"])
def test_a_protected_book_says_so(algorithm: str) -> None:
    encryption = (
        f'<encryption><EncryptedData><EncryptionMethod Algorithm="{algorithm}"/><CipherData>'
        '<CipherReference URI="OEBPS/text/one.xhtml"/></CipherData></EncryptedData></encryption>'
    )
    with pytest.raises(ReadError, match=r"^the EPUB book is protected against copying: get a copy without protection$"):
        read("book.epub", book(clean(), **{"META-INF__encryption.xml": encryption}))


def test_hidden_fonts_are_no_protection() -> None:
    encryption = (
        '<encryption><EncryptedData><EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/>'
        '<CipherData><CipherReference URI="OEBPS/font.otf"/></CipherData></EncryptedData></encryption>'
    )
    assert found(book(clean(), **{"META-INF__encryption.xml": encryption})) == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"It failed [1].", "it looks like plain text: name it .txt"),
        (b"<html><p>x", "it is a web page under another name: name it .html"),
        (bytes(range(256)), "its content is something else: export it again as .epub, or get a new copy"),
    ],
)
def test_what_is_no_book_says_what_it_is(data: bytes, says: str) -> None:
    with pytest.raises(ReadError, match=f"^not an EPUB book: {says}$"):
        read("book.epub", data)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"x" * 100, book({}), book(clean())[:-400]])
def test_what_is_no_book(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read("book.epub", data)
    assert "\n" not in str(caught.value)
    assert ": " in str(caught.value)


def test_books_of_pandoc() -> None:
    assert found((FIXTURES / "clean.epub").read_bytes()) == []
    document: Document = read("book.epub", (FIXTURES / "clean.epub").read_bytes())
    assert len(analyse(document).markers) == 8
    rules = [rule for rule, _, _ in found((FIXTURES / "dangling-cross-reference.epub").read_bytes())]
    assert sorted(rules) == ["CC113", "CC114", "CC205", "CC206"]


CHAPTERS = st.dictionaries(
    st.sampled_from(["one.xhtml", "two.xhtml", "notes.xhtml"]), st.text('<>a/p#="n1 &;li[]', max_size=80), min_size=1
)


@given(CHAPTERS)
def test_whatever_stands_in_the_chapters(chapters: dict[str, str]) -> None:
    document = read("book.epub", book(chapters))
    analyse(document)
    for offset in range(len(document.text)):
        assert document.locate(Span(offset, offset + 1)).name.split(",")[0] in chapters

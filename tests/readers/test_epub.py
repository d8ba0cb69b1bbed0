"""EPUB: chapters in reading order, notes in another file, places by chapter and paragraph."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
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


def asides(chapter: int, count: int, notes: str = "") -> tuple[str, str]:
    """A chapter with markers that count from 1, and their notes, which show no numbers; `notes` is their file."""
    ids = [f"fn{chapter}-{number}" for number in range(1, count + 1)]
    body = "".join(
        f'<p>Sentence {number} of it<a epub:type="noteref" href="{notes}#{each}">{number}</a> goes on.</p>'
        for number, each in enumerate(ids, 1)
    )
    foot = "".join(f'<aside epub:type="footnote" id="{each}"><p>Ledger of folio {each}x.</p></aside>' for each in ids)
    return f"<h1>Chapter</h1>{body}", foot


def afoot(*counts: int) -> dict[str, str]:
    """Chapters with so many notes, each with its own behind it."""
    return {f"c{n}.xhtml": "".join(asides(n, count)) for n, count in enumerate(counts, 1)}


def gathered(*counts: int) -> dict[str, str]:
    """The same, with all notes in a file of their own, in a section for each chapter."""
    pages = [asides(n, count, "notes.xhtml") for n, count in enumerate(counts, 1)]
    notes = "".join(f"<section><h2>Chapter {n}</h2>{foot}</section>" for n, (_, foot) in enumerate(pages, 1))
    chapters = {f"c{n}.xhtml": body for n, (body, _) in enumerate(pages, 1)}
    return {**chapters, "notes.xhtml": f'<section epub:type="endnotes"><h1>Notes</h1>{notes}</section>'}


@pytest.mark.parametrize("made", [afoot, gathered])
@pytest.mark.parametrize("counts", [(3, 3), (1, 1, 1), (1, 4, 6), (6, 4, 1), (2, 5, 3)])
def test_notes_without_numbers_that_begin_anew_in_each_chapter(
    made: Callable[..., dict[str, str]], counts: Sequence[int]
) -> None:
    chapters = made(*counts)
    assert found(book(chapters)) == []
    citations = analyse(read("book.epub", book(chapters)))
    assert [marker.label for marker in citations.markers] == [str(n + 1) for count in counts for n in range(count)]
    assert all(len(markers) == 1 for markers in citations.pairing.cited.values())


@pytest.mark.parametrize(
    ("before", "after", "due"),
    [
        (r'<aside [^>]* id="fn2-1">.*?</aside>', "", [("CC101", "1")]),
        (r'<aside [^>]* id="fn2-2">.*?</aside>', "", [("CC101", "2")]),
        (r'<aside [^>]* id="fn2-4">.*?</aside>', "", [("CC101", "4")]),
        (r'#fn2-4">4<', '#fn2-4">7<', [("CC104", "4")]),
        (r'#fn2-2">2<', '#fn2-2">5<', [("CC104", "2"), ("CC105", "5"), ("CC106", "5")]),
        (r'<a [^>]*#fn2-2">2</a>', "", [("CC104", "2")]),
    ],
)
@pytest.mark.parametrize("made", [afoot, gathered])
@pytest.mark.parametrize("counts", [(0, 4), (4, 4, 4), (1, 4, 6), (6, 4, 2)])
def test_faults_in_a_chapter_that_counts_anew_are_those_of_a_book_of_one(
    made: Callable[..., dict[str, str]], counts: Sequence[int], before: str, after: str, due: list[tuple[str, str]]
) -> None:
    chapters = {name: re.sub(before, after, body) for name, body in made(*counts).items()}
    assert chapters != made(*counts)
    assert [(rule, label) for rule, label, _ in found(book(chapters))] == due


def test_the_first_note_of_a_chapter_is_missed_where_notes_show_numbers() -> None:
    chapters = {
        name: re.sub(r"<p>(Ledger of folio fn\d-(\d))", r"<p>\2. \1", body) for name, body in afoot(3, 3).items()
    }
    assert found(book(chapters)) == []
    chapters["c2.xhtml"] = re.sub(r'<aside [^>]* id="fn2-1">.*?</aside>', "", chapters["c2.xhtml"])
    assert found(book(chapters)) == [("CC101", "1", "c2.xhtml, paragraph 2")]


@pytest.mark.parametrize("sign", ["*", "†"])
def test_a_sign_comes_back_though_no_note_shows_it(sign: str) -> None:
    chapters = {name: re.sub(r">\d</a>", f">{sign}</a>", body) for name, body in afoot(2, 3).items()}
    assert found(book(chapters)) == []


def test_numbers_that_go_on_through_a_book_are_one_list() -> None:
    """Whatever files it is cut into; a number that comes twice is told."""
    first, second = asides(1, 3), asides(2, 4)
    on = {n: n + 3 for n in range(1, 5)}
    body = re.sub(r">(\d)</a>", lambda match: f">{on[int(match[1])]}</a>", second[0])
    chapters = {"c1.xhtml": "".join(first), "c2.xhtml": body + second[1]}
    assert found(book(chapters)) == []
    chapters["c2.xhtml"] = chapters["c2.xhtml"].replace(">5</a>", ">2</a>")
    assert ("CC103", "2", "c2.xhtml, paragraph 7") in found(book(chapters))


def test_a_bibliography_is_one_list_in_whatever_order_the_chapters_cite_it() -> None:
    def cited(*numbers: int) -> str:
        return "".join(f'<p>So it is [<a href="bib.xhtml#bib{n}">{n}</a>] there.</p>' for n in numbers)

    entries = "".join(f'<li id="bib{n}">Smith, Ledger {n}x, 1871.</li>' for n in range(1, 7))
    bib = f'<section epub:type="bibliography"><h1>References</h1><ol>{entries}</ol></section>'
    chapters = {"one.xhtml": cited(5, 2, 6), "two.xhtml": cited(1, 2, 3), "three.xhtml": cited(4, 1), "bib.xhtml": bib}
    assert found(book(chapters)) == []
    assert {each.series for each in analyse(read("book.epub", book(chapters))).references} == {0}


CHAPTERS = st.dictionaries(
    st.sampled_from(["one.xhtml", "two.xhtml", "notes.xhtml"]), st.text('<>a/p#="n1 &;li[]', max_size=80), min_size=1
)


@given(CHAPTERS)
def test_whatever_stands_in_the_chapters(chapters: dict[str, str]) -> None:
    document = read("book.epub", book(chapters))
    analyse(document)
    for offset in range(len(document.text)):
        assert document.locate(Span(offset, offset + 1)).name.split(",")[0] in chapters


def test_a_note_whose_marker_is_lost_is_there_whatever_its_place_is_called() -> None:
    text = '<p>In {c}71.<sup><a href="notes.xhtml#c{c}n1" id="c{c}r1">1</a></sup></p><p>In {c}72.{second}</p>'
    second = '<sup><a href="notes.xhtml#c{c}n2" id="c{c}r2">2</a></sup>'
    note = '<p><a href="{file}.xhtml#c{c}r{n}" id="c{c}n{n}">{n}.</a> Ledger {c}, {n}.</p>'
    notes = "".join(note.format(file=file, c=c, n=n) for c, file in enumerate(("one", "two")) for n in (1, 2))
    chapters = {f"{file}.xhtml": text.format(c=c, second=second.format(c=c)) for c, file in enumerate(("one", "two"))}
    assert found(book({**chapters, "notes.xhtml": notes})) == []
    chapters["two.xhtml"] = text.format(c=1, second="")
    assert [each[:2] for each in found(book({**chapters, "notes.xhtml": notes}))] == [("CC102", "2")]

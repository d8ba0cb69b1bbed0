"""PDF: what the files of pdfLaTeX, LibreOffice and Chromium give, where it is, and what cannot be read."""

from __future__ import annotations

import builtins
import io
import json
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from command_line import Capture, told
from pdfs import FONTS, Page, page_of, pdf, stream, written

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.errors import ReadError
from citecheck.model import Document, Span
from citecheck.readers import read
from citecheck.readers.pdf import file as limits
from citecheck.settings import Settings

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "pdf"
TIDES = ["https://tides.example/projects/closed-harbour/releases/2021/source-code.html", "https://data.example/records"]
SURVEYS = "https://surveys.example/2019/a-survey-of-surveys"
STAKES = "http://stakes.example/reports/2004/wooden-stakes.pdf"
LIGHTS = "https://lights.example/list/of/lights/2020/volume-"
COAST = "two-with-all-the-small-lights-of-the-northern-coast.html"
SHINE = [f"{LIGHTS}one.html", LIGHTS + COAST, "https://lights.example/lists"]
ESSAY = ("1 2 3 4 5", "1 2 3 4 5", ["https://holes.example/walls"])
FOUND: dict[str, tuple[str, str, list[str], list[str]]] = {
    "clean": ("1 2 3 4 2 1 2 3 4 4 5", "1 2 3 4 5", [*TIDES, SURVEYS], []),
    "columns": ("1 1 2 3 4 5 2 4 6 1 6", "1 2 3 4 5 6", [STAKES], []),
    "columns-undefined-marker": (
        "1 1 2 3 4 5 2 4 6 7 1 6",
        "1 2 3 4 5 6",
        [STAKES],
        ["CC101 7 at page 2, column 1, line 2: [7]"],
    ),
    "endnotes": (*ESSAY, []),
    "essay": (*ESSAY, []),
    "footnotes": ("1 2 3 4 5", "1 2 3 4 5", ["http://paper.example/history"], []),
    "page": ("1 2 3 4 1 2 3 4 5", "1 2 3 4 5", SHINE, []),
    "page-uncited-reference": ("1 2 3 1 2 5", "1 2 3 4 5", SHINE, ["CC102 4 at page 1, line 13: 4"]),
    "typst": (
        "1 2 3 1 2 4 5 1",
        "1 1 2 3 4 5 2",
        ["https://coastal.example/12/aldous", "https://letters.sund.example/a"],
        [],
    ),
    "uncited-reference": (
        "1 2 3 4 2 1 2 3 4 4",
        "1 2 3 4 5",
        [*TIDES, SURVEYS],
        ["CC102 5 at page 2, line 10: [5]"],
    ),
    "unfinished-citation": (
        "1 2 3 4 2 1 2 3 4 5",
        "1 2 3 4 5",
        [*TIDES, SURVEYS],
        ["CC114 None at page 1, line 15: [?]"],
    ),
}
"""Labels of markers and of references, addresses, findings."""


def fixture(name: str) -> Document:
    return read(f"{name}.pdf", (FIXTURES / f"{name}.pdf").read_bytes())


def findings(given: Document) -> list[str]:
    """Rule, label, place and the words that a finding points at."""
    problems = sorted(check_citations(analyse(given), Settings()), key=lambda each: (each.place, each.rule))
    return [
        f"{each.rule} {each.label} at {each.place.name}: {each.excerpt.text[each.excerpt.start : each.excerpt.end]}"
        for each in problems
    ]


# ---------------------------------------------------------------- the fixtures


def test_every_fixture_is_known() -> None:
    assert sorted(FOUND) == sorted(path.stem for path in FIXTURES.iterdir())


@pytest.mark.parametrize("name", FOUND)
def test_a_fixture_gives_its_citations_and_its_fault(name: str) -> None:
    markers, references, links, faults = FOUND[name]
    given = fixture(name)
    citations = analyse(given)
    assert given.format == "pdf"
    assert given.unit == "page"
    assert " ".join(marker.label for marker in citations.markers) == markers
    assert " ".join(reference.label for reference in citations.references) == references
    assert [link.url for link in citations.links] == links
    assert findings(given) == faults


def test_a_paper_of_columns_is_read_down_the_left_one_first() -> None:
    text = fixture("columns").text
    order = ["Two Columns", "A. Example", "1 Banks", "anything the until where.", "B. Sample", "The except summer"]
    order += ["2 Meanders", "passed\nthat.", "Except river", "3 Conclusion", "References", "[1] A. Bank"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "[6] G.  Stake.  Wooden  stakes\nin  wet" in text
    assert (
        "clay of.\n\n3 Conclusion\n\nBoth banks are needed, as was said long ago [1, 6].\n\nReferences\n\n[1]" in text
    )


def test_what_pdflatex_makes_of_words_is_put_together_again() -> None:
    text = fixture("clean").text
    assert "The flow through the entrance is sufficient to\nexplain them." in text
    assert "The program is at https://tides.example/projects/closed-harbour/releases/2021/source-code.html\n" in text
    assert "survey [2], with the corrections that were proposed\nin [1, 2, 3, 4]" in text
    assert "anything\nplain May" in fixture("columns").text


def test_entries_are_whole_and_know_their_places() -> None:
    given = fixture("clean")
    bodies = {each.label: given.text[slice(*each.body)] for each in given.native.references}
    assert bodies["3"] == (
        "E. Harbour. Closed and open. In Proceedings of the Second Conference on\nWater, pages 1–9, 1963."
    )
    assert [given.locate(each.span).name for each in given.native.references] == [
        f"page 2, line {number}" for number in (4, 5, 7, 9, 10)
    ]
    given = fixture("essay")
    notes = {each.label: given.text[slice(*each.body)] for each in given.native.references}
    assert (
        notes["4"]
        == "C. Clerk, The Window Tax: A Documentary History of an Unpopular Law\n(Sample House, 1975), p. 55."
    )


def test_powers_and_areas_are_no_notes() -> None:
    for name, powers in (("clean", ["²", "[0, 1]", "[2, 3]"]), ("footnotes", ["²", "³"]), ("page", ["²"])):
        given = fixture(name)
        assert [given.text[slice(*mask)] for mask in given.masks] == powers


# ---------------------------------------------------------------- places


@pytest.mark.parametrize("name", FOUND)
def test_each_place_leads_back_to_its_offset_and_has_one_name(name: str) -> None:
    given = fixture(name)
    names = []
    start = 0
    for line in given.text.split("\n"):
        for offset in {start, start + len(line) // 2, start + len(line)}:
            place = given.locate(Span(offset, offset))
            assert given.offset(place.line, place.column) == offset
        if line:
            names.append(given.locate(Span(start, start)).name)
            page = given.locate(Span(start, start)).line
            assert names[-1].startswith(f"page {page},")
        start += len(line) + 1
    assert len(names) == len(set(names))


def test_lines_count_in_their_column_and_go_on_below_what_is_wider() -> None:
    left, right = "The left column of the page says this", "The right column of the page says that"
    page = Page()
    page.rows(72, 740, "A title that is as wide as both of the columns below it are when they are taken together")
    for top in (710, 500):
        page.rows(72, top, *[f"{left} {number}" for number in range(8)])
        page.rows(320, top, *[f"{right} {number}" for number in range(8)])
    page.rows(72, 550, "A table that is as wide as both of the columns around it are when they are taken together")
    given = read("a.pdf", pdf(page))
    names = [
        given.locate(Span(match.start(), match.start())).name for match in re.finditer(r"^.", given.text, re.MULTILINE)
    ]
    column = [[f"page 1, column {which}, line {number}" for number in range(1, 17)] for which in (1, 2)]
    assert names == [
        *("page 1, line 1", *column[0][:8], *column[1][:8]),
        *("page 1, line 2", *column[0][8:], *column[1][8:]),
    ]


def test_explain_takes_a_page_and_a_column(capsys: Capture) -> None:
    given = fixture("columns-undefined-marker")
    line, column = given.locate(next(marker.span for marker in analyse(given).markers if marker.label == "7"))[:2]
    assert line == 2
    path = str(FIXTURES / "columns-undefined-marker.pdf")
    status, out, err = told(capsys, "explain", f"{path}:{line}:{column}")
    assert (status, err) == (0, [])
    assert "[7]" in out
    status, _, err = told(capsys, "explain", f"{path}:99:1")
    assert status == 2
    assert len(err) == 1


def test_reports_name_the_page_and_the_line(capsys: Capture) -> None:
    path = str(FIXTURES / "columns-undefined-marker.pdf")
    status, out, _ = told(capsys, "--offline", "--format", "json", path)
    report = json.loads(out)
    (document,), (finding,) = report["documents"], report["findings"]
    assert status == 1
    assert (document["format"], document["unit"]) == ("pdf", "page")
    assert (finding["rule"], finding["label"], finding["line"]) == ("CC101", "7", 2)
    _, out, _ = told(capsys, "--offline", "--format", "sarif", path)
    (result,) = json.loads(out)["runs"][0]["results"]
    assert "page 2, column 1, line 2" in json.dumps(result)
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("marker.pdf")
    _, out, _ = told(capsys, "--offline", path)
    assert "page 2, column 1, line 2" in out
    assert "with stakes [6], later [7] from the air." in out


# ---------------------------------------------------------------- what a page shows


def shown(content: bytes, font: bytes = FONTS["F1"], more: dict[int, bytes] | None = None) -> str:
    """The text of a page that draws this; its font is F1."""
    return read("a.pdf", page_of(content, more=more, own_fonts={"F1": font})).text


def line(page: Page, *texts: str, y: float = 700) -> Document:
    """The document of lines of prose, twelve points apart."""
    page.rows(72, y, *texts)
    return read("a.pdf", pdf(page))


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("It was a long and wonder-", "ful harbour, a wonderful one."), "a long and wonderful\nharbour"),
        (("It was a well-", "known harbour, well known to all."), "a well-\nknown harbour"),
        (("See https://a.example/one/two-", "three.html for it."), "https://a.example/one/two-three.html\nfor"),
        (("See https://a.example/one/", "See also the next."), "https://a.example/one/\nSee"),
    ],
)
def test_what_a_line_end_divides(lines: tuple[str, ...], text: str) -> None:
    assert text in line(Page(), *lines).text


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = []
    for number in range(1, 7):
        page = Page().put(250, 760, "The Harbour that Moved")
        page.rows(72, 700, *[f"Line {row} of the text on the page called {'abcdef'[number - 1]}." for row in range(30)])
        pages.append(page.put(300, 40, str(number)))
    text = read("a.pdf", pdf(*pages)).text
    assert "Moved" not in text
    assert text.startswith("Line 0 of the text on the page called a.")
    assert text.endswith("Line 29 of the text on the page called f.")


def test_what_the_file_calls_an_artifact_is_left_out() -> None:
    content = b"/Artifact BMC BT /F1 9 Tf 72 750 Td (Draft [9]) Tj ET EMC BT /F1 10 Tf 72 700 Td (It is so [1].) Tj ET"
    assert shown(content) == "It is so [1]."


def test_a_page_that_is_turned_is_read_along_its_lines() -> None:
    content = b"BT /F1 10 Tf 0 1 -1 0 300 100 Tm (It is so [1].) Tj ET BT /F1 10 Tf 0 1 -1 0 312 100 Tm (And so.) Tj ET"
    assert shown(content) == "It is so [1].\nAnd so."


def test_text_in_forms_and_in_arrays() -> None:
    form = {10: stream(b"BT /F1 10 Tf 72 688 Td [(W) 80 (ater) -300 (level)] TJ ET", b"/Subtype /Form")}
    data = page_of(b"BT /F1 10 Tf 72 700 Td (The) Tj ET /X Do", b"/XObject << /X 10 0 R >>", form)
    assert read("a.pdf", data).text == "The\nWater level"


@pytest.mark.parametrize(
    ("font", "content", "text"),
    [
        (b"/Encoding << /Differences [65 /fi /eacute /uni2013 /Lslash] >>", b"(ABCD)", "fi\u00e9\u2013\u0141"),
        (b"/ToUnicode 11 0 R", b"(AB)", "ffi\u2020"),
        (b"", b"(caf\\351 \\(x\\) \\\\)", "caf\u00d8 (x) \\"),
        (b"/Encoding /WinAnsiEncoding", b"<636166E9>", "caf\u00e9"),
        (b"/Encoding /MacRomanEncoding", b"(caf\\216)", "caf\u00e9"),
    ],
)
def test_fonts_say_which_letters_they_show(font: bytes, content: bytes, text: str) -> None:
    table = stream(b"1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <41> <FB03> <42> <2020> endbfchar")
    whole = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman %s >>" % font
    assert shown(b"BT /F1 10 Tf 72 700 Td %s Tj ET" % content, whole, {11: table}) == text


def test_links_over_two_lines_are_one_and_those_within_the_file_are_none() -> None:
    page = Page().put(72, 700, "See the records of the").put(72, 688, "board and the map.")
    page.link(110, 698, 200, 710, "https://records.example/board").link(
        72, 686, 96, 698, "https://records.example/board"
    )
    page.link(130, 686, 160, 698, target="section.2").link(140, 686, 160, 698, "map.html")
    found = analyse(read("a.pdf", pdf(page)))
    assert [(link.url, link.span.start < found.document.text.index("\n")) for link in found.links] == [
        ("https://records.example/board", True)
    ]


# ---------------------------------------------------------------- what cannot be read


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(Page().put(72, 700, "It is so [1]."))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")  # noqa: S106
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


SCAN = written(
    {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Contents 4 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /I 5 0 R >> >> >>",
        4: stream(b"/I Do"),
        5: stream(b"\0", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8"),
    }
)
NO_LETTERS = b"<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding << /Differences [65 /g1 /g2 /g3] >> >>"
HEBREW = b"<< /Type /Font /Subtype /Type1 /BaseFont /X /ToUnicode 11 0 R >>"
TABLE = stream(b"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <41> <45> <05D0> endbfrange")
REFUSED = {
    "a scan": (
        SCAN,
        "this PDF is a scan without text: run OCR on it (for example with ocrmypdf), or check the original",
    ),
    "a password": (encrypted("secret"), "the PDF is protected by a password: save a copy without one"),
    "plain text": (b"It is so [1].", "not a PDF file: it looks like plain text: name it .txt"),
    "half a file": (FIXTURES.joinpath("clean.pdf").read_bytes()[:30_000], "damaged PDF file: save it again"),
    "no letters": (
        page_of(b"BT /F1 10 Tf 72 700 Td (ABCABC) Tj ET", own_fonts={"F1": NO_LETTERS}),
        "the fonts of this PDF do not say which letters they show: check the original",
    ),
    "right to left": (
        page_of(b"BT /F1 10 Tf 72 700 Td (ABCDE) Tj ET", more={11: TABLE}, own_fonts={"F1": HEBREW}),
        "a PDF written from right to left cannot be read yet: check the original",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refusals(what: str, capsys: Capture, tmp_path: Path) -> None:
    data, message = REFUSED[what]
    with pytest.raises(ReadError) as caught:
        read("a.pdf", data)
    assert str(caught.value).startswith(message)
    (tmp_path / "a.pdf").write_bytes(data)
    (tmp_path / "b.txt").write_text("It is so.[1]\n\n[1] Adams.\n", encoding="utf-8")
    status, out, err = told(capsys, "--offline", str(tmp_path / "a.pdf"), str(tmp_path / "b.txt"))
    assert status == 2
    assert len(err) == 1
    assert f"a.pdf: {message}" in err[0]
    assert "b.txt" in out


def test_an_owner_s_password_keeps_nobody_from_reading() -> None:
    assert read("a.pdf", encrypted("")).text == "It is so [1]."


def test_without_pypdf_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "pypdf":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ReadError, match=r"^reading PDF needs pypdf: pip install 'citecheck-footnotes\[pdf\]'$"):
        read("a.pdf", pdf(Page().put(72, 700, "It is so [1].")))


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PAGES", 2)
    with pytest.raises(ReadError, match=r"^the PDF has more than 2 pages: split it$"):
        read("a.pdf", pdf(Page(), Page(), Page()))

"""PDF files that show the same thing for other reasons: when in doubt, nothing is found, and what is sure is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pdfs import HEIGHT, Page, pdf, stream, written

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.model import Document
from citecheck.readers import read
from citecheck.settings import Settings

EVEN = (
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Even /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 255 "
    b"/Widths [%s] >>" % (b"500 " * 224)
)
"""A font whose characters are half as wide as it is high."""
FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "pdf"
BODY = "The pilots said the same, and so did all who had been there in the year of the great flood."


def put(page: Page, y: float, text: str, size: float = 10, x: float = 72) -> None:
    """A line; what follows a caret is raised, up to the next space or tilde: `moved.^1 Then`."""
    for raised, words in re.findall(r"\^([\d,-]+)~?|([^^]+)", text):
        if raised:
            page.put(x, y + 0.4 * size, raised, 0.6 * size, "E")
            x += 0.5 * 0.6 * size * len(raised)
        else:
            page.put(x, y, words, size, "E")
            x += 0.5 * size * len(words)


def page_of(*lines: str, y: float = HEIGHT - 92, size: float = 10) -> Page:
    """A page of lines; an empty one leaves the white between paragraphs."""
    page = Page()
    for line in lines:
        if line:
            put(page, y, line, size)
        y -= 12 if line else 10
    return page


def document(*pages: Page) -> Document:
    """The document of a file of pages."""
    return read("a.pdf", pdf(*pages, fonts={"E": EVEN}))


def told(found: Document) -> list[str]:
    """Rules and labels of what is found."""
    return sorted(f"{each.rule} {each.label}" for each in check_citations(analyse(found), Settings()))


def cited(found: Document) -> str:
    """The labels of the markers, in order."""
    return " ".join(marker.label for marker in analyse(found).markers)


LIST = ["References", "", *(f"{n}. A. Author{n}, Work {n}. Oslo, 196{n}." for n in range(1, 6))]


def article(*first: str) -> list[str]:
    return [*first, "", BODY, BODY, "", *LIST]


def test_raised_numbers_and_the_list_at_the_end() -> None:
    found = document(page_of(*article("It was early.^1 It was late.^2 It came,^3 it went.^4 It was no more.^5")))
    assert cited(found) == "1 2 3 4 5"
    assert told(found) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was early.^1 It was late.^2 It came,^3 it went.^4 It was no more.", ["CC102 5"]),
        ("It was early.^1 It was late.^2 It came,^3 it went.^4 It was no more.^6", ["CC101 6"]),
        ("It was early.^1 It was late.^2 It came,^3 it went.^4 It was no more.^5 Ever.^6", ["CC101 6"]),
        ("It was early.^2 It was late.^1 It came,^3 it went.^4 It was no more.^5", ["CC105 2"]),
        ("It was early.^1 It was late.^2,4 It came, it went.^5 It was no more.", ["CC102 3"]),
        ("It was early.^1-3 It was late.^4 It was no more.^5", []),
    ],
)
def test_faults_of_it(text: str, expected: list[str]) -> None:
    assert told(document(page_of(*article(text)))) == expected


@pytest.mark.parametrize(
    "words", ["as said in Refs. 3 and 4.", "as said in Refs. 3–4.", "as in references 3, 4.", "(see Ref. 3, Ref. 4)."]
)
def test_numbers_in_words_cite(words: str) -> None:
    found = document(page_of(*article("It was early.^1 It was late.^2", f"It came, {words} It went.^5")))
    assert cited(found) == "1 2 3 4 5"
    assert told(found) == []


def test_a_number_behind_a_figure_is_a_marker_if_it_is_its_turn() -> None:
    found = document(page_of(*article("It was early.^1 It was 2.9^2 deep.^3 It went.^4 It was no more.^5")))
    assert cited(found) == "1 2 3 4 5"
    assert told(found) == []


def test_powers_are_none() -> None:
    found = document(page_of(*article("It was early.^1 It was late.^2 It was 7 m^2 wide.^3 It went.^4 No more.^5")))
    assert cited(found) == "1 2 3 4 5"
    assert told(found) == []


def test_a_decimal_is_not_a_number_that_is_glued_to_a_word() -> None:
    found = document(page_of(*article("It was early.^1 It was 71.3 deep.^2 It went.^4 It was no more.^5")))
    assert cited(found) == "1 2 4 5"
    assert told(found) == ["CC102 3"]


def test_where_a_number_may_be_glued_to_a_word_out_of_turn_nothing_is_sure() -> None:
    found = document(page_of(*article("Part A3 was early.^1 It was late.^2 It went.^4 It was no more.^5")))
    assert cited(found) == ""
    assert told(found) == []


def test_numbers_behind_the_names_of_authors_are_addresses() -> None:
    names = "Anna Smith^2,5~, Bert Jones^1 and Carl Lee^3,4"
    found = document(page_of(*article(names, "", "It was early.^1 It was late.^2 It came,^3 it went.^4 No more.^5")))
    assert cited(found) == "1 2 3 4 5"
    assert told(found) == []


def test_powers_and_a_short_list_are_not_a_list_of_notes() -> None:
    lines = [
        "The tdm^2 is told first, and the tdm^1 after it.",
        "",
        BODY,
        BODY,
        "",
        "1. First do this.",
        "2. Then that.",
    ]
    assert told(document(page_of(*lines))) == []
    assert cited(document(page_of(*lines))) == ""


def test_labels_of_notes_are_no_line_numbers() -> None:
    """Five notes of one line each, whose numbers stand below each other in the margin."""
    page = page_of(*[BODY] * 20, "It was early.^1 It was late.^2 It came,^3 it went.^4 It was no more.^5")
    for number in range(1, 6):
        put(page, 130 - 10 * number, f"^{number}", 8, x=66)
        put(page, 130 - 10 * number, f"Note {number} says where it was read in the archive of the board.", 8)
    found = document(page)
    assert cited(found) == "1 2 3 4 5"
    assert [reference.label for reference in analyse(found).references] == ["1", "2", "3", "4", "5"]


def test_line_numbers_beside_the_page_are_left_out() -> None:
    page = page_of(*[BODY] * 20)
    for number in range(1, 21):
        page.put(50, HEIGHT - 92 - 12 * (number - 1), str(number), 6, "E")
    assert document(page).text.startswith("The pilots")
    assert "7" not in document(page).text


def test_digits_that_a_font_has_in_small_too_are_raised() -> None:
    """As Typst sets notes: the same font, the same size, glyphs of their own that are called by the same names."""
    codes = b"".join(b"<%02x> <%04x>\n" % (code, code) for code in range(32, 127))
    small = b"<c1> <0031>\n<c2> <0032>\n"
    widths = b"500 " * (0xC1 - 32) + b"300 300"
    table = b"1 begincodespacerange <00> <ff> endcodespacerange\n97 beginbfchar\n" + codes + small + b"endbfchar"
    lines = b"".join(
        b"BT /G 10 Tf 72 %d Td (%s) Tj ET\n" % (y, text)
        for y, text in [
            (700, b"It was early.\xc1 It was late in the year 2112.\xc2 And so it went on for long years."),
            *((y, BODY.encode()) for y in range(688, 500, -12)),
        ]
    )
    lines += b"".join(
        b"BT /G 8 Tf 72 %d Td (%s) Tj ET\n" % (y, text)
        for y, text in [(90, b"\xc1 Smith, Tides, 11."), (80, b"\xc2 Jones, Rivers, 12.")]
    )
    data = written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /G << /Type /Font /Subtype /Type0 /BaseFont /Even /Encoding /WinAnsi "
            b"/ToUnicode 5 0 R /DescendantFonts [<< /DW 500 /W [32 [" + widths + b"]] >>] >> >> >> >>",
            4: stream(lines),
            5: stream(table),
        }
    )
    found = read("a.pdf", data)
    assert "early.¹ It was late in the year 2112.² And" in found.text
    assert cited(found) == "1 2"
    assert [reference.label for reference in analyse(found).references] == ["1", "2"]


def test_arrows_that_lead_back_are_not_of_the_address() -> None:
    found = analyse(read("a.txt", "[1] Smith, https://a.example/x↩\n[2] Jones, doi:10.5555/sund.1911↩︎\n".encode()))
    assert [link.url for link in found.links] == ["https://a.example/x", "https://doi.org/10.5555/sund.1911"]


def test_a_file_of_typst() -> None:
    """Notes at the foot of a page that a list of references begins above."""
    citations = analyse(read("typst.pdf", (FIXTURES / "typst.pdf").read_bytes()))
    assert [marker.label for marker in citations.markers] == ["1", "2", "3", "1", "2", "4", "5", "1"]
    texts = [" ".join(citations.document.text[slice(*each.body)].split()) for each in citations.references]
    assert texts[0] == "E. Tarn, Ice and Scales. Oslo: Nordlys, 1961."
    assert texts[1] == "Harbour Board, Minutes, 3 May 1871."
    assert list(check_citations(citations, Settings())) == []

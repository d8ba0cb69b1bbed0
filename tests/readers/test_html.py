"""HTML: notes by their anchors, whoever wrote them; places of the source; nothing of what does not show."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.model import Document, Problem, Span
from citecheck.readers import read
from citecheck.settings import Settings

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "html"
COUNTS = {
    "asciidoctor.html": (5, 5, 2),
    "clean.html": (5, 5, 4),
    "docutils4.html": (7, 6, 2),
    "docutils5.html": (7, 6, 2),
    "google-docs.html": (3, 3, 1),
    "gutenberg.html": (4, 4, 0),
    "kramdown.html": (4, 3, 0),
    "latexml.html": (6, 5, 1),
    "libreoffice.html": (5, 5, 2),
    "markdown-it.html": (5, 5, 2),
    "marked.html": (5, 5, 2),
    "mediawiki.html": (7, 6, 1),
    "nineties.htm": (3, 3, 1),
    "pandoc.html": (5, 5, 2),
    "python-markdown.html": (5, 5, 2),
    "remark.html": (5, 5, 2),
    "respec.html": (2, 2, 2),
    "sphinx.html": (7, 6, 4),
    "word.html": (4, 4, 1),
    "wordpress-block.html": (3, 3, 3),
    "wordpress-easy-footnotes.html": (3, 3, 0),
    "wordpress-modern-footnotes.html": (2, 2, 1),
}
"""Markers, references and different links of each."""


def found(source: str | bytes) -> list[Problem]:
    """What is found in a page."""
    data = source if isinstance(source, bytes) else source.encode()
    return list(check_citations(analyse(read("page.html", data)), Settings(offline=True)))


def said(source: str | bytes) -> list[tuple[str, str | None]]:
    """Rule and label of what is found in a page."""
    return [(each.rule, each.label) for each in found(source)]


def test_every_fixture_is_counted() -> None:
    assert sorted(COUNTS) == sorted(path.name for path in FIXTURES.iterdir())


@pytest.mark.parametrize("name", COUNTS)
def test_pages_of_real_programs(name: str) -> None:
    data = (FIXTURES / name).read_bytes()
    citations = analyse(read(name, data))
    links = {link.url for link in citations.links}
    assert (len(citations.markers), len(citations.references), len(links)) == COUNTS[name]
    assert found(data) == []
    assert all(citations.pairing.cited.values())


PAGE = """<!DOCTYPE html>
<html><head><title>[9]</title><style>p::after { content: "[8]" }</style></head>
<body>
<p>The tables were set in 1871.<sup><a href="#fn1" id="r1">1</a></sup> Nobody did.<sup><a href="#fn2">2</a></sup></p>
<p>A&nbsp;clerk did.<sup><a href="#fn3">3</a></sup> <code>depths[7]</code></p>
<script>var x = a[6];</script>
<ol>
<li id="fn1">Tide Tables, 1871. <a href="#r1">&#8617;</a></li>
<li id="fn2">M. Aldous, <a href="https://water.example/?a=1&amp;b=2">Water and Paper</a>.</li>
<li id="fn3">R. Brandvold, Small Offices.</li>
</ol>
</body></html>
"""


def test_a_page_with_notes() -> None:
    citations = analyse(read("page.html", PAGE.encode()))
    assert [marker.label for marker in citations.markers] == ["1", "2", "3"]
    assert [reference.label for reference in citations.references] == ["1", "2", "3"]
    assert [link.url for link in citations.links] == ["https://water.example/?a=1&b=2"]
    assert said(PAGE) == []


@pytest.mark.parametrize(
    ("before", "after", "due", "marked"),
    [
        ('<sup><a href="#fn2">2</a></sup>', "", ("CC102", "2"), ""),
        ('<a href="#fn3">3</a>', '<a href="#fn9">9</a>', ("CC101", "9"), "9"),
        ('<a href="#fn3">3</a>', '<a href="#fn9">3</a>', ("CC113", "3"), "3"),
        ("R. Brandvold, Small Offices.", "", ("CC110", "3"), ""),
    ],
)
def test_single_faults(before: str, after: str, due: tuple[str, str], marked: str) -> None:
    page = PAGE.replace(before, after)
    assert page != PAGE
    (problem,) = found(page)
    assert (problem.rule, problem.label) == due
    if marked:
        line = page.split("\n")[problem.place.line - 1]
        assert line[problem.place.column - 1 : problem.place.end_column - 1] == marked


def test_typed_brackets_are_read_as_in_plain_text_with_the_places_of_the_source() -> None:
    page = (
        "<p>One&nbsp;&amp; all.[1] A <b>se</b>cond &#91;5&#93;.</p>\n<h2>Notes</h2>\n<p>[1] Adams.</p><p>[2] Brown.</p>"
    )
    (problem,) = found(page)
    assert (problem.rule, problem.label) == ("CC101", "5")
    line = page.split("\n")[0]
    assert line[problem.place.column - 1 : problem.place.end_column - 1] == "&#91;5&#93;"


def test_the_encoding_is_the_declared_one() -> None:
    page = '<meta charset="windows-1251"><p>Приливы</p>'
    assert "Приливы" in read("page.html", page.encode("cp1251")).text


def test_comments_speak() -> None:
    page = PAGE.replace('#fn3">3</a></sup>', '#fn9">9</a></sup> <!-- citecheck: ignore CC101 -- to come -->')
    page = page.replace('<li id="fn3">R. Brandvold, Small Offices.</li>\n', "")
    document = read("page.html", page.encode())
    assert len(document.comments) == 1
    assert document.locate(document.comments[0]).line == 5


def inside(document: Document, source: str) -> None:
    """Every place lies in the source."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for offset in range(len(document.text)):
        place = document.locate(Span(offset, offset + 1))
        assert 1 <= place.line <= place.end_line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert (place.line, place.column) <= (place.end_line, place.end_column)


PIECES = (
    *(
        "<p>",
        "</p>",
        "<a href='#fn1'>",
        "<a id=fn1>",
        "</a>",
        "<sup>",
        "</sup>",
        "<li id='fn1'>",
        "<ol>",
        "</ol>",
        "<!--",
    ),
    *(
        "-->",
        "<script>",
        "</script>",
        "<pre>",
        "&amp;",
        "&#91;",
        "&nbsp;",
        "[1]",
        "1",
        " ",
        "\n",
        "x",
        "<",
        ">",
        "é",
        "<br>",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_stands_in_a_page(source: str) -> None:
    document = read("page.html", source.encode())
    inside(document, source)
    analyse(document)


@pytest.mark.parametrize(
    "piece", ["<p>", "<a href=#x>", "<!--", "<ol><li>", "&#91;", "[1]", "</p>", "<a id=x>1</a>", '<a href="']
)
def test_much_of_anything_comes_to_an_end(piece: str) -> None:
    found(piece * 20_000)


@pytest.mark.parametrize(("relation", "markers"), [("", 1), ("index", 0), ("next", 0)])
def test_what_a_link_of_a_menu_leads_to_is_no_note(relation: str, markers: int) -> None:
    page = (
        f'<p>[<a href="#n1" rel="{relation}">A1</a>]</p><p>It is so.</p><p id="n1">[A1] Ledger 12, of the archive.</p>'
    )
    assert len(analyse(read("page.html", page.encode())).markers) == markers


def test_headings_with_the_names_of_notes_are_none() -> None:
    """Pages that are put together from several may have a name twice."""
    cited = '<p>It is so.<a class="footnote-reference brackets" href="#id2" id="id1" role="doc-noteref">[1]</a></p>'
    back = '[<a role="doc-backlink" href="#id1">1</a>]'
    note = f'<aside class="footnote brackets" id="id2" role="note">{back} Ledger 12.</aside>'
    heading = '<section id="rules"><span id="id{0}"></span><h3>5.{0}. Rules of the court</h3><p>It moved.</p></section>'
    chapter = f"{cited}{note}"
    assert said(f"<div>{chapter}{heading.format(2)}{heading.format(3)}{chapter}</div>") == []


def test_numbers_of_a_menu_that_lead_to_other_pages_are_no_markers() -> None:
    chapters = "\n".join(f'[ <a href="ch{n}.html">{n}</a> ]' if n != 2 else "[ 2 ]" for n in range(1, 5))
    assert said(f"<p>[ <a href='ch1.html'>previous</a> ]\n{chapters}</p><p>It is so.</p>") == []


def wordpress(*, markers: str = "123", notes: str = "123") -> str:
    """A post with WordPress's own footnotes; those not named are gone."""
    name = "5b8b2f1c-6b1d-4c1e-9d0a-0c9b3c1f2a1{}".format
    body = "".join(
        f'<p>Sentence {n} of it.<sup data-fn="{name(n)}" class="fn">'
        f'<a href="#{name(n)}" id="{name(n)}-link">{n}</a></sup></p>'
        for n in markers
    )
    items = "".join(
        f'<li id="{name(n)}">Ledger {n}x of the archive. <a href="#{name(n)}-link">↩︎</a></li>' for n in notes
    )
    comments = "<ol class='comment-list'><li>I like it.</li><li>So do I.</li></ol>"
    return body + (f'<ol class="wp-block-footnotes">{items}</ol>' if notes else "") + comments


@pytest.mark.parametrize(
    ("markers", "notes", "due"),
    [
        ("123", "123", []),
        ("1", "1", []),
        ("1", "", [("CC101", "1")]),
        ("123", "12", [("CC101", "3")]),
        ("123", "13", [("CC101", "2")]),
        ("12", "2", [("CC101", "1")]),
        ("123", "", [("CC115", None)]),
        ("13", "123", [("CC102", "2")]),
    ],
)
def test_a_marker_of_wordpress_whose_note_is_gone(markers: str, notes: str, due: list[tuple[str, str | None]]) -> None:
    assert said(wordpress(markers=markers, notes=notes)) == due


def test_other_raised_links_to_nowhere_are_no_markers() -> None:
    assert said(wordpress(markers="1", notes="").replace("data-fn", "data-for")) == []


WORD = '<meta name=Generator content="Microsoft Word 15 (filtered)">'
LOST = "Error! Bookmark not\ndefined."


def field(instruction: str, shown: str = LOST, between: str = "") -> str:
    """A field of Word as it stands in a web page."""
    return (
        "<!--[if supportFields]><span\nstyle='mso-element:field-begin'></span><span\nstyle='mso-spacerun:yes'> </span>"
        f"{instruction} <span style='mso-element:field-separator'></span><![endif]--><b\n"
        f"style='mso-bidi-font-weight:normal'><span lang=EN-US>{shown}</span></b>{between}"
        "<!--[if supportFields]><span style='mso-element:field-end'></span><![endif]-->"
    )


@pytest.mark.parametrize(
    ("instruction", "shown", "between"),
    [
        ("NOTEREF _Ref17 \\h", LOST, ""),
        ("REF _Ref17", "Error! Reference source not found.", ""),
        ("PAGEREF bridge \\h", "Fehler! Textmarke nicht definiert.", ""),
        ("REF _Ref17 \\h", "Erreur&nbsp;! Source du renvoi introuvable.", ""),
        ("REF _Ref17 \\h", LOST, "<!--[if gte mso 9]><xml><w:data>08D0</w:data></xml><![endif]-->"),
    ],
)
def test_a_field_of_word_that_has_lost_its_target(instruction: str, shown: str, between: str) -> None:
    (problem,) = found(f"<p>So it is, see {field(instruction, shown, between)} and on.</p>")
    assert (problem.rule, problem.label) == ("CC113", None)
    assert problem.message == "Word no longer knows what this leads to: " + " ".join(
        shown.replace("&nbsp;", " ").split()
    )


def test_a_filtered_page_of_word_that_shows_a_lost_target() -> None:
    page = f"{WORD}\n<p>So it is (see note <b><span lang=EN-US>{LOST}</span></b> above).</p>"
    (problem,) = found(page)
    assert (problem.rule, problem.place.line, problem.place.end_line) == ("CC113", 2, 3)
    assert page.split("\n")[1][problem.place.column - 1 :] == "Error! Bookmark not"


@pytest.mark.parametrize(
    "page",
    [
        f"<p>So it is, see note <b>{LOST}</b> above.</p>",  # not of Word
        f'<meta name=generator content="Hugo 0.1"><p>So it is, see note <b>{LOST}</b> above.</p>',
        f"<p>Microsoft Word writes <b>{LOST}</b> then.</p>",
        f"{WORD}<p>When you see <b>{LOST}</b>, press F9.</p>",
        f"{WORD}<p>Word says “{LOST}” where it is lost.</p>",
        f"{WORD}<p>It may show “see note <b>{LOST}</b> above”.</p><p>The error {LOST} is not rare.</p>",
        f"{WORD}<p class=MsoToc1>The bridge <b>{LOST}</b></p>",
        f"<p class=MsoToc1>The bridge {field('PAGEREF _Toc1')}</p>",
        f"<p>So it is, see note <b>{LOST}</b> and {field('REF _Ref17', '12')} above.</p>",
        f"<p>So it is, {field('HYPERLINK &quot;https://help.example/&quot;')} says.</p>",
        f"<p>So it is, {field('QUOTE')} says.</p>",
    ],
)
def test_people_write_of_the_errors_of_word(page: str) -> None:
    assert said(page) == []


@pytest.mark.parametrize("piece", [field("REF x"), f"{LOST} ", f"<b>{LOST}", f"field-begin REF field-separator{LOST}"])
def test_many_errors_of_word_come_to_an_end(piece: str) -> None:
    found(WORD + field("REF x") + piece * 3000 + "<" * 3000)


TYPED = "<p>It failed [1] and rose [2].</p><p>[1] K. Baker.</p><p>[2] C. Draper.</p><p>All arrays such as {} go.</p>"


@pytest.mark.parametrize(
    "tags",
    [
        '<font face="Consolas, serif">{}</font>',
        '<font face="Courier New">{}</font>',
        "<span style='font-size:10.0pt;font-family:\"Courier New\"'>{}</span>",
        '<font face="Consolas, serif"><font size="2" style="font-size: 11pt">{}</font></font>',
    ],
)
def test_brackets_in_a_font_for_programs_are_code(tags: str) -> None:
    """As LibreOffice and Word write it."""
    assert said(TYPED.format("[1, 7, 9]")) == [("CC101", "7"), ("CC101", "9")]
    assert said(TYPED.format(tags.format("&amp;[1, 7, 9]"))) == []


def test_a_page_that_is_all_in_such_a_font_is_no_program() -> None:
    page = TYPED.format("these [3]")
    assert said(f'<font face="Courier New">{page}</font>') == [("CC101", "3")]
    assert said(page.replace("<p>", "<p><tt>").replace("[3]", "")) == []
    spans = page.replace("<p>", '<p><span style="font-family: Courier">').replace("</p>", "</span></p>")
    assert said(spans) == [("CC101", "3")]


@pytest.mark.parametrize("inside", ["[1]", "[1] K. Baker.", '<a href="#n1" id="r1">1</a> x', "https://a.example/x"])
def test_what_is_set_in_such_a_font_may_be_no_code(inside: str) -> None:
    page = read("page.html", f'<p>A longer text than that <font face="Courier">{inside}</font></p>'.encode())
    assert page.masks == ()

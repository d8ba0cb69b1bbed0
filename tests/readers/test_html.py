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


def counts(source: str) -> tuple[int, int]:
    """How many markers and references a page has."""
    citations = analyse(read("page.html", source.encode()))
    return len(citations.markers), len(citations.references)


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


def test_years_that_lead_to_their_sources_are_no_notes() -> None:
    """As in pandoc's and LaTeXML's narrative citations: only the year is the link."""
    page = (
        '<p>Aldous (<a href="#ref-a" role="doc-biblioref">1990</a>) and Brand [<a href="#ref-b">2004a</a>] differ.<a '
        'href="#fn1" id="fnref1" role="doc-noteref"><sup>1</sup></a></p><div class="references" role="list">'
        '<div id="ref-a" class="csl-entry" role="doc-biblioentry">Aldous. 1990.</div>'
        '<div id="ref-b" class="csl-entry" role="doc-biblioentry">Brand. 2004a.</div></div>'
        '<section class="footnotes" role="doc-endnotes"><ol><li id="fn1"><p>Ledger A.<a href="#fnref1" '
        'class="footnote-back" role="doc-backlink">↩</a></p></li></ol></section>'
    )
    assert said(page) == []
    assert counts(page) == (1, 1)


def test_slides_of_reveal_js_write_a_slash_before_names() -> None:
    page = (
        '<p>One.<a href="#/fn1" class="footnote-ref" id="fnref1"><sup>1</sup></a> Two.<a href="#/fn2" '
        'class="footnote-ref" id="fnref2"><sup>2</sup></a></p><section class="footnotes"><ol>'
        '<li id="fn1"><p>A.<a href="#/fnref1" class="footnote-back">↩</a></p></li>{}</ol></section>'
    )
    second = '<li id="fn2"><p>B.<a href="#/fnref2" class="footnote-back">↩</a></p></li>'
    assert said(page.format(second)) == []
    assert counts(page.format(second)) == (2, 2)
    assert said(page.format("")) == [("CC101", "2")]


def test_a_saved_page_names_itself_by_its_path() -> None:
    page = (
        '<link rel="canonical" href="https://journal.example/articles/s1">'
        '<p>One<sup><a href="/articles/s1#ref-CR1">1</a></sup> two<sup><a href="/articles/s1#ref-CR2">2</a></sup>.</p>'
        '<ol><li><p id="ref-CR1">Aldous, Water.</p></li><li><p id="ref-CR2">Brand, Offices.</p></li>{}</ol>'
    )
    assert counts(page.format("")) == (2, 2)
    assert said(page.format("")) == []
    assert said(page.format('<li><p id="ref-CR3">Cole, Ships.</p></li>')) == [("CC102", "3")]
    assert counts(page.format("").replace("/articles/s1#", "/articles/s2#"))[1] == 0


def calls(*notes: str) -> str:
    """A page whose markers a style sheet raises, with notes that begin with a link back."""
    text = "".join(f'<p>Sentence {n}.<a id="b{n}" class="call" href="#n{n}">{n}</a></p>' for n in "123")
    return text + "".join(f'<p><a class="sign" id="n{n}" href="#b{n}">{n}</a> Ledger {n}, 1871.</p>' for n in notes)


def test_a_link_like_the_other_markers_is_one_though_its_note_is_gone() -> None:
    assert said(calls("1", "2", "3")) == []
    assert said(calls("1", "3")) == [("CC101", "2")]


def test_the_link_back_of_a_lost_marker_is_none() -> None:
    raised = "<p>One.<sup><a href='#fn-1' name='ref-1'>1</a></sup> Two.{}</p><p>{}</p><p>{}</p>"
    first = "<a name='fn-1' href='#ref-1'><sup>1</sup></a> Ledger A."
    second = "<a name='fn-2' href='#ref-2'><sup>2</sup></a> Ledger B."
    assert said(raised.format("<sup><a href='#fn-2' name='ref-2'>2</a></sup>", first, second)) == []
    assert said(raised.format("", first, second)) == [("CC102", "2")]


@pytest.mark.parametrize("arrow", ["↩", " ↩\ufe0e", "&crarr;", "^", ""])
def test_an_arrow_is_no_text_of_a_note(arrow: str) -> None:
    page = (
        '<p>One.<sup><a href="#fn:1" id="fnref:1">1</a></sup> Two.<sup><a href="#fn:2" id="fnref:2">2</a></sup></p>'
        '<ol><li id="fn:1"><p>{} <a href="#fnref:1" title="return to article">{arrow}</a></p></li>'
        '<li id="fn:2"><p>Ledger B. <a href="#fnref:2" title="return to article">{arrow}</a></p></li></ol>'
    )
    assert said(page.format("Ledger A.", arrow=arrow)) == []
    assert said(page.format("", arrow=arrow)) == [("CC110", "1")]


def test_a_place_without_any_text_is_no_entry() -> None:
    page = (
        '<p>One<sup><a href="#ref-CR1">1</a></sup> two<sup><a href="#ref-CR2">2</a></sup> three<sup><a '
        'href="#ref-CR3">3</a></sup>.</p><ol><li><p id="ref-CR1">Aldous.</p></li><li><p id="ref-CR2">{}</p></li>'
        '<li><p id="ref-CR3">Cole.</p></li></ol>'
    )
    assert said(page.format("Brand.")) == []
    assert said(page.format("")) == [("CC101", "2")]


def test_the_word_for_a_note_may_stand_in_its_label() -> None:
    page = (
        '<p>One. <a name="T1" href="#F1">[<strong>Footnote 1</strong>]</a> Two. {}</p>'
        '<p><a name="F1" href="#T1">[<strong>Footnote 1</strong>]</a></p><p>Ledger A.</p>'
        '<p><a name="F2" href="#T2">[<strong>Footnote 2</strong>]</a></p><p>Ledger B.</p>'
    )
    assert said(page.format('<a name="T2" href="#F2">[<strong>Footnote 2</strong>]</a>')) == []
    assert counts(page.format('<a name="T2" href="#F2">[<strong>Footnote 2</strong>]</a>')) == (2, 2)


def test_an_item_that_begins_with_a_link_keeps_its_number() -> None:
    page = (
        "<p>One[1] two[2] three[3].</p><h2>References</h2><ol><li>Aldous, Water. 1990.</li>"
        '<li><a href="https://a.example/">A page of the web</a></li><li>Dunn, Ships. 1991.</li></ol>'
    )
    assert said(page) == []
    assert counts(page) == (3, 3)
    (address,) = read("page.html", page.encode()).native.links
    assert read("page.html", page.encode()).text[slice(*address.span)] == "A page of the web"

"""Word files: the text, the notes, the numbers, the links and the fields, as a reader sees them in Word."""

from __future__ import annotations

from pathlib import Path

import pytest
from word import (
    STYLES,
    bookmark,
    field,
    level,
    note,
    numbered,
    numbering,
    p,
    part,
    r,
    raised,
    ref,
    relations,
    word,
)

from citecheck.citations import analyse
from citecheck.cli import run
from citecheck.documents import check_citations
from citecheck.errors import ReadError
from citecheck.model import Document, Form, Span
from citecheck.readers import read
from citecheck.settings import Settings


def text_of(*body: str, **more: object) -> str:
    return document(*body, **more).text


def document(*body: str, **more: object) -> Document:
    return read("essay.docx", word(*body, **more))


def said(*body: str, **more: object) -> list[str]:
    """Rule, label, place and the words that a finding points at, for each finding in order of place."""
    return findings(document(*body, **more))


def findings(given: Document) -> list[str]:
    problems = sorted(check_citations(analyse(given), Settings()), key=lambda each: (each.place, each.rule))
    return [
        " ".join(
            filter(
                None,
                [
                    each.rule,
                    each.label,
                    f"at {each.place.name}:",
                    each.excerpt.text[each.excerpt.start : each.excerpt.end],
                ],
            )
        )
        for each in problems
    ]


def notes_of(given: Document) -> list[str]:
    """Each marker with its label and the text of its note."""
    native = given.native
    bodies = {each.series: given.text[each.body.start : each.body.end] for each in native.references}
    return [f"{each.label}: {bodies.get(each.series, '-')}" for each in native.markers]


def url_of(given: Document) -> list[tuple[str, str]]:
    return [(link.written, link.url) for link in given.native.links]


# ---------------------------------------------------------------- paragraphs


def test_paragraphs_are_parted_by_blank_lines_and_empty_ones_count():
    given = document(p("One [1]."), p(), p("Two ", r("and "), "three."))
    assert given.text == "One [1].\n\nTwo and three."
    assert given.unit == "paragraph"
    place = given.locate(_span(given, "three"))
    assert (place.line, place.column, place.name) == (3, 9, "paragraph 3")
    assert given.offset(3, 9) == given.text.index("three")


def _span(given: Document, words: str) -> Span:
    at = given.text.index(words)
    return Span(at, at + len(words))


def test_cells_of_tables_are_paragraphs():
    cells = "".join(f'<w:tc><w:tcPr><w:tcW w:w="1"/></w:tcPr>{p(text)}</w:tc>' for text in ("a", "b"))
    given = document(p("Before."), f"<w:tbl><w:tblPr/><w:tr>{cells}</w:tr></w:tbl>", p("After."))
    assert given.text == "Before.\n\na\n\nb\n\nAfter."
    assert given.locate(_span(given, "After")).name == "paragraph 4"


def test_pages_are_named_where_word_has_written_them_down():
    given = document(
        p("One."),
        p(r("", more='<w:br w:type="page"/>')),
        p(r("", more="<w:lastRenderedPageBreak/>"), "Two."),
        p("Three ", r("", more="<w:lastRenderedPageBreak/>"), "four."),
    )
    names = [given.locate(_span(given, words)).name for words in ("One", "Two", "Three", "four")]
    assert names == ["page 1, paragraph 1", "page 2, paragraph 3", "page 2, paragraph 4", "page 3, paragraph 4"]
    assert given.locate(_span(given, "four"))[:2] == (4, 7)


def test_explicit_page_breaks_alone_tell_no_page():
    given = document(p("One."), p(r("", more='<w:br w:type="page"/>')), p("Two."))
    assert given.locate(_span(given, "Two")).name == "paragraph 3"


def test_breaks_tabs_hyphens_and_spaces():
    pieces = "<w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e</w:t>"
    assert text_of(p(r("a", more=pieces))) == "a\nb\tc-de"
    assert text_of(p("a\u00a0b")) == "a b"
    assert text_of(p('<w:r><w:t> a\n b </w:t></w:r><w:r><w:t xml:space="preserve"> c </w:t></w:r>')) == "a  b c "
    assert text_of(p('<w:r><w:sym w:font="Symbol" w:char="F02A"/><w:sym w:char="201C"/></w:r>')) == "*“"


def test_columns_count_what_is_invisible():
    given = document(p("a\u00adb [7]"))
    assert given.text == "ab [7]"
    assert given.locate(_span(given, "[7]"))[:2] == (1, 5)


def test_what_is_deleted_moved_away_or_hidden_is_left_out():
    gone = '<w:del w:id="1" w:author="A"><w:r><w:delText>gone [9]</w:delText></w:r></w:del>'
    new = f'<w:ins w:id="2" w:author="A">{r("new")}</w:ins>'
    moved = f'<w:moveFrom w:id="3">{r("moved [8]")}</w:moveFrom><w:moveTo w:id="4">{r(" moved")}</w:moveTo>'
    hidden = r(" hidden [7]", "<w:vanish/>") + r(" shown", '<w:vanish w:val="0"/>')
    assert text_of(p(gone, new, moved, hidden)) == "new moved shown"


def test_what_looked_otherwise_before_a_revision_looks_as_it_does_now():
    before = '<w:rPrChange w:id="1"><w:rPr><w:vanish/><w:vertAlign w:val="superscript"/></w:rPr></w:rPrChange>'
    assert text_of(p(r("x2", before))) == "x2"


def test_a_style_hides_or_raises():
    styles = (
        '<w:style w:type="character" w:styleId="Up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Upper"><w:basedOn w:val="Up"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="character" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    upper, circle = '<w:rStyle w:val="Upper"/>', '<w:rStyle w:val="A"/>'
    body = (p("a", r("12", upper), r("c", circle)), p("hidden", style="Secret"))
    assert text_of(*body, styles=styles) == "a¹²c"


def test_raised_digits_become_superscripts_unless_they_are_in_brackets():
    assert text_of(p("a", raised("1,2"), " b", raised("[3"), raised("]"), " 4", raised("th"))) == "a¹,² b[3] 4th"


def test_a_deleted_end_joins_paragraphs():
    mark = '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
    assert text_of(p("One ", properties=mark), p("two."), p("Three.")) == "One two.\n\nThree."


def test_of_alternatives_one_is_read():
    box = "<w:txbxContent>{}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box.format(p("In a box [4]."))}</wps:txbx></w:drawing>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box.format(p('In a box [4].'))}</v:textbox></w:pict></mc:Fallback>"
    alternatives = f"<w:r><mc:AlternateContent>{choice}</mc:Choice>{fallback}</mc:AlternateContent></w:r>"
    given = document(p("The host ", alternatives, "goes on."), p("Next."))
    assert given.text == "The host goes on.\n\nIn a box [4].\n\nNext."
    assert given.locate(_span(given, "[4]"))[4] == "text box at paragraph 1"
    assert given.locate(_span(given, "Next"))[4] == "paragraph 2"


def test_headers_and_footers_come_last_and_once():
    given = document(
        p("Body.", properties='<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'),
        p("More."),
        heads={"header1": p("A running title"), "header2": p("A running title"), "footer1": p("Draft 3")},
        section='<w:headerReference r:id="header2"/><w:footerReference r:id="footer1"/>',
    )
    assert given.text == "Body.\n\nMore.\n\nA running title\n\nDraft 3"
    names = [given.locate(_span(given, words)).name for words in ("running", "Draft")]
    assert names == ["header", "footer"]


def test_controls_smart_tags_ruby_and_comments():
    control = f"<w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr></w:sdtPr><w:sdtContent>{r('in')}</w:sdtContent></w:sdt>"
    tag = f'<w:smartTag w:element="place">{r(" a tag")}</w:smartTag>'
    ruby = f"<w:r><w:ruby><w:rt>{r('kan')}</w:rt><w:rubyBase>{r(' 漢')}</w:rubyBase></w:ruby></w:r>"
    comment = '<w:commentRangeStart w:id="0"/><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    comments = f'<w:comment w:id="0">{p("Really? [9]")}</w:comment>'
    assert text_of(p(control, tag, ruby, comment), comments=comments) == "in a tag 漢"


def test_formulas_are_masked():
    maths = "<m:oMath><m:r><m:t>x[2]</m:t></m:r></m:oMath>"
    given = document(p("As ", maths, " shows."))
    assert given.text == "As x[2] shows."
    assert given.prose == "As \0\0\0\0 shows."


def test_code_is_masked_by_the_name_of_its_style():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Quelltext"><w:name w:val="HTML Preformatted"/></w:style>'
        '<w:style w:type="character" w:styleId="Ver"><w:name w:val="Verbatim Char"/></w:style>'
        '<w:style w:type="character" w:styleId="Kw"><w:basedOn w:val="Ver"/></w:style>'
    )
    given = document(p("a[1]", style="Quelltext"), p("Say ", r("b[2]", '<w:rStyle w:val="Kw"/>'), "."), styles=styles)
    assert given.prose == "\0\0\0\0\n\nSay \0\0\0\0."


def test_both_variants_of_the_format_are_read():
    body = (p("It failed.", ref(2)),)
    plain = document(*body, footnotes=note(2, "Ledger 12."))
    strict = document(*body, footnotes=note(2, "Ledger 12."), strict=True)
    assert (strict.text, strict.native) == (plain.text, plain.native)


def test_the_parts_are_where_the_file_says():
    given = word(p("It failed.", ref(2)), footnotes=note(2, "Ledger 12."))
    body = part("document", f"<w:body>{p('It failed.', ref(2))}</w:body>")
    notes = part("footnotes", note(2, "Ledger 12."))
    moved = word(
        parts={
            "_rels/.rels": relations(("rId1", "officeDocument", "/Text/Main.xml", False)),
            "word/document.xml": None,
            "text\\main.xml": body,
            "text/_rels/main.xml.rels": relations(("rId9", "footnotes", "../notes/n%6Ftes.xml", False)),
            "notes/notes.xml": notes,
        }
    )
    assert read("a.docx", moved).text == read("a.docx", given).text == "It failed.¹\n\n1 Ledger 12."


def test_a_document_without_paragraphs_is_empty():
    assert document().text == ""


# ---------------------------------------------------------------- notes


def test_notes_are_numbered_by_word_and_stand_behind_the_body():
    given = document(
        p("It failed.", ref(3), " It rose.", ref(2, "endnote"), " It fell.", ref(2)),
        p(),
        footnotes=note(2, "Second.") + note(3, "First.", p("Its other paragraph.")),
        endnotes=note(2, "An endnote.", kind="endnote"),
    )
    assert given.text == (
        "It failed.¹ It rose.i It fell.²\n\n1 First.\n\nIts other paragraph.\n\n2 Second.\n\ni An endnote."
    )
    assert notes_of(given) == ["1: First.\n\nIts other paragraph.", "i: An endnote.", "2: Second."]
    places = [given.locate(each.body) for each in given.native.references]
    assert [(each.line, each.name) for each in places] == [(3, "footnote 1"), (5, "footnote 2"), (6, "endnote i")]
    assert [given.text[each.span.start : each.span.end] for each in given.native.markers] == ["¹", "i", "²"]
    assert {each.form for each in given.native.markers} == {Form.INLINE}
    assert findings(given) == []


@pytest.mark.parametrize(
    ("settings", "labels"),
    [
        ("", ["1", "2", "3"]),
        ('<w:numFmt w:val="lowerRoman"/>', ["i", "ii", "iii"]),
        ('<w:numFmt w:val="upperRoman"/><w:numStart w:val="9"/>', ["IX", "X", "XI"]),
        ('<w:numFmt w:val="lowerLetter"/><w:numStart w:val="25"/>', ["y", "z", "aa"]),
        ('<w:numFmt w:val="upperLetter"/>', ["A", "B", "C"]),
        ('<w:numFmt w:val="chicago"/><w:numStart w:val="3"/>', ["‡", "§", "**"]),
        ('<w:numFmt w:val="lowerLetter"/><w:numStart w:val="999999999"/>', ["999999999", "1000000000", "1000000001"]),
        ('<w:numFmt w:val="hebrew1"/><w:numStart w:val="many"/>', ["1", "2", "3"]),
    ],
)
def test_the_number_is_the_one_that_readers_see(settings, labels):
    given = document(
        p("a", ref(2), "b", ref(3), "c", ref(4)),
        footnotes=note(2, "A.") + note(3, "B.") + note(4, "C."),
        settings=f"<w:footnotePr>{settings}</w:footnotePr>",
    )
    assert [each.label for each in given.native.markers] == labels
    assert [each.label for each in given.native.references] == labels


def test_a_section_may_begin_again_in_its_own_way():
    def ends(settings: str) -> str:
        return f"<w:sectPr><w:footnotePr>{settings}</w:footnotePr></w:sectPr>"

    again = '<w:numRestart w:val="eachSect"/>'
    given = document(
        p("a", ref(2), "b", ref(3)),
        p("c", ref(4), properties=ends(again)),
        p("d", ref(5)),
        p("e", ref(6), properties=ends(f'<w:numFmt w:val="upperLetter"/>{again}')),
        p("f", ref(7)),
        footnotes="".join(note(at, "x") for at in range(2, 8)),
    )
    assert [each.label for each in given.native.markers] == ["1", "2", "3", "A", "B", "3"]
    assert findings(given) == []


def test_every_page_may_begin_again():
    given = document(
        p("a", ref(2), "b", ref(3)),
        p(r("", more="<w:lastRenderedPageBreak/>"), "c", ref(4)),
        footnotes="".join(note(at, "x") for at in range(2, 5)),
        settings='<w:footnotePr><w:numRestart w:val="eachPage"/></w:footnotePr>',
    )
    assert [each.label for each in given.native.markers] == ["1", "2", "1"]


def test_a_sign_of_ones_own_does_not_count():
    given = document(
        p("It failed.", ref(2, sign="*"), " It rose.", ref(3)),
        footnotes=note(2, "Starred.", sign="*") + note(3, "Numbered."),
    )
    assert given.text == "It failed.* It rose.¹\n\n* Starred.\n\n1 Numbered."
    assert notes_of(given) == ["*: Starred.", "1: Numbered."]
    assert findings(given) == []


def test_a_sign_may_stand_in_the_next_run_or_nowhere():
    lone = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/></w:r>'
    assert notes_of(document(p("a", lone, raised("7"), " b"), footnotes=note(2, "x", sign="7"))) == ["7: x"]
    assert notes_of(document(p("a", lone), footnotes=note(2, "x", sign="7"))) == ["*: ⁷ x"]


def test_a_note_that_is_not_there():
    body = p("It failed.", ref(2), " It rose.", ref(9))
    assert said(body, footnotes=note(2, "Ledger 12.")) == ["CC101 2 at paragraph 1: ²"]


def test_notes_that_nothing_leads_to_are_not_shown():
    body = p("It failed.", ref(2), '<w:del w:id="1">' + ref(3) + "</w:del>")
    given = document(body, footnotes=note(2, "Kept.") + note(3, "Deleted."))
    assert given.text == "It failed.¹\n\n1 Kept."
    assert findings(given) == []


def test_an_empty_note():
    given = document(p("a", ref(2), "b", ref(3), "c"), footnotes=note(2, "") + note(3, "B."))
    assert findings(given) == ["CC110 1 at footnote 1: 1"]


def test_a_note_with_a_picture_is_not_empty():
    picture = p(r("", more="<w:drawing/>"))
    assert said(p("a", ref(2)), footnotes=note(2, picture)) == []


def test_a_number_typed_into_a_note():
    typed = f'<w:footnote w:id="3">{p(raised("4"), " Court, p. 31.")}</w:footnote>'
    body = p("a", ref(2), "b", ref(3), "c", ref(4))
    others = note(2, "Ledger 12.") + note(4, "Rolls, p. 9.")
    assert said(body, footnotes=others + typed) == ["CC109 2 at footnote 2: ⁴"]
    right = typed.replace(">4<", ">2<")
    assert said(body, footnotes=others + right) == []


def test_a_note_that_begins_with_a_number_is_left_alone():
    monkeys = f'<w:footnote w:id="2">{p("12 Monkeys, 1995.")}</w:footnote>'
    assert said(p("a", ref(2), "b", ref(3)), footnotes=monkeys + note(3, "7 Samurai.")) == []


def test_ibid_and_pointers_between_notes():
    body = p("a", ref(2), " b", ref(3), " c", ref(4))
    notes = note(2, "Ibid., p. 3.") + note(3, "See note 12 above.") + note(4, "See note 1 above.")
    assert said(body, footnotes=notes) == [
        "CC113 1 at footnote 1: Ibid",
        "CC113 12 at footnote 2: See note 12 above",
    ]


def test_pointers_ahead_where_every_section_begins_again():
    section = '<w:sectPr><w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr></w:sectPr>'
    given = document(
        p("a", ref(2), "b", ref(3), properties=section),
        p("c", ref(4), "d", ref(5)),
        footnotes=note(2, "A.") + note(3, "B.") + note(4, "See note 2 below.") + note(5, "See note 2 above."),
        settings='<w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr>',
    )
    assert [each.label for each in given.native.markers] == ["1", "2", "1", "2"]
    assert findings(given) == []


def test_typed_brackets_beside_notes_are_markers_as_ever():
    body = (
        p("It failed [1], it rose [2].", ref(2), " It fell [5]."),
        p("References"),
        *(p(f"[{at}] {name}") for at, name in ((1, "K. Baker, Ledgers."), (2, "C. Draper, Court."))),
    )
    assert said(*body, footnotes=note(2, "But see [7].")) == [
        "CC101 5 at paragraph 1: [5]",
        "CC101 7 at footnote 1: [7]",
    ]


# ---------------------------------------------------------------- lists


def listed(form: str, count: int = 3, heading: bool = True) -> list[str]:
    names = ("K. Baker, Ledgers.", "C. Draper, The Court.", "S. Fisher, Rolls.")
    head = [p("References")] if heading else []
    return [*head, *(p(names[at], properties=numbered(1)) for at in range(count))]


@pytest.mark.parametrize("form", ["[%1]", "%1.", "%1)", "(%1)"])
def test_a_bibliography_with_words_own_numbers(form):
    numbers = numbering(level(0, form))
    body = p("It failed [1], it rose [2], it fell [3].")
    assert said(body, *listed(form), numbers=numbers) == []
    given = document(body, *listed(form), numbers=numbers)
    assert given.text.endswith(f"{form.replace('%1', '3')} S. Fisher, Rolls.")
    assert len(analyse(given).references) == 3
    short = p("It failed [1], it rose [2], it fell [4].")
    assert said(short, *listed(form), numbers=numbers)[0].startswith("CC101 4 at paragraph 1: [4]")


@pytest.mark.parametrize("form", ["[%1]", "%1.", "typed"])
def test_a_bibliography_set_as_a_table(form):
    """As Word's own bibliography in the style of the IEEE is."""

    def row(at: int, source: str) -> str:
        label = p(f"[{at}] ") if form == "typed" else p(properties=numbered(1))
        return f"<w:tr><w:tc>{label}</w:tc><w:tc>{p(source)}</w:tc></w:tr>"

    sources = ("K. Baker, Ledgers.", "C. Draper, The Court.", "S. Fisher, Rolls.")
    table = f"<w:tbl>{''.join(row(at, source) for at, source in enumerate(sources, 1))}</w:tbl>"
    more = {"numbers": numbering(level(0, form))}
    given = document(p("It failed [1], it rose [2], it fell [3]."), p("References"), table, p("End"), **more)
    assert [given.text[each.body.start : each.body.end] for each in analyse(given).references] == list(sources)
    assert given.locate(_span(given, "Draper")).name == "paragraph 6"
    assert findings(given) == []


def test_a_list_without_heading_ends_the_text_though_notes_and_heads_follow():
    numbers = numbering(level(0, "%1."))
    body = (p("It failed [1], it rose [2].", ref(2)), *listed("%1.", 2, heading=False))
    head = '<w:headerReference r:id="header1"/>'
    given = document(*body, numbers=numbers, footnotes=note(2, "Rolls."), heads={"header1": p("Tides")}, section=head)
    assert len(analyse(given).references) == 3
    assert findings(given) == []


def test_numbered_clauses_are_no_bibliography():
    numbers = numbering(level(0, "[%1]"))
    facts = ("In 1901 the ship sank.", "In 1902 the grain was sold, as [1] says.", "The price rose in 1903.")
    clauses = [p(fact, properties=numbered(1)) for fact in facts]
    assert said(p("Judgment"), *clauses, numbers=numbers) == []
    noted = [p(fact, ref(at), properties=numbered(1)) for at, fact in enumerate(facts, 2)]
    notes = "".join(note(at, f"Roll {at}.") for at in range(2, 5))
    assert said(*[p("A long preface. " * 40)], *noted, numbers=numbers, footnotes=notes) == []
    assert said(p("Judgment [3]"), *clauses, numbers=numbers) != []


def test_levels_formats_starts_and_restarts():
    lists = (
        level(0, "%1.") + level(1, "%1.%2", "lowerLetter") + level(2, "%3)", "lowerRoman"),
        level(0, "§ %1", "upperRoman", start=4) + level(1, "%1.%2", more="<w:isLgl/>"),
        level(0, "\uf0b7", "bullet"),
    )
    plan = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (1, 0), (9, 0), (0, 0)]
    body = [p("x", properties=numbered(number, at)) for number, at in plan]
    numbers = [each.removesuffix("x").strip() for each in text_of(*body, numbers=numbering(*lists)).split("\n\n")]
    assert numbers == ["1.", "1.a", "1.b", "i)", "2.", "2.a", "§ IV", "4.1", "", "3.", "", ""]


def test_lists_go_on_or_start_over():
    over = (
        '<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="8"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="9"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        f"{level(0, '<%1>')}</w:lvlOverride></w:num>"
    )
    body = [p("x", properties=numbered(number)) for number in (1, 1, 7, 8, 8, 1, 9)]
    text = text_of(*body, numbers=numbering(level(0, "%1."), more=over))
    assert text.split("\n\n") == ["1. x", "2. x", "3. x", "1. x", "2. x", "3. x", "<4> x"]


def test_numbers_by_style_and_by_linked_style():
    styles = STYLES + (
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H3"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="numbering" w:styleId="Linked"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style>"
    )
    lists = numbering(
        level(0, "%1") + level(1, "%1.%2") + level(2, "%1.%2.%3", more='<w:pStyle w:val="H3"/>'),
        '<w:numStyleLink w:val="Linked"/>',
    )
    body = (p("a", style="H1"), p("b", style="H2"), p("c", style="H3"), p("d", style="H1", properties=numbered(0)))
    assert text_of(*body, styles=styles, numbers=lists) == "1 a\n\n1.1 b\n\n1.1.1 c\n\nd"


def test_a_deleted_item_does_not_count_but_an_empty_one_shows_its_number():
    mark = numbered(1) + '<w:rPr><w:del w:id="1"/></w:rPr>'
    gone = p('<w:del w:id="2"><w:r><w:delText>gone</w:delText></w:r></w:del>', properties=mark)
    body = (p("a", properties=numbered(1)), gone, p(properties=numbered(1)), p("c", properties=numbered(1)))
    assert text_of(*body, numbers=numbering(level(0, "[%1]"))) == "[1] a\n\n[2]\n\n[3] c"


# ---------------------------------------------------------------- links and fields


def test_hyperlinks():
    linked = '<w:hyperlink r:id="rId8" w:anchor="part">' + r("the archive") + "</w:hyperlink>"
    simple = f"<w:fldSimple w:instr=' HYPERLINK \"https://example.org/b\" '>{r('here')}</w:fldSimple>"
    given = document(
        p(
            "See ",
            linked,
            ", ",
            simple,
            ", ",
            field('HYPERLINK "https://example.org/c" \\l "x" \\o "tip"', "there"),
            ".",
        ),
        links={"rId8": "https://example.org/a"},
    )
    assert url_of(given) == [
        ("the archive", "https://example.org/a#part"),
        ("here", "https://example.org/b"),
        ("there", "https://example.org/c#x"),
    ]


def test_links_in_notes_have_relations_of_their_own():
    linked = '<w:hyperlink r:id="rId8">' + r("the archive") + "</w:hyperlink>"
    given = document(p("a", ref(2)), footnotes=note(2, p(linked)), links={"rId8": "https://example.org/a"})
    assert url_of(given) == [("the archive", "https://example.org/a")]


def test_links_that_lead_nowhere_by_themselves_are_none():
    linked = [f'<w:hyperlink r:id="{name}">{r("x")}</w:hyperlink>' for name in ("rIda", "rIdb", "rIdc", "rIdd")]
    targets = {"rIda": "chapter2.docx", "rIdb": "javascript:alert(1)", "rIdc": "mailto:a@example.org"}
    assert url_of(document(p(*linked), links=targets)) == [("x", "mailto:a@example.org")]


def test_nested_fields_and_what_they_do_not_show():
    inner = field("DATE", "today")
    nested = (
        r("", more='<w:fldChar w:fldCharType="begin"/>')
        + r("", more="<w:instrText>HYPERLINK </w:instrText>")
        + inner
        + r("not shown", more='<w:fldChar w:fldCharType="separate"/>')
        + r("shown ")
        + field("SEQ Figure", "3")
        + r("", more='<w:fldChar w:fldCharType="end"/>')
    )
    assert text_of(p("a ", nested, " b")) == "a shown 3 b"


def test_a_citation_of_a_reference_manager_is_text():
    zotero = field('ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems": [7]}' + "x" * 9000, "[1]")
    cited = field("CITATION Smi10 \\l 1033", "[2]")
    control = f"<w:sdt><w:sdtPr><w:citation/></w:sdtPr><w:sdtContent>{cited}</w:sdtContent></w:sdt>"
    numbers = numbering(level(0, "[%1]"))
    assert said(p("It failed ", zotero, ", it rose ", control, "."), *listed("[%1]", 2), numbers=numbers) == []


def test_a_field_of_which_an_end_is_deleted_hides_nothing():
    begun = '<w:del w:id="1">' + r("", more='<w:fldChar w:fldCharType="begin"/>') + "</w:del>"
    ended = r("", more='<w:fldChar w:fldCharType="end"/>')
    assert text_of(p("a", begun, r("", more="<w:instrText>PAGE</w:instrText>"), ended, "b")) == "ab"


@pytest.mark.parametrize(
    "error",
    [
        "Error! Bookmark not defined.",
        "Error! Reference source not found.",
        "Fehler! Textmarke nicht definiert.",
        "Fehler! Verweisquelle konnte nicht gefunden werden.",
        "Erreur ! Signet non défini.",
        "Erreur\u00a0! Source du renvoi introuvable.",
        "¡Error! Marcador no definido.",
        "¡Error! No se encuentra el origen de la referencia.",
        "Errore. Il segnalibro non è definito.",
        "Errore. L'origine riferimento non è stata trovata.",
        "Fout! Bladwijzer niet gedefinieerd.",
        "Fout! Verwijzingsbron niet gevonden.",
        "Erro! Indicador não definido.",
        "Erro! Fonte de referência não encontrada.",
        "Error: Reference source not found",
    ],
)
@pytest.mark.parametrize("instruction", ["NOTEREF _Ref1 \\h", "PAGEREF _Toc9", "REF _Ref1"])
def test_what_word_writes_for_a_lost_target(instruction, error):
    shown = error.replace("\u00a0", " ")
    assert said(p("See note ", field(instruction, error), " for more.")) == [f"CC113 at paragraph 1: {shown}"]


def test_such_words_outside_fields_are_text():
    assert said(p("Word says “Error! Bookmark not defined.” then. Error! Reference source not found.")) == []
    assert said(p(field("REF Title", "Error: how not to refer")), p(bookmark("Title", "x"))) == []


def test_fields_that_lead_to_no_bookmark():
    body = (
        p("See note ", field("NOTEREF _Ref7 \\h", "3"), " and part ", field("REF Part \\r", "2"), "."),
        p(bookmark("PART", "Part 2")),
    )
    assert said(*body) == ["CC113 at paragraph 1: 3"]
    assert said(p(field('SET Name "x"'), field("REF Name", "x"))) == []
    assert said(p(field("PAGEREF Nowhere", "3"))) == []
    assert said(p(field("REF Elsewhere", "x")), '<w:altChunk r:id="rId7"/>') == []


def test_links_within_the_document_are_left_alone():
    link = f'<w:hyperlink w:anchor="Lost">{r("here")}</w:hyperlink>'
    assert said(p("See ", link, " and ", field('HYPERLINK \\l "Lost"', "there"))) == []


def test_a_reference_to_a_note_that_has_another_number_by_now():
    def body(shown: str) -> tuple[str, ...]:
        target = bookmark("_Ref9", ref(3), identifier=5)
        return p("a", ref(2), " b", target), p("see note ", field("NOTEREF _Ref9 \\h", shown), ".")

    notes = note(2, "A.") + note(3, "B.")
    assert said(*body("2"), footnotes=notes) == []
    (finding,) = check_citations(analyse(document(*body("1"), footnotes=notes)), Settings())
    assert (finding.rule, finding.message) == ("CC113", "this shows note 1, but leads to note 2")


def test_tables_of_contents_are_masked():
    contents = field('TOC \\o "1-3"', "Sources [1] of the book", "\t", field("PAGEREF _Toc1 \\h", "3"))
    given = document(p(contents), p("Sources [1] of the book"))
    assert given.prose.split("\n\n")[0].strip("\0") == ""
    assert given.prose.split("\n\n")[1] == "Sources [1] of the book"


# ---------------------------------------------------------------- silences


def test_a_reviewers_comment_may_hide_a_finding():
    comments = (
        f'<w:comment w:id="3" w:author="E">{p("citecheck: ignore CC101 -- the list is printed apart")}</w:comment>'
        f'<w:comment w:id="4" w:author="E">{p("Look this up")}</w:comment>'
    )

    def at(number: int) -> str:
        return r("", more=f'<w:commentReference w:id="{number}"/>')

    body = (p("It failed [1], it rose [2]; it fell [8].", at(3)), *listed("[%1]", 2))
    given = document(*body, comments=comments, numbers=numbering(level(0, "[%1]")))
    (span,) = given.comments
    assert given.text[span.start : span.end] == "citecheck: ignore CC101 -- the list is printed apart"
    assert given.locate(span).line == 1
    assert "Look" not in given.text


# ---------------------------------------------------------------- what is no Word file


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.docx", b"Just a text [1].", "not a Word file: it looks like plain text: name it .txt"),
        (
            "a.docx",
            b"<html><body>x</body></html>",
            "not a Word file: it is a web page under another name: name it .html",
        ),
        ("a.docx", b"<?xml version='1.0'?><w/>", "not a Word file: it is XML: save it from Word as .docx"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word format: save it as .docx"),
        (
            "a.txt",
            b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"),
            "old Word format: save it as .docx",
        ),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "the Word file is protected by a password: save a copy without one",
        ),
    ],
)
def test_what_is_no_word_file_says_what_it_is(name, data, message):
    with pytest.raises(ReadError) as caught:
        read(name, data)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["a.docm", "a.dotx", "A.DOCX", "a.doc", "a.txt", "a.odt", "a.zip", "essay"])
def test_a_word_file_is_known_under_any_name(name):
    assert read(name, word(p("It failed."))).format == "docx"


# ---------------------------------------------------------------- files of several makes

FIXTURES = Path(__file__).parents[2] / "fixtures" / "docx"
EXPECTED = {
    "clean": [],  # LibreOffice
    "clean-pandoc": [],
    "clean-python-docx": [],
    "clean-word": [],
    "cc101-undefined-marker": ["CC101 8 at page 2, paragraph 4: [8]"],
    "cc101-undefined-note": ["CC101 3 at page 2, paragraph 4: ³"],
    "cc102-uncited-entry": ["CC102 3 at page 2, paragraph 9: [3]"],
    "cc109-typed-note-number": ["CC109 3 at footnote 3: ⁴"],
    "cc110-empty-note": ["CC110 2 at footnote 2: 2"],
    "cc113-lost-noteref": ["CC113 at page 2, paragraph 5: Error! Bookmark not defined."],
    "cc113-missing-bookmark": ["CC113 at page 2, paragraph 5: 2"],
    "cc113-see-note": ["CC113 12 at footnote 2: see note 12 above"],
    "cc113-stale-noteref": ["CC113 at page 2, paragraph 5: 1"],
    "silenced-cc101": ["CC101 8 at page 2, paragraph 4: [8]"],
}
"""What the rules say of each, before comments are heard."""


def test_every_fixture_is_expected():
    assert {path.stem for path in FIXTURES.glob("*.docx")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_fixtures(name):
    given = read(f"{name}.docx", (FIXTURES / f"{name}.docx").read_bytes())
    assert findings(given) == EXPECTED[name]
    assert len(analyse(given).markers) >= 3


def test_on_the_command_line_places_are_named_and_silences_heard(capsys, monkeypatch):
    monkeypatch.chdir(FIXTURES)
    assert run(["--offline", "cc101-undefined-note.docx"]) == 1
    assert "cc101-undefined-note.docx, page 2, paragraph 4" in capsys.readouterr().out
    assert run(["--offline", "silenced-cc101.docx"]) == 0
    assert run(["explain", "cc101-undefined-note.docx:4:100"]) == 0
    assert "a Word footnote" in capsys.readouterr().out

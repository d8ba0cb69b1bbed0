"""Word files of any make: no crash, spans that lie in the text, places that lead back; and what a mutation changes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word import bookmark, field, level, note, numbered, numbering, p, r, raised, ref, word

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.model import Document, Span
from citecheck.readers import read
from citecheck.settings import Settings

_LEAVES = [
    *('<w:t xml:space="preserve"> [1] text </w:t>', "<w:t>3</w:t>", "<w:t>\u00ad\u200b</w:t>", "<w:tab/>", "<w:br/>"),
    *('<w:br w:type="page"/>', "<w:lastRenderedPageBreak/>", '<w:sym w:font="Symbol" w:char="F02A"/>', "<w:cr/>"),
    *('<w:footnoteReference w:id="2"/>', '<w:endnoteReference w:id="2"/>', '<w:footnoteReference w:id="99"/>'),
    '<w:footnoteReference w:customMarkFollows="1" w:id="3"/>',
    *(
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:fldChar w:fldCharType="separate"/>',
        '<w:fldChar w:fldCharType="end"/>',
    ),
    *("<w:instrText>REF Lost</w:instrText>", '<w:instrText>HYPERLINK "http://a.example/"</w:instrText>'),
    *("<w:instrText>TOC</w:instrText>", '<w:bookmarkStart w:id="1" w:name="B"/>', '<w:bookmarkEnd w:id="1"/>'),
    *(
        "<m:t>x[2]</m:t>",
        "<w:drawing/>",
        "<w:footnoteRef/>",
        '<w:commentReference w:id="1"/>',
        "<w:delText>x</w:delText>",
    ),
    '<w:headerReference r:id="header1"/>',
]
_RUN_PROPERTIES = ["<w:vanish/>", '<w:vertAlign w:val="superscript"/>', '<w:rStyle w:val="FootnoteReference"/>']
_PARAGRAPH_PROPERTIES = [
    *(numbered(1), numbered(1, 1), numbered(0), "<w:rPr><w:del/></w:rPr>", "<w:rPr><w:vanish/></w:rPr>"),
    *("<w:sectPr/>", '<w:sectPr><w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr></w:sectPr>'),
]
_HOLDERS = [
    *("<w:p>{}</w:p>", "<w:r>{}</w:r>", "<w:del>{}</w:del>", "<w:ins>{}</w:ins>", "<w:moveFrom>{}</w:moveFrom>"),
    *('<w:hyperlink r:id="rIdL">{}</w:hyperlink>', "<w:fldSimple w:instr='REF Lost'>{}</w:fldSimple>"),
    *("<w:txbxContent>{}</w:txbxContent>", "<m:oMath>{}</m:oMath>", "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"),
    *("<mc:AlternateContent>{}</mc:AlternateContent>", "<mc:Choice>{}</mc:Choice>", "<mc:Fallback>{}</mc:Fallback>"),
    *("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", "<w:footnote w:id='4'>{}</w:footnote>"),
    *("<w:pPr>{}</w:pPr>", "<w:rPr>{}</w:rPr>", "<w:t>{}</w:t>", "<w:instrText>{}</w:instrText>"),
]
_leaf = st.one_of(
    st.sampled_from(_LEAVES),
    st.sampled_from(_RUN_PROPERTIES).map("<w:rPr>{}</w:rPr>".format),
    st.sampled_from(_PARAGRAPH_PROPERTIES).map("<w:pPr>{}</w:pPr>".format),
)
_trees = st.recursive(
    _leaf,
    lambda inner: st.tuples(st.sampled_from(_HOLDERS), st.lists(inner, max_size=5)).map(
        lambda held: held[0].format("".join(held[1]))
    ),
    max_leaves=30,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_trees, max_size=8), st.lists(_trees, max_size=4))
def test_any_elements_in_any_order(body: list[str], notes: list[str]) -> None:
    data = word(
        *body,
        footnotes=f'<w:footnote w:id="2">{"".join(notes)}</w:footnote>' + note(3, "Starred.", sign="*"),
        endnotes=note(2, *notes[:1], kind="endnote"),
        numbers=numbering(level(0, "[%1]") + level(1, "%1.%2", "chicago")),
        links={"rIdL": "https://example.org/"},
        heads={"header1": "".join(notes)},
        comments=f'<w:comment w:id="1">{p("citecheck: ignore CC101")}</w:comment>',
    )
    hold_together(read("a.docx", data))


def hold_together(document: Document) -> None:
    """Spans lie in the text in order, and every place is one of the file."""
    native = document.native
    end = len(document.text)
    for spans in (document.masks, document.comments, [link.span for link in native.links]):
        assert all(0 <= a.start < a.end <= end for a in spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))
    assert [m.span for m in native.markers] == sorted(m.span for m in native.markers)
    for span in (
        *(marker.span for marker in native.markers),
        *(reference.span for reference in native.references),
        *(fault.span for fault in native.faults),
    ):
        assert 0 <= span.start < span.end <= end
        place = document.locate(span)
        assert place.name
        assert document.offset(place.line, place.column) == span.start
    for reference in native.references:
        assert reference.span.end <= reference.body.start <= reference.body.end <= end
    assert len(native.markers) == len({marker.span for marker in native.markers})
    for problem in check_citations(analyse(document), Settings()):
        assert problem.place.line >= 1
        assert problem.place.name


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), min_size=1, max_size=6))
def test_every_place_of_the_text_leads_to_its_paragraph(texts: list[str]) -> None:
    document = read("a.docx", word(*(p(f"x{text}") for text in texts)))
    for number, text in enumerate(texts, 1):
        for column in (1, len(text) + 1):
            offset = document.offset(number, column)
            assert document.locate(Span(offset, offset + 1)).line == number


# ---------------------------------------------------------------- mutations

SOURCES = ("K. Baker, Ledgers.", "C. Draper, The Court.", "S. Fisher, Rolls.", "G. Hunter, Jewels.", "I. Joiner, Tin.")


def essay(markers: list[str], entries: list[str], notes: dict[int, str]) -> bytes:
    """An essay with a bibliography by Word's own numbers, and notes."""
    body = [p(f"Sentence {at} of the essay {marker}, which goes on.", ref(at + 2)) for at, marker in enumerate(markers)]
    listed = [p(entry, properties=numbered(1)) for entry in entries]
    return word(
        *body,
        p("References"),
        *listed,
        footnotes="".join(note(at, text) for at, text in notes.items()),
        numbers=numbering(level(0, "[%1]")),
    )


def found(data: bytes) -> list[tuple[str, str | None]]:
    return [(each.rule, each.label) for each in check_citations(analyse(read("a.docx", data)), Settings())]


MARKERS = [f"[{at}]" for at in range(1, 6)]
NOTES = {at: f"Ledger {at * 7}, fol. {at}." for at in range(2, 7)}


def test_the_essay_is_clean():
    assert found(essay(MARKERS, list(SOURCES), NOTES)) == []


@pytest.mark.parametrize("at", range(5))
def test_a_mutation_brings_its_finding_and_no_other(at):
    label = str(at + 1)
    without = [*MARKERS[:at], "here", *MARKERS[at + 1 :]]
    assert found(essay(without, list(SOURCES), NOTES)) == [("CC102", label)]
    assert found(essay(MARKERS, list(SOURCES[:4]), NOTES)) == [("CC101", "5")]
    beyond = [*MARKERS[:at], MARKERS[at] + " and [9]", *MARKERS[at + 1 :]]
    assert found(essay(beyond, list(SOURCES), NOTES)) == [("CC101", "9")]
    lost = {number: text for number, text in NOTES.items() if number != at + 2}
    assert found(essay(MARKERS, list(SOURCES), lost)) == [("CC101", label)]
    assert found(essay(MARKERS, list(SOURCES), {**NOTES, at + 2: ""})) == [("CC110", label)]
    pointing = {**NOTES, at + 2: f"See note {6 + at * 11}."}
    assert [rule for rule, _ in found(essay(MARKERS, list(SOURCES), pointing))] == ["CC113"]


def test_all_at_once_is_read_in_order():
    document = read(
        "a.docx",
        word(
            p("One", raised("2"), ref(2), bookmark("Here", " [1]")),
            p(field("REF Here", "[1]"), r(" hidden", "<w:vanish/>"), " end."),
            footnotes=note(2, "Note."),
        ),
    )
    assert document.text == "One²¹ [1]\n\n[1] end.\n\n1 Note."
    hold_together(document)


def test_a_note_in_a_text_box_does_not_end_the_box() -> None:
    inner = f'<w:footnote w:id="4">{p("In the note.")}</w:footnote>'
    document = read(
        "a.docx", word(p("Before."), f"<w:p><w:txbxContent>{inner}{p('In the box.')}</w:txbxContent></w:p>")
    )
    assert document.text.count("In the box.") == 1
    assert document.text.count("Before.") == 1
    hold_together(document)


def test_a_sign_without_text_does_not_take_the_number_of_the_next_note() -> None:
    sign = '<w:footnoteReference w:customMarkFollows="1" w:id="3"/>'
    data = word(sign, p(ref(2)), footnotes=note(2, "Numbered.") + note(3, "Starred.", sign="*"))
    document = read("a.docx", data)
    assert [marker.label for marker in document.native.markers] == ["*", "1"]
    hold_together(document)

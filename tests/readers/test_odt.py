"""OpenDocument: what readers see is read, what they do not see is not, and every finding has its place.

`clean.odt` and the others beside it were written by LibreOffice 7.4, `clean-pandoc.odt` by pandoc 2.17, the flat ones
by hand.
"""

from __future__ import annotations

import json
import re
import zipfile
from contextlib import suppress
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import fodt, fodt_of

from citecheck.citations import analyse
from citecheck.cli import run
from citecheck.documents import check_citations
from citecheck.errors import ReadError
from citecheck.model import Confidence, Document, Form, Problem, Span
from citecheck.readers import read
from citecheck.settings import Settings

FIXTURES = Path(__file__).parents[2] / "fixtures"
ODT = FIXTURES / "odt"


def flat(body: str, **parts: str) -> Document:
    """What is read of a flat document."""
    return read("a.fodt", fodt(body, **parts))


def text(body: str, **parts: str) -> str:
    """The text of a flat document."""
    return flat(body, **parts).text


def problems(document: Document) -> list[Problem]:
    """What the rules say of it, links apart."""
    return list(check_citations(analyse(document), Settings(offline=True)))


def found(document: Document) -> list[tuple[str, str | None, str, str]]:
    """Rule, label, the name of the place and what stands there."""
    named = []
    for problem in problems(document):
        start = document.offset(problem.place.line, problem.place.column)
        end = document.offset(problem.place.end_line, problem.place.end_column)
        named.append((problem.rule, problem.label, problem.place.name, document.text[start:end]))
    return named


def packed(content: bytes, **files: bytes) -> bytes:
    """An archive with a content and other files; `__` stands for a slash in their names, `_` for a full stop."""
    packet = BytesIO()
    with zipfile.ZipFile(packet, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return packet.getvalue()


def note(label: str, body: str, kind: str = "footnote", identity: str = "") -> str:
    """A note."""
    return (
        f'<text:note text:note-class="{kind}" text:id="{identity}"><text:note-citation>{label}</text:note-citation>'
        f"<text:note-body><text:p>{body}</text:p></text:note-body></text:note>"
    )


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("name", ["clean.odt", "clean-pandoc.odt", "clean.fodt"])
def test_nothing_is_wrong_with_the_clean_ones(name):
    assert problems(read(name, (ODT / name).read_bytes())) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cc101-undefined-marker.odt", ("CC101", "9", "paragraph 3", "9")),
        ("cc101-bibliography-not-updated.fodt", ("CC101", "Moe2015", "paragraph 2", "[Moe2015]")),
        ("cc102-uncited-reference.odt", ("CC102", "4", "paragraph 13", "[4]")),
        ("cc110-empty-note.odt", ("CC110", "3", "footnote 3", "3")),
        (
            "cc113-reference-source-not-found.odt",
            ("CC113", None, "paragraph 3", "Error: Reference source not found"),
        ),
        ("cc113-note-gone.fodt", ("CC113", "7", "paragraph 3", "7")),
        ("cc113-stale-note-reference.fodt", ("CC113", "3", "paragraph 3", "3")),
    ],
)
def test_the_fault_of_each_is_found_where_it_is(name, expected):
    assert found(read(name, (ODT / name).read_bytes())) == [expected]


def test_what_libreoffice_wrote():
    document = read("clean.odt", (ODT / "clean.odt").read_bytes())
    assert (document.format, document.unit) == ("odt", "paragraph")
    assert document.text.split("\n\n") == [
        "The ferry at Vell",
        (
            "Nobody in Vell could say when the ferry first crossed the sound.¹ The oldest bill is of 1713,² and it was "
            "paid in fish [1]. In the year of the fogⁱ the boat lay still for forty days [2]."
        ),
        (
            "A crossing took an hour* and a boat had 12 m² of deck. Later counts are lower [2, 3]; the reason is not "
            "known.³"
        ),
        "The fares",
        "Fares rose twice in ten years, see note 2. They fell once [3].⁴",
        "The bill of 1713 is in the glass case.",
        "a goat",
        "two herrings [1]",
        "References",
        "[1] Aune, M. (1998). Boats of the narrow sound. Vell: Quay Press.",
        "[2] Berg, T. (2004). What a crossing cost. Vell: Quay Press, pp. 12–40.",
        "[3] Holm, S. (2011). “Fares and fog”. Journal of Small Harbours, 7(2), 101–119. https://harbours.example/fog",
        "1 Harbour office, Day book 3, folio 17.",
        "The folio was bound in upside down.",
        "2 Day book 3, folio 18; see note 1 above.",
        "* A custom of the house: the ferryman ate first.",
        "3 Aune gives another date, and the archive a third.",
        "4 Told to the author at the quay.",
        "i The fog of that year is also in the parish register.",
    ]


def test_a_comment_silences_its_paragraph():
    data = (ODT / "silenced-cc101.fodt").read_bytes()
    document = read("a.fodt", data)
    (comment,) = document.comments
    assert document.text[comment.start : comment.end] == "citecheck: ignore CC101 -- the entry comes with the proofs"
    assert document.locate(comment).name == "paragraph 2"
    other = read("b.fodt", data.replace(b"citecheck: ignore", b"please ignore"))
    assert other.comments == ()
    assert "please ignore" not in other.text


@pytest.mark.parametrize("name", ["a.odt", "a.ott", "a.txt", "a", "a.docx"])
def test_an_archive_is_known_by_its_content(name):
    assert read(name, packed(fodt("<text:p>x</text:p>"))).format == "odt"


@pytest.mark.parametrize("name", ["a.fodt", "a.odt", "a.xml", "a.txt"])
def test_a_flat_file_is_known_by_its_content(name):
    assert read(name, fodt("<text:p>x</text:p>")).format == "odt"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            packed(b"\x9b\x07", META_INF__manifest_xml=b"<manifest:encryption-data/>").replace(
                b"META.INF", b"META-INF"
            ),
            "the OpenDocument file is protected by a password: save a copy without one",
        ),
        (packed(b"x").replace(b"content.xml", b"content.xmm"), "damaged OpenDocument file"),
        (packed(b"<office:document-content"), "damaged OpenDocument file"),
        (packed(b"PK")[:60], "damaged OpenDocument file"),
        (packed(b"").replace(b"document.text", b"document.graphics"), "damaged OpenDocument file"),
        (packed(b"<a/>"), "holds no text but something else"),
        (b"PK\x03\x04", "damaged OpenDocument file"),
        (b"just words", "not an OpenDocument file: it looks like plain text: name it .txt"),
        (b"<!doctype html><p>x", "not an OpenDocument file: it is a web page under another name: name it .html"),
        (
            b"\x89PNG\r\n\0",
            "its content is something else: save it from your word processor as .odt, or get a new copy",
        ),
        ("<a/>".encode("utf-16"), "holds no text but something else"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "/etc/passwd">]><a>&b;</a>', "declares a document type"),
        (fodt("<text:span>" * 600 + "</text:span>" * 600), "nested too deeply"),
        (fodt("<text:p>a</text:p>" * 1_000_001), "more than 1,000,000 paragraphs and notes"),
    ],
    ids=range(14),
)
def test_what_cannot_be_read_is_refused_in_a_line(data, says):
    with pytest.raises(ReadError, match=re.escape(says)) as raised:
        read("a.odt", data)
    assert "\n" not in str(raised.value)


def test_an_archive_that_lacks_a_byte_is_damaged():
    data = (ODT / "clean-pandoc.odt").read_bytes()
    with pytest.raises(ReadError, match="damaged OpenDocument file"):
        read("a.odt", data[:2] + data[3:])


def test_a_spreadsheet_is_no_text():
    packet = BytesIO()
    with zipfile.ZipFile(packet, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(ReadError, match="no text but an OpenDocument spreadsheet"):
        read("a.odt", packet.getvalue())


def test_a_template_of_styles_alone_is_empty():
    packet = BytesIO()
    with zipfile.ZipFile(packet, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text-template")
        archive.writestr("styles.xml", "<a/>")
    assert read("a.ott", packet.getvalue()).text == ""


def test_styles_of_heads_and_feet_are_not_those_of_the_text():
    styles = (
        '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )
    data = packed(fodt('<text:p>a<text:span text:style-name="T1">b</text:span></text:p>'), styles_xml=fodt("", styles))
    assert read("a.odt", data).text == "ab"


# ---------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<text:p>a</text:p><text:h>b</text:h><text:p/><text:p> c </text:p>", "a\n\nb\n\nc"),
        ("<text:p>a\n   b <text:span> c</text:span>\td</text:p>", "a b c d"),
        ('<text:p>a <text:s text:c="2"/>b<text:tab/>c<text:line-break/>d</text:p>', "a   b\tc\nd"),
        ("<text:p>a<text:deletion>x</text:deletion></text:p>", "ax"),
        ("<text:tracked-changes><text:p>x</text:p></text:tracked-changes><text:p>a</text:p>", "a"),
        (
            "<text:p>a<office:annotation><dc:creator>x</dc:creator><text:p>y</text:p></office:annotation>b</text:p>",
            "ab",
        ),
        ('<text:section text:display="none"><text:p>x</text:p></text:section><text:p>a</text:p>', "a"),
        ('<text:section text:display="condition" text:is-hidden="true"><text:p>x</text:p></text:section>', ""),
        ('<text:section text:display="condition"><text:p>a</text:p></text:section>', "a"),
        ('<text:p>x<text:hidden-paragraph text:is-hidden="true"/></text:p><text:p>a</text:p>', "a"),
        ('<text:p>a<text:hidden-text text:is-hidden="true">x</text:hidden-text></text:p>', "a"),
        ('<text:p>a<text:hidden-text text:is-hidden="false">b</text:hidden-text></text:p>', "ab"),
        ("<text:p>a<draw:frame><draw:text-box><text:p>b</text:p></draw:text-box></draw:frame>c</text:p>", "ac\n\nb"),
        (
            "<text:p>a<draw:custom-shape><text:p>b</text:p><text:p>c</text:p></draw:custom-shape></text:p>",
            "a\n\nb\n\nc",
        ),
        ("<text:p>a<draw:frame><draw:object><text:p>x</text:p></draw:object></draw:frame></text:p>", "a"),
        (
            (
                "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell>"
                "<text:p>b</text:p></table:table-cell></table:table-row></table:table>"
            ),
            "a\n\nb",
        ),
        (
            "<text:p><text:ruby><text:ruby-base>字</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby></text:p>",
            "字",
        ),
        ("<text:p>see <text:bookmark-ref>Chapter 2</text:bookmark-ref></text:p>", "see Chapter 2"),
        ("<text:p>a\u00a0b\u00adc\u200bd</text:p>", "a bcd"),
    ],
)
def test_what_readers_see(body, expected):
    assert text(body) == expected


def styled(properties: str, of: str = "text", more: str = "") -> str:
    """A style named S."""
    return (
        f'<style:style style:name="S" style:family="{of}" {more}>'
        f"<style:{'text' if of == 'text' else 'paragraph'}-properties {properties}/></style:style>"
    )


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("super 58%", "a²"),
        ("33% 58%", "a²"),
        ("40% 70%", "a²"),
        ("sub 58%", "a2"),
        ("-33% 58%", "a2"),
        ("0% 100%", "a2"),
    ],
)
def test_raised_digits(position, expected):
    styles = styled(f'style:text-position="{position}"')
    assert text('<text:p>a<text:span text:style-name="S">2</text:span></text:p>', styles=styles) == expected


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        ("1,2", "¹,²"),
        ("1–3", "¹–³"),
        ("12", "¹²"),
        ("2+", "2+"),
        ("-3", "-3"),
        ("th", "th"),
        ("[1]", "[1]"),
        ("1234", "1234"),
    ],
)
def test_only_what_may_be_numbers_of_notes_is_raised(raised, expected):
    styles = styled('style:text-position="super 58%"')
    body = "".join(f'<text:span text:style-name="S">{each}</text:span>' for each in raised)
    assert text(f"<text:p>a{body}</text:p>", styles=styles) == f"a{expected}"


def test_styles_have_parents_and_loops_of_them_end():
    common = '<style:style style:name="P" style:family="text" style:parent-style-name="S"/>' + styled(
        'style:text-position="super 58%"', more='style:parent-style-name="P"'
    )
    assert text('<text:p>a<text:span text:style-name="P">2</text:span></text:p>', common=common) == "a²"


def test_hidden_text():
    styles = styled('text:display="none"')
    body = f'<text:p>a<text:span text:style-name="S">x{note("1", "y")}<text:span>z</text:span></text:span>b</text:p>'
    document = flat(body, styles=styles)
    assert (document.text, document.native.markers) == ("ab", ())


def test_program_text_is_masked_unless_all_is_typewritten():
    body = (
        "<text:p>The ferry sails twice a day, as it did, with {} and the goat.</text:p>"
        '<text:p><text:span text:style-name="{}">{}</text:span></text:p>'
    )
    styles = '<style:style style:name="Source_20_Text" style:family="text"/>' + styled('style:font-name="Courier New"')
    for style in ("Source_20_Text", "S"):
        document = flat(body.format("a crew", style, "x[1]"), styles=styles)
        assert [document.text[start:end] for start, end in document.masks] == ["x[1]"]
        assert flat(body.format("it", style, "https://a.example/b"), styles=styles).masks == ()
        assert flat(body.format("it", style, "[1]"), styles=styles).masks == ()
    typed = flat('<text:p><text:span text:style-name="S">It failed. [1]</text:span></text:p>', styles=styles)
    assert typed.masks == ()


# ---------------------------------------------------------------- lists

LISTS = """<text:list-style style:name="L">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-prefix="[" style:num-suffix="]"/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>
<text:list-style style:name="R">
<text:list-level-style-number text:level="1" style:num-format="I" style:num-suffix="." text:start-value="4"/>
<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/></text:list-style>
<text:list-style style:name="O">
<text:list-level-style-number text:level="1" style:num-format="1" loext:num-list-format="(%1%)" style:num-suffix="x"/>
</text:list-style>
<text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>
<style:style style:name="P" style:family="paragraph" style:list-style-name="L"/>"""


def items(*of: str, more: str = "") -> str:
    """A list of paragraphs."""
    return f"<text:list {more}>{''.join(f'<text:list-item>{each}</text:list-item>' for each in of)}</text:list>"


def p(words: str, style: str = "") -> str:
    """A paragraph."""
    return f'<text:p text:style-name="{style}">{words}</text:p>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (items(p("a"), p("b"), more='text:style-name="L"'), ["[1] a", "[2] b"]),
        (items(p("a") + p("b"), p("c"), more='text:style-name="L"'), ["[1] a", "b", "[2] c"]),
        (
            items(p("a") + items(p("b"), p("c")), p("d") + items(p("e")), more='text:style-name="L"'),
            ["[1] a", "a) b", "b) c", "[2] d", "a) e"],
        ),
        (items(p("a") + items(p("b")), more='text:style-name="R"'), ["IV. a", "IV.1 b"]),
        (items(items(p("b"), p("c")), more='text:style-name="R"'), ["IV.1 b", "IV.2 c"]),
        (items(p("a"), more='text:style-name="O"'), ["(1) a"]),
        (items(p("a"), more='text:style-name="B"'), ["a"]),
        (items(p("a", "P")), ["[1] a"]),
        (
            items(p("a"), more='text:style-name="L"')
            + p("x")
            + items(p("b"), more='text:style-name="L" text:continue-numbering="true"'),
            ["[1] a", "x", "[2] b"],
        ),
        (items(p("a"), more='text:style-name="L"') + items(p("b"), more='text:style-name="L"'), ["[1] a", "[1] b"]),
        (
            items(p("a"), more='text:style-name="L" xml:id="i"')
            + items(p("b"), more='text:style-name="O"')
            + items(p("c"), more='text:style-name="L" text:continue-list="i"'),
            ["[1] a", "(1) b", "[2] c"],
        ),
        (
            (
                '<text:list text:style-name="L"><text:list-header><text:p>a</text:p></text:list-header>'
                '<text:list-item text:start-value="7"><text:p>b</text:p></text:list-item>'
                '<text:list-item text:style-override="O"><text:p>c</text:p></text:list-item></text:list>'
            ),
            ["a", "[7] b", "(8) c"],
        ),
        (
            (
                '<text:numbered-paragraph text:list-id="n" text:style-name="L"><text:p>a</text:p>'
                '</text:numbered-paragraph><text:numbered-paragraph text:list-id="n" text:style-name="L"><text:p>b'
                "</text:p></text:numbered-paragraph>"
            ),
            ["[1] a", "[2] b"],
        ),
        (
            "<text:list><text:list-item><text:number>§ 3</text:number><text:p>a</text:p></text:list-item></text:list>",
            ["§ 3 a"],
        ),
        (
            items(
                p(
                    "a<draw:frame><draw:text-box>"
                    + items(p("b"), more='text:style-name="O"')
                    + "</draw:text-box></draw:frame>"
                ),
                p("c"),
                more='text:style-name="L"',
            ),
            ["[1] a", "(1) b", "[2] c"],
        ),
        (items(p("a" + note("1", "n")), more='text:style-name="L"'), ["[1] a¹", "1 n"]),
    ],
)
def test_items_have_the_numbers_that_readers_see(body, expected):
    assert text(body, styles=LISTS).split("\n\n") == expected


def test_headings_are_numbered_by_the_outline():
    common = (
        '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1"/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>'
        '<style:style style:name="N" style:family="paragraph" style:list-style-name=""/>'
    )
    body = "".join(
        f'<text:h text:outline-level="{level}" text:style-name="{style}">{words}</text:h>'
        for level, style, words in ((1, "", "a"), (2, "", "b"), (2, "", "c"), (1, "N", "x"), (1, "", "d"), (2, "", "e"))
    )
    assert text(body, common=common).split("\n\n") == ["1 a", "1.1 b", "1.2 c", "x", "2 d", "2.1 e"]


# ---------------------------------------------------------------- notes


def test_notes_are_native_and_stand_at_the_end():
    words = f"One.{note('1', 'A.')} Two{note('i', 'B.', 'endnote')} three.{note('*', 'C.')}"
    document = flat(f"<text:p>{words}</text:p><text:p>Z</text:p>")
    assert document.text == "One.¹ Twoⁱ three.*\n\nZ\n\n1 A.\n\n* C.\n\ni B."
    native = document.native
    assert [(each.label, document.text[slice(*each.span)], each.reason) for each in native.markers] == [
        ("1", "¹", "an OpenDocument footnote"),
        ("i", "ⁱ", "an OpenDocument endnote"),
        ("*", "*", "an OpenDocument footnote"),
    ]
    assert [(each.label, document.text[slice(*each.body)]) for each in native.references] == [
        ("1", "A."),
        ("*", "C."),
        ("i", "B."),
    ]
    by_series = {each.series: each.label for each in native.references}
    assert len(by_series) == 3
    assert all(by_series[each.series] == each.label for each in native.markers)
    assert {each.form for each in (*native.markers, *native.references)} == {Form.INLINE}
    assert {each.confidence for each in native.markers} == {Confidence.SURE}
    names = [document.locate(each.span).name for each in native.references]
    assert names == ["footnote 1", "footnote *", "endnote i"]
    assert [document.locate(each.body).line for each in native.references] == [3, 4, 5]
    assert problems(document) == []


def test_a_note_in_a_text_box_and_one_of_many_paragraphs():
    many = note("1", "A.</text:p><text:p>B.")
    document = flat(f"<text:p>a{many}<draw:frame><text:p>b{note('2', 'C.')}</text:p></draw:frame></text:p>")
    assert document.text == "a¹\n\nb²\n\n1 A.\n\nB.\n\n2 C."
    assert document.locate(Span(document.text.index("B."), len(document.text))).name == "footnote 1"


def test_a_note_without_label_or_text():
    document = flat("<text:p>a<text:note><text:note-body/></text:note></text:p>")
    assert [(each.label, each.span) for each in document.native.markers] == [("1", Span(1, 2))]
    assert [problem.rule for problem in problems(document)] == ["CC110"]


def test_the_label_that_docutils_writes_into_references_is_no_note():
    again = "<text:note-ref>1<text:note-citation>1</text:note-citation></text:note-ref>"
    document = flat(f"<text:p>a{note('1', 'A.')} b{again}</text:p>")
    assert (document.text, len(document.native.markers)) == ("a¹ b1\n\n1 A.", 1)


@pytest.mark.parametrize(
    ("kind", "shown", "expected"),
    [
        ("text", "1", []),
        ("text", "2", [("CC113", "2", "paragraph 1", "2")]),
        ("text", "note 2", []),
        ("page", "2", []),
    ],
)
def test_references_to_notes_show_their_number(kind, shown, expected):
    reference = (
        f'<text:note-ref text:note-class="footnote" text:reference-format="{kind}" text:ref-name="n">'
        f"{shown}</text:note-ref>"
    )
    assert found(flat(f"<text:p>a{note('1', 'A.', identity='n')} see {reference}.</text:p>")) == expected


@pytest.mark.parametrize(
    "error",
    [
        "Error: Reference source not found",
        "Fehler: Verweis nicht gefunden",
        "Erreur : source de la référence non trouvée",
        "Error: no se encontró el origen de la referencia",
        "Errore: sorgente del riferimento non trovata",
        "Fout: Bron van verwijzing niet gevonden",
        "Erro: Origem da referência não encontrada",
        "Error! Bookmark not defined.",
        "Fehler! Verweisquelle konnte nicht gefunden werden.",
    ],
)
def test_what_a_cross_reference_shows_that_is_broken(error):
    document = flat(f"<text:p>See <text:bookmark-ref>{error}</text:bookmark-ref>.</text:p>")
    assert found(document) == [("CC113", None, "paragraph 1", error)]
    assert found(flat(f"<text:p>It said “{error}”.</text:p>")) == []
    assert found(flat("<text:p>See <text:bookmark-ref>Errors: a study</text:bookmark-ref>.</text:p>")) == []


@pytest.mark.parametrize(
    ("target", "shown", "expected"),
    [
        ("_Ref1", "1", []),
        ("_REF1", "1", []),
        ("_Ref1", "2", [("CC113", "2", "paragraph 1", "2")]),
        ("_Ref7", "1", [("CC113", "1", "paragraph 1", "1")]),
        ("here", "2", []),
        ("_Ref1", "Error! Bookmark not defined.", [("CC113", None, "paragraph 1", "Error! Bookmark not defined.")]),
    ],
)
def test_fields_of_word_that_libreoffice_keeps(target, shown, expected):
    body = (
        f'<text:p><text:bookmark text:name="here"/>a<text:bookmark-start text:name="_Ref1"/>{note("1", "A.")}'
        '<text:bookmark-end text:name="_Ref1"/> see note <field:fieldmark-start><field:param '
        f'field:name="vnd.oasis.opendocument.field.code" field:value="NOTEREF {target} \\h"/></field:fieldmark-start>'
        f"<field:fieldmark-separator/>{shown}<field:fieldmark-end/>.</text:p>"
    )
    assert found(flat(body)) == expected


UP = '<text:span text:style-name="S">{}</text:span>'


@pytest.mark.parametrize(
    ("label", "typed", "expected", "words"),
    [
        ("1", "1", [], "1 A."),
        ("1", "4", [("CC109", "1", "footnote 1", "⁴")], "1 ⁴ A."),
        ("i", "4", [], "i ⁴ A."),
        ("1", "th", [], "1 th A."),
    ],
)
def test_a_number_that_is_typed_into_a_note(label, typed, expected, words):
    body = f"<text:p>a{note(label, UP.format(typed) + ' A.')}</text:p>"
    document = flat(body, styles=styled('style:text-position="super 58%"'))
    assert document.text == f"a{'¹' if label == '1' else 'ⁱ'}\n\n{words}"
    assert found(document) == expected


# ---------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/b", ["https://a.example/b"]),
        ("ftp://a.example/", ["ftp://a.example/"]),
        ("mailto:a@b.example", ["mailto:a@b.example"]),
        ("#anchor", []),
        ("../b.odt", []),
        ("javascript:x", []),
    ],
)
def test_links(address, expected):
    document = flat(f'<text:p>See <text:a xlink:href="{address}"> the <text:span>house</text:span> </text:a>.</text:p>')
    links = document.native.links
    assert [link.url for link in links] == expected
    assert all(document.text[slice(*link.span)] == link.written == "the house" for link in links)


def test_a_link_that_formatting_cuts_is_one():
    part = '<text:a xlink:href="https://a.example/">{}</text:a>'
    assert [link.written for link in flat(f"<text:p>{part.format('a')}{part.format('b')}</text:p>").native.links] == [
        "ab"
    ]


# ---------------------------------------------------------------- bibliographies


def bibliography(*entries: str, first: str = "identifier") -> str:
    """An index."""
    return (
        '<text:bibliography><text:bibliography-source><text:bibliography-entry-template text:bibliography-type="book">'
        f'<text:index-entry-bibliography text:bibliography-data-field="{first}"/>'
        "<text:index-entry-span>: </text:index-entry-span>"
        '<text:index-entry-bibliography text:bibliography-data-field="title"/></text:bibliography-entry-template>'
        "</text:bibliography-source><text:index-body><text:index-title><text:p>A: B</text:p></text:index-title>"
        f"{''.join(f'<text:p>{entry}</text:p>' for entry in entries)}</text:index-body></text:bibliography>"
    )


MARK = "<text:bibliography-mark>[{}]</text:bibliography-mark>"


def test_citations_pair_with_the_index():
    body = f"<text:p>As {MARK.format('A1')} and {MARK.format('B2')} say.</text:p>"
    assert found(flat(body + bibliography("A1: Boats", "B2: Nets"))) == []
    assert found(flat(body + bibliography("A1: Boats"))) == [("CC101", "B2", "paragraph 1", "[B2]")]
    document = flat(body + bibliography("A1: Boats", "B2: Nets", "C3: Oars"))
    assert found(document) == [("CC102", "C3", "paragraph 5", "C3")]
    assert document.text[slice(*document.native.references[2].body)] == "Oars"


def test_an_index_that_does_not_begin_with_labels_is_text():
    body = f"<text:p>As {MARK.format('1')} says.</text:p>"
    for document in (
        flat(body + bibliography("1: Boats", first="author")),
        flat(body + bibliography("Aune: Boats")),
        flat(f"{body}<text:p>References</text:p><text:p>[1] Aune, Boats, 1998.</text:p>"),
    ):
        assert document.native.markers == document.native.references == ()
        assert found(document) == []


# ---------------------------------------------------------------- places

BREAK = "<text:soft-page-break/>"
NEW_PAGE = (
    '<style:style style:name="N" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/>'
    "</style:style>"
)


def names(document: Document, *words: str) -> list[str]:
    """What the places of words are called."""
    return [document.locate(Span(at, at + 1)).name for at in map(document.text.index, words)]


def test_pages_are_named_where_they_are_known():
    last = f'<text:p text:style-name="N">dd{note("1", "ee")}</text:p>'
    body = f"<text:p>aa b{BREAK}b</text:p>{BREAK}<text:p>cc</text:p>{last}"
    document = flat(body, styles=NEW_PAGE)
    assert names(document, "a", "bb", "b\n", "cc", "dd", "ee") == [
        "page 1, paragraph 1",
        "page 1, paragraph 1",
        "page 2, paragraph 1",
        "page 3, paragraph 2",
        "page 4, paragraph 3",
        "footnote 1",
    ]
    assert document.locate(Span(4, 5))[:2] == (1, 5)
    assert names(flat(body.replace(BREAK, ""), styles=NEW_PAGE), "aa", "dd") == ["paragraph 1", "paragraph 3"]


@pytest.mark.parametrize(("pages", "expected"), [(2, "page 2, paragraph 2"), (5, "paragraph 2")])
def test_pages_that_are_no_more_are_not_named(pages, expected):
    meta = f'<meta:document-statistic meta:page-count="{pages}"/>'
    assert names(flat(f"<text:p>a</text:p>{BREAK}<text:p>b</text:p>", meta=meta), "b") == [expected]


def test_columns_count_what_is_invisible_and_not_the_indent():
    document = flat("<text:p>\u200b<text:tab/>a\u00ad\u00adb [7] c</text:p><text:p>d\u00ade [8]</text:p>")
    assert document.text == "ab [7] c\n\nde [8]"
    places = [document.locate(Span(at, at + 3)) for at in map(document.text.index, ("[7]", "[8]"))]
    assert [place[:2] for place in places] == [(1, 6), (2, 5)]
    for place in places:
        assert document.text[document.offset(place.line, place.column) :].startswith("[")


# ---------------------------------------------------------------- everything else

TEXTS = sorted(path.name for path in FIXTURES.glob("*.txt"))


@pytest.mark.parametrize("name", TEXTS)
def test_the_plain_fixtures_have_the_same_faults_as_paragraphs(name):
    plain = (FIXTURES / name).read_text("utf-8")
    said = sorted((each.rule, str(each.label)) for each in problems(read(name, plain.encode())))
    assert sorted((each.rule, str(each.label)) for each in problems(read("a.fodt", fodt_of(plain)))) == said


def test_the_command_line_names_places_by_their_paragraph(capsys):
    path = str(ODT / "cc101-undefined-marker.odt")
    assert run(["check", "--offline", path]) == 1
    assert f"{path}, paragraph 3\n" in capsys.readouterr().out
    assert run(["check", "--offline", "--format", "json", path]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["documents"] == [
        {"path": path, "format": "odt", "unit": "paragraph", "markers": 12, "references": 9, "links": 2}
    ]
    (finding,) = report["findings"]
    assert (finding["line"], finding["column"], finding["end_column"]) == (3, 83, 84)
    assert run(["explain", f"{path}:3:83"]) == 0
    assert "[9]" in capsys.readouterr().out
    assert run(["list", str(ODT / "clean.odt")]) == 0
    assert "Told to the author at the quay." in capsys.readouterr().out


ESSAY = [
    f"Sentence {number} of the ferry.{note(str(number), f'Source {number}, p. {number}.')}" for number in range(1, 8)
]


@pytest.mark.parametrize("at", range(7))
def test_a_note_that_loses_its_text_is_found_alone(at):
    whole = "".join(f"<text:p>{each}</text:p>" for each in ESSAY)
    assert found(flat(whole)) == []
    broken = whole.replace(f"Source {at + 1}, p. {at + 1}.", "")
    assert found(flat(broken)) == [("CC110", str(at + 1), f"footnote {at + 1}", str(at + 1))]


NUMBERED = items(*(p(f"Author {number}, Title, 19{number}0.") for number in range(1, 6)), more='text:style-name="L"')


@pytest.mark.parametrize("at", range(1, 6))
def test_a_marker_that_is_lost_or_wrong_is_found_alone(at):
    claims = "".join(p(f"Claim {number} of the ferry [{number}].") for number in range(1, 6))
    end = f"<text:h>References</text:h>{NUMBERED}"
    assert found(flat(claims + end, styles=LISTS)) == []
    lost = flat(claims.replace(f" [{at}]", "") + end, styles=LISTS)
    assert found(lost) == [("CC102", str(at), f"paragraph {6 + at}", f"[{at}]")]
    wrong = flat(claims + p("Another [9].") + end, styles=LISTS)
    assert found(wrong) == [("CC101", "9", "paragraph 6", "[9]")]


ELEMENTS = (
    *("text:p", "text:h", "text:span", "text:a", "text:list", "text:list-item", "text:list-header", "text:note"),
    *("text:note-citation", "text:note-body", "text:number", "text:numbered-paragraph", "text:section"),
    *("text:bibliography", "text:bibliography-mark", "text:bibliography-source", "text:index-title", "text:note-ref"),
    *("text:bookmark-ref", "text:hidden-text", "text:hidden-paragraph", "text:tracked-changes", "office:annotation"),
    *("draw:frame", "table:table", "office:styles", "office:automatic-styles", "office:text", "text:soft-page-break"),
)
ATTRIBUTES = (
    *("", ' text:style-name="L"', ' text:is-hidden="true"', ' text:note-class="endnote" text:id="n"'),
    *(' text:note-class="footnote" text:ref-name="n"', ' xlink:href="https://a.example/"', ' text:outline-level="2"'),
    *(' text:continue-numbering="true"', ' text:start-value="99999999999"', ' text:level="44" text:list-id="i"'),
)
LEAVES = ("a", " ", "[1]", "1", "\u00ad", "\u200b\u00a0", "\n\n", "<text:s/>", "<text:tab/>", "citecheck: ignore", "𝒳")
trees = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.tuples(st.sampled_from(ELEMENTS), st.sampled_from(ATTRIBUTES), st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}{made[1]}>{''.join(made[2])}</{made[0]}>"
    ),
    max_leaves=30,
)


def check_places(document: Document) -> None:
    """Every span lies in the text, in order, and has a place that leads back."""
    citations = analyse(document)
    native, size = document.native, len(document.text)
    assert "\0" not in document.text
    for spans in ([each.span for each in native.links], list(document.masks), list(document.comments)):
        assert all(0 <= start < end <= size for start, end in spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(0 <= each.span.start < each.span.end <= size for each in native.markers)
    assert all(0 <= each.span.start <= each.body.start <= each.body.end <= size for each in native.references)
    for each in (*citations.markers, *citations.references, *citations.links):
        place = document.locate(each.span)
        assert place.name
        assert document.offset(place.line, place.column) == each.span.start
    for problem in check_citations(citations, Settings(offline=True)):
        assert problem.place.line >= 1


@settings(max_examples=150, deadline=None)
@given(st.lists(trees, max_size=8))
def test_odd_documents_are_read(made):
    check_places(flat("".join(made), styles=LISTS))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_files_are_read_or_refused(data):
    whole = (ODT / data.draw(st.sampled_from(["clean.fodt", "clean-pandoc.odt"]))).read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    broken = whole[:at] + data.draw(st.binary(max_size=6)) + whole[at + data.draw(st.integers(0, 30)) :]
    with suppress(ReadError):
        check_places(read("a.odt", broken))

r"""RTF: what readers see is read, what they do not see is not, and every finding has its place.

`clean.rtf` and two others were written by LibreOffice 7.4, `clean-pandoc.rtf` by pandoc 2.17, the rest by hand, in the
manner of Word.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_odt import TEXTS, check_places, found, problems
from written import rtf, rtf_of

from citecheck.errors import ReadError
from citecheck.model import Document, Form
from citecheck.readers import read
from citecheck.readers.rtf import tokens

FIXTURES = Path(__file__).parents[2] / "fixtures"
RTF = FIXTURES / "rtf"


def document(body: str, head: str = "") -> Document:
    """What is read of a file."""
    return read("a.rtf", rtf(f"{head} {body}"))


def text(body: str, head: str = "") -> str:
    """The text of a file."""
    return document(body, head).text


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("name", ["clean.rtf", "clean-word.rtf", "clean-pandoc.rtf"])
def test_nothing_is_wrong_with_the_clean_ones(name):
    assert problems(read(name, (RTF / name).read_bytes())) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cc101-undefined-marker.rtf", ("CC101", "9", "paragraph 3", "9")),
        ("cc102-uncited-reference.rtf", ("CC102", "4", "paragraph 13", "[4]")),
        ("cc110-empty-note.rtf", ("CC110", "3", "footnote 3", "3")),
        ("cc113-bookmark-not-found.rtf", ("CC113", None, "paragraph 5", "Error! Reference source not found.")),
        ("cc113-stale-noteref.rtf", ("CC113", "4", "paragraph 5", "4")),
    ],
)
def test_the_fault_of_each_is_found_where_it_is(name, expected):
    assert found(read(name, (RTF / name).read_bytes())) == [expected]


@pytest.mark.parametrize("name", ["clean.rtf", "clean-word.rtf"])
def test_every_program_writes_the_same(name):
    same = read("clean.odt", (FIXTURES / "odt" / "clean.odt").read_bytes())
    other = read(name, (RTF / name).read_bytes())
    assert other.text == same.text
    assert [each[:3] for each in other.native.markers] == [each[:3] for each in same.native.markers]
    assert other.native.references == same.native.references
    assert other.native.links == same.native.links


def test_a_comment_silences_its_paragraph():
    data = (RTF / "silenced-cc101.rtf").read_bytes()
    silent = read("a.rtf", data)
    (comment,) = silent.comments
    assert silent.text[comment.start : comment.end] == "citecheck: ignore CC101 -- the entry comes with the proofs"
    assert silent.locate(comment).name == "paragraph 3"
    assert read("b.rtf", data.replace(b"citecheck:", b"Editor:")).comments == ()


@pytest.mark.parametrize("name", ["a.rtf", "a.txt", "a.doc", "a", "a.docx"])
def test_a_file_is_known_by_its_content(name):
    assert read(name, rb"{\rtf1 x}").format == "rtf"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"just words", "not an RTF file: it looks like plain text: name it .txt"),
        (b"words {\\rtf1 x}", "not an RTF file: it looks like plain text"),
        (b"\x89PNG\r\n\0", "not an RTF file: its content is something else: save it again as .rtf, or get a new copy"),
        (b"{\\rtf1{\\fonttbl{\\f0 Times", "the RTF file breaks off in the middle: save it again, or get a new copy"),
        (b"{\\rtf1 One {\\b two\n", "the RTF file breaks off in the middle"),
        (b"{\\rtf1 " + b"{" * 2000, "nested too deeply"),
        (b"{\\rtf1 " + b"a\\par " * 1_000_001, "more than 1,000,000 paragraphs and notes"),
    ],
    ids=range(7),
)
def test_what_cannot_be_read_is_refused_in_a_line(data, says):
    with pytest.raises(ReadError, match=re.escape(says)) as raised:
        read("a.rtf", data)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n ", b""])
@pytest.mark.parametrize("behind", [b"}", b"", b"}}}{{ x", b"}\0\0"])
def test_what_stands_around_the_outermost_group_is_nothing(before, behind):
    assert read("a.rtf", before + b"{\\rtf1 a" + behind).text == "a"


# ---------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"a\par b\par\par c", "a\n\nb\n\nc"),
        ("a\nb\r\nc\\\nd\\\r\ne", "abc\n\nd\n\ne"),
        (r"a\line b\tab c\lbr d", "a\nb\tc\nd"),
        (r"a\emdash b\endash c\lquote d\rquote\ldblquote e\rdblquote\bullet", "a—b–c‘d’“e”•"),
        (r"a\~b\-c\_d\{e\}\\f\zwj g", "a bc-d{e}\\fg"),
        (r"\trowd a\cell b\nestcell c\row d", "a\n\nb\n\nc\n\nd"),
        (r"{\b a}{\i0 b}\f0\fs24 c\unknown-12 d", "abcd"),
        (r"a{\*\unknown x{y}\bin3 }}}z}b", "ab"),
        (r"a{\pict\wmetafile8 0a0b{\*\x y}}b", "ab"),
        (r"a{\header x\par}{\footerl y}{\info{\title z}}b", "ab"),
        (r"a{\v x}\v y\v0 b{\deleted z}{\v0 c}", "abc"),
        (r"a\v x\plain b", "ab"),
        (r"a{\deleted\par}b", "ab"),
        (r"a{\xe {\v x}y}{\tc z}b", "ab"),
        (r"a\tc b", "ab"),
        (r"{\listtext\f0 1.\tab}a\par{\pntext 2)\tab}b\par{\listtext\'b7\tab}c", "1. a\n\n2) b\n\nc"),
        (r"{\*\pn\pnlvlbody{\pntxta .}}a", "a"),
        (r"a{\upr{x}{\*\ud{b}}}c", "abc"),
        (r"a{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt b\par c}}{\shprslt z}}d", "ad\n\nb\n\nc"),
        (r"a{\*\do\dptxbx{\dptxbxtext b\par}}c", "ac\n\nb"),
        (r"a{\object\objemb{\*\objdata 0a}{\result b}}c", "abc"),
        (r"a{\mmath{\*\moMath x}}b", "ab"),
        (r"a{\*\annotation x}b", "ab"),
        (r"a\super 2\nosupersub b\super0 3{\up6 4}{\dn6 5}{\sub 6}", "a²b3⁴56"),
        (r"a{\super [1]} b{\super 2+}", "a[1] b2+"),
        (r"a {\field{\*\fldinst DATE}{\fldrslt May}} b{\field{\*\fldinst EQ x}}", "a May b"),
        (r"a {\field{\*\fldinst IF {\field{\*\fldinst PAGE}{\fldrslt 7}} x}{\fldrslt b}}", "a b"),
    ],
)
def test_what_readers_see(body, expected):
    assert text(body) == expected


FONTS = (
    r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Times;}{\f2\fcharset128 Mincho;}{\f3\fcharset2 Symbol;}"
    r"{\f4\fmodern\fcharset0 Courier New;}{\f5\cpg1253 Times;}}"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"\'e9\'93\'94\'80", "é“”€"),
        (r"\f1\'cc\'e8\'f0 \f0\'e9", "Миръé".replace("ъ", " ")),
        (r"\f2\'82\'a0\'83\\ a", "あソ a"),
        (r"{\f2\'82\'a0}\'e9", "あé"),
        (r"\f3\'b7 1", "• 1"),
        (r"\f5\'e1", "α"),
        (r"\u8212\'97a\u8212 ?b\u233\'e9\'e9", "—a—béé"),
        (r"\u-10179\'3f\u-8704\'3f", "😀"),
        (r"{\uc2\u8212\'81\'97a}\u8212 ?b", "—a—b"),
        (r"\uc0\u8212 a\u8212  b", "—a— b"),
        (r"\u8212\emdash a\u8220\ldblquote b", "—a“b"),
        (r"\u8212{\b a}\u8212\par b", "—a—\n\nb"),
        (r"\u-3913?\u61489?", "•1"),
        (r"\u55357?x\u0?\u7?y", "xy"),
        (r"\'zz\'0", "zz0"),
    ],
)
def test_characters(body, expected):
    assert text(body, FONTS) == expected


@pytest.mark.parametrize(
    ("head", "byte", "expected"),
    [
        (rb"\ansi\ansicpg1251", rb"\'cc", "М"),
        (rb"\ansi\ansicpg1251", b"\xcc", "М"),
        (rb"\mac", rb"\'8e", "é"),
        (rb"\pc", rb"\'82", "é"),
        (rb"\ansi\ansicpg65001", rb"\'c3\'a9", "é"),
        (rb"\ansi\ansicpg99999", rb"\'e9", "é"),
        (rb"\ansi\ansicpg1251\deff1{\fonttbl{\f1\fcharset238 T;}}", rb"\'e8", "č"),
    ],
)
def test_code_pages(head, byte, expected):
    assert read("a.rtf", b"{\\rtf1" + head + b" " + byte + b"}").text == expected


def test_every_encoding_is_known():
    names = {name for number in range(256) if (name := tokens.charset(number))}
    pages = {name for number in range(66_000) if (name := tokens.code_page(number))}
    assert {"cp1252", "gbk", "symbol"} <= names
    assert {"cp1251", "cp874", "mac_cyrillic"} <= pages
    assert all(tokens.decoded(b"a1", name) == "a1" for name in names | pages)


def test_program_text_is_masked_unless_all_is_typewritten():
    code = document(r"The ferry sails twice a day, as it always did: {\f4 x[1]} and a goat.", FONTS)
    assert [code.text[start:end] for start, end in code.masks] == ["x[1]"]
    assert document(r"The ferry sails: {\f4 https://a.example/b}.", FONTS).masks == ()
    assert document(r"\f4 The ferry sails. [1]", FONTS).masks == ()


# ---------------------------------------------------------------- notes


def note(body: str, more: str = "", mark: str = r"\chftn") -> str:
    """A note as Word writes it."""
    return rf"{{\super {mark}{{\footnote {more}\pard\plain {{\super {mark}}} {body}}}}}"


def labels(body: str, head: str = "") -> list[str]:
    """The labels of the notes of a file."""
    made = document(body, head)
    assert sorted(each.label for each in made.native.markers) == sorted(each.label for each in made.native.references)
    return [each.label for each in made.native.markers]


def test_notes_are_native_and_stand_at_the_end():
    made = document(rf"One.{note('A.')} Two{note('B.', chr(92) + 'ftnalt')} three.{note('C.', mark='*')}\par Z")
    assert made.text == "One.¹ Two¹ three.*\n\nZ\n\n1 A.\n\n* C.\n\n1 B."
    assert [(each.label, made.text[slice(*each.span)], each.reason) for each in made.native.markers] == [
        ("1", "¹", "an RTF footnote"),
        ("1", "¹", "an RTF endnote"),
        ("*", "*", "an RTF footnote"),
    ]
    assert {each.form for each in (*made.native.markers, *made.native.references)} == {Form.INLINE}
    assert [made.locate(each.span).name for each in made.native.references] == [
        "footnote 1",
        "footnote *",
        "endnote 1",
    ]
    assert [made.text[slice(*each.body)] for each in made.native.references] == ["A.", "C.", "B."]
    assert problems(made) == []


@pytest.mark.parametrize(
    "written",
    [
        r"a{\super\chftn}{\*\footnote\chftn\~\plain\pard A.}",
        r"a{\super\chftn{\footnote {\super\chftn} A.\par}}",
        r"a\super\chftn{\footnote\pard A.}\nosupersub",
        r"a{\footnote{\super\chftn}A.}",
        r"a{\footnote A.}",
    ],
)
def test_automatic_notes(written):
    made = document(written)
    assert made.text == "a¹\n\n1 A."
    assert [each.span for each in made.native.markers] == [(1, 2)]


@pytest.mark.parametrize(
    ("written", "label"),
    [
        (r"a{\super\'86{\footnote{\super\'86}A.}}", "†"),
        (r"a{\super 7}{\footnote {\super 7} A.}", "7"),
        (r"a*{\footnote * A.}", "*"),
    ],
)
def test_typed_marks(written, label):
    made = document(written)
    assert made.text.endswith(f"\n\n{label} A.")
    assert [(each.label, each.span) for each in made.native.markers] == [(label, (1, 2))]


def test_a_number_that_is_typed_into_a_note():
    same = document(f"a{note('{' + chr(92) + 'super 1} A.')}")
    assert (same.text, found(same)) == ("a¹\n\n1 A.", [])
    other = document(f"a{note('{' + chr(92) + 'super 4} A.')}")
    assert (other.text, found(other)) == ("a¹\n\n1 ⁴ A.", [("CC109", "1", "footnote 1", "⁴")])


ALTERNATE = r"\ftnalt"
NEXT = r"\sect\sectd "


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (r"\ftnstart5", note("A") + note("B"), ["5", "6"]),
        (r"\ftnstart0", note("A") + note("B"), ["0", "1"]),
        (r"\ftnnrlc", note("A") + note("B"), ["i", "ii"]),
        (r"\ftnnauc", note("A") + note("B"), ["A", "B"]),
        (r"\ftnnalc", note("A") * 27, [*"abcdefghijklmnopqrstuvwxyz", "aa"]),
        (r"\ftnnchi", note("A") * 5, ["*", "†", "‡", "§", "**"]),
        (r"\ftnncnum", note("A"), ["①"]),
        (r"\aftnnruc", note("A") + note("B", ALTERNATE) + note("C") + note("D", ALTERNATE), ["1", "I", "2", "II"]),
        ("", note("A") + NEXT + note("B"), ["1", "2"]),
        (
            r"\ftnrestart",
            note("A") + note("B", ALTERNATE) + NEXT + note("C") + note("D", ALTERNATE),
            ["1", "1", "1", "2"],
        ),
        ("", note("A") + NEXT + r"\sftnrestart " + note("B") + note("C"), ["1", "1", "2"]),
        ("", note("A") + NEXT + r"\sftnstart7\sftnrestart " + note("B"), ["1", "7"]),
        ("", note("A") + NEXT + r"\sftnstart1 " + note("B"), ["1", "2"]),
        (r"\ftnrestart", note("A") + NEXT + r"\sftnrstcont " + note("B"), ["1", "2"]),
        ("", r"\sectd\sftnnrlc " + note("A") + NEXT + note("B"), ["i", "2"]),
        ("", note("A") + r"{\deleted " + note("B") + "}{\\v " + note("C") + "}" + note("D"), ["1", "2"]),
        ("", note("A") + note("C", mark="*") + note("B"), ["1", "*", "2"]),
        (r"{\*\ftnsep\chftnsep x}{\*\aftncn y}", note("A"), ["1"]),
    ],
)
def test_notes_have_the_labels_that_readers_see(head, body, expected):
    assert labels(body, head) == expected


def test_a_note_of_several_paragraphs_and_one_in_a_text_box():
    box = r"{\shp{\*\shpinst{\shptxt c" + note("D.") + r"\par}}}"
    made = document(rf"a{note(chr(65) + '.' + chr(92) + 'par B.')}{box}")
    assert made.text == "a¹\n\nc²\n\n1 A.\n\nB.\n\n2 D."


# ---------------------------------------------------------------- fields


def field(instruction: str, result: str) -> str:
    """A field."""
    return rf"{{\field{{\*\fldinst {{{instruction}}}}}{{\fldrslt {{{result}}}}}}}"


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        (r'HYPERLINK "https://a.example/b?c=1&d=2"', ["https://a.example/b?c=1&d=2"]),
        (r"HYPERLINK https://a.example/b", ["https://a.example/b"]),
        (r'HYPERLINK "https://a.example/b" \\l "part"', ["https://a.example/b#part"]),
        (r' hyperlink "mailto:a@b.example" \\o "Write"', ["mailto:a@b.example"]),
        (r'HYPERLINK \\l "_Toc1"', []),
        (r'HYPERLINK "b.rtf"', []),
        (r"PAGE", []),
        ("", []),
    ],
)
def test_links(instruction, expected):
    made = document("See " + field(instruction, r" the {\b house} ") + ".")
    assert [link.url for link in made.native.links] == expected
    assert all(made.text[slice(*link.span)] == link.written == "the house" for link in made.native.links)


@pytest.mark.parametrize(
    "error",
    [
        "Error! Bookmark not defined.",
        "Fehler! Textmarke nicht definiert.",
        "Erreur ! Source du renvoi introuvable.",
        "Fout! Verwijzingsbron niet gevonden.",
        "Erro! Indicador não definido.",
        "¡Error! Marcador no definido.",
        "Errore. Il segnalibro non è definito.",
        "Error: Reference source not found",
    ],
)
def test_what_a_cross_reference_shows_that_is_broken(error):
    written = "".join(each if each < "\x80" else f"\\u{ord(each)}?" for each in error)
    for kind in ("REF _Ref1 \\\\h", "NOTEREF _Ref1", "PAGEREF a", "_Ref1"):
        assert found(document(f"See {field(kind, written)}.")) == [("CC113", None, "paragraph 1", error)]
    assert found(document(f"See {field('QUOTE', written)} and {written}.")) == []


@pytest.mark.parametrize(
    ("shown", "head", "expected"),
    [
        ("2", "", []),
        ("3", "", [("CC113", "3", "paragraph 1", "3")]),
        ("above", "", []),
        ("3", r"\ftnrstpg", []),
    ],
)
def test_references_to_notes_show_their_number(shown, head, expected):
    marked = rf"{{\*\bkmkstart _Ref1}}{note('B.')}{{\*\bkmkend _Ref1}}"
    body = f"a{note('A.')} b{marked} see {field('NOTEREF _Ref1 ' + chr(92) * 2 + 'h', shown)}."
    assert found(document(body, head)) == expected


def test_a_reference_whose_note_is_gone():
    assert found(document(f"a{note('A.')} see {field('NOTEREF _Ref1', '2')}.")) == [("CC113", "2", "paragraph 1", "2")]
    kept = rf"{{\*\bkmkstart _Ref1}}x{{\*\bkmkend _Ref1}} see {field('NOTEREF _Ref1', '2')}."
    assert found(document(kept)) == []


# ---------------------------------------------------------------- everything else


@pytest.mark.parametrize("name", TEXTS)
def test_the_plain_fixtures_have_the_same_faults_as_paragraphs(name):
    plain = (FIXTURES / name).read_text("utf-8")
    said = sorted((each.rule, str(each.label)) for each in problems(read(name, plain.encode())))
    assert sorted((each.rule, str(each.label)) for each in problems(read("a.rtf", rtf_of(plain)))) == said


@pytest.mark.parametrize("at", range(1, 6))
def test_a_marker_that_is_lost_or_wrong_is_found_alone(at):
    claims = "".join(rf"Claim {number} of the ferry [{number}].\par " for number in range(1, 6))
    end = r"References\par " + "".join(
        rf"{{\listtext [{number}]\tab}}Author {number}, Title, 19{number}0.\par " for number in range(1, 6)
    )
    assert found(document(claims + end)) == []
    lost = document(claims.replace(f" [{at}]", "") + end)
    assert found(lost) == [("CC102", str(at), f"paragraph {6 + at}", f"[{at}]")]
    wrong = document(rf"{claims}Another [9].\par {end}")
    assert found(wrong) == [("CC101", "9", "paragraph 6", "[9]")]


@pytest.mark.parametrize("at", range(1, 6))
def test_a_note_that_loses_its_text_is_found_alone(at):
    essay = "".join(rf"Sentence of the ferry.{note(f'Source {number}.')} " for number in range(1, 6))
    assert found(document(essay)) == []
    assert found(document(essay.replace(f"Source {at}.", ""))) == [("CC110", str(at), f"footnote {at}", str(at))]


PIECES = (
    *("{", "}", "{", "}", "\\", "\\'", "\\'e9", "\\'82", "a", "[1]", " ", "1", "\n", "\0", "é", "\\~", "\\*", "\\-"),
    *(
        r"\par ",
        r"\u8212 ",
        r"\u-10179",
        r"\uc3 ",
        r"\super ",
        r"\nosupersub ",
        r"\v ",
        r"\deleted ",
        r"\plain ",
        r"\f1 ",
    ),
    *(r"{\footnote ", r"{\*\footnote\ftnalt ", r"\chftn ", r"{\field", r"{\*\fldinst ", r"{\fldrslt ", r"\sect "),
    *('HYPERLINK "https://a.example/"', "NOTEREF b", "citecheck: ignore", r"{\*\bkmkstart b}", r"{\*\bkmkend b}"),
    *(
        r"{\*\annotation ",
        r"{\listtext ",
        r"{\shptxt ",
        r"{\upr{",
        r"{\fonttbl",
        r"\fcharset128 ",
        r"\bin4 ",
        r"\ftnnrlc",
    ),
    *(r"{\pict ", r"{\*\x ", r"\cell ", r"\ftnstart999999999 ", r"\ansicpg932 ", r"\emdash ", r"\row "),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
@example(["\\'e9", "{\\footnote ", "\\'e9", "{\\footnote ", "\\'e9"])  # a note in the label of a note
def test_odd_documents_are_read(pieces):
    check_places(read("a.rtf", ("{\\rtf1 " + "".join(pieces) + "}").encode("latin-1")))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damaged_files_are_read(data):
    whole = (RTF / "clean-word.rtf").read_bytes()
    at = data.draw(st.integers(8, len(whole)))
    broken = whole[:at] + data.draw(st.binary(max_size=6)) + whole[at + data.draw(st.integers(0, 30)) :]
    check_places(read("a.rtf", broken))

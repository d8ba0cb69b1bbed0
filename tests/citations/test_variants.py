"""Other ways to write a marker: raised, wide, escaped, linked, inline, of another form, unfinished."""

from __future__ import annotations

import pytest
from reading import SOURCES, cite, reading, told, with_list

from citecheck.citations.variants import anchor, is_link_text, plain_brackets
from citecheck.model import Form, Severity

REST = " Prices doubled.[2] The court moved.[3]"


# ---------------------------------------------------------------- raised digits


@pytest.mark.parametrize(
    ("body", "markers"),
    [
        ("The harvest failed.¹ Prices doubled.² The court moved.³", "1 2 3"),
        ("The harvest failed¹, prices doubled², the court moved³.", "1 2 3"),
        ("“The harvest failed.”¹ All agree.²,³", "1 2 3"),
    ],
)
@pytest.mark.parametrize("form", ["[{}] {}", "{}. {}"])
def test_raised_digits_are_markers(body: str, markers: str, form: str) -> None:
    assert reading(with_list(body, "1 2 3", form, "Notes")) == (markers, "1 2 3", "")


def test_raised_labels_open_entries() -> None:
    assert reading(with_list("It failed.¹ It rose.²", "¹ ²", "{} {}", "Notes")) == ("1 2", "1 2", "")


def test_a_raised_number_has_its_own_place() -> None:
    citations = cite(with_list("It failed.¹² It rose.", "12", heading="Notes"))
    (marker,) = citations.markers
    assert (marker.label, citations.document.locate(marker.span)[:2]) == ("12", (1, 11))


@pytest.mark.parametrize("text", ["It is 5 m² wide.", "10⁻³ and x² + y²", "an area of 3 km²", "2³ is 8"])
def test_powers_and_units_are_no_markers(text: str) -> None:
    assert reading(with_list(f"It failed.[1]{REST}\n\n{text}", "1 2 3")) == ("1 2 3", "1 2 3", "")


# ---------------------------------------------------------------- wide and escaped brackets


@pytest.mark.parametrize("wide", ["［{}］", "【{}】", "〔{}〕", "〚{}〛"])
def test_wide_brackets(wide: str) -> None:
    body = "收成不好" + "。价格翻倍".join(wide.format(n) for n in (1, 2, 3)) + "。"
    assert reading(with_list(body, "1 2 3", wide + " {}")) == ("1 2 3", "1 2 3", "")


def test_writing_without_spaces_has_letters_on_both_sides() -> None:
    assert reading(with_list("价格[1]翻倍，收成[2,3]不好。", "1 2 3")) == ("1 2 3", "1 2 3", "")


def test_wide_digits_and_separators() -> None:
    assert reading(with_list("收成不好[１]。价格翻倍[２、３]。", "1 2 3")) == ("1 2 3", "1 2 3", "")


@pytest.mark.parametrize("name", ["essay.txt", "essay.md"])
def test_escaped_brackets_keep_their_column(name: str) -> None:
    body = "It failed.\\[1\\] It rose.\\[2\\]"
    citations = cite(with_list(body, "1 2", "\\[{}\\] {}"), name)
    assert [each.label for each in citations.references] == ["1", "2"]
    assert [citations.document.locate(each.span)[:2] for each in citations.markers] == [(1, 12), (1, 26)]


@pytest.mark.parametrize("mark", ["^[{}]^", "<sup>[{}]</sup>", "[{}]{{.mark}}"])
def test_raised_brackets_of_markdown(mark: str) -> None:
    body = " ".join(f"It was so.{mark.format(n)}" for n in (1, 2, 3))
    assert reading(with_list(body, "1 2 3"), "essay.md") == ("1 2 3", "1 2 3", "")


@pytest.mark.parametrize(
    "text", ["［1］", "a【2】b〔3〕", "\\[12\\]", "x\\[^a\\]", "[[1]](#a)", "plain [1]", "\\[", "［"]
)
def test_plain_brackets_keep_the_length(text: str) -> None:
    assert len(plain_brackets(text)) == len(text)


# ---------------------------------------------------------------- links around markers

LINKED = [
    ("[[{}]](#_ftn{})", "[[{}]](#_ftnref{}) {}"),
    ("[\\[{}\\]](#footnote-{})", "[\\[{}\\]](#footnote-ref-{}) {}"),
    ("[{}](#_edn{})", "[{}](#_ednref{}) {}"),
    ("[[{}]](#sdfootnote{}sym)", "[[{}]](#sdfootnote{}anc) {}"),
    ("[{}](#fn{})", "[{}](#fnref{}) {}"),
    ("[[{}](#f{}n)]", "[[{}](#f{}r)] {}"),
    ("[[{}]](#cite_note-{})", "[[{}]](#cite_ref-{}) {}"),
]


@pytest.mark.parametrize(("mark", "entry"), LINKED)
def test_the_direction_of_the_anchor_tells_marker_from_note(mark: str, entry: str) -> None:
    body = " ".join(f"It was so.{mark.format(n, n)}" for n in (1, 2))
    rows = [entry.format(n, n, SOURCES[n - 1]) for n in (1, 2)]
    citations = cite(body + "\n\n" + "\n\n".join(rows) + "\n", "essay.md")
    assert [each.label for each in citations.markers] == ["1", "2"]
    text = citations.document.text
    assert [text[each.body.start : each.body.end] for each in citations.references] == list(SOURCES[:2])


def test_pandocs_names_of_entries_do_not_lead_back() -> None:
    r"""`ref-aldous1990` is the entry, wherever in its line the marker stands."""
    text = (
        "[\\[1\\]](#ref-aldous1990) says so.\n[\\[2\\]](#ref-brand2004) denies it.\n\n# References\n\n"
        '<div id="ref-aldous1990" class="csl-entry">\n\n<span class="csl-left-margin">\\[1\\] </span>Aldous, *Water*.'
        '\n\n</div>\n\n<div id="ref-brand2004">\n\n<span class="csl-left-margin">\\[2\\] </span>Brand, *Offices*.\n\n'
        "</div>\n"
    )
    assert reading(text, "essay.md") == ("1 2", "1 2", "")


@pytest.mark.parametrize("mark", ["^[{}](#ref-{})^", "<sup>[{}](#ref-{})</sup>", "[\\[{}\\]](#ref-{})"])
def test_entries_of_pandocs_are_there_though_their_numbers_are_not_read(mark: str) -> None:
    one, two, three = (mark.format(*each) for each in ((1, "aldous1990"), (2, "brand2004"), (3, "cole2011")))
    body = f"{one} says so.\nIt was denied{two} and forgotten.{three} It was\nsaid{one} again{two} and again.{three}\n"
    entry = (
        '<div id="ref-{}" class="csl-entry">\n\n[1. ]{{.csl-left-margin}}[A. *Water*.]{{.csl-right-inline}}\n\n</div>\n'
    )
    text = body + "\n# References\n\n" + "\n".join(map(entry.format, ("aldous1990", "brand2004", "cole2011")))
    assert reading(text, "essay.md").findings == ""


def test_the_text_of_a_linked_note_may_stand_below_its_number() -> None:
    text = (
        "It failed.[1](#footnote-1) It rose.[2](#footnote-2)\n\n"
        "[1](#footnote-anchor-1)\n\nIn May.\n\n[2](#footnote-anchor-2)\n\nIn June.\n"
    )
    assert reading(text, "letter.md") == ("1 2", "1 2", "")
    assert reading(text.replace("\n\nIn June.", ""), "letter.md").findings == "CC110:2"
    assert reading(text.replace("[1](#footnote-anchor-1)\n\nIn May.\n\n", ""), "letter.md").findings == "CC101:1"


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("](#_ftn1)", 1),
        ("(#_ftn1)", 1),
        ("](#_ftnref1)", -1),
        ("(#fnref:1)", -1),
        ("(http://x.org/#a)", 0),
        (" and", 0),
    ],
)
def test_anchor(text: str, leads: int) -> None:
    found, end = anchor(text, 0)
    assert found == leads
    assert end == (len(text) if leads else 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("(http://x.org/)", True), ("(#a)", False), ("( so)", False), ("(x", False), ("", False)],
)
def test_link_text(text: str, expected: bool) -> None:
    assert is_link_text(text, 0) is expected


def test_a_number_that_is_the_text_of_a_link_is_no_marker() -> None:
    text = with_list(f"It failed.[1]{REST} See page [4](http://x.example/4).", "1 2 3")
    assert reading(text, "essay.md") == ("1 2 3", "1 2 3", "")


# ---------------------------------------------------------------- notes that bring their own text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He came.^[See the *Ledgers*, p. 9.] She left.^[See [1990] too.]\n", 2),
        ("He came.^[With `code ]` in it.]\n", 1),
        ("He came.[footnote]See the Ledgers.[/footnote] She left.[ref]Rolls.[/ref]\n", 2),
        ("He came.[efn_note]See the Ledgers.[/efn_note]\n", 1),
        ("He came.^[One\nline more.]\n", 1),
        ("He came.^[One\n\npara ^[two] more.]\n", 1),
    ],
)
def test_inline_notes_are_marker_and_reference_in_one(text: str, count: int) -> None:
    citations = cite(text, "essay.md")
    assert len(citations.markers) == len(citations.references) == count
    assert {marker.form for marker in citations.markers} == {Form.INLINE}
    assert {reference.form for reference in citations.references} == {Form.INLINE}
    assert reading(text, "essay.md").findings == ""


def test_inline_notes_beside_numbered_ones() -> None:
    assert reading("He came.^[One.] She left.[^1]\n\n[^1]: Two.\n", "essay.md") == ("1 1", "1 1", "")


@pytest.mark.parametrize("text", ["Match ^[a-z]+$ here.\n", "He came.^[not closed\n\nthe end]\n", "x^[2] = 4\n"])
def test_carets_that_open_no_note(text: str) -> None:
    assert reading(text, "essay.md") == ("", "", "")


def test_plain_text_has_no_inline_notes() -> None:
    assert reading("He came.^[See the Ledgers.]\n") == ("", "", "")


def test_a_link_in_an_inline_note_belongs_to_it() -> None:
    (link,) = cite("He came.^[See http://x.example/a.]\n", "essay.md").links
    assert (link.url, link.reference) == ("http://x.example/a", 0)


# ---------------------------------------------------------------- two forms for one list


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It failed.[^1] It rose.[2]\n\n[^1]: One.\n\n[^2]: Two.\n", "CC108:2"),
        ("It failed.[1] It rose.[^2]\n\n[1] K. Baker.\n\n[2] C. Draper.\n", "CC108:2"),
        ("It failed.[^1] It rose.[^2]\n\n[^1]: One.\n\n[^2]: Two, in [1990].\n", ""),
        ("It failed.[^1] It rose.[^2] See [2] too.\n\n[^1]: One.\n\n[^2]: Two.\n", ""),
    ],
)
def test_markers_of_another_form(text: str, expected: str) -> None:
    assert reading(text, "essay.md").findings == expected


# ---------------------------------------------------------------- unfinished ones


@pytest.mark.parametrize(
    "mark",
    [
        "[TK]",
        "[?]",
        "[??]",
        "[TODO]",
        "[TODO: find it]",
        "[REF]",
        "[CITE]",
        "[XX]",
        "[#]",
        "[ref needed]",
        "[source?]",
    ],
)
@pytest.mark.parametrize("name", ["essay.txt", "essay.md"])
def test_placeholders(mark: str, name: str) -> None:
    assert reading(f"The harvest failed {mark}. Prices doubled.\n", name).findings == "CC114"
    assert reading(f"The harvest failed.{mark} Prices doubled.\n", name).findings == "CC114"


@pytest.mark.parametrize(
    "mark",
    [
        "【1†source】",
        "【4:0†file.pdf】",
        ":contentReference[oaicite:0]",
        ":contentReference[oaicite:12]{index=12}",
        "citeturn0search0",
        "\ue200cite\ue202turn0search1\ue201",
    ],
)
def test_marks_that_a_chatbot_left(mark: str) -> None:
    assert reading(f"The harvest failed {mark}. Prices doubled.\n").findings == "CC114"


@pytest.mark.parametrize(
    "mark",
    ["[citation needed]", "[Citation needed]", "[when?]", "[who?]", "[by whom?]", "[clarification needed]"],
)
def test_questions_of_readers_are_information(mark: str) -> None:
    found = reading(f"The harvest failed.{mark} Prices doubled.\n").findings
    assert found == f"CC114={Severity.INFO}"


@pytest.mark.parametrize(
    "line",
    [
        "[TODO] buy grain",
        "See [TODO](http://x.example/todo).",
        "He wrote [ref] in lower case.",
        "The [cite] and the [tk].",
        "The [who] of it.",
    ],
)
def test_words_that_are_no_placeholders(line: str) -> None:
    assert reading(f"{line}\n", "essay.md").findings == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "Seen<sup>1</sup> and more.<sup>2</sup>\n\n## Notes\n\n<sup>1</sup> Baker.\n\n<sup>2</sup> Draper.\n"),
        (
            "a.md",
            "Seen<sup>1</sup> and more.<sup>2</sup>\n\n## Notes\n\n1. Baker, A. Daybook.\n2. Draper, B. Ledger.\n",
        ),
        ("a.txt", "文字①，更多②。\n\n注释\n\n① 面包师：《日志》。\n② 布商：《账簿》。\n"),
        ("a.txt", "Seen [1] and [2].\n\nReferences\n\n{1} Baker, A. Daybook.\n{2} Draper, B. Ledger.\n"),
        ("a.txt", "Seen [1] and [2].\n\nReferences\n\n<1> Baker, A. Daybook.\n<2> Draper, B. Ledger.\n"),
        ("a.txt", "Seen &#91;1&#93; and [2].\n\n[1] Baker, A. Daybook.\n\n[2] Draper, B. Ledger.\n"),
    ],
)
def test_raised_circled_and_otherwise_bracketed_labels(name: str, text: str) -> None:
    assert reading(text, name) == ("1 2", "1 2", "")


def test_what_was_made_from_restructuredtext() -> None:
    text = (
        "The method [1]_ and its mask [2]_.\n\n.. [1] Baker, A. Daybook.\n\n.. [2] Draper, B. Ledger.\n    Two lines.\n"
    )
    assert reading(text, "a.md") == ("1 2", "1 2", "")
    assert reading(text.replace("[2]_", "[3]_"), "a.md").findings == "CC101:3"


def test_escaped_brackets_beside_letters_of_other_alphabets() -> None:
    text = "Größe \\[1\\], Maß \\[2\\].\n\n## Notes\n\n\\[1\\] Bäcker, A. Daybook.\n\n\\[2\\] Draper, B. Ledger.\n"
    assert reading(text, "a.md") == ("1 2", "1 2", "")


def test_what_programs_escape_is_read_as_it_was_typed() -> None:
    text = "Seen \\[1\\] and \\[2\\] or \\[1\\]. More \\[TK\\], \\[sic\\] and so on \\[3\\], \\[4\\] \\[5\\].\n\n"
    text += "## References\n\n"
    text += "".join(f"\\[{number}\\] {source}\n\n" for number, source in enumerate(SOURCES[:5], 1))
    assert reading(text, "a.md") == ("1 2 1 3 4 5", "1 2 3 4 5", "CC114")


@pytest.mark.parametrize("dash", ["–", "-", "⁻", "‐"])
def test_a_raised_range_cites_all_of_its_numbers(dash):
    document = with_list(f"It failed¹ and rose.²{dash}⁴,⁵ It fell.⁵", "1 2 3 4 5", form="{}. {}", heading="Notes")
    assert reading(document) == ("1 2 3 4 5 5", "1 2 3 4 5", "")


def test_notes_in_escaped_brackets_are_notes() -> None:
    """As pandoc writes them in Markdown."""
    notes = (
        "It fell.\\[1\\] It rose.\\[2\\]\n\n\\[Footnote 1: K. Baker, and\nLedger <9> = 4.\\]\n\n"
        "\\[Footnote 2: C. Draper.\\]\n"
    )
    citations = cite(notes, "essay.md")
    assert told(citations) == ("1 2", "1 2", "")
    assert notes[slice(*citations.references[1].body)] == "C. Draper."
    assert reading(notes.replace("rose.\\[2\\]", "rose."), "essay.md").findings == "CC102:2"


def test_a_list_of_tags_in_the_brackets_of_pandocs_latex_is_one_list() -> None:
    tags = ("RFC2246", "RFC2817", "RFC2818")
    entries = "".join(f"{{[}}{tag}{{]}} {source}\n\n" for tag, source in zip(tags, SOURCES, strict=False))
    text = f"See {{[}}RFC2246{{]}} and {{[}}RFC2817{{]}}.\n\n{entries}Security\n\nIt is about {{[}}RFC2818{{]}}.\n"
    citations = cite(text, "essay.tex")
    assert told(citations) == ("RFC2246 RFC2817 RFC2818", "RFC2246 RFC2817 RFC2818", "")
    assert text[slice(*citations.references[0].body)] == SOURCES[0]

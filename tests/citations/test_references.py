"""Where reference lists are, what opens an entry, and how far it goes."""

from __future__ import annotations

import pytest
from reading import SOURCES, cite, reading, with_list

from citecheck.citations.pages import blank_page_furniture

CITED = "The harvest failed.[1] Prices doubled.[2] The court moved north.[3]"


def bodies(text: str, name: str = "essay.txt") -> list[str]:
    """The text of each entry, on one line."""
    citations = cite(text, name)
    return [" ".join(citations.document.text[each.body.start : each.body.end].split()) for each in citations.references]


@pytest.mark.parametrize(
    "form",
    [
        "[{}] {}",
        "[{}]: {}",
        "[{}]. {}",
        "[{}]) {}",
        "[{}]{}",
        "[{}]\t{}",
        "[{}]\n{}",
        "[{}] — {}",
        "  [{}] {}",
        "- [{}] {}",
        "* [{}] {}",
        "> [{}] {}",
        "[{}]↑ {}",
        "[{}] ^ {}",
    ],
)
@pytest.mark.parametrize("heading", ["", "Notes"])
def test_labels_in_brackets(form: str, heading: str) -> None:
    text = with_list(CITED, "1 2 3", form, heading)
    assert reading(text) == ("1 2 3", "1 2 3", "")
    assert bodies(text) == list(SOURCES[:3])


@pytest.mark.parametrize("form", ["{}. {}", "{}) {}", "({}) {}", "{}.  {}", "{} {}", "{}  {}", "Note {}: {}", "{}: {}"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_labels_without_brackets_under_a_heading(form: str, gap: str) -> None:
    text = with_list(CITED, "1 2 3", form, "Notes", gap)
    assert reading(text) == ("1 2 3", "1 2 3", "")
    assert bodies(text) == list(SOURCES[:3])


def test_ordinary_numbered_steps_are_no_references() -> None:
    text = f"{CITED}\n\nSteps\n\n1. Boil it.\n2. Cool it.\n3. Eat it.\n\nNotes\n\n"
    text += "\n\n".join(f"[{at}] {source}" for at, source in enumerate(SOURCES[:3], 1))
    assert reading(text) == ("1 2 3", "1 2 3", "")
    assert bodies("Cook it so:\n\n1. Boil it.\n2. Cool it.\n") == []


@pytest.mark.parametrize(
    "heading",
    [
        "Notes",
        "NOTES",
        "Notes:",
        "Endnotes",
        "Footnotes",
        "Works Cited",
        "References Cited",
        "Bibliography",
        "Sources",
        "Further reading",
        "Notes and references",
        "Normative References",
        "R E F E R E N C E S",
        "5. References",
        "IV. Notes",
        "## References",
        "**References**",
        "*** Notes ***",
        "References\n==========",
        "Appendix B: References",
        "Références",
        "Bibliographie",
        "Literaturverzeichnis",
        "Quellen",
        "Fußnoten",
        "Anmerkungen",
        "Notas",
        "Referencias",
        "Bibliografía",
        "Referências",
        "Fonti",
        "Литература",
        "Список литературы",
        "Примечания",
        "参考文献",
        "注释",
        "脚注",
        "각주",
        "Przypisy",
        "Noter",
    ],
)
def test_headings_open_a_list(heading: str) -> None:
    text = f"The harvest failed.\n\n{heading}\n\n[1] {SOURCES[0]}\n"
    assert reading(text).references == "1"


@pytest.mark.parametrize("heading", ["He took notes", "Notes on the harvest of 1816 in the north", "The end"])
def test_other_lines_open_none(heading: str) -> None:
    assert reading(f"The harvest failed.\n\n{heading}\n\n[1] {SOURCES[0]}\n").references == ""


def test_a_list_needs_no_heading_when_the_text_cites_it() -> None:
    text = with_list(f"{CITED}\n\nThe author teaches history in York.", "1 2 3")
    assert reading(text) == ("1 2 3", "1 2 3", "")


def test_a_list_needs_no_blank_lines_and_its_entries_may_wrap() -> None:
    text = (
        f"{CITED}\n\nNotes\n[1] K. Baker, Ledgers of the Crown,\nYork 1990, p. 155.\n"
        "[2] C. Draper, The Moving\n    Court, p. 31.\n[3] S. Fisher.\n"
    )
    assert reading(text) == ("1 2 3", "1 2 3", "")
    assert bodies(text) == [
        "K. Baker, Ledgers of the Crown, York 1990, p. 155.",
        "C. Draper, The Moving Court, p. 31.",
        "S. Fisher.",
    ]


def test_a_marker_that_a_line_break_put_first_opens_no_entry() -> None:
    body = "The harvest failed twice, as the ledgers show\n[1] and the rolls confirm; prices doubled in the\n"
    body += "north [2] and fell in the south, which the letters\n[3] explain."
    assert reading(with_list(body, "1 2 3")) == ("1 2 3", "1 2 3", "")


@pytest.mark.parametrize(
    "heading",
    [
        "References[edit]",
        "Einzelnachweise [Bearbeiten | Quelltext bearbeiten]",
        "Список використаних джерел",
        "Список источников и литературы",
        "المراجع",
        "参考书目",
        "Notas e referências",
        "Notes to editors:",
    ],
)
def test_headings_of_wikis_and_of_more_languages(heading: str) -> None:
    assert reading(f"{CITED}\n\n{heading}\n\n1. Baker.\n2. Draper.\n3. Fisher.\n") == ("1 2 3", "1 2 3", "")


def test_a_list_may_be_copied_without_its_numbers() -> None:
    cited = " ".join(f"It was so in {n}.[{n}]" for n in range(1, 11))
    rows = "".join(f"^ a b {source}\n" for source in SOURCES[:10])
    text = f"{cited}\n\nReferences[edit]\n{rows}"
    assert reading(text).findings == ""
    assert reading(text.replace("^ a b S. Fisher, Harbour Rolls, p. 9.\n", "")).findings == "CC101:10"
    assert reading(text.replace("[7]", "[17]")).findings == "CC101:17"


def test_links_may_be_numbered_below_each_section() -> None:
    text = (
        "Neil sent an update [1] about the freeze and the transitions [2].\n\n"
        "    1: https://lists.example/1\n    2: https://release.example/2\n\n"
        "Stefano sent a report [3].\n\n    3: https://lists.example/3\n"
    )
    assert reading(text) == ("1 2 3", "1 2 3", "")
    assert reading(text.replace("report [3]", "report [2]")).findings == "CC102:3"


def test_a_list_may_stand_right_under_the_text() -> None:
    text = "TOLLS [1]\n- Who paid? [2]\n- Who kept? [3]\n[1] Pike 1950\n[2] Marsh 1911\n[3] Dale\n"
    assert reading(text) == ("1 2 3", "1 2 3", "")


def test_titles_without_a_full_stop_may_share_a_number_by_mistake() -> None:
    rows = ["[1] Pike - Walking", "[2] twiz & bob - Ledgers", "[3] Marsh - Salt", "[4] Dale - Harbours"]
    text = "It was [1], [2], [3] and [4].\n\nReferences\n\n"
    assert reading(text + "\n".join(rows) + "\n").findings == ""
    assert reading(text + "\n".join(rows).replace("[4]", "[3]") + "\n").findings == "CC103:3"
    assert reading(text + "\n".join(rows).replace("[2]", "[1]") + "\n").findings == "CC103:1"


def test_the_words_behind_a_number_may_tell_a_range() -> None:
    rows = "".join(f"[{n}] {SOURCES[n]}\n" for n in range(1, 6))
    text = f"See Reference [1] and References [2] to [5].\n\nBibliography\n\n{rows}"
    assert reading(text) == ("1 2 3 4 5", "1 2 3 4 5", "")


def test_a_wrapped_marker_inside_an_entry_opens_none() -> None:
    text = (
        f"{CITED}\n\nNotes\n\n[1] K. Baker, Ledgers, who says in the second chapter that\n"
        "[3] shows the same.\n\n[2] C. Draper.\n\n[3] S. Fisher.\n"
    )
    assert reading(text) == ("1 2 3 3", "1 2 3", "")


def test_entries_keep_their_paragraphs() -> None:
    text = (
        f"{CITED}\n\nNotes\n\n[1] K. Baker, Ledgers.\n\n    He adds more in a second paragraph.\n\n"
        "[2] C. Draper.\n\n[3] S. Fisher,\n    Rolls.\n\n    And more.\n\nAbout the author\n\nHe lives.\n"
    )
    assert bodies(text) == [
        "K. Baker, Ledgers. He adds more in a second paragraph.",
        "C. Draper.",
        "S. Fisher, Rolls. And more.",
    ]


def test_the_text_behind_the_list_is_no_entry_and_its_markers_count() -> None:
    text = with_list(CITED, "1 2 3 4", heading="References") + "\nAppendix\n\nThe mint closed.[4]\n"
    assert reading(text) == ("1 2 3 4", "1 2 3 4", "")
    assert bodies(text)[3] == SOURCES[3]


def test_an_entry_glued_to_the_one_before_is_an_entry() -> None:
    text = f"{CITED}\n\nNotes\n\n[1] K. Baker, Ledgers.  [2] C. Draper, Court.\n\n[3] S. Fisher.\n"
    assert reading(text) == ("1 2 3", "1 2 3", "")
    assert bodies(text)[:2] == ["K. Baker, Ledgers.", "C. Draper, Court."]


GLUED = "so much is known.Notes[1]\nK. Baker wrote.[2]\nC. Draper wrote.[3]\nS. Fisher wrote.[4]\nG. Hunter wrote.\n"
"""A conversion put each label at the end of the line before."""


@pytest.mark.parametrize(
    ("lines", "references", "findings"),
    [
        (GLUED, "1 2 3 4", ""),
        (GLUED.replace("[3]\nS. Fisher wrote.", ""), "1 2 4", "CC101:3"),
        (GLUED.replace("[2]\nC. Draper wrote.[3]", "[3]\nC. Draper wrote.[2]"), "1 3 2 4", "CC106:3"),
        (GLUED.replace("[3]", "[2]"), "1 2 2 4", "CC103:2"),
        (GLUED.replace("[2]", "[1]"), "1 1 3 4", "CC103:1"),
        (GLUED.replace("wrote.[3]", "wrote to us. [1] He did.[3]"), "1 2 3 4", ""),
    ],
)
def test_a_list_glued_line_to_line_keeps_its_faults(lines: str, references: str, findings: str) -> None:
    found = reading(f"{CITED} So it ended. [4]\n\n{lines}")
    assert (found.references, found.findings) == (references, findings)


def test_an_entry_with_a_label_of_no_known_form_does_not_end_the_list() -> None:
    odd = "   [ISO SC21/WG6 N184]  ISO, Justification for\n        Services.\n\n"
    tags = f"   [RFC768]  Postel, UDP.\n\n{odd}   [RFC791]  Postel, IP.\n"
    assert reading(f"It is so [RFC768] and so [RFC791].\n\nReferences\n\n{tags}").references == "RFC768 RFC791"


def test_a_list_may_begin_anywhere() -> None:
    assert reading(with_list("A.[5] B.[6]", "5 6")) == ("5 6", "5 6", "")
    assert reading(with_list("A.[0] B.[1]", "0 1", heading="Notes")) == ("0 1", "0 1", "")


def test_an_empty_entry_is_found_and_one_with_a_line_break_is_none() -> None:
    text = f"{CITED}\n\n[1] {SOURCES[0]}\n\n[2]\n\n[3] {SOURCES[2]}\n"
    assert reading(text) == ("1 2 3", "1 2 3", "CC110:2")
    assert reading(text.replace("[2]\n\n", "[2]\nC. Draper.\n\n")).findings == ""


# ---------------------------------------------------------------- several lists


def test_a_list_for_each_chapter() -> None:
    chapter = with_list(CITED, "1 2 3", heading="Notes")
    text = f"Chapter 1\n\n{chapter}\nChapter 2\n\n{chapter}"
    citations = cite(text)
    assert reading(text).findings == ""
    assert [each.series for each in citations.references] == [0, 0, 0, 1, 1, 1]
    assert [each.series for each in citations.markers] == [0, 0, 0, 1, 1, 1]


def test_a_fault_in_one_chapter_stays_there() -> None:
    first = with_list(CITED, "1 2 3", heading="Notes")
    second = with_list("It rained.[1] It froze.[2]", "1 2 3", heading="Notes")
    citations = cite(f"Chapter 1\n\n{first}\nChapter 2\n\n{second}")
    (uncited,) = citations.pairing.uncited
    assert (citations.references[uncited].series, citations.references[uncited].label) == (1, "3")


def test_notes_after_each_passage_count_on() -> None:
    text = "\n\n".join(
        f"The tale of the {word} is told in the south.[{n}]\n\n[{n}] Told by {word}, 1880."
        for n, word in enumerate(("miller", "smith", "reeve", "fuller"), 1)
    )
    assert reading(text + "\n") == ("1 2 3 4", "1 2 3 4", "")


@pytest.mark.parametrize(
    "text",
    [
        "The sea[1] was.\n\n[Footnote 1: With [more].]\n\nThe land[2] was.\n\n[Footnote 2: In\n\ntwo.]\n",
        "The sea[1] was calm, the land[2] dry.\n\nFOOTNOTES:\n\n[Footnote 1: One.]\n\n[Footnote 2: Two.]\n",
    ],
)
def test_footnotes_in_brackets(text: str) -> None:
    assert reading(text) == ("1 2", "1 2", "")


def test_a_footnote_in_brackets_ends_at_its_own_bracket() -> None:
    text = "The sea[1] was calm.\n\n[Footnote 1: A note with [brackets],\n\nin two paragraphs.]\n\nThe end.\n"
    assert bodies(text) == ["A note with [brackets], in two paragraphs."]


def test_tags_and_numbers_have_lists_of_their_own() -> None:
    text = (
        "As in [RFC2119] and the ledgers.[1] See [RFC8174].[2]\n\nReferences\n\n[RFC2119]  Bradner, S.\n\n"
        f"[RFC8174]  Leiba, B.\n\nNotes\n\n[1] {SOURCES[0]}\n\n[2] {SOURCES[1]}\n"
    )
    assert reading(text) == ("RFC2119 1 RFC8174 2", "RFC2119 RFC8174 1 2", "")


def test_page_furniture_does_not_end_an_entry() -> None:
    text = (
        f"{CITED}\n\nReferences\n\n[1] K. Baker, Ledgers of the\n\n"
        "Ginoza, et al.           Expires 3 May 2016                 [Page 7]\n\f\n"
        "Internet-Draft              Ledgers                 November 2015\n\n"
        "    Crown, p. 155.\n\n[2] C. Draper.\n\n[3] S. Fisher.\n"
    )
    assert reading(text) == ("1 2 3", "1 2 3", "")
    assert bodies(text)[0].endswith("Crown, p. 155.")


def test_page_furniture_is_made_blank_in_its_place() -> None:
    text = "The end.\n\nA. Baker     Informational    [Page 7]\n\f\nRFC 99  Ledgers\n\nGo on, [page 3]ff.\n"
    blank = blank_page_furniture(text)
    assert len(blank) == len(text)
    assert blank.split() == ["The", "end.", "Go", "on,", "[page", "3]ff."]


# ---------------------------------------------------------------- Markdown


def test_notes_of_markdown_end_at_the_next_block() -> None:
    text = (
        "A.[^1] B.[^2]\n\n[^1]: First line\ngoes on.\n\n    A second paragraph.\n\nText again.\n\n"
        "[^2]: With `[9]` in code.\n"
    )
    assert bodies(text, "essay.md") == ["First line goes on. A second paragraph.", "With `[9]` in code."]


def test_link_definitions_that_are_cited_bare_are_references() -> None:
    text = "The harvest failed.[1] Prices doubled.[2]\n\n[1]: http://x.example/a\n[2]: http://x.example/b\n"
    assert reading(text, "essay.md") == ("1 2", "1 2", "")


def test_link_definitions_that_links_use_are_none() -> None:
    text = "The [harvest][1] failed and [prices][2] doubled.\n\n[1]: http://x.example/a\n[2]: http://x.example/b\n"
    assert reading(text, "essay.md").findings == ""


def test_a_fenced_list_is_no_list() -> None:
    text = with_list(CITED, "1 2 3") + "\n```\n[4] In code.\n\n[5] In code.\n```\n"
    assert reading(text, "essay.md").references == "1 2 3"


def chapters(cited: str = "12345", noted: str = "12345") -> str:
    """Chapters with a note each, whose numbers go on; `-` leaves a marker out."""
    rule = "\n\n----------------\n\n"
    found = []
    for place, (mark, note) in enumerate(zip(cited, noted, strict=True), 1):
        marker = f"[{mark}]" if mark != "-" else ""
        text = f"{place}. Chapter\n\nThe harvest of that year failed.{marker} Then came the thaw."
        found.append(f"{text}{rule}[{note}] {SOURCES[place]} It is told there at length.")
    return "\n\n".join(found)


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (chapters(), ""),
        (chapters("-2345"), "CC102:1"),
        (chapters("12-45"), "CC102:3"),
        (chapters("1234-"), "CC102:5"),
        (chapters(noted="12435"), "CC106:4"),
        (chapters("12395"), "CC101:9"),
    ],
)
def test_a_chapter_whose_only_note_is_cited_by_nothing(text: str, findings: str) -> None:
    assert reading(text).findings == findings


DUMPED = """\
   Fixed: [1]#529, [2]540 and [3]moved; see ([4]the notes) of the
   [5]register.

     * [6]http://tug.example/begin

References

   1. http://bugs.example/529
   2. http://bugs.example/540
   3. RELEASE.html
   4. file:../notes.html
   5. https://register.example/
   6. http://tug.example/begin
"""


def test_a_page_that_a_browser_wrote_as_text() -> None:
    assert reading(DUMPED) == ("1 2 3 4 5 6", "1 2 3 4 5 6", "")
    assert reading(DUMPED.replace("[3]moved", "moved")).findings == "CC102:3"

"""What other people's documents hold in brackets beside their notes: judgments, programs, verses, registers, logs."""

from __future__ import annotations

import pytest
from reading import reading, with_list

CITED = "The harvest failed.[1] Prices doubled.[2] The court moved north.[3]"
"""A text that cites a list of three in order."""


@pytest.mark.parametrize(
    "line",
    [
        # Paragraphs of judgments; the list has some of these numbers, too.
        "In Pike v Roe [2014] UKSC 5, at [23], the toll was due.",
        "In Pike v Roe [2014] UKSC 5, at [2] and [3], the toll was due.",
        "See [2010] EWCA Civ 12 at [44]-[46] and paras [7] to [9].",
        "So in [2014] UKSC 5, [2014] 1 WLR 44 [23] (Lord Bell).",
        # Lists of values, and what else is written with an equals sign.
        "The call is f(a, b=[1]) and no other.",
        "We set x = [1, 2, 3] first.",
        'The answer is {"a": [1, 2], "b": [3]} as ever.',
        "For x ∈ [1, 3] it holds.",
        "By definition [3] = {1, 2, 3} for all.",
        "For example:\n\n    >>> x = list(y)\n    >>> [z for z in x]\n    [1, 2, 3]\n",
        # Letters and words with subscripts.
        "Let A[1] be the first task and A[i] the next.",
        "Set CTRL[1] in the register CTRL[7:0] to start.",
        "The field is char[12] and not char *.",
        "The field is char[][24] and not char *.",
        # A word behind the bracket belongs to it.
        "The yield of [5]radialene was low, and of [18]annulene lower.",
        # Paragraphs and pages of other works, in the notes of lawyers too.
        "So it was held at paras [12]–[14] and in paragraph [3] there.",
        "See Dale [2004] QB 1 and ibid [23], ibid 16 [27]–[29], or Dale (n 4) [31].",
        "In [0012] and [0013] of the patent the spoon is told.",
        "Was it in [19]74 or in 18[41]?",
        # What programs print, and rows of values.
        "> m\n     [,1] [,2]\n[1,]    1    3\n[2,]    2    4\n> m[1,]\n[1] 1 3\n[4] 6 7\n",
        "array([[1, 2],\n       [3, 4]])",
        "carts:\n  - [4, 5]\n  - [1, 2, 7]\n",
        "In [2]: x\nOut[7]: 4",
        "DEST[7] = SRC[7] in short.",
        "Fines 2015        [12]    [10]",
        "Call it as tool [--] [1-9] in short.",
        # Patterns, logs and tables.
        "It loads all files of the form [1-9]* in order.",
        "make[4]: *** [all] Error 1",
        "It keeps zip_open/[4] from leaking.",
        "It gives array([1, 4, 5]) for it.",
        "The times were:\n    [  4]    image    421.2\n    [  5]    image    647.7\n",
    ],
)
def test_they_are_no_markers_beside_a_list(line: str) -> None:
    assert reading(with_list(f"{CITED}\n\n{line}", "1 2 3")) == ("1 2 3", "1 2 3", "")


@pytest.mark.parametrize(
    "text",
    [
        "There are three reasons: [1] the road was shut, [2] it was dear, and [3] nobody had paid.",
        "Present: [1] Mr Zorn; [2] Mr Arden; [3] Mr Bell.",
        "Keys may have a count, entered with [1-9] in one mode, or M-[1-9] in the other.",
        "The last two (title and htmlH[1-6]) are optional.",
        "What was list[0] becomes Literal[1, 2] in the end.",
    ],
)
def test_without_a_list_they_are_nothing(text: str) -> None:
    assert reading(f"{text}\n").findings == ""


def test_without_a_list_markers_behind_one_another_are_markers_still() -> None:
    assert reading("It was so in the north [1], [2], [3].\n").findings == "CC115"


@pytest.mark.parametrize("word", ["has shown", "and he agrees"])
def test_a_marker_glued_to_the_next_word_cites_what_nothing_else_does(word: str) -> None:
    text = f"The harvest failed.[1] Smith [2]{word}. The court moved north.[3]"
    assert reading(with_list(text, "1 2 3")) == ("1 2 3", "1 2 3", "")


def test_a_marker_behind_a_case_cites_what_nothing_else_does() -> None:
    text = "The toll is due.[1] It was so in Pike v Roe [2014] UKSC 5 [2]. The court moved.[3]"
    assert reading(with_list(text, "1 2 3")) == ("1 2 3", "1 2 3", "")


@pytest.mark.parametrize(
    ("body", "markers"),
    [
        ("So he says [1, с. 12], she [2, С. 44–51] and they [3, гл. 2].", "1 2 3"),
        ("So he says [1, s. 12], she [2, str. 4] and they [3, rozdz. 2].", "1 2 3"),
        ("So he says [1, págs. 3-4], she [2, cap. 2] and they [3, Kap. 4].", "1 2 3"),
        ("彼は言う[1, 44頁]。彼女も[2、12-14页]、皆も[3, 12쪽]。", "1 2 3"),
        ("So he says [1, pp. 3-4; 2] and they [3].", "1 2 3"),
        ("So he says [1, p. 3; 2, p. 4; see also 3].", "1 2 3"),
        ("So he says [1; 2, § 4; 3].", "1 2 3"),
        ("Так он [см. 1], и она [2, л. 3], и все [ср. 3, с. 4].", "1 2 3"),
    ],
)
def test_a_number_with_the_place_in_the_source(body: str, markers: str) -> None:
    assert reading(with_list(body, "1 2 3")) == (markers, "1 2 3", "")


CONTENTS = """\
[1]   General
[2]   Clay ........... 4
[3]   Kilns            [KILN]

-----------------
[1] General

It is about pots, see [2] and [3].

-----------------
[2] Clay

From the ground, as in [1].

-----------------
[3] Kilns                        [KILN]

They are hot.
"""


def test_a_table_of_contents_is_no_list_of_sources() -> None:
    assert reading(CONTENTS) == ("", "", "")


PARAGRAPHS = """[1] This case concerns tolls.[1] They are due.

[2] The court below held so.[2] It is useful to recall paragraph [1].

[3] In Pike[3] it was held at paras [12]–[14] that “[a] toll is [a] tax.”[4]

[4] The appeal fails.

[1] Act 108 of 1996.
[2] 2001 (3) SA 1.
[3] Pike v Tolls 2000 (1) SA 2.
[4] Id. at para [13].
"""


def test_numbered_paragraphs_may_have_notes_with_the_same_numbers() -> None:
    assert reading(PARAGRAPHS) == ("1 2 3 4", "1 2 3 4", "")


@pytest.mark.parametrize("box", ["?", "x", " "])
def test_boxes_of_a_task_list_ask_for_no_source(box: str) -> None:
    assert reading(f"- [{box}] Ask Ann\n- [ ] Tell Bob\n", "notes.md").findings == ""


def test_a_class_of_characters_is_no_note() -> None:
    text = "Use digits[^1] or [^a] and [^x-z].[^2]\n\n[^1]: Ten.\n[^2]: Of ASCII.\n"
    assert reading(text, "regex.md").findings == ""


def test_the_notes_to_accounts_are_sections() -> None:
    text = (
        "Tolls [1] and fines [2].\n\n[1] Net.\n[2] Restated, see note 13.\n\n13. RESTATEMENT\n\nFines were restated.\n"
    )
    assert reading(text).findings == ""


VERSES = """\
Chapter 1

[1] In the beginning was the road.[a] [2] And the mules went up by it. [3] And there was a toll.
[4] And the people murmured. [5] So was it. [6] The first day.

[7] Now the valley was dry. [8] And they dug wells. [9] And there was no water.

Chapter 2

[1] And it came to pass that snow fell. [2] And the choir was silent.[b]

[6] And they wrote it down. [12] And the rest of it is lost.

Footnotes

[a] Some manuscripts read "street".

[b] Or "the quire".
"""


def test_numbers_of_verses_are_no_markers_and_no_entries() -> None:
    assert reading(VERSES) == ("a b", "a b", "")


JUDGMENT = """\
JUDGMENT

[1] This is an appeal from the master, who found for the respondent.

[2] The respondent kept the toll. In Pike v Roe [2014] UKSC 5, at [23] and [27]-[29], that was held to be right.

[3] I turn to the facts, for which see [1] and [2] above.

[4] I would dismiss the appeal for the reasons at paragraphs [2] to [3].
"""


def test_numbered_paragraphs_are_no_list_of_sources() -> None:
    assert reading(JUDGMENT) == ("", "", "")


def test_long_numbered_paragraphs_are_no_list_of_sources() -> None:
    paragraphs = [f"[{n}] In {1980 + n} the toll was raised. " + "Nobody paid it. " * 20 for n in range(1, 6)]
    assert reading("\n\n".join(["JUDGMENT", *paragraphs])) == ("", "", "")


SECTIONS = """\
What it is and where to get it is told in section [2].

[1] WHAT IT IS

It is a widget, and a small one.

[2] WHERE TO GET IT

Wherever widgets are sold.
"""


def test_numbered_sections_are_no_list_of_sources() -> None:
    assert reading(SECTIONS) == ("", "", "")


def test_items_of_a_list_are_no_markers_that_lack_an_entry() -> None:
    text = f"{CITED}\n\n  * It was fixed\n  * [4] show remote mounts\n  * [5] cherry pick a patch\n"
    assert reading(with_list(text, "1 2 3")).findings == ""


FLAGS = """\
[c]\tConfirm each substitution. Vim remembers the [c] flag.

[e]\tWhen the search pattern fails, do not issue an error message.

[g]\tReplace all occurrences in the line; the [g] argument switches it off.

[i]\tIgnore case. With [i] and [n] nothing is counted.

[n]\tReport the number of matches.
"""


def test_letters_that_do_not_count_up_are_no_notes() -> None:
    assert reading(FLAGS) == ("", "", "")


LETTERED = (
    "The river rose.[a] The town stood.[b] The bridge fell.[c]\n\n[a] In May.\n\n[b] Some of it.\n\n[c] At noon.\n"
)
ROMAN = (
    "The river rose.[i] The town stood.[ii] The bridge fell.[iii]\n\n[i] In May.\n\n[ii] A part.\n\n[iii] At noon.\n"
)


@pytest.mark.parametrize(
    ("text", "old", "new", "findings"),
    [
        (LETTERED, "", "", ""),
        (LETTERED, "\n[a] In May.\n", "", "CC101:a"),
        (LETTERED, "\n[b] Some of it.\n", "", "CC101:b"),
        (LETTERED, "\n[b] Some", "\n[a] Some", "CC101:b CC103:a"),
        (LETTERED, "stood.[b]", "stood.", "CC102:b"),
        (LETTERED, "stood.[b]", "stood.[b", "CC109:b"),
        (LETTERED, "stood.[b]", "stood.b]", "CC109:b"),
        (LETTERED, "The town", "[T]he town[s] of [the] shire", ""),
        (ROMAN, "", "", ""),
        (ROMAN, "\n[ii] A part.\n", "", "CC101:ii"),
        (ROMAN, "stood.[ii]", "stood.ii]", "CC109:ii"),
    ],
)
def test_letters_and_roman_numbers_count_up(text: str, old: str, new: str, findings: str) -> None:
    assert reading(text.replace(old, new, 1) if old else text).findings == findings


@pytest.mark.parametrize("broken", ["Smi04]", "[Smi04"])
def test_a_tag_with_a_bracket_lost(broken: str) -> None:
    text = f"So it was [Smi04] and is [Knu73], as {broken} says.\n\nReferences\n\n[Knu73] Knuth.\n\n[Smi04] Smith.\n"
    assert reading(text).findings == "CC109:Smi04"


def test_words_beside_a_single_bracket_are_no_tags() -> None:
    text = "So it was [Smith] and is [Knuth73], says Smith] and [Smith\n\nReferences\n\n[Knuth73] K.\n\n[Smith] S.\n"
    assert reading(text).findings == ""


def test_a_source_named_in_a_sentence_is_not_the_document() -> None:
    text = "The words are as in RFC 2119 [RFC2119], and [RFC8174].\n\nReferences\n\n[RFC5234] A.\n\n[RFC8174] B.\n"
    assert reading(text).findings == "CC101:RFC2119 CC102:RFC5234"


def test_a_running_head_opens_no_bracket_that_a_marker_closes() -> None:
    text = f"THE TOLLS          [CH. II.\n\n{CITED.replace('[2]', '2]')}"
    assert reading(with_list(text, "1 2 3")).findings == "CC109:2"


@pytest.mark.parametrize(
    ("number", "findings"),
    [("3", ""), ("2", "CC103:2")],
)
def test_a_note_under_its_passage_with_the_number_of_the_one_before(number: str, findings: str) -> None:
    text = (
        "The house burned.[1] It was old.[2]\n\n[1] In 1801.\n[2] Not the present one.\n\n"
        f"The mill stood.[3]\n\n[{number}] Zorn, 44.\n\nThe bridge fell.[4]\n\n[4] Arden, 12.\n"
    )
    assert reading(text).findings == findings


def test_the_first_number_of_a_list_of_notes_under_a_passage_may_be_a_slip() -> None:
    text = (
        "The house burned.[1] It was old.[2]\n\n[1] In 1801.\n[2] Not the present one.\n\n"
        "The mill stood.[3] The bridge fell.[4]\n\n[2] Zorn, 44.\n[4] Arden, 12.\n"
    )
    assert reading(text).findings == "CC103:2"


def test_a_marker_that_lost_a_bracket_counts_in_the_manner_of_the_text() -> None:
    text = "It was so.[1] And so.[2] It was not.[1] It is.[2] It was old.[3]"
    assert reading(with_list(text, "1 2 3")).findings == ""
    assert reading(with_list(text.replace("is.[2]", "is.[2"), "1 2 3")).findings == "CC109:2"


def test_rows_of_a_table_with_one_label_are_two_entries() -> None:
    text = "It was so [1] and [2].\n\n## References\n\n| No. | Source |\n|---|---|\n| [1] | Zorn |\n| [1] | Arden |\n"
    assert reading(text, "essay.md").findings == "CC103:1"


def test_a_plain_list_that_lost_its_first_entry_is_one_still() -> None:
    text = "It was so.[1] And so.[2] And so.[3]\n\nNotes\n\n2. Zorn, 44.\n3. Arden, 12.\n"
    assert reading(text).findings == "CC101:1"


def test_a_list_with_half_of_the_bracket_at_every_label_is_made_so() -> None:
    text = "It was so.[1] And so.[2]\n\n{}1] Zorn, 44.\n2] Arden, 12.\n"
    assert reading(text.format("")) == ("1 2", "1 2", "")
    assert reading(text.format("[")).findings == "CC109:2"


def test_a_footnote_of_restructuredtext_is_no_placeholder() -> None:
    assert reading("It is derived from the deed. [#]_\n\n.. [#] It was retired.\n").findings == ""


def test_obsidians_comments_are_hidden() -> None:
    text = (
        "It was so.[^1] %% not [^2] yet %% It was 100 %% [^3]\n\n%%\nhidden [^4]\n%%\n\n[^1]: Zorn.\n\n[^3]: Arden.\n"
    )
    assert reading(text, "essay.md") == ("1 3", "1 3", "CC104:2")


def test_a_quotation_before_a_colon_is_no_key() -> None:
    text = 'He called it "a farce": [1] and left.\nShe wrote, in "Walls":[2] it was over.\n'
    entries = "[1] Zorn, 44.\n[2] Arden, 12.\n"
    assert reading(f"{text}\n{entries}") == reading(f"{text}\nNotes\n\n{entries}") == ("1 2", "1 2", "")


def test_percent_signs_behind_numbers_hide_nothing() -> None:
    text = "It grew by 5%% [^1] and then by 6%%\nin a year.[^2]\n%%\n\n[^1]: Zorn.\n\n[^2]: Arden.\n"
    assert reading(text, "essay.md") == ("1 2", "1 2", "")


@pytest.mark.parametrize("opening", ['!!! note "Title"', "??? question", "???+ tip", '=== "Python"'])
def test_what_stands_in_an_admonition_is_no_code(opening: str) -> None:
    text = f"{opening}\n    It was so.\n\n    And so.[^1]\n\n        a[^2]\n\nSee.[^3]\n\n[^1]: Zorn.\n[^3]: Arden.\n"
    assert reading(text, "guide.md").markers == "1 3"


CHAPTER = """\
4.1. Rules

   A module has two rules, of which the second is kept by few.^[1] The third is younger.^[2] Write the first as

 make install

   ^[3]

4.2. Others

   They are kept by nobody.

     ------------------------------------------------------------

   ^[1] Those who keep it are named in the register.

   ^[2] It came with the second edition.

   ^[3] The folder is given by the first argument.
"""


def test_a_label_that_is_a_paragraph_of_the_text_is_a_marker() -> None:
    assert reading(CHAPTER) == ("1 2 3", "1 2 3", "")


def test_an_empty_entry_of_a_list_is_none() -> None:
    emptied = CHAPTER.replace("^[2] It came with the second edition.", "^[2]")
    assert reading(emptied).findings == "CC110:2"


def test_a_label_that_is_a_paragraph_cites_what_is_not_there() -> None:
    assert reading(CHAPTER.replace("   ^[3] The folder is given by the first argument.\n", "")).findings == "CC101:3"


def test_empty_entries_without_blank_lines_are_entries() -> None:
    assert reading("It was sold [1], burnt [2] and built [3].\n\n[1] Deeds.\n[2]\n[3] Tolls.\n").findings == "CC110:2"


def test_a_raised_note_that_lacks_a_bracket_is_malformed() -> None:
    assert reading(CHAPTER.replace("younger.^[2]", "younger.^2]")).findings == "CC109:2"


def test_a_raised_note_that_lacks_the_space_behind_it_is_a_marker() -> None:
    assert reading(CHAPTER.replace("rules, of", "rules ^[1]of").replace("few.^[1]", "few.")) == ("1 2 3", "1 2 3", "")


def test_a_pattern_in_a_listing_does_not_end_the_list() -> None:
    listing = "   It is printed by:\n\n       sed -e 's/([0-9])x/y/'\n\n"
    text = CHAPTER.replace("   ^[3] The", f"{listing}   ^[3] The")
    assert reading(text) == ("1 2 3", "1 2 3", "")


def test_intervals_beside_one_from_zero_are_no_markers() -> None:
    fields = "1. Hour [0,23]\n\n2. Day of the month [1,31]\n\n3. Month of the year [1,5]\n"
    assert reading(with_list(f"{CITED}\n\n{fields}", "1 2 3")).findings == ""
    assert reading(with_list(f"{CITED} It fell [1,5] again.", "1 2 3")).findings == "CC101:5"


def test_the_rows_of_a_matrix_are_no_list() -> None:
    text = (
        "To read a row, use x[1] or the part [1, 2] of it.\n\n? x = Mat(v)\n%1 =\n[1]\n\n[2]\n\n? x^(-1)\n%2 =\n[1 2]\n"
    )
    assert reading(text) == ("", "", "")


def test_a_list_of_names_in_a_program_cites_nothing() -> None:
    sources = "[smith4] J. Smith.\n\n[baker12] K. Baker.\n"
    text = f"It is so [smith4, baker12].\n\n  records = [rec1, rec2]\n\nReferences\n\n{sources}"
    assert reading(text) == ("smith4 baker12", "smith4 baker12", "")


def test_patterns_cite_no_entries_of_an_ordinary_list() -> None:
    text = (
        "Write [0-9] or [[:digit:]] for a digit.\n\n9. Reference\n\n    1. Options\n    2. Commands\n    3. Variables\n"
    )
    assert reading(text) == ("", "", "")


@pytest.mark.parametrize("text", ["set [?]variable to ask for it", "bind [?]key opens the menu"])
def test_what_may_be_left_out_is_no_placeholder(text: str) -> None:
    assert reading(f"Usage: {text}.\n").findings == ""


def test_files_that_a_log_says_were_changed_are_no_list() -> None:
    changes = ("[src/a.c] Sped up.", "[src/b.c] Mended, as was [src/c.c].", "[NEWS] Told so, see [src/a.c].")
    assert reading("\n\n\t".join(["2026-11-02", *changes])).references == ""


@pytest.mark.parametrize("text", ["\t[TODO] Added an idea.", "  * [TODO] Added an idea."])
def test_what_is_to_be_done_is_no_placeholder(text: str) -> None:
    assert reading(f"2026-11-02\n\n{text}\n").findings == ""
    assert reading("The harvest failed, as they say\n    [TODO].\n").findings == "CC114"


def test_a_list_whose_labels_have_one_bracket_is_made_so_beside_another_one() -> None:
    first = "The harvest failed.[1] Prices doubled.[2]\n\n[1] Ledger 12.\n[2] Ledger 14.\n"
    second = "The court moved.[1] The roads were shut.[2]\n\n1] Letters, p. 31.\n2] Tolls, p. 3.\n"
    assert "CC109" not in reading(f"{first}\n{second}").findings
    assert "CC109:1" in reading(f"{first}\n{second}".replace("\n2] Tolls", "\n[2] Tolls")).findings

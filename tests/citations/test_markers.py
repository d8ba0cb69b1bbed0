"""Which brackets are markers, and which only look like them."""

from __future__ import annotations

import pytest
from reading import cite, reading, told, with_list

from citecheck.model import Confidence

CITED = "The harvest failed.[1] Prices doubled.[2] The court moved north.[3]"
"""A text that cites a list of three in order."""


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("It failed.[1] Prices[2][a] doubled. The court[3][note 1] moved.", ""),
        ("It failed.[1] Prices[2][citation needed] doubled. The court[3][when?] moved.", ""),
        ("It failed.[1] Prices doubled[2]3] at last.", "CC109:3"),
        ("It failed.[1] Prices doubled in 1832.2] The court moved.[3]", "CC109:2"),
        ("It failed.[1] Prices doubled.[2]\nThe court[3}", "CC109:3"),
        ("如此[1]15-18，彼亦如此[2]卷五，皆如此[3]233。", ""),
        ("Так он [1, т. 2, с. 44], и она [См.: 2, стб. 9], и все [3, вып. 4].", ""),
        ("Так он [цит. по: 1, с. 44], she [quoted in 2, p. 9] und alle [zit. n. 3].", ""),
    ],
)
def test_what_stands_right_behind_a_marker(text: str, findings: str) -> None:
    told = [each for each in reading(with_list(text, "1 2 3")).findings.split() if not each.endswith("=info")]
    assert " ".join(told) == findings


TAGGED = "See [PAP1], [RFC2119], [I-D.ietf-foo], [1] and [2].\n\nReferences\n\n" + "\n\n".join(
    ("[PAP1] P.", "[RFC2119] R.", "[I-D.ietf-foo] F.", "[1] A.", "[2] B.\n")
)


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        ("", "", ""),
        ("[PAP1],", "PAP1],", "CC109:PAP1"),
        ("[I-D.ietf-foo],", "I-D.ietf-foo],", "CC109:I-D.ietf-foo"),
        ("[I-D.ietf-foo] F.\n\n", "", "CC101:I-D.ietf-foo"),
    ],
)
def test_a_tag_has_one_fault(old: str, new: str, findings: str) -> None:
    assert reading(TAGGED.replace(old, new, 1) if old else TAGGED).findings == findings


@pytest.mark.parametrize(
    ("body", "markers"),
    [
        ("The harvest failed,[1] prices doubled.[2] The court [3] moved.", "1 2 3"),
        ("“The harvest failed.”[1] Prices doubled (it is said[2]). It moved—north[3]—in May.", "1 2 3"),
        ("The harvest[1]; the prices[2]: the court[3]!", "1 2 3"),
        ("All sources agree [1,2,3].", "1 2 3"),
        ("All sources agree [1, 2] and [2; 3].", "1 2 2 3"),
        ("All sources agree [3,1,2].", "3 1 2"),
        ("All sources agree [1,\n2, 3].", "1 2 3"),
        ("All sources agree.[1][2][3]", "1 2 3"),
        ("All sources agree.[1],[2], [3]", "1 2 3"),
        ("All sources agree [1, p. 23], others [2, pp. 33–36] do not [3, §4].", "1 2 3"),
        ("The proof [1, Thm 2] and the sums [2: 23] and elsewhere [3, ch. 4].", "1 2 3"),
        ("So he says [see 1] and she [cf. 2] and they [see also 3].", "1 2 3"),
        ("So he says [e.g. 1, 2] and she [compare 3].", "1 2 3"),
        ("So he says [n. 1] and she [note 2] and they [ref. 3].", "1 2 3"),
        ("So he says [n 1] and she [fn. 2] and they [Ref 3].", "1 2 3"),
        ("So he says [ 1 ] and she [2 ] and they [ 3].", "1 2 3"),
        ("So he says [01] and she [02] and they [003].", "1 2 3"),
        ("So *he* says*[1]* and **she**[2] and _they_ [3].", "1 2 3"),
    ],
)
@pytest.mark.parametrize("name", ["essay.txt", "essay.md"])
def test_forms_of_numeric_markers(body: str, markers: str, name: str) -> None:
    assert reading(with_list(body, "1 2 3"), name) == (markers, "1 2 3", "")


@pytest.mark.parametrize("dash", "-‐‑‒–—―−~～")
def test_every_dash_makes_a_range_of_markers_that_share_the_bracket(dash: str) -> None:
    citations = cite(with_list(f"All sources agree [1{dash}3].", "1 2 3"))
    assert [marker.label for marker in citations.markers] == ["1", "2", "3"]
    assert {citations.document.locate(marker.span)[:2] for marker in citations.markers} == {(1, 19)}
    assert {marker.members for marker in citations.markers} == {3}


def test_the_members_of_a_group_have_their_own_columns() -> None:
    citations = cite(with_list("All sources agree [1, 2–3].", "1 2 3"))
    places = [citations.document.locate(marker.span) for marker in citations.markers]
    assert [place.column for place in places] == [20, 23, 23]
    assert {marker.bracket for marker in citations.markers} == {(18, 26)}


@pytest.mark.parametrize("between", ["-", "–", " – ", "—"])
def test_a_dash_between_two_brackets_is_a_range(between: str) -> None:
    found = reading(with_list(f"All sources agree [1]{between}[4].", "1 2 3 4"))
    assert found == ("1 2 3 4", "1 2 3 4", "")


@pytest.mark.parametrize(
    ("body", "findings"),
    [
        ("All sources agree [1-4].", "CC101:4"),
        ("All sources agree [1-3, 4].", "CC101:4"),
        ("All sources agree [3-1].", "CC112:3"),
        ("All sources agree [2-1], but [3] does not.", "CC112:2"),
    ],
)
def test_faults_of_ranges(body: str, findings: str) -> None:
    assert reading(with_list(body, "1 2 3")).findings == findings


@pytest.mark.parametrize(
    ("body", "labels", "markers"),
    [
        ("As the rolls[A] and the letters[B] say.", "A B", "A B"),
        ("As the rolls[i] and the letters[ii] and the mint[iii] say.", "i ii iii", "i ii iii"),
        ("As in [RFC2119] and ([RFC8174]), not [RFC793][RFC2119].", "RFC2119 RFC8174 RFC793", None),
        ("As in [Smi04] and [SSW20].", "Smi04 SSW20", None),
        ("As in [I-D.foo-bar] and [Y.1564].", "I-D.foo-bar Y.1564", None),
    ],
)
def test_tags_and_letters_are_markers_beside_their_list(body: str, labels: str, markers: str | None) -> None:
    found = reading(with_list(body, labels, heading="References"))
    assert found.references == labels
    assert set(found.markers.split()) == set(labels.split())
    assert markers in (None, found.markers)
    assert found.findings == ""


def test_a_tag_with_author_and_year_is_a_marker_beside_its_list() -> None:
    text = "As in [Smith 2004].\n\nReferences\n\n[Smith 2004] Smith, J., Tolls.\n\n[Sand 2020] Sand, S., Ways.\n"
    assert reading(text).markers == "Smith 2004"
    assert reading(text).findings == "CC102:Sand 2020"


def test_an_unknown_tag_is_undefined_only_if_it_is_shaped_like_the_others() -> None:
    text = with_list("As in [RFC2119] and [RFC9999], in the [US] and [INFO].", "RFC2119", heading="References")
    assert reading(text).findings == "CC101:RFC9999"


@pytest.mark.parametrize(
    ("text", "markers", "references"),
    [
        ("He came.[^1] She left.[^2]\n\n[^1]: One.\n\n[^2]: Two.\n", "1 2", "1 2"),
        ("He came.[^a-b] She left.[^Note:2]\n\n[^a-b]: One.\n[^note:2]: Two.\n", "a-b Note:2", "a-b note:2"),
        ("He came.[^1][^2]\n\n[^1]: One,\n    two.\n\n    Three.[^2]\n\n[^2]: Four.\n", "1 2 2", "1 2"),
        ("> He came.[^1]\n>\n> [^1]: One.\n", "1", "1"),
        ("- He came.[^1]\n\n  [^1]: One.\n", "1", "1"),
        ("# A title[^1]\n\n| a | b[^2] |\n|---|---|\n\n[^1]: One.\n[^2]: Two.\n", "1 2", "1 2"),
    ],
)
def test_footnotes_of_markdown(text: str, markers: str, references: str) -> None:
    assert reading(text, "essay.md")[:2] == (markers, references)
    assert reading(text, "essay.md").findings in ("", "CC107:2=info")


def test_an_undefined_footnote_of_markdown_needs_no_list() -> None:
    assert reading("He came.[^1] She left.[^two]\n\n[^1]: One.\n", "essay.md").findings == "CC101:two"
    assert reading("He came.[^1]\n", "essay.md") == ("1", "", "CC101:1")


@pytest.mark.parametrize("symbols", ["*", "* **", "† ‡", "* † ‡ §"], ids=["one", "stars", "daggers", "the old row"])
def test_symbols_pair_with_their_notes_and_are_never_counted(symbols: str) -> None:
    body = " ".join(f"He came.[{symbol}]" for symbol in symbols.split())
    assert reading(with_list(body, symbols)) == (symbols, symbols, "")


def test_a_series_of_notes_beside_the_numbers() -> None:
    text = (
        "The plan[note 1] was good.[1] It failed.[note 2]\n\nNotes\n\n[note 1] A remark.\n\n"
        "[note 2] Another remark.\n\nReferences\n\n[1] A. Baker, Ledgers.\n"
    )
    assert reading(text) == ("1 1 2", "1 2 1", "")
    assert reading(text.replace("[note 2]", "[note 3]", 1)).findings == "CC101:3"


# ---------------------------------------------------------------- what only looks like one

LOOK_ALIKES = [
    # words in brackets
    "He “never saw [sic] the [emphasis added] and [my translation]” and [laughter] [inaudible 00:12].",
    "It ended [...] so […].",
    "It was [the] king and [T]he queen, [a] duke, [I] think, [he] said, two part[s] of [him].",
    "[Illustration] [Illustration: The king rides out] [Transcriber's note: as printed] [EBook #52834]",
    "[Sidenote: The king] said so, on [Page 12] and [pg 4] and [p. 23].",
    "They [see below] met [in York] again [redacted].",
    "Read /ˈtɛst/ as [ˈtɛst], or [θ], and John [Jn 3:16] and [1. e4].",
    "[INFO] done. [web] Fix it. [PATCH] sent. [DOI] and [PMID: 123] and [ISBN 0-13] for the [US] and [UK].",
    # years, times, parts and amounts
    "In [1990] and [2014] UKSC 5, and in [2009] AC 564 and [1893] QB 256.",
    "From [12:30] to [00:14:05] on [2024-01-02], part [10/12] or [3/5], [50%] of [$5] and [3.2].",
    "The patch [PATCH 2/3] and [1/9] came.",
    # intervals and code
    "The share lies in [0, 1], or [−1, 1], or (0, 1], or [0,∞), or [1, n], or [0.5, 2].",
    "Here a[1] = b[2]; x[i] grows and argv[1] += 2, arr[0] too, d'[0] = 1.",
    "There is unsigned char digest[16];        /* the sum */",
    "Then self.rows[1].name = x and list[2] = 3 and list[0] = 1.",
    "Match [a-z0-9] or [[:alpha:]] or [\\d]+ or [^a-z] or x[1-3]+y or [1]{3}.",
    # chemistry
    "The 2,3-dimethyl[1,2]oxazine and [3H]thymidine and [Fe(CN)6] and [2.2.1]heptane.",
    "The [14C] and pyrido[1,2-a]indole.",
    # addresses and shortcodes
    "Write to [name@example.org] or [email protected] or http://x.org/?tag[]=x&not[1][]=y.",
    '[rev_slider alias="home"][/rev_slider] [caption id="7"]x[/caption] [gallery]',
    # parentheses
    "He said (1) this; (2) that, in (1990) and (see 3).",
    # citekeys and other formats
    "As in [@smith; @jones, p. 3] and [-@key].",
    "See [fn:1] and [[Wiki page]] and [[a|b]].",
    # units
    "It is 5 m² wide, 10⁻³ long, and x² + y² = z².",
]


@pytest.mark.parametrize("line", LOOK_ALIKES)
@pytest.mark.parametrize("name", ["essay.txt", "essay.md"])
def test_look_alikes_beside_a_list_are_no_markers(line: str, name: str) -> None:
    text = with_list(f"{CITED}\n\n{line}", "1 2 3")
    assert reading(text, name) == ("1 2 3", "1 2 3", "")


@pytest.mark.parametrize("line", LOOK_ALIKES)
@pytest.mark.parametrize("name", ["essay.txt", "essay.md"])
def test_look_alikes_without_a_list_are_nothing(line: str, name: str) -> None:
    assert reading(f"The harvest failed.\n\n{line}\n", name) == ("", "", "")


@pytest.mark.parametrize(
    "line",
    [
        "See [a link](http://x.org/1) and ![3](image.png) and [1](http://x.org/) here.",
        "See [some text][link] and [link] and [link][] here.\n\n[link]: http://x.org/",
        "- [x] done\n- [ ] not done\n- [X] done too",
        "Use `a[1]` and ``[2]`` and `[^1]` here.",
        "```\nsee [1] and [9]\n[^abc]\n```",
        "    indented [9] code\n    more [8]",
        "<!-- see [9] and [^8] -->",
        "Let $A[9][8]$ be; $$x[7]$$",
        'An <a href="#" title="[9]">anchor</a>.',
    ],
)
def test_markup_of_markdown_is_no_marker(line: str) -> None:
    assert reading(with_list(f"{CITED}\n\n{line}", "1 2 3"), "essay.md") == ("1 2 3", "1 2 3", "")


def test_quoted_text_cites_its_own_list() -> None:
    quoted = with_list(f"{CITED}\n\n> It was written in March.[2]\n> And later.[12]", "1 2 3")
    assert reading(quoted).findings == ""
    likely = [each for each in cite(quoted).markers if each.confidence is Confidence.LIKELY]
    assert [marker.label for marker in likely] == ["2"]


@pytest.mark.parametrize("number", ["45", "1990", "999"])
def test_a_number_far_beyond_the_list_is_none_of_it(number: str) -> None:
    assert reading(with_list(f"{CITED} In [{number}] it ended.", "1 2 3")).findings == ""


def test_a_number_near_the_list_is_undefined() -> None:
    assert reading(with_list(f"{CITED} It ended.[5]", "1 2 3")).findings == "CC101:5"


def test_a_counted_thing_is_a_marker_where_the_list_would_go_on_with_it() -> None:
    assert reading(with_list(f"{CITED} It has options [4] and more.", "1 2 3")).findings == "CC101:4"
    assert reading(with_list(f"{CITED} It has options [6] and more.", "1 2 3")).findings == ""
    assert reading(with_list("A.[1] It has options [2] and more.[3]", "1 3")).findings == "CC101:2"


def test_zero_is_a_marker_only_if_the_list_begins_there() -> None:
    assert reading(with_list(f"{CITED} So[0] it ended.", "1 2 3")).markers == "1 2 3"
    assert reading(with_list(f"So[0] it began. {CITED}", "0 1 2 3")) == ("0 1 2 3", "0 1 2 3", "")


def test_every_judged_bracket_has_a_reason() -> None:
    citations = cite(with_list(f"{CITED} In [1990] and a[1] = 2 and [0, 1].", "1 2 3"))
    assert citations.judged[0].label == "1990"
    assert all(marker.reason and marker.confidence is Confidence.UNLIKELY for marker in citations.judged)
    assert all(marker.reason for marker in citations.markers)


# ---------------------------------------------------------------- broken ones


@pytest.mark.parametrize("broken", ["[1", "1]", "[1}", "[1)", "{1]", "(1]"])
@pytest.mark.parametrize("before", [".", " "], ids=["attached", "free"])
def test_a_marker_with_a_bracket_lost_or_wrong(broken: str, before: str) -> None:
    if before == "." and broken == "1]":
        before = ""  # ".1]" is a decimal
    text = with_list(f"The harvest failed{before}{broken} so. Prices doubled.[2] The court moved.[3]", "1 2 3")
    citations = cite(text)
    assert told(citations).findings == "CC109:1"
    (fault,) = citations.faults
    missing = "[" if broken.endswith("]") else "]"
    wrong = broken.strip("[]1")
    assert fault.message.endswith(f"“{wrong}” where “{missing}” belongs" if wrong else f"lacks its “{missing}”")


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("It is so.[1] See [2], 3], [1].", 3),
        ("Tolls (the law, 1]), courts [2] and mints [3].", 1),
        ("So.\n[1Many came.[2] They went.[3]", 1),
    ],
)
def test_a_lost_bracket_beside_other_brackets_and_words(body: str, number: int) -> None:
    assert reading(with_list(body, "1 2 3")).findings == f"CC109:{number}"


@pytest.mark.parametrize(("written", "number"), [("l", "1"), ("I", "1"), ("l2", "12"), ("1O", "10")])
def test_letters_in_place_of_digits(written: str, number: str) -> None:
    labels = " ".join(str(n) for n in range(1, 13))
    body = " ".join(f"It was so.[{written if str(n) == number else n}]" for n in range(1, 13))
    assert reading(with_list(body, labels)).findings == f"CC109:{number}"


def test_a_letter_is_no_digit_before_an_equals_sign() -> None:
    """Where it is the dimension of something."""
    assert reading(with_list("It is so.[2] The axes have [l] = km, and [l]= m.[3]", "1 2 3")).findings == "CC102:1"


def test_a_letter_is_no_digit_where_the_number_is_cited() -> None:
    assert reading(with_list(f"{CITED} So did [I].", "1 2 3")).findings == ""


@pytest.mark.parametrize(
    "line",
    [
        "The share lies in (0, 1] always.",
        "For x in [1, 2) it holds.",
        "He left (in 1 BC] of course.",
        "See [1990 too.",
        "For x in ]0, 1] it holds.",
    ],
)
def test_single_brackets_that_are_no_markers(line: str) -> None:
    assert reading(with_list(f"{CITED}\n\n{line}", "1 2 3")).findings == ""


# ---------------------------------------------------------------- no list at all


def test_markers_in_order_without_a_list_are_one_finding() -> None:
    assert reading("It failed.[1] It rose.[2] It fell.[3]\n") == ("1 2 3", "", "CC115")


@pytest.mark.parametrize("text", ["It failed.[1]\n", "It failed.[7] It rose.[3]\n", "See [12] and [45].\n"])
def test_a_few_numbers_without_a_list_are_nothing(text: str) -> None:
    assert reading(text) == ("", "", "")

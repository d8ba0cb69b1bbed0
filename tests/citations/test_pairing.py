"""Who cites whom, what is missing or too many, in which order; each cause is told once."""

from __future__ import annotations

import pytest
from reading import SOURCES, cite, reading, with_list

from citecheck.citations.order import holes, misplaced, nearly_ascends
from citecheck.model import Severity, Style
from citecheck.rules import rules


def body(labels: str, *, attached: bool = True) -> str:
    """A text that cites these labels (in words) in this order, a sentence each."""
    gap = "" if attached else " "
    return " ".join(f"It was so in the north{gap}[{label}]." for label in labels.split())


def findings(cited: str, labels: str, style: str = "auto", *, attached: bool = True) -> str:
    """What the rules say of a text that cites labels, over a list of labels."""
    return reading(with_list(body(cited, attached=attached), labels), style=style).findings


@pytest.mark.parametrize(
    ("cited", "labels", "expected"),
    [
        ("1 2 3", "1 2 3", ""),
        # undefined and uncited
        ("1 2 3 4", "1 2 3", "CC101:4"),
        ("1 2 5 5 3", "1 2 3", "CC101:5"),
        ("1 2", "1 2 3", "CC102:3"),
        ("1 3", "1 2 3", "CC102:2"),
        ("1", "1 2 3", "CC102:2 CC102:3"),
        # one slip, one finding, at the marker and with its label
        ("1 2 4", "1 2 3", "CC101:4"),
        ("1 2 7 4", "1 2 3 4", "CC101:7"),
        # duplicates, and what they explain
        ("1 2 3", "1 2 2", "CC103:2"),
        ("1 2 3", "1 2 2 3", "CC103:2"),
        ("1 2 3 4", "1 2 2 4", "CC103:2"),
        ("1 2 3", "1 1 3", "CC103:1"),
        # holes
        ("1 2 4", "1 2 4", "CC104:3"),
        ("1 2 5 6 7 8", "1 2 5 6 7 8", "CC104:3"),
        ("1 2 4 5 7 8", "1 2 4 5 7 8", "CC104:3 CC104:6"),
        ("1 2 3 4", "1 2 4", "CC101:3"),
        ("5 6 7", "5 6 7", ""),
        ("0 1 2", "0 1 2", ""),
        # order of the list
        ("1 2 3 4 5 6 7 8 9 10", "1 2 4 3 5 6 7 8 9 10", "CC106:4"),
        ("1 2 3", "1 3 2", "CC106:3"),
        ("1 2 3 4 5 6", "1 2 4 3 5 6", "CC106:4"),
        ("1 2 3 4 5", "1 2 5 3 4", "CC106:5"),
        # order of the citations
        ("1 2 4 3 5", "1 2 3 4 5", "CC105:4"),
        ("5 1 2 3 4", "1 2 3 4 5", "CC105:5"),
        ("2 3 4 5 1", "1 2 3 4 5", "CC105:1"),
    ],
)
def test_each_cause_is_told_once(cited: str, labels: str, expected: str) -> None:
    assert findings(cited, labels) == expected


def test_an_exchange_is_one_finding_at_one_of_the_two() -> None:
    (finding,) = findings("1 2 4 3 5 6", "1 2 3 4 5 6").split()
    assert finding in ("CC105:3", "CC105:4")


def test_an_undefined_marker_names_the_reference_that_was_meant() -> None:
    citations = cite(with_list(body("1 2 7 4"), "1 2 3 4"))
    check = rules()["CC101"].check
    assert check
    (finding,) = check(citations)
    assert "[3]" in finding.message
    assert finding.label == "7"
    (related,) = finding.related
    assert citations.document.text[related.span.start : related.span.end] == "[3]"


def test_exchanged_digits_are_told_from_other_orphans() -> None:
    labels = " ".join(str(n) for n in range(1, 13))
    assert findings(labels.replace("12", "21"), labels) == "CC101:21"


def test_an_undefined_marker_inside_a_note_is_one_too() -> None:
    text = with_list(body("1 2"), "1 2").replace(SOURCES[1], "See [1] and [9].")
    assert reading(text).findings == "CC101:9"


def test_a_marker_inside_a_note_cites_but_has_no_order() -> None:
    text = with_list(body("1 2 3"), "1 2 3 4").replace(SOURCES[0], "See [4] and [3].")
    assert reading(text).findings == ""
    citations = cite(text)
    assert [marker.inside for marker in citations.markers] == [None, None, None, 0, 0]


def test_cited_maps_each_reference_to_its_markers() -> None:
    citations = cite(with_list(body("1 2 1"), "1 2 3"))
    cited = citations.pairing.cited
    assert {index: len(markers) for index, markers in cited.items()} == {0: 2, 1: 1, 2: 0}
    assert all(marker.label == citations.references[index].label for index in cited for marker in cited[index])


# ---------------------------------------------------------------- runs that are off by one


@pytest.mark.parametrize(
    ("cited", "labels", "expected"),
    [
        ("1 3 4 5", "1 2 3 4", "CC116:3"),
        ("2 3 4 5 6", "1 2 3 4 5", "CC116:2"),
        ("1 2 3 4 5", "2 3 4 5 6", "CC116:1"),
        ("1 2 4 5 6 7", "1 2 3 4 5 6", "CC116:4"),
        # two are no run
        ("1 2 4 5", "1 2 3 4", "CC101:5"),
    ],
)
def test_three_shifted_numbers_are_a_run(cited: str, labels: str, expected: str) -> None:
    assert findings(cited, labels) == expected


# ---------------------------------------------------------------- ranges


def test_a_range_of_more_than_200_numbers_is_no_citation() -> None:
    rows = "\n\n".join(f"[{n}] Author {n}, Works." for n in range(1, 231))
    for last, expected in ((200, "CC102"), (230, "CC112")):
        found = reading(f"All sources agree [1-{last}].\n\nNotes\n\n{rows}\n").findings
        assert found.startswith(expected)


# ---------------------------------------------------------------- lists and texts without each other


def test_a_list_that_nothing_cites_is_one_finding() -> None:
    assert reading(with_list("It was so.", "1 2 3", heading="Notes")).findings == "CC115"


def test_markers_that_only_a_note_holds_do_not_pair_a_list() -> None:
    text = with_list("It was so.", "1 2 3", heading="Notes").replace(SOURCES[1], "As in [1].")
    assert reading(text).findings == "CC115"


def test_one_reference_without_marker_is_uncited() -> None:
    assert reading(with_list("It was so.", "1", heading="Notes")).findings == "CC102:1"


# ---------------------------------------------------------------- style


@pytest.mark.parametrize(
    ("cited", "labels", "attached", "style"),
    [
        ("1 2 3 4 5", "1 2 3 4 5", True, Style.NOTES),
        ("1 2 1 3 2 1", "1 2 3", True, Style.NUMERIC),
        ("1 2 3 4 5", "1 2 3 4 5", False, Style.NUMERIC),
        ("4 2 5 1 3", "1 2 3 4 5", True, Style.ALPHABETICAL),
    ],
)
def test_the_style_shows_in_the_use(cited: str, labels: str, attached: bool, style: Style) -> None:
    assert cite(with_list(body(cited, attached=attached), labels)).style is style


def test_a_group_shows_a_numbered_bibliography() -> None:
    assert cite(with_list(body("1 2,3 4"), "1 2 3 4")).style is Style.NUMERIC


def test_an_alphabetical_list_may_be_cited_in_any_order() -> None:
    assert findings("4 2 5 1 3", "1 2 3 4 5") == ""


def test_entries_that_begin_alike_are_in_no_alphabetical_order() -> None:
    text = "A [1]. B [3]. C [2]. D [4].\n\n" + "".join(f"[{n}] https://example.org/{n}\n" for n in range(1, 5))
    assert reading(text).findings == "CC105:3=warning"


def test_order_counts_where_it_is_asked_for() -> None:
    expected = findings("4 2 5 1 3", "1 2 3 4 5", "notes")
    assert len(expected.split()) == 3
    assert {finding.partition(":")[0] for finding in expected.split()} == {"CC105"}
    assert findings("1 2 4 3 5 6", "1 2 3 4 5 6", "alphabetical") == ""


@pytest.mark.parametrize(
    ("style", "expected"), [("auto", ""), ("numeric", ""), ("alphabetical", ""), ("notes", "CC107:1 CC107:2")]
)
def test_numbers_may_come_back_in_a_bibliography(style: str, expected: str) -> None:
    text = "1 2 1 3 2 4 5 1"
    found = findings(text, "1 2 3 4 5", style)
    assert " ".join(sorted(found.split())) == expected


def test_a_number_that_comes_back_among_notes_is_one_finding() -> None:
    assert findings("1 2 3 2 4 5 6", "1 2 3 4 5 6") == "CC107:2"


def test_order_in_a_short_bibliography_is_a_warning() -> None:
    assert findings("1 3 2", "1 2 3", attached=False) == "CC105:3=warning"


def test_members_of_one_bracket_need_no_order() -> None:
    assert findings("2,1 3 4 5", "1 2 3 4 5") == ""


@pytest.mark.parametrize("style", ["notes", "numeric", "alphabetical"])
def test_every_style_keeps_who_cites_whom(style: str) -> None:
    assert findings("1 2 4", "1 2 3", style).split()[0] == "CC101:4"


# ---------------------------------------------------------------- Markdown


def notes(cited: str, labels: str) -> str:
    """A text in Markdown that cites notes, over these notes."""
    text = " ".join(f"It was so.[^{label}]" for label in cited.split())
    rows = zip(labels.split(), SOURCES, strict=False)
    return text + "\n\n" + "\n\n".join(f"[^{label}]: {source}" for label, source in rows) + "\n"


@pytest.mark.parametrize(
    ("cited", "labels", "expected"),
    [
        ("1 2 3", "1 2 3", ""),
        ("1 2 4", "1 2 3", "CC101:4"),
        ("1 2", "1 2 3", "CC102:3"),
        ("a b", "a b", ""),
        ("smith2004 b", "smith2005 b", "CC101:smith2004"),
        ("a B", "A b", ""),
        ("1 2 3", "1 2 2", "CC103:2"),
        ("1 2 3 4", "1 2 4 3", "CC106:4=info"),
        ("1 2 2 3", "1 2 3", "CC107:2=info"),
        ("1 2 4", "1 2 4", "CC104:3"),
    ],
)
def test_notes_of_markdown(cited: str, labels: str, expected: str) -> None:
    assert reading(notes(cited, labels), "essay.md").findings == expected


# ---------------------------------------------------------------- faults of references


def test_the_same_source_twice_is_information() -> None:
    text = with_list(body("1 2 3"), "1 2 3").replace(SOURCES[2], SOURCES[0].upper())
    assert reading(text).findings == "CC111:3"
    assert rules()["CC111"].severity is Severity.INFO


@pytest.mark.parametrize("source", ["Ibid.", "K. Baker, Ledgers of the Crown, p. 156.", "Id. at 5."])
def test_another_page_is_another_source(source: str) -> None:
    text = with_list(body("1 2 3"), "1 2 3").replace(SOURCES[1], source).replace(SOURCES[2], source + " So.")
    assert reading(text).findings == ""


# ---------------------------------------------------------------- order, in numbers


@pytest.mark.parametrize(
    ("numbers", "out"),
    [
        ([], []),
        ([1], []),
        ([1, 2, 2, 3], []),
        ([1, 2, 9, 3, 4], [2]),
        ([5, 1, 2, 3], [0]),
        ([2, 3, 4, 1], [3]),
        ([3, 2, 1], [0, 1]),
    ],
)
def test_the_fewest_misplaced(numbers: list[int], out: list[int]) -> None:
    assert misplaced(numbers) == out
    kept = [number for at, number in enumerate(numbers) if at not in out]
    assert kept == sorted(kept)


def test_a_row_nearly_ascends_but_for_one() -> None:
    assert nearly_ascends([1, 2, 9, 3, 4], loose=False)
    assert not nearly_ascends([4, 2, 5, 1, 3], loose=True)


def test_holes_in_a_set_of_numbers() -> None:
    assert holes([1, 2, 5, 6, 9]) == [(2, 3, 2), (6, 7, 2)]
    assert holes([7]) == holes([]) == []


def test_numbers_beside_words_are_names() -> None:
    """Markdown counts the notes anew, whatever they are called."""
    text = "One.[^1] Two.[^{0}] Three.[^3]\n\n[^1]: Ledger A.\n\n[^{0}]: Ledger B.\n\n[^3]: Ledger C.\n"
    assert reading(text.format("two"), "essay.md").findings == ""
    assert reading(text.format("4"), "essay.md").findings != ""

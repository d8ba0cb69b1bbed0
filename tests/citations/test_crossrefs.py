"""Pointers from note to note: which there are, where they lead, and which lead nowhere."""

from __future__ import annotations

import pytest
from reading import cite, reading

from citecheck.model import Citations
from citecheck.rules import rules


def essay(*notes: str, form: str = "[{}] {}", mark: str = "[{}]") -> str:
    """A text that cites its notes in order, over these notes."""
    numbers = range(1, len(notes) + 1)
    text = " ".join(f"It was so in the north.{mark.format(n)}" for n in numbers)
    rows = (form.format(n, note) for n, note in zip(numbers, notes, strict=True))
    return text + "\n\nNotes\n\n" + "\n\n".join(rows) + "\n"


def pointers(citations: Citations) -> list[tuple[str | None, int]]:
    """Label and direction of each cross reference."""
    return [(each.label, each.direction) for each in citations.crossrefs]


@pytest.mark.parametrize(
    ("note", "pointer"),
    [
        ("See note 1.", ("1", 0)),
        ("see n. 1", ("1", 0)),
        ("See also note 1 and Ledger 9.", ("1", 0)),
        ("Cf. note 1.", ("1", 0)),
        ("Compare footnote 1.", ("1", 0)),
        ("See endnote 1.", ("1", 0)),
        ("See note 1 above.", ("1", -1)),
        ("See note 1, above.", ("1", -1)),
        ("See n. 1 supra.", ("1", -1)),
        ("Baker, supra note 1, at 12.", ("1", -1)),
        ("Baker, above note 1.", ("1", -1)),
        ("Footnote 3 infra.", ("3", 1)),
        ("See note 3 below.", ("3", 1)),
        ("Infra note 3.", ("3", 1)),
        ("Baker (n 1) 45.", ("1", -1)),
        ("Ibid.", (None, -1)),
        ("ibid., p. 4.", (None, -1)),
        ("Ibidem.", (None, -1)),
        ("Id. at 5.", (None, -1)),
        ("Loc. cit.", (None, -1)),
    ],
)
def test_pointers(note: str, pointer: tuple[str | None, int]) -> None:
    text = essay("K. Baker, Ledgers.", note, "S. Fisher, Rolls.")
    assert pointers(cite(text)) == [pointer]
    assert reading(text).findings == ""


def test_a_pointer_has_the_span_of_its_words_and_the_note_it_stands_in() -> None:
    citations = cite(essay("K. Baker, Ledgers.", "So says he; see note 1 above, and more."))
    (pointer,) = citations.crossrefs
    assert citations.document.text[pointer.span.start : pointer.span.end] == "see note 1 above"
    assert pointer.inside == 1


@pytest.mark.parametrize(
    "note",
    [
        "C. Draper, The Court, p. 5 note 3.",
        "C. Draper, op. cit., 1245 n.32.",
        "He printed banknotes of 5 pounds, and of notes 5 and 6 he sang.",
        "The identity of the ibid. sign is unclear.",
        "He noted 9 of them (1990).",
    ],
)
def test_words_that_point_nowhere(note: str) -> None:
    assert reading(essay("K. Baker, Ledgers.", note)).findings == ""


def test_pointers_in_running_text_are_left_alone() -> None:
    text = essay("K. Baker, Ledgers.", "C. Draper.").replace("It was so", "See note 12 above; it was so", 1)
    assert pointers(cite(text)) == []
    assert reading(text).findings == ""


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (("K. Baker.", "See note 7."), "CC113:7"),
        (("K. Baker.", "Cf. note 7 above; see note 1."), "CC113:7"),
        (("K. Baker.", "Baker, supra note 3, at 9.", "S. Fisher."), "CC113:3"),
        (("K. Baker.", "Baker (n 3) 9.", "S. Fisher."), "CC113:3"),
        (("K. Baker.", "C. Draper.", "See note 1 below."), "CC113:1"),
        (("K. Baker.", "See note 2 above."), "CC113:2"),
        (("Ibid.", "C. Draper."), "CC113:1"),
        (("Ibid., p. 5; Ledgers.", "Ibid."), "CC113:1"),
        (("K. Baker.", "See note 12 above.", "See note 13 above."), "CC113:12 CC113:13"),
    ],
)
def test_pointers_that_lead_nowhere_or_the_wrong_way(notes: tuple[str, ...], expected: str) -> None:
    assert reading(essay(*notes)).findings == expected


def test_notes_of_markdown_point_too() -> None:
    text = essay("K. Baker.", "See note 7 above.", form="[^{}]: {}", mark="[^{}]")
    assert reading(text, "essay.md").findings == "CC113:7"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("S. Fisher.", "See note 3 above.", ""),
        ("S. Fisher.", "Cf. note 3, ch. 1.", ""),
        ("S. Fisher.", "See note 3 below.", "CC113:3"),
        ("S. Fisher.", "See note 4 above.", "CC113:4"),
        ("See note 1 below.", "S. Fisher.", ""),
        ("See note 4 below.", "S. Fisher.", "CC113:4"),
    ],
)
def test_a_pointer_may_lead_into_another_chapter(first: str, second: str, expected: str) -> None:
    chapter = essay("K. Baker.", "C. Draper.", first)
    other = essay("G. Hunter.", second)
    assert reading(f"Chapter 1\n\n{chapter}\nChapter 2\n\n{other}").findings == expected


def test_an_ibid_in_the_first_note_of_a_later_list_leads_nowhere() -> None:
    chapter = essay("K. Baker.", "C. Draper.")
    other = essay("Ibid.", "C. Draper.")
    assert reading(f"Chapter 1\n\n{chapter}\nChapter 2\n\n{other}").findings == "CC113:1"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("\n\n[2] B, 2.", "", "CC101:2"),
        ("[2] B", "[1] B", "CC103:1"),
        ("[4] D", "[3] D, supra note 3", "CC103:3"),
        ("[1] A", "[4] A", "CC103:4"),
        ("\n\n[1] A, 1.", "", "CC101:1"),
        ("\n\n[1] A, 1.\n\n[2] B, 2.", "\n\n[2] Ibid., 2.\n\n[1] A, 1.", "CC106:2"),
        ("\n\n[3] C, see note 2 above.\n\n[4] D.", "\n\n[4] D.\n\n[3] C, see note 2 above.", "CC106:4"),
    ],
)
def test_what_a_fault_of_the_list_explains_is_not_told_again(old: str, new: str, expected: str) -> None:
    notes = "[1] A, 1.\n\n[2] B, 2.\n\n[3] C, see note 2 above.\n\n[4] D.\n\n[5] E, supra note 1."
    text = f"So.[1] So.[2] So.[3] So.[4] So.[5]\n\n{notes}\n"
    assert reading(text.replace(old, new)).findings == expected


def test_a_gap_shows_the_notes_that_lead_into_it() -> None:
    text = "So.[1] So.[3] So.[4]\n\n[1] A, 1.\n\n[3] C, see note 2 above.\n\n[4] D.\n"
    citations = cite(text)
    (gap,) = (finding for code in ("CC104", "CC113") for finding in rules()[code].check(citations))
    assert [place.message for place in gap.related] == ["last entry before the gap", "leads to note 2"]

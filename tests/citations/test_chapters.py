"""Several lists that count from one: notes of chapters at the end of a book, links below sections, numbers in parts."""

from __future__ import annotations

import pytest
from reading import SOURCES, reading

CHAPTERS = (
    "CHAPTER ONE\n\nThe harvest failed.[1] Prices doubled.[2] The court moved.[3]\n\n"
    "CHAPTER TWO\n\nThe mint closed.[1] The road flooded.[2] The bridge fell.[3] So did the tower.[4]\n\n"
    "CHAPTER THREE\n\nPeace came.[1] It lasted.[2] It ended.[3]\n\n"
    "NOTES\n\nChapter One\n\n[1] Baker.\n[2] Draper.\n[3] Fisher.\n\n"
    "Chapter Two\n\n[1] Hunter.\n[2] Joiner.\n[3] Mason.\n[4] Nailer.\n\n"
    "Chapter Three\n\n[1] Porter.\n[2] Quarrier.\n[3] Reeve.\n"
)


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        ("", "", ""),
        ("[3] Mason.\n", "", "CC101:3"),
        ("[1] Hunter.\n", "", "CC101:1"),
        ("[1] Porter.\n", "", "CC101:1"),
        ("[4] Nailer.\n", "", "CC101:4"),
        ("closed.[1]", "closed.", "CC102:1"),
        ("flooded.[2]", "flooded.", "CC102:2"),
        ("lasted.[2]", "lasted.[2", "CC109:2"),
        ("closed.[1]", "closed.[l]", "CC109:1"),
        ("[3] Mason", "[2] Mason", "CC103:2"),
        ("[1] Porter.\n[2] Quarrier.", "[2] Quarrier.\n[1] Porter.", "CC106:2"),
        ("flooded.[2]", "flooded.[9]", "CC101:9"),
    ],
)
def test_notes_to_the_chapters_of_a_book_stand_together_at_its_end(old: str, new: str, findings: str) -> None:
    assert old in CHAPTERS
    assert reading(CHAPTERS.replace(old, new, 1) if old else CHAPTERS).findings == findings


SECTIONS = (
    "BRIDGES\n\nA new bridge [1] opened, and the old one [2] closed.\n"
    "[1] https://roads.example/new\n[2] https://roads.example/old\n\n"
    "ROADS\n\nThe road [1] is shut.\n[1] https://roads.example/shut\n\n"
    "SHEEP\n\nSheep [1] are many; so are ewes [2] and rams [3].\n"
    "[1] https://sheep.example/\n[2] https://sheep.example/ewes\n[3] https://sheep.example/rams\n"
)


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        ("", "", ""),
        ("[2] https://roads.example/old\n", "", "CC101:2"),
        ("[2] https://sheep.example/ewes\n", "", "CC101:2"),
        ("ewes [2]", "ewes", "CC102:2"),
    ],
)
def test_links_may_stand_right_below_the_lines_that_cite_them(old: str, new: str, findings: str) -> None:
    assert reading(SECTIONS.replace(old, new, 1) if old else SECTIONS).findings == findings


LOG = (
    "Fix the leak\n\n    It was found by a fuzzer [1]; the commit before it [2] made it.\n\n"
    "    [1] https://bugs.example/1\n    [2] https://code.example/2\n\n"
    "    Link: https://lists.example/r/1\n\n"
    "Add the cache\n\n    As was discussed [1], [2].\n\n"
    "    [1] https://lists.example/r/2\n    [2] https://lists.example/r/3\n"
)


@pytest.mark.parametrize(("old", "findings"), [("", ""), ("    [2] https://code.example/2\n", "CC101:2")])
def test_a_field_with_a_link_is_no_heading(old: str, findings: str) -> None:
    assert reading(LOG.replace(old, "", 1) if old else LOG).findings == findings


def test_a_short_section_that_cites_has_its_own_list() -> None:
    text = (
        "It is out [0], with a renderer [1].\n\n[0] https://a.example/out\n[1] https://a.example/renderer\n\n"
        "Two holes were closed [0][1]; see [2].\n\n[1] https://b.example/second\n[2] https://b.example/third\n"
    )
    assert reading(text).findings == "CC101:0"


PARTS = ("1", "2a", "2b", "3a", "3b", "3c", "4", "5a", "5b", "6")
LETTERS = "We follow [1,2a] and [2b]. The acid [3a–c] is known [4]; others [5a,b] disagree [6].\n\nReferences\n\n" + (
    "".join(f"[{label}] {SOURCES[n]}\n" for n, label in enumerate(PARTS))
)


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        ("", "", ""),
        ("[4] L. Nailer", "[4] L. Nailer", ""),
        (" is known [4]", " is known", "CC102:4"),
        ("[3a–c]", "[3a]", "CC102:3b CC102:3c"),
        ("[2b].", "[2a].", "CC102:2b"),
    ],
)
def test_entries_in_parts_leave_no_gap(old: str, new: str, findings: str) -> None:
    assert reading(LETTERS.replace(old, new, 1) if old else LETTERS).findings == findings


def test_a_letter_cites_the_part_of_an_entry_that_has_several() -> None:
    text = (
        "The acid [1a], the base [1b,c] and others [2].\n\nReferences\n\n[1] a) Baker; b) Draper; c) Mason.\n[2] H.\n"
    )
    assert reading(text) == ("1 1 1 2", "1 2", "")
    assert reading(text.replace("others [2]", "others [2] for [2d]")).markers == "1 1 1 2"


@pytest.mark.parametrize("cited", ["[1], [2a] and [4]", "[1], [2a], [4] and [5]"])
def test_a_part_of_an_entry_is_never_what_a_number_meant(cited: str) -> None:
    text = f"We follow {cited}.\n\nReferences\n\n[1] Baker.\n[2a] Draper.\n[2b] Fisher.\n"
    assert reading(text).findings.startswith("CC101:4")


def test_that_a_number_comes_late_follows_from_the_slip_at_its_first_place() -> None:
    text = "It was [1]. So [9] says. See [3], [4], [5] and [2].\n\nReferences\n\n" + "".join(
        f"[{n}] {SOURCES[n]}\n" for n in range(1, 6)
    )
    assert reading(text).findings == "CC101:9"

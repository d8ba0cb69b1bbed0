"""Raised numbers as markers: Unicode's, HTML's, and those of a format's markup."""

from __future__ import annotations

import pytest

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.readers import read
from citecheck.settings import Settings

NOTES = "\n\nNotes\n\n1. Adams.\n2. Brown.\n3. Clark.\n4. Dorn.\n"


def cited(name: str, text: str) -> list[str]:
    """The labels of the markers of a clean text."""
    citations = analyse(read(name, (text + NOTES).encode()))
    assert list(check_citations(citations, Settings(offline=True))) == []
    return [marker.label for marker in citations.markers]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "One claim.¹ Two.² Three.³ Four.⁴"),
        ("a.txt", "One claim.¹⁻³ Four.⁴"),
        ("a.txt", "Since 1812¹ it rose; in 1975² it fell. Three.³ Four.⁴"),
        ("a.txt", "One claim.¹ Two (ref. 2). As in refs 3,4 it was so."),
        ("a.txt", "One claim.¹–³ Four.⁴"),
        ("a.txt", "One claim.¹,²,³ Four.⁴"),
        ("a.txt", "One claim.① Two.② Three.③ Four.④"),
        ("a.md", "One claim.<sup>1</sup> Two.<sup>2</sup> Three.<sup>3</sup> Four.<sup>4</sup>"),
        ("a.md", "One claim.^1^ Two.^2^ Three.^3^ Four.^4^"),
        ("a.md", "One claim.^1-3^ Four.^4^"),
        ("a.md", "One claim.^1,2^ Three.^3,4^"),
    ],
)
def test_all_are_cited(name: str, text: str) -> None:
    assert cited(name, text) == ["1", "2", "3", "4"]


def test_powers_and_units_are_no_markers() -> None:
    assert cited("a.md", "An area of 5 m^2^, x^2^ and 10^3^; 7 km².^1^ Two.^2^ Three.^3^ Four.^4^") == [
        "1",
        "2",
        "3",
        "4",
    ]


def test_carets_are_markup_in_markdown_only() -> None:
    citations = analyse(read("a.txt", f"One claim.^1^ Two.^2^{NOTES}".encode()))
    assert citations.markers == ()


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("2. Brown.\n", "", ("CC101", "2")),
        ("Three.³", "Three.", ("CC102", "3")),
    ],
)
def test_a_raised_number_without_its_note(old: str, new: str, finding: tuple[str, str]) -> None:
    text = ("One claim.¹ Two.² Three.³ Four.⁴ It took 3 m² and 10³ men." + NOTES).replace(old, new)
    problems = check_citations(analyse(read("a.txt", text.encode())), Settings(offline=True))
    assert [(each.rule, each.label) for each in problems] == [finding]


def test_the_institutes_of_the_authors_are_no_list_that_lacks_numbers() -> None:
    text = "J. Pike¹, W. Dale²\n\n¹Bridge Institute\n²Toll School\n\nIt is old¹, dear², slow³ and long⁴." + NOTES
    assert list(check_citations(analyse(read("a.txt", text.encode())), Settings(offline=True))) == []

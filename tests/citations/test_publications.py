"""Lists of the author's own works behind the references: nothing cites them, and nothing is to be said of them."""

from __future__ import annotations

import pytest
from reading import SOURCES, cite, reading

OWN = "Mine and A. Friend, Paper {n}x, Journal of Tides {n}, 200{n}."


def rows(count: int, form: str = "[{}] {}", first: int = 1, *, own: bool = False, parted: str = "\n\n") -> str:
    """Entries of a list."""
    texts = [OWN.format(n=n) if own else SOURCES[n] for n in range(count)]
    return parted.join(form.format(n, text) for n, text in enumerate(texts, first))


def essay(listed: str, own: str, *, heading: str = "Publications", over: str = "References", cited: int = 3) -> str:
    """A text that cites some numbers, its references, and a list behind them."""
    body = "\n\n".join(f"The harvest failed in the north [{n}] and prices rose." for n in range(1, cited + 1))
    return f"{body}\n\n{over}\n\n{listed}\n\n{heading}\n\n{own}\n"


@pytest.mark.parametrize("name", ["essay.txt", "essay.md"])
@pytest.mark.parametrize("listed", ["[{}] {}", "{}. {}"])
@pytest.mark.parametrize(
    "own",
    [
        rows(3, own=True),
        rows(7, own=True),
        rows(1, own=True),
        rows(3, own=True, parted="\n"),
        rows(3, own=True, first=4),
        rows(3, "[P{}] {}", own=True),
        rows(3, "{}. {}", own=True),
    ],
)
def test_nothing_is_said_of_publications_that_nothing_cites(name: str, listed: str, own: str) -> None:
    rank = "## " if name.endswith("md") else ""
    text = essay(rows(3, listed), own, heading=f"{rank}Publications", over=f"{rank}References")
    assert reading(text, name) == ("1 2 3", "1 2 3", "")
    citations = cite(text, name)
    assert all(len(markers) == 1 for markers in citations.pairing.cited.values())
    last = citations.references[-1].body
    assert citations.document.text[last.start : last.end] == SOURCES[2]


@pytest.mark.parametrize(
    ("over", "heading"),
    [
        ("References", "PUBLICATIONS"),
        ("References", "My publications"),
        ("6. References", "7. List of publications"),
        ("References", "Selected Publications:"),
        ("References", "Author’s publications"),
        ("Literatur", "Eigene Veröffentlichungen"),
        ("Literatur", "Vero\u0308ffentlichungen"),
        ("Literaturverzeichnis", "Publikationsliste"),
        ("Bibliographie", "Liste des publications"),
        ("Bibliografía", "Publicaciones del autor"),
        ("References", "Publications\n============"),
        ("References", "Publications\n\nThe author has written, among others:"),
    ],
)
def test_what_the_heading_may_say(over: str, heading: str) -> None:
    assert reading(essay(rows(3), rows(3, own=True), heading=heading, over=over)) == ("1 2 3", "1 2 3", "")


def test_other_headings_say_no_such_thing() -> None:
    for heading in ("Appendix", "Publications of the Crown", "Notes"):
        assert reading(essay(rows(3), rows(3, own=True), heading=heading)).findings == "CC102:1 CC102:2 CC102:3"


def test_publications_may_have_headings_over_parts_and_come_again() -> None:
    three, two = rows(3, own=True), rows(2, own=True)
    own = f"### Papers\n\n{three}\n\n### Books\n\n{two}\n\n## My publications\n\n{two}"
    text = essay(rows(3), own, heading="## Publications", over="## References")
    assert reading(text, "essay.md") == ("1 2 3", "1 2 3", "")


def test_what_follows_publications_is_a_list_again() -> None:
    text = essay(rows(3), rows(3, own=True)) + "\nNotes\n\n[7] K. Baker, Ledger 9.\n\n[8] C. Draper, Ledger 7.\n"
    assert reading(text) == ("1 2 3", "1 2 3 7 8", "CC102:7 CC102:8")
    chapter = f"\nAnd so it was [1] in the south [2].\n\nReferences\n\n{rows(2)}\n"
    assert reading(essay(rows(3), rows(3, own=True)) + chapter) == ("1 2 3 1 2", "1 2 3 1 2", "")


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        # The references have their own faults still.
        (essay(rows(3), rows(3, own=True), cited=4), "CC101:4"),
        (essay(rows(3), rows(3, own=True), cited=2), "CC102:3"),
        # Publications that are cited are references, in the numbers of the list above, or in a chapter of their own.
        (essay(rows(3), rows(3, own=True, first=4), cited=4), "CC102:5 CC102:6"),
        (
            essay(rows(3), "[P1] Mine, Tides, 2001.\n\n[P2] Mine, Ebbs, 2002.").replace("north", "north [P1]", 1),
            "CC102:P2",
        ),
        (
            essay(f"{rows(2)}\n\nIn the south it was not [1].", rows(2, own=True), cited=2),
            "CC102:2",
        ),
        # The only list there is, or none is cited.
        (f"It was so [1], and so [2].\n\nPublications\n\n{rows(3, own=True)}\n", "CC102:3"),
        (f"It was so.\n\nPublications\n\n{rows(3, own=True)}\n", "CC115"),
        (essay(rows(3), rows(3, own=True), cited=0), "CC115"),
    ],
)
def test_what_is_told_beside_publications(text: str, findings: str) -> None:
    assert reading(text).findings == findings


def test_markdowns_own_notes_say_what_they_are() -> None:
    text = "It was so.[^1]\n\n[^1]: K. Baker, Ledgers.\n\n## Publications\n\n"
    assert reading(f"{text}{rows(2, own=True)}\n", "essay.md").findings == ""
    assert reading(f"{text}[^p1]: Mine, Tides, 2001.\n", "essay.md").findings == "CC102:p1"
    cited = text.replace("It was", "It was [1] and [2]")
    assert reading(f"{cited}{rows(3, own=True)}\n", "essay.md").findings == "CC102:3"

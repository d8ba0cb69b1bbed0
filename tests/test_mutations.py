"""Every single-fault variant of every clean fixture raises exactly the finding that is due.

And what does not matter, does not matter: where numbers start, line ends, kinds of spaces, text around.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from difflib import unified_diff

import pytest
from essays import ESSAYS, FIXTURES, Essay, parse, read_essay, renumbered
from mutations import MUTATIONS, Variant

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.model import Problem, Severity
from citecheck.readers import read
from citecheck.settings import Settings

CLEAN = {name: read_essay(name) for name in ESSAYS}
MOVED = {name: renumbered(essay, 90) for name, essay in CLEAN.items()}
FILES = sorted(path.name for path in FIXTURES.iterdir() if path.suffix in (".txt", ".md"))
CASES = [
    pytest.param(mutation, name, id=f"{mutation.__name__}-{name}")
    for mutation in MUTATIONS
    for name, essay in CLEAN.items()
    if next(mutation(essay), None)
]


def problems(name: str, data: bytes) -> list[Problem]:
    """What the rules say of a document, links apart."""
    return list(check_citations(analyse(read(name, data)), Settings(offline=True)))


def complaint(essay: Essay, variant: Variant) -> str:
    """What is wrong about the findings for a variant, with the change; nothing if all is well."""
    found = [
        (problem.rule, problem.label)
        for problem in problems(essay.name, variant.text.encode())
        if problem.severity is not Severity.INFO or problem.rule == variant.rule
    ]
    labels = variant.labels if variant.labels is not None else {label for _, label in found}
    if len(found) == 1 and found[0][0] == variant.rule and found[0][1] in labels:
        return ""
    change = unified_diff(essay.text.split("\n"), variant.text.split("\n"), lineterm="", n=0)
    lines = "\n".join(line[:160] for line in change if line[:2] not in ("--", "++", "@@"))
    return f"\ndue: {variant.rule} {sorted(map(str, variant.labels or ()))}, found: {found}\n{lines}\n"


def check_all(mutation: Callable[[Essay], Iterator[Variant]], essay: Essay) -> None:
    complaints = [text for variant in mutation(essay) if (text := complaint(essay, variant))]
    assert not complaints, f"{len(complaints)} variants:\n" + "".join(complaints)


@pytest.mark.parametrize("name", ESSAYS)
def test_essays_are_read_in_full(name):
    expected = json.loads((FIXTURES / name).with_suffix(".expected.json").read_text("utf-8"))["documents"]
    essay = CLEAN[name]
    within = essay.text.count("^[")
    assert sum(len(mark.labels) for mark in essay.marks) + within == expected["markers"]
    assert len(essay.entries) + within == expected["references"]


@pytest.mark.parametrize(("mutation", "name"), CASES)
def test_single_fault(mutation, name):
    check_all(mutation, CLEAN[name])


@pytest.mark.parametrize(("mutation", "name"), CASES)
def test_single_fault_with_higher_numbers(mutation, name):
    check_all(mutation, MOVED[name])


@pytest.mark.parametrize("add", [1, 5, 96, 800])
@pytest.mark.parametrize("name", ESSAYS)
def test_numbers_may_start_anywhere(name, add):
    essay = renumbered(CLEAN[name], add)
    assert problems(name, essay.text.encode()) == []
    assert [entry.body for entry in parse(name, essay.text).entries] == [entry.body for entry in essay.entries]


def places(name: str, data: bytes) -> list[tuple[str, str | None, Severity, int, int]]:
    """The findings without their words."""
    return [
        (problem.rule, problem.label, problem.severity, problem.place.line, problem.place.column)
        for problem in problems(name, data)
    ]


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace(" ", "\N{NO-BREAK SPACE}").encode(),
        lambda text: text.replace("\n", "\r\n").encode("utf-16"),
    ],
    ids=["CRLF", "BOM", "NBSP", "UTF-16"],
)
@pytest.mark.parametrize("name", FILES)
def test_the_writing_of_a_file_moves_no_finding(name, written):
    text = (FIXTURES / name).read_text("utf-8")
    assert places(name, written(text)) == places(name, text.encode())


@pytest.mark.parametrize("name", FILES)
def test_text_before_and_after_moves_lines_only(name):
    text = (FIXTURES / name).read_text("utf-8")
    before = "A word before the beginning, by another hand.\n\nIt says nothing of note.\n\n"
    after = "\n\nA word after the end, which was printed later\nand has nothing to do with it.\n"
    moved = [
        (rule, label, severity, line + before.count("\n"), column)
        for rule, label, severity, line, column in places(name, text.encode())
    ]
    assert places(name, (before + text + after).encode()) == moved

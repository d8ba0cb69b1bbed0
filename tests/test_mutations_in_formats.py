"""The single-fault variants of the essays raise the same finding in whatever format they are written.

Here the brackets are typed, as in plain text; the notes that a format has of its own are in the tests of its reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from essays import Essay, read_essay
from formats import WRITERS
from mutations import MUTATIONS, Variant

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.model import Severity
from citecheck.readers import read
from citecheck.settings import Settings

NAMES = ("commentary.txt", "ieee-paper.txt", "book-chapters.txt", "tags.txt")
ESSAYS = {name: read_essay(name) for name in NAMES}
FEW = 3
"""Variants of each kind; all of them are tried in plain text."""
FORMATS = list(WRITERS)
NOT_THERE = {
    ".tex": ("remove_list", "other_form"),  # numbers are typed by hand only beside a list of such; a caret is an accent
    ".rst": ("remove_list",),
    ".adoc": ("blank_reference",),  # a bracket alone on its line is an attribute of the block below
}
"""Mutations that mean something else in a format."""


def found_in(suffix: str, text: str) -> list[tuple[str, str | None]]:
    """Rule and label of what is found in a text written in a format, but for what is only told."""
    citations = analyse(read(f"essay{suffix}", WRITERS[suffix](text)))
    problems = check_citations(citations, Settings(offline=True))
    return [(each.rule, each.label) for each in problems if each.severity is not Severity.INFO or each.rule == "CC111"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_the_clean_essay_is_clean(suffix: str, name: str) -> None:
    assert found_in(suffix, ESSAYS[name].text) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_as_much_is_counted_as_in_plain_text(suffix: str, name: str) -> None:
    plain = analyse(read(name, ESSAYS[name].text.encode()))
    written = analyse(read(f"essay{suffix}", WRITERS[suffix](ESSAYS[name].text)))
    assert [marker.label for marker in written.markers] == [marker.label for marker in plain.markers]
    assert [reference.label for reference in written.references] == [reference.label for reference in plain.references]
    assert {link.url for link in written.links} == {link.url for link in plain.links}


@pytest.mark.parametrize(
    ("suffix", "mutation"),
    [
        pytest.param(suffix, mutation, id=f"{suffix}-{mutation.__name__}")
        for suffix in FORMATS
        for mutation in MUTATIONS
        if mutation.__name__ not in NOT_THERE.get(suffix, ())
    ],
)
def test_a_single_fault(suffix: str, mutation: Callable[[Essay], Iterator[Variant]]) -> None:
    wrong = []
    for essay in ESSAYS.values():
        variants = list(mutation(essay))
        for variant in islice(variants, 0, None, max(1, len(variants) // FEW)):
            found = found_in(suffix, variant.text)
            labels = variant.labels if variant.labels is not None else {label for _, label in found}
            if len(found) != 1 or found[0][0] != variant.rule or found[0][1] not in labels:
                wrong.append((essay.name, variant.rule, variant.labels, found))
    assert wrong == []

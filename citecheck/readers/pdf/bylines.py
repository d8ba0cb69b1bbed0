"""Raised numbers behind the names of authors: they stand for addresses, not for notes or references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from citecheck.patterns import lazy
from citecheck.readers.pdf.flow import Flow, Mark

PAGES = 2
"""Where titles stand."""
WORDS = 4
"""Words of a name, for each of its numbers."""
_NUMBER = lazy(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_NAME = lazy(r"[^\W\d_][.,]?\Z")
_SENTENCE = lazy(r"[a-z]{3}\.\Z")


def without_bylines(flow: Flow) -> list[Mark]:
    """The raised numbers of a text; those behind names are marked as hanging on nothing."""
    marks: list[Mark] = []
    for start, end, inside in _paragraphs(flow):
        names = [mark for mark in inside if not mark.opens]
        numbers = sum(1 for mark in names for _ in _NUMBER.finditer(flow.text, mark.start, mark.end))
        few = numbers > 1 and len(flow.text[start:end].split()) <= WORDS * numbers
        byline = few and all(_behind_name(flow.text[max(0, mark.start - 8) : mark.start]) for mark in names)
        marks += [mark._replace(hangs=False) if byline and not mark.opens else mark for mark in inside]
    return [*marks, *flow.marks[len(marks) :]]


def _behind_name(text: str) -> bool:
    return _NAME.search(text) is not None and _SENTENCE.search(text) is None


def _paragraphs(flow: Flow) -> Iterator[tuple[int, int, Sequence[Mark]]]:
    """Start, end and raised numbers of each paragraph of the first pages."""
    starts = [line.start for line in flow.lines if line.opens and line.page <= PAGES]
    behind = next((line.start for line in flow.lines if line.page > PAGES), len(flow.text))
    at = 0
    for start, end in pairwise([*starts, behind]):
        first = at
        while at < len(flow.marks) and flow.marks[at].start < end:
            at += 1
        yield start, end, flow.marks[first:at]

"""Single-fault variants of the clean fixtures, made in memory, each with the one finding it must raise.

Each mutation yields every variant of its kind. Where a reader could not tell what the fault is, the variant
is left out, by a rule that the mutation's docstring states.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from essays import MARKDOWN, NOTES, NUMERIC, POINTER, TAGS, Edit, Essay, written

_SHIFTED = 3
"""Numbers off by one that make a run."""


class Variant(NamedTuple):
    """A text with a single fault, and the finding that is due."""

    text: str
    rule: str
    labels: frozenset[str | None] | None
    """The labels that are right; None where any is."""


# ---------------------------------------------------------------- mutations: what is missing or twice there


def _due(rule: str, *labels: str | None) -> tuple[str, frozenset[str | None]]:
    return rule, frozenset(labels)


def delete_reference(essay: Essay) -> Iterator[Variant]:
    """Take out each entry that no note points at in words."""
    for entry in essay.entries:
        if entry.label not in essay.pointed_at():
            yield Variant(essay.edited([essay.cut(entry)]), *_due("CC101", entry.label))


def delete_marker(essay: Essay) -> Iterator[Variant]:
    """Take out each mark that alone cites its entry."""
    for mark in essay.plain(once=True):
        yield Variant(essay.edited([essay.cut(mark)]), *_due("CC102", mark.labels[0]))


def duplicate_number(essay: Essay) -> Iterator[Variant]:
    """Give each number of a list that of its neighbour, unless a note points at it in words."""
    for series in essay.series:
        row = [entry for entry in essay.entries_of(series) if entry.label.isdecimal()]
        for one, other in [*pairwise(row), *pairwise(row[::-1])]:
            if one.label not in essay.pointed_at():
                edit = essay.relabel(one, one.label, other.label)
                yield Variant(essay.edited([edit]), *_due("CC103", other.label))


def remove_both(essay: Essay) -> Iterator[Variant]:
    """Take out each number inside a list of numbers and its only mark, unless a note points at it."""
    for mark in essay.plain(once=True):
        row = essay.entries_of(mark.series)
        entry = next(entry for entry in row if entry.label == mark.labels[0])
        inside = entry not in (row[0], row[-1]) and all(each.label.isdecimal() for each in row)
        if inside and entry.label not in essay.pointed_at():
            yield Variant(essay.edited([essay.cut(mark), essay.cut(entry)]), *_due("CC104", entry.label))


def blank_reference(essay: Essay) -> Iterator[Variant]:
    """Take the text out of each entry."""
    for entry in essay.entries:
        yield Variant(essay.edited([Edit(entry.body, entry.stop, "")]), *_due("CC110", entry.label))


def repeat_source(essay: Essay) -> Iterator[Variant]:
    """Give each entry the text of the first one of its list."""
    for series in essay.series:
        first, *rest = essay.entries_of(series)
        for entry in rest:
            if entry.label not in essay.pointed_at():
                edit = Edit(entry.body, entry.stop, essay.text[first.body : first.stop])
                yield Variant(essay.edited([edit]), *_due("CC111", entry.label))


def remove_list(essay: Essay) -> Iterator[Variant]:
    """Take out the list, if there is only one, no notes are within the text, and numbers begin at 0 or 1.

    Without a list, only that they count up tells numbers in brackets from anything else in brackets.
    """
    if len(essay.series) == 1 and "^[" not in essay.text and essay.entries[0].label in ("0", "1"):
        yield Variant(essay.edited([essay.cut(entry) for entry in essay.entries]), *_due("CC115", None))


def remove_markers(essay: Essay) -> Iterator[Variant]:
    """Take out all marks, if there is only one list and there are no notes within the text."""
    if len(essay.series) == 1 and "^[" not in essay.text:
        yield Variant(essay.edited([essay.cut(mark) for mark in essay.marks]), *_due("CC115", None))


# ---------------------------------------------------------------- mutations: order


def exchange_markers(essay: Essay) -> Iterator[Variant]:
    """Exchange the first marks of neighbouring numbers, where four or more show what the order is."""
    for series in essay.series:
        numbers = [entry.label for entry in essay.entries_of(series) if entry.label.isdecimal()]
        firsts = [essay.first(series, label) for label in numbers]
        for one, other in pairwise(firsts):
            if len(numbers) >= 4 and {one, other} <= set(essay.plain()):
                a, b = one.labels[0], other.labels[0]
                edits = [essay.relabel(one, a, b), essay.relabel(other, b, a)]
                yield Variant(essay.edited(edits), *_due("CC105", a, b))


def exchange_references(essay: Essay) -> Iterator[Variant]:
    """Exchange neighbouring entries of a numbered list."""
    for series in essay.series:
        row = [entry for entry in essay.entries_of(series) if entry.label.isdecimal()]
        for one, other in pairwise(row):
            a, b = essay.text[one.start : one.end], essay.text[other.start : other.end]
            edits = [Edit(one.start, one.end, b), Edit(other.start, other.end, a)]
            yield Variant(essay.edited(edits), *_due("CC106", one.label, other.label))


def repeat_marker(essay: Essay) -> Iterator[Variant]:
    """Cite each note but the last again behind the last mark, where notes are cited once and five show it."""
    for series in essay.series:
        if essay.name in (*NOTES, *MARKDOWN) and len(essay.entries_of(series)) >= 5:
            *marks, last = [mark for mark in essay.marks if mark.series == series]
            for mark in marks:
                again = Edit(last.end, last.end, essay.text[mark.start : mark.end])
                yield Variant(essay.edited([again]), *_due("CC107", mark.labels[0]))


def shift_markers(essay: Essay) -> Iterator[Variant]:
    """Add one to all marks from each number on, if three or more numbers are moved."""
    for series in essay.series if essay.name not in TAGS else ():
        marks = [mark for mark in essay.marks if mark.series == series]
        for start in _starts_of_runs(essay, series):
            edits = [
                essay.relabel(mark, label, str(int(label) + 1))
                for mark in marks
                for label in written(essay, mark)
                if label.isdecimal() and int(label) >= start
            ]
            yield Variant(essay.edited(edits), *_due("CC116", str(start + 1)))


def shift_references(essay: Essay) -> Iterator[Variant]:
    """Add one to all entries from each number on, if three or more are moved and no note points at them."""
    for series in essay.series if essay.name not in TAGS else ():
        entries = [entry for entry in essay.entries_of(series) if entry.label.isdecimal()]
        for start in _starts_of_runs(essay, series):
            moved = [entry for entry in entries if int(entry.label) >= start]
            if not essay.pointed_at() & {entry.label for entry in moved}:
                edits = [essay.relabel(entry, entry.label, str(int(entry.label) + 1)) for entry in moved]
                yield Variant(essay.edited(edits), *_due("CC116", str(start)))


def _starts_of_runs(essay: Essay, series: int) -> list[int]:
    """The numbers with two more behind them that no range such as [4]-[6] would tie to the number before."""
    numbers = [int(entry.label) for entry in essay.entries_of(series) if entry.label.isdecimal()]
    tied = {label for mark in essay.marks if mark.series == series for label in mark.labels[1:]}
    return [number for number in numbers[: 1 - _SHIFTED] if str(number) not in tied]


# ---------------------------------------------------------------- mutations: the marker itself


def past_the_end(essay: Essay) -> Iterator[Variant]:
    """Change each number to the one behind the end of the list.

    The first mark of a number that comes back is left alone: the next one would then be cited out of order.
    """
    for mark in essay.plain():
        label = mark.labels[0]
        first = essay.first(mark.series, label) == mark
        if label.isdecimal() and not (first and essay.uses(mark.series)[label] > 1):
            new = str(essay.last(mark.series) + 1)
            yield Variant(essay.edited([essay.relabel(mark, mark.labels[0], new)]), *_due("CC101", new))


def member_past_the_end(essay: Essay) -> Iterator[Variant]:
    """Put the number behind the end of the list beside each one, in documents that cite in groups."""
    for mark in essay.plain() if essay.name in NUMERIC else ():
        new = str(essay.last(mark.series) + 1)
        yield Variant(essay.edited([Edit(mark.end - 1, mark.end - 1, f", {new}")]), *_due("CC101", new))


def drop_bracket(essay: Essay) -> Iterator[Variant]:
    """Take one bracket from each mark; from a number, unless it would grow into another number."""
    for mark in essay.plain() if essay.name not in TAGS else ():
        if not essay.text[mark.start - 1].isdigit():
            yield Variant(essay.edited([Edit(mark.start, mark.start + 1, "")]), *_due("CC109", mark.labels[0]))
        if not essay.text[mark.end : mark.end + 1].isdigit():
            yield Variant(essay.edited([Edit(mark.end - 1, mark.end, "")]), *_due("CC109", mark.labels[0]))


def wrong_bracket(essay: Essay) -> Iterator[Variant]:
    """Close each numbered mark with a brace or a parenthesis."""
    for mark in essay.plain() if essay.name in (*NOTES, *NUMERIC) else ():
        for closing in "})" if essay.text[mark.start] == "[" else "":
            yield Variant(essay.edited([Edit(mark.end - 1, mark.end, closing)]), *_due("CC109", mark.labels[0]))


def letter_for_digit(essay: Essay) -> Iterator[Variant]:
    """Write l for 1 and O for 0 in each mark that alone cites its number; Markdown allows such names."""
    for mark in essay.plain(once=True) if essay.name in (*NOTES, *NUMERIC) else ():
        typed = mark.labels[0].translate(str.maketrans("10", "lO"))
        if typed != mark.labels[0]:
            edit = essay.relabel(mark, mark.labels[0], typed)
            yield Variant(essay.edited([edit]), *_due("CC109", mark.labels[0]))


def other_form(essay: Essay) -> Iterator[Variant]:
    """Write each number that is cited once with a caret, or in Markdown without one."""
    for mark in essay.plain(once=True) if essay.name not in TAGS else ():
        label = mark.labels[0]
        if label.isdecimal() and essay.text[mark.start] == "[":
            new = f"[{label}]" if essay.name in MARKDOWN else f"[^{label}]"
            yield Variant(essay.edited([Edit(mark.start, mark.end, new)]), *_due("CC108", label))


def reverse_range(essay: Essay) -> Iterator[Variant]:
    """Turn each number from the third on into a range of three that runs backwards, where groups are used."""
    for mark in essay.plain() if essay.name in NUMERIC else ():
        high = int(mark.labels[0])
        if str(high - 2) in {entry.label for entry in essay.entries_of(mark.series)}:
            edit = essay.relabel(mark, str(high), f"{high}-{high - 2}")
            yield Variant(essay.edited([edit]), "CC112", None)


def break_pointer(essay: Essay) -> Iterator[Variant]:
    """Make each pointer from note to note lead nowhere."""
    for match in POINTER.finditer(essay.text):
        yield Variant(essay.edited([Edit(*match.span(2), "999")]), *_due("CC113", "999"))


def leave_placeholder(essay: Essay) -> Iterator[Variant]:
    """Put [TK] at the end of each paragraph of running text that ends with a full stop."""
    for match in re.finditer(r"(?<=[a-z])\.(?=\n\n)", essay.text[: essay.entries[0].start]):
        edit = Edit(match.start(), match.start(), " [TK]")
        yield Variant(essay.edited([edit]), *_due("CC114", None))


MUTATIONS: tuple[Callable[[Essay], Iterator[Variant]], ...] = (
    delete_reference,
    delete_marker,
    duplicate_number,
    remove_both,
    blank_reference,
    repeat_source,
    remove_list,
    remove_markers,
    exchange_markers,
    exchange_references,
    repeat_marker,
    shift_markers,
    shift_references,
    past_the_end,
    member_past_the_end,
    drop_bracket,
    wrong_bracket,
    letter_for_digit,
    other_form,
    reverse_range,
    break_pointer,
    leave_placeholder,
)

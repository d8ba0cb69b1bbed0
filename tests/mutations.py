"""Single-fault variants of the clean fixtures, made in memory, each with the one finding it must raise.

An essay is read here by a few plain patterns that hold for the fixtures, not by the program under test. Each
mutation yields every variant of its kind. Where a reader could not tell what the fault is, the variant is
left out, by a rule that the mutation's docstring states.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

FIXTURES = Path(__file__).parent.parent / "fixtures"

NOTES = ("commentary.txt", "from-zero.txt", "essai.txt", "footnote-blocks.txt", "book-chapters.txt")
"""Every note is cited once, in order."""
NUMERIC = ("ieee-paper.txt", "mail.txt", "protocol-memo.txt", "zhongwen.txt")
"""Numbered bibliographies in order of first citation; numbers come back."""
MARKDOWN = ("post.md",)
TAGS = ("tags.txt",)
ESSAYS = (*NOTES, *NUMERIC, *MARKDOWN, *TAGS)

_ENTRY = re.compile(
    r"^ {0,3}(?:\[Footnote (?P<footnote>\d+):|(?P<open>[\[【])(?P<caret>\^?)(?P<label>\w+)[\]】](?:: | +(?=\S)|(?=\S)(?<=】)))",
    re.MULTILINE,
)
_ENTRY_END = re.compile(r"\n\n(?! {4}\S)|\s*\Z")
_FOOTNOTE_END = re.compile(r"\]\s*(?:\n\n|\Z)")
_MARK = re.compile(r"[\[【](?P<caret>\^?)(?P<labels>\w+(?:, \d+)*)(?P<locator>, (?:p|Fig)\. \d+)?[\]】](?:-\[(?P<last>\d+)\])?")
_POINTER = re.compile(r"\b(note )(\d+)( above)")
_CODE_INDENT = 6
_BESIDE = re.compile(r"[\]】][,-]? ?\Z"), re.compile(r"[,-]? ?[\[【]")
_SHIFTED = 3


class Mark(NamedTuple):
    """A bracket that cites, with offsets into the text."""

    start: int
    end: int
    labels: tuple[str, ...]
    series: int


class Entry(NamedTuple):
    """A reference, with offsets into the text."""

    start: int
    """Where its label opens."""
    body: int
    """Where its text begins."""
    stop: int
    """Where its text ends."""
    end: int
    """Where all of it ends: `stop`, but for the bracket around a `[Footnote 1: ...]`."""
    label: str
    series: int


class Edit(NamedTuple):
    """A replacement for a stretch of the text."""

    start: int
    end: int
    new: str


class Variant(NamedTuple):
    """A text with a single fault, and the finding that is due."""

    text: str
    rule: str
    labels: frozenset[str | None] | None
    """The labels that are right; None where any is."""


@dataclass(frozen=True)
class Essay:
    """A fixture with the place of all that cites and is cited."""

    name: str
    text: str
    marks: tuple[Mark, ...]
    entries: tuple[Entry, ...]

    @property
    def series(self) -> range:
        """The lists, counted from 0."""
        return range(self.entries[-1].series + 1)

    def uses(self, series: int) -> Counter[str]:
        """How often each label of a list is cited."""
        return Counter(label for mark in self.marks if mark.series == series for label in mark.labels)

    def list(self, series: int) -> list[Entry]:
        """The entries of one list."""
        return [entry for entry in self.entries if entry.series == series]

    def last(self, series: int) -> int:
        """The highest number of a list."""
        return max(int(entry.label) for entry in self.list(series) if entry.label.isdecimal())

    def plain(self, *, once: bool = False) -> list[Mark]:
        """The marks with one label that stand apart from other brackets; `once`: whose label has no other."""
        return [
            mark
            for mark in self.marks
            if len(mark.labels) == 1
            and _MARK.fullmatch(self.text, mark.start, mark.end)["locator"] is None  # type: ignore[index]
            and not _BESIDE[0].search(self.text, mark.start - 3, mark.start)
            and not _BESIDE[1].match(self.text, mark.end)
            and (not once or self.uses(mark.series)[mark.labels[0]] == 1)
        ]

    def first(self, series: int, label: str) -> Mark:
        """The first mark of a label."""
        return next(mark for mark in self.marks if mark.series == series and label in mark.labels)

    def pointed_at(self) -> set[str]:
        """The labels that a note points at in words: without them the pointer would be a second fault."""
        return {match[2] for match in _POINTER.finditer(self.text)}

    def relabel(self, item: Mark | Entry, old: str, new: str) -> Edit:
        """The edit that changes one number in a mark or in an entry's label."""
        end = item.end if isinstance(item, Mark) else item.body
        found = re.compile(rf"(?<!\w){old}(?!\w)").search(self.text, item.start, end)
        assert found is not None, (self.name, item, old)
        return Edit(*found.span(), new)

    def cut(self, item: Mark | Entry) -> Edit:
        """The edit that takes out a mark with the space before it, or an entry with what parts it from the next."""
        start, end = item.start, item.end
        if isinstance(item, Mark):
            while self.text[start - 1] in " \n":
                start -= 1
        else:
            start = self.text.rindex("\n", 0, start) + 1
            while self.text[end : end + 1] == "\n":
                end += 1
        return Edit(start, end, "")

    def edited(self, edits: Iterable[Edit]) -> str:
        """The text with edits that do not overlap."""
        text = self.text
        for edit in sorted(edits, reverse=True):
            text = text[: edit.start] + edit.new + text[edit.end :]
        return text


# ---------------------------------------------------------------- reading


def read_essay(name: str) -> Essay:
    """A clean fixture."""
    return parse(name, (FIXTURES / name).read_text("utf-8"))


def parse(name: str, text: str) -> Essay:
    """The marks and entries of a text written like the fixtures."""
    entries: list[Entry] = []
    carets = name in MARKDOWN
    found = [match for match in _ENTRY.finditer(text) if bool(match["caret"]) == carets]
    for match, following in zip(found, [*found[1:], None], strict=True):
        label = match["footnote"] or match["label"]
        end_of = _FOOTNOTE_END if match["footnote"] else _ENTRY_END
        stop = end_of.search(text, match.end())
        assert stop is not None
        end = stop.start() + bool(match["footnote"])
        if following and following.start() < end:
            end = following.start() - 1
        restarts = bool(entries) and label == entries[0].label
        series = entries[-1].series + restarts if entries else 0
        start = match.start() + len(match[0]) - len(match[0].lstrip(" "))
        entries.append(Entry(start, match.end(), end - bool(match["footnote"]), end, label, series))
    return Essay(name, text, tuple(_marks(text, entries, carets=carets)), tuple(entries))


def _marks(text: str, entries: list[Entry], *, carets: bool) -> Iterator[Mark]:
    """The brackets that hold labels of the list that ends next, outside of lines set in like code."""
    starts = {entry.start for entry in entries}
    ends = {entry.series: entry.end for entry in entries}
    for match in _MARK.finditer(text):
        series = next((each for each, end in ends.items() if end > match.start()), max(ends))
        known = {entry.label for entry in entries if entry.series == series}
        labels = tuple(match["labels"].split(", "))
        if match["last"]:
            labels = tuple(str(number) for number in range(int(labels[0]), int(match["last"]) + 1))
        line = text[text.rindex("\n", 0, match.start()) + 1 :]
        code = line.startswith(" " * _CODE_INDENT)
        if bool(match["caret"]) == carets and match.start() not in starts and known.issuperset(labels) and not code:
            yield Mark(*match.span(), labels, series)


def renumbered(essay: Essay, add: int) -> Essay:
    """The same essay with a constant added to every number, in pointers from note to note too."""
    edits = [
        essay.relabel(item, label, str(int(label) + add))
        for items in (essay.marks, essay.entries)
        for item in items
        for label in (_ends_of(essay, item) if isinstance(item, Mark) else (item.label,))
        if label.isdecimal()
    ]
    edits += [Edit(*match.span(2), str(int(match[2]) + add)) for match in _POINTER.finditer(essay.text)]
    return parse(essay.name, essay.edited(edits))


def _ends_of(essay: Essay, mark: Mark) -> tuple[str, ...]:
    """The numbers that are written in a mark: of a range only the first and the last."""
    return (mark.labels[0], mark.labels[-1]) if "-[" in essay.text[mark.start : mark.end] else mark.labels


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
        row = [entry for entry in essay.list(series) if entry.label.isdecimal()]
        for one, other in [*zip(row, row[1:], strict=False), *zip(row[1:], row, strict=False)]:
            if one.label not in essay.pointed_at():
                edit = essay.relabel(one, one.label, other.label)
                yield Variant(essay.edited([edit]), *_due("CC103", other.label))


def remove_both(essay: Essay) -> Iterator[Variant]:
    """Take out each number inside a list with its only mark, unless a note points at it in words."""
    for mark in essay.plain(once=True):
        row = essay.list(mark.series)
        entry = next(entry for entry in row if entry.label == mark.labels[0])
        inside = entry not in (row[0], row[-1]) and entry.label.isdecimal()
        if inside and entry.label not in essay.pointed_at() and int(entry.label) < essay.last(mark.series):
            yield Variant(essay.edited([essay.cut(mark), essay.cut(entry)]), *_due("CC104", entry.label))


def blank_reference(essay: Essay) -> Iterator[Variant]:
    """Take the text out of each entry."""
    for entry in essay.entries:
        yield Variant(essay.edited([Edit(entry.body, entry.stop, "")]), *_due("CC110", entry.label))


def repeat_source(essay: Essay) -> Iterator[Variant]:
    """Give each entry the text of the first one of its list."""
    for series in essay.series:
        first, *rest = essay.list(series)
        for entry in rest:
            if entry.label not in essay.pointed_at():
                edit = Edit(entry.body, entry.stop, essay.text[first.body : first.stop])
                yield Variant(essay.edited([edit]), *_due("CC111", entry.label))


def remove_list(essay: Essay) -> Iterator[Variant]:
    """Take out the whole list, where a list is all there is: no second one, no notes within the text."""
    if len(essay.series) == 1 and "^[" not in essay.text and essay.name not in TAGS:
        yield Variant(essay.edited([essay.cut(entry) for entry in essay.entries]), *_due("CC115", None))


def remove_markers(essay: Essay) -> Iterator[Variant]:
    """Take out all marks, where a list is all there is: no second one, no notes within the text."""
    if len(essay.series) == 1 and "^[" not in essay.text:
        yield Variant(essay.edited([essay.cut(mark) for mark in essay.marks]), *_due("CC115", None))


# ---------------------------------------------------------------- mutations: order


def exchange_markers(essay: Essay) -> Iterator[Variant]:
    """Exchange the first marks of neighbouring numbers, where four or more show what the order is."""
    for series in essay.series:
        numbers = [entry.label for entry in essay.list(series) if entry.label.isdecimal()]
        firsts = [essay.first(series, label) for label in numbers]
        for one, other in zip(firsts, firsts[1:], strict=False):
            if len(numbers) >= 4 and {one, other} <= set(essay.plain()):
                a, b = one.labels[0], other.labels[0]
                edits = [essay.relabel(one, a, b), essay.relabel(other, b, a)]
                yield Variant(essay.edited(edits), *_due("CC105", a, b))


def exchange_references(essay: Essay) -> Iterator[Variant]:
    """Exchange neighbouring entries of a numbered list."""
    for series in essay.series:
        row = [entry for entry in essay.list(series) if entry.label.isdecimal()]
        for one, other in zip(row, row[1:], strict=False):
            a, b = essay.text[one.start : one.end], essay.text[other.start : other.end]
            edits = [Edit(one.start, one.end, b), Edit(other.start, other.end, a)]
            yield Variant(essay.edited(edits), *_due("CC106", one.label, other.label))


def repeat_marker(essay: Essay) -> Iterator[Variant]:
    """Cite each note but the last again behind the last mark, where notes are cited once and five show it."""
    for series in essay.series:
        if essay.name in (*NOTES, *MARKDOWN) and len(essay.list(series)) >= 5:
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
                for label in _ends_of(essay, mark)
                if label.isdecimal() and int(label) >= start
            ]
            yield Variant(essay.edited(edits), *_due("CC116", str(start + 1)))


def shift_references(essay: Essay) -> Iterator[Variant]:
    """Add one to all entries from each number on, if three or more are moved and no note points at them."""
    for series in essay.series if essay.name not in TAGS else ():
        entries = [entry for entry in essay.list(series) if entry.label.isdecimal()]
        for start in _starts_of_runs(essay, series):
            moved = [entry for entry in entries if int(entry.label) >= start]
            if not essay.pointed_at() & {entry.label for entry in moved}:
                edits = [essay.relabel(entry, entry.label, str(int(entry.label) + 1)) for entry in moved]
                yield Variant(essay.edited(edits), *_due("CC116", str(start)))


def _starts_of_runs(essay: Essay, series: int) -> list[int]:
    numbers = [int(entry.label) for entry in essay.list(series) if entry.label.isdecimal()]
    return numbers[: 1 - _SHIFTED]


# ---------------------------------------------------------------- mutations: the marker itself


def past_the_end(essay: Essay) -> Iterator[Variant]:
    """Change each number to the one behind the end of the list."""
    for mark in essay.plain():
        if mark.labels[0].isdecimal():
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
        written = mark.labels[0].translate(str.maketrans("10", "lO"))
        if written != mark.labels[0]:
            edit = essay.relabel(mark, mark.labels[0], written)
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
        if str(high - 2) in {entry.label for entry in essay.list(mark.series)}:
            edit = essay.relabel(mark, str(high), f"{high}-{high - 2}")
            yield Variant(essay.edited([edit]), "CC112", None)


def break_pointer(essay: Essay) -> Iterator[Variant]:
    """Make each pointer from note to note lead nowhere."""
    for match in _POINTER.finditer(essay.text):
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

"""The clean fixtures as their readers see them: where each bracket cites, and where each entry stands.

They are read by a few plain patterns that hold for the fixtures, not by the program under test.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
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
    r"^ {0,3}(?:\[Footnote (?P<footnote>\d+):|"
    r"[\[【](?P<caret>\^?)(?P<label>\w+)[\]】](?:: | +(?=\S)|(?=\S)(?<=】)))",
    re.MULTILINE,
)
_ENTRY_END = re.compile(r"\n\n(?! {4}\S)|\s*\Z")
_FOOTNOTE_END = re.compile(r"\]\s*(?:\n\n|\Z)")
_MARK = re.compile(
    r"[\[【](?P<caret>\^?)(?P<labels>\w+(?:, \d+)*)(?P<locator>, (?:p|Fig)\. \d+)?[\]】]"
    r"(?:-\[(?P<last>\d+)\])?"
)
POINTER = re.compile(r"\b(note )(\d+)( above)")
_CODE_INDENT = 6
_BESIDE = re.compile(r"[\]】][,-]? ?\Z"), re.compile(r"[,-]? ?[\[【]")


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

    def entries_of(self, series: int) -> list[Entry]:
        """The entries of one list."""
        return [entry for entry in self.entries if entry.series == series]

    def last(self, series: int) -> int:
        """The highest number of a list."""
        return max(int(entry.label) for entry in self.entries_of(series) if entry.label.isdecimal())

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
        return {match[2] for match in POINTER.finditer(self.text)}

    def relabel(self, item: Mark | Entry, old: str, new: str) -> Edit:
        """The edit that changes one number in a mark or in an entry's label."""
        end = item.end if isinstance(item, Mark) else item.body
        found = re.compile(rf"(?<!\w){old}(?!\w)").search(self.text, item.start, end)
        assert found is not None, (self.name, item, old)
        return Edit(*found.span(), new)

    def cut(self, item: Mark | Entry) -> Edit:
        """The edit that takes out a mark with the space before it, or an entry with the gap behind it."""
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
        for label in (written(essay, item) if isinstance(item, Mark) else (item.label,))
        if label.isdecimal()
    ]
    edits += [Edit(*match.span(2), str(int(match[2]) + add)) for match in POINTER.finditer(essay.text)]
    return parse(essay.name, essay.edited(edits))


def written(essay: Essay, mark: Mark) -> tuple[str, ...]:
    """The numbers that are written in a mark: of a range only the first and the last."""
    return (mark.labels[0], mark.labels[-1]) if "-[" in essay.text[mark.start : mark.end] else mark.labels

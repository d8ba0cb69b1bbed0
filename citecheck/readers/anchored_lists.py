"""Which notes are one list: by their labels, by where they stand, and by the chapters that cite them.

A book may count its notes anew in each chapter. Where the notes show no numbers, or where the first of a chapter is
lost, the markers alone tell that: file by file, their numbers go on, or begin again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from citecheck.model import Form
from citecheck.readers.anchored_notes import Note, NoteList, same
from citecheck.readers.anchors import Places, Shown

_UNEVEN = 2
"""Markers whose labels are not those of their notes: more than so many are no slips."""
_FAR = 3
"""Between a number and the one that was due: what is further off is as wrong as can be."""


class Cite(NamedTuple):
    """A link that is a marker, with the note it leads to, if there is one."""

    shown: Shown
    note: Note | None


class _First(NamedTuple):
    """The first marker of a note, or one whose note is gone."""

    at: int
    """Which one of the markers."""
    number: int
    shown: str
    """The number that the note shows; empty if none."""


def chapters_of(cites: Sequence[Cite], places: Places) -> list[int]:
    """For each marker, in order, the chapter that it stands in, if numbers begin anew in chapters; else all are 0."""
    rows = _rows(cites, places)
    if any(_repeats(row) for row in rows):
        return [0] * len(cites)  # two kinds of notes, perhaps: their own numbers tell more
    starts: list[int] = []
    taken: set[int] = set()
    last = count = 0
    for row in rows:
        numbers = [first.number for first in row]
        # No number of a bibliography has two entries, in whatever order it is cited.
        twice = sum(number in taken for number in numbers) * 2 >= min(count, len(numbers))
        if count and (twice or starts) and _restarts(numbers, {last, count}, taken):
            starts.append(row[0].at)
            last = count = 0
            taken.clear()
        taken.update(numbers)
        count += len(numbers)
        last = max((each for due, each in enumerate(numbers, last + 1) if abs(each - due) <= _FAR), default=last)
    chapters = [bisect_right(starts, at) for at in range(len(cites))]
    return chapters if _in_order(cites, chapters) else [0] * len(cites)


def _in_order(cites: Sequence[Cite], chapters: Sequence[int]) -> bool:
    """Whether the notes stand in the order of the chapters that cite them, but for slips; two kinds of notes do not."""
    places: dict[int, int] = {}
    for cite, chapter in zip(cites, chapters, strict=True):
        if cite.note:
            places.setdefault(cite.note.start, chapter)
    ends: list[int] = []
    """Of the longest rows that ascend, by length."""
    for start in sorted(places):
        at = bisect_right(ends, places[start])
        ends[at : at + 1] = [places[start]]
    return len(places) - len(ends) <= max(_UNEVEN, len(places) // 8)


def _rows(cites: Sequence[Cite], places: Places) -> list[list[_First]]:
    """The numbers by file; where the notes show none, a row that begins again within a file is another."""
    rows = []
    for _, each in groupby(_firsts(cites), lambda first: places.page(cites[first.at].shown.anchor.start)):
        row: list[_First] = []
        for first, following in pairwise([*each, None]):
            if first and following and len(row) > 1 and _same_two(row, first, following):
                rows.append(row)
                row = []
            row += [first] if first else []
        rows.append(row)
    return rows


def _same_two(row: Sequence[_First], first: _First, second: _First) -> bool:
    """Whether two numbers in a row are those that a row began with, and no note shows them."""
    again = (first.number, second.number) == (row[0].number, row[1].number)
    return again and not any(each.shown for each in (*row[:2], first, second))


def _firsts(cites: Sequence[Cite]) -> Iterable[_First]:
    """The first marker of each note, and of each place that is not there, whose label is a number."""
    seen: set[int | str] = set()
    for index, (each, note) in enumerate(cites):
        key = id(note) if note else each.anchor.target
        if key in seen:
            continue
        seen.add(key)
        shown = note.label if note and note.label.isdecimal() else ""
        label = shown if note and shown and not note.counted else each.label
        if label.isdecimal():
            yield _First(index, int(label), shown)


def _repeats(row: Sequence[_First]) -> bool:
    """Whether two notes of a chapter show the same number."""
    shown = [first.shown for first in row if first.shown]
    return len(set(shown)) < len(shown)


def _restarts(numbers: Sequence[int], ends: Iterable[int], taken: Collection[int]) -> bool:
    """Whether numbers begin anew, and do not go on behind one of some ends; a few may be wrong, or missing."""
    anew = _distance(numbers, 1)
    on = min(_distance(numbers, end + 1) for end in ends)
    # A first number that is taken, or 1, says more than those behind it, where one is missing among them.
    return anew < on + (numbers[0] in taken and len(numbers) > 1) + (numbers[0] == 1)


def _distance(numbers: Sequence[int], start: int) -> int:
    """How far numbers are from those that count up from a start."""
    return sum(min(abs(number - due), _FAR) for due, number in enumerate(numbers, start))


def place_notes(notes: Sequence[Note], cites: Sequence[Cite], chapters: Sequence[int], places: Places) -> None:
    """Tell notes their chapters: those of their first markers; one that nothing cites belongs to its neighbours."""
    known: dict[int, int] = {}
    for cite, chapter in zip(cites, chapters, strict=True):
        if cite.note:
            known.setdefault(id(cite.note), chapter)
    before: list[Note | None] = []
    last: Note | None = None
    for note in notes:
        before.append(last)
        if id(note) in known:
            note.chapter, last = known[id(note)], note
    last = None
    for note, above in zip(reversed(notes), reversed(before), strict=True):
        if id(note) in known:
            last = note
        elif near := _nearer(places, note, above, last):
            note.chapter = near.chapter


def _nearer(places: Places, note: Note, above: Note | None, below: Note | None) -> Note | None:
    """Which of two notes around one that nothing cites is of its list: by block, by file, by number."""
    if above is None or below is None or above.chapter == below.chapter:
        return above or below
    home = places.block(note.element).parent
    page = places.page(note.start)
    for own, one, other in (
        (home, places.block(above.element).parent, places.block(below.element).parent),
        (page, places.page(above.start), places.page(below.start)),
    ):
        if (own == one) != (own == other):
            return above if own == one else below
    numbers = [each.label for each in (above, note)]
    if all(label.isdecimal() for label in numbers) and int(numbers[1]) <= int(numbers[0]):
        return below
    return above


def lists_of(notes: Sequence[Note], places: Places, missing: Mapping[int, set[str]]) -> list[NoteList]:
    """The notes as lists, each with labels of its own; the notes are in order, and know their chapters.

    `missing` are, by chapter, the labels of markers whose notes are not there.
    """
    found: list[NoteList] = []
    current: dict[tuple[str, int], NoteList] = {}
    for note in notes:
        if not note.label and note.citing and _kind(note.citing[0].label) == "sign":
            note.label = note.citing[0].label  # a sign comes back, whether the note shows it or not
        kind = _kind(note.label), note.chapter
        here = current.get(kind)
        if here is None or _begins_anew(places, here, note):
            here = current[kind] = NoteList([])
            found.append(here)
        here.notes.append(note)
        here.labels.setdefault(note.label, note)
        note.list = here
    for each in found:
        _settle(each, missing.get(each.notes[0].chapter, set()))
    series: Counter[Form] = Counter()
    for each in found:
        each.series = series[each.form]
        series[each.form] += 1
    return found


def _has_moved(each: NoteList, missing: set[str]) -> bool:
    """Whether all numbers of a counting list are off behind notes that are missing, or that nothing cites."""
    if not all(note.counted and note.label.isdecimal() for note in each.notes):
        return False
    off = last = idle = 0
    for note in each.notes:
        cited = next((shown.label for shown in note.citing), "")
        if not cited.isdecimal():
            idle += 1
            continue
        now = int(cited) - int(note.label)
        if now > off:
            explained = all(str(number) in missing for number in range(last + 1, int(cited)))
            if now - off > len(range(last + 1, int(cited))) or not explained:
                return False
        elif off - now > idle:
            return False
        off, last, idle = now, int(cited), 0
    return off != 0


def _kind(label: str) -> str:
    if not label or label.rstrip("abcdefghijklmnopqrstuvwxyz").isdecimal():
        return "number"
    if len(label) <= 2 and label.isalpha():
        return "letter"
    return "tag" if label[0].isalnum() else "sign"


def _begins_anew(places: Places, here: NoteList, note: Note) -> bool:
    """Whether a note is the first of another list: its label is taken, and that is no slip."""
    first = here.labels.get(note.label)
    if first is None or not note.label:
        return False
    home, other = places.block(note.element), places.block(first.element)
    if note.counted and first.counted and home.parent != other.parent:
        return True
    if note.label != here.notes[0].label:
        return _kind(note.label) == "sign"
    last = here.notes[-1]
    return last is not first or not note.citing or all(same(each.label, note) for each in note.citing)


def _settle(each: NoteList, missing: set[str]) -> None:
    """Decide the form of a list, and whether the labels that show are those that the markers have."""
    citing = [(shown, note) for note in each.notes for shown in note.citing]
    uneven = sum(not same(shown.label, note) for shown, note in citing)
    if uneven and (uneven > max(_UNEVEN, len(citing) // 3) or _has_moved(each, missing)):
        # A note was taken out and the list counts on, or a style sheet makes the numbers: the markers tell.
        for note in each.notes:
            if note.citing:
                note.label = note.citing[0].label
        told = {note.label for note in each.notes if note.citing}
        each.notes = [note for note in each.notes if note.citing or note.label not in told]
    else:
        for note in each.notes:
            shown_label = next((shown.label for shown in note.citing if same(shown.label, note)), None)
            note.label = shown_label or note.label or (note.citing[0].label if note.citing else "")
    each.labels = {}
    for note in each.notes:
        each.labels.setdefault(note.label, note)
    words = sum(bool(shown.word) for shown, _ in citing)
    square = sum(shown.square for shown, _ in citing)
    labels = [note.label for note in each.notes]
    if any(_kind(label) == "tag" for label in labels):
        each.form = Form.TAG
    elif all(_kind(label) == "sign" for label in labels):
        each.form = Form.SYMBOL
    elif words * 2 > len(citing) or square * 2 <= len(citing):
        each.form = Form.NOTE
    else:
        each.form = Form.TAG if all(_kind(label) == "letter" for label in labels) else Form.NUMERIC

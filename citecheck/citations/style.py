"""Infer how a document uses its numbers, from how it uses them."""

from __future__ import annotations

import sys
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from citecheck.citations.order import misplaced, nearly_ascends
from citecheck.model import CitationRow, Document, Form, Marker, Order, Reference, ReferenceRow, Style
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SLIPS = 2
"""Numbers of `[^n]` out of place that are no habit, at most."""
_FEW = 3
"""Slips that may explain why other numbers come late."""
_WORD = lazy(r"\w+")
Key = tuple[Form, int]
"""Form and series."""


def rows_of(
    markers: Sequence[Marker], references: Sequence[Reference]
) -> dict[Key, tuple[list[Marker], list[Reference]]]:
    """For each series with numbers the first citation of each number, and the entries, in order of place."""
    rows: dict[Key, tuple[list[Marker], list[Reference]]] = {}
    for reference in references:
        if reference.form in (Form.NUMERIC, Form.CARET, Form.NOTE) and reference.label.isdecimal():
            rows.setdefault((reference.form, reference.series), ([], []))[1].append(reference)
    seen: set[tuple[Key, str]] = set()
    for marker in sorted(_outside(markers), key=_reading_order(markers)):
        key = (marker.form, marker.series)
        if key in rows and (key, marker.label) not in seen:
            seen.add((key, marker.label))
            rows[key][0].append(marker)
    return rows


def _outside(markers: Sequence[Marker]) -> list[Marker]:
    return [marker for marker in markers if marker.inside is None and marker.label.isdecimal()]


def _reading_order(markers: Sequence[Marker]) -> Callable[[Marker], tuple[int, int]]:
    """Order by place, but the members of one bracket ascend.

    `[3,2]` is untidy, but nothing is cited too early. So are both ends of a reversed range such as `[6]-[4]`,
    which is a fault of its own.
    """
    backwards = sorted(marker.bracket for marker in markers if marker.reversed)

    def place(marker: Marker) -> tuple[int, int]:
        start = marker.bracket.start
        at = bisect_right(backwards, (start, sys.maxsize)) - 1
        if at >= 0 and start < backwards[at].end:
            start = backwards[at].start
        return start, int(marker.label)

    return place


def order_of(markers: Sequence[Marker], references: Sequence[Reference], style: Style, *, forced: bool) -> Order:
    """The rows that should ascend; with a style that was asked for, also those that do not even nearly."""
    citations = []
    lists = []
    notes = style is Style.NOTES
    for (form, _), (firsts, entries) in rows_of(markers, references).items():
        labels = {entry.label for entry in entries}
        firsts = _defined(firsts, labels)
        row = [int(marker.label) for marker in firsts]
        telling = forced or ((notes or len(row) * 2 > len(entries)) and _meant_to_ascend(form, row, notes=notes))
        if style is not Style.ALPHABETICAL and telling:
            citations.append(CitationRow(tuple(firsts), tuple(misplaced(row))))
        row = [int(entry.label) for entry in entries]
        if nearly_ascends(row, loose=True):
            lists.append(ReferenceRow(tuple(entries), tuple(misplaced(row))))
    return Order(tuple(citations), tuple(lists))


def _defined(firsts: Sequence[Marker], labels: set[str]) -> list[Marker]:
    """The first citations of what the list has.

    A number whose true first citation says by a slip what the list lacks is left out: that it comes late follows.
    """
    known = [marker for marker in firsts if marker.label in labels]
    strange = [marker for marker in firsts if marker.label not in labels]
    for slip in strange if len(strange) <= _FEW else ():
        due = str(max((int(marker.label) for marker in known if marker.bracket < slip.bracket), default=0) + 1)
        rest = [marker for marker in known if marker.label != due]
        late = len(misplaced([int(marker.label) for marker in known]))
        if len(misplaced([int(marker.label) for marker in rest])) < late:
            known = rest
    return known


def infer(document: Document, markers: Sequence[Marker], references: Sequence[Reference]) -> Style:
    """The style of the document; NUMERIC when nothing speaks for another."""
    rows = {
        key: [int(marker.label) for marker in firsts]
        for key, (firsts, _) in rows_of(markers, references).items()
        if firsts
    }
    if not rows:
        return Style.NUMERIC
    # Keys come back by design, whatever else the document numbers.
    outside = [marker for marker in markers if marker.inside is None and marker.form is not Form.TAG]
    notes = _cites_like_notes(outside)
    if not all(_meant_to_ascend(form, row, notes=notes) for (form, _), row in rows.items()):
        return Style.ALPHABETICAL
    if any(misplaced(row) for row in rows.values()) and _alphabetical(document, references):
        return Style.ALPHABETICAL
    return Style.NOTES if notes else Style.NUMERIC


def _meant_to_ascend(form: Form, row: Sequence[int], *, notes: bool) -> bool:
    """Whether a row of first citations follows the text, but for a slip.

    The numbers of `[^n]` are names that readers never see: two out of place are a slip, three are a habit.
    """
    if form is Form.CARET and len(misplaced(row)) > _SLIPS:
        return False
    return nearly_ascends(row, loose=notes)


def _cites_like_notes(outside: Sequence[Marker]) -> bool:
    """Whether markers hang on the text and hardly a number comes back, as footnotes do."""
    repeats = len(outside) - len({(marker.form, marker.series, marker.label) for marker in outside})
    attached = sum(marker.attached for marker in outside)
    grouped = any(marker.grouped for marker in outside)
    return not grouped and repeats <= max(1, len(outside) // 20) and attached * 5 >= len(outside) * 4


def _alphabetical(document: Document, references: Sequence[Reference]) -> bool:
    """Whether the list is sorted by the first word of its entries, of which three at least must differ."""
    bodies = [document.text[each.body.start : each.body.start + 80].casefold() for each in references]
    words = ["".join(c for c in body if c.isalnum()) for body in bodies]
    first = {word[0] for body in bodies if (word := _WORD.search(body))}
    return len(first) >= 3 and all(a < b for a, b in pairwise(words))

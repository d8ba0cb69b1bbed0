"""Infer how a document uses its numbers, from how it uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.citations.order import misplaced, nearly_ascends
from citecheck.model import CitationRow, Document, Form, Marker, Order, Reference, ReferenceRow, Style

if TYPE_CHECKING:
    from collections.abc import Sequence


def order_of(
    markers: Sequence[Marker], references: Sequence[Reference], style: Style, *, forced: bool
) -> Order:
    """The rows that should ascend; with a style that was asked for, also those that do not even nearly."""
    citations = []
    lists = []
    for form, series in sorted({(each.form, each.series) for each in references}):
        if form not in (Form.NUMERIC, Form.CARET):
            continue
        entries = [each for each in references if each.form is form and each.series == series]
        labels = {each.label for each in entries}
        firsts = [each for each in first_citations(markers, series, form) if each.label in labels]
        row = [int(each.label) for each in firsts]
        telling = style is Style.NOTES or len(row) * 2 > len(entries)
        if (forced and style is not Style.ALPHABETICAL) or (
            style is not Style.ALPHABETICAL and telling and nearly_ascends(row, loose=style is Style.NOTES)
        ):
            citations.append(CitationRow(tuple(firsts), tuple(misplaced(row))))
        entries = [each for each in entries if each.label.isdecimal()]
        row = [int(each.label) for each in entries]
        if nearly_ascends(row, loose=True):
            lists.append(ReferenceRow(tuple(entries), tuple(misplaced(row))))
    return Order(tuple(citations), tuple(lists))


def first_citations(markers: Sequence[Marker], series: int, form: Form) -> list[Marker]:
    """The first marker of each number outside the notes, in order of place.

    The members of one bracket count in ascending order: `[3,2]` is untidy, but nothing is cited too early. So
    do both ends of a reversed range such as `[6]-[4]`, which is a fault of its own.
    """
    backwards = [marker.bracket for marker in markers if marker.reversed]

    def place(marker: Marker) -> tuple[int, int]:
        start = next((s for s, end in backwards if s <= marker.bracket.start < end), marker.bracket.start)
        return start, int(marker.label)

    seen: dict[str, Marker] = {}
    mine = (
        marker
        for marker in markers
        if marker.series == series
        and marker.form is form
        and marker.inside is None
        and marker.label.isdecimal()
    )
    for marker in sorted(mine, key=place):
        seen.setdefault(marker.label, marker)
    return list(seen.values())


def infer(document: Document, markers: Sequence[Marker], references: Sequence[Reference]) -> Style:
    """The style of the document; NUMERIC when nothing speaks for another."""
    series = sorted({(reference.form, reference.series) for reference in references})
    rows = [
        [int(marker.label) for marker in first_citations(markers, number, form)]
        for form, number in series
        if form in (Form.NUMERIC, Form.CARET)
    ]
    rows = [row for row in rows if row]
    if not rows:
        return Style.NUMERIC
    notes = _cites_like_notes([marker for marker in markers if marker.inside is None])
    if not all(nearly_ascends(row, loose=notes) for row in rows):
        return Style.ALPHABETICAL
    if any(misplaced(row) for row in rows) and _alphabetical(document, references):
        return Style.ALPHABETICAL
    return Style.NOTES if notes else Style.NUMERIC


def _cites_like_notes(outside: Sequence[Marker]) -> bool:
    """Whether markers hang on the text and hardly a number comes back, as footnotes do."""
    repeats = len(outside) - len({(marker.form, marker.series, marker.label) for marker in outside})
    attached = sum(marker.attached for marker in outside)
    grouped = any(marker.grouped for marker in outside)
    return not grouped and repeats <= max(1, len(outside) // 20) and attached * 5 >= len(outside) * 4


def _alphabetical(document: Document, references: Sequence[Reference]) -> bool:
    """Whether the list is sorted by the first word of its entries."""
    words = [
        "".join(
            c
            for c in document.text[reference.body.start : reference.body.start + 24].casefold()
            if c.isalnum()
        )
        for reference in references
    ]
    return len(words) >= 3 and words == sorted(words)

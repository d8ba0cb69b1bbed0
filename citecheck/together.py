"""Several documents as one: the chapters of a book, with the notes of all in a file of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

from citecheck.locators import Files, Part
from citecheck.model import KEYS, Document, Fault, Form, Link, Marker, Native, Place, Reference, Span

BETWEEN = "\n\n"
"""Ends the last paragraph of a document."""
_Spanned = TypeVar("_Spanned", Fault, Link)


def join(documents: Sequence[Document]) -> Document:
    """The documents, one after the other, as one; each place still names its own file. There is at least one."""
    first = documents[0]
    if len(documents) == 1:
        return first
    offsets: list[int] = []
    at = 0
    for document in documents:
        offsets.append(at)
        at += len(document.text) + len(BETWEEN)
    pairs = list(zip(offsets, documents, strict=True))
    return Document(
        first.path,
        first.format if len({document.format for document in documents}) == 1 else "text",
        BETWEEN.join(document.text for document in documents),
        tuple(chain.from_iterable(_moved(document.masks, by) for by, document in pairs)),
        unit=first.unit,
        comments=tuple(chain.from_iterable(_moved(document.comments, by) for by, document in pairs)),
        native=_natives(pairs),
        locator=Files(Part(by, document) for by, document in pairs),
        lacks=_lacks(documents),
    )


def _lacks(documents: Sequence[Document]) -> str:
    """What is still missing: what one lacks another may have."""
    lacks = {document.lacks for document in documents}
    return lacks.pop() if len(lacks) == 1 else ""


def _natives(pairs: Sequence[tuple[int, Document]]) -> Native:
    markers: list[Marker] = []
    references: list[Reference] = []
    links: list[Link] = []
    faults: list[Fault] = []
    used = 0
    printed: set[tuple[Place, str]] = set()
    for by, document in pairs:
        native = document.native
        for marker in native.markers:
            moved = marker._replace(span=_move(marker.span, by), bracket=_move(marker.bracket, by))
            markers.append(moved._replace(series=_series(marker, used)))
        for reference in native.references:
            if reference.series == KEYS:
                # An entry of a bibliography that several documents cite is one entry.
                place = (document.locate(reference.span), reference.label)
                if place in printed:
                    continue
                printed.add(place)
            moved_too = reference._replace(span=_move(reference.span, by), body=_move(reference.body, by))
            references.append(moved_too._replace(series=_series(reference, used)))
        links += _shifted(native.links, by)
        faults += _shifted(native.faults, by)
        series = [marker.series for marker in native.markers] + [reference.series for reference in native.references]
        used += max((abs(each) + 1 for each in series), default=0)
    return Native(tuple(markers), tuple(references), tuple(links), tuple(faults))


def _series(item: Marker | Reference, used: int) -> int:
    """The series among all documents: each numbers its notes and names its references for itself."""
    if item.series < KEYS:
        return item.series - used
    return item.series + used if item.form is Form.INLINE else item.series


def _shifted(items: Iterable[_Spanned], by: int) -> list[_Spanned]:
    return [item._replace(span=_move(item.span, by)) for item in items]


def _moved(spans: Iterable[Span], by: int) -> list[Span]:
    return [_move(span, by) for span in spans]


def _move(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)

"""References beside their markers and their links, document by document: what a page shows of an inventory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from citecheck.model import Cited, DocumentCount, Inventory, LinkReport, MarkerEntry, Place, Report
from citecheck.reports.places import owners

_Spot = tuple[str, int, int, str]
"""A marker's file, line, column and label."""


class Entry(NamedTuple):
    """A reference with all that belongs to it."""

    path: str
    """Of the file it stands in."""
    place: Place
    label: str
    text: str
    urls: tuple[str, ...]
    cites: tuple[MarkerEntry, ...]
    """The markers that cite it, as far as they are known one by one."""
    times: int
    """How often it is cited."""
    cited: tuple[Place, ...]
    """Where, as far as that is known, the first before the others; with a path if that is in another file."""


class Loose(NamedTuple):
    """A link that stands in no reference, and one of its places."""

    link: LinkReport
    cited: Cited | None


class Sheet(NamedTuple):
    """What is known of a document."""

    path: str
    document: DocumentCount | None
    entries: tuple[Entry, ...]
    strays: tuple[tuple[str, tuple[MarkerEntry, ...]], ...]
    """Labels that are cited but not in a list, with their markers."""
    loose: tuple[Loose, ...]
    markers: tuple[MarkerEntry, ...] = ()
    """All of them, in the order of the inventory."""


def sheets(report: Report) -> list[Sheet]:
    """A sheet for each document in the order of the report, then one without path for links without place.

    Without an inventory the references are those that hold links, with what the links know of them.
    """
    inventory = report.inventory or Inventory()
    owner = owners((*inventory.documents, *report.documents))
    markers: dict[str, list[MarkerEntry]] = {}
    for marker in inventory.markers:
        markers.setdefault(owner.get(marker.path, marker.path), []).append(marker)
    entries = _entries(inventory, owner) if report.inventory else _entries_of_links(report.links, owner)
    placed = {(entry.path, url) for row in entries.values() for entry in row for url in entry.urls}
    # Of all documents: chapters that are checked together cite notes in another file.
    paired = {_spot(mark) for row in entries.values() for entry in row for mark in entry.cites}
    loose = _loose(report.links, placed, owner)
    counts = {document.path: document for document in (*inventory.documents, *report.documents)}
    paths = dict.fromkeys(document.path for document in report.documents)
    paths |= dict.fromkeys([*counts, *entries, *markers, *(path for path in loose if path), *loose])
    return [
        Sheet(
            path,
            counts.get(path),
            tuple(entries.get(path, ())),
            tuple(_strays(markers.get(path, ()), paired)),
            tuple(loose.get(path, ())),
            tuple(markers.get(path, ())),
        )
        for path in paths
    ]


def sheets_of(inventory: Inventory) -> list[Sheet]:
    """The sheets of an inventory alone, in its order."""
    return sheets(Report(inventory.documents, inventory=inventory))


def cited_from(entry: Entry, path: str) -> tuple[Place, ...]:
    """Where a reference is cited, seen from a file."""
    return tuple(place.seen_from(path, entry.path) for place in entry.cited)


def places_of(markers: Iterable[MarkerEntry], path: str) -> tuple[Place, ...]:
    """Where markers stand, seen from a file."""
    return tuple(Place(it.line, it.column, it.line, it.column, it.name).seen_from(path, it.path) for it in markers)


def _entries(inventory: Inventory, owner: Mapping[str, str]) -> dict[str, list[Entry]]:
    """The references of an inventory, by document."""
    places: dict[_Spot, MarkerEntry] = {}
    for marker in inventory.markers:
        places.setdefault(_spot(marker), marker)
    found: dict[str, list[Entry]] = {}
    for it in inventory.references:
        keys = [(place.path or it.path, place.line, place.column, it.label) for place in it.cited]
        cites = tuple(places[key] for key in dict.fromkeys(keys) if key in places)
        place = Place(it.line, it.column, it.line, it.column, it.name)
        entry = Entry(it.path, place, it.label, it.text, it.links, cites, len(it.cited), it.cited)
        found.setdefault(owner.get(it.path, it.path), []).append(entry)
    return found


def _entries_of_links(links: Sequence[LinkReport], owner: Mapping[str, str]) -> dict[str, list[Entry]]:
    """The references that hold links, by document, as the links tell of them."""
    urls: dict[tuple[str, str, str, int, Place | None], dict[str, Place]] = {}
    for link in links:
        for cited in link.cited:
            if cited.label is not None:
                key = (cited.path, cited.label, cited.title, cited.count, cited.first)
                urls.setdefault(key, {}).setdefault(link.url, cited.place)
    found: dict[str, list[Entry]] = {}
    for (path, label, title, count, first), places in urls.items():
        cited_at = () if first is None else (first,)
        entry = Entry(path, min(places.values()), label, title, tuple(places), (), count, cited_at)
        found.setdefault(owner.get(path, path), []).append(entry)
    return {path: sorted(entries, key=lambda entry: (entry.path, entry.place)) for path, entries in found.items()}


def _spot(marker: MarkerEntry) -> _Spot:
    return marker.path, marker.line, marker.column, marker.label


def _strays(markers: Sequence[MarkerEntry], paired: set[_Spot]) -> Iterator[tuple[str, tuple[MarkerEntry, ...]]]:
    left: dict[str, list[MarkerEntry]] = {}
    for marker in markers:
        if _spot(marker) not in paired:
            left.setdefault(marker.label, []).append(marker)
    for label, row in left.items():
        yield label, tuple(row)


def _loose(
    links: Sequence[LinkReport], placed: set[tuple[str, str]], owner: Mapping[str, str]
) -> dict[str, list[Loose]]:
    """The links outside of references, by document; those without a place under the empty path."""
    found: dict[str, list[Loose]] = {}
    for link in links:
        for cited in link.cited:
            if cited.label is None or (cited.path, link.url) not in placed:
                found.setdefault(owner.get(cited.path, cited.path), []).append(Loose(link, cited))
        if not link.cited:
            found.setdefault("", []).append(Loose(link, None))
    for path, row in found.items():
        if path:
            row.sort(key=lambda it: (it.cited.path, it.cited.line, it.cited.column) if it.cited else ("", 0, 0))
    return found

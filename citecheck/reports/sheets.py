"""References beside their markers and their links, document by document: what a page shows of an inventory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from citecheck.model import Cited, DocumentCount, LinkReport, MarkerEntry, Report


class Entry(NamedTuple):
    """A reference with all that belongs to it."""

    line: int
    column: int
    label: str
    text: str
    urls: tuple[str, ...]
    cites: tuple[MarkerEntry, ...]
    """The markers that cite it, as far as they are known one by one."""
    times: int
    """How often it is cited."""
    first_line: int | None


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


def sheets(report: Report) -> list[Sheet]:
    """A sheet for each document in the order of the report, then one without path for links without place.

    Without an inventory the references are those that hold links, with what the links know of them.
    """
    inventory = report.inventory
    entries = dict(_entries_of_links(report.links)) if inventory is None else {}
    markers: dict[str, list[MarkerEntry]] = {}
    for marker in inventory.markers if inventory else ():
        markers.setdefault(marker.path, []).append(marker)
    if inventory:
        entries = dict(_entries(report, markers))
    loose = _loose(report.links, {(path, url) for path, row in entries.items() for it in row for url in it.urls})
    counts = {document.path: document for document in (*(inventory.documents if inventory else ()), *report.documents)}
    paths = dict.fromkeys(document.path for document in report.documents)
    paths |= dict.fromkeys([*counts, *entries, *markers, *(path for path in loose if path), *loose])
    return [
        Sheet(
            path,
            counts.get(path),
            tuple(entries.get(path, ())),
            tuple(_strays(markers.get(path, ()), entries.get(path, ()))),
            tuple(loose.get(path, ())),
        )
        for path in paths
    ]


def _entries(report: Report, markers: dict[str, list[MarkerEntry]]) -> Iterator[tuple[str, list[Entry]]]:
    """The references of an inventory, by path."""
    places: dict[tuple[str, str, int], list[MarkerEntry]] = {}
    for path, row in markers.items():
        for marker in row:
            places.setdefault((path, marker.label, marker.line), []).append(marker)
    found: dict[str, list[Entry]] = {}
    for it in report.inventory.references if report.inventory else ():
        # A label may come back in another chapter: the lines tell whose marker it is.
        lines = dict.fromkeys(it.cited_lines)
        cites = tuple(marker for line in lines for marker in places.get((it.path, it.label, line), ()))
        first = it.cited_lines[0] if it.cited_lines else None
        entry = Entry(it.line, it.column, it.label, it.text, it.links, cites, len(it.cited_lines), first)
        found.setdefault(it.path, []).append(entry)
    yield from found.items()


def _entries_of_links(links: Sequence[LinkReport]) -> Iterator[tuple[str, list[Entry]]]:
    """The references that hold links, by path, as the links tell of them."""
    urls: dict[tuple[str, str, str, int, int | None], dict[str, tuple[int, int]]] = {}
    for link in links:
        for cited in link.cited:
            if cited.label is not None:
                key = (cited.path, cited.label, cited.title, cited.count, cited.first_line)
                urls.setdefault(key, {}).setdefault(link.url, (cited.line, cited.column))
    found: dict[str, list[Entry]] = {}
    for (path, label, title, count, first), places in urls.items():
        line, column = min(places.values())
        found.setdefault(path, []).append(Entry(line, column, label, title, tuple(places), (), count, first))
    for path, entries in found.items():
        yield path, sorted(entries, key=lambda entry: (entry.line, entry.column))


def _strays(markers: Sequence[MarkerEntry], entries: Sequence[Entry]) -> Iterator[tuple[str, tuple[MarkerEntry, ...]]]:
    paired = {(mark.line, mark.column, mark.label) for entry in entries for mark in entry.cites}
    left: dict[str, list[MarkerEntry]] = {}
    for marker in markers:
        if (marker.line, marker.column, marker.label) not in paired:
            left.setdefault(marker.label, []).append(marker)
    for label, row in left.items():
        yield label, tuple(row)


def _loose(links: Sequence[LinkReport], placed: set[tuple[str, str]]) -> dict[str, list[Loose]]:
    """The links outside of references, by path; those without a place under the empty path."""
    found: dict[str, list[Loose]] = {}
    for link in links:
        for cited in link.cited:
            if cited.label is None or (cited.path, link.url) not in placed:
                found.setdefault(cited.path, []).append(Loose(link, cited))
        if not link.cited:
            found.setdefault("", []).append(Loose(link, None))
    for path, row in found.items():
        if path:
            row.sort(key=lambda it: (it.cited.line, it.cited.column) if it.cited else (0, 0))
    return found

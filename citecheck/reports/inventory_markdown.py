"""The fact-checker's sheet as Markdown tables: references, labels without one, and the claims that rest on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from citecheck.model import Inventory, MarkerEntry
from citecheck.reports.counts import counted, document_parts, joined
from citecheck.reports.markdown_parts import code, link, plain, table
from citecheck.reports.places import LINE, described, listed
from citecheck.reports.sheets import Entry, Sheet, cited_from, places_of, sheets_of

_MOST = 1_000
"""Characters of a cell."""
_MOST_PLACES = 8
"""How many places of a reference or label are named."""


def render(inventory: Inventory) -> str:
    """The inventory as Markdown with a final line end, a section for each document."""
    blocks = [block for sheet in sheets_of(inventory) for block in _sheet(sheet)]
    return "\n\n".join(blocks or ["no documents found"]) + "\n"


def _sheet(sheet: Sheet) -> Iterator[str]:
    unit = sheet.document.unit if sheet.document else LINE
    if sheet.document:
        (path, _), *counts = document_parts(sheet.document)
        words = joined(text for text, _ in counts)
    else:
        path, words = sheet.path, counted(len(sheet.entries), "reference")
    yield f"## {code(path)}"
    yield words
    if sheet.entries:
        heads = ("Label", "Reference", "Links", "Where", "Cited")
        yield "\n".join(table(heads, (_entry(entry, sheet.path, unit) for entry in sheet.entries)))
    if sheet.strays:
        yield "### Cited, but not in the list"
        strays = (
            (plain(f"[{label}]"), plain(listed(places_of(markers, sheet.path), unit, _MOST_PLACES), _MOST))
            for label, markers in sheet.strays
        )
        yield "\n".join(table(("Label", "Cited"), strays))
    if sheet.markers:
        yield "### Claims"
        yield "\n".join(table(("Where", "Cites", "Claim"), _claims(sheet.markers, sheet.path, unit)))


def _entry(entry: Entry, path: str, unit: str) -> tuple[str, ...]:
    often = {0: "never", 1: "once", 2: "twice"}.get(entry.times, f"{entry.times:,} times")
    where = f", {listed(cited_from(entry, path), unit, _MOST_PLACES)}" if entry.cited else ""
    place = entry.place.seen_from(path, entry.path)
    return (
        plain(f"[{entry.label}]"),
        plain(entry.text or "(no text)", _MOST),
        " ".join(map(link, entry.urls)),
        plain(described(place, unit), _MOST),
        plain(often + where, _MOST),
    )


def _claims(markers: Sequence[MarkerEntry], path: str, unit: str) -> Iterator[tuple[str, ...]]:
    """A row for each sentence, with all that it cites at one place."""

    def key(marker: MarkerEntry) -> tuple[str, str]:
        (place,) = places_of([marker], path)
        return described(place, unit), marker.sentence

    for (where, sentence), group in groupby(markers, key):
        labels = ", ".join(dict.fromkeys(f"[{marker.label}]" for marker in group))
        yield plain(where, _MOST), plain(labels, _MOST), plain(sentence or "(no text)", _MOST)

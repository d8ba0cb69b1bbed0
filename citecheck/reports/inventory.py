"""The fact-checker's sheet for the terminal: each reference with its links and where it is cited, and what has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citecheck.model import DocumentCount, Inventory, Place
from citecheck.reports.counts import document_parts
from citecheck.reports.places import LINE, listed
from citecheck.reports.screen import Screen, cells
from citecheck.reports.sheets import Entry, Sheet, cited_from, places_of, sheets_of

_MOST_PLACES = 8
"""How many places of a reference or label are named."""


def render(inventory: Inventory, *, width: int, color: bool, unicode: bool, links: bool) -> str:
    """The inventory as a sheet for a person, a block for each document; with a final line end.

    `width` is in cells, `unicode` says whether the terminal can encode more than ASCII, and `links` whether
    it knows hyperlinks.
    """
    screen = Screen(max(width, 24), color=color, unicode=unicode, links=links)
    blocks = ["\n".join(_sheet(sheet, screen)) for sheet in sheets_of(inventory)]
    return "\n\n".join(blocks) + "\n" if blocks else "no documents found\n"


def _sheet(sheet: Sheet, screen: Screen) -> Iterator[str]:
    document = sheet.document or DocumentCount(sheet.path, "", LINE, len(sheet.markers), len(sheet.entries), 0)
    yield from screen.flow(document_parts(document))
    labels = [*(entry.label for entry in sheet.entries), *(label for label, _ in sheet.strays)]
    margin = min(max((cells(screen.show(label)) for label in labels), default=0) + 2, 12)
    for entry in sheet.entries:
        yield ""
        yield from _reference(entry, sheet.path, document.unit, margin, screen)
    if sheet.strays:
        yield ""
        yield screen.paint("Cited, but not in the list", "strong")
        for label, markers in sheet.strays:
            words = _cited(places_of(markers, sheet.path), document.unit)
            yield from _beside(label, screen.wrap(words, screen.width - margin - 3), margin, screen)


def _reference(entry: Entry, path: str, unit: str, margin: int, screen: Screen) -> Iterator[str]:
    room = screen.width - margin - 3
    yield from _beside(entry.label, screen.wrap(entry.text or "(no text)", room, most=3), margin, screen)
    here = f"{entry.place.name}; " if entry.place.name else ""
    for line in screen.wrap(here + _cited(cited_from(entry, path), unit), room):
        yield " " * (margin + 3) + screen.paint(line, "dim" if entry.cited else "warning")
    for url in entry.urls:
        yield " " * (margin + 3) + screen.url(url)


def _beside(label: str, lines: Sequence[str], margin: int, screen: Screen) -> Iterator[str]:
    """Lines with a label before the first, such as `[7]`."""
    shown = f"[{screen.cut(label, margin - 2)}]"
    yield f"  {' ' * (margin - cells(shown))}{screen.paint(shown, 'strong')} {lines[0]}"
    yield from (" " * (margin + 3) + line for line in lines[1:])


def _cited(places: Sequence[Place], unit: str) -> str:
    """Where something is cited: "cited on lines 12, 40"."""
    return f"cited {listed(places, unit, _MOST_PLACES)}" if places else "never cited"

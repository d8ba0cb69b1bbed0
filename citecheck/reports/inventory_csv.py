"""The fact-checker's sheet as CSV (RFC 4180), for a spreadsheet: a row for each reference, then for what has none.

Documents are hostile, and a spreadsheet takes a cell for a formula that begins with `=`, `+`, `-` or `@`: such a cell
gets an apostrophe before it. So do these signs after a semicolon, at which a spreadsheet that is set to it splits
cells, however they are quoted; in a URL the semicolon is escaped instead. Tabs and line ends are blanks in all cells.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from citecheck.model import Inventory, Place
from citecheck.patterns import lazy
from citecheck.reports.places import LINE, described
from citecheck.reports.sheets import Sheet, places_of, sheets_of
from citecheck.reports.visible import visible

COLUMNS = ("path", "place", "label", "text", "links", "cited", "times", "state")
"""`cited` are the places of the markers, `times` is how many they are, and `state` says what `times` alone does not."""
_MOST = 8_000
"""Characters of a cell: a spreadsheet takes 32,767."""
_MOST_PLACES = 200
_FORMULA = lazy("""(^|;)([\\s"']*+)(?=[=+@\uff0b\uff0d\uff1d\uff20-])""")
_SPLIT_URL = lazy("""[;\\s](?=[\\s"']*+[=+@\uff0b\uff0d\uff1d\uff20-])|\\s""")


def render(inventory: Inventory) -> str:
    """The inventory with a heading; rows end with CR and LF, as the standard has it."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for sheet in sheets_of(inventory):
        writer.writerows(_rows(sheet))
    return out.getvalue()


def _rows(sheet: Sheet) -> Iterator[tuple[str | int, ...]]:
    unit = sheet.document.unit if sheet.document else LINE
    for entry in sheet.entries:
        urls = " ".join(_SPLIT_URL.sub(lambda match: f"%{ord(match[0]):02X}", visible(url)) for url in entry.urls)
        state = "cited" if entry.times else "never cited"
        fields = (entry.path, entry.place.words(unit), entry.label, entry.text, urls, _places(entry.cited, unit))
        yield (*map(_cell, fields), entry.times, state)
    for label, markers in sheet.strays:
        fields = (sheet.path, "", label, "", "", _places(places_of(markers, sheet.path), unit))
        yield (*map(_cell, fields), len(markers), "no reference")


def _places(places: Sequence[Place], unit: str) -> str:
    words = list(dict.fromkeys(described(place, unit) for place in places))
    more = [f"and {len(words) - _MOST_PLACES} more"] if len(words) > _MOST_PLACES else []
    return "; ".join(words[:_MOST_PLACES] + more)


def _cell(text: str) -> str:
    """A text that is a text to every spreadsheet."""
    return _FORMULA.sub(r"\1\2'", visible(text, _MOST))

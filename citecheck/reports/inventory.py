"""What `citecheck list` prints: every marker, every reference with its links; a fact-checker's sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citecheck.model import DocumentCount, Inventory, MarkerEntry, ReferenceEntry
from citecheck.reports import json
from citecheck.reports.counts import document_parts
from citecheck.reports.screen import Screen, cells

_MOST_LINES = 8
"""How many places of a reference or label are named."""


def render_json(inventory: Inventory) -> str:
    """The inventory as a JSON object with a final line end."""
    return json.dump(
        {
            "schema": json.SCHEMA,
            "markers": [
                {"path": row.path, "line": row.line, "column": row.column, "label": row.label}
                for row in inventory.markers
            ],
            "references": [
                {
                    "path": row.path,
                    "line": row.line,
                    "column": row.column,
                    "label": row.label,
                    "text": row.text,
                    "links": list(row.links),
                }
                for row in inventory.references
            ],
        }
    )


def render_terminal(inventory: Inventory, *, width: int, color: bool, unicode: bool, links: bool) -> str:
    """The inventory as a sheet for a person, a block for each document; with a final line end.

    `width` is in cells, `unicode` says whether the terminal can encode more than ASCII, and `links` whether
    it knows hyperlinks.
    """
    screen = Screen(max(width, 24), color=color, unicode=unicode, links=links)
    markers: dict[str, list[MarkerEntry]] = {}
    references: dict[str, list[ReferenceEntry]] = {}
    for marker in inventory.markers:
        markers.setdefault(marker.path, []).append(marker)
    for reference in inventory.references:
        references.setdefault(reference.path, []).append(reference)
    blocks = [
        "\n".join(_sheet(document, markers.get(document.path, []), references.get(document.path, []), screen))
        for document in inventory.documents
    ]
    return "\n\n".join(blocks) + "\n" if blocks else "no documents found\n"


def _sheet(
    document: DocumentCount, markers: Sequence[MarkerEntry], references: Sequence[ReferenceEntry], screen: Screen
) -> Iterator[str]:
    yield from screen.flow(document_parts(document))
    labels = {reference.label for reference in references}
    missing: dict[str, list[int]] = {}
    for marker in markers:
        if marker.label not in labels:
            missing.setdefault(marker.label, []).append(marker.line)
    widest = max((cells(screen.show(label)) for label in [*labels, *missing]), default=0)
    margin = min(widest + 2, 12)
    for reference in references:
        yield ""
        yield from _reference(reference, document.unit, margin, screen)
    if missing:
        yield ""
        yield screen.paint("Cited, but not in the list", "strong")
        for label, lines in missing.items():
            words = _cited(lines, document.unit)
            yield from _beside(label, screen.wrap(words, screen.width - margin - 3), margin, screen)


def _reference(reference: ReferenceEntry, unit: str, margin: int, screen: Screen) -> Iterator[str]:
    room = screen.width - margin - 3
    yield from _beside(reference.label, screen.wrap(reference.text or "(no text)", room, most=3), margin, screen)
    words = _cited(reference.cited_lines, unit)
    for line in screen.wrap(words, room):
        yield " " * (margin + 3) + screen.paint(line, "dim" if reference.cited_lines else "warning")
    for url in reference.links:
        yield " " * (margin + 3) + screen.url(url)


def _beside(label: str, lines: Sequence[str], margin: int, screen: Screen) -> Iterator[str]:
    """Lines with a label before the first, such as `[7]`."""
    shown = f"[{screen.cut(label, margin - 2)}]"
    yield f"  {' ' * (margin - cells(shown))}{screen.paint(shown, 'strong')} {lines[0]}"
    yield from (" " * (margin + 3) + line for line in lines[1:])


def _cited(lines: Sequence[int], unit: str) -> str:
    """Where something is cited: "cited on lines 12, 40"."""
    if not lines:
        return "never cited"
    distinct = sorted(set(lines))
    more = len(distinct) - _MOST_LINES
    numbers = ", ".join(str(line) for line in distinct[:_MOST_LINES])
    named = f"{unit} {numbers}" if len(distinct) == 1 else f"{unit}s {numbers}"
    return f"cited on {named}" + (f" and {more} more" if more > 0 else "")

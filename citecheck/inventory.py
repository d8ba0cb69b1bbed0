"""The rows of the fact-checker's sheet: what a document cites, placed in the source file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import MarkerEntry, ReferenceEntry
from citecheck.placing import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations


def marker_entries(citations: Citations) -> Iterator[MarkerEntry]:
    """Each marker with the sentence it stands in."""
    document = citations.document
    for marker in citations.markers:
        spot = document.locate(marker.span)
        words = " ".join(sentence(document.text, marker.bracket).split())
        yield MarkerEntry(document.path, spot.line, spot.column, marker.label, words)


def reference_entries(citations: Citations) -> Iterator[ReferenceEntry]:
    """Each reference with its links and where it is cited."""
    document = citations.document
    links: dict[int | None, dict[str, None]] = {}
    for link in citations.links:
        links.setdefault(link.reference, {})[link.url] = None
    for index, reference in enumerate(citations.references):
        spot = document.locate(reference.span)
        cited = citations.pairing.cited.get(index, ())
        yield ReferenceEntry(
            document.path,
            spot.line,
            spot.column,
            reference.label,
            " ".join(document.text[reference.body.start : reference.body.end].split()),
            tuple(links.get(index, ())),
            tuple(document.line_of(marker.span.start) for marker in cited),
        )

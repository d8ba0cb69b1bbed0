"""The rows of the fact-checker's sheet: what a document cites, placed in the source file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import MarkerEntry, ReferenceEntry
from citecheck.patterns import lazy
from citecheck.placing import readable, sentence_span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations, Span

_CLOSING = ' )"”’»]'
_STOPS = (".", "!", "?")
_OF_THE_LAST = lazy(r"\s*+(?:(?:\[[^\[\]\n]{1,20}\]|[¹²³⁰⁴-⁹]{1,6})\s*+)++")


def marker_entries(citations: Citations) -> Iterator[MarkerEntry]:
    """Each marker with the sentence it stands in."""
    document = citations.document
    for marker in citations.markers:
        spot = document.locate(marker.span)
        words = _claim(document.text, marker.bracket)
        yield MarkerEntry(spot.path or document.path, spot.line, spot.column, marker.label, words, spot.name)


def _claim(text: str, bracket: Span) -> str:
    """What a marker is the proof of: its sentence, on one line, without what belongs to those beside it."""
    start, end = sentence_span(text, bracket)
    # "It failed.[1] It rose.[2]": the first marker ends its sentence, and is none of the second.
    if text[start : bracket.start].rstrip(_CLOSING)[-1:] in _STOPS:
        end = bracket.end
    before = _OF_THE_LAST.match(text, start, bracket.start)
    return " ".join(text[before.end() if before else start : end].split())


def reference_entries(citations: Citations) -> Iterator[ReferenceEntry]:
    """Each reference with its links and where it is cited."""
    document = citations.document
    links: dict[int | None, dict[str, None]] = {}
    for link in citations.links:
        links.setdefault(link.reference, {})[link.url] = None
    for index, reference in enumerate(citations.references):
        spot = document.locate(reference.span)
        path = spot.path or document.path
        cited = citations.pairing.cited.get(index, ())
        yield ReferenceEntry(
            path,
            spot.line,
            spot.column,
            reference.label,
            readable(document, reference.body),
            tuple(links.get(index, ())),
            tuple(document.locate(marker.span).seen_from(path, document.path) for marker in cited),
            spot.name,
        )

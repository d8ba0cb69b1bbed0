"""Numbers in words, as the terminal reports tell them."""

from __future__ import annotations

from collections.abc import Iterable

from citecheck.model import DocumentCount, Report

Parts = list[tuple[str, str]]
"""Parts of a line with their styles, for `Screen.flow`."""


def counted(number: int, noun: str) -> str:
    """A number with its noun: "no links", "1 link", "4 links"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else f"no {noun}s"


def joined(words: Iterable[str]) -> str:
    """The words that are not empty, with commas."""
    return ", ".join(word for word in words if word)


def only_new(report: Report) -> bool:
    """Whether old findings are not told, so that a document without any need not be consistent."""
    return report.since or report.known > 0


def all_consistent(report: Report) -> str:
    """What can be said of documents without findings."""
    return "nothing new" if only_new(report) else "all consistent"


def is_empty(document: DocumentCount) -> bool:
    """Whether neither markers nor references were found, so that nothing can be said of its citations."""
    return not document.markers and not document.references


def document_parts(document: DocumentCount) -> Parts:
    """A document's path and what was found in it."""
    parts = [(document.path, "strong")]
    if is_empty(document):
        parts.append(("no markers found", ""))
    else:
        parts.append((counted(document.markers, "marker"), ""))
        parts.append((counted(document.references, "reference"), ""))
    return [*parts, (counted(document.links, "link"), "")]

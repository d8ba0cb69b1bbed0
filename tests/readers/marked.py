"""What the tests of readers of marked-up text share: files read, findings placed, hostile texts."""

from __future__ import annotations

from pathlib import Path

from citecheck import readers
from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.model import Citations, Document
from citecheck.settings import Settings

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
Found = tuple[str, str | None, str]
"""Rule, label, and the very words of the source that a finding points at."""


def document(text: str, name: str) -> Document:
    """A text read as a file of this name."""
    return readers.read(name, text.encode("utf-8", "surrogatepass"))


def fixture(name: str) -> Document:
    """A file of the fixtures, with those beside it."""
    path = FIXTURES / name

    def beside(other: str) -> bytes | None:
        near = path.parent / other
        return near.read_bytes() if near.is_file() else None

    return readers.read(name, path.read_bytes(), beside=beside)


def findings(read: Document) -> list[Found]:
    """What the rules say, each with the words it points at, in order of place."""
    problems = sorted(check_citations(analyse(read), Settings()), key=lambda each: (each.place, each.rule))
    return [(each.rule, each.label, pointed(read, each.place[:4])) for each in problems]


def pointed(read: Document, place: tuple[int, int, int, int]) -> str:
    """The words of the source at lines and columns, which are counted here by hand."""
    lines = read.text.split("\n")
    line, column, end_line, end_column = place
    if line == end_line:
        return lines[line - 1][column - 1 : end_column - 1]
    return "\n".join(
        [lines[line - 1][column - 1 :], *lines[line : end_line - 1], lines[end_line - 1][: end_column - 1]]
    )


def labels(citations: Citations) -> tuple[str, str]:
    """The labels of markers and of references, as words."""
    return (
        " ".join(marker.label for marker in citations.markers),
        " ".join(reference.label for reference in citations.references),
    )


def words(read: Document) -> list[tuple[str, str]]:
    """The native markers: label and the words of the source."""
    return [(marker.label, read.text[slice(*marker.span)]) for marker in read.native.markers]


def urls(read: Document) -> list[str]:
    """All links, as the analysis has them."""
    return [link.url for link in analyse(read).links]


def holds(read: Document) -> bool:
    """Whether all that a reader gave lies in the text and is in order."""
    size, native = len(read.text), read.native
    spans = [
        *read.masks,
        *(marker.span for marker in native.markers),
        *(marker.bracket for marker in native.markers),
        *(reference.span for reference in native.references),
        *(reference.body for reference in native.references),
        *(link.span for link in native.links),
    ]
    inside = all(0 <= start <= end <= size for start, end in spans)
    ascending = [marker.span for marker in native.markers] == sorted(marker.span for marker in native.markers)
    disjoint = all(a[1] <= b[0] for a, b in zip(read.masks, read.masks[1:], strict=False)) and all(
        a.span.end <= b.span.start for a, b in zip(native.links, native.links[1:], strict=False)
    )
    bodies = all(reference.body.start >= reference.span.start for reference in native.references)
    return inside and ascending and disjoint and bodies

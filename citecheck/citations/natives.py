"""What the format itself says of citations, kept apart from the brackets that have to be judged."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from citecheck.model import Document, Reference, Span, masked
from citecheck.text import union


def without_natives(document: Document, prose: str) -> str:
    """The prose without native markers and labels; the text of notes stays, for they cite, too."""
    native = document.native
    if not (native.markers or native.references):
        return prose
    bodies = {reference.span: reference.body for reference in native.references}
    spans: list[tuple[int, int]] = []
    for start, end in (*(marker.bracket for marker in native.markers), *(note.span for note in native.references)):
        body = bodies.get(Span(start, end))
        if body and start <= body.start and body.end <= end:  # a self-contained note
            spans += [(start, body.start), (body.end, end)]
        else:
            spans.append((start, end))
    return masked(prose, [Span(*span) for span in union(span for span in spans if span[0] < span[1])])


def before_notes(found: Sequence[Reference], document: Document) -> list[Reference]:
    """References that were found in the text, none of which goes on over a note of the format itself."""
    own = {marker.bracket for marker in document.native.markers}
    starts = sorted(note.span.start for note in document.native.references if note.span not in own)
    if not starts:
        return list(found)
    cut = []
    for reference in found:
        at = bisect_left(starts, reference.span.end)
        if at < len(starts) and starts[at] < reference.body.end and reference.body.start < starts[at]:
            start = reference.body.start
            end = start + len(document.text[start : starts[at]].rstrip())
            reference = reference._replace(body=Span(start, end))
        cut.append(reference)
    return cut

"""Brackets that are typed in reStructuredText without the underscore that makes a footnote reference.

They are ranges, indexes, registers and file names (`fan[1-4]_input`, `[XXX]`), as a rule, and are left to the scanner
only where the text also has a typed list of entries. One that names a note which nothing else cites was meant for it.
"""

from __future__ import annotations

from citecheck.model import Confidence, Form, Marker, Native, Span
from citecheck.patterns import lazy as regex

_TYPED = regex(r"\[([^\[\]\n\0]{0,60}+)\]?|(?<=\d)\]")
_ENTRY = regex(
    r"(?:\A|\n)[ ]*+(?:[-*•][ ]++)?\["
    r"(?:(?:Foot|End)note[ ]++(\d{1,3})[:.] |(\d{1,3}|[A-Z][\w-]*\d[\w-]*)\][ :.]++)\w"
)
_UNFINISHED = regex(r"(?:TK|TKTK|TODO|FIXME|REFS?|CITE|CITATION)\b.*+|.*\s.*|\?+")
_FREE_BEFORE = " \n\t([\"'“‘\0"
_FREE_BEHIND = " \n\t.,;:!?)]\"'”’\0"


def typed_brackets(prose: str, native: Native) -> tuple[list[tuple[int, int]], list[Marker]]:
    """Spans of brackets that mean nothing, and the markers that some of them were meant to be."""
    if len({entry[1] or entry[2] for entry in _ENTRY.finditer(prose)}) > 1:
        return [], []
    taken = {marker.span.start for marker in native.markers} | {note.span.start for note in native.references}
    cited = {(marker.form, marker.label) for marker in native.markers}
    idle = {note.label: note.form for note in native.references if (note.form, note.label) not in cited}
    spans: list[tuple[int, int]] = []
    meant: list[Marker] = []
    for match in _TYPED.finditer(prose):
        start, end = match.span()
        inner = match[1]
        if (
            start in taken
            or (inner and inner[0].isalpha() and _UNFINISHED.fullmatch(inner))
            or (inner and inner[0] == "?")
        ):
            continue
        form = idle.get(inner or "")
        if form and _stands_free(prose, start, end):
            meant.append(_marker(prose, Span(start, end), inner or "", form))
        else:
            spans.append((start, end))
    return spans, meant


def _stands_free(prose: str, start: int, end: int) -> bool:
    return (start == 0 or prose[start - 1] in _FREE_BEFORE) and (end == len(prose) or prose[end] in _FREE_BEHIND)


def _marker(prose: str, span: Span, label: str, form: Form) -> Marker:
    reason = "a label of the list, though it lacks the underscore of a footnote reference"
    attached = span.start > 0 and not prose[span.start - 1].isspace()
    return Marker(span, label, span, form, Confidence.SURE, reason, attached=attached)

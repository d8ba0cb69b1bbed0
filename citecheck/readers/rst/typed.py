"""Brackets that are typed in reStructuredText without the underscore that makes a footnote reference.

They are ranges, indexes, registers and file names (`fan[1-4]_input`, `[XXX]`), as a rule, and are left to the scanner
only where the text also has a typed list of entries. One that names a note which nothing else cites was meant for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.model import Confidence, Fault, Form, Marker, Native, Span
from citecheck.patterns import lazy as regex

_TYPED = regex(r"\[([^\[\]\n\0]{0,60}+)\]?|(?<=\d)\]")
_ENTRY = regex(
    r"(?:\A|\n)[ ]*+(?:[-*•][ ]++)?\["
    r"(?:(?:Foot|End)note[ ]++(\d{1,3})[:.] |(\d{1,3}|[A-Z][\w-]*\d[\w-]*)\][ :.]++)[\"'“‘«*]?\w"
)
_UNFINISHED = regex(r"(?:TK|TKTK|TODO|FIXME|REFS?|CITE|CITATION)\b.*+|.*\s.*|\?+")
_HALF = regex(r"(?<![\w\]])\[(\d{1,3})_(?![\w\]])|(?<![\w\[#.:/-])(\d{1,3})\]_(?![\w])")
_FREE_BEFORE = " \n\t([\"'“‘\0"
_MEANT = "a label of the list, though it lacks the underscore of a footnote reference"
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
            meant.append(_marker(prose, Span(start, end), inner or "", form, _MEANT, Confidence.SURE))
        else:
            spans.append((start, end))
    return spans, meant


def half_brackets(prose: str, native: Native) -> Iterator[tuple[Marker, Fault]]:
    """Footnote references that lack one bracket, as in `[1_` and `1]_`, where there is such a note."""
    labels = {note.label for note in native.references if note.form is Form.NUMERIC}
    for match in _HALF.finditer(prose):
        label = match[1] or match[2]
        if label in labels:
            span = Span(*match.span())
            lacks, side = ("]", "closed") if match[1] else ("[", "opened")
            message = f"the footnote reference [{label}]_ lacks its “{lacks}”"
            fault = Fault("CC109", span, message, note=f"never {side}", advice=f"write [{label}]_", label=label)
            yield _marker(prose, span, label, Form.NUMERIC, "a malformed marker", Confidence.LIKELY), fault


def _stands_free(prose: str, start: int, end: int) -> bool:
    return (start == 0 or prose[start - 1] in _FREE_BEFORE) and (end == len(prose) or prose[end] in _FREE_BEHIND)


def _marker(prose: str, span: Span, label: str, form: Form, reason: str, confidence: Confidence) -> Marker:
    attached = span.start > 0 and not prose[span.start - 1].isspace()
    return Marker(span, label, span, form, confidence, reason, attached=attached)

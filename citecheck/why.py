"""Why a bracket is, or is not, a marker: what `citecheck explain FILE:LINE:COL` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.errors import UsageError
from citecheck.model import Form, Span
from citecheck.reports.counts import counted
from citecheck.reports.places import LINE, described, listed

if TYPE_CHECKING:
    from citecheck.model import Citations, Marker


def why(citations: Citations, line: int, column: int) -> str:
    """What stands at a place (1-based line and column of the source file) and how it was judged.

    Where the document has no lines, the line is the number of what it has, such as a paragraph. Raises UsageError
    when the place is outside the text.
    """
    document = citations.document
    try:
        offset = document.offset(line, column)
    except ValueError as error:
        part = "column" if document.unit == LINE else "character"
        raise UsageError(f"{document.path} has no {document.unit} {line}, {part} {column}") from error
    said = [
        *_references(citations, offset),
        *_markers(citations, offset),
        *_links(citations, offset),
        *(
            f"{fault.rule}: {fault.message}"
            for fault in citations.faults
            if fault.span.start <= offset < fault.span.end
        ),
    ]
    if not said and any(start <= offset < end for start, end in document.masks):
        said = ["This is code, front matter, a link's text or a comment: brackets mean nothing here."]
    if not said:
        said = ["No marker: nothing here has the shape of one, and no list defines it.", *_nearest(citations, offset)]
    references = counted(len(citations.references), "reference")
    tail = f"The document is read in {citations.style.value} style; it has {references}."
    place = document.locate(Span(offset, offset)).seen_from(document.path, document.path)
    where = f"{document.path}:{line}:{column}"
    where += f" ({described(place, document.unit)})" if place.name or place.path else ""
    return "\n".join([where, *(f"  {each[:1].upper()}{each[1:]}" for each in said), f"  {tail}"])


def _nearest(citations: Citations, offset: int) -> list[str]:
    """Where the next bracket in the line of a place is, for who has miscounted."""
    text = citations.document.text
    start, end = text.rfind("\n", 0, offset) + 1, text.find("\n", offset) % (len(text) + 1)
    brackets = [marker.bracket for marker in (*citations.markers, *citations.judged)]
    inside = [bracket for bracket in brackets if start <= bracket.start < end]
    if not inside:
        return []
    bracket = min(inside, key=lambda it: abs(it.start - offset))
    place = citations.document.locate(bracket)
    return [f"The nearest bracket in this line is {text[bracket.start : bracket.end]}, at {place.line}:{place.column}."]


def _written(label: str, form: Form) -> str:
    if form is Form.INLINE:
        return f"note {label}"
    return f"[^{label}]" if form is Form.CARET else f"[{label}]"


def _references(citations: Citations, offset: int) -> list[str]:
    said = []
    for index, reference in enumerate(citations.references):
        if reference.span.start <= offset < reference.span.end:
            cited = len(citations.pairing.cited.get(index, ()))
            times = "never" if not cited else "once" if cited == 1 else f"{cited} times"
            said.append(f"{_written(reference.label, reference.form)} opens a reference; it is cited {times}.")
        elif reference.body.start <= offset < reference.body.end:
            said.append(f"This is inside reference {_written(reference.label, reference.form)}.")
    return said


def _markers(citations: Citations, offset: int) -> list[str]:
    said = []
    for marker in (*citations.markers, *citations.judged):
        if marker.bracket.start <= offset < marker.bracket.end and _at(marker, offset):
            name = _written(marker.label, marker.form)
            if marker in citations.judged:
                said.append(f"{name} is not a marker: {marker.reason}.")
            else:
                said.append(f"{name} is a marker ({marker.confidence}): {marker.reason}.{_target(citations, marker)}")
    return said


def _at(marker: Marker, offset: int) -> bool:
    return marker.span == marker.bracket or marker.span.start <= offset < marker.span.end or marker.grouped


def _target(citations: Citations, marker: Marker) -> str:
    for index, markers in citations.pairing.cited.items():
        if marker in markers:
            reference = citations.references[index]
            document = citations.document
            place = document.locate(reference.span).seen_from(document.path, document.path)
            return f" It cites the reference {listed([place], document.unit, 1)}."
    return ""


def _links(citations: Citations, offset: int) -> list[str]:
    return [
        f"This is a link to {link.url}; brackets in it mean nothing."
        for link in citations.links
        if link.span.start <= offset < link.span.end
    ]

"""Markers in another form than their list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.citations.brackets import Kind
from citecheck.citations.scopes import fold
from citecheck.model import MASKED, Confidence, Fault, Form, Marker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from citecheck.citations.brackets import Token
    from citecheck.citations.scopes import Lists

_OTHER = {Kind.NUMBERS: Form.CARET, Kind.CARET: Form.NUMERIC}
_OWN = {Kind.NUMBERS: Form.NUMERIC, Kind.CARET: Form.CARET}


def find_mixed(
    prose: str, tokens: Iterable[Token], lists: Lists, cited: set[tuple[Form, int, str]]
) -> tuple[list[Marker], list[Fault]]:
    """Brackets whose label only a list of the other form has, where nothing else cites it.

    Returns them as markers of that list, and what is wrong with them. `cited` holds form, series and label of
    every proper marker.
    """
    markers: list[Marker] = []
    faults: list[Fault] = []
    for token in tokens:
        label = token.label
        form = _OTHER.get(token.kind)
        if label is None or form is None or lists.series.get(_OWN[token.kind]):
            continue
        series = lists.at(form, token.span.start)
        before = prose[token.span.start - 1 : token.span.start]
        if series is None or fold(label, form) not in series.labels or before in ("", "\n", "\t"):
            continue
        if prose[token.span.end : token.span.end + 1] in ("(", MASKED):
            continue  # the text of a link
        if (form, series.index, fold(label, form)) in cited:
            continue
        written = prose[token.span.start : token.span.end]
        proper = f"[^{label}]" if form is Form.CARET else f"[{label}]"
        markers.append(
            Marker(
                token.span,
                label,
                token.span,
                form,
                Confidence.LIKELY,
                "a marker of another form",
                series.index,
            )
        )
        faults.append(
            Fault(
                "CC108",
                token.span,
                f"{written} cites a list whose labels are written {proper}",
                note="another form",
                advice=f"write {proper}",
                label=label,
            )
        )
    return markers, faults

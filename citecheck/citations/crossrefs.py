"""Pointers from note to note: "see note 12", "supra note 3", "(n 4)", "ibid."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citecheck.model import CrossReference, Form, Reference, Span
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NOTE = r"(?:end|foot)?(?:notes?|nn?\.|fn\.|anm\.|nota|fu(?:ß|ss)note)"
_CUE = r"see(?: also)?|cf\.|compare|supra|infra|above|below|op\. cit\.|siehe|vgl\.|voir|véase|vid\."
_POINTER = lazy(
    # A cue before the word for note, or a direction behind the number: "note 3" alone may be another work's.
    rf"\b(?P<cue>{_CUE}),? (?:at )?{_NOTE} ?(?P<a>\d{{1,3}})\b(?: ?[–-] ?(?P<last>\d{{1,3}})\b)?"
    rf"(?:,? (?P<after>supra|infra|above|below))?"
    rf"|\b{_NOTE} ?(?P<b>\d{{1,3}}),? (?P<way>supra|infra|above|below)\b"
    r"|\((?:above |supra )?nn?\.? ?(?P<c>\d{1,3})\)|[见見]注 ?(?P<d>\d{1,3})",
    re.IGNORECASE,
)
_IBID = lazy(r"(?:ibid(?:em)?\b|id\.(?= at\b|[ ,;]*$)|loc\. cit)", re.IGNORECASE)
_HEADING = lazy(r"\n[ \t]*(\d{1,3})[.)][ \t]+(?=[A-Z])")
"""The notes to accounts are sections of the text, `13. RESTATEMENT`: what points at one leads to no note of a list."""
_BACKWARD = ("supra", "above")
_FORWARD = ("infra", "below")
_LONGEST = 20_000
_HINTS = ("not", "Not", "(n", "n.", "NOT", "Anm", "注")


def find_cross_references(
    prose: str, references: Sequence[Reference], *, numbered: bool = False
) -> Iterator[CrossReference]:
    """The pointers inside notes, in order of place; only numbered notes can be pointed at.

    `numbered` says that self-contained notes show their readers the numbers that they have here.
    """
    forms = {Form.NUMERIC, Form.CARET} | ({Form.INLINE, Form.NOTE} if numbered else set())
    known: set[str] | None = None
    headings: set[str] = set()
    for index, reference in enumerate(references):
        if reference.form not in forms:
            continue
        start, end = reference.body.start, min(reference.body.end, reference.body.start + _LONGEST)
        if _IBID.match(prose, start, end):
            yield CrossReference(Span(start, start + 4), None, -1, index)
        body = prose[start:end]
        if not any(hint in body for hint in _HINTS):
            continue
        for match in _POINTER.finditer(body):
            label = match["a"] or match["b"] or match["c"] or match["d"]
            words = [word.lower() for word in (match["cue"], match["after"], match["way"]) if word]
            back = match["c"] is not None or any(word in _BACKWARD for word in words)
            ahead = any(word in _FORWARD for word in words)
            span = Span(start + match.start(), start + match.end())
            for named in (label, match["last"]):
                if named and known is None:
                    known = {each.label for each in references}
                    headings = {heading[1] for heading in _HEADING.finditer(prose)} - known
                if named and named not in headings:
                    yield CrossReference(span, named, -1 if back else 1 if ahead else 0, index)

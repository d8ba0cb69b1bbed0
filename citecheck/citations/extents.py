"""How far each entry of a list goes, and which lists are one series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.citations.headings import is_heading
from citecheck.citations.lines import BLANK_LINES, INDENT, MAX_INDENT, line_end, paragraph_end
from citecheck.model import MASKED, Form, Reference, Span
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from citecheck.citations.candidates import Candidate
    from citecheck.citations.runs import Run

_AFTER_LABEL = lazy(r"\0{0,2}[ \t]*[:.)\]—–-]{0,2}[ \t\n]*[↑↩^]?[ \t]*")
_DECORATED = 6
"""Characters; a shorter entry without a letter or digit is nothing but decoration around its label."""


def extents(prose: str, run: Run, limit: int | None = None) -> None:
    """Fill in how far each entry goes: to the next label, the last one to the end of its paragraphs.

    Nothing goes beyond `limit`.
    """
    limit = len(prose) if limit is None else limit
    linked = run.entries[0].end > run.entries[0].token.span.end
    alone = (len(run.entries) > 1 or linked) and sum(entry.alone for entry in run.entries) * 2 > len(run.entries)
    spans = []
    for index, entry in enumerate(run.entries):
        start = entry.end
        if index + 1 < len(run.entries):
            following = run.entries[index + 1]
            end = following.start - following.indent if following.indent < MAX_INDENT else following.start
            end = _before_heading(prose, start, max(end, start))
        else:
            end = _last_end(prose, entry, limit, alone=alone)
        spans.append(Span(start, end))
    run.spans = spans
    run.end = spans[-1].end


def _last_end(prose: str, entry: Candidate, limit: int, *, alone: bool) -> int:
    start = entry.end
    end = paragraph_end(prose, start, limit)
    if alone and entry.alone and not prose[start:end].strip(" \t:.\n"):
        following = BLANK_LINES.match(prose, end, limit)
        if following and not prose.startswith("[", following.end()):
            end = paragraph_end(prose, following.end(), limit)
    for _ in range(12):
        gap = BLANK_LINES.match(prose, end, limit)
        if gap is None:
            break
        indent = INDENT.match(prose, gap.end())
        if indent is None or indent.end() - gap.end() <= entry.indent + (1 if entry.form is Form.CARET else 0):
            break
        below = prose[indent.end() : min(line_end(prose, gap.end()), indent.end() + 200)]
        if is_heading(below) or below.rstrip().endswith("]") or not below:
            break
        end = paragraph_end(prose, gap.end(), limit)
    return end


def _before_heading(prose: str, start: int, end: int) -> int:
    """Where an entry ends if the heading of another part of the list stands before the next label."""
    gap = BLANK_LINES.search(prose, start, end)
    while gap is not None:
        line = prose[gap.end() : min(line_end(prose, gap.end()), end)]
        if line.strip() and is_heading(line):
            return gap.start()
        gap = BLANK_LINES.search(prose, gap.end(), end)
    return end


def number_series(believed: list[Run]) -> None:
    """Give each run its series; a list that has the labels of the one before again opens a new one.

    One that begins with the last number of the one before and goes on as if it had not has that number by a slip.
    """
    series = -1
    labels: set[str] = set()
    first = last = -1
    for run in believed:
        shared = len(labels & run.labels)
        lead = run.entries[0].number
        slip = first < lead == last and (len(run.entries) == 1 or run.entries[1].number == last + 2)
        again = (
            0 <= lead <= first or (len(run.labels) > 1 and shared * 2 >= min(len(run.labels), len(labels)))
        ) and not slip
        if series < 0 or (shared and (again or run.entries[0].form is Form.SYMBOL)):
            series += 1
            labels = set()
            first = lead
        run.series = series
        last = run.entries[-1].number
        labels |= run.labels


def entries(prose: str, believed: Iterable[Run]) -> Iterator[Reference]:
    """The references of the believed runs."""
    for run in believed:
        for entry, span in zip(run.entries, run.spans, strict=True):
            yield Reference(entry.token.span, entry.label, body_of(prose, span), entry.form, run.series)


def body_of(prose: str, span: Span) -> Span:
    """The text of an entry without the punctuation behind its label and the space around it."""
    lead = _AFTER_LABEL.match(prose, span.start, span.end)
    start = lead.end() if lead else span.start
    end = span.end
    while end > start and prose[end - 1].isspace():
        end -= 1
    while start < end and prose[start].isspace():
        start += 1
    if end - start < _DECORATED and not any(c.isalnum() or c == MASKED for c in prose[start:end]):
        start = end  # nothing but the asterisks or bars around the label
    return Span(start, end)

"""Which runs are reference lists, by what stands over them and by what cites their labels."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from citecheck.citations.order import nearly_ascends
from citecheck.model import Form
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citecheck.citations.brackets import Token
    from citecheck.citations.runs import Run


def believe(text: str, gathered: list[Run], tokens: Sequence[Token]) -> list[Run]:
    """The runs that are reference lists, in order."""
    inside = {entry.start for run in gathered for entry in run.entries}
    uses: dict[str, list[int]] = {}
    for token in tokens:
        if token.span.start not in inside:
            for member in token.members:
                uses.setdefault(member.label, []).append(token.span.start)
    headed = [run for run in gathered if run.heading is not None]
    believed: list[Run] = []
    floor = 0
    for run in gathered:
        if run.entries[0].form is Form.TAG and not _like_a_bibliography(run, headed, uses):
            continue
        if run.heading is not None or _is_cited_list(text, run, floor, uses, headed):
            believed.append(run)
            floor = run.entries[-1].start
    return believed


def _like_a_bibliography(run: Run, headed: Sequence[Run], uses: dict[str, list[int]]) -> bool:
    """Whether a run of words in brackets is a list of tagged sources, not a dialogue, a log or a glossary."""
    labels = run.labels
    if len(run.entries) == 1:
        (label,) = labels
        return run.heading is not None and label in uses and any(c.isdigit() for c in label)
    if run.heading is None and len(labels) * 5 < len(run.entries) * 4:
        return False
    if run.heading is None:
        return not any(other.labels & labels for other in headed) and sum(map(_is_tag, labels)) * 2 > len(labels)
    return any(label in uses for label in labels) or sum(map(_is_tag, labels)) * 2 > len(labels)


def _is_tag(label: str) -> bool:
    """Whether a word is shaped like a tag: with a digit or in capitals, or a single letter or roman number."""
    return any(c.isdigit() for c in label) or label.isupper() or len(label) == 1 or set(label) <= set("ivxlc")


def _is_cited_list(text: str, run: Run, floor: int, uses: dict[str, list[int]], headed: Sequence[Run]) -> bool:
    """Whether a run without a heading is a reference list, by what cites its labels."""
    labels = run.labels
    before = {label for label in labels if _stands_between(uses.get(label, ()), floor, run.start)}
    anywhere = {label for label in labels if label in uses}
    rival = any(other is not run and len(other.labels & labels) * 2 > len(labels) for other in headed)
    if len(run.entries) == 1:
        entry = run.entries[0]
        return bool(before) and not rival and not entry.glued and entry.form is not Form.TAG and entry.number < 200
    if len(run.entries) - len(labels) > max(1, len(run.entries) // 5):
        return False
    if run.entries[0].form is Form.NUMERIC and not _ascends(run):
        return False
    if rival:
        return len(before) * 5 >= len(labels) * 3
    if run.entries[0].form in (Form.TAG, Form.SYMBOL):
        return len(anywhere) * 2 >= len(labels)
    if len(before) * 4 >= len(labels) or len(anywhere) * 2 >= len(labels):
        return True
    return len(run.entries) > 2 and _reads_like_sources(text, run)


def _stands_between(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the ascending places is at `start` or behind it, and before `end`."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _ascends(run: Run) -> bool:
    numbers = [entry.number for entry in run.entries]
    return len(numbers) == 2 or nearly_ascends(numbers, loose=True)


_SOURCE = lazy(r"://|www\.|\b(?:1[89]|20)\d\d\b|\bpp?\. ?\d|[Ii]bid|doi")


def _reads_like_sources(text: str, run: Run) -> bool:
    """Whether most entries name a URL, a year or a page."""
    hits = 0
    for entry, following in zip(run.entries, [*run.entries[1:], None], strict=True):
        end = following.start if following else entry.token.span.end + 600
        hits += _SOURCE.search(text, entry.token.span.end, min(end, entry.token.span.end + 600)) is not None
    return hits * 2 >= len(run.entries)

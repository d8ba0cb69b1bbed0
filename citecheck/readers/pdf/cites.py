"""Citations that are links to their entries, as hyperref makes them: what leads where is then known, not guessed.

Only where the text of a link is the label of an entry is anything made of it: `Smith (2009)` names none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from citecheck.model import Confidence, Form, Marker, Reference, Span
from citecheck.patterns import lazy
from citecheck.readers.numerals import LOWER
from citecheck.readers.pdf.flow import Flow, Stretch

TARGETS = ("cite.", "cite@", "cite:", "bib.", "bibitem")
"""What the names of entries begin with, in hyperref and in what other programs make."""
FEWEST = 3
"""Links that show how a document cites."""
MOST_MEMBERS = 200
SERIES = 1_000
"""Beside the lists that are found without links, which are counted from 0."""

_BRACKETED = lazy(r"\[([^\[\]\s]{1,24}(?: [^\[\]\s]{1,24})?)\](?=\s)")
_POINTED = lazy(r"(\d{1,3})[.)](?=\s)")
_RAISED = lazy(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})")
_DASH = lazy(r"\s{0,2}[\u2010-\u2015-]\s{0,2}")
_REASON = "a link to its entry"


class Cited(NamedTuple):
    """The citations of a document that are links, with the list they lead to."""

    markers: tuple[Marker, ...] = ()
    references: tuple[Reference, ...] = ()


class _Entry(NamedTuple):
    label: str
    span: Span


def cited(flow: Flow, taken: Sequence[Span]) -> Cited:
    """What links to entries show; nothing where it does not all fit. `taken` are labels of notes."""
    links = sorted(link for link in flow.links if link.target.startswith(TARGETS))
    if len(links) < FEWEST:
        return Cited()
    labels = [(link, _label(flow.text[link.start : link.end])) for link in links]
    wanted = {label for _, label in labels}
    for pattern in (_BRACKETED, _POINTED, _RAISED):
        entries = _entries(flow, pattern, wanted, frozenset(taken))
        known = {entry.label for entry in entries}
        if len(known & wanted) >= FEWEST and len(known & wanted) * 3 >= len(known):
            first = entries[0].span.start
            # In the list itself, links lead back or to other things.
            outside = [(link, label) for link, label in labels if label in known and link.start < first]
            if len(outside) >= FEWEST:
                return Cited(tuple(_markers(flow.text, outside, known)), tuple(_references(flow, entries)))
    return Cited()


def _label(text: str) -> str:
    return text.strip(" \n[](),;").translate(LOWER)


def _entries(flow: Flow, pattern: object, wanted: set[str], taken: frozenset[Span]) -> list[_Entry]:
    """The labels that begin paragraphs; none if two are alike, or numbers do not count."""
    found: list[_Entry] = []
    for line in flow.lines:
        match = pattern.match(flow.text, line.start, line.end) if line.opens else None  # type: ignore[attr-defined]
        if match and Span(*match.span(1)) not in taken:
            span = Span(*(match.span(1) if pattern is _RAISED else match.span()))
            found.append(_Entry(match[1].translate(LOWER), span))
    # A list begins with its first entry that is wanted, or the first before that counts up to it.
    numbers = [entry for entry in found if entry.label.isdecimal()]
    if len(numbers) * 2 > len(found) or pattern is not _BRACKETED:
        at = max((at for at, entry in enumerate(numbers) if entry.label == "1"), default=0)
        found = numbers[at:]
        if any(int(other.label) != int(one.label) + 1 for one, other in pairwise(found)):
            return []
    else:
        last = max((at for at, entry in enumerate(found) if entry.label in wanted), default=-1)
        first = min((at for at, entry in enumerate(found) if entry.label in wanted), default=0)
        found = found[first : last + 1]
    doubles = Counter(entry.label for entry in found)
    return [] if any(count > 1 for count in doubles.values()) else found


def _markers(text: str, links: Sequence[tuple[Stretch, str]], known: set[str]) -> Iterator[Marker]:
    brackets = [_bracket(text, link) for link, _ in links]
    members = Counter(brackets)
    done = -1
    for at, (link, label) in enumerate(links):
        start, end = link.start, link.end
        if start < done:
            continue
        bracket = brackets[at]
        if at + 1 < len(links) and brackets[at + 1] == bracket and bracket.end - bracket.start > end - start:
            other, high = links[at + 1]
            numbers = label.isdecimal() and high.isdecimal()
            if numbers and _DASH.fullmatch(text, end, other.start) and 0 < int(high) - int(label) < MOST_MEMBERS:
                done = other.end
                count = int(high) - int(label) + 1
                for number in range(int(label), int(high) + 1):
                    if str(number) in known:
                        yield _marker(text, Span(start, done), str(number), bracket, grouped=True, members=count)
                continue
        grouped = members[bracket] > 1 or bracket.end - bracket.start > end - start + 2
        yield _marker(text, Span(start, end), label, bracket, grouped=grouped, members=1)


def _marker(text: str, span: Span, label: str, bracket: Span, *, grouped: bool, members: int) -> Marker:
    form = Form.NUMERIC if label.isdecimal() else Form.TAG
    before = text[bracket.start - 1 : bracket.start]
    attached = bool(before) and not before.isspace()
    if not grouped:
        span = bracket
    return Marker(
        *(span, label, bracket, form, Confidence.SURE, _REASON, SERIES),
        attached=attached,
        grouped=grouped,
        members=members,
    )


def _bracket(text: str, link: Stretch) -> Span:
    """The pair of brackets around a link, or the link itself."""
    opening = text.rfind("[", max(link.start - 200, 0), link.end)
    closing = text.find("]", max(opening, link.start), link.end + 200)
    if opening >= 0 and closing >= 0:
        inside = text[opening + 1 : closing]
        if "[" not in inside and "]" not in inside and "\n\n" not in inside:
            return Span(opening, closing + 1)
    return Span(link.start, link.end)


def _references(flow: Flow, entries: Sequence[_Entry]) -> Iterator[Reference]:
    starts = [line.start for line in flow.lines]
    for at, (label, span) in enumerate(entries):
        end = entries[at + 1].span.start if at + 1 < len(entries) else _paragraph_end(flow, starts, span.end)
        body = flow.text[span.end : end]
        start = span.end + len(body) - len(body.lstrip())
        form = Form.NUMERIC if label.isdecimal() else Form.TAG
        yield Reference(span, label, Span(start, max(start, span.end + len(body.rstrip()))), form, SERIES)


def _paragraph_end(flow: Flow, starts: Sequence[int], offset: int) -> int:
    at = bisect_right(starts, offset)
    while at < len(flow.lines) and not flow.lines[at].opens:
        at += 1
    return flow.lines[at - 1].end

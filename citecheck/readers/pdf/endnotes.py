"""Raised numbers and the list at the end that explains them: endnotes, and bibliographies of medicine and the sciences.

The list is believed if it counts from 1 to the end of the text and the text cites nearly all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from citecheck.model import Confidence, Form, Marker, Native, Reference, Span
from citecheck.patterns import lazy
from citecheck.readers.pdf.flow import Flow, Mark
from citecheck.readers.pdf.lines import DIGITS

SERIES = 1_001
"""Beside the lists that are found without raised numbers, which are counted from 0."""
FEWEST = 2
SEVERAL = 4
"""Entries of a list of which one may be without a number in the text."""
TRIES = 5
WIDEST = 100
"""Numbers that a range may claim."""

_LABEL = lazy(r"(?:(\d{1,3})[.)]?(?=\s)|([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})(?![,⁻\u2010-\u2015-]))\s*+")
_NUMBER = lazy(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_REASON = "a raised number of the list at the end"


class _Entry(NamedTuple):
    number: int
    span: Span
    """Of the label."""
    line: int


class _Member(NamedTuple):
    """What a raised number cites."""

    number: int
    span: Span
    mark: Mark
    members: int


def list_at_end(flow: Flow, taken: frozenset[int]) -> Native:
    """The list that ends a text and the raised numbers that cite it; nothing if it is not sure.

    `taken` are the starts of raised numbers that belong to footnotes.
    """
    entries = _entries(flow, taken)
    if len(entries) < FEWEST:
        return Native()
    first = entries[0].span.start
    marks = [mark for mark in flow.marks if not mark.opens and mark.start < first and mark.start not in taken]
    cited = [member for mark in marks if mark.hangs for member in _members(flow, mark)]
    known = {entry.number for entry in entries}
    others = [member for mark in marks if not mark.hangs for member in _members(flow, mark)]
    cited += _in_turn(others, cited, known)
    missing = {number for number in range(1, entries[-1].number) if number not in known}
    left = sorted(known - {member.number for member in cited})
    if len(cited) < FEWEST or len(left) > max(len(known) >= SEVERAL, len(known) // 5):
        return Native()
    markers = [_marker(member) for member in cited if member.number in known | missing]
    markers += [marker for number in left for marker in _unseen(flow, number, first)]
    markers.sort(key=lambda marker: marker.span)
    return Native(tuple(markers), tuple(_references(flow, entries)))


def _entries(flow: Flow, taken: frozenset[int]) -> list[_Entry]:
    """The labels that count down to 1 from the end of the text; one may be missing here and there."""
    labels: list[_Entry] = []
    for at in range(len(flow.lines) - 1, -1, -1):
        line = flow.lines[at]
        match = _LABEL.match(flow.text, line.start, line.end)
        if match and match.start() not in taken:
            number = int((match[1] or match[2]).translate(DIGITS))
            labels.append(_Entry(number, Span(*match.span(1 if match[1] else 2)), at))
    # The last label may be a number at the beginning of a line of the last entry.
    for start in range(min(len(labels), TRIES)):
        found = [labels[start]]
        for entry in labels[start + 1 :]:
            step = found[-1].number - entry.number
            if entry.number and (step == 1 or (step == 2 and flow.lines[entry.line].opens)):
                found.append(entry)
                if entry.number == 1:
                    return found[::-1]
    return []


def _members(flow: Flow, mark: Mark) -> Iterator[_Member]:
    """The numbers of a raised group; a dash between two stands for those between them."""
    numbers = list(_NUMBER.finditer(flow.text, mark.start, mark.end))
    at = 0
    while at < len(numbers):
        low = int(numbers[at][0].translate(DIGITS))
        span = Span(*numbers[at].span())
        if at + 1 < len(numbers) and flow.text[span.end : numbers[at + 1].start()] != ",":
            high = int(numbers[at + 1][0].translate(DIGITS))
            span = Span(span.start, numbers[at + 1].end())
            count = max(high - low + 1, 1)
            for number in range(low, low + min(count, WIDEST)):
                yield _Member(number, span, mark, count)
            at += 1
        else:
            yield _Member(low, span, mark, 1)
        at += 1


def _in_turn(others: Sequence[_Member], cited: Sequence[_Member], known: set[int]) -> list[_Member]:
    """Numbers that look like powers, `2.9` and a raised 6, but cite what nothing else does, in its turn."""
    places = {member.number: member.span for member in reversed(cited)}
    found = []
    for member in others:
        before, after = places.get(member.number - 1), places.get(member.number + 1)
        own = member.number in known and member.number not in places and (before or after)
        if own and (before is None or before < member.span) and (after is None or member.span < after):
            found.append(member)
    return found


def _marker(member: _Member) -> Marker:
    bracket = Span(member.mark.start, member.mark.end)
    grouped = member.span != bracket or member.members > 1
    form, confidence = Form.NUMERIC, Confidence.SURE
    return Marker(
        *(member.span, str(member.number), bracket, form, confidence, _REASON, SERIES),
        grouped=grouped,
        members=member.members,
    )


def _unseen(flow: Flow, number: int, end: int) -> Iterator[Marker]:
    """A number that is glued to a word, and may be a marker that was not seen to be raised: `word3`."""
    for match in lazy(rf"(?<=[^\W\d_]|[.,;:!?)\]”’]){number}(?![\w.,%])").finditer(flow.text, 0, end):
        span = Span(*match.span())
        reason = "the number is glued to a word"
        yield Marker(span, str(number), span, Form.NUMERIC, Confidence.LIKELY, reason, SERIES)
        return


def _references(flow: Flow, entries: Sequence[_Entry]) -> Iterator[Reference]:
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        end = flow.lines[following.line - 1].end if following else _paragraph_end(flow, entry.line)
        label = _LABEL.match(flow.text, entry.span.start, max(end, entry.span.end))
        start = max(label.end() if label else 0, entry.span.end)
        yield Reference(entry.span, str(entry.number), Span(min(start, end), end), Form.NUMERIC, SERIES)


def _paragraph_end(flow: Flow, at: int) -> int:
    while at + 1 < len(flow.lines) and not flow.lines[at + 1].opens:
        at += 1
    return flow.lines[at].end

"""Raised numbers and the list at the end that explains them: endnotes, and bibliographies of medicine and the sciences.

The list is believed if it counts from 1 to the end of the text and the text cites nearly all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from citecheck.model import Confidence, Form, Marker, Native, Reference, Span
from citecheck.patterns import lazy
from citecheck.readers.numerals import LOWER
from citecheck.readers.pdf.flow import Flow, Mark

SERIES = 1_001
"""Beside the lists that are found without raised numbers, which are counted from 0."""
FEWEST = 2
SEVERAL = 4
"""Entries of a list of which one may be without a number in the text, and the others out of order."""
TRIES = 5
WIDEST = 100
"""Numbers that a range may claim."""

_LABEL = lazy(r"(?:(\d{1,3})[.)]?(?=\s)|([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})(?![,⁻\u2010-\u2015-]))\s*+")
_NUMBER = lazy(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SPOKEN = lazy(
    r"\b(?:[Rr]efs?\.|[Rr]eferences?)\s"
    r"(\d{1,3}(?:(?:,|,?\s(?:and|or|und|et|y|e)|[\u2013-])\s?\d{1,3})*+)(?![\w.]\d)"
)
_RANGE = lazy(r"(\d+)(?:[\u2013-]\s?(\d+))?")


class _Entry(NamedTuple):
    number: int
    span: Span
    """Of the label."""
    line: int


class _Member(NamedTuple):
    """What a number in the text cites."""

    number: int
    span: Span
    bracket: Span
    """Of its group."""
    members: int = 1
    reason: str = "a raised number of the list at the end"
    confidence: Confidence = Confidence.SURE


def list_at_end(flow: Flow, taken: frozenset[int]) -> Native | None:
    """The list that ends a text and the raised numbers that cite it; None if there is one, and that is not sure.

    `taken` are the starts of raised numbers that belong to footnotes.
    """
    entries = _entries(flow, taken)
    if len(entries) < FEWEST:
        return Native()
    first = entries[0].span.start
    marks = [mark for mark in flow.marks if not mark.opens and mark.start < first and mark.start not in taken]
    cited = [member for mark in marks if mark.hangs for member in _members(flow, mark)]
    if len(cited) < FEWEST:
        return None
    known = {entry.number for entry in entries}
    cited += _in_words(flow.text, first)
    doubtful = [member for mark in marks if not mark.hangs for member in _members(flow, mark)]
    for number in sorted(known - {member.number for member in cited}):
        seen = [member for member in doubtful if member.number == number]
        glued = list(_glued(flow.text, number, first))
        if member := _in_turn([*seen, *glued], cited):
            cited.append(member)
        elif glued:
            return None  # perhaps it is cited there, and perhaps not
    left = known - {member.number for member in cited}
    if len(left) > max(len(known) >= SEVERAL, len(known) // 5):
        return None
    firsts = [min(member.span for member in cited if member.number == number) for number in sorted(known - left)]
    if len(known) < SEVERAL and firsts != sorted(firsts):
        return None  # two powers and a list of two entries
    last = entries[-1].number
    missing = {number for number in range(1, last) if number not in known}
    beyond = _beyond(cited, last) if len(known) >= SEVERAL else set()
    markers = sorted((_marker(member) for member in cited if member.number in known | missing | beyond), key=_place)
    return Native(tuple(markers), tuple(_references(flow, entries)))


def _entries(flow: Flow, taken: frozenset[int]) -> list[_Entry]:
    """The labels that count down to 1 from the end of the text; one may be missing here and there."""
    labels: list[_Entry] = []
    for at in range(len(flow.lines) - 1, -1, -1):
        line = flow.lines[at]
        match = _LABEL.match(flow.text, line.start, line.end)
        if match and match.start() not in taken:
            number = int((match[1] or match[2]).translate(LOWER))
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
        low = int(numbers[at][0].translate(LOWER))
        span = Span(*numbers[at].span())
        if at + 1 < len(numbers) and flow.text[span.end : numbers[at + 1].start()] != ",":
            high = int(numbers[at + 1][0].translate(LOWER))
            span = Span(span.start, numbers[at + 1].end())
            count = max(high - low + 1, 1)
            for number in range(low, low + min(count, WIDEST)):
                yield _Member(number, span, Span(mark.start, mark.end), count)
            at += 1
        else:
            yield _Member(low, span, Span(mark.start, mark.end))
        at += 1


def _in_words(text: str, end: int) -> Iterator[_Member]:
    """The numbers of `as described in Refs. 2 and 3`."""
    for group in _SPOKEN.finditer(text, 0, end):
        for member in _RANGE.finditer(text, *group.span(1)):
            low, high = int(member[1]), int(member[2] or member[1])
            for number in range(low, min(high, low + WIDEST) + 1):
                reason = "a number of the list at the end, in words"
                span, bracket = Span(*member.span()), Span(*group.span(1))
                yield _Member(number, span, bracket, max(high - low, 0) + 1, reason, Confidence.LIKELY)


def _glued(text: str, number: int, end: int) -> Iterator[_Member]:
    """Where a number is glued to a word, and may be a marker that was not seen to be raised: `word3`."""
    glued = lazy(rf"(?:(?<=[^\W\d_])|(?<=[^\d\s][.,;:!?)\]”’])){number}(?![\w.,%])")
    for match in glued.finditer(text, 0, end):
        span = Span(*match.span())
        yield _Member(number, span, span, 1, "the number is glued to a word", Confidence.LIKELY)


def _in_turn(doubtful: Sequence[_Member], cited: Sequence[_Member]) -> _Member | None:
    """Of numbers that may be markers, such as the 6 in `2.9⁶`, the one between those before it and those behind it."""
    for member in doubtful:
        before = min((other for other in cited if other.number < member.number), key=_nearest, default=None)
        after = max((other for other in cited if other.number > member.number), key=_nearest, default=None)
        if (before is None or before.span < member.span) and (after is None or member.span < after.span):
            return member
    return None


def _beyond(cited: Sequence[_Member], last: int) -> set[int]:
    """The numbers that would go on with the list, and are cited behind those of its end."""
    end = max((member.span for member in cited if last - SEVERAL < member.number <= last), default=None)
    numbers = {member.number for member in cited if end is not None and member.span > end}
    return {number for number in numbers if last < number <= last + SEVERAL}


def _nearest(member: _Member) -> tuple[int, int]:
    """Orders by number, the greatest first; of one number by where it is first cited."""
    return -member.number, member.span.start


def _place(marker: Marker) -> Span:
    return marker.span


def _marker(member: _Member) -> Marker:
    return Marker(
        *(member.span, str(member.number), member.bracket, Form.NUMERIC, member.confidence, member.reason, SERIES),
        grouped=member.span != member.bracket or member.members > 1,
        members=member.members,
    )


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

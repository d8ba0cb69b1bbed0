"""Footnotes: numbers that are raised in the text, and the notes at the foot of the page that begin with them.

A PDF says nothing of notes; sizes and places do. So a pair is believed where the number, the page and the order agree,
and a number without its fellow only where both its neighbours have theirs. All else raises nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from re import Match

from citecheck.model import Confidence, Form, Marker, Native, Reference, Span
from citecheck.patterns import lazy
from citecheck.readers.numerals import LOWER, RAISE
from citecheck.readers.pdf.flow import Flow

SMALL = 0.94
"""Notes are set smaller than the text at least by this."""
_LABEL = lazy(r"(\d{1,3})(?:[.)]?[ ]|(?=[^\W\d_]))|([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})(?![,⁻\u2010-\u2015-])")
_CIRCLED = lazy(r"[①-⑳]")
"""Numbers of notes in Chinese, which begin again on each page."""
_NUMBER = lazy(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_CITATION = lazy(r"[^\s\[\]] ?\[[1-9]\d{0,2}(?:[,;\u2010-\u2015 -]+\d{1,3})*+\]")
_REASON = "a raised number with a note at the foot of the page"
_MOST = 2_000
"""Notes of one document of which those without a fellow are looked for."""
_DECIDE = 2
"""Pairs that show what raised numbers mean in a document."""


@dataclass
class _Note:
    """A note at the foot of a page."""

    label: int
    span: Span
    body: Span
    page: int
    raised: bool
    marker: _Raised | None = None
    series: int = 0


@dataclass
class _Raised:
    """A raised number in the text."""

    label: int
    span: Span
    page: int
    hangs: bool
    note: _Note | None = None


def notes_of(flow: Flow) -> Native:
    """The footnotes of a document."""
    notes = list(_notes(flow))
    raised = list(_raised(flow, notes))
    _pair(notes, raised)
    sure = [note for kind in (True, False) for note in _sure([each for each in notes if each.raised is kind])]
    sure.sort(key=lambda note: note.span)
    alone, lost = _alone(flow, sure, raised)
    believed = [note for note in sure if note.marker or any(note is each for each in alone)]
    _number(believed, {id(note) for _, note in lost})
    known = set(map(id, sure))
    # Where pairs are not sure, each is for itself: no order, no gaps, nothing to miss.
    doubtful = [note for note in notes if note.marker and id(note) not in known]
    for at, note in enumerate(doubtful):
        note.series = at
    markers = [_marker(note.marker, note, _REASON, sure=True) for note in believed if note.marker]
    markers += [_marker(mark, note, "a raised number among those of the notes", sure=True) for mark, note in lost]
    markers += [_marker(note.marker, note, _REASON, sure=False) for note in doubtful if note.marker]
    references = [Reference(note.span, str(note.label), note.body, Form.NOTE, note.series) for note in believed]
    references += [Reference(note.span, str(note.label), note.body, Form.INLINE, note.series) for note in doubtful]
    references.sort(key=lambda note: note.span)
    markers.sort(key=lambda marker: marker.span)
    return Native(tuple(markers), tuple(references))


def _sure(notes: Sequence[_Note]) -> Sequence[_Note]:
    """All of the notes, if most have their number in the text."""
    paired = sum(note.marker is not None for note in notes)
    return notes if paired * 3 >= 2 * len(notes) else ()


def _marker(mark: _Raised, note: _Note, reason: str, *, sure: bool) -> Marker:
    form, confidence = (Form.NOTE, Confidence.SURE) if sure else (Form.INLINE, Confidence.LIKELY)
    return Marker(mark.span, str(mark.label), mark.span, form, confidence, reason, series=note.series)


# ---------------------------------------------------------------- what there is


def _notes(flow: Flow) -> Iterator[_Note]:
    """The notes at the foot of each page; on a page their numbers follow each other, but for one."""
    usual = _usual_size(flow)
    pages: dict[int, list[int]] = defaultdict(list)
    for at, line in enumerate(flow.lines):
        pages[line.page].append(at)
    for page, indexes in pages.items():
        lines = [flow.lines[at] for at in indexes]
        if not any(line.size > SMALL * usual for line in lines):
            continue  # a page of small type, such as one of the bibliography
        columns: dict[int, list[int]] = defaultdict(list)
        for at in indexes:
            columns[flow.lines[at].column].append(at)
        last = None
        for inside in columns.values():
            for note in _at_foot(flow, inside, usual, page):
                if last is not None and not 0 < note.label - last <= (2 if note.raised else 1):
                    break
                last = note.label
                yield note


def _at_foot(flow: Flow, indexes: Sequence[int], usual: float, page: int) -> Iterator[_Note]:
    """The notes that end a column: small lines, or paragraphs that begin with a raised number."""
    first = len(indexes)
    while first and flow.lines[indexes[first - 1]].size <= SMALL * usual:
        first -= 1
    small = first
    if first == len(indexes):
        # Notes in the size of the text: only raised numbers tell them.
        raised = {mark.line for mark in flow.marks if mark.opens}
        openings = [at for at, index in enumerate(indexes) if index in raised]
        first = openings[0] if openings else first
    starts: list[tuple[int, Match[str], int]] = []
    for at in range(first, len(indexes)):
        line = flow.lines[indexes[at]]
        match = _LABEL.match(flow.text, line.start, line.end)
        if match is None:
            continue
        number = int((match[1] or match[2]).translate(LOWER))
        goes_on = starts and number == starts[-1][2] + 1
        if match[1] and (at < small or not (line.opens or goes_on) or _is_code(flow, match.end())):
            continue
        if number and (not starts or 0 < number - starts[-1][2] <= (1 if match[1] else 2)):
            starts.append((at, match, number))
    for which, (at, match, number) in enumerate(starts):
        stop = starts[which + 1][0] if which + 1 < len(starts) else len(indexes)
        if at < small:  # text may follow it
            stop = next((other for other in range(at + 1, stop) if flow.lines[indexes[other]].opens), stop)
        # A caption that was above comes behind the notes.
        moved = (
            other for other in range(at + 1, stop) if flow.lines[indexes[other]].number < flow.lines[indexes[at]].number
        )
        end = flow.lines[indexes[next(moved, stop) - 1]].end
        start = match.end()
        while start < end and flow.text[start].isspace():
            start += 1
        label = Span(*match.span(1 if match[1] else 2))
        yield _Note(number, label, Span(min(start, end), end), page, raised=match[1] is None)


def _is_code(flow: Flow, offset: int) -> bool:
    """Whether a line of code begins there: numbers before it count lines."""
    return _within(flow.code, offset) and not flow.text.startswith(("http", "www."), offset)


def _usual_size(flow: Flow) -> float:
    sizes: Counter[float] = Counter()
    for line in flow.lines:
        sizes[round(line.size, 1)] += line.end - line.start
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _raised(flow: Flow, notes: Sequence[_Note]) -> Iterator[_Raised]:
    """The raised numbers outside of the notes, those of a group each for itself."""
    bodies = [(note.span.start, note.body.end) for note in notes]
    at = 0
    for mark in flow.marks:
        while at < len(bodies) and bodies[at][1] <= mark.start:
            at += 1
        if mark.opens or (at < len(bodies) and bodies[at][0] <= mark.start):
            continue
        for number in _NUMBER.finditer(flow.text, mark.start, mark.end):
            label = int(number[0].translate(LOWER))
            yield _Raised(label, Span(*number.span()), flow.lines[mark.line].page, mark.hangs)


# ---------------------------------------------------------------- what belongs together


def _pair(notes: Sequence[_Note], raised: Sequence[_Raised]) -> None:
    """Give each note the number in the text that it explains: on its page, or on the one before."""
    places: dict[tuple[int, int], list[_Raised]] = defaultdict(list)
    for mark in raised:
        if mark.hangs:
            places[mark.page, mark.label].append(mark)
    last = -1
    for note in notes:
        for page in (note.page, note.page - 1):
            free = [mark for mark in places[page, note.label] if mark.note is None and mark.span < note.span]
            if free:
                ordered = [mark for mark in free if mark.span.start > last]
                mark = (ordered or free)[0]
                note.marker, mark.note = mark, note
                last = mark.span.start
                break
    _pair_in_turn(notes, raised)


def _pair_in_turn(notes: Sequence[_Note], raised: Sequence[_Raised]) -> None:
    """Give notes that were left the only number like a power, `2.9` and a raised 6, that stands in their turn."""
    powers: dict[tuple[int, int], list[_Raised]] = defaultdict(list)
    for mark in raised:
        if not mark.hangs:
            powers[mark.page, mark.label].append(mark)
    for note, start, end in _gaps(notes):
        near = [mark for page in (note.page, note.page - 1) for mark in powers[page, note.label]]
        near = [mark for mark in near if start <= mark.span.start < min(end, note.span.start)]
        if len(near) == 1:
            note.marker, near[0].note = near[0], note


def _gaps(notes: Sequence[_Note]) -> Iterator[tuple[_Note, int, int]]:
    """The notes without a marker that fit between their neighbours, and from where to where theirs would stand."""
    for at, note in enumerate(notes):
        before, after = notes[at - 1] if at else None, notes[at + 1] if at + 1 < len(notes) else None
        if note.marker or not _fits(before, note, after):
            continue
        low = before.marker.span.end if before and before.marker else 0
        high = after.marker.span.start if after and after.marker else note.span.start
        yield note, low, high


def _alone(
    flow: Flow, notes: Sequence[_Note], raised: Sequence[_Raised]
) -> tuple[list[_Note], list[tuple[_Raised, _Note]]]:
    """Notes without a number in the text, and numbers without a note, between neighbours that have theirs."""
    # Among so many each could be compared with each no more.
    if sum(note.marker is not None for note in notes) < _DECIDE or len(notes) > _MOST or len(flow.marks) > 10 * _MOST:
        return [], []
    alone: list[_Note] = []
    lost: list[tuple[_Raised, _Note]] = []
    for note, start, end in _gaps(notes):
        if _marked(flow, note) or _glued(flow, note.label, start, end):
            continue
        alone.append(note)
        wrong = [mark for mark in raised if start <= mark.span.start < end and mark.hangs and mark.note is None]
        if len(wrong) == 1:
            lost.append((wrong[0], note))
    for one, other in pairwise(notes):
        if not (one.marker and other.marker and other.label == one.label + 2):
            continue
        missing = one.label + 1
        near = [mark for mark in raised if one.marker.span.end <= mark.span.start < other.marker.span.start]
        found = [mark for mark in near if mark.label == missing and mark.hangs and mark.note is None]
        if len(found) == 1 and not _elsewhere(flow, found[0]):
            lost.append((found[0], one))
    return alone, lost


def _fits(before: _Note | None, note: _Note, after: _Note | None) -> bool:
    """Whether a note stands between neighbours that are paired, and whose numbers are next to its own."""
    first = note.label == 1 or (before is not None and before.marker is not None and before.label == note.label - 1)
    last = after is None or (after.marker is not None and after.label in (1, note.label + 1))
    return first and last


def _glued(flow: Flow, label: int, start: int, end: int) -> bool:
    """Whether the number may stand in a text that was not seen to be raised: `word3`."""
    number = str(label)
    at = flow.text.find(number, start, end)
    while at >= 0:
        before, behind = flow.text[at - 1 : at], flow.text[at + len(number) : at + len(number) + 1]
        if before and not before.isspace() and not before.isdigit() and not behind.isalnum():
            return True
        at = flow.text.find(number, at + 1, end)
    return False


def _marked(flow: Flow, note: _Note) -> bool:
    """Whether the page of a note or the one before has its number in a place where it was not taken for a marker."""
    high = str(note.label).translate(RAISE)
    for mark in flow.marks:
        page = flow.lines[mark.line].page
        here = note.page - 1 <= page <= note.page and mark.start != note.span.start
        if here and any(number[0] == high for number in _NUMBER.finditer(flow.text, mark.start, mark.end)):
            return True
    first = next((line.start for line in flow.lines if line.page >= note.page - 1), 0)
    return flow.text.find(f"[{note.label}]", first, note.span.start) >= 0


def _elsewhere(flow: Flow, mark: _Raised) -> bool:
    """Whether the page or the next one has a note of that number that was not seen as one."""
    high = str(mark.label).translate(RAISE)
    for line in flow.lines[flow.line_at(mark.span.start) :]:
        if line.page > mark.page + 1:
            break
        text = flow.text[line.start : line.end]
        if high in text and not line.start <= mark.span.start < line.end:
            return True
        label = _LABEL.match(text)
        if (label and label[1] == str(mark.label)) or text == str(mark.label) or f"  {mark.label}" in text:
            return True
    return False


def _number(notes: Sequence[_Note], bridged: Container[int]) -> None:
    """Give each note its series: a new one where numbers begin again, leave some out or are out of order.

    `bridged` are the notes behind which one is missing that the text cites.
    """
    series = 0
    for before, note in pairwise(notes):
        turned = before.marker and note.marker and note.marker.span < before.marker.span
        goes_on = note.label == before.label + 1 or (id(before) in bridged and note.label == before.label + 2)
        series += bool(turned) or not goes_on
        note.series = series


def cites_in_brackets(flow: Flow) -> bool:
    """Whether numbers in brackets cite, so that raised ones are something else."""
    found = (match.end() for match in _CITATION.finditer(flow.text))
    return sum(not _within(flow.code, end - 1) for end in found) >= _DECIDE


def hidden_numbers(flow: Flow, native: Native, *, everything: bool) -> list[tuple[int, int]]:
    """Raised numbers that cannot be markers of a list: powers, labels of other things, and all where others cite.

    With `everything` none of them is one but those that are known.
    """
    own = {marker.bracket.start for marker in native.markers} | {note.span.start for note in native.references}
    spans = [marker.bracket for marker in native.markers]
    other = everything or bool(native.references) or cites_in_brackets(flow)
    hidden = [number.span() for number in _CIRCLED.finditer(flow.text)]
    for mark in flow.marks:
        if mark.start in own or (mark.hangs and not mark.opens and not other):
            continue
        numbers = [number.span() for number in _NUMBER.finditer(flow.text, mark.start, mark.end)]
        hidden += [number for number in numbers if number[0] not in own and not _within(spans, number[0])]
    return hidden


def _within(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    at = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return at >= 0 and offset < spans[at][1]

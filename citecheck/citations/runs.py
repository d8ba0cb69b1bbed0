"""Gather candidates into runs: labels that look like the entries of one list."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from citecheck.citations.brackets import Kind
from citecheck.citations.headings import heading_before, is_heading
from citecheck.citations.lines import BLANK_LINES, INDENT, line_before, line_end, paragraph_end
from citecheck.model import Form
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from citecheck.citations.brackets import Token
    from citecheck.citations.candidates import Candidate
    from citecheck.model import Span

_MAX_LABEL = 9999
_PASSAGE = 20_000
"""Characters between two entries that are certainly more than one long note."""
_ENDS_ENTRY = lazy(r"[.!?)\]>\"”’/;。|\0]$|[/.]\S*\w$|\d$")
_ENTRY = lazy(r"\[[^\[\]\n]{1,40}\]\s")
"""An entry by its looks, even if no form of label fits it: `[ISO SC21 N184] …`."""
_REST = 2000
"""Characters of an entry that a page break may push to the next page."""
_WRAP = 66
"""A line shorter than this was probably not broken for want of room."""


@dataclass
class Run:
    """Candidates that look like the entries of one list, while they are being gathered."""

    entries: list[Candidate]
    heading: int | None = None
    """The offset behind the heading over the list."""
    end: int = 0
    series: int = 0
    spans: list[Span] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where the first label opens."""
        return self.entries[0].start

    @property
    def labels(self) -> set[str]:
        """All labels."""
        return {entry.label for entry in self.entries}


def runs(prose: str, found: Sequence[Candidate], tokens: Sequence[Token]) -> list[Run]:
    """Group candidates of one form into lists."""
    gathered: list[Run] = []
    run: Run | None = None
    cited = _Numbers(tokens, {candidate.start for candidate in found})
    paragraphs = _Paragraphs(prose)
    found = list(_without_lone_markers(prose, found))
    for candidate, following in zip(found, [*found[1:], None], strict=False):
        if run is not None and _continues(prose, run, candidate, following, cited, paragraphs):
            run.entries.append(candidate)
        elif candidate.block or _opens_lines(prose, candidate, following):
            run = Run([candidate], heading_before(prose, candidate.start - candidate.indent))
            gathered.append(run)
    for run in gathered:
        _drop_wrapped_markers(prose, run)
    return gathered


def _without_lone_markers(prose: str, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """The candidates but for labels that are a paragraph of the text: a marker behind a listing, say.

    Entries have words, and stand in rows.
    """
    told = {candidate.label for candidate in found if not candidate.alone}
    rare = 0 < sum(candidate.alone for candidate in found) * 3 <= len(found)
    for at, candidate in enumerate(found):
        lone = candidate.alone and candidate.block and (rare or candidate.label in told)
        neighbours = found[max(0, at - 1) : at + 2] if lone else ()
        if not lone or any(_is_next(prose, one, other) for one, other in pairwise(neighbours)):
            yield candidate


def _is_next(prose: str, one: Candidate, other: Candidate) -> bool:
    """Whether nothing but the paragraph of a label stands between it and another one."""
    end = paragraph_end(prose, one.end, other.start)
    return not prose[end : other.start - other.indent].strip()


def _opens_lines(prose: str, one: Candidate, two: Candidate | None) -> bool:
    """Whether the lines of two labels, [1] and [2], follow one another: a list right under the text that cites it."""
    if two is None or one.number not in (0, 1) or two.number != one.number + 1 or one.indent != two.indent:
        return False
    end = line_end(prose, one.start)
    cells = "   " in prose[one.end : end].strip()  # of a row of a table
    return end + 1 == two.start - two.indent and not (one.alone or one.glued or cells)


class _Numbers:
    """Numeric labels by place, to ask what a stretch of text cites."""

    def __init__(self, tokens: Iterable[Token], leave_out: set[int]) -> None:
        self._items = [
            (token.span.start, max((int(m.label) for m in token.members if m.label.isdecimal()), default=-1))
            for token in tokens
            if token.kind in (Kind.NUMBERS, Kind.CARET) and token.span.start not in leave_out
            if not token.from_zero
        ]

    def highest(self, start: int, end: int) -> int:
        low = bisect_left(self._items, (start, -2))
        high = bisect_left(self._items, (end, -2))
        return max((number for _, number in self._items[low:high] if number <= _MAX_LABEL), default=-1)


class _Paragraphs:
    """Ends of paragraphs, each looked for once however often it is asked for."""

    def __init__(self, prose: str) -> None:
        self._prose = prose
        self._known = (-1, -1)

    def end(self, at: int) -> int:
        start, end = self._known
        if not start <= at <= end:
            end = paragraph_end(self._prose, at, len(self._prose))
            self._known = (at, end)
        return end


def _continues(
    prose: str, run: Run, new: Candidate, following: Candidate | None, cited: _Numbers, paragraphs: _Paragraphs
) -> bool:
    last, first = run.entries[-1], run.entries[0]
    if abs(new.indent - last.indent) > 2 and abs(new.indent - first.indent) > 2:
        return False
    paragraph = min(paragraphs.end(last.token.span.end), new.start)
    compact = paragraph >= new.start
    if not new.block and not compact:
        if not _follows_rest(prose, paragraph, new, last):
            return False
        compact = True
    if new.form is Form.SYMBOL and new.label in run.labels:
        return False
    if new.form is not Form.NUMERIC:
        return not _is_passage(prose, paragraph, new.start - new.indent, first.indent, least=0)
    if new.alone and not last.alone and new.number not in (last.number, last.number + 1, last.number + 2):
        return False
    if compact and not new.block:
        return _continues_block(prose, last, new)
    gap = new.start - paragraph
    forward = cited.highest(paragraph, new.start) >= new.number
    if forward or gap > _PASSAGE:
        return False
    if len(run.entries) == 1 and new.number == first.number and prose[paragraph : new.start - new.indent].strip():
        return False  # of another section, whose text stands between
    if len(run.entries) > 1 and _begins_again(run, new, following):
        return False
    near = last.number - 2 <= new.number <= last.number + 4
    return near or (run.heading is not None and not _is_passage(prose, paragraph, new.start, first.indent))


def _begins_again(run: Run, new: Candidate, following: Candidate | None) -> bool:
    """Whether a label opens another list that counts from the same number, or from the next if either is lost."""
    first, last = run.entries[0].number, run.entries[-1].number
    if new.number <= first:
        return first - 1 <= new.number < last - 1
    second = following is not None and following.number in (first, new.number + 1)
    return second and first + 1 == new.number < last and new.label in run.labels


def _follows_rest(prose: str, paragraph: int, new: Candidate, last: Candidate) -> bool:
    """Whether the lines above a label are the rest of an entry that a page break cut in two."""
    start = prose.rfind("\n\n", max(paragraph, new.start - _REST), new.start)
    if start < 0:
        return False
    indent = INDENT.match(prose, start + 2)
    return indent is not None and indent.end() - start - 2 > last.indent and new.indent == last.indent


def _continues_block(prose: str, last: Candidate, new: Candidate) -> bool:
    """Whether a label that begins a line within the paragraph of the last entry opens the next entry."""
    if abs(new.indent - last.indent) > 1 and new.indent - last.indent != len(last.label) - len(new.label):
        return False
    above = line_before(prose, new.start - new.indent) or ""
    if prose.find("\n", last.token.span.end, new.start - new.indent - 1) >= 0:
        if _hangs(prose, last):
            return True
    elif len(above) < _WRAP:
        return True
    if new.number == last.number + 1:
        return True
    if not last.number - 2 <= new.number <= last.number + 4:
        return False
    return _ENDS_ENTRY.search(above.rstrip()) is not None


def _hangs(prose: str, entry: Candidate) -> bool:
    """Whether the second line of an entry is indented more than its label."""
    below = line_end(prose, entry.token.span.end) + 1
    indent = INDENT.match(prose, below)
    return indent is not None and indent.end() - below > entry.indent


def _drop_wrapped_markers(prose: str, run: Run) -> None:
    """Of two candidates with one label, a marker that a line break put at the start of a line goes.

    Two that follow one another, where the next number is missing, are a slip.
    """
    seen: dict[str, Candidate] = {}
    dropped: set[int] = set()
    labels = run.labels
    for before, entry in zip([None, *run.entries], run.entries, strict=False):
        other = seen.get(entry.label)
        slip = other is before and entry.number >= 0 and str(entry.number + 1) not in labels
        if other is not None and not slip:
            weak = [each for each in (other, entry) if _is_wrapped(prose, each)]
            if len(weak) == 1:
                dropped.add(weak[0].start)
                if weak[0] is entry:
                    continue
        seen[entry.label] = entry
    run.entries = [entry for entry in run.entries if entry.start not in dropped]


def _is_wrapped(prose: str, entry: Candidate) -> bool:
    if entry.block:
        return False
    above = (line_before(prose, entry.start - entry.indent) or "").rstrip()
    return _ENDS_ENTRY.search(above) is None


def _is_passage(prose: str, start: int, end: int, indent: int, least: int = 300) -> bool:
    """Whether running text stands between two entries.

    That is a paragraph of more than `least` characters that is indented no more than the labels are.
    """
    text = prose[start : min(end, start + _PASSAGE)]
    for paragraph in BLANK_LINES.split(text):
        line = paragraph.lstrip("\n")
        words = line.strip()
        hangs = len(line) - len(line.lstrip()) > indent
        if words and not hangs and len(paragraph) > least and not is_heading(words) and not _ENTRY.match(words):
            return True
    return False

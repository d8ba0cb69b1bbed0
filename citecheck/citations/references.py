"""Find the reference lists: which bracketed labels open an entry, how far it goes, where a list ends.

A label opens an entry when it stands where entries begin (at the start of a block, or of a line within a
list without blank lines) and belongs to a run of such labels. A run is believed when a heading stands over
it or when the text before it cites its labels. Everything else in brackets is left to `markers`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from citecheck.citations.brackets import Kind, Token
from citecheck.citations.variants import anchor
from citecheck.citations.headings import heading_before, is_glued_heading, is_heading
from citecheck.model import MASKED, Form, Reference, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MAX_INDENT = 60
_MAX_LABEL = 2000
_PASSAGE = 20_000
"""Characters between two entries that are certainly more than one long note."""
_PREFIX = re.compile(r"[ \t\f\0\u3000>*#•·‣◦|+-]*")
_BLANK_LINE = re.compile(r"\n[ \t\f\r]*\n")
_BLANK_LINES = re.compile(r"\n(?:[ \t\f]*\n)+")
_AFTER_LABEL = re.compile(r"\0?[ \t]*[:.)\]—–-]{0,2}[ \t\n]*[↑↩^]?[ \t]*")
_INDENT = re.compile(r"[ \t]*")
_ENDS_ENTRY = re.compile(r"[.!?)\]>\"”’/;。\0]$|://\S+$|\d$")
_SENTENCE_END = re.compile(r"[.!?…][)\"”’\]]*[ \t]*$")


class Candidate(NamedTuple):
    """A label at the start of a line."""

    token: Token
    form: Form
    label: str
    number: int
    """The number of the label, or -1."""
    indent: int
    block: bool
    """Whether a blank line, a heading or the start of the text is above it."""
    glued: bool
    """Whether text follows the bracket without a space."""
    alone: bool
    """Whether nothing follows the bracket on its line."""
    end: int
    """Where the label ends, with the link around it."""

    @property
    def start(self) -> int:
        """Where the bracket opens."""
        return self.token.span.start


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


def line_start(prose: str, at: int, reach: int = _MAX_INDENT) -> int | None:
    """Where the line that holds `at` begins, or None if that is more than `reach` characters before."""
    newline = prose.rfind("\n", max(0, at - reach), at)
    if newline >= 0:
        return newline + 1
    return 0 if at <= reach else None


def line_before(prose: str, start: int, reach: int = 400) -> str | None:
    """The last `reach` characters of the line above the one that begins at `start`; None at the top."""
    if start == 0:
        return None
    end = start - 1
    return prose[max(prose.rfind("\n", 0 if end < reach else end - reach, end) + 1, end - reach) : end]


def line_end(prose: str, at: int) -> int:
    """Where the line that holds `at` ends."""
    end = prose.find("\n", at)
    return len(prose) if end < 0 else end


def candidates(prose: str, text: str, tokens: Iterable[Token]) -> list[Candidate]:
    """The tokens that stand where an entry could begin, in order; `text` is the prose with nothing masked."""
    found = []
    for token in tokens:
        label = token.label
        if label is None or token.kind is Kind.OTHER:
            continue
        leads, end = anchor(text, token.span.end)
        if leads > 0:
            continue
        candidate = _candidate(prose, token, label)
        if candidate and leads < 0:
            candidate = candidate._replace(block=True, end=end)
        if candidate:
            found.append(candidate)
    return found


FORMS = {
    Kind.NUMBERS: Form.NUMERIC,
    Kind.CARET: Form.CARET,
    Kind.NOTE: Form.NOTE,
    Kind.TAG: Form.TAG,
    Kind.SYMBOL: Form.SYMBOL,
    Kind.SUPERSCRIPT: Form.NUMERIC,
}


def _candidate(prose: str, token: Token, label: str) -> Candidate | None:
    at, end = token.span
    start = line_start(prose, at)
    if start is None or _PREFIX.fullmatch(prose, start, at) is None:
        return None
    after = prose[end : end + 1]
    form = FORMS[token.kind]
    if form is Form.CARET and after != ":":
        return None
    number = int(label) if label.isdecimal() else -1
    if number > _MAX_LABEL:
        return None
    above = line_before(prose, start)
    block = above is None or not any(c.isalnum() or c == MASKED for c in above) or is_heading(above)
    alone = not prose[end : line_end(prose, end)].strip(" \t:.")
    glued = after not in " \t\n:.)—–-\0" and after != ""
    return Candidate(token, form, label, number, at - start, block, glued, alone, end)


# ---------------------------------------------------------------- gathering runs


def runs(prose: str, found: Sequence[Candidate], tokens: Sequence[Token]) -> list[Run]:
    """Group candidates of one form into lists."""
    gathered: list[Run] = []
    run: Run | None = None
    cited = _Numbers(tokens, {candidate.start for candidate in found})
    for candidate in found:
        if run is not None and _continues(prose, run, candidate, cited):
            run.entries.append(candidate)
        elif candidate.block or heading_before(prose, candidate.start - candidate.indent) is not None:
            run = Run([candidate], heading_before(prose, candidate.start - candidate.indent))
            gathered.append(run)
    for run in gathered:
        _drop_wrapped_markers(prose, run)
    return gathered


class _Numbers:
    """Numeric labels by place, to ask what a stretch of text cites."""

    def __init__(self, tokens: Iterable[Token], leave_out: set[int]) -> None:
        self._items = [
            (token.span.start, max((int(m.label) for m in token.members if m.label.isdecimal()), default=-1))
            for token in tokens
            if token.kind in (Kind.NUMBERS, Kind.CARET) and token.span.start not in leave_out
        ]

    def highest(self, start: int, end: int) -> int:
        from bisect import bisect_left

        low = bisect_left(self._items, (start, -2))
        high = bisect_left(self._items, (end, -2))
        return max((number for _, number in self._items[low:high] if number <= _MAX_LABEL), default=-1)


def _continues(prose: str, run: Run, new: Candidate, cited: _Numbers) -> bool:
    last, first = run.entries[-1], run.entries[0]
    if abs(new.indent - last.indent) > 2 and abs(new.indent - first.indent) > 2:
        return False
    paragraph = _paragraph_end(prose, last.token.span.end, new.start)
    compact = paragraph >= new.start
    if not new.block and not compact:
        return False
    if new.form is not Form.NUMERIC:
        return not _is_passage(prose, paragraph, new.start, first.indent, least=0)
    if compact and not new.block:
        return _continues_block(prose, last, new)
    gap = new.start - paragraph
    forward = cited.highest(paragraph, new.start) >= new.number
    if forward or gap > _PASSAGE:
        return False
    if new.number == first.number and len(run.entries) > 1 and new.number < last.number - 1:
        return False
    near = last.number - 2 <= new.number <= last.number + 4
    return near or (run.heading is not None and not _is_passage(prose, paragraph, new.start, first.indent))


def _continues_block(prose: str, last: Candidate, new: Candidate) -> bool:
    """Whether a label that begins a line within the paragraph of the last entry opens the next entry."""
    if abs(new.indent - last.indent) > 1 and new.indent - last.indent != len(last.label) - len(new.label):
        return False
    if not last.number - 2 <= new.number <= last.number + 4:
        return False
    above = line_before(prose, new.start - new.indent) or ""
    if prose.find("\n", last.token.span.end, new.start - new.indent - 1) >= 0 and _hangs(prose, last):
        return True
    if new.number == last.number + 1:
        return True
    return _ENDS_ENTRY.search(above.rstrip()) is not None


def _hangs(prose: str, entry: Candidate) -> bool:
    """Whether the second line of an entry is indented more than its label."""
    below = line_end(prose, entry.token.span.end) + 1
    indent = _INDENT.match(prose, below)
    return indent is not None and indent.end() - below > entry.indent


def _drop_wrapped_markers(prose: str, run: Run) -> None:
    """Of two candidates with one label, a marker that a line break put at the start of a line goes."""
    seen: dict[str, Candidate] = {}
    kept: list[Candidate] = []
    for entry in run.entries:
        other = seen.get(entry.label)
        if other is not None:
            weak = [each for each in (other, entry) if _is_wrapped(prose, each)]
            if len(weak) == 1:
                if weak[0] is entry:
                    continue
                kept = [each for each in kept if each is not other]
        seen[entry.label] = entry
        kept.append(entry)
    run.entries = kept


def _is_wrapped(prose: str, entry: Candidate) -> bool:
    if entry.block:
        return False
    above = (line_before(prose, entry.start - entry.indent) or "").rstrip()
    return _ENDS_ENTRY.search(above) is None


def _paragraph_end(prose: str, at: int, limit: int) -> int:
    """Where the paragraph that holds `at` ends, or `limit` if that comes first."""
    blank = _BLANK_LINE.search(prose, at, limit)
    return blank.start() if blank else limit


def _is_passage(prose: str, start: int, end: int, indent: int, least: int = 300) -> bool:
    """Whether running text stands between two entries.

    That is a paragraph of more than `least` characters that is indented no more than the labels are.
    """
    text = prose[start : min(end, start + _PASSAGE)]
    if "\f" in text:
        return False
    for paragraph in _BLANK_LINES.split(text):
        line = paragraph.lstrip("\n")
        words = line.strip()
        if (
            words
            and len(line) - len(line.lstrip()) <= indent
            and len(paragraph) > least
            and not is_heading(words)
        ):
            return True
    return False


# ---------------------------------------------------------------- believing runs


def believe(prose: str, gathered: list[Run], tokens: Sequence[Token]) -> list[Run]:
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
        if run.heading is not None or _is_cited_list(prose, run, floor, uses, headed):
            believed.append(run)
            floor = run.entries[-1].start
    return believed


def _like_a_bibliography(run: Run, headed: Sequence[Run], uses: dict[str, list[int]]) -> bool:
    """Whether a run of words in brackets is a list of tagged sources, not a dialogue, a log or a glossary."""
    labels = run.labels
    if len(run.entries) < 2 or len(labels) * 5 < len(run.entries) * 4:
        return False
    if run.heading is None:
        return not any(other.labels & labels for other in headed) and sum(map(_is_tag, labels)) * 2 > len(
            labels
        )
    return any(label in uses for label in labels) or sum(map(_is_tag, labels)) * 2 > len(labels)


def _is_tag(label: str) -> bool:
    """Whether a word is shaped like a tag: with a digit or in capitals, or a single letter or roman number."""
    return any(c.isdigit() for c in label) or label.isupper() or len(label) == 1 or set(label) <= set("ivxlc")


def _is_cited_list(
    prose: str, run: Run, floor: int, uses: dict[str, list[int]], headed: Sequence[Run]
) -> bool:
    """Whether a run without a heading is a reference list, by what cites its labels."""
    labels = run.labels
    before = {label for label in labels if any(floor <= at < run.start for at in uses.get(label, ()))}
    anywhere = {label for label in labels if label in uses}
    rival = any(other is not run and len(other.labels & labels) * 2 > len(labels) for other in headed)
    if len(run.entries) == 1:
        entry = run.entries[0]
        return (
            bool(before)
            and not rival
            and not entry.glued
            and entry.form is not Form.TAG
            and entry.number < 200
        )
    if not _ascends(run) and run.entries[0].form is Form.NUMERIC:
        return False
    if rival:
        return len(before) * 5 >= len(labels) * 3
    if run.entries[0].form in (Form.TAG, Form.SYMBOL):
        return len(anywhere) * 2 >= len(labels)
    if len(before) * 4 >= len(labels) or len(anywhere) * 2 >= len(labels):
        return True
    return len(run.entries) > 2 and _reads_like_sources(prose, run)


def _ascends(run: Run) -> bool:
    numbers = [entry.number for entry in run.entries]
    steps = sum(b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False))
    return steps * 2 >= len(numbers) - 1 or len(numbers) == 2


_SOURCE = re.compile(r"://|www\.|\b(?:1[89]|20)\d\d\b|\bpp?\. ?\d|[Ii]bid|doi")


def _reads_like_sources(prose: str, run: Run) -> bool:
    """Whether most entries name a URL, a year or a page."""
    hits = 0
    for entry, following in zip(run.entries, [*run.entries[1:], None], strict=True):
        end = following.start if following else entry.token.span.end + 600
        hits += _SOURCE.search(prose, entry.token.span.end, min(end, entry.token.span.end + 600)) is not None
    return hits * 3 >= len(run.entries) * 2


# ---------------------------------------------------------------- extent and series


def extents(prose: str, run: Run) -> None:
    """Fill in how far each entry goes: to the next label, the last one to the end of its paragraphs."""
    alone = len(run.entries) > 1 and sum(entry.alone for entry in run.entries) * 2 > len(run.entries)
    spans = []
    for index, entry in enumerate(run.entries):
        start = entry.end
        if index + 1 < len(run.entries):
            following = run.entries[index + 1]
            end = following.start - following.indent if following.indent < _MAX_INDENT else following.start
            end = max(end, start)
        else:
            end = _last_end(prose, entry, alone=alone)
        spans.append(Span(start, end))
    run.spans = spans
    run.end = spans[-1].end


def _last_end(prose: str, entry: Candidate, *, alone: bool) -> int:
    start = entry.end
    end = _paragraph_end(prose, start, len(prose))
    if alone and entry.alone and not prose[start:end].strip(" \t:.\n"):
        following = _BLANK_LINES.match(prose, end)
        if following:
            end = _paragraph_end(prose, following.end(), len(prose))
    for _ in range(12):
        gap = _BLANK_LINES.match(prose, end)
        if gap is None:
            break
        indent = _INDENT.match(prose, gap.end())
        if indent is None or indent.end() - gap.end() <= entry.indent + (
            1 if entry.form is Form.CARET else 0
        ):
            break
        below = prose[indent.end() : min(line_end(prose, gap.end()), indent.end() + 200)]
        if is_heading(below) or below.rstrip().endswith("]") or not below:
            break
        end = _paragraph_end(prose, gap.end(), len(prose))
    return end


def number_series(believed: list[Run]) -> list[int]:
    """Give each run its series; a list that starts again at its first label opens a new one.

    Returns the offset at which each series ends.
    """
    ends: list[int] = []
    labels: set[str] = set()
    first = -1
    for run in believed:
        lead = run.entries[0].number
        restarts = bool(labels & run.labels) and (lead <= first if lead >= 0 else False)
        if not ends or restarts:
            ends.append(run.end)
            labels = set()
            first = lead
        run.series = len(ends) - 1
        labels |= run.labels
        ends[-1] = run.end
    return ends


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
    return Span(start, end)


# ---------------------------------------------------------------- labels that do not begin a line


def add_run_on(prose: str, run: Run, tokens: Sequence[Token], defined: set[str]) -> None:
    """Take in entries that a conversion glued to the end of the one before: `…would shrink."  [7] Working …`.

    The label must be the next one, stand behind the end of a sentence within the list, and have no other entry.
    """
    last_start = run.entries[-1].start
    at = {entry.start: entry for entry in run.entries}
    merged: list[Candidate] = []
    expected = -1
    for token in tokens:
        start = token.span.start
        if start < run.start:
            continue
        if start in at:
            merged.append(at[start])
            expected = at[start].number + 1
            continue
        label = token.label
        if token.kind is not Kind.NUMBERS or label is None or not label.isdecimal() or int(label) != expected:
            continue
        if label in defined or (start > last_start and not _may_glue(prose, run, start)):
            continue
        if _SENTENCE_END.search(prose[max(0, start - 12) : start]) is None or not _begins_entry(
            prose, token.span.end
        ):
            continue
        merged.append(
            Candidate(
                token,
                Form.NUMERIC,
                label,
                int(label),
                run.entries[0].indent,
                False,
                False,
                False,
                token.span.end,
            )
        )
        expected += 1
    run.entries = merged


def _may_glue(prose: str, run: Run, start: int) -> bool:
    """Whether a label behind the last entry that begins a line can still belong to the list."""
    return run.heading is not None or _BLANK_LINE.search(prose, run.entries[-1].token.span.end, start) is None


def _begins_entry(prose: str, at: int) -> bool:
    after = prose[at : at + 3]
    return after[:1] == "\n" or (
        after[:1] in " \t" and after.strip()[:1] != "" and not after.strip()[:1].islower()
    )


def glued_lists(prose: str, tokens: Sequence[Token]) -> list[Run]:
    """Lists whose first label is glued to the heading, as in `Notes[1]`."""
    found = []
    for token in tokens:
        label = token.label
        if token.kind is Kind.NUMBERS and label in ("0", "1") and is_glued_heading(prose, token.span.start):
            candidate = Candidate(
                token,
                Form.NUMERIC,
                label,
                int(label),
                0,
                block=True,
                glued=False,
                alone=False,
                end=token.span.end,
            )
            found.append(Run([candidate], token.span.start))
    return found


_FOOTNOTE = re.compile(
    r"\[(?:Footnote|Foot-note|Note|Endnote)[ \t]+([\w*†‡]{1,8})[ \t]*[:.][ \t]*", re.IGNORECASE
)
_LONGEST_NOTE = 30_000
_BRACKETS = re.compile(r"[][]")


def footnote_blocks(prose: str) -> list[Reference]:
    """Notes set as `[Footnote 3: text]`, the manner of Distributed Proofreaders; they may hold brackets and run over pages."""
    found = []
    at = 0
    for word in ("[Footnote ", "[FOOTNOTE ", "[Foot-note ", "[Endnote "):
        if word not in prose:
            continue
        at = prose.find(word)
        while at >= 0:
            match = _FOOTNOTE.match(prose, at)
            end = _closing(prose, at) if match else None
            if match and end is not None:
                label = match[1]
                form = Form.NUMERIC if label.isdecimal() else Form.TAG if label.isalnum() else Form.SYMBOL
                found.append(
                    Reference(Span(at, match.end()), label, body_of(prose, Span(match.end(), end)), form)
                )
            at = prose.find(word, at + 1)
    found.sort(key=lambda reference: reference.span)
    return _restart(found)


def _closing(prose: str, at: int) -> int | None:
    depth = 0
    for match in _BRACKETS.finditer(prose, at, at + _LONGEST_NOTE):
        depth += 1 if match[0] == "[" else -1
        if depth == 0:
            return match.start()
    return None


def _restart(notes: list[Reference]) -> list[Reference]:
    """Number the series of notes that begin again at their first label."""
    series = 0
    seen: set[str] = set()
    numbered = []
    for note in notes:
        if note.label in seen and notes and note.label == notes[0].label:
            series += 1
            seen = set()
        seen.add(note.label)
        numbered.append(replace(note, series=series))
    return numbered

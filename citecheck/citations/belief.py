"""Which runs are reference lists, by what stands over them and by what cites their labels."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from citecheck.citations.lines import paragraph_end
from citecheck.citations.order import nearly_ascends
from citecheck.citations.surroundings import is_value
from citecheck.citations.tags import counts_up
from citecheck.model import Form
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citecheck.citations.brackets import Token
    from citecheck.citations.candidates import Candidate
    from citecheck.citations.runs import Run

_NO_USE = lazy(r"\b(?:section|chapter|question|exercise|item|paragraph)s?\s$", re.IGNORECASE)
"""Behind such a word a number names a part of the text."""
_FILE = lazy(r"[\w+/.-]+\.[a-z][a-z\d]{0,4}")
_PARAGRAPH = 250
"""Characters that an entry of a list of sources has on average, at most."""
_LISTS = 3
"""Lists whose numbers go on from one to the next: the notes of chapters."""
_HEADING = 60
"""Characters of a line that heads a section, at most."""
_LEADERS = lazy(r"[ \t]?\.{3,}|[ \t]{2,}|\t")
_CHAPTER = 200
"""Characters of the heading between the notes to two chapters, at most."""
_NOTE = 4000
"""Characters of the last note of a chapter, at most."""
_OTHERS = 3
"""Labels without an entry beside a list that has a single one."""


def believe(text: str, gathered: list[Run], tokens: Sequence[Token]) -> list[Run]:
    """The runs that are reference lists, in order."""
    inside = {entry.start for run in gathered for entry in run.entries}
    zero = any("0" in run.labels for run in gathered)
    uses: dict[str, list[int]] = {}
    for token in tokens:
        start = token.span.start
        interval = token.from_zero and not zero
        named = text[start - 1 : start].isspace() and _NO_USE.search(text, max(0, start - 12), start)
        if start not in inside and not interval and not named and not is_value(text, start):
            for member in token.members:
                uses.setdefault(member.label, []).append(start)
    gathered = _without_contents(text, gathered)
    headed = [run for run in gathered if run.heading is not None]
    listed = {label for run in gathered for label in run.labels}
    unlisted = len({token.label for token in tokens if token.label and token.label.isdecimal()} - listed)
    believed: list[Run] = []
    floor = 0
    last: Run | None = None
    for run in gathered:
        if run.entries[0].form is Form.TAG and not _like_a_bibliography(run, headed, uses):
            continue
        if run.heading is None and len(run.entries) == 1 and unlisted > _OTHERS:
            continue  # one of the verses or paragraphs that the numbers count
        if _is_matrix(text, run):
            continue
        before, last = last, run
        plain = before is not None and not (believed and believed[-1] is before)
        if run.heading is None and len(run.entries) == 1 and plain and _counts_on(before, run):
            continue  # the next item of an ordinary list
        slip = len(run.entries) == 1 and believed and _repeats(run, believed[-1], floor, uses, listed)
        told = run.heading is not None or slip or _is_next_chapter(text, run, believed)
        if told or _is_cited_list(text, run, floor, uses, headed):
            believed.append(run)
            floor = run.entries[-1].start
    return _with_those_between(gathered, believed)


def _with_those_between(gathered: Sequence[Run], believed: list[Run]) -> list[Run]:
    """The lists, and what nothing cites but goes on with their numbers, where these go on from list to list."""
    counted = [run for run in believed if run.entries[0].form is Form.NUMERIC and run.heading is None]
    if len(counted) < _LISTS or any(a.entries[-1].number >= b.entries[0].number for a, b in pairwise(counted)):
        return believed
    taken = {label for run in believed for label in run.labels}
    more = []
    for run in gathered:
        first, last = run.entries[0], run.entries[-1]
        if run.heading is not None or first.glued or first.alone or taken & run.labels:
            continue
        at = bisect_left(counted, run.start, key=lambda other: other.start)
        due = counted[at - 1].entries[-1].number + 1 if at else 1
        following = counted[at].entries[0].number if at < len(counted) else last.number + 1
        if min(abs(first.number - due), abs(last.number + 1 - following)) <= 1 and first.number <= following:
            more.append(run)
            taken |= run.labels
    return sorted([*believed, *more], key=lambda run: run.start) if more else believed


def _is_matrix(text: str, run: Run) -> bool:
    """Whether most labels have no words, as the rows of a matrix or a form to fill in."""
    ends = [following.start for following in run.entries[1:]] + [text.find("\n\n", run.entries[-1].end)]
    bare = sum(each.alone and not text[each.end : end].strip() for each, end in zip(run.entries, ends, strict=True))
    linked = run.entries[0].end > run.entries[0].token.span.end  # the text of such a note may stand below
    return bare * 2 > len(ends) and not (linked and len(ends) == 1)


def _without_contents(text: str, gathered: list[Run]) -> list[Run]:
    """The runs without a table of contents and the headings that it lists: the same labels before the same words."""
    if len(gathered) < 2:
        return gathered
    lines = [{_title(text, entry) for entry in run.entries} for run in gathered]
    uses = Counter(line for each in lines for line in each if "://" not in line and line[-1] not in ".;,)")
    return [
        run
        for run, mine in zip(gathered, lines, strict=True)
        if run.heading is not None or sum(uses[line] > 1 for line in mine) * 2 < max(2, len(mine) + 1)
    ]


def _counts_on(last: Run | None, run: Run) -> bool:
    """Whether a lone entry has the number behind the last one of several."""
    return last is not None and len(last.entries) > 1 and 0 < run.entries[0].number == last.entries[-1].number + 1


def _title(text: str, entry: Candidate) -> str:
    """A label and the heading behind it, without what leads to the number of a page; the label alone of a long line."""
    line = text[entry.token.span.end : entry.token.span.end + _HEADING].partition("\n")[0]
    words = _LEADERS.split(line.strip(), maxsplit=1)[0].casefold()
    return f"{entry.label} {words}"


def _is_next_chapter(text: str, run: Run, believed: Sequence[Run]) -> bool:
    """Whether a run has the notes to the next chapter, in a part of a book that holds the notes to all of them."""
    last = believed[-1].entries[-1] if believed else None
    number = run.entries[0].number
    if last is None or len(run.entries) == 1 or not 0 <= number <= min(2, last.number):
        return False  # of a chapter whose first note was lost the second one is left
    return run.start - paragraph_end(text, last.end, min(len(text), last.end + _NOTE)) < _CHAPTER


def _repeats(run: Run, last: Run, floor: int, uses: dict[str, list[int]], listed: set[str]) -> bool:
    """Whether a lone entry has the number of the last one by a slip: the text between cites the one that is due."""
    number = run.entries[0].number
    due = str(number + 1)
    return (
        0 < number == last.entries[-1].number
        and due not in listed
        and _stands_between(uses.get(due, ()), floor, run.start)
    )


def _like_a_bibliography(run: Run, headed: Sequence[Run], uses: dict[str, list[int]]) -> bool:
    """Whether a run of words in brackets is a list of tagged sources, not a dialogue, a log or a glossary."""
    labels = run.labels
    if sum(_FILE.fullmatch(label) is not None for label in labels) * 3 > len(labels):
        return False  # what was changed, in a log of changes
    if len(run.entries) == 1:
        (label,) = labels
        return run.heading is not None and label in uses and any(c.isdigit() for c in label)
    lettered = all(len(label) == 1 for label in labels)
    if run.heading is None and lettered:
        return counts_up(labels) and len(run.entries) <= len(labels) + 1
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
    if not before and _is_the_text(text, run, uses):
        return False
    if not run.entries[0].block and len(before) * 2 < len(labels):
        return False  # lines of an enumeration in the middle of a paragraph
    if rival:
        return len(before) * 5 >= len(labels) * 3
    if run.entries[0].form in (Form.TAG, Form.SYMBOL):
        return len(anywhere) * 2 >= len(labels)
    if len(before) * 4 >= len(labels) or len(anywhere) * 2 >= len(labels):
        return True
    return len(run.entries) > 2 and _reads_like_sources(text, run)


def _is_the_text(text: str, run: Run, uses: dict[str, list[int]]) -> bool:
    """Whether a run numbers the paragraphs of the text: it begins with them, and only they speak of the numbers.

    Sources with nothing that cites them are shorter, and do not lead to one another.
    """
    last = run.entries[-1].start
    places = [place for label in run.labels if label in uses for place in (uses[label][0], uses[label][-1])]
    end = text.find("\n\n", last)
    inside = not places or (min(places) > run.start and (end < 0 or max(places) < end))
    long = last - run.start > _PARAGRAPH * (len(run.entries) - 1)
    return run.start * 3 < len(text) and inside and len(run.entries) > 2 and (bool(places) or long)


def _stands_between(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the ascending places is at `start` or behind it, and before `end`."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _ascends(run: Run) -> bool:
    numbers = [entry.number for entry in run.entries]
    if len(numbers) == 2:
        return abs(numbers[1] - numbers[0]) <= 2  # one may be lost between them
    return nearly_ascends(numbers, loose=True)


_SOURCE = lazy(r"://|www\.|\b(?:1[89]|20)\d\d\b|\bpp?\. ?\d|[Ii]bid|doi")


def _reads_like_sources(text: str, run: Run) -> bool:
    """Whether most entries name a URL, a year or a page."""
    hits = 0
    for entry, following in zip(run.entries, [*run.entries[1:], None], strict=True):
        end = following.start if following else entry.token.span.end + 600
        hits += _SOURCE.search(text, entry.token.span.end, min(end, entry.token.span.end + 600)) is not None
    return hits * 2 >= len(run.entries)

"""Paragraphs that are numbered [1], [2] … from beginning to end, as in judgments: these are no reference lists."""

from __future__ import annotations

from bisect import bisect_right

from citecheck.patterns import lazy
from citecheck.readers.docx.story import Story, Stretch

_BRACKET = lazy(r"\[\d{1,4}(?=[\],;–-])[^\[\]\n]{0,40}\]")


def clause_numbers(story: Story) -> list[Stretch]:
    """The numbers of such paragraphs, and what cites them in these paragraphs; to be masked.

    They are taken for clauses if nothing outside of them cites a number, and they have notes or are most of the text.
    """
    if not story.labels:
        return []
    text = "".join(story.parts)
    starts = [label.start for label in story.labels]
    ends = [text.find("\n\n", label.end) for label in story.labels]
    ends = [len(text) if end < 0 else end for end in ends]

    def inside(offset: int) -> bool:
        at = bisect_right(starts, offset) - 1
        return at >= 0 and offset < ends[at]

    brackets = [match.span() for match in _BRACKET.finditer(text)]
    most = 2 * (sum(ends) - sum(starts)) > len(text)
    if not (most or any(inside(mark.start) for mark in story.marks)):
        return []
    return [Stretch(*bracket, "") for bracket in brackets] if all(inside(start) for start, _ in brackets) else []

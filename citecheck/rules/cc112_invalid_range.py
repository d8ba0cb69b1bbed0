"""A range of markers is impossible.

What it does
    Finds ranges that run backwards, `[5-3]`, and ranges of more than 200 numbers. A reversed range still cites
    its members.

Why it matters
    A digit is wrong, and the reader cannot tell which.

Flagged
    The sources agree [1-2]. Others do not [3-1].

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

    [3] Letters of the Chancellor, p. 31.

Clean
    The sources agree [1-3].

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

    [3] Letters of the Chancellor, p. 31.

Fix
    Exchange the two numbers, or correct the one that is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.citations.brackets import MAX_RANGE
from citecheck.model import Confidence, Finding, Severity
from citecheck.rules import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations


@rule("CC112", "invalid-range", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each bracket with a range that cannot be."""
    seen = -1
    start, label = -1, ""
    for marker in citations.markers:
        if marker.bracket.start != start:
            start, label = marker.bracket.start, marker.label
        if start == seen or marker.confidence is not Confidence.SURE:
            continue
        if not marker.reversed and marker.members <= MAX_RANGE:
            continue
        seen = start
        written = citations.document.text[start : marker.bracket.end]
        if marker.reversed:
            yield Finding(
                f"the range {written} runs backwards",
                marker.bracket,
                label,
                note="high to low",
                advice="write the lower number first",
            )
        else:
            yield Finding(
                f"the range {written} claims {marker.members} references",
                marker.bracket,
                label,
                note="too wide",
                advice="correct the number that is wrong",
            )

"""Lines and paragraphs around an offset, found without splitting the text."""

from __future__ import annotations

from citecheck.patterns import lazy

MAX_INDENT = 60
"""Characters before a label on its line, at most."""
BLANK_LINE = lazy(r"\n[ \t\f\r]*\n")
BLANK_LINES = lazy(r"\n(?:[ \t\f]*\n)+")
INDENT = lazy(r"[ \t]*")


def line_start(prose: str, at: int, reach: int = MAX_INDENT) -> int | None:
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


def paragraph_end(prose: str, at: int, limit: int) -> int:
    """Where the paragraph that holds `at` ends, or `limit` if that comes first."""
    blank = BLANK_LINE.search(prose, at, limit)
    return blank.start() if blank else limit

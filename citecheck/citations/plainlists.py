"""Lists whose labels have no brackets: `1. Smith …` under a heading, for markers like `[1]` in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citecheck.citations.brackets import Kind
from citecheck.citations.headings import find_headings
from citecheck.citations.references import body_of, line_end
from citecheck.model import Form, Reference, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citecheck.citations.brackets import Token

_ENTRY = re.compile(
    r"\n[ \t]{0,8}(\(?(?:[Nn]ote |\^)?(\d{1,3})(?:[.:\])]{1,2}|(?=[ \t]{2,}|[ \t]+[A-Z])))(?=[ \t]+\S|[ \t]*\n)"
)
_TITLE = re.compile(r"\n[ \t]*\n[ \t]*(?:#{1,6} |[A-Z][^\n.]{2,60}\n[=-]{3,}|\\f)")
_MOST = 400_000
"""Characters of a list without brackets; what follows a longer one is not looked at."""


def plain_lists(prose: str, tokens: Sequence[Token]) -> list[Reference]:
    """The entries of the list that the numbers of the text cite; empty if no list fits them."""
    cited = {
        member.label
        for token in tokens
        if token.kind in (Kind.NUMBERS, Kind.SUPERSCRIPT)
        for member in token.members
        if member.label.isdecimal() and int(member.label) < 1000
    }
    if not cited:
        return []
    headings = find_headings(prose)
    for at, start in reversed(list(enumerate(headings))):
        end = headings[at + 1] if at + 1 < len(headings) else len(prose)
        found = _entries(prose, start, min(end, start + _MOST))
        labels = {reference.label for reference in found}
        if len(found) >= 2 and len(labels & cited) * 2 >= min(len(labels), len(cited)):
            return found
    return []


def _entries(prose: str, start: int, end: int) -> list[Reference]:
    title = _TITLE.search(prose, start, end)
    if title and title.start() > start + 40:
        end = title.start()
    openings: list[tuple[int, int, int]] = []
    last = -1
    for match in _ENTRY.finditer(prose, max(0, start - 1), end):
        number = int(match[2])
        near = number in (0, 1) if last < 0 else last - 1 <= number <= last + 2
        if near:
            openings.append((match.start(1), match.end(1), number))
            last = number
    found = []
    for at, (begin, label_end, number) in enumerate(openings):
        stop = openings[at + 1][0] if at + 1 < len(openings) else _last_line(prose, label_end, end)
        found.append(
            Reference(
                Span(begin, label_end), str(number), body_of(prose, Span(label_end, stop)), Form.NUMERIC
            )
        )
    return found


def _last_line(prose: str, at: int, end: int) -> int:
    blank = prose.find("\n\n", at, end)
    return blank if blank >= 0 else max(min(end, len(prose)), line_end(prose, at))

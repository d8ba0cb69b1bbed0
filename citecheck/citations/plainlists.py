"""Lists whose labels have no brackets: `1. Smith …` under a heading, for markers like `[1]` in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citecheck.citations.brackets import Kind
from citecheck.citations.extents import body_of
from citecheck.citations.headings import find_headings
from citecheck.citations.lines import line_end
from citecheck.citations.order import nearly_ascends
from citecheck.model import MASKED, Form, Reference, Span
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citecheck.citations.brackets import Token

_ENTRY = lazy(
    r"\n([ \t]{0,8})([({<]?(?:[Nn]ote |\^)?)(\d{1,3})([.:\])}>]{1,2}|(?=[ \t]{2,}|[ \t]+[A-Z]))(?=[ \t]+\S|[ \t]*\n)"
)
_BACK_LINKED = lazy(r"\n[ \t]{0,8}([\^↑])(?=[ \t])")
_LINK = lazy(rf"\n[ \t]{{0,8}}(\d{{1,3}})[:.)](?=[ \t]+<?{MASKED}{{8}})")
_DUMPED = lazy(rf"\n[ \t]{{1,8}}1\. (?:{MASKED}{{8}}|[a-z]{{2,8}}:)\S*[ ]?\n(?=[ \t]{{1,8}}2\. \S+[ ]?\n)")
_DUMPED_LINE = lazy(r"[ \t]{0,8}(\d{1,4})\. (\S+)[ ]?(?:\n|\Z)")
_MOST = 400_000
"""Characters of a list without brackets; what follows a longer one is not looked at."""
_WHOLE = 5
"""Of so many entries one may be uncited, or its label lost, where nothing but the numbers tells that a list is one."""


def plain_lists(prose: str, tokens: Sequence[Token], main: int | None = None) -> list[Reference]:
    """The entries of the list that the numbers of the text cite; empty if no list fits them.

    The list must begin right under its heading, and the text must cite most of it; or it ends the main text, which
    goes as far as `main`.
    """
    cited = {
        member.label
        for token in tokens
        if token.kind in (Kind.NUMBERS, Kind.SUPERSCRIPT) and not token.from_zero
        for member in token.members
        if member.label.isdecimal() and int(member.label) < 1000
    }
    if not cited:
        return []
    headings = find_headings(prose)
    for at, start in reversed(list(enumerate(headings))):
        end = headings[at + 1] if at + 1 < len(headings) else len(prose)
        found = _entries(prose, start, min(end, start + _MOST), cited)
        found = found or _back_linked(prose, start, min(end, start + _MOST), cited)
        labels = {reference.label for reference in found}
        if len(found) >= 2 and len(labels & cited) * 2 >= len(labels):
            return found
    return _at_the_end(prose, cited, len(prose) if main is None else main) or _scattered(prose, cited)


def dumped_links(prose: str, tokens: Sequence[Token]) -> list[Reference]:
    """The list at the end of a page that lynx or elinks has written as text: an address for each number, in order.

    The text must cite most of it; there `[4]word` stands before the words of a link.
    """
    begin = _DUMPED.search(prose)
    if begin is None:
        return []
    found: list[Reference] = []
    at = begin.start() + 1
    while (line := _DUMPED_LINE.match(prose, at)) and int(line[1]) == len(found) + 1:
        found.append(Reference(Span(line.start(1), line.end(1) + 1), line[1], Span(*line.span(2)), Form.NUMERIC))
        at = line.end()
    cited = {token.label for token in tokens if token.kind is Kind.NUMBERS and token.span.start < begin.start()}
    return found if sum(each.label in cited for each in found) * 2 > len(found) else []


def _at_the_end(prose: str, cited: set[str], end: int) -> list[Reference]:
    """A list without a heading, if it ends the text and has just the numbers that are cited."""
    last = len(prose[:end].rstrip())
    for mark in ("1.", "1)", "(1)"):
        start = max(prose.rfind(f"\n{indent}{mark}", 0, end) for indent in ("", " ", "  ", "   "))
        if start < 0 or prose[:start].rstrip(" \t")[-1:] != "\n":
            continue
        found = _entries(prose, start, end, cited)
        whole = found and found[-1].body.end >= last
        odd = len({reference.label for reference in found} ^ cited)
        if whole and len(found) > 1 and odd * _WHOLE <= len(found):
            return found
    return []


def _entries(prose: str, start: int, end: int, cited: set[str]) -> list[Reference]:
    openings: list[re.Match[str]] = []
    last = -1
    for match in _ENTRY.finditer(prose, max(0, start - 1), end):
        number = int(match[3])
        if not openings:
            # Its first entry may have been lost.
            if (number not in (0, 1) and not (number == 2 and "1" in cited)) or prose[start : match.start()].strip():
                return []
        elif not last - 1 <= number <= last + 2 or not _same_form(openings[0], match):
            continue
        openings.append(match)
        last = number
    found = []
    for at, match in enumerate(openings):
        stop = openings[at + 1].start() if at + 1 < len(openings) else _last_line(prose, match.end(), end)
        body = body_of(prose, Span(match.end(), stop))
        found.append(Reference(Span(match.start(2), match.end(4)), str(int(match[3])), body, Form.NUMERIC))
    return found


def _scattered(prose: str, cited: set[str]) -> list[Reference]:
    """Links with their numbers below each section of a text: `    3: https://lists.example.org/`.

    They count on through the text, which cites nearly all of them.
    """
    openings = list(_LINK.finditer(prose))
    row = [int(match[1]) for match in openings]
    odd = len({str(number) for number in row} ^ cited)
    if len(row) < 2 or odd * 3 > len(row) or not nearly_ascends(row, loose=False):
        return []
    return [_on_one_line(prose, match, number) for number, match in zip(row, openings, strict=True)]


def _back_linked(prose: str, start: int, end: int, cited: set[str]) -> list[Reference]:
    """The entries of a list whose numbers a browser drew, copied without them, as in `^ Adamson 1931`.

    They are believed if the text cites nearly all of them, and hardly anything else.
    """
    openings = list(_BACK_LINKED.finditer(prose, max(0, start - 1), end))
    if not openings or prose[start : openings[0].start()].strip():
        return []
    numbers = {str(number) for number in range(1, len(openings) + 1)}
    if len(numbers ^ cited) * _WHOLE > len(numbers):
        return []
    return [_on_one_line(prose, match, number) for number, match in enumerate(openings, 1)]


def _on_one_line(prose: str, opening: re.Match[str], number: int) -> Reference:
    body = body_of(prose, Span(opening.end(), line_end(prose, opening.end())))
    return Reference(Span(*opening.span(1)), str(number), body, Form.NUMERIC)


def _same_form(first: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two labels have the same punctuation and nearly the same indent."""
    return first[2] == other[2] and first[4] == other[4] and abs(len(first[1]) - len(other[1])) <= 1


def _last_line(prose: str, at: int, end: int) -> int:
    blank = prose.find("\n\n", at, end)
    return blank if blank >= 0 else max(min(end, len(prose)), line_end(prose, at))

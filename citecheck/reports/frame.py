"""A finding as an editor sees it: the message, the place, the lines of the text with what is meant marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from citecheck.model import Excerpt, Problem
from citecheck.reports.screen import Screen, cells, head, tail

_CONTEXT = 16
"""Cells of text to leave before the caret for the sake of the note behind it."""
_WORD = 12
"""Cells to give up so that a cut falls between words."""
_HINT = 100
"""The column at which the hint to a rule's page ends on a wide screen."""
RELATED = 4
"""How many other places are shown."""


class _Row(NamedTuple):
    line: int
    column: int
    excerpt: Excerpt
    words: str
    style: str


class _Window(NamedTuple):
    """The part of a line that fits, in shown text, and the cells of the caret in it."""

    text: str
    start: int
    length: int


def gutter(problems: Iterable[Problem], screen: Screen) -> int:
    """The cells that the line numbers of these problems take before the bar."""
    last = 1
    for problem in problems:
        last = max(last, problem.place.line, *(note.place.line for note in problem.related))
    digits = len(str(last))
    return digits + 2 if screen.width < 60 else max(digits, 3) + 2


def frame(problem: Problem, screen: Screen, margin: int, *, hint: bool, most: int | None = RELATED) -> list[str]:
    """The lines of a finding, without line ends.

    `margin` is the width of the gutter in cells, `hint` says whether the command that explains the rule
    is named, and `most` is how many other places are shown, None for all.
    """
    lines = headline(problem, screen)
    lines.append("   " + place(problem, screen))
    if problem.excerpt:
        lines.append(" " * (margin + 1) + screen.paint(screen.bar, "dim"))
        lines.extend(_rows(problem, problem.excerpt, screen, margin, most))
    lines.extend(_advice(problem, screen, margin, hint=hint))
    return lines


def headline(problem: Problem, screen: Screen) -> list[str]:
    """`error[CC101] message`, wrapped beside its beginning."""
    title = f"{problem.severity}[{problem.rule}]"
    first, *rest = screen.wrap(problem.message, screen.width - len(title) - 1)
    lines = [f"{screen.paint(title, problem.severity)} {screen.paint(first, 'strong')}"]
    lines.extend(" " * (len(title) + 1) + screen.paint(line, "strong") for line in rest)
    return lines


def place(problem: Problem, screen: Screen) -> str:
    """`essay.txt:31:148` or `essay.docx, footnote 3`, a hyperlink where the terminal knows them."""
    at = f", {problem.place.name}" if problem.place.name else f":{problem.place.line}:{problem.place.column}"
    shown = screen.show(f"{problem.path}{at}")
    return screen.file(shown, problem.path)


def _rows(problem: Problem, excerpt: Excerpt, screen: Screen, margin: int, most: int | None) -> Iterator[str]:
    rows = [
        _Row(note.place.line, note.place.column, note.excerpt, note.message, "info") for note in problem.related[:most]
    ]
    rows.append(_Row(problem.place.line, problem.place.column, excerpt, problem.note, problem.severity))
    above = (0, "")
    for row in sorted(rows):
        room = max(screen.width - margin - 3, 16)
        words = screen.wrap(row.words, room)
        window, beside = _window(row.excerpt, screen, room, cells(words[0]) if len(words) == 1 else room)
        if (row.line, window.text) != above:
            yield f"{screen.paint(f'{row.line:>{margin}} {screen.bar}', 'dim')} {window.text}".rstrip()
        above = (row.line, window.text)
        edge = " " * (margin + 1) + screen.paint(screen.bar, "dim")
        caret = " " * window.start + screen.paint(screen.caret * window.length, row.style)
        if beside:
            yield f"{edge} {caret} {screen.paint(words[0], row.style)}" if row.words else f"{edge} {caret}"
        else:
            yield f"{edge} {caret}"
            yield from (f"{edge} {screen.paint(line, row.style)}" for line in words)
    if most is not None and len(problem.related) > most:
        more = f"and {len(problem.related) - most} more places"
        yield " " * (margin + 3) + screen.paint(more, "dim")


def _window(excerpt: Excerpt, screen: Screen, room: int, note: int) -> tuple[_Window, bool]:
    """What `room` cells show of the line, and whether a note of `note` cells fits beside its caret."""
    text, start, end = excerpt.text, excerpt.start, excerpt.end
    far = 4 * room
    left = screen.show(text[max(start - far, 0) : start])
    marked = screen.show(text[start:end][:far])
    right = screen.show(text[end : end + far]).rstrip()
    cut_left = excerpt.cut_left or start > far
    cut_right = excerpt.cut_right or len(text) > end + far

    length = max(cells(marked), 1)
    beside = room - length - 1 - note >= min(cells(left), _CONTEXT)
    space = room - length - 1 - note if beside else max(room - length, room // 2)
    if cut_left or cells(left) > space:
        left = screen.dots + _from_word(tail(left, space - len(screen.dots)))
    space = room - cells(left)
    if cells(marked) > space:
        marked, right, cut_right = head(marked, space - len(screen.dots)), "", True
    space -= cells(marked)
    if cut_right or cells(right) > space:
        right = _to_word(head(right, space - len(screen.dots))) + screen.dots
    return _Window(left + marked + right, cells(left), max(cells(marked), 1)), beside


def _from_word(text: str) -> str:
    """The text from its first whole word on, unless that is far."""
    space = text.find(" ", 0, _WORD)
    return text[space + 1 :].lstrip() if space >= 0 else text


def _to_word(text: str) -> str:
    """The text up to its last whole word, unless that is far."""
    space = text.rfind(" ", max(len(text) - _WORD, 0))
    return text[:space].rstrip() if space >= 0 else text


def _advice(problem: Problem, screen: Screen, margin: int, *, hint: bool) -> list[str]:
    indent = " " * (margin + 1)
    command = f"citecheck explain {problem.rule}" if hint else ""
    lines = screen.wrap(problem.advice, screen.width - margin - 3) if problem.advice else []
    shown = [f"{indent}{'  ' if index else screen.paint('=', 'dim') + ' '}{line}" for index, line in enumerate(lines)]
    if not command:
        return shown
    if lines:
        gap = min(screen.width, _HINT) - margin - 3 - cells(lines[-1]) - len(command)
        if gap >= 3:
            shown[-1] += " " * gap + screen.paint(command, "dim")
            return shown
    return [*shown, f"{indent}{screen.paint('= ' + command, 'dim')}"]

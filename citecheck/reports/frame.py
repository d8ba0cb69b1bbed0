"""A finding as an editor sees it: the message, the place, the lines of the text with what is meant marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from citecheck.model import Excerpt, Place, Problem
from citecheck.reports.places import LINE, is_lined
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
    place: Place
    """Without a path in the file of the finding."""
    excerpt: Excerpt
    words: str
    style: str


class _Window(NamedTuple):
    """The part of a line that fits, in shown text, and the cells of the caret in it."""

    text: str
    start: int
    length: int


def gutter(problems: Iterable[Problem], screen: Screen, unit: str = LINE) -> int:
    """The cells that the line numbers of these problems take before the bar; other places have none there."""
    last = 1
    for problem in problems:
        for place in (problem.place, *(note.place for note in problem.related)):
            last = max(last, place.line if is_lined(place, unit) else 1)
    digits = len(str(last))
    return digits + 2 if screen.width < 60 else max(digits, 3) + 2


def frame(
    problem: Problem, screen: Screen, margin: int, *, hint: bool, most: int | None = RELATED, unit: str = LINE
) -> list[str]:
    """The lines of a finding, without line ends.

    `margin` is the width of the gutter in cells, `hint` says whether the command that explains the rule
    is named, `most` is how many other places are shown, None for all, and `unit` is that of the document.
    """
    lines = headline(problem, screen)
    lines.append("   " + place(problem, screen, unit))
    if problem.excerpt:
        lines.append(" " * (margin + 1) + screen.paint(screen.bar, "dim"))
        lines.extend(_rows(problem, problem.excerpt, screen, margin, most, unit))
    lines.extend(_advice(problem, screen, margin, hint=hint))
    return lines


def headline(problem: Problem, screen: Screen) -> list[str]:
    """`error[CC101] message`, wrapped beside its beginning."""
    title = f"{problem.severity}[{problem.rule}]"
    first, *rest = screen.wrap(problem.message, screen.width - len(title) - 1)
    lines = [f"{screen.paint(title, problem.severity)} {screen.paint(first, 'strong')}"]
    lines.extend(" " * (len(title) + 1) + screen.paint(line, "strong") for line in rest)
    return lines


def place(problem: Problem, screen: Screen, unit: str = LINE) -> str:
    """`essay.txt:31:148` or `essay.docx, footnote 3`, a hyperlink where the terminal knows them."""
    return screen.file(screen.show(problem.path) + _in_file(problem.place, screen, unit), problem.path)


def _in_file(place: Place, screen: Screen, unit: str) -> str:
    """What follows a path: `:31:148` or `, footnote 3`."""
    if is_lined(place, unit):
        return f":{place.line}:{place.column}"
    return f", {screen.cut(place.words(unit), screen.width)}"


def _rows(
    problem: Problem, excerpt: Excerpt, screen: Screen, margin: int, most: int | None, unit: str
) -> Iterator[str]:
    """The text of all places: those with lines in the order of the file, under its path if it is another one."""
    own = _Row(problem.place._replace(path=""), excerpt, problem.note, problem.severity)
    notes = [_Row(note.place, note.excerpt, note.message, "info") for note in problem.related[:most]]
    groups: dict[tuple[str, str], list[_Row]] = {}
    for row in (own, *notes):
        named = "" if is_lined(row.place, unit) else row.place.words(unit)
        groups.setdefault((row.place.path, named), []).append(row)
    for at, ((path, named), rows) in enumerate(groups.items()):
        if at and path:
            yield "   " + screen.file(screen.show(path) + _in_file(min(rows).place, screen, unit), path)
        elif at:
            yield "   " + screen.cut(min(rows).place.words(unit), screen.width - 3)
        yield from _group(sorted(rows), screen, margin, numbered=not named)
    if most is not None and len(problem.related) > most:
        more = f"and {len(problem.related) - most} more places"
        yield " " * (margin + 3) + screen.paint(more, "dim")


def _group(rows: Iterable[_Row], screen: Screen, margin: int, *, numbered: bool) -> Iterator[str]:
    above = (0, "")
    for row in rows:
        room = max(screen.width - margin - 3, 16)
        words = screen.wrap(row.words, room)
        window, beside = _window(row.excerpt, screen, room, cells(words[0]) if len(words) == 1 else room)
        if (row.place.line, window.text) != above:
            number = row.place.line if numbered else ""
            yield f"{screen.paint(f'{number:>{margin}} {screen.bar}', 'dim')} {window.text}".rstrip()
        above = (row.place.line, window.text)
        edge = " " * (margin + 1) + screen.paint(screen.bar, "dim")
        caret = " " * window.start + screen.paint(screen.caret * window.length, row.style)
        if beside:
            yield f"{edge} {caret} {screen.paint(words[0], row.style)}" if row.words else f"{edge} {caret}"
        else:
            yield f"{edge} {caret}"
            yield from (f"{edge} {screen.paint(line, row.style)}" for line in words)


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

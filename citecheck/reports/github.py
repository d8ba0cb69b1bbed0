"""The report as workflow commands of GitHub Actions, which become annotations of a commit.

Of each kind (error, warning, notice) GitHub shows the first ten of a step and drops the others without a word.
So errors come first; what is beyond ten of its kind is told in plain lines, which stand in the log of the step;
and the last line is a notice, the tenth if need be, that says how many those are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from citecheck.model import Place, Problem, Report, Severity
from citecheck.reports.counts import counted, joined
from citecheck.reports.places import LINE, beginning, is_file, is_lined, slashed, spot, told, units, with_words
from citecheck.reports.screen import Screen

_MOST = 10
"""Annotations of a kind that GitHub shows of a step."""
_MOST_TEXT = 4_000
"""Characters of a message: the runner cuts it at 4,096 itself."""
_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SCREEN = Screen(80, color=False, unicode=True, links=False)


class _Row(NamedTuple):
    kind: str
    title: str
    text: str
    path: str = ""
    """Of the file to annotate; empty if there is none."""
    place: Place | None = None
    before: str = ""
    """The place, where the command itself cannot tell it."""
    notes: tuple[str, ...] = ()


def render(report: Report) -> str:
    """A line for each thing to say, ended by a line end; nothing at all if there is nothing to say."""
    rows = sorted(_rows(report), key=lambda row: list(_KINDS.values()).index(row.kind))
    shown: list[str] = []
    rest: list[_Row] = []
    room = dict.fromkeys(_KINDS.values(), _MOST)
    if any(sum(row.kind == kind for row in rows) > most for kind, most in room.items()):
        room["notice"] -= 1
    for row in rows:
        if room[row.kind]:
            room[row.kind] -= 1
            shown.append(_command(row))
        else:
            rest.append(row)
    if rest:
        more = joined(
            counted(number, f"more {kind}") for kind in room if (number := sum(row.kind == kind for row in rest))
        )
        text = f"{more} in the log of this step: GitHub shows {_MOST} of a kind"
        shown += [*map(_plain, rest), _command(_Row("notice", "citecheck", text))]
    return "".join(f"{line}\n" for line in shown)


def _rows(report: Report) -> Iterator[_Row]:
    for failure in report.failures:
        text = f"{failure.path} cannot be read: {failure.message}"
        yield _Row("error", "citecheck", text, failure.path if is_file(failure.path) else "")
    if not report.complete:
        yield _Row("error", "citecheck", "the run was interrupted: not all was checked")
    unit = units(report)
    for problem in report.problems:
        yield _finding(problem, unit.get(problem.path, LINE))
    for notice in report.notices:
        yield _Row("notice", "citecheck", notice)


def _finding(problem: Problem, unit: str) -> _Row:
    file = is_file(problem.path)
    place = problem.place
    lined = is_lined(place, unit)
    before = ""
    if not file:
        before = spot(problem.path, place, unit)
    elif not lined:
        before = with_words(problem, unit)
    return _Row(
        _KINDS[problem.severity],
        f"{problem.rule} {problem.name}",
        told(problem),
        problem.path if file else "",
        place if file and lined else None,
        before,
        tuple(f"{spot(problem.path, note.place, unit)}: {note.message}" for note in problem.related),
    )


def _command(row: _Row) -> str:
    """`::error file=essay.txt,line=31,col=148,endColumn=151,title=CC101 undefined-marker::message`."""
    properties: dict[str, object] = {}
    if row.path:
        properties["file"] = _show(slashed(row.path))
    if row.place is not None:
        properties["line"] = row.place.line
        # GitHub takes columns only where both ends are on one line.
        if row.place.line == row.place.end_line:
            properties |= {"col": row.place.column, "endColumn": row.place.end_column}
        else:
            properties["endLine"] = row.place.end_line
    properties["title"] = row.title
    words = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = "\n".join([_words(row), *map(_show, row.notes)])
    return f"::{row.kind} {words}::{_data(message[:_MOST_TEXT])}"


def _plain(row: _Row) -> str:
    """A line that is no command: its first word is ours."""
    where = ""
    if row.path:
        where = f" {spot(row.path, row.place, LINE) if row.place else row.path}:"
    return f"{row.kind}:{_show(where)} {row.title}: {_words(row)[:_MOST_TEXT]}"


def _words(row: _Row) -> str:
    return _show(f"{row.before}: {row.text}" if row.before else row.text)


def _show(text: str) -> str:
    """The text on one line, without anything that a terminal or a runner obeys."""
    return _SCREEN.show(beginning(text, 2 * _MOST_TEXT))


def _data(text: str) -> str:
    """As `@actions/core` escapes a message."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """As `@actions/core` escapes a property."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")

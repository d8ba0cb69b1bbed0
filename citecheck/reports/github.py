"""Annotations for GitHub Actions: workflow commands, a finding a line.

GitHub shows ten of each kind from one step, so the gravest come first, and what is left is told in one line. Escaped
as GitHub's own toolkit does (`@actions/core`, command.ts); nothing that a document holds can begin a command.
"""

from __future__ import annotations

from citecheck.model import Report, Severity
from citecheck.reports.counts import counted
from citecheck.reports.plain import one_line

_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
MOST = 10
"""Annotations of one kind that GitHub shows of one step."""


def render(report: Report) -> str:
    """The annotations, each on a line; empty if there is nothing to say."""
    lines = [_command("error", {"file": each.path}, each.message) for each in report.failures[:MOST]]
    room = {Severity.ERROR: MOST - len(lines), Severity.WARNING: MOST, Severity.INFO: MOST - 1}
    left = 0
    for problem in report.problems:
        if room[problem.severity] <= 0:
            left += 1
            continue
        room[problem.severity] -= 1
        place = problem.place
        fields = {"file": problem.path}
        # A page or a paragraph is no line of the file.
        if _unit(report, problem.path) == "line":
            fields |= {"line": str(place.line), "endLine": str(place.end_line)}
            if place.line == place.end_line:
                fields |= {"col": str(place.column), "endColumn": str(place.end_column)}
        fields["title"] = f"{problem.rule} {problem.name}"
        lines.append(_command(_KINDS[problem.severity], fields, problem.sentence))
    if left:
        lines.append(_command("notice", {}, f"and {counted(left, 'more finding')}: see the log of this step"))
    return "".join(f"{line}\n" for line in lines)


def _unit(report: Report, path: str) -> str:
    return next((document.unit for document in report.documents if document.path == path), "line")


def _command(kind: str, fields: dict[str, str], message: str) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
    return f"::{kind}{' ' if properties else ''}{properties}::{_data(message)}"


def _data(text: str) -> str:
    return one_line(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

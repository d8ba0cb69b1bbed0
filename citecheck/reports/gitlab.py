"""The report as a GitLab Code Quality report: a JSON array, an element a line.

GitLab has no place for what is not about a line of a file: where a document has no lines, its place is told in
the description and the line is 1. A document that could not be read is an issue too, as a report without it
would look like a good one. GitLab drops issues with equal fingerprints, so no two have one.
"""

from __future__ import annotations

from citecheck.model import Failure, Problem, Report, Severity
from citecheck.reports.json import dump_rows
from citecheck.reports.places import LINE, identities, is_lined, slashed, told, units, with_words

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
_UNREADABLE = "critical"
"""A fault of the run and none of the text: worse than any finding."""


def render(report: Report) -> str:
    """The report as a JSON array with a final line end: unreadable paths, then findings in the order of the report."""
    unit = units(report)
    return dump_rows(
        [
            *(_unreadable(failure, number) for number, failure in enumerate(report.failures)),
            *(
                _issue(problem, identity, unit.get(problem.path, LINE))
                for problem, identity in zip(report.problems, identities(report.problems), strict=True)
            ),
        ]
    )


def _issue(problem: Problem, identity: str, unit: str) -> dict[str, object]:
    place = problem.place
    lined = is_lined(place, unit)
    return {
        "description": told(problem) + ("" if lined else f" ({with_words(problem, unit)})"),
        "check_name": f"{problem.rule} {problem.name}",
        "fingerprint": identity,
        "severity": _SEVERITIES[problem.severity],
        "location": {
            "path": slashed(problem.path),
            "lines": {"begin": place.line, "end": place.end_line} if lined else {"begin": 1},
        },
    }


def _unreadable(failure: Failure, number: int) -> dict[str, object]:
    from hashlib import sha256

    name = f"unreadable\n{slashed(failure.path)}\n{number}"
    return {
        "description": f"cannot be read: {failure.message}",
        "check_name": "unreadable",
        "fingerprint": sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        "severity": _UNREADABLE,
        "location": {"path": slashed(failure.path), "lines": {"begin": 1}},
    }

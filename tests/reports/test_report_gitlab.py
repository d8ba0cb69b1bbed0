"""GitLab's code quality report: what its documentation requires."""

from __future__ import annotations

import json
from typing import Any

import report_samples as samples
from hostile import reports
from hypothesis import given
from hypothesis import settings as hypothesis
from jsonschema import Draft202012Validator

from citecheck.model import Report
from citecheck.reports.gitlab import render

TEXT = {"type": "string", "minLength": 1}
REQUIRED = ["description", "check_name", "fingerprint", "severity", "location"]
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": REQUIRED,
        "properties": {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": TEXT,
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": r"^\./"}},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                },
            },
        },
    },
}
"""https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""


def rows(report: Report) -> list[dict[str, Any]]:
    """The findings in a valid report."""
    found: list[dict[str, Any]] = json.loads(render(report))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    return found


def test_a_finding() -> None:
    first = rows(samples.essay())[0]
    assert first["check_name"] == "CC101 undefined-marker"
    assert first["severity"] == "major"
    assert first["location"] == {"path": "essay.txt", "lines": {"begin": 31, "end": 31}}
    assert first["description"] == samples.undefined().sentence


def test_no_two_findings_have_one_fingerprint() -> None:
    twice = (samples.undefined(), samples.undefined(), samples.problem(path="./other.txt"))
    report = Report((samples.document(), samples.document("./other.txt")), twice)
    assert len({row["fingerprint"] for row in rows(report)}) == 3
    assert rows(report) == rows(report)


def test_all_well_is_an_empty_list() -> None:
    assert render(Report((samples.document(),))) == "[]\n"


@hypothesis(max_examples=60, deadline=None)
@given(reports())
def test_hostile_reports(report: Report) -> None:
    assert "pwned-secret" not in render(report)
    assert "\x1b" not in render(report)
    assert len(rows(report)) == len(report.problems)

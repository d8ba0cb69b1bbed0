from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import hostile
import jsonschema
import pytest
import report_samples as samples
from hypothesis import given

from citecheck import pipeline
from citecheck.model import DocumentCount, Failure, Place, Report, Severity
from citecheck.reports import gitlab
from citecheck.settings import Settings

ROOT = Path(__file__).parents[2]
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((ROOT / "tests/schemas/gitlab-code-quality.json").read_text(encoding="utf-8"))
)


def issues(report: Report) -> list[dict[str, Any]]:
    """The issues, which are valid, and none of which GitLab drops."""
    found: list[dict[str, Any]] = json.loads(gitlab.render(report).encode())
    SCHEMA.validate(found)
    assert len({issue["fingerprint"] for issue in found}) == len(found)
    return found


@given(hostile.reports())
def test_hostile_reports_are_valid_complete_and_harmless(report: Report) -> None:
    assert len(json.loads(gitlab.render(report))) == len(report.problems) + len(report.failures)
    names = [issue["fingerprint"] for issue in json.loads(gitlab.render(report))]
    assert len(set(names)) == len(names)
    hostile.assert_harmless(gitlab.render(report))


def test_the_worst_report_is_valid_and_harmless() -> None:
    assert len(issues(hostile.worst())) == len(hostile.worst().problems) + 1
    hostile.assert_harmless(gitlab.render(hostile.worst()))


def test_an_issue_has_the_fields_that_gitlab_documents() -> None:
    issue = issues(samples.essay())[0]
    fingerprint = issue.pop("fingerprint")
    assert len(fingerprint) == 32
    assert issue == {
        "description": "[7] has no entry in the list: change [7] to [6], or add entry [7]",
        "check_name": "CC101 undefined-marker",
        "severity": "major",
        "location": {"path": "essay.txt", "lines": {"begin": 31, "end": 31}},
    }


def test_severities_are_those_of_gitlab() -> None:
    report = Report(problems=tuple(samples.problem(severity=severity) for severity in Severity))
    assert [issue["severity"] for issue in issues(report)] == ["major", "minor", "info"]


def test_a_finding_about_a_link_names_it() -> None:
    assert issues(samples.essay())[1]["description"].startswith(f"{samples.GONE}: the page is gone (404)")


def test_fingerprints_are_unique_and_stay() -> None:
    found = samples.problem()
    report = Report(problems=(found, found, found._replace(path="copy.txt")))
    before = [issue["fingerprint"] for issue in issues(report)]
    moved = tuple(each._replace(place=Place(500, 1, 501, 2), path=f"./{each.path}") for each in report.problems)
    assert [issue["fingerprint"] for issue in issues(Report(problems=moved))] == before


@pytest.mark.parametrize(
    ("path", "told"), [("./a//b.txt", "a/b.txt"), ("<stdin>", "<stdin>"), ("/abs/a.txt", "/abs/a.txt")]
)
def test_paths_are_those_of_the_repository(path: str, told: str) -> None:
    assert issues(Report(problems=(samples.problem(path=path),)))[0]["location"]["path"] == told


def test_places_without_lines_are_told_in_the_description() -> None:
    document = DocumentCount("essay.docx", "docx", "paragraph", 1, 1, 0)
    (issue,) = issues(Report((document,), (samples.problem(path="essay.docx", line=16, advice=""),)))
    words = '"provider of assessed contributions.[7] However, reform as a discipline has"'
    assert issue["description"] == f"[7] has no entry in the list (paragraph 16: {words})"
    assert issue["location"]["lines"] == {"begin": 1}


def test_a_path_that_cannot_be_read_is_an_issue() -> None:
    failure = Failure("./x.doc", "not a text")
    issue, other = issues(Report(failures=(failure, failure)))
    assert issue["description"] == "cannot be read: not a text"
    assert (issue["check_name"], issue["severity"]) == ("unreadable", "critical")
    assert issue["location"] == {"path": "x.doc", "lines": {"begin": 1}}
    assert other["fingerprint"] != issue["fingerprint"]


def test_nothing_found_is_an_empty_array() -> None:
    assert gitlab.render(samples.well()) == "[]\n"


def test_each_issue_stands_on_its_line() -> None:
    lines = gitlab.render(samples.repeated(47)).splitlines()
    assert [lines[0], lines[-1], len(lines)] == ["[", "]", 49]


def test_a_report_of_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    report = pipeline.check(["fixtures"], Settings(offline=True))
    found = issues(report)
    assert len(found) == len(report.problems) > 20
    assert all((ROOT / issue["location"]["path"]).is_file() for issue in found)

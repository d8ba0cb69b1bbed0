"""SARIF: valid by the schema, with all that code scanning needs; hostile text is only text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import report_samples as samples
from hostile import reports
from hypothesis import given
from hypothesis import settings as hypothesis
from jsonschema import Draft202012Validator

from citecheck import pipeline
from citecheck.model import DocumentCount, Failure, Place, Report, RuleHelp
from citecheck.reports.sarif import render
from citecheck.rules import rules
from citecheck.settings import Settings

SCHEMA = json.loads((Path(__file__).parent.parent / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8-sig"))
VALIDATOR = Draft202012Validator(SCHEMA)
RULES = [RuleHelp(rule.info, rule.page) for rule in rules().values()]
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
FIXTURES = Path(__file__).parent.parent.parent / "fixtures"


def log(report: Report) -> dict[str, Any]:
    """The one run of a valid log."""
    content = json.loads(render(report, RULES))
    assert [error.message for error in VALIDATOR.iter_errors(content)] == []
    (run,) = content["runs"]
    found: dict[str, Any] = run
    return found


def test_a_result_says_what_where_and_why() -> None:
    run = log(samples.essay())
    first = run["results"][0]
    assert first["ruleId"] == "CC101"
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == "CC101"
    assert first["level"] == "error"
    assert first["message"]["text"] == samples.undefined().sentence
    (location,) = first["locations"]
    physical = location["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "essay.txt", "uriBaseId": "%SRCROOT%"}
    place = samples.undefined().place
    assert physical["region"] == {
        "startLine": 31,
        "startColumn": place.column,
        "endLine": 31,
        "endColumn": place.end_column,
        "snippet": {"text": "[7]"},
    }
    (related,) = first["relatedLocations"]
    assert related["physicalLocation"]["region"]["startLine"] == 118
    assert related["message"]["text"] == "never cited: did you mean [6]?"
    assert run["columnKind"] == "unicodeCodePoints"


def test_only_the_rules_that_found_something_are_told_with_their_help() -> None:
    (rule,) = log(Report((samples.document(),), (samples.undefined(),)))["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"]) == ("CC101", "UndefinedMarker")
    assert "```text" in rule["help"]["markdown"]
    assert rule["defaultConfiguration"]["level"] == "error"


def test_columns_are_those_of_the_source(tmp_path: Path) -> None:
    text = "It 🚀 failed.[1] It rose.[7]\n\nNotes\n\n[1] K. Baker, Ledgers.\n\n[2] C. Draper, Court.\n"
    path = tmp_path / "a b#é.txt"
    path.write_text(text, encoding="utf-8")
    result = log(pipeline.check([str(path)], Settings(offline=True)))["results"][0]
    physical = result["locations"][0]["physicalLocation"]
    region = physical["region"]
    assert text.splitlines()[0][region["startColumn"] - 1 : region["endColumn"] - 1] == "[7]"
    assert physical["artifactLocation"]["uri"] == path.as_uri()


def test_a_relative_path_is_a_uri() -> None:
    run = log(Report((samples.document("a b/c#1.txt"),), (samples.problem(path="a b/c#1.txt"),)))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/c%231.txt"


def test_the_same_fault_twice_has_two_fingerprints() -> None:
    run = log(Report((samples.document(),), (samples.undefined(), samples.undefined())))
    prints = [result["partialFingerprints"]["citecheck/v1"] for result in run["results"]]
    assert len(set(prints)) == 2


def test_pages_are_no_lines() -> None:
    problem = samples.problem()._replace(place=Place(3, 1, 3, 4))
    run = log(Report((DocumentCount("essay.txt", "pdf", "page", 1, 1, 0),), (problem,)))
    (location,) = run["results"][0]["locations"]
    assert "region" not in location["physicalLocation"]
    assert location["logicalLocations"][0]["name"] == "page 3"


def test_what_could_not_be_read_is_a_notification() -> None:
    run = log(Report(failures=(Failure("x.txt", "no such file"),), notices=("the memory is full",)))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    texts = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert texts == ["x.txt: no such file", "the memory is full"]


def test_every_fixture_gives_a_valid_log() -> None:
    report = pipeline.check([str(FIXTURES)], Settings(offline=True))
    assert len(log(report)["results"]) == len(report.problems) > 30


@hypothesis(max_examples=30, deadline=None)
@given(reports())
def test_hostile_reports(report: Report) -> None:
    text = render(report, RULES)
    assert "pwned-secret" not in text
    assert not HARMFUL.search(text)
    assert len(log(report)["results"]) == len(report.problems)

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import hostile
import jsonschema
import pytest
import report_samples as samples
from hypothesis import given

from citecheck import __version__
from citecheck.model import DocumentCount, Failure, Place, Report, Severity
from citecheck.pipeline import check
from citecheck.reports import sarif
from citecheck.rules import rules
from citecheck.settings import Settings

ROOT = Path(__file__).parents[2]
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((ROOT / "tests/schemas/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
)
RULES = hostile.rule_help()


def run_of(report: Report) -> dict[str, Any]:
    """The run of the log, which is valid by the schema and encodable."""
    log = json.loads(sarif.render(report, RULES).encode())
    SCHEMA.validate(log)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def result_of(report: Report) -> dict[str, Any]:
    (result,) = run_of(report)["results"]
    return result


@pytest.mark.parametrize(
    "report",
    [Report(), samples.essay(), samples.many_kinds(), samples.well(), samples.repeated(), samples.hostile()],
)
def test_is_valid(report: Report) -> None:
    run = run_of(report)
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == len(report.problems)


@given(hostile.reports())
def test_hostile_reports_are_valid_and_complete(report: Report) -> None:
    run = run_of(report)
    assert [result["ruleId"] for result in run["results"]] == [problem.rule for problem in report.problems]
    names = [result["partialFingerprints"]["citecheck/v1"] for result in run["results"]]
    assert len(set(names)) == len(names)
    hostile.assert_harmless(sarif.render(report, RULES))


def test_the_worst_report_is_valid_and_harmless() -> None:
    text = sarif.render(hostile.worst(), RULES)
    hostile.assert_harmless(text)
    assert len(run_of(hostile.worst())["results"]) == len(RULES)
    assert "](" not in "".join(result["message"]["text"] for result in run_of(hostile.worst())["results"])


def test_the_tool_and_the_rules_that_found_something_are_described() -> None:
    driver = run_of(samples.many_kinds())["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("citecheck", __version__)
    assert driver["informationUri"] == "https://pypi.org/project/citecheck-footnotes/"
    codes = [rule["id"] for rule in driver["rules"]]
    assert codes == sorted({problem.rule for problem in samples.many_kinds().problems})
    rule = driver["rules"][0]
    assert (rule["id"], rule["name"]) == ("CC101", "UndefinedMarker")
    assert rule["shortDescription"]["text"] == "A marker has no reference."
    assert rule["fullDescription"]["text"].startswith("Finds markers whose label no reference has")
    assert rule["help"]["text"].strip() == rules()["CC101"].page.strip()
    assert "\n## Flagged\n\n```text\nThe harvest failed" in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"] == {"tags": ["citations"], "precision": "very-high", "problem.severity": "error"}


def test_every_rule_can_be_described() -> None:
    problems = tuple(samples.problem(rule=rule.code, name=rule.name) for rule in rules().values())
    for rule in run_of(Report(problems=problems))["tool"]["driver"]["rules"]:
        assert re.fullmatch("([A-Z0-9][a-z0-9]*)+", rule["name"])
        assert 20 < len(rule["fullDescription"]["text"]) <= 1_000
        assert "\n" not in rule["fullDescription"]["text"]
        assert rule["properties"]["tags"]


def test_a_rule_without_page_is_named() -> None:
    log = json.loads(sarif.render(samples.essay(), []))
    SCHEMA.validate(log)
    assert log["runs"][0]["tool"]["driver"]["rules"][0] == {"id": "CC101", "name": "UndefinedMarker"}


def test_results_point_at_their_rule_and_have_its_level() -> None:
    run = run_of(samples.many_kinds())
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    for result, problem in zip(run["results"], samples.many_kinds().problems, strict=True):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == problem.rule
        assert result["level"] == levels[problem.severity]


def test_a_result_has_its_place_its_text_and_the_other_places() -> None:
    result = result_of(Report((samples.document(),), (samples.undefined(),)))
    assert result["message"] == {"text": "[7] has no entry in the list: change [7] to [6], or add entry [7]"}
    (location,) = result["locations"]
    physical = location["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "essay.txt", "uriBaseId": "%SRCROOT%"}
    assert physical["region"] == {
        "startLine": 31,
        "startColumn": 173,
        "endLine": 31,
        "endColumn": 176,
        "snippet": {"text": "[7]"},
    }
    assert physical["contextRegion"]["snippet"]["text"] == samples.ESSAY
    assert physical["contextRegion"]["startColumn"] == 1
    assert location["message"] == {"text": "cited here; the list ends at [6]"}
    (related,) = result["relatedLocations"]
    assert related["message"] == {"text": "never cited: did you mean [6]?"}
    assert related["physicalLocation"]["region"]["startLine"] == 118
    assert result["properties"] == {"label": "7"}


def test_a_finding_about_a_link_names_it() -> None:
    found = samples.link_problem(samples.GONE, "CC301", Severity.ERROR, "the page is gone (404)")
    result = result_of(Report((samples.document(),), (found,)))
    assert result["message"]["text"] == f"{samples.GONE}: the page is gone (404)"
    assert result["properties"] == {"label": "2", "url": samples.GONE}
    assert "contextRegion" not in result["locations"][0]["physicalLocation"]


def test_regions_of_the_fixtures_are_where_their_text_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The regions are of the file as it is: what they quote must be found there."""
    monkeypatch.chdir(ROOT)
    report = check(["fixtures"], Settings(offline=True))
    quoted = 0
    for result in run_of(report)["results"]:
        for location in [*result["locations"], *result.get("relatedLocations", [])]:
            physical = location["physicalLocation"]
            text = Path(physical["artifactLocation"]["uri"]).read_text(encoding="utf-8", errors="replace")
            for region in (physical.get("region", {}), physical.get("contextRegion", {})):
                if "snippet" in region:
                    line = text.split("\n")[region["startLine"] - 1]
                    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"]
                    quoted += 1
    assert quoted > 100


def test_a_region_over_lines_quotes_nothing_that_is_not_all_of_it() -> None:
    found = samples.problem()._replace(place=Place(31, 173, 33, 2))
    physical = result_of(Report((samples.document(),), (found,)))["locations"][0]["physicalLocation"]
    assert physical["region"] == {"startLine": 31, "startColumn": 173, "endLine": 33, "endColumn": 2}
    assert "contextRegion" not in physical


def test_long_lines_are_not_quoted() -> None:
    found = samples.problem("x" * 50_000 + "[7]")
    physical = result_of(Report((samples.document(),), (found,)))["locations"][0]["physicalLocation"]
    assert physical["region"]["snippet"] == {"text": "[7]"}
    assert "contextRegion" not in physical


def test_places_without_lines_are_logical() -> None:
    document = DocumentCount("essay.docx", "docx", "paragraph", 1, 1, 0)
    found = samples.problem(path="essay.docx", line=16, advice="", related=(samples.note("[6]", "[6]", 40, "here"),))
    result = result_of(Report((document,), (found,)))
    (location,) = result["locations"]
    assert "region" not in location["physicalLocation"]
    assert location["logicalLocations"] == [{"name": "paragraph 16", "kind": "paragraph"}]
    words = '"provider of assessed contributions.[7] However, reform as a discipline has"'
    assert result["message"]["text"] == f"[7] has no entry in the list (paragraph 16: {words})"
    assert result["relatedLocations"][0]["logicalLocations"][0]["name"] == "paragraph 40"


@pytest.mark.parametrize(
    ("path", "artifact"),
    [
        ("a/b c.txt", {"uri": "a/b%20c.txt", "uriBaseId": "%SRCROOT%"}),
        ("./a:b.txt", {"uri": "a%3Ab.txt", "uriBaseId": "%SRCROOT%"}),
        ("/tmp/é.txt", {"uri": "file:///tmp/%C3%A9.txt"}),  # noqa: S108
        ("<stdin>", {"uri": "%3Cstdin%3E", "description": {"text": "standard input"}}),
        ("-", {"uri": "%3Cstdin%3E", "description": {"text": "standard input"}}),
    ],
)
def test_paths_are_uris(path: str, artifact: dict[str, object]) -> None:
    result = result_of(Report(problems=(samples.problem(path=path),)))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == artifact


def test_a_document_makes_no_link_in_a_message() -> None:
    found = samples.problem(message="[click](https://evil.example)", words="[x](1)", advice="")
    result = result_of(Report(problems=(found,)))
    assert result["message"]["text"] == "[click] (https://evil.example)"
    assert result["locations"][0]["message"]["text"] == "[x] (1)"


def test_breaking_a_link_uncovers_no_password() -> None:
    found = samples.problem(message="https://me:a](s3cr3t@a.example/", advice="")
    assert "s3cr3t" not in sarif.render(Report(problems=(found,)), RULES)


def test_equal_faults_and_copies_of_documents_have_fingerprints_of_their_own() -> None:
    found = samples.problem()
    report = Report(problems=(found, found, found._replace(path="copy.txt")))
    assert len({result["partialFingerprints"]["citecheck/v1"] for result in run_of(report)["results"]}) == 3


def test_a_run_that_went_well_says_so_and_nothing_more() -> None:
    assert run_of(samples.essay())["invocations"] == [{"executionSuccessful": True}]


@pytest.mark.parametrize(
    ("report", "successful", "notes"),
    [
        (Report(complete=False), False, [("error", "The run was interrupted: not all is in this report.")]),
        (Report(failures=(Failure("x y.doc", "not a text"),)), False, [("error", "x y.doc: not a text")]),
        (Report(notices=("the memory was set aside",)), True, [("warning", "the memory was set aside")]),
    ],
)
def test_what_went_wrong_with_the_run_is_told(report: Report, successful: bool, notes: list[tuple[str, str]]) -> None:
    (invocation,) = run_of(report)["invocations"]
    assert invocation["executionSuccessful"] is successful
    told = invocation["toolExecutionNotifications"]
    assert [(note["level"], note["message"]["text"]) for note in told] == notes


def test_an_unreadable_path_is_the_place_of_its_notification() -> None:
    (note,) = run_of(Report(failures=(Failure("x y.doc", "not a text"),)))["invocations"][0][
        "toolExecutionNotifications"
    ]
    assert note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "x%20y.doc"


def test_each_result_stands_on_its_line() -> None:
    lines = sarif.render(replace(samples.repeated(47), suppressed=1), RULES).splitlines()
    assert sum('"ruleId": "CC107"' in line for line in lines) == 47

"""JUnit's XML: valid by Jenkins' schema, a case for each reference and each link."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import report_samples as samples
import xmlschema
from hostile import reports
from hypothesis import given
from hypothesis import settings as hypothesis

from citecheck import pipeline
from citecheck.model import Failure, Report, Severity
from citecheck.reports.junit import render
from citecheck.settings import Settings

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parent.parent / "schemas" / "jenkins-junit.xsd"))
TEXT = "It failed.[1] It rose.[7]\n\nNotes\n\n[1] K. Baker, http://x.example/a.\n\n[2] C. <Draper>, Court.\n"


def suites(report: Report) -> list[ET.Element]:
    """The suites of a valid document."""
    text = render(report)
    SCHEMA.validate(text)
    return list(ET.fromstring(text))  # noqa: S314  # our own


def test_each_reference_and_each_link_is_a_case(tmp_path: Path) -> None:
    path = tmp_path / "essay.txt"
    path.write_text(TEXT, encoding="utf-8")
    (suite,) = suites(pipeline.check([str(path)], Settings(offline=True), inventory=True))
    names = [case.get("name", "") for case in suite]
    assert names[:3] == [
        "reference [1] K. Baker, http://x.example/a.",
        "reference [2] C. <Draper>, Court.",
        "link http://x.example/a",
    ]
    assert names[3].startswith("CC101 [7] has no entry in the list")
    assert suite[3].find("failure") is not None
    assert suite[2].findtext("skipped") == "offline"
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "1", "1")


def test_a_fault_of_a_reference_fails_its_case(tmp_path: Path) -> None:
    path = tmp_path / "essay.txt"
    path.write_text(TEXT.replace("[7]", "").replace("C. <Draper>, Court.", ""), encoding="utf-8")
    (suite,) = suites(pipeline.check([str(path)], Settings(offline=True), inventory=True))
    (failed,) = [case for case in suite if case.find("failure") is not None]
    assert (failed.get("name") or "").startswith("reference [2]")
    failure = failed.find("failure")
    assert failure is not None
    assert failure.get("type") in ("CC102", "CC110")
    assert f"{path}:7:1" in (failure.text or "")


def test_only_errors_fail() -> None:
    (suite,) = suites(samples.essay())
    failures = [case for case in suite if case.find("failure") is not None]
    assert len(failures) == sum(problem.severity is Severity.ERROR for problem in samples.essay().problems)
    blocked = next(case for case in suite if case.get("name") == f"link {samples.MEMO_URL}")
    assert "info[CC304]" in (blocked.findtext("system-out") or "")


def test_an_unread_document_is_an_error() -> None:
    (suite,) = suites(Report(failures=(Failure("x.txt", "no such file"),)))
    assert suite.get("errors") == "1"


def test_nothing_at_all() -> None:
    assert suites(Report()) == []


@hypothesis(max_examples=30, deadline=None)
@given(reports())
def test_hostile_reports(report: Report) -> None:
    text = render(report)
    assert "pwned-secret" not in text
    tags = {element.tag for suite in suites(report) for element in suite.iter()}
    assert tags <= {"testsuite", "testcase", "failure", "error", "skipped", "system-out"}
    told = sum(len(list(suite.iter("failure"))) for suite in suites(report))
    assert told == report.count(Severity.ERROR)

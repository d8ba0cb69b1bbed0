"""Workflow commands for GitHub Actions: escaped, and never more than is shown."""

from __future__ import annotations

import re

import report_samples as samples
from hostile import reports
from hypothesis import given
from hypothesis import settings as hypothesis

from citecheck.model import DocumentCount, Failure, Report, Severity
from citecheck.reports.github import MOST, render

COMMAND = re.compile(r"::(error|warning|notice)(?: [a-zA-Z]+=[^,:\n]*(?:,[a-zA-Z]+=[^,:\n]*)*)?::[^\n]*")


def test_a_finding_is_a_command() -> None:
    first, *_ = render(samples.essay()).splitlines()
    place = samples.undefined().place
    where = f"file=essay.txt,line=31,endLine=31,col={place.column},endColumn={place.end_column}"
    assert first == f"::error {where},title=CC101 undefined-marker::{samples.undefined().sentence}"


def test_escaping_is_that_of_the_toolkit() -> None:
    problem = samples.problem(path="a,b:c%.txt", message="100% of [7]\nhas no entry", advice="")
    first = render(Report((samples.document("a,b:c%.txt"),), (problem,)))
    assert "file=a%2Cb%3Ac%25.txt," in first
    assert first.endswith("::100%25 of [7] has no entry\n")


def test_the_gravest_come_first_and_the_rest_is_told() -> None:
    many = tuple(samples.problem(severity=severity) for severity in Severity for _ in range(20))
    lines = render(Report((samples.document(),), many)).splitlines()
    assert sum(line.startswith("::error") for line in lines) == MOST
    assert sum(line.startswith("::warning") for line in lines) == MOST
    assert sum(line.startswith("::notice") for line in lines) == MOST
    assert lines[-1] == "::notice::and 31 more findings: see the log of this step"


def test_an_unread_document_is_an_error() -> None:
    assert render(Report(failures=(Failure("x.txt", "no such file"),))) == "::error file=x.txt::no such file\n"


def test_a_page_is_no_line() -> None:
    line = render(Report((DocumentCount("essay.txt", "pdf", "page", 1, 1, 0),), (samples.problem(),)))
    assert line.startswith("::error file=essay.txt,title=")


def test_all_well_says_nothing() -> None:
    assert render(Report((samples.document(),))) == ""


@hypothesis(max_examples=100, deadline=None)
@given(reports())
def test_nothing_in_a_document_is_a_command(report: Report) -> None:
    text = render(report)
    assert "pwned-secret" not in text
    for line in text.splitlines():
        assert COMMAND.fullmatch(line)
        assert "pwned" not in line.partition("::")[2].partition(" ")[0]
    assert "\x1b" not in text

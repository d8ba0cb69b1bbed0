from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import hostile
import pytest
import report_samples as samples
from hypothesis import given
from hypothesis import strategies as st

from citecheck import pipeline
from citecheck.model import DocumentCount, Failure, Place, Problem, Report, Severity
from citecheck.reports import github
from citecheck.settings import Settings

ROOT = Path(__file__).parents[2]
OURS = {"error", "warning", "notice"}
PROPERTIES = {"file", "line", "endLine", "col", "endColumn", "title"}


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")


def command(line: str) -> Command | None:
    """What the runner makes of a line of a log: commands begin with `::`, older ones stand anywhere as `##[`."""
    line = line.lstrip()
    if not line.startswith("::") or line.find("::", 2) < 0:
        assert "##[" not in line
        return None
    head, message = line[2:].split("::", 1)
    name, _, rest = head.partition(" ")
    pairs = [part.split("=", 1) for part in rest.split(",") if part]
    assert all(len(pair) == 2 for pair in pairs)
    assert len({pair[0] for pair in pairs}) == len(pairs)
    return Command(name, {key: unescaped(value) for key, value in pairs}, unescaped(message))


def read(report: Report) -> tuple[list[Command], list[str]]:
    """The commands and the plain lines of the report, read as the runner reads them."""
    text = github.render(report)
    commands, plain = [], []
    # More characters end a line here than for the runner: none of them may be in the output.
    for line in text.splitlines():
        found = command(line)
        if found is None:
            plain.append(line)
        else:
            commands.append(found)
    assert {each.name for each in commands} <= OURS
    assert all(set(each.properties) <= PROPERTIES for each in commands)
    for kind in OURS:
        assert sum(each.name == kind for each in commands) <= 10
    return commands, plain


def many(count: int, severity: Severity) -> tuple[Problem, ...]:
    return tuple(samples.problem(line=10 + number, severity=severity) for number in range(count))


@given(hostile.reports())
def test_nothing_in_a_document_starts_a_command(report: Report) -> None:
    commands, plain = read(report)
    said = len(report.problems) + len(report.failures) + len(report.notices) + (not report.complete)
    assert len(commands) + len(plain) == said
    hostile.assert_harmless(github.render(report))


def test_the_worst_report_is_ours_line_by_line() -> None:
    commands, plain = read(hostile.worst())
    assert len(commands) == 30
    assert all(line.split(":")[0] in OURS for line in plain)
    hostile.assert_harmless(github.render(hostile.worst()))


@given(st.lists(hostile.texts(), min_size=20, max_size=40))
def test_plain_lines_are_no_commands(texts: list[str]) -> None:
    problems = tuple(samples.problem(message=text, path=text or "x", words=text, advice=text) for text in texts)
    commands, plain = read(Report(problems=problems))
    assert len(commands) == 11
    assert len(plain) == len(texts) - 10


def test_a_finding_is_a_command() -> None:
    report = Report((samples.document(),), (samples.undefined(),))
    assert github.render(report) == (
        "::error file=essay.txt,line=31,col=173,endColumn=176,title=CC101 undefined-marker::"
        "[7] has no entry in the list: change [7] to [6], or add entry [7]"
        "%0Aessay.txt:118:1: never cited: did you mean [6]?\n"
    )


def test_values_are_escaped_as_the_toolkit_does() -> None:
    found = samples.problem(
        path="a,b:c%.txt", message="100%: a, b", advice="", related=(samples.note("x", "x", 3, "y"),)
    )
    assert github.render(Report(problems=(found,))) == (
        "::error file=a%2Cb%3Ac%25.txt,line=31,col=173,endColumn=176,title=CC101 undefined-marker::"
        "100%25: a, b%0Aa,b:c%25.txt:3:1: y\n"
    )


def test_text_that_looks_escaped_is_not_unescaped() -> None:
    (found,), _ = read(Report(problems=(samples.problem(message="%0A::error::x", advice=""),)))
    assert found.message == "%0A: :error::x"


def test_control_characters_become_visible() -> None:
    (found,), _ = read(Report(problems=(samples.problem(message="a\r\nb\x1b[31m\u202e", advice=""),)))
    assert found.message == "a␍␊b␛[31m<U+202E>"


def test_each_severity_has_its_kind_and_errors_come_first() -> None:
    report = Report(problems=tuple(samples.problem(severity=each) for each in reversed(Severity)))
    assert [each.name for each in read(report)[0]] == ["error", "warning", "notice"]


def test_findings_about_links_are_told_with_their_url() -> None:
    found = [each for each in read(samples.essay())[0] if each.properties["title"].startswith("CC301")]
    assert [each.message.split(" the page")[0] for each in found] == [f"{samples.GONE}:"]


def test_columns_are_left_out_where_the_ends_are_on_two_lines() -> None:
    (found,), _ = read(Report(problems=(samples.problem()._replace(place=Place(3, 5, 4, 2)),)))
    assert found.properties == {
        "file": "essay.txt",
        "line": "3",
        "endLine": "4",
        "title": "CC101 undefined-marker",
    }


def test_ten_of_a_kind_need_no_summary() -> None:
    commands, plain = read(Report(problems=many(10, Severity.ERROR) + many(10, Severity.INFO)))
    assert len(commands) == 20
    assert plain == []


@pytest.mark.parametrize(
    ("errors", "warnings", "infos", "said"),
    [
        (12, 0, 0, "2 more errors"),
        (11, 11, 9, "1 more error, 1 more warning"),
        (11, 0, 10, "1 more error, 1 more notice"),
        (0, 0, 11, "2 more notices"),
        (0, 1_010, 0, "1,000 more warnings"),
    ],
)
def test_what_github_would_drop_is_in_the_log_and_counted_last(
    errors: int, warnings: int, infos: int, said: str
) -> None:
    problems = many(errors, Severity.ERROR) + many(warnings, Severity.WARNING) + many(infos, Severity.INFO)
    commands, plain = read(Report((samples.document(),), problems))
    assert commands[-1].name == "notice"
    assert commands[-1].message == f"{said} in the log of this step: GitHub shows 10 of a kind"
    assert len(commands) - 1 + len(plain) == len(problems)
    assert (
        github.render(Report((samples.document(),), problems)).splitlines()[-1].startswith("::notice title=citecheck::")
    )


def test_a_plain_line_says_all_that_a_command_does() -> None:
    _, plain = read(Report(problems=many(11, Severity.ERROR)))
    told = "[7] has no entry in the list: change [7] to [6], or add entry [7]"
    assert plain == [f"error: essay.txt:20:173: CC101 undefined-marker: {told}"]


def test_standard_input_has_no_file_to_annotate() -> None:
    (found,), _ = read(Report(problems=(samples.problem(path="<stdin>", advice=""),)))
    assert found.properties == {"title": "CC101 undefined-marker"}
    assert found.message == "<stdin>:31:173: [7] has no entry in the list"


def test_places_without_lines_are_told_in_the_message() -> None:
    document = DocumentCount("essay.docx", "docx", "paragraph", 1, 1, 0)
    report = Report((document,), (samples.problem(path="essay.docx", line=16, advice=""),))
    (found,), _ = read(report)
    assert found.properties == {"file": "essay.docx", "title": "CC101 undefined-marker"}
    where = 'paragraph 16: "provider of assessed contributions.[7] However, reform as a discipline has"'
    assert found.message == f"{where}: [7] has no entry in the list"
    _, plain = read(replace(report, problems=report.problems * 11))
    assert plain == [f"error: essay.docx: CC101 undefined-marker: {where}: [7] has no entry in the list"]


def test_trouble_with_the_run_is_told_first() -> None:
    report = replace(
        samples.essay(),
        failures=(Failure("x.doc", "not a text"),),
        complete=False,
        notices=("the memory was set aside",),
    )
    commands, _ = read(report)
    assert commands[:2] == [
        Command("error", {"file": "x.doc", "title": "citecheck"}, "x.doc cannot be read: not a text"),
        Command("error", {"title": "citecheck"}, "the run was interrupted: not all was checked"),
    ]
    assert commands[-1] == Command("notice", {"title": "citecheck"}, "the memory was set aside")


def test_nothing_found_is_nothing_said() -> None:
    assert github.render(samples.well()) == ""


def test_long_messages_stay_below_what_the_runner_cuts() -> None:
    (found,), _ = read(Report(problems=(samples.problem(message="%" * 1_000_000),)))
    assert len(found.message) == 4_000


def test_a_report_of_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    report = pipeline.check(["fixtures"], Settings(offline=True))
    commands, plain = read(report)
    assert len(commands) - 1 + len(plain) == len(report.problems)
    for each in commands[:-1]:
        assert (ROOT / each.properties["file"]).is_file()
        assert re.fullmatch(r"CC\d{3} [a-z0-9-]+", each.properties["title"])

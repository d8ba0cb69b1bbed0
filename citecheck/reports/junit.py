"""JUnit's XML, as Jenkins, GitLab and others read it: a suite for each document, a case for each reference and link.

Errors fail a case; warnings and infos stand in its output. What is in no reference, such as a marker that leads
nowhere, is a case of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from citecheck.model import LinkReport, Problem, ReferenceEntry, Report, Severity, Verdict
from citecheck.reports.plain import one_line

_NAME = 120  # characters of a case's name


class _Case(NamedTuple):
    name: str
    problems: tuple[Problem, ...]
    skipped: str = ""
    """Why it was not checked."""


def render(report: Report) -> str:
    """The report as XML with a final line end."""
    by_path: dict[str, list[Problem]] = {document.path: [] for document in report.documents}
    for problem in report.problems:
        by_path.setdefault(problem.path, []).append(problem)
    links: dict[str, dict[str, LinkReport]] = {}
    for link in report.links:
        for cited in link.cited:
            links.setdefault(cited.path, {})[link.url] = link
    entries: dict[str, list[ReferenceEntry]] = {}
    for entry in report.inventory.references if report.inventory else ():
        entries.setdefault(entry.path, []).append(entry)
    suites = [
        _suite(path, list(_cases(problems, links.get(path, {}), entries.get(path, []))))
        for path, problems in by_path.items()
    ]
    suites += [_failed(failure.path, failure.message) for failure in report.failures]
    body = "".join(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="citecheck">\n{body}</testsuites>\n'


def _cases(problems: list[Problem], links: Mapping[str, LinkReport], entries: list[ReferenceEntry]) -> Iterator[_Case]:
    """The cases of a document: its references, its links, and what belongs to neither."""
    of_links: dict[str, list[Problem]] = {url: [] for url in links}
    of_lines: dict[int, list[Problem]] = {entry.line: [] for entry in entries}
    others: list[Problem] = []
    for problem in problems:
        if problem.url in of_links:
            of_links[problem.url].append(problem)
        else:
            of_lines.get(problem.place.line, others).append(problem)
    for entry in entries:
        yield _Case(_of(entry), tuple(of_lines.pop(entry.line, ())))
    for url, link in links.items():
        skipped = f"{link.reason or 'not checked'}" if link.verdict is Verdict.SKIPPED else ""
        yield _Case(f"link {url}", tuple(of_links[url]), skipped)
    for problem in others:
        yield _Case(f"{problem.rule} {problem.message} (line {problem.place.line})", (problem,))


def _of(entry: ReferenceEntry) -> str:
    return f"reference [{entry.label}] {entry.text}"


def _suite(path: str, cases: list[_Case]) -> str:
    failed = sum(any(problem.severity is Severity.ERROR for problem in case.problems) for case in cases)
    skipped = sum(_is_skipped(case) for case in cases)
    name = _attribute(path)
    head = f'tests="{len(cases)}" failures="{failed}" errors="0" skipped="{skipped}" time="0"'
    inside = "".join(_case(path, case) for case in cases)
    return f"<testsuite name={name} {head}>\n{inside}</testsuite>\n"


def _is_skipped(case: _Case) -> bool:
    return bool(case.skipped) and not any(problem.severity is Severity.ERROR for problem in case.problems)


def _case(path: str, case: _Case) -> str:
    head = f"<testcase classname={_attribute(path)} name={_attribute(_cut(case.name))}"
    errors = [problem for problem in case.problems if problem.severity is Severity.ERROR]
    others = [problem for problem in case.problems if problem.severity is not Severity.ERROR]
    inside = [f"<skipped>{_text(one_line(case.skipped))}</skipped>\n"] if _is_skipped(case) else []
    inside += [
        f"<failure type={_attribute(problem.rule)} message={_attribute(problem.message)}>"
        f"{_text(_said(problem))}</failure>\n"
        for problem in errors
    ]
    if others:
        said = "\n".join(_said(problem) for problem in others)
        inside.append(f"<system-out>{_text(said)}</system-out>\n")
    return f"{head}>\n{''.join(inside)}</testcase>\n" if inside else f"{head}/>\n"


def _failed(path: str, message: str) -> str:
    """A document that could not be read."""
    name = _attribute(path)
    error = f"<error message={_attribute(message)}/>"
    case = f'<testcase classname={name} name="read">{error}</testcase>\n'
    return f'<testsuite name={name} tests="1" failures="0" errors="1" skipped="0" time="0">\n{case}</testsuite>\n'


def _said(problem: Problem) -> str:
    place = f"{problem.path}:{problem.place.line}:{problem.place.column}"
    return one_line(f"{place} {problem.severity}[{problem.rule}] {problem.sentence}")


def _cut(text: str) -> str:
    shown = one_line(text)
    return shown if len(shown) <= _NAME else f"{shown[: _NAME - 1]}…"


def _attribute(text: str) -> str:
    return quoteattr(one_line(text))


def _text(text: str) -> str:
    return escape(text)

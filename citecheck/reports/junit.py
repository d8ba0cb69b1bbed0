"""The report as JUnit XML, for the test pages of Jenkins, GitLab and GitHub's test reporters.

A document is a test suite. Its test cases are

- its references, if the report has an inventory, and its links, each URL once: a finding about one of them is
  told there, found by its URL or its label;
- a case for each other finding, such as a marker without reference;
- one case that passes, if there is nothing else: a run that checked something is not empty.

Errors are failures, at most one element a case, as readers take one. Warnings and infos fail nothing: they are in
`system-out`. A path that could not be read is a suite with an error. Names hold no line numbers and are unique in
their suite, so that a case is recognised from run to run. Dots of the path become `_` in class names, where
Jenkins takes what is before the last dot for a package.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from citecheck.model import Failure, LinkReport, Problem, ReferenceEntry, Report, Severity, Verdict
from citecheck.patterns import lazy
from citecheck.reports.places import LINE, beginning, slashed, spot, told, units
from citecheck.reports.screen import Screen

_MOST_NAME = 120
_MOST_TEXT = 4_000
"""Characters of a message."""
_UNKNOWN_TO_XML = lazy("[\ufffe\uffff]")
_SCREEN = Screen(80, color=False, unicode=True, links=False)


@dataclass
class _Case:
    name: str
    problems: list[Problem] = field(default_factory=list)
    skipped: str = ""
    """Why it was not checked."""
    error: tuple[str, str] | None = None
    """The kind and message of what kept it from being checked."""
    output: tuple[str, ...] = ()


@dataclass
class _Suite:
    name: str
    cases: list[_Case]
    unit: str = LINE


def render(report: Report) -> str:
    """The report as an XML document with a final line end; `report.inventory` may be None."""
    suites = [*_documents(report), *map(_unreadable, report.failures), *_run(report)]
    root = ET.Element("testsuites", {"name": "citecheck"})
    elements = [_suite(suite) for suite in suites]
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(element.get(name, 0)) for element in elements)))
    root.set("time", f"{report.elapsed:.3f}")
    root.extend(elements)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _documents(report: Report) -> Iterator[_Suite]:
    unit = units(report)
    problems: dict[str, list[Problem]] = {path: [] for path in unit}
    for problem in report.problems:
        problems.setdefault(problem.path, []).append(problem)
    references: dict[str, list[ReferenceEntry]] = {}
    for reference in report.inventory.references if report.inventory else ():
        references.setdefault(reference.path, []).append(reference)
    links = _links(report)
    for path, found in problems.items():
        cases = _cases(found, references.get(path, []), links.get(path, {}))
        yield _Suite(path, cases or [_Case("nothing to check")], unit.get(path, LINE))


def _links(report: Report) -> dict[str, dict[str, tuple[str | None, LinkReport | None]]]:
    """For each document its URLs, each with the label of its first reference and what became of it."""
    found: dict[str, dict[str, tuple[str | None, LinkReport | None]]] = {}
    for link in report.links:
        for cited in link.cited:
            found.setdefault(cited.path, {}).setdefault(link.url, (cited.label, link))
    for reference in report.inventory.references if report.inventory else ():
        for url in reference.links:
            found.setdefault(reference.path, {}).setdefault(url, (reference.label, None))
    return found


def _cases(
    problems: Iterable[Problem],
    references: Iterable[ReferenceEntry],
    links: dict[str, tuple[str | None, LinkReport | None]],
) -> list[_Case]:
    """The cases of a document, with the findings where they belong."""
    entries: dict[str, list[tuple[tuple[int, int], _Case]]] = {}
    ordered: list[_Case] = []
    for reference in sorted(references, key=lambda entry: (entry.line, entry.column)):
        ordered.append(_Case(f"[{reference.label}] {reference.text}"))
        entries.setdefault(reference.label, []).append(((reference.line, reference.column), ordered[-1]))
    by_url = {}
    for url, (label, link) in links.items():
        by_url[url] = _Case(url if label is None else f"[{label}] {url}", skipped=_why_skipped(link))
    others = []
    for problem in problems:
        case = by_url.get(problem.url) if problem.url is not None else None
        if case is None and problem.label in entries:
            case = _entry(entries[problem.label], problem)
        if case is None:
            label = "" if problem.label is None else f" [{problem.label}]"
            case = _Case(f"{problem.rule} {problem.name}{label}")
            others.append(case)
        case.problems.append(problem)
    return [*ordered, *by_url.values(), *others]


def _entry(entries: list[tuple[tuple[int, int], _Case]], problem: Problem) -> _Case:
    """Of the references with this label the one that the finding is in or after, else the first."""
    place = (problem.place.line, problem.place.column)
    return entries[max(bisect_right(entries, place, key=lambda entry: entry[0]) - 1, 0)][1]


def _why_skipped(link: LinkReport | None) -> str:
    if link is None:
        return "not checked"
    return (link.detail or link.reason or "not checked") if link.verdict is Verdict.SKIPPED else ""


def _unreadable(failure: Failure) -> _Suite:
    return _Suite(failure.path, [_Case("can be read", error=("unreadable", failure.message))])


def _run(report: Report) -> Iterator[_Suite]:
    """A suite for the run itself, if there is something to say of it."""
    if not report.complete or report.notices:
        error = None if report.complete else ("interrupted", "the run was interrupted: not all is in this report")
        yield _Suite("citecheck", [_Case("the run", error=error, output=report.notices)])


def _suite(suite: _Suite) -> ET.Element:
    path = _text(slashed(suite.name))
    elements = []
    used: dict[str, int] = {}
    for case in suite.cases:
        element = _case(case, suite.unit)
        element.set("name", _unique(_name(case.name), used))
        element.set("classname", f"citecheck.{path.replace('.', '_')}")
        elements.append(element)
    counts = {kind: sum(element.find(kind) is not None for element in elements) for kind in ("failure", "error")}
    skipped = sum(element.find("skipped") is not None for element in elements)
    element = ET.Element(
        "testsuite",
        {
            "name": path,
            "file": path,
            "tests": str(len(elements)),
            "failures": str(counts["failure"]),
            "errors": str(counts["error"]),
            "skipped": str(skipped),
            "time": "0",
        },
    )
    element.extend(elements)
    return element


def _case(case: _Case, unit: str) -> ET.Element:
    element = ET.Element("testcase", {"name": "", "classname": "", "time": "0"})
    errors = [problem for problem in case.problems if problem.severity is Severity.ERROR]
    if case.error is not None:
        kind, message = case.error
        ET.SubElement(element, "error", {"type": kind, "message": _text(message)}).text = _text(message)
    elif errors:
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        attributes = {"type": first.rule, "message": _text(told(first)) + more}
        ET.SubElement(element, "failure", attributes).text = _lines(errors, unit)
    elif case.skipped:
        ET.SubElement(element, "skipped", {"message": _text(case.skipped)})
    output = [_text(line) for line in case.output]
    rest = [problem for problem in case.problems if problem.severity is not Severity.ERROR]
    if rest:
        output.append(_lines(rest, unit))
    if output:
        ET.SubElement(element, "system-out").text = "\n".join(output)
    return element


def _lines(problems: Iterable[Problem], unit: str) -> str:
    """Findings in lines such as `essay.txt:31:148: error CC101 undefined-marker: ...`, and their other places."""
    lines = []
    for problem in problems:
        where = spot(problem.path, problem.place, unit)
        lines.append(f"{where}: {problem.severity} {problem.rule} {problem.name}: {told(problem)}")
        lines += [f"    {spot(problem.path, note.place, unit)}: {note.message}" for note in problem.related]
    return "\n".join(map(_text, lines))


def _name(text: str) -> str:
    words = " ".join(_text(text).split()) or "(no name)"
    return words if len(words) <= _MOST_NAME else words[: _MOST_NAME - 1].rstrip() + "…"


def _unique(name: str, used: dict[str, int]) -> str:
    """The name, with a number if it was used before."""
    found = name
    while found in used:
        used[name] += 1
        found = f"{name} ({used[name]})"
    used[found] = 1
    return found


def _text(text: str) -> str:
    """The text on one line, in characters that XML knows and no reader obeys."""
    shown = _SCREEN.show(beginning(text, 2 * _MOST_TEXT))[:_MOST_TEXT]
    return _UNKNOWN_TO_XML.sub("\ufffd", shown)

"""A short report in Markdown, for the summary of a CI job or an issue: dead links first, with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from citecheck.model import LinkReport, Problem, Report, Severity, Verdict
from citecheck.reports.counts import all_consistent, counted, joined
from citecheck.reports.links import is_link_problem
from citecheck.reports.markdown_parts import code, link, plain, table
from citecheck.reports.places import LINE, is_lined, spot, units, with_words

MOST = 50
"""Rows of one table: a job's summary takes a megabyte, and nobody reads so much."""


def render(report: Report) -> str:
    """The report as Markdown with a final line end."""
    blocks = [f"## citecheck: {_state(report)}", _counts(report)]
    blocks += [f"> {plain(notice)}" for notice in report.notices]
    if not report.complete:
        blocks.append("> The run was interrupted: what was known by then is told here.")
    if report.failures:
        rows = [f"- {code(each.path)}: {plain(each.message)}" for each in report.failures[:MOST]]
        blocks.append("### Not read\n\n" + "\n".join([*rows, *_more(len(report.failures))]))
    links = {each.url: each for each in report.links}
    unit = units(report)
    of_links = [problem for problem in report.problems if is_link_problem(problem)]
    in_text = [problem for problem in report.problems if not is_link_problem(problem)]
    for severity, title in ((Severity.ERROR, "Dead links"), (Severity.WARNING, "Links that need a look")):
        found = [problem for problem in of_links if problem.severity is severity]
        blocks += _section(
            title, ("Where", "Reference", "Link", "What to do"), found, lambda it: _link_row(it, links, unit)
        )
    for severity, title in ((Severity.ERROR, "Errors in the text"), (Severity.WARNING, "Warnings")):
        found = [problem for problem in in_text if problem.severity is severity]
        blocks += _section(title, ("Where", "Rule", "What to do"), found, lambda it: _row(it, unit))
    return "\n\n".join(blocks) + "\n"


def _state(report: Report) -> str:
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    if errors or warnings:
        return joined(counted(number, noun) for number, noun in ((errors, "error"), (warnings, "warning")) if number)
    if report.failures or not report.complete:
        return "not finished"
    if not report.documents:
        return "no documents found"
    return all_consistent(report) if report.offline or not report.links else "nothing to mend"


def _counts(report: Report) -> str:
    links = counted(len(report.links), "link")
    kinds = [
        f"{number} {verdict}" if verdict is not Verdict.SKIPPED else f"{number} not checked"
        for verdict in Verdict
        if (number := sum(link.verdict is verdict for link in report.links))
    ]
    parts = [
        counted(len(report.documents), "document"),
        counted(report.markers, "marker"),
        counted(report.references, "reference"),
        f"{links} ({joined(kinds)})" if kinds else links,
    ]
    infos = report.count(Severity.INFO)
    if infos:
        parts.append(counted(infos, "hint"))
    if report.suppressed:
        known = f" ({report.known:,} in the baseline)" if report.known else ""
        parts.append(f"{report.suppressed:,} suppressed{known}")
    return " · ".join(parts)


def _section(
    title: str, heads: Sequence[str], found: Sequence[Problem], row: Callable[[Problem], Iterable[str]]
) -> Iterator[str]:
    if not found:
        return
    yield f"### {title}\n\n" + "\n".join(table(heads, map(row, found[:MOST])))
    yield from _more(len(found))


def _more(number: int) -> Iterator[str]:
    if number > MOST:
        yield f"and {number - MOST:,} more"


def _row(problem: Problem, unit: Mapping[str, str]) -> Iterable[str]:
    its = unit.get(problem.path, LINE)
    words = "" if is_lined(problem.place, its) else f" ({with_words(problem, its)})"
    return _where(problem, unit), f"{problem.rule} {problem.name}", plain(problem.sentence + words)


def _link_row(problem: Problem, links: Mapping[str, LinkReport], unit: Mapping[str, str]) -> Iterable[str]:
    found = links.get(problem.url or "")
    here = next((cited for cited in found.cited if cited.path == problem.path), None) if found else None
    title = here.title if here else ""
    label = "" if problem.label is None else f"[{problem.label}] "
    return _where(problem, unit), plain(f"{label}{title}"), link(problem.url or ""), plain(problem.sentence)


def _where(problem: Problem, unit: Mapping[str, str]) -> str:
    its = unit.get(problem.path, LINE)
    if is_lined(problem.place, its):
        return code(f"{problem.path}:{problem.place.line}")
    return code(spot(problem.path, problem.place, its))

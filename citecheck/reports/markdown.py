"""A short report in Markdown, for the summary of a CI job or an issue: dead links first, with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from citecheck.model import LinkReport, Problem, Report, Severity, Verdict
from citecheck.patterns import lazy
from citecheck.reports.counts import counted, joined
from citecheck.reports.links import is_link_problem
from citecheck.reports.visible import visible, web_address

MOST = 50
"""Rows of one table: a job's summary takes a megabyte, and nobody reads so much."""
_TEXT = 160  # characters of a cell
_URL = 300
_SPECIAL = lazy(r"[\\`*_{}\[\]()<>#+.!|~$&:@/=-]")
_BACKTICKS = lazy(r"`+")


def render(report: Report) -> str:
    """The report as Markdown with a final line end."""
    blocks = [f"## citecheck: {_state(report)}", _counts(report)]
    blocks += [f"> {_text(notice)}" for notice in report.notices]
    if not report.complete:
        blocks.append("> The run was interrupted: what was known by then is told here.")
    if report.failures:
        rows = [f"- {_code(each.path)}: {_text(each.message)}" for each in report.failures[:MOST]]
        blocks.append("### Not read\n\n" + "\n".join([*rows, *_more(len(report.failures))]))
    links = {link.url: link for link in report.links}
    of_links = [problem for problem in report.problems if is_link_problem(problem)]
    in_text = [problem for problem in report.problems if not is_link_problem(problem)]
    for severity, title in ((Severity.ERROR, "Dead links"), (Severity.WARNING, "Links that need a look")):
        found = [problem for problem in of_links if problem.severity is severity]
        blocks += _section(title, ("Where", "Reference", "Link", "What to do"), found, lambda it: _link_row(it, links))
    for severity, title in ((Severity.ERROR, "Errors in the text"), (Severity.WARNING, "Warnings")):
        found = [problem for problem in in_text if problem.severity is severity]
        blocks += _section(title, ("Where", "Rule", "What to do"), found, _row)
    return "\n\n".join(blocks) + "\n"


def _state(report: Report) -> str:
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    if errors or warnings:
        return joined(counted(number, noun) for number, noun in ((errors, "error"), (warnings, "warning")) if number)
    if report.failures or not report.complete:
        return "not finished"
    if not report.documents:
        return "no documents found"
    return "all consistent" if report.offline or not report.links else "nothing to mend"


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
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    lines += [f"| {' | '.join(row(problem))} |" for problem in found[:MOST]]
    yield f"### {title}\n\n" + "\n".join(lines)
    yield from _more(len(found))


def _more(number: int) -> Iterator[str]:
    if number > MOST:
        yield f"and {number - MOST:,} more"


def _row(problem: Problem) -> Iterable[str]:
    return _where(problem), f"{problem.rule} {problem.name}", _text(problem.sentence)


def _link_row(problem: Problem, links: dict[str, LinkReport]) -> Iterable[str]:
    link = links.get(problem.url or "")
    here = next((cited for cited in link.cited if cited.path == problem.path), None) if link else None
    title = here.title if here else ""
    label = "" if problem.label is None else f"[{problem.label}] "
    return _where(problem), _text(f"{label}{title}"), _url(problem.url or ""), _text(problem.sentence)


def _where(problem: Problem) -> str:
    return _code(f"{problem.path}:{problem.place.line}")


def _url(url: str) -> str:
    """A link, if it is of the web and can be one; else its text."""
    target = web_address(url)
    # In angle brackets nothing else ends it, and no bar that a table would take for its own is left in it.
    return f"<{target}>" if target and len(target) <= _URL else _code(url)


def _text(text: str) -> str:
    """Text in which nothing is markup: no link, no mention, no issue, no HTML."""
    shown = visible(" ".join(text.split()), _TEXT)
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", shown)


def _code(text: str) -> str:
    """A span of code that ends where it should; bars are told apart from those of the table."""
    shown = visible(text, _URL).strip().replace("|", "\u2502") or " "
    ticks = "`" * (max((len(run) for run in _BACKTICKS.findall(shown)), default=0) + 1)
    pad = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"

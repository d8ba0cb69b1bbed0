"""What a report comes to, in words: for the head of a page and of a summary."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from citecheck.model import Report, Severity, Verdict
from citecheck.reports.counts import all_consistent, counted, is_empty, joined
from citecheck.reports.links import is_link_problem, is_trivial
from citecheck.reports.places import owners


class Outcome(NamedTuple):
    """The state of what was checked."""

    tone: str
    """`error`, `warning`, `good`, or `unknown` where nothing can be said."""
    headline: str
    """A sentence without full stop."""
    remarks: tuple[str, ...]
    """What limits it, a sentence each; the report's own notices are not among them."""


def outcome(report: Report) -> Outcome:
    """The state of a report, the worst first."""
    tone, headline = _state(report)
    return Outcome(tone, headline, tuple(_remarks(report)))


def findings(report: Report) -> str:
    """How many findings of each severity: "2 errors, 1 warning"; empty if there is none."""
    counts = Counter(problem.severity for problem in report.problems)
    return joined(counted(counts[severity], severity.value) for severity in Severity if counts[severity])


def tally(report: Report) -> list[tuple[Verdict, int]]:
    """How many links have each verdict that occurs, what needs hands first."""
    counts = Counter(link.verdict for link in report.links)
    order = (
        *(Verdict.DEAD, Verdict.INVALID, Verdict.UNREACHABLE, Verdict.BLOCKED),
        *(Verdict.MOVED, Verdict.OK, Verdict.SKIPPED),
    )
    return [(verdict, counts[verdict]) for verdict in order if counts[verdict]]


def word(verdict: Verdict) -> str:
    """The verdict as a person reads it."""
    return "not checked" if verdict is Verdict.SKIPPED else verdict.value


def _state(report: Report) -> tuple[str, str]:
    worst = max((it.severity for it in report.problems if not is_trivial(it)), key=lambda it: it.rank, default=None)
    if worst is Severity.ERROR or worst is Severity.WARNING:
        return worst.value, f"{findings(report)} in {_where(report)}"
    if report.failures:
        return "error", f"{counted(len(report.failures), 'path')} could not be read"
    if not report.complete:
        return "unknown", "Interrupted before everything was checked"
    if not report.documents:
        return "unknown", "Nothing to check: no documents found"
    if told := sum(not is_link_problem(it) for it in report.problems):
        return "good", f"No errors or warnings, {counted(told, 'info')} in {_where(report)}"
    consistent = "" if all(map(is_empty, report.documents)) else all_consistent(report)
    if not report.links:
        return ("good", consistent.capitalize()) if consistent else ("unknown", "No markers and no links found")
    counts = Counter(link.verdict for link in report.links)
    if counts[Verdict.OK] + counts[Verdict.MOVED] == len(report.links):
        return "good", joined([consistent, "all links resolve"]).capitalize()
    tone = "good" if counts[Verdict.OK] or report.offline else "unknown"
    return tone, joined([consistent or "no markers found", _told(report, counts)]).capitalize()


def _told(report: Report, counts: Counter[Verdict]) -> str:
    """Of links without error or warning, that not all of them resolve."""
    links = len(report.links)
    if counts[Verdict.SKIPPED] == links:
        return f"{counted(links, 'link')} not checked"
    if counts[Verdict.BLOCKED] == links:
        return "the link refuses automated checks" if links == 1 else f"all {links:,} links refuse automated checks"
    return joined(f"{number:,} of {counted(links, 'link')} {word(verdict)}" for verdict, number in tally(report)[:1])


def _where(report: Report) -> str:
    documents = counted(len(report.documents), "document")
    owner = owners(report.documents)
    faulty = len({owner.get(problem.path, problem.path) for problem in report.problems})
    return documents if faulty >= len(report.documents) else f"{faulty:,} of {documents}"


def _remarks(report: Report) -> list[str]:
    counts = Counter(link.verdict for link in report.links)
    links = len(report.links)
    remarks = []
    if not report.complete:
        left = sum(link.verdict is Verdict.SKIPPED and link.reason is None for link in report.links)
        remarks.append(
            f"The run was interrupted: {counted(left, 'link')} not checked, and more may be missing."
            if left
            else "The run was interrupted: this report is not complete."
        )
    if report.offline and links:
        remarks.append("Links were not checked (--offline): nothing here says that they resolve.")
    elif links and all(link.reason == "no-network" for link in report.links):
        remarks.append("There was no network, so no link was checked: this proves nothing about them.")
    asked = links - counts[Verdict.SKIPPED] - counts[Verdict.INVALID]
    if asked and counts[Verdict.BLOCKED] == asked:
        remarks.append("Every link that was asked refused automated checks: this proves nothing. Open them yourself.")
    elif asked and counts[Verdict.BLOCKED] + counts[Verdict.UNREACHABLE] == asked:
        remarks.append("No link that was asked gave its page: this proves nothing about them.")
    if report.failures:
        remarks.append(f"{counted(len(report.failures), 'path')} could not be read.".capitalize())
    if report.suppressed:
        known = f", {report.known:,} of them known from the baseline" if report.known else ""
        remarks.append(f"{counted(report.suppressed, 'finding')} hidden{known}.")
    if report.fixed:
        remarks.append(f"{counted(len(report.fixed), 'finding')} of the baseline no longer found.")
    return remarks

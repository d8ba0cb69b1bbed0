"""From paths to a Report: the whole program on one screen.

Bytes become a Document, a Document becomes Citations, rules read Citations into findings (`documents.py`); beside that
the URLs are checked (`web/`); what is not to be reported is taken out; a Report of all is what the formats render.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from citecheck.documents import Checked, checked
from citecheck.errors import UsageError
from citecheck.model import (
    Cited,
    Failure,
    Inventory,
    LinkReport,
    Place,
    Problem,
    Progress,
    Report,
    Verdict,
)
from citecheck.placing import link_problem
from citecheck.rules import link_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from citecheck.changes import Changes
    from citecheck.model import Known
    from citecheck.settings import Settings
    from citecheck.suppress import Comment


def check(
    paths: Sequence[str],
    settings: Settings,
    progress: Callable[[Progress], None] | None = None,
    *,
    of: Callable[[str], Settings] | None = None,
    inventory: bool = False,
) -> Report:
    """Check documents and, unless `settings.offline`, their links.

    `of` gives the settings of a document by its path, where they are not those of the run. With `inventory` the report
    has the fact-checker's sheet. Expected trouble is in the report: unreadable paths are `failures`.
    Interrupted, it reports what is known. Raises ConfigError and UsageError.
    """
    begin = time.monotonic()
    of = of or (lambda _: settings)
    known = _baseline(settings)
    changes = _changes(settings)
    found: list[Checked] = []
    failures: list[Failure] = []
    complete = True
    try:
        for item in checked(paths, settings, of, inventory=inventory, changes=changes):
            if isinstance(item, Failure):
                failures.append(item)
            else:
                found.append(item)
    except KeyboardInterrupt:
        complete = False
    found = _once(found)
    cited: dict[str, list[Cited]] = {}
    for each in found:
        for url, spot in each.cited:
            cited.setdefault(url, []).append(spot)
    offline = settings.offline or settings.only == "structure"
    notices: Sequence[str] = ()
    unwritten = False
    if offline or not complete:
        reason = "offline" if offline else None
        links: Sequence[LinkReport] = [
            LinkReport(url, Verdict.SKIPPED, reason, cited=tuple(spots)) for url, spots in cited.items()
        ]
    else:
        links, complete, notices, unwritten = _check_links(cited, settings, progress)
    problems = [problem for each in found for problem in each.problems]
    if not offline:
        problems += _link_problems(links, of)
    documents = tuple(document for each in found for document in each.documents)
    order = {path: at for at, document in enumerate(documents) for path in document.files}
    order |= {document.path: at for at, document in enumerate(documents)}
    report = Report(
        documents,
        _in_order(problems, order),
        tuple(links),
        tuple(failures),
        complete=complete,
        offline=offline,
        notices=(*notices, *_said_of(links)),
        unwritten=unwritten,
        since=changes is not None,
        elapsed=time.monotonic() - begin,
        inventory=_sheet(found) if inventory else None,
    )
    if any(each.comments for each in found) or any(of(path).ignores for path in order):
        from datetime import UTC, datetime

        from citecheck.suppress import silenced

        comments: dict[str, list[Comment]] = {path: [] for path in order}
        for comment in (comment for each in found for comment in each.comments):
            comments.setdefault(comment.silence.path, []).append(comment)
        report = silenced(report, comments, settings, of, paths, datetime.now(UTC).astimezone().date())
        report = replace(report, problems=_in_order(report.problems, order))
    if known is not None or settings.write_baseline:
        from citecheck.baseline import applied

        report = applied(report, known or (), of, settings, paths)
    return report


def _in_order(problems: Iterable[Problem], order: Mapping[str, int]) -> tuple[Problem, ...]:
    """By path as given, then by place; configuration files last."""

    def key(problem: Problem) -> tuple[int, str, Place, str]:
        return order.get(problem.path, len(order)), problem.path, problem.place, problem.rule

    return tuple(sorted(problems, key=key))


def _once(found: list[Checked]) -> list[Checked]:
    """Without the files that were checked as parts of another: a chapter alone lacks its bibliography."""
    parts = {os.path.realpath(path) for each in found for document in each.documents for path in document.files}
    if not parts:
        return found
    return [each for each in found if os.path.realpath(each.documents[0].path) not in parts]


def _sheet(found: Sequence[Checked]) -> Inventory:
    return Inventory(
        tuple(document for each in found for document in each.documents),
        tuple(marker for each in found for marker in each.markers),
        tuple(reference for each in found for reference in each.references),
    )


def _baseline(settings: Settings) -> tuple[Known, ...] | None:
    """What the baseline knows; it is read before any work is done."""
    if not settings.baseline and not settings.write_baseline:
        return None
    from citecheck import baseline

    if settings.write_baseline:
        baseline.refuse_other(settings.write_baseline)
        return None
    return baseline.read(settings.baseline)


def _changes(settings: Settings) -> Changes | None:
    if not settings.since:
        return None
    if settings.write_baseline:
        raise UsageError("--since and --write-baseline exclude each other: a baseline holds all findings")
    from citecheck.changes import Changes

    return Changes(settings.since)


def _check_links(
    cited: dict[str, list[Cited]], settings: Settings, progress: Callable[[Progress], None] | None
) -> tuple[Sequence[LinkReport], bool, Sequence[str], bool]:
    """What became of the links, whether all were checked, what is to be said, and whether a history is unwritten."""
    if not cited:
        return [], True, (), False
    from citecheck import web

    targets = [web.Target(url, tuple(spots)) for url, spots in cited.items()]
    outcome = web.check(targets, settings, progress=progress)
    return outcome.reports, outcome.complete, outcome.notices, outcome.unwritten


def _said_of(links: Sequence[LinkReport]) -> Iterator[str]:
    """That a run proves nothing, where it does not."""
    asked = [link for link in links if link.verdict not in (Verdict.SKIPPED, Verdict.INVALID)]
    if asked and all(link.verdict is Verdict.BLOCKED for link in asked):
        which = f"all {len(asked)} links that were asked were" if len(asked) > 1 else "the only link that was asked was"
        yield f"{which} blocked: this run proves nothing about them; try from another network"


def _link_problems(links: Sequence[LinkReport], of: Callable[[str], Settings]) -> Iterator[Problem]:
    """What the rules say of the checked links: one finding for each URL and document; CC308 once a run."""
    said_no_network = False
    for link in links:
        for code, rule in link_rules().items():
            finding = rule.link_check(link) if rule.link_check else None
            if finding is None or (code == "CC308" and said_no_network):
                continue
            paths: set[str] = set()
            for spot in link.cited:
                settings = of(spot.path)
                if spot.path in paths or (code == "CC308" and paths) or not settings.wants(code):
                    continue
                paths.add(spot.path)
                said_no_network = said_no_network or code == "CC308"
                severity = settings.severity_of(code, finding.severity, rule.severity)
                yield link_problem(spot, rule.info, finding.message, finding.advice, severity, link.url)


def inventory(
    paths: Sequence[str], settings: Settings, of: Callable[[str], Settings] | None = None
) -> tuple[Inventory, tuple[Failure, ...]]:
    """Every marker with its label, every reference with its links; no network."""
    found = list(checked(paths, settings, of or (lambda _: settings), inventory=True, changes=None))
    sheets = _once([each for each in found if isinstance(each, Checked)])
    return _sheet(sheets), tuple(each for each in found if isinstance(each, Failure))

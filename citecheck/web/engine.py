"""A run: which links are asked, which need not be, and what is reported in the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from citecheck.model import LinkHistory, LinkReport, Progress, Verdict, Waiting
from citecheck.settings import Settings
from citecheck.web.addresses import is_private_host
from citecheck.web.exchange import Exchange, FailureKind
from citecheck.web.heuristics import Judgement
from citecheck.web.history import HistoryFile, after, history_key, is_persistent
from citecheck.web.judge import judge
from citecheck.web.manners import Manners
from citecheck.web.memory import Memory, memory_of
from citecheck.web.reasons import Reason
from citecheck.web.targets import Outcome, Target, authority_of, host_of, host_settings, requested

if TYPE_CHECKING:
    import httpx  # the web package is where it belongs

_LONGEST_AGE = 100 * 365 * 86400.0  # seconds: more than any memory is old
_NO_ANSWER_AT_ALL = frozenset(
    {FailureKind.NO_SUCH_HOST, FailureKind.RESOLVER, FailureKind.NO_ROUTE, FailureKind.TIMEOUT}
)


@dataclass
class Run:
    """A run and what it has found out so far; kept outside the event loop, so that Ctrl-C loses nothing."""

    targets: Sequence[Target]
    settings: Settings
    tell: Callable[[Progress], None]
    reports: dict[int, LinkReport] = field(default_factory=dict)
    unresolved: list[int] = field(default_factory=list)
    """The targets that may be dead, or the network is."""
    unknown: list[int] = field(default_factory=list)
    """The targets whose hosts do not exist, if the name server is to be believed."""
    resolved: str = ""
    """A name that was resolved; empty if none was."""
    online: bool = False
    """Whether anything at all shows that there is a network."""
    passing: set[int] = field(default_factory=set)
    """The targets whose answer holds only for the place where they are cited."""
    memory: Memory | None = None
    deadline: float | None = None
    """When the time for all links is up, by `time.monotonic`; None for no limit."""

    def refuse(self) -> dict[str, list[int]]:
        """Report what is not requested; the rest, by request URL, in order of citation."""
        requests: dict[str, list[int]] = {}
        for index, target in enumerate(self.targets):
            request = requested(target.url, self.settings)
            if isinstance(request, str):
                requests.setdefault(request, []).append(index)
                continue
            self.reports[index] = LinkReport(
                target.url, request.verdict, request.reason, detail=request.detail, cited=target.cited
            )
        self.tell(Progress(len(self.reports), len(self.targets)))
        return requests

    def recall(self, requests: dict[str, list[int]]) -> dict[str, list[int]]:
        """Report what is remembered of earlier runs; the rest."""
        if self.memory is None:
            return requests
        age = timedelta(seconds=min(self.settings.max_age, _LONGEST_AGE))
        wanted = [self.targets[index].url for indexes in requests.values() for index in indexes]
        known = self.memory.recall(wanted, age, datetime.now(UTC))
        for indexes in requests.values():
            for index in indexes:
                if remembered := known.get(self.targets[index].url):
                    self.reports[index] = remembered._replace(cited=self.targets[index].cited)
        left = {url: [index for index in indexes if index not in self.reports] for url, indexes in requests.items()}
        return {url: indexes for url, indexes in left.items() if indexes}

    def record(self, exchange: Exchange, indexes: Sequence[int]) -> None:
        """Report one exchange for each target that it answers, each with its own fragment."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self.online = self.online or _shows_network(exchange)
        if exchange.failure in _NO_ANSWER_AT_ALL and not is_private_host(host_of(exchange.final_url)):
            self.unresolved.extend(indexes)
        if exchange.dotted:
            self.passing.update(indexes)
        if exchange.failure is FailureKind.NO_SUCH_HOST:
            self.unknown.extend(indexes)
        for index in indexes:
            target = self.targets[index]
            found = _accepted(exchange, self.settings) or judge(_as_cited(exchange, target))
            self.reports[index] = LinkReport(
                target.url,
                found.verdict,
                found.reason,
                status=found.status,
                final_url=found.final_url,
                attempts=exchange.attempts,
                checked_at=now,
                detail=found.detail,
                cited=target.cited,
                certificate_ends=_near_end(exchange),
            )

    def doubt_unknown(self) -> None:
        """The name server does not work any more: what it said of unknown hosts proves nothing."""
        for index in self.unknown:
            self.reports[index] = self.reports[index]._replace(
                verdict=Verdict.UNREACHABLE, reason=Reason.SERVER_ERROR, detail="the name server stopped working"
            )

    def progress(self, waiting: tuple[Waiting, ...]) -> None:
        """Tell how far we are."""
        self.tell(Progress(len(self.reports), len(self.targets), waiting))

    def outcome(self, *, complete: bool) -> Outcome:
        """The reports in the order of the targets; without a network, nothing that was asked is judged."""
        if self.unresolved and not self.online:
            for index, report in self.reports.items():
                if report.checked_at and not report.cached:
                    self.reports[index] = LinkReport(
                        report.url,
                        Verdict.SKIPPED,
                        Reason.NO_NETWORK,
                        detail="there is no network",
                        cited=report.cited,
                    )
        reason, unfinished = None, "not checked: interrupted"
        notices: tuple[str, ...] = ()
        if complete and (left := len(self.targets) - len(self.reports)):
            reason, unfinished = Reason.OUT_OF_TIME, "not checked: the time for all links was up"
            notices = (f"{left} of {len(self.targets)} links were not checked: the budget of time was used up",)
        return Outcome(
            tuple(
                self.reports.get(index)
                or LinkReport(target.url, Verdict.SKIPPED, reason, detail=unfinished, cited=target.cited)
                for index, target in enumerate(self.targets)
            ),
            complete,
            notices,
        )


def check(
    targets: Sequence[Target],
    settings: Settings,
    *,
    progress: Callable[[Progress], None] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    processes: int | None = None,
) -> Outcome:
    """See `citecheck.web.check`; with so many processes, by default as many as are worth it."""
    deadline = time.monotonic() + settings.budget if settings.budget else None
    run = Run(targets, settings, progress or (lambda _: None), deadline=deadline)
    file = HistoryFile(settings.history) if settings.history else None
    requests = run.refuse()
    if requests:
        run.memory = memory_of(settings)
    try:
        return _with_histories(_checked(run, requests, transport, processes), run, file)
    finally:
        if run.memory:
            run.memory.close()


def _checked(
    run: Run, requests: dict[str, list[int]], transport: httpx.AsyncBaseTransport | None, processes: int | None
) -> Outcome:
    hosts: dict[str, Manners] = {}
    complete = False
    with suppress(KeyboardInterrupt):
        if requests := run.recall(requests):
            from citecheck.web import shards  # what is remembered needs none of it

            if run.memory:
                hosts = run.memory.ways_of_hosts({authority_of(url) for url in requests}, datetime.now(UTC))
            shards.ask(run, requests, hosts, transport, processes)
        complete = True
    outcome = run.outcome(complete=complete)
    if run.memory:
        lasting = (report for index, report in enumerate(outcome.reports) if index not in run.passing)
        run.memory.keep(lasting, hosts, datetime.now(UTC))
        outcome = replace(outcome, notices=(*outcome.notices, *run.memory.notices))
    return outcome


def histories(settings: Settings, wanted: Sequence[str] | None) -> tuple[list[tuple[str, LinkHistory]], Sequence[str]]:
    """See `citecheck.web.histories`."""
    keys = None if wanted is None else [key for url in dict.fromkeys(wanted) if (key := history_key(url))]
    notices: Sequence[str] = ()
    if settings.history:
        known = HistoryFile(settings.history).known
        found = {key: known[key] for key in (known if keys is None else keys) if key in known}
    elif memory := memory_of(settings):
        found = memory.histories(keys)
        notices = tuple(memory.notices)
        memory.close()
    else:
        found = {}
    return sorted(found.items(), key=lambda each: (each[1].failing_since is None, each[0])), notices


def _with_histories(outcome: Outcome, run: Run, file: HistoryFile | None) -> Outcome:
    """The reports with what became of their links over the days, which is moved on and kept."""
    if file is None and run.memory is None:
        return outcome
    settings = run.settings
    keys = {report.url: history_key(report.url) for report in outcome.reports}
    wanted = [key for key in dict.fromkeys(keys.values()) if key]
    known = file.known if file else run.memory.histories(wanted) if run.memory else {}
    today = datetime.now(UTC).date()
    now: dict[str, LinkHistory] = {}
    for report in outcome.reports:
        key = keys[report.url]
        # The spellings of one link are one link, and have failed once.
        if key and key not in now and (told := after(known.get(key), report, today)):
            now[key] = told
    notices, unwritten = outcome.notices, False
    if file:
        try:
            file.keep(now)
        except OSError as error:
            notices = (*notices, f"the history {settings.history} cannot be written: {error.strerror or error}")
            unwritten = True
    elif run.memory:
        run.memory.keep_histories({key: told for key, told in now.items() if told != known.get(key)})
    reports = tuple(
        report._replace(
            history=(told := now.get(keys[report.url] or "")),
            persistent=is_persistent(told, settings.strikes, settings.strike_days),
        )
        for report in outcome.reports
    )
    return replace(outcome, reports=reports, notices=notices, unwritten=unwritten)


def _accepted(exchange: Exchange, settings: Settings) -> Judgement | None:
    """That the page is there, where the configuration says that its host means it by this status."""
    if not settings.hosts or exchange.status is None:
        return None
    if exchange.status not in host_settings(settings, authority_of(exchange.final_url)).accept:
        return None
    return Judgement(Verdict.OK, None, f"{exchange.status} is accepted here", status=exchange.status)


def _near_end(exchange: Exchange) -> str | None:
    certificate = exchange.certificate
    if certificate is None or datetime.now(UTC) < certificate.due:
        return None
    return certificate.ends.date().isoformat()


def _as_cited(exchange: Exchange, target: Target) -> Exchange:
    """The exchange for one of the targets it answers: with its own fragment, and its reference."""
    words = target.cited[0].title if target.cited else ""
    if target.url == exchange.url and words == exchange.cited_as:
        return exchange
    found = replace(exchange, url=target.url, cited_as=words)
    if "page" in vars(exchange):
        vars(found)["page"] = exchange.page  # the same body: it need not be read twice
    return found


def _shows_network(exchange: Exchange) -> bool:
    """An answer does, and so does a public address that was found by name or said no."""
    if exchange.status is not None or exchange.hops:
        return True
    private = is_private_host(host_of(exchange.final_url))
    return exchange.failure not in _NO_ANSWER_AT_ALL and not private

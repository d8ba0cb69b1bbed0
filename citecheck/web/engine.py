"""A run: which links are asked, which need not be, and what is reported in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import httpx  # the web package is where it belongs

from citecheck.model import LinkReport, Progress, Verdict
from citecheck.settings import Settings
from citecheck.web.addresses import is_private_host
from citecheck.web.chain import Web
from citecheck.web.crew import Crew
from citecheck.web.exchange import Exchange, FailureKind
from citecheck.web.fetch import Fetch
from citecheck.web.judge import judge
from citecheck.web.reasons import Reason
from citecheck.web.targets import Outcome, Target, authority_of, host_of, refusal, request_url
from citecheck.web.transport import WebTransport

_NO_ANSWER_AT_ALL = frozenset(
    {FailureKind.NO_SUCH_HOST, FailureKind.RESOLVER, FailureKind.NO_ROUTE, FailureKind.TIMEOUT}
)


@dataclass
class _Run:
    """A run and what it has found out so far; kept outside the event loop, so that Ctrl-C loses nothing."""

    targets: Sequence[Target]
    settings: Settings
    tell: Callable[[Progress], None]
    reports: dict[int, LinkReport] = field(default_factory=dict)
    unresolved: list[int] = field(default_factory=list)
    """The targets that may be dead, or the network is."""
    online: bool = False
    """Whether anything at all shows that there is a network."""

    def refuse(self) -> dict[str, list[int]]:
        """Report what is not requested; the rest, by request URL, in order of citation."""
        requests: dict[str, list[int]] = {}
        for index, target in enumerate(self.targets):
            refused = refusal(target.url, self.settings)
            if refused is None:
                requests.setdefault(request_url(target.url), []).append(index)
                continue
            self.reports[index] = LinkReport(
                target.url, refused.verdict, refused.reason, detail=refused.detail, cited=target.cited
            )
        self.tell(Progress(len(self.reports), len(self.targets)))
        return requests

    async def ask(self, requests: dict[str, list[int]], transport: httpx.AsyncBaseTransport) -> None:
        """Fetch and judge them all, concurrently."""
        web = Web(transport, self.settings, asyncio.get_running_loop().time)
        crew = Crew(web, self.record, self.progress)
        links = ((authority_of(url), self.targets[indexes[0]].url, indexes) for url, indexes in requests.items())
        try:
            await crew.work(links)
            if self.unresolved and not self.online and isinstance(transport, WebTransport):
                self.online = await transport.is_online()
        finally:
            await transport.aclose()

    def record(self, fetch: Fetch, exchange: Exchange) -> None:
        """Report one exchange for each target that it answers, each with its own fragment."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self.online = self.online or _shows_network(exchange)
        if exchange.failure in _NO_ANSWER_AT_ALL and not is_private_host(host_of(exchange.final_url)):
            self.unresolved.extend(fetch.targets)
        for index in fetch.targets:
            target = self.targets[index]
            found = judge(exchange if target.url == exchange.url else replace(exchange, url=target.url))
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
            )

    def progress(self, crew: Crew) -> None:
        """Tell how far we are."""
        self.tell(Progress(len(self.reports), len(self.targets), crew.waiting))

    def outcome(self, *, complete: bool) -> Outcome:
        """The reports in the order of the targets; without a network, nothing that was asked is judged."""
        if self.unresolved and not self.online:
            for index, report in self.reports.items():
                if report.checked_at:
                    self.reports[index] = LinkReport(
                        report.url,
                        Verdict.SKIPPED,
                        Reason.NO_NETWORK,
                        detail="there is no network",
                        cited=report.cited,
                    )
        unfinished = "not checked: interrupted"
        return Outcome(
            tuple(
                self.reports.get(index)
                or LinkReport(target.url, Verdict.SKIPPED, detail=unfinished, cited=target.cited)
                for index, target in enumerate(self.targets)
            ),
            complete,
        )


def check(
    targets: Sequence[Target],
    settings: Settings,
    *,
    progress: Callable[[Progress], None] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Outcome:
    """See `citecheck.web.check`."""
    run = _Run(targets, settings, progress or (lambda _: None))
    try:
        requests = run.refuse()
        if requests:
            asyncio.run(_ask(run, requests, transport))
    except KeyboardInterrupt:
        return run.outcome(complete=False)
    return run.outcome(complete=True)


async def _ask(run: _Run, requests: dict[str, list[int]], transport: httpx.AsyncBaseTransport | None) -> None:
    await run.ask(requests, transport or WebTransport(run.settings))


def _shows_network(exchange: Exchange) -> bool:
    """An answer does, and so does a public address that was found by name or said no."""
    if exchange.status is not None or exchange.hops:
        return True
    private = is_private_host(host_of(exchange.final_url))
    return exchange.failure not in _NO_ANSWER_AT_ALL and not private

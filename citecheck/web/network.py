"""The part of a run that needs the network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from citecheck.web.chain import Web
from citecheck.web.crew import Crew, Others
from citecheck.web.fetch import Fetch
from citecheck.web.manners import Manners
from citecheck.web.sockets import most_open
from citecheck.web.transport import WebTransport
from citecheck.web.wire import Transport

if TYPE_CHECKING:
    from citecheck.model import Waiting
    from citecheck.settings import Settings
    from citecheck.web.engine import Run

_OTHER_FILES = 64  # open beside the sockets of links: for names, proxies and what we read


class Desk(Others, Protocol):
    """Where a process meets the others."""

    def open(self, crew: Crew, web: Web) -> None:
        """Begin, for a crew that begins to work before the loop's next round."""

    def tell(self, waiting: tuple[Waiting, ...]) -> None:
        """Hear now and then which hosts are waited for."""


async def work(
    run: Run,
    requests: dict[str, list[int]],
    hosts: dict[str, Manners],
    transport: Transport | None = None,
    *,
    settings: Settings | None = None,
    desk: Desk | None = None,
) -> None:
    """Ask each request URL, and record it with the numbers of the targets that it answers.

    `hosts` is what is known of hosts beforehand, and more afterwards. As one of several processes, with `settings`
    of its own and a `desk` where it meets the others.
    """
    settings = settings or run.settings
    transport = transport or WebTransport(settings)
    # Each link may need two sockets, for its second chance; names, files and proxies need some too.
    at_once = max(1, min(settings.concurrency, (most_open() - _OTHER_FILES) // 2))
    web = Web(transport, settings._replace(concurrency=at_once), asyncio.get_running_loop().time, hosts)
    crew = Crew(web, run.record, desk.tell if desk else run.progress, desk)
    if desk:
        desk.open(crew, web)
    links = fetches(run, requests, web)
    try:
        limit = asyncio.timeout_at(run.deadline)
        try:
            async with limit:
                await crew.work(links)
        except TimeoutError:
            if not limit.expired():
                raise
        if isinstance(transport, WebTransport):
            if run.unresolved and not run.online:
                run.online = await transport.resolver.is_online()
            run.resolved = run.resolved or transport.resolver.found
            if run.unknown and run.resolved and not await transport.resolver.resolves(run.resolved):
                run.doubt_unknown()
    finally:
        await transport.aclose()


def fetches(run: Run, requests: dict[str, list[int]], web: Web) -> Iterator[Fetch]:
    """The links behind request URLs, with the numbers of the targets that each answers."""
    return (_fetch(run, url, indexes, web) for url, indexes in requests.items())


def _fetch(run: Run, url: str, indexes: list[int], web: Web) -> Fetch:
    targets = [run.targets[index] for index in indexes]
    dotted = any(cited.dotted for target in targets for cited in target.cited)
    cited_as = targets[0].cited[0].title if targets[0].cited else ""
    return Fetch(targets[0].url, url, indexes, web, dotted=dotted, cited_as=cited_as)

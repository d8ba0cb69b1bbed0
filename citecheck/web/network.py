"""The part of a run that needs the network."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx  # the web package is where it belongs

from citecheck.web.chain import Web
from citecheck.web.crew import Crew
from citecheck.web.fetch import Fetch
from citecheck.web.manners import Manners
from citecheck.web.sockets import most_open
from citecheck.web.transport import WebTransport

if TYPE_CHECKING:
    from citecheck.web.engine import Run


_OTHER_FILES = 64


def ask(
    run: Run, requests: dict[str, list[int]], hosts: dict[str, Manners], transport: httpx.AsyncBaseTransport | None
) -> None:
    """Ask each request URL, and record it with the numbers of the targets that it answers.

    `hosts` is what is known of hosts beforehand, and more afterwards. Raises KeyboardInterrupt; what was
    recorded until then stays.
    """
    asyncio.run(_ask(run, requests, hosts, transport))


async def _ask(
    run: Run, requests: dict[str, list[int]], hosts: dict[str, Manners], transport: httpx.AsyncBaseTransport | None
) -> None:
    transport = transport or WebTransport(run.settings)
    # Each link may need two sockets, for its second chance; names, files and proxies need some too.
    at_once = max(1, min(run.settings.concurrency, (most_open() - _OTHER_FILES) // 2))
    web = Web(transport, run.settings._replace(concurrency=at_once), asyncio.get_running_loop().time, hosts)
    crew = Crew(web, run.record, run.progress)
    links = (_fetch(run, url, indexes, web) for url, indexes in requests.items())
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
            if run.unknown and not await transport.resolver.still_works():
                run.doubt_unknown()
    finally:
        await transport.aclose()


def _fetch(run: Run, url: str, indexes: list[int], web: Web) -> Fetch:
    targets = [run.targets[index] for index in indexes]
    dotted = any(cited.dotted for target in targets for cited in target.cited)
    cited_as = targets[0].cited[0].title if targets[0].cited else ""
    return Fetch(targets[0].url, url, indexes, web, dotted=dotted, cited_as=cited_as)

"""No host is ever hammered: what a strict server sees of a run, over real sockets."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import count

import pytest
from simulated_web import Request, SimulatedWeb
from test_simulated_web import raw

from citecheck.settings import Settings
from citecheck.web import Target, check
from citecheck.web.http1 import Http1Transport
from citecheck.web.schedule import BURST


def run(urls: list[str], **settings: object) -> Counter[str]:
    chosen = {"allow_private": True, "no_cache": True, "timeout": 5.0} | settings
    outcome = check([Target(url) for url in urls], Settings(**chosen))
    return Counter(f"{report.verdict} {report.reason or ''}".strip() for report in outcome.reports)


def most_in_a_second(requests: list[Request]) -> int:
    times = [request.at for request in requests]
    return max(sum(begin <= at < begin + 1.0 for at in times) for begin in times)


async def at_once(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(raw(200).replace(b"Connection: close", b"Connection: keep-alive"))


async def slowly(request: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.05)
    await at_once(request, writer)


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "closed"])
def test_a_young_host_sees_ten_requests_in_any_second_and_six_at_once(web: SimulatedWeb, kept: bool):
    host = f"strict{kept:d}"
    web.hosts[host] = slowly
    if kept:
        web.kept.add(host)

    assert run([web.url(host, f"/{n}") for n in range(35)]) == {"ok": 35}

    assert most_in_a_second(web.seen(host)) <= BURST
    assert web.most_open[host] <= 6
    if kept:
        assert len({request.connection for request in web.seen(host)}) <= 6


def test_hops_and_their_host_count_too(web: SimulatedWeb):
    """Links on other hosts that all lead to one: it must not be flooded."""

    async def short(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(302, f"Location: http://publisher.test:{request.port}{request.path}", body=b""))

    web.hosts |= {f"short{n}": short for n in range(8)} | {"publisher": slowly}
    urls = [web.url(f"short{n % 8}", f"/{n}") for n in range(24)]

    assert run(urls) == {"ok": 24}

    assert most_in_a_second(web.seen("publisher")) <= BURST
    assert web.most_open["publisher"] <= 6


def test_a_host_that_bans_the_impolite_never_does(web: SimulatedWeb):
    """It bans who asks before the pause is over, or more than four times at once after it has said 429."""
    banned, pause_until, asked = [], [0.0], Counter()

    async def guard(request: Request, writer: asyncio.StreamWriter) -> None:
        asked["all"] += 1
        if request.at < pause_until[0] - 0.02:
            asked["early"] += 1
            if asked["early"] > 5:  # what was on its way when the 429 was said
                banned.append(request)
        if asked["all"] in (8, 20):
            pause_until[0], asked["early"] = request.at + 1.0, 0
            writer.write(raw(429, "Retry-After: 1"))
            return
        await asyncio.sleep(0.02)
        writer.write(raw(403) if banned else raw(200))

    web.hosts["guard"] = guard

    assert run([web.url("guard", f"/{n}") for n in range(30)]) == {"ok": 30}
    assert not banned


def test_requests_that_were_still_connecting_wait_for_a_pause_too(web: SimulatedWeb, monkeypatch: pytest.MonkeyPatch):
    """A handshake takes its time; what the host says meanwhile holds for the request behind it."""
    connect = Http1Transport._connect_to
    numbers = count()

    async def slowly_but_for_the_first(self: Http1Transport, *to: object) -> object:
        if next(numbers):
            await asyncio.sleep(0.2)
        return await connect(self, *to)

    async def asks_for_a_pause(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(429, "Retry-After: 1") if len(web.seen("pausing")) == 1 else raw(200))

    monkeypatch.setattr(Http1Transport, "_connect_to", slowly_but_for_the_first)
    web.hosts["pausing"] = asks_for_a_pause

    assert run([web.url("pausing", f"/{n}") for n in range(5)]) == {"ok": 5}

    first, *others = (request.at for request in web.seen("pausing"))
    assert len(others) == 5
    assert min(others) - first > 0.9


def test_after_a_refusal_it_goes_slowly(web: SimulatedWeb):
    async def refuses_once(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(429) if request.path == "/2" and not request.nth else raw(200))

    web.hosts["shy"] = refuses_once
    web.hosts["brisk"] = at_once

    assert run([web.url(host, f"/{n}") for n in range(24) for host in ("shy", "brisk")]) == {"ok": 48}

    refused = next(request.at for request in web.seen("shy") if request.path == "/2")
    later = [request.at for request in web.seen("shy") if request.at > refused + 0.25]
    assert min(later) - refused >= 0.45
    assert later[5] - later[0] >= 5 * 0.15
    # The others are not held up by it.
    assert max(request.at for request in web.seen("brisk")) < max(later)


def test_each_address_is_asked_once_however_often_it_is_cited(web: SimulatedWeb):
    web.hosts["cited"] = at_once
    urls = [web.url("cited", "/a"), web.url("cited", "/a#x"), web.url("cited", "/a#y"), web.url("CITED", "/a")]

    run([*urls, *urls])

    assert web.asked("cited") == 1

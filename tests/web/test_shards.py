"""Several processes, each with hosts of its own, say the same as one, and together are no less polite."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from simulated_web import Request, SimulatedWeb
from test_politeness import at_once, most_in_a_second, slowly
from test_simulated_web import always, hang, raw

from citecheck.errors import UsageError
from citecheck.model import Progress
from citecheck.settings import Settings
from citecheck.web import Outcome, Target, engine, shards
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import Judgement
from citecheck.web.judge import judge
from citecheck.web.memory import memory_of
from citecheck.web.schedule import BURST

PRIVATE = Settings(allow_private=True, no_cache=True, timeout=2.0, retries=1)
SOFT = b"<title>Page not found</title><h1>Page not found</h1>"

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def check(urls: list[str], processes: int = 3, progress=None, **settings: object) -> Outcome:
    return engine.check(
        [Target(url) for url in urls], PRIVATE._replace(**settings), progress=progress, processes=processes
    )


def said(outcome: Outcome) -> list[tuple[object, ...]]:
    return [(r.url, r.verdict, r.reason, r.status, r.final_url, r.attempts, r.detail) for r in outcome.reports]


def to(host: str, *fields: str, status: int = 302):
    """A handler that redirects everything to the same path elsewhere."""

    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(status, f"Location: http://{host}.test:{request.port}{request.path}", *fields, body=b""))

    return handle


async def with_cookie_only(request: Request, writer: asyncio.StreamWriter) -> None:
    """A site of many names that sets a cookie and then wants it."""
    if "cookie" in request.headers:
        writer.write(raw(200))
    else:
        writer.write(raw(302, f"Location: {request.path}", "Set-Cookie: seen=1", body=b""))


@pytest.fixture(scope="module")
def sites(web: SimulatedWeb) -> SimulatedWeb:
    """Two dozen sites, whose redirects lead all over them."""
    web.hosts |= {f"plain{n}": always(200) for n in range(6)}
    web.hosts |= {f"moved{n}": to(f"plain{n}", status=301) for n in range(6)}
    web.hosts |= {f"twice{n}": to(f"moved{n}", status=301) for n in range(3)}
    web.hosts |= {f"lost{n}": to("nowhere") for n in range(3)} | {"nowhere": always(404)}
    web.hosts |= {f"soft{n}": to("softly") for n in range(3)} | {"softly": always(200, body=SOFT)}
    web.hosts |= {
        "biscuit": with_cookie_only,
        "toBiscuit".lower(): to("biscuit"),
        "round": to("about"),
        "about": to("round"),
    }
    return web


def test_they_say_what_one_says(sites: SimulatedWeb, names):
    """Moves, dead ends, soft 404s, circles and cookies, within one process and from one to another."""
    names["gone.test"] = socket.EAI_NONAME
    first = ("plain", "moved", "twice", "lost", "soft", "biscuit", "tobiscuit", "round", "about")
    urls = [sites.url(host, f"/{n}.html") for host in sorted(sites.hosts) if host.startswith(first) for n in range(3)]
    urls += ["http://gone.test/", "http://127.0.0.1:1/", sites.url("twice0", "/1.html#part")]

    one, three = check(urls, 1), check(urls, 3)

    assert said(three) == said(one)
    assert len(set(map(repr, [(r.verdict, r.reason) for r in one.reports]))) >= 6
    assert three.complete


def test_a_host_that_all_lead_to_is_asked_by_one_of_them(web: SimulatedWeb):
    web.hosts |= {f"way{n}": to("goal") for n in range(12)} | {"goal": slowly}

    outcome = check([web.url(f"way{n % 12}", f"/{n}") for n in range(30)])

    assert {report.verdict for report in outcome.reports} == {"ok"}
    assert web.asked("goal") == 30
    assert most_in_a_second(web.seen("goal")) <= BURST
    assert web.most_open["goal"] <= 6


def test_a_silent_host_is_given_up_for_those_who_come_from_elsewhere(web: SimulatedWeb):
    web.hosts |= {f"path{n}": to("mute") for n in range(9)} | {"mute": hang}
    begin = time.monotonic()

    outcome = check([web.url(f"path{n % 9}", f"/{n}") for n in range(45)], timeout=1.0)

    assert Counter((r.verdict, r.reason) for r in outcome.reports) == {("unreachable", "timeout"): 45}
    assert time.monotonic() - begin < 6  # not a time-out for each six of them
    assert web.asked("mute") < 45


def test_a_pause_that_a_host_asks_for_holds_for_all_processes(web: SimulatedWeb):
    times: list[float] = []

    async def busy_at_first(request: Request, writer: asyncio.StreamWriter) -> None:
        times.append(request.at)
        writer.write(raw(200) if len(times) > 1 else raw(429, "Retry-After: 1"))

    web.hosts |= {f"road{n}": to("busy") for n in range(5)} | {"busy": busy_at_first}

    outcome = check([web.url(f"road{n}") for n in range(5)], per_host=1)

    assert {report.verdict for report in outcome.reports} == {"ok"}
    assert times[1] - times[0] >= 1.0


def test_progress_counts_all_and_names_who_is_waited_for(web: SimulatedWeb):
    web.hosts |= {f"quick{n}": always(200) for n in range(5)} | {f"quiet{n}": hang for n in range(3)}
    told: list[Progress] = []

    check([web.url(f"{kind}{n}") for kind, of in (("quick", 5), ("quiet", 3)) for n in range(of)], progress=told.append)

    assert told[-1].done == told[-1].total == 8
    assert {host.host.partition(".")[0] for now in told for host in now.waiting} == {"quiet0", "quiet1", "quiet2"}


def test_the_links_of_a_process_that_dies_are_asked_by_the_first(web: SimulatedWeb):
    """Such as one that the system has ended for want of memory."""
    web.hosts |= {f"goes{n}": to(f"home{n + 1}") for n in range(9)} | {f"home{n}": at_once for n in range(10)}
    killed: list[int] = []

    def kill(now: Progress) -> None:
        if not killed and now.done:
            child, *_ = multiprocessing.active_children()
            killed.append(child.pid or 0)
            child.kill()

    urls = [web.url(f"goes{n}", f"/{k}") for n in range(9) for k in range(14)]  # more than a second's work

    outcome = check(urls, progress=kill)

    assert killed
    assert outcome.complete
    assert Counter(report.verdict for report in outcome.reports) == {"ok": len(urls)}


def test_where_no_process_can_be_started_one_does_it_all(web: SimulatedWeb, monkeypatch):
    class Forbidden:
        def Process(self, **_: object) -> Forbidden:  # noqa: N802  # the name it has
            return self

        def start(self) -> None:
            raise BlockingIOError("no more processes")

    web.hosts |= {f"single{n}": to(f"single{n}er") for n in range(6)} | {f"single{n}er": always(200) for n in range(6)}
    monkeypatch.setattr(shards, "context", Forbidden)

    outcome = check([web.url(f"single{n}") for n in range(6)])

    assert {report.verdict for report in outcome.reports} == {"ok"}


def test_what_each_learns_of_its_hosts_is_remembered(web: SimulatedWeb, tmp_path):
    async def once_too_many(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(200) if request.nth else raw(429, "Retry-After: 0"))

    hosts = [f"rude{n}" for n in range(6)]
    web.hosts |= dict.fromkeys(hosts, once_too_many)

    check([web.url(host) for host in hosts], no_cache=False, cache=str(tmp_path / "memory.sqlite"))

    memory = memory_of(PRIVATE._replace(no_cache=False, cache=str(tmp_path / "memory.sqlite")))
    assert memory is not None
    known = memory.ways_of_hosts({f"{host}.test:{web.port}" for host in hosts}, datetime.now(UTC))
    memory.close()
    assert {manners.interval for manners in known.values()} == {0.2}
    assert len(known) == len(hosts)


def test_the_time_for_all_is_up_for_all(web: SimulatedWeb):
    web.hosts |= {f"fast{n}": always(200) for n in range(6)} | {f"slow{n}": hang for n in range(6)}
    begin = time.monotonic()

    outcome = check([web.url(f"{kind}{n}") for kind in ("fast", "slow") for n in range(6)], budget=1.0, timeout=30.0)

    assert time.monotonic() - begin < 10
    reasons = [(report.verdict, report.reason) for report in outcome.reports]
    assert reasons == [("ok", None)] * 6 + [("skipped", "out-of-time")] * 6


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (ZeroDivisionError("a bug"), RuntimeError, "ZeroDivisionError: a bug"),
        (UsageError("mend this"), UsageError, "^mend this$"),
    ],
)
def test_what_ends_another_process_ends_the_run(web: SimulatedWeb, monkeypatch, error, kind, message):
    web.hosts |= {f"bug{n}": always(200) for n in range(6)}
    here = os.getpid()

    def judged(exchange: Exchange) -> Judgement:
        if os.getpid() != here:
            raise error
        return judge(exchange)

    monkeypatch.setattr(engine, "judge", judged)

    with pytest.raises(kind, match=message):
        check([web.url(f"bug{n}") for n in range(6)])

    assert not multiprocessing.active_children()


def test_a_proxy_that_cannot_be_used_is_no_bug(names, monkeypatch):
    """The contract: one line that says what to mend, from whichever process it comes."""
    monkeypatch.setenv("http_proxy", "quux://proxy.example:1")

    with pytest.raises(UsageError, match="the proxy named by the environment cannot be used"):
        check([f"http://{name}.example/" for name in ("one", "two", "three", "four")])


def test_no_more_links_at_once_than_are_allowed(web: SimulatedWeb):
    at_once: list[int] = []

    async def counting(request: Request, writer: asyncio.StreamWriter) -> None:
        at_once.append(sum(number for host, number in web.open.items() if host.startswith("lone")))
        await slowly(request, writer)

    web.hosts |= {f"lone{n}": counting for n in range(9)}

    check([web.url(f"lone{n}") for n in range(9)], concurrency=2)
    two = max(at_once)
    check([web.url(f"lone{n}") for n in range(9)], concurrency=1)

    assert two <= 2
    assert max(at_once[9:]) == 1


def test_without_a_network_nothing_is_judged(names):
    for n in range(6):
        names[f"away{n}.test"] = socket.EAI_AGAIN
    names["example.com"] = socket.EAI_AGAIN

    outcome = check([f"http://away{n}.test/" for n in range(6)])

    assert {(report.verdict, report.reason) for report in outcome.reports} == {("skipped", "no-network")}


SCRIPT = """
import multiprocessing, sys
from citecheck.errors import UsageError
from citecheck.model import Progress
from citecheck.settings import Settings
from citecheck.web import Target, engine, shards

def main():
    if sys.argv[1] == "spawn":
        shards.context = lambda: multiprocessing.get_context("spawn")
    urls = sys.argv[2:]
    settings = Settings(allow_private=True, no_cache=True, timeout=30.0)
    def tell(now: Progress) -> None:
        print(now.done, flush=True)
    outcome = engine.check([Target(url) for url in urls], settings, progress=tell, processes=3)
    print(outcome.complete, *(report.verdict for report in outcome.reports), len(multiprocessing.active_children()))

if __name__ == "__main__":
    main()
"""


@pytest.fixture
def addresses(web: SimulatedWeb) -> list[str]:
    """Two sites, for processes that have no names of ours; the last one hangs."""

    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        await (hang if request.path == "/2" else always(200))(request, writer)

    web.hosts |= dict.fromkeys(("127", "localhost:" + str(web.port)), handle)
    return [f"http://{('127.0.0.1', 'localhost')[n % 2]}:{web.port}/{n}" for n in range(3)]


def test_ctrl_c_ends_all_of_them(addresses: list[str], tmp_path):
    """What is known is reported, and nobody is left behind."""
    script = tmp_path / "run.py"
    script.write_text(SCRIPT, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script), "fork" if sys.platform == "linux" else "spawn", *addresses],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == "2":
            break
    try:
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        out, err = process.communicate(timeout=20)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # nobody is left to other tests

    assert out.splitlines()[-1] == "False ok ok skipped 0", err
    assert not err


def test_where_processes_are_not_forked(addresses: list[str], tmp_path):
    script = tmp_path / "run.py"
    script.write_text(SCRIPT, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, str(script), "spawn", *addresses[:2]], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stdout.splitlines()[-1:] == ["True ok ok 0"], done.stderr

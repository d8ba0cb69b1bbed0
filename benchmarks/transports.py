"""What a request costs by each transport as the engine uses it, on hosts that answer at once.

    python benchmarks/transports.py                  # 5,000 requests to 1,000 hosts on loopback, 64 at a time
    pip install httpx-aiohttp pyreqwest              # candidates that are left out when missing

Each candidate runs in a process of its own; the CPU seconds are that process's, without start-up and imports.
Linux only, as loopback.py.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parent))
from links import even, simulated
from loopback import address, path

from citecheck.web.by_httpx import HttpxTransport
from citecheck.web.wire import Request, Transport, origin_of

LINKS, HOSTS, AT_ONCE, ROUNDS, LONGEST = 5_000, 1_000, 64, 3, 60


def thin() -> Transport:
    """citecheck's own: asyncio and llhttp."""
    from citecheck.web.http1 import Http1Transport
    from citecheck.web.resolver import Resolver
    from citecheck.web.tls import trusting_context

    return Http1Transport(Resolver(64, allow_private=True), trusting_context, 2_000)


def default() -> Transport:
    """httpx's default, with one pool."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
    return HttpxTransport(httpx.AsyncHTTPTransport(limits=limits))


def aiohttp() -> Transport:
    """aiohttp behind httpx's interface."""
    from httpx_aiohttp import AiohttpTransport  # type: ignore[import-not-found]

    return HttpxTransport(AiohttpTransport(limits=httpx.Limits(max_connections=None)))


def pyreqwest() -> Transport:
    """Rust's reqwest behind httpx's interface; it cannot be told the address to connect to."""
    from pyreqwest.client import ClientBuilder  # type: ignore[import-not-found]
    from pyreqwest.compatibility import httpx as by_reqwest  # type: ignore[import-not-found]

    return HttpxTransport(by_reqwest.HttpxTransport(ClientBuilder().build()))


CANDIDATES: dict[str, Callable[[], Transport]] = {
    "thin": thin,
    "httpx": default,
    "httpx-aiohttp": aiohttp,
    "pyreqwest": pyreqwest,
}


async def ask(transport: Transport, urls: list[str]) -> int:
    """How many of the URLs answer 200 with a body."""
    fine, places = 0, asyncio.Semaphore(AT_ONCE)

    async def one(url: str) -> None:
        nonlocal fine
        async with places:
            answer = await transport.send(request_for(url))
            body = b""
            while part := await answer.body.part():
                body += part
            await answer.body.aclose()
            fine += answer.status == 200 and len(body) > 100

    await asyncio.gather(*(one(url) for url in urls))
    await transport.aclose()
    return fine


def request_for(url: str) -> Request:
    """A request as any client makes it."""
    fields = [(b"Host", url.split("/")[2].encode()), (b"User-Agent", b"benchmark"), (b"Accept", b"*/*")]
    return Request("GET", url, origin_of(url), fields)


def measure(name: str, port: int) -> None:
    """Run one candidate in this process and print its figures as JSON."""

    async def run() -> dict[str, float]:
        transport = CANDIDATES[name]()
        await ask_one_first(transport, port)
        used, begin = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        urls = [f"http://{address(n % HOSTS)}:{port}{path(n // HOSTS)}" for n in range(LINKS)]
        fine = await ask(transport, urls)
        now = resource.getrusage(resource.RUSAGE_SELF)
        cpu = now.ru_utime - used.ru_utime + now.ru_stime - used.ru_stime
        return {"wall": time.perf_counter() - begin, "cpu": cpu, "fine": fine, "peak": now.ru_maxrss / 1024}

    print(json.dumps(asyncio.run(run())))


async def ask_one_first(transport: Transport, port: int) -> None:
    """One request beforehand, for what is imported by the first."""
    answer = await transport.send(request_for(f"http://{address(HOSTS)}:{port}{path(0)}"))
    await answer.body.aclose()


def main() -> None:
    """Measure all candidates in turn and print a table."""
    if len(sys.argv) == 3:
        measure(sys.argv[1], int(sys.argv[2]))
        return
    print("| transport | CPU ms a request | requests/s | peak MB |\n| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder, simulated(even(LINKS + HOSTS, HOSTS + 1), Path(folder)) as web:
        for name in CANDIDATES:
            runs = []
            for _ in range(ROUNDS):
                try:
                    done = subprocess.run(
                        [sys.executable, __file__, name, str(web.port)], capture_output=True, text=True, timeout=LONGEST
                    )
                except subprocess.TimeoutExpired:
                    why = f"not done in {LONGEST} s"
                    break
                if done.returncode:
                    why = done.stderr.strip().splitlines()[-1][:80]
                    break
                runs.append(json.loads(done.stdout))
            if not runs:
                print(f"| {name} | left out: {why} | | |")
                continue
            run = sorted(runs, key=lambda each: each["cpu"])[len(runs) // 2]
            assert run["fine"] == LINKS, f"{name}: {run['fine']} of {LINKS}"
            print(f"| {name} | {run['cpu'] / LINKS * 1000:.2f} | {LINKS / run['wall']:,.0f} | {run['peak']:.0f} |")


if __name__ == "__main__":
    main()

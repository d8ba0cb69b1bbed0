"""A simulated web on loopback: every `NAME.test` is a host of its own, with a behaviour of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    host: str
    path: str
    headers: dict[str, str]
    nth: int
    """How often this host and path were asked before this time."""
    port: int
    method: str = "GET"
    at: float = 0.0
    """When it came, by `time.monotonic`."""
    connection: int = 0
    """The number of its connection."""


Handler = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


class SimulatedWeb:
    """A server in a thread; `hosts` maps the first label of a host to its handler."""

    def __init__(self) -> None:
        self.hosts: dict[str, Handler] = {}
        self.requests: list[Request] = []
        self.port = 0
        self.open: Counter[str] = Counter()
        self.most_open: Counter[str] = Counter()
        self.kept: set[str] = set()
        """Hosts that serve further requests on a connection; the others close it."""
        self.connections = 0
        self._asked: Counter[tuple[str, str]] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        serving = asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20)
        self._server = asyncio.run_coroutine_threadsafe(serving, self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        async def end() -> None:
            self._server.close()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def url(self, host: str, path: str = "/page") -> str:
        return f"http://{host}.test:{self.port}{path}"

    def seen(self, host: str) -> list[Request]:
        """The requests to a host, in order."""
        return [request for request in self.requests if request.host == host]

    def asked(self, host: str) -> int:
        return sum(request.host == host for request in self.requests)

    async def _speak_no_tls(self, hello: bytes, writer: asyncio.StreamWriter) -> None:
        if b"hang.test" in hello:
            await asyncio.sleep(60)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        try:
            while await self._answer(reader, writer, number):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> bool:
        begin = await reader.readexactly(1)
        if begin == b"\x16":  # a TLS handshake: its hello names the host
            await self._speak_no_tls(await reader.read(4096), writer)
            return False
        head = (begin + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
        host = headers["host"].partition(".")[0]
        method, path, _ = first.split(" ")
        nth = self._asked[host, path]
        request = Request(host, path, headers, nth, self.port, method, time.monotonic(), number)
        self._asked[host, path] += 1
        self.requests.append(request)
        self.open[host] += 1
        self.most_open[host] = max(self.most_open[host], self.open[host])
        try:
            await self.hosts[host](request, writer)
            await writer.drain()
        finally:
            self.open[host] -= 1
        return host in self.kept

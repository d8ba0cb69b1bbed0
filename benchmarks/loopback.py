"""A simulated web on loopback: thousands of hosts, each at an address of its own under 127.0.0.0/8.

links.py starts it as a process and talks to it in lines of JSON: a plan in, "ready" out; then for each empty line
in, what was seen since the last one out. It ends with its standard input. Linux only: there every address
under 127.0.0.0/8 is this machine, without set-up.

It is a bare epoll loop, as the transports of asyncio cost more for a request than the fastest clients do, and the
benchmark would measure its server.
"""

from __future__ import annotations

import errno
import heapq
import json
import os
import resource
import select
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAGE = (
    b"<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>Report %b</title></head>\n"
    b"<body><h1>Report %b</h1>\n"
    + b"<p>The commission heard the witnesses in the order in which they had written to it.</p>\n" * 14
    + b"</body></html>\n"
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n%b\r\n"
CLOSE = b"Connection: close\r\n"
EARLY = 50  # how many of a host's requests are its first ones, before it has shown what it bears
LIBRARY = "127.19.0.1"  # serves the documents, for tools that want them over HTTP; its requests are not counted


def address(number: int) -> str:
    """The address of a host; 50,000 of them."""
    return f"127.{20 + number // 10_000}.{number // 100 % 100}.{1 + number % 100}"


def path(number: int) -> str:
    """The path of a host's page; the server reads the number back from its place."""
    return f"/archive/report-{number:05}.html"


@dataclass(slots=True, eq=False)
class Host:
    """One simulated host, and what it saw."""

    delays: list[float]  # seconds until the answer, for each page; none: at once
    hangs: bool = False
    library: bool = False
    waiting: int = 0
    peak: int = 0
    starts: list[float] = field(default_factory=list)

    def busiest(self, early: int | None = None) -> int:
        """The largest number of requests that began within one second, of all or of the earliest."""
        most = first = 0
        for last, start in enumerate(self.starts[:early]):
            while self.starts[first] <= start - 1:
                first += 1
            most = max(most, last - first + 1)
        return most


@dataclass(slots=True, eq=False)
class Connection:
    """One accepted connection."""

    socket: socket.socket
    host: Host
    waiting: int = 0
    begun: bytes = b""  # of a request whose end has not come
    closed: bool = False


class Web:
    """All hosts in one loop."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.poll = select.epoll()
        self.folder = Path(plan["folder"])
        self.hosts = [Host(one["delays"], one["hangs"]) for one in plan["hosts"]]
        self.doors: dict[int, tuple[socket.socket, Host]] = {}
        self.connections: dict[int, Connection] = {}
        self.accepted = 0
        self.due: list[tuple[float, int, Connection, bytes]] = []
        self.sequence = 0
        self.port = self.bind()
        self.cpu = self.used()

    def bind(self) -> int:
        """Listen at every address, all with the same port."""
        places = [(LIBRARY, Host([], library=True)), *((address(i), host) for i, host in enumerate(self.hosts))]
        for port in range(18_080, 18_180):
            try:
                for where, host in places:
                    door = socket.socket()
                    self.doors[door.fileno()] = (door, host)
                    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # accepted sockets inherit it
                    door.bind((where, port))
                    door.listen(1024)
                    door.settimeout(0)
            except OSError as error:
                for door, _ in self.doors.values():
                    door.close()
                self.doors.clear()
                if error.errno != errno.EADDRINUSE:
                    raise
                continue
            for number in self.doors:
                self.poll.register(number, select.EPOLLIN)
            return port
        raise SystemExit("no free port")

    @staticmethod
    def used() -> float:
        """CPU seconds of this process so far."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return usage.ru_utime + usage.ru_stime

    def serve(self) -> None:
        """Until standard input ends."""
        control = sys.stdin.fileno()
        self.poll.register(control, select.EPOLLIN)
        while True:
            pause = max(0.0, self.due[0][0] - time.monotonic()) if self.due else -1
            asked = False
            for number, _ in self.poll.poll(pause):
                if connection := self.connections.get(number):
                    self.read(connection)
                elif number in self.doors:
                    self.accept(*self.doors[number])
                elif number == control:
                    asked = True
            now = time.monotonic()
            while self.due and self.due[0][0] <= now:
                _, _, connection, reply = heapq.heappop(self.due)
                if not connection.closed:
                    self.answer(connection, reply)
            if asked:
                if not os.read(control, 4096):
                    return
                print(json.dumps(self.report()), flush=True)

    def accept(self, door: socket.socket, host: Host) -> None:
        """Take one connection; the loop comes back when there are more."""
        try:
            taken, _ = door.accept()
        except OSError:
            return
        self.connections[taken.fileno()] = Connection(taken, host)
        self.poll.register(taken.fileno(), select.EPOLLIN)
        self.accepted += not host.library

    def read(self, connection: Connection) -> None:
        """What came in: a request, a part of one, or the end."""
        try:
            data = connection.socket.recv(65_536, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.close(connection)
            return
        if connection.begun:
            data = connection.begun + data
        *whole, connection.begun = data.split(b"\r\n\r\n")
        for request in whole:
            if not connection.closed:
                self.take(connection, request)

    def take(self, connection: Connection, request: bytes) -> None:
        """Note a request, and answer it when its time has come."""
        host = connection.host
        method, name, _ = request.split(b" ", 2)
        last = CLOSE if b"connection: close" in request.lower() else b""
        page = self.document(name) if host.library else PAGE % (name, name)
        reply = HEAD % (len(page), last) + (page if method != b"HEAD" else b"")
        connection.waiting += 1
        if host.library:
            self.answer(connection, reply)
            return
        now = time.monotonic()
        host.starts.append(now)
        host.waiting += 1
        host.peak = max(host.peak, host.waiting)
        if host.hangs:
            return
        if not host.delays:
            self.answer(connection, reply)
            return
        number = int(name[-10:-5]) if name[-10:-5].isdigit() else 0
        self.sequence += 1
        heapq.heappush(self.due, (now + host.delays[number % len(host.delays)], self.sequence, connection, reply))

    def document(self, name: bytes) -> bytes:
        """A document of the folder, or nothing."""
        file = self.folder / Path(name.decode("latin-1")).name
        return file.read_bytes() if file.suffix == ".html" and file.exists() else b""

    def answer(self, connection: Connection, reply: bytes) -> None:
        """Send a reply; it is small enough to go at once."""
        connection.waiting -= 1
        connection.host.waiting -= 1
        try:
            connection.socket.sendall(reply)
        except OSError:
            self.close(connection)
            return
        if CLOSE in reply[:200]:
            self.close(connection)

    def close(self, connection: Connection) -> None:
        """Forget a connection and what it waits for."""
        if not connection.closed:
            connection.closed = True
            connection.host.waiting -= connection.waiting
            del self.connections[connection.socket.fileno()]
            connection.socket.close()

    def report(self) -> dict[str, Any]:
        """What was seen since the last report; then all starts anew."""
        for connection in list(self.connections.values()):
            self.close(connection)
        seen = {
            "requests": sum(len(host.starts) for host in self.hosts),
            "connections": self.accepted,
            "peak": max(host.peak for host in self.hosts),
            "busiest": max(host.busiest() for host in self.hosts),
            "early": max(host.busiest(EARLY) for host in self.hosts),
            "cpu": self.used() - self.cpu,
        }
        for host in self.hosts:
            host.waiting = host.peak = 0
            host.starts.clear()
        self.due.clear()
        self.accepted = 0
        self.cpu = self.used()
        return seen


def main() -> None:
    """Read the plan, listen, serve."""
    # Read by hand, as a buffer would take more than the plan and the loop would not see it.
    line = bytearray()
    while not line.endswith(b"\n"):
        part = os.read(sys.stdin.fileno(), 65_536)
        if not part:
            return
        line += part
    web = Web(json.loads(line))
    print(json.dumps({"port": web.port}), flush=True)
    web.serve()


if __name__ == "__main__":
    main()

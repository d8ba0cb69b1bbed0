"""HTTP/1.1 over raw sockets on loopback, and over none at all: the server says exactly what a test writes down.

The server runs in the loop of the test. Where timing or every way to cut an answer matters, `Wired` takes the place
of the sockets.
"""

from __future__ import annotations

import asyncio
import functools
import re
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import pairwise
from typing import NamedTuple, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citecheck.web.connection import Connection
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import RequestFailedError
from citecheck.web.http1 import Http1Transport
from citecheck.web.resolver import Resolver
from citecheck.web.targets import authority_of, request_url
from citecheck.web.wire import Answer, HeldError, Origin, Request, origin_of

Result = TypeVar("Result")

PATIENCE = 5.0
"""Seconds: a test that takes longer hangs."""
MOST_HEAD = 256 * 1024
MOST_WAITING = 256 * 1024
MOST_READ = 256 * 1024
"""What asyncio reads at a time."""


def run(work: Awaitable[Result]) -> Result:
    """Run to the end in an event loop of its own, within bounds of time; nothing may be raised behind its back."""
    raised = []

    async def within_bounds() -> Result:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: raised.append(context))
        async with asyncio.timeout(PATIENCE):
            return await work

    result = asyncio.run(within_bounds())
    assert not raised
    return result


def in_loop(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """A plain test that runs this one in a loop."""

    @functools.wraps(test)
    def plain(*args, **kwargs) -> None:
        run(test(*args, **kwargs))

    return plain


# The server


class Peer:
    """A connection as the server sees it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.requests: list[bytes] = []
        self.gone = asyncio.Event()
        """Set when the client has closed the connection."""


Step = bytes | float | Callable[[Peer], Awaitable[None]]
Said = bytes | tuple[Step, ...]
"""What the server does when it has read a request: send, wait for some seconds, or anything else, in turn."""
Script = Sequence[Said]
"""The answers to the requests over one connection; after the last the server waits for the client to close it."""


async def close(peer: Peer) -> None:
    peer.writer.close()


async def reset(peer: Peer) -> None:
    peer.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.writer.transport.abort()


def hold(until: asyncio.Event) -> Callable[[Peer], Awaitable[None]]:
    async def step(peer: Peer) -> None:
        await until.wait()

    return step


def endless(piece: bytes) -> Callable[[Peer], Awaitable[None]]:
    async def step(peer: Peer) -> None:
        while True:
            peer.writer.write(piece)
            await peer.writer.drain()
            await asyncio.sleep(0)

    return step


def to(url: str, method: str = "GET", **more: object) -> Request:
    """A request with nothing but the field that none may lack."""
    url = request_url(url)
    return Request(method, url, origin_of(url), [(b"Host", authority_of(url).encode())], **more)


class Web:
    """A scripted server, and the transport that is tested, which knows of no other."""

    def __init__(self, scripts: Sequence[Script], idle: int) -> None:
        self.peers: list[Peer] = []
        self._scripts = scripts
        self._resolver = Resolver(1, allow_private=True)
        self.transport = Http1Transport(self._resolver, no_tls, idle)
        self._serving: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        await self.transport.aclose()
        self._resolver.close()
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await asyncio.sleep(0)  # the sockets are closed in the loop's next round

    async def open(self, path: str = "/", method: str = "GET", **more: object) -> Answer:
        """An answer whose body is unread."""
        return await self.transport.send(to(f"http://127.0.0.1:{self.port}{path}", method, **more))

    async def ask(self, path: str = "/", method: str = "GET", **more: object) -> tuple[int, bytes]:
        """The status and body of an answer."""
        answer = await self.open(path, method, **more)
        try:
            return answer.status, await read(answer)
        finally:
            await answer.body.aclose()

    @property
    def requests(self) -> list[int]:
        """How many requests came over each connection."""
        return [len(peer.requests) for peer in self.peers]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._serving.add(asyncio.current_task())
        peer = Peer(reader, writer)
        script = self._scripts[len(self.peers)] if len(self.peers) < len(self._scripts) else [(close,)]
        self.peers.append(peer)
        try:
            for answer in script:
                peer.requests.append(await reader.readuntil(b"\r\n\r\n"))
                for step in (answer,) if isinstance(answer, bytes) else answer:
                    if isinstance(step, bytes):
                        writer.write(step)
                        await writer.drain()
                    elif isinstance(step, float):
                        await asyncio.sleep(step)
                    else:
                        await step(peer)
            while more := await reader.read(65536):
                peer.requests.append(more)
            peer.gone.set()
        except (OSError, asyncio.IncompleteReadError):
            peer.gone.set()
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            writer.close()


def no_tls() -> ssl.SSLContext:
    raise AssertionError("nothing here is encrypted")


@asynccontextmanager
async def serving(*scripts: Script, idle: int = 8) -> AsyncIterator[Web]:
    """A server with a script for each connection, in the order in which they are opened."""
    web = Web(scripts, idle)
    await web.start()
    try:
        yield web
    finally:
        await web.stop()


async def read(answer: Answer, into: bytearray | None = None) -> bytes:
    """The body; what came of it is in `into` even if it breaks off."""
    body = bytearray() if into is None else into
    while part := await answer.body.part():
        body += part
    return bytes(body)


def head(*fields: bytes, line: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join([line, *fields, b"", b""])


def ok(body: bytes = b"body", *fields: bytes, line: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return head(b"Content-Length: %d" % len(body), *fields, line=line) + body


async def until(happened: Callable[[], object]) -> None:
    while not happened():
        await asyncio.sleep(0.001)


CHUNKED = b"Transfer-Encoding: chunked"

# Where the body ends, and whether the connection serves again

FRAMINGS = [
    # name, method, answer, status, body, whether the connection serves again
    ("content-length", "GET", ok(b"body"), 200, b"body", True),
    ("no-body", "GET", ok(b""), 200, b"", True),
    ("in-pieces", "GET", (ok(b"")[:9], 0.01, ok(b"body")[9:-2], 0.01, b"dy"), 200, b"body", True),
    ("chunked", "GET", head(CHUNKED) + b"2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n", 200, b"body", True),
    ("capitals", "GET", head(CHUNKED.upper()) + b"000A\r\n0123456789\r\n0\r\n\r\n", 200, b"0123456789", True),
    ("chunk-extension", "GET", head(CHUNKED) + b'4;a;b=c;d="e f"\r\nbody\r\n0;end\r\n\r\n', 200, b"body", True),
    ("trailers", "GET", head(CHUNKED) + b"4\r\nbody\r\n0\r\nX-Sum: 1\r\nX-None:\r\n\r\n", 200, b"body", True),
    ("length-and-chunked", "GET", head(b"Content-Length: 9", CHUNKED) + b"4\r\nbody\r\n0\r\n\r\n", 200, b"body", True),
    ("chunked-and-length", "GET", head(CHUNKED, b"Content-Length: 2") + b"4\r\nbody\r\n0\r\n\r\n", 200, b"body", True),
    ("until-close", "GET", (head() + b"bo", 0.01, b"dy", close), 200, b"body", False),
    ("until-close-without-body", "GET", (head(), close), 200, b"", False),
    ("http-1.0", "GET", ok(b"body", line=b"HTTP/1.0 200 OK"), 200, b"body", False),
    ("http-1.0-until-close", "GET", (head(line=b"HTTP/1.0 200 OK") + b"body", close), 200, b"body", False),
    ("http-1.0-kept", "GET", ok(b"body", b"Connection: keep-alive", line=b"HTTP/1.0 200 OK"), 200, b"body", True),
    ("connection-close", "GET", ok(b"body", b"Connection: close"), 200, b"body", False),
    ("connection-close-in-a-list", "GET", ok(b"body", b"connection: Foo, Close"), 200, b"body", False),
    ("204", "GET", head(line=b"HTTP/1.1 204 No Content"), 204, b"", True),
    ("304", "GET", head(b"Content-Length: 99", line=b"HTTP/1.1 304 Not Modified"), 304, b"", True),
    ("304-chunked", "GET", head(CHUNKED, line=b"HTTP/1.1 304 Not Modified"), 304, b"", True),
    ("head", "HEAD", head(b"Content-Length: 99"), 200, b"", True),
    ("head-chunked", "HEAD", head(CHUNKED), 200, b"", True),
    ("head-without-length", "HEAD", head(), 200, b"", True),
    ("head-connection-close", "HEAD", head(b"Connection: close"), 200, b"", False),
    ("head-404", "HEAD", head(b"Content-Length: 9", line=b"HTTP/1.1 404 Not Found"), 404, b"", True),
    ("100", "GET", head(line=b"HTTP/1.1 100 Continue") + ok(), 200, b"body", True),
    ("103", "GET", (head(b"Link: </x>", line=b"HTTP/1.1 103 Early Hints"), 0.01, ok()), 200, b"body", True),
    ("100-and-103", "GET", 3 * head(line=b"HTTP/1.1 103 Wait") + ok(line=b"HTTP/1.1 404 No"), 404, b"body", True),
    ("103-before-head", "HEAD", head(line=b"HTTP/1.1 103 Wait") + head(b"Content-Length: 9"), 200, b"", True),
    ("junk-after-the-body", "GET", ok() + b"junk", 200, b"body", False),
    ("junk-after-the-chunks", "GET", head(CHUNKED) + b"4\r\nbody\r\n0\r\n\r\njunk", 200, b"body", False),
    ("longer-than-its-length", "GET", head(b"Content-Length: 4") + b"body and more", 200, b"body", False),
    ("junk-after-connection-close", "GET", ok(b"body", b"Connection: close") + b"junk", 200, b"body", False),
    ("204-with-a-body", "GET", head(line=b"HTTP/1.1 204 No Content") + b"body", 204, b"", False),
    ("304-with-a-body", "GET", head(b"Content-Length: 4", line=b"HTTP/1.1 304 N") + b"body", 304, b"", False),
    ("head-with-a-body", "HEAD", head(b"Content-Length: 9") + b"body", 200, b"", False),
    ("identity", "GET", (head(b"Transfer-Encoding: identity") + b"body", close), 200, b"body", False),
    ("two-answers", "GET", ok() + ok(b"other", line=b"HTTP/1.1 404 Not Found"), 200, b"body", False),
]


@pytest.mark.parametrize(
    ("method", "answer", "status", "body", "serves_again"), [pytest.param(*case[1:], id=case[0]) for case in FRAMINGS]
)
@in_loop
async def test_where_a_body_ends(method, answer, status, body, serves_again):
    async with serving([answer, answer], [answer]) as web:
        assert await web.ask(method=method) == (status, body)
        assert await web.ask(method=method) == (status, body)

        assert web.requests == ([2] if serves_again else [1, 1])


LENIENT = [
    # name, answer, fields
    ("bare-line-feeds", b"HTTP/1.1 200 OK\nA: b\nContent-Length: 4\n\nbody", [("A", "b"), ("Content-Length", "4")]),
    ("no-reason", ok(line=b"HTTP/1.1 200"), [("Content-Length", "4")]),
    ("no-reason-but-a-space", ok(line=b"HTTP/1.1 200 "), [("Content-Length", "4")]),
    ("no-reason-bare-line-feeds", b"HTTP/1.1 200\nContent-Length: 4\n\nbody", [("Content-Length", "4")]),
    ("latin-1-reason", ok(line=b"HTTP/1.1 200 Tr\xe8s bien"), [("Content-Length", "4")]),
    ("folded", ok(b"body", b"A: b\r\n  c\r\n\td"), [("Content-Length", "4"), ("A", "b  c\td")]),
    ("latin-1", ok(b"body", b"A: caf\xe9"), [("Content-Length", "4"), ("A", "caf\xe9")]),
    ("control-characters", ok(b"body", b"A: b\x01\x00c"), [("Content-Length", "4"), ("A", "b\x01\x00c")]),
    ("empty-values", ok(b"body", b"A:", b"B: ", b"C:d"), [("Content-Length", "4"), ("A", ""), ("B", ""), ("C", "d")]),
    ("empty-lines-before", b"\r\n\r\n" + ok(), [("Content-Length", "4")]),
    ("tab-before-value", ok(b"body", b"A:\t b"), [("Content-Length", "4"), ("A", "b")]),
    ("space-after-value", ok(b"body", b"A: b \t"), [("Content-Length", "4"), ("A", "b")]),
    ("space-after-chunk-size", head(CHUNKED) + b"4 \r\nbody\r\n0\r\n\r\n", [("Transfer-Encoding", "chunked")]),
    ("two-equal-lengths", head(b"Content-Length: 4", b"Content-Length: 4") + b"body", [("Content-Length", "4")]),
    ("a-list-of-equal-lengths", head(b"Content-Length: 4, 4") + b"body", [("Content-Length", "4")]),
    ("no-field", ok(b"body", b"no field", b" that goes on", b"A: b"), [("Content-Length", "4"), ("A", "b")]),
    ("no-name", ok(b"body", b": a", b"A:b"), [("Content-Length", "4"), ("A", "b")]),
    ("no-field-name", ok(b"body", b"X \xe9: a", b"A: b"), [("Content-Length", "4"), ("A", "b")]),
    ("space-before-colon", ok(b"body", b"A : b"), [("Content-Length", "4"), ("A", "b")]),
    ("text-mode", ok(b"body", b"A: b").replace(b"\r\n", b"\r\r\n"), [("Content-Length", "4"), ("A", "b")]),
    ("no-field-in-103", head(b"none", line=b"HTTP/1.1 103 Wait") + ok(b"body", b"none"), [("Content-Length", "4")]),
    ("upgrade-offered", ok(b"body", b"Upgrade: h2,h2c"), [("Content-Length", "4"), ("Upgrade", "h2,h2c")]),
]


@pytest.mark.parametrize(("answer", "fields"), [pytest.param(*case[1:], id=case[0]) for case in LENIENT])
@in_loop
async def test_answers_that_browsers_take(answer, fields):
    async with serving([answer]) as web:
        response = await web.open()

        assert await read(response) == b"body"
        assert response.status == 200
        assert [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.fields] == fields
        await response.body.aclose()


# What goes out


@in_loop
async def test_request_on_the_wire_is_what_was_given():
    path = "/caf%C3%A9/%2e%2E/a%20b%2Fc;d='e'?q=%27x%27&%5B1%5D=+"
    async with serving([ok()]) as web:
        fields = [("X-Odd", "caf\xe9"), ("accept", "*/*"), ("Cookie", "a=b"), ("Cookie", "c=d")]
        raw = [(name.encode(), value.encode("latin-1")) for name, value in fields]
        url = f"http://127.0.0.1:{web.port}{path}"
        response = await web.transport.send(Request("GET", url, origin_of(url), [*to(url).fields, *raw]))
        await response.body.aclose()

        assert web.peers[0].requests == [
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{web.port}\r\n"
            "X-Odd: caf\xe9\r\naccept: */*\r\nCookie: a=b\r\nCookie: c=d\r\n\r\n".encode("latin-1")
        ]


@in_loop
async def test_other_methods_and_an_empty_path():
    async with serving([head(b"Content-Length: 9"), ok()]) as web:
        await web.ask("", "HEAD")
        await web.ask("?q", "OPTIONS")

        host = f"Host: 127.0.0.1:{web.port}"
        assert web.peers[0].requests == [
            f"HEAD / HTTP/1.1\r\n{host}\r\n\r\n".encode(),
            f"OPTIONS /?q HTTP/1.1\r\n{host}\r\n\r\n".encode(),
        ]


# Connections that are kept


@in_loop
async def test_requests_at_the_same_time_have_connections_of_their_own():
    answers = [ok(b"%d" % i) for i in range(6)]
    async with serving(*([answer, answer] for answer in answers)) as web:
        bodies = await asyncio.gather(*(web.ask() for _ in answers))
        again = await asyncio.gather(*(web.ask() for _ in answers))

        assert sorted(bodies) == sorted(again) == [(200, b"%d" % i) for i in range(6)]
        assert web.requests == [2] * 6


@in_loop
async def test_a_request_that_is_held_back_does_not_leave_and_its_connection_is_kept():
    def hold() -> None:
        raise HeldError

    async with serving([ok(b"later")]) as web:
        with pytest.raises(HeldError):
            await web.ask("/now", sent=hold)

        assert await web.ask("/later") == (200, b"later")
        assert web.requests == [1]
        assert web.peers[0].requests[0].startswith(b"GET /later ")


@in_loop
async def test_origins_do_not_share_connections():
    async with serving([ok(b"one")]) as one, serving([ok(b"two")]) as other:
        assert await one.ask() == (200, b"one")
        response = await one.transport.send(to(f"http://127.0.0.1:{other.port}/"))

        assert await read(response) == b"two"
        await response.body.aclose()


@in_loop
async def test_a_fresh_connection_leaves_the_kept_one_alone():
    async with serving([ok(b"1"), ok(b"3")], [ok(b"2")]) as web:
        assert await web.ask() == (200, b"1")
        response = await web.open(fresh=True)
        assert await read(response) == b"2"
        assert await web.ask(fresh=False) == (200, b"3")

        await response.body.aclose()
        assert web.requests == [2, 1]


@pytest.mark.parametrize("end", [close, reset])
@in_loop
async def test_a_kept_connection_that_was_closed_is_not_used(end):
    async with serving([(ok(b"1"), end)], [ok(b"2")]) as web:
        sent = []
        assert await web.ask() == (200, b"1")
        await until(lambda: not web.transport._idle)

        assert await web.ask(sent=lambda: sent.append(1)) == (200, b"2")
        assert len(sent) == 1
        assert web.requests == [1, 1]


@in_loop
async def test_a_kept_connection_that_speaks_unasked_is_not_used():
    late = ok(b"to nobody", line=b"HTTP/1.1 408 Request Timeout")
    async with serving([(ok(b"1"), 0.01, late)], [ok(b"2")]) as web:
        assert await web.ask() == (200, b"1")
        await web.peers[0].gone.wait()

        assert await web.ask() == (200, b"2")
        assert web.requests == [1, 1]


@pytest.mark.parametrize("end", [close, reset])
@in_loop
async def test_a_kept_connection_that_is_closed_as_the_request_leaves(end):
    """The request is sent again, over a new connection, and nobody hears of it."""
    async with serving([ok(b"1"), (end,)], [ok(b"2")]) as web:
        sent = []
        assert await web.ask() == (200, b"1")

        assert await web.ask(sent=lambda: sent.append(1)) == (200, b"2")
        assert len(sent) == 2
        assert web.requests == [2, 1]


@pytest.mark.parametrize("end", [close, reset])
@in_loop
async def test_a_kept_connection_that_was_closed_while_nobody_looked(end):
    async with serving([ok(b"1")], [ok(b"2")]) as web:
        assert await web.ask() == (200, b"1")
        await end(web.peers[0])

        assert await web.ask() == (200, b"2")


@pytest.mark.parametrize("end", [close, reset])
@in_loop
async def test_several_kept_connections_that_are_closed_as_the_request_leaves(end):
    async with serving(*3 * [[ok(b"1"), (end,)]], [ok(b"2"), ok(b"3")]) as web:
        sent = []
        await asyncio.gather(web.ask(), web.ask(), web.ask())

        assert await web.ask(sent=lambda: sent.append(1)) == (200, b"2")
        # Once more, and this time on a new connection: each sending counts for the pace.
        assert len(sent) == 2
        assert web.requests == [1, 1, 2, 1]


@pytest.mark.parametrize("end", [close, reset])
@in_loop
async def test_a_new_connection_that_is_closed_without_an_answer(end):
    async with serving([(end,)]) as web:
        sent = []

        with pytest.raises(RequestFailedError, match="without an answer") as failed:
            await web.ask(sent=lambda: sent.append(1))
        assert failed.value.kind is FailureKind.RESET
        assert len(sent) == 1
        assert web.requests == [1]


@in_loop
async def test_a_request_that_closes_every_connection():
    """Kept ones and then the new one: it is not tried for ever."""
    async with serving([ok(), (close,)], [(close,)], [ok()]) as web:
        await web.ask()

        with pytest.raises(RequestFailedError) as failed:
            await web.ask()
        assert failed.value.kind is FailureKind.RESET
        assert web.requests == [2, 1]


@in_loop
async def test_an_answer_that_breaks_off_on_a_kept_connection_is_not_asked_for_again():
    async with serving([ok(), (b"HTTP/1.1 200 OK\r\nCont", close)], [ok()]) as web:
        await web.ask()

        with pytest.raises(RequestFailedError, match="broke off") as failed:
            await web.ask()
        assert failed.value.kind is FailureKind.RESET
        assert web.requests == [2]


@in_loop
async def test_of_too_many_kept_connections_the_longest_idle_is_closed():
    async with serving(*3 * [[ok(), ok(), ok()]], idle=2) as web:
        responses = [await web.open() for _ in range(3)]
        for i in (1, 0):
            await responses[i].body.aclose()
        await web.ask()  # over the first connection, which then has not been idle for long
        await responses[2].body.aclose()

        await web.peers[1].gone.wait()
        assert [peer.gone.is_set() for peer in web.peers] == [False, True, False]
        await asyncio.gather(web.ask(), web.ask())
        assert web.requests == [3, 1, 2]


@in_loop
async def test_no_connections_are_kept_where_none_may_be():
    async with serving([ok()], [ok()], idle=0) as web:
        await web.ask()
        await web.peers[0].gone.wait()
        await web.ask()

        assert web.requests == [1, 1]


@in_loop
async def test_a_server_that_resets_second_requests_is_asked_once_on_each_connection():
    """Else each request would be sent twice."""
    async with serving(*4 * [[ok(), (reset,)]]) as web:
        for _ in range(4):
            assert await web.ask() == (200, b"body")

        assert web.requests == [2, 1, 1, 1]


@in_loop
async def test_what_waits_for_a_second_answer_is_sent_anew_when_a_first_one_came():
    """The server says that it keeps connections, and does not listen to them any more."""
    async with serving(*2 * [[ok(), ()]], *2 * [[ok()]]) as web:
        await asyncio.gather(web.ask(), web.ask())
        given_up, waiting = asyncio.ensure_future(web.ask()), asyncio.ensure_future(web.ask())
        await until(lambda: web.requests == [2, 2])
        given_up.cancel()
        await asyncio.wait([given_up])

        assert await web.ask() == (200, b"body")
        assert await waiting == (200, b"body")
        assert web.requests == [2, 2, 1, 1]


@in_loop
async def test_a_server_that_has_answered_twice_is_not_doubted():
    async with serving([ok(), ok(), (reset,)], [ok(), ok()]) as web:
        for _ in range(4):
            assert await web.ask() == (200, b"body")

        assert web.requests == [3, 2]


# Bodies that nobody wants


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(ok(b"." * 5000), id="all-there"),
        pytest.param((head(b"Content-Length: 9"), 0.01, b"12345", 0.01, b"6789"), id="still-coming"),
        pytest.param((head(CHUNKED), 0.01, b"9\r\n12345", 0.01, b"6789\r\n0\r\n\r\n"), id="chunked"),
    ],
)
@in_loop
async def test_a_small_unread_body_is_let_pass(answer):
    async with serving([answer, ok(b"next")]) as web:
        response = await web.open()
        await response.body.aclose()
        await until(lambda: web.transport._idle)

        assert await web.ask() == (200, b"next")
        assert web.requests == [2]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((head(b"Content-Length: 99999999"), endless(b"." * 5000)), id="large"),
        pytest.param((head(CHUNKED), endless(b"1388\r\n" + b"." * 5000 + b"\r\n")), id="endless-chunks"),
        pytest.param((head(), endless(b"." * 5000)), id="until-close"),
        pytest.param((head(),), id="until-close-which-does-not-come"),
    ],
)
@in_loop
async def test_a_large_unread_body_closes_the_connection(answer):
    async with serving([answer], [ok(b"next")]) as web:
        response = await web.open()
        await response.body.aclose()
        async with asyncio.timeout(1):
            await web.peers[0].gone.wait()

        assert await web.ask() == (200, b"next")
        assert web.requests == [1, 1]


@pytest.mark.parametrize("fields", [[b"Content-Length: 9"], [CHUNKED]])
@in_loop
async def test_an_unread_body_that_does_not_come_closes_the_connection(fields, monkeypatch):
    monkeypatch.setattr("citecheck.web.connection._DRAIN_TIME", 0.02)
    async with serving([(head(*fields) + b"5",)], [ok(b"next")]) as web:
        response = await web.open()
        await response.body.aclose()
        await web.peers[0].gone.wait()

        assert await web.ask() == (200, b"next")


@in_loop
async def test_a_body_read_in_part():
    async with serving([(ok(b"1" * 9000)[:-5000], 0.01, b"1" * 5000), ok(b"next")]) as web:
        response = await web.open()
        assert (await response.body.part()).strip(b"1") == b""
        await response.body.aclose()
        await until(lambda: web.transport._idle)

        assert await web.ask() == (200, b"next")
        assert web.requests == [2]


@pytest.mark.parametrize(
    ("size", "times"),
    [pytest.param(300_000, 1, id="large"), pytest.param(30_000, 12, id="many-small")],
)
@in_loop
async def test_unread_bodies_do_not_stop_the_connection_for_the_next_request(size, times):
    """A page that redirects is not read."""
    async with serving([ok(b"." * size)] * times + [ok(b"next")], [ok(b"next")]) as web:
        async with asyncio.timeout(60):
            for _ in range(times):
                response = await web.open()
                # How much comes at once is the system's business: all of it, or as much as may wait.
                await until(lambda connection=response.body: connection._complete or connection._paused)
                await response.body.aclose()

            assert await web.ask() == (200, b"next")


# Bodies that are slowly read, or break off


@pytest.mark.parametrize("fields", [[b"Content-Length: 5000000"], [CHUNKED], []])
@in_loop
async def test_a_slow_reader_gets_all_of_a_large_body_and_little_waits_in_memory(fields):
    body = bytes(range(250)) * 20_000
    framed = [b"%x\r\n%b\r\n" % (250_000, body[i : i + 250_000]) for i in range(0, len(body), 250_000)]
    answer = b"".join([*framed, b"0\r\n\r\n"]) if fields == [CHUNKED] else body
    async with serving([(head(*fields) + answer, close)]) as web:
        response = await web.open()
        connection = response.body
        await until(lambda: not connection.transport.is_reading())
        await asyncio.sleep(0.01)

        got, waited = [], [sum(map(len, connection._chunks))]
        while part := await response.body.part():
            got.append(part)
            await asyncio.sleep(0.001)
            waited.append(sum(map(len, connection._chunks)))
        assert b"".join(got) == body
        assert max(*waited, *map(len, got)) <= MOST_WAITING + MOST_READ
        await response.body.aclose()


CUT = [
    ("content-length", head(b"Content-Length: 9"), b"body"),
    ("in-a-chunk", head(CHUNKED), b"9\r\nbody"),
    ("between-chunks", head(CHUNKED), b"4\r\nbody\r\n"),
    ("in-the-trailers", head(CHUNKED), b"4\r\nbody\r\n0\r\nA: b\r\n"),
    ("http-1.0", head(b"Content-Length: 9", line=b"HTTP/1.0 200 OK"), b"body"),
]


@pytest.mark.parametrize("end", [close, reset])
@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(("start", "rest"), [pytest.param(*case[1:], id=case[0]) for case in CUT])
@in_loop
async def test_a_body_that_breaks_off(start, rest, together, end):
    """The head was fine, and what came of the body is there."""
    steps = (start + rest, 0.01, end) if together else (start, 0.01, rest, 0.01, end)
    async with serving([steps], [ok()]) as web:
        response = await web.open()
        assert response.status == 200
        got = bytearray()

        with pytest.raises(RequestFailedError, match="broke off") as failed:
            await read(response, got)
        assert failed.value.kind is FailureKind.RESET
        assert got == b"body"
        await response.body.aclose()
        assert await web.ask() == (200, b"body")


@in_loop
async def test_a_reset_is_no_end_of_a_body_without_a_length():
    """RFC 9112, 8: a body that ends with the connection is whole "unless an error was indicated"."""
    async with serving([(head() + b"body", 0.01, reset)]) as web:
        response = await web.open()

        with pytest.raises(RequestFailedError) as failed:
            await read(response)
        assert failed.value.kind is FailureKind.RESET
        await response.body.aclose()


BROKEN_CHUNKS = [b"ZZ\r\n", b"<html>not chunked at all</html>", b"-1\r\n", b"fffffffffffffffff\r\n", b"4\r\nbody!\r\n"]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("rest", BROKEN_CHUNKS)
@in_loop
async def test_chunks_that_are_none(rest, together):
    """The head was fine here too, whether or not the chunks came with it."""
    async with serving([(head(CHUNKED) + rest,) if together else (head(CHUNKED), 0.01, rest)]) as web:
        response = await web.open()

        assert response.status == 200
        with pytest.raises(RequestFailedError) as failed:
            await read(response)
        assert failed.value.kind is FailureKind.BAD_RESPONSE
        await response.body.aclose()
        await web.peers[0].gone.wait()


# Answers that are none

SETTINGS = b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\x00\x03\x00\x00\x00\x64" * 3
BROKEN = [
    ("garbage", b"this is no HTTP at all\r\n\r\n", FailureKind.BAD_RESPONSE),
    ("icy", b"ICY 200 OK\r\n\r\n", FailureKind.BAD_RESPONSE),
    ("http-0.9", b"<html><title>A page</title>", FailureKind.BAD_RESPONSE),
    ("ssh", b"SSH-2.0-OpenSSH_9.2\r\n", FailureKind.BAD_RESPONSE),
    ("tls-alert", b"\x15\x03\x01\x00\x02\x02\x16", FailureKind.BAD_RESPONSE),
    ("settings", SETTINGS, FailureKind.HTTP2_REQUIRED),
    ("empty-settings", b"\x00\x00\x00\x04\x00\x00\x00\x00\x00", FailureKind.HTTP2_REQUIRED),
    ("no-status", b"HTTP/1.1 OK\r\n\r\n", FailureKind.BAD_RESPONSE),
    ("status-of-four-digits", b"HTTP/1.1 2000 OK\r\n\r\n", FailureKind.BAD_RESPONSE),
    ("request", b"GET / HTTP/1.1\r\n\r\n", FailureKind.BAD_RESPONSE),
    ("length-of-letters", ok()[:-8] + b"x\r\n\r\n", FailureKind.BAD_RESPONSE),
    ("negative-length", head(b"Content-Length: -4"), FailureKind.BAD_RESPONSE),
    ("huge-length", head(b"Content-Length: " + b"9" * 40), FailureKind.BAD_RESPONSE),
    ("no-field-and-two-lengths", head(b"a", b"Content-Length: 4", b"Content-Length: 5"), FailureKind.BAD_RESPONSE),
    ("two-lengths", head(b"Content-Length: 4", b"Content-Length: 5") + b"body", FailureKind.BAD_RESPONSE),
    (
        "switched-protocol",
        head(b"Upgrade: x", b"Connection: upgrade", line=b"HTTP/1.1 101 S"),
        FailureKind.BAD_RESPONSE,
    ),
]


@pytest.mark.parametrize(("answer", "kind"), [pytest.param(*case[1:], id=case[0]) for case in BROKEN])
@in_loop
async def test_answers_that_are_no_http(answer, kind):
    """Known at once: the server does not close the connection, we do."""
    async with serving([answer], [ok()]) as web:
        async with asyncio.timeout(1):
            with pytest.raises(RequestFailedError) as failed:
                await web.ask()
            await web.peers[0].gone.wait()

        assert failed.value.kind is kind
        assert await web.ask() == (200, b"body")


@pytest.mark.parametrize("answer", [b"H", b"HTTP/1.1 20", b"HTTP/1.1 200 OK\r\nCont", head(line=b"HTTP/1.1 100 Go on")])
@in_loop
async def test_a_head_that_breaks_off(answer):
    async with serving([(answer, close)]) as web:
        with pytest.raises(RequestFailedError, match="broke off") as failed:
            await web.ask()

        assert failed.value.kind is FailureKind.RESET


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(b"x" * 8000, id="line"),
        pytest.param(b"X-Filler: " + b"x" * 8000 + b"\r\n", id="block"),
        pytest.param(b"a:\r\n" * 100, id="fields"),
        pytest.param(b"a: b\r\n c\r\n", id="folded-lines"),
        pytest.param(b"no field\r\n" + b"x" * 80, id="odd-lines"),
        pytest.param(b"no field\r\n" + b"\r" * 8000, id="odd-ends-of-lines"),
        pytest.param(b"\r\nno field\r\n" * 100 + b"a", id="no-fields"),
        pytest.param(b"\r\n" + head(line=b"HTTP/1.1 100 Continue")[:-2], id="informational"),
    ],
)
@in_loop
async def test_an_endless_head(piece):
    async with serving([(b"HTTP/1.1 103 Wait\r\nX-Filler: ", endless(piece))]) as web:
        async with asyncio.timeout(1):
            with pytest.raises(RequestFailedError) as failed:
                await web.ask()
            await web.peers[0].gone.wait()

        assert failed.value.kind is FailureKind.BAD_RESPONSE


# Ends that are ours


@in_loop
async def test_giving_up_while_waiting_for_the_head_closes_the_connection():
    async with serving([(b"HTTP/1.1 200 OK\r\n",)], [ok()]) as web:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.03):
                await web.ask()
        await web.peers[0].gone.wait()

        assert await web.ask() == (200, b"body")


@in_loop
async def test_giving_up_while_waiting_for_the_body():
    given_up = asyncio.Event()
    async with serving([(head(b"Content-Length: 4") + b"bo", hold(given_up), b"dy"), ok(b"next")]) as web:
        response = await web.open()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await read(response)
        await response.body.aclose()
        given_up.set()
        await until(lambda: web.transport._idle)

        assert await web.ask() == (200, b"next")
        assert web.requests == [2]


@in_loop
async def test_aclose_closes_kept_and_busy_connections():
    async with serving([ok()], [(head(b"Content-Length: 9") + b"body",)], [()]) as web:
        kept = await web.open()
        reading = await web.open()
        waiting = asyncio.ensure_future(web.ask())
        await until(lambda: web.requests == [1, 1, 1])
        await kept.body.aclose()
        await web.transport.aclose()
        await asyncio.gather(*(peer.gone.wait() for peer in web.peers))

        with pytest.raises(RequestFailedError):
            await waiting
        with pytest.raises(RequestFailedError):
            await read(reading)
        await reading.body.aclose()
        assert len(web.peers) == 3


@in_loop
async def test_aclose_ends_a_request_over_a_kept_connection_too():
    async with serving([ok(), ()], [ok()]) as web:
        await web.ask()
        waiting = asyncio.ensure_future(web.ask())
        await until(lambda: web.requests == [2])
        await web.transport.aclose()

        with pytest.raises(RequestFailedError):
            await waiting
        assert web.requests == [2]


# Without sockets


class Wire:
    """Stands in for asyncio's transport: what the connection asks of it, recorded."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.written: list[bytes] = []
        self.accepted = 0
        """Bytes that the connection has taken in."""
        self.open = True
        self.paused = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def abort(self) -> None:
        self._close()

    def pause_reading(self) -> None:
        assert not self.paused
        self.paused = True

    def resume_reading(self) -> None:
        assert self.paused
        self.paused = False

    async def play(self, pieces: Iterable[bytes], *, closes: bool = True) -> None:
        """Play the server: send an answer piece by piece, as fast as it is taken."""
        for piece in filter(None, pieces):
            while self.paused and self.open:
                await asyncio.sleep(0)
            if not self.open:
                return
            self.connection.data_received(piece)
            self.accepted += len(piece)
            await asyncio.sleep(0)
        if closes:
            self._close()
            await asyncio.sleep(0)

    def _close(self) -> None:
        if self.open:
            self.open = False
            asyncio.get_running_loop().call_soon(self.connection.connection_lost, None)


class Wired(Http1Transport):
    """Its connections are to nobody: the test plays the server, with `wires`."""

    def __init__(self) -> None:
        super().__init__(Resolver(1, allow_private=True), no_tls, 8)
        self.wires: list[Wire] = []
        self.greeting = b""
        """What the server says before it is asked."""

    async def _connect(self, origin: Origin, deadline: float) -> Connection:
        connection = Connection(self, origin)
        self.wires.append(Wire(connection))
        connection.connection_made(self.wires[-1])
        self._open.add(connection)
        await self.wires[-1].play([self.greeting], closes=False)
        return connection


class Outcome(NamedTuple):
    status: int
    fields: list[tuple[bytes, bytes]]
    body: bytes
    failure: FailureKind | None
    """What the body broke off with."""
    kept: bool


async def outcome(
    transport: Wired, pieces: Iterable[bytes], method: str = "GET", *, closes: bool = False, wanted: bool = True
) -> Outcome:
    """What becomes of an answer that comes in these pieces, and whose body is `wanted` or not.

    Raises RequestFailedError if it has no valid head.
    """
    asking = asyncio.ensure_future(transport.send(to("http://127.0.0.1/", method, fresh=True)))
    await asyncio.sleep(0)
    wire = transport.wires[-1]
    serving = asyncio.ensure_future(wire.play(pieces, closes=closes))
    body, failure = b"", None
    try:
        response = await asking
        if wanted:
            try:
                while part := await response.body.part():
                    body += part
            except RequestFailedError as error:
                failure = error.kind
        await response.body.aclose()
        return Outcome(response.status, response.fields, body, failure, wire.open)
    finally:
        await serving


def played(pieces: Iterable[bytes], method: str = "GET", *, closes: bool = False) -> Outcome:
    async def play() -> Outcome:
        transport = Wired()
        try:
            return await outcome(transport, pieces, method, closes=closes)
        finally:
            await transport.aclose()

    return run(play())


SPLIT = [
    ("content-length", head(b"Set-Cookie: a=b", b"A:", b"Content-Length: 4") + b"body", "GET"),
    ("chunked", head(CHUNKED) + b"2;a=b\r\nbo\r\n2\r\ndy\r\n0\r\nA: b\r\n\r\n", "GET"),
    ("informational", head(b"Link: </x>", line=b"HTTP/1.1 103 Wait") + ok(), "GET"),
    ("bare-line-feeds", b"HTTP/1.1 200\nA: b\n c\nContent-Length: 4\n\nbody", "GET"),
    ("head", head(b"A: b", b"Content-Length: 4"), "HEAD"),
]


@pytest.mark.parametrize(("answer", "method"), [pytest.param(*case[1:], id=case[0]) for case in SPLIT])
@in_loop
async def test_an_answer_split_at_any_byte_is_the_same(answer, method):
    transport = Wired()
    whole = await outcome(transport, [answer], method)
    assert whole.body == (b"" if method == "HEAD" else b"body")
    assert whole.kept

    for at in range(1, len(answer)):
        assert await outcome(transport, [answer[:at], answer[at:]], method) == whole, at
    assert await outcome(transport, [answer[at : at + 1] for at in range(len(answer))], method) == whole
    await transport.aclose()


@pytest.mark.parametrize("before", [b"", head(b"no field", line=b"HTTP/1.1 103 Wait")])
@in_loop
async def test_a_mended_head_split_at_any_byte_is_the_same(before):
    answer = before + head(b"no field", b"A: b", b"Content-Length: 4", b"Content-Length: 4") + b"body"
    transport = Wired()
    whole = await outcome(transport, [answer])
    assert (whole.body, whole.fields) == (b"body", [(b"A", b"b"), (b"Content-Length", b"4")])
    assert not whole.kept  # it is no server to rely on

    for at in range(1, len(answer)):
        assert await outcome(transport, [answer[:at], answer[at:]]) == whole, at
    assert await outcome(transport, [answer[at : at + 1] for at in range(len(answer))]) == whole
    await transport.aclose()


@in_loop
async def test_http2_is_known_wherever_its_first_frame_is_split():
    transport = Wired()
    for at in range(1, 9):
        with pytest.raises(RequestFailedError) as failed:
            await outcome(transport, [SETTINGS[:at], SETTINGS[at:]])
        assert failed.value.kind is FailureKind.HTTP2_REQUIRED, at
    await transport.aclose()


@pytest.mark.parametrize(
    ("greeting", "kind"),
    [
        pytest.param(SETTINGS, FailureKind.HTTP2_REQUIRED, id="settings"),
        pytest.param(b"220 mail.test ESMTP\r\n", FailureKind.BAD_RESPONSE, id="mail"),
    ],
)
@in_loop
async def test_a_server_that_speaks_first(greeting, kind):
    """So it comes with the end of a handshake of TLS 1.2, or where several addresses were tried."""
    transport = Wired()
    transport.greeting = greeting

    with pytest.raises(RequestFailedError) as failed:
        await outcome(transport, [])
    assert failed.value.kind is kind
    await transport.aclose()


@in_loop
async def test_the_time_to_drain_is_for_one_body(monkeypatch):
    """Its end does not close a connection that has long been serving another request."""
    monkeypatch.setattr("citecheck.web.connection._DRAIN_TIME", 0.02)
    transport = Wired()
    for rest in (b"body", b""):
        asking = asyncio.ensure_future(transport.send(to("http://127.0.0.1/")))
        await asyncio.sleep(0.04 if not rest else 0)
        [wire] = transport.wires
        await wire.play([head(b"Content-Length: 4")], closes=False)
        await (await asking).body.aclose()
        await wire.play([rest], closes=False)

    assert wire.open
    await transport.aclose()


@in_loop
async def test_junk_that_comes_before_the_answer_is_let_go():
    transport = Wired()
    asking = asyncio.ensure_future(transport.send(to("http://127.0.0.1/")))
    await asyncio.sleep(0)
    [wire] = transport.wires
    await wire.play([ok(), b"junk"], closes=False)
    response = await asking

    assert await read(response) == b"body"
    await response.body.aclose()
    assert not wire.open
    await transport.aclose()


LONG = head(*(b"X-%d: %b" % (i, b"x" * 1000) for i in range(300)), b"Content-Length: 4") + b"body"
MANY = head(*(b"X-%d: y" % i for i in range(1001)), b"Content-Length: 4") + b"body"


@pytest.mark.parametrize("size", [100, 1000, 65536, MOST_READ])
@pytest.mark.parametrize("answer", [pytest.param(LONG, id="bytes"), pytest.param(MANY, id="fields")])
def test_a_head_that_is_too_large(answer, size):
    """However fast it comes."""
    with pytest.raises(RequestFailedError, match="too many header fields") as failed:
        played(answer[at : at + size] for at in range(0, len(answer), size))

    assert failed.value.kind is FailureKind.BAD_RESPONSE


@pytest.mark.parametrize("size", [1000, 65536, MOST_READ])
def test_a_head_that_is_just_not_too_large(size):
    fields = [b"X-%d: %b" % (i, b"x" * 240) for i in range(999)]
    answer = head(*fields, b"Content-Length: 300000") + b"." * 300_000

    whole = played(answer[at : at + size] for at in range(0, len(answer), size))
    assert (whole.status, len(whole.fields), len(whole.body)) == (200, 1000, 300_000)


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 ", b"HTTP/1.1 200 OK\r\nX-Fill", b"HTTP/1.1 200 OK\r\nA: "])
@in_loop
async def test_of_an_endless_line_little_is_taken(begin):
    transport = Wired()
    with pytest.raises(RequestFailedError) as failed:
        await outcome(transport, [begin, *[b"x" * 16384] * 1000])

    assert failed.value.kind is FailureKind.BAD_RESPONSE
    assert not transport.wires[0].open
    assert transport.wires[0].accepted <= MOST_HEAD + 16384 + len(begin)
    await transport.aclose()


@in_loop
async def test_of_endless_trailers_little_is_taken():
    """The parser keeps a field in memory until its line ends."""
    transport = Wired()
    answer = await outcome(transport, [head(CHUNKED), b"4\r\nbody\r\n0\r\nA: ", *[b"x" * 65536] * 64], closes=True)

    assert answer.body == b"body"
    assert transport.wires[0].accepted <= 1024 * 1024
    await transport.aclose()


field_names = st.from_regex(re.compile(rb"X-[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}"), fullmatch=True)
field_values = st.from_regex(re.compile(rb"([!-~\x80-\xff]([\t -~\x80-\xff]{0,30}[!-~\x80-\xff])?)?"), fullmatch=True)
field_lists = st.lists(st.tuples(field_names, field_values), max_size=8)
reasons = st.from_regex(re.compile(rb"[\t -~\x80-\xff]{0,20}"), fullmatch=True)
extensions = st.from_regex(re.compile(rb'(;[a-z]{1,5}(=([a-z]{1,5}|"[a-z ]{0,5}"))?){0,2}'), fullmatch=True)
informational = st.lists(st.tuples(st.sampled_from([100, 102, 103, 199]), reasons, field_lists), max_size=2)
places = st.lists(st.integers(0, 5000), max_size=12)


def cut(whole: bytes, places: Iterable[int]) -> list[bytes]:
    """In pieces, cut at these places (counted on from the start where there is no such place)."""
    ends = sorted({place % (len(whole) + 1) for place in places} | {0, len(whole)})
    return [whole[begin:end] for begin, end in pairwise(ends)]


def written(fields: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    return [name + b": " + value for name, value in fields]


@st.composite
def answers(draw: st.DrawFn) -> tuple[bytes, Outcome]:
    """An answer as it is sent, and what is to become of it."""
    status = draw(st.integers(200, 999).filter(lambda status: status not in (204, 304)))
    fields, body = draw(field_lists), draw(st.binary(max_size=3000))
    version, kept = draw(st.sampled_from([(b"1.1", True), (b"1.0", False)]))
    framing = draw(st.sampled_from(["length", "chunked", "close"]))
    framed = body
    if framing == "length":
        fields.insert(draw(st.integers(0, len(fields))), (b"Content-Length", b"%d" % len(body)))
    elif framing == "chunked":
        fields.insert(draw(st.integers(0, len(fields))), (b"Transfer-Encoding", b"chunked"))
        chunks = cut(body, draw(places))
        framed = b"".join(b"%x%b\r\n%b\r\n" % (len(chunk), draw(extensions), chunk) for chunk in chunks)
        framed += b"\r\n".join([b"0" + draw(extensions), *written(draw(field_lists)), b"", b""])
    else:
        kept = False
    line = b"HTTP/%b %d %b" % (version, status, draw(reasons))
    before = [head(*written(more), line=b"HTTP/1.1 %d %b" % (code, why)) for code, why, more in draw(informational)]
    return b"".join([*before, head(*written(fields), line=line), framed]), Outcome(status, fields, body, None, kept)


@given(answer=answers(), places=places)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_valid_answer_in_any_pieces_is_given_back(answer, places):
    sent, expected = answer

    assert played(cut(sent, places), closes=not expected.kept) == expected


STATUS_LINES = (
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.0 404\r\n",
    b"HTTP/1.1 100 Go on\r\n\r\n",
    b"HTTP/1.1 204 No\r\n",
    b"HTTP/1.",
)
UPGRADES = (b"HTTP/1.1 101 Switched\r\n", b"Upgrade: x\r\nConnection: upgrade\r\n", SETTINGS)
LENGTHS = (b"Content-Length: 5\r\n", b"Content-Length: -1\r\n", CHUNKED + b"\r\n", b"Transfer-Encoding: gzip\r\n")
FIELDS = (b"Connection: close\r\n", b"A: b\r\n", b"A: b\r\n" * 1100, b"\r\n", b"\r\n\r\n", b"\n", b"\r", b" ", b":")
BODIES = (b"5\r\nhello\r\n", b"0\r\n\r\n", b"ffffffff\r\n", b"hello", b"x" * 70_000, b"\x00", b"\xff")
FRAGMENTS = (*STATUS_LINES, *UPGRADES, *LENGTHS, *FIELDS, *BODIES)
noise = st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=40), max_size=12)


@given(pieces=noise, started=st.booleans(), method=st.sampled_from(["GET", "HEAD"]), wanted=st.booleans())
@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
def test_anything_in_any_pieces_ends_in_an_answer_or_a_failure(pieces, started, method, wanted):
    """And leaves nothing open."""

    async def play() -> None:
        transport = Wired()
        sent = [b"HTTP/1.1 200 OK\r\n", *pieces] if started else pieces
        with suppress(RequestFailedError):
            await outcome(transport, sent, method, closes=True, wanted=wanted)
        assert not transport.wires[0].open
        assert not transport._open
        assert not transport._idle

    run(play())

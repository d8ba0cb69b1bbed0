"""A transport of httpx carries what ours would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import h11
import httpx  # the engine's own seam
import pytest

from citecheck.web.by_httpx import HttpxTransport
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import RequestFailedError
from citecheck.web.wire import Answer, Request, origin_of

FIELDS = [(b"Host", b"a.example"), (b"Accept", b"*/*"), (b"X-Odd", b"caf\xe9")]


def sent(handler: Callable[[httpx.Request], httpx.Response], url: str = "http://a.example/x?y=%27") -> Answer:
    transport = HttpxTransport(httpx.MockTransport(handler))
    return asyncio.run(transport.send(Request("GET", url, origin_of(url), FIELDS)))


def read(answer: Answer) -> list[bytes]:
    async def parts() -> list[bytes]:
        found = []
        while part := await answer.body.part():
            found.append(part)
        await answer.body.aclose()
        return found

    return asyncio.run(parts())


class Body(httpx.AsyncByteStream):
    """Parts, and perhaps a failure after them."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self.parts = parts
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            if isinstance(part, Exception):
                raise part
            yield part

    async def aclose(self) -> None:
        self.closed = True


def test_no_field_is_added():
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(404, headers=[("A", "1"), ("a", "2")])

    answer = sent(handler)
    assert (answer.status, answer.fields, answer.certificate) == (404, [(b"A", b"1"), (b"a", b"2")], None)
    assert seen[0].headers.raw == FIELDS
    assert seen[0].url.raw_path == b"/x?y=%27"


def test_a_body_in_parts():
    """An empty part is not the end."""
    body = Body(b"one", b"", b"two")

    assert read(sent(lambda _: httpx.Response(200, stream=body))) == [b"one", b"two"]
    assert body.closed


def test_a_body_that_breaks_off():
    answer = sent(lambda _: httpx.Response(200, stream=Body(b"one", httpx.ReadError("gone"))))

    with pytest.raises(RequestFailedError) as failed:
        read(answer)
    assert failed.value.kind is FailureKind.RESET


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        pytest.param(httpx.ReadTimeout("late"), FailureKind.TIMEOUT, id="timeout"),
        pytest.param(httpx.ProxyError("407"), FailureKind.REFUSED, id="proxy"),
        pytest.param(httpx.InvalidURL("odd"), FailureKind.BAD_RESPONSE, id="url"),
        pytest.param(h11.RemoteProtocolError("odd"), FailureKind.BAD_RESPONSE, id="protocol"),
        pytest.param(RequestFailedError(FailureKind.NO_SUCH_HOST, "none"), FailureKind.NO_SUCH_HOST, id="ours"),
        pytest.param(OSError(113, "no route"), FailureKind.NO_ROUTE, id="system"),
    ],
)
def test_failures_are_of_our_kinds(error, kind):
    def handler(_: httpx.Request) -> httpx.Response:
        if isinstance(error, h11.RemoteProtocolError):
            raise httpx.RemoteProtocolError("odd") from error
        raise error

    with pytest.raises(RequestFailedError) as failed:
        sent(handler)
    assert failed.value.kind is kind


def test_an_address_that_httpx_does_not_take():
    with pytest.raises(RequestFailedError) as failed:
        sent(lambda _: httpx.Response(200), f"http://a.example/{'x' * 70_000}")
    assert failed.value.kind is FailureKind.BAD_REDIRECT


def test_a_transport_that_is_not_asynchronous_is_a_bug_of_the_program():
    class Stream(httpx.SyncByteStream):
        def __iter__(self):
            yield b""

    with pytest.raises(TypeError, match="asynchronous"):
        sent(lambda _: httpx.Response(200, stream=Stream()))

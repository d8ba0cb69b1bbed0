"""A transport of httpx in place of ours: for proxies, for HTTP/2, and one that a program brings, such as a test."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import h11
import httpx  # the web package is where it belongs

from citecheck.errors import UsageError
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import RESET, RequestFailedError, causes, told_by
from citecheck.web.wire import Answer, Request

EXPECTED = (RequestFailedError, httpx.TransportError, httpx.InvalidURL, OSError)
"""What a request may end with; anything else is a bug of ours."""


class HttpxTransport:
    """Sends requests by way of a transport of httpx, which does not tell when they leave."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def send(self, request: Request) -> Answer:
        """The answer, its body unread; raises RequestFailedError."""
        try:
            theirs = httpx.Request(request.method, request.url, headers=request.fields)
        except httpx.InvalidURL as error:
            raise RequestFailedError(FailureKind.BAD_REDIRECT, "its address cannot be requested") from error
        try:
            response = await self._transport.handle_async_request(theirs)
        except EXPECTED as error:
            raise _failed(error) from error
        if not isinstance(response.stream, httpx.AsyncByteStream):
            raise TypeError("the transport is not an asynchronous one")
        certificate = response.extensions.get("certificate")
        return Answer(response.status_code, response.headers.raw, _Body(response.stream), certificate)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()


class _Body:
    """The body of an answer of httpx."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream
        self._parts: AsyncIterator[bytes] | None = None

    async def part(self) -> bytes:
        self._parts = self._parts or aiter(self._stream)
        try:
            async for part in self._parts:
                if part:
                    return part
        except EXPECTED as error:
            raise _failed(error) from error
        return b""

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        except EXPECTED as error:
            raise _failed(error) from error


def through(proxy: str, tls: ssl.SSLContext) -> HttpxTransport:
    """By way of a proxy, as its URL; raises UsageError if that cannot be used."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=5.0)
    try:
        return HttpxTransport(httpx.AsyncHTTPTransport(verify=tls, limits=limits, proxy=proxy))
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        raise UsageError(f"the proxy named by the environment cannot be used: {error}") from error


def failure_of(error: BaseException) -> tuple[FailureKind, str]:
    """The kind of failure and a few words for a person, for one of the `EXPECTED` exceptions."""
    for cause in causes(error):
        if told := told_by(cause):
            return told
        if isinstance(cause, h11.RemoteProtocolError | h11.LocalProtocolError | httpx.InvalidURL):
            return FailureKind.BAD_RESPONSE, "the answer is not valid HTTP"
        if isinstance(cause, httpx.TimeoutException):
            return FailureKind.TIMEOUT, "no answer in time"
    if isinstance(error, httpx.ProxyError):
        return FailureKind.REFUSED, "the proxy refused the connection"
    return RESET


def _failed(error: BaseException) -> RequestFailedError:
    return error if isinstance(error, RequestFailedError) else RequestFailedError(*failure_of(error))

"""HTTP/2, for the few servers that speak nothing else: httpx's own, over connections that were vetted."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterable
from typing import cast

import httpcore
import httpx  # the web package is where it belongs

from citecheck.web.by_httpx import EXPECTED
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import RequestFailedError
from citecheck.web.resolver import Resolver
from citecheck.web.tls import trusting_context


class Http2Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool with our own way to connect, for which httpx has no argument."""

    def __init__(self, resolver: Resolver) -> None:
        context = trusting_context()
        super().__init__(verify=context, http1=False, http2=True)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            http1=False,
            http2=True,
            max_connections=None,
            max_keepalive_connections=64,
            keepalive_expiry=5.0,
            network_backend=_VettedBackend(resolver),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, its body unread; raises what `by_httpx.EXPECTED` lists."""
        try:
            response = await super().handle_async_request(request)
        except EXPECTED:
            raise
        except Exception as error:  # httpcore lets through what h2 and `int` raise at what servers send
            raise _bad() from error
        if not 100 <= response.status_code <= 999:
            await response.aclose()
            raise RequestFailedError(FailureKind.BAD_RESPONSE, "its status is none")
        response.stream = _Body(response.stream)
        return response


def _bad() -> RequestFailedError:
    return RequestFailedError(FailureKind.BAD_RESPONSE, "the answer is not valid HTTP/2")


class _Body(httpx.AsyncByteStream):
    """A body whose failures are those that are expected."""

    def __init__(self, stream: object) -> None:
        self._stream = cast("httpx.AsyncByteStream", stream)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._stream:
                yield part
        except EXPECTED:
            raise
        except Exception as error:
            raise _bad() from error

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        except EXPECTED:
            raise
        except Exception as error:
            raise _bad() from error


class _VettedBackend(httpcore.AsyncNetworkBackend):
    """httpcore's way to connect, but to the addresses that the resolver has vetted."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the host; raises RequestFailedError, or httpcore's own exceptions."""
        addresses = await self._resolver.lookup(host, port)

        failed: Exception | None = None
        for address in addresses:
            try:
                return _Plain(await self._inner.connect_tcp(address, port, timeout, local_address, socket_options))
            except (OSError, httpcore.ConnectError) as error:
                failed = error
        assert failed is not None  # noqa: S101  # there was an address
        raise failed

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)


class _Plain(httpcore.AsyncNetworkStream):
    """A stream that closes when its TLS handshake is given up, which httpcore's own leaves open."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            await self._stream.aclose()
            raise

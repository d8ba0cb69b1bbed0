"""Connections: httpx's own, but only to addresses that were looked at first.

The name is resolved once, here, and the connection goes to the very address that was vetted, so that a
name server cannot show a public address first and a private one afterwards (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx  # the web package is where it belongs

from citecheck.errors import UsageError
from citecheck.settings import Settings
from citecheck.web.addresses import is_private, is_private_host
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import CannotConnectError

_HEAD_START = 0.25  # seconds before the next address is tried too: RFC 8305, 5
_LOOKUPS = 64  # at once: getaddrinfo blocks a thread each
_IDLE = httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=5.0)
# The codes by which getaddrinfo says that there is no such name; EAI_NODATA is not on every system.
_UNKNOWN = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class WebTransport(httpx.AsyncBaseTransport):
    """Sends each request directly or through the proxy that the environment names for it.

    Behind a proxy it is the proxy that resolves names, so only written addresses can be vetted there.
    """

    def __init__(self, settings: Settings) -> None:
        self._tls = httpx.create_ssl_context()
        self._resolver = Resolver()
        self._direct = _DirectTransport(VettedBackend(self._resolver, settings.allow_private), self._tls)
        self._proxies = getproxies()
        self._proxied: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, its body unread; raises what `failures.EXPECTED` lists."""
        proxy = self._proxy_for(request.url)
        transport = self._through(proxy) if proxy else self._direct
        return await transport.handle_async_request(request)

    async def is_online(self) -> bool:
        """Whether any name resolved; if none did, whether one that certainly exists does."""
        if self._resolver.found_a_name:
            return True
        try:
            return bool(await self._resolver.lookup("example.com", 443))
        except CannotConnectError:
            return False

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in (self._direct, *self._proxied.values()):
            await transport.aclose()
        self._resolver.close()

    def _proxy_for(self, url: httpx.URL) -> str | None:
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all")
        host = url.raw_host.decode("ascii").strip("[]")
        if not proxy or is_private_host(host) or proxy_bypass(host):
            return None
        return proxy if "://" in proxy else f"http://{proxy}"

    def _through(self, proxy: str) -> httpx.AsyncHTTPTransport:
        if proxy not in self._proxied:
            try:
                self._proxied[proxy] = httpx.AsyncHTTPTransport(verify=self._tls, limits=_IDLE, proxy=proxy)
            except (ValueError, ImportError, httpx.InvalidURL) as error:
                raise UsageError(f"the proxy named by the environment cannot be used: {error}") from error
        return self._proxied[proxy]


class _DirectTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool with our own way to connect, for which httpx has no argument."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, tls: ssl.SSLContext) -> None:
        super().__init__(verify=tls)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=_IDLE.max_connections,
            max_keepalive_connections=_IDLE.max_keepalive_connections,
            keepalive_expiry=_IDLE.keepalive_expiry,
            network_backend=backend,
        )


class Resolver:
    """Names to addresses, each name asked once at a time and remembered for the run."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="citecheck-dns")
        self._answers: dict[tuple[str, int], asyncio.Future[Sequence[str]]] = {}
        self.found_a_name = False
        """Whether the resolver gave an address for anything that was not one already."""

    async def lookup(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a host, the best first; raises CannotConnectError if there are none."""
        key = (host, port)
        answer = self._answers.get(key)
        if answer is None or (answer.done() and (answer.cancelled() or answer.exception())):
            answer = self._answers[key] = asyncio.ensure_future(self._ask(host, port))
        # Shielded: whoever gives up waiting must not take the answer from the others.
        return await asyncio.shield(answer)

    def close(self) -> None:
        """Drop what is still asked."""
        for answer in self._answers.values():
            answer.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, _addresses, host, port)
        except socket.gaierror as error:
            if error.errno in _UNKNOWN:
                raise CannotConnectError(FailureKind.NO_SUCH_HOST, f"there is no host {host}") from error
            detail = f"the name server could not say where {host} is"
            raise CannotConnectError(FailureKind.RESOLVER, detail) from error
        except UnicodeError as error:
            raise CannotConnectError(FailureKind.NO_SUCH_HOST, f"{host} cannot be a name") from error
        self.found_a_name = self.found_a_name or host not in found
        return tuple(dict.fromkeys(found))


class VettedBackend(httpcore.AsyncNetworkBackend):
    """httpcore's way to connect, but to vetted addresses, the next one tried when one is slow."""

    def __init__(self, resolver: Resolver, allow_private: bool) -> None:  # noqa: FBT001  # a Settings field
        self._resolver = resolver
        self._allow_private = allow_private
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the host; raises CannotConnectError, or httpcore's own exceptions."""
        addresses = await self._resolver.lookup(host, port)
        if not self._allow_private:
            addresses = [address for address in addresses if not _is_private(address)]
            if not addresses:
                detail = f"{host} is a private address"
                raise CannotConnectError(FailureKind.PRIVATE_ADDRESS, detail)

        async def connect(address: str) -> httpcore.AsyncNetworkStream:
            return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)

        return _Plain(await _first(connect, addresses))

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


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


async def _first(
    connect: Callable[[str], Awaitable[httpcore.AsyncNetworkStream]], addresses: Sequence[str]
) -> httpcore.AsyncNetworkStream:
    """The first address to connect wins; each gets a head start on the next (RFC 8305, simplified)."""
    waiting = list(addresses)
    running: set[asyncio.Future[httpcore.AsyncNetworkStream]] = set()
    failed: BaseException | None = None
    try:
        while waiting or running:
            if waiting:
                running.add(asyncio.ensure_future(connect(waiting.pop(0))))
            done, running = await asyncio.wait(
                running,
                timeout=_HEAD_START if waiting else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            won = [task for task in done if task.exception() is None]
            for late in won[1:]:
                await late.result().aclose()
            if won:
                return won[0].result()
            failed = next((task.exception() for task in done), failed)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    assert failed is not None  # noqa: S101  # there was an address, and it neither connected nor hangs
    raise failed


def _addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def _is_private(address: str) -> bool:
    return is_private(ip_address(address.partition("%")[0]))

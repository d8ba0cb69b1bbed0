"""Which way a request goes: directly, through the proxy of the environment, or by HTTP/2."""

from __future__ import annotations

import os
import sys
from functools import cache

from citecheck.settings import Settings
from citecheck.web.addresses import is_private_host
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import RequestFailedError
from citecheck.web.http1 import Http1Transport
from citecheck.web.resolver import Resolver
from citecheck.web.sockets import most_open
from citecheck.web.tls import trusting_context
from citecheck.web.wire import Answer, Origin, Request, Transport


class WebTransport:
    """Sends each request directly or through the proxy that the environment names for it.

    Behind a proxy it is the proxy that resolves names, so only written addresses can be vetted there.
    """

    def __init__(self, settings: Settings) -> None:
        self._resolver = Resolver(settings.concurrency, allow_private=settings.allow_private)
        self._tls = cache(trusting_context)
        # Each request may need two sockets, for its second chance, and names and files need some.
        idle = max(16, most_open() - 2 * settings.concurrency - 64)
        self._direct = Http1Transport(self._resolver, self._tls, idle)
        self._proxies = _proxies()
        self._others: dict[str, Transport] = {}
        self._needs_http2: set[Origin] = set()

    async def send(self, request: Request) -> Answer:
        """The answer, its body unread; raises what `failures.EXPECTED` lists."""
        origin = request.origin
        if proxy := self._proxy_for(origin):
            return await self._through(proxy).send(request)
        if origin not in self._needs_http2:
            try:
                return await self._direct.send(request)
            except RequestFailedError as error:
                # Without encryption nobody speaks HTTP/2 unasked: no browser would.
                if error.kind is not FailureKind.HTTP2_REQUIRED or origin.scheme != "https":
                    raise
                self._needs_http2.add(origin)
        return await self._by_http2().send(request)

    @property
    def resolver(self) -> Resolver:
        """Who finds the addresses."""
        return self._resolver

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in (self._direct, *self._others.values()):
            await transport.aclose()
        self._resolver.close()

    def _proxy_for(self, origin: Origin) -> str | None:
        if not self._proxies:
            return None
        proxy = self._proxies.get(origin.scheme) or self._proxies.get("all")
        host = origin.host
        if not proxy or is_private_host(host) or _bypasses(host):
            return None
        return proxy if "://" in proxy else f"http://{proxy}"

    def _through(self, proxy: str) -> Transport:
        if proxy not in self._others:
            from citecheck.web.by_httpx import through  # httpx costs as much as all else that is imported here

            self._others[proxy] = through(proxy, self._tls())
        return self._others[proxy]

    def _by_http2(self) -> Transport:
        if "h2" not in self._others:
            from citecheck.web.by_httpx import HttpxTransport
            from citecheck.web.http2 import Http2Transport  # almost no server needs it

            self._others["h2"] = HttpxTransport(Http2Transport(self._resolver))
        return self._others["h2"]


def _proxies() -> dict[str, str]:
    """What the environment, or the system's settings, name for each scheme."""
    if sys.platform.startswith("linux") and not any(name.lower().endswith("_proxy") for name in os.environ):
        return {}  # without the import, which takes long
    from urllib.request import getproxies

    return getproxies()


def _bypasses(host: str) -> bool:
    from urllib.request import proxy_bypass

    return bool(proxy_bypass(host))

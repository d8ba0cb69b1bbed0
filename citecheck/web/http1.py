"""HTTP/1.1 over asyncio, thin: one request at a time on a connection, connections kept for the next one.

httpx spends ten times the time on each request, cannot be told the address to connect to, and bounds headers
elsewhere (`benchmarks/RESULTS.md` has the comparison).
The bytes are parsed by llhttp, the parser of Node.js, by way of httptools.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress

from citecheck.web.certificate import Certificate, read_certificate
from citecheck.web.connect import explained, first
from citecheck.web.connection import Connection, StaleError
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import RequestFailedError
from citecheck.web.resolver import Resolver
from citecheck.web.reuse import Reuse
from citecheck.web.tls import blind_context, mistrusted
from citecheck.web.wire import Answer, HeldError, Origin, Request

_LOOK_TIME = 2.0  # seconds to look at a certificate that is not trusted
_LOOK_MARGIN = 0.1  # seconds before the deadline by which the look has ended


class Http1Transport:
    """Sends requests over kept or new connections to addresses that the resolver has vetted.

    `tls` gives the context for https, `idle` connections are kept at most.
    """

    def __init__(self, resolver: Resolver, tls: Callable[[], ssl.SSLContext], idle: int) -> None:
        self._resolver = resolver
        self._tls = tls
        self._most_idle = idle
        self._idle: dict[Connection, None] = {}
        """The kept connections, the longest idle first."""
        self._kept: dict[Origin, list[Connection]] = {}
        self._open: set[Connection] = set()
        self._reuse = Reuse()

    async def send(self, request: Request) -> Answer:
        """The answer, its body unread; raises RequestFailedError, or HeldError if `request.sent` does."""
        origin = request.origin
        lines = [f"{request.method} {request.target} HTTP/1.1\r\n".encode("ascii")]
        for name, value in request.fields:
            lines += (name, b": ", value, b"\r\n")
        lines.append(b"\r\n")
        message = b"".join(lines)
        connection = None if request.fresh else self._take(origin)
        while True:
            reused = connection is not None
            if connection is None:
                connection = await self._connect(origin, request.deadline)
            try:
                request.sent()
            except HeldError:
                if not connection.transport.is_closing():
                    self.keep(connection)
                raise
            try:
                await connection.send(message, bodiless=request.method == "HEAD")
            except StaleError:
                # The server closed it while it was idle: no request was lost, and nothing is wrong.
                if not reused:
                    raise RequestFailedError(
                        FailureKind.RESET, "the server closed the connection without an answer"
                    ) from None
                self._reuse.doubt(origin)
                connection = None  # once more, and this time on a new one
                continue
            except BaseException:
                if connection.is_silent:
                    self._reuse.doubt(origin)
                connection.abort()
                raise
            if self._reuse.answered(origin, again=reused):
                self._forsake(origin)
            return Answer(connection.status, connection.fields, connection, connection.certificate)

    async def aclose(self) -> None:
        """Close all connections."""
        for connection in list(self._open):
            connection.abort()
        await asyncio.sleep(0)  # the sockets are closed in the loop's next round

    def keep(self, connection: Connection) -> None:
        """Take back a connection that can serve again."""
        if not self._reuse.is_worth_keeping(connection.origin):
            connection.abort()
            return
        self._idle[connection] = None
        self._kept.setdefault(connection.origin, []).append(connection)
        if len(self._idle) > self._most_idle:
            next(iter(self._idle)).abort()

    def lost(self, connection: Connection) -> None:
        """Forget a connection that was closed."""
        self._open.discard(connection)
        if connection in self._idle:
            del self._idle[connection]
            self._kept[connection.origin].remove(connection)

    def _take(self, origin: Origin) -> Connection | None:
        kept = self._kept.get(origin)
        if not kept or not self._reuse.is_trusted(origin):
            return None
        connection = kept.pop()
        del self._idle[connection]
        return connection

    def _forsake(self, origin: Origin) -> None:
        """Close what was kept, and send anew what waits for a second answer."""
        for connection in list(self._open):
            if connection.origin == origin and (connection in self._idle or connection.is_silent):
                connection.forsake()

    async def _connect(self, origin: Origin, deadline: float) -> Connection:
        addresses = await self._resolver.lookup(origin.host, origin.port)
        mistrusted_at = addresses[0]

        async def connect(address: str) -> Connection:
            nonlocal mistrusted_at
            try:
                return await self._connect_to(address, origin)
            except ssl.SSLCertVerificationError:
                mistrusted_at = address
                raise

        try:
            connection = await first(connect, addresses, Connection.abort)
        except ssl.SSLCertVerificationError as error:
            shown = await self._look_at_certificate(mistrusted_at, origin, deadline)
            raise RequestFailedError(*mistrusted(error, shown)) from error
        except OSError as error:
            raise explained(error, addresses) from error
        self._open.add(connection)
        return connection

    async def _connect_to(self, address: str, origin: Origin) -> Connection:
        loop = asyncio.get_running_loop()
        connection = Connection(self, origin)
        transport, _ = await loop.create_connection(lambda: connection, address, origin.port)
        if origin.scheme == "https":
            await self._encrypt(connection, transport, self._tls())
            connection.certificate = _shown_by(connection)
        return connection

    async def _encrypt(self, connection: Connection, plain: asyncio.Transport, context: ssl.SSLContext) -> None:
        loop = asyncio.get_running_loop()
        try:
            encrypted = await loop.start_tls(plain, connection, context, server_hostname=connection.origin.host)
        except BaseException:
            plain.abort()
            raise
        if encrypted is None:
            raise ConnectionResetError("closed during the handshake")
        connection.transport = encrypted

    async def _look_at_certificate(self, address: str, origin: Origin, deadline: float) -> Certificate | None:
        """The certificate of a server that is not trusted; nothing is sent to it."""
        loop = asyncio.get_running_loop()
        # What is known must not be lost to the deadline.
        until = min(loop.time() + _LOOK_TIME, deadline - _LOOK_MARGIN)
        connection = Connection(self, origin)
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout_at(until):
                transport, _ = await loop.create_connection(lambda: connection, address, origin.port)
                await self._encrypt(connection, transport, blind_context())
            certificate = _shown_by(connection)
            connection.abort()
            return certificate
        return None


def _shown_by(connection: Connection) -> Certificate | None:
    """The certificate of the server at the other end."""
    secured = connection.transport.get_extra_info("ssl_object")
    der = secured.getpeercert(binary_form=True) if secured else None
    return read_certificate(der) if der else None

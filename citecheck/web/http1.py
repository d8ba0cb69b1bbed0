"""HTTP/1.1 over asyncio, thin: one request at a time on a connection, connections kept for the next one.

A transport of httpx by its interface. httpx's own spends ten times the time on each request, cannot be told
the address to connect to, and bounds headers elsewhere (`benchmarks/RESULTS.md` has the comparison).
The bytes are parsed by llhttp, the parser of Node.js, by way of httptools.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import NamedTuple, cast

import httptools
import httpx  # the web package is where it belongs

from citecheck.web.certificate import Certificate, read_certificate
from citecheck.web.connect import explained, first
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import RequestFailedError
from citecheck.web.resolver import Resolver
from citecheck.web.tls import blind_context, mistrusted

MOST_FIELDS = 1000
_MOST_HEAD = 256 * 1024  # bytes
_MOST_WAITING = 256 * 1024  # bytes of a body that are taken in before somebody wants them
_MOST_DRAINED = 64 * 1024  # bytes of an unwanted body that are read to keep the connection
_DRAIN_TIME = 2.0  # seconds
_LOOK_TIME = 2.0  # seconds to look at a certificate that is not trusted
_HTTP2_SETTINGS = b"\x04\x00\x00\x00\x00\x00"  # after three bytes of length: RFC 9113, 6.5


class Origin(NamedTuple):
    """Whom a connection is to."""

    scheme: str
    host: str
    port: int


class Http1Transport(httpx.AsyncBaseTransport):
    """Sends requests over kept or new connections to addresses that the resolver has vetted.

    `tls` gives the context for https, `idle` connections are kept at most. A request with the extension
    `fresh` gets a new one; the extension `sent` is called when a request leaves.
    """

    def __init__(self, resolver: Resolver, tls: Callable[[], ssl.SSLContext], idle: int) -> None:
        self._resolver = resolver
        self._tls = tls
        self._most_idle = idle
        self._idle: dict[_Connection, None] = {}
        """The kept connections, the longest idle first."""
        self._kept: dict[Origin, list[_Connection]] = {}
        self._open: set[_Connection] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, its body unread; raises RequestFailedError."""
        url = request.url
        origin = Origin(url.scheme, url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80))
        lines = [request.method.encode("ascii"), b" ", url.raw_path, b" HTTP/1.1\r\n"]
        for name, value in request.headers.raw:
            lines += (name, b": ", value, b"\r\n")
        lines.append(b"\r\n")
        message = b"".join(lines)
        connection = None if request.extensions.get("fresh") else self._take(origin)
        sent = request.extensions.get("sent")
        while True:
            reused = connection is not None
            if connection is None:
                connection = await self._connect(origin)
            if sent:
                sent()
            try:
                await connection.send(message, bodiless=request.method == "HEAD")
            except _StaleError:
                # The server closed it while it was idle: no request was lost, and nothing is wrong.
                if not reused:
                    raise RequestFailedError(
                        FailureKind.RESET, "the server closed the connection without an answer"
                    ) from None
                connection = self._take(origin)
                continue
            except BaseException:
                connection.abort()
                raise
            return httpx.Response(connection.status, headers=connection.fields, stream=_Body(connection))

    async def aclose(self) -> None:
        """Close all connections."""
        for connection in list(self._open):
            connection.abort()
        await asyncio.sleep(0)  # the sockets are closed in the loop's next round

    def keep(self, connection: _Connection) -> None:
        """Take back a connection that can serve again."""
        self._idle[connection] = None
        self._kept.setdefault(connection.origin, []).append(connection)
        if len(self._idle) > self._most_idle:
            next(iter(self._idle)).abort()

    def lost(self, connection: _Connection) -> None:
        """Forget a connection that was closed."""
        self._open.discard(connection)
        if connection in self._idle:
            del self._idle[connection]
            self._kept[connection.origin].remove(connection)

    def _take(self, origin: Origin) -> _Connection | None:
        kept = self._kept.get(origin)
        if not kept:
            return None
        connection = kept.pop()
        del self._idle[connection]
        return connection

    async def _connect(self, origin: Origin) -> _Connection:
        host = origin.host.strip("[]")
        addresses = await self._resolver.lookup(host, origin.port)

        async def connect(address: str) -> _Connection:
            return await self._connect_to(address, origin, host)

        try:
            connection = await first(connect, addresses, _Connection.abort)
        except ssl.SSLCertVerificationError as error:
            shown = await self._look_at_certificate(addresses[0], origin, host)
            raise RequestFailedError(*mistrusted(error, shown)) from error
        except OSError as error:
            raise explained(error, addresses) from error
        self._open.add(connection)
        return connection

    async def _connect_to(self, address: str, origin: Origin, host: str) -> _Connection:
        loop = asyncio.get_running_loop()
        connection = _Connection(self, origin)
        transport, _ = await loop.create_connection(lambda: connection, address, origin.port)
        if origin.scheme == "https":
            await self._encrypt(connection, transport, self._tls(), host)
        return connection

    async def _encrypt(
        self, connection: _Connection, plain: asyncio.Transport, context: ssl.SSLContext, host: str
    ) -> None:
        loop = asyncio.get_running_loop()
        try:
            encrypted = await loop.start_tls(plain, connection, context, server_hostname=host)
        except BaseException:
            plain.abort()
            raise
        if encrypted is None:
            raise ConnectionResetError("closed during the handshake")
        connection.transport = encrypted

    async def _look_at_certificate(self, address: str, origin: Origin, host: str) -> Certificate | None:
        """The certificate of a server that is not trusted; nothing is sent to it."""
        loop = asyncio.get_running_loop()
        connection = _Connection(self, origin)
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_LOOK_TIME):
                transport, _ = await loop.create_connection(lambda: connection, address, origin.port)
                await self._encrypt(connection, transport, blind_context(), host)
            secured = connection.transport.get_extra_info("ssl_object")
            connection.abort()
            der = secured.getpeercert(binary_form=True) if secured else None
            return read_certificate(der) if der else None
        return None


class _StaleError(Exception):
    """The connection was closed before a byte of an answer came."""


class _Connection(asyncio.Protocol):
    """A connection: one request at a time, its answer parsed as it comes."""

    transport: asyncio.Transport
    status: int

    def __init__(self, pool: Http1Transport, origin: Origin) -> None:
        self.origin = origin
        self.fields: list[tuple[bytes, bytes]] = []
        self._pool = pool
        self._parser = httptools.HttpResponseParser(self)
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        """Of whoever waits for the head, or for more of the body."""
        self._busy = False
        self._bodiless = False
        self._answering = False
        """Whether a byte of the answer has come."""
        self._head_done = False
        self._complete = False
        self._serves_again = False
        self._sized = False
        """Whether the answer says where its body ends; else it ends with the connection."""
        self._head_size = 0
        self._chunks: list[bytes] = []
        self._waiting = 0
        self._paused = False
        self._drained = -1
        """Bytes of an unwanted body that have passed; -1 while the body is wanted."""
        self._failure: Exception | None = None
        self._closed = False

    # What the transport asks of it

    async def send(self, message: bytes, *, bodiless: bool) -> None:
        """Send a request and wait for the head of its answer, which is then `status` and `fields`.

        Raises _StaleError if the connection closes before a byte of it came, and RequestFailedError.
        """
        if self._closed:
            raise _StaleError
        self._parser = httptools.HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_transfer_encoding=True,
            lenient_chunked_length=True,
            lenient_data_after_close=True,
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )
        self._busy, self._bodiless = True, bodiless
        self._answering = self._head_done = self._complete = self._serves_again = self._sized = False
        self._head_size, self._drained, self._failure = 0, -1, None
        self.fields = []
        self.transport.write(message)
        while not self._head_done:
            await self._news()
            if self._failure:
                raise self._failure

    async def body(self) -> AsyncIterator[bytes]:
        """The parts of the body as they come, undecoded; raises RequestFailedError where it breaks off."""
        while True:
            if self._chunks:
                part = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
                self._chunks.clear()
                self._waiting = 0
                if self._paused:
                    self._paused = False
                    self.transport.resume_reading()
                yield part
            elif self._complete:
                return
            elif self._failure:
                raise self._failure
            else:
                await self._news()

    def release(self) -> None:
        """The answer is no longer wanted: keep the connection if what is left of it is little."""
        self._chunks.clear()
        if self._closed:
            return
        if self._complete:
            self._end()
        elif self._sized and not self._failure:
            self._drained = 0
            if self._paused:
                self._paused = False
                self.transport.resume_reading()
            self._loop.call_later(_DRAIN_TIME, self._stop_draining, self._parser)
        else:
            self.abort()

    def abort(self) -> None:
        """Close at once."""
        self._pool.lost(self)
        self._closed = True
        self.transport.abort()

    # What asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # by its interface; a loop may have its own class

    def data_received(self, data: bytes) -> None:
        if not self._busy or self._complete:
            # Nothing was asked, or more came than was announced: whatever it is, it is not for us.
            self._serves_again = False
            if not self._busy:
                self.abort()
            return
        if not self._answering:
            self._answering = True
            if data[3:9] == _HTTP2_SETTINGS:
                self._fail(FailureKind.HTTP2_REQUIRED, "it speaks HTTP/2 only")
                return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            if not self._complete:
                self._fail(FailureKind.BAD_RESPONSE, "the answer is not valid HTTP")
            self._serves_again = False
        if not self._head_done:
            self._head_size += len(data)
            if self._head_size > _MOST_HEAD or len(self.fields) > MOST_FIELDS:
                self._fail(FailureKind.BAD_RESPONSE, "the answer has too many header fields")
        self._wake()
        if self._drained >= 0 and self._complete:
            self._end()

    def eof_received(self) -> bool:
        return False  # close

    def connection_lost(self, exc: Exception | None) -> None:
        self._closed = True
        self._pool.lost(self)
        if self._busy and not self._complete and not self._failure:
            if self._head_done and not self._sized:
                self._complete = True
            elif self._answering:
                self._failure = RequestFailedError(FailureKind.RESET, "the answer broke off")
                self._failure.__cause__ = exc
            else:
                self._failure = _StaleError()
        self._wake()

    # What the parser tells

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._head_done:  # else it is a trailer
            self.fields.append((name, value))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if 100 <= status < 200:
            self.fields = []  # informational: the answer is still to come
            return
        self.status = status
        self._head_done = True
        names = {name.lower() for name, _ in self.fields}
        bodiless = self._bodiless or status in (204, 304)
        self._sized = bodiless or not names.isdisjoint((b"content-length", b"transfer-encoding"))
        self._serves_again = self._parser.should_keep_alive()
        if bodiless:
            self._complete = True

    def on_body(self, body: bytes) -> None:
        if self._drained >= 0:
            self._drained += len(body)
            if self._drained > _MOST_DRAINED:
                self.abort()
            return
        if self._bodiless:
            return
        self._chunks.append(body)
        self._waiting += len(body)
        if self._waiting > _MOST_WAITING and not self._paused and not self._closed:
            self._paused = True
            self.transport.pause_reading()

    def on_message_complete(self) -> None:
        if self._head_done:
            self._complete = True

    # Its own

    async def _news(self) -> None:
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def _fail(self, kind: FailureKind, detail: str) -> None:
        self._failure = RequestFailedError(kind, detail)
        self._wake()
        self.abort()

    def _end(self) -> None:
        self._busy = False
        if self._serves_again and not self._closed:
            self._pool.keep(self)
        else:
            self.abort()

    def _stop_draining(self, parser: httptools.HttpResponseParser) -> None:
        if self._busy and parser is self._parser:
            self.abort()


class _Body(httpx.AsyncByteStream):
    """The body of an answer, as httpx wants it."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._connection.body()

    async def aclose(self) -> None:
        self._connection.release()

"""One HTTP/1.1 connection: a request at a time, its answer parsed as it comes, all of it bounded.

The bytes are parsed by llhttp, the parser of Node.js, by way of httptools; where servers are sloppy it is as
lenient as browsers are. Source of the rules: RFC 9112.
"""

from __future__ import annotations

import asyncio
from typing import Protocol, cast

import httptools

from citecheck.web.certificate import Certificate
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import RequestFailedError
from citecheck.web.heads import may_end, mended
from citecheck.web.wire import Origin

MOST_FIELDS = 1000
MOST_HEAD = 256 * 1024  # bytes
_MOST_WAITING = 256 * 1024  # bytes of a body that are taken in before somebody wants them
_MOST_DRAINED = 8 * 1024  # bytes of an unwanted body that are read to keep the connection
_DRAIN_TIME = 0.5  # seconds
_HTTP2_SETTINGS = b"\x04\x00\x00\x00\x00\x00"  # after three bytes of length: RFC 9113, 6.5
_FRAME = 9  # bytes of the head of a frame


class Keeper(Protocol):
    """Who owns connections."""

    def keep(self, connection: Connection) -> None:
        """Take back a connection that can serve again."""

    def lost(self, connection: Connection) -> None:
        """Forget a connection that was closed."""


class StaleError(Exception):
    """The connection was closed before a byte of an answer came."""


class Connection(asyncio.Protocol):
    """A connection: its owner sends a request, reads `status`, `fields` and the body, and closes that."""

    transport: asyncio.Transport
    status: int
    fields: list[tuple[bytes, bytes]]

    # Of the present answer; see `_begin`.
    _parser: httptools.HttpResponseParser
    _busy: bool
    """Whether somebody waits for an answer, or reads it."""
    _bodiless: bool
    _answering: bool
    """Whether a byte of the answer has come."""
    _head: bytearray
    """What came until the head was done, for it may have to be mended."""
    _is_odd: bool
    """Whether the parser does not take the head, of which the end has not come."""
    _head_done: bool
    _complete: bool
    _serves_again: bool
    _sized: bool
    """Whether the answer says where its body ends; else it ends with the connection."""
    _loose: int
    """Bytes that came and were neither of a whole head nor of the body."""
    _chunks: list[bytes]
    _waiting: int
    """Bytes of these."""
    _paused: bool
    _drained: int
    """Bytes of an unwanted body that have passed; -1 while the body is wanted."""
    _failure: Exception | None

    def __init__(self, keeper: Keeper, origin: Origin) -> None:
        self.origin = origin
        self._keeper = keeper
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        """Of whoever waits for the head, or for more of the body."""
        self.certificate: Certificate | None = None
        """Of the server; None without encryption."""
        self._closed = False
        self._used = self._asked_again = False
        self._early = b""
        """What came before anything was asked, or is too little to tell what it is."""
        self._begin(bodiless=False)
        self._busy = False

    # What its owner asks of it

    async def send(self, message: bytes, *, bodiless: bool) -> None:
        """Send a request and wait for the head of its answer, which is then `status` and `fields`.

        `bodiless` says that the answer will have no body, as to a HEAD. Raises StaleError if the connection
        closes before a byte of an answer came, and RequestFailedError.
        """
        early, self._early = self._early, b""
        if self._closed and not early:
            raise StaleError
        self._begin(bodiless=bodiless)
        self._used, self._asked_again = True, self._used
        if not self._closed:
            self.transport.write(message)
        if early:
            self.data_received(early)
        if self._closed:
            self.connection_lost(None)
        while not self._head_done:
            if self._failure:
                raise self._failure
            await self._news()

    async def part(self) -> bytes:
        """The next part of the body, undecoded, empty at its end; raises RequestFailedError where it breaks off."""
        while not self._chunks:
            if self._complete:
                return b""
            if self._failure:
                raise self._failure
            await self._news()
        part = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._drop_chunks()
        return part

    async def aclose(self) -> None:
        """The answer is no longer wanted: keep the connection if what is left of it is little."""
        if self._closed or not self._busy:
            return
        self._drop_chunks()
        if self._complete:
            self._end()
        elif self._sized and not self._failure:
            self._drained = 0
            self._loop.call_later(_DRAIN_TIME, self._stop_draining, self._parser)
        else:
            self.abort()

    @property
    def is_silent(self) -> bool:
        """Whether it has served, was asked again, and nothing has come."""
        return self._busy and self._asked_again and not self._answering

    def forsake(self) -> None:
        """Close, as if the server had closed it before a byte of an answer came."""
        if self._busy and not self._failure:
            self._failure = StaleError()
        self.abort()
        self._wake()

    def abort(self) -> None:
        """Close at once."""
        self._keeper.lost(self)
        self._closed = True
        if self._busy and not self._complete and not self._failure:
            self._failure = RequestFailedError(FailureKind.RESET, "the connection was given up")
        self.transport.abort()

    # What asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the stream."""
        self.transport = cast("asyncio.Transport", transport)  # by its interface; a loop may have its own class

    def data_received(self, data: bytes) -> None:
        """Parse what came, unless it is not for us."""
        if not self._busy and not self._used:
            self._early += data  # some speak first; it is looked at when we have spoken
            if len(self._early) > MOST_HEAD:
                self.abort()
            return
        if not self._busy or self._complete:
            # Nothing was asked, or more came than was announced: whatever it is, it is not for us.
            self._serves_again = False
            if not self._busy:
                self.abort()
            return
        if not self._answering:
            data = self._early + data
            self._early = b""
            if data[:1] == b"\0" and len(data) < _FRAME:
                self._early = data  # no HTTP/1, but it may be the beginning of a frame of HTTP/2
                return
            self._answering = True
            if data[3:_FRAME] == _HTTP2_SETTINGS:
                self._fail(FailureKind.HTTP2_REQUIRED, "it speaks HTTP/2 only")
                return
        self._parse(data)
        self._wake()
        if self._drained >= 0 and self._complete:
            self._end()

    def eof_received(self) -> bool:
        """Close: the server will send no more."""
        return False  # close

    def connection_lost(self, exc: Exception | None) -> None:
        """See whether the answer is complete, and tell who waits."""
        self._closed = True
        self._keeper.lost(self)
        if self._busy and not self._complete and not self._failure:
            if self._head_done and not self._sized and exc is None:
                self._complete = True
            elif self._early:
                self._failure = RequestFailedError(FailureKind.BAD_RESPONSE, "the answer is not valid HTTP")
            elif self._answering:
                self._failure = RequestFailedError(FailureKind.RESET, "the answer broke off")
                self._failure.__cause__ = exc
            else:
                self._failure = StaleError()
        self._wake()

    # What the parser tells

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a field of the head."""
        if not self._head_done:  # else it is a trailer
            self.fields.append((name, value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        """See what the head says of the body and of the connection."""
        if self._complete:
            return
        status = self._parser.get_status_code()
        if 100 <= status < 200:
            self.fields = []  # informational: the answer is still to come
            return
        self.status = status
        self._head_done = True
        fields = {name.lower(): value for name, value in self.fields}
        # RFC 9112, 6.3: chunked must be the last coding, else the body ends with the connection.
        coding = fields.get(b"transfer-encoding")
        chunked = coding is not None and coding.lower().rpartition(b",")[2].strip() == b"chunked"
        if self._bodiless or status in (204, 304):
            # The parser does not know what was asked, and would wait for a body.
            self._bodiless = self._sized = self._complete = True
            self._serves_again = (
                self._parser.get_http_version() == "1.1" and b"close" not in fields.get(b"connection", b"").lower()
            )
        else:
            self._sized = chunked or (coding is None and b"content-length" in fields)
            self._serves_again = self._parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body, or let it pass if it is unwanted."""
        self._loose = 0
        if self._complete or self._bodiless:
            self._serves_again = False  # more than there may be: what follows cannot be trusted
            return
        if self._drained >= 0:
            self._drained += len(body)
            if self._drained > _MOST_DRAINED:
                self.abort()
            return
        self._chunks.append(body)
        self._waiting += len(body)
        if self._waiting > _MOST_WAITING and not self._paused and not self._closed:
            self._paused = True
            self.transport.pause_reading()

    def on_message_begin(self) -> None:
        """See whether there is an answer too many."""
        if self._complete:
            self._serves_again = False

    def on_message_complete(self) -> None:
        """Note the end of the answer."""
        if self._head_done:
            self._complete = True

    # Its own

    def _begin(self, *, bodiless: bool) -> None:
        """Make ready for an answer."""
        self._parser = self._new_parser()
        self.fields = []
        self._busy, self._bodiless = True, bodiless
        self._answering = self._head_done = self._complete = self._serves_again = self._sized = self._paused = False
        self._head, self._is_odd = bytearray(), False
        self._chunks = []
        self._loose, self._waiting, self._drained = 0, 0, -1
        self._failure = None

    def _new_parser(self) -> httptools.HttpResponseParser:
        parser = httptools.HttpResponseParser(self)
        parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_transfer_encoding=True,
            lenient_chunked_length=True,
            lenient_data_after_close=True,
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )
        return parser

    def _parse(self, data: bytes) -> None:
        in_head = not self._head_done
        self._loose += len(data)
        if in_head:
            self._head += data
        waits = self._is_odd and not may_end(self._head, len(data))
        taken = self._is_odd or self._feed(data)
        if not taken or (self._is_odd and not waits and not self._mend()):
            self._serves_again = False
            if not self._complete:
                self._fail(FailureKind.BAD_RESPONSE, "the answer is not valid HTTP")
                return
        if in_head and self._head_done:
            self._head.clear()
            self._loose = sum(len(name) + len(value) for name, value in self.fields)
        too_large = self._loose > MOST_HEAD or len(self.fields) > MOST_FIELDS
        if in_head and too_large:
            self._head_done = self._complete = False  # not for anybody to read
        # Trailers are bounded too: they come after the body, and nobody wants them.
        if too_large and not self._complete:
            self._fail(FailureKind.BAD_RESPONSE, "the answer has too many header fields")

    def _feed(self, data: bytes) -> bool:
        """Let the parser read on; whether it takes what came, or may do so once it is mended."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._is_odd = not self._head_done
            return self._is_odd
        except httptools.HttpParserUpgrade:
            return False
        return True

    def _mend(self) -> bool:
        """Begin anew with a mended head, once it is there; whether there is hope."""
        head = mended(bytes(self._head))
        if not head:
            return head is not None
        self._parser, self.fields, self._is_odd = self._new_parser(), [], False
        taken = self._feed(head) and not self._is_odd
        self._serves_again = False  # it is no server to rely on
        return taken

    def _drop_chunks(self) -> None:
        self._chunks.clear()
        self._waiting = 0
        if self._paused:
            self._paused = False
            self.transport.resume_reading()

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
            self._keeper.keep(self)
        else:
            self.abort()

    def _stop_draining(self, parser: httptools.HttpResponseParser) -> None:
        if self._busy and parser is self._parser:
            self.abort()

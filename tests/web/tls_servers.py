"""Servers on loopback that speak TLS well, badly or not at all; each connection is served in a thread."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

import trustme
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived
from h2.exceptions import ProtocolError

PAGE = b"<html><head><title>Essay</title></head><body><h1>Essay</h1><p>" + b"An essay is cited here at length. " * 20
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SIZED = HEAD + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE

_LONGEST = 20.0  # seconds that a server waits for a client; no test comes near it


class Connection:
    """A connection as the server sees it."""

    def __init__(self, plain: socket.socket) -> None:
        plain.settimeout(_LONGEST)
        self.socket = plain
        self.secured = False
        """Whether the TLS handshake succeeded."""
        self.received = b""
        """What the client sent: without encryption, or inside of it."""
        self.left = threading.Event()
        """Set when the client has closed the connection."""

    def secure(self, context: ssl.SSLContext) -> bool:
        """Shake hands; False if the client does not want to."""
        try:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        except OSError:
            self.left.set()
            return False
        self.secured = True
        return True

    def peek(self) -> bytes:
        """What the client has sent so far, left to be read."""
        return self.socket.recv(65536, socket.MSG_PEEK)

    def read(self) -> bytes:
        """What the client sends next; nothing when it has closed the connection."""
        try:
            data = self.socket.recv(65536)
        except TimeoutError:
            return b""
        except OSError:
            data = b""
        self.received += data
        if not data:
            self.left.set()
        return data

    def head(self) -> bytes:
        """The next request up to the blank line; nothing when there is none."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            data = self.read()
            if not data:
                return b""
            head += data
        return head

    def write(self, data: bytes) -> None:
        self.socket.sendall(data)


Behaviour = Callable[[Connection], None]


class Server:
    """A server with one behaviour; leaving its `with` block closes all of it."""

    def __init__(self, behave: Behaviour) -> None:
        self._behave = behave
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stopped = False
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.port: int = self._listener.getsockname()[1]
        self.connections: list[Connection] = []

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped = True
        with socket.create_connection(("127.0.0.1", self.port)):  # wakes `accept`
            self._threads[0].join()
        for connection in self.connections:
            # shutdown wakes a thread that reads; it fails where the connection is already closed
            try:
                socket.socket.shutdown(connection.socket, socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def url(self, name: str = "good", path: str = "/page", scheme: str = "https") -> str:
        return f"{scheme}://{name}.test:{self.port}{path}"

    def _accept(self) -> None:
        while True:
            plain, _ = self._listener.accept()
            if self._stopped:
                plain.close()
                return
            connection = Connection(plain)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self.connections.append(connection)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: Connection) -> None:
        try:
            self._behave(connection)
        except (OSError, ProtocolError):
            pass  # the client left, or it speaks HTTP/1.1 to a server that does not
        finally:
            connection.socket.close()


def context_of(*pems: trustme.Blob, protocols: tuple[str, ...] = ()) -> ssl.SSLContext:
    """A server's context that shows the certificates of these PEM files, one of which has the key."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with trustme.Blob(b"".join(pem.bytes() for pem in pems)).tempfile() as path:
        context.load_cert_chain(path)
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


def secured(context: ssl.SSLContext, then: Behaviour | None = None) -> Behaviour:
    """TLS, and inside of it another behaviour, else pages."""

    def behave(connection: Connection) -> None:
        if connection.secure(context):
            (then or pages)(connection)

    return behave


def pages(connection: Connection) -> None:
    """The page, for as many requests as come."""
    while connection.head():
        connection.write(SIZED)


def saying(data: bytes) -> Behaviour:
    """Waits for the first bytes of the client, answers them and closes."""

    def behave(connection: Connection) -> None:
        connection.read()
        connection.write(data)
        connection.socket.shutdown(socket.SHUT_WR)
        while connection.read():
            pass

    return behave


def silent(connection: Connection) -> None:
    """Reads, and never answers."""
    while connection.read():
        pass


def http2(connection: Connection, status: str = "200") -> None:
    """HTTP/2 and nothing else: its settings to whatever comes (RFC 9113, 3.4), then the page for each request."""
    data = connection.read()
    speaker = H2Connection(H2Configuration(client_side=False))
    speaker.initiate_connection()
    connection.write(speaker.data_to_send())
    while data:
        try:
            for event in speaker.receive_data(data):
                if isinstance(event, RequestReceived):
                    fields = [(":status", status), ("content-type", "text/html")]
                    speaker.send_headers(event.stream_id, fields)
                    speaker.send_data(event.stream_id, PAGE, end_stream=True)
        finally:
            connection.write(speaker.data_to_send())
        data = connection.read()


def offers_http2(connection: Connection) -> bool:
    """Whether the ClientHello has h2 among its protocols (RFC 7301, 3.1)."""
    return b"\x02h2" in connection.peek()


def http2_or_alert(context: ssl.SSLContext) -> Behaviour:
    """Refuses the handshake of a client that does not offer h2 (RFC 7301, 3.2)."""

    def behave(connection: Connection) -> None:
        if offers_http2(connection):
            secured(context, http2)(connection)
        else:
            saying(alert(120))(connection)

    return behave


def http2_at_once(context: ssl.SSLContext) -> Behaviour:
    """Without h2 in the hello, the settings of HTTP/2 come in one piece with the end of the handshake."""
    speaker = H2Connection(H2Configuration(client_side=False))
    speaker.initiate_connection()
    settings = speaker.data_to_send()

    def behave(connection: Connection) -> None:
        if offers_http2(connection):
            secured(context, http2)(connection)
            return
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing, server_side=True)
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                connection.write(outgoing.read())
                incoming.write(connection.read())
        tls.write(settings)
        connection.write(outgoing.read())
        while connection.read():
            pass

    return behave


def alert(description: int) -> bytes:
    """A fatal alert (RFC 5246, 7.2)."""
    return b"\x15\x03\x03\x00\x02\x02" + bytes([description])


OLD_HELLO = bytes.fromhex("16 0301 002a  02 000026  0301") + b"r" * 32 + bytes.fromhex("00 c013 00")
"""What a server that knows nothing newer than TLS 1.0 answers to any client: its ServerHello (RFC 2246, 7.4.1.3)."""

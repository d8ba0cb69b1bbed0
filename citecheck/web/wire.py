"""A request and its answer as httpx has them, without what our own transport does not ask for.

To take a URL apart and to copy the fields is half of what httpx does for a request: here that waits until somebody
wants it, such as another transport.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import httpx  # the web package is where it belongs

Fields = list[tuple[bytes, bytes]]
_NO_BODY = httpx.ByteStream(b"")


class Origin(NamedTuple):
    """Whom a connection is to."""

    scheme: str
    host: str
    """Without brackets."""
    port: int


class WireRequest(httpx.Request):
    """A request without a body; `url` and `headers` are made when they are asked for.

    `address` is a URL made by `targets.request_url`, `fields` are all that is sent: httpx adds none.
    """

    def __init__(self, method: str, address: str, fields: Fields, extensions: dict[str, Any]) -> None:
        self.method = method
        self.address = address
        self.origin = _origin(address)
        self.fields = fields
        self.extensions = extensions
        self.stream = _NO_BODY

    def __getattr__(self, name: str) -> Any:
        """What httpx would have set; raises httpx.InvalidURL for an address that it does not take."""
        if name == "url":
            self.url = httpx.URL(self.address)
        elif name == "headers":
            self.headers = httpx.Headers(self.fields)
        return object.__getattribute__(self, name)


class WireResponse(httpx.Response):
    """An answer whose `headers` are made of its `fields` when they are asked for."""

    def __init__(
        self, status: int, fields: Fields, stream: httpx.AsyncByteStream, extensions: dict[str, Any] | None
    ) -> None:
        super().__init__(status, stream=stream, extensions=extensions)
        self.fields = fields
        del self.headers

    def __getattr__(self, name: str) -> Any:
        """What httpx would have set."""
        if name == "headers":
            self.headers = httpx.Headers(self.fields)
        return object.__getattribute__(self, name)


def origin_of(request: httpx.Request) -> Origin:
    """Whom a request is to."""
    if isinstance(request, WireRequest):
        return request.origin
    url = request.url
    return Origin(url.scheme, url.raw_host.decode("ascii"), url.port or _usual_port(url.scheme))


def target_of(request: httpx.Request) -> bytes:
    """What a request asks its host for: path and query."""
    if not isinstance(request, WireRequest):
        return request.url.raw_path
    return b"/" + request.address.split("/", 3)[3].encode("ascii")


def fields_of(message: httpx.Request | httpx.Response) -> Fields:
    """The fields as they are on the wire."""
    return message.fields if isinstance(message, (WireRequest, WireResponse)) else message.headers.raw


def _origin(address: str) -> Origin:
    scheme, _, rest = address.partition("://")
    host, colon, port = rest.partition("/")[0].rpartition(":")
    if not colon or not port.isdecimal():
        host, port = f"{host}{colon}{port}", ""
    return Origin(scheme, host.strip("[]"), int(port or _usual_port(scheme)))


def _usual_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80

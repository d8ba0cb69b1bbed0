"""What goes over the wire: a request, its answer, and who carries them."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, Protocol

from citecheck.web.certificate import Certificate

Fields = list[tuple[bytes, bytes]]


class Origin(NamedTuple):
    """Whom a connection is to."""

    scheme: str
    host: str
    """Without brackets."""
    port: int


def _unheard() -> None:
    """Nobody wants to know."""


class HeldError(Exception):
    """The host has asked for a pause while a connection was made: the request is not to leave now."""


class Request(NamedTuple):
    """A request without a body."""

    method: str
    url: str
    """Made by `targets.request_url`, without credentials."""
    origin: Origin
    """Of this URL."""
    fields: Fields
    """All that are sent."""
    sent: Callable[[], None] = _unheard
    """Called right before the request leaves, by a transport that knows; again if it had to be sent once more.

    Raises HeldError: then nothing is sent, and the transport raises it too.
    """
    fresh: bool = False
    """Whether it is to have a new connection."""
    deadline: float = math.inf
    """When the caller gives up, in the event loop's time."""

    @property
    def target(self) -> str:
        """What the host is asked for: path and query."""
        return "/" + self.url.split("/", 3)[3]


class Body(Protocol):
    """The body of an answer, on its way."""

    async def part(self) -> bytes:
        """The next part as it came, undecoded, empty at the end; raises RequestFailedError where it breaks off."""

    async def aclose(self) -> None:
        """Want no more of it."""


class Answer(NamedTuple):
    """The head of an answer, and the way to its body."""

    status: int
    fields: Fields
    body: Body
    certificate: Certificate | None = None
    """Of the server; None without encryption, or where nobody looked."""


class Transport(Protocol):
    """Who carries requests."""

    async def send(self, request: Request) -> Answer:
        """The answer, its body unread; raises RequestFailedError, or OSError."""

    async def aclose(self) -> None:
        """Close all connections."""


def origin_of(url: str) -> Origin:
    """Whom a request to a URL made by `targets.request_url` is to."""
    scheme, _, rest = url.partition("://")
    return _origin(scheme, rest.partition("/")[0])


@lru_cache(maxsize=1024)  # the links of a host come one after another
def _origin(scheme: str, authority: str) -> Origin:
    host, colon, port = authority.rpartition(":")
    if not colon or not port.isdecimal():
        host, port = authority, ""
    return Origin(scheme, host.strip("[]"), int(port or (443 if scheme == "https" else 80)))

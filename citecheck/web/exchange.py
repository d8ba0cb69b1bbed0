"""What happened on the wire: facts only, no judgement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urldefrag

from citecheck.web.certificate import Certificate
from citecheck.web.page import Page, decode

_DOCUMENTS = (b"%PDF-", b"%!PS", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"<rss")
"""How PDF, PostScript, the files of Word and its kin, pictures and feeds begin."""
_FEED = re.compile(rb"<\?xml[^<>]*>[^<]*<(?:rss|feed|rdf:rdf|urlset|sitemapindex)\b", re.IGNORECASE)


class FailureKind(StrEnum):
    """Why no answer came, or none that can be used."""

    TIMEOUT = "timeout"
    REFUSED = "refused"
    RESET = "reset"
    NO_ROUTE = "no-route"
    NO_SUCH_HOST = "no-such-host"
    RESOLVER = "resolver"
    """The name server failed; the name may exist."""
    PRIVATE_ADDRESS = "private-address"
    """The name leads to a private address; nothing was sent to it."""
    TLS_EXPIRED = "tls-expired"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_HOST = "tls-host"
    TLS_PROTOCOL = "tls-protocol"
    HTTP2_REQUIRED = "http2-required"
    BAD_RESPONSE = "bad-response"
    BAD_REDIRECT = "bad-redirect"
    REDIRECT_LOOP = "redirect-loop"


class BodyEnd(StrEnum):
    """How the reading of the body ended."""

    COMPLETE = "complete"
    CAPPED = "capped"
    """We had enough."""
    CUT = "cut"
    """The server broke off."""
    DEADLINE = "deadline"
    UNREAD = "unread"
    """There was none to read: the answer was to a HEAD."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed."""

    url: str
    """What was requested."""
    status: int
    location: str
    """Where it led: absolute, its fragment kept."""

    @property
    def permanent(self) -> bool:
        """Whether the server says it is for good (RFC 9110, 15.4)."""
        return self.status in (301, 308)


class Sibling(NamedTuple):
    """What a site shows for a page that cannot exist, beside a cited one."""

    status: int | None
    final_url: str
    redirected: bool
    sketch: tuple[int, ...]
    """Of the page's words: see `heuristics.sibling`."""


@dataclass(frozen=True)
class Exchange:
    """A link's last try, from the first request to the end."""

    url: str
    """As cited, with its fragment."""
    hops: tuple[Hop, ...] = ()
    final_url: str = ""
    """What was requested last, without fragment and credentials."""
    status: int | None = None
    """Of the last answer; None if there was none."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of the last answer; names in lower case, repeated fields joined by a comma."""
    body: bytes = b""
    """The decoded beginning of the last answer."""
    body_end: BodyEnd = BodyEnd.COMPLETE
    failure: FailureKind | None = None
    failure_detail: str = ""
    """A few words for a person, made by us, not by the server."""
    attempts: int = 1
    cited_as: str = ""
    """The first words of the reference that cites it."""
    dotted: bool = False
    """Whether it answered only with the full stop that follows it in the text."""
    other_url: str = ""
    """The same address by the other of http and https, where only that one works."""
    sibling: Sibling | None = None
    certificate: Certificate | None = None
    """Of the host that gave the last answer; None without encryption, or where nobody looked."""

    @property
    def first_url(self) -> str:
        """What was requested first, without fragment and credentials."""
        return self.hops[0].url if self.hops else self.final_url

    @property
    def fragment(self) -> str:
        """The fragment a browser would go to: of the last redirect that has one, else the cited one.

        Source: RFC 9110, 10.2.2. Still percent-encoded.
        """
        if "#" not in self.url and not self.hops:
            return ""
        for hop in reversed(self.hops):
            if fragment := urldefrag(hop.location).fragment:
                return fragment
        return urldefrag(self.url).fragment

    @cached_property
    def content_type(self) -> str:
        """The media type, lower-cased, without parameters; empty if the server does not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def is_html(self) -> bool:
        """Whether the answer is a page that can be read as HTML."""
        start = self.body[:400].lstrip()
        if start.startswith(_DOCUMENTS) or (start.startswith(b"<?xml") and _FEED.match(start)):
            return False  # whatever its label says
        if self.content_type:
            return self.content_type in ("text/html", "application/xhtml+xml")
        return self.body.lstrip()[:1] == b"<"

    @cached_property
    def page(self) -> Page:
        """The body as a page."""
        return Page(decode(self.body, self.headers.get("content-type", "")))

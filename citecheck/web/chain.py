"""One try of a link: a request and the redirects that follow, within one deadline."""

from __future__ import annotations

import asyncio
import base64
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urldefrag, urljoin, urlsplit

from citecheck import __version__
from citecheck.settings import Settings
from citecheck.web.addresses import is_private_host
from citecheck.web.body import ENCODINGS, ENOUGH, ENOUGH_TEXT, read_body
from citecheck.web.certificate import Certificate
from citecheck.web.connection import MOST_FIELDS
from citecheck.web.exchange import BodyEnd, Exchange, FailureKind, Hop
from citecheck.web.failures import EXPECTED, failure_of
from citecheck.web.heuristics.plain import may_be_another
from citecheck.web.manners import Manners
from citecheck.web.page import refreshed
from citecheck.web.targets import authority_of, host_settings, request_url, without_user
from citecheck.web.wire import Answer, Fields, HeldError, Request, Transport, origin_of

if TYPE_CHECKING:
    from citecheck.web.cookies import Cookies

USER_AGENT = f"citecheck/{__version__} (+https://pypi.org/project/citecheck-footnotes/)"
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
MOST_HOPS = 10
_MOST_REFRESHES = 2

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BEFORE_QUERY = re.compile(r"[^?#]*")
_PAGES = ("text/html", "application/xhtml+xml", "")


@dataclass(frozen=True)
class Web:
    """What asking needs of the run."""

    transport: Transport
    settings: Settings
    clock: Callable[[], float] = time.monotonic
    """Seconds, of the event loop."""
    hosts: dict[str, Manners] = field(default_factory=dict)

    def manners(self, host: str) -> Manners:
        """What is known of a host (with its port, if not the usual one)."""
        manners = self.hosts.get(host)
        if manners is None:
            manners = self.hosts[host] = Manners()
        return manners


class Chain:
    """A request and its redirects. Each `ask` is one request; the caller waits for its turn in between."""

    __slots__ = (
        "_accept",
        "_certificate",
        "_cited_as",
        "_cookies",
        "_hops",
        "_seen",
        "_spent",
        "_timeout",
        "_web",
        "cited",
        "fresh",
        "host",
        "method",
        "url",
    )

    def __init__(
        self,
        cited: str,
        url: str,
        web: Web,
        *,
        method: str = "GET",
        accept: str = ACCEPT,
        cited_as: str = "",
        host: str = "",
    ) -> None:
        """`cited` is the link as cited, `url` what is asked first, made by `request_url`, without credentials.

        `host` is the `authority_of` that URL, where it is known.
        """
        self._cited_as = cited_as
        self.cited = cited
        self.url = url
        self.host = host or authority_of(url)
        """Whom the next request asks: the queue it belongs to."""
        self.method = method
        self.fresh = False
        """Whether the next request is to go over a connection of its own."""
        self._web = web
        self._certificate: Certificate | None = None
        self._accept = accept
        self._hops: list[Hop] = []
        self._cookies: Cookies | None = None
        self._seen: list[tuple[str, str]] = []
        # A HEAD that is not answered soon is asked again as a GET.
        self._timeout = host_settings(web.settings, self.host).timeout or web.settings.timeout
        self._spent = self._timeout * 3 / 4 if method == "HEAD" else 0.0

    def twin(self, *, beside: bool = False) -> Chain:
        """The same, asked over a fresh connection: in its place, or `beside` it in the second half of its time."""
        other = Chain(self.cited, self.url, self._web, method=self.method, accept=self._accept, cited_as=self._cited_as)
        other._hops, other._cookies, other._spent = list(self._hops), self._cookies, self._spent
        other._timeout = self._timeout  # of the host that was cited, wherever it led
        if beside:
            other._spent += self.seconds_left / 2
        other.fresh = True
        return other

    def join(self, web: Web) -> Chain:
        """Itself, after it came from another process: it is asked by way of this one's transport."""
        self._web = web
        return self

    def __getstate__(self) -> dict[str, Any]:
        """All but what belongs to the process."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "_web"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take it over; see `join`."""
        for name, value in state.items():
            setattr(self, name, value)

    @property
    def seconds_left(self) -> float:
        """Of the time for this try; waiting for our turn does not use it up."""
        return self._timeout - self._spent

    async def ask(self, sent: Callable[[], None]) -> Exchange | None:
        """Make the next request: the end of the chain, or None if it goes on at `self.host`.

        Calls `sent` when the request leaves, if the transport tells; where that raises HeldError, nothing has left,
        and it is raised here. Never raises for what servers and networks do: that is `Exchange.failure`.
        """
        request = self._request(sent)
        if isinstance(request, Exchange):
            return request
        clock = self._web.clock
        started = clock()
        try:
            ended = await self._answer(request)
        except HeldError:
            self._seen.pop()  # as if it had not been asked
            raise
        finally:
            self._spent += clock() - started
        self.fresh = False
        return ended

    def failed(self, kind: FailureKind, detail: str, status: int | None = None) -> Exchange:
        """The end of the chain without an answer."""
        return self._exchange(status=status, failure=kind, failure_detail=detail)

    async def _answer(self, request: Request) -> Exchange | None:
        answer: Answer | None = None
        body = bytearray()
        end = BodyEnd.UNREAD
        try:
            async with asyncio.timeout_at(request.deadline):
                answer = await self._web.transport.send(request)
                headers = _headers(answer.fields)
                self._certificate = answer.certificate
                if len(answer.fields) > MOST_FIELDS:
                    return self.failed(FailureKind.BAD_RESPONSE, "the answer has too many header fields")
                if answer.status in _REDIRECTS:
                    return self._redirected(answer)
                if self.method != "HEAD":
                    end = await read_body(answer.body, headers.get("content-encoding", ""), _enough(headers), body)
        except TimeoutError:
            if answer is None:
                return self.failed(FailureKind.TIMEOUT, f"no answer within {self._timeout:g} s")
            end = BodyEnd.DEADLINE
        except EXPECTED as error:
            return self.failed(*failure_of(error))
        finally:
            if answer is not None:
                with suppress(*EXPECTED):
                    await answer.body.aclose()
        return self._answered(answer, headers, bytes(body), end)

    def _answered(self, answer: Answer, headers: dict[str, str], body: bytes, end: BodyEnd) -> Exchange | None:
        exchange = self._exchange(status=answer.status, headers=headers, body=body, body_end=end)
        if answer.status != 200 or not exchange.is_html:
            return exchange
        to = refreshed(headers["refresh"]) if "refresh" in headers else None
        if not to and may_be_another(exchange) and b"refresh" in body.lower():
            to = exchange.page.refresh
        if to:
            refreshes = sum(hop.status not in _REDIRECTS for hop in self._hops)
            if refreshes < _MOST_REFRESHES and _resolved(self.url, to) not in (None, self.url):
                self._keep_cookies(answer.fields)
                return self._follow(200, to)
        return exchange

    def _keep_cookies(self, fields: Fields) -> None:
        cookies = [value.decode("latin-1") for name, value in fields if name.lower() == b"set-cookie"]
        if cookies:
            if self._cookies is None:
                from citecheck.web.cookies import Cookies  # it imports much that most links do not need

                self._cookies = Cookies()
            self._cookies.keep(self.url, cookies)

    def _redirected(self, answer: Answer) -> Exchange | None:
        self._keep_cookies(answer.fields)
        location = next((value for name, value in answer.fields if name.lower() == b"location"), b"")
        try:
            text = location.decode("utf-8")
        except UnicodeDecodeError:
            text = location.decode("latin-1")
        return self._follow(answer.status, text)

    def _follow(self, status: int, location: str) -> Exchange | None:
        target = _resolved(self.url, location)
        if target is None:
            return self.failed(FailureKind.BAD_REDIRECT, "it redirects to nowhere", status)
        fragment = urldefrag(urljoin(self.url, location.strip())).fragment
        self._hops.append(Hop(self.url, status, f"{target}#{fragment}" if fragment else target))
        if len(self._hops) > MOST_HOPS:
            return self.failed(FailureKind.REDIRECT_LOOP, f"more than {MOST_HOPS} redirects", status)
        self.url = target
        self.host = authority_of(target)
        return None

    def _request(self, sent: Callable[[], None]) -> Request | Exchange:
        origin = origin_of(self.url)
        settings = self._web.settings
        if not settings.allow_private and is_private_host(origin.host):
            return self.failed(FailureKind.PRIVATE_ADDRESS, f"{origin.host} is a private address")
        fields = [
            (b"Host", self.host.encode("ascii")),
            (b"User-Agent", (settings.user_agent or USER_AGENT).encode("latin-1", "replace")),
            (b"Accept", self._accept.encode("ascii")),
            (b"Accept-Language", b"en-US,en;q=0.9,*;q=0.5"),
            (b"Accept-Encoding", ENCODINGS),
        ]
        if "@" in self.cited and (credentials := _credentials(self.cited, self.url)):
            fields.append((b"Authorization", credentials.encode("ascii")))
        if settings.hosts:
            self._add_own(fields)
        cookie = self._cookies.field_for(self.url) if self._cookies else ""
        if cookie and not any(name.lower() == b"cookie" for name, _ in fields):  # a configured one stands alone
            fields.append((b"Cookie", cookie.encode("latin-1")))  # the bytes that were set
        if (self.url, cookie) in self._seen:
            return self.failed(FailureKind.REDIRECT_LOOP, "its redirects go in a circle")
        self._seen.append((self.url, cookie))
        deadline = self._web.clock() + self.seconds_left
        return Request(self.method, self.url, origin, fields, sent, self.fresh, deadline)

    def _add_own(self, fields: Fields) -> None:
        """The fields that are configured for this host; none in the clear for what was to be encrypted."""
        downgraded = self.url.startswith("http:") and any(hop.url.startswith("https:") for hop in self._hops)
        for name, value in () if downgraded else host_settings(self._web.settings, self.host).headers:
            field_name = name.encode("ascii")
            fields[:] = [field for field in fields if field[0].lower() != field_name.lower()]
            fields.append((field_name, value.encode("ascii")))

    def _exchange(
        self,
        *,
        status: int | None,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        body_end: BodyEnd = BodyEnd.COMPLETE,
        failure: FailureKind | None = None,
        failure_detail: str = "",
    ) -> Exchange:
        return Exchange(
            self.cited,
            tuple(self._hops),
            self.url,
            status,
            headers or {},
            body,
            body_end,
            failure,
            failure_detail,
            cited_as=self._cited_as,
            certificate=self._certificate,
        )


def _headers(fields: Fields) -> dict[str, str]:
    """By lower-case names; repeated fields joined by a comma (RFC 9110, 5.3)."""
    headers: dict[str, str] = {}
    for raw, content in fields:
        name, value = raw.decode("latin-1").lower(), content.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _enough(headers: dict[str, str]) -> int:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "text/plain":
        return ENOUGH_TEXT
    return ENOUGH if media_type in _PAGES else 1


def _resolved(base: str, location: str) -> str | None:
    """Where a Location leads, as a request URL without credentials; None if nowhere we go."""
    if not location.strip():
        return None
    try:
        before = _BEFORE_QUERY.match(location)
        assert before  # noqa: S101  # it may be empty
        slashed = before[0].replace("\\", "/") + location[before.end() :]  # as browsers read it: WHATWG URL
        return without_user(request_url(urljoin(base, slashed.strip())))
    except ValueError:
        return None


def _credentials(cited: str, url: str) -> str | None:
    """The Authorization for credentials in the cited URL: only for its own host, scheme and port."""
    parts = urlsplit(request_url(cited))
    user, at, _ = parts.netloc.rpartition("@")
    if not at or parts.netloc.rpartition("@")[2] != authority_of(url) or parts.scheme != urlsplit(url).scheme:
        return None
    name, _, password = user.partition(":")
    plain = unquote_to_bytes(name) + b":" + unquote_to_bytes(password)
    return "Basic " + base64.b64encode(plain).decode("ascii")

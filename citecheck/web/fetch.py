"""One link, asked until it answers: the facts, as an Exchange."""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import httpx  # the web package is where it belongs

from citecheck import __version__
from citecheck.settings import Settings
from citecheck.web.addresses import is_private_host
from citecheck.web.body import ENCODINGS, ENOUGH, read_body
from citecheck.web.exchange import BodyEnd, Exchange, FailureKind, Hop
from citecheck.web.failures import EXPECTED, failure_of
from citecheck.web.heuristics.walls import challenged
from citecheck.web.schedule import Schedule, wait_before_retry
from citecheck.web.targets import authority_of, host_of, request_url

USER_AGENT = f"citecheck/{__version__} (+https://pypi.org/project/citecheck-footnotes/)"
MOST_HOPS = 10
MOST_FIELDS = 1000
_MOST_REFRESHES = 2

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOST_HOLDS = frozenset({429, 503})
_PAGES = ("text/html", "application/xhtml+xml", "")


@dataclass(frozen=True)
class Web:
    """What a fetch needs of the run."""

    transport: httpx.AsyncBaseTransport
    schedule: Schedule
    settings: Settings


async def fetch(url: str, web: Web) -> Exchange:
    """Ask for a URL (made by `targets.request_url`) until there is an answer or the tries are used up.

    Never raises for what servers and networks do: that is `Exchange.failure`.
    """
    attempts = 0
    while True:
        attempts += 1
        exchange = replace(await _Chain(url, web).run(), attempts=attempts)
        last = authority_of(exchange.final_url)
        web.schedule.learn(last, exchange, attempts)
        retries = 0 if web.schedule.is_tired(last) else web.settings.retries
        wait = wait_before_retry(exchange, attempts, retries, datetime.now(UTC))
        if wait is None or challenged(exchange):
            break
        if exchange.status in _HOST_HOLDS:
            web.schedule.hold(last, wait)
        elif wait:
            await asyncio.sleep(wait)
    return exchange


@dataclass
class _Chain:
    """One try: a request and the redirects that follow, within one deadline."""

    url: str
    web: Web
    cited: str = ""
    hops: list[Hop] = field(default_factory=list)
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    seen: set[tuple[str, str]] = field(default_factory=set)
    spent: float = 0.0

    async def run(self) -> Exchange:
        clock = asyncio.get_running_loop().time
        self.cited, self.url = self.url, _without_user(self.url)
        while True:
            request = self._request()
            if isinstance(request, Exchange):
                return replace(request, elapsed=self.spent)
            async with self.web.schedule.slot(authority_of(self.url)):
                started = clock()
                ended = await self._ask(request, started + self.web.settings.timeout - self.spent)
                self.spent += clock() - started
            if ended:
                return replace(ended, elapsed=self.spent)

    async def _ask(self, request: httpx.Request, deadline: float) -> Exchange | None:
        """The end of the chain, or None if it goes on at `self.url`."""
        try:
            async with asyncio.timeout_at(deadline):
                response = await self.web.transport.handle_async_request(request)
        except TimeoutError:
            return self._failed(FailureKind.TIMEOUT, f"no answer within {self.web.settings.timeout:g} s")
        except EXPECTED as error:
            return self._failed(*failure_of(error))
        try:
            if len(response.headers.raw) > MOST_FIELDS:
                return self._failed(FailureKind.BAD_RESPONSE, "the answer has too many header fields")
            if response.status_code in _REDIRECTS:
                response.request = request
                return self._redirected(response)
            body, end = await read_body(response, _enough(response), deadline)
        finally:
            with suppress(*EXPECTED):
                await response.aclose()
        return self._answered(response, body, end)

    def _answered(self, response: httpx.Response, body: bytes, end: BodyEnd) -> Exchange | None:
        exchange = self._exchange(
            status=response.status_code, headers=dict(response.headers.items()), body=body, body_end=end
        )
        if exchange.status == 200 and exchange.is_html and (to := exchange.page.refresh):
            refreshes = sum(hop.status not in _REDIRECTS for hop in self.hops)
            if refreshes < _MOST_REFRESHES and _resolved(self.url, to) not in (None, self.url):
                return self._follow(200, to)
        return exchange

    def _redirected(self, response: httpx.Response) -> Exchange | None:
        if "set-cookie" in response.headers:
            self.cookies.extract_cookies(response)
        location = next((v for k, v in response.headers.raw if k.lower() == b"location"), b"")
        try:
            text = location.decode("utf-8")
        except UnicodeDecodeError:
            text = location.decode("latin-1")
        return self._follow(response.status_code, text)

    def _follow(self, status: int, location: str) -> Exchange | None:
        target = _resolved(self.url, location)
        if target is None:
            return self._failed(FailureKind.BAD_REDIRECT, "it redirects to nowhere", status)
        absolute = urljoin(self.url, location.strip())
        self.hops.append(Hop(self.url, status, absolute))
        if len(self.hops) > MOST_HOPS:
            return self._failed(FailureKind.REDIRECT_LOOP, f"more than {MOST_HOPS} redirects", status)
        self.url = target
        return None

    def _request(self) -> httpx.Request | Exchange:
        host = host_of(self.url)
        if not self.web.settings.allow_private and is_private_host(host):
            return self._failed(FailureKind.PRIVATE_ADDRESS, f"{host} is a private address")
        headers = {
            "User-Agent": self.web.settings.user_agent or USER_AGENT,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "en-US,en;q=0.9,*;q=0.5",
            "Accept-Encoding": ENCODINGS,
        }
        if credentials := _credentials(self.cited, self.url):
            headers["Authorization"] = credentials
        try:
            request = httpx.Request("GET", self.url, headers=headers)
        except httpx.InvalidURL:
            return self._failed(FailureKind.BAD_REDIRECT, "its address cannot be requested")
        self.cookies.set_cookie_header(request)
        state = (self.url, request.headers.get("cookie", ""))
        if state in self.seen:
            return self._failed(FailureKind.REDIRECT_LOOP, "its redirects go in a circle")
        self.seen.add(state)
        return request

    def _failed(self, kind: FailureKind, detail: str, status: int | None = None) -> Exchange:
        return self._exchange(status=status, failure=kind, failure_detail=detail)

    def _exchange(self, **facts: object) -> Exchange:
        known = Exchange(self.cited, tuple(self.hops), self.url)
        return replace(known, **facts)  # type: ignore[arg-type]


def _enough(response: httpx.Response) -> int:
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return ENOUGH if media_type in _PAGES else 1


def _resolved(base: str, location: str) -> str | None:
    """Where a Location leads, as a request URL without credentials; None if nowhere we go."""
    if not location.strip():
        return None
    try:
        return _without_user(request_url(urljoin(base, location.strip())))
    except ValueError:
        return None


def _without_user(url: str) -> str:
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}"


def _credentials(cited: str, url: str) -> str | None:
    """The Authorization for credentials in the cited URL: only for its own host, scheme and port."""
    parts = urlsplit(cited)
    user, at, _ = parts.netloc.rpartition("@")
    if not at or authority_of(cited) != authority_of(url) or parts.scheme != urlsplit(url).scheme:
        return None
    name, _, password = user.partition(":")
    plain = unquote_to_bytes(name) + b":" + unquote_to_bytes(password)
    return "Basic " + base64.b64encode(plain).decode("ascii")

"""One link, asked until we know: which requests are made, in what order, and when it is enough."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from citecheck.web.chain import Chain, Web
from citecheck.web.exchange import Exchange, FailureKind
from citecheck.web.heuristics.sibling import is_doubtful, seen
from citecheck.web.heuristics.walls import challenged
from citecheck.web.manners import directory_of, random_sibling
from citecheck.web.retries import wait_before_retry
from citecheck.web.targets import authority_of, without_user

BROAD = "*/*"
_CONFIRM_AFTER = 1.0  # seconds between a 404 and the request that confirms it
_DISLIKED = frozenset({400, 405, 406, 412, 415, 418, 421})
_FILES = frozenset(
    (  # noqa: SIM905  # a list of these is 40 lines
        "7z avi bz2 csv doc docx epub exe gif gz jpeg jpg m4a mov mp3 mp4 odp ods odt ogg pdf png ppt pptx ps rar "
        "rtf svg tar tgz tif tiff wav webm webp xls xlsx xz zip"
    ).split()
)
"""Suffixes of addresses at which a page of HTML is not expected: there HEAD can settle the matter."""

_TLS = frozenset({FailureKind.TLS_EXPIRED, FailureKind.TLS_HOST, FailureKind.TLS_PROTOCOL, FailureKind.TLS_UNTRUSTED})
_ELSEWHERE = _TLS | {FailureKind.REFUSED}
"""Failures after which the same address is tried with the other of http and https."""


class Fetch:
    """A link on its way through its requests. The caller asks `chain` when it is its turn, and hands back the end."""

    __slots__ = (
        "_plan",
        "_web",
        "attempts",
        "chain",
        "cited",
        "fresh",
        "not_before",
        "patient",
        "started",
        "targets",
        "url",
    )

    chain: Chain

    def __init__(self, cited: str, url: str, targets: list[int], web: Web) -> None:
        """`cited` is the URL as cited, `url` its `request_url`; `targets` are the caller's numbers of the links."""
        self.cited = cited
        self.url = without_user(url)
        self.targets = targets
        self.attempts = 0
        self.fresh = False
        """Whether the next request is to go over a connection of its own."""
        self.patient = True
        """Whether further tries are worth it, as far as the host is concerned."""
        self.started = 0.0
        """When the request in flight started."""
        self.not_before = 0.0
        """The time before which the next request is not to start."""
        self._web = web
        self._plan: Generator[Chain, Exchange, Exchange] | None = None

    def begin(self) -> None:
        """Make the plan, if there is none yet: thousands of links that only wait need none."""
        if self._plan is None:
            self._plan = self._asking(self._web)
            self.chain = next(self._plan)

    def go_on(self, ended: Exchange) -> Exchange | None:
        """Take the end of `chain`: all that is to be known about the link, or None if `chain` is to be asked again."""
        assert self._plan is not None  # noqa: S101  # begun before it was asked
        try:
            self.chain = self._plan.send(ended)
        except StopIteration as stop:
            known: Exchange = stop.value
            return known if known.attempts == self.attempts else replace(known, attempts=self.attempts)
        return None

    def give_up(self, like: Exchange) -> Exchange:
        """What is known of a link that is asked no more because its host did to another what `like` says."""
        self.begin()
        return replace(
            self.chain.failed(FailureKind.TIMEOUT, "its host does not answer"),
            status=like.status,
            headers=like.headers,
            failure=like.failure,
            attempts=self.attempts,
        )

    def _asking(self, web: Web) -> Generator[Chain, Exchange, Exchange]:
        """Yields what is to be asked next, is sent what came of it; returns what is known in the end."""
        url = self.url
        host = web.manners(authority_of(url))
        if _is_file(self.cited) and not host.head_lies:
            exchange = yield Chain(self.cited, url, web, method="HEAD")
            if exchange.status == 200 and not exchange.is_html:
                self.attempts = 1
                return exchange
        else:
            exchange = Exchange(self.cited)
        by_head = exchange
        exchange = yield from self._until_it_answers(url, web)
        if by_head.url and (by_head.status or by_head.failure) and by_head.status != exchange.status:
            host.head_lies = True
        if exchange.status in _DISLIKED and not challenged(exchange):
            again = yield Chain(self.cited, url, web, accept=BROAD)
            exchange = again if again.status is not None and again.status < 400 else exchange
        elif exchange.status in (404, 410) and not host.is_believed:
            host.doubted += 1
            self.not_before = web.clock() + _CONFIRM_AFTER
            again = yield Chain(self.cited, url, web)
            if again.status is not None and again.status < 400:
                exchange, host.doubted = again, 0
        elif exchange.failure in _ELSEWHERE and not exchange.hops:
            scheme, _, rest = url.partition("://")
            other = f"{'http' if scheme == 'https' else 'https'}://{rest}"
            if urlsplit(url).port is None:
                found = yield Chain(other, other, web)
                if found.status is not None and found.status < 300 and found.final_url.startswith(other):
                    exchange = replace(exchange, other_url=other)
        elif is_doubtful(exchange):
            at = exchange.hops[0].url if exchange.hops else exchange.final_url
            siblings = web.manners(authority_of(at)).siblings
            directory = directory_of(at)
            if directory not in siblings:
                sibling = random_sibling(at)
                siblings[directory] = seen((yield Chain(sibling, sibling, web)))
            exchange = replace(exchange, sibling=siblings[directory])
        return exchange

    def _until_it_answers(self, url: str, web: Web) -> Generator[Chain, Exchange, Exchange]:
        while True:
            exchange = yield Chain(self.cited, url, web)
            self.attempts += 1
            retries = web.settings.retries if self.patient else 0
            wait = wait_before_retry(exchange, self.attempts, retries, datetime.now(UTC))
            if wait is None or challenged(exchange):
                return exchange
            self.not_before = web.clock() + wait


def _is_file(cited: str) -> bool:
    parts = urlsplit(cited)
    name = parts.path.rpartition("/")[2]
    return not parts.query and name.rpartition(".")[2].lower() in _FILES and "." in name

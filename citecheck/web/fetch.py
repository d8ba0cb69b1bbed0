"""One link, asked until we know: which requests are made, in what order, and when it is enough."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from citecheck.web.chain import ACCEPT, Chain, Web
from citecheck.web.exchange import Exchange, FailureKind
from citecheck.web.heuristics.sibling import is_doubtful, seen
from citecheck.web.heuristics.walls import challenged
from citecheck.web.manners import directory_of, random_sibling
from citecheck.web.retries import HOLDS, wait_before_retry
from citecheck.web.targets import authority_of, without_user

BROAD = "*/*"
_SIBLING_TIME = 2.0  # seconds to wait for what another link is finding out of the same directory
_CONFIRM_AFTER = 1.0  # seconds between a 404 and the request that confirms it
_GONE = frozenset({404, 410})
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


NOTHING = Exchange("")
"""What is known of a link before it was answered."""
Asking = Generator[Chain, Exchange, Exchange]
"""Yields chains to be asked, is sent their ends, and returns what is known by then."""


class Fetch:
    """A link on its way through its requests. The caller asks `chain` when it is its turn, and hands back the end."""

    __slots__ = (
        "_cited_as",
        "_dotted",
        "_host",
        "_plan",
        "_settled",
        "_web",
        "attempts",
        "chain",
        "cited",
        "fresh",
        "host",
        "not_before",
        "patient",
        "second_chance",
        "so_far",
        "started",
        "targets",
        "url",
    )

    chain: Chain

    def __init__(
        self, cited: str, url: str, targets: list[int], web: Web, *, dotted: bool = False, cited_as: str = ""
    ) -> None:
        """`cited` is the URL as cited, `url` its `request_url`; `targets` are the caller's numbers of the links.

        `dotted` says that a full stop follows it in the text: if the page is not there, it is tried with it.
        `cited_as` are the first words of the reference.
        """
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
        self.second_chance = 0.0
        """When it is to have one, if it is still in flight then."""
        self.not_before = 0.0
        """The time before which the next request is not to start."""
        self._web = web
        self._dotted = dotted
        self._cited_as = cited_as
        self.host = authority_of(self.url)
        """Whom it is asked first."""
        self._host = web.manners(self.host)
        self.so_far = NOTHING
        """What is known, while only second looks are taken."""
        self._settled: Callable[[], bool] | None = None
        self._plan: Asking | None = None

    @property
    def first_look(self) -> bool:
        """Whether the link itself is asked for, and not something beside it."""
        return self.so_far is NOTHING

    def begin(self) -> None:
        """Make the plan, if there is none yet: thousands of links that only wait need none."""
        if self._plan is None:
            self._plan = self._asking()
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

    def is_settled(self) -> bool:
        """Whether the next request is not needed any more: go on with what is known so far."""
        return self._settled is not None and self._settled()

    def give_up(self, like: Exchange) -> Exchange:
        """What is known of a link that is asked no more because its host did to another what `like` says."""
        self.begin()
        if self.so_far is not NOTHING:
            return replace(self.so_far, attempts=self.attempts)
        return replace(
            self.chain.failed(FailureKind.TIMEOUT, "its host does not answer"),
            status=like.status,
            headers=like.headers,
            failure=like.failure,
            attempts=self.attempts,
        )

    def _asking(self) -> Asking:
        """Yields what is to be asked next, is sent what came of it; returns what is known in the end."""
        if _is_file(self.url) and not self._host.head_lies:
            by_head = yield self._chain(method="HEAD")
            if by_head.status == 200 and not by_head.is_html:
                self.attempts = 1
                return by_head
            exchange = yield from self._until_it_answers()
            # Too many requests, or a pause, is what it says of us, and not of the page.
            self._host.head_lies = by_head.status not in HOLDS and by_head.status != exchange.status
        else:
            exchange = yield from self._until_it_answers()
        for second_look in (
            self._with_broad_accept,
            self._confirmed,
            self._with_full_stop,
            self._by_other_scheme,
            self._beside_sibling,
        ):
            self.so_far = exchange
            exchange = yield from second_look(exchange)
            self._settled = None
        return exchange

    def _chain(self, url: str = "", *, method: str = "GET", accept: str = ACCEPT) -> Chain:
        first, as_cited = url or self.url, self._cited_as
        return Chain(self.cited, first, self._web, method=method, accept=accept, cited_as=as_cited, host=self.host)

    def _until_it_answers(self) -> Asking:
        while True:
            exchange = yield self._chain()
            self.attempts += 1
            retries = self._web.settings.retries if self.patient else 0
            wait = wait_before_retry(exchange, self.attempts, retries, datetime.now(UTC))
            if wait is None or challenged(exchange):
                return exchange
            self.not_before = self._web.clock() + wait

    def _with_broad_accept(self, exchange: Exchange) -> Asking:
        """Where it is the request that is disliked, and not the page missing: one that accepts everything (case 35)."""
        if exchange.status not in _DISLIKED or challenged(exchange):
            return exchange
        again = yield self._chain(accept=BROAD)
        return again if _works(again) else exchange

    def _confirmed(self, exchange: Exchange) -> Asking:
        """A page that is gone, asked for once more, until its host is believed (case 37)."""
        if exchange.status not in _GONE or self._host.is_believed:
            return exchange
        self.not_before = self._web.clock() + _CONFIRM_AFTER
        self._settled = lambda: self._host.is_believed
        again = yield self._chain()
        if _works(again):
            self._host.confirmed = 0
            return again
        if again is not exchange and again.status in _GONE:
            self._host.confirmed += 1
        return exchange

    def _with_full_stop(self, exchange: Exchange) -> Asking:
        """A page that is gone, with the full stop that was taken for the sentence's (case 80)."""
        if exchange.status not in _GONE or not self._dotted or "#" in self.cited:
            return exchange
        again = yield self._chain(f"{self.url}.")
        return replace(again, dotted=True) if _works(again) else exchange

    def _by_other_scheme(self, exchange: Exchange) -> Asking:
        """Where one of http and https fails, whether the same address answers by the other (case 73)."""
        if exchange.failure not in _ELSEWHERE or exchange.hops or urlsplit(self.url).port is not None:
            return exchange
        scheme, _, rest = self.url.partition("://")
        other = f"{'http' if scheme == 'https' else 'https'}://{rest}"
        found = yield Chain(other, other, self._web)
        answers = found.status is not None and found.status < 300 and found.final_url == other
        return replace(exchange, other_url=other) if answers else exchange

    def _beside_sibling(self, exchange: Exchange) -> Asking:
        """A page that looks wrong, beside what its site shows for one that cannot exist (case 20)."""
        if not is_doubtful(exchange):
            return exchange
        at = exchange.first_url
        host, directory = self._web.manners(authority_of(at)), directory_of(at)
        siblings = host.siblings
        if directory not in siblings:
            made_up = random_sibling(at)
            if directory in host.asking:
                self.not_before = self._web.clock() + _SIBLING_TIME
            host.asking.add(directory)
            self._settled = lambda: directory in siblings
            shown = yield Chain(made_up, made_up, self._web)
            if directory not in siblings and shown.status is not None and shown.status < 500:
                siblings[directory] = seen(shown)
        return replace(exchange, sibling=siblings.get(directory))


def _works(exchange: Exchange) -> bool:
    return exchange.status is not None and exchange.status < 400


def _is_file(url: str) -> bool:
    _, dot, suffix = url.rpartition("/")[2].rpartition(".")
    return bool(dot) and suffix.lower() in _FILES and "?" not in url

"""Courtesy: how many requests at once, to whom, and how long to wait before asking again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from citecheck.web.exchange import Exchange, FailureKind

LONGEST_WAIT = 20.0
"""Seconds we are ready to wait for a host that asks for it; whoever asks for more gets no second try."""
FIRST_WAIT = 0.5
"""Seconds before the first retry; doubles with each further one."""

_STRIKES = 2
_PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 530)})
_PASSING_FAILURES = frozenset({FailureKind.TIMEOUT, FailureKind.RESET, FailureKind.RESOLVER})
_AT_ONCE = frozenset({FailureKind.RESET, FailureKind.NO_SUCH_HOST})


def wait_before_retry(exchange: Exchange, attempts: int, retries: int, now: datetime) -> float | None:
    """Seconds to wait before the next try, or None if there shall be none.

    `attempts` counts the tries made, from 1. A reset connection and an unknown name get one more try at
    once, whatever `retries` says (a server that closes an idle connection, a name server that hiccups).
    """
    if attempts == 1 and exchange.failure in _AT_ONCE:
        return 0.0
    passing = exchange.failure in _PASSING_FAILURES or exchange.status in _PASSING_STATUSES
    if not passing or attempts > retries:
        return None
    wait = retry_after(exchange.headers.get("retry-after", ""), now)
    if wait is None:
        return float(min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT))
    return wait if wait <= LONGEST_WAIT else None


def retry_after(value: str, now: datetime) -> float | None:
    """The seconds a Retry-After field asks for; None if it is absent, past or makes no sense.

    Source: RFC 9110, 10.2.3: seconds or an HTTP date. `now` is aware.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    seconds = (until - now).total_seconds()
    return seconds if seconds > 0 else None


@dataclass
class _Lane:
    slots: asyncio.Semaphore
    free_at: float = 0.0
    strikes: int = 0


@dataclass
class Schedule:
    """Who may ask now: at most `concurrency` requests in all, `per_host` to one host, none to a host on hold.

    A link waits for its host first, so a slow host never takes the places of others.
    """

    concurrency: int
    per_host: int
    _lanes: dict[str, _Lane] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.concurrency)

    @asynccontextmanager
    async def slot(self, authority: str) -> AsyncIterator[None]:
        """A place for one request to a host (with port)."""
        lane = self._lane(authority)
        clock = asyncio.get_running_loop().time
        async with lane.slots:
            while (wait := lane.free_at - clock()) > 0:
                await asyncio.sleep(wait)
            async with self._places:
                yield

    def hold(self, authority: str, seconds: float) -> None:
        """Nobody asks this host for so many seconds from now."""
        lane = self._lane(authority)
        lane.free_at = max(lane.free_at, asyncio.get_running_loop().time() + seconds)

    def is_tired(self, authority: str) -> bool:
        """Whether waiting has not helped with this host: then its links get no further tries."""
        return self._lane(authority).strikes >= _STRIKES

    def learn(self, authority: str, exchange: Exchange, attempts: int) -> None:
        """Remember how a try went: silence or 429 after we waited is a strike, all else a new start."""
        lane = self._lane(authority)
        silent = exchange.failure is FailureKind.TIMEOUT or exchange.status == 429
        lane.strikes = lane.strikes + (attempts > 1) if silent else 0

    def _lane(self, authority: str) -> _Lane:
        lane = self._lanes.get(authority)
        if lane is None:
            lane = self._lanes[authority] = _Lane(asyncio.Semaphore(self.per_host))
        return lane

"""Courtesy: which host may be asked now, how fast, and when to ask again.

Nothing here waits or reads a clock: every method is told the time, so that all of it is tested without one.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from citecheck.model import Waiting

BURST = 10
"""Requests that may start to one host within any `WINDOW`, until it is `TRUSTED`."""
WINDOW = 1.1
"""Seconds; a little more than one, for requests that start apart may arrive closer together."""
TRUSTED = 50
"""Answers without a refusal after which only the number in flight bounds the pace."""

_SLOWEST = 4.0  # seconds between two starts, at most, however often a host refuses
_SLOWED = 0.2  # the same after the first refusal
_RECOVERY = 10  # answers without a refusal after which a slowed host is asked twice as fast
_PATIENCE = 60.0  # seconds that one host may make its links wait, all its holds together
_TIRED = 3  # refusals in a row, each after a wait, after which waiting does not help
_ENOUGH = 6  # the same, after which a host is asked no more
_OTHERS_PAUSED = 5  # pages in a row that may be under repair where other pages have been answered


class Limits(NamedTuple):
    """What a host is known to bear."""

    in_flight: int
    interval: float
    """Seconds between two starts."""


# Each answers for millions of sources and turns away those who ask much.
_STRICT: Mapping[str, Limits] = MappingProxyType(
    {
        "web.archive.org": Limits(1, 1.0),
        "archive.org": Limits(1, 1.0),
        "archive.today": Limits(1, 2.0),
        "archive.ph": Limits(1, 2.0),
        "archive.is": Limits(1, 2.0),
        "perma.cc": Limits(1, 1.0),
        "doi.org": Limits(3, 0.2),
        "dx.doi.org": Limits(3, 0.2),
        "hdl.handle.net": Limits(2, 0.3),
        "arxiv.org": Limits(1, 1.0),
        "export.arxiv.org": Limits(1, 1.0),
        "www.ncbi.nlm.nih.gov": Limits(2, 0.4),
        "pubmed.ncbi.nlm.nih.gov": Limits(2, 0.4),
    }
)

_NEVER = float("-inf")

Job = TypeVar("Job")


@dataclass(slots=True)
class Lane(Generic[Job]):
    """One host: its queue and how it is to be treated."""

    host: str
    limit: int
    """Requests in flight at most."""
    queue: deque[Job] = field(default_factory=deque)
    in_flight: int = 0
    unsent: int = 0
    """Of these, the requests that have not left us yet: they are still connecting."""
    allowed: int = 0
    """Requests in flight at present: fewer than `limit` after a refusal, and before the first answer: one place
    is kept for a second chance."""
    interval: float = 0.0
    """Seconds between two starts that the host has taught us."""
    least_interval: float = 0.0
    """The same, known beforehand."""
    starts: deque[float] = field(default_factory=lambda: deque(maxlen=BURST))
    """When the last requests were sent."""
    last_start: float = _NEVER
    waits_since: float = _NEVER
    """Since when requests are in flight without any answer."""
    answered: int = 0
    """Answers since the last refusal."""
    last_answer: float = _NEVER
    second_chance: float = _NEVER
    """When a fresh connection was last tried because the host was silent."""
    slowed_at: float = _NEVER
    free_at: float = _NEVER
    waited: float = 0.0
    strikes: int = 0
    given_up: bool = False
    silences: int = 0
    """Time-outs in a row during which nothing came from the host."""
    pauses: int = 0
    """How often in a row it asked for a pause longer than we wait."""
    level: int = -1
    """The ready queue the lane stands in; -1 for none."""
    wakes_at: float = float("inf")

    def may_start_at(self) -> float:
        """The time from which one more request may start, as far as the pace is concerned."""
        if self.given_up:
            return _NEVER  # its links are told so at once
        at = self.free_at
        interval = max(self.interval, self.least_interval)
        if interval:
            at = max(at, self.last_start + interval)
        if self.answered < TRUSTED:
            room = BURST - self.unsent
            if room <= 0:
                return float("inf")  # until one of those is sent
            if len(self.starts) >= room:
                at = max(at, self.starts[-room] + WINDOW)
        return at


class Schedule(Generic[Job]):
    """Who may ask now: at most `concurrency` requests in all, `per_host` to one host, none to a host on hold.

    Hosts that were not asked yet come first, then those with the fewest requests in flight: so a silent host
    is noticed early, and never takes the place of one that answers.
    """

    def __init__(self, concurrency: int, per_host: int, pace: Callable[[str], float] = lambda _: 0.0) -> None:
        """`pace` gives the requests a second that a host may be asked at most, 0 for no bound of its own."""
        self._pace = pace
        self.concurrency = concurrency
        self.per_host = per_host
        self.in_flight = 0
        self.queued = 0
        self._lanes: dict[str, Lane[Job]] = {}
        self._ready: list[deque[Lane[Job]]] = [deque() for _ in range(per_host + 1)]
        self._sleeping: list[tuple[float, int, Lane[Job]]] = []
        self._later: list[tuple[float, int, str, Job]] = []
        self._number = count()

    def lane(self, host: str) -> Lane[Job]:
        """The lane of a host (with its port, if not the usual one)."""
        lane = self._lanes.get(host)
        if lane is None:
            strict = _STRICT.get(host)
            limit = min(self.per_host, strict.in_flight) if strict else self.per_host
            lane = self._lanes[host] = Lane(host, limit, allowed=max(1, limit - 1))
            pace = self._pace(host)
            lane.least_interval = max(strict.interval if strict else 0.0, 1 / pace if pace else 0.0)
        return lane

    def recall(self, intervals: Mapping[str, float]) -> None:
        """Begin with what hosts taught us in an earlier run: seconds between two starts, 0 if nothing."""
        for host, interval in intervals.items():
            if interval:
                lane = self.lane(host)
                lane.interval, lane.allowed = interval, 1

    def learned(self) -> Iterator[tuple[str, float]]:
        """Each host with the seconds between two starts that it has taught us so far, 0 if nothing."""
        return ((lane.host, lane.interval) for lane in self._lanes.values())

    def add(self, host: str, job: Job, now: float, not_before: float = 0.0, *, begun: bool = False) -> None:
        """Queue a request to a host; it waits at least until `not_before`.

        What is already `begun` goes before the others: what it finds out may spare them requests.
        """
        self.queued += 1
        if not_before > now:
            heapq.heappush(self._later, (not_before, next(self._number), host, job))
            return
        lane = self.lane(host)
        if begun:
            lane.queue.appendleft(job)
        else:
            lane.queue.append(job)
        self._place(lane, now)

    def take(self, now: float) -> Job | None:
        """The next request to start at once; None if there is none now (see `wakes_at`)."""
        self._wake(now)
        if self.in_flight >= self.concurrency:
            return None
        for level, ready in enumerate(self._ready):
            while ready:
                lane = ready.popleft()
                if lane.level != level:
                    continue
                lane.level = -1
                if lane.queue and lane.may_start_at() <= now:
                    job = lane.queue.popleft()
                    self.queued -= 1
                    self.start(lane, now)
                    return job
                self._place(lane, now)
        return None

    def start(self, lane: Lane[Job], now: float) -> None:
        """Count a request as started."""
        if not lane.in_flight:
            lane.waits_since = now
        lane.in_flight += 1
        lane.unsent += 1
        self.in_flight += 1
        lane.last_start = now
        self._place(lane, now)

    def sent(self, lane: Lane[Job], now: float, *, again: bool = False) -> None:
        """Count a request as sent: from now on it counts for the pace, for connecting may have taken long.

        `again` is for one that is sent once more, since its connection had gone stale.
        """
        lane.unsent -= not again
        lane.starts.append(now)
        lane.last_start = now
        self._place(lane, now)

    def end(self, lane: Lane[Job], now: float) -> None:
        """Count a request as ended, whatever came of it."""
        lane.in_flight -= 1
        self.in_flight -= 1
        self._place(lane, now)

    def give_second_chance(self, lane: Lane[Job], now: float) -> None:
        """The place that was kept for it may be taken."""
        if lane.last_answer == _NEVER and self._keeps_a_place(lane):
            lane.allowed = lane.limit
            self._place(lane, now)

    def has_room(self, lane: Lane[Job], now: float) -> bool:
        """Whether one more request may start at once, besides those in the queue."""
        free = lane.in_flight < lane.allowed and self.in_flight < self.concurrency
        return free and lane.may_start_at() <= now

    def wakes_at(self) -> float | None:
        """When `take` may give something that it does not give now; None if only after an `end`."""
        times = [heap[0][0] for heap in (self._sleeping, self._later) if heap]
        return min(times, default=None)

    def answered(self, lane: Lane[Job], now: float, *, welcome: bool = True) -> None:
        """The host answered: it is trusted a little more, unless it let us see that it does not like us."""
        if lane.last_answer == _NEVER and self._keeps_a_place(lane):
            lane.allowed = lane.limit
        lane.last_answer = lane.waits_since = now
        lane.strikes = lane.silences = 0
        if not welcome:
            return
        lane.answered += 1
        lane.pauses = 0
        if (lane.interval or lane.allowed < lane.limit) and lane.answered % _RECOVERY == 0:
            lane.interval = lane.interval / 2 if lane.interval > _SLOWED / 2 else 0.0
            lane.allowed = min(lane.limit, lane.allowed + 1)

    def refused(self, lane: Lane[Job], now: float, started: float, wait: float) -> None:
        """The host answered 429 or 503: nobody asks it for `wait` seconds, and then more slowly.

        A request that had `started` before the host was slowed tells nothing new.
        """
        lane.last_answer = lane.waits_since = now
        lane.answered = 0
        if started > lane.slowed_at:
            lane.slowed_at = now
            lane.strikes += 1
            lane.allowed = 1
            lane.interval = min(_SLOWEST, max(_SLOWED, lane.interval * 2))
        self.hold(lane, now, wait)

    def turned_away(self, lane: Lane[Job]) -> None:
        """A connection was closed without an answer: where others are in flight, they may be all the host bears.

        It is not slowed: small servers and firewalls count what is open, not how often it is asked.
        """
        if lane.in_flight > 1:
            lane.allowed = max(1, min(lane.allowed, lane.in_flight) - 1)

    def hold(self, lane: Lane[Job], now: float, wait: float) -> None:
        """Nobody asks the host for so many seconds from now."""
        until = now + wait
        lane.waited += max(0.0, until - max(now, lane.free_at))
        lane.free_at = max(lane.free_at, until)

    def was_silent(self, lane: Lane[Job]) -> bool:
        """Count a time-out of a silent host; whether it is to be given up.

        One that has answered before, or is asked one thing at a time, gets a second one: it may be the page.
        """
        lane.silences += 1
        return lane.silences > 1 or (lane.last_answer == _NEVER and lane.limit > 1)

    def is_paused(self, lane: Lane[Job]) -> bool:
        """Count an answer that asks for a pause longer than we wait; whether it is meant for the whole host."""
        lane.pauses += 1
        return lane.pauses > (_OTHERS_PAUSED if lane.answered else 1)

    def is_tired(self, lane: Lane[Job]) -> bool:
        """Whether waiting has not helped with this host: then its links get no further tries."""
        return lane.strikes >= _TIRED

    def is_hopeless(self, lane: Lane[Job]) -> bool:
        """Whether a host has refused us so often that it is better left alone."""
        return lane.strikes >= _ENOUGH or (lane.waited > _PATIENCE and lane.strikes > 0)

    def give_up(self, lane: Lane[Job]) -> list[Job]:
        """Ask the host no more; what was in its queue."""
        lane.given_up = True
        left = list(lane.queue)
        self.queued -= len(left)
        lane.queue.clear()
        return left

    def waiting(self, now: float) -> Iterator[Waiting]:
        """The hosts that keep links waiting, in no particular order."""
        for lane in self._lanes.values():
            if lane.free_at > now and lane.queue:
                yield Waiting(lane.host, len(lane.queue), lane.free_at - now, "asks for a pause")
            elif lane.in_flight and (silent := now - lane.waits_since) > 1.0:
                yield Waiting(lane.host, lane.in_flight + len(lane.queue), silent, "silent")
            elif lane.queue and lane.interval:
                yield Waiting(lane.host, len(lane.queue), lane.interval, "asked slowly")

    def _keeps_a_place(self, lane: Lane[Job]) -> bool:
        """Whether all that is not allowed is the place for a second chance: the host was not seen to bear less."""
        return not lane.interval and lane.allowed >= lane.limit - 1

    def _place(self, lane: Lane[Job], now: float) -> None:
        """Put the lane where `take` finds it when its next request may start."""
        if not lane.queue or lane.in_flight >= lane.allowed:
            lane.level = -1
            return
        at = lane.may_start_at()
        if at <= now:
            level = lane.in_flight + 1 if lane.last_start > _NEVER else 0
            if lane.level != level:
                lane.level = level
                self._ready[level].append(lane)
            return
        lane.level = -1
        if at < lane.wakes_at and at != float("inf"):
            lane.wakes_at = at
            heapq.heappush(self._sleeping, (at, next(self._number), lane))

    def _wake(self, now: float) -> None:
        while self._later and self._later[0][0] <= now:
            _, _, host, job = heapq.heappop(self._later)
            self.lane(host).queue.appendleft(job)
            self._place(self.lane(host), now)
        while self._sleeping and self._sleeping[0][0] <= now:
            _, _, lane = heapq.heappop(self._sleeping)
            lane.wakes_at = float("inf")
            self._place(lane, now)

"""The loop that asks all links: each when its host may be asked, silent hosts with a second chance."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Protocol

from citecheck.model import Waiting
from citecheck.web.chain import Chain, Web
from citecheck.web.errand import Errand, Return
from citecheck.web.exchange import Exchange, FailureKind
from citecheck.web.fetch import Fetch
from citecheck.web.heuristics.walls import challenged
from citecheck.web.retries import FIRST_WAIT, HOLDS, LONGEST_WAIT, TOO_MANY, asked_wait
from citecheck.web.schedule import Lane, Schedule
from citecheck.web.targets import host_settings
from citecheck.web.wire import HeldError

_UNWELCOME = frozenset({401, 402, 403, 407, 451, 999})
"""Refusals of a page, not of our pace: they earn no trust."""
_TICK = 0.1  # seconds


Asked = Fetch | Errand


class Others(Protocol):
    """The crews of other processes, each with hosts of its own."""

    def ask(self, fetch: Fetch) -> bool:
        """Have another crew make the next request of a link, if its host is not ours; whether that is so."""

    def idle(self) -> None:
        """Hear that all about our links is known: from now on there are only errands."""


class Crew:
    """All requests of a run, or those to some of its hosts, if there are `others`.

    `record` is called when all about a link is known, with the numbers of the targets it answers; `tell` now
    and then while the work goes on, with the hosts that are waited for.
    """

    def __init__(
        self,
        web: Web,
        record: Callable[[Exchange, list[int]], None],
        tell: Callable[[tuple[Waiting, ...]], None],
        others: Others | None = None,
    ) -> None:
        self._web = web
        self._others = others
        self._is_idle = False
        self._record = record
        self._tell = tell
        settings = web.settings
        self._schedule: Schedule[Asked] = Schedule(
            settings.concurrency, settings.per_host, lambda host: host_settings(settings, host).pace
        )
        self._in_flight: dict[Asked, list[asyncio.Task[None]]] = {}
        """The links whose requests are in flight: the request, and beside it perhaps its second chance."""
        self._lost: dict[str, Exchange] = {}
        """The hosts that are asked no more, with what they did last."""

    async def work(self, links: Iterable[Fetch]) -> None:
        """Ask each link; returns when all about all of them is known, with others when `finish` is called."""
        self._loop = asyncio.get_running_loop()
        self._finished: asyncio.Future[None] = self._loop.create_future()
        self._wake: asyncio.TimerHandle | None = None
        self._left = 0
        self._schedule.recall({host: manners.interval for host, manners in self._web.hosts.items()})
        self._add(links)
        if not self._left and not self._others:
            return
        self._loop.set_exception_handler(self._failed)
        ticking = self._loop.create_task(self._tick())
        ticking.add_done_callback(self._done)
        try:
            self._start()
            await self._finished
        finally:
            if self._wake:
                self._wake.cancel()
            running = [ticking, *(task for tasks in self._in_flight.values() for task in tasks)]
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            for host, interval in self._schedule.learned():
                if interval or host in self._web.hosts:
                    self._web.manners(host).interval = interval
            self._tell(self._waiting())

    def _add(self, links: Iterable[Fetch]) -> None:
        now = self._loop.time()
        for fetch in links:
            self._left += 1
            self._schedule.add(fetch.host, fetch, now)

    # What others ask of it

    def take_over(self, links: Iterable[Fetch]) -> None:
        """Ask more links: those of a process that is no more."""
        self._add(links)
        self._is_idle = False
        self._start()

    def run(self, errand: Errand) -> None:
        """Make a request for another crew's link."""
        self._schedule.add(errand.chain.host, errand, self._loop.time(), begun=True)
        self._start()

    def go_on(self, fetch: Fetch, returned: Return | None) -> None:
        """Go on with a link whose request another crew has made; None if that crew is no more."""
        if returned is None:
            self._queue(fetch)
        else:
            fetch.chain = returned.chain
            if returned.given_up and returned.ended:
                self._lose(fetch, returned.ended)
            elif returned.ended is None:
                self._queue(fetch)
            else:
                fetch.patient = returned.patient
                self._go_on(fetch, returned.ended)
        self._start()

    def finish(self, error: BaseException | None = None) -> None:
        """End the work, or fail."""
        if not self._finished.done():
            if error:
                self._finished.set_exception(error)
            else:
                self._finished.set_result(None)

    # Its own

    def _waiting(self) -> tuple[Waiting, ...]:
        """Those with the most links first."""
        return tuple(sorted(self._schedule.waiting(self._loop.time()), key=lambda host: -host.links))

    async def _tick(self) -> None:
        """Now and then look who waits."""
        while True:
            await asyncio.sleep(_TICK)
            self._tell(self._waiting())
            now = self._loop.time()
            for fetch in [fetch for fetch in self._in_flight if fetch.second_chance <= now]:
                fetch.second_chance = math.inf
                if fetch in self._in_flight:
                    self._second_chance(fetch, self._schedule.lane(fetch.chain.host))

    def _start(self) -> None:
        """Start every request that may start now, and wake up for those that may later."""
        if self._finished.done():
            return
        now = self._loop.time()
        while fetch := self._schedule.take(now):
            settled = False
            if isinstance(fetch, Fetch):
                fetch.begin()
                settled = fetch.is_settled()
            lane = self._schedule.lane(fetch.chain.host)
            if not lane.given_up and not settled:
                self._request(fetch, lane, now)
                continue
            self._schedule.sent(lane, now)
            self._schedule.end(lane, now)
            if isinstance(fetch, Fetch) and settled:
                self._go_on(fetch, fetch.so_far)
            else:
                self._lose(fetch, self._lost[lane.host])
        if not self._left and not self._is_idle:
            self._is_idle = True
            if self._others:
                self._others.idle()
            else:
                self._finished.set_result(None)
        if self._finished.done():
            return
        if self._wake:
            self._wake.cancel()
            self._wake = None
        if (at := self._schedule.wakes_at()) is not None and self._schedule.in_flight < self._schedule.concurrency:
            self._wake = self._loop.call_at(at, self._start)

    def _request(self, fetch: Asked, lane: Lane[Asked], now: float) -> None:
        fetch.started = now
        fetch.chain.fresh, fetch.fresh = fetch.fresh, False
        self._in_flight[fetch] = [self._task(fetch, fetch.chain, lane)]
        # After half of what is left of the time it gets its second chance; a HEAD has its GET for that.
        has_one = self._web.settings.retries and fetch.chain.method != "HEAD"
        fetch.second_chance = now + fetch.chain.seconds_left / 2 if has_one else math.inf

    def _task(self, fetch: Asked, chain: Chain, lane: Lane[Asked]) -> asyncio.Task[None]:
        on_its_way = False

        def sent() -> None:
            nonlocal on_its_way
            now = self._loop.time()
            if lane.free_at > now:
                raise HeldError  # the host has asked for a pause while the connection was made
            if on_its_way and lane.may_start_at() > now:
                raise HeldError  # what is sent once more keeps to the pace too
            self._schedule.sent(lane, now, again=on_its_way)
            on_its_way = True

        def ended(task: asyncio.Task[None]) -> None:
            now = self._loop.time()
            if not on_its_way:
                self._schedule.sent(lane, now)  # the transport does not tell, or the request never got so far
            self._schedule.end(lane, now)
            self._done(task)

        # Not in the task itself: one that is cancelled before its first step never runs.
        task = self._loop.create_task(self._ask(fetch, chain, lane, sent), name="request")  # asyncio's own is made anew
        task.add_done_callback(ended)
        return task

    async def _ask(self, fetch: Asked, chain: Chain, lane: Lane[Asked], sent: Callable[[], None]) -> None:
        started = self._loop.time()
        try:
            ended = await chain.ask(sent)
        except HeldError:
            self._wait_again(fetch, chain)
            return
        now = self._loop.time()
        enough = self._learn(lane, ended, started, now)
        tasks = self._in_flight[fetch]
        if len(tasks) > 1 and ended is not None and ended.status is None:
            tasks.remove(asyncio.current_task())  # type: ignore[arg-type]
            return  # the other one may still get an answer
        silent = ended is not None and ended.failure is FailureKind.TIMEOUT and lane.last_answer < fetch.started
        fetch.chain = chain
        self._take_out(fetch)
        # A question of ours that is not answered, such as for a made-up page, says nothing about the host.
        silent = silent and chain.method != "HEAD" and fetch.first_look
        patient = not self._schedule.is_tired(lane)
        if isinstance(fetch, Errand):
            fetch.end(ended, patient=patient)
        elif ended is None:
            self._queue(fetch)
        else:
            fetch.patient = patient
            self._go_on(fetch, ended)
        if ended is not None and (enough or (silent and self._schedule.was_silent(lane))):
            self._give_up(lane, ended)

    def _wait_again(self, fetch: Asked, chain: Chain) -> None:
        """Put a request back that has not left."""
        tasks = self._in_flight[fetch]
        if len(tasks) > 1:
            tasks.remove(asyncio.current_task())  # type: ignore[arg-type]
            return
        fetch.chain, fetch.fresh = chain, chain.fresh
        self._take_out(fetch)
        if isinstance(fetch, Errand):
            fetch.end(None)
        else:
            self._queue(fetch)

    def _done(self, task: asyncio.Task[None]) -> None:
        """A request has ended, or was ended: others may start. A bug of ours ends the run."""
        if self._finished.done():
            return
        if not task.cancelled() and (error := task.exception()):
            self._finished.set_exception(error)
        else:
            self._start()

    def _failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """An exception that nobody waits for: in a callback of ours it is a bug and ends the run."""
        error = context.get("exception")
        if isinstance(error, Exception) and "handle" in context and not self._finished.done():
            self._finished.set_exception(error)
        elif not isinstance(error, OSError):
            loop.default_exception_handler(context)

    def _take_out(self, fetch: Asked) -> None:
        """The link waits for no request any more."""
        current = asyncio.current_task()
        for task in self._in_flight.pop(fetch):
            if task is not current:
                task.cancel()

    def _go_on(self, fetch: Fetch, ended: Exchange) -> None:
        known = fetch.go_on(ended)
        if known is None:
            self._queue(fetch)
        else:
            self._end(fetch, known)

    def _queue(self, fetch: Fetch) -> None:
        """Let a link that has begun wait for its next request, wherever that is to be made."""
        if not self._others or not self._others.ask(fetch):
            self._schedule.add(fetch.chain.host, fetch, self._loop.time(), fetch.not_before, begun=True)

    def _lose(self, fetch: Asked, like: Exchange) -> None:
        """End what is asked no more, for its host did to another link what `like` says."""
        if isinstance(fetch, Errand):
            fetch.end(like, given_up=True)
        else:
            self._end(fetch, fetch.give_up(like))

    def _end(self, fetch: Fetch, known: Exchange) -> None:
        self._left -= 1
        self._record(known, fetch.targets)

    def _learn(self, lane: Lane[Asked], ended: Exchange | None, started: float, now: float) -> bool:
        """What an answer says about the host that gave it; whether the host is to be asked no more."""
        if ended is None:
            self._schedule.answered(lane, now)
            return False
        wait = asked_wait(ended, datetime.now(UTC)) if (ended.status or 0) >= 400 else None
        wall = challenged(ended) is not None
        if ended.status in HOLDS and not wall:
            if wait is None:
                wait = FIRST_WAIT * 2 ** min(lane.strikes, 4)
            if wait <= LONGEST_WAIT or ended.status == TOO_MANY:
                self._schedule.refused(lane, now, started, wait)
                return wait > LONGEST_WAIT or self._schedule.is_hopeless(lane)
            # A page under repair, or all of the site: only a second one tells, where nothing else answers.
            self._schedule.answered(lane, now, welcome=False)
            return self._schedule.is_paused(lane)
        if ended.status is not None:
            self._schedule.answered(lane, now, welcome=ended.status not in _UNWELCOME and not wall)
            if wait is not None and (wall or ended.status in _UNWELCOME):  # it may still say how long to stay away
                self._schedule.hold(lane, now, wait)
                return wait > LONGEST_WAIT
        elif ended.failure is FailureKind.RESET:
            self._schedule.turned_away(lane)
        return False

    def _second_chance(self, fetch: Asked, lane: Lane[Asked]) -> None:
        """A request has waited half of its time: one fresh connection is tried beside it.

        It is for another link of a silent host if one is in the queue. Where there is no room for one, the
        youngest request makes room, and goes behind the host's other links: if it is only this page that
        hangs, they must not be lost.
        """
        now = self._loop.time()
        silent = lane.last_answer < fetch.started
        self._schedule.give_second_chance(lane, now)
        if lane.in_flight < lane.allowed:
            if not self._schedule.has_room(lane, now):
                return
            if silent and lane.queue:
                lane.second_chance = now
                lane.queue[0].fresh = True
                self._start()
            else:
                self._schedule.start(lane, now)
                self._in_flight[fetch].append(self._task(fetch, fetch.chain.twin(beside=True), lane))
        elif silent and lane.second_chance <= lane.last_answer:
            lane.second_chance = now
            members = [other for other in self._in_flight if other.chain.host == lane.host]
            youngest = max(members, key=lambda other: other.started)
            self._take_out(youngest)
            youngest.chain = youngest.chain.twin()
            (lane.queue[0] if lane.queue else youngest).fresh = True
            self._schedule.add(lane.host, youngest, now)

    def _give_up(self, lane: Lane[Asked], ended: Exchange) -> None:
        """The host was silent for a whole time-out, or refuses us again and again: it is asked no more."""
        if lane.given_up:
            return
        self._lost[lane.host] = ended
        for fetch in self._schedule.give_up(lane):
            self._lose(fetch, ended)
        for fetch in [fetch for fetch in self._in_flight if fetch.chain.host == lane.host]:
            self._take_out(fetch)
            self._lose(fetch, ended)

"""Many links on all processors: each process has the hosts of some sites, and nobody else asks these.

So all bounds for a host hold as in one process: its queue, its pace and its connections are in one place. Where a
redirect leads to a host of another process, that one makes the request (an errand), and the link goes on where it came
from. The first process, the leader, has the reports of all; messages pass through it.
"""

from __future__ import annotations

import asyncio
import socket
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import count, islice
from typing import TYPE_CHECKING

from citecheck.errors import CitecheckError
from citecheck.model import LinkReport, Waiting
from citecheck.processes import context, ignore_interrupts, processors
from citecheck.web import network
from citecheck.web.chain import Web
from citecheck.web.errand import Errand, Return
from citecheck.web.fetch import Fetch
from citecheck.web.manners import Manners
from citecheck.web.messages import Answer, Ask, Failed, Finish, Gone, LastWords, Line, Message, News
from citecheck.web.owners import Owners, Requests

if TYPE_CHECKING:
    import httpx  # the web package is where it belongs

    from citecheck.settings import Settings
    from citecheck.web.crew import Crew
    from citecheck.web.engine import Run
    from citecheck.web.targets import Target

_WORTH = 500  # links for which a process more is worth its start
_MOST = 8
_GRACE = 1.0  # seconds for the last words of the others when the time is up


class _Desk:
    """Where a crew meets those of the other processes; `post` sends a message to one of them."""

    def __init__(self, shard: int, owners: Owners) -> None:
        self._shard = shard
        self._owners = owners
        self._numbers = count()
        self._away: dict[int, tuple[int, Fetch]] = {}
        """The links whose next requests others make, and who."""
        self._tasks: set[asyncio.Task[None]] = set()

    def open(self, crew: Crew, web: Web) -> None:
        """Begin, for a crew that begins to work before the next message comes."""
        self._crew, self._web = crew, web

    def post(self, to: int, message: Message) -> None:
        """Send a message to another process."""
        raise NotImplementedError

    def ask(self, fetch: Fetch) -> bool:
        """See `crew.Others`."""
        owner = self._owners.of(fetch.chain.url)
        if owner == self._shard:
            return False
        number = next(self._numbers)
        self._away[number] = owner, fetch
        self.post(owner, Ask(self._shard, number, fetch.chain, fetch.first_look))
        return True

    def take(self, message: Message) -> None:
        """See to a message for the crew."""
        match message:
            case Ask(sender, number, chain, first_look):
                reply = self._replies_to(sender, number)
                self._crew.run(Errand(chain.join(self._web), reply, first_look=first_look))
            case Answer(number, returned):
                _, fetch = self._away.pop(number)
                returned.chain.join(self._web)
                self._crew.go_on(fetch, returned)
            case Gone(shard):
                self._owners.gone.add(shard)
                for number in [number for number, (owner, _) in self._away.items() if owner == shard]:
                    self._crew.go_on(self._away.pop(number)[1], None)
            case Finish():
                self._crew.finish()

    def _replies_to(self, sender: int, number: int) -> Callable[[Return], None]:
        def reply(returned: Return) -> None:
            ended = returned.ended and replace(returned.ended)  # without its page: that is read again where it goes
            self.post(sender, Answer(number, returned._replace(ended=ended)))

        return reply

    def _listen(self, line: Line, hear: Callable[[int, Message], None], lost: Callable[[], None]) -> None:
        async def listen() -> None:
            await line.listen(hear)
            lost()

        task = asyncio.get_running_loop().create_task(listen())
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._crew.finish(error)


class _Leader(_Desk):
    """The first process: it has crew and hosts as the others have, and the reports of all."""

    def __init__(self, run: Run, owners: Owners, parts: Sequence[Requests], ends: Sequence[socket.socket]) -> None:
        super().__init__(0, owners)
        self._run = run
        self._parts = parts
        self._lines = {shard: Line(end) for shard, end in enumerate(ends, 1)}
        self._waiting: dict[int, tuple[Waiting, ...]] = {}
        self._busy = {0, *self._lines}
        self._silent = set(self._lines)
        """The others whose last words have not come."""
        self.learned: dict[str, Manners] = {}
        """What the others found out about hosts."""
        self.heard = asyncio.Event()
        """Set when all last words have come."""

    def open(self, crew: Crew, web: Web) -> None:
        """Begin to listen."""
        super().open(crew, web)
        for shard, line in self._lines.items():
            self._listen(line, partial(self._hear, shard), partial(self._bury, shard))

    def post(self, to: int, message: Message) -> None:
        """Send a message, or see to it where there is nobody to see to it."""
        if to in self._silent:
            self._lines[to].send(to, message)
        elif isinstance(message, Ask):
            self.take(message)

    async def close(self) -> None:
        """Let the others go."""
        for line in self._lines.values():
            await line.close()

    def idle(self) -> None:
        """See `crew.Others`."""
        self._is_done(0)

    def tell(self, waiting: tuple[Waiting, ...]) -> None:
        """Tell how far all of them are."""
        others = (host for hosts in self._waiting.values() for host in hosts)
        self._run.progress(tuple(sorted([*waiting, *others], key=lambda host: -host.links)))

    def _hear(self, by: int, to: int, message: Message) -> None:
        match message:
            case News(reports, waiting, idle):
                self._report(reports)
                self._waiting[by] = waiting
                if idle:
                    self._is_done(by)
            case LastWords():
                self._report(message.reports)
                self._run.unresolved += message.unresolved
                self._run.unknown += message.unknown
                self._run.passing |= message.passing
                self._run.resolved = self._run.resolved or message.resolved
                self._run.online = self._run.online or message.online
                self.learned |= message.hosts
                self._heard(by)
            case Failed(error):
                self._crew.finish(error)
            case _:
                self.post(to, message) if to else self.take(message)

    def _report(self, reports: dict[int, LinkReport]) -> None:
        for index, report in reports.items():
            self._run.reports[index] = report._replace(cited=self._run.targets[index].cited)

    def _is_done(self, shard: int) -> None:
        """All about a process's own links is known: when that is so of all, they may go."""
        self._busy.discard(shard)
        if not self._busy:
            for other in self._silent:
                self.post(other, Finish())
            if not self._silent:
                self._crew.finish()

    def _heard(self, shard: int) -> None:
        self._silent.discard(shard)
        if not self._silent:
            self.heard.set()
            if not self._busy:
                self._crew.finish()

    def _bury(self, shard: int) -> None:
        """A process is no more: if it went without a word, its links and its hosts are the leader's."""
        if shard not in self._silent:
            return
        self._waiting.pop(shard, None)
        self._silent.discard(shard)
        for other in self._silent:
            self.post(other, Gone(shard))
        self.take(Gone(shard))
        known = self._run.reports
        lost = {url: indexes for url, indexes in self._parts[shard].items() if any(i not in known for i in indexes)}
        if lost:
            self._busy.add(0)
            self._crew.take_over(network.fetches(self._run, lost, self._web))
        self._heard(shard)
        self._is_done(shard)


class _Follower(_Desk):
    """Another process; what it finds out goes to the leader."""

    def __init__(self, shard: int, owners: Owners, run: Run, end: socket.socket) -> None:
        super().__init__(shard, owners)
        self._run = run
        self._line = Line(end)
        self._told = 0

    def open(self, crew: Crew, web: Web) -> None:
        """Begin to listen."""
        super().open(crew, web)
        self._listen(self._line, self._hear, self._left_alone)

    def post(self, to: int, message: Message) -> None:
        """Send a message by way of the leader."""
        self._line.send(to, message)

    def idle(self) -> None:
        """See `crew.Others`."""
        self._tell((), idle=True)

    def tell(self, waiting: tuple[Waiting, ...]) -> None:
        """Tell the leader what is new."""
        self._tell(waiting, idle=False)

    def _tell(self, waiting: tuple[Waiting, ...], *, idle: bool) -> None:
        new = dict(islice(self._run.reports.items(), self._told, None))
        self._told += len(new)
        self.post(0, News(_without_cited(new), waiting, idle))

    async def leave(self) -> None:
        """Say the last words."""
        run = self._run
        # The name server may have turned out not to work since they were told.
        again = {index: run.reports[index] for index in run.unknown}
        self.tell(())
        words = (run.unresolved, run.unknown, run.passing, run.resolved, run.online, self._web.hosts)
        self.post(0, LastWords(_without_cited(again), *words))
        await self._line.close()

    async def fail(self, error: Exception) -> None:
        """Say what ends the run."""
        self.post(0, Failed(error))
        await self._line.close()

    def _hear(self, _to: int, message: Message) -> None:
        self.take(message)

    def _left_alone(self) -> None:
        self._crew.finish(ConnectionError("the first process is gone"))


def _without_cited(reports: dict[int, LinkReport]) -> dict[int, LinkReport]:
    return {index: report._replace(cited=()) for index, report in reports.items()}


def ask(
    run: Run,
    requests: Requests,
    hosts: dict[str, Manners],
    transport: httpx.AsyncBaseTransport | None,
    processes: int | None = None,
) -> None:
    """Ask each request URL, and record it with the numbers of the targets that it answers.

    `hosts` is what is known of hosts beforehand, and more afterwards. A `transport` that stands in for the network
    serves one process only; else there are so many `processes`, or as many as are worth their start. Raises
    KeyboardInterrupt; what was recorded until then stays.
    """
    # Of a few links at once, no process may have less than one.
    shards = min(processes or _worth(len(requests)), run.settings.concurrency)
    if transport is not None:
        from citecheck.web.by_httpx import HttpxTransport

        asyncio.run(network.work(run, requests, hosts, HttpxTransport(transport)))
        return
    if shards == 1:
        asyncio.run(network.work(run, requests, hosts))
        return
    owners = Owners(requests, shards)
    parts = owners.parts(requests)
    settings = run.settings._replace(concurrency=run.settings.concurrency // shards)
    ends: list[socket.socket] = []
    others = []
    try:
        for shard in range(1, shards):
            end, theirs = socket.socketpair()
            ends.append(end)
            known = _hosts_of(shard, hosts, owners)
            work = (shard, owners, theirs, ends, run.targets, settings, parts[shard], known, run.deadline)
            other = context().Process(target=_follow, args=work, daemon=True)
            with theirs, suppress(OSError):  # if the system allows no more, it is as if it had died
                other.start()
                others.append(other)
        asyncio.run(_lead(run, parts, hosts, owners, ends, settings))
    finally:
        for other in others:
            other.kill()
            other.join()


def _worth(links: int) -> int:
    """How many processes are worth their start."""
    most = min(links // _WORTH, processors(), _MOST)
    if most < 2:
        return 1
    import multiprocessing

    # One that was started by such a module may be forbidden to start others.
    return 1 if multiprocessing.current_process().daemon else most


def _hosts_of(shard: int, hosts: dict[str, Manners], owners: Owners) -> dict[str, Manners]:
    return {host: manners for host, manners in hosts.items() if owners.of(f"http://{host}/") == shard}


async def _lead(
    run: Run,
    parts: Sequence[Requests],
    hosts: dict[str, Manners],
    owners: Owners,
    ends: Sequence[socket.socket],
    settings: Settings,
) -> None:
    leader = _Leader(run, owners, parts, ends)
    own = _hosts_of(0, hosts, owners)
    try:
        await network.work(run, parts[0], own, settings=settings, desk=leader)
        with suppress(TimeoutError):
            await asyncio.wait_for(leader.heard.wait(), _GRACE)
    finally:
        hosts |= own | leader.learned
        await leader.close()


def _follow(
    shard: int,
    owners: Owners,
    end: socket.socket,
    others: Sequence[socket.socket],
    targets: Sequence[Target],
    settings: Settings,
    requests: Requests,
    hosts: dict[str, Manners],
    deadline: float | None,
) -> None:
    from citecheck.web.engine import Run

    ignore_interrupts()
    for other in others:
        other.close()  # else nobody would see that the leader has closed it
    run = Run(targets, settings, lambda _: None, deadline=deadline)
    asyncio.run(_followed(run, requests, hosts, _Follower(shard, owners, run, end)))


async def _followed(run: Run, requests: Requests, hosts: dict[str, Manners], follower: _Follower) -> None:
    try:
        await network.work(run, requests, hosts, settings=run.settings, desk=follower)
        await follower.leave()
    except ConnectionError:
        return  # nobody is left to be told
    except CitecheckError as error:
        await follower.fail(error)
    except Exception:  # noqa: BLE001  # raised by the leader
        await follower.fail(RuntimeError(traceback.format_exc()))

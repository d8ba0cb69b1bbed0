"""Courtesy, by a clock that the tests turn: how many at once, how many a second, who waits for whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.web.schedule import BURST, TRUSTED, WINDOW, Schedule


class Clock:
    """Runs a schedule to its end: each request takes the time and gets the answer that the test says."""

    def __init__(self, schedule: Schedule[str], takes: dict[str, float], refuses=lambda host, nth, now: None) -> None:
        self.schedule, self.takes, self.refuses = schedule, takes, refuses
        self.now = 0.0
        self.starts: dict[str, list[float]] = defaultdict(list)
        self.most: Counter[str] = Counter()

    def run(self, until: float = 10_000.0) -> None:
        flying: list[tuple[float, float, str]] = []
        while self.schedule.queued or flying:
            while (host := self.schedule.take(self.now)) is not None:
                self.starts[host].append(self.now)
                self.schedule.sent(self.schedule.lane(host), self.now)
                flying.append((self.now + self.takes.get(host, 0.1), self.now, host))
                now = Counter(h for *_, h in flying)
                self.most[host] = max(self.most[host], now[host])
                self.most["all"] = max(self.most["all"], len(flying))
            times = [end for end, *_ in flying]
            if (wakes := self.schedule.wakes_at()) is not None and self.schedule.in_flight < self.schedule.concurrency:
                times.append(wakes)
            assert times, "links are queued, and nothing will ever start them"
            self.now = max(self.now, min(times))
            if self.now > until:
                return
            for flight in sorted(flying):
                end, started, host = flight
                if end > self.now:
                    break
                flying.remove(flight)
                lane = self.schedule.lane(host)
                self.schedule.end(lane, self.now)
                wait = self.refuses(host, len(self.starts[host]), self.now)
                if wait is None:
                    self.schedule.answered(lane, self.now)
                else:
                    self.schedule.refused(lane, self.now, started, wait)
                    self.schedule.add(host, host, self.now)


def run(links: dict[str, int], *, concurrency: int = 256, per_host: int = 6, takes=None, **more) -> Clock:
    schedule: Schedule[str] = Schedule(concurrency, per_host)
    for host, many in links.items():
        for _ in range(many):
            schedule.add(host, host, 0.0)
    clock = Clock(schedule, takes or {}, **more)
    clock.run()
    return clock


def most_in_a_second(starts: list[float]) -> int:
    return max(sum(begin <= other <= begin + 1.0 for other in starts) for begin in starts)


def test_places_are_limited_in_all_and_for_each_host():
    clock = run(dict.fromkeys("abcd", 9), concurrency=5, per_host=2)

    assert clock.most["all"] == 5
    assert max(clock.most[host] for host in "abcd") == 2
    assert {host: len(times) for host, times in clock.starts.items()} == dict.fromkeys("abcd", 9)


def test_every_host_is_asked_before_any_is_asked_twice():
    """93: a slow host is noticed early and holds up nobody."""
    clock = run(dict.fromkeys("abcdefgh", 6), concurrency=4, takes={"a": 50.0})

    assert max(clock.starts[host][0] for host in "abcdefgh") <= min(clock.starts[host][1] for host in "abcdefgh")
    assert max(max(clock.starts[host]) for host in "bcdefgh") < 50.0


def test_ten_starts_in_any_second_until_the_host_is_trusted():
    clock = run({"a": 200}, takes={"a": 0.01})

    young = clock.starts["a"][:TRUSTED]
    assert most_in_a_second(young) == BURST
    # Afterwards only the number in flight bounds it.
    assert clock.starts["a"][-1] - clock.starts["a"][TRUSTED + BURST] < 0.5
    assert clock.now < TRUSTED / BURST * WINDOW + 1.0


def test_retries_and_hops_count_as_starts():
    schedule: Schedule[str] = Schedule(256, 6)
    lane = schedule.lane("a")
    for nth in range(BURST):
        assert schedule.has_room(lane, nth / 100)
        schedule.start(lane, nth / 100)
        schedule.sent(lane, nth / 100)
        schedule.end(lane, nth / 100)

    assert not schedule.has_room(lane, 1.0)
    assert schedule.has_room(lane, WINDOW)


def test_it_counts_when_a_request_is_sent():
    """Connecting may take long: what was started apart must not arrive together."""
    schedule: Schedule[str] = Schedule(256, 12)
    lane = schedule.lane("a")
    for _ in range(BURST):
        schedule.start(lane, 0.0)
    assert not schedule.has_room(lane, 5.0)
    for _ in range(BURST):
        schedule.sent(lane, 6.0)
        schedule.end(lane, 6.1)
    assert not schedule.has_room(lane, 6.9)
    assert schedule.has_room(lane, 6.0 + WINDOW)


def test_a_refusal_holds_the_whole_host_and_slows_it():
    """33: all links of the host wait together, the others go on."""
    clock = run(
        {"a": 30, "b": 30},
        refuses=lambda host, nth, now: 7.0 if host == "a" and 6 <= nth <= 10 and now < 5 else None,
    )

    assert not [at for at in clock.starts["a"] if 1.0 < at < 7.0]
    after = [at for at in clock.starts["a"] if at >= 7.0]
    assert min(b - a for a, b in pairwise(after[:8])) >= 0.1
    assert max(clock.starts["b"]) < 4.0
    assert len(clock.starts["a"]) == 35  # the five that were in flight are asked again


def test_a_host_recovers():
    clock = run({"a": 150}, takes={"a": 0.05}, refuses=lambda _host, nth, _now: 1.0 if nth == 8 else None)

    late = clock.starts["a"][-30:]
    assert late[-1] - late[0] < 1.0
    assert clock.most["a"] == 6


def test_refusals_of_requests_that_were_in_flight_together_are_one():
    schedule: Schedule[str] = Schedule(256, 6)
    lane = schedule.lane("a")
    for _ in range(6):
        schedule.start(lane, 0.0)
    for _ in range(6):
        schedule.refused(lane, 0.5, 0.0, 1.0)

    assert lane.strikes == 1
    assert not schedule.is_tired(lane)


def test_a_host_that_refuses_for_ever_is_given_up():
    schedule: Schedule[str] = Schedule(256, 6)
    lane, now = schedule.lane("a"), 0.0
    while not schedule.is_hopeless(lane):
        now += 10.0
        schedule.refused(lane, now, now - 0.1, 5.0)
    assert schedule.is_tired(lane)
    assert now <= 120.0

    schedule.add("a", "a", now)
    assert schedule.give_up(lane) == ["a"]
    assert schedule.take(now + 1000.0) is None
    assert not schedule.queued


def test_a_host_that_turns_connections_away_is_asked_fewer_things_at_once():
    """It bears so many: the others may be all of them."""
    schedule: Schedule[str] = Schedule(256, 6)
    lane = schedule.lane("a")
    for _ in range(5):
        schedule.start(lane, 0.0)
    for _ in range(4):
        schedule.turned_away(lane)
    for _ in range(4):
        schedule.end(lane, 0.1)  # they may all have been closed at the same moment
    assert lane.allowed == 1

    schedule.give_second_chance(lane, 0.2)
    schedule.answered(lane, 0.2)
    assert lane.allowed == 1  # the first answer gives no place back
    for _ in range(9):
        schedule.answered(lane, 0.3)
    assert lane.allowed == 2
    assert not lane.interval


def test_a_request_that_was_alone_says_nothing_of_how_many_a_host_bears():
    schedule: Schedule[str] = Schedule(256, 6)
    lane = schedule.lane("a")
    schedule.start(lane, 0.0)
    schedule.turned_away(lane)

    assert lane.allowed == 5


@pytest.mark.parametrize(("host", "in_flight"), [("web.archive.org", 1), ("doi.org", 3)])
def test_archives_and_registries_have_stricter_limits(host, in_flight):
    """91."""
    clock = run({host: 12}, takes={host: 5.0})

    assert clock.most[host] == in_flight
    gaps = [b - a for a, b in pairwise(clock.starts[host])]
    assert min(gaps) > 0.199


def test_a_request_waits_for_its_own_time():
    schedule: Schedule[str] = Schedule(256, 6)
    schedule.add("a", "later", 0.0, 3.0)
    schedule.add("a", "now", 0.0)

    assert schedule.take(0.0) == "now"
    assert schedule.take(0.0) is None
    assert schedule.wakes_at() == 3.0
    assert schedule.take(3.0) == "later"


def test_it_can_say_who_waits_and_why():
    schedule: Schedule[str] = Schedule(256, 6)
    for host in ("held", "silent", "fine"):
        for _ in range(9):
            schedule.add(host, host, 0.0)
    while schedule.take(0.0):
        pass
    for host in ("held", "fine"):
        schedule.end(schedule.lane(host), 0.1)
        schedule.answered(schedule.lane(host), 0.1)
    schedule.hold(schedule.lane("held"), 0.1, 9.0)
    schedule.answered(schedule.lane("fine"), 4.5)

    told = {waiting.host: (waiting.why, round(waiting.seconds, 1)) for waiting in schedule.waiting(5.0)}

    assert told == {"held": ("asks for a pause", 4.1), "silent": ("silent", 5.0)}


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 40), min_size=1),
    st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.001, 3.0)),
    st.integers(1, 20),
    st.integers(1, 6),
    st.sets(st.integers(1, 30), max_size=5),
)
def test_nothing_is_lost_and_no_bound_is_broken(links, takes, concurrency, per_host, refused):
    clock = run(
        links,
        concurrency=concurrency,
        per_host=per_host,
        takes=takes,
        refuses=lambda host, nth, _now: 2.0 if host == "a" and nth in refused else None,
    )

    assert not clock.schedule.queued
    assert not clock.schedule.in_flight
    assert clock.most["all"] <= concurrency
    for host, many in links.items():
        assert len(clock.starts[host]) >= many
        assert clock.most[host] <= per_host
        if many <= TRUSTED:
            assert most_in_a_second(clock.starts[host]) <= BURST

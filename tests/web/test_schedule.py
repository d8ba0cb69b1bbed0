"""When to ask again, and how many at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest

from citecheck.web.exchange import FailureKind
from citecheck.web.schedule import FIRST_WAIT, LONGEST_WAIT, Schedule, retry_after, wait_before_retry

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
A = "http://a.example/x"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        (" 3 ", 3.0),
        ("Tue, 24 Nov 2026 12:00:09 GMT", 9.0),
        ("Tue, 24 Nov 2026 11:59:00 GMT", None),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("9" * 5000, float("9" * 12)),
    ],
)
def test_retry_after(value, seconds):
    """32: parsed defensively."""
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 524])
def test_passing_statuses_are_retried(exchange, status):
    """30, 33, 39."""
    answer = exchange(A, status=status)

    assert [wait_before_retry(answer, n, 2, NOW) for n in (1, 2, 3)] == [FIRST_WAIT, 2 * FIRST_WAIT, None]
    assert wait_before_retry(answer, 1, 0, NOW) is None


@pytest.mark.parametrize("status", [200, 204, 301, 400, 401, 403, 404, 410, 451, 501, 505, 530, 999])
def test_other_statuses_are_not(exchange, status):
    """37, 41."""
    assert wait_before_retry(exchange(A, status=status), 1, 2, NOW) is None


def test_the_host_says_how_long(exchange):
    """30, 31, 40."""
    assert wait_before_retry(exchange(A, status=429, headers={"retry-after": "3"}), 1, 2, NOW) == 3.0
    too_long = exchange(A, status=429, headers={"retry-after": str(int(LONGEST_WAIT) + 1)})
    assert wait_before_retry(too_long, 1, 2, NOW) is None


@pytest.mark.parametrize("kind", [FailureKind.RESET, FailureKind.NO_SUCH_HOST])
def test_one_more_try_at_once(exchange, kind):
    """65, 66, 68."""
    assert wait_before_retry(exchange(A, status=None, failure=kind), 1, 0, NOW) == 0.0
    assert wait_before_retry(exchange(A, status=None, failure=kind), 2, 0, NOW) is None


def test_failures_that_will_not_pass_are_not_retried(exchange):
    for kind in (FailureKind.REFUSED, FailureKind.TLS_EXPIRED, FailureKind.BAD_RESPONSE):
        assert wait_before_retry(exchange(A, status=None, failure=kind), 1, 2, NOW) is None


def test_places_are_limited_in_all_and_for_each_host():
    async def run() -> Counter[str]:
        schedule, now, most = Schedule(concurrency=5, per_host=2), Counter(), Counter()

        async def ask(host: str) -> None:
            async with schedule.slot(host):
                now.update((host, "all"))
                most[host], most["all"] = max(most[host], now[host]), max(most["all"], now["all"])
                await asyncio.sleep(0)
                now.subtract((host, "all"))

        await asyncio.gather(*(ask(host) for host in "abcd" for _ in range(6)))
        return most

    most = asyncio.run(run())

    assert most["all"] == 5
    assert {most[host] for host in "abcd"} == {2}


def test_a_host_on_hold_waits_and_the_others_do_not():
    """93: no host waits for another."""

    async def run() -> list[str]:
        schedule, order = Schedule(concurrency=1, per_host=1), []

        async def ask(host: str) -> None:
            async with schedule.slot(host):
                order.append(host)

        schedule.hold("slow", 0.2)
        await asyncio.gather(ask("slow"), ask("slow"), *(ask(f"other{i}") for i in range(9)))
        return order

    order = asyncio.run(run())

    assert order[-2:] == ["slow", "slow"]

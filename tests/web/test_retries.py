"""When a try is worth another one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from citecheck.web.exchange import FailureKind
from citecheck.web.retries import FIRST_WAIT, LONGEST_WAIT, asked_wait, retry_after, wait_before_retry

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


def test_a_date_is_by_the_clock_of_the_server(exchange):
    """32: its clock is an hour slow, and it wants a pause of five seconds."""
    headers = {"retry-after": "Tue, 24 Nov 2026 11:00:05 GMT", "date": "Tue, 24 Nov 2026 11:00:00 GMT"}

    assert asked_wait(exchange(A, status=429, headers=headers), NOW) == 5.0
    assert asked_wait(exchange(A, status=429, headers=headers | {"date": "nonsense"}), NOW) is None


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504, 520, 524])
def test_passing_statuses_are_retried(exchange, status):
    """30, 33, 39."""
    answer = exchange(A, status=status)

    assert [wait_before_retry(answer, n, 2, NOW) for n in (1, 2, 3)] == [FIRST_WAIT, 2 * FIRST_WAIT, None]
    assert wait_before_retry(answer, 1, 0, NOW) is None


def test_who_is_told_to_wait_has_twice_the_tries(exchange):
    """33: nothing has failed yet."""
    answer = exchange(A, status=429)

    assert wait_before_retry(answer, 4, 2, NOW) is not None
    assert wait_before_retry(answer, 5, 2, NOW) is None
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


def test_a_reset_has_one_more_try_at_once(exchange):
    """65, 66."""
    broken = exchange(A, status=None, failure=FailureKind.RESET)
    assert wait_before_retry(broken, 1, 0, NOW) == 0.0
    assert wait_before_retry(broken, 2, 0, NOW) is None


def test_failures_that_will_not_pass_are_not_retried(exchange):
    for kind in (
        FailureKind.TIMEOUT,
        FailureKind.NO_SUCH_HOST,
        FailureKind.REFUSED,
        FailureKind.TLS_EXPIRED,
        FailureKind.BAD_RESPONSE,
    ):
        assert wait_before_retry(exchange(A, status=None, failure=kind), 1, 2, NOW) is None

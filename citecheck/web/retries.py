"""Whether a try is worth another one, and after how long."""

from __future__ import annotations

from datetime import UTC, datetime

from citecheck.web.exchange import Exchange, FailureKind

LONGEST_WAIT = 30.0
"""Seconds we are ready to wait for a host that asks for it; whoever asks for more gets no second try."""
FIRST_WAIT = 0.5
"""Seconds before the first retry; doubles with each further one."""

TOO_MANY = 429
HOLDS = frozenset({TOO_MANY, 503})
"""Statuses by which a host asks all of us to wait, not just this link."""
_PASSING = frozenset({408, 425, TOO_MANY, 500, 502, 503, 504, *range(520, 530)})


def wait_before_retry(exchange: Exchange, attempts: int, retries: int, now: datetime) -> float | None:
    """Seconds to wait before the next try, or None if there shall be none.

    `attempts` counts the tries made, from 1. A connection that was reset gets one more try at once, whatever
    `retries` says. Silence is not tried again: a second connection was made while the first was waited for.
    """
    if attempts == 1 and exchange.failure is FailureKind.RESET:
        return 0.0
    passing = exchange.failure is FailureKind.RESET or exchange.status in _PASSING
    # Whoever is only told to wait has not failed yet: such a link gets twice the tries.
    if not passing or attempts > (2 * retries if exchange.status == TOO_MANY else retries):
        return None
    wait = asked_wait(exchange, now)
    if wait is None:
        return float(min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT))
    return wait if wait <= LONGEST_WAIT else None


def asked_wait(exchange: Exchange, now: datetime) -> float | None:
    """The seconds an answer asks us to wait; None if it does not say."""
    value = exchange.headers.get("retry-after")
    if value is None:
        return None
    # A date is by the server's clock, which may be wrong: so is then its Date.
    return retry_after(value, _date(exchange.headers.get("date", "")) or now)


def retry_after(value: str, now: datetime) -> float | None:
    """The seconds a Retry-After field asks for; None if it is absent, past or makes no sense.

    Source: RFC 9110, 10.2.3: seconds or an HTTP date. `now` is aware.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    until = _date(value)
    seconds = (until - now).total_seconds() if until else 0.0
    return seconds if seconds > 0 else None


def _date(value: str) -> datetime | None:
    from email.utils import parsedate_to_datetime  # few hosts ask to wait, and fewer by a date

    try:
        date = parsedate_to_datetime(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

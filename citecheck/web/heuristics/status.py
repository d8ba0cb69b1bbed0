"""What a failure or a status code says by itself (RFC 9110, 15; cases 25-47 and 64-72)."""

from __future__ import annotations

import re
from http import HTTPStatus

from citecheck.model import Verdict
from citecheck.web.exchange import Exchange, FailureKind
from citecheck.web.heuristics import Judgement, because
from citecheck.web.reasons import Reason
from citecheck.web.retries import LONGEST_WAIT

_FAILURES = {
    FailureKind.NO_ROUTE: Reason.REFUSED,
    FailureKind.RESOLVER: Reason.SERVER_ERROR,
}
_REFUSALS = {
    401: (Reason.LOGIN, "it asks for a login"),
    402: (Reason.LOGIN, "it asks for payment"),
    403: (Reason.FORBIDDEN, "the site refuses automated checks"),
    405: (Reason.METHOD_REFUSED, "the site refuses the way we ask"),
    407: (Reason.LOGIN, "a proxy asks for a login"),
    429: (Reason.RATE_LIMITED, "the site allows too few requests"),
    451: (Reason.LEGAL, "withheld for legal reasons"),
}
_FINE = frozenset({300, 304})
_MISSET = re.compile(rb"error code: 10(?:0[0-4]|1[468]|23)\b")
"""What Cloudflare tells programs of sites that are set up wrongly: it cannot resolve them, or may not pass them on."""
_ROUTED = (b"pathSegmentsToKeep", b"sessionStorage.redirect")
"""In the 404.html by which GitHub Pages can host applications: its script leads to the page (spa-github-pages)."""


def failed(exchange: Exchange) -> Judgement | None:
    """No answer: silence and breakage are `unreachable`; only an unknown host is `dead`."""
    kind = exchange.failure
    if kind is None:
        return None
    if kind is FailureKind.NO_SUCH_HOST:
        return because(exchange, Verdict.DEAD, Reason.NO_SUCH_HOST, exchange.failure_detail)
    if kind is FailureKind.PRIVATE_ADDRESS:
        verdict = Verdict.BLOCKED if exchange.hops else Verdict.SKIPPED
        return because(exchange, verdict, Reason.PRIVATE_ADDRESS, exchange.failure_detail)
    reason = _FAILURES.get(kind) or Reason(kind.value)
    detail = exchange.failure_detail
    if exchange.other_url:  # case 73
        detail = f"{detail}; by {exchange.other_url.partition(':')[0]} the same address answers"
    return because(exchange, Verdict.UNREACHABLE, reason, detail)


def refused(exchange: Exchange) -> Judgement | None:
    """A status other than success: gone is `dead`, refusal is `blocked`, breakage is `unreachable`."""
    status = exchange.status or 0
    if 200 <= status < 300 or status in _FINE:
        return None
    said = phrase(status)
    if status == 404 and _is_routed(exchange):
        return because(exchange, Verdict.OK, None, "its own script leads to the page")
    if status == 404:
        return because(exchange, Verdict.DEAD, Reason.NOT_FOUND, said)
    if status == 410:
        return because(exchange, Verdict.DEAD, Reason.GONE, said)
    if status == 503 and exchange.headers.get("retry-after", "").strip():
        asked = exchange.headers["retry-after"].strip()
        long = not (asked.isascii() and asked.isdigit()) or float(asked[:12]) > LONGEST_WAIT
        return because(exchange, Verdict.UNREACHABLE, Reason.MAINTENANCE if long else Reason.SERVER_ERROR, said)
    if 500 <= status < 600 or status in (408, 425):
        return because(exchange, Verdict.UNREACHABLE, Reason.SERVER_ERROR, said)
    if 300 <= status < 400:
        return because(exchange, Verdict.UNREACHABLE, Reason.BAD_REDIRECT, said)
    if exchange.headers.get("server") == "cloudflare" and _MISSET.match(exchange.body):
        return because(
            exchange, Verdict.UNREACHABLE, Reason.SERVER_ERROR, f"Cloudflare cannot reach the site ({status})"
        )
    if 400 <= status < 500 or status == 999:
        reason, detail = _REFUSALS.get(status, (Reason.FORBIDDEN, "the site refuses automated checks"))
        return because(exchange, Verdict.BLOCKED, reason, f"{detail} ({status})")
    return because(exchange, Verdict.UNREACHABLE, Reason.BAD_RESPONSE, f"{status} is no status")


def _is_routed(exchange: Exchange) -> bool:
    """Whether an answer of 404 is an application that finds the page itself, at a host that knows files alone."""
    if any(mark in exchange.body for mark in _ROUTED):
        return True
    return exchange.headers.get("server", "") == "GitHub.com" and exchange.is_html and exchange.page.is_application


def phrase(status: int) -> str:
    """The status with its name, such as `404 not found`."""
    try:
        return f"{status} {HTTPStatus(status).phrase.lower()}"
    except ValueError:
        return str(status)

"""The heuristics: each reads an Exchange and says what it means, or None to leave it to the next.

They are pure. Their order is meaning and stands in `citecheck.web.judge`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

from citecheck.model import Verdict
from citecheck.patterns import lazy
from citecheck.web.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an exchange means."""

    verdict: Verdict
    reason: str | None = None
    """A word of `citecheck.web.reasons`; None when plainly ok."""
    detail: str = ""
    """A few words for a person."""
    final_url: str | None = None
    """Where the link leads, if elsewhere; for `moved`, as far as permanent redirects go."""
    status: int | None = None


_WORD = lazy(r"\w+")
SEPARATOR = lazy(r"\s[-–—|·•»:]\s|[|·•»]")
"""What stands between the parts of a title, such as its page and its site."""

Answer = TypeVar("Answer")
Heuristic = Callable[[Exchange], Judgement | None]


def once(ask: Callable[[Exchange], Answer]) -> Callable[[Exchange], Answer]:
    """What several ask of an exchange is answered once, and kept where its cached properties are."""
    name = f"{ask.__module__}.{ask.__name__}"

    @wraps(ask)
    def answer(exchange: Exchange) -> Answer:
        known = vars(exchange)
        if name not in known:
            known[name] = ask(exchange)
        found: Answer = known[name]
        return found

    return answer


def landed(exchange: Exchange) -> str | None:
    """Where the redirects led, with the fragment of the last one; None if there were none."""
    return exchange.hops[-1].location if exchange.hops else None


def because(exchange: Exchange, verdict: Verdict, reason: str | None, detail: str) -> Judgement:
    """A judgement about the page the redirects led to."""
    return Judgement(verdict, reason, detail, landed(exchange), exchange.status)


def has_the_cited_title(exchange: Exchange) -> bool:
    """Whether the page has the title that the reference gives: then it is the page that was meant."""
    title = set(_WORD.findall(SEPARATOR.split(exchange.page.title)[0].lower()))
    return bool(title) and title <= set(_WORD.findall(exchange.cited_as.lower()))

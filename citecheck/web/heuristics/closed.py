"""Sites that are shut for a while, or to us: they show everybody the same, and have lost no page by it."""

from __future__ import annotations

import re

from citecheck.model import Verdict
from citecheck.patterns import lazy
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import Heuristic, Judgement, because
from citecheck.web.reasons import Reason

_FORM_PAGE = 1500  # visible characters of a page around a form for a password
_NOTICE = 600  # the same, of a page that has nothing but a notice
# "Or is temporarily unavailable" stands on the error pages of half the web: that does not count.
_FOR_NOW = lazy(
    r"\bmaintenance\b|\bwartung|\bmantenimiento\b|\bmanuten(?:ção|zione)\b|\bonderhoud\b|\bunderhåll|\bvedligehold"
    r"|\bkonserwac|техническ\w{1,5} работ|メンテナンス|[维維][护護]|점검"
    r"|\b(?:site|website|server|service|system|catalogue|catalog|database|application) is (?:\w{1,12} ){0,2}"
    r"(?:unavailable|down|offline)\b|\bservice (?:temporarily )?unavailable\b|\bback (?:soon|shortly)\b"
    r"|\b(?:try again|check back|come back) (?:later|soon|in a)\b|\btechnical (?:problems|difficulties|issues)\b",
    re.IGNORECASE,
)
_TO_US = lazy(
    r"\b(?:in|from) (?:your|this|the) (?:country|region|location|territory)\b|\byour (?:country|region|location)\b"
    r"|\beuropean (?:economic area|union|visitors)\b|\bbrowser (?:is |version )?(?:no longer |not |un)supported\b"
    r"|\b(?:available|work) (?:in|with) (?:your|this) browser\b|\b(?:unsupported|outdated) browser\b"
    r"|\bcookies (?:are |were )?(?:disabled|blocked|turned off|not enabled|required)\b|\benable cookies\b"
    r"|\bsession (?:is |has |was )?(?:invalid|expired|timed out)\b|\bip address\b"
    r"|\b(?:your|subscribing) (?:institution|library)\b|\btoo many requests\b|\bunusual (?:traffic|activity)\b"
    r"|\bautomated (?:access|queries|requests|traffic)\b|\bnot a (?:ro)?bot\b"
    r"|\bpurchase access\b|\bpermission to (?:view|access|see)\b"
    r"|\b(?:may|might|could) be private\b|\bonly shared (?:it|this) with\b|\binvited readers\b"
    r"|\b(?:need|request|requires?|ask for|don't have|not have) (?:access|permission)\b",
    re.IGNORECASE,
)
_BY_SCRIPT = lazy(r"\bjavascript\b", re.IGNORECASE)


def unless_closed(heuristic: Heuristic) -> Heuristic:
    """The heuristic, but where it calls a page dead that only says that the site is shut, the page is unreachable."""

    def careful(exchange: Exchange) -> Judgement | None:
        answer = heuristic(exchange)
        dead = answer is not None and answer.verdict is Verdict.DEAD
        return (closed(exchange) if dead else None) or answer

    return careful


def closed(exchange: Exchange) -> Judgement | None:
    """A page that says that its site is shut, in large letters or with nothing else; or that asks for a password."""
    page = exchange.page if exchange.is_html else None
    if page is None or not page.is_short(_FORM_PAGE):
        return None
    if _FOR_NOW.search(" ".join(page.heads)) or (page.is_short(_NOTICE) and _FOR_NOW.search(page.text)):
        return because(exchange, Verdict.UNREACHABLE, Reason.MAINTENANCE, "the site says that it is closed for now")
    if exchange.hops and page.asks_for_a_password:
        return because(exchange, Verdict.BLOCKED, Reason.LOGIN, "it leads to a form for a password")
    return None


def is_closed_to_us(exchange: Exchange) -> Judgement | None:
    """Whether what a site shows for every address is about who asks: then it says nothing about the pages."""
    text = exchange.page.text
    if _TO_US.search(text):
        return because(exchange, Verdict.BLOCKED, Reason.FORBIDDEN, "the site shows its pages only to others")
    return Judgement(Verdict.OK, None, "", None, exchange.status) if _BY_SCRIPT.search(text) else None

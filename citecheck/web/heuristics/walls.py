"""Walls between a program and a page: challenges, logins, consent (cases 23, 24, 27-29)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from citecheck.model import Verdict
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import Judgement, because
from citecheck.web.reasons import Reason, challenge

_SHORT = 3000  # characters of visible text: a wall has nothing to read

_EMPTY = 600  # the same, where only a script tells

_WALL_TITLES = {
    "just a moment": "cloudflare",
    "attention required! | cloudflare": "cloudflare",
    "making sure you're not a bot!": "anubis",
    "pardon our interruption": "imperva",
    "access to this page has been denied": "perimeterx",
    "vercel security checkpoint": "vercel",
    "human verification": "captcha",
    "robot check": "captcha",
    "are you a robot?": "captcha",
    "are you human?": "captcha",
    "verify you are human": "captcha",
    "checking your browser": "captcha",
    "bot verification": "captcha",
    "security check": "captcha",
}
_WALL_BODIES = {
    b"_Incapsula_Resource": "imperva",
    b"/cdn-cgi/challenge-platform/h/": "cloudflare",
    b"captcha-delivery.com": "datadome",
    b"px-captcha": "perimeterx",
    b"awsWafCookieDomainList": "aws-waf",
}
_LOGIN_HOSTS = frozenset(
    {
        "accounts.google.com",
        "auth.elsevier.com",
        "id.elsevier.com",
    }
)
_LOGIN_STEPS = frozenset(
    {"login", "log-in", "signin", "sign-in", "sign_in", "sso", "logon", "wayf", "authwall", "wp-login"}
    | {"oauth", "oauth2", "authorize", "openid-connect", "saml", "saml2", "adfs", "shibboleth", "idp"}
)
_LOGIN_LABELS = frozenset({"login", "signin", "sso", "idp", "cas"})
_WALL_ADDRESS = re.compile(
    r"maintenance|unavailable|sorry|consent|cookie|privacy|captcha|challenge|verif|blocked|denied|forbidden|browser"
    r"|unsupported|upgrade|age[-_]?gate|subscribe|register|signup|paywall|geo|region|country|[?&/](?:next|return|url|to)=",
    re.IGNORECASE,
)
_CONSENT_HOSTS = ("consent.yahoo.com", "consent.google.com", "consent.youtube.com", "guce.yahoo.com")


def challenged(exchange: Exchange) -> Judgement | None:
    """A challenge stands before the page and says nothing about it."""
    name = _by_header(exchange) or _by_page(exchange)
    if name is None:
        return None
    said = f"a wall against programs stands before the page ({exchange.status})"
    return because(exchange, Verdict.BLOCKED, challenge(name), said)


def login(exchange: Exchange) -> Judgement | None:
    """A redirect to a login page, unless a login page was cited."""
    if not exchange.hops or not _is_login(exchange.final_url) or _is_login(exchange.hops[0].url):
        return None
    return because(exchange, Verdict.BLOCKED, Reason.LOGIN, "it asks for a login")


def consent(exchange: Exchange) -> Judgement | None:
    """A redirect to a consent page: blocked at the services that hide the page, else the page is there."""
    if not exchange.hops or exchange.status != 200:
        return None
    host = urlsplit(exchange.final_url).hostname or ""
    if not host.startswith(("consent.", "guce.")):
        return None
    if (urlsplit(exchange.hops[0].url).hostname or "") == host:
        return None
    if host in _CONSENT_HOSTS:
        return because(exchange, Verdict.BLOCKED, Reason.LOGIN, "it asks for consent first")
    return Judgement(Verdict.OK, None, "", exchange.hops[-1].location, exchange.status)


def is_wall_address(url: str) -> bool:
    """Whether an address looks like a page that is shown in place of others, whatever was asked for."""
    return _is_login(url) or bool(_WALL_ADDRESS.search(url))


def _by_header(exchange: Exchange) -> str | None:
    headers, status = exchange.headers, exchange.status or 0
    if headers.get("cf-mitigated") == "challenge":
        return "cloudflare"
    if "x-amzn-waf-action" in headers:
        return "aws-waf"
    if status >= 400 and ("x-datadome" in headers or headers.get("server", "").lower() == "datadome"):
        return "datadome"
    if headers.get("x-vercel-mitigated") == "challenge":
        return "vercel"
    return None


def _by_page(exchange: Exchange) -> str | None:
    if not exchange.is_html or exchange.status not in (200, 202, 403, 405, 429, 503):
        return None
    title = exchange.page.title.lower().rstrip(". …").replace("’", "'")
    if title not in _WALL_TITLES and not any(map(exchange.body.__contains__, _WALL_BODIES)):
        return None
    if not exchange.page.is_short(_SHORT):
        return None
    # Pages that are fine carry the walls' scripts too: there the title or an empty page must tell.
    if title in _WALL_TITLES:
        return _WALL_TITLES[title]
    if exchange.status == 200 and not exchange.page.is_short(_EMPTY):
        return None
    return next(name for mark, name in _WALL_BODIES.items() if mark in exchange.body)


def _is_login(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in _LOGIN_HOSTS or host.partition(".")[0] in _LOGIN_LABELS:
        return True
    steps = (step.partition(".")[0].lower() for step in parts.path.split("/"))
    return any(step in _LOGIN_STEPS for step in steps)

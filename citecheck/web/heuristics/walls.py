"""Walls between a program and a page: challenges, logins, consent (cases 23, 24, 27-29)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from citecheck.model import Verdict
from citecheck.patterns import lazy
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import SEPARATOR, Judgement, because, has_the_cited_title, once
from citecheck.web.heuristics.plain import is_plain, may_be_another
from citecheck.web.heuristics.subjects import is_of_a_work
from citecheck.web.reasons import Reason, challenge
from citecheck.web.targets import host_of

_SHORT = 3000  # characters of visible text: a wall has nothing to read

_WALL_TITLES = {
    "just a moment": "cloudflare",
    "attention required! | cloudflare": "cloudflare",
    "making sure you're not a bot!": "anubis",
    "pardon our interruption": "imperva",
    "access to this page has been denied": "perimeterx",
    "vercel security checkpoint": "vercel",
    "request rejected": "f5",
    "client challenge": "fastly",
    "radware captcha page": "radware",
    "one moment, please": "imunify",
    "you are being redirected": "sucuri",
    "one more step": "captcha",
    "human verification": "captcha",
    "robot check": "captcha",
    "are you a robot?": "captcha",
    "are you human?": "captcha",
    "verify you are human": "captcha",
    "checking you are not a bot": "captcha",
    "checking your browser": "captcha",
    "bot verification": "captcha",
    "security check": "captcha",
    "validate user": "captcha",
    "jstor: access check": "captcha",
    "вы не робот?": "captcha",
    "百度安全验证": "captcha",
    "环境异常": "captcha",
}
_ASKING = ("bot", "human", "browser")
_WALL_STATUSES = frozenset({401, 403, 405, 429, 503})  # a 404 of a guarded site is a 404
_WALL_BODIES = {
    b"_Incapsula_Resource": ("imperva", 200),
    b"_cf_chl_opt": ("cloudflare", 200),
    b"captcha-delivery.com": ("datadome", 600),
    b"px-captcha": ("perimeterx", 600),
    b"awsWafCookieDomainList": ("aws-waf", 200),
    b"/_sec/cp_challenge/": ("akamai", 200),
    b"bm-verify": ("akamai", 200),
    b"errors.edgesuite.net/": ("akamai", 600),
    b"/.well-known/sgcaptcha/": ("siteground", 200),
    b"slowAES.decrypt": ("testcookie", 200),
    b"errors/validateCaptcha": ("captcha", 600),
    b'id="anubis_challenge"': ("anubis", _SHORT),
}
"""What a wall's page has in it, the wall, and the visible characters up to which such a page is one."""
_WALL_STEPS = lazy(
    r"/(?:show)?captcha\b|/crawlprevention/|/tuxing\.html|[?&]ssk=botmanager|/cdn-cgi/challenge", re.IGNORECASE
)
_LOGIN_HOSTS = frozenset(
    {
        "accounts.google.com",
        "auth.elsevier.com",
        "id.elsevier.com",
    }
)
_LOGIN_STEPS = frozenset(
    {"login", "log-in", "signin", "sign-in", "sign_in", "sso", "logon", "wayf", "authwall", "wp-login", "blogin"}
    | {"require_login", "login_form"}
    | {"anmelden", "anmeldung", "connexion", "acceso", "accedi", "entrar", "inloggen", "logga-in", "logowanie"}
)
_SIGN_ON_STEPS = frozenset(
    {"oauth", "oauth2", "openid-connect", "saml", "saml2", "adfs", "shibboleth", "idp", "authenticate", "_forms"}
)
_NO_SURE_LOGIN_STEPS = frozenset({"anmeldung", "connexion", "acceso", "entrar", "accedi", "sso", "idp"})
"""Steps that also mean registration, connection, admission, displaced persons and the like."""
_RETURNS = lazy(r"(?:^|&)(?:next|return\w*|redirect\w*|url|goto|service|target|dest\w*|back|entityid)=", re.IGNORECASE)
_LOGIN_TITLE = lazy(
    r"\W*(?:please )?(?:log ?in|sign ?in|log ?on|login required|members? login|anmelden|anmeldung|connexion"
    r"|se connecter|iniciar sesión|acceso|accedi|entrar|inloggen|logga in|logowanie|вход|ログイン|登录|登錄|로그인"
    r"|select your (?:home )?institution)(?: (?:to continue|required|first|page))?\W*(?:$|[-–—|·•:])",
    re.IGNORECASE,
)
# "Log in to JSTOR" may be a title of help pages: only above a form.
_LOGIN_TO = lazy(
    r"\W*(?:log|sign) ?in ?to (?:\w+ ){0,3}\w+\W*(?:$|[-–—|·•:])|\W*(?:cas\W+)?central authentication service"
    r"|\W*web ?login(?: service)?\W*$",
    re.IGNORECASE,
)
# Of what is on the page: not of attachments, or to reply.
_LOGIN_FIRST = lazy(
    r"\blogged in to (?:view|access|see|read) this (?:page|topic|forum|thread|content|board|site)\b"
    r"|\bnot logged in or (?:you )?do not have permission\b",
    re.IGNORECASE,
)
_LOGIN_FORM = 1500  # visible characters of a page around a form for a password
_BARE = 400  # the same, of one that has nothing but a sentence
_DENIAL = 600  # the same, of a page that says that access is denied
_TINY = 120  # the same, of one that was not even redirected to
_DENIED = lazy(
    r"\W*(?:(?:error )?403\W*)?(?:forbidden|access (?:is )?denied|permission denied|not authori[sz]ed|unauthori[sz]ed"
    r"|too many requests"
    r"|zugriff verweigert|accès refusé|acceso denegado|accesso negato|доступ запрещ[её]н)\W*(?:$|[-–—|·•:])",
    re.IGNORECASE,
)
_LOGIN_LABELS = frozenset({"login", "signin", "sso", "idp", "cas"})
_WALL_ADDRESS = lazy(
    r"maintenance|unavailable|sorry|consent|cookie|privacy|captcha|challenge|verif|blocked|denied|forbidden|browser"
    r"|unsupported|upgrade|age[-_]?gate|terms|disclaimer|accept|agree|queue|subscribe|register|signup|paywall"
    r"|geo|region|country|[?&/](?:next|return|url|to)=",
    re.IGNORECASE,
)
_CONSENT_HOSTS = ("consent.yahoo.com", "consent.google.com", "consent.youtube.com", "guce.yahoo.com")


@once  # the schedule asks, and then the judge
def challenged(exchange: Exchange) -> Judgement | None:
    """A challenge stands before the page and says nothing about it."""
    name = _by_header(exchange) or _by_address(exchange) or _by_page(exchange)
    if name is None:
        return None
    said = f"a wall against programs stands before the page ({exchange.status})"
    return because(exchange, Verdict.BLOCKED, challenge(name), said)


def login(exchange: Exchange) -> Judgement | None:
    """A login page in place of the one that was cited, by its address or by its form."""
    led = bool(exchange.hops) and _is_login(exchange.final_url) and not _is_text_about_it(exchange)
    if not led and not _is_login_page(exchange):
        return None
    if _is_login(exchange.first_url):
        return None  # it is what was cited
    return because(exchange, Verdict.BLOCKED, Reason.LOGIN, "it asks for a login")


def denied(exchange: Exchange) -> Judgement | None:
    """A refusal that answers 200: its title says so, and there is little else."""
    if not may_be_another(exchange):
        return None
    page = exchange.page
    if not any(map(_DENIED.match, page.heads)):
        return None
    if has_the_cited_title(exchange) or not page.is_short(_DENIAL) or is_of_a_work(exchange):
        return None
    reason = Reason.RATE_LIMITED if "many" in page.title.lower() else Reason.FORBIDDEN
    return because(exchange, Verdict.BLOCKED, reason, "it answers 200, but says that access is denied")


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
    return because(exchange, Verdict.OK, None, "")


def is_wall_address(url: str) -> bool:
    """Whether an address looks like a page that is shown in place of others, whatever was asked for."""
    return _is_login(url) or bool(_WALL_ADDRESS.search(url))


def _by_header(exchange: Exchange) -> str | None:
    headers, status = exchange.headers, exchange.status or 0
    if headers.get("cf-mitigated") == "challenge":
        return "cloudflare"
    if "x-amzn-waf-action" in headers:
        return "aws-waf"
    if status in _WALL_STATUSES and ("x-datadome" in headers or headers.get("server", "").lower() == "datadome"):
        return "datadome"
    if headers.get("x-vercel-mitigated") == "challenge":
        return "vercel"
    if "sg-captcha" in headers:
        return "siteground"
    return None


def _by_address(exchange: Exchange) -> str | None:
    moved = exchange.hops and not _WALL_STEPS.search(exchange.hops[0].url)
    return "captcha" if moved and _WALL_STEPS.search(exchange.final_url) else None


def _by_page(exchange: Exchange) -> str | None:
    if not exchange.is_html or exchange.status not in (200, 202, 403, 404, 405, 406, 418, 429, 503):
        return None
    if (is_plain(exchange) and exchange.status != 202) or not exchange.page.is_short(_SHORT):
        return None
    title = exchange.page.title.lower().rstrip(". …").replace("’", "'")
    if title not in _WALL_TITLES:
        title = _question_in(title, exchange)
    if title and exchange.status == 200 and is_of_a_work(exchange):
        return None
    if not title and not any(map(exchange.body.__contains__, _WALL_BODIES)):
        # 202 and nothing but a script: the page is being prepared for whoever runs it.
        waits = exchange.status == 202 and exchange.page.is_short(0) and "<script" in exchange.page.lowered
        return "captcha" if waits else None
    if title:
        return _WALL_TITLES[title]
    if exchange.status == 404:
        return None  # a 404 of a guarded site is a 404
    # Pages that are fine carry the walls' scripts too: there an empty page must tell.
    for mark, (name, most) in _WALL_BODIES.items():
        if name == "imperva" and exchange.page.title:
            continue  # it is in every page of the customers; that of the wall has no title
        if mark in exchange.body and (exchange.status != 200 or exchange.page.is_short(most)):
            return name
    return None


def _question_in(title: str, exchange: Exchange) -> str:
    """The part of a title that asks whether one is human, beside a site's name and above little else; or nothing."""
    if not any(map(title.__contains__, _ASKING)) or not exchange.page.is_short(_DENIAL):
        return ""
    parts = (part.strip(" .…") for part in SEPARATOR.split(title))
    asked = (part for part in parts if part in _WALL_TITLES and any(map(part.__contains__, _ASKING)))
    return "" if has_the_cited_title(exchange) else next(asked, "")


def _is_login(url: str) -> bool:
    host = host_of(url)
    label, _, parent = host.partition(".")
    if host in _LOGIN_HOSTS or (label in _LOGIN_LABELS and "." in parent):  # but not cas.org
        return True
    query, steps = url.partition("?")[2], _steps(url)
    # "/help/login/forgotten" is a page about it; "/login/start?return=/x" is one.
    at_the_end = steps if _RETURNS.search(query) else steps[-1:]
    return any(step in _LOGIN_STEPS for step in at_the_end) or any(step in _SIGN_ON_STEPS for step in steps)


def _steps(url: str) -> list[str]:
    path = url.partition("://")[2].partition("?")[0]
    return [step.partition(".")[0].lower() for step in path.split("/")[1:] if step]


def _is_text_about_it(exchange: Exchange) -> bool:
    """Whether an address that looks like a login has a long text for good, such as a manual's page on single sign-on.

    Also the laws of Singapore, at sso.agc.gov.sg.
    """
    query = urlsplit(exchange.final_url).query
    if exchange.status != 200 or not exchange.is_html or _RETURNS.search(query):
        return False
    page = exchange.page
    if host_of(exchange.final_url) in _LOGIN_HOSTS or page.asks_for_a_password:
        return False
    doubtful = not _NO_SURE_LOGIN_STEPS.isdisjoint(_steps(exchange.final_url))
    if doubtful and not page.is_short(_BARE) and not any(map(_LOGIN_TITLE.match, page.heads)):
        return True
    return all(hop.permanent for hop in exchange.hops) and not page.is_short(_SHORT)


def _is_login_page(exchange: Exchange) -> bool:
    """Whether a page is a form for a password, or sends one on to a sign-on elsewhere, and little else."""
    if not may_be_another(exchange):
        return False
    page = exchange.page
    if not page.is_short(_SHORT):
        return False
    if "samlrequest" in page.lowered and re.search(r"name=[\"']samlrequest", page.lowered):
        return True
    titled = any(map(_LOGIN_TITLE.match, page.heads))
    asks = page.asks_for_a_password
    titled = titled or (asks and any(map(_LOGIN_TO.match, page.heads)))
    if not (asks or titled) or has_the_cited_title(exchange):
        return False
    if asks and page.is_short(_BARE if exchange.hops else _TINY):
        return True
    if asks and not titled and page.is_short(_LOGIN_FORM):
        return _LOGIN_FIRST.search(page.text) is not None
    return titled and page.is_short(_LOGIN_FORM if asks else _BARE)

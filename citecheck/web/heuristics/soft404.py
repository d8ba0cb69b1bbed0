"""Pages that answer 200 and are not there (cases 16, 20-22)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from citecheck.model import Verdict
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import Judgement, because
from citecheck.web.reasons import Reason

# Visible characters up to which a page may be an error page: with one sign, and with both title and h1.
_SHORT = 2500
_SHORT_IF_BOTH = 8000
_SHORT_IF_ABOUT = 800  # where the cited address itself speaks of 404
_SITE_NAME = 4  # words that may stand beside "Page not found" in a title

_ERROR_PATH = re.compile(
    r"(?:error[-_]?)?404(?:[-_]?error)?|(?:page[-_]?)?not[-_]?found|404[-_](?:page[-_])?not[-_]?found|pagenotfound",
    re.IGNORECASE,
)
_ERROR_QUERY = re.compile(r"(?:^|&)(?:code|status|error|err|errorcode|aspxerrorcode|e)=404(?:&|$)", re.IGNORECASE)
_ABOUT = re.compile(r"404|not[-_]?found", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s[-–—|·•»:]\s|[|·•»]|:\s|::")
_WORD = re.compile(r"\w+")
_FILLERS = frozenset(
    {"404", "error", "http", "status", "code", "oops", "ooops", "whoops", "sorry", "uh", "oh", "hmm"}
    | {"we", "re", "the", "this", "that"}
)
_MISSING = frozenset(
    {
        "not found",
        "page not found",
        "file not found",
        "document not found",
        "article not found",
        "content not found",
        "page cannot be found",
        "page can t be found",
        "page could not be found",
        "page couldn t be found",
        "page you requested could not be found",
        "page you requested was not found",
        "page you are looking for could not be found",
        "page you were looking for doesn t exist",
        "page you are looking for doesn t exist",
        "page you re looking for doesn t exist",
        "page does not exist",
        "page doesn t exist",
        "page no longer exists",
        "page isn t available",
        "requested url was not found on server",
        "can t find that page",
        "couldn t find that page",
        "couldn t find page",
        "file or directory not found",
        "seite nicht gefunden",
        "page introuvable",
        "page non trouvée",
        "pagina non trovata",
        "página no encontrada",
        "página não encontrada",
        "pagina niet gevonden",
        "sidan hittades inte",
        "siden blev ikke fundet",
        "strona nie została znaleziona",
        "страница не найдена",
        "ページが見つかりません",
        "页面不存在",
        "页面未找到",
        "找不到页面",
        "找不到頁面",
        "페이지를 찾을 수 없습니다",
    }
)
_PARKING_HOSTS = (
    "sedo.com",
    "sedoparking.com",
    "parkingcrew.net",
    "bodis.com",
    "hugedomains.com",
    "dan.com",
    "afternic.com",
    "undeveloped.com",
    "domainmarket.com",
    "buydomains.com",
)
_FOR_SALE = re.compile(
    r"\b(?:this )?domain(?: name)? (?:is|may be) for sale\b|^[\w.-]{1,80} is for sale\b|\bbuy this domain\b",
    re.IGNORECASE,
)


def error_path(exchange: Exchange) -> Judgement | None:
    """A redirect to an address that says the page is missing, such as `/404.html` (case 16)."""
    if not exchange.hops or exchange.status != 200:
        return None
    if _says_missing(exchange.hops[0].url) or not _says_missing(exchange.final_url):
        return None
    return because(exchange, Verdict.DEAD, Reason.SOFT_404, "it leads to a page for missing pages")


def error_page(exchange: Exchange) -> Judgement | None:
    """A short page whose title or heading says that there is none (case 20), not an article about it (21)."""
    if exchange.status != 200 or not exchange.is_html:
        return None
    first = exchange.hops[0].url if exchange.hops else exchange.final_url
    page = exchange.page
    by_title = _is_missing_title(page.title)
    by_heading = any(_is_missing(heading) for heading in page.headings)
    if not (by_title or by_heading):
        return None
    bound = _SHORT_IF_BOTH if by_title and by_heading else _SHORT
    if _ABOUT.search(urlsplit(first).path):
        bound = _SHORT_IF_ABOUT
    if len(page.text) > bound:
        return None
    said = "it answers 200, but says that the page was not found"
    return because(exchange, Verdict.DEAD, Reason.SOFT_404, said)


def parked(exchange: Exchange) -> Judgement | None:
    """A domain that is for sale (case 22)."""
    if exchange.status != 200:
        return None
    first = exchange.hops[0].url if exchange.hops else exchange.final_url
    said = "the domain is for sale"
    if exchange.hops and _is_parking(exchange.final_url) and not _is_parking(first):
        return because(exchange, Verdict.DEAD, Reason.PARKED, said)
    if not exchange.is_html:
        return None
    page = exchange.page
    host = (urlsplit(exchange.final_url).hostname or "").removeprefix("www.")
    for text in (page.title, *page.headings):
        found = _FOR_SALE.search(text)
        # "Ferrari is for sale" is news; a name for sale is the host's own.
        own = found and ("domain" in found[0].lower() or found[0].lower().startswith(host))
        if own and len(page.text) <= _SHORT:
            return because(exchange, Verdict.DEAD, Reason.PARKED, said)
    return None


def _says_missing(url: str) -> bool:
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    return bool(_ERROR_PATH.fullmatch(last.partition(".")[0]) or _ERROR_QUERY.search(parts.query))


def _is_missing_title(title: str) -> bool:
    """Whether a title says it, beside nothing but the name of a site: "Page not found - The Times"."""
    if _is_missing(title):
        return True
    parts = _SEPARATOR.split(title)
    if not any(_is_missing(part) for part in parts):
        return False
    rest = sum(len(_WORD.findall(part)) for part in parts if not _is_missing(part) and not _is_code(part))
    return rest <= _SITE_NAME


def _is_missing(text: str) -> bool:
    """Whether a text says nothing but that a page is missing."""
    return " ".join(_telling_words(text)) in _MISSING


def _is_code(text: str) -> bool:
    return not _telling_words(text)


def _telling_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text[:300].lower()) if word not in _FILLERS]


def _is_parking(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == name or host.endswith(f".{name}") for name in _PARKING_HOSTS)

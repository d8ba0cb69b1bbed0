"""Pages that answer 200 and are not there (cases 16, 20-22)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from citecheck.model import Verdict
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import Judgement, because
from citecheck.web.heuristics.missing_pages import is_missing, may_say_missing, says_missing, telling_words
from citecheck.web.page import Page
from citecheck.web.reasons import Reason

# Visible characters up to which a page may be an error page: with one sign, and with both title and h1.
_SHORT = 2500
_SHORT_IF_BOTH = 8000
_SHORT_IF_ABOUT = 800  # where the cited address itself speaks of 404
_SHORT_OFFER = 1500  # where only the text of a page offers its domain
_SITE_NAME = 4  # words that may stand beside "Page not found" in a title

_ERROR_PATH = re.compile(
    r"(?:error[-_]?)?404(?:[-_]?error)?|(?:page[-_]?)?not[-_]?found|404[-_](?:page[-_])?not[-_]?found|pagenotfound",
    re.IGNORECASE,
)
_ERROR_QUERY = re.compile(
    r"(?:^|&)(?:code|status|error|err|errorcode|aspxerrorcode|e|ref|reason|msg)=404(?:&|$)|^404;", re.IGNORECASE
)
_ABOUT = re.compile(r"404|not[-_]?found", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s[-–—|·•»:]\s|[|·•»]|:\s|::")
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
_NAME = r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
_FOR_SALE = re.compile(
    rf"\b(?:this )?domain(?: name)?(?: {_NAME})? (?:is|may be) for sale\b|^{_NAME} is for sale\b|\bbuy this domain\b"
    r"|\bdomain (?:name )?has expired\b|\bparked free,? courtesy of\b"
    r"|\bdomain steht zum verkauf\b|\bdomain zu verkaufen\b|\bnom de domaine est à vendre\b"
    r"|\bdominio est[áa] (?:en|a la) venta\b|\bdom[íi]nio está à venda\b|\bdominio è in vendita\b"
    r"|\bdomeinnaam is te koop\b|\bdomena (?:jest )?na sprzedaż\b|\bdoména je na prodej\b|\bдомен прода[её]тся\b"
    r"|ドメインは(?:販売|売り出し)中|域名(?:正在)?出售",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\b(?:domain parking|parked (?:free|domain)|domain is parked|make an offer|buy now|inquire|sponsored listings"
    r"|related searches|price|renew)\b",
    re.IGNORECASE,
)
_MAY_OFFER = ("for sale", "dom", "домен", "ドメイン", "域名", "parked")
"""One of these is in each offer."""


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
    by_heading = any(is_missing(heading) or _is_code_of(heading, page) for heading in page.headings)
    if not (by_title or by_heading) or _is_its_subject(exchange):
        return None
    bound = _SHORT_IF_BOTH if by_title and by_heading else _SHORT
    if _ABOUT.search(urlsplit(first).path):
        bound = _SHORT_IF_ABOUT
    if not page.is_short(bound):
        return None
    said = "it answers 200, but says that the page was not found"
    return because(exchange, Verdict.DEAD, Reason.SOFT_404, said)


def hints_at_missing(exchange: Exchange) -> bool:
    """Whether a page has signs of a soft 404 that prove nothing alone."""
    page = exchange.page
    if not may_say_missing(page.lowered):
        return False
    if any(says_missing(text) for text in (page.title, *page.headings)):
        return True
    return page.is_short(_SHORT) and says_missing(page.text)


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
    if not any(map(page.lowered.__contains__, _MAY_OFFER)) or not page.is_short(_SHORT):
        return None
    host = (urlsplit(exchange.final_url).hostname or "").removeprefix("www.")
    titled = any(_is_offer(text, host) for text in (page.title, *page.headings))
    if titled or (page.is_short(_SHORT_OFFER) and _FOR_SALE.search(page.text) and _OFFER.search(page.text)):
        return because(exchange, Verdict.DEAD, Reason.PARKED, said)
    return None


def _is_its_subject(exchange: Exchange) -> bool:
    """Whether the reference itself is to a work of this title, such as an article about error 404 (case 21)."""
    cited, title = exchange.cited_as, exchange.page.title
    if not cited or not (_ABOUT.search(cited) or says_missing(cited)):
        return False
    return len(set(_WORDS.findall(cited.lower())) & set(_WORDS.findall(title.lower()))) >= 2


def _is_offer(text: str, host: str) -> bool:
    """Whether a title offers a domain, and does not tell of domains that are offered, or of other wares."""
    found = _FOR_SALE.search(text)
    if found is None:
        return False
    own = not found[0].lower().endswith("is for sale") or "domain" in found[0].lower() or text.lower().startswith(host)
    return own and len((text[: found.start()] + text[found.end() :]).split()) <= _SITE_NAME


def _is_code_of(heading: str, page: Page) -> bool:
    """Whether a heading is but the number 404, above a short text that says what it means."""
    if "404" not in heading or telling_words(heading):
        return False
    return page.is_short(_SHORT_IF_ABOUT) and says_missing(page.text)


def _says_missing(url: str) -> bool:
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    return bool(_ERROR_PATH.fullmatch(last.partition(".")[0]) or _ERROR_QUERY.search(parts.query))


def _is_missing_title(title: str) -> bool:
    """Whether a title says it, beside nothing but the name of a site: "Page not found - The Times"."""
    if is_missing(title):
        return True
    parts = _SEPARATOR.split(title)
    if not any(is_missing(part) for part in parts):
        return False
    rest = sum(len(part.split()) for part in parts if not is_missing(part) and telling_words(part))
    return rest <= _SITE_NAME


def _is_parking(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == name or host.endswith(f".{name}") for name in _PARKING_HOSTS)

"""Pages that answer 200 and are not there (cases 16, 20-22)."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from citecheck.model import Verdict
from citecheck.patterns import lazy
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import Judgement, because, has_the_cited_title
from citecheck.web.heuristics.closed import closed
from citecheck.web.heuristics.missing_pages import is_missing, may_say_missing, says_missing, telling_words
from citecheck.web.heuristics.plain import is_plain, may_be_another
from citecheck.web.heuristics.redirects import is_front
from citecheck.web.heuristics.subjects import has_the_cited_heading, is_called_so, is_where_it_is_explained, parts_of
from citecheck.web.page import Page, words_of
from citecheck.web.reasons import Reason
from citecheck.web.targets import host_of, site_of

# Visible characters up to which a page may be an error page: with one sign, and with both title and h1.
_SHORT = 2500
_SHORT_IF_BOTH = 8000
_SHORT_IF_ABOUT = 800  # where the cited address itself speaks of 404
_SHORT_OFFER = 1500  # where only the text of a page offers its domain
_SITE_NAME = 4  # words that may stand beside "Page not found" in a title

_ERROR_PATH = lazy(
    r"(?:error[-_]?)?404(?:[-_]?error)?|(?:(?:page|file)[-_]?)?not[-_]?found|404[-_](?:page[-_])?not[-_]?found|pagenotfound",
    re.IGNORECASE,
)
# The same where it stands at the top, or in a folder for errors: elsewhere it may be an article's name.
_ERROR_NAME = lazy(
    r"(?:(?:error|erreur|fehler|err|http|oops|page|not[-_]?found)[-_]?)404(?:[-_]?(?:page|error))?"
    r"|404[-_]?(?:error[-_]?)?page|(?:content|article|document|item|product|post)[-_]?not[-_]?found|page[-_]?missing"
    r"|(?:seite[-_]?)?nicht[-_]?gefunden|page[-_]?(?:introuvable|non[-_]?trouvee)|pagina[-_]?(?:no|nao)[-_]?encontrada"
    r"|pagina[-_]?non[-_]?trovata|pagina[-_]?niet[-_]?gevonden|nie[-_]?znaleziono(?:[-_]?strony)?",
    re.IGNORECASE,
)
_ERROR_STEP = lazy(
    r"(?:http[-_]?)?(?:errors?|status|fehler|erreur)|error[-_]?(?:pages?|docs?)|system|[a-z]{2}", re.IGNORECASE
)
_ERROR_QUERY = lazy(
    r"(?:^|&)(?:code|status|error|err|errorcode|aspxerrorcode|e|ref|reason|msg)=(?:404|(?:page_?)?not_?found)(?:&|$)"
    r"|^404;",
    re.IGNORECASE,
)
_LOST_PICTURE = lazy(
    r"(?:removed|(?:photo|image|video)[-_]?(?:unavailable|removed|not[-_]?(?:found|available)))\.(?:png|gif|jpe?g)",
    re.IGNORECASE,
)
_UNAVAILABLE = lazy(r"avail|verfügbar|dispon")
_PLAIN = 200  # bytes of a plain text that has nothing but a sentence
_WORD = lazy(r"\w+")
_A = lazy(r"<a\s[^<>]*>")
_ASKS = lazy(r"\b(?:my|your|how|why|what|when|who)\b|\?", re.IGNORECASE)  # of domains in general
_NOTHING_FOR = lazy(r"nothing found for (\w.*?)(?: [-–—|] .*)?$", re.IGNORECASE)
_BARE = 100  # visible characters of a page that has nothing but a number
_LITTLE = 600  # visible characters of a page where a word of trouble is worth a question to its site
_TROUBLE = lazy(
    r"\b(?:no (?:such|record|documents?|results?|matches)|(?:not|\w{2,5}n't) (?:exist|available|match)|no longer"
    r"|unavailable|invalid \w+ (?:id|specified|number|requested)|suspended|whoops|oops|uh-oh|reserviert"
    r"|available for purchase|has (?:been )?(?:closed|retired|expired))\b"
    r"|не существует|域名|お名前|存在しません|不存在",
    re.IGNORECASE,
)
_MISSING_BODIES = (b'class="noarticletext', b"class='noarticletext")
"""What MediaWiki has in the page of an article that it does not have."""
_LISTED_BODIES = (b'id="mw-pages"', b'id="mw-subcategories"', b'id="mw-category-media"', b'id="file"')
"""What it has beside, where only a description is missing: of a category, or a picture."""
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
_FOR_SALE = lazy(
    rf"\b(?:this )?domain(?: name)?(?: {_NAME})? (?:is|may be) for sale\b|^{_NAME} is for sale\b|\bbuy this domain\b"
    r"|\bdomain (?:name )?has (?:expired|been suspended|been seized)\b|\bparked (?:free,? courtesy of|at|by) "
    rf"|^domain suspended|^{_NAME} is available (?:for|to) (?:sale|purchase)\b|^web server's default page"
    r"|^website (?:expired|seized)|\bparked for free,? courtesy of|^namebright - coming soon|^parked domain name on"
    r"|^registrant whois contact information verification"
    r"|\bregistered at namecheap\b|\bpending renewal or deletion\b|\bim kundenauftrag registriert\b"
    r"|^parkerad hos |^gereserveerd voor klant |^domena zaparkowana "
    r"|\bdomain steht zum verkauf\b|\bdomain zu verkaufen\b|\bdomain reserviert\b"
    r"|\binternet-adresse ist bereits vergeben\b"
    r"|\bnom de domaine est à vendre\b|\bvotre domaine a bien été créé\b|\bdominio est[áa] (?:en|a la) venta\b"
    r"|\bdom[íi]nio está à venda\b|\bdominio è in vendita\b|\bdomeinnaam is te koop\b|\bdomena (?:jest )?na sprzedaż\b"
    r"|\bdoména je na prodej\b|\bдомен (?:прода[её]тся|припаркован|не прилинкован)|域名(?:正在)?(?:出售|可转让)"
    r"|ドメインは(?:販売|売り出し)中|ドメインは、?お名前",
    re.IGNORECASE,
)
_HOSTER_PAGE = lazy(r"/cgi-sys/(?:suspendedpage|defaultwebpage)\.cgi")
_SEDO_TITLE = lazy(
    r"this website is for sale!? - .{0,80}resources and information|diese website steht zum verkauf ?! - "
    r"|ce site web est à vendre ?! - |este sitio web está a la venta ?! - |questo sito è in vendita ?! - "
    r"|deze website is te koop ?! - ",
    re.IGNORECASE,
)
_UNUSED = lazy(
    r"\bdomain(?: name)? (?:was (?:recently|just)|has (?:just|recently) been|is already) registered\b"
    r"|\bpending icann verification\b|\bdomain ist bereits registriert\b|\binternet-adresse ist bereits vergeben\b"
    rf"|\bdomän är parkerad\b|\b{_NAME} is gereserveerd\b|\bdomeinnaam is geregistreerd voor\b|\bjest zaparkowana\b"
    r"|\bparked (?:free )?by (?:the|its) owner\b|\bparked for free,? courtesy of|не прилинкован",
    re.IGNORECASE,
)
"""What registrars show of a domain that nobody uses."""
_OF_SOMEBODY = lazy(r"domain(?: name)? (?:has|is|may)\b", re.IGNORECASE)
_NOBODY = frozenset({"the", "this", "your", "notice", "sorry", "premium", "parked", "welcome", "to"})
"""What stands before it where it is said of the domain itself, beside its name."""
_NAMED = lazy(
    rf"\b({_NAME}) (?:domain )?(?:is|may be) (?:for sale|available)|\bdomain(?: name)? ({_NAME}) ", re.IGNORECASE
)
_ABOUT_DOMAINS = lazy(r"domain|parked|parking|for[-_]sale", re.IGNORECASE)
_PARKED_BODIES = (
    b'window.location.href="/lander',
    b"window.location.href='/lander",
    b"data-adblockkey",
    b"parkingcrew",
    b"sedoparking",
    b"bodis.com",
    b"img1.wsimg.com/parking-lander",
    b"above.com/marketplace",
)
"""What is in the pages of the parking services, which fill them by scripts."""
_OFFER = lazy(
    r"\b(?:domain parking|parked (?:free|domain)|domain is parked|make an offer|buy now|inquire|sponsored listings"
    r"|related searches|price|renew)\b",
    re.IGNORECASE,
)
_SUPPOSED = lazy(r"\b(?:if|when|once|after|whether|any)\b[^.!?]*$", re.IGNORECASE)
"""How registrars speak of what may happen to a domain."""
_OF_THE_COMPANY = lazy(r"/(?:blog|news|press|about|resources?|learn|help|support)\b", re.IGNORECASE)
_OFFERING_STEP = lazy(r"/(?:forsale|for-sale|buy-domain|buy|domains?|names?|market|user-listings|lpd)/", re.IGNORECASE)
_NAME_SHOPS = ("atom.com", "brandbucket.com", "squadhelp.com", "brandpa.com")
"""Those who offer a domain by its name alone."""
_COUNTED = lazy(r"ww\d{1,2}\.")
_COUNT = lazy(r"(?:^|&)sub(?:id)?1=")
_MAY_OFFER = (
    *("for sale", "dom", "домен", "ドメイン", "域名", "park", "purchase", "adresse", "default page", "website"),
    *("lander", "adblockkey", "bodis", "above.com", "deletion", "seized", "gereserveerd", "namebright", "namecheap"),
)
"""One of these is in each offer."""


def error_path(exchange: Exchange) -> Judgement | None:
    """A redirect to an address that says the page is missing, such as `/404.html` (case 16)."""
    if not exchange.hops or exchange.status != 200:
        return None
    if _says_missing(exchange.hops[0].url) or not _says_missing(exchange.final_url):
        return None
    return because(exchange, Verdict.DEAD, Reason.SOFT_404, "it leads to a page for missing pages")


def error_handler(exchange: Exchange) -> Judgement | None:
    """A redirect by ASP.NET to the page that its site shows for any error."""
    if not exchange.hops or exchange.status != 200 or "aspxerrorpath=" not in exchange.final_url.lower():
        return None
    return because(exchange, Verdict.UNREACHABLE, Reason.SERVER_ERROR, "it leads to a page for errors")


def error_page(exchange: Exchange) -> Judgement | None:
    """A short page whose title or heading says that there is none (case 20), not an article about it (21)."""
    said = "it answers 200, but says that the page was not found"
    if exchange.status == 200 and exchange.content_type == "text/plain" and len(exchange.body) <= _PLAIN:
        missing = is_missing(exchange.page.html)
        return because(exchange, Verdict.DEAD, Reason.SOFT_404, said) if missing else None
    if not may_be_another(exchange):
        return None
    page = exchange.page
    if any(map(exchange.body.__contains__, _MISSING_BODIES)) and page.is_short(_SHORT):
        listed = any(map(exchange.body.__contains__, _LISTED_BODIES))
        wiki = "the site says that it has no such page"
        return None if listed else because(exchange, Verdict.DEAD, Reason.SOFT_404, wiki)
    heads = " ".join(page.heads).lower()
    if "404" not in heads and not may_say_missing(heads):
        return None
    # A number for a title, and nothing to read: at most a picture says the rest.
    bare = "404" in page.title and not telling_words(page.title) and page.is_short(_BARE)
    by_title = bare or _is_missing_title(page.title) or _is_nothing_for(page.title, exchange.final_url)
    by_heading = any(is_missing(heading) or _is_code_of(heading, exchange) for heading in page.headings)
    if not (by_title or by_heading) or is_called_so(exchange):
        return None
    if not by_title and has_the_cited_title(exchange):
        return None  # a heading that scripts may show, on the page that was meant
    if not by_heading and has_the_cited_heading(exchange):
        return None  # a title that a content system gives what it does not know itself, such as the pages of plugins
    bound = _SHORT_IF_BOTH if by_title and by_heading else _SHORT
    if is_where_it_is_explained(exchange):
        bound = _SHORT_IF_ABOUT
    if not page.is_short(bound):
        return None
    # "Page unavailable" may be said of today.
    shut = closed(exchange) if _UNAVAILABLE.search(heads) else None
    return shut or because(exchange, Verdict.DEAD, Reason.SOFT_404, said)


def hints_at_missing(exchange: Exchange) -> bool:
    """Whether a page has signs of a soft 404 that prove nothing alone."""
    if is_plain(exchange):
        return False
    page = exchange.page
    if not page.is_short(_SHORT):
        return any(map(says_missing, page.heads))
    return says_missing(page.text) or (page.is_short(_LITTLE) and bool(_TROUBLE.search(page.text)))


def offered(exchange: Exchange) -> Judgement | None:
    """A redirect to where domains are offered: it tells whatever the answer there, for some of them refuse programs."""
    if not exchange.hops or _is_parking(exchange.hops[0].url):
        return None
    if _is_offered_at(exchange.final_url, exchange.hops[0].url):
        return because(exchange, Verdict.DEAD, Reason.PARKED, "the domain is for sale")
    return None


def parked(exchange: Exchange) -> Judgement | None:
    """A domain that is for sale (case 22)."""
    if exchange.status != 200:
        return None
    said = "the domain is for sale"
    if exchange.hops and _HOSTER_PAGE.search(exchange.final_url):
        return because(exchange, Verdict.DEAD, Reason.PARKED, "its host shows a page of its own in place of the site")
    if not exchange.is_html or is_plain(exchange):
        return None
    page = exchange.page
    if not page.is_short(_SHORT) or not any(map(page.lowered.__contains__, _MAY_OFFER)):
        return None
    if _has_parking_script(exchange):
        return because(exchange, Verdict.DEAD, Reason.PARKED, said)
    host = (urlsplit(exchange.final_url).hostname or "").removeprefix("www.")
    own = page.title.lower().startswith(host)
    about = not own and bool(_ABOUT_DOMAINS.search(urlsplit(exchange.first_url).path))
    titled = any(_is_offer(head, (host, (urlsplit(exchange.first_url).hostname or ""))) for head in page.heads)
    # An article about it has a title of its own, or an address.
    plain = not about and (own or len(_WORD.findall(page.title)) <= _SITE_NAME) and not has_the_cited_title(exchange)
    if titled or (plain and page.is_short(_SHORT_OFFER) and _offers(page)):
        return because(exchange, Verdict.DEAD, Reason.PARKED, said)
    return None


def _has_parking_script(exchange: Exchange) -> bool:
    """Whether a page is of a parking service, and does not speak of one, or link to it."""
    page = exchange.page
    marks = [mark.decode() for mark in _PARKED_BODIES if mark in exchange.body]
    if not marks or not page.is_short(_SHORT_OFFER):
        return False
    shown = " ".join((page.text.lower(), *(link[0] for link in _A.finditer(page.lowered))))
    return any(mark not in shown for mark in marks)


def _offers(page: Page) -> bool:
    """Whether the text of a short page offers its domain, or says that nobody uses it."""
    if page.is_short(_LITTLE) and _UNUSED.search(page.text):
        return True
    offer = _FOR_SALE.search(page.text)
    if offer is None or _SUPPOSED.search(page.text, max(0, offer.start() - 60), offer.start()):
        return False
    return bool(_OFFER.search(page.text))


def _is_offer(text: str, hosts: tuple[str, ...]) -> bool:
    """Whether a title offers the domain of one of these hosts, and does not tell of domains, or of other wares."""
    if _SEDO_TITLE.search(text):
        return True
    if not (offer := _FOR_SALE.search(text)) or _ASKS.search(text):
        return False
    before = set(words_of(text[: offer.start()].lower()))
    if _OF_SOMEBODY.match(offer[0]) and not before <= _NOBODY.union(*map(words_of, hosts)):
        return False  # "FBI: domain has been seized" is news
    named = _NAMED.search(text)
    name = (named[1] or named[2]).lower() if named else ""
    # A newspaper says it of the domains of others. An address in numbers has no name to compare.
    comparable = "." in name and name.isascii() and not hosts[0][-1:].isdigit()
    if comparable and not any(host == name or host.endswith(f".{name}") for host in hosts):
        return False
    return len(_WORD.findall(_FOR_SALE.sub("", text))) <= _SITE_NAME


def _is_nothing_for(title: str, url: str) -> bool:
    """Whether a title repeats the words of an address for which there is nothing (All in One SEO, for WordPress)."""
    asked = _NOTHING_FOR.match(title)
    return asked is not None and set(words_of(asked[1].lower())) <= set(words_of(unquote(urlsplit(url).path).lower()))


def _is_code_of(heading: str, exchange: Exchange) -> bool:
    """Whether a heading is but the number 404, above a short text that says what it means."""
    if "404" not in heading or telling_words(heading):
        return False
    page, asked = exchange.page, exchange.first_url
    if "404" in urlsplit(asked).path or is_front(asked):
        return False  # the hymn of that number, or a site that is about it
    return page.is_short(_SHORT_IF_ABOUT) and says_missing(page.text)


def _says_missing(url: str) -> bool:
    parts = urlsplit(url)
    *before, last = [step for step in parts.path.split("/") if step] or [""]
    name = last.partition(".")[0]
    at_home = not before or _ERROR_STEP.fullmatch(before[-1])
    if parts.query == "404" and parts.path in ("", "/"):
        return True
    if site_of(parts.hostname or "") == "wordpress.com" and parts.path == "/typo/":
        return True  # where the names of blogs lead that do not exist
    if _ERROR_QUERY.search(parts.query) or (at_home and _ERROR_NAME.fullmatch(name)) or _LOST_PICTURE.fullmatch(last):
        return True
    # "/article/404" is the article of that number; "/questions/9/page-not-found", and "/2012/05/", of that title.
    of_that_title = bool(before) and before[-1].isdigit()
    return bool(_ERROR_PATH.fullmatch(name)) and not of_that_title and (last != "404" or bool(at_home))


def _is_missing_title(title: str) -> bool:
    """Whether a title says it, beside nothing but the name of a site: "Page not found - The Times"."""
    if is_missing(title):
        return True
    parts = parts_of(title)
    if not any(is_missing(part) for part in parts):
        return False
    rest = sum(len(part.split()) for part in parts if not is_missing(part) and telling_words(part))
    return rest <= _SITE_NAME


def _is_offered_at(url: str, cited: str) -> bool:
    """Whether an address is where a domain is offered: by its owner's service, or by a market that names it."""
    parts = urlsplit(url)
    to, site = parts.hostname or "", site_of(host_of(cited))
    if _is_parking(url):
        return not _OF_THE_COMPANY.search(parts.path)
    if site_of(to) == site:  # ww25.a.example/?subid1=...: who comes by there is counted
        return bool(_COUNTED.match(to) and _COUNT.search(parts.query)) and not _COUNT.search(urlsplit(cited).query)
    if not _OFFERING_STEP.search(parts.path):
        return False
    last = parts.path.rstrip("/").rpartition("/")[2].lower()
    return last == site or (site_of(to) in _NAME_SHOPS and last == site.partition(".")[0])


def _is_parking(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == name or host.endswith(f".{name}") for name in _PARKING_HOSTS)

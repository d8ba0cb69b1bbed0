"""What redirects say (cases 7-11 and 17-19), and the answer when nothing is wrong."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

from citecheck.model import Verdict
from citecheck.patterns import lazy
from citecheck.web.exchange import BodyEnd, Exchange
from citecheck.web.heuristics import Judgement, because, landed
from citecheck.web.heuristics.doi import is_persistent
from citecheck.web.reasons import Reason
from citecheck.web.targets import site_of

# What sites call their front door, and the folders on the way to it.
_ENTRANCES = frozenset(
    {"index", "home", "homepage", "default", "main", "start", "welcome", "startseite", "accueil", "inicio", "inici"}
    | {"portal", "frontpage", "front", "root", "hem", "hjem", "etusivu", "strona-glowna", "glavna", "pocetna"}
    | {"home-page", "home_page", "main-page", "start-page", "front-page", "landing", "landing-page"}
    | {"kezdolap", "uvod", "anasayfa", "forside", "forsiden", "domov", "acasa", "pradzia", "avaleht"}
    | {"willkommen", "bienvenue", "bienvenidos", "benvenuti", "bem-vindo", "welkom", "valkommen", "velkommen"}
    | {"главная", "головна", "начало", "ホーム", "トップ"}
    | {"pages", "content", "web", "guest", "wiki", "main_page"}
)
# What a front door may stand in, or be called, that is no front door for others.
_WAYS_IN = frozenset(
    {"site", "html", "htm", "www", "jsp", "cms", "joomla", "wordpress", "drupal", "w", "cgi-bin", "servlet", "public"}
    | {"sitepages", "blog", "node", "wps", "irj", "opencms", "typo3", "latest", "stable"}
    | {"public_html", "new", "splash", "intro", "frames", "frameset", "mainpage", "tiki-index", "principal", "portada"}
    | {"hauptseite", "pagina_principale", "página_principal", "wikipedia:portada", "hoofdpagina", "strona_główna"}
    | {"заглавная_страница", "メインページ", "首页", "首頁"}
)
# Of where a redirect ends, only these count as a front door: /it/ and /hr/ are departments too.
_FRONT_LANGUAGES = frozenset(
    {"ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "hu", "ja", "ko", "nl", "pl", "pt", "ro", "ru", "sv", "tr"}
    | {"uk", "zh", "en-us", "en_us", "en-gb", "en_gb", "de-de", "fr-fr", "es-es", "pt-br", "zh-cn", "zh-tw"}
)
_LANGUAGES = frozenset(
    {"english", "eng", "french", "francais", "fra", "german", "deutsch", "ger", "deu", "spanish", "espanol", "esp"}
    | {"castellano", "italian", "italiano", "ita", "portuguese", "portugues", "por", "russian", "rus", "japanese"}
    | {"jpn", "chinese", "chn", "korean", "kor", "arabic", "ara", "dutch", "nederlands", "polski", "svenska", "norsk"}
    | {"dansk", "suomi", "magyar", "cesky", "turkce", "catala", "int", "intl", "global", "international"}
)
_LANGUAGE = lazy(
    r"(?:ar|at|au|be|bg|br|ca|ch|cn|cs|cy|cz|da|de|dk|el|en|es|et|eu|fa|fi|fr|ga|gb|gl|gr|he|hi|hr|hu|id|ie|il|in|is|it"
    r"|ja|jp|ko|kr|lt|lv|mk|mt|mx|nl|no|nz|pl|pt|ro|ru|se|sk|sl|sq|sr|sv|th|tr|ua|uk|us|vi|za|zh)(?:[-_][a-z]{2,4})?"
)
_WITH_LANGUAGE = lazy(r"(?:index|home|default|main)[-_.]?(?:[a-z]{1,3}|\d{1,2}|[a-z]{2}[-_][a-z]{2})")
_FRONT_LOCALE = lazy(r"[a-z]{2}[-_][a-z]{2}")
_HOME_PARAMETER = lazy(
    r"(?:lang|language|locale|hl|lng|l|sprache|idioma)=[\w-]{1,12}|page_id=\d+|option=com_content|view=featured"
    r"|view=frontpage|itemid=\d+|id=1|page=(?:home|index|main|start|1)|title=(?:main_page|hauptseite|accueil)"
    r"|(?:utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|ref|source)=.*",
    re.IGNORECASE,
)
_YEAR_OR_MONTH = lazy(r"(?:1[89]|20)\d\d|[01]?\d")
_GATES = frozenset(
    {"click", "clk", "redirect", "redir", "out", "outbound", "exit", "leaving", "goto", "go", "away", "jump", "fwlink"}
)
"""Steps of addresses that count or announce whoever leaves a site, and then lead where they are to."""
_PEOPLE = frozenset(
    {"people", "person", "persons", "users", "user", "staff", "faculty", "members", "homes", "homepages"}
)
_SHORTENERS = frozenset(
    {"amzn.to", "bit.ly", "buff.ly", "cutt.ly", "dlvr.it", "fb.me", "g.co", "goo.gl", "ift.tt", "is.gd", "j.mp"}
    | {"lnkd.in", "nyti.ms", "ow.ly", "rb.gy", "rebrand.ly", "reut.rs", "s.id", "shorturl.at", "t.co", "t.ly"}
    | {"l.facebook.com", "lm.facebook.com", "l.instagram.com", "out.reddit.com", "t.umblr.com", "href.li"}
    | {"slack-redir.net"}
    | {"tiny.cc", "tinyurl.com", "trib.al", "v.gd", "wp.me", "youtu.be"}
)


def home(exchange: Exchange) -> Judgement | None:
    """A page that redirects to the front door of its site, or of another, is gone (cases 17, 19)."""
    if not _is_telling(exchange) or not is_front(exchange.hops[-1].location):
        return None
    source, final = urlsplit(exchange.hops[0].url), urlsplit(exchange.final_url)
    steps = [step for step in source.path.split("/") if step]
    if _may_be_front(exchange.hops[0].url):
        return None
    same = bare(source.hostname or "") == bare(final.hostname or "")
    # /project -> project.example.org is a move; a lone /~smith to another domain may well be one too.
    if _names(source, final) or (not same and _passes_on(source, final)):
        return None
    if not same and site_of(source.hostname or "") == site_of(final.hostname or ""):
        return _only_parent(exchange, "it only leads to the front of another part of the site")
    names = [step for step in steps if not _is_entrance(step)]
    if not same and len(names) < 2 and "." not in "".join(names):
        return None  # a name, or the code of a shortener that nobody has heard of
    if not same and len(names) == 2 and "." not in names[1] and (names[1][0] == "~" or names[0].lower() in _PEOPLE):
        return None  # somebody's home page, and now there is a domain for it
    where = "the home page" if same else f"the home page of another site, {final.hostname}"
    return because(exchange, Verdict.DEAD, Reason.HOME_REDIRECT, f"it only leads to {where}")


def parent(exchange: Exchange) -> Judgement | None:
    """A page that redirects to its own section lives on only there, if at all (case 18)."""
    if not _is_telling(exchange):
        return None
    source, final = urlsplit(exchange.hops[0].url), urlsplit(exchange.final_url)
    steps = [step for step in source.path.split("/") if step]
    left = [step for step in final.path.split("/") if step]
    if bare(source.hostname or "") != bare(final.hostname or "") or final.query or not left:
        return None
    if steps[: len(left)] != left or len(steps) == len(left):
        return None
    if all(_is_entrance(step) for step in steps[len(left) :]) or not _is_section(left[-1]):
        return None
    return _only_parent(exchange, "it only leads to the section it stood in")


def _names(source: SplitResult, final: SplitResult) -> bool:
    """Whether the host that was reached is called as a step of the cited path, or by its initials."""
    from_host, to_host = source.hostname or "", final.hostname or ""
    for step in source.path.lower().split("/"):
        words = [word for word in re.split(r"[\W_]+", step) if word]
        if any(len(word) > 2 and word in to_host and word not in from_host for word in words):
            return True
        if len(words) > 2 and "".join(word[0] for word in words) == bare(to_host).partition(".")[0]:
            return True
    return False


def _passes_on(source: SplitResult, final: SplitResult) -> bool:
    """Whether the cited address itself says that it leads elsewhere: the front door may be what was meant."""
    steps = {step.partition(".")[0].lower() for step in source.path.split("/")}
    return not steps.isdisjoint(_GATES) or bare(final.hostname or "") in unquote(source.query).lower()


def _only_parent(exchange: Exchange, said: str) -> Judgement:
    return because(exchange, working(exchange).verdict, Reason.PARENT_REDIRECT, said)


def working(exchange: Exchange) -> Judgement:
    """The page is there: `moved` if the first redirect is for good, with what is worth a word."""
    moved = _moved_to(exchange)
    final = moved or landed(exchange)
    verdict = Verdict.MOVED if moved else Verdict.OK
    reason, detail = _remark(exchange)
    return Judgement(verdict, reason, detail, final, exchange.status)


def _remark(exchange: Exchange) -> tuple[str | None, str]:
    first = exchange.first_url
    downgraded = first.startswith("https:") and exchange.final_url.startswith("http:")
    if downgraded and not is_persistent(first):
        return Reason.DOWNGRADED, "it leads from https to http"
    if exchange.status in (204, 205) or (
        exchange.status == 200 and not exchange.body and exchange.body_end is BodyEnd.COMPLETE
    ):
        return Reason.EMPTY_ANSWER, "the answer is empty"
    if exchange.body_end is BodyEnd.CUT:
        return Reason.TRUNCATED_ANSWER, "the answer broke off"
    return None, ""


def _moved_to(exchange: Exchange) -> str | None:
    """The last address reached by permanent redirects only; None if the first is not one (cases 7-10, 12)."""
    reached = None
    for hop in exchange.hops:
        if not hop.permanent or is_persistent(hop.url):
            break
        reached = hop.location
    if exchange.hops and reached is not None and _same_page(exchange.hops[0].url, reached):
        return None
    return reached


def _same_page(cited: str, reached: str) -> bool:
    return cited == reached.partition("#")[0]


def _is_telling(exchange: Exchange) -> bool:
    """Whether a redirect to somewhere less deep means anything: it is no registry's or shortener's trade."""
    if not exchange.hops or exchange.status != 200:
        return False
    first = exchange.hops[0].url
    return not is_persistent(first) and (urlsplit(first).hostname or "") not in _SHORTENERS


def is_front(url: str) -> bool:
    """Whether a URL is a site's front door: `/`, `/index.html`, `/en/`, but not `/?p=7`, `/#!/page`, `/#section`."""
    parts = urlsplit(url)
    if parts.query or parts.fragment:
        return False
    steps = [step.lower() for step in parts.path.split("/") if step]
    return all(
        step.partition(".")[0] in _ENTRANCES or step in _FRONT_LANGUAGES or _FRONT_LOCALE.fullmatch(step)
        for step in steps
    )


def _may_be_front(url: str) -> bool:
    """Whether a cited URL may be another name of the front door, such as `/portal/`, `/index_e.html`, `/?lang=en`."""
    parts = urlsplit(url)
    if parts.query and not all(map(_HOME_PARAMETER.fullmatch, parts.query.split("&"))):
        return False
    return all(_is_entrance(step) for step in parts.path.split("/") if step)


def _is_entrance(step: str) -> bool:
    name = unquote(step).partition(".")[0].lower()
    if name in _ENTRANCES or name in _LANGUAGES or name in _WAYS_IN:
        return True
    return bool(_LANGUAGE.fullmatch(name) or _WITH_LANGUAGE.fullmatch(step.rpartition(".")[0].lower() or name))


def _is_section(step: str) -> bool:
    """Whether a path's last step looks like a section's name, not an article's or an item's."""
    if _YEAR_OR_MONTH.fullmatch(step):
        return True
    return not any(c.isdigit() for c in step) and len(re.split(r"[-_]", step)) < 3 and "." not in step


def bare(host: str) -> str:
    """A host without `www.`."""
    return host.removeprefix("www.")

"""What web servers and hosts show of their own, in place of a site: before there is one, and when it is in trouble."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from citecheck.model import Verdict
from citecheck.patterns import lazy
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import Judgement, because, has_the_cited_title
from citecheck.web.heuristics.closed import closed
from citecheck.web.heuristics.plain import may_be_another
from citecheck.web.heuristics.redirects import is_front
from citecheck.web.heuristics.subjects import is_of_a_work
from citecheck.web.reasons import Reason

_LONG = 8000  # visible characters of a server's page that tells how to make a site
_LONG_ERROR = 2500  # the same, of one that tells a programmer what is wrong
_NOTICE = 600  # the same, of one that has nothing but a notice
_DEFAULT_TITLE = lazy(
    r"welcome to (?:nginx|openresty|tengine|centos|xampp)\W*|apache2 (?:ubuntu|debian|centos)?.{0,10}default page"
    r"(?:: it works)?|iis windows server|iis[78]|default web site page|domain default page|apache tomcat/[\d.]{1,12}"
    r"|(?:http server )?test page for the (?:(?:apache|nginx) )?http server.{0,50}"
    r"|(?:apache )?http server test page.{0,50}|caddy works\W*|microsoft internet information services \d{1,2}",
    re.IGNORECASE,
)
"""What web servers show before anybody has made a site."""
_SUSPENDED = lazy(r"(?:account|web ?site|site) (?:has been )?suspended\W*", re.IGNORECASE)
_BY_THE_HOST = lazy(r"\bhosting provider\b|\bhas been suspended\b", re.IGNORECASE)
_TROUBLE_TITLE = lazy(
    r"\W*(?:(?:http )?(?:error )?50[0234]\W+)?(?:internal server error|bad gateway|service (?:temporarily )?unavailable"
    r"|gateway time-?out)\W*",
    re.IGNORECASE,
)
_DETAILED = lazy(r"server error in '[^']{0,99}' application|error establishing a database connection", re.IGNORECASE)
"""What they show when they cannot give the page: in their titles, and in headings above what is wrong (ASP.NET)."""
_ABOUT_TROUBLE = lazy(r"error|50[0234]|gateway|status|suspen", re.IGNORECASE)
_STATUS_PAGE = lazy(r"HTTP Status (4\d\d|5\d\d)\b")


def unused(exchange: Exchange) -> Judgement | None:
    """A server's own page in place of the site, or its host's for an account that was suspended (case 22)."""
    if not may_be_another(exchange):
        return None
    page, url = exchange.page, exchange.final_url
    default = is_front(url) and bool(_DEFAULT_TITLE.fullmatch(page.title)) and page.is_short(_LONG)
    suspended = _SUSPENDED.fullmatch(page.title) and page.is_short(_NOTICE) and _BY_THE_HOST.search(page.text)
    if not default and (not suspended or _ABOUT_TROUBLE.search(urlsplit(url).path)):
        return None
    return because(exchange, Verdict.DEAD, Reason.PARKED, "its host shows a page of its own in place of the site")


def troubled(exchange: Exchange) -> Judgement | None:
    """A server's page that says that it cannot give the page, though it answers 200 (case 39)."""
    if not may_be_another(exchange):
        return None
    page = exchange.page
    for heading in page.headings:
        if (found := _STATUS_PAGE.match(heading)) and page.is_short(_LONG_ERROR):
            return _answered(exchange, int(found[1]))
    detailed = any(map(_DETAILED.match, page.headings))
    if not (detailed or _TROUBLE_TITLE.fullmatch(page.title)) or has_the_cited_title(exchange):
        return None
    if _ABOUT_TROUBLE.search(urlsplit(exchange.first_url).path) or is_of_a_work(exchange):
        return None
    if not page.is_short(_LONG_ERROR if detailed else _NOTICE):
        return None
    said = "it answers 200, but its page says that the server failed"
    return closed(exchange) or because(exchange, Verdict.UNREACHABLE, Reason.SERVER_ERROR, said)


def _answered(exchange: Exchange, status: int) -> Judgement | None:
    """What a server's own error page says in its heading, where it answers 200 all the same."""
    said = f"it answers 200, but its page says {status}"
    if status in (404, 410):
        return because(exchange, Verdict.DEAD, Reason.SOFT_404, said)
    return because(exchange, Verdict.UNREACHABLE, Reason.SERVER_ERROR, said) if status >= 500 else None

"""What an exchange means: tables of (facts, verdict, reason), look-alikes that must stay ok among them.

The numbers are those of the list of 93 behaviours that the contract names.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.web import page as pages
from citecheck.web.exchange import BodyEnd, Exchange, FailureKind
from citecheck.web.heuristics import languages, missing_pages, plain, servers, soft404, walls
from citecheck.web.heuristics.sibling import is_doubtful, seen
from citecheck.web.judge import judge
from citecheck.web.page import Page, decode

A = "http://a.example"
MISSING = {"title": "Page not found", "words": 20}
CLOUDFLARE = {"headers": {"server": "cloudflare"}}


def rows(*cases):
    return [pytest.param(*case[1:], id=case[0].replace(" ", "-")) for case in cases]


@pytest.mark.parametrize(
    ("hops", "verdict", "reason", "final"),
    rows(
        ("7", [f"{A}/old", (301, f"{A}/new")], "moved", None, f"{A}/new"),
        ("7 308", [f"{A}/old", (308, f"{A}/new")], "moved", None, f"{A}/new"),
        ("8 302", [f"{A}/old", (302, f"{A}/new")], "ok", None, f"{A}/new"),
        ("8 303", [f"{A}/old", (303, f"{A}/new")], "ok", None, f"{A}/new"),
        ("8 307", [f"{A}/old", (307, f"{A}/new")], "ok", None, f"{A}/new"),
        ("9", [f"{A}/a", (301, f"{A}/b"), (302, f"{A}/c")], "moved", None, f"{A}/b"),
        ("10", [f"{A}/a", (302, f"{A}/b"), (301, f"{A}/c")], "ok", None, f"{A}/c"),
        ("11", [f"{A}/a", (301, "https://www.a.example/a/")], "moved", None, "https://www.a.example/a/"),
        ("12 doi", ["https://doi.org/10.1/x", (302, f"{A}/x")], "ok", None, f"{A}/x"),
        ("12 doi 301", ["https://dx.doi.org/10.1/x", (301, f"{A}/x")], "ok", None, f"{A}/x"),
        ("12 doi to a front page", ["https://doi.org/10.1/x", (302, f"{A}/")], "ok", None, f"{A}/"),
        ("12 purl", ["http://purl.org/x/y", (301, f"{A}/x")], "ok", None, f"{A}/x"),
        ("16", [f"{A}/x", (302, f"{A}/404.html")], "dead", "soft-404", f"{A}/404.html"),
        ("16 notfound", [f"{A}/x", (302, f"{A}/en/notfound")], "dead", "soft-404", None),
        ("16 query", [f"{A}/x", (302, f"{A}/error?code=404")], "dead", "soft-404", None),
        ("16 not found file", [f"{A}/x", (302, f"{A}/Error/FileNotFound.aspx")], "dead", "soft-404", None),
        ("16 an error", [f"{A}/x", (302, f"{A}/Oops.htm?aspxerrorpath=/x")], "unreachable", "server-error", None),
        ("16 not: number 404", [f"{A}/x?article=404", (301, f"{A}/article/404")], "moved", None, None),
        ("16 not: cited so", [f"{A}/errors/404", (301, f"{A}/errors/404/")], "moved", None, None),
        ("16 not: a page about it", [f"{A}/x", (302, f"{A}/wiki/HTTP_404")], "ok", None, None),
        ("17", [f"{A}/2009/page.html", (301, f"{A}/")], "dead", "home-redirect", f"{A}/"),
        ("17 by 302", [f"{A}/2009/page.html", (302, f"{A}/index.html")], "dead", "home-redirect", None),
        ("17 language", [f"{A}/2009/page.html", (302, f"{A}/en/")], "dead", "home-redirect", None),
        ("17 one step", [f"{A}/page", (302, "http://www.a.example/")], "dead", "home-redirect", None),
        ("17 own name in path", [f"{A}/example/p", (302, f"{A}/")], "dead", "home-redirect", None),
        ("17 not: a name of home", [f"{A}/index_e.html", (302, f"{A}/en/")], "ok", None, None),
        ("17 not: in a language", [f"{A}/deutsch/", (302, f"{A}/de/")], "ok", None, None),
        ("17 not: by query", [f"{A}/?lang=de", (302, f"{A}/de/")], "ok", None, None),
        ("17 not: tracked", [f"{A}/?utm_source=x&fbclid=y", (301, f"{A}/")], "moved", None, None),
        ("17 not: wiki", [f"{A}/wiki/Main_Page", (301, f"{A}/")], "moved", None, None),
        ("17 not: portal", [f"{A}/web/guest/home", (302, f"{A}/")], "ok", None, None),
        ("17 not: a department", [f"{A}/offices/human-resources/x.html", (302, f"{A}/hr/")], "ok", None, None),
        ("17 not: a section of the page", [f"{A}/about", (301, f"{A}/#here")], "moved", "missing-fragment", None),
        (
            "17 not: a part of the site",
            [f"{A}/cu/lweb/x/", (301, "http://lib.a.example/")],
            "moved",
            "parent-redirect",
            None,
        ),
        ("17 not: index", [f"{A}/index.html", (301, f"{A}/")], "moved", None, None),
        ("17 not: language", [f"{A}/en/", (302, f"{A}/")], "ok", None, None),
        ("17 not: root", [f"{A}/", (301, "https://a.example/")], "moved", None, None),
        ("17 not: query page", [f"{A}/2009/page", (301, f"{A}/?p=77")], "moved", None, None),
        ("17 not: hash page", [f"{A}/2009/page", (301, f"{A}/#/page")], "moved", None, None),
        ("17 not: subdomain", [f"{A}/project", (301, "http://project.a.example/")], "moved", None, None),
        ("17 not: shortener", ["http://bit.ly/2x/y", (301, f"{A}/")], "moved", None, None),
        ("18", [f"{A}/news/2009/x", (301, f"{A}/news/")], "moved", "parent-redirect", f"{A}/news/"),
        ("18 by 302", [f"{A}/news/2009/x", (302, f"{A}/news/2009/")], "ok", "parent-redirect", None),
        ("18 not: slug dropped", [f"{A}/q/1234/some-title", (301, f"{A}/q/1234")], "moved", None, None),
        ("18 not: index", [f"{A}/news/index.html", (301, f"{A}/news/")], "moved", None, None),
        ("19", [f"{A}/2009/page.html", (302, "http://b.test/")], "dead", "home-redirect", None),
        ("19 not: a home page moved", [f"{A}/~smith/", (301, "http://jsmith.test/")], "moved", None, None),
        ("16 a name of it", [f"{A}/x", (302, f"{A}/seite-nicht-gefunden")], "dead", "soft-404", None),
        ("16 error page", [f"{A}/x", (302, f"{A}/404-error-page")], "dead", "soft-404", None),
        ("16 in a folder", [f"{A}/x", (302, f"{A}/errorpages/404")], "dead", "soft-404", None),
        ("16 in words", [f"{A}/x", (302, f"{A}/index.php?error=not_found")], "dead", "soft-404", None),
        ("16 bare query", [f"{A}/x/y", (302, f"{A}/?404")], "dead", "soft-404", None),
        ("16 picture", [f"{A}/x.jpg", (302, f"{A}/removed.png")], "dead", "soft-404", None),
        ("16 not: its article", [f"{A}/x", (301, f"{A}/blog/404-error-page")], "moved", None, None),
        ("16 not: a car", [f"{A}/cars/x", (301, f"{A}/cars/peugeot-404")], "moved", None, None),
        ("17 locale", [f"{A}/2009/page.html", (302, f"{A}/en-au/")], "dead", "home-redirect", None),
        ("17 not: in a folder", [f"{A}/html/index.htm", (301, f"{A}/")], "moved", None, None),
        ("16 not: a room", [f"{A}/x", (302, f"{A}/rooms?404")], "ok", None, None),
        ("17 not: of a system", [f"{A}/joomla/", (301, f"{A}/")], "moved", None, None),
        ("17 not: numbered", [f"{A}/index2.html", (301, f"{A}/")], "moved", None, None),
        ("17 not: german wiki", [f"{A}/wiki/Hauptseite", (301, f"{A}/")], "moved", None, None),
        (
            "17 not: japanese wiki",
            [f"{A}/wiki/%E3%83%A1%E3%82%A4%E3%83%B3%E3%83%9A%E3%83%BC%E3%82%B8", (301, f"{A}/")],
            "moved",
            None,
            None,
        ),
        ("17 not: language file", [f"{A}/home/en.html", (301, f"{A}/")], "moved", None, None),
        ("17 not: home by query", [f"{A}/default.asp?page=home", (301, f"{A}/")], "moved", None, None),
        ("19 not: it says so", [f"{A}/a/leave?to=http%3A%2F%2Fb.test%2F", (302, "http://b.test/")], "ok", None, None),
        ("19 not: clicks", ["http://m.test/ls/click?upn=x", (302, "http://b.test/")], "ok", None, None),
        ("19 not: initials", [f"{A}/projects/open-source-lab/", (301, "http://osl.test/")], "moved", None, None),
        ("12 purl of oclc", ["http://purl.oclc.org/x/y", (302, f"{A}/")], "ok", None, None),
        ("22", [f"{A}/x/y", (302, "https://www.hugedomains.com/a")], "dead", "parked", None),
        ("23", [f"{A}/x", (302, f"{A}/login?next=/x")], "blocked", "login", None),
        ("23 google", [f"{A}/x", (302, "https://accounts.google.com/v3/x")], "blocked", "login", None),
        ("23 wordpress", [f"{A}/x", (302, f"{A}/wp-login.php")], "blocked", "login", None),
        ("23 german", [f"{A}/x", (302, f"{A}/anmelden")], "blocked", "login", None),
        ("23 oauth", [f"{A}/x", (302, f"{A}/oauth2/authorize?client_id=1")], "blocked", "login", None),
        ("23 not: about it", [f"{A}/x", (301, f"{A}/help/login/forgotten")], "moved", None, None),
        ("29 by address", [f"{A}/x", (302, f"{A}/showcaptcha?cc=1")], "blocked", "challenge:captcha", None),
        ("22 by the hoster", [f"{A}/x", (302, f"{A}/cgi-sys/suspendedpage.cgi")], "dead", "parked", None),
        ("22 a market", [f"{A}/x", (302, "https://shop.test/forsale/a.example?utm_source=x")], "dead", "parked", None),
        ("22 a shop of names", [f"{A}/x", (302, "https://www.atom.com/name/A")], "dead", "parked", None),
        ("22 counted", [f"{A}/x/y", (302, "http://ww25.a.example/x/y?subid1=2024")], "dead", "parked", None),
        ("22 not: its news", ["https://t.co/x", (301, "https://sedo.com/us/news/12/")], "moved", None, None),
        ("22 not: another's", [f"{A}/x", (301, "https://shop.test/names/a")], "moved", None, None),
        ("22 not: a host", [f"{A}/x/y", (301, "http://ww2.a.example/x/y")], "moved", None, None),
        ("22 not: cited so", [f"{A}/x?sub1=7", (301, "http://ww2.a.example/x?sub1=7")], "moved", None, None),
        (
            "16 of no blog",
            ["http://a.test/x", (302, "https://wordpress.com/typo/?subdomain=a")],
            "dead",
            "soft-404",
            None,
        ),
        ("16 not: titled", [f"{A}/q/9", (301, f"{A}/questions/9/page-not-found")], "moved", None, None),
        ("16 not: a post", [f"{A}/?p=9", (301, f"{A}/2012/05/not-found/")], "moved", None, None),
        ("17 not: a name", [f"{A}/home-page", (301, f"{A}/")], "moved", None, None),
        ("17 not: welcome", [f"{A}/willkommen.html", (301, f"{A}/")], "moved", None, None),
        ("17 not: by number", [f"{A}/index.php?id=1", (301, f"{A}/")], "moved", None, None),
        ("17 by number", [f"{A}/index.php?id=12", (301, f"{A}/")], "dead", "home-redirect", None),
        ("17 not: blog", [f"{A}/blog/", (301, f"{A}/")], "moved", None, None),
        ("17 of a blog", [f"{A}/blog/post", (301, f"{A}/")], "dead", "home-redirect", None),
        ("17 not: newest", [f"{A}/en/latest/index.html", (302, f"{A}/")], "ok", None, None),
        ("17 of the newest", [f"{A}/en/latest/page.html", (302, f"{A}/")], "dead", "home-redirect", None),
        ("19 not: newest", ["http://p.test/en/latest/", (302, f"{A}/")], "ok", None, None),
        ("19 not: a home page's index", [f"{A}/~smith/index.html", (301, "http://b.test/")], "moved", None, None),
        ("19 not: a person", [f"{A}/people/jd/", (301, "http://b.test/")], "moved", None, None),
        ("19 a person's page", [f"{A}/people/page.html", (301, "http://b.test/")], "dead", "home-redirect", None),
        ("23 not: cited so", [f"{A}/login", (301, f"{A}/login/")], "moved", None, None),
        ("23 blogger", [f"{A}/x", (302, "https://b.test/blogin.g?blogspotURL=x")], "blocked", "login", None),
        ("23 plone", [f"{A}/x", (302, f"{A}/require_login?came_from=/x")], "blocked", "login", None),
        ("23 not: admission", [f"{A}/x", (302, f"{A}/estudios/acceso")], "ok", None, None),
        ("23 not: displaced persons", [f"{A}/x", (302, f"{A}/idp/report")], "ok", None, None),
        ("23 identity provider", [f"{A}/x", (302, f"{A}/idp/saml2?execution=e1&return=x")], "blocked", "login", None),
        ("23 not: a company", [f"{A}/x", (301, "https://cas.org/x")], "moved", None, None),
        ("24", [f"{A}/x", (302, "https://consent.a.example/?to=x")], "ok", None, None),
        ("24 service", [f"{A}/x", (302, "https://consent.youtube.com/m")], "blocked", "login", None),
        ("52", ["https://a.example/x", (302, f"{A}/x")], "ok", "downgraded", None),
        ("52 moved", ["https://a.example/x", (301, f"{A}/x")], "moved", "downgraded", None),
        ("51 same page after cookie", [f"{A}/x", (301, f"{A}/x")], "ok", None, None),
    ),
)
def test_redirects(exchange, hops, verdict, reason, final):
    judgement = judge(exchange(*hops))

    assert (judgement.verdict, judgement.reason) == (verdict, reason), judgement
    if final:
        assert judgement.final_url == final


@pytest.mark.parametrize(
    ("facts", "verdict", "reason"),
    rows(
        ("20 title", MISSING, "dead", "soft-404"),
        ("20 with site", MISSING | {"title": "Page not found | The Daily Example"}, "dead", "soft-404"),
        ("20 code and site", MISSING | {"title": "404 - Page Not Found - Example"}, "dead", "soft-404"),
        ("20 h1", {"title": "Example", "h1": "Oops! Page not found", "words": 50}, "dead", "soft-404"),
        ("20 number", {"title": "404", "words": 0, "html": "<img src=x>"}, "dead", "soft-404"),
        ("20 tomcat", {"h1": "HTTP Status 404 - /x", "words": 30}, "dead", "soft-404"),
        ("39 tomcat", {"h1": "HTTP Status 500 -", "words": 30}, "unreachable", "server-error"),
        ("20 gone", {"title": "410 Gone", "words": 5}, "dead", "soft-404"),
        ("20 code in h1", {"title": "Example", "h1": "404", "words": 5, "html": "page not found"}, "dead", "soft-404"),
        ("20 story", {"title": "Story no longer available | Star", "words": 40}, "dead", "soft-404"),
        ("20 invalid id", {"title": "Invalid Identifier", "words": 40}, "dead", "soft-404"),
        ("20 mediawiki", {"title": "X - Wiki", "html": '<div class="noarticletext">'}, "dead", "soft-404"),
        ("20 russian", MISSING | {"title": "Страница не найдена | Пример"}, "dead", "soft-404"),
        ("20 hindi", MISSING | {"title": "पृष्ठ नहीं मिला"}, "dead", "soft-404"),
        ("20 not: hidden heading", {"html": "<div hidden><h1>Page not found</h1></div>", "words": 9}, "ok", None),
        ("20 not: in a script", {"html": "<script>'<h1>Page not found</h1>'</script>", "words": 60}, "ok", None),
        ("20 not: in a comment", {"html": "<!-- <h1>Page not found</h1> -->", "words": 60}, "ok", None),
        (
            "20 not: the cited title",
            {"title": "Tide tables", "h1": "Page not found", "words": 9, "cited_as": "Harbour, Tide tables 2016"},
            "ok",
            None,
        ),
        (
            "21 its subject",
            {"title": "Error 404: page not found", "words": 60, "cited_as": "Error 404, page not found: a film"},
            "ok",
            None,
        ),
        ("20 in a sentence", {"h1": "This page doesn’t seem to exist.", "words": 20}, "dead", "soft-404"),
        ("20 seems", {"h1": "Hmm, we can’t seem to find that page", "words": 20}, "dead", "soft-404"),
        ("20 topic", {"h1": "This topic does not exist yet", "words": 20}, "dead", "soft-404"),
        ("20 record", {"title": "Library", "h1": "Record not found", "words": 20}, "dead", "soft-404"),
        ("20 german, kind", {"h1": "Diese Seite konnte leider nicht gefunden werden", "words": 20}, "dead", "soft-404"),
        ("20 german, gone", {"h1": "Diese Seite gibt es leider nicht mehr", "words": 20}, "dead", "soft-404"),
        ("20 french", {"h1": "Oups, cette page n’existe pas ou plus", "words": 20}, "dead", "soft-404"),
        ("20 spanish", {"h1": "La página que estás buscando no existe", "words": 20}, "dead", "soft-404"),
        ("20 portuguese", {"h1": "Ops! A página que você está procurando não existe", "words": 9}, "dead", "soft-404"),
        ("20 dutch", {"h1": "Sorry, deze pagina is niet gevonden", "words": 20}, "dead", "soft-404"),
        ("20 polish", {"h1": "Strona, której szukasz, nie istnieje", "words": 20}, "dead", "soft-404"),
        ("20 russian, kind", {"h1": "К сожалению, запрашиваемая Вами страница не найдена"}, "dead", "soft-404"),
        ("20 japanese, kind", {"h1": "ご指定のページは見つかりませんでした。", "words": 9}, "dead", "soft-404"),
        ("20 chinese, kind", {"h1": "很抱歉，您访问的页面找不到了", "words": 9}, "dead", "soft-404"),
        ("20 text", {"headers": {"content-type": "text/plain"}, "body": b"404 page not found\n"}, "dead", "soft-404"),
        ("20 not: a text", {"headers": {"content-type": "text/plain"}, "body": b"404 page not found, 3"}, "ok", None),
        ("20 not: a pdf", {"title": "", "body": b"%PDF-1.4 <title>Page not found</title>"}, "ok", None),
        ("20 not: an issue", MISSING | {"title": "Page not found · Issue #7 · a/b"}, "ok", None),
        ("20 not: a bug", {"title": "1234 – Page not found", "h1": "Page not found", "words": 60}, "ok", None),
        ("20 not: a ticket", {"title": "[AB-7] Page not found - Jira", "h1": "Page not found"}, "ok", None),
        ("20 not: a letter", {"title": "Re: Page not found", "words": 60}, "ok", None),
        ("20 not: a section", {"title": "RFC 7231 6.5.4: 404 Not Found", "words": 60}, "ok", None),
        ("20 not: a notice", {"title": "Article withdrawn | Journal", "words": 40}, "ok", None),
        ("20 not: hidden by class", {"html": "<div class='box d-none'><h1>Page not found</h1></div>"}, "ok", None),
        ("20 not: if a script says so", {"html": "<h1 v-if='lost'>Page not found</h1>"}, "ok", None),
        (
            "20 not: the cited heading",
            {"title": "Page not found", "h1": "Tides of the harbour", "cited_as": "Smith, Tides of the harbour, 2012"},
            "ok",
            None,
        ),
        (
            "20 not: a blocked user",
            {"title": "User:X - Wiki", "html": '<div class="mw-warning-with-logexcerpt">'},
            "ok",
            None,
        ),
        (
            "20 not: a category",
            {"title": "Category:X - Wiki", "html": '<div class="noarticletext"></div><div id="mw-pages">'},
            "ok",
            None,
        ),
        (
            "37 not: an application at github pages",
            {"status": 404, "html": "<script>var pathSegmentsToKeep = 1;</script>"},
            "ok",
            None,
        ),
        (
            "37 not: an application for a 404.html",
            {"status": 404, "headers": {"server": "GitHub.com"}, "html": "<div id=root></div><script src=a></script>"},
            "ok",
            None,
        ),
        (
            "37 an application elsewhere",
            {"status": 404, "headers": {"server": "nginx"}, "html": "<div id=root></div><script src=a></script>"},
            "dead",
            "not-found",
        ),
        ("37 github pages", {"status": 404, "headers": {"server": "GitHub.com"}}, "dead", "not-found"),
        (
            "20 advice",
            {"title": "Page not found", "words": 20, "html": "Please try again later."},
            "dead",
            "soft-404",
        ),
        (
            "40 says so",
            {"title": "Page unavailable", "words": 20, "html": "We are carrying out essential maintenance."},
            "unreachable",
            "maintenance",
        ),
        (
            "23 to a site",
            {"title": "Log in to JSTOR", "words": 9, "html": "<input type=password>"},
            "blocked",
            "login",
        ),
        (
            "23 cas",
            {"h1": "Central Authentication Service", "words": 9, "html": "<input type=password>"},
            "blocked",
            "login",
        ),
        ("23 not: how to", {"title": "Log in to Windows with a PIN", "words": 60}, "ok", None),
        ("23 form", {"title": "Members area", "words": 5, "html": "<input type=password>"}, "blocked", "login"),
        ("23 title", {"title": "Log in | Members", "words": 20}, "blocked", "login"),
        ("23 saml", {"title": "", "words": 5, "html": '<input name="SAMLRequest">'}, "blocked", "login"),
        ("23 not: a login box", {"html": "<input type=password>"}, "ok", None),
        (
            "23 forum",
            {"html": "You must be logged in to view this topic. <input type=password>", "words": 90},
            "blocked",
            "login",
        ),
        (
            "23 not: to reply",
            {"html": "You must be logged in to reply. <input type=password>", "words": 90},
            "ok",
            None,
        ),
        ("23 not: cited so", {"title": "Log in", "words": 20, "cited_as": "Manual, Log in"}, "ok", None),
        ("26 answers 200", {"title": "Access Denied", "words": 30}, "blocked", "forbidden"),
        ("26 not: a film", {"title": "Forbidden (2019)", "h1": "Forbidden", "words": 30}, "ok", None),
        ("33 answers 200", {"title": "Too many requests", "words": 30}, "blocked", "rate-limited"),
        ("33 title of a 429", {"status": 429, "title": "Too many requests", "words": 30}, "blocked", "rate-limited"),
        ("29 f5", {"title": "Request Rejected", "words": 20}, "blocked", "challenge:f5"),
        ("28 siteground", {"status": 202, "headers": {"sg-captcha": "challenge"}}, "blocked", "challenge:siteground"),
        ("28 a script only", {"status": 202, "body": b"<script src=x></script>"}, "blocked", "challenge:captcha"),
        ("27 not: datadome's 404", {"status": 404, "headers": {"x-datadome": "1"}}, "dead", "not-found"),
        (
            "22 sedo",
            {"title": "a.org - This website is for sale! - a Resources and Information.", "words": 80},
            "dead",
            "parked",
        ),
        ("22 german", {"title": "Diese Domain steht zum Verkauf", "words": 30}, "dead", "parked"),
        ("22 lander", {"body": b'<script>window.location.href="/lander"</script>'}, "dead", "parked"),
        ("22 expired", {"title": "This domain has expired", "words": 30}, "dead", "parked"),
        ("22 not: help", {"title": "My domain has expired - Docs", "words": 60}, "ok", None),
        (
            "22 not: an article",
            {"title": "This domain is for sale: the strange economy of names", "words": 100},
            "ok",
            None,
        ),
        ("91 archived error", {"headers": {"x-archive-orig-status": "404 NOT FOUND"}}, "ok", None),
        ("20 german", MISSING | {"title": "Seite nicht gefunden – Beispiel"}, "dead", "soft-404"),
        ("20 japanese", MISSING | {"title": "ページが見つかりません"}, "dead", "soft-404"),
        ("20 long menu, both", MISSING | {"h1": "404 Not Found", "words": 1000}, "dead", "soft-404"),
        ("21 article", {"title": "404 Not Found - Web - Manual", "words": 2000}, "ok", None),
        ("21 short article", {"title": "Page not found: how to write a good 404 page"}, "ok", None),
        ("21 in the text only", {"html": "<p>page not found</p>"}, "ok", None),
        ("21 removed from the list", {"title": "Changes", "html": "has been removed"}, "ok", None),
        ("21 area code", {"title": "404 - Encyclopedia", "words": 100}, "ok", None),
        ("21 a song", {"title": "Page Not Found - song and lyrics by X", "h1": "Page Not Found"}, "ok", None),
        ("21 a film", {"title": "Not Found (2020) - IMDb", "h1": "Not Found"}, "ok", None),
        ("21 a picture", {"title": "‘Page Missing’, Jane Doe, 1972 | Tate", "h1": "Page Missing"}, "ok", None),
        ("21 a paper", {"title": "404 not found: on rot - PubMed", "h1": "404 not found: on rot"}, "ok", None),
        (
            "21 an article",
            MISSING | {"html": '<meta property="article:published_time" content="2019">'},
            "ok",
            None,
        ),
        ("21 an item", MISSING | {"html": '<meta name="citation_title" content="Page not found">'}, "ok", None),
        ("21 a thread", MISSING | {"html": '<script>{"@type": "DiscussionForumPosting"}</script>'}, "ok", None),
        (
            "20 removed, its data left",
            {"title": "Story no longer available | Star", "words": 40, "html": "<i property='article:published_time'>"},
            "dead",
            "soft-404",
        ),
        ("20 in a hidden body", {"body": b"<body class=hidden><h1>Page not found</h1>"}, "dead", "soft-404"),
        ("21 with comments", MISSING | {"html": '<div id="comments">'}, "ok", None),
        ("21 help", {"title": "Video unavailable - YouTube Help", "h1": "Video unavailable"}, "ok", None),
        ("20 help", {"title": "Page not found - Help", "h1": "Page not found", "words": 60}, "dead", "soft-404"),
        (
            "20 any structured data",
            MISSING | {"html": '<script>{"@type": "WebPage", "datePublished": "2019"}</script>'},
            "dead",
            "soft-404",
        ),
        (
            "20 shop of books",
            {"title": "Book not found | Shop", "h1": "Page not found", "words": 20},
            "dead",
            "soft-404",
        ),
        ("20 not: in a dialog", {"html": "<dialog><h1>Page not found</h1></dialog>", "words": 60}, "ok", None),
        ("20 not: in a modal", {"html": "<div class='modal'><div><h1>Page not found</h1>", "words": 60}, "ok", None),
        ("20 not: in a box", {"html": "<div hidden><div><p><h1>Page not found</h1>", "words": 60}, "ok", None),
        ("20 beside", {"html": "<div><img hidden><h1>Page not found</h1></div>", "words": 60}, "dead", "soft-404"),
        ("20 error page", {"title": "404 Error Page | Site", "words": 20}, "dead", "soft-404"),
        ("20 not: page 404", {"title": "Page 404", "words": 20}, "ok", None),
        ("20 words of the address", {"title": "Nothing found for Dir Page", "words": 20}, "dead", "soft-404"),
        ("20 not: other words", {"title": "Nothing found for tides", "words": 20}, "ok", None),
        ("20 cjk", {"title": "页面没有找到-搜狐", "words": 20}, "dead", "soft-404"),
        ("20 not: finding pages", {"title": "找到网页", "words": 20}, "ok", None),
        ("20 not: an empty list", {"title": "Board", "h1": "글이 없습니다", "words": 20}, "ok", None),
        ("20 not: cjk", {"title": "404错误页面的设计-设计网", "words": 60}, "ok", None),
        ("20 not: a feed", {"body": b"<?xml version='1.0'?><rss><title>Page not found</title>"}, "ok", None),
        ("20 not: a picture", {"body": b"\x89PNG <title>Page not found</title>"}, "ok", None),
        ("20 not: a late pdf", {"body": b"\r\n%PDF-1.4 <title>Page not found</title>"}, "ok", None),
        ("20 xhtml", {"body": b"<?xml version='1.0'?><html><title>Page not found</title>"}, "dead", "soft-404"),
        (
            "20 alert",
            {"body": "<script>alert('글이 존재하지 않습니다.\\n\\n삭제되었습니다.');history.back();</script>".encode()},
            "dead",
            "soft-404",
        ),
        ("20 alert in english", {"body": b"<script>alert('Page not found');location='/'</script>"}, "dead", "soft-404"),
        ("20 not: stays", {"body": b"<script>alert('Page not found')</script>"}, "ok", None),
        ("20 not: if", {"body": b"<script>if(x)alert('Page not found');location='/'</script>"}, "ok", None),
        ("20 not: another alert", {"body": b"<script>alert('Welcome');location='/'</script>"}, "ok", None),
        ("20 not: above text", {"html": "<script>alert('Page not found');history.back()</script>"}, "ok", None),
        ("39 nginx", {"title": "502 Bad Gateway", "h1": "502 Bad Gateway", "words": 3}, "unreachable", "server-error"),
        ("39 apache", {"title": "500 Internal Server Error", "words": 30}, "unreachable", "server-error"),
        ("39 busy, says so", {"title": "503 Service Unavailable", "words": 3}, "unreachable", "maintenance"),
        ("39 asp", {"h1": "Server Error in '/' Application.", "words": 300}, "unreachable", "server-error"),
        (
            "39 database",
            {"h1": "Error establishing a database connection", "words": 3},
            "unreachable",
            "server-error",
        ),
        ("39 not: a text", {"title": "500 Internal Server Error", "words": 300}, "ok", None),
        ("39 not: a book", {"title": "Bad Gateway", "words": 30, "cited_as": "Smith, Bad Gateway"}, "ok", None),
        ("39 not: a record", {"title": "Bad Gateway", "html": '"@type":"MusicAlbum"', "words": 30}, "ok", None),
        ("41 not reached", CLOUDFLARE | {"status": 409, "body": b"error code: 1001"}, "unreachable", "server-error"),
        ("35 not: refused", CLOUDFLARE | {"status": 403, "body": b"error code: 1020"}, "blocked", "forbidden"),
        ("35 not: another's number", {"status": 403, "body": b"error code: 1001"}, "blocked", "forbidden"),
        ("22 domain", {"title": "This domain is for sale", "words": 30}, "dead", "parked"),
        ("22 by name", {"title": "a.example is for sale!", "words": 30}, "dead", "parked"),
        ("22 not: news", {"title": "Ferrari is for sale", "words": 300}, "ok", None),
        ("22 not: news of a domain", {"title": "Voice.com domain is for sale", "words": 300}, "ok", None),
        ("22 not: of another", {"title": "voice.com is for sale", "words": 300}, "ok", None),
        ("22 not: a van", {"words": 9, "html": "My van is currently parked. Its domain is the road."}, "ok", None),
        ("22 not: a homepage", {"words": 9, "html": "This domain was registered in 1998."}, "ok", None),
        ("22 not: a mention", {"html": "Adverts by parkingcrew.net, as on any domain.", "words": 60}, "ok", None),
        ("22 not: a link", {"html": "<a href='https://bodis.com/'>They</a> buy any domain.", "words": 60}, "ok", None),
        ("22 script", {"words": 9, "html": "<script src='//c.parkingcrew.net/x.js'></script>"}, "dead", "parked"),
        (
            "22 godaddy",
            {"words": 9, "html": "This page is parked for FREE, courtesy of GoDaddy.com."},
            "dead",
            "parked",
        ),
        ("22 gandi", {"words": 9, "html": "The domain is currently parked by the owner."}, "dead", "parked"),
        ("22 loopia", {"title": "Parkerad hos Loopia", "words": 9, "html": "domän"}, "dead", "parked"),
        ("22 sedo in german", {"title": "a.org - diese Website steht zum Verkauf! - Thema a"}, "dead", "parked"),
        ("22 expiring", {"words": 9, "html": "a.example is pending renewal or deletion. Renew now."}, "dead", "parked"),
        ("22 not: an essay", {"title": "Why this domain is for sale", "words": 900}, "ok", None),
        ("22 lander, later", {"body": b"<script>window.location.href='/lander?x'</script>"}, "dead", "parked"),
        (
            "22 suspended",
            {"title": "Account Suspended", "words": 9, "html": "Contact your hosting provider."},
            "dead",
            "parked",
        ),
        ("22 not: its rules", {"title": "Account suspended", "html": "has been suspended"}, "ok", None),
        ("22 not: news of a court", {"title": "FBI: domain has been seized", "words": 60}, "ok", None),
        ("22 seized", {"title": "This domain has been seized", "words": 30}, "dead", "parked"),
        (
            "22 not: what may be",
            {"title": "Renewal", "words": 30, "html": "If your domain name has expired, renew it."},
            "ok",
            None,
        ),
        ("29 captcha", {"title": "Just a moment...", "words": 5}, "blocked", "challenge:cloudflare"),
        ("29 anubis", {"title": "Making sure you're not a bot!", "words": 9}, "blocked", "challenge:anubis"),
        (
            "29 script",
            {"title": "", "words": 0, "html": "<script src='/_Incapsula_Resource?x'></script>"},
            "blocked",
            "challenge:imperva",
        ),
        ("29 not: a page with the script", {"html": "<script src='/_Incapsula_Resource?x'>"}, "ok", None),
        ("29 not: a novel", {"title": "Just a moment", "words": 5000}, "ok", None),
        ("29 beside a name", {"title": "Bloomberg - Are you a robot?", "words": 30}, "blocked", "challenge:captcha"),
        ("29 pmc", {"title": "Checking your browser - reCAPTCHA", "words": 9}, "blocked", "challenge:captcha"),
        ("29 not: a review", {"title": "Are you human? | Review", "words": 300}, "ok", None),
        (
            "29 not: published",
            {"title": "Are you human? | Review", "words": 30, "html": "<i property='article:published_time'>"},
            "ok",
            None,
        ),
        ("29 as a 404", {"status": 404, "title": "Just a moment..."}, "blocked", "challenge:cloudflare"),
        ("29 not: script of a 404", {"status": 404, "words": 9, "html": "_cf_chl_opt"}, "dead", "not-found"),
        (
            "29 cloudflare",
            {"words": 9, "html": "<script>window._cf_chl_opt={}</script>"},
            "blocked",
            "challenge:cloudflare",
        ),
        (
            "29 not: cloudflare looks on",
            {"words": 9, "html": "<script>a.src='/cdn-cgi/challenge-platform/h/b/scripts/jsd/main.js'</script>"},
            "ok",
            None,
        ),
        (
            "29 not: an application",
            {"words": 0, "html": "<script src='/_Incapsula_Resource?x'></script>"},
            "ok",
            None,
        ),
        ("27 title", {"status": 403, "title": "Just a moment..."}, "blocked", "challenge:cloudflare"),
        ("29 anubis's mark", {"words": 99, "html": '<script id="anubis_challenge">'}, "blocked", "challenge:anubis"),
        ("29 go-away", {"title": "Checking you are not a bot", "words": 9}, "blocked", "challenge:captcha"),
        ("27 datadome", {"status": 403, "headers": {"x-datadome": "1"}}, "blocked", "challenge:datadome"),
        ("27 not: datadome lets in", {"headers": {"x-datadome": "1"}}, "ok", None),
        ("28", {"status": 202, "headers": {"x-amzn-waf-action": "captcha"}}, "blocked", "challenge:aws-waf"),
        ("25 payment", {"status": 402}, "blocked", "login"),
        ("35 bad request", {"status": 400}, "blocked", "forbidden"),
        ("35 method", {"status": 405}, "blocked", "method-refused"),
        ("39 request timeout", {"status": 408}, "unreachable", "server-error"),
        ("39 origin down", {"status": 522}, "unreachable", "server-error"),
        ("40", {"status": 503, "headers": {"retry-after": "3600"}}, "unreachable", "maintenance"),
        ("39 busy", {"status": 503, "headers": {"retry-after": "5"}}, "unreachable", "server-error"),
        ("41", {"status": 505}, "unreachable", "server-error"),
        ("64 no status", {"status": 700}, "unreachable", "bad-response"),
        ("42", {"body": b""}, "ok", "empty-answer"),
        ("62", {"body_end": BodyEnd.CUT}, "ok", "truncated-answer"),
        ("59", {"body_end": BodyEnd.DEADLINE}, "ok", None),
        ("68", {"status": None, "failure": FailureKind.NO_SUCH_HOST}, "dead", "no-such-host"),
        ("68 server", {"status": None, "failure": FailureKind.RESOLVER}, "unreachable", "server-error"),
        ("53", {"status": None, "failure": FailureKind.PRIVATE_ADDRESS}, "skipped", "private-address"),
        ("70", {"status": None, "failure": FailureKind.NO_ROUTE}, "unreachable", "refused"),
        ("72", {"status": None, "failure": FailureKind.TLS_EXPIRED}, "unreachable", "tls-expired"),
    ),
)
def test_answers(exchange, facts, verdict, reason):
    judgement = judge(exchange(f"{A}/dir/page", **facts))

    assert (judgement.verdict, judgement.reason) == (verdict, reason), judgement


@pytest.mark.parametrize("status", [200, 403, 404])
def test_a_market_that_refuses_programs_has_the_domain_all_the_same(exchange, status):
    """22."""
    to = "https://forsale.market.test/forsale/a.example?utm_source=x"

    assert judge(exchange(f"{A}/x", (302, to), status=status, title="Access Denied")).reason == "parked"


@pytest.mark.parametrize(
    ("title", "html"),
    [
        ("Welcome to nginx!", "the nginx web server is successfully installed and working"),
        ("Apache2 Ubuntu Default Page: It works", "the default welcome page " * 100),
        ("IIS Windows Server", ""),
        ("Apache Tomcat/9.0.58", "If you're seeing this, you've successfully installed Tomcat"),
        ("Welcome to OpenResty!", "the web platform is successfully installed"),
        ("HTTP Server Test Page powered by: Rocky Linux", "This page is used to test"),
        ("Default Web Site Page", "If you are the owner of this website, please contact your hosting provider"),
    ],
)
def test_a_server_without_a_site_is_parked_and_a_page_about_it_is_not(exchange, title, html):
    """22."""
    assert judge(exchange(f"{A}/", title=title, html=html, words=9)).reason == "parked"
    assert judge(exchange(f"{A}/manual/x", title=title, html=html, words=9)).verdict == "ok"


def test_a_wiki_page_on_parked_domains_is_none(exchange):
    """22."""
    page = {"title": "Domain parking", "html": "It may say: this domain is for sale, buy now.", "words": 60}

    assert judge(exchange(f"{A}/wiki/Domain_parking", **page)).verdict == "ok"
    assert judge(exchange(f"{A}/x", **page)).reason == "parked"


@pytest.mark.parametrize(
    "final",
    ["http://a.example/identity/openid-connect/overview", "http://a.example/cli/login", "http://sso.b.test/act/7"],
)
def test_a_long_text_at_an_address_like_a_login_is_no_login(exchange, final):
    """23."""
    form = {"html": "<input type=password>"}

    assert judge(exchange(f"{A}/x", (301, final), words=900)).verdict == "moved"
    assert judge(exchange(f"{A}/x", (302, final), words=900)).reason == "login"
    assert judge(exchange(f"{A}/x", (301, final), words=900, **form)).reason == "login"
    assert judge(exchange(f"{A}/x", (301, final), words=60)).reason == "login"
    assert judge(exchange(f"{A}/x", (301, f"{final}?return=/x"), words=900)).reason == "login"


@pytest.mark.parametrize(
    ("html", "verdict", "reason"),
    [
        ("Welcome to our site.", "dead", "home-redirect"),
        ("Down for maintenance.", "unreachable", "maintenance"),
        ("Members only. <input type=password>", "blocked", "login"),
    ],
)
def test_a_front_door_that_is_shut_says_nothing_of_the_page(exchange, html, verdict, reason):
    """17, 40."""
    judgement = judge(exchange(f"{A}/docs/report.html", (302, f"{A}/"), html=html, words=99))

    assert (judgement.verdict, judgement.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("html", "verdict", "reason"),
    [
        ("No such record exists.", "dead", "soft-404"),
        ("It might have been removed, or is temporarily unavailable. Oops.", "dead", "soft-404"),
        ("Our website is temporarily unavailable. We will be back soon.", "unreachable", "maintenance"),
        ("Sorry, the service is unavailable until Monday.", "unreachable", "maintenance"),
        ("Die Suche ist wegen Wartungsarbeiten unavailable.", "unreachable", "maintenance"),
        ("This content is not available in your region.", "blocked", "forbidden"),
        ("It is unavailable to visitors from the European Economic Area.", "blocked", "forbidden"),
        ("Your browser is no longer supported.", "blocked", "forbidden"),
        ("Oops! Cookies are disabled.", "blocked", "forbidden"),
        ("Not available: this album may be private.", "blocked", "forbidden"),
        ("It isn't available; its owner only shared it with friends.", "blocked", "forbidden"),
        ("Unavailable. You need permission.", "blocked", "forbidden"),
        ("Unavailable: we have detected unusual activity.", "blocked", "forbidden"),
        ("The full text is not available to you: ask your institution.", "blocked", "forbidden"),
        ("Oops, JavaScript is not available.", "ok", None),
    ],
)
def test_a_site_that_shows_everybody_that_it_is_shut_has_lost_no_page(exchange, html, verdict, reason):
    """20: what is shown for every address is a page for missing pages only if it does not speak of something else."""
    page = exchange(f"{A}/docs/x", html=html, title="Example", words=60)
    made_up = exchange(f"{A}/docs/0f3a", html=html, title="Example", words=60)

    assert is_doubtful(page)
    judgement = judge(replace(page, sibling=seen(made_up)))
    assert (judgement.verdict, judgement.reason) == (verdict, reason)


def test_the_words_of_an_address_are_no_difference_where_they_are_those_of_the_notice(exchange):
    """20."""
    notice = {"title": "Example", "html": "No results: try to locate the post.", "words": 60}
    page = exchange(f"{A}/2015/some-post/", **notice)

    assert judge(replace(page, sibling=seen(exchange(f"{A}/2015/0f3a/", **notice)))).verdict == "dead"


def test_an_application_shows_the_same_everywhere_and_has_lost_no_page(exchange):
    """20, 86."""
    shown = {"title": "Catalogue", "html": "Item not available? Ask us. <script src=a></script>", "words": 60}

    assert is_doubtful(exchange(f"{A}/item/7", **shown))
    assert not is_doubtful(exchange(f"{A}/item/7", **shown | {"html": f"<div id=root></div>{shown['html']}"}))


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/wiki/Not_Found", "Not Found - Wiki"),
        ("/wiki/nicht_gefunden", "nicht gefunden – Wörterbuch"),
        ("/artiste/page-non-trouvee", "Page non trouvée - Artiste"),
        ("/words/nicht+gefunden.html", "nicht gefunden"),
        ("/forbidden", "Forbidden | Stories"),
        ("/album/bad-gateway", "Bad Gateway"),
    ],
)
def test_an_address_with_the_words_of_its_title_is_of_that_name(exchange, path, title):
    """21."""
    assert judge(exchange(A + path, title=title, h1=title.partition(" ")[0], words=60)).verdict == "ok"
    assert judge(exchange(f"{A}/x/y", title=title, words=60)).verdict != "ok"


@pytest.mark.parametrize("path", ["/hymns/404", "/"])
def test_a_number_for_a_heading_is_that_of_the_address(exchange, path):
    """21."""
    page = {"title": "Hymns", "h1": "404", "words": 20, "html": "page not found"}

    assert judge(exchange(A + path, **page)).verdict == "ok"
    assert judge(exchange(f"{A}/hymns/x", **page)).verdict == "dead"


@pytest.mark.parametrize(
    "sentence",
    [
        "Sidan du söker finns inte",
        "Hoppsan! Sidan kunde tyvärr inte hittas",
        "Siden, du leder efter, findes ikke",
        "Beklager, vi fant ikke siden",
        "Hups! Etsimääsi sivua ei löytynyt",
        "Podana strona nie istnieje",
        "Hledaná stránka neexistuje",
        "Požadovaná stránka neexistuje",
        "A keresett oldal nem létezik",
        "Ne pare rău, pagina nu a fost găsită",
        "Tražena stranica ne postoji",
        "Strani ni mogoče najti",
        "Страница не существует или была удалена",
        "На жаль, сторінку не знайдено",
        "Търсената страница не е намерена",
        "Η σελίδα που ζητήσατε δεν βρέθηκε",
        "SAYFA BULUNAMADI",
        "عفواً، الصفحة غير موجودة",
        "متاسفانه صفحه مورد نظر پیدا نشد",
        "אופס! העמוד שחיפשת לא נמצא",
        "Rất tiếc, trang không tồn tại",
        "Halaman yang Anda cari tidak ditemukan",
        "このページは存在しないか、すでに削除されている可能性があります",
        "对不起，您访问的页面不存在或已被删除",
        "该内容已被发布者删除",
        "요청하신 페이지가 존재하지 않습니다.",
        "삭제되었거나 존재하지 않는 게시물입니다",
        "La page demandée n’a pas été trouvée",
        "Cette page n’est plus disponible",
        "Lo sentimos, esta página ya no existe",
        "Desculpe, não encontramos a página que você procura",
        "Sorry, we couldn’t find what you’re looking for",
        "This page has moved or no longer exists",
    ],
)
def test_sentences_for_missing_pages(exchange, sentence):
    """20."""
    assert judge(exchange(f"{A}/x", title=f"{sentence} – Site", words=20)).verdict == "dead"
    assert judge(exchange(f"{A}/x", h1=sentence, words=20)).verdict == "dead"
    assert judge(exchange(f"{A}/x", title=f"{sentence} – and other stories of great loss", words=20)).verdict == "ok"


@pytest.mark.parametrize(
    ("title", "status", "verdict", "reason"),
    [
        (" - YouTube", "ERROR", "dead", "soft-404"),
        (" - YouTube", "LOGIN_REQUIRED", "blocked", "login"),
        ("The tide - YouTube", "LOGIN_REQUIRED", "ok", None),
        ("The tide - YouTube", "OK", "ok", None),
        ("", "UNPLAYABLE", "ok", None),
    ],
)
def test_videos(exchange, title, status, verdict, reason):
    script = f'<script>var ytInitialPlayerResponse = {{"playabilityStatus":{{"status":"{status}"}}}};</script>'
    judgement = judge(exchange("https://www.youtube.com/watch?v=x", title=title, html=script, words=0))

    assert (judgement.verdict, judgement.reason) == (verdict, reason)
    assert judge(exchange("https://a.example/watch", title=title, html=script, words=0)).verdict == "ok"


@pytest.mark.parametrize("path", ["/http/404", "/blog/404-not-found", "/http/410"])
def test_a_short_article_at_an_address_about_404_is_not_accused(exchange, path):
    """21."""
    assert judge(exchange(A + path, title="404 Not Found", h1="404 Not Found")).verdict == "ok"


@pytest.mark.parametrize(
    ("hops", "facts", "verdict", "reason"),
    rows(
        ("13 403", [(302, "http://pub.example/x")], {"status": 403}, "blocked", "doi-registered"),
        ("13 418", [(302, "http://pub.example/x")], {"status": 418}, "blocked", "doi-registered"),
        ("13 login", [(302, "http://pub.example/login")], {}, "blocked", "doi-registered"),
        (
            "13 wall",
            [(302, "http://pub.example/x")],
            {"title": "Just a moment..."},
            "blocked",
            "doi-registered",
        ),
        ("13 not: 404", [(302, "http://pub.example/x")], {"status": 404}, "dead", "not-found"),
        ("14", [], {"status": 404}, "dead", "not-found"),
        ("14 after dx", [(301, "https://doi.org/10.1/x")], {"status": 404}, "dead", "not-found"),
        ("15", [(302, "https://www.crossref.org/deleted_DOI.html")], {}, "dead", "gone"),
        ("doi.org itself refuses", [], {"status": 403}, "blocked", "forbidden"),
    ),
)
def test_doi(exchange, hops, facts, verdict, reason):
    judgement = judge(exchange("http://dx.doi.org/10.1/x", *hops, **facts))

    assert (judgement.verdict, judgement.reason) == (verdict, reason), judgement


@pytest.mark.parametrize(
    ("fragment", "facts", "found"),
    rows(
        ("85 id", "part-2", {"html": "<p id='part-2'>"}, True),
        ("85 id without quotes", "part-2", {"html": "<p id=part-2>"}, True),
        ("85 name", "part-2", {"html": '<a class="x" name="part-2"></a>'}, True),
        ("85 percent", "caf%C3%A9", {"html": "<p id='café'>"}, True),
        ("85 user-content", "usage", {"html": "<p id='user-content-usage'>"}, True),
        ("85 top", "top", {}, True),
        ("85 entity", "a&amp;b".replace("&amp;", "%26"), {"html": "<p id='a&amp;b'>"}, True),
        (
            "86 shell",
            "x",
            {"words": 3, "title": "", "html": "<div id=root></div><script src=a></script>"},
            True,
        ),
        ("86 hash path", "!/some/page", {}, True),
        ("86 state", "code/main", {}, True),
        ("87", "gone", {}, False),
        ("85 beside data-id", "part-2", {"html": '<p data-id="7" id="part-2">'}, True),
        ("85 behind a sign", "part-2", {"html": '<p class="[&>p]:m" id="part-2">'}, True),
        ("86 a tab", "history", {"html": '<a href="#history">'}, True),
        ("86 addthis", ".VLmR9i5dW0I", {}, True),
        ("86 tynt", "axzz2KsdfRx1", {}, True),
        ("86 sharethis", "sthash.AbCd12x.dpuf", {}, True),
        ("86 advertisers", "google_vignette", {}, True),
        ("86 archive.today", "selection-1023.0-1031.5", {}, True),
        ("86 lines", "L10-L20", {}, True),
        ("86 lines of rustdoc", "10-20", {}, True),
        ("86 stack exchange", "comment123456_789", {}, True),
        ("86 disqus", "comment-123", {"html": "<script src='//x.disqus.com/embed.js'></script>"}, True),
        ("86 application", "x", {"html": '<div id="app"></div><script src=a></script>'}, True),
        ("87 no application", "x", {"html": '<div id="app"><p>Text</p></div><script src=a></script>'}, False),
        ("87 comment", "comment-123", {}, False),
        ("87 other data", "part-2", {"html": '<p data-id="part-2">'}, False),
        ("87 address", "7", {"html": '<a href="/x?id=7">'}, False),
        ("89 within a word", ":~:text=H2O%20is", {"html": "<p>H<sub>2</sub>O is</p>"}, True),
        ("89 soft hyphen", ":~:text=Donaudampf", {"html": "<p>Donau&shy;dampf</p>"}, True),
        ("89 decomposed", ":~:text=caf%C3%A9", {"html": "<p>cafe\u0301</p>"}, True),
        ("89 cannot be read", ":~:text=absent", {"body": "<p>привет".encode("cp1251") * 99}, True),
        ("87 meta is no anchor", "description", {"html": "<meta name='description'>"}, False),
        ("87 not: page not read to its end", "gone", {"body_end": BodyEnd.CAPPED}, True),
        ("88 pdf", "page=12", {"headers": {"content-type": "application/pdf"}}, True),
        ("88 pdf name", "chapter", {"headers": {"content-type": "application/pdf"}}, True),
        ("88 media", "t=30", {}, True),
        ("89", ":~:text=the%20quick", {"html": "<p>The <b>quick</b> fox</p>"}, True),
        ("89 range", ":~:text=the,fox", {"html": "<p>The <b>quick</b> fox</p>"}, True),
        ("89 context", ":~:text=the-,quick,-fox", {"html": "<p>The <b>quick</b> fox</p>"}, True),
        ("89 with id", "gone:~:text=quick", {"html": "<p>The quick fox</p>"}, True),
        ("89 missing", ":~:text=slow", {"html": "<p>The quick fox</p>"}, False),
        ("89 wrong order", ":~:text=fox,quick", {"html": "<p>The quick fox</p>"}, False),
    ),
)
def test_fragments(exchange, fragment, facts, found):
    judgement = judge(exchange(f"{A}/page#{fragment}", **facts))

    assert judgement.verdict == "ok"
    assert judgement.reason == (None if found else "missing-fragment")


def test_github_lines_are_not_judged(exchange):
    """86."""
    assert judge(exchange("https://github.com/a/b/blob/main/c.py#L10")).reason is None


def test_the_fragment_of_a_redirect_replaces_the_cited_one(exchange):
    """49."""
    page = {"html": "<p id='new'>"}

    assert judge(exchange(f"{A}/a#old", (302, f"{A}/b#new"), **page)).reason is None
    assert judge(exchange(f"{A}/a#new", (302, f"{A}/b"), **page)).reason is None
    assert judge(exchange(f"{A}/a#old", (302, f"{A}/b"), **page)).reason == "missing-fragment"


def test_a_moved_page_without_the_fragment_is_moved(exchange):
    judgement = judge(exchange(f"{A}/a#old", (301, f"{A}/b")))

    assert (judgement.verdict, judgement.reason) == ("moved", "missing-fragment")
    assert judgement.final_url == f"{A}/b"


def test_a_redirect_to_a_private_address_is_blocked(exchange):
    """53."""
    judgement = judge(exchange(f"{A}/a", (302, "http://b.example/"), status=None, failure=FailureKind.PRIVATE_ADDRESS))

    assert (judgement.verdict, judgement.reason) == ("blocked", "private-address")


def test_an_archived_error_is_dead(exchange):
    """91."""
    page = exchange("http://web.archive.org/web/2014/http://x.example/", headers={"x-archive-orig-status": "404"})

    assert (judge(page).verdict, judge(page).reason) == ("dead", "not-found")


def test_what_the_other_scheme_says_is_offered(exchange):
    """73."""
    failed = exchange(
        A, status=None, failure=FailureKind.REFUSED, failure_detail="refused", other_url="https://a.example/"
    )

    assert judge(failed).reason == "refused"
    assert "https" in judge(failed).detail


@pytest.mark.parametrize("phrase", missing_pages._PHRASES)
def test_each_phrase_for_missing_pages_is_known_in_all_three_ways(phrase):
    assert missing_pages.may_say_missing(f"<p>{phrase.lower()}</p>")
    assert missing_pages.says_missing(f"Sorry: {phrase}. Go home.")
    assert missing_pages.is_missing(f"404: {phrase}!")


def test_hidden_text_is_not_seen():
    page = Page("<title>T</title><script>var a = '<p>no</p>';</script><!-- no --><style>no</style><p>yes &amp; so")

    assert page.text == "T yes & so"


@pytest.mark.parametrize(
    ("content", "to"),
    [("'0; url=/new'", "/new"), ("0;url=/new", "/new"), ("\"0;URL='/new'\"", "/new"), ("'30;url=/new'", None)],
)
def test_pages_may_lead_on(content, to):
    """56, 57."""
    assert Page(f"<meta http-equiv=refresh content={content}>").refresh == to


def test_pages_are_decoded_by_what_they_declare():
    assert decode("caf\xe9".encode("latin-1"), "text/html; charset=iso-8859-1") == "café"
    assert decode("<meta charset='windows-1251'>Да".encode("cp1251"), "").endswith("Да")
    assert decode("café".encode("utf-16"), "text/html") == "café"
    assert decode("café".encode(), "text/html; charset=punycode") == "café"
    assert decode("<meta charset='x-sjis'>日本".encode("cp932"), "").endswith("日本")
    assert decode("<meta charset='tis-620'>สวัสดี".encode("cp874"), "").endswith("สวัสดี")
    assert decode("café".encode("utf-16-le"), "text/html; charset=UTF-16LE") == "café"
    assert decode("<meta charset='utf-16'>café".encode(), "").endswith("café")


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<script",
        "<h1>",
        "<title",
        "<!--",
        "id=",
        'id="',
        "<a name='",
        "<meta content='0;url=",
        "&",
        "<p",
        '<meta http-equiv=refresh content=" ',
        "&#1",
        "<h1 hidden>",
        "<div>",
        "<div id=root>",
        "<div id=root> ",
        "<app-root>",
        "id = ",
        "alert('",
    ],
)
def test_hostile_pages_take_linear_time(unit):
    """A quadratic scan of half a megabyte would take minutes: the suite's time is the bound."""
    body = (unit * (512 * 1024 // len(unit))).encode()
    exchange = Exchange(f"{A}/#x", final_url=f"{A}/", status=200, headers={"content-type": "text/html"}, body=body)

    assert judge(exchange).verdict == "ok"


def test_hostile_data_of_a_missing_page_take_linear_time():
    head = '<title>Page not found</title><h1>Page not found</h1><script type="application/ld+json">{"@type":'
    body = (head + " " * (512 * 1024) + "</script>").encode()
    exchange = Exchange(A, final_url=A, status=200, headers={"content-type": "text/html"}, body=body)

    assert judge(exchange).reason == "soft-404"


TELLING = [
    *missing_pages._PHRASES,
    *("no such record", "no results", "it does not exist", "not available", "no longer", "unavailable", "suspended"),
    *(
        "invalid item number",
        "whoops",
        "oops",
        "uh-oh",
        "domain reserviert",
        "available for purchase",
        "has been closed",
    ),
    *("this domain is for sale", "a.example may be for sale", "buy this domain", "domain name has expired"),
    *("parked free, courtesy of", "parked at", "web server's default page", "website expired", "domain zu verkaufen"),
    *("nom de domaine est à vendre", "votre domaine a bien été créé", "dominio en venta", "domeinnaam is te koop"),
    *("internet-adresse ist bereits vergeben", "domena na sprzedaż", '<a href="/lander">', "<i data-adblockkey>"),
    *('<img src="//x.parkingcrew.net/">', '<img src="//sedoparking.com/">', '<img src="//bodis.com/">'),
    *('<img src="//above.com/marketplace">', "make an offer", "buy now", "<script>", "sponsored listings"),
]


GUARDING = [
    *walls._WALL_TITLES,
    *(f"<i class='{mark.decode()}'>" for mark in walls._WALL_BODIES),
    *(f"<i {mark.decode()}'>" for mark in soft404._MISSING_BODIES),
    *("<input type=password>", "<input name='SAMLRequest'>", "HTTP Status 404", "404", "Error 404", "410 Gone"),
    *("log in", "Log on", "Sign in to continue", "Login required", "Members login", "Select your home institution"),
    *("Anmelden", "Anmeldung", "Connexion", "Se connecter", "Acceso", "Accedi", "Entrar", "Inloggen", "Logga in"),
    *("Logowanie", "Forbidden", "Error 403: Access is denied", "Permission denied", "Not authorized", "Not authorised"),
    *("Unauthorized", "Unauthorised", "Too many requests", "Zugriff verweigert", "Acceso denegado", "Accesso negato"),
]
WHERE = [
    "<title>Report</title><h1>Report</h1><p>{}</p>",
    "<title>{}</title>",
    "<h1>{}</h1>",
    "<title>{0}</title><h1>{0}</h1>",
]


def says_the_same_where_words_are_unsure(text: str, where: str = WHERE[0]) -> bool:
    """What a short page cannot say, for it lacks the words, is not looked for; an entity makes that unsure."""
    page = where.format(text)
    plain, unsure = (Exchange(f"{A}/x/y", (), f"{A}/x/y", 200, {}, f"{page}{more}".encode()) for more in ("", "&#32;"))
    return is_doubtful(plain) == is_doubtful(unsure) and judge(plain) == judge(unsure)


@pytest.mark.parametrize("where", WHERE)
def test_words_that_are_there_are_not_missed(where):
    for telling in (*TELLING, *GUARDING):
        assert says_the_same_where_words_are_unsure(telling, where), telling
        assert says_the_same_where_words_are_unsure(f"Make an offer: {telling.upper()}!", where), telling


PATTERNS = {
    "login": walls._LOGIN_TITLE,
    "password": pages._PASSWORD,
    "denied": walls._DENIED,
    "for-sale": soft404._FOR_SALE,
    "hoster": soft404._SEDO_TITLE,
    "trouble": soft404._TROUBLE,
    "status": servers._STATUS_PAGE,
    "looked-for": missing_pages._LOOKED_FOR,
    "no-more": missing_pages._NO_MORE,
    "sentence": missing_pages._SENTENCE,
    "login-to": walls._LOGIN_TO,
    "unused": soft404._UNUSED,
    "default": servers._DEFAULT_TITLE,
    "suspended": servers._SUSPENDED,
    "server-trouble": servers._TROUBLE_TITLE,
    "detailed": servers._DETAILED,
    "nothing-for": soft404._NOTHING_FOR,
    "northern": languages._NORTHERN,
    "central": languages._CENTRAL,
    "farther": languages._FARTHER,
}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
@given(st.data())
def test_what_is_looked_for_has_a_telling_word(pattern, data):
    """Of what is in ASCII; the others are unsure."""
    text, flags = pattern._arguments
    letters = st.characters(max_codepoint=127)
    found = data.draw(st.from_regex(re.compile(text, flags), fullmatch=True, alphabet=letters))

    assert not plain.is_plain(Exchange(A, body=found.encode()))


@given(st.lists(st.sampled_from([*TELLING, "the", "record", "of", "Sale", "commission"]), max_size=5))
def test_words_that_are_there_are_not_missed_among_others(parts):
    assert says_the_same_where_words_are_unsure(" ".join(parts))

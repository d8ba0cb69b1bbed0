"""The simulated web that verdicts.py asks its questions of.

Every host is a loopback address of its own (127.20.0.0/16 misbehave, 127.21.0.0/16 are crowds of live pages), all on
one port for http and one for https. A host has routes, from a request target to a *manner*: a coroutine that answers
a request in its own way, byte by byte where it must. State belongs to one host, so hosts cannot disturb each other,
and every tool gets a fresh web. Needs an operating system that lets one bind any address of 127.0.0.0/8 (Linux does).
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import resource
import socket
import ssl
import struct
import time
import traceback
import zlib
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cache, partial
from html import escape
from http import HTTPStatus
from itertools import count, product
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

Manner = Callable[["Connection", "Request"], Awaitable[None]]
Opening = Callable[["Connection"], Awaitable[bool]]
Fields = Iterable[tuple[str, str | bytes]]
Parts = dict[str, Manner]
Further = tuple[tuple[str, str], ...]

LONG = 90.0  # seconds: longer than any tool should have patience for one link
TRAVEL = 0.05  # seconds forgiven for the way of a request, and for a busy machine
ANY = "*"
BOMB = 200_000_000


# Pages ---------------------------------------------------------------------------------------------------------------

PROSE = (
    "The harbour master kept two books, and only one of them was ever shown to the council of the port.",
    "In the spring of 1894 the pilots refused, for the first time, to sign the register before the tide had turned.",
    "What the ledgers record as salt was in eleven cases out of forty a cargo of timber from the northern islands.",
    "The clerk who copied the tables was paid by the page, which explains the width of his margins.",
    "None of the three inquiries that followed asked who had carried the keys during the winter of the great ice.",
    "Later writers have taken the figures at their word; a comparison with the lighthouse journals advises against it.",
    "It is to the widow of the second pilot that we owe the letters, and to her nephew that we owe their disorder.",
    "By 1911 the quay had been lengthened twice, and the dues raised four times, without anyone being told why.",
    "The council met on Thursdays, and on Thursdays, as the newspapers of the town did not fail to notice, it rained.",
    "A complete edition of the correspondence is in preparation; this essay relies on the copies in the archive.",
)


def html(title: str, main: str, *, lang: str = "en", site: str = "The Sund Review", head: str = "") -> str:
    """A whole page, with the navigation and the footer that real ones have."""
    return f"""<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="stylesheet" href="/assets/site.css">
<link rel="icon" href="/favicon.ico">
<script>window.dataLayer = window.dataLayer || []; function tag() {{ dataLayer.push(arguments); }}</script>
{head}</head>
<body class="layout">
<header class="top"><a class="logo" href="/">{escape(site)}</a>
<nav><ul><li><a href="/issues">Issues</a></li><li><a href="/authors">Authors</a></li><li><a href="/about">About</a></li>
<li><a href="/contact">Contact</a></li></ul></nav></header>
<main id="content">
{main}
</main>
<footer><p>© {escape(site)}</p><p><a href="/imprint">Imprint</a> · <a href="/privacy">Privacy</a> ·
<a href="/newsletter">Newsletter</a></p></footer>
<script src="/assets/site.js" defer></script>
</body>
</html>
"""


def paragraphs(texts: Iterable[str]) -> str:
    """Texts as paragraphs."""
    return "\n".join(f"<p>{text}</p>" for text in texts)


def article(title: str, texts: Iterable[str] = PROSE, *, lang: str = "en", head: str = "", end: str = "") -> str:
    """A page worth citing: a title, a byline and enough to read."""
    body = f'<article>\n<h1>{escape(title)}</h1>\n<p class="byline">By A. Brandvold · 12 March 2014</p>\n'
    return html(f"{title} | The Sund Review", f"{body}{paragraphs(texts)}\n</article>\n{end}", lang=lang, head=head)


def lost(title: str, heading: str, text: str, *, lang: str = "en", site: str = "The Sund Review") -> str:
    """What a content system says for a page that is not there any more, with status 200."""
    search = '<form action="/search"><input type="search" name="q"><button>OK</button></form>'
    main = f'<div class="error-page"><h1>{heading}</h1>\n<p>{text}</p>\n{search}</div>'
    return html(title, main, lang=lang, site=site)


SOFT = {
    "English, in title and h1": lost(
        "Page not found | The Sund Review",
        "Page not found",
        "Sorry, the page you are looking for could not be found. It may have been moved, renamed or removed.",
    ),
    "English, in the h1 alone": lost("The Sund Review", "404", "Oops! We can't find the page you're looking for."),
    "English, a bare server's manner": "<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found"
    "</h1></center><hr><center>nginx</center></body></html>",
    "German": lost(
        "Seite nicht gefunden – Hafenamt Sund",
        "Seite nicht gefunden",
        "Die von Ihnen aufgerufene Seite existiert leider nicht (mehr). Bitte nutzen Sie die Suche.",
        lang="de",
        site="Hafenamt Sund",
    ),
    "French": lost(
        "Page introuvable - Port de Sund",
        "Page introuvable",
        "La page que vous recherchez n'existe pas ou a été déplacée.",
        lang="fr",
        site="Port de Sund",
    ),
    "Spanish": lost(
        "Página no encontrada | Puerto de Sund",
        "Página no encontrada",
        "Lo sentimos, la página que busca no existe o ha sido eliminada.",
        lang="es",
        site="Puerto de Sund",
    ),
    "Portuguese": lost(
        "Página não encontrada – Porto de Sund",
        "Página não encontrada",
        "A página que você procura não existe ou foi removida.",
        lang="pt",
        site="Porto de Sund",
    ),
    "Italian": lost(
        "Pagina non trovata - Porto di Sund",
        "Pagina non trovata",
        "La pagina richiesta non esiste oppure è stata spostata.",
        lang="it",
        site="Porto di Sund",
    ),
    "Polish": lost(
        "Nie znaleziono strony | Port Sund",
        "Nie znaleziono strony",
        "Strona, której szukasz, nie istnieje lub została przeniesiona.",
        lang="pl",
        site="Port Sund",
    ),
    "Japanese": lost(
        "ページが見つかりません | スンド港湾局",
        "お探しのページは見つかりませんでした",
        "お探しのページは移動または削除された可能性があります。URLをご確認ください。",
        lang="ja",
        site="スンド港湾局",
    ),
    "Chinese": lost(
        "页面不存在 - 松德港务局",
        "抱歉，您访问的页面不存在",
        "该页面可能已被删除或移动，请检查网址是否正确。",
        lang="zh-CN",
        site="松德港务局",
    ),
}
SOFT_RUSSIAN = lost(
    "Страница не найдена | Порт Сунд",
    "Страница не найдена",
    "К сожалению, запрашиваемая вами страница не существует или была удалена.",
    lang="ru",
    site="Порт Сунд",
).replace("utf-8", "windows-1251")

ABOUT_404 = """\
In computer network communications, HTTP 404, 404 not found, page not found or file not found is a standard answer
to indicate that the browser could reach the server, but the server could not find what was requested.
The web site hosting server will typically generate a “404 Not Found” page when a user follows a broken link.
The first digit of the code tells of a client error, such as a mistyped address. The following two name the error.
The phrase “Not Found” is the one recommended by the specification, but servers may change or translate it.
A soft 404 is a page that says “page not found” with the status 200 OK, which confuses search engines.
Legend has it that the number is that of a room at a research centre; those who worked there have denied it.
""".splitlines()
UEBER_404 = """\
„Seite nicht gefunden“ oder „404 Not Found“ ist wohl die bekannteste Fehlermeldung des Webs.
Der Server war zu erreichen, kennt aber die angeforderte Adresse nicht: Die Seite existiert nicht mehr, sie ist
umgezogen, oder der Link enthält einen Tippfehler.
Für Betreiber lohnt sich eine eigene Fehlerseite mit Suche und Navigation, die auch wirklich den Status 404 sendet.
Wer viele alte Verweise geerbt hat, richtet dauerhafte Weiterleitungen ein, jede auf ihren Nachfolger.
Alle auf die Startseite zu lenken hilft niemandem: Leser und Suchmaschinen halten das für einen Fehler.
In diesem Beitrag zeigen wir, wie man solche Fehler findet, bewertet und Schritt für Schritt behebt.
""".splitlines()
ALIVE_ALTHOUGH = {  # title -> the page; all are what an author may well have cited
    "HTTP 404": article("HTTP 404", ABOUT_404 * 2),
    "Page not found: twelve error pages that keep their readers": article(
        "Page not found: twelve error pages that keep their readers",
        ("“Sorry, the page you are looking for could not be found” is where most visits end.", *ABOUT_404, *PROSE[:5]),
    ),
    "Seite nicht gefunden: Was der Fehler 404 bedeutet": article(
        "Seite nicht gefunden: Was der Fehler 404 bedeutet",
        UEBER_404 * 2,
        lang="de",
    ),
    "Page introuvable : petite histoire de l'erreur 404": article(
        "Page introuvable : petite histoire de l'erreur 404",
        (
            "L'erreur 404, « page introuvable », accompagne le web depuis ses débuts.",
            "Le serveur répond, mais il ne connaît pas l'adresse demandée : la page a été déplacée ou supprimée.",
            "Plusieurs légendes courent sur l'origine du nombre ; aucune n'a résisté à l'examen des archives.",
            "Les bibliothécaires ont mesuré dès 1998 la vitesse à laquelle disparaissent les pages citées.",
            "Des éditeurs proposent désormais des identifiants pérennes, qui survivent au déménagement des documents.",
        )
        * 3,
        lang="fr",
    ),
    "Changes in version 4 of the Sund toolkit": article(
        "Changes in version 4 of the Sund toolkit",
        (
            "The page describing the old importer has been removed. The option --legacy does not exist any more.",
            "Fixed: “page not found” was shown for documents whose names contain a plus sign.",
            "Fixed: a file that could not be found was reported as empty. This domain of names is for internal use.",
            *PROSE[:6],
        ),
    ),
    "Bus 404: Coulsdon to Caterham, timetable": html(
        "Bus 404: Coulsdon to Caterham, timetable",
        """<h1>Bus 404: Coulsdon to Caterham</h1>
<table><tr><th>Coulsdon South</th><td>07:12</td><td>08:12</td></tr>
<tr><th>Hillcrest Road</th><td>07:31</td><td>08:31</td></tr>
<tr><th>Caterham</th><td>07:49</td><td>08:49</td></tr></table>
<p>No service on Sundays. Stops marked * are served on request.</p>""",
    ),
}

PARKED = {
    "for sale, with a price": html(
        "sund-letters.example is for sale",
        """<h1>sund-letters.example</h1><h2>This domain is for sale!</h2>
<p>Price: $2,495. <a href="/buy">Buy now</a> or <a href="/offer">make an offer</a>.</p>
<p>Free transaction support, secure payments.</p>""",
        site="Domain Market",
    ),
    "links for sponsors": """<!DOCTYPE html>
<html><head><title>sund-letters.example</title><meta charset="utf-8"><script src="/parking.js"></script></head>
<body><h1>sund-letters.example</h1>
<ul class="rl"><li><a href="/?q=1">Car Insurance</a></li><li><a href="/?q=2">Cheap Flights</a></li>
<li><a href="/?q=3">Online Degrees</a></li></ul>
<p>This webpage was generated by the domain owner using Sedo Domain Parking. Disclaimer: Sedo maintains no relationship
with third party advertisers.</p>
<a href="/buy">The domain sund-letters.example may be for sale. Inquire about this domain.</a></body></html>
""",
}
PARKED_NOT = article(
    "“This domain is for sale”: who owns the names that expire",
    ("“This domain is for sale” is what readers of old footnotes see more and more often.", *PROSE),
)

CHALLENGES = {
    "captcha": html(
        "Are you a robot?",
        """<h1>Please verify you are a human</h1>
<p>We have detected unusual traffic from your network. Please complete the CAPTCHA below to continue.</p>
<form action="/verify" method="post"><div class="g-recaptcha" data-sitekey="6LeIx"></div>
<button>Continue</button></form><script src="https://www.google.com/recaptcha/api.js"></script>""",
    ),
    "script": """<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW">
<meta name="viewport" content="initial-scale=1.0"></head><body style="margin:0px;height:100%">
<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31&xinfo=9-1-0&incident_id=442000180" frameborder=0
width="100%" height="100%">Request unsuccessful. Incapsula incident ID: 442000180-9</iframe></body></html>
""",
    "browser check": """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"><meta http-equiv="refresh" content="360"></head><body class="no-js">
<div class="main-wrapper"><h1>sund.example</h1><h2>Checking your browser before accessing sund.example</h2>
<noscript>Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={cType:'managed'};</script>
<script src="/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1"></script></div></body></html>
""",
}
CHALLENGE_NOT = article(
    "How the pilots learned to write",
    end="""<section id="comments"><h2>Leave a comment</h2>
<form action="/comment" method="post"><textarea></textarea><div class="g-recaptcha" data-sitekey="6LeIx"></div>
<button>Send</button></form><script src="https://www.google.com/recaptcha/api.js"></script></section>""",
)
LOGIN = html(
    "Sign in | The Sund Review",
    """<h1>Sign in to continue</h1><form method="post" action="/login">
<label>E-mail <input name="email" type="email"></label>
<label>Password <input name="password" type="password"></label><button>Sign in</button></form>""",
)
CONSENT = html(
    "Before you continue",
    """<h1>Before you continue</h1><p>We and our 214 partners use cookies.</p>
<form method="post" action="/consent/save"><button>Reject all</button><button>Accept all</button></form>""",
)
SHELL = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The Sund Atlas</title>
<script type="module" src="/assets/index-4f2a.js"></script></head>
<body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div></body></html>
"""
NEWS = "\n".join(f'<li><a href="/news/2009/{n}">{text}</a></li>' for n, text in enumerate(PROSE))
HOME = html("The Sund Review", f"<h1>The Sund Review</h1><h2>This week</h2>{paragraphs(PROSE[:4])}<ul>{NEWS}</ul>")
SECTION = html("News of 2009 | The Sund Review", f"<h1>News of 2009</h1><ul>{NEWS}</ul>")
OFFERS = html("Best Offers", "<h1>Best Offers Online</h1><p>Compare and save on what you love.</p>", site="Best Offers")
CHOICES = html("Multiple choices", '<ul><li><a href="/a.en">English</a></li><li><a href="/a.de">Deutsch</a></li></ul>')
BUSY = html("Too many requests", "<h1>Too many requests</h1><p>Please slow down and try again later.</p>")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FILM = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 500
BOOKS = "The Two Books of the Harbour Master"


# One host ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came; `visit` counts the requests for its target from 1, `turn` those of its method alone."""

    method: str
    target: str
    fields: dict[str, str]
    visit: int
    turn: int


@dataclass
class Guard:
    """What a host bears before it bans, and whether it has."""

    starts: int = 0  # the most request starts in any second
    flights: int = 0  # the most connections in flight at once
    refuses: bool = False  # one connection more is reset, and nobody banned
    limited: tuple[int, ...] = ()  # the pages whose first request is answered with 429
    retry_after: int = 0  # seconds; 0: no such field, but nothing more than one request within 100 ms
    pace: float = 0.02  # how long a page takes
    closes: bool = False  # each answer ends its connection
    banned: str = ""
    refused: int = 0
    in_flight: int = 0
    peak: int = 0
    busiest: int = 0
    began: deque[float] = field(default_factory=deque)
    said_429: float = -math.inf
    since_429: int = 0
    trail: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=12))  # what led to a ban

    def ban(self, why: str) -> None:
        """From now on every page is a 403."""
        if not self.banned:
            now = time.monotonic()
            steps = ", ".join(f"{step} {(then - now) * 1000:.0f} ms" for then, step in self.trail)
            self.banned = f"{why} ({steps})"

    def note(self, step: str) -> None:
        """Remember a step that may lead to a ban."""
        self.trail.append((time.monotonic(), step))

    def limit(self, number: int) -> None:
        """A page is answered with 429."""
        self.note(f"429 for {number}")
        self.said_429, self.since_429 = time.monotonic(), 0

    def begin(self) -> bool:
        """A connection is accepted, or a kept one is used again; False: refuse it."""
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        if not self.flights or self.in_flight <= self.flights:
            return True
        if self.refuses:
            self.refused += 1
            return False
        self.ban(f"more than {self.flights} connections in flight")
        return True

    def start(self, method: str, number: int) -> None:
        """A request has arrived."""
        self.note(f"{method} {number}")
        now = time.monotonic()
        self.began.append(now)
        while self.began[0] <= now - (1 - TRAVEL):
            self.began.popleft()
        self.busiest = max(self.busiest, len(self.began))
        if self.starts and len(self.began) > self.starts:
            self.ban(f"more than {self.starts} requests in one second")
        gone = now - self.said_429
        if self.retry_after and 0.1 < gone < self.retry_after - TRAVEL:
            self.ban("asked again before Retry-After had passed")
        if not self.retry_after and gone < 0.1:
            self.since_429 += 1
            if self.since_429 > 1:
                self.ban("a second request within 100 ms after a 429")


@dataclass
class Host:
    """One address: what it answers to which target, and what has happened to it."""

    address: str
    title: str
    other: str = ""
    routes: Parts = field(default_factory=dict)
    opening: Opening | None = None
    guard: Guard | None = None
    tls: str = ""  # the kind of certificate; "" is http, "raw" answers the handshake itself
    hangs: bool = False  # connections are never accepted
    ports: tuple[int, int] = (0, 0)
    connections: int = 0
    visits: Counter[tuple[str, str]] = field(default_factory=Counter)  # by target and method; "" is any

    def filled(self, text: str) -> str:
        """The text with the addresses it speaks of."""
        http, https = self.ports
        names = {"{own}": f"http://{self.address}:{http}", "{tls}": f"https://{self.address}:{https}"}
        names |= {"{other}": f"http://{self.other}:{http}", "{host}": f"{self.address}:{http}"}
        for name, origin in names.items():
            text = text.replace(name, origin)
        return text


class Connection:
    """A connection that a host has accepted."""

    def __init__(self, host: Host, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.host = host
        self.reader = reader
        self.writer = writer
        self.alive = True
        self.busy = False
        self.answers = 0

    def begin(self) -> bool:
        """In flight from now on; False: the host refuses."""
        if self.busy or self.host.guard is None:
            return True
        self.busy = True
        return self.host.guard.begin()

    def finish(self) -> None:
        """Not in flight any more."""
        if self.busy and self.host.guard is not None:
            self.host.guard.in_flight -= 1
        self.busy = False

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def close(self) -> None:
        """Say goodbye properly."""
        self.alive = False
        self.writer.close()

    def reset(self) -> None:
        """Hang up with a reset."""
        self.alive = False
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def hang(self, seconds: float = LONG) -> None:
        """Say nothing until the other side gives up."""
        self.alive = False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while await self.reader.read(1024):
                    pass

    async def head(self, status: int, fields: Fields, *, phrase: str = "") -> None:
        """Send a status line and fields."""
        if not phrase:
            phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"
        lines = [f"HTTP/1.1 {status} {phrase}".encode(), b"Date: " + formatdate(usegmt=True).encode()]
        for name, value in fields:
            data = value if isinstance(value, bytes) else self.host.filled(value).encode("latin-1")
            lines.append(name.encode() + b": " + data)
        await self.send(b"\r\n".join(lines) + b"\r\n\r\n")

    async def answer(
        self, request: Request, status: int, body: bytes, fields: Fields = (), *, close: bool = False
    ) -> None:
        """A well-formed answer."""
        given = {name.lower() for name, _ in fields}
        full = list(fields)
        if "content-type" not in given:
            full.append(("Content-Type", "text/html; charset=utf-8"))
        if status not in (204, 304):
            full.append(("Content-Length", str(len(body))))
        if close:
            full.append(("Connection", "close"))
        self.finish()
        self.answers += 1
        await self.head(status, full)
        if request.method != "HEAD" and status not in (204, 304):
            await self.send(body)
        if close:
            await self.close()


# Manners -------------------------------------------------------------------------------------------------------------


def answer(status: int = 200, body: str | bytes | None = None, /, *, close: bool = False, **fields: str) -> Manner:
    """An answer with this status; without a body, the page that is cited (or a short one, for a failure)."""
    named = [(name.replace("_", "-").title(), value) for name, value in fields.items()]

    async def manner(connection: Connection, request: Request) -> None:
        text = body
        if text is None:
            title = connection.host.title
            text = article(title) if status < 300 else html(f"Error {status}", f"<h1>Error {status}</h1><p>No.</p>")
        data = text if isinstance(text, bytes) else text.encode()
        await connection.answer(request, status, data, named, close=close)

    return manner


def page_with(end: str = "", head: str = "") -> Manner:
    """The page that is cited, with something at its end or in its head."""

    async def manner(connection: Connection, request: Request) -> None:
        await connection.answer(request, 200, article(connection.host.title, end=end, head=head).encode())

    return manner


page = answer()
missing = answer(404, lost("404 Not Found", "Not Found", "The requested address was not found on this server."))


def redirect(status: int, location: str | bytes, **fields: str) -> Manner:
    """A redirect; the location may be bytes that no Location should have."""
    named: list[tuple[str, str | bytes]] = [("Location", location)]
    named += [(name.replace("_", "-").title(), value) for name, value in fields.items()]

    async def manner(connection: Connection, request: Request) -> None:
        await connection.answer(request, status, b"<p>Moved.</p>", named)

    return manner


def by_method(head: Manner, get: Manner) -> Manner:
    """One manner for HEAD, another for all else."""

    async def manner(connection: Connection, request: Request) -> None:
        await (head if request.method == "HEAD" else get)(connection, request)

    return manner


def each(*manners: Manner) -> Manner:
    """The first request of its method in the first manner, and so on; the last one stays.

    So a HEAD does not use up the one failure that a server has, and each tool must show that it tries again.
    """

    async def manner(connection: Connection, request: Request) -> None:
        await manners[min(request.turn, len(manners)) - 1](connection, request)

    return manner


def first_of_all(first: Manner, then: Manner) -> Manner:
    """The very first request in one manner, whatever its method, and all others in another."""

    async def manner(connection: Connection, request: Request) -> None:
        await (first if request.visit == 1 else then)(connection, request)

    return manner


def if_field(name: str, needle: str, then: Manner, otherwise: Manner) -> Manner:
    """A manner that depends on a field of the request."""

    async def manner(connection: Connection, request: Request) -> None:
        await (then if needle in request.fields.get(name, "") else otherwise)(connection, request)

    return manner


def after(seconds: float, then: Manner) -> Manner:
    """A manner that takes its time."""

    async def manner(connection: Connection, request: Request) -> None:
        await asyncio.sleep(seconds)
        await then(connection, request)

    return manner


def limited(seconds: float, form: Callable[[float], str], status: int = 429) -> Manner:
    """Too many requests until so many seconds after the first; told in this form."""
    until: list[float] = []

    async def manner(connection: Connection, request: Request) -> None:
        now = time.time()
        if not until:
            until.append(math.ceil(now + seconds) if form is as_date else now + seconds)
        if now < until[0] - TRAVEL:
            named = [("Retry-After", form(until[0]))]
            await connection.answer(request, status, BUSY.encode(), named)
        else:
            await page(connection, request)

    return manner


def as_date(until: float) -> str:
    """Retry-After as a date."""
    return formatdate(until, usegmt=True)


def as_seconds(until: float) -> str:
    """Retry-After as seconds from now, rounded up."""
    return str(max(1, math.ceil(until - time.time() - TRAVEL)))


async def hang(connection: Connection, _: Request) -> None:
    """No answer at all."""
    await connection.hang()


async def reset(connection: Connection, _: Request) -> None:
    """A reset in place of an answer."""
    connection.reset()


async def closed(connection: Connection, _: Request) -> None:
    """An end in place of an answer."""
    await connection.close()


def asked(data: bytes, request: Request) -> bytes:
    """The bytes of an answer that were asked for: no body after HEAD."""
    head, end, _ = data.partition(b"\r\n\r\n")
    return head + end if request.method == "HEAD" else data


def raw(data: bytes, *, before: bytes = b"", keep: bool = False) -> Manner:
    """These bytes (what comes before them, before them), then the end of the connection."""

    async def manner(connection: Connection, request: Request) -> None:
        await connection.send(before + asked(data, request))
        if not keep:
            await connection.close()

    return manner


def written(fields: str, body: str | bytes, *, length: int | None = None, status: str = "HTTP/1.1 200 OK") -> bytes:
    """An answer in full, as bytes; its Content-Length may lie, and -1 leaves it out."""
    data = body if isinstance(body, bytes) else body.encode()
    told = len(data) if length is None else length
    size = "" if told < 0 else f"Content-Length: {told}\r\n"
    return f"{status}\r\nContent-Type: text/html; charset=utf-8\r\n{size}{fields}\r\n".encode() + data


def for_ever(start: bytes, piece: Callable[[int], bytes], pause: float) -> Manner:
    """A start, then pieces without end."""

    async def manner(connection: Connection, request: Request) -> None:
        await connection.send(asked(start, request))
        if request.method == "HEAD" and b"\r\n\r\n" in start:
            return
        end = time.monotonic() + LONG
        for number in count():
            if not connection.alive or time.monotonic() > end or connection.writer.is_closing():
                break
            await connection.send(piece(number))
            await asyncio.sleep(pause)
        await connection.close()

    return manner


def cookie_wall(connection: Connection, request: Request) -> Awaitable[None]:
    """To itself with a cookie, until the cookie comes back."""
    if "seen=yes" in request.fields.get("cookie", ""):
        return page(connection, request)
    return redirect(302, "{own}/reports/annual", set_cookie="seen=yes; Path=/")(connection, request)


def hops(total: int) -> Parts:
    """A chain of so many redirects."""
    chain = {f"/hop/{n}": redirect(302, f"/hop/{n + 1}") for n in range(1, total)}
    return {"/hop/0": redirect(302, "/hop/1"), **chain, f"/hop/{total}": page}


async def endless_hops(connection: Connection, request: Request) -> None:
    """Always one hop further."""
    number = int("".join(filter(str.isdigit, request.target)) or 0)
    await redirect(302, f"/further/{number + 1}")(connection, request)


@cache
def bomb() -> bytes:
    """A small answer that unpacks to a very large page."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    filler = b" " * 1_000_000
    pieces = [packer.compress(article(BOOKS).encode())]
    pieces += [packer.compress(filler) for _ in range(BOMB // len(filler))]
    return b"".join((*pieces, packer.flush()))


async def bombed(connection: Connection, request: Request) -> None:
    """The bomb."""
    await connection.answer(request, 200, bomb(), [("Content-Encoding", "gzip")])


async def one_answer(connection: Connection, request: Request) -> None:
    """Keep the connection, but close it when it is used again: the idle time was over."""
    if connection.answers:
        await connection.close()
    else:
        await page(connection, request)


def closes_when_idle(seconds: float) -> Manner:
    """Keep the connection, and close it a moment later."""

    async def manner(connection: Connection, request: Request) -> None:
        await page(connection, request)
        asyncio.get_running_loop().call_later(seconds, connection.writer.close)

    return manner


# Openings: what happens before a request is read; False ends the connection ------------------------------------------


def first_connections(number: int, *, hard: bool) -> Opening:
    """The first so many connections are closed at once, or reset."""

    async def opening(connection: Connection) -> bool:
        if connection.host.connections > number:
            return True
        if hard:
            connection.reset()
        return False

    return opening


async def secure_shell(connection: Connection) -> bool:
    """Another service than one would think."""
    await connection.send(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    await connection.reader.read(4096)
    await connection.send(b"Invalid SSH identification string.\r\n")
    return False


async def old_tls(connection: Connection) -> bool:
    """A server that speaks TLS 1.0 and nothing later: its side of the first handshake message."""
    await connection.reader.read(4096)
    hello = b"\x03\x01" + bytes(range(32)) + b"\x00" + b"\x00\x2f" + b"\x00"
    message = b"\x02" + len(hello).to_bytes(3) + hello
    await connection.send(b"\x16\x03\x01" + len(message).to_bytes(2) + message)
    await connection.hang(5)
    return False


async def plain_behind_tls(connection: Connection) -> bool:
    """A server that expects http on the port for https."""
    await connection.reader.read(4096)
    await connection.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    return False


SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
GOAWAY = b"\x00\x00\x08\x07\x00\x00\x00\x00\x00" + b"\x00\x00\x00\x00" + b"\x00\x00\x00\x01"


async def faulty_http2(connection: Connection) -> bool:
    """HTTP/2 fails if it was agreed upon; HTTP/1.1 works."""
    secured = connection.writer.get_extra_info("ssl_object")
    if secured is None or secured.selected_alpn_protocol() != "h2":
        return True
    await connection.reader.read(4096)
    await connection.send(SETTINGS + GOAWAY)
    return False


# The catalogue -------------------------------------------------------------------------------------------------------

CLASSES = {
    "ok": "works",
    "moved": "works",
    "dead": "broken",
    "unreachable": "broken",
    "invalid": "broken",
    "blocked": "cannot tell",
    "skipped": "cannot tell",
}
NOTES = (None, "truncated-answer")
HOME_REASONS = ("home-redirect", "soft-404")
SOFT_REASONS = ("soft-404",)
PARKED_REASONS = ("parked", "soft-404")
WALL = ("challenge:",)


@dataclass(frozen=True, slots=True)
class Link:
    """A link to be judged, and how: the first verdict gives the class, reasons of None are not compared."""

    number: int
    manner: str
    place: str  # with {http} and {https} for the ports
    title: str
    verdicts: tuple[str, ...]
    reasons: tuple[str | None, ...] | None = None  # one that ends in a colon is a beginning
    anchor: str = ""  # "missing": CC305 as a warning; "found": no CC305 above info
    final: str = ""  # how the final URL ends
    gets: int = 0  # the most GET requests for it that make sense; 0: any
    crowd: str = ""  # one of many live pages on a host, and which

    @property
    def kind(self) -> str:
        """The class in a tally."""
        return CLASSES[self.verdicts[0]]

    def url(self, ports: tuple[int, int]) -> str:
        """The link as it is cited."""
        return self.place.replace("{https}", str(ports[1])).replace("{http}", str(ports[0]))


class Catalogue:
    """Hosts and links, built the same way in every process."""

    def __init__(self, *, tls: bool) -> None:
        self.tls = tls
        self.links: list[Link] = []
        self.hosts: list[Host] = []
        subjects = ("Ledgers", "Pilots", "Tides", "Lamps", "Keys", "Dues", "Letters", "Winters", "Quays", "Clerks")
        places = ("Sund", "Ostland", "the Northern Islands", "Kalvik", "the Outer Quay", "Brandvold", "the Salt Coast")
        ways = ("An Inquiry into the {} of {}", "The {} of {}", "{} and Silence in {}", "Notes on the {} of {}")
        names = product(ways, subjects, places)
        self.titles = (way.format(subject, place) for way, subject, place in names)

    def link(
        self,
        number: int,
        manner: str,
        verdict: str | tuple[str, ...],
        routes: Manner | Parts,
        reasons: tuple[str | None, ...] | None = None,
        *,
        path: str = "/reports/annual",
        cited: str = "",
        title: str = "",
        other: Parts | None = None,
        opening: Opening | None = None,
        tls: str = "",
        plain: Parts | None = None,
        listens: str = "yes",
        more: Further = (),
        anchor: str = "",
        final: str = "",
        gets: int = 0,
    ) -> None:
        """One host with one link to it; `more` are further ones, each a path and a verdict.

        `cited` is the path as cited if it differs from the route; `other` are the routes of a second host, `plain`
        those of the same address without TLS.
        """
        index = len(self.hosts) // 100, len(self.hosts) % 100 * 2 + 1
        address, second = (f"127.20.{index[0]}.{index[1] + step}" for step in (0, 1))
        title = title or next(self.titles)
        parts = routes if isinstance(routes, dict) else {path: routes}
        host = Host(address, title, second, parts, opening, tls=tls, hangs=listens == "hangs")
        self.hosts.append(host)
        if tls and not self.tls:
            return
        if listens == "no":
            host.routes = {}
        if other is not None:
            self.hosts.append(Host(second, title, address, other))
        if plain is not None:
            self.hosts.append(Host(address, title, second, plain))
        scheme, port = ("https", "{https}") if tls else ("http", "{http}")
        first = cited or (path if isinstance(routes, dict) is False else next(iter(parts)))
        verdicts = (verdict,) if isinstance(verdict, str) else verdict
        for place, expected in ((first, verdicts), *((path, (verdict,)) for path, verdict in more)):
            url = place if ":" in place.partition("/")[0] else f"{scheme}://{address}:{port}{place}"
            marks = anchor if expected is verdicts else ("missing" if place.endswith("#absent") else "")
            self.links.append(Link(number, manner, url, title, expected, reasons, marks, final, gets))


def head_and_redirects(web: Catalogue) -> None:
    """Behaviours 1 to 15, but those that need a registry."""
    plain = (None,)
    for status in (405, 501):
        web.link(1, f"HEAD {status}, GET 200", "ok", by_method(answer(status), page), plain)
    for number, status in ((2, 404), (3, 403), (3, 429), (3, 503), (3, 500), (3, 400)):
        web.link(number, f"HEAD {status}, GET 200", "ok", by_method(answer(status), page), plain)
    web.link(4, "HEAD hangs, GET 200", "ok", by_method(hang, page), plain)
    web.link(4, "HEAD resets, GET 200", "ok", by_method(reset, page), plain)
    both = by_method(page, missing)
    web.link(5, "HEAD 200, GET 404", "dead", both, ("not-found",))
    web.link(6, "HEAD redirect loop, GET 200", "ok", by_method(redirect(302, "/reports/annual"), page), plain)

    for status in (301, 308):
        routes = {"/old/report": redirect(status, "/library/report"), "/library/report": page}
        web.link(7, f"{status} to another page", "moved", routes, final="/library/report")
    for status in (302, 303, 307):
        routes = {"/latest": redirect(status, "/2024/report"), "/2024/report": page}
        web.link(8, f"{status} to another page", "ok", routes, plain, final="/2024/report")
    for number, (one, two), verdict in ((9, (301, 302), "moved"), (10, (302, 301), "ok")):
        routes = {"/a/report": redirect(one, "/b/report"), "/b/report": redirect(two, "/c/report"), "/c/report": page}
        web.link(number, f"{one} then {two}", verdict, routes)
    web.link(11, "301 adds a slash", "moved", {"/reports": redirect(301, "{own}/reports/"), "/reports/": page})
    up = {"/reports/annual": redirect(301, "{tls}/reports/annual")}
    web.link(11, "301 from http to https", "ok", page, tls="good", plain=up)
    if web.tls:  # the link that is cited is the plain one
        https = web.links.pop()
        place = https.place.replace("https", "http")
        web.links.append(Link(11, https.manner, place, https.title, ("moved",)))


def gone_but_polite(web: Catalogue) -> None:
    """Behaviours 16 to 22: pages that are gone though the server says 200, and pages that only look so."""
    apology = answer(200, SOFT["English, in title and h1"])
    for target in ("/404.html", "/notfound", "/error?code=404"):
        routes = {"/essays/two-books": redirect(302, target), target: apology}
        web.link(16, f"302 to {target}, 200", "dead", routes, SOFT_REASONS)
    home = answer(200, HOME)
    for status in (301, 302):
        routes = {"/essays/1998/two-books.html": redirect(status, "/"), "/": home}
        web.link(17, f"{status} from a deep path to the root", "dead", routes, HOME_REASONS)
    web.link(17, "301 from /index.html to the root", ("moved", "ok"), {"/index.html": redirect(301, "/"), "/": home})
    web.link(17, "302 from /en/ to the root", "ok", {"/en/": redirect(302, "/"), "/": home})
    for status, verdict in ((302, "ok"), (301, "moved")):
        routes = {"/news/2009/two-books": redirect(status, "/news/2009/"), "/news/2009/": answer(200, SECTION)}
        web.link(18, f"{status} to the section", verdict, routes, ("parent-redirect",))
    sold = {"/essays/1998/two-books.html": redirect(301, "{other}/")}
    reasons = (*HOME_REASONS, "parked")
    web.link(19, "301 to the root of another domain", "dead", sold, reasons, other={"/": answer(200, OFFERS)})

    for language, text in SOFT.items():
        web.link(20, f"soft 404: {language}", "dead", answer(200, text), SOFT_REASONS)
    russian = answer(200, SOFT_RUSSIAN.encode("windows-1251"), content_type="text/html; charset=windows-1251")
    web.link(20, "soft 404: Russian, windows-1251", "dead", russian, SOFT_REASONS)
    for title, text in ALIVE_ALTHOUGH.items():
        web.link(21, f"alive: {title}", "ok", answer(200, text), (None,), title=title)
    for kind, text in PARKED.items():
        web.link(22, f"parked: {kind}", "dead", answer(200, text), PARKED_REASONS)
    title = "“This domain is for sale”: who owns the names that expire"
    web.link(22, "alive: about parked domains", "ok", answer(200, PARKED_NOT), (None,), title=title)


def walls(web: Catalogue) -> None:
    """Behaviours 23 to 29, and 34, 35, 38: refusals."""
    form = answer(200, LOGIN)
    routes = {"/papers/7": redirect(302, "/login?next=/papers/7"), "/login?next=/papers/7": form}
    web.link(23, "302 to /login?next=", "blocked", routes, ("login",))
    routes = {"/papers/7": redirect(303, "/accounts/signin/?return_to=%2Fpapers%2F7")}
    routes["/accounts/signin/?return_to=%2Fpapers%2F7"] = form
    web.link(23, "303 to /accounts/signin/?return_to=", "blocked", routes, ("login",))
    routes = {"/papers/7": redirect(302, "{other}/idp/profile/SAML2/Redirect/SSO?SAMLRequest=fZJN")}
    elsewhere = {"/idp/profile/SAML2/Redirect/SSO?SAMLRequest=fZJN": form}
    web.link(23, "302 to single sign-on elsewhere", "blocked", routes, ("login",), other=elsewhere)
    routes = {"/papers/7": redirect(302, "/essays/history-of-the-login"), "/essays/history-of-the-login": page}
    web.link(23, "alive: 302 to an essay on the login", "ok", routes)
    routes = {"/papers/7": redirect(302, "/consent?continue=%2Fpapers%2F7")}
    routes["/consent?continue=%2Fpapers%2F7"] = answer(200, CONSENT)
    web.link(24, "302 to a consent page", "ok", routes)

    web.link(25, "401", "blocked", answer(401, www_authenticate='Basic realm="papers"'))
    web.link(25, "402", "blocked", answer(402))
    web.link(25, "407", "blocked", answer(407, proxy_authenticate='Basic realm="proxy"'))
    web.link(26, "403", "blocked", answer(403), ("forbidden",))
    moment = CHALLENGES["browser check"]
    mitigated = answer(403, moment, server="cloudflare", cf_mitigated="challenge")
    web.link(27, "403 cf-mitigated", "blocked", mitigated, WALL, gets=1)
    web.link(27, "503 “Just a moment...”", "blocked", answer(503, moment, server="cloudflare"), WALL, gets=1)
    web.link(27, "403 x-datadome", "blocked", answer(403, x_datadome="protected", server="DataDome"), WALL, gets=1)
    web.link(28, "202 waf challenge", "blocked", answer(202, "", x_amzn_waf_action="challenge"), WALL)
    for kind, text in CHALLENGES.items():
        web.link(29, f"200 with a {kind}", "blocked", answer(200, text), WALL)
    alive = answer(200, CHALLENGE_NOT)
    web.link(29, "alive: captcha for comments", "ok", alive, (None,), title="How the pilots learned to write")
    web.link(34, "999", "blocked", answer(999))
    for status in (400, 405, 406, 418):
        web.link(35, f"{status} for GET too", "blocked", answer(status))
    picky = if_field("accept", "text/html", page, missing)
    web.link(36, "404 unless text/html is accepted", "ok", picky, (None,))
    web.link(38, "451", "blocked", answer(451), ("legal",))


def limits(web: Catalogue) -> None:
    """Behaviours 30 to 33: 429 and Retry-After in all its forms."""
    plain, reason = (None,), ("rate-limited",)

    def once(retry_after: str) -> Manner:
        busy = answer(429, BUSY, retry_after=retry_after)
        return first_of_all(busy, page)

    web.link(30, "429 Retry-After 1, then 200", "ok", limited(1, as_seconds), plain)
    web.link(30, "429 Retry-After 2, then 200", "ok", limited(2, as_seconds), plain)
    web.link(30, "429 Retry-After a date, then 200", "ok", limited(1, as_date), plain)
    web.link(31, "429 Retry-After 1 for ever", "blocked", answer(429, BUSY, retry_after="1"), reason)
    web.link(31, "429 Retry-After 3600", "blocked", answer(429, BUSY, retry_after="3600"), reason, gets=1)
    far = answer(429, BUSY, retry_after="Fri, 31 Dec 2099 23:59:59 GMT")
    web.link(31, "429 Retry-After a date in 2099", "blocked", far, reason, gets=1)
    far = answer(429, BUSY, retry_after="9" * 30)
    web.link(31, "429 Retry-After of 30 digits", "blocked", far, reason)
    web.link(32, "429 Retry-After a past date, then 200", "ok", once("Sun, 06 Nov 1994 08:49:37 GMT"), plain)
    web.link(32, "429 Retry-After garbage, then 200", "ok", once("soon; \xe9t\xe9"), plain)
    web.link(32, "429 Retry-After -5, then 200", "ok", once("-5"), plain)
    web.link(32, "429 Retry-After 0.5, then 200", "ok", once("0.5"), plain)
    web.link(32, "429 Retry-After garbage for ever", "blocked", answer(429, BUSY, retry_after="NaN"), reason)
    web.link(32, "429 Retry-After 0 for ever", "blocked", answer(429, BUSY, retry_after="0"), reason)
    web.link(33, "429 alone, then 200", "ok", first_of_all(answer(429, BUSY), page), plain)
    web.link(33, "429 alone for ever", "blocked", answer(429, BUSY), reason)


def statuses(web: Catalogue) -> None:
    """Behaviours 37 and 39 to 46."""
    plain, fault = (None,), ("server-error",)
    gone = answer(404, lost("Not found", "Not found", "No such page."))
    web.link(37, "404", "dead", gone, ("not-found",), gets=2)
    web.link(37, "410", "dead", answer(410), ("gone",), gets=2)
    web.link(37, "301 to a 404", "dead", {"/a": redirect(301, "/b"), "/b": missing}, ("not-found",))
    for status in (500, 502, 503, 425):
        web.link(39, f"{status} once, then 200", "ok", each(answer(status), page), plain)
    for status in (408, 500, 504, 520):
        web.link(39, f"{status} for ever", "unreachable", answer(status), None if status in (408, 504) else fault)
    web.link(40, "503 Retry-After 1, then 200", "ok", limited(1, as_seconds, 503), plain)
    web.link(40, "503 Retry-After 3600", "unreachable", answer(503, retry_after="3600"), ("maintenance",), gets=1)
    for status in (501, 530):
        web.link(41, f"{status} for GET too", "unreachable", answer(status), fault, gets=1)
    web.link(42, "200 without a byte", "ok", answer(200, ""), ("empty-answer",))
    web.link(43, "204", "ok", answer(204), ("empty-answer",))
    web.link(43, "205", "ok", answer(205, ""), ("empty-answer",))
    web.link(44, "206 unasked", "ok", answer(206, content_range="bytes 0-999/5000"))
    web.link(45, "304 unasked", "ok", answer(304))
    web.link(46, "300 with a list", "ok", answer(300, CHOICES))


def hops_and_turns(web: Catalogue) -> None:
    """Behaviours 47 to 57."""
    bad = ("bad-redirect",)
    web.link(47, "302 without Location", "unreachable", answer(302), bad)
    for kind, location in (("empty", ""), ("unparsable", "http://[::1/x"), ("a script", "javascript:history.back()")):
        web.link(47, f"302, Location {kind}", "unreachable", redirect(302, location), bad)
    places: tuple[tuple[str, str | bytes, str], ...] = (
        ("relative", "../new/report", "/new/report"),
        ("without a scheme", "//{host}/new/report", "/new/report"),
        ("with raw spaces", "/new/annual report", "/new/annual%20report"),
        ("with raw UTF-8", "/new/año".encode(), "/new/a%C3%B1o"),
    )
    for kind, place, target in places:
        routes = {"/old/report": redirect(302, place), target: page}
        web.link(48, f"302, Location {kind}", "ok", routes)
    parts = page_with("<section id='here'><h2>Here</h2><p>A part.</p></section>")
    routes = {"/old": redirect(302, "/new#here"), "/new": parts}
    web.link(49, "302 to a fragment that is there", "ok", routes, anchor="found")
    routes = {"/old": redirect(302, "/new"), "/new": parts}
    web.link(49, "302, inherited fragment is missing", "ok", routes, cited="/old#absent", anchor="missing")
    web.link(49, "302, inherited fragment is there", "ok", routes, cited="/old#here", anchor="found")

    loop = ("redirect-loop",)
    routes = {"/a": redirect(302, "/b"), "/b": redirect(302, "/a")}
    web.link(50, "two pages that redirect to each other", "unreachable", routes, loop)
    web.link(50, "a page that redirects to itself", "unreachable", redirect(301, "{own}/reports/annual"), loop)
    web.link(50, "redirects without end", "unreachable", {"/further/0": endless_hops, ANY: endless_hops}, loop)
    web.link(50, "nine hops, then 200", "ok", hops(9))
    web.link(51, "302 to itself until the cookie comes", "ok", {"/reports/annual": cookie_wall})
    routes = {
        "/reports/annual": if_field("cookie", "ok=1", page, redirect(302, "/check")),
        "/check": redirect(302, "/reports/annual", set_cookie="ok=1; Path=/; HttpOnly"),
    }
    web.link(51, "302 by way of a page that sets a cookie", "ok", routes)
    down = {"/reports/annual": redirect(302, "{own}/plain/annual")}
    web.link(52, "302 from https to http", "ok", down, ("downgraded",), tls="good", plain={"/plain/annual": page})
    for location in ("file:///etc/passwd", "mailto:archive@sund.example", "data:,hello"):
        web.link(54, f"302 to {location.partition(':')[0]}:", "unreachable", redirect(302, location), bad)
    turns(web)


def turns(web: Catalogue) -> None:
    """Behaviours 56 and 57: meta refresh."""

    def refresh(target: str) -> Manner:
        return answer(
            200,
            f"<html><head><title>Redirecting</title><meta http-equiv='refresh' content='0; url={target}'></head>\n"
            f"<body><p>This page has moved <a href='{target}'>here</a>.</p></body></html>\n",
        )

    either = ("ok", "moved")
    web.link(56, "meta refresh to a page", either, {"/old.htm": refresh("/new/"), "/new/": page})
    twice = {"/old.htm": refresh("/b"), "/b": refresh("/c"), "/c": page}
    web.link(56, "meta refresh twice, then a page", either, twice)
    web.link(56, "meta refresh to a 404", "dead", {"/old.htm": refresh("/new/")}, ("not-found",))
    soft = {"/old.htm": refresh("/new/"), "/new/": answer(200, SOFT["German"])}
    web.link(56, "meta refresh to a soft 404", "dead", soft, SOFT_REASONS)
    ticker = page_with(head="<meta http-equiv='refresh' content='300'>\n")
    web.link(57, "meta refresh to itself every 300 s", "ok", ticker, (None,))


def bodies(web: Catalogue) -> None:
    """Behaviours 58 to 64: answers that are too much, too slow, too short, or none."""
    bad = ("bad-response",)
    text = article(BOOKS)
    web.link(58, "gzip bomb of 200 MB", "ok", bombed, NOTES, title=BOOKS)
    start = written("", text, length=-1)
    web.link(
        59,
        "body without end",
        "ok",
        for_ever(start, lambda _: b"<p>more of it</p>\n" * 4096, 0.005),
        NOTES,
        title=BOOKS,
    )
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    chunked = written("Transfer-Encoding: chunked\r\n", "", length=-1)
    web.link(59, "chunks without end", "ok", for_ever(chunked, lambda _: chunk, 0.005), NOTES, title=BOOKS)
    drip = written("", text[:900], length=50_000)
    web.link(59, "body that drips", "ok", for_ever(drip, lambda _: b".", 0.25), NOTES, title=BOOKS)
    slow = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Slow: "
    web.link(60, "headers that drip", "unreachable", for_ever(slow, lambda _: b"a", 0.5), ("timeout",))
    first = b"HTTP/1.1 200 OK\r\n"

    def piece(number: int) -> bytes:
        return b"".join(b"X-Field-%d-%d: %s\r\n" % (number, n, b"v" * 60) for n in range(200))

    web.link(61, "headers without end", "unreachable", for_ever(first, piece, 0.002), bad)
    web.link(61, "a header of 1 MB", "unreachable", raw(written(f"X-Long: {'v' * 1_000_000}\r\n", text)), bad)
    many = "".join(f"X-Field-{n}: v\r\n" for n in range(10_000))
    web.link(61, "10,000 headers", "unreachable", raw(written(many, text)), bad)
    fair = "".join(f"X-Field-{n}: {'v' * 500}\r\n" for n in range(400))
    web.link(61, "alive: 400 headers, 200 kB", "ok", raw(written(fair, text)), (None,), title=BOOKS)
    web.link(62, "Content-Length more than sent", "ok", raw(written("", text, length=50_000)), NOTES, title=BOOKS)
    cut = written("Transfer-Encoding: chunked\r\n", "ffff\r\n" + text, length=-1)
    web.link(62, "cut within a chunk", "ok", raw(cut), NOTES, title=BOOKS)
    web.link(62, "Content-Length 5000, no body", "ok", raw(written("", "", length=5000)), ("truncated-answer",))
    short = raw(written("", text, length=len(text.encode()) - 200), keep=True)
    second = (("/reports/second", "ok"),)
    routes = {"/reports/annual": short, "/reports/second": page}
    web.link(63, "Content-Length less than sent", "ok", routes, more=second, title=BOOKS)
    junk = raw(written("", text) + b"\r\n\r\n\x00junk HTTP/1.1 404 Not Found\r\n\r\n", keep=True)
    routes = {"/reports/annual": junk, "/reports/second": page}
    web.link(63, "junk after the body", "ok", routes, more=second, title=BOOKS)
    web.link(64, "garbage without a line end", "unreachable", raw(bytes(range(128, 256)) * 20), bad)
    words = written("", text, status="HTTP/1.1 zwei hundert")
    web.link(64, "words in place of a status", "unreachable", raw(words), bad)
    web.link(64, "HTTP/0.9", "unreachable", raw(text.encode()), bad)
    web.link(64, "ICY 200 OK", "unreachable", raw(b"ICY 200 OK\r\nicy-name: Radio Sund\r\n\r\n\xff\xfb\x90"), bad)
    web.link(64, "a secure shell", "unreachable", page, bad, opening=secure_shell)


def connections(web: Catalogue) -> None:
    """Behaviours 65 to 74: below and beside HTTP."""
    plain = (None,)
    web.link(65, "closed at once the first time", "ok", page, plain, opening=first_connections(1, hard=False))
    web.link(65, "reset at once the first time", "ok", page, plain, opening=first_connections(1, hard=True))
    web.link(65, "reset after the request, once", "ok", each(reset, page), plain)
    web.link(65, "closed after the request, always", "unreachable", closed, ("reset", "bad-response"))
    web.link(65, "reset at once, always", "unreachable", page, ("reset",), opening=first_connections(10_000, hard=True))
    more = tuple((f"/reports/{n}", "ok") for n in (2, 3))
    parts: Parts = {f"/reports/{n}": one_answer for n in (1, 2, 3)}
    web.link(66, "a kept connection that is dead when used", "ok", parts, plain, more=more)
    parts = {f"/reports/{n}": closes_when_idle(0.02) for n in (1, 2, 3)}
    web.link(66, "a kept connection that is closed soon", "ok", parts, plain, more=more)
    final = written("Connection: close\r\n", article(BOOKS))
    for kind, lines in (
        ("100", b"HTTP/1.1 100 Continue\r\n\r\n"),
        ("103", b"HTTP/1.1 103 Early Hints\r\nLink: </site.css>; rel=preload\r\n\r\n"),
        ("102 and 103 thrice", b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" * 3),
    ):
        web.link(67, f"{kind} before 200", "ok", raw(final, before=lines), plain, title=BOOKS)
    web.link(70, "nobody listens", "unreachable", page, ("refused",), listens="no")
    web.link(70, "connections are never accepted", "unreachable", page, ("timeout",), listens="hangs")
    web.link(70, "accepted, never answered", "unreachable", hang, ("timeout",))
    web.link(70, "alive: answers after 1.8 s", "ok", after(1.8, page), plain)
    web.link(72, "certificate is good", "ok", page, plain, tls="good")
    web.link(72, "certificate is good, 404", "dead", missing, ("not-found",), tls="good")
    web.link(72, "certificate has expired", "unreachable", page, ("tls-expired",), tls="expired")
    web.link(72, "certificate of an unknown authority", "unreachable", page, ("tls-untrusted",), tls="untrusted")
    web.link(72, "certificate for another host", "unreachable", page, ("tls-host",), tls="host")
    web.link(72, "certificate without its chain", "unreachable", page, ("tls-untrusted",), tls="chain")
    web.link(72, "TLS 1.0 only", "unreachable", page, ("tls-protocol",), tls="raw", opening=old_tls)
    reasons = ("tls-protocol", "bad-response")
    works = {ANY: page}
    web.link(73, "http behind https", "unreachable", page, reasons, tls="raw", opening=plain_behind_tls, plain=works)
    web.link(74, "HTTP/2 only", "unreachable", raw(SETTINGS + GOAWAY), ("http2-required",))
    web.link(74, "HTTP/2 fails, HTTP/1.1 works", "ok", page, plain, tls="h2", opening=faulty_http2)


def addresses(web: Catalogue) -> None:
    """Behaviours 76 to 92: what is asked for, and the fragment."""
    for number, path in (
        (76, "/%7Euser/paper"),
        (76, "/~user/caf%c3%a9"),
        (76, "/a%2Fb+c%20d?q=x%26y"),
        (77, "/b%FCcher/%F6l.html"),
        (79, "/wiki/Blur_(band)"),
    ):
        web.link(number, path, "ok", {path: page}, (None,))
    web.link(82, "port 99999", "invalid", page, cited="http://127.20.250.1:99999/x", listens="no")
    web.link(82, "a scheme twice", "invalid", page, cited="http://http://127.20.250.2/x", listens="no")
    web.link(84, "ftp:", "skipped", page, ("unsupported-scheme",), cited="ftp://127.20.250.3/pub/x", listens="no")
    kept = "http://reader:Sesame42@127.20.251.1:{http}/reports/annual"
    web.link(83, "password in the URL", "ok", page, (None,), cited=kept)
    web.hosts[-1].address = "127.20.251.1"

    ends = {
        "id": ("<h2 id='here'>Here</h2>", "#here"),
        "name": ("<a name='sec-2'></a><h2>Two</h2>", "#sec-2"),
        "percent-decoded": ("<h2 id='über'>Über</h2>", "#%C3%BCber"),
        "user-content-": ("<h2><a id='user-content-usage'></a>Usage</h2>", "#usage"),
        "#top": ("", "#top"),
    }
    for kind, (end, fragment) in ends.items():
        cited = f"/reports/annual{fragment}"
        web.link(85, f"fragment is there: {kind}", "ok", page_with(end), (None,), cited=cited, anchor="found")
    shell = answer(200, SHELL)
    for fragment in ("#chapter-2", "#!/chapter/2"):
        cited = f"/atlas{fragment}"
        web.link(86, f"shell of scripts, {fragment}", "ok", shell, cited=cited, path="/atlas", anchor="found")
    web.link(87, "fragment is missing", "ok", page, cited="/reports/annual#absent", anchor="missing")
    pdf = answer(200, PDF, content_type="application/pdf")
    web.link(88, "PDF, #page=12", "ok", pdf, (None,), path="/a.pdf", cited="/a.pdf#page=12", anchor="found")
    film = answer(200, FILM, content_type="video/mp4")
    web.link(88, "film, #t=30", "ok", film, (None,), path="/a.mp4", cited="/a.mp4#t=30", anchor="found")
    for kind, words, mark in (
        ("is there", "only%20one%20of%20them", "found"),
        ("is there, with prefix and end", "master-,kept%20two%20books,of%20the%20port", "found"),
        ("is missing", "a%20sentence%20nobody%20wrote", "missing"),
    ):
        web.link(89, f"text fragment {kind}", "ok", page, cited=f"/reports/annual#:~:text={words}", anchor=mark)
    parts = page_with("<h2 id='one'>One</h2><h2 id='two'>Two</h2>")
    more: Further = (("/reports/annual#two", "ok"), ("/reports/annual#absent", "ok"))
    web.link(90, "several fragments of one page", "ok", parts, cited="/reports/annual#one", more=more, gets=1)
    more = (("/papers/Keys", "ok"),)
    web.link(92, "paths that differ by case", "dead", {"/papers/keys": missing, "/papers/Keys": page}, more=more)


CROWDS: dict[str, tuple[int, Guard]] = {
    "bans 11 starts in a second": (40, Guard(starts=10)),
    "bans the 7th connection": (30, Guard(flights=6, pace=0.2)),
    "bans whom Retry-After does not hold": (20, Guard(limited=(3, 9, 15), retry_after=1, pace=0.1)),
    "bans two requests within 100 ms after a 429": (15, Guard(limited=(4, 9), pace=0.1)),
    "bans both, keeps no connection": (25, Guard(starts=10, flights=6, pace=0.3, closes=True)),
    "resets the 7th connection": (20, Guard(flights=6, refuses=True, pace=0.3)),
    "bans both, reached by short links": (30, Guard(starts=10, flights=6, pace=0.05)),
    "slow": (24, Guard(pace=0.7)),
}


def crowd_page(guard: Guard) -> Manner:
    """One of many live pages on a host with a guard."""

    async def manner(connection: Connection, request: Request) -> None:
        number = int(request.target.rpartition("/")[2])
        guard.start(request.method, number)
        if number in guard.limited and request.visit == 1 and not guard.banned:
            await asyncio.sleep(guard.pace / 2)
            guard.limit(number)
            named = [("Retry-After", str(guard.retry_after))] if guard.retry_after else []
            await connection.answer(request, 429, BUSY.encode(), named)
            return
        await asyncio.sleep(guard.pace)
        while (early := guard.said_429 + guard.pace / 2 - time.monotonic()) > 0:  # the 429 is to be seen first
            await asyncio.sleep(early)
        if guard.banned:
            await connection.answer(request, 403, html("Banned", "<h1>Banned</h1><p>Too many requests.</p>").encode())
        else:
            title = f"{connection.host.title}, part {number}"
            await connection.answer(request, 200, article(title).encode(), close=guard.closes)

    return manner


def crowds() -> tuple[list[Link], list[Host]]:
    """The crowds: live pages on hosts that ban or refuse the impolite."""
    links: list[Link] = []
    hosts: list[Host] = []
    for row, (name, (size, guard)) in enumerate(CROWDS.items()):
        address = f"127.21.{row}.1"
        manner = crowd_page(guard)
        routes = {f"/letters/{n}": manner for n in range(size)}
        hosts.append(Host(address, f"Letters from the Archive, series {row}", routes=routes, guard=guard))
        short = "short" in name
        if short:
            routes = {f"/{n}": redirect(302, f"{{other}}/letters/{n}") for n in range(size)}
            hosts += [Host(f"127.21.{row}.{n}", "", address, routes) for n in range(2, 7)]
        for n in range(size):
            place = f"127.21.{row}.{2 + n % 5}:{{http}}/{n}" if short else f"{address}:{{http}}/letters/{n}"
            title = f"Letters from the Archive, series {row}, part {n}"
            links.append(Link(93, name, f"http://{place}", title, ("ok",), crowd=name))
    return links, hosts


def misbehaving(*, tls: bool) -> tuple[list[Link], list[Host]]:
    """The scored links and their hosts."""
    web = Catalogue(tls=tls)
    parts = (
        head_and_redirects,
        gone_but_polite,
        walls,
        limits,
        statuses,
        hops_and_turns,
        bodies,
        connections,
        addresses,
    )
    for part in parts:
        part(web)
    return web.links, web.hosts


# Serving -------------------------------------------------------------------------------------------------------------


class Web:
    """The running hosts."""

    def __init__(self, hosts: list[Host], certificates: Path | None) -> None:
        self.hosts = hosts
        self.certificates = certificates
        self.sockets: list[socket.socket] = []
        self.faults: list[str] = []

    async def accept(self, host: Host, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end; trouble with the other side is its own affair, our bugs are noted."""
        connection = Connection(host, reader, writer)
        host.connections += 1
        try:
            await self.serve(connection)
        except (OSError, EOFError, asyncio.LimitOverrunError):
            pass
        except Exception:  # noqa: BLE001
            self.faults.append(traceback.format_exc())
        finally:
            connection.finish()
            writer.close()

    async def serve(self, connection: Connection) -> None:
        """Read requests and answer each in its manner."""
        host = connection.host
        if not connection.begin():
            connection.reset()
        elif host.opening is not None and not await host.opening(connection):
            return
        while connection.alive and not connection.writer.is_closing():
            async with asyncio.timeout(LONG):
                block = await connection.reader.readuntil(b"\r\n\r\n")
            if not connection.begin():
                connection.reset()
                return
            lines = block.decode("latin-1").split("\r\n")
            method, _, rest = lines[0].partition(" ")
            target = rest.rpartition(" ")[0]
            if not target:
                await connection.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            host.visits[target, ""] += 1
            host.visits[target, method] += 1
            pairs = (line.partition(":") for line in lines[1:])
            fields = {name.strip().lower(): value.strip() for name, _, value in pairs}
            request = Request(method, target, fields, host.visits[target, ""], host.visits[target, method])
            manner = host.routes.get(target) or host.routes.get(ANY) or missing
            await manner(connection, request)

    def note(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Keep what went wrong beside the answers, but for connections that broke."""
        fault = context.get("exception")
        if not isinstance(fault, OSError):
            self.faults.append(f"{context.get('message')}: {fault!r}")

    def context(self, host: Host) -> ssl.SSLContext | None:
        """The host's certificate, if it has one."""
        if not host.tls or host.tls == "raw" or self.certificates is None:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificates / f"{host.address}.pem")
        if host.tls == "h2":
            context.set_alpn_protocols(["h2", "http/1.1"])
        return context

    def bind(self, address: str, port: int, backlog: int) -> socket.socket:
        """A listening socket."""
        bound = socket.socket()
        self.sockets.append(bound)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((address, port))
        bound.listen(backlog)
        return bound

    def fill(self, address: str, port: int) -> None:
        """Fill the queue of a host that never accepts, so that connecting to it hangs."""
        self.bind(address, port, 0)
        for _ in range(4):
            waiting = socket.socket()
            self.sockets.append(waiting)
            waiting.settimeout(0)
            waiting.connect_ex((address, port))

    async def open(self) -> tuple[int, int]:
        """Start all hosts on two free ports, which are returned."""
        probes = [socket.socket() for _ in range(2)]
        for probe in probes:
            probe.bind((self.hosts[0].address, 0))
        ports = probes[0].getsockname()[1], probes[1].getsockname()[1]
        for probe in probes:
            probe.close()
        for host in self.hosts:
            host.ports = ports
            if host.hangs:
                self.fill(host.address, ports[0])
            elif host.routes and (self.certificates or not host.tls):
                bound = self.bind(host.address, ports[bool(host.tls)], 512)
                await asyncio.start_server(partial(self.accept, host), sock=bound, ssl=self.context(host))
        return ports

    def told(self) -> dict[str, object]:
        """What the hosts have seen."""
        guarded = {host.address: host.guard for host in self.hosts if host.guard is not None}
        return {
            "faults": self.faults,
            "gets": {
                (host.address, target): number
                for host in self.hosts
                for (target, method), number in host.visits.items()
                if method == "GET"
            },
            "bans": {address: guard.banned for address, guard in guarded.items() if guard.banned},
            "refused": sum(guard.refused for guard in guarded.values()),
            "busiest": {address: (guard.busiest, guard.peak) for address, guard in guarded.items()},
            "requests": sum(sum(host.visits.values()) for host in self.hosts) // 2,
        }


def run(pipe: Pipe, kind: str, certificates: Path | None) -> None:
    """Serve one of the two webs until the other end of the pipe says so, then tell what was seen."""

    async def serve() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
        if kind == "crowds":
            _, hosts = crowds()
        else:
            _, hosts = misbehaving(tls=certificates is not None)
            bomb()
        web = Web(hosts, certificates)
        asyncio.get_running_loop().set_exception_handler(web.note)
        pipe.send(await web.open())
        with contextlib.suppress(EOFError):
            await asyncio.to_thread(pipe.recv)
            pipe.send(web.told())
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    asyncio.run(serve())

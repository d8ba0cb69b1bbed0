"""Behaviours of servers, over real sockets: all asked in one run, each host with a behaviour of its own.

The numbers are those of the list of 93 behaviours that the contract names.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import socket
import zlib
from collections.abc import Iterator

import pytest
from simulated_web import Request, SimulatedWeb

from citecheck.model import LinkReport
from citecheck.settings import Settings
from citecheck.web import Target, check

LONG = "<p>" + "An essay is cited here at some length. " * 20
PAGE = f"<html><head><title>Essay</title></head><body><h1>Essay</h1><p id='here'>{LONG}</body></html>".encode()


def raw(status: int, *fields: str, body: bytes = PAGE, kind: str = "text/html") -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", f"Content-Type: {kind}", *fields]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


def always(status: int, *fields: str, body: bytes = PAGE, kind: str = "text/html"):
    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(status, *fields, body=body, kind=kind))

    return handle


def first(answer: bytes, then: bytes = raw(200)):
    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(then if request.nth else answer)

    return handle


def paths(**answers: bytes):
    """An answer for each path; `/` is `root`."""

    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        name = request.path.partition("?")[0].strip("/").replace("/", "_").partition(".")[0]
        writer.write(answers.get(name or "root") or raw(404, body=b"nothing here"))

    return handle


def literally(data: bytes):
    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return handle


async def hang(request: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def drip_head(request: Request, writer: asyncio.StreamWriter) -> None:
    for byte in raw(200):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.1)


async def drip_body(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.1)


async def endless_body(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)
    while True:
        writer.write(b"." * 65536)
        await writer.drain()


async def endless_head(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-Filler: " + b"x" * 8000 + b"\r\n")
        await writer.drain()


async def cookie_needed(request: Request, writer: asyncio.StreamWriter) -> None:
    if "seen=yes" in request.headers.get("cookie", ""):
        writer.write(raw(200))
    else:
        writer.write(raw(302, "Location: /page", "Set-Cookie: seen=yes; Path=/", body=b""))


async def cookie_with_refresh(request: Request, writer: asyncio.StreamWriter) -> None:
    if request.path == "/page":
        refresh = b'<meta http-equiv="refresh" content="0; url=/entered"><title>Wait</title>'
        writer.write(raw(200, "Set-Cookie: seen=yes; Path=/", body=refresh))
    else:
        writer.write(raw(200 if "seen=yes" in request.headers.get("cookie", "") else 404))


async def html_only(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(raw(200) if "text/html" in request.headers.get("accept", "") else raw(404))


async def counting(request: Request, writer: asyncio.StreamWriter) -> None:
    step = int(request.path.partition("?")[2] or 0)
    writer.write(raw(302, f"Location: /page?{step + 1}", body=b""))


async def password(request: Request, writer: asyncio.StreamWriter) -> None:
    wanted = "Basic " + base64.b64encode(b"me:s3cret").decode()
    writer.write(raw(200) if request.headers.get("authorization") == wanted else raw(401))


async def elsewhere_with_password(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(raw(302, f"Location: http://leak.test:{request.port}/page", body=b""))


async def leak(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(raw(500 if "authorization" in request.headers else 200))


BOMB = gzip.compress(b"\0" * 50_000_000)
MANY_FIELDS = [f"X-{i}: y" for i in range(1500)]

HOSTS = {
    "plain": always(200),
    "temp": paths(page=raw(302, "Location: /other", body=b""), other=raw(200)),
    "perm": paths(page=raw(301, "Location: /other", body=b""), other=raw(200)),
    "mixed": paths(
        page=raw(301, "Location: /b", body=b""),
        b=raw(308, "Location: /c", body=b""),
        c=raw(302, "Location: /d", body=b""),
        d=raw(200),
    ),
    "later": paths(page=raw(302, "Location: /b", body=b""), b=raw(301, "Location: /c", body=b""), c=raw(200)),
    "toerror": paths(page=raw(302, "Location: /404.html", body=b""), **{"404": raw(200)}),
    "tohome": paths(archive_2009_page=raw(301, "Location: /", body=b""), root=raw(200)),
    "toparent": paths(news_2009_page=raw(301, "Location: /news/", body=b""), news=raw(200)),
    "soft": always(200, body=b"<title>Page not found</title><h1>Page not found</h1> Sorry."),
    "gate": paths(page=raw(302, "Location: /login?next=/page", body=b""), login=raw(200)),
    "s401": always(401),
    "s403": always(403),
    "s404": always(404),
    "s410": always(410),
    "s418": always(418),
    "s429": always(429, "Retry-After: 0"),
    "s429long": always(429, "Retry-After: 3600"),
    "s429once": first(raw(429, "Retry-After: 0")),
    "s429odd": first(raw(429, "Retry-After: -1.5 moons")),
    "s451": always(451),
    "s500": always(500),
    "s500once": first(raw(500)),
    "s501": always(501),
    "s503long": always(503, "Retry-After: 3600"),
    "s503once": first(raw(503)),
    "s999": always(999),
    "cloudflare": always(503, "cf-mitigated: challenge"),
    "aws": always(202, "x-amzn-waf-action: challenge", body=b""),
    "htmlonly": html_only,
    "empty": always(200, body=b""),
    "s204": literally(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"),
    "s206": always(206),
    "s300": always(300),
    "s304": literally(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"),
    "nolocation": always(302, body=b""),
    "jslocation": always(302, "Location: javascript:alert(1)", body=b""),
    "tofile": always(302, "Location: file:///etc/passwd", body=b""),
    "utf8": paths(page=raw(302, "Location: /caf\u00c3\u00a9 au lait", body=b""), **{"caf%C3%A9%20au%20lait": raw(200)}),
    "circle": paths(page=raw(302, "Location: /b", body=b""), b=raw(302, "Location: /page", body=b"")),
    "counting": counting,
    "cookie": cookie_needed,
    "refresh": paths(page=raw(200, body=b'<meta http-equiv="refresh" content="0; url=/gone"><title>Moved</title>')),
    "refreshfield": paths(page=raw(200, "Refresh: 0; url=/gone")),
    "refreshlater": paths(page=raw(200, "Refresh: 5; url=/gone")),
    "refreshcookie": cookie_with_refresh,
    "backslash": paths(page=raw(302, "Location: \\other?a=\\b", body=b""), other=raw(200)),
    "cutgzip": always(200, "Content-Encoding: gzip", body=gzip.compress(PAGE)[:-40]),
    "ticker": always(200, body=b'<meta http-equiv="refresh" content="0;url=/page">' + PAGE),
    "bomb": always(200, "Content-Encoding: gzip", body=BOMB),
    "gzip": always(200, "Content-Encoding: gzip", body=gzip.compress(PAGE)),
    "deflate": always(200, "Content-Encoding: deflate", body=zlib.compress(PAGE)),
    "baredeflate": always(200, "Content-Encoding: deflate", body=zlib.compress(PAGE)[2:-4]),
    "dripbody": drip_body,
    "endless": endless_body,
    "driphead": drip_head,
    "endlesshead": endless_head,
    "fields": always(200, *MANY_FIELDS),
    "cut": literally(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n" + PAGE[:99]),
    "junk": literally(raw(200) + b"junk after the body"),
    "garbage": literally(b"this is no HTTP at all\r\n\r\n"),
    "icy": literally(b"ICY 200 OK\r\n\r\n"),
    "resetonce": first(b""),
    "hints": literally(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + raw(200)),
    "hang": hang,
    "password": password,
    "leaving": elsewhere_with_password,
    "leak": leak,
    "fragment": always(200),
}

# behaviour, host, path with fragment, verdict, reason
CASES = [
    ("plain page", "plain", "/page", "ok", None),
    ("8 temporary redirect", "temp", "/page", "ok", None),
    ("7 permanent redirect", "perm", "/page", "moved", None),
    ("9 permanent then temporary", "mixed", "/page", "moved", None),
    ("10 temporary then permanent", "later", "/page", "ok", None),
    ("16 redirect to 404.html", "toerror", "/page", "dead", "soft-404"),
    ("17 redirect home", "tohome", "/archive/2009/page.html", "dead", "home-redirect"),
    ("18 redirect to the section", "toparent", "/news/2009/page.html", "moved", "parent-redirect"),
    ("20 page not found", "soft", "/page", "dead", "soft-404"),
    ("23 login", "gate", "/page", "blocked", "login"),
    ("25 unauthorised", "s401", "/page", "blocked", "login"),
    ("26 forbidden", "s403", "/page", "blocked", "forbidden"),
    ("27 cloudflare", "cloudflare", "/page", "blocked", "challenge:cloudflare"),
    ("28 aws", "aws", "/page", "blocked", "challenge:aws-waf"),
    ("30 too many, then fine", "s429once", "/page", "ok", None),
    ("31 too many for ever", "s429", "/page", "blocked", "rate-limited"),
    ("31 too many for an hour", "s429long", "/page", "blocked", "rate-limited"),
    ("32 nonsense to wait for", "s429odd", "/page", "ok", None),
    ("34 999", "s999", "/page", "blocked", "forbidden"),
    ("35 teapot", "s418", "/page", "blocked", "forbidden"),
    ("36 wants text/html", "htmlonly", "/page", "ok", None),
    ("37 not found", "s404", "/page", "dead", "not-found"),
    ("37 gone", "s410", "/page", "dead", "gone"),
    ("38 legal", "s451", "/page", "blocked", "legal"),
    ("39 server error", "s500", "/page", "unreachable", "server-error"),
    ("39 server error once", "s500once", "/page", "ok", None),
    ("39 unavailable once", "s503once", "/page", "ok", None),
    ("40 maintenance", "s503long", "/page", "unreachable", "maintenance"),
    ("41 not implemented", "s501", "/page", "unreachable", "server-error"),
    ("42 empty", "empty", "/page", "ok", "empty-answer"),
    ("43 no content", "s204", "/page", "ok", "empty-answer"),
    ("44 partial", "s206", "/page", "ok", None),
    ("45 not modified", "s304", "/page", "ok", None),
    ("46 choices", "s300", "/page", "ok", None),
    ("47 no location", "nolocation", "/page", "unreachable", "bad-redirect"),
    ("47 script location", "jslocation", "/page", "unreachable", "bad-redirect"),
    ("48 raw location", "utf8", "/page", "ok", None),
    ("50 circle", "circle", "/page", "unreachable", "redirect-loop"),
    ("50 too many hops", "counting", "/page", "unreachable", "redirect-loop"),
    ("51 cookie", "cookie", "/page", "ok", None),
    ("54 to a file", "tofile", "/page", "unreachable", "bad-redirect"),
    ("55 credentials stay home", "leaving", "/page", "ok", None),
    ("56 meta refresh to 404", "refresh", "/page", "dead", "not-found"),
    ("56 refresh field to 404", "refreshfield", "/page", "dead", "not-found"),
    ("56 refresh field that waits", "refreshlater", "/page", "ok", None),
    ("51 meta refresh that needs its cookie", "refreshcookie", "/page", "ok", None),
    ("48 redirect with backslashes", "backslash", "/page", "ok", None),
    ("62 gzip that breaks off before the fragment", "cutgzip", "/page#late", "ok", "truncated-answer"),
    ("57 meta refresh to itself", "ticker", "/page", "ok", None),
    ("58 bomb", "bomb", "/page", "ok", None),
    ("58 gzip", "gzip", "/page#here", "ok", None),
    ("58 deflate", "deflate", "/page#here", "ok", None),
    ("58 bare deflate", "baredeflate", "/page#here", "ok", None),
    ("59 drip body", "dripbody", "/page", "ok", None),
    ("59 endless body", "endless", "/page", "ok", None),
    ("60 drip head", "driphead", "/page", "unreachable", "timeout"),
    ("61 endless head", "endlesshead", "/page", "unreachable", "bad-response"),
    ("61 many fields", "fields", "/page", "unreachable", "bad-response"),
    ("62 cut", "cut", "/page", "ok", "truncated-answer"),
    ("63 junk after the body", "junk", "/page", "ok", None),
    ("64 garbage", "garbage", "/page", "unreachable", "bad-response"),
    ("64 icy", "icy", "/page", "unreachable", "bad-response"),
    ("65 reset once", "resetonce", "/page", "ok", None),
    ("67 early hints", "hints", "/page", "ok", None),
    ("68 no such host", "ghost", "/page", "dead", "no-such-host"),
    ("68 name server fails", "mute", "/page", "unreachable", "server-error"),
    ("70 hangs", "hang", "/page", "unreachable", "timeout"),
    ("71 first address dead", "twoaddresses", "/page", "ok", None),
    ("85 anchor", "fragment", "/page#here", "ok", None),
    ("87 no anchor", "fragment", "/page#gone", "ok", "missing-fragment"),
    ("89 text", "fragment", "/page#:~:text=cited%20here", "ok", None),
    ("89 no text", "fragment", "/page#:~:text=never%20said", "ok", "missing-fragment"),
    ("92 path case", "fragment", "/Page", "ok", None),
]


@pytest.fixture(scope="module")
def links(web: SimulatedWeb, names: dict) -> Iterator[dict[str, LinkReport]]:
    """Every case asked in one run, as a text that cites them all would have it."""
    web.hosts |= HOSTS
    names |= {"ghost.test": socket.EAI_NONAME, "mute.test": socket.EAI_AGAIN}
    names["twoaddresses.test"] = ["127.0.0.2", "127.0.0.1"]
    web.hosts["twoaddresses"] = always(200)
    urls = [web.url(host, path) for _, host, path, *_ in CASES]
    urls += [
        f"http://me:s3cret@password.test:{web.port}/page",
        f"http://me:s3cret@leaving.test:{web.port}/with-password",
        f"https://plain.test:{web.port}/page",
        f"https://hang.test:{web.port}/page",
        "http://closed.test:1/page",
    ]
    settings = Settings(allow_private=True, timeout=2.0, retries=1)
    outcome = check([Target(url) for url in dict.fromkeys(urls)], settings)
    assert outcome.complete
    assert [report.url for report in outcome.reports] == list(dict.fromkeys(urls))
    yield {report.url: report for report in outcome.reports}
    names.clear()


@pytest.mark.parametrize(
    ("host", "path", "verdict", "reason"),
    [pytest.param(*case[1:], id=case[0].replace(" ", "-")) for case in CASES],
)
def test_behaviour(links, web, host, path, verdict, reason):
    report = links[web.url(host, path)]

    assert (report.verdict, report.reason) == (verdict, reason), report


def test_final_url_of_a_move_is_the_last_permanent_one(links, web):
    assert links[web.url("perm")].final_url == web.url("perm", "/other")
    assert links[web.url("mixed")].final_url == web.url("mixed", "/c")


def test_final_url_of_a_temporary_redirect_is_where_it_led(links, web):
    assert links[web.url("temp")].final_url == web.url("temp", "/other")
    assert links[web.url("plain")].final_url is None


def test_one_request_for_all_fragments_of_a_page(links, web):
    """90: each fragment is judged, the page is asked once (and once for the other path)."""
    assert web.asked("fragment") == 2


def test_what_cannot_pass_is_not_retried(links, web):
    for host in ("s403", "s501", "cloudflare", "s429long", "s503long"):
        assert web.asked(host) == 1, host
        assert links[web.url(host)].attempts == 1


def test_what_is_gone_is_asked_once_more(links, web):
    """37: a confirming request, no series."""
    for host in ("s404", "s410"):
        assert web.asked(host) == 2, host
        assert links[web.url(host)].attempts == 1


def test_what_may_pass_is_retried_within_bounds(links, web):
    assert web.asked("s500") == 2
    assert web.asked("s429") == 3
    assert links[web.url("s500")].attempts == 2


def test_redirects_are_followed_ten_times(links, web):
    assert web.asked("counting") == 11


def test_requests_are_those_of_an_honest_browserlike_client(links, web):
    """36, and the contract's honest User-Agent."""
    request = next(request for request in web.requests if request.host == "plain")

    assert request.headers["user-agent"].startswith("citecheck/")
    assert "+https://" in request.headers["user-agent"]
    assert request.headers["accept"].startswith("text/html")


def test_credentials_are_sent_to_their_host_only(links, web):
    """55 and 83."""
    assert links[f"http://me:s3cret@password.test:{web.port}/page"].verdict == "ok"
    report = links[f"http://me:s3cret@leaving.test:{web.port}/with-password"]
    assert report.verdict == "ok"
    assert "s3cret" not in (report.final_url or "")


def test_tls_to_a_server_without_it(links, web):
    """72: the kind of TLS error is named."""
    report = links[f"https://plain.test:{web.port}/page"]

    assert (report.verdict, report.reason) == ("unreachable", "tls-protocol")


def test_a_tls_handshake_that_hangs(links, web):
    """70: and its socket is closed (an open one is a warning, and an error here)."""
    assert links[f"https://hang.test:{web.port}/page"].reason == "timeout"


def test_refused_connection(links):
    """70."""
    report = links["http://closed.test:1/page"]

    assert (report.verdict, report.reason) == ("unreachable", "refused")


def test_checked_links_say_when(links, web):
    assert links[web.url("plain")].checked_at.endswith("+00:00")
    assert links[web.url("plain")].status == 200
    assert not links[web.url("plain")].cached

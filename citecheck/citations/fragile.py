"""What a URL shows by itself: that it cannot work (CC201), is private (CC204), or will rot (CC205).

All functions are pure and look at the URL only; no name is resolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from citecheck.patterns import lazy, without_passwords

if TYPE_CHECKING:
    import ipaddress

_PARTS = lazy(r"([A-Za-z][A-Za-z0-9+.-]*):/{0,2}([^/?#]*)([^?#]*)(?:\?([^#]*))?")
_DOUBLED = lazy(r"https?:/*\s?https?(?::|//)", re.IGNORECASE)
_DOMAIN_LIKE = lazy(r"[A-Za-z0-9-]+,[A-Za-z0-9-]+")
_DOTTED_NUMBERS = lazy(r"\d{1,5}(?:\.\d{1,5}){3}")
_PATTERN_HOST = lazy(r"[$%*{}<>]|^\.")
_ADDRESS = lazy(r"[0-9A-Fa-f:.%]+")

_NAMES_TO_FILL_IN = """
    host hostname host-name server servername server-name domain domainname proxy proxyhost address
    site yoursite website yourwebsite url ip ipaddress fqdn yourdomain your-domain yourserver your-server
    yourhost your-host your-site yourcompany your-company mydomain myserver myhost hostport
    host-port
"""
_PLACEHOLDERS = frozenset(_NAMES_TO_FILL_IN.split())
_PRIVATE_SUFFIXES = (".localhost", ".local", ".localdomain", ".internal", ".lan", ".intranet", ".home.arpa")
_REACHABLE = "cite an address that your readers can reach"
_SHORTENING_HOSTS = """
    bit.ly bitly.com t.co goo.gl tinyurl.com ow.ly is.gd buff.ly lnkd.in t.ly rb.gy cutt.ly tiny.cc v.gd
    dlvr.it fb.me rebrand.ly shorturl.at trib.al wp.me adf.ly bl.ink x.co snip.ly
"""
_SHORTENERS = frozenset(_SHORTENING_HOSTS.split())
_TRACKING = lazy(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_[ce]id|_hsenc|_hsmi|mkt_tok",
    re.IGNORECASE,
)
_SESSION = lazy(
    r"[;?&](jsessionid|phpsessid|aspsessionid\w{0,20}|cfid|cftoken|session_?id|sessid|sid)=([^&;#?]+)",
    re.IGNORECASE,
)
_LONG_HEX = lazy(r"[0-9A-Fa-f-]{16,}")
_EXPIRY = ("x-amz-expires", "x-goog-expires", "x-amz-signature", "x-goog-signature")
_SEARCH = (
    ("google.", ("/search",)),
    ("bing.com", ("/search",)),
    ("duckduckgo.com", ("/", "/html", "")),
    ("search.yahoo.com", ("/search",)),
    ("yandex.", ("/search", "/search/")),
    ("baidu.com", ("/s",)),
    ("scholar.google.", ("/scholar",)),
)


class Parts(NamedTuple):
    """A URL taken apart, without judging it (RFC 3986, appendix B)."""

    scheme: str
    host: str
    """In lower case, without credentials and port."""
    port: str
    path: str
    query: str


class Flaw(NamedTuple):
    """What is wrong about a URL, in words."""

    rule: str
    message: str
    note: str
    advice: str


@lru_cache(16)  # several ask about one URL in turn
def parts(url: str) -> Parts:
    """Takes a URL apart; never fails."""
    found = _PARTS.match(url)
    if not found:
        return Parts("", "", "", url, "")
    scheme, authority, path, query = found.groups(default="")
    authority = authority.rpartition("@")[2]
    if authority.startswith("["):
        host, _, port = authority.partition("]")
        host, port = host + "]", port.removeprefix(":")
    else:
        host, _, port = authority.partition(":")
    return Parts(scheme.lower(), host.lower(), port, path, query)


def shown(url: str) -> str:
    """A URL fit for a message: without its password, and not endless."""
    url = without_passwords(url)
    return url if len(url) <= 200 else f"{url[:199]}…"


def is_placeholder(url: str) -> bool:
    """Whether a URL is a template such as `http://HOST:PORT/`, which nobody is meant to follow."""
    part = parts(url)
    if part.scheme == "file":
        return False
    host = part.host
    written = url[len(part.scheme) + 3 :][: len(host)]
    if not host or _PATTERN_HOST.search(host) or "..." in host or "/.../" in part.path:
        return True
    if host.startswith("[") and ":" not in host:
        return True
    if part.port and not any(map(str.isdigit, part.port)):
        return True
    first = host.removeprefix("www.").partition(".")[0]
    dotless = "." not in host and ":" not in host
    if dotless:
        return first in _PLACEHOLDERS or (len(written) > 1 and written.isupper() and written.isalpha())
    return first.startswith(("your", "my")) and first in _PLACEHOLDERS


def flaws(url: str) -> Iterator[Flaw]:
    """All that is wrong about an http, https, ftp or file URL; one that cannot work is only that."""
    part = parts(url)
    if flaw := _malformed(url, part):
        yield flaw
        return
    if flaw := _private(part):
        yield flaw
    if flaw := _fragile(url, part):
        yield flaw


def _malformed(url: str, part: Parts) -> Flaw | None:
    if _DOUBLED.match(url):
        return _bad("The URL begins twice", "a scheme after a scheme", "keep one http:// or https://")
    if part.scheme == "file":
        return None
    if not part.host:
        return _bad("The URL names no host", "no host here", "write the host after //")
    if part.port and (not part.port.isdecimal() or int(part.port[:6]) > 65535):
        return _bad(f"The port {part.port[:12]} is impossible", "1 to 65535", "correct the port, or leave it out")
    if part.host.startswith("["):
        return None if _ip(part.host) else _bad("The IPv6 address is not valid", "", "correct the address")
    return _bad_host(part.host)


@lru_cache(4096)  # a host has many links
def _bad_host(host: str) -> Flaw | None:
    labels = host.removesuffix(".").split(".")
    if not any(char.isalnum() for char in host):
        return _bad("The host of the URL has no name", "no letter or digit", "write the host after //")
    if "" in labels:
        return _bad("The host of the URL has two dots in a row", "", "take one dot out")
    if "," in host and _DOMAIN_LIKE.search(host):
        return _bad("The host of the URL has a comma", "a dot is probably meant", "write a dot instead")
    if any(len(label) > 63 for label in labels) or len(host) > 253:
        return _bad("The host of the URL is too long", "63 letters between dots, 253 in all", "correct the host")
    if _DOTTED_NUMBERS.fullmatch(host) and any(int(label) > 255 for label in labels):
        return _bad(f"{host} is no IP address", "each number is at most 255", "correct the address")
    return None


def _bad(message: str, note: str, advice: str) -> Flaw:
    return Flaw("CC201", message, note, advice)


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    host = host.strip("[]").partition("%")[0]
    if not _ADDRESS.fullmatch(host):
        return None
    import ipaddress

    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _private(part: Parts) -> Flaw | None:
    if part.scheme == "file":
        return Flaw("CC204", "The link is a file on one computer", "only there", _REACHABLE)
    return _private_host(part.host.removesuffix("."))


@lru_cache(4096)
def _private_host(host: str) -> Flaw | None:
    if host == "localhost" or host.endswith(".localhost"):
        return Flaw("CC204", "localhost is the reader's own computer", "not on the web", _REACHABLE)
    if host.endswith(_PRIVATE_SUFFIXES):
        return Flaw("CC204", f"{host} is a name of a private network", "not on the web", _REACHABLE)
    address = _ip(host)
    if address and (not address.is_global or address.is_multicast):
        kind = "the reader's own computer" if address.is_loopback else "a private or reserved address"
        return Flaw("CC204", f"{address} is {kind}", "not on the web", _REACHABLE)
    return None


def _fragile(url: str, part: Parts) -> Flaw | None:
    host = part.host.removeprefix("www.")
    if host == "webcache.googleusercontent.com":
        return _rots("Google's cache is gone", "use the page itself, or a copy in web.archive.org")
    if host == "web.archive.org":
        if part.path.startswith("/save/"):
            return _rots("The link saves a new copy instead of showing one", "cite the address of the saved copy")
        return None
    if host in _SHORTENERS:
        return _rots(f"{host} is a link shortener", "open the link and cite the address it leads to")
    for name, paths in _SEARCH if part.query else ():
        known = host.startswith(name) if name.endswith(".") else host == name
        if known and part.path in paths and _names(part.query) & {"q", "p", "text", "wd"}:
            return _rots("A search page shows other results every day", "cite the page you found")
    return _fragile_parameters(url, part)


def _fragile_parameters(url: str, part: Parts) -> Flaw | None:
    if not part.query and "=" not in url:
        return None
    for found in _SESSION.finditer(url):
        name, value = found.groups()
        if name.lower() not in ("sid", "cfid", "session_id", "sessionid") or _LONG_HEX.fullmatch(value):
            without = url.replace(found[0], found[0][0] if found[0][0] == "?" else "", 1).replace("?&", "?")
            return _rots(f"The link holds a session id ({name})", f"cite {shown(without.rstrip('?'))} and try it")
    names = _names(part.query)
    signed = next((name for name in _EXPIRY if name in names), "")
    if signed or {"expires", "signature"} <= names or {"sig", "se"} <= names:
        return _rots("The link is signed and expires", "cite the page that offers the file")
    if tracking := [pair.partition("=")[0] for pair in part.query.split("&") if _is_tracking(pair)]:
        listed = ", ".join(dict.fromkeys(tracking[:4]))
        return _rots(f"The link tracks its readers ({listed})", f"cite {shown(_without_tracking(url))}")
    return None


def _rots(message: str, advice: str) -> Flaw:
    return Flaw("CC205", message, "", advice)


def _names(query: str) -> set[str]:
    return {pair.partition("=")[0].lower() for pair in query.split("&")}


def _is_tracking(pair: str) -> bool:
    return _TRACKING.fullmatch(pair.partition("=")[0]) is not None


def _without_tracking(url: str) -> str:
    """The URL without its tracking parameters; the others and the fragment stay."""
    bare, sharp, fragment = url.partition("#")
    page, _, query = bare.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not _is_tracking(pair))
    return page + (f"?{kept}" if kept else "") + sharp + fragment

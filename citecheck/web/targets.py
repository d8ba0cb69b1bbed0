"""What is to be checked, and what is not asked at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from citecheck.errors import UsageError
from citecheck.model import Cited, LinkReport, Verdict
from citecheck.patterns import lazy
from citecheck.settings import HostSettings, Settings
from citecheck.web.addresses import is_private_host, literal_address
from citecheck.web.reasons import Reason


@dataclass(frozen=True, slots=True)
class Target:
    """A distinct URL as cited, its fragment kept, and where it is cited."""

    url: str
    cited: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the targets, in their order."""

    reports: tuple[LinkReport, ...]
    complete: bool
    """False when interrupted: what was not finished is `skipped`, without a reason."""
    notices: tuple[str, ...] = ()
    """What a person should know about the run itself, a sentence each."""
    unwritten: bool = False
    """Whether a file that was to be written, the history, could not be; a notice says why."""


class Refusal(NamedTuple):
    """Why a URL is not requested."""

    verdict: Verdict
    reason: str | None
    """None for a malformed URL: the verdict `invalid` says it."""
    detail: str


# In a path or query these stay as written; what a browser would escape is escaped, valid escapes stay.
_KEPT = "/%:@!$&'()*+,;=~?[]|^\\"
_PLAIN = lazy(rf"[\w.\-{re.escape(_KEPT)}]*", re.ASCII)
"""What escaping leaves as it is: nearly all there is, and found out faster."""
_READY = lazy(rf"https?://([a-z0-9.-]+)(?::(?:[1-9]\d{{3}}|[1-5]\d{{4}}))?/[\w.\-{re.escape(_KEPT)}]*(?<!\?)", re.ASCII)
"""What most URLs look like: nothing is to be done to them, if their hosts are in order."""
_AUTHORITY = lazy(r"([A-Za-z][A-Za-z0-9+.-]*://)([^/?#]*)")
_SCHEME = lazy(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "go", "gov", "gob", "ne", "net", "or", "org"})
_LABEL = lazy(r"[a-z0-9_-]{1,63}")


def requested(url: str, settings: Settings) -> str | Refusal:
    """The request for a URL as cited (see `request_url`), or why none is to be made.

    Raises UsageError if a pattern of `settings.exclude_link` is no regular expression.
    """
    if any(pattern.search(url) for pattern in link_patterns(settings.exclude_link)):
        return Refusal(Verdict.SKIPPED, Reason.EXCLUDED, "excluded by --exclude-link")
    scheme = _SCHEME.match(url.strip())
    if scheme and scheme[0].lower() not in ("http", "https"):
        return Refusal(Verdict.SKIPPED, Reason.UNSUPPORTED_SCHEME, f"{scheme[0].lower()}: is not checked")
    try:
        request = request_url(url)
    except ValueError as error:
        return Refusal(Verdict.INVALID, None, str(error))
    host = host_of(request)
    if host.endswith(".onion"):
        return Refusal(Verdict.SKIPPED, Reason.UNSUPPORTED_SCHEME, "it is reached through Tor only")
    if not settings.allow_private and is_private_host(host):
        return Refusal(Verdict.SKIPPED, Reason.PRIVATE_ADDRESS, f"{host} is a private address")
    if settings.hosts and host_settings(settings, authority_of(request)).skip:
        return Refusal(Verdict.SKIPPED, Reason.EXCLUDED, f"the configuration leaves {host} out")
    return request


_NO_OWN = HostSettings()


def host_settings(settings: Settings, authority: str) -> HostSettings:
    """What is configured for a host, by its authority: for that name and port, for the name, or for those above it."""
    hosts = settings.hosts
    if not hosts:
        return _NO_OWN
    name = authority if authority.endswith("]") else authority.rpartition(":")[0] or authority
    for each in (authority, name):
        if each in hosts:
            return hosts[each]
    _, dot, parent = name.partition(".")
    while dot:
        if f"*.{parent}" in hosts:
            return hosts[f"*.{parent}"]
        _, dot, parent = parent.partition(".")
    return _NO_OWN


def request_url(url: str) -> str:
    """The URL as it goes on the wire, without its fragment: the identity by which links are one request.

    Scheme and host are lower-cased, the host is punycoded, the default port is dropped, spaces and
    non-ASCII characters are escaped, backslashes are slashes, `/./` and `/../` are followed; the path is otherwise
    left as written (`/A` is not `/a`, `%7E` is not `~`). Raises ValueError with the reason if it cannot be a URL.
    """
    ready = _READY.fullmatch(url)
    if ready and "/." not in url and "\\" not in url and "/%2" not in url and _wire_host(ready[1]) == ready[1]:
        return url
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        raise ValueError("it cannot be read as a URL") from None  # Python's words show the credentials
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise ValueError("it does not begin with http:// or https://")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("its port is not a number from 0 to 65535") from None
    host = _wire_host(parts.hostname or "")
    at_port = "" if port in (None, {"http": 80, "https": 443}[scheme]) else f":{port}"
    user = quote(parts.netloc.rpartition("@")[0], safe="%:!$&'()*+,;=~") if "@" in parts.netloc else ""
    path = parts.path.replace("\\", "/")  # WHATWG URL, path state
    query = "?" + _escaped(parts.query) if parts.query else ""
    return f"{scheme}://{user}{'@' if user else ''}{host}{at_port}{_without_dots(_escaped(path)) or '/'}{query}"


def key_of(url: str) -> str | None:
    """What a link is remembered by; None if it is not to be, for it has credentials."""
    try:
        if "@" in url and "@" in urlsplit(url).netloc:
            return None
        return f"{request_url(url)}#{url.strip().partition('#')[2]}"
    except ValueError:
        return None


def host_of(url: str) -> str:
    """The host of a URL made by `request_url`, without brackets."""
    authority = authority_of(url)
    return authority[1:].partition("]")[0] if authority[:1] == "[" else authority.partition(":")[0]


def authority_of(url: str) -> str:
    """Host and port of a URL made by `request_url`: what a courtesy limit counts as one host."""
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2]


def site_of(host: str) -> str:
    """The registrable domain, near enough: two labels, or three under the likes of `co.uk`."""
    labels = host.split(".")
    three = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if three else -2 :])


def without_user(url: str) -> str:
    """A URL without the credentials before its host."""
    found = _AUTHORITY.match(url)
    return f"{found[1]}{found[2].rpartition('@')[2]}{url[found.end() :]}" if found and "@" in found[2] else url


def _escaped(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else quote(text, safe=_KEPT)


def _without_dots(path: str) -> str:
    """A path without the steps `.` and `..` (RFC 3986, 5.2.4, and WHATWG URL, which knows them escaped too)."""
    if "/." not in path and "/%2" not in path:
        return path
    kept: list[str] = []
    step = ""
    for written in path.split("/")[1:]:
        step = written.replace("%2e", ".").replace("%2E", ".")
        if step == "..":
            kept = kept[:-1]
        elif step != ".":
            kept.append(written)
    return "/".join(["", *kept, *([""] if step in (".", "..") else [])])


@lru_cache(4096)  # a host has many links
def _wire_host(host: str) -> str:
    if not host:
        raise ValueError("it has no host")
    if host in ("http", "https"):
        raise ValueError("its scheme is written twice")
    if ":" in host:
        return f"[{literal_address(host)}]"
    host = _punycode(host).removesuffix(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise ValueError(f"{host!r} cannot be the name of a host")
    address = literal_address(host)  # raises for 256.1.1.1
    return host if address is None else str(address)  # as browsers do: WHATWG URL, host serializing


def _punycode(host: str) -> str:
    if host.isascii():
        return host.lower()
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        # Names that IDNA 2008 forbids, such as emoji, exist and browsers open them.
        labels = (
            label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
            for label in host.lower().split(".")
        )
        return ".".join(labels)


@cache
def link_patterns(sources: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The compiled patterns of `--exclude-link`; raises UsageError if one is no regular expression."""
    patterns = []
    for source in sources:
        try:
            patterns.append(re.compile(source))
        except re.error as error:
            raise UsageError(f"--exclude-link {source!r} is not a regular expression: {error}") from error
    return tuple(patterns)

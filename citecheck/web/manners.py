"""What a host has shown of its ways, in this run or in one that is remembered."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from citecheck.web.exchange import Sibling

_ENOUGH = 2
"""404s of a host that are asked for once more; if they prove true, the others are believed at once."""


@dataclass(slots=True)
class Manners:
    """The ways of one host (with its port, if not the usual one)."""

    head_lies: bool = False
    """Whether it answers HEAD otherwise than GET."""
    interval: float = 0.0
    """Seconds between two requests that it taught us to keep; 0 if none."""
    doubted: int = 0
    """How many of its 404s were confirmed, since one was not true."""
    asking: set[str] = field(default_factory=set)
    """The directories of which somebody is just finding that out."""
    siblings: dict[str, Sibling] = field(default_factory=dict)
    """By directory: what it answers there for a page that cannot exist."""

    @property
    def is_believed(self) -> bool:
        """Whether a 404 of this host needs no second request."""
        return self.doubted >= _ENOUGH


def directory_of(url: str) -> str:
    """What answers a URL: its directory, or where a query says what is wanted the program, with the query's name."""
    parts = urlsplit(url)
    if found := _telling_parameter(parts.query):
        return urlunsplit((parts.scheme, parts.netloc, parts.path, f"{found.partition('=')[0]}=", ""))
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + "/", "", ""))


def random_sibling(url: str) -> str:
    """A page beside this one that certainly does not exist, with the same suffix, or another value in the query.

    Source: Bar-Yossef et al. 2004, "Sic transit gloria telae: towards an understanding of the web's decay".
    """
    import secrets  # few pages are doubtful

    parts = urlsplit(url)
    if found := _telling_parameter(parts.query):
        key, _, value = found.partition("=")
        made_up = str(secrets.randbelow(9 * 10**8) + 10**8) if value.isdigit() else secrets.token_hex(6)
        query = "&".join(f"{key}={made_up}" if each == found else each for each in parts.query.split("&"))
        return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
    name = parts.path.rpartition("/")[2]
    _, dot, suffix = name.rpartition(".")
    ending = dot + suffix if dot and suffix.isalnum() and len(suffix) <= 5 else ""
    return directory_of(url) + secrets.token_hex(8) + ending


def _telling_parameter(query: str) -> str:
    """The parameter that most likely says which page is wanted: the last of those with the longest value."""
    parameters = [each for each in query.split("&") if each.partition("=")[2]]
    return max(reversed(parameters), key=lambda each: len(each.partition("=")[2]), default="")

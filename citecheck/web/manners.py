"""What a host has shown of its ways, in this run or in one that is remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from citecheck.patterns import lazy
from citecheck.web.exchange import Sibling

_DIGITS = 3  # a name with so many is a code: "tt0111161", not "covid19"
_DATE = lazy(r"(?:1[89]|20)\d\d(?:-\d\d){0,2}|v\d+(?:\.\d+)*", re.IGNORECASE)  # or a version
_NUMBER = lazy(r"(?:\w*id|nr|no|p|t)=\d+", re.IGNORECASE)
_BESIDE = lazy(
    r"utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|ref\w*|source|src|campaign|via|share|lang\w*|locale|hl|format|print|view"
    r"|sort|order|tab|phpsessid|sid|session\w*",
    re.IGNORECASE,
)
"""Parameters that say how a page is shown, or who sent us: not which."""
_ENOUGH = 2
"""404s of a host that are asked for once more; if they prove true, the others are believed at once."""


@dataclass(slots=True)
class Manners:
    """The ways of one host (with its port, if not the usual one)."""

    head_lies: bool = False
    """Whether it answers HEAD otherwise than GET."""
    interval: float = 0.0
    """Seconds between two requests that it taught us to keep; 0 if none."""
    confirmed: int = 0
    """How many of its 404s proved true when asked for again, since one did not."""
    siblings: dict[str, Sibling] = field(default_factory=dict)
    """By directory: what it answers there for a page that cannot exist."""
    asking: set[str] = field(default_factory=set)
    """The directories of which somebody is just finding that out."""

    @property
    def is_believed(self) -> bool:
        """Whether a 404 of this host needs no second request."""
        return self.confirmed >= _ENOUGH


def directory_of(url: str) -> str:
    """What answers a URL: its directory, or where a query says what is wanted the program, with the query's name.

    The numbers of things in a path stand for all of them: what shows thing 7 is what shows thing 8.
    """
    parts = urlsplit(url)
    if found := _telling_parameter(parts.query):
        return urlunsplit((parts.scheme, parts.netloc, parts.path, f"{found.partition('=')[0]}=", ""))
    *before, _ = _steps(parts.path)
    numbers = _numbers(before)
    path = "".join(f"/{'0' if at in numbers else step}" for at, step in enumerate(before))
    return urlunsplit((parts.scheme, parts.netloc, f"{path}/", "", ""))


def random_sibling(url: str) -> str:
    """A page beside this one that certainly does not exist, with the same suffix, or another value in the query.

    Many sites go by a number alone, and show the same page whatever title stands beside it: so all that may name
    the page is made up.

    Source: Bar-Yossef et al. 2004, "Sic transit gloria telae: towards an understanding of the web's decay".
    """
    parts = urlsplit(url)
    if found := _telling_parameter(parts.query):
        titled = not found.partition("=")[2].isdigit()
        query = "&".join(
            f"{each.partition('=')[0]}={_made_up(each.partition('=')[2])}"
            if each == found or (titled and _NUMBER.fullmatch(each))
            else each
            for each in parts.query.split("&")
        )
        return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
    *before, name = _steps(parts.path)
    numbers = _numbers(before)
    path = "".join(f"/{_made_up(step) if at in numbers else step}" for at, step in enumerate(before))
    stem, dot, suffix = name.rpartition(".")
    ending = dot + suffix if dot and suffix.isalnum() and len(suffix) <= 5 else ""
    made_up = _made_up(stem if ending else name)
    slash = "/" if name and parts.path.endswith("/") else ""
    return urlunsplit((parts.scheme, parts.netloc, f"{path}/{made_up}{ending}{slash}", "", ""))


def _steps(path: str) -> list[str]:
    """The steps of a path, of which the last names the page, though a slash may follow it."""
    return path.rstrip("/").split("/")[1:] or [""]


def _numbers(steps: list[str]) -> set[int]:
    """Which steps of a path are the numbers or codes of things, and no dates or versions."""
    found = set()
    in_year = False
    for at, step in enumerate(steps):
        dated = _DATE.fullmatch(step) is not None or (in_year and step.isdigit() and len(step) <= 2)
        if not dated and (step.isdigit() or sum(map(str.isdigit, step)) >= _DIGITS):
            found.add(at)
        in_year = dated
    return found


def _made_up(name: str) -> str:
    """Another name of the same kind."""
    import secrets  # few pages are doubtful

    if name.isdigit():
        return str(secrets.randbelow(9 * 10**8) + 10**8)
    return f"{secrets.token_hex(6)}{secrets.randbelow(900) + 100}"


def _telling_parameter(query: str) -> str:
    """The parameter that most likely says which page is wanted: the last of those with the longest value."""
    parameters = [
        each for each in query.split("&") if each.partition("=")[2] and not _BESIDE.fullmatch(each.partition("=")[0])
    ]
    return max(reversed(parameters), key=lambda each: len(each.partition("=")[2]), default="")

"""URLs that a line end or a space has broken: where the rest is, and how sure that is.

Most URLs at a line end are complete, and most are followed by ordinary words. So a rest is taken only where
the break itself shows (`/`, `=`, `-`, `http://` ... at the line end) and what follows looks like no word. A
wrap that a full line forced is put together without a word. A hyphen at the line end is then the URL's own:
programs that fill lines break after hyphens and add none; elsewhere RFC 3986, appendix C, tells why it stays
doubtful.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from citecheck.citations.url_ends import scan, trim
from citecheck.patterns import lazy

_EXTENSION = (
    r"(?:[sx]?html?|php\d?|aspx?|jspx?|cfm|cgi|pdf|txt|xml|json|docx?|pptx?|xlsx?|csv|rtf|epub|ps|md|rst"
    r"|jpe?g|png|gif|svg|mp[34]|zip|t?gz|bz2|tar)"
)
_BREAK = lazy(r"[ \t]{0,8}\n[ \t]{0,80}(?=[\w/?&.%=~#-])")
_LABEL = lazy(r"(?:\d{1,3}[.)]|[-#.=~]{1,6})(?:\s|\Z)")
_LAST_IN_LINE = lazy(r"[.,;:)\]>'\"”»]{0,4}[ \t]*(?:\n|\Z)")
_NEXT_CELL = lazy(r"[^\n]{0,80}(?:\t|[^\s.!?] {3,})\S")
_LAST_IN_WORD = lazy(r"[.,;:)\]>'\"”»]{1,4}(?!\S)")
_NOT_A_TAIL = lazy(
    r"[^\s:]*://|www\.|/(?:usr|etc|var|home|opt|tmp|dev|bin|lib|proc|sys|Users|mnt|root)/|\S{1,80}:(?:\s|\Z)"
)
_EXTENSION_ONLY = lazy(rf"\.?{_EXTENSION}(?:[?#]\S*)?", re.IGNORECASE)
_NUMBER = lazy(r"\d{1,4}")
_LINE_NUMBER = lazy(r"[ \t]{0,8}(\d{1,4})[ \t:|]")
_DOT_SEGMENT = lazy(r"(?:^|/)\.\.?(?:/|$)")
_FILE = lazy(rf"[^/?#]*[\w%]\.{_EXTENSION}(?:[?#]\S*)?", re.IGNORECASE)
_PARAMETER = lazy(r"[\w.%[\]-]{1,60}=[^\s]*|[^\s=]{0,200}[?&][\w.%[\]-]{1,60}=[^\s]*")
_SLUG = lazy(r"[\w.~%-]+")
_HOST = r"(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}"
_AUTHORITY = lazy(rf"(?:www\.)?{_HOST}(?::\d{{1,5}})?(?=[/?#]|[.,;:)\]>'\"”»]{{0,4}}(?:\s|\Z))")
_COMMON_ENDING = r"(?:com|org|net|edu|gov|int|mil|info|ac|co|eu|[a-z]{2})"
_SPLIT_HOST = lazy(
    rf"(?:(?<=\.) {_COMMON_ENDING}/| \.{_COMMON_ENDING}/| (?:[a-z0-9-]{{1,40}}\.){{1,4}}{_COMMON_ENDING}/)"
)
_SPLIT_DOI = lazy(r"[ ]10\.\d{4,9}/\w")
_GAP = lazy(r"[ \t]{1,3}|[ \t]{0,3}\n[ \t]{0,80}")
_STEPS = 4


class Rest(NamedTuple):
    """The rest of a broken URL."""

    url: str
    """The whole URL as it was probably meant."""
    end: int
    """Where it ends in the text, closing punctuation left out."""
    read: int
    """How far the text was read."""
    alternative: str = ""
    """The other reading, where the line end may have added the hyphen."""
    sure: bool = True
    """Whether it reads as one URL; else it is only a candidate."""
    rule: str = "CC202"
    """The rule that a candidate breaks: CC201 where a name has a space inside."""


def rest_after_line(text: str, start: int, end: int) -> Rest | None:
    """What goes on in the next lines of the URL `text[start:end]`, or None if it is complete.

    `end` is an offset before any closing punctuation was cut, at or a few spaces before a line end.
    """
    return _next_lines(text, text[start:end], end)


def _next_lines(text: str, url: str, at: int) -> Rest | None:
    """What the next lines add to a URL that has been read up to `at`."""
    rest = None
    for _ in range(_STEPS):
        step = _next_line(text, url, at)
        if not step:
            break
        rest = step
        if not step.sure or step.end != step.read:
            break
        url, at = step.url, step.read
    return rest


def _next_line(text: str, head: str, at: int) -> Rest | None:
    """One line more."""
    wrap = _BREAK.match(text, at)
    if not wrap:
        return None
    first = wrap.end()
    raw, read = scan(text, first, first)
    end = trim(text, first, raw)
    token = text[first:end]
    if not token or _NOT_A_TAIL.match(text, first) or _LABEL.match(text, first):
        return None
    if _NEXT_CELL.match(text, end):
        return None  # the next row of a table
    # Neither a rule of dashes nor a line number nor an example of a relative URL is a rest.
    if not any(map(str.isalnum, token)) or _DOT_SEGMENT.search(token):
        return None
    if head[-1] == "/" and _NUMBER.fullmatch(token) and _counts_lines(text, at, int(token), end):
        return None
    joined = head + token
    if head[-1] == "-":
        return _after_hyphen(text, head, token, at, Rest(joined, end, read))
    last = _LAST_IN_LINE.match(text, end) is not None
    if _continues(head[-1], token, last=last):
        if not _needless(text, at, end):
            return Rest(joined, end, read)
        return Rest(joined, end, read, sure=False) if last or "/" in token or "=" in token else None
    if last and _cut_in_word(text, head, token, at):
        return Rest(joined, end, read, sure=False)
    return None


def _continues(joint: str, token: str, *, last: bool) -> bool:
    """Whether a token goes on with a URL that stopped at the character `joint`."""
    if joint == "/":
        return _is_path(token) or (last and _is_slug(token))
    if joint in "=%&":
        return token[0].isalnum() and (last or "=" in token or any(map(str.isdigit, token)))
    if joint == "?":
        return _PARAMETER.fullmatch(token) is not None
    if joint == "_":
        return _is_path(token)
    if joint == "#":
        return last and token[0].isalnum()
    if joint == ".":
        return _EXTENSION_ONLY.fullmatch(token) is not None and token[0] != "."
    if joint.isalnum():
        if token[0] == ".":
            return last and _EXTENSION_ONLY.fullmatch(token) is not None
        return token[0] in "/?&" and _is_path(token[1:])
    return False


def _is_path(token: str) -> bool:
    """Whether a token can only be part of a path or query: a file, a parameter, two slashes, digits."""
    if _PARAMETER.fullmatch(token) or _FILE.fullmatch(token.rpartition("/")[2]):
        return True
    inner = token.strip("/")
    return (
        "/" in token
        and ("/" in inner or token.endswith("/"))
        and (token.count("/") > 1 or any(char.isdigit() or char in "_%~-" for char in token))
    )


def _is_slug(token: str) -> bool:
    """Whether a token is the last part of a path and no word: a number, or words joined by hyphens."""
    return bool(_SLUG.fullmatch(token)) and (token[0].isdigit() or any(char in token for char in "-_%"))


def _counts_lines(text: str, at: int, number: int, end: int) -> bool:
    """Whether a number that stands first in a line counts it: the line before has the one before it."""
    start = text.rfind("\n", max(0, at - 400), at) + 1
    before = _LINE_NUMBER.match(text, start, at)
    return _needless(text, at, end) or (before is not None and int(before[1]) == number - 1)


def _after_hyphen(text: str, head: str, token: str, at: int, whole: Rest) -> Rest | None:
    """A hyphen at the end of a full line, or one like others before it, is the URL's; else it is doubtful."""
    if head.endswith("--") or not token[0].isalnum():
        return None
    last = _LAST_IN_LINE.match(text, whole.end) is not None
    likely = _is_path(token) or (last and (token[0].islower() or token[0].isdigit()))
    if not likely and not token[0].islower():
        return None
    alike = likely and "-" in head.rpartition("/")[2][:-1]
    if alike or not _needless(text, at, whole.end):
        return whole
    return whole._replace(alternative=head[:-1] + token, sure=False)


def _cut_in_word(text: str, head: str, token: str, at: int) -> bool:
    """Whether a long line ends inside a word of the URL, and the rest is a file or parameter."""
    path = head.partition("://")[2].partition("/")[2]
    segment = path.rpartition("/")[2]
    column = at - text.rfind("\n", max(0, at - 200), at)
    if not segment or not segment[-1].isalnum() or column < 60 or "." in segment:
        return False
    return (token[0].islower() or token[0].isdigit()) and (
        _FILE.fullmatch(token.rpartition("/")[2]) is not None or "=" in token
    )


def _needless(text: str, at: int, end: int) -> bool:
    """Whether the token after the line end at `at` would have fitted before it, or lines are not wrapped.

    A break that typesetting forced is fine; one that nothing forced has slipped in.
    """
    start = text.rfind("\n", max(0, at - 400), at) + 1
    column = _width(text[start:at])
    second = text.find("\n", at) + 1
    # What closes the sentence would have had to fit too.
    closed = _LAST_IN_WORD.match(text, end)
    joined = column + _width(text[second : closed.end() if closed else end].lstrip())
    if joined <= 60 or column > 120:
        return True
    # A line with a URL may be longer than the others only because nothing could be broken.
    around = text[max(0, start - 1000) : start] + text[second : second + 1000]
    return any(_width(line) >= joined and "://" not in line[:200] for line in around.split("\n"))


def _width(line: str) -> int:
    """The columns that a line takes: full-width characters take two."""
    if line.isascii():
        return len(line)
    from unicodedata import east_asian_width  # seldom needed

    return len(line) + sum(east_asian_width(char) in "WF" for char in line)


def rest_after_scheme(text: str, start: int, at: int) -> Rest | None:
    """The host after a space or line end in `http:// www.example.org/x`; `at` is where the URL breaks off."""
    gap = _GAP.match(text, at)
    host = _AUTHORITY.match(text, gap.end()) if gap else None
    if not gap or not host:
        return None
    raw, read = scan(text, gap.end(), gap.end())
    end = trim(text, gap.end(), raw)
    rest = text[gap.end() : end]
    whole = Rest(text[start:at] + rest, end, read)
    if "\n" in gap[0] and not _needless(text, at, end):
        return (_next_lines(text, whole.url, read) if end == read else None) or whole
    known = rest.startswith("www.") or "/" in rest or text.startswith("www.", at - 4)
    return whole._replace(sure=False) if known else None


def rest_after_space(text: str, start: int, end: int) -> Rest | None:
    """The rest of a URL with a space in it: `http://example. org/x`, `https://doi.org/ 10.1000/182`."""
    if not (_SPLIT_DOI if text.endswith("doi.org/", start, end) else _SPLIT_HOST).match(text, end):
        return None
    raw, read = scan(text, start, end + 1)
    stop = trim(text, end + 1, raw)
    rule = "CC202" if {".", "/"} & {text[end - 1], text[end + 1]} else "CC201"
    return Rest(text[start:end] + text[end + 1 : stop], stop, read, sure=False, rule=rule)

"""Where a URL ends: the characters that belong to it in running text, and in markup that delimits it.

In running text this follows linkify-it and GitHub's extended autolinks (GFM spec 6.9): brackets must
balance, closing punctuation stays outside. In markup (RFC 3986, appendix C; CommonMark 6.3) the URL is just
what the delimiters hold. Every scan is linear and reads at most `LONGEST` characters.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from citecheck.model import MASKED
from citecheck.patterns import lazy

LONGEST = 8192
"""Characters; what is longer is no URL that a server would take (RFC 9110, 4.1, asks for 8000 octets)."""

FULL_WIDTH = "　。、，；：！？（）「」『』【】《》〈〉〔〕［］｛｝…“”„‟‘’‚«»‹›—"
_INVISIBLE = r"\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_SPECIAL = r"\s\x00-\x1f<>\"`|\\^{}()\[\],;&'" + _INVISIBLE + FULL_WIDTH

_RUN = lazy(f"[^{_SPECIAL}]+")
_QUERY_BRACKET = lazy(r"\[[^\[\]\s<>\"]{0,80}\]")
_HOST_BRACKET = lazy(r"\[[0-9A-Fa-f:.]{2,45}\]")
_NEXT_URL = lazy(r"(?:https?://|ftp://|www\.)")
_ENTITY = lazy(r"&(?:gt|lt|quot|nbsp|#160|#34|#39|apos);")
_ESCAPED = lazy(r"\\[!#$%&()*+,\-./:;=?@\[\]_~]")
_ESCAPE = lazy(r"\\([!-/:-@\[-`{-~])")
_NAME_THEN_CJK = lazy(r"[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,24}(?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])", re.ASCII)
_MARKER = lazy(r"\^?\d{1,4}")
_INSIDE_ANGLES = lazy(rf"[^<>\x00-\x08\x0b-\x1f{_INVISIBLE}]{{1,8192}}>")
_WRAP = lazy(r"[ \t]*\n[ \t]*")
_BETWEEN_MASKS = lazy(rf"[^\s<>\x00-\x1f{_INVISIBLE}]{{1,8192}}(?=[ \t]{{0,80}}(?:[{MASKED}\n]|\Z))")
_TRAILING = frozenset(".,:;!?'*~_–\\†‡¹²³⁰⁴⁵⁶⁷⁸⁹↩↑⤴↵\ufe0e")
"""What follows a URL at once without being of it; the arrows lead back from a note, in text that was a web page."""


class Extent(NamedTuple):
    """The reach of a URL; offsets into the text."""

    end: int
    """Where the URL ends."""
    resume: int
    """Where to look for the next one: after all that was read, which keeps hostile input linear."""
    exact: bool
    """Whether markup delimits it, so that its last character is no punctuation of the sentence."""
    url: str
    """The URL, with line wraps inside `<...>` removed."""


def extent(text: str, start: int, host: int) -> Extent:
    """Where the URL that begins at `start` ends; `host` is the offset after the scheme's slashes."""
    return _delimited(text, start) or prose_extent(text, start, host)


def prose_extent(text: str, start: int, host: int) -> Extent:
    """Where a URL in running text ends, its closing punctuation left out."""
    raw, read = scan(text, start, host)
    if not text[host:raw].isascii() and (name := _NAME_THEN_CJK.match(text, host, raw)):
        raw = name.end()
    end = trim(text, host, raw)
    return Extent(end, read, exact=False, url=text[start:end])


def scan(text: str, start: int, at: int) -> tuple[int, int]:
    """Reads URL characters from `at` on; returns the offset after the last, and how far it read.

    Closing punctuation is included. `start` is where the URL begins: a quote before it ends it, and a `?`
    after it allows brackets. A parenthesis that nothing closes ends the URL before it.
    """
    limit = min(len(text), start + LONGEST)
    quoted = text[start - 1 : start] == "'"
    if bracket := _HOST_BRACKET.match(text, at):
        at = bracket.end()
    query: int | None = None
    opened: list[int] = []
    while at < limit:
        if run := _RUN.match(text, at, limit):
            at = run.end()
            continue
        char = text[at]
        if char == "(":
            opened.append(at)
        elif char == ")":
            if not opened:
                break
            opened.pop()
        elif char == "[":
            query = text.find("?", start, limit) if query is None else query
            group = _QUERY_BRACKET.match(text, at, limit)
            if not group or not -1 < query < at:
                break
            at = group.end() - 1
        elif char == "\\":
            if not _ESCAPED.match(text, at):
                break
            at += 1
        elif _ends(text, at, char, quoted=quoted):
            break
        at += 1
    at = min(at, limit)
    return (opened[0] if opened else at), at


def _ends(text: str, at: int, char: str, *, quoted: bool) -> bool:
    """Whether a character that may stand in a URL ends this one."""
    if char in ",;":
        return _NEXT_URL.match(text, at + 1) is not None
    if char == "&":
        return _ENTITY.match(text, at) is not None
    return char != "'" or quoted


def trim(text: str, low: int, end: int) -> int:
    """Leaves out what closes the sentence, not the URL: punctuation, emphasis, a marker such as `[1]`."""
    while end > low:
        if text[end - 1] in _TRAILING:
            end -= 1
        elif text[end - 1] == "]":
            opening = text.rfind("[", max(low, end - 8), end)
            if opening < 0 or text[opening - 1] in "=&?[" or not _MARKER.fullmatch(text, opening + 1, end - 1):
                break
            end = opening
        elif text.endswith("'s", low, end):
            end -= 2
        else:
            break
    return end


def unescape(url: str) -> str:
    """A URL without Markdown's backslashes and HTML's `&amp;`."""
    if "\\" in url:
        url = _ESCAPE.sub(r"\1", url)
    return url.replace("&amp;", "&").replace("&#38;", "&") if "&" in url else url


def _delimited(text: str, start: int) -> Extent | None:
    """The extent of a URL in `<...>`, or of a Markdown destination; None in running text.

    A reader of markup masks what stands around an address: the mask on either side delimits it.
    """
    near = text[max(0, start - 6) : start]
    before = near[-1:]
    if before == "<" or ("<" in near and near.strip().upper().endswith("<URL:")):
        return _in_angles(text, start)
    if before == MASKED and (value := _BETWEEN_MASKS.match(text, start)):
        return Extent(value.end(), value.end(), exact=True, url=value[0])
    return None


def _in_angles(text: str, start: int) -> Extent | None:
    """`<http://...>`; white space inside is a line wrap, or the URL is not what the angles delimit."""
    inside = _INSIDE_ANGLES.match(text, start)
    if not inside:
        return None
    end = inside.end() - 1
    url = _WRAP.sub("", text[start:end])
    if any(char.isspace() or char in '"|`' for char in url) or "\n\n" in text[start:end]:
        return None
    return Extent(end, inside.end(), exact=True, url=url)

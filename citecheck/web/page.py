"""The beginning of an HTML page, read for what the heuristics ask: title, headings, text, anchors.

Not a parser: a handful of scans, each linear in the page, for pages are hostile and up to 512 KiB.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from citecheck.patterns import lazy

_TAG = lazy(r"<[^<>]*>")
_SPACE = lazy(r"\s+")
_HIDDEN = lazy(r"<(?:(script|style|noscript|template|svg|textarea|dialog)\b|!--)", re.IGNORECASE)
_HIDDEN_END = {
    name: re.compile(f"</{name}[^<>]*>", re.IGNORECASE)
    for name in ("script", "style", "noscript", "template", "svg", "textarea", "dialog")
}
_SCRIPT = lazy("<script", re.IGNORECASE)
_TITLE = lazy(r"<title\b[^<>]*>([^<]*)", re.IGNORECASE)
_H1 = lazy(r"<h1\b[^<>]*>", re.IGNORECASE)
_TAGS_BEFORE = lazy(r"(?:<(?!(?:img|input|link|meta|br|hr|body)\b)[a-z][^<>]*>\s*){1,4}$", re.IGNORECASE)
_INVISIBLE = lazy(
    r"\shidden(?:[\s=>]|$)|display\s*:\s*none|visibility\s*:\s*hidden|aria-hidden\s*=\s*[\"']?true"
    # By the classes of the common frameworks; or a script decides.
    r"|[\s\"'=](?:hidden|d-none|hide|ng-hide|is-hidden|invisible|modal)(?=[\s\"'>])|\s(?:v-if|v-show|x-show|ng-if|ng-show)=",
    re.IGNORECASE,
)
_H1_END = lazy(r"</h1", re.IGNORECASE)
_ID = lazy(r"""(?<![\w&?;-])id\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE)
_NAME = lazy(r"""(?<![\w-])name\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE)
_A = lazy(r"<a\s[^<>]*>", re.IGNORECASE)
_PASSWORD = lazy(r"<input[^<>]{0,400}type\s*=\s*[\"']?password", re.IGNORECASE)
_META = lazy(r"<meta\s[^<>]*>", re.IGNORECASE)
_REFRESH = lazy(r"""content\s*=\s*["']?\s*0?[01]?(?:\.\d{0,3})?\s*[;,]\s*url\s*=\s*["']?([^"'<>]*)""", re.IGNORECASE)
_REFRESH_FIELD = lazy(r"""\s*+0?[01]?(?:\.\d{0,3})?\s*+[;,]\s*+(?:url\s*+=\s*+)?["']?([^"'<>]*)""", re.IGNORECASE)
_PIECE = 8 * 1024  # characters of source that are read at a time, where not all of it need be
_SHELL = 199  # visible characters a page may have that scripts are to fill
_ROOT = lazy(
    r"""<div\s[^<>]{0,200}\bid\s*=\s*["']?(?:root|app|react-root|__next|__nuxt|___gatsby)\b[^<>]*>\s{0,99}</div"""
    r"|<app-root[^<>]*>[^<>]{0,60}</app-root",
    re.IGNORECASE,
)
_MOST_HEADINGS = 50  # that are looked at, shown or not
_HEAD = 64 * 1024  # how far a meta element is looked for
_CHARSET = lazy(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_META_CHARSET = re.compile(rb"""<meta[^<>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
# Python knows codecs that are no text encodings, or are slow on hostile input (punycode): take only these.
_TEXT_ENCODING = lazy(
    r"utf-?8|us-ascii|ascii|latin-?1|iso-?8859-\d+|(?:windows|cp)-?125\d|koi8-[ru]|gbk|gb2312|gb18030|big5"
    r"|utf-?16(?:le|be)?|shift[_-]jis|sjis|euc-(?:jp|kr)|ks_c_5601-1987|cp9(?:32|36|49|50)|cp874|tis-620|macintosh",
    re.IGNORECASE,
)
_ALSO_CALLED = {"x-sjis": "cp932", "windows-31j": "cp932", "windows-874": "cp874", "x-gbk": "gbk"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


_LETTERS = lazy(r"[^\W_]+")
_SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}


def words_of(text: str) -> list[str]:
    """Its runs of letters and digits."""
    # Of ASCII the same as by the pattern, six times as fast: this is asked of every page.
    return text.translate(_SPACED).split() if text.isascii() else _LETTERS.findall(text)


def decode(body: bytes, content_type: str) -> str:
    """The text of a body: by its byte order mark, its Content-Type, its meta element, else as UTF-8."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    declared = ""
    if found := _CHARSET.search(content_type):
        declared = found[1]
    elif meta := _META_CHARSET.search(body, 0, 2048):
        declared = meta[1].decode("ascii", "replace")
        if declared.lower().startswith("utf-16"):
            declared = "utf-8"  # as browsers do: in UTF-16 the element could not have been read
    declared = _ALSO_CALLED.get(declared.lower(), declared)
    if _TEXT_ENCODING.fullmatch(declared):
        try:
            return body.decode(declared, "replace")
        except LookupError:
            pass
    return body.decode("utf-8", "replace")


@dataclass(slots=True)
class _Seen:
    """What is known of the length of a page that was read in part."""

    at: int
    """Where the part ends."""
    least: int = 0
    """The characters that a reader sees in it."""


@dataclass(frozen=True)
class Page:
    """An HTML page; everything is read on demand, once."""

    html: str

    @cached_property
    def lowered(self) -> str:
        """The page's source in lower case."""
        return self.html.lower()

    @cached_property
    def title(self) -> str:
        """The text of `<title>`; empty if there is none."""
        found = _TITLE.search(self._visible)
        return _plain(found[1]) if found else ""

    @cached_property
    def _visible(self) -> str:
        """The beginning of the source, without comments, scripts and what else is never shown."""
        parts, size = [], 0
        for part in _shown(self.html):
            parts.append(part)
            size += len(part)
            if size > _HEAD:
                break
        return "".join(parts)[:_HEAD]

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The texts of the first three `<h1>`."""
        texts = []
        source = self._visible
        for opening in islice(_H1.finditer(source), _MOST_HEADINGS):
            closing = _H1_END.search(source, opening.end(), opening.end() + 2000)
            # An attribute may hide it, or the elements around it.
            around = _TAGS_BEFORE.search(source, max(0, opening.start() - 300), opening.start())
            hidden = _INVISIBLE.search(opening[0]) or (around and _INVISIBLE.search(around[0]))
            if closing and not hidden:
                texts.append(_plain(source[opening.end() : closing.start()]))
            if len(texts) == 3:
                break
        return tuple(texts)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """What says in large letters what the page is: the title and the headings."""
        return (self.title, *self.headings)

    @cached_property
    def text(self) -> str:
        """What a reader sees, title included, with single spaces."""
        return _plain(self._visible if len(self.html) <= _HEAD else "".join(_shown(self.html)))

    def is_short(self, most: int) -> bool:
        """Whether a reader sees at most so many characters; as much is read as is needed to know."""
        if len(self.html) <= most:
            return True
        seen = self._seen
        while seen.least <= most:
            if seen.at >= len(self.html):
                return len(self.text) <= most
            self._see_more()
        return False

    @cached_property
    def _seen(self) -> _Seen:
        return _Seen(len(self.html) if len(self.html) <= _PIECE else 0)

    def _see_more(self) -> None:
        seen, source = self._seen, self._visible
        end = source.find(">", seen.at + _PIECE) + 1 or len(self.html)  # no tag is cut
        seen.least += len(_plain(source[seen.at : end]))
        seen.at = end

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The ids of all elements and the names of `<a>`, unescaped: where a fragment may lead."""
        ids = _ID.finditer(self.html)  # not by tags: their attributes may have a > in them
        names = (_NAME.search(tag[0]) for tag in _A.finditer(self.html))
        found = filter(None, (*ids, *names))
        return frozenset(_unescape(next(filter(None, match.groups()), "")) for match in found)

    @cached_property
    def refresh(self) -> str | None:
        """Where `<meta http-equiv="refresh">` leads at once; None if it waits, stays, or is not there."""
        for tag in _META.finditer("".join(_shown(self.html[:_HEAD]))):
            if "refresh" in tag[0].lower() and (found := _REFRESH.search(_SPACE.sub(" ", tag[0]))):
                return _unescape(found[1]).strip() or None
        return None

    @cached_property
    def asks_for_a_password(self) -> bool:
        """Whether it has a field for one."""
        return "password" in self.lowered and _PASSWORD.search(self.lowered) is not None

    @property
    def is_shell(self) -> bool:
        """Whether scripts are to fill the page: what is missing in it may still come."""
        return bool(_SCRIPT.search(self.html)) and (self.is_short(_SHELL) or self.is_application)

    @property
    def is_application(self) -> bool:
        """Whether it has the empty element that a framework fills, whatever stands around it."""
        return _ROOT.search(self.html) is not None


def refreshed(field: str) -> str | None:
    """Where a Refresh field leads at once, which is what the same in a `<meta>` does; None if nowhere."""
    found = _REFRESH_FIELD.match(field)
    return (found[1].strip() or None) if found else None


def _plain(fragment: str) -> str:
    return " ".join(_unescape(_TAG.sub(" ", fragment)).split())


def _unescape(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a number of thousands of digits
        return text


def _shown(source: str) -> Iterator[str]:
    at = 0
    while hidden := _HIDDEN.search(source, at):
        yield source[at : hidden.start()]
        if hidden[1] is None:
            end = source.find("-->", hidden.end())
            at = end + 3
        else:
            closing = _HIDDEN_END[hidden[1].lower()].search(source, hidden.end())
            end = at = closing.end() if closing else -1
        if end < 0:
            return  # never closed: a browser hides the rest too
    yield source[at:]

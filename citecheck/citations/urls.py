"""Finds every link of a document, and what is wrong about the way it is written (CC201-CC206).

`find_links` looks for what can only begin a link (`://`, `www.`, `mailto:` ...) and reads on from there:
prose without links costs a few searches for fixed strings, and no text is read more than a few times.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from citecheck.citations import fragile
from citecheck.citations.access import find_missing
from citecheck.citations.identifiers import doi_faults, find_identifiers
from citecheck.citations.url_ends import LONGEST, Extent, extent, prose_extent, unescape
from citecheck.citations.wraps import Rest, rest_after_line, rest_after_scheme, rest_after_space
from citecheck.model import Document, Fault, Link, Severity, Span, masked
from citecheck.patterns import lazy

SCHEMES = frozenset(("http", "https", "ftp", "ftps", "gopher", "file"))
_MISSPELLINGS = """
    htp htpp htps htpps htttp htttps hhttp hhttps httpp httpps httpss http5 ttp ttps hptt hptts httt httts
    hhtp hhtps thtp thtps htt htts hpp fttp ftpp
"""
_MISTYPED = frozenset(_MISSPELLINGS.split())
_LETTERS_BEFORE = lazy(r"[A-Za-z]+[0-9]?\Z")
_SLIP = lazy(r"http(s?)([;.,]//|[:;]/(?!/)|//|:\\{1,2}|/{1,2}:/{1,2}|:(?=www\.)|/(?=www\.)| ://|: //)")
_SLIPPED_HOST = lazy(r"\w[\w-]{0,62}(?:\.[\w-]{1,63}){0,8}")
_WWW_HOST = lazy(r"(?:[\w-]{1,63}\.){1,8}\w{2,63}")
_EMAIL = lazy(r"mailto:[\w.+%-]{1,100}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?:\?[\w=&%.+-]{1,500})?")
_TAG = lazy(
    r"</?(?:a|abbr|b|blockquote|br|cite|code|dd|div|dt|em|h[1-6]|hr|i|img|li|ol|p|pre|q|small|span|strong|sub|sup"
    r"|table|td|th|tr|u|ul)\b",
    re.IGNORECASE,
)
_BLANK = lazy(r"<[A-Za-z][\w .:-]{0,40}>|[{]")
_REFERENCE = lazy(r"\s{0,12}(?:[>*+-] )?\\?\[\^?[^\]\[\n]{1,30}\]")
_ACCESS = lazy(r"(?:vailable|etrieved|ccessed|brufbar|isponible)\b[^.\n]{0,30}\Z")
_STOP = lazy(r"(?!\.\.)[.,;)\]>]{0,3}(?:\s|\Z)")


class _Found(NamedTuple):
    """What stands at a place that may begin a link."""

    resume: int
    """Where to look on."""
    link: Link | None = None
    faults: tuple[Fault, ...] = ()


class _Source(NamedTuple):
    """The text that is searched: masked characters are NUL, and end a URL."""

    text: str
    document: Document

    @property
    def markdown(self) -> bool:
        return self.document.markdown


_Reader = Callable[[_Source, int], _Found]


def find_links(document: Document) -> tuple[list[Link], list[Fault]]:
    """All links of a document and the faults of its URLs and identifiers.

    Links ascend and are disjoint, their spans are offsets into `document.text`, and `reference` is None. A
    link that cannot work is a link too, beside its fault. Templates such as `http://HOST/` are neither.
    Faults ascend.
    """
    source = _Source(document.prose, document)
    links: list[Link] = []
    faults: list[Fault] = []
    at = 0
    for offset, read in _candidates(source.text):
        if offset < at:
            continue
        found = read(source, offset)
        at = max(at, found.resume)
        if found.link:
            links.append(found.link)
        faults += found.faults
    more_links, more_faults = find_identifiers(document, [link.span for link in links])
    links = _disjoint(sorted([*links, *more_links], key=lambda link: link.span))
    shown = masked(source.text, [link.span for link in document.native.links])  # where a link is, none is missing
    faults += [*more_faults, *find_missing(shown)]
    if document.native.links:
        links, faults = _with_native(source, links, faults)
    return links, sorted(faults, key=lambda fault: (fault.span, fault.rule))


def _with_native(source: _Source, links: list[Link], faults: list[Fault]) -> tuple[list[Link], list[Fault]]:
    """The links with those of the format, which stand in place of what their text looks like."""
    native = source.document.native.links
    starts = [link.span.start for link in native]

    def covered(span: Span) -> bool:
        before = bisect_right(starts, span.end - 1) - 1
        return before >= 0 and native[before].span.end > span.start

    links = [link for link in links if not covered(link.span)]
    faults = [fault for fault in faults if fault.url is None or not covered(fault.span)]
    for link in native:
        linked = _linked(source, link.span, link.url, link.span.end)
        faults += [*linked.faults, *doi_faults(link.span, link.url)]
    return sorted([*links, *native], key=lambda link: link.span), faults


def _disjoint(links: list[Link]) -> list[Link]:
    """Ascending links without those that begin inside another, such as an arXiv id inside a DOI."""
    kept: list[Link] = []
    for link in links:
        if not kept or link.span.start >= kept[-1].span.end:
            kept.append(link)
    return kept


def _candidates(text: str) -> list[tuple[int, _Reader]]:
    """The places where a link may begin, ascending."""
    places: list[tuple[int, _Reader]] = [(at, _read_scheme) for at in _finds(text, "://")]
    places += [(at, _read_www) for literal in ("www.", "WWW.") for at in _finds(text, literal)]
    places += [(at, _read_mail) for at in _finds(text, "mailto:")]
    places += [(slip.start(), _read_slip) for slip in _SLIP.finditer(text)]
    places.sort(key=lambda place: place[0])
    return places


def _finds(text: str, literal: str) -> Iterator[int]:
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + len(literal))


def _read_scheme(source: _Source, colon: int) -> _Found:
    """A link whose `://` is at `colon`."""
    text = source.text
    letters = _LETTERS_BEFORE.search(text[max(0, colon - 16) : colon])
    scheme = letters[0].lower() if letters else ""
    if scheme in _MISTYPED:
        return _mistyped(source, colon - len(scheme), colon + 3, "https" if scheme.endswith("s") else "http")
    # Words glued to a scheme ("seehttp://") do not hide it.
    scheme = next((known for known in ("https", "http") if scheme.endswith(known)), scheme)
    if scheme not in SCHEMES:
        return _Found(colon + 3)
    return _read_url(source, colon - len(scheme), colon + 3)


def _read_url(source: _Source, start: int, host: int) -> _Found:
    text = source.text
    first = text[host : host + 1]
    if _STOP.match(text, host):
        return _bare_scheme(source, start, host)
    if not (first.isalnum() or first in "[/_") or (text.startswith("file", start) and first != "/"):
        return _Found(host)
    found = extent(text, start, host)
    if not host < found.end < start + LONGEST or _is_link_text(text, start, found.end):
        return _Found(found.resume)
    url = _clean(source, found.url)
    if not found.exact and _is_template(text, found.resume):
        return _Found(found.resume)
    if not found.exact and (rest := _rest(source, start, host, found)):
        return _broken(source, start, rest)
    if fragile.is_placeholder(url) and not text.startswith("/", host):
        return _Found(found.resume)
    return _linked(source, Span(start, found.end), url, found.resume)


def _linked(source: _Source, span: Span, url: str, resume: int, *first: Fault) -> _Found:
    """A link with the faults of its URL; in running text a private address is only worth an info (see `analysis`)."""
    faults = list(first)
    for flaw in fragile.flaws(url):
        mild = flaw.rule == "CC204" and not _in_reference(source.text, span.start)
        severity = Severity.INFO if mild else None
        faults.append(Fault(flaw.rule, span, flaw.message, flaw.note, flaw.advice, url=url, severity=severity))
    return _Found(resume, Link(span, url, source.document.text[span.start : span.end]), tuple(faults))


def _clean(source: _Source, url: str) -> str:
    return unescape(url) if source.markdown else url.replace("\\", "")


def _is_link_text(text: str, start: int, end: int) -> bool:
    """Whether the URL is the text of a Markdown link: `[http://x](http://y)`, where the second is one."""
    return text[start - 1 : start] == "[" and text.startswith(("](", "]["), end)


def _is_template(text: str, end: int) -> bool:
    """Whether a blank to fill in follows the URL: `http://x.org/<id>`, `http://x.org/{id}`."""
    blank = _BLANK.match(text, end)
    return blank is not None and not _TAG.match(blank[0])


def _rest(source: _Source, start: int, host: int, found: Extent) -> Rest | None:
    """What goes on after a line end, or after a space in the host."""
    text, raw = source.text, found.resume
    if text.startswith("\n", raw) or text[raw : raw + 9].strip(" \t").startswith("\n"):
        if fragile.parts(text[start:raw]).host in ("www.", "www"):
            return rest_after_scheme(text, start, raw)
        return rest_after_line(text, start, raw)
    if not text.startswith(" ", raw):
        return None
    name = text[host:raw]
    if name == "www.":
        return rest_after_scheme(text, start, raw)
    # A name with its ending is complete: "http://x.org. In 2016" goes on with a sentence.
    label = name.removeprefix("www.").removesuffix(".")
    broken = name in ("doi.org/", "dx.doi.org/") or not ("." in label or "/" in label or label == "localhost")
    return rest_after_space(text, start, raw) if broken else None


def _broken(source: _Source, start: int, rest: Rest) -> _Found:
    """A URL with a line end or a space in it, put together again."""
    span = Span(start, rest.end)
    url = _clean(source, rest.url)
    if rest.sure:
        return _linked(source, span, url, rest.read)
    where = "at the line end" if "\n" in source.text[start : rest.end] else "at a space"
    advice = "put the URL together again"
    if rest.alternative:
        advice = f"write it in one piece; without the hyphen it is {fragile.shown(rest.alternative)}"
    message = f"The URL breaks off {where}: probably {fragile.shown(url)}"
    if rest.rule == "CC201":
        url = source.text[start : rest.end]  # no URL as it stands, so nothing is requested
    fault = Fault(rest.rule, span, message, "broken off here", advice, url=url)
    return _linked(source, span, url, rest.read, fault)


def _bare_scheme(source: _Source, start: int, host: int) -> _Found:
    """`http://` with nothing after it: mostly talk about URLs, sometimes a URL that breaks off."""
    text = source.text
    found = extent(text, start, host)
    if found.exact and _WWW_HOST.match(found.url, host - start):
        return _linked(source, Span(start, found.end), _clean(source, found.url), found.resume)
    if rest := rest_after_scheme(text, start, host):
        return _broken(source, start, rest)
    if not _ACCESS.search(text, max(0, start - 60), start) or not _STOP.match(text, host):
        return _Found(host)
    span = Span(start, host)
    url = text[start:host]
    fault = Fault("CC202", span, "The URL is cut off: there is no host", "", "write the whole URL", url=url)
    return _Found(host, Link(span, url, url), (fault,))


def _mistyped(source: _Source, start: int, host: int, scheme: str) -> _Found:
    """A URL whose scheme is misspelt; only where a host follows."""
    text = source.text
    name = _SLIPPED_HOST.match(text, host)
    if not name:
        return _Found(host)
    found = prose_extent(text, start, host)
    span = Span(start, found.end)
    rest = _clean(source, text[host : found.end])
    url, probably = text[start:host] + rest, f"{scheme}://{rest}"
    if fragile.is_placeholder(probably):
        return _Found(found.resume)
    fault = Fault(
        "CC201",
        span,
        f"The URL cannot begin with {text[start:host]}",
        "misspelt",
        f"write {fragile.shown(probably)}",
        url=url,
    )
    return _Found(found.resume, Link(span, url, source.document.text[start : found.end]), (fault,))


def _read_slip(source: _Source, start: int) -> _Found:
    """A URL that begins with something like `http//` or `http:/`."""
    text = source.text
    slip = _SLIP.match(text, start)
    if not slip or _glued(text, start):
        return _Found(start)
    name = _SLIPPED_HOST.match(text, slip.end())
    if not name or ("." not in name[0] and slip[2] != "//"):
        return _Found(slip.end())
    return _mistyped(source, start, slip.end(), f"http{slip[1]}")


def _glued(text: str, start: int) -> bool:
    """Whether what stands before makes this no beginning: a letter, a path, an address."""
    before = text[start - 1 : start]
    return before.isalnum() or before in tuple("_/@.-=")


def _read_www(source: _Source, start: int) -> _Found:
    """A link without scheme."""
    text = source.text
    name = _WWW_HOST.match(text, start)
    if _glued(text, start) or not name or name[0].count(".") < 2:
        return _Found(start + 4)
    found = prose_extent(text, start, start)
    if _is_link_text(text, start, found.end) or _is_template(text, found.resume):
        return _Found(found.resume)
    url = f"http://{_clean(source, found.url)}"
    if fragile.is_placeholder(url):
        return _Found(found.resume)
    return _linked(source, Span(start, found.end), url, found.resume)


def _read_mail(source: _Source, start: int) -> _Found:
    """A `mailto:` link; bare addresses are none."""
    found = _EMAIL.match(source.text, start)
    if not found or source.text[start - 1 : start].isalnum():
        return _Found(start + 7)
    span = Span(start, found.end())
    return _Found(found.end(), Link(span, _clean(source, found[0]), found[0]))


def _in_reference(text: str, at: int) -> bool:
    """Whether the paragraph looks like a reference: it begins with a bracket, or says "available from"."""
    low = max(0, at - 1500)
    start = max(text.rfind("\n\n", low, at) + 2, low)
    line = text.rfind("\n", low, at) + 1
    if _REFERENCE.match(text, line) or _REFERENCE.match(text, start):
        return True
    return _ACCESS.search(text, max(start, at - 60), at) is not None

"""Identifiers named by a keyword: DOI and arXiv ids become links, ISBN and ISSN are checked (CC206).

A number without its keyword is never judged. Sources: DOI Handbook, 2.2; arXiv's identifier scheme
(info.arxiv.org/help/arxiv_identifier.html); ISBN Users' Manual, 7th edition; ISSN Manual.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from citecheck.citations.url_ends import scan, trim
from citecheck.model import Document, Fault, Link, Span
from citecheck.patterns import lazy

_DOI = lazy(
    r"(?:doi|DOI|Doi)(?:(?P<colon>\s?[:=]\s{0,3}|\.org/)|\s{1,3})(?=(?P<prefix>\d{1,9}(?:\.\d{1,9}){1,4})(?P<slash>/?))"
)
_DOI_PREFIX = lazy(r"10\.\d{4,9}(?:\.\d{1,9})*")
_DOI_URL = lazy(r"https?://(?:dx\.|www\.)?doi\.org/(\d+\.\d[\d.]*)(/|%2[Ff]|)(.?)", re.IGNORECASE)
_DOI_SAMPLE = lazy(r"\.\.\.|xxx|^[\d.]*[^\d./]", re.IGNORECASE)
_SICI = lazy(r"<\d[\w.:-]{0,40}>[\w.;:()/-]{0,40}")
_LINE_END = lazy(r"[ \t]{0,4}\n[ \t]{0,80}(?=[\w(])")
_ARXIV = lazy(
    r"ar[Xx]iv\s?:\s{0,2}(?:(?P<new>\d{4}\.\d{1,8})|(?P<old>[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{1,9}))(?P<version>v\d{1,3})?(?![\w/])"
)
_MONTH = r"(?:0[1-9]|1[0-2])"
_ARXIV_NEW = lazy(rf"(?:0[7-9]|1[0-4]){_MONTH}\.\d{{4}}|(?:1[5-9]|[2-9]\d){_MONTH}\.\d{{5}}")
_ARXIV_OLD = lazy(rf"[a-z-]+(?:\.[A-Z]{{2}})?/(?:9[1-9]|0[0-7]){_MONTH}\d{{3}}")
_ARXIV_SAMPLE = lazy(r"0000\.0+|1234\.\d+")
_FIELD = r"(?:[ \t]{0,40}=\s{0,9}[{\"]{1,2}\s?|[ \t~]?[:=#]?(?:\s{0,2}|[ ]?\n[ \t]{0,20}))"
"""Between a keyword and its number; in BibTeX it is the name of a field."""
_ISBN = lazy(r"ISBNs?(?:[- ]?1[03]\b)?(?:[ ]?\([^()\n]{1,20}\))?" + _FIELD + r"(?=\d)", re.IGNORECASE)
_ISBN_GROUPS = lazy(r"\d{1,13}(?:(?:[-–‐‑]\s{0,20}|[ ]|\n[ ]{0,20})\d{1,12}){0,4}(?:[-–‐‑ ]?[Xx]\b)?")
_ISBN_NEXT = lazy(
    r"(?:[ ]?\([^()\n]{1,20}\))?[ ]?(?:[,;/]|and|or|und|et)?\s{1,3}(?:ISBN(?:-1[03])?:?[ ])?"
    r"(?=97[89][- ]|\d{1,5}[-–]\d)"
)
_ISSN = lazy(
    r"ISSN(?:-L)?(?:[ ]?\([^()\n]{1,20}\))?" + _FIELD + r"(\d{4})[-–‐‑]?(\d{3}[\dXx])(?![\w-])",
    re.IGNORECASE,
)
_OPEN = lazy(r"[ ]?[-–]?[ ]?(?:…|\.\.|[?#_xX])|[-–]")
_SEPARATORS = lazy(r"[\s‐‑–-]+")


class _Found(NamedTuple):
    """A place that was read; what it gave."""

    link: Link | None = None
    faults: tuple[Fault, ...] = ()


def find_identifiers(document: Document, taken: Sequence[Span] = ()) -> tuple[list[Link], list[Fault]]:
    """The DOIs and arXiv ids of a document as links to their https addresses, and the faults of identifiers.

    `taken` are the spans of its URLs, ascending and disjoint: nothing inside them is read, except that the
    DOI in a doi.org URL is checked.
    """
    text = document.prose
    starts = [span.start for span in taken]
    links: list[Link] = []
    faults: list[Fault] = []
    for keywords, read in _KINDS:
        done = 0
        for at in _occurrences(text, keywords):
            before = bisect_right(starts, at) - 1
            if at < done or (before >= 0 and at < taken[before].end):
                continue
            found, done = read(document, at)
            if found.link:
                links.append(found.link)
            faults += found.faults
    faults += _doi_urls(document, taken)
    return links, faults


def _occurrences(text: str, keywords: Iterable[str]) -> list[int]:
    """Where any keyword stands at the beginning of a word."""
    places: list[int] = []
    for keyword in keywords:
        at = text.find(keyword)
        while at >= 0:
            if not text[at - 1 : at].isalnum() or (keyword == "ISSN" and text[at - 1] in "ep"):
                places.append(at)
            at = text.find(keyword, at + len(keyword))
    return sorted(places)


def _read_doi(document: Document, at: int) -> tuple[_Found, int]:
    text = document.prose
    keyword = _DOI.match(text, at)
    if not keyword or not (keyword["colon"] or keyword["prefix"].startswith("10.")):
        return _Found(), at + 3
    start = keyword.end()
    raw, read = scan(text, start, start)
    if sici := _SICI.match(text, raw):
        raw = read = sici.end()
    end = trim(text, start, raw)
    doi = text[start:end]
    if doi.endswith("/") and (wrap := _LINE_END.match(text, raw)):
        raw, read = scan(text, wrap.end(), wrap.end())
        end = trim(text, wrap.end(), raw)
        doi += text[wrap.end() : end]
    if document.markdown:
        doi = doi.replace("\\", "")
    span = Span(at, end)
    if _DOI_SAMPLE.search(doi) or text.startswith("...", end):
        return _Found(), read
    if problem := _doi_problem(doi):
        return _Found(None, (_bad(span, f"{_label(doi)} is no DOI", problem, "copy the DOI from its page"),)), read
    from urllib.parse import quote

    url = "https://doi.org/" + quote(doi, safe="/:;()._-,~!$'*+=@")
    return _Found(Link(span, url, document.text[at:end])), read


def _doi_problem(doi: str) -> str:
    """Why this cannot be a DOI, in a few words; empty if it can."""
    prefix, slash, suffix = doi.partition("/")
    if not prefix.startswith("10."):
        return "a DOI begins with 10."
    if not _DOI_PREFIX.fullmatch(prefix):
        return "four digits or more follow 10."
    return "" if slash and suffix else "something must follow the slash"


def _doi_urls(document: Document, taken: Iterable[Span]) -> Iterator[Fault]:
    """Impossible DOIs in doi.org addresses; short DOIs (`doi.org/abcd`, `10/abcd`) are fine."""
    text = document.prose
    if "doi.org/" not in text.lower():
        return
    for span in taken:
        yield from doi_faults(span, text[span.start : span.end])


def doi_faults(span: Span, url: str) -> Iterator[Fault]:
    """The fault of a doi.org address that no DOI can have, if it is one."""
    found = _DOI_URL.match(url)
    if found and (problem := _doi_problem((found[1] + found[2] + found[3]).replace("%2F", "/").replace("%2f", "/"))):
        yield _bad(span, "The link holds no possible DOI", problem, "copy the DOI from its page")


def _read_arxiv(document: Document, at: int) -> tuple[_Found, int]:
    text = document.prose
    found = _ARXIV.match(text, at)
    if not found:
        return _Found(), at + 5
    number = found["new"] or found["old"]
    span = Span(at, found.end())
    if found["new"] and _ARXIV_SAMPLE.fullmatch(number):
        return _Found(), found.end()
    if not (_ARXIV_NEW if found["new"] else _ARXIV_OLD).fullmatch(number):
        problem = "year and month come first" if len(number) > 7 else "YYMM.NNNNN"
        fault = _bad(span, f"{_label(number)} is no arXiv id", problem, "copy the id from the paper's page")
        return _Found(None, (fault,)), found.end()
    url = f"https://arxiv.org/abs/{number}{found['version'] or ''}"
    return _Found(Link(span, url, document.text[at : found.end()])), found.end()


def _read_isbn(document: Document, at: int) -> tuple[_Found, int]:
    text = document.prose
    keyword = _ISBN.match(text, at)
    if not keyword:
        return _Found(), at + 4
    start, faults, listed = keyword.end(), [], False
    while True:
        span = _isbn_span(text, start)
        if fault := _isbn_fault(text, span, strict=not listed):
            faults.append(fault)
        following = _ISBN_NEXT.match(text, span.end)
        if not following:
            break
        start, listed = following.end(), True
    return _Found(None, tuple(faults)), span.end


def _isbn_span(text: str, start: int) -> Span:
    """The number that begins here: its groups, as many as make 10 or 13 digits, else the joined ones."""
    groups = _ISBN_GROUPS.match(text, start)
    if not groups:
        return Span(start, start + 1)
    written = groups[0]
    prefixed = written.startswith(("978", "979"))
    for length in (13, 10) if prefixed else (10,):
        if end := _cut(written, length):
            return Span(start, start + end)
    joined = written.split()[0]
    return Span(start, groups.end() if prefixed and joined.isdigit() else start + len(joined))


def _cut(written: str, length: int) -> int:
    """Where exactly so many digits end, at the end of a group; 0 if nowhere."""
    digits = 0
    for at, char in enumerate(written, 1):
        digits += char.isdigit() or char in "Xx"
        if digits == length:
            return 0 if written[at : at + 1].isalnum() or written[at : at + 1] in tuple("-–‐‑") else at
    return 0


def _isbn_fault(text: str, span: Span, *, strict: bool) -> Fault | None:
    number = _SEPARATORS.sub("", text[span.start : span.end]).upper()
    label = " ".join(text[span.start : span.end].split())
    advice = "compare it with the book or a library catalogue"
    if len(number) not in (10, 13):
        if not strict or len(number) < 7 or _OPEN.match(text, span.end):
            return None
        return _bad(span, f"ISBN {label} has {len(number)} digits", "10 or 13 are needed", advice)
    if len(number) == 13 and not number.startswith(("978", "979")):
        return _bad(span, f"ISBN {label} cannot be an ISBN", "13 digits begin with 978 or 979", advice)
    expected = isbn_check_digit(number)
    if number[-1] == expected:
        return None
    return _bad(span, f"ISBN {label} has a wrong check digit", f"{expected} would fit these digits", advice)


def isbn_check_digit(number: str) -> str:
    """The check digit that the other digits of an ISBN ask for; `number` has all 10 or 13."""
    if len(number) == 10:
        return _modulo_11(number[:-1])
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(number[:-1]))
    return str(-total % 10)


def issn_check_digit(number: str) -> str:
    """The check digit that the first seven digits of an ISSN ask for; `number` has all 8, the last unread."""
    return _modulo_11(number[:-1])


def _modulo_11(digits: str) -> str:
    rest = -sum(int(digit) * weight for weight, digit in enumerate(reversed(digits), 2)) % 11
    return "X" if rest == 10 else str(rest)


def _read_issn(document: Document, at: int) -> tuple[_Found, int]:
    found = _ISSN.match(document.prose, at)
    if not found:
        return _Found(), at + 4
    number = (found[1] + found[2]).upper()
    expected = issn_check_digit(number)
    if number[-1] == expected:
        return _Found(), found.end()
    fault = _bad(
        Span(found.start(1), found.end()),
        f"ISSN {found[1]}-{found[2]} has a wrong check digit",
        f"{expected} would fit these digits",
        "compare it with the journal or portal.issn.org",
    )
    return _Found(None, (fault,)), found.end()


def _bad(span: Span, message: str, note: str, advice: str) -> Fault:
    return Fault("CC206", span, message, note, advice)


def _label(identifier: str) -> str:
    return identifier if len(identifier) <= 80 else f"{identifier[:79]}…"


_Reader = Callable[[Document, int], tuple[_Found, int]]
_KINDS: tuple[tuple[tuple[str, ...], _Reader], ...] = (
    (("doi", "DOI", "Doi"), _read_doi),
    (("arXiv", "arxiv"), _read_arxiv),
    (("ISBN", "isbn"), _read_isbn),
    (("ISSN", "issn"), _read_issn),
)

"""The link annotations of a PDF as links of its text, and what links within the file say of brackets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from citecheck.model import Link, Native, Span
from citecheck.patterns import lazy
from citecheck.readers.pdf.cites import FEWEST, TARGETS
from citecheck.readers.pdf.flow import Flow

_ABSOLUTE = lazy(r"(?:https?|ftp)://[^\s/]|mailto:\S")
_BETWEEN = lazy(r"\s*+[-\u2010]?\s*+")
_BRACKET = lazy(r"\[[\d,;\s\u2010-\u2015-]{1,60}\]")
_URL = lazy(r"https?://|ftp://|www\.")
_TOKEN = lazy(r"(?<!\S)\S++(?=[\n ](\S++))")
_NO_WORD = lazy(r"(?=\S*[\w/][./=_%&?~#-]\w|\S*\d|[/?&=#]|\S*/)(?!\d{1,4}[.,;)]*\Z|\[|\()")
_SPACED = lazy(r"\bhttps?(?: ://|: //)\S*(?: \S*/\S*)?")
_IN_CODE = lazy(r"\[[^\[\]\n]{0,60}\]|[\[\]]")


def links_of(flow: Flow) -> Iterator[Link]:
    """The links to other places, ascending and disjoint; the lines of one that is broken are one."""
    end = -1
    for start, stop, url in _whole(flow):
        if start >= end and _ABSOLUTE.match(url):
            end = stop
            yield Link(Span(start, stop), url, flow.text[start:stop])


def _whole(flow: Flow) -> list[tuple[int, int, str]]:
    """Start, end and address of links; what leads to one address with nothing between is one link."""
    text = flow.text
    found: list[tuple[int, int, str]] = []
    for link in sorted(flow.links):
        if not link.url:
            continue
        start, end = _trimmed(text, link.start, link.end)
        if start >= end:
            continue
        if found and found[-1][2] == link.url and start <= found[-1][1] + 4:
            before = found[-1]
            if start <= before[1] or _BETWEEN.fullmatch(text, before[1], start):
                found[-1] = (before[0], max(end, before[1]), link.url)
                continue
        found.append((start, end, link.url))
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def unlinked_brackets(flow: Flow, native: Native, *, everything: bool) -> list[tuple[int, int]]:
    """Numbers in brackets that are no citations, in a file whose citations are links to their entries.

    With `everything` the entries are known, too; else a bracket at the beginning of a line may be the label of one.
    """
    starts = {line.start for line in flow.lines}
    own = {marker.bracket.start for marker in native.markers} | {each.span.start for each in native.references}
    linked: list[tuple[int, int]] = []
    other: list[tuple[int, int]] = []
    targets = sorted((link.start, link.end) for link in flow.links if link.target.startswith(TARGETS))
    if len(targets) < FEWEST:
        return []
    at = 0
    for bracket in _BRACKET.finditer(flow.text):
        start, end = bracket.span()
        while at < len(targets) and targets[at][1] <= start:
            at += 1
        if start in own or (at < len(targets) and targets[at][0] < end):
            linked.append((start, end))
        elif everything or start not in starts:
            other.append((start, end))
    if everything:
        return other
    return other if len(linked) >= FEWEST and len(linked) > 2 * len(other) else []


def doubtful_urls(flow: Flow, links: Sequence[Link]) -> list[tuple[int, int]]:
    """URLs that may go on in the next line or behind a space, where the page does not show whether they do."""
    covered = [link.span for link in links]
    found = []
    for token in _TOKEN.finditer(flow.text):
        url = _URL.search(flow.text, token.start(), token.end())
        if url is None or url.end() == token.end():
            continue
        start, end = url.start(), token.end()
        at = bisect_right(covered, start, key=lambda span: span.start) - 1
        inside = at >= 0 and start < covered[at].end
        if not inside and _NO_WORD.match(token[1]):
            found.append((start, end))
    return found + [match.span() for match in _SPACED.finditer(flow.text)]


def _drawn(text: str) -> int:
    """The characters of a text that are no white."""
    return len(text) - text.count(" ") - text.count("\n")


def code_brackets(flow: Flow) -> list[tuple[int, int]]:
    """Brackets in what is set in letters of one width, as code is; where nearly all is set so, it is text."""
    if 10 * sum(end - start - flow.text.count(" ", start, end) for start, end in flow.code) > 9 * _drawn(flow.text):
        return []
    found = []
    for start, end in flow.code:
        if ("[" in flow.text[start:end] or "]" in flow.text[start:end]) and "://" not in flow.text[start:end]:
            found += [bracket.span() for bracket in _IN_CODE.finditer(flow.text, start, end)]
    return found

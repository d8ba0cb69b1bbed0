r"""BibTeX and biblatex databases: each entry a reference, its key the label.

Offsets are those of the source; what is masked is all but the fields that readers see and that hold sources,
addresses or identifiers. The grammar is that of btxdoc and of "Tame the BeaST", section 2; an entry that is never
closed ends where the next one begins. Keys of BibTeX ignore case, those of biber do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from citecheck.model import Document, Form, Link, Native, Reference, Span
from citecheck.patterns import lazy as regex
from citecheck.readers.latex import urls
from citecheck.text import difference, speaking, union

_ENTRY = regex(r"@[ \t\n]{0,20}([A-Za-z][\w+:-]{0,60})[ \t\n]{0,20}([{(])")
_KEY = regex(r"\s*+([^\s,(){}\"#%'=]*+)\s*+(?=[,})])")
_ODD_KEY = regex(r"[ \t\n]*+([^,{}=\n\"]{1,200}+),")
_BRACE = regex(r"[{}]|\n[ \t]*+@[A-Za-z]{1,60}[ \t]*+[{(]")
_PARENTHESIS = regex(r"[{})]|\n[ \t]*+@[A-Za-z]{1,60}[ \t]*+[{(]")
_QUOTE = regex(r'[{}"]')
_NAME = regex(r"[\s,]*+([A-Za-z][\w:.+/-]*+)\s*+=\s*+")
_BARE = regex(r"[^\s,#{}\"]++")
_JOIN = regex(r"\s*+#\s*+")
_URL_COMMAND = regex(r"\\(?:url|href|burl)[ \t]?\{((?:[^{}\\]++|\\[\s\S]|\{[^{}]*+\})*+)\}")
_NUMBERED = regex(r"\[\d[^\[\]\n]{0,40}\]")
_ARXIV = regex(r"(?:ar[Xx]iv:)?((?:\d{4}\.\d{4,5}|[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?)")
_COMMENT = regex(r"(?:@[ \t]{0,9}[Cc][Oo][Mm][Mm][Ee][Nn][Tt][ \t]{0,9}\{|%)[ \t]{0,80}citecheck:[^\n{}]{0,1000}\}?")
_INDENT = 200
"""Characters of a line that are looked at before an entry."""
_NO_ENTRIES = frozenset(("comment", "string", "preamble"))
_SHOWN = frozenset(
    (
        *("url", "howpublished", "note", "addendum", "titleaddon", "booktitleaddon", "journal", "journaltitle"),
        *("title", "publisher", "institution", "organization", "series", "isbn", "issn", "eprint", "how"),
    )
)
"""The fields that are looked into: the others are not printed, or name nobody but people."""
_IDENTIFIERS = frozenset(("isbn", "issn"))
"""Fields whose name tells the scanner what their value is."""
_BIBLATEX = frozenset(
    (
        *("online", "thesis", "report", "collection", "mvbook", "mvcollection", "suppbook", "dataset", "software"),
        *("xdata", "set", "reference", "mvreference", "inreference", "periodical"),
    )
)
"""Types of entries that only biblatex has."""


class Entry(NamedTuple):
    """An entry of a database."""

    kind: str
    """Lower case."""
    key: str
    span: Span
    """Of the key."""
    whole: Span
    body: Span
    """The fields."""


class Field(NamedTuple):
    """A field, or a part of one that is put together with `#`."""

    name: str
    """Lower case."""
    span: Span
    """From the beginning of the name."""
    value: Span
    """Without braces or quotes."""


class Shown(NamedTuple):
    """What of an entry is looked into."""

    spans: tuple[tuple[int, int], ...]
    """Ascending."""
    links: tuple[Link, ...]


def read(path: str, text: str, removed: Sequence[int]) -> Document:
    """A database alone: all its entries are references, and nothing is said of what cites them."""
    found = list(entries(text))
    shown: list[tuple[int, int]] = []
    links: list[Link] = []
    for entry in found:
        seen = look_into(text, entry)
        shown += seen.spans
        links += seen.links
    labels = canonical(found, ignore_case=not any(entry.kind in _BIBLATEX for entry in found))
    references = tuple(
        Reference(entry.span, label, trimmed(text, entry.body), Form.TAG)
        for entry, label in zip(found, labels, strict=True)
        if entry.kind != "xdata"
    )
    from citecheck.readers.latex.required import missing_fields

    faults = tuple(fault for entry in found for fault in missing_fields(text, entry))
    masks = tuple(difference([(0, len(text))] if text else [], union(shown)))
    return Document(
        path,
        "bibtex",
        text,
        masks,
        removed,
        comments=comments(text, found),
        native=Native(references=references, links=tuple(links), faults=faults),
        lacks="markers",
    )


def entries(text: str) -> Iterator[Entry]:
    """The entries of a database, in order; `@string` and the like are none."""
    at = 0
    while found := _ENTRY.search(text, at):
        start, opened = found.start(), found.end()
        if _is_commented(text, start):
            at = opened
            continue
        kind = found[1].lower()
        end, closed = _end(text, opened, found[2])
        at = max(end, opened)
        if kind in _NO_ENTRIES:
            continue
        key = _KEY.match(text, opened, end + 1) or _ODD_KEY.match(text, opened, end)
        if key and key[1].strip():
            body = (
                Span(min(key.end() + 1, end), end) if text[key.end() - 1 : key.end()] != "," else Span(key.end(), end)
            )
            yield Entry(kind, key[1].strip(), Span(*key.span(1)), Span(start, end + closed), body)


def _is_commented(text: str, at: int) -> bool:
    """Whether the line begins with a percent sign, as biber has it."""
    low = max(0, at - _INDENT)
    line = text.rfind("\n", low, at) + 1
    return (line > 0 or low == 0) and text[line:at].lstrip(" \t").startswith("%")


def _end(text: str, at: int, opening: str) -> tuple[int, int]:
    """Where an entry ends, and the length of what closes it: 0 where the next one begins before that."""
    depth = 0
    for found in (_BRACE if opening == "{" else _PARENTHESIS).finditer(text, at):
        sign = found[0]
        if sign == "{":
            depth += 1
        elif sign[0] == "\n":
            if depth or opening == "{":
                return found.start(), 0
        elif depth == 0:
            return found.start(), 1
        elif sign == "}":
            depth -= 1
    return len(text), 0


def fields(text: str, entry: Entry) -> Iterator[Field]:
    """The fields of an entry, in order."""
    at, end = entry.body
    while found := _NAME.match(text, at, end):
        name, start = found[1].lower(), found.start(1)
        at = found.end()
        while at < end:
            value, behind = _value(text, at, end)
            if behind <= at:
                return
            yield Field(name, Span(start, behind), value)
            joined = _JOIN.match(text, behind, end)
            if not joined:
                at = behind
                break
            at = start = joined.end()


def _value(text: str, at: int, end: int) -> tuple[Span, int]:
    """A value and the offset behind it."""
    if text[at] in '{"':
        depth, closing = 0, "}" if text[at] == "{" else '"'
        for found in (_BRACE if closing == "}" else _QUOTE).finditer(text, at + 1, end):
            sign = found[0]
            if depth == 0 and sign == closing:
                return Span(at + 1, found.start()), found.end()
            depth += (sign == "{") - (sign == "}")
        return Span(at + 1, end), end
    bare = _BARE.match(text, at, end)
    return (Span(*bare.span()), bare.end()) if bare else (Span(at, at), at)


def aliases(text: str, entry: Entry) -> Iterator[str]:
    """Other keys of an entry (biblatex's `ids`)."""
    for field in fields(text, entry):
        if field.name == "ids":
            yield from (key.strip() for key in text[field.value.start : field.value.end].split(",") if key.strip())


def look_into(text: str, entry: Entry) -> Shown:
    """The parts of an entry in which sources are named, and the links that its fields are."""
    spans: list[tuple[int, int]] = []
    links: list[Link] = []
    values: dict[str, Span] = {}
    found = list(fields(text, entry))
    for field in found:
        values.setdefault(field.name, field.value)
    archive = values.get("archiveprefix") or values.get("eprinttype")
    arxiv = archive is not None and text[archive.start : archive.end].strip().lower() == "arxiv"
    for field in found:
        start, end = field.value
        if field.name == "doi":
            if link := urls.doi(text, start, end):
                links.append(link)
            elif "://" in text[start:end]:
                _show(text, start, end, spans, links)
        elif field.name == "eprint" and arxiv:
            span, _ = urls.argument(text, start, end)
            if number := _ARXIV.fullmatch(text, *span):
                links.append(Link(span, f"https://arxiv.org/abs/{number[1]}", text[span.start : span.end]))
        elif field.name in _IDENTIFIERS:
            spans.append((field.span.start, end))
        elif field.name == "url":
            _show(text, start, end, spans, links)
        elif field.name in _SHOWN and start < end:
            _mixed(text, start, end, spans, links)
    return Shown(tuple(spans), tuple(links))


def _show(text: str, start: int, end: int, spans: list[tuple[int, int]], links: list[Link]) -> None:
    """A value that is an address."""
    if text.startswith("\\", start) and _URL_COMMAND.match(text, start, end):
        _mixed(text, start, end, spans, links)
        return
    span, url = urls.argument(text, start, end)
    if url is None:
        spans.append(span)
    elif url:
        links.append(Link(span, url, text[span.start : span.end]))


def _mixed(text: str, start: int, end: int, spans: list[tuple[int, int]], links: list[Link]) -> None:
    """A value in which addresses may stand."""
    at = start
    cuts: list[tuple[int, int, int, int]] = []
    if "\\" in text[start:end]:
        cuts += [(*found.span(), *found.span(1)) for found in _URL_COMMAND.finditer(text, start, end)]
    for low, high, inside, behind in cuts:
        _plain(text, at, low, spans, links)
        span, url = urls.argument(text, inside, behind)
        if url is None:
            spans.append(span)
        elif url:
            links.append(Link(span, url, text[span.start : span.end]))
        at = high
    _plain(text, at, end, spans, links)


def _plain(text: str, start: int, end: int, spans: list[tuple[int, int]], links: list[Link]) -> None:
    """Text without commands for addresses; numbers in brackets mean nothing in it."""
    if start >= end:
        return
    holes = [found.span() for found in _NUMBERED.finditer(text, start, end)]
    for link in urls.bare(text[start:end]):
        low, high = link.span
        links.append(link._replace(span=Span(start + low, start + high)))
    spans += difference([(start, end)], union(holes))


def canonical(found: Sequence[Entry], *, ignore_case: bool) -> list[str]:
    """The label of each entry: where case means nothing, that of the first one whose key is the same."""
    if not ignore_case:
        return [entry.key for entry in found]
    first: dict[str, str] = {}
    return [first.setdefault(entry.key.casefold(), entry.key) for entry in found]


def trimmed(text: str, span: Span) -> Span:
    """A span without the space at its ends."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return Span(start, end)


def comments(text: str, found: Iterable[Entry]) -> tuple[Span, ...]:
    """The comments between entries that speak to citecheck: `% citecheck: …`, `@comment{citecheck: …}`."""
    if "citecheck:" not in text:
        return ()
    inside = [entry.whole for entry in found]
    spans = [Span(*match.span()) for match in _COMMENT.finditer(text)]
    at, free = 0, []
    for span in spans:
        while at < len(inside) and inside[at].end <= span.start:
            at += 1
        if at == len(inside) or span.start < inside[at].start:
            free.append(span)
    return speaking(text, free)

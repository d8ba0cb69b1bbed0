"""Bibliographies in files of their own: the keys that documents cite, what stands under them, and its links.

`entries` reads CSL-JSON, CSL-YAML and as much of BibTeX as it takes to find keys, fields and addresses. Sources: the
CSL 1.0.2 schema of input data; O. Patashnik, "BibTeXing", 1988; the manuals of biblatex and pandoc.
Nothing is nested on the stack, and every character is looked at a few times only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from re import IGNORECASE, MULTILINE
from typing import NamedTuple

from citecheck.model import Link, Span
from citecheck.patterns import lazy as regex


class Entry(NamedTuple):
    """An entry of a bibliography, as spans of its text."""

    key: str
    span: Span
    """The key."""
    body: tuple[Span, ...]
    """What readers see of it, in order of place: author, title, year, addresses; nothing if it is empty."""
    links: tuple[Link, ...]
    """Its addresses, ascending and disjoint; a DOI is one."""


def entries(name: str, text: str) -> list[Entry] | None:
    """The entries of a file by its name and cleaned text, in order; None if it cannot be read."""
    reader = _READERS.get(PurePosixPath(name).suffix.lower())
    return reader(text) if reader else None


_DOI = regex(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[^\s{}\"]++)", IGNORECASE)
_URL = regex(r"(?:https?|ftp)://[^\s{}<>\"]++")
_BACKSLASHED = regex(r"\\([%&_#$~{}])")


def _links(found: dict[str, tuple[Span, str]]) -> tuple[Link, ...]:
    """The links in the values of fields by their lower-case names, each with its span and what it says."""
    links = []
    for name, (span, value) in found.items():
        if name == "doi":
            if doi := _DOI.fullmatch(value.strip()):
                links.append(Link(span, f"https://doi.org/{doi[1]}", value))
        elif name == "eprint":
            kind = next((found[each][1] for each in ("archiveprefix", "eprinttype") if each in found), "")
            if kind.lower() == "arxiv" and value.strip():
                links.append(Link(span, f"https://arxiv.org/abs/{value.strip()}", value))
        elif address := _URL.search(value):
            if value.strip() == address[0]:
                links.append(Link(span, address[0], value))
            elif span.end - span.start == len(value):  # it stands there as it is read
                within = Span(span.start + address.start(), span.start + address.end())
                links.append(Link(within, address[0].rstrip(".,;)"), address[0]))
    return tuple(sorted(links, key=lambda link: link.span))


# ---------------------------------------------------------------- BibTeX

_SEEN = frozenset(
    (
        *("author", "editor", "title", "subtitle", "journal", "journaltitle", "booktitle", "series", "edition"),
        *("publisher", "institution", "school", "volume", "number", "issue", "pages", "year", "date"),
        *("howpublished", "note", "url", "doi", "eprint"),
    )
)
"""Fields that a bibliography prints."""
_LINKED = frozenset(("url", "doi", "eprint", "howpublished", "note", "archiveprefix", "eprinttype"))


def _bibtex(text: str) -> list[Entry]:
    from citecheck.readers.latex import bibtex

    found = []
    for entry in bibtex.entries(text):
        body: list[Span] = []
        linked: dict[str, tuple[Span, str]] = {}
        aliases: list[tuple[str, Span]] = []
        seen: set[str] = set()
        for name, _, span in bibtex.fields(text, entry):
            value = text[span.start : span.end]
            if name in seen:  # the rest of one that is put together
                continue
            seen.add(name)
            if name in _SEEN and value.strip():
                body.append(span)
            if name in _LINKED:
                linked[name] = span, _BACKSLASHED.sub(r"\1", value)
            elif name == "ids":
                aliases += _aliases(value, span.start)
        links = _links(linked)
        for key, span in ((entry.key, entry.span), *aliases):
            found.append(Entry(key, span, tuple(body), links))
    return found


def _aliases(value: str, at: int) -> Iterator[tuple[str, Span]]:
    """The other keys of an entry of biblatex."""
    for key in _BIB_ALIAS.finditer(value):
        yield key[0], Span(at + key.start(), at + key.end())


_BIB_ALIAS = regex(r"[^\s,{}]++")


# ---------------------------------------------------------------- CSL-JSON

_JSON_TOKEN = regex(r'"((?:[^"\\]++|\\.)*+)"|[{}\[\],:]|[^\s{}\[\],:"]++')
_CSL_HIDDEN = frozenset(("id", "type", "abstract", "keyword", "language", "source", "note", "citation-key"))
_LISTS = ("items", "references")


def _csl_json(text: str) -> list[Entry] | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(data, dict):
        data = next((data[name] for name in _LISTS if name in data), None)
    if not isinstance(data, list) or not all(isinstance(item, dict) and "id" in item for item in data):
        return None
    return _json_items(text, 1 + (not text.lstrip().startswith("[")))


def _json_items(text: str, lists: int) -> list[Entry]:
    """The entries of a list that is nested so deep; the text is known to be JSON."""
    found: list[Entry] = []
    names: list[str | None] = []  # for each open bracket the name that it stands under
    pending: tuple[str, Span] | None = None  # a string that may be a name
    name: str | None = None
    key: tuple[str, Span] | None = None
    body: list[Span] = []
    linked: dict[str, tuple[Span, str]] = {}
    for token in _JSON_TOKEN.finditer(text):
        mark = token[0]
        if mark == ":" and pending:
            name, pending = pending[0], None
            continue
        if pending and len(names) > lists:
            field = names[lists + 1] if len(names) > lists + 1 else name
            if len(names) == lists + 1 and name == "id":
                key = pending
            elif field not in _CSL_HIDDEN and name not in _CSL_HIDDEN and pending[0].strip():
                body.append(pending[1])
                if len(names) == lists + 1 and name in ("URL", "DOI"):
                    linked[name.lower()] = pending[1], pending[0]
        pending = None
        if mark in "{[":
            if len(names) == lists:
                key, body, linked = None, [], {}
            names.append(name)
            name = None
        elif mark in "}]":
            names.pop()
            if len(names) == lists and key:
                found.append(Entry(key[0], key[1], tuple(body), _links(linked)))
            name = None
        elif mark == ",":
            name = None if names and len(names) == lists + 1 else name
        elif mark != ":":
            inner = Span(*(token.span(1) if token[1] is not None else token.span()))
            pending = (json.loads(mark) if mark[0] == '"' else mark), inner
    return found


# ---------------------------------------------------------------- CSL-YAML

_YAML_LIST = regex(r"^references[ \t]*+:[ \t]*+(?:#[^\n]*+)?+\n", MULTILINE)
_YAML_ITEM = regex(r"^([ ]*+)-[ ]++(?=[^\s#])", MULTILINE)
_YAML_LINE = regex(r"[ ]*+(?:-[ ]++)*+(?:([A-Za-z][\w-]*+):(?=[ \n]|\Z)[ ]*+)?+")
_YAML_QUOTED = regex(r"""'((?:[^'\n]++|'')*+)'|"((?:[^"\\\n]++|\\.)*+)\"""")
_YAML_ODD = ("#", "'", '"', "[", "{", "&", "*", "!", "|", ">", "%", "@")
"""What no plain value begins with."""
_YAML_END = regex(r"^(?:---|\.\.\.)[ \t]*+$|^[A-Za-z][\w -]*+:", MULTILINE)


def _csl_yaml(text: str) -> list[Entry] | None:
    named = _YAML_LIST.search(text)
    return yaml_entries(text, named.end() if named else 0, len(text))


def yaml_entries(text: str, start: int, end: int) -> list[Entry] | None:
    """The entries of a list in block style within a stretch of YAML; None if that is not what stands there."""
    first = _YAML_ITEM.search(text, start, end)
    if first is None:
        return None
    ended = _YAML_END.search(text, first.start(), end)
    end = ended.start() if ended else end
    starts = [item for item in _YAML_ITEM.finditer(text, first.start(), end) if item[1] == first[1]]
    found = []
    for at, item in enumerate(starts):
        entry = _yaml_item(text, item.end(), starts[at + 1].start() if at + 1 < len(starts) else end)
        if entry is None:
            return None
        found.append(entry)
    return found


def _yaml_item(text: str, start: int, end: int) -> Entry | None:
    column = start - text.rfind("\n", 0, start) - 1
    key: tuple[str, Span] | None = None
    body: list[Span] = []
    linked: dict[str, tuple[Span, str]] = {}
    line, field = start, ""
    while line < end:
        named = _YAML_LINE.match(text, line, end)
        span = _yaml_value(text, named.end(), end) if named else None
        outer = named is not None and named[1] is not None and (line == start or named.start(1) - line == column)
        if outer and named:
            field = named[1]
        if span and named:
            value = text[span.start : span.end]
            if outer and field == "id":
                key = value, span
            elif field not in _CSL_HIDDEN and (named[1] or "") not in _CSL_HIDDEN and value.strip():
                body.append(span)
                if outer and field.upper() in ("URL", "DOI"):
                    linked[field.lower()] = span, value
        line = text.find("\n", line, end) + 1 or end
    return Entry(key[0], key[1], tuple(body), _links(linked)) if key else None


def _yaml_value(text: str, at: int, end: int) -> Span | None:
    """The scalar of a line that begins at an offset, without its quotes and a comment."""
    if quoted := _YAML_QUOTED.match(text, at, end):
        return Span(*quoted.span(quoted.lastindex or 0))
    newline = text.find("\n", at, end)
    value = text[at : end if newline < 0 else newline].partition(" #")[0].rstrip()
    return Span(at, at + len(value)) if value and not value.startswith(_YAML_ODD) else None


_READERS: dict[str, Callable[[str], list[Entry] | None]] = {
    ".bib": _bibtex,
    ".bibtex": _bibtex,
    ".biblatex": _bibtex,
    ".json": _csl_json,
    ".yaml": _csl_yaml,
    ".yml": _csl_yaml,
}
"""By the suffix of the file."""

"""Short citations in wikitext, `{{sfn|Smith|2009|p=3}}`, and the works that they lead to.

By the documentation of Template:Sfn and Module:Citation/CS1 on the English Wikipedia: names and year make an anchor. A
work that nothing leads to is no fault, and as templates of one wiki may hold works, an anchor that is not there is one
only where a work is there that was plainly meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from citecheck.model import Confidence, Form, Marker, Reference, Span
from citecheck.patterns import lazy as regex
from citecheck.readers.wikitext import Template

_SHORT = frozenset(
    ("sfn", "sfnp", "sfnb", "harv", "harvnb", "harvtxt", "harvcol", "harvcolnb", "harvcoltxt", "harvp", "harvsp")
)
_MANY = frozenset(("sfnm", "sfnmp"))
_ANCHORS = frozenset(("sfnref", "harvid"))
_NAMES = 4
"""How many authors an anchor names."""
_MOST = 12
"""So many unknown anchors that the works are elsewhere."""
_MOST_WORKS = 5000
_LONGEST = 300
_YEAR = regex(r"\b\d{4}[a-z]?\b")
_LINK = regex(r"\[\[(?:[^\[\]|]{1,200}\|)?([^\[\]|]{1,200})\]\]")
_MARKUP = regex(r"'''?|<[^<>]{0,80}>|\{\{[^{}]{0,200}\}\}")
_MEMBER = regex(r"([1-9]\d?)(a([1-4])|y)")


class _Work(NamedTuple):
    """A work with an anchor."""

    label: str
    template: Template


class _Use(NamedTuple):
    """A place that leads to an anchor."""

    label: str
    span: Span
    template: Template
    grouped: bool


def is_work(template: Template) -> bool:
    """Whether a template describes a work."""
    return template.name.startswith("cite ") or template.name in ("citation", "vcite", "wikicite")


def short_citations(text: str, templates: Sequence[Template], series: int) -> tuple[list[Marker], list[Reference]]:
    """The short citations, and the works they lead to, as markers and references of a series."""
    uses = [use for template in templates for use in _uses(text, template)]
    if not uses:
        return [], []
    anchors = {template.span: template for template in templates if template.name in _ANCHORS}
    works: dict[str, _Work] = {}
    for template in sorted((each for each in templates if is_work(each)), key=lambda each: each.span):
        for label in _labels(text, template, anchors):
            works.setdefault(_key(label), _Work(label, template))
    keys = {_key(use.label) for use in uses}
    unknown = sorted(keys - works.keys())
    meant: dict[str, str] = {}
    if len(unknown) <= _MOST and len(works) <= _MOST_WORKS:
        for key in unknown:
            close = get_close_matches(key, works, n=1, cutoff=0.8)
            meant |= {key: close[0]} if close else {}
    markers = []
    for use in uses:
        key = _key(use.label)
        sure = key in works or key in meant
        reason = "a short citation" if sure else "a short citation of a work that a template may hold"
        confidence = Confidence.SURE if sure else Confidence.LIKELY
        label = works[key].label if key in works else use.label
        markers.append(
            Marker(use.span, label, use.template.span, Form.TAG, confidence, reason, series, grouped=use.grouped)
        )
    references = [
        Reference(
            Span(work.template.span.start, work.template.head),
            work.label,
            Span(min(work.template.head + 1, work.template.span.end - 2), work.template.span.end - 2),
            Form.TAG,
            series,
            if_cited=True,
        )
        for key, work in works.items()
        if key in keys or key in meant.values()
    ]
    return markers, references


def _key(label: str) -> str:
    return label.replace(" ", "").replace("_", "")


def _uses(text: str, template: Template) -> Iterator[_Use]:
    """The anchors that a template leads to."""
    if template.name in _SHORT:
        names = {parameter.name for parameter in template.parameters}
        words = [_plain(text, each.value) for each in template.parameters if each.name in "12345"]
        if "ref" not in names and len(words) > 1 and all(words):
            yield _Use(" ".join(words), template.span, template, grouped=False)
    elif template.name in _MANY:
        members: dict[str, list[str]] = {}
        spans: dict[str, Span] = {}
        for parameter in template.parameters:
            if member := _MEMBER.fullmatch(parameter.name):
                members.setdefault(member[1], []).append(_plain(text, parameter.value))
                spans.setdefault(member[1], parameter.value)
        for number, words in members.items():
            if len(words) > 1 and all(words):
                yield _Use(" ".join(words), spans[number], template, grouped=True)


def _labels(text: str, template: Template, anchors: dict[Span, Template]) -> Iterator[str]:
    """The anchors of a work: what it says itself, else names and year."""
    values = {parameter.name: parameter.value for parameter in template.parameters}
    if said := values.get("ref") or values.get("id" if template.name == "wikicite" else "ref"):
        anchor = anchors.get(said)
        if anchor:
            yield " ".join(_plain(text, each.value) for each in anchor.parameters)
            return
        written = _plain(text, said)
        if written not in ("harv", ""):
            if written != "none":
                yield written.removeprefix("CITEREF")
            return
    names = _authors(text, values)
    year = next(
        (found for name in ("year", "date", "publication-date") if (found := _year(text, values.get(name)))), ""
    )
    if names and year:
        yield " ".join((*names[:_NAMES], year))
        if not year[-1].isdigit():
            yield " ".join((*names[:_NAMES], year[:-1]))


def _authors(text: str, values: dict[str, Span]) -> list[str]:
    for kind in ("last", "surname", "author", "editor-last", "editor", "editor-surname"):
        first = next((values[key] for key in (*_numbered(kind, 1), kind) if key in values), None)
        if first and (name := _plain(text, first)):
            names = [name]
            for number in range(2, _NAMES + 1):
                more = next((values[key] for key in _numbered(kind, number) if key in values), None)
                # Authors may be named in two ways in one template.
                if more is None and kind == "last":
                    more = values.get(f"author{number}")
                if more is None:
                    break
                names.append(_plain(text, more))
            return names
    if together := values.get("vauthors"):
        return [name.strip().rpartition(" ")[0] or name.strip() for name in _plain(text, together).split(",")]
    return []


def _numbered(kind: str, number: int) -> tuple[str, ...]:
    editor = kind.startswith("editor-")
    return (f"{kind}{number}", f"editor{number}-{kind[7:]}") if editor else (f"{kind}{number}",)


def _year(text: str, value: Span | None) -> str:
    years = _YEAR.findall(_plain(text, value)) if value else []
    return years[-1] if years else ""


def _plain(text: str, value: Span) -> str:
    """A value without markup."""
    said = text[value.start : min(value.end, value.start + _LONGEST)]
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", said)).split())

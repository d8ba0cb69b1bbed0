"""Links by reference in Markdown: what is defined, and which brackets are links then (CommonMark 0.31, 4.7 and 6.3)."""

from __future__ import annotations

from re import Match
from typing import NamedTuple

from citecheck.patterns import lazy as regex

LABEL_LIMIT = 999
"""Characters in the label of a link."""
_NUMBERS = r"\^?\d{1,6}[a-z]?(?:\s*+[,;\u2010-\u2015-]\s*+\^?\d{1,6}[a-z]?)*+"
LABEL = regex(rf"\^[^\s\[\]]++|{_NUMBERS}|\[(?:\^[^\s\[\]]++|{_NUMBERS})\]|\\\[\^?{_NUMBERS}\\\]")
_TAG_LABEL = regex(r"(?:(?!\d)[\w.:+-])*+\d[\w.:+-]*+")
_REFERENCE_LABEL = regex(r"\[((?:[^\[\]\\]++|\\.)*+)\]")


class Definition(NamedTuple):
    """`[label]: address "title"`."""

    start: int
    end: int
    """Behind the `]`."""
    found: Match[str]
    """What follows, with the address in it."""


def resolve(
    text: str, pairs: list[tuple[int, int]], definitions: list[Definition]
) -> tuple[list[tuple[int, int]], list[Match[str]]]:
    """What is masked as links by reference and as definitions, and the definitions whose address is to be kept.

    `pairs` are brackets that may be links, start and end after the `]`, in the order in which they close.
    """
    masked: list[tuple[int, int]] = []
    defined = {_label(text, each.start, each.end) for each in definitions}
    used: set[str] = set()
    shortcuts: list[tuple[int, int]] = []
    consumed = 0
    for start, end in pairs:
        if start < consumed:
            continue
        reference = _REFERENCE_LABEL.match(text, end, end + LABEL_LIMIT + 2)
        if reference and _is_link(text, start, end, reference, defined):
            used.add(_normal(reference[1]) or _label(text, start, end))
            consumed = reference.end()
            masked.append((start, consumed))
        else:
            shortcuts.append((start, end))
    links = {label for label in defined if label in used or not LABEL.fullmatch(label)}
    kept = [each for each in definitions if _label(text, each.start, each.end) in links]
    masked += [(each.start, each.found.end()) for each in kept]
    masked += [(start, end) for start, end in (shortcuts if links else ()) if _label(text, start, end) in links]
    return masked, [each.found for each in kept]


def _is_link(text: str, start: int, end: int, reference: Match[str], defined: set[str]) -> bool:
    """Whether `[text][ref]` is a link and not two citations."""
    if LABEL.fullmatch(text, start + 1, end - 1) or reference[1].startswith("^"):
        return False
    # `[sic][1]` and `[RFC2119][RFC8174]` are links only if something is defined under the label.
    like_citation = LABEL.fullmatch(reference[1]) or _TAG_LABEL.fullmatch(reference[1])
    return not like_citation or _normal(reference[1]) in defined


def _label(text: str, start: int, end: int) -> str:
    """The label in a pair of brackets; empty if it is too long for one."""
    return _normal(text[start + 1 : end - 1]) if end - start <= LABEL_LIMIT + 2 else ""


def _normal(label: str) -> str:
    """Labels match without regard to case and runs of space."""
    return " ".join(label.split()).casefold()

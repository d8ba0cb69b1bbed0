"""Mnemonic tags such as `[RFC2119]` and `[Knu97]`: what makes a word one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Collection

_RFC = lazy(r"RFC-?\d{3,5}|I-D\.[\w.-]+")
_KEYED = lazy(r"[A-Z][A-Za-z+]{1,5}\d\d[a-z]?")
"""Author and year, as BibTeX's alpha style makes them: `Knu97`, `GKP94`."""
_RUNS = (lazy(r"\d+"), lazy(r"[a-zà-ÿ]+"))


def _shape(tag: str) -> str:
    """A tag with its digits and letters made alike: `Knu97` and `Pil90` are one shape, `RFC793` and `ISO8859` two."""
    shape = _RUNS[1].sub("a", _RUNS[0].sub("9", tag))
    return re.sub("[A-ZÀ-Þ]", "A", shape) if "a" in shape else shape


_ROMAN = tuple(
    tens + ones
    for tens in ("", "x", "xx", "xxx")
    for ones in ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
)[1:]
_LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")


def _due(tags: Collection[str]) -> set[str]:
    """The letters or roman numbers from the first to the last one of a list that counts with them; else none."""
    row = _LETTERS if all(len(tag) == 1 for tag in tags) else _ROMAN
    if len(tags) < 2 or not set(tags) <= set(row):
        return set()
    return set(row[: max(map(row.index, tags)) + 1])


def counts_up(letters: Collection[str]) -> bool:
    """Whether letters are those of notes, a, b, c and so on, of which one may be lost."""
    lower = {letter.lower() for letter in letters}
    return len(letters) > 1 and len(lower) == len(letters) and len(_due(lower) - lower) <= 1 < len(_due(lower))


class Manner(NamedTuple):
    """How the tags of a list are made."""

    shapes: frozenset[str]
    rfc: bool
    """Whether RFCs and drafts may be among them: a list of a single other source has no such tags."""
    keyed: bool
    """Whether two at least are author and year."""
    lost: frozenset[str]
    """Of letters and roman numbers that count up, those that the list lacks."""


def manner_of(tags: Collection[str]) -> Manner:
    """How the tags of a list are made."""
    rfc = len(tags) > 1 or any(map(_RFC.fullmatch, tags))
    return Manner(
        frozenset(map(_shape, tags)),
        rfc,
        sum(_KEYED.fullmatch(tag) is not None for tag in tags) > 1,
        frozenset(_due(tags) - set(tags)),
    )


def is_like(label: str, manner: Manner) -> bool:
    """Whether a word in brackets is shaped like the tags of a list."""
    if (manner.rfc and _RFC.fullmatch(label)) or (manner.keyed and _KEYED.fullmatch(label)):
        return True
    return len(label) > 2 and any(c.isdigit() for c in label) and _shape(label) in manner.shapes


def is_plain_tag(label: str) -> bool:
    """Whether a word can hardly be anything but a tag: it has a digit or is in capitals."""
    return len(label) > 1 and (any(c.isdigit() for c in label) or label.isupper())


def names_the_document(label: str, text: str) -> bool:
    """Whether a tag names the document itself, as `[RFC5590]` does in the tables of RFC 5590.

    That is said in its head, not in a sentence: "as described in RFC 2119".
    """
    number = label.lstrip("RFC- ")
    return (
        number.isdecimal()
        and re.search(
            rf"(?:Request for Comments|RFC):\s+{number}\b|(?:^|\n)[ ]*RFC {number}(?:[ ]{{2}}|[ ]*\n)", text[:2000]
        )
        is not None
    )

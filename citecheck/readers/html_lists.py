"""The numbers of ordered lists, which stand in no source (HTML standard, 4.4.5 and 4.4.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from citecheck.patterns import lazy
from citecheck.readers.html_tokens import END, START, tokens
from citecheck.readers.numerals import ROMAN, letters, roman

_INTEGER = lazy(r"\s*+([+-]?\d{1,9})")
_LIST = lazy(r"<[oO][lL][ \t\n\f/][^<>]*+")
_MOST_ROMAN = 3999


@dataclass(slots=True)
class Numbering:
    """An open list: of what kind (`1`, `a`, `A`, `i`, `I`, or empty for none), and which number comes next."""

    kind: str = ""
    next: int = 1
    step: int = 1

    def item(self, value: str | None) -> str:
        """The number of the next item, with its full stop; `value` is what the item says of it."""
        if not self.kind:
            return ""
        number = integer(value, self.next)
        self.next = number + self.step
        return f"{written(number, self.kind)}."


def ordered(attributes: Mapping[str, str], items: int) -> Numbering:
    """The numbering of an `ol`, of which `items` says how many items it has, if it counts down."""
    down = "reversed" in attributes
    kind = attributes.get("type", "1").strip()
    first = integer(attributes.get("start"), items if down else 1)
    return Numbering(kind if kind in ("1", "a", "A", "i", "I") else "1", first, -1 if down else 1)


def integer(text: str | None, default: int) -> int:
    """The integer that a text begins with (HTML standard, 2.3.4.1)."""
    match = _INTEGER.match(text) if text else None
    return int(match[1]) if match else default


def written(number: int, kind: str) -> str:
    """A number as a list of a kind shows it; as digits where the kind has no way to write it."""
    shown = str(number)
    if kind in "aA":
        shown = letters(number)
    elif kind in "iI" and number <= _MOST_ROMAN:
        shown = roman(number)
    return shown if kind.islower() else shown.upper()


def valued(label: str) -> dict[str, int]:
    """What a label may mean as a number, by the kind of list that would show it so."""
    if label.isdecimal():
        return {"1": int(label)}
    low = label.lower()
    if not (low.isascii() and low.isalpha()) or len(low) > 15:
        return {}
    found = {}
    if len(low) <= 2:
        number = 0
        for letter in low:
            number = number * 26 + ord(letter) - ord("a") + 1
        found["a"] = number
    number, rest = 0, low
    for value, sign in ROMAN:
        while rest.startswith(sign):
            number, rest = number + value, rest[len(sign) :]
    if not rest and written(number, "i") == low:
        found["i"] = number
    return found


def counted_down(source: str, *, xml: bool) -> dict[int, int]:
    """How many items each list has, by where its tag begins: a list that counts down begins with their number."""
    if not any("reversed" in tag[0].lower() for tag in _LIST.finditer(source)):
        return {}
    counts: dict[int, int] = {}
    open_lists: list[int] = []
    for kind, start, _, tag in tokens(source, xml=xml):
        name = tag.name
        if name in ("ol", "ul", "menu", "dir"):
            if kind == START:
                open_lists.append(start)
                counts[start] = 0
            elif kind == END and open_lists:
                open_lists.pop()
        elif name == "li" and kind == START and open_lists:
            counts[open_lists[-1]] += 1
    return counts

"""Numbers as Word shows them: the formats, the counters of lists, the counters of notes.

Sources: ECMA-376, part 1: 17.18.59 (ST_NumberFormat), 17.9 (numbering), 17.11.11 to 17.11.21 (numbers of notes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from citecheck.patterns import lazy
from citecheck.readers.numerals import RAISE, circled, roman

LEVELS = 9
_CHICAGO = "*†‡§"
_MOST_REPEATED = 20
"""How often a letter or sign is repeated; beyond that the number itself is shown."""
_HIGHEST_ROMAN = 3999
_CIRCLED = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})
_SILENT = frozenset({"none", "bullet"})
_INTEGER = lazy(r"\s*+([+-]?+\d{1,9})\s*+")
_PLACE = lazy(r"%([1-9])")


def integer(written: str | None, default: int) -> int:
    """A number as written in an attribute, or the default where it is none."""
    match = _INTEGER.fullmatch(written) if written else None
    return int(match[1]) if match else default


def raised(text: str) -> str:
    """The text with superscript digits; the length stays the same."""
    return text.translate(RAISE)


def shown(number: int, style: str) -> str:
    """A number in one of Word's formats; in decimal for those that are rare; empty for `none` and `bullet`."""
    if style in _SILENT:
        return ""
    if style in ("lowerRoman", "upperRoman") and number <= _HIGHEST_ROMAN:
        return roman(number).upper() if style == "upperRoman" else roman(number)
    if style in ("lowerLetter", "upperLetter"):
        return _repeated(number, "abcdefghijklmnopqrstuvwxyz" if style[0] == "l" else "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if style == "chicago":
        return _repeated(number, _CHICAGO)
    if style == "decimalZero" and 0 <= number < 10:
        return f"0{number}"
    return circled(number) if style in _CIRCLED else str(number)


def _repeated(number: int, signs: str) -> str:
    """The sign of a number: a to z, then aa to zz."""
    if not 0 < number <= _MOST_REPEATED * len(signs):
        return str(number)
    times, at = divmod(number - 1, len(signs))
    return signs[at] * (times + 1)


# ---------------------------------------------------------------- lists


@dataclass(slots=True)
class Level:
    """One of the nine levels of a list."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    """With `%1` to `%9` for the numbers of the levels."""
    legal: bool = False
    """Whether all numbers are shown in decimal."""
    restart: int = -1
    """The level (from 1) whose next number starts this one anew; 0 for none, -1 for all above."""
    paragraph: str = ""
    """The paragraph style that has this level."""


Levels = Mapping[int, Level]
_PLAIN = Level()


class List(NamedTuple):
    """What `w:num` says: a list, and how this use of it differs."""

    counters: str
    """Lists that have these in common count on from each other."""
    levels: Levels
    starts: Mapping[int, int] = {}
    """For each level that starts anew when this list is first met, with what."""


class ListCounters:
    """Counts the paragraphs of all lists of a file, in the order of the text."""

    def __init__(self, lists: Mapping[str, List]) -> None:
        self._lists = lists
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def level_of(self, number: str, paragraph_style: str) -> int:
        """The level of a list that belongs to a paragraph style; the first if none does."""
        found = self._lists.get(number)
        levels = found.levels if found else {}
        return next((at for at, level in levels.items() if level.paragraph == paragraph_style), 0)

    def next(self, number: str, level: int) -> str:
        """The number that the next paragraph of a list shows, such as `[3]` or `2.1.`; empty for bullets."""
        found = self._lists.get(number)
        if found is None or not 0 <= level < LEVELS:
            return ""
        counters = self._counters.setdefault(found.counters, [None] * LEVELS)
        own = found.levels.get(level, _PLAIN)
        before = counters[level]
        if level in found.starts and (number, level) not in self._started:
            self._started.add((number, level))
            counters[level] = found.starts[level]
        else:
            counters[level] = own.start if before is None else before + 1
        for below in range(level + 1, LEVELS):
            restart = found.levels.get(below, _PLAIN).restart
            if restart < 0 or level < restart:
                counters[below] = None
        return self._shown(own, found.levels, counters)

    @staticmethod
    def _shown(own: Level, levels: Levels, counters: Sequence[int | None]) -> str:
        if own.style == "bullet" or not own.text:
            return ""

        def number(place: str) -> str:
            at = int(place) - 1
            level = levels.get(at, _PLAIN)
            value = counters[at]
            style = "decimal" if own.legal and level.style not in _SILENT else level.style
            return shown(level.start if value is None else value, style)

        return _PLACE.sub(lambda match: number(match[1]), own.text[:100]).strip()


# ---------------------------------------------------------------- notes


class NoteNumbers(NamedTuple):
    """How the footnotes, or the endnotes, of a section are numbered."""

    style: str | None = None
    start: int | None = None
    restart: str | None = None
    """`continuous`, `eachSect` or `eachPage`."""

    def over(self, other: NoteNumbers) -> NoteNumbers:
        """These, and the others where these say nothing."""
        style, start, restart = self
        return NoteNumbers(
            other.style if style is None else style,
            other.start if start is None else start,
            other.restart if restart is None else restart,
        )


@dataclass
class NoteCounter:
    """Counts the footnotes, or the endnotes, of a file, in the order of the text."""

    general: NoteNumbers
    """Of the file; without gaps."""
    sections: Sequence[NoteNumbers] = ()
    """Of each section, as far as they differ."""
    _last: int | None = None
    _where: tuple[int, int] = (0, 0)

    @property
    def by_page(self) -> bool:
        """Whether numbers hang on where pages end."""
        return any(each.restart == "eachPage" for each in (self.general, *self.sections))

    def next(self, section: int, page: int) -> str:
        """The number of the next note, which stands in this section and on this page, from 0."""
        own = self.sections[section].over(self.general) if section < len(self.sections) else self.general
        new_section, new_page = section != self._where[0], page != self._where[1]
        self._where = section, page
        anew = (own.restart == "eachSect" and new_section) or (own.restart == "eachPage" and (new_page or new_section))
        self._last = (own.start or 0) if self._last is None or anew else self._last + 1
        return shown(self._last, own.style or "decimal")

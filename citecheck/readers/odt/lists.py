"""The numbers of list items and headings, as readers see them.

Source: OASIS OpenDocument 1.3, part 3, 5.3 and 19.770 to 19.882, and what LibreOffice makes of them.
"""

from __future__ import annotations

from citecheck.patterns import lazy
from citecheck.readers.odt.styles import MOST_LEVELS, Level, Styles, integer

_PLACE = lazy(r"%(\d{1,2})%")
_UNCOUNTED = -1
_LONGEST = 60


class OpenList:
    """A list that is open, and its item."""

    __slots__ = ("counts", "given", "level", "numbered", "override", "start", "style")

    def __init__(self, style: str, level: int, counts: list[int]) -> None:
        self.style = style
        self.level = level
        self.counts = counts
        """The number that each level has reached, which lists that go on share."""
        self.numbered = True
        """Whether the item has its number, or is to have none."""
        self.start: int | None = None
        self.override = ""
        self.given = ""
        """The number that the file has for programs that do not count."""


class Numbering:
    """Counts the items of all lists of a document."""

    def __init__(self, styles: Styles) -> None:
        self.open: list[OpenList] = []
        """From the outermost to the innermost; a text box or note begins with an empty one."""
        self._styles = styles
        self._by_id: dict[str, list[int]] = {}
        self._by_style: dict[str, list[int]] = {}
        self._outline: list[int] = []

    def begin_list(self, attributes: dict[str, str]) -> None:
        """A list begins, maybe within an item of another."""
        style = attributes.get("text:style-name", "")
        if self.open:
            outer = self.open[-1]
            opened = OpenList(style or outer.override or outer.style, outer.level + 1, outer.counts)
        else:
            goes_on = attributes.get("text:continue-numbering") == "true"
            counts = self._by_id.get(attributes.get("text:continue-list", ""))
            if counts is None:
                counts = self._by_style.get(style, []) if goes_on else []
            self._by_style[style] = counts
            opened = OpenList(style, 1, counts)
        if identity := attributes.get("xml:id"):
            self._by_id[identity] = opened.counts
        self.open.append(opened)

    def begin_item(self, attributes: dict[str, str], *, header: bool = False) -> None:
        """An item begins; a header is an item without a number."""
        if self.open:
            item = self.open[-1]
            item.numbered = header
            start = attributes.get("text:start-value")
            item.start = integer(start, 1) if start else None
            item.override = attributes.get("text:style-override", "")
            item.given = ""

    def begin_numbered_paragraph(self, attributes: dict[str, str]) -> None:
        """A list of one item, which goes on with the list it names."""
        counts = self._by_id.setdefault(attributes.get("text:list-id", ""), [])
        level = integer(attributes.get("text:level"), 1)
        self.open.append(OpenList(attributes.get("text:style-name", ""), level, counts))
        self.begin_item(attributes)

    def end_list(self) -> None:
        """The innermost list or numbered paragraph ends."""
        if self.open:
            self.open.pop()

    def give(self, number: str) -> None:
        """Note the number that the file has for the item."""
        if self.open:
            self.open[-1].given = number.strip()

    def of_paragraph(self, own_style: str | None) -> str:
        """What stands before a paragraph of the innermost list; `own_style` is the list style of its style."""
        item = self.open[-1]
        if item.numbered:
            return ""
        item.numbered = True
        levels = self._styles.lists.get(item.override or item.style or own_style or "", {})
        return _count(item.counts, item.level, levels, item.start) or item.given

    def of_heading(self, attributes: dict[str, str], own_style: str | None) -> str:
        """What stands before a heading that is in no list."""
        if attributes.get("text:is-list-header") == "true" or own_style not in (None, self._styles.outline_name):
            return ""
        start = attributes.get("text:start-value") if attributes.get("text:restart-numbering") == "true" else None
        level = integer(attributes.get("text:outline-level"), 1)
        return _count(self._outline, level, self._styles.outline, integer(start, 1) if start else None)


def _count(counts: list[int], level: int, levels: dict[int, Level], start: int | None) -> str:
    """Count an item and write its number; `counts` changes."""
    if not 0 < level <= MOST_LEVELS:
        return ""
    own = levels.get(level, Level())
    counts += [_UNCOUNTED] * (level - len(counts))
    del counts[level:]
    counts[-1] = start if start is not None else own.start if counts[-1] == _UNCOUNTED else counts[-1] + 1
    return _written(counts, own, levels)


def _written(counts: list[int], own: Level, levels: dict[int, Level]) -> str:
    known: dict[int, str] = {}

    def number(at: int) -> str:
        if at not in known:
            level = levels.get(at, Level()) if 0 < at <= len(counts) else Level()
            # An outer item that is not there counts as its first.
            begun = level.format and counts[at - 1] != _UNCOUNTED
            known[at] = level.number(counts[at - 1] if begun else level.start)
        return known[at]

    if not own.format:
        return ""
    if "%" in own.pattern:
        return _PLACE.sub(lambda place: number(int(place[1])), own.pattern).strip()[:_LONGEST]
    shown = [number(at) for at in range(max(1, len(counts) - own.shown + 1), len(counts) + 1)]
    return f"{own.prefix}{'.'.join(each for each in shown if each)}{own.suffix}".strip()[:_LONGEST]

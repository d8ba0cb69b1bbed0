"""Which list a label belongs to: the series of a document and how far each reaches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citecheck.model import Form
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from citecheck.model import Marker, Reference

_PARTS = lazy(r"(?<!\w)\(?b\)\s")
"""Where the second source of an entry begins."""
_ENTRY = 2000
"""Characters of an entry in which that is looked for."""
_TOGETHER = 400
"""Characters between two lists that are too few for a chapter."""


@dataclass
class Series:
    """The labels of one form within one scope."""

    form: Form
    index: int
    start: int
    """Where its list begins."""
    end: int
    """Where its scope ends: at the end of the list, unless the lists of several chapters stand together."""
    together: bool = False
    """Whether another list of the form stands right before or behind it."""
    follows: bool = False
    """Whether it is right behind another one."""
    labels: set[str] = field(default_factory=set)
    parted: set[str] = field(default_factory=set)
    """Labels of the entries that name several sources: `[2] a) Smith …; b) Jones …`."""
    highest: int = -1
    lowest: int = 1_000_000


@dataclass
class Lists:
    """All series of a document, by form."""

    series: dict[Form, list[Series]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, references: Iterable[Reference], cited: Mapping[Form, Sequence[tuple[int, str]]]) -> Lists:
        """Gather the labels of each series; references in order of place.

        `cited` has the places and labels of the brackets of each form, as far as they open no reference: a text between
        two lists that cites is a section of its own, however short it is.
        """
        lists = cls()
        known: dict[tuple[Form, int], Series] = {}
        for reference in references:
            if reference.series < 0:
                continue  # keys that readers never see
            group = lists.series.setdefault(reference.form, [])
            series = known.get((reference.form, reference.series))
            if series is None:
                last, start = group[-1].end if group else 0, reference.span.start
                places = cited.get(reference.form, ())
                close = bool(group) and start - last < _TOGETHER
                together = close and bisect_left(places, (last, "")) == bisect_left(places, (start, ""))
                if together:
                    group[-1].together = True
                series = Series(reference.form, reference.series, start, reference.body.end, together, together)
                known[reference.form, reference.series] = series
                group.append(series)
            series.end = max(series.end, reference.body.end)
            series.labels.add(fold(reference.label, reference.form))
            if _PARTS.search(text, reference.body.start, min(reference.body.end, reference.body.start + _ENTRY)):
                series.parted.add(reference.label)
            if reference.label.isdecimal():
                series.highest = max(series.highest, int(reference.label))
                series.lowest = min(series.lowest, int(reference.label))
        for form, group in lists.series.items():
            _divide(group, cited.get(form, ()))
        return lists

    def at(self, form: Form, offset: int) -> Series | None:
        """The series that a marker at this offset belongs to: the list that ends next, else the last one."""
        group = self.series.get(form)
        if not group:
            return None
        index = bisect_right(group, offset, key=lambda series: series.end)
        return group[min(index, len(group) - 1)]

    def holding(self, form: Form, offset: int, label: str) -> Series | None:
        """The series at an offset that has this label; None if it has it not.

        Lists that stand together, such as notes and a bibliography at the end, are looked through as one.
        """
        here = self.at(form, offset)
        if here is None or label in here.labels:
            return here
        if not here.together:
            return None
        return next((each for each in self.series[form] if each.together and label in each.labels), None)


def _divide(group: list[Series], cited: Sequence[tuple[int, str]]) -> None:
    """Give each of the lists that stand together at the end its chapter, if the text begins to count as often."""
    at = 0
    while at < len(group):
        stop = at + 1
        while stop < len(group) and group[stop].follows and abs(group[stop].lowest - group[at].lowest) < 2:
            stop += 1
        if stop - at > 1:
            low = bisect_left(cited, (group[at - 1].end if at else 0, ""))
            high = bisect_left(cited, (group[at].start, ""))
            chapters = _beginnings(cited[low:high], min(series.lowest for series in group[at:stop]))
            if len(chapters) == stop - at:
                for series, end in zip(group[at:stop], [*chapters[1:], group[stop - 1].end], strict=True):
                    series.end, series.together = end, False
        at = stop


def _beginnings(cited: Iterable[tuple[int, str]], first: int) -> list[int]:
    """Where a text begins to count: at its first number, or behind the last one before if the first was lost."""
    found: list[int] = []
    begun = False
    highest = last = -1
    for place, label in cited:
        number = int(label) if label.isdecimal() else -1
        again = number == first and (begun or highest > first + 1)
        lost = number == first + 1 and highest > number
        if number >= first and (not found or again or lost):
            found.append(last + 1 if lost else place)
            begun, highest = False, -1
        begun = begun or number == first
        highest = max(highest, number)
        last = place
    return found


def fold(label: str, form: Form) -> str:
    """The label as it is compared: Markdown ignores case, `[RFC 793]` and `[RFC-0793]` are one tag."""
    if form is Form.CARET:
        return label.casefold()
    if form is Form.TAG and label.startswith("RFC"):
        return "RFC" + label[3:].lstrip(" -0")
    return label


def inside(markers: Sequence[Marker], references: Sequence[Reference]) -> list[int | None]:
    """For each marker the index of the reference in whose text it stands."""
    starts = [reference.span.start for reference in references]
    found: list[int | None] = []
    for marker in markers:
        index = bisect_left(starts, marker.bracket.start + 1) - 1
        held = index >= 0 and references[index].body.start <= marker.bracket.start < references[index].body.end
        found.append(index if held else None)
    return found

"""Which list a label belongs to: the series of a document and how far each reaches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citecheck.model import Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from citecheck.model import Marker, Reference

_TOGETHER = 400
"""Characters between two lists that are too few for a chapter."""


@dataclass
class Series:
    """The labels of one form within one scope."""

    form: Form
    index: int
    start: int
    """Where the scope begins."""
    end: int
    """Where its list ends."""
    together: bool = False
    """Whether another list of the form stands right before or behind it."""
    labels: set[str] = field(default_factory=set)
    highest: int = -1
    lowest: int = 1_000_000


@dataclass
class Lists:
    """All series of a document, by form."""

    series: dict[Form, list[Series]] = field(default_factory=dict)

    @classmethod
    def of(cls, references: Iterable[Reference]) -> Lists:
        """Gather the labels of each series; references in order of place."""
        lists = cls()
        known: dict[tuple[Form, int], Series] = {}
        for reference in references:
            if reference.series < 0:
                continue  # keys that readers never see
            group = lists.series.setdefault(reference.form, [])
            series = known.get((reference.form, reference.series))
            if series is None:
                start = group[-1].end if group else 0
                together = bool(group) and reference.span.start - start < _TOGETHER
                if together:
                    group[-1].together = True
                series = Series(reference.form, reference.series, start, reference.body.end, together)
                known[reference.form, reference.series] = series
                group.append(series)
            series.end = max(series.end, reference.body.end)
            series.labels.add(fold(reference.label, reference.form))
            if reference.label.isdecimal():
                series.highest = max(series.highest, int(reference.label))
                series.lowest = min(series.lowest, int(reference.label))
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

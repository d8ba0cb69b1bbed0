"""Pair markers with references, and find the cause of what does not pair, once.

What one cause explains is left out of the others: a number missing because its neighbour's was typed twice,
a reference nobody cites because its marker was mistyped, forty numbers off by one because a note was removed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from citecheck.citations.brackets import PARTS
from citecheck.citations.order import holes
from citecheck.citations.scopes import fold
from citecheck.model import (
    Confidence,
    Duplicate,
    Form,
    Gap,
    Marker,
    Pairing,
    Reference,
    Shift,
    Undefined,
    Unpaired,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_ORPHANS = 12
"""Undefined labels that slips may explain, at most; of uncited entries twice as many."""
_SHIFTED = 3
"""Numbers off by one in the same way that make a run rather than slips."""


@dataclass
class _Group:
    """The markers and references of one series."""

    references: list[int]
    """Indexes, in order of place."""
    markers: list[Marker]
    by_label: dict[str, list[int]]
    cited: dict[str, list[Marker]]
    hidden: bool = False
    """Whether readers never see its labels."""


def pair(
    markers: Sequence[Marker], references: Sequence[Reference], *, malformed: Sequence[Marker] = (), lacks: str = ""
) -> Pairing:
    """Who cites whom; `malformed` markers cite too, but raise nothing here.

    `lacks` says what is elsewhere, `references` or `markers`, so that nothing is amiss without it.
    """
    cited: dict[int, tuple[Marker, ...]] = {}
    undefined: list[Undefined] = []
    uncited: list[int] = []
    duplicates: list[Duplicate] = []
    gaps: list[Gap] = []
    shifts: list[Shift] = []
    unpaired = () if lacks else _unpaired(markers, references, malformed)
    groups = _groups([*markers, *malformed], references)
    for group in groups:
        for label, indexes in group.by_label.items():
            citing = tuple(group.cited.get(label, ()))
            for index in indexes:
                cited[index] = citing
        if unpaired and not group.hidden:
            continue
        doubles = _duplicates(group, references)
        duplicates += doubles
        explained = {double.missing for double in doubles} - {None}
        missing = [] if lacks == "references" else _undefined(group, references, explained)
        idle = [
            indexes[0]
            for label, indexes in group.by_label.items()
            if len(indexes) == 1
            and label not in group.cited
            and references[indexes[0]].form is not Form.INLINE
            and lacks != "markers"
        ]
        shift = _shift(group, references, missing, idle)
        if shift:
            shifts.append(shift)
            continue
        missing, idle = _pair_orphans(group, references, missing, idle)
        undefined += missing
        uncited += [index for index in idle if not references[index].if_cited]
        gaps += _gaps(group, references, explained)
    return Pairing(
        cited,
        tuple(sorted(undefined, key=lambda each: each.markers[0].span)),
        tuple(sorted(uncited)),
        tuple(duplicates),
        tuple(gaps),
        tuple(shifts),
        unpaired,
    )


def _groups(markers: Sequence[Marker], references: Sequence[Reference]) -> list[_Group]:
    groups: dict[tuple[Form, int], _Group] = {}

    def group(form: Form, series: int) -> _Group:
        return groups.setdefault((form, series), _Group([], [], defaultdict(list), {}, series < 0))

    for index, reference in enumerate(references):
        here = group(reference.form, reference.series)
        here.references.append(index)
        here.by_label[fold(reference.label, reference.form)].append(index)
    for marker in sorted(markers, key=lambda each: each.span):
        here = group(marker.form, marker.series)
        here.markers.append(marker)
        here.cited.setdefault(fold(marker.label, marker.form), []).append(marker)
    return list(groups.values())


def _unpaired(
    markers: Sequence[Marker], references: Sequence[Reference], malformed: Sequence[Marker]
) -> tuple[Unpaired, ...]:
    """A list without markers, or markers without a list: one finding instead of many."""
    references = [reference for reference in references if reference.series >= 0]
    sure = [
        marker
        for marker in markers
        if marker.confidence is Confidence.SURE and marker.inside is None and marker.series >= 0
    ]
    if len(references) >= 2 and not sure and not malformed:
        if any(reference.form is Form.INLINE for reference in references):
            return ()
        return (Unpaired(len(references), 0, references[0].span),)
    if not references and len({marker.label for marker in sure}) >= 2:
        return (Unpaired(0, len(sure), sure[0].span),)
    return ()


def _numbered(group: _Group, references: Sequence[Reference]) -> list[int]:
    """The indexes of the entries whose label is a number, in order of place; names among them are left out."""
    # The key of a source may look like a number, but counts nothing.
    return [i for i in group.references if references[i].form is not Form.TAG and references[i].label.isdecimal()]


def _numbers(group: _Group, references: Sequence[Reference]) -> list[int]:
    """The numbers of the list in order of place."""
    return [int(references[index].label) for index in _numbered(group, references)]


def _duplicates(group: _Group, references: Sequence[Reference]) -> list[Duplicate]:
    found = []
    row = _numbered(group, references)
    numbers = [int(references[index].label) for index in row]
    place = {index: at for at, index in enumerate(row)}
    have = set(numbers)
    bounds = (min(have), max(have)) if have else (0, 0)
    for indexes in group.by_label.values():
        for second in indexes[1:]:
            missing = None
            if second in place:
                missing = _expected(group, numbers, have, bounds, (place[second], place[indexes[0]]))
            found.append(Duplicate(indexes[0], second, missing))
    return found


def _expected(
    group: _Group, numbers: Sequence[int], have: set[int], bounds: tuple[int, int], places: Sequence[int]
) -> str | None:
    """The number that one of two equal labels, at these places of the row, should have been, if nothing has it."""
    low, high = bounds
    for at in places:
        near = ([numbers[at - 1] + 1] if at else []) + ([numbers[at + 1] - 1] if at + 1 < len(numbers) else [])
        for number in near:
            cited = str(number) in group.cited
            if number not in have and (cited or (number > 0 and low <= number <= high)):
                return str(number)
    return None


def _undefined(group: _Group, references: Sequence[Reference], explained: set[str | None]) -> list[Undefined]:
    numbers = sorted(_numbers(group, references))
    last = references[group.references[-1]].label if group.references else None
    found = []
    for label, markers in group.cited.items():
        sure = [marker for marker in markers if marker.confidence is Confidence.SURE]
        if label in group.by_label or label in explained or not sure:
            continue
        near = None
        if numbers and label.isdecimal():
            below = bisect_left(numbers, int(label)) - 1
            if below >= 0:
                near = group.by_label[str(numbers[below])][0]
        found.append(Undefined(tuple(sure), None, str(numbers[-1]) if numbers else last, near))
    return found


def _gaps(group: _Group, references: Sequence[Reference], explained: set[str | None]) -> list[Gap]:
    first_of: dict[int, int] = {}
    for index in group.references:
        # An entry may come in parts, [2a] and [2b].
        number = references[index].label.rstrip(PARTS)
        if number.isdecimal() and references[index].form is not Form.TAG:
            first_of.setdefault(int(number), index)
    found = []
    empty = holes(list(first_of))
    if any(
        references[index].form is Form.CARET and not references[index].label[:1].isdigit() for index in group.references
    ):
        return []  # beside words, numbers are names as well: Markdown counts anew
    if len(empty) * 2 > max(2, len(first_of)):
        return []
    after = dict(pairwise(sorted(first_of)))
    for low, first, size in empty:
        missing = [
            n for n in range(first, first + min(size, 1000)) if str(n) not in group.cited and str(n) not in explained
        ]
        if missing:
            found.append(Gap(first_of[low], first_of[after[low]], missing[0], len(missing)))
    return found


def _pair_orphans(
    group: _Group, references: Sequence[Reference], missing: list[Undefined], idle: list[int]
) -> tuple[list[Undefined], list[int]]:
    """Join an undefined marker and an uncited reference that are one slip."""
    if len(missing) > _MOST_ORPHANS or len(idle) > 2 * _MOST_ORPHANS:
        return missing, idle  # so much is wrong that no single slip explains it
    left = list(idle)
    paired = []
    for orphan in missing:
        match = _probably(group, references, orphan, left)
        if match is None:
            paired.append(orphan)
        else:
            left.remove(match)
            paired.append(Undefined(orphan.markers, match, orphan.last, orphan.near))
    return paired, left


def _probably(group: _Group, references: Sequence[Reference], orphan: Undefined, idle: Sequence[int]) -> int | None:
    """The uncited reference that an undefined label probably means, if one fits."""
    label = orphan.markers[0].label
    if len(orphan.markers) > 1:
        return None
    if not label.isdecimal():
        from difflib import get_close_matches

        names = {references[index].label.casefold(): index for index in idle}
        close = get_close_matches(label.casefold(), names, n=1, cutoff=0.7)
        return names[close[0]] if close else None
    numbers = set(_numbers(group, references))
    if not numbers:
        return None
    within = min(numbers) < int(label) < max(numbers)
    similar = [index for index in idle if _mistyped(label, references[index].label)]
    if len(similar) == 1:
        return similar[0]
    if within:
        return None
    counted = [index for index in idle if references[index].label.isdecimal()]
    around = [index for index in counted if _fits_between(group, orphan.markers[0], int(references[index].label))]
    if len(around) == 1:
        return around[0]
    return idle[0] if len(idle) == len(counted) == 1 and not around else None


def _mistyped(one: str, other: str) -> bool:
    """Whether two numbers differ by exchanged digits or by one digit too many."""
    if len(one) == len(other):
        return sorted(one) == sorted(other) and one != other
    long, short = sorted((one, other), key=len, reverse=True)
    return len(long) - len(short) == 1 and len(short) > 0 and set(long) == set(short) and long.startswith(short)


def _fits_between(group: _Group, marker: Marker, number: int) -> bool:
    """Whether a number would stand in order where the marker stands."""
    firsts = [each for each in group.markers if each.label.isdecimal() and each.inside is None and each is not marker]
    before = [int(each.label) for each in firsts if each.span < marker.span]
    after = [int(each.label) for each in firsts if each.span > marker.span]
    return (not before or max(before) == number - 1) and (not after or min(after) > number)


def _shift(
    group: _Group, references: Sequence[Reference], missing: Sequence[Undefined], idle: Sequence[int]
) -> Shift | None:
    """Three or more numbers that are off by one in the same way, in a document that cites in order."""
    numbers = _numbers(group, references)
    if len(missing) != 1 or len(idle) != 1 or not numbers:
        return None
    if not (missing[0].markers[0].label.isdecimal() and references[idle[0]].label.isdecimal()):
        return None
    firsts: dict[int, Marker] = {}
    for marker in group.markers:
        if marker.inside is None and marker.label.isdecimal():
            firsts.setdefault(int(marker.label), marker)
    cited = list(firsts)
    if any(a >= b for a, b in pairwise(cited)) or sorted(numbers) != numbers:
        return None
    lost, unused = int(missing[0].markers[0].label), int(references[idle[0]].label)
    step = -1 if lost > unused else 1
    first, last = (unused + 1, lost) if step < 0 else (lost, unused - 1)
    run = [firsts[number] for number in range(first, last + 1) if number in firsts]
    if len(run) < _SHIFTED or len(run) != last - first + 1:
        return None
    return Shift(tuple(run), step, idle[0] if step < 0 else None)

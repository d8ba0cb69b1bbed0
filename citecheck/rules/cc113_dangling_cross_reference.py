"""A note points at a note that is not there.

What it does
    Follows "see note 12", "supra note 3", "note 4 above" and "(n 5)" inside notes: the note must exist, and above
    or supra must lead back, below or infra ahead. Where notes are counted anew, "see note 12" may also lead to the
    note 12 of another chapter, if that lies in the direction that is named, if any is. An ibid. in the first note
    leads nowhere. In HTML and books, the link of a marker must lead to the note whose number it shows; in Word
    files and in pages that Word saved, a cross-reference to a bookmark that is there ("Error! Reference source not
    found." is what Word writes otherwise).

Why it matters
    Such pointers are typed by hand and are forgotten when notes are added or removed.

Flagged
    The harvest failed twice.[1] Prices doubled.[2]

    [1] Royal Archive, Ledger 12.

    [2] Cf. note 7 above, and Ledger 14.

Flagged
    The harvest failed twice.[1] Prices doubled.[2]

    [1] Ibid., p. 4.

    [2] Royal Archive, Ledger 14.

Clean
    The harvest failed twice.[1] Prices doubled.[2]

    [1] Royal Archive, Ledger 12, p. 5 note 3.

    [2] See note 1 above; ibid., p. 9.

Fix
    Correct the number. An ibid. needs a note before it: name the source in full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Finding, Form, Reference, Related, Severity
from citecheck.rules import bracketed, from_faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations, CrossReference


@rule("CC113", "dangling-cross-reference", Severity.WARNING)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each pointer that leads nowhere or the wrong way."""
    yield from from_faults(citations, "CC113")
    series: dict[tuple[Form, int], dict[str, Reference]] = {}
    # Notes that begin again in each section share their labels: ahead, the last one counts.
    last: dict[tuple[Form, int, str], Reference] = {}
    # A note may mean one of another chapter: "see chapter 1, note 12".
    ends: dict[tuple[Form, str], tuple[Reference, Reference]] = {}
    for reference in citations.references:
        series.setdefault(_series(reference), {}).setdefault(reference.label, reference)
        last[(*_series(reference), reference.label)] = reference
        first, _ = ends.get((reference.form, reference.label), (reference, reference))
        ends[(reference.form, reference.label)] = (first, reference)
    explained = _explained(citations)
    for pointer in citations.crossrefs:
        if pointer.inside is None:
            continue
        holder = citations.references[pointer.inside]
        notes = series[_series(holder)]
        if pointer.label is None:
            finding = _ibid(pointer, holder, notes, explained)
        else:
            target = notes.get(pointer.label)
            if pointer.direction > 0:
                target = last.get((*_series(holder), pointer.label))
            if target is None and (*_series(holder), pointer.label) in explained:
                continue
            finding = _numbered(pointer, holder, target, notes)
            if finding is not None and _is_elsewhere(pointer, holder, ends.get((holder.form, pointer.label), ())):
                continue
        if finding is not None:
            yield finding


def _explained(citations: Citations) -> set[tuple[Form, int, str]]:
    """The labels that no entry has, as other rules tell: what points at them follows from that."""
    references, pairing = citations.references, citations.pairing
    found = {(mark.form, mark.series, mark.label) for orphan in pairing.undefined for mark in orphan.markers[:1]}
    found |= {(*_series(references[each.first]), each.missing) for each in pairing.duplicates if each.missing}
    for gap in pairing.gaps:
        key = _series(references[gap.before])
        found |= {(*key, str(number)) for number in range(gap.first, gap.first + min(gap.count, 1000))}
    return found


def _series(reference: Reference) -> tuple[Form, int]:
    # Each self-contained note is a series of its own.
    return reference.form, 0 if reference.form is Form.INLINE else reference.series


def _ibid(
    pointer: CrossReference, holder: Reference, notes: dict[str, Reference], explained: set[tuple[Form, int, str]]
) -> Finding | None:
    if holder is not next(iter(notes.values())):
        return None
    if holder.label.isdecimal():
        before = str(int(holder.label) - 1)
        if before in notes or (*_series(holder), before) in explained:
            return None  # the note before it stands behind it or is lost, which another rule tells
    return Finding(
        "ibid. in the first note has nothing to lead back to",
        pointer.span,
        holder.label,
        note="the first note",
        advice="name the source in full",
    )


def _is_elsewhere(pointer: CrossReference, holder: Reference, ends: tuple[Reference, ...]) -> bool:
    """Whether the first or last note of the label is one of another chapter, and lies in the right direction."""
    return any(_series(other) != _series(holder) and not _is_wrong(pointer, holder, other) for other in ends)


def _is_wrong(pointer: CrossReference, holder: Reference, target: Reference) -> bool:
    """Whether the target lies the other way."""
    if pointer.direction == 0:
        return False
    here, there = _rank(holder, target), _rank(target, holder)
    return there >= here if pointer.direction < 0 else there <= here


def _rank(one: Reference, other: Reference) -> int:
    """Where a note stands: in a list that is out of order its number says where it belongs."""
    numbers = one.label.isdecimal() and other.label.isdecimal() and one.label != other.label
    counted = numbers and _series(one) == _series(other)
    return int(one.label) if counted else one.span.start


def _numbered(
    pointer: CrossReference, holder: Reference, target: Reference | None, notes: dict[str, Reference]
) -> Finding | None:
    if target is None:
        return Finding(
            f"this leads to note {pointer.label}, which is not there",
            pointer.span,
            pointer.label,
            note=f"the last note is {next(reversed(notes))}",
            advice="correct the number",
        )
    if not _is_wrong(pointer, holder, target):
        return None
    way = "back" if pointer.direction < 0 else "ahead"
    return Finding(
        f"this leads {way} to note {pointer.label}, which stands {'behind' if way == 'back' else 'before'} it",
        pointer.span,
        pointer.label,
        note=f"inside note {holder.label}",
        advice="correct the number or the direction",
        related=(Related(target.span, f"{bracketed(target)} is here"),),
    )

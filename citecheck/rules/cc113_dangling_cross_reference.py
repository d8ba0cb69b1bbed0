"""A note points at a note that is not there.

What it does
    Follows "see note 12", "supra note 3", "note 4 above" and "(n 5)" inside notes: the note must exist, and above
    or supra must lead back, below or infra ahead. An ibid. in the first note leads nowhere.

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

from citecheck.model import Finding, Related, Severity
from citecheck.rules import bracketed, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations, CrossReference


@rule("CC113", "dangling-cross-reference", Severity.WARNING)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each pointer that leads nowhere or the wrong way."""
    for pointer in citations.crossrefs:
        if pointer.inside is None:
            continue
        finding = _ibid(citations, pointer) if pointer.label is None else _numbered(citations, pointer)
        if finding is not None:
            yield finding


def _ibid(citations: Citations, pointer: CrossReference) -> Finding | None:
    holder = citations.references[pointer.inside or 0]
    first = next(each for each in citations.references if (each.form, each.series) == (holder.form, holder.series))
    if holder is not first:
        return None
    return Finding(
        "ibid. in the first note has nothing to lead back to",
        pointer.span,
        holder.label,
        note="the first note",
        advice="name the source in full",
    )


def _numbered(citations: Citations, pointer: CrossReference) -> Finding | None:
    holder = citations.references[pointer.inside or 0]
    series = [each for each in citations.references if (each.form, each.series) == (holder.form, holder.series)]
    target = next((each for each in series if each.label == pointer.label), None)
    if target is None:
        return Finding(
            f"this leads to note {pointer.label}, which is not there",
            pointer.span,
            pointer.label,
            note=f"the last note is {series[-1].label}",
            advice="correct the number",
        )
    wrong = (target.span >= holder.span) if pointer.direction < 0 else (target.span <= holder.span)
    if pointer.direction == 0 or not wrong:
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

"""Find the reference lists: which bracketed labels open an entry, how far it goes, where a list ends.

A label opens an entry when it stands where entries begin (at the start of a block, or of a line within a
list without blank lines) and belongs to a run of such labels. A run is believed when a heading stands over
it or when the text before it cites its labels. Everything else in brackets is left to `markers`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citecheck.citations.belief import believe
from citecheck.citations.brackets import Kind, Member, Token
from citecheck.citations.candidates import FORMS, Candidate, candidates
from citecheck.citations.extents import body_of, entries, extents, number_series
from citecheck.citations.footnotes import footnote_blocks
from citecheck.citations.glued import add_run_on, glued_lists, join_following
from citecheck.citations.plainlists import dumped_links, plain_lists
from citecheck.citations.publications import without_publications
from citecheck.citations.runs import Run, runs
from citecheck.model import Fault, Form, Reference, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citecheck.citations.malformed import StrayLabel


@dataclass
class Found:
    """The references of a document, and what the search for them learnt."""

    references: list[Reference] = field(default_factory=list)
    openers: set[int] = field(default_factory=set)
    """Starts of the tokens that begin a line."""
    enumerators: set[int] = field(default_factory=set)
    """Starts of the tokens that open the items of an ordinary list."""
    faults: list[Fault] = field(default_factory=list)


def find_references(
    prose: str, text: str, tokens: Sequence[Token], strays: Sequence[StrayLabel], main: int | None = None
) -> Found:
    """All reference lists of a document, of every form.

    `text` is the prose with nothing masked, `main` is `Document.main`.
    """
    result = Found()
    broken = {label.span.start: label for label in strays if label.form is Form.NUMERIC}
    patched = [Token(label.span, Kind.NUMBERS, (Member(label.label, label.span),)) for label in broken.values()]
    everything = sorted([*tokens, *patched], key=lambda token: token.span) if patched else tokens
    opening = candidates(prose, text, everything)
    result.openers = {each.start for each in opening}
    result.references += _carets(prose, opening)
    for form in (Form.NUMERIC, Form.NOTE, Form.TAG, Form.SYMBOL):
        mine = [each for each in opening if each.form is form]
        kind = [token for token in tokens if FORMS.get(token.kind) is form]
        result.references += _lists(prose, text, form, mine, kind, result)
    if dumped := dumped_links(prose, tokens):
        result.references = [each for each in result.references if each.form is not Form.NUMERIC] + dumped
    result.references += footnote_blocks(prose)
    _leave_out_own(prose, tokens, result)
    if not any(reference.form is Form.NUMERIC for reference in result.references):
        result.references += plain_lists(prose, tokens, main)
        _leave_out_own(prose, tokens, result)
    slips = [each for each in result.references if each.span.start in broken]
    whole = {each.series for each in result.references if each.form is Form.NUMERIC and each.span.start not in broken}
    # A list all of whose labels are `1]` is made so.
    meant = slips if len(slips) == 1 else [each for each in slips if each.series in whole]
    result.faults += [_broken_label(broken[each.span.start]) for each in meant]
    return result


def _leave_out_own(prose: str, tokens: Sequence[Token], result: Found) -> None:
    """Put the references in order, without the author's own works, which are an ordinary list."""
    result.references.sort(key=lambda reference: reference.span)
    result.references, own = without_publications(prose, result.references, tokens, result.openers)
    result.enumerators.update(entry.span.start for entry in own)


def _lists(
    prose: str,
    text: str,
    form: Form,
    opening: Sequence[Candidate],
    tokens: Sequence[Token],
    result: Found,
) -> list[Reference]:
    gathered = runs(prose, opening, tokens)
    if form is Form.NUMERIC:
        gathered = sorted([*gathered, *glued_lists(prose, tokens)], key=lambda run: run.start)
        # Labels glued to the entry before come first: a list must be whole before others are measured by it.
        _run_on(prose, [run for run in gathered if run.heading is not None], tokens)
        gathered = join_following(gathered)
    believed = believe(text, gathered, tokens)
    taken = {run.start for run in believed}
    for run in gathered:
        if run.start not in taken and len(run.entries) > 1:
            result.enumerators.update(entry.start for entry in run.entries if not entry.alone and not entry.glued)
    if form is Form.NUMERIC:
        _run_on(prose, believed, tokens)
    for run in believed:
        extents(prose, run)
    number_series(believed)
    return list(entries(prose, believed))


def _run_on(prose: str, lists: Sequence[Run], tokens: Sequence[Token]) -> None:
    uses = Counter(label for run in lists for label in run.labels)
    starts = [token.span.start for token in tokens]
    for run, following in zip(lists, [*lists[1:], None], strict=False):
        low = bisect_left(starts, run.start)
        high = bisect_left(starts, following.start) if following else len(starts)
        add_run_on(prose, run, tokens[low:high], uses)


def _carets(prose: str, opening: Sequence[Candidate]) -> list[Reference]:
    """Notes in Markdown's form `[^label]:`, which say of themselves what they are."""
    mine = [each for each in opening if each.form is Form.CARET]
    found = []
    for index, entry in enumerate(mine):
        run = Run([entry])
        extents(prose, run, mine[index + 1].start if index + 1 < len(mine) else None)
        body = body_of(prose, Span(entry.token.span.end, run.end))
        found.append(Reference(entry.token.span, entry.label, body, Form.CARET))
    return found


def _broken_label(label: StrayLabel) -> Fault:
    return Fault(
        "CC109",
        label.span,
        f"the label [{label.label}] of this entry lacks its “{label.missing}”",
        advice=f"write [{label.label}]",
        label=label.label,
    )

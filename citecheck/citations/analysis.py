"""The steps from a document to its citations, in order.

Find the lists first, then the markers: a bracket means something only beside the list that defines it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from citecheck.citations import references as lists_of
from citecheck.citations.brackets import Kind, Member, Token, join_ranges, scan
from citecheck.citations.malformed import StrayLabel, find_malformed, stray_labels
from citecheck.citations.markers import Judge, Lists, inside
from citecheck.citations.crossrefs import find_cross_references
from citecheck.citations.inline import inline_notes
from citecheck.citations.mixed import find_mixed
from citecheck.citations.pages import blank_page_furniture
from citecheck.citations.pairing import pair
from citecheck.citations.plainlists import plain_lists
from citecheck.citations.style import infer, order_of
from citecheck.citations.unfinished import find_unfinished
from citecheck.citations.urls import find_links
from citecheck.citations.variants import plain_brackets, superscripts
from citecheck.model import MASKED, Citations, Document, Fault, Form, Link, Marker, Reference, Span, Style

if TYPE_CHECKING:
    from collections.abc import Sequence


def analyse(document: Document, style: str = "auto") -> Citations:
    """Everything a document cites; never raises, whatever the text.

    `style` is `auto` or the value of a `Style` to go by.
    """
    links, faults = find_links(document)
    prose = plain_brackets(blank_page_furniture(_hide(document.prose, [link.span for link in links])))
    tokens, strays = scan(prose)
    tokens = join_ranges(prose, _without_boilerplate(prose, tokens))
    notes, bodies = inline_notes(prose, markdown=document.format == "markdown")
    if notes:
        tokens = _outside(tokens, notes)
    raised = superscripts(prose)
    if raised:
        tokens = sorted([*tokens, *raised], key=lambda token: token.span)
    labels = stray_labels(prose, strays)
    found = find_references(prose, document.text, tokens, labels)
    references = sorted([*found.references, *bodies], key=lambda reference: reference.span)
    lists = Lists.of(references)
    judge = Judge(
        prose,
        document.text,
        lists,
        markdown=document.format == "markdown",
        enumerators=found.enumerators,
        openers=found.openers,
    )
    starts = {reference.span.start for reference in references}
    rest = [token for token in tokens if token.span.start not in starts]
    markers, judged = judge.judge(rest)
    others, mixed = find_mixed(
        prose, rest, lists, {marker.label for marker in markers if marker.form in lists.series}
    )
    markers = [marker for marker in markers if not any(other.span == marker.span for other in others)]
    if notes:
        markers = sorted([*markers, *notes], key=lambda marker: marker.span)
    cited = {marker.label for marker in markers}
    labels = [label for label in labels if label.span.start not in starts]
    malformed, broken = find_malformed(prose, labels, rest, lists, judge, cited)
    markers = [
        replace(marker, inside=index)
        for marker, index in zip(markers, inside(markers, references), strict=True)
    ]
    malformed += others
    faults += broken + mixed + found.faults + list(find_unfinished(prose, rest))
    faults.sort(key=lambda fault: fault.span)
    chosen = infer(document, markers, references) if style == "auto" else Style(style)
    return Citations(
        document,
        tuple(markers),
        tuple(references),
        tuple(_held(links, references)),
        tuple(find_cross_references(prose, references)),
        tuple(faults),
        tuple(judged),
        chosen,
        pair(markers, references, malformed=malformed),
        order_of([*markers, *malformed], references, chosen, forced=style != "auto"),
    )


class Found:
    """The references of a document, and what the search for them learnt."""

    def __init__(self) -> None:
        self.references: list[Reference] = []
        self.openers: set[int] = set()
        self.enumerators: set[int] = set()
        self.faults: list[Fault] = []


def find_references(prose: str, text: str, tokens: Sequence[Token], strays: Sequence[StrayLabel]) -> Found:
    """All reference lists of a document, of every form."""
    result = Found()
    broken = {label.span.start: label for label in strays if label.form is Form.NUMERIC}
    patched = [
        Token(label.span, Kind.NUMBERS, (Member(label.label, label.span),)) for label in broken.values()
    ]
    everything = sorted([*tokens, *patched], key=lambda token: token.span) if patched else tokens
    opening = lists_of.candidates(prose, text, everything)
    result.openers = {each.start for each in opening}
    result.references += _carets(prose, opening)
    for form in (Form.NUMERIC, Form.NOTE, Form.TAG, Form.SYMBOL):
        mine = [each for each in opening if each.form is form]
        kind = [token for token in tokens if lists_of.FORMS.get(token.kind) is form]
        result.references += _lists(prose, form, mine, kind, result)
    result.references += lists_of.footnote_blocks(prose)
    if not any(reference.form is Form.NUMERIC for reference in result.references):
        result.references += plain_lists(prose, tokens)
    result.references.sort(key=lambda reference: reference.span)
    for reference in result.references:
        if reference.span.start in broken:
            result.faults.append(_broken_label(broken[reference.span.start]))
    return result


def _lists(
    prose: str, form: Form, opening: Sequence[lists_of.Candidate], tokens: Sequence[Token], result: Found
) -> list[Reference]:
    runs = lists_of.runs(prose, opening, tokens)
    if form is Form.NUMERIC:
        runs = sorted([*runs, *lists_of.glued_lists(prose, tokens)], key=lambda run: run.start)
        # Labels glued to the entry before come first: the list must be whole before others are measured by it.
        headed = [run for run in runs if run.heading is not None]
        defined = {entry.label for run in headed for entry in run.entries}
        for run in headed:
            lists_of.add_run_on(prose, run, tokens, defined)
    believed = lists_of.believe(prose, runs, tokens)
    for run in runs:
        if run not in believed and len(run.entries) > 1:
            result.enumerators.update(
                entry.start for entry in run.entries if not entry.alone and not entry.glued
            )
    defined = {entry.label for run in believed for entry in run.entries}
    if form is Form.NUMERIC:
        for run in believed:
            lists_of.add_run_on(prose, run, tokens, defined)
    for run in believed:
        lists_of.extents(prose, run)
    lists_of.number_series(believed)
    return list(lists_of.entries(prose, believed))


def _carets(prose: str, opening: Sequence[lists_of.Candidate]) -> list[Reference]:
    """Notes in Markdown's form `[^label]:`, which say of themselves what they are."""
    mine = [each for each in opening if each.form is Form.CARET]
    found = []
    for index, entry in enumerate(mine):
        run = lists_of.Run([entry])
        lists_of.extents(prose, run)
        end = run.end
        if index + 1 < len(mine):
            end = min(end, mine[index + 1].start)
        found.append(
            Reference(
                entry.token.span,
                entry.label,
                lists_of.body_of(prose, Span(entry.token.span.end, end)),
                Form.CARET,
            )
        )
    return found


def _broken_label(label: StrayLabel) -> Fault:
    return Fault(
        "CC109",
        label.span,
        f"the label [{label.label}] of this entry lacks its “{label.missing}”",
        advice=f"write [{label.label}]",
        label=label.label,
    )


def _outside(tokens: Sequence[Token], notes: Sequence[Marker]) -> list[Token]:
    """Without the brackets that make up self-contained notes."""
    starts = {note.span.start for note in notes}
    ends = {note.span.end for note in notes}
    return [
        token
        for token in tokens
        if token.span.start not in starts
        and token.span.start - 1 not in starts
        and token.span.end not in ends
    ]


def _hide(prose: str, spans: Sequence[Span]) -> str:
    """The prose with URLs masked: brackets inside them mean nothing."""
    if not spans or ("[" not in prose and "]" not in prose):
        return prose
    parts = []
    at = 0
    for start, end in spans:
        parts.append(prose[at:start])
        hidden = prose[start:end]
        parts.append(
            "\n".join(MASKED * len(line) for line in hidden.split("\n"))
            if "\n" in hidden
            else MASKED * (end - start)
        )
        at = end
    parts.append(prose[at:])
    return "".join(parts)


def _without_boilerplate(prose: str, tokens: list[Token]) -> list[Token]:
    """Without the brackets of Project Gutenberg's licence, which numbers its clauses like notes."""
    if "Project Gutenberg" not in prose and "PROJECT GUTENBERG" not in prose:
        return tokens
    cuts = []
    for opening, closing in (
        ("***START**THE SMALL PRINT", "*END*THE SMALL PRINT"),
        ("*** START: FULL LICENSE", ""),
        ("*** END OF TH", ""),
        ("***END OF TH", ""),
    ):
        start = prose.find(opening)
        if start >= 0:
            end = prose.find(closing, start) if closing else len(prose)
            cuts.append((start, end if end >= 0 else len(prose)))
    return [token for token in tokens if not any(start <= token.span.start < end for start, end in cuts)]


def _held(links: Sequence[Link], references: Sequence[Reference]) -> list[Link]:
    """The links with the reference each stands in."""
    starts = [reference.span.start for reference in references]
    held = []
    for link in links:
        index = bisect_right(starts, link.span.start) - 1
        inside_it = (
            index >= 0 and references[index].body.start <= link.span.start < references[index].body.end
        )
        held.append(replace(link, reference=index) if inside_it else link)
    return held

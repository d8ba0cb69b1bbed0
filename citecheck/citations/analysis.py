"""The steps from a document to its citations, in order.

Find the lists first, then the markers: a bracket means something only beside the list that defines it.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from citecheck.citations.brackets import Token, join_ranges, scan
from citecheck.citations.candidates import FORMS
from citecheck.citations.crossrefs import find_cross_references
from citecheck.citations.inline import inline_notes
from citecheck.citations.malformed import find_malformed, stray_labels
from citecheck.citations.markers import Judge
from citecheck.citations.mixed import find_mixed
from citecheck.citations.natives import before_notes, without_natives
from citecheck.citations.pages import blank_page_furniture
from citecheck.citations.pairing import pair
from citecheck.citations.references import find_references
from citecheck.citations.scopes import Lists, fold, inside
from citecheck.citations.style import infer, order_of
from citecheck.citations.surroundings import Surroundings
from citecheck.citations.unfinished import find_unfinished
from citecheck.citations.urls import find_links
from citecheck.citations.variants import plain_brackets, superscripts
from citecheck.model import Citations, Document, Fault, Form, Link, Marker, Reference, Style, masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def analyse(document: Document, style: str = "auto") -> Citations:
    """Everything a document cites; never raises, whatever the text.

    `style` is `auto` or the value of a `Style` to go by.
    """
    links, faults = find_links(document)
    native = document.native
    prose = without_natives(document, masked(document.prose, [link.span for link in links]))
    prose = plain_brackets(blank_page_furniture(prose))
    tokens, strays = scan(prose)
    tokens = join_ranges(prose, _without_boilerplate(prose, tokens))
    notes, bodies = inline_notes(prose, markdown=document.markdown)
    if notes:
        tokens = _outside(tokens, notes)
    raised = superscripts(prose, document.text, "markdown" if document.markdown else document.format)
    if raised:
        tokens = sorted([*tokens, *raised], key=lambda token: token.span)
    labels = stray_labels(prose, strays)
    found = find_references(prose, document.text, tokens, labels, document.main)
    listed = before_notes(found.references, document)
    references = sorted([*listed, *bodies, *native.references], key=lambda reference: reference.span)
    starts = {reference.span.start for reference in references}
    rest = [token for token in tokens if token.span.start not in starts]
    lists = Lists.of(prose, references, _places(rest))
    around = Surroundings(
        prose,
        document.text,
        markdown=document.markdown,
        enumerators=found.enumerators,
        tokens=tokens,
    )
    linked = any(marker.form is Form.NUMERIC for marker in native.markers)
    judge = Judge(around, lists, found.openers, linked=linked)
    markers, judged = judge.judge(rest)
    cited = {(marker.form, marker.series, fold(marker.label, marker.form)) for marker in markers}
    others, mixed = find_mixed(prose, rest, lists, cited)
    own = {other.span for other in others}
    markers = sorted(
        [*(marker for marker in markers if marker.span not in own), *others, *notes, *native.markers],
        key=lambda marker: marker.span,
    )
    labels = [label for label in labels if label.span.start not in starts]
    malformed, broken = find_malformed(prose, document.text, labels, rest, lists, around, cited)
    markers = [
        marker._replace(inside=index) for marker, index in zip(markers, inside(markers, references), strict=True)
    ]
    faults += broken + mixed + found.faults + list(native.faults) + list(find_unfinished(document.prose, rest))
    held = _held(links, references)
    faults = sorted(_weighed(faults, held), key=lambda fault: fault.span)
    chosen = infer(document, [*markers, *malformed], references) if style == "auto" else Style(style)
    return Citations(
        document,
        tuple(markers),
        tuple(references),
        tuple(held),
        tuple(
            find_cross_references(
                prose, references, numbered=bool(native.references) and document.format != "mediawiki"
            )
        ),
        tuple(faults),
        tuple(judged),
        chosen,
        pair(markers, references, malformed=malformed, lacks=document.lacks),
        order_of([*markers, *malformed], references, chosen, forced=style != "auto"),
    )


def _places(tokens: Iterable[Token]) -> dict[Form, list[tuple[int, str]]]:
    """Where brackets of each form stand, with what they would cite first."""
    found: dict[Form, list[tuple[int, str]]] = {form: [] for form in Form}
    for token in tokens:
        if token.members and token.kind in FORMS:
            found[FORMS[token.kind]].append((token.span.start, token.members[0].label))
    return found


def _outside(tokens: Sequence[Token], notes: Sequence[Marker]) -> list[Token]:
    """Without the brackets that make up self-contained notes."""
    starts = {note.span.start for note in notes}
    ends = {note.span.end for note in notes}
    return [
        token
        for token in tokens
        if token.span.start not in starts and token.span.start - 1 not in starts and token.span.end not in ends
    ]


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
        inside_it = index >= 0 and references[index].body.start <= link.span.start < references[index].body.end
        held.append(link._replace(reference=index) if inside_it else link)
    return held


def _weighed(faults: Sequence[Fault], links: Sequence[Link]) -> list[Fault]:
    """The faults, where a private link in a reference is no mere instruction, as it may be in running text."""
    cited = {link.span for link in links if link.reference is not None}
    return [
        fault._replace(severity=None) if fault.rule == "CC204" and fault.span in cited else fault for fault in faults
    ]

"""A finished `Story` becomes a Document: blocks behind each other, their offsets those of the text."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from citecheck.locators import Blocks
from citecheck.model import Confidence, Document, Fault, Form, Link, Marker, Native, Reference, Span
from citecheck.patterns import lazy
from citecheck.readers.monospaced import may_be_code
from citecheck.readers.numerals import RAISE
from citecheck.readers.story import Block, Extra, Note, Story
from citecheck.text import INVISIBLE, clean

_NUMBERS = lazy(r"[\s.,;:]*+[0-9]{1,3}+(?:\s*+[,;\u2010-\u2015-]\s*+[0-9]{1,3}+)*+[\s.,;:]*+")
"""A raised text that may be notes' numbers; `2+` and `-3` are not."""
_NOTHING = Extra()
_LONGEST_NUMBER = 3
_AROUND = (
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"
    "\u202f\u205f\u3000" + INVISIBLE
)
"""What a block neither begins nor ends with."""


def assemble(path: str, format_: str, story: Story, says: str) -> Document:
    """The Document of a finished story, in which every span is right and every paragraph and note has a name.

    `says` is what people call the format, as in "an OpenDocument" footnote.
    """
    story.close()
    maker = _Maker(says, paged=story.paged)
    for block in story.blocks:
        maker.paragraph(block)
    for note in sorted(story.notes, key=lambda note: note.kind, reverse=True):  # footnotes before endnotes
        maker.note(note)
    text = "".join(maker.parts)
    native = Native(
        tuple(sorted(maker.markers, key=lambda marker: marker.span)),
        tuple(maker.references),
        tuple(_disjoint(sorted(maker.links, key=lambda link: link.span))),
        tuple(sorted(maker.faults, key=lambda fault: fault.span)),
    )
    return Document(
        path,
        format_,
        text,
        maker.masks(),
        maker.removed,
        "paragraph",
        tuple(maker.comments),
        native,
        Blocks(maker.starts, maker.numbers, maker.names),
    )


def _disjoint(links: Iterable[Link]) -> Iterator[Link]:
    """Ascending links without those that begin in another."""
    end = 0
    for link in links:
        if link.span.start >= end:
            end = link.span.end
            yield link


class _Maker:
    """Puts blocks behind each other and turns their offsets into those of the text."""

    def __init__(self, says: str, *, paged: bool) -> None:
        self.says = says
        self.parts: list[str] = []
        self.size = 0
        self.removed = array("q")
        self.starts, self.numbers = array("q"), array("q")
        self.names: list[str] = []
        self.number = 0
        self.paged = paged
        self.page = 1
        self.series: dict[int, int] = {}
        """Of each note, by its identity."""
        self.markers: list[Marker] = []
        self.references: list[Reference] = []
        self.links: list[Link] = []
        self.faults: list[Fault] = []
        self.comments: list[Span] = []
        self.code: list[Span] = []

    def masks(self) -> tuple[Span, ...]:
        """Comments, and what is set as program text is, unless most of the text is: a typewritten one."""
        typed = 2 * sum(end - start for start, end in self.code) > self.size
        return tuple(sorted(self.comments if typed else [*self.comments, *self.code]))

    def paragraph(self, block: Block) -> None:
        """Add a paragraph, unless nothing stands in it."""
        written = _written(block)
        bare = written[block.cut :].strip(_AROUND)
        extra = block.found or _NOTHING
        if not bare and not extra.remarks:
            self.page = extra.pages[-1][1] if extra.pages else self.page
            return
        self.number += 1
        self._begin("")
        place = self._text(bare, _lead(written, block.cut))
        if extra is not _NOTHING:
            self._names_of_pages(extra, place)
            self._natives(extra, place, written)
            self._remarks(extra)

    def note(self, note: Note) -> None:
        """Add a note: its label and its text."""
        written = _written(note.block)
        typed = _typed_number(note.block)
        if typed == note.label:
            note.block.cut = note.block.extra.raised[0][1]
        bare = written[note.block.cut :].strip(_AROUND)
        self.number += 1
        self._begin(f"{note.kind} {note.label}")
        label = self._text(note.label, 0)
        self._add(" ")
        place = self._text(bare, _lead(written, note.block.cut))
        series = self._series_of(note)
        body = Span(place.base, self.size)
        span = Span(label.base, body.start - 1)
        self.references.append(Reference(span, note.label, body, Form.INLINE, series))
        if typed and typed != note.label:
            number = place.span(*note.block.extra.raised[0])
            self.code.append(number)  # it begins no entry of a list
            if note.label.isdecimal():
                message = f"this note is number {note.label}, but a {typed} is typed in its text"
                advice = "let the program number the note"
                self.faults.append(Fault("CC109", number, message, "typed by hand", advice, note.label))
        if extra := note.block.found:
            self._natives(extra, place, written)
            self._remarks(extra)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)

    def _begin(self, name: str) -> None:
        if self.size:
            self._add("\n\n")
        self.starts.append(self.size + len(self.removed))
        self.numbers.append(self.number)
        self.names.append(name or self._name())

    def _name(self) -> str:
        return f"page {self.page}, paragraph {self.number}" if self.paged else f"paragraph {self.number}"

    def _text(self, written: str, lead: int) -> _Placed:
        """Add the text of a block, of which `lead` characters are left out before it."""
        cleaned, gone = clean(written)
        base = self.size
        self._add(cleaned)
        if gone:
            self.removed.extend(base + each for each in gone)
            # Where they stood before they were taken out.
            gone = [at + before for before, at in enumerate(gone)]
        return _Placed(base, self.size, lead, gone)

    def _names_of_pages(self, extra: Extra, place: _Placed) -> None:
        for at, page in extra.pages if self.paged else ():
            self.page = page
            start = place.of(at) + len(self.removed) - len(place.gone) + bisect_left(place.gone, at - place.lead)
            if start <= self.starts[-1]:
                self.names[-1] = self._name()
            elif place.of(at) < place.end:
                self.starts.append(start)
                self.numbers.append(self.number)
                self.names.append(self._name())

    def _natives(self, extra: Extra, place: _Placed, written: str) -> None:
        for start, end, note in extra.marks:
            span = place.span(start, end)
            if span.start == span.end:
                continue  # it stood in what was taken for the label of the note that holds it
            self.markers.append(
                Marker(
                    span,
                    note.label,
                    span,
                    Form.INLINE,
                    Confidence.SURE,
                    f"{self.says} {note.kind}",
                    series=self._series_of(note),
                    attached=_is_attached(written, start),
                )
            )
        for cite in extra.cites:
            span = place.span(cite.start, cite.end)
            reason = f"{self.says} citation"
            attached = _is_attached(written, cite.start)
            form = _form_of(cite.label)
            self.markers.append(Marker(span, cite.label, span, form, Confidence.SURE, reason, attached=attached))
        if extra.entry:
            entry, begin = extra.entry
            span = place.span(entry.start, entry.end)
            body = Span(place.of(begin), place.end)
            self.references.append(Reference(span, entry.label, body, _form_of(entry.label)))
        for start, end in extra.code:
            if may_be_code(written[start:end]):
                self.code.append(place.span(start, end))
        for start, end, url in extra.links:
            span = place.span(start, end)
            text = self.parts[-1][span.start - place.base : span.end - place.base]
            span = Span(span.start + len(text) - len(text.lstrip()), span.end - len(text) + len(text.rstrip()))
            if span.start < span.end:
                self.links.append(Link(span, url, text.strip()))
        for wrong in extra.faults:
            span = place.span(wrong.start, wrong.end)
            self.faults.append(Fault("CC113", span, wrong.message, wrong.note, wrong.advice, wrong.label))

    def _remarks(self, extra: Extra) -> None:
        for each in extra.remarks:
            # On a line of its own, so that no excerpt shows it as part of the text.
            self._add("\n")
            self.comments.append(Span(self.size, self.size + len(each)))
            self._add(each)

    def _series_of(self, note: Note) -> int:
        return self.series.setdefault(id(note), len(self.series) + 1)


class _Placed(NamedTuple):
    """Where a block's text came to stand."""

    base: int
    end: int
    lead: int
    """How many characters of the block were left out before it."""
    gone: Sequence[int]
    """Where in the rest characters were taken out."""

    def of(self, offset: int) -> int:
        """Where an offset of the block is in the text."""
        at = max(0, offset - self.lead)
        return min(self.base + at - bisect_left(self.gone, at), self.end)

    def span(self, start: int, end: int) -> Span:
        """Where a span of the block is in the text."""
        return Span(self.of(start), self.of(end))


def _lead(written: str, cut: int) -> int:
    """How many characters are left out before the text of a block."""
    return len(written) - len(written[cut:].lstrip(_AROUND))


def _is_attached(written: str, start: int) -> bool:
    return start > 0 and not written[start - 1].isspace()


def _typed_number(block: Block) -> str:
    """The number above the line that a block begins with; empty if there is none."""
    if not (block.found and block.found.raised):
        return ""
    start, end = block.found.raised[0]
    text = block.text()
    run = text[start:end].strip(_AROUND + ".)")
    alone = not text[block.cut : start].strip(_AROUND)
    return run if alone and run.isascii() and run.isdecimal() and len(run) <= _LONGEST_NUMBER else ""


def _form_of(label: str) -> Form:
    return Form.NUMERIC if label.isdecimal() else Form.TAG


def _written(block: Block) -> str:
    """The text of a block, with numbers above the line as Unicode has them."""
    text = "".join(block.parts)
    if not (block.found and block.found.raised):
        return text
    parts = []
    at = 0
    for start, end in [*block.found.raised, (len(text), len(text))]:
        parts.append(text[at:start])
        run = text[start:end]
        parts.append(run.translate(RAISE) if _NUMBERS.fullmatch(run) else run)
        at = end
    return "".join(parts)

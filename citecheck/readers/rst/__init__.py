"""reStructuredText: notes and citations as docutils finds them, links at their targets, the rest masked.

By docutils' "reStructuredText Markup Specification": `blocks` finds what is text, `inline` what stands in it, and
here footnotes get the numbers that readers see (`[#]_` is numbered in the order of the notes, past the numbers that
are taken; `[*]_` gets docutils' signs). A citation may be defined in another file of a Sphinx project, and an
included file may hold notes: what this file lacks then raises no error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from citecheck.model import Confidence, Document, Fault, Form, Link, Marker, Native, Reference, Span, masked
from citecheck.readers.rst.blocks import Blocks
from citecheck.readers.rst.found import Found, Note, adopt
from citecheck.readers.rst.inline import Cited, escaped
from citecheck.readers.rst.tables import without_tabs
from citecheck.readers.rst.typed import half_brackets, typed_brackets
from citecheck.text import difference, speaking, union

_SIGNS = "*†‡§¶#♠♥♦♣"
"""docutils' signs for `[*]_`, in this order, then doubled."""
_SPACES = str.maketrans("\f\v", "  ")


def read(path: str, text: str, removed: Sequence[int]) -> Document:
    """A document of a cleaned text; `text` and `removed` are what `citecheck.text.clean` gives."""
    found = _find(escaped(text.translate(_SPACES) if "\f" in text or "\v" in text else text))
    native = _Numbered(text, found).native()
    links = [link.span for link in native.links]
    masks = tuple(difference(union(found.masked), union([*found.kept, *links])))
    prose = masked(text, masks)
    half = list(half_brackets(prose, native)) if native.references else []
    typed, meant = typed_brackets(prose, native) if "[" in text else ([], [])
    meant += [marker for marker, _ in half]
    if typed or meant:
        masks = tuple(difference(union([*found.masked, *typed]), union([*found.kept, *links])))
        markers = sorted([*native.markers, *meant], key=lambda marker: marker.span)
        faults = (*native.faults, *(fault for _, fault in half))
        native = native._replace(markers=tuple(markers), faults=faults)
    comments = speaking(text, [Span(*span) for span in found.comments])
    return Document(
        path,
        "rst",
        text,
        masks,
        removed,
        comments=comments,
        native=native,
        lacks="markers" if found.includes else "",
    )


def _find(text: str) -> Found:
    """What is in a text whose backslashes are NUL."""
    found = Found()
    layout = without_tabs(text)
    if layout is None:
        Blocks(text, found).run()
    else:
        inside = Found()
        Blocks(layout.text, inside).run()
        adopt(inside, found, layout)
    found.notes.sort(key=lambda note: note.start)
    found.cited.sort()
    return found


class _Numbered:
    """The notes of a document with the labels that readers see."""

    def __init__(self, text: str, found: Found) -> None:
        self.text = text
        self.found = found
        self.labels: dict[int, str] = {}
        """The label of each note, by where it starts."""
        self.named: dict[str, str] = {}
        """The labels of the notes `[#name]`, by name without regard to case."""
        self.citations: dict[str, str] = {}
        """The labels of citations as they are defined."""
        self.unnamed: list[str] = []
        """The labels of the notes `[#]`."""
        self.signs: list[str] = []
        self._number(found.notes)
        here = {cited.label.casefold() for cited in found.cited} & set(self.citations)
        self.of_this_file = 2 * len(here) >= len(self.citations)
        """Whether the citations seem to be for this file, and not for others of a project."""

    def _number(self, notes: Iterable[Note]) -> None:
        taken = {note.label for note in notes if note.label.isdecimal()} | self.found.names
        number = 0
        for note in notes:
            label = note.label
            if label.startswith("#"):
                number += 1
                while str(number) in taken:
                    number += 1
                self.labels[note.start] = str(number)
                if label == "#":
                    self.unnamed.append(str(number))
                else:
                    self.named.setdefault(label[1:].casefold(), str(number))
            elif label == "*":
                times, sign = divmod(len(self.signs), len(_SIGNS))
                self.signs.append(_SIGNS[sign] * (times + 1))
                self.labels[note.start] = self.signs[-1]
            else:
                self.labels[note.start] = label
                if not label.isdecimal():
                    self.labels[note.start] = self.citations.setdefault(label.casefold(), label)

    def native(self) -> Native:
        """All that docutils would find, and what it would not, for want of a space."""
        references = tuple(self._reference(note) for note in self.found.notes)
        markers = sorted([*self._markers(), *self._glued()], key=lambda marker: marker.span)
        return Native(tuple(markers), references, tuple(_disjoint(self.found.links)), tuple(self._faults()))

    def _form(self, label: str) -> Form:
        if label == "*":
            return Form.SYMBOL
        return Form.NUMERIC if label.isdecimal() or label.startswith("#") else Form.TAG

    def _reference(self, note: Note) -> Reference:
        form = self._form(note.label)
        if form is Form.TAG and not self.of_this_file:
            form = Form.INLINE  # cited in other files, as far as anybody can tell
        body = self.text[note.body : note.stop]
        start = note.body + len(body) - len(body.lstrip())
        stop = max(start, note.stop)
        return Reference(Span(note.start, note.end), self.labels[note.start], Span(min(start, stop), stop), form)

    def _markers(self) -> Iterator[Marker]:
        unnamed, signs = iter(self.unnamed), iter(self.signs)
        beyond = max((int(label) for label in self.labels.values() if label.isdecimal()), default=0)
        for cited in self.found.cited:
            label, sure = cited.label, not self.found.includes
            reason = "a footnote reference"
            if label == "#":
                number = next(unnamed, "")
                if not number:
                    beyond += 1
                label = number or str(beyond)
            elif label == "*":
                label = next(signs, "") or _SIGNS[len(self.signs) % len(_SIGNS)]
            elif label.startswith("#"):
                label = self.named.get(label[1:].casefold(), label)
            elif not label.isdecimal():
                known = self.citations.get(label.casefold())
                label, sure = known or label, known is not None
                reason = "a citation" if sure else "a citation, whose entry may stand in another file"
            yield self._marker(cited, label, reason, sure=sure)

    def _marker(self, cited: Cited, label: str, reason: str, *, sure: bool) -> Marker:
        span = Span(cited.start, cited.end)
        before = self.text[max(0, cited.start - 2) : cited.start]
        form = self._form(cited.label)
        if form is Form.TAG and not self.of_this_file and cited.label.casefold() in self.citations:
            form = Form.INLINE
        confidence = Confidence.SURE if sure else Confidence.LIKELY
        attached = before.endswith("\\ ") or (before != "" and not before[-1].isspace())
        return Marker(span, label, span, form, confidence, reason, attached=attached)

    def _glued(self) -> Iterator[Marker]:
        for cited, label in self._meant():
            yield self._marker(cited, label, "a footnote reference that lacks the space before it", sure=False)

    def _meant(self) -> Iterator[tuple[Cited, str]]:
        """What lacks the space before it, with the label of the note that it means."""
        numbers = set(self.labels.values())
        for cited in self.found.glued:
            label = cited.label
            label = self.named.get(label[1:].casefold(), "") if label.startswith("#") else label
            if label.isdecimal() and label in numbers:
                yield cited, label

    def _faults(self) -> Iterator[Fault]:
        for cited, label in self._meant():
            written = self.text[cited.start : cited.end]
            yield Fault(
                "CC109",
                Span(cited.start, cited.end),
                f"{written} hangs on what stands before it, so that readers see it as it is written",
                note="no space before it",
                advice=f'write a space before it, or "\\ {written}" where none is to be seen',
                label=label,
            )


def _disjoint(links: Iterable[Link]) -> Iterator[Link]:
    end = 0
    for link in sorted(links, key=lambda link: link.span):
        if link.span.start >= end:
            end = link.span.end
            yield link

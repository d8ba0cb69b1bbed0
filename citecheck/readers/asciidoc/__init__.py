r"""AsciiDoc: notes and citations as Asciidoctor finds them, links at their addresses, the rest masked.

`lines` finds what is text, `inline` what stands in it. A note brings its own text (`footnote:[…]`); with an id it can
be meant again (`footnote:id[]`), and is then one note with several markers. Entries of a bibliography are
`[[[id,label]]]`, cited by `<<id>>`; every other `<<id>>` leads to a section, and says nothing of citations. Included
files are not read: what leads nowhere in a file that includes others raises no error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citecheck.model import Confidence, Document, Fault, Form, Marker, Native, Reference, Span, masked
from citecheck.patterns import lazy as regex
from citecheck.readers.asciidoc.inline import Entry, Found, Inline
from citecheck.readers.asciidoc.lines import Lines
from citecheck.text import difference, speaking, union

_LOST = "[multiblock footnote omitted]"
_LETTERS = regex(r"[^\W\d_]+")
_DIGITS = regex(r"\d")


def read(path: str, text: str, removed: Sequence[int]) -> Document:
    """A document of a cleaned text; `text` and `removed` are what `citecheck.text.clean` gives."""
    lines = Lines(text)
    lines.run()
    found = Found(ids=lines.ids)
    hidden = [Span(*span) for span in union(lines.masked)]
    Inline(masked(text, hidden), text, lines.attributes, found).run()
    cites = _Citations(text, found, includes=lines.includes)
    links = [link.span for link in found.links]
    masks = tuple(difference(union([*lines.masked, *found.masked]), union([*lines.kept, *links])))
    comments = speaking(text, [Span(*span) for span in lines.comments])
    native = Native(*cites.all(), tuple(found.links), tuple(_lost(text)))
    lacks = "" if cites.of_this_file and not lines.includes else "markers"
    return Document(path, "asciidoc", text, masks, removed, comments=comments, native=native, lacks=lacks)


def _lost(text: str) -> Iterator[Fault]:
    """What pandoc writes in place of a note that has more than one paragraph."""
    at = text.find(_LOST)
    while at >= 0:
        yield Fault(
            "CC114",
            Span(at, at + len(_LOST)),
            "pandoc left out a note here that has more than one paragraph",
            note="a note is lost",
            advice="write it as footnote:[…] with the text of the source",
        )
        at = text.find(_LOST, at + len(_LOST))


class _Citations:
    """The notes and citations of a document, with the labels that readers see."""

    def __init__(self, text: str, found: Found, *, includes: bool) -> None:
        self.text = text
        self.found = found
        self.sure = Confidence.LIKELY if includes else Confidence.SURE
        self.entries: dict[str, Entry] = {}
        for entry in found.entries:
            self.entries.setdefault(entry.id, entry)
        self.shapes = {_shape(id_) for id_ in self.entries if any(c.isdigit() for c in id_)}
        cited = {each.id for each in found.cited} & set(self.entries)
        self.of_this_file = 2 * len(cited) >= len(self.entries)
        """Whether the bibliography is one of cited works, and for this file: at least half of it is cited."""

    def all(self) -> tuple[tuple[Marker, ...], tuple[Reference, ...]]:
        """Markers and references, ascending."""
        pairs = [*self._notes(), *self._bibliography()]
        markers = sorted((marker for marker, _ in pairs if marker), key=lambda marker: marker.span)
        references = sorted((reference for _, reference in pairs if reference), key=lambda reference: reference.span)
        return tuple(markers), tuple(references)

    def _notes(self) -> Iterator[tuple[Marker | None, Reference | None]]:
        """Notes with the numbers that Asciidoctor gives them: in order of place."""
        numbers: dict[str, int] = {}
        count = 0
        own: list[int] = []
        for note in self.found.notes:
            new = note.body is not None and (not note.id or note.id not in numbers)
            count += new
            if new and note.id:
                numbers[note.id] = count
            own.append(count if new else 0)
        texts: dict[int, str] = {}
        for note, new_number in zip(self.found.notes, own, strict=True):
            whole = Span(note.start, note.end)
            number = new_number or numbers.get(note.id, 0)
            label = str(number) if number else note.id
            reason = "an AsciiDoc footnote" if number else "a footnote that is nowhere given a text"
            marker = self._marker(whole, label, Form.INLINE, reason, series=number)
            reference = None
            if note.body is not None:
                words = " ".join(self.text[note.body.start : note.body.end].split())
                # The text of a note that is known is not printed: it may say the same, but nothing else.
                if texts.setdefault(number, words) != words or new_number:
                    reference = Reference(whole, label, note.body, Form.INLINE, number)
            yield marker, reference

    def _bibliography(self) -> Iterator[tuple[Marker | None, Reference | None]]:
        for entry in self.found.entries:
            yield None, Reference(Span(entry.start, entry.end), entry.label, entry.body, _form(entry.label))
        for cited in self.found.cited:
            whole = Span(cited.start, cited.end)
            if known := self.entries.get(cited.id):
                reason = "it leads to an entry of the bibliography"
                yield self._marker(whole, known.label, _form(known.label), reason), None
            elif cited.id not in self.found.ids and _shape(cited.id) in self.shapes:
                form = _form(next(iter(self.entries.values())).label)
                yield self._marker(whole, cited.id, form, "like the ids of the bibliography"), None

    def _marker(self, span: Span, label: str, form: Form, reason: str, *, series: int = 0) -> Marker:
        attached = span.start > 0 and not self.text[span.start - 1].isspace()
        return Marker(span, label, span, form, self.sure, reason, series, attached=attached)


def _form(label: str) -> Form:
    return Form.NUMERIC if label.isdecimal() else Form.TAG


def _shape(name: str) -> str:
    """A name with its letters and digits made alike: `knuth97` and `pil90` are one shape."""
    return _DIGITS.sub("9", _LETTERS.sub("a", name))

"""Binds the stories of a Word file to one text, with what is native to it and the way back to its paragraphs."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import overload

from citecheck.locators import Blocks
from citecheck.model import Confidence, Document, Fault, Form, Link, Marker, Native, Reference, Span
from citecheck.readers.docx.clauses import clause_numbers
from citecheck.readers.docx.numbers import raised
from citecheck.readers.docx.story import NoteMark, Pointer, Story, Stretch
from citecheck.readers.docx.writer import Book
from citecheck.text import clean, union

_OBJECT = "\ufffc"
"""What stands for a picture in a note that has nothing else."""
_NAME = 60


class Volume:
    """The text that grows while stories are added to it. Offsets are into the text before it is cleaned."""

    def __init__(self, book: Book, body: Story) -> None:
        self._book = book
        self._parts: list[str] = []
        self._length = 0
        self._paragraphs = 0
        self._names = _Names(book)
        self._starts = array("q")
        self._markers: list[tuple[Span, str, int, str]] = []
        self._references: list[tuple[Span, str, Span, int]] = []
        self._links: list[Stretch] = []
        self._masks: list[Span] = []
        self._pointers: list[Pointer] = []
        self._lost: list[Stretch] = []
        self._remarks: list[Span] = []
        self._typed: list[tuple[Span, str, str]] = []
        self._series: dict[tuple[str, str], int] = {}
        """Of each note, by its kind and identifier."""
        self._asked: dict[str, deque[NoteMark]] = {"footnote": deque(), "endnote": deque()}
        """The notes that were referred to, in order."""
        self._heads: set[str] = set()
        body.masks += clause_numbers(body)
        self._add(body, "")
        self._main = self._length

    def add_notes(self, kind: str, notes: Mapping[str, Story]) -> None:
        """Add the notes that something refers to, in this order; what nothing refers to Word does not show."""
        asked = self._asked[kind]
        own = sum(story.numbered for story in notes.values()) * 2 > len(notes)
        while asked:
            mark = asked.popleft()
            story = notes.get(mark.identifier)
            if story is not None:
                self._add_note(mark, story, own=own)

    def add_head(self, kind: str, story: Story) -> None:
        """Add a header or footer, unless it says the same as one before, or has page numbers only."""
        text = "".join(story.parts)
        if text not in self._heads and any(map(str.isalpha, text)):
            self._heads.add(text)
            # Word computes the fields of heads anew whenever it shows them.
            story.lost.clear()
            story.pointers.clear()
            self._add(story, kind)

    # ------------------------------------------------------------ stories

    def _add_note(self, mark: NoteMark, story: Story, *, own: bool) -> None:
        """Add a note: its label, then its text; `own` says that notes show their numbers by themselves."""
        text = "".join(story.parts)
        sign = ""
        if mark.custom or (own and story.typed and not story.numbered):
            typed = mark.label if mark.custom else story.typed
            sign = next((each for each in (typed, raised(typed)) if text.startswith(each)), "")
        empty = not text.strip() and not story.objects
        label = "" if sign else mark.label if empty else f"{mark.label} "
        base = self._add(story, f"{mark.kind} {mark.label}", label)
        if story.objects and not text.strip():
            self._put(_OBJECT)
        start = base - len(label)
        end = start + len(sign or mark.label)
        body = Span(max(base, end), self._length)
        self._references.append((Span(start, end), mark.label, body, self._series[mark.kind, mark.identifier]))
        if sign and not mark.custom and story.typed != mark.label:
            self._typed.append((Span(start, end), mark.label, story.typed))

    def _add(self, story: Story, title: str, label: str = "") -> int:
        """Add a story behind a label; gives where its own text begins."""
        if self._length and (label or story.length):
            self._put("\n\n")
        if label:
            # The label belongs to the first block.
            self._starts.append(self._length)
            self._names.add(self._paragraphs + (story.numbers[0] if story.numbers else 1), 0, title)
            self._put(label)
        base = self._length
        for at, start in enumerate(story.starts):
            if not (label and at == 0):
                self._starts.append(start + base)
                self._names.add(story.numbers[at] + self._paragraphs, story.pages[at], title)
        self._parts += story.parts
        self._length += story.length
        self._paragraphs += max(story.paragraphs, 1 if label or story.starts else 0)
        for mark in story.marks:
            self._mark(mark, base)
        self._links += [Stretch(start + base, end + base, url) for start, end, url in story.links]
        self._lost += [Stretch(start + base, end + base, shown) for start, end, shown in story.lost]
        self._pointers += [each._replace(start=each.start + base, end=each.end + base) for each in story.pointers]
        self._masks += [Span(start + base, end + base) for start, end, _ in story.masks]
        self._remarks += [Span(start + base, end + base) for start, end, _ in story.remarks]
        return base

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _mark(self, mark: NoteMark, base: int) -> None:
        key = (mark.kind, mark.identifier)
        if key not in self._series:
            self._series[key] = len(self._series) + 1
            self._asked[mark.kind].append(mark)
        self._markers.append((Span(mark.start + base, mark.end + base), mark.label, self._series[key], mark.kind))

    # ------------------------------------------------------------ the document

    def document(self, path: str) -> Document:
        """The document, when all is added."""
        text, removed = clean("".join(self._parts))
        there = _Cleaned(removed)
        markers = [
            Marker(span, label, span, Form.INLINE, Confidence.SURE, f"a Word {kind}", series)
            for where, label, series, kind in self._markers
            if (span := there.span(where))
        ]
        references = [
            Reference(span, label, there.body(body, text), Form.INLINE, series)
            for where, label, body, series in self._references
            if (span := there.span(where))
        ]
        native = Native(
            tuple(sorted(markers, key=lambda marker: marker.span)),
            tuple(references),
            tuple(there.links(self._links, text)),
            tuple(sorted(self._faults(there), key=lambda fault: fault.span)),
        )
        remarks = tuple(span for each in self._remarks if (span := there.span(each)))
        masks = tuple(Span(*each) for each in union([*filter(None, map(there.span, self._masks)), *remarks]))
        locator = Blocks(self._starts, self._names.numbers, self._names)
        main = there.offset(self._main)
        return Document(path, "docx", text, masks, removed, "paragraph", remarks, native, locator, main=main)

    def _faults(self, there: _Cleaned) -> Iterable[Fault]:
        for start, end, shown in self._lost:
            if span := there.span((start, end)):
                words = " ".join(clean(shown)[0].split())
                yield Fault("CC113", span, f"Word no longer knows what this leads to: {words[:_NAME]}", "", _MEND)
        for pointer in self._pointers:
            span = there.span(pointer[:2])
            if span and (message := self._wrong(pointer)):
                yield Fault("CC113", span, message, "", _MEND)
        for where, label, typed in self._typed:
            if span := there.span(where):
                message = f"this note is number {label}, but a {typed} is typed in its text"
                yield Fault("CC109", span, message, "typed by hand", "let Word number the note", label=label)

    def _wrong(self, pointer: Pointer) -> str:
        """What is wrong about a reference to a bookmark, if anything is."""
        name = pointer.bookmark.upper()
        number = self._book.bookmarks.get(name)
        if number is not None:
            stale = pointer.shown.isdecimal() and number.isdecimal() and int(pointer.shown) != int(number)
            return f"this shows note {pointer.shown}, but leads to note {number}" if stale else ""
        if self._book.borrows:
            return ""
        return f"this leads to the bookmark {pointer.bookmark[:_NAME]}, which is not there"


_MEND = "update the field (F9); if that does not help, lead it to its target again"


class _Cleaned:
    """From offsets into a text to those into what `citecheck.text.clean` makes of it."""

    def __init__(self, removed: Sequence[int]) -> None:
        self._gone = array("q", (at + before for before, at in enumerate(removed)))

    def offset(self, raw: int) -> int:
        return raw - bisect_left(self._gone, raw)

    def span(self, raw: tuple[int, int]) -> Span | None:
        """None if nothing is left of it."""
        span = Span(self.offset(raw[0]), self.offset(raw[1]))
        return span if span.start < span.end else None

    def body(self, raw: Span, text: str) -> Span:
        """The span without spaces at its ends; empty if that is all there is."""
        start, end = self.offset(raw.start), self.offset(raw.end)
        while start < end and text[end - 1].isspace():
            end -= 1
        while start < end and text[start].isspace():
            start += 1
        return Span(start, end)

    def links(self, links: Sequence[Stretch], text: str) -> Iterable[Link]:
        """Ascending and disjoint: of links in each other the first counts."""
        behind = 0
        for start, end, url in sorted(links):
            span = self.span((start, end))
            if span and span.start >= behind:
                behind = span.end
                yield Link(span, url, text[span.start : span.end])


class _Names(Sequence[str]):
    """What people call each block; made when asked for, as few ever are."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.numbers = array("q")
        self._pages = array("q")
        self._titles: list[str] = []
        """From the first block on that has one."""

    def add(self, number: int, page: int, title: str) -> None:
        """Say of the next block what its number is, its page (negative in a text box), and its name if it has one."""
        if title:
            self._titles.append(title)
        self.numbers.append(number)
        self._pages.append(page)

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        if (titled := at - (len(self) - len(self._titles))) >= 0:
            return self._titles[titled]
        page, name = self._pages[at], f"paragraph {self.numbers[at]}"
        if page < 0:
            name = f"text box at {name}"
        return f"page {abs(page)}, {name}" if self._book.rendered else name

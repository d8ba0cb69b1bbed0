"""The text of a word processor's file as it is put together: paragraphs, what floats beside them, notes at the end.

A reader tells a `Story` what it meets, in the order of the file; `citecheck.readers.assembly` makes a Document of it.
"""

from __future__ import annotations

from typing import NamedTuple

from citecheck.errors import ReadError
from citecheck.patterns import lazy
from citecheck.text import clean

MOST_BLOCKS = 1_000_000
"""Of a file; the Bible has 31,102 verses."""
_ABSOLUTE = lazy(r"(?:https?|ftp)://[^\s/]|mailto:[^\s@]++@")
_LETTERS = dict(zip("0123456789abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_COMMENT = lazy(r"\s*+citecheck:[^\0]{0,500}")


class Wrong(NamedTuple):
    """A fault in a block; offsets count from its beginning."""

    start: int
    end: int
    message: str
    note: str
    advice: str
    label: str | None = None


class Cite(NamedTuple):
    """A citation, or the label of an entry, that the file itself knows; offsets count from the block's beginning."""

    start: int
    end: int
    label: str


class Extra:
    """What there is to say of a block, beside its text; offsets count from its beginning."""

    __slots__ = ("after", "cites", "code", "entry", "faults", "links", "marks", "pages", "raised", "remarks")

    def __init__(self) -> None:
        self.raised: list[tuple[int, int]] = []
        self.code: list[tuple[int, int]] = []
        """What is set as program text is."""
        self.links: list[tuple[int, int, str]] = []
        self.marks: list[tuple[int, int, Note]] = []
        self.faults: list[Wrong] = []
        self.cites: list[Cite] = []
        self.entry: tuple[Cite, int] | None = None
        """The label of an entry of the bibliography, and where the text behind it begins."""
        self.pages: list[tuple[int, int]] = []
        """Where a page begins, and its number."""
        self.remarks: list[str] = []
        """Comments that speak to citecheck."""
        self.after: list[Block] = []
        """What floats beside it."""


class Block:
    """A paragraph, or a note with all of its paragraphs, while it is written."""

    __slots__ = ("cut", "found", "parts", "size")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0
        self.cut = 0
        """How many characters at the beginning are left out."""
        self.found: Extra | None = None
        """Most paragraphs are nothing but text, and there may be very many."""

    @property
    def extra(self) -> Extra:
        """What there is to say of it, to be added to."""
        if self.found is None:
            self.found = Extra()
        return self.found

    def add(self, text: str) -> None:
        """Write on."""
        self.parts.append(text)
        self.size += len(text)

    def add_raised(self, text: str) -> None:
        """Write on, above the line."""
        self._add_to(self.extra.raised, text)

    def add_code(self, text: str) -> None:
        """Write on, as program text."""
        self._add_to(self.extra.code, text)

    def _add_to(self, runs: list[tuple[int, int]], text: str) -> None:
        start = runs.pop()[0] if runs and runs[-1][1] == self.size else self.size
        self.add(text)
        runs.append((start, self.size))

    def link(self, start: int, url: str) -> None:
        """Say that what was written since an offset leads to a URL, if that is an absolute one."""
        if start < self.size and _ABSOLUTE.match(url := url.strip()):
            links = self.extra.links
            if links and links[-1][1:] == (start, url):
                start = links.pop()[0]  # formatting cuts one link into several
            links.append((start, self.size, url))

    def text(self) -> str:
        """What was written."""
        return "".join(self.parts)

    def tail(self, length: int) -> str:
        """The last characters that were written, without going through all."""
        found: list[str] = []
        missing = length
        for part in reversed(self.parts):
            if missing <= 0:
                break
            found.append(part[-missing:])
            missing -= len(part)
        return "".join(reversed(found))


class Note:
    """A footnote or endnote: what it is called, the label readers see, and its text."""

    __slots__ = ("block", "kind", "label")

    def __init__(self, kind: str, label: str = "") -> None:
        self.kind = kind
        self.block = Block()
        self.name(label)

    def name(self, label: str) -> None:
        """Give it another label."""
        self.label = " ".join(clean(label)[0].split()) or "*"


class Story:
    """What is written, block by block. Notes and text boxes may be begun within any block, also within each other."""

    def __init__(self) -> None:
        self.block = Block()
        """The one that is written now."""
        self.blocks: list[Block] = []
        self.notes: list[Note] = []
        self.paged = False
        """Whether the pages of its blocks are known."""
        self._blocks = 0
        self._outer: list[tuple[Block, list[Block] | None]] = []
        self._flow: list[Block] | None = self.blocks
        """Where finished blocks go; None in a note, which is a single one."""

    @property
    def in_note(self) -> bool:
        """Whether a note is written now."""
        return self._flow is None

    def end_paragraph(self) -> None:
        """Go on with a new paragraph."""
        block = self.block
        if self._flow is None:
            if block.parts and block.parts[-1] != "\n\n":
                block.add("\n\n")
        elif block.parts or (block.found and (block.found.after or block.found.remarks)):
            self._count()
            self._flow.append(block)
            if block.found:
                self._flow += block.found.after
                block.found.after = []
            self.block = Block()

    def drop(self) -> None:
        """Forget what was written of this paragraph, which nobody sees; the pages that begin in it stay."""
        pages = self.block.found.pages if self.block.found else []
        self.block = Block()
        if pages:
            self.block.extra.pages += [(0, page) for _, page in pages]

    def _count(self) -> None:
        self._blocks += 1
        if self._blocks > MOST_BLOCKS:
            raise ReadError(f"more than {MOST_BLOCKS:,} paragraphs and notes: split the file, or save it as text")

    def begin_note(self, note: Note) -> None:
        """Write the text of a note, whose mark is written, until `end_inner`."""
        self._outer.append((self.block, self._flow))
        self.block, self._flow = note.block, None

    def begin_aside(self) -> None:
        """Write what floats beside the block, such as a text box, until `end_inner`."""
        self._outer.append((self.block, self._flow))
        self._flow = self.block.extra.after
        self.block = Block()

    def end_inner(self) -> None:
        """Go on where the note or the text box began."""
        self.end_paragraph()
        inner = self.block
        self.block, self._flow = self._outer.pop()
        if inner.found and inner.found.after:  # beside a note
            self.block.extra.after += inner.found.after
            inner.found.after = []

    def mark(self, note: Note, start: int | None = None) -> None:
        """Write the label of a note as the mark that leads to it; or say that it was written at `start`."""
        if start is None:
            start = self.block.size
            self.block.add(raised(note.label))
        self._count()
        self.block.extra.marks.append((start, self.block.size, note))
        self.notes.append(note)

    def close(self) -> None:
        """End whatever is open."""
        while self._outer:
            self.end_inner()
        self.end_paragraph()


def raised(label: str) -> str:
    """A label above the line, as far as Unicode has its characters.

    >>> raised("12"), raised("iv"), raised("*")
    ('¹²', 'ⁱᵛ', '*')
    """
    return "".join(_LETTERS[each] for each in label) if all(each in _LETTERS for each in label) else label


def remark(text: str) -> str:
    """A comment on one line if it speaks to citecheck, else nothing."""
    return " ".join(text.split()) if _COMMENT.match(text) else ""

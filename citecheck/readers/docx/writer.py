"""Writes down a story as a reader sees it: paragraphs with their numbers, raised digits, links, fields, pages.

Source: ECMA-376, part 1: 17.3 (paragraphs and runs), 17.9 (numbering), 17.11.14 (marks of one's own).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from citecheck.patterns import lazy
from citecheck.readers.docx.fields import SHOWN, instruction, is_lost
from citecheck.readers.docx.numbers import ListCounters, NoteCounter, raised
from citecheck.readers.docx.story import NoteMark, Pointer, Story, Stretch
from citecheck.readers.docx.styles import Styles
from citecheck.text import clean

_SPACES = " \t\n"
_LONGEST_SIGN = 20
_ANY_SIGN = "*"
_GAP = "\n\n"
_SHORT = 8
_LABEL = lazy(r"[\[(]?+\d{1,3}[\].):]{1,2}+\s*+")
"""What a cell holds where a list is set as a table: the text of the entry is in the next one."""


@dataclass(slots=True)
class Book:
    """What all parts of a file have in common."""

    styles: Styles
    lists: ListCounters
    footnotes: NoteCounter
    endnotes: NoteCounter
    bookmarks: dict[str, str] = field(default_factory=dict)
    """In capitals, for case does not count; with the number of the note that is in it, if there is one."""
    borrows: bool = False
    """Whether some of its text, and so of its bookmarks, is in other files."""
    remarks: dict[str, str] = field(default_factory=dict)
    """The comments of reviewers that speak to citecheck, by identifier, each on one line."""
    rendered: bool = False
    """Whether Word has written down where its pages end."""


@dataclass(slots=True)
class Open:
    """What has begun: a link, a field, a formula, a sign that stands for a note."""

    value: str = ""
    """The URL of a link, the instruction of a field, the kind of a note."""
    identifier: str = ""
    """Of a note."""
    start: int = -1
    """Of its text; -1 while it has none."""
    shown: str = ""
    """The beginning of its text."""
    separated: bool = False
    """Whether the result of a field has begun."""


@dataclass(slots=True)
class Writer:
    """Writes one story."""

    book: Book
    in_box: bool = False
    """Whether its paragraphs are not counted."""
    story: Story = field(default_factory=Story)
    page: int = 1
    boxes: list[Story] = field(default_factory=list)
    """Text boxes that are fixed to this paragraph."""

    # Of the paragraph.
    style: str = ""
    number: str | None = None
    level: int | None = None
    deleted_mark: bool = False
    hidden_mark: bool = False
    counted: bool = False
    """Whether it has its number in its list."""
    opened: bool = False
    """Whether it has text."""
    turned: bool = False
    """Whether what follows stands on another page."""
    after_break: bool = False
    """Whether nothing stands behind an explicit page break yet."""
    remarks: list[str] = field(default_factory=list)
    start: tuple[int, int] = (0, 0)
    """Where it begins: the offset, and the index of the piece."""
    in_row: bool = False
    """Whether it stands in a row of a table."""
    gap: str = _GAP
    """What stands before the next paragraph that has text."""

    # Of the run.
    hidden: bool = False
    is_raised: bool = False
    is_code: bool = False

    # Of what goes over runs.
    fields: list[Open] = field(default_factory=list)
    unshown: int = 0
    """How many open fields have not come to their result."""
    waiting: list[Open] = field(default_factory=list)
    """What has begun, but has no text yet."""
    raised: list[int] = field(default_factory=list)
    """Indexes of the raised pieces that end the text so far."""
    formula: Open | None = None
    sign: Open | None = None
    """What an author has put in place of the number of a note."""

    # ------------------------------------------------------------ text

    def put(self, text: str) -> None:
        """Write a text; the spaces at the beginning of a paragraph are left out."""
        story = self.story
        if not self.opened:
            text = text.lstrip(_SPACES)
            if not text:
                return
            self._open()
        elif not text:
            return
        if self.turned:
            self.turned = False
            story.begin(story.paragraphs, self.page)
        if self.waiting:
            for each in self.waiting:
                each.start = story.length
            self.waiting.clear()
        self.after_break = False
        if self.is_raised:
            self.raised.append(len(story.parts))
        elif self.raised:
            self.end_raised()
        if self.fields and len(self.fields[-1].shown) < SHOWN:
            self.fields[-1].shown += text[:SHOWN]
        if self.sign is not None and len(self.sign.shown) < SHOWN:
            self.sign.shown += text[:SHOWN]
        story.parts.append(text)
        story.length += len(text)
        if self.is_code:
            story.masks.append(Stretch(story.length - len(text), story.length, ""))

    def _open(self) -> None:
        story = self.story
        number = self._count()
        if story.length:
            story.add(self.gap)
        self.gap = _GAP
        self.start = (story.length, len(story.parts))
        story.begin(story.paragraphs, self.page)
        self.opened, self.turned = True, False
        if number:
            if number[0] == "[" and number[1:-1].isdecimal():
                story.labels.append(Stretch(story.length, story.length + len(number), ""))
            story.add(f"{number} ")

    def end_raised(self) -> None:
        """Write the raised digits as superscript ones, unless they are in brackets."""
        parts = self.story.parts
        text = "".join(parts[at] for at in self.raised)
        if not any(bracket in text for bracket in "[]()"):
            for at in self.raised:
                parts[at] = raised(parts[at])
        self.raised.clear()

    def end_of(self, opened: Open, value: str = "") -> Stretch | None:
        """The text since something has begun; None if there is none."""
        if opened.start < 0:
            if self.waiting and self.waiting[-1] is opened:
                self.waiting.pop()
            return None
        return Stretch(opened.start, self.story.length, value)

    def begin(self, opened: Open) -> Open:
        """Remember where the next text begins."""
        self.waiting.append(opened)
        return opened

    # ------------------------------------------------------------ paragraphs

    def begin_paragraph(self) -> None:
        """Begin a paragraph, or go on with the one before if the mark between them is deleted."""
        if not self.in_box:
            self.story.paragraphs += 1
        if not self.deleted_mark:
            self.opened = False
        self.counted = self.deleted_mark = self.hidden_mark = False
        self.style, self.number, self.level = "", None, None

    def begin_row(self, *, inside: bool) -> None:
        """A row of a table begins or ends."""
        self.in_row = inside
        self.gap = _GAP

    def end_paragraph(self) -> None:
        """End it; one without text leaves nothing, unless it shows a number."""
        story = self.story
        self._end_sign(last=True)
        if self.raised:
            self.end_raised()
        if not (self.opened or self.hidden_mark) and (number := self._count()):
            self._open()
            story.add(number)
        if self.in_row and self.opened and story.length - self.start[0] <= _SHORT:
            label = _LABEL.fullmatch("".join(story.parts[self.start[1] :]))
            self.gap = " " if label else _GAP
        if self.remarks:
            self._put_remarks()
        if not self.in_box:
            for box in self.boxes:
                story.insert(box, story.paragraphs, -self.page)
            self.boxes.clear()

    def _put_remarks(self) -> None:
        story = self.story
        for remark in self.remarks:
            if self.opened:
                story.add("\n")
            else:
                self._open()
            story.remarks.append(Stretch(story.length, story.length + len(remark), ""))
            story.add(remark)
        self.remarks.clear()

    def _count(self) -> str:
        """Count the paragraph in its list; gives the number it shows."""
        if self.counted or self.deleted_mark:
            return ""
        self.counted = True
        style = self.book.styles[self.style or self.book.styles.default]
        number = style.number if self.number is None else self.number
        if number is None or number == "0":
            return ""
        level = style.level if self.level is None else self.level
        if level is None:
            level = self.book.lists.level_of(number, style.owner)
        return self.book.lists.next(number, level)

    def begin_run(self) -> None:
        """A run looks as its paragraph's style says, until it says otherwise."""
        look = self.book.styles[self.style or self.book.styles.default]
        self.hidden, self.is_raised, self.is_code = bool(look.hidden), bool(look.raised), look.code

    def end_run(self) -> None:
        """A sign that stands for a note ends with its run."""
        self.hidden = self.is_raised = self.is_code = False
        if self.sign is not None:
            self._end_sign()

    def turn_page(self, *, explicit: bool) -> None:
        """What follows stands on the next page; Word writes down a second time where an explicit break leads."""
        if explicit:
            self.after_break = True
        elif self.after_break:
            self.after_break = False
            return
        self.page += 1
        self.turned = self.opened

    # ------------------------------------------------------------ notes

    def put_mark(self, kind: str, identifier: str, label: str) -> None:
        """Write the number of a note; a sign that waits for its text does not take this for it."""
        self._end_sign(last=True)
        text = raised(label)
        self.put(text)
        end = self.story.length
        self.story.marks.append(NoteMark(end - len(text), end, kind, identifier, label))

    def begin_sign(self, kind: str, identifier: str) -> None:
        """What follows stands for a note."""
        self._end_sign(last=True)
        self.sign = self.begin(Open(kind, identifier))

    def _end_sign(self, *, last: bool = False) -> None:
        """Write down which text stood for a note; in a later run of the paragraph, if there is none yet."""
        sign = self.sign
        if sign is None or (sign.start < 0 and not last):
            return
        self.sign = None
        words = sign.shown.split(maxsplit=1)
        written = words[0][:_LONGEST_SIGN] if words and self.end_of(sign) else ""
        label, _ = clean(written)
        if not label:
            self.put(_ANY_SIGN)
            sign.start = self.story.length - len(_ANY_SIGN)
            label = written = _ANY_SIGN
        mark = NoteMark(sign.start, sign.start + len(written), sign.value, sign.identifier, label, custom=True)
        self.story.marks.append(mark)

    # ------------------------------------------------------------ fields and links

    def begin_field(self, code: str = "", *, separated: bool = False) -> None:
        """A field, which shows nothing before its result."""
        self.fields.append(self.begin(Open(code, separated=separated)))
        self.unshown += not separated

    def separate(self) -> None:
        """The result of the last field begins."""
        if self.fields and not self.fields[-1].separated:
            self.fields[-1].separated = True
            self.unshown -= 1

    def end_field(self) -> None:
        """The last field ends: what it leads to is written down."""
        if not self.fields:
            return
        field_ = self.fields.pop()
        self.unshown -= not field_.separated
        found = self.end_of(field_)
        code = instruction(field_.value)
        if code.kind in ("SET", "ASK"):
            self.book.bookmarks.setdefault(code.argument.upper(), "")
        elif code.kind in ("INCLUDETEXT", "RD"):
            self.book.borrows = True
        if found is None:
            return
        story = self.story
        if code.lists:
            story.masks.append(found)
        elif is_lost(field_.shown):
            story.lost.append(found._replace(value=field_.shown))
        elif code.url:
            story.links.append(found._replace(value=code.url))
        elif code.bookmark:
            shown = field_.shown if code.kind == "NOTEREF" else ""
            story.pointers.append(Pointer(found.start, found.end, code.bookmark, shown))

    def end_link(self, link: Open) -> None:
        """A hyperlink ends."""
        found = self.end_of(link, link.value)
        if found is not None and link.value:
            self.story.links.append(found)

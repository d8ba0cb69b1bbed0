"""The body of an OpenDocument text, told to a `Story` event by event.

Source: OASIS OpenDocument 1.3, part 3, chapters 4 to 9 and 14.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from citecheck.patterns import lazy
from citecheck.readers.fields import BROKEN, is_broken, stale
from citecheck.readers.odt.bibliography import Bibliography
from citecheck.readers.odt.lists import Numbering, OpenList
from citecheck.readers.odt.skipping import SKIPPED, annotation, skip, within
from citecheck.readers.odt.styles import Styles, integer
from citecheck.readers.story import Block, Note, Story, Wrong, remark
from citecheck.readers.word_fields import Fields
from citecheck.readers.xml import End, Event, Start

_SPACE = lazy(r"[ \t\r\n]++")
_UNEVEN = ("\n", "  ", "\t", "\r")
_MOST_SPACES = 100
_LONGEST_REFERENCE = 500
_REFERENCES = frozenset({"text:bookmark-ref", "text:reference-ref", "text:note-ref", "text:sequence-ref"})
_Attributes = dict[str, str]


class _Manner(NamedTuple):
    """How text is set."""

    raised: bool = False
    code: bool = False


class _State(NamedTuple):
    """What is put aside while a paragraph, a note or a text box within another is read."""

    open: bool
    inside: bool
    manners: list[_Manner]
    spaced: bool
    lists: list[OpenList]
    aside: bool = False


class _Pointer(NamedTuple):
    """A reference to a note."""

    block: Block
    start: int
    end: int
    target: str
    shown: str
    """The label that it shows; empty if it shows something else, such as a page."""


class Body:
    """Reads the parts of a document; `finish` gives what was read."""

    def __init__(self) -> None:
        self.found = False
        """Whether there was a text at all."""
        self.story = Story()
        self.styles = Styles()
        self.bibliography = Bibliography()
        self._numbering = Numbering(self.styles)
        self._stream: Iterator[Event] = iter(())
        self._open = False
        """Whether text is meant to be seen here: within a paragraph."""
        self._inside = False
        """Whether a paragraph is open that another would float beside."""
        self._manners = [_Manner()]
        self._spaced = True
        """Whether white space that follows counts for nothing."""
        self._saved: list[_State] = []
        self._links: list[tuple[int, str]] = []
        self._pointers_open: list[tuple[int, int, _Attributes]] = []
        self._pointers: list[_Pointer] = []
        self._fields = Fields()
        """Those that LibreOffice keeps of Word files."""
        self._notes: dict[str, str] = {}
        """The label of each note, by its id."""
        self._note: Note | None = None
        self._awaited = False
        """Whether a note has begun whose label is still to come."""
        self._kind = self._id = ""
        self._hidden = False
        self._page = self._turned = 1
        """The number of the page, and how many there were, which differ where the numbers begin again."""
        self._pages: int | None = None
        """How many there are, as the file says."""
        self._shared = False
        self._starts: dict[str, Callable[[_Attributes], None]] = {
            "text:p": self._begin_paragraph,
            "text:h": self._begin_heading,
            "text:span": self._begin_span,
            "text:a": self._begin_link,
            "text:s": self._spaces,
            "text:tab": lambda _: self._write("\t"),
            "text:line-break": lambda _: self._write("\n"),
            "text:soft-page-break": self._soft_page_break,
            "text:list": self._numbering.begin_list,
            "text:list-item": self._numbering.begin_item,
            "text:list-header": lambda attributes: self._numbering.begin_item(attributes, header=True),
            "text:numbered-paragraph": self._numbering.begin_numbered_paragraph,
            "text:number": self._number,
            "text:note": self._begin_note,
            "text:note-citation": self._citation,
            "text:note-body": self._begin_note_body,
            "text:section": self._section,
            "text:hidden-paragraph": self._hide_paragraph,
            "text:hidden-text": self._hidden_text,
            "text:bibliography": lambda _: self.bibliography.begin(),
            "text:bibliography-source": lambda _: self.bibliography.take(self._stream),
            "text:bibliography-mark": self._begin_pointer,
            "text:index-title": lambda _: self.bibliography.enter_title(),
            "text:bookmark-start": self._begin_bookmark,
            "text:bookmark-end": self._end_bookmark,
            "text:bookmark": self._begin_bookmark,
            "field:fieldmark-start": lambda _: self._fields.begin(),
            "field:param": self._field_parameter,
            "field:fieldmark-separator": lambda _: self._fields.rest_is_result(self.story),
            "field:fieldmark-end": lambda _: self._fields.end(),
            "office:annotation": self._annotation,
            "office:text": self._begin_text,
            "meta:document-statistic": self._statistic,
            "office:styles": lambda _: self.styles.take(within(self._stream, "office:styles")),
            "office:automatic-styles": self._automatic_styles,
            "table:table": lambda attributes: self._break("table", attributes.get("table:style-name", "")),
            **dict.fromkeys(_REFERENCES, self._begin_pointer),
        }
        self._ends: dict[str, Callable[[], None]] = {
            "text:p": self._end_paragraph,
            "text:h": self._end_paragraph,
            "text:span": self._end_span,
            "text:a": self._end_link,
            "text:list": self._numbering.end_list,
            "text:numbered-paragraph": self._numbering.end_list,
            "text:note": self._end_note,
            "text:note-body": self.story.end_inner,
            "text:bibliography": self.bibliography.end,
            "text:bibliography-mark": self._end_mark,
            "text:index-title": self.bibliography.leave_title,
            **dict.fromkeys(_REFERENCES, self._end_pointer),
        }

    def read(self, stream: Iterator[Event], *, shared: bool = False) -> None:
        """Read one part; of that with the `shared` styles only these."""
        self._stream = stream
        self._shared = shared
        starts, ends = self._starts, self._ends
        for event in stream:
            if type(event) is str:
                if self._open:
                    self._text(event)
            elif type(event) is Start:
                if handler := starts.get(event.name):
                    handler(event.attributes)
                elif event.name in SKIPPED:
                    skip(self._stream, event.name)
            elif type(event) is End and (closer := ends.get(event.name)):
                closer()

    def finish(self) -> Story:
        """All that was read."""
        self.story.close()
        # Programs that fill in templates leave page breaks where they are no more.
        self.story.paged = self.story.paged and self._pages in (None, self._turned)
        self.bibliography.settle()
        self._fields.settle()
        for pointer in self._pointers:
            if wrong := stale(pointer.shown, self._notes.get(pointer.target)):
                pointer.block.extra.faults.append(Wrong(pointer.start, pointer.end, *wrong))
        return self.story

    # ------------------------------------------------------------ what is left out

    def _automatic_styles(self, _: _Attributes) -> None:
        if self._shared:  # they are those of heads and feet, under the names that the text uses otherwise
            skip(self._stream, "office:automatic-styles")
        else:
            self.styles.take(within(self._stream, "office:automatic-styles"))

    def _section(self, attributes: _Attributes) -> None:
        display = attributes.get("text:display", "true")
        if display == "none" or (display == "condition" and attributes.get("text:is-hidden") == "true"):
            skip(self._stream, "text:section")

    def _hidden_text(self, attributes: _Attributes) -> None:
        if attributes.get("text:is-hidden") == "true":
            skip(self._stream, "text:hidden-text")

    def _hide_paragraph(self, attributes: _Attributes) -> None:
        self._hidden = self._hidden or attributes.get("text:is-hidden") == "true"

    def _annotation(self, _: _Attributes) -> None:
        if speaks := remark(annotation(self._stream)):
            self.story.block.extra.remarks.append(speaks)

    # ------------------------------------------------------------ paragraphs

    def _begin_text(self, _: _Attributes) -> None:
        self.found = True

    def _begin_paragraph(self, attributes: _Attributes, *, heading: bool = False) -> None:
        style = attributes.get("text:style-name", "")
        look = self.styles.look("paragraph", style)
        if look.hidden:
            skip(self._stream, "text:h" if heading else "text:p")
            return
        aside = self._inside
        self._save(aside=aside)
        number = ""
        if self._numbering.open:
            number = self._numbering.of_paragraph(look.numbering)
        elif heading:
            number = self._numbering.of_heading(attributes, look.numbering)
        self._numbering.open = []
        if aside:
            self.story.begin_aside()
        else:
            self._break("paragraph", style)
        self._open = self._inside = self._spaced = True
        self._manners = [_Manner(bool(look.raised), bool(look.code))]
        if number:
            self.story.block.add(f"{number} ")

    def _begin_heading(self, attributes: _Attributes) -> None:
        self._begin_paragraph(attributes, heading=True)

    def _end_paragraph(self) -> None:
        self.bibliography.end_paragraph(self.story.block)
        if self._hidden:
            self._hidden = False
            self.story.drop()
        self.story.end_paragraph()
        if self._restore():
            self.story.end_inner()

    def _save(self, *, aside: bool = False) -> None:
        state = _State(self._open, self._inside, self._manners, self._spaced, self._numbering.open, aside)
        self._saved.append(state)

    def _restore(self) -> bool:
        """Go on where the paragraph or note began; gives whether it floats beside another."""
        self._open, self._inside, self._manners, self._spaced, self._numbering.open, aside = self._saved.pop()
        return aside

    def _break(self, family: str, style: str) -> None:
        """Begin a page where a style says so."""
        look = self.styles.look(family, style)
        if look.breaks and self.story.blocks and not self._inside:
            self._turn_page(look.page)

    def _statistic(self, attributes: _Attributes) -> None:
        if pages := attributes.get("meta:page-count"):
            self._pages = integer(pages, 0)

    def _soft_page_break(self, _: _Attributes) -> None:
        self.story.paged = True
        self._turn_page()

    def _turn_page(self, number: int | None = None) -> None:
        if not self.story.in_note:
            self._turned += 1
            self._page = self._page + 1 if number is None else number
            self.story.block.extra.pages.append((self.story.block.size, self._page))

    # ------------------------------------------------------------ text

    def _text(self, piece: str) -> None:
        """White space counts as one space, and not at all behind other white space (part 3, 6.1.2)."""
        for uneven in _UNEVEN:
            if uneven in piece:
                piece = _SPACE.sub(" ", piece)
                break
        if self._spaced and piece[0] == " ":
            piece = piece[1:]
            if not piece:
                return
        self._spaced = piece[-1] == " "
        raised, code = self._manners[-1]
        if code:
            self.story.block.add_code(piece)
        elif raised:
            self.story.block.add_raised(piece)
        else:
            self.story.block.add(piece)

    def _write(self, text: str) -> None:
        if self._open:
            self.story.block.add(text)
            self._spaced = False

    def _spaces(self, attributes: _Attributes) -> None:
        self._write(" " * min(integer(attributes.get("text:c"), 1), _MOST_SPACES))

    def _begin_span(self, attributes: _Attributes) -> None:
        look = self.styles.look("text", attributes.get("text:style-name", ""))
        if look.hidden:
            skip(self._stream, "text:span")
        else:
            raised, code = self._manners[-1]
            raised = raised if look.raised is None else look.raised
            self._manners.append(_Manner(raised, code if look.code is None else look.code))

    def _end_span(self) -> None:
        self._manners.pop()

    def _begin_link(self, attributes: _Attributes) -> None:
        self._links.append((self.story.block.size, attributes.get("xlink:href", "")))

    def _end_link(self) -> None:
        self.story.block.link(*self._links.pop())

    def _number(self, _: _Attributes) -> None:
        """The number of an item or heading as the program that wrote the file has counted it."""
        number = skip(self._stream, "text:number")
        if not self._inside:
            self._numbering.give(number)
        elif number.strip() and not self.story.block.parts:
            self.story.block.add(f"{number.strip()} ")

    # ------------------------------------------------------------ notes

    def _begin_note(self, attributes: _Attributes) -> None:
        self._save()
        self._open = self._inside = False
        self._numbering.open = []
        self._note = None
        self._awaited = True
        self._kind = "endnote" if attributes.get("text:note-class") == "endnote" else "footnote"
        self._id = attributes.get("text:id") or attributes.get("xml:id", "")

    def _citation(self, _: _Attributes) -> None:
        label = skip(self._stream, "text:note-citation")
        if self._awaited:  # docutils writes it into references to notes, too
            self._mark(label)

    def _mark(self, label: str) -> Note:
        self._awaited = False
        self._note = Note(self._kind, label.strip() or str(len(self.story.notes) + 1))
        self._notes[self._id] = self._note.label
        self.story.mark(self._note)
        return self._note

    def _begin_note_body(self, _: _Attributes) -> None:
        self.story.begin_note(self._note or self._mark(""))

    def _end_note(self) -> None:
        self._restore()
        self._spaced = False

    # ------------------------------------------------------------ citations and cross-references

    def _begin_pointer(self, attributes: _Attributes) -> None:
        block = self.story.block
        self._pointers_open.append((len(block.parts), block.size, attributes))

    def _end_pointer(self) -> None:
        parts, start, attributes = self._pointers_open.pop()
        block = self.story.block
        if block.size - start > _LONGEST_REFERENCE:
            return
        shown = "".join(block.parts[parts:]).strip()
        if is_broken(shown):
            block.extra.faults.append(Wrong(start, block.size, *BROKEN))
        elif "text:note-class" in attributes and shown:
            target = attributes.get("text:ref-name", "")
            numbered = attributes.get("text:reference-format", "text") == "text"
            self._pointers.append(_Pointer(block, start, block.size, target, shown if numbered else ""))

    def _end_mark(self) -> None:
        parts, start, _ = self._pointers_open.pop()
        block = self.story.block
        if block.size - start <= _LONGEST_REFERENCE:
            self.bibliography.mark(block, start, "".join(block.parts[parts:]))

    def _begin_bookmark(self, attributes: _Attributes) -> None:
        self._fields.begin_bookmark(attributes.get("text:name", ""), self.story)

    def _end_bookmark(self, attributes: _Attributes) -> None:
        self._fields.end_bookmark(attributes.get("text:name", ""), self.story)

    def _field_parameter(self, attributes: _Attributes) -> None:
        instruction = self._fields.instruction()
        if instruction is not None and attributes.get("field:name", "").endswith(".code"):
            instruction.append(attributes.get("field:value", ""))

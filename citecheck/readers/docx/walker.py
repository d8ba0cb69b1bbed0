"""Goes through the XML of a part and has its stories written.

What is deleted, moved away or hidden is left out, what is inserted is read; of alternatives one counts. Elements that
nothing is said of here are gone through: content controls, smart tags, tables, insertions.
Source: ECMA-376, part 1: 17.3 (paragraphs and runs), 17.11 (notes), 17.13 (annotations), 17.16 (fields); part 3, 9
(alternatives).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

from citecheck.readers import xml
from citecheck.readers.docx.fields import LONGEST, is_absolute, with_anchor
from citecheck.readers.docx.numbers import integer
from citecheck.readers.docx.package import PREFIXES, SAYS, Relation
from citecheck.readers.docx.story import Story
from citecheck.readers.docx.styles import Attributes, is_on, leave_out
from citecheck.readers.docx.writer import Book, Open, Writer

_SYMBOLS = 0xF000
"""Where the characters of symbol fonts begin."""
_NEAR = 4
"""Bookmarks that begin right before a note: Word puts one there for each kind of reference to it."""
_LINE_ENDS = str.maketrans("\n\r", "  ")
_REVISED = ("w:pPrChange", "w:rPrChange", "w:sectPrChange", "w:numberingChange", "w:delText", "w:delInstrText")
_PROPERTIES = (
    *("w:tblPr", "w:tblGrid", "w:tblPrEx", "w:trPr", "w:tcPr", "w:sdtPr", "w:sdtEndPr", "w:customXmlPr"),
    *("w:smartTagPr", "w:tabs", "w:ffData", "w:fldData", "w:rubyPr", "w:footnotePr", "w:endnotePr", "m:ctrlPr"),
)
_LEFT_OUT = (*_REVISED, *_PROPERTIES, "w:rt")


class Walker:
    """Takes the stories out of one part: its text, or its notes."""

    def __init__(self, book: Book, relations: Mapping[str, Relation]) -> None:
        self._book = book
        self._relations = relations
        self._writer = self.main = Writer(book)
        self.notes: dict[str, Story] = {}
        """By identifier, where the part holds notes."""
        self.heads: list[str] = []
        """Headers and footers, by their relation, in order."""
        self._by_page = book.footnotes.by_page or book.endnotes.by_page
        self._section = 0
        self._section_ends = False
        self._deleted = 0
        self._outside: list[Writer] = []
        """What the notes and text boxes that are open interrupt."""
        self._open_notes: list[str] = []
        self._chosen: list[bool] = []
        """For each open set of alternatives, whether one was taken."""
        self._links: list[Open] = []
        self._bookmarks: dict[str, str] = {}
        """Those that are open, by identifier."""
        self._text: list[str] | None = None
        """The pieces of the text or instruction that is open."""
        self._keeps_spaces = False
        self._all_keeps_spaces = False
        self._in_properties = False
        """In those of a paragraph, which hold some of its mark that look like a run's."""
        self.known = False
        """Whether it is of Word."""

    def walk(self, data: bytes) -> Walker:
        """Go through a part; gives itself. Raises ReadError for what is no XML."""
        xml.walk(
            data, PREFIXES, SAYS, {**dict.fromkeys(_LEFT_OUT, leave_out), **self._starts()}, self._ends(), self._take
        )
        return self

    def _starts(self) -> dict[str, xml.Opening]:
        return {
            **dict.fromkeys(("w:document", "w:footnotes", "w:endnotes", "w:comments", "w:hdr", "w:ftr"), self._root),
            "w:p": self._paragraph,
            "w:tr": self._begin_row,
            "w:pPr": self._properties,
            "w:pStyle": self._paragraph_style,
            "w:numId": self._list,
            "w:ilvl": self._list_level,
            "w:sectPr": self._section_properties,
            "w:headerReference": self._head,
            "w:footerReference": self._head,
            "w:r": lambda _: self._writer.begin_run(),
            "w:rStyle": self._run_style,
            "w:vertAlign": self._vertical,
            "w:vanish": self._vanish,
            "w:del": self._delete,
            "w:moveFrom": self._delete,
            "w:t": self._begin_text,
            "w:instrText": self._begin_text,
            "m:t": self._begin_text,
            "m:oMath": self._begin_formula,
            "w:tab": self._character("\t"),
            "w:ptab": self._character("\t"),
            "w:cr": self._character("\n"),
            "w:noBreakHyphen": self._character("-"),
            "w:softHyphen": self._character("\u00ad"),
            "w:br": self._break,
            "w:sym": self._symbol,
            "w:lastRenderedPageBreak": self._rendered_break,
            "w:footnote": self._begin_note,
            "w:endnote": self._begin_note,
            "w:comment": self._begin_note,
            "w:footnoteRef": self._own_number,
            "w:endnoteRef": self._own_number,
            "w:footnoteReference": lambda a: self._refer("footnote", a),
            "w:endnoteReference": lambda a: self._refer("endnote", a),
            "w:commentReference": self._remark,
            "w:fldChar": self._field_character,
            "w:fldSimple": self._begin_simple_field,
            "w:hyperlink": self._begin_link,
            "w:bookmarkStart": self._bookmark,
            "w:bookmarkEnd": self._end_bookmark,
            "w:altChunk": self._borrow,
            "w:subDoc": self._borrow,
            "w:txbxContent": self._begin_box,
            "w:drawing": self._object,
            "w:pict": self._object,
            "w:object": self._object,
            "mc:AlternateContent": lambda _: self._chosen.append(False),
            "mc:Choice": self._alternative,
            "mc:Fallback": self._alternative,
        }

    def _ends(self) -> dict[str, xml.Closing]:
        return {
            "w:p": self._end_paragraph,
            "w:tr": self._end_row,
            "w:pPr": self._end_properties,
            "w:r": lambda: self._writer.end_run(),
            "w:del": self._end_delete,
            "w:moveFrom": self._end_delete,
            "w:t": self._end_text,
            "m:t": self._end_text,
            "w:instrText": self._end_instruction,
            "m:oMath": self._end_formula,
            "w:footnote": self._end_note,
            "w:endnote": self._end_note,
            "w:comment": self._end_note,
            "w:fldSimple": lambda: self._writer.end_field(),
            "w:hyperlink": lambda: self._writer.end_link(self._links.pop()),
            "w:txbxContent": self._end_box,
            "mc:AlternateContent": self._end_alternatives,
        }

    def _root(self, attributes: Attributes) -> None:
        self.known = True
        self._all_keeps_spaces = attributes.get("xml:space") == "preserve"

    @property
    def _visible(self) -> bool:
        return not (self._deleted or self._writer.hidden or self._writer.unshown)

    # ------------------------------------------------------------ paragraphs

    def _paragraph(self, _: Attributes) -> None:
        self._writer.begin_paragraph()

    def _end_paragraph(self) -> None:
        self._writer.end_paragraph()
        if self._section_ends:
            self._section += 1
            self._section_ends = False

    def _begin_row(self, _: Attributes) -> None:
        self._writer.begin_row(inside=True)

    def _end_row(self) -> None:
        self._writer.begin_row(inside=False)

    def _properties(self, _: Attributes) -> None:
        self._in_properties = True

    def _end_properties(self) -> None:
        self._in_properties = False

    def _paragraph_style(self, attributes: Attributes) -> None:
        self._writer.style = attributes.get("w:val", "")

    def _list(self, attributes: Attributes) -> None:
        self._writer.number = attributes.get("w:val", "0")

    def _list_level(self, attributes: Attributes) -> None:
        self._writer.level = integer(attributes.get("w:val"), 0)

    def _section_properties(self, _: Attributes) -> None:
        self._section_ends = self._in_properties

    def _head(self, attributes: Attributes) -> None:
        self.heads.append(attributes.get("r:id", ""))

    # ------------------------------------------------------------ runs

    def _run_style(self, attributes: Attributes) -> None:
        if not self._in_properties:
            writer, look = self._writer, self._book.styles[attributes.get("w:val", "")]
            writer.hidden = writer.hidden if look.hidden is None else look.hidden
            writer.is_raised = writer.is_raised if look.raised is None else look.raised
            writer.is_code = writer.is_code or look.code

    def _vertical(self, attributes: Attributes) -> None:
        if not self._in_properties:
            self._writer.is_raised = attributes.get("w:val") == "superscript"

    def _vanish(self, attributes: Attributes) -> None:
        if self._in_properties:
            self._writer.hidden_mark = is_on(attributes)
        else:
            self._writer.hidden = is_on(attributes)

    def _delete(self, _: Attributes) -> bool:
        if self._in_properties:
            self._writer.deleted_mark = True
            return True
        self._deleted += 1
        return False

    def _end_delete(self) -> None:
        self._deleted -= 1

    # ------------------------------------------------------------ text

    def _begin_text(self, attributes: Attributes) -> None:
        self._keeps_spaces = self._all_keeps_spaces or attributes.get("xml:space") == "preserve"
        self._text = []

    def _take(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end_text(self) -> None:
        text = "".join(self._text or ())
        self._text = None
        if not self._visible:
            return
        if not self._keeps_spaces:
            text = text.strip(" \t\r\n")
        if "\n" in text or "\r" in text:
            text = text.translate(_LINE_ENDS)
        writer = self._writer
        if writer.is_raised and not writer.story.length and text.strip().isdecimal():
            writer.story.typed = text.strip()
        writer.put(text)

    def _character(self, character: str) -> Callable[[Attributes], None]:
        def put(_: Attributes) -> None:
            if self._visible:
                self._writer.put(character)

        return put

    def _break(self, attributes: Attributes) -> None:
        if not self._visible:
            return
        self._writer.put("\n")
        if attributes.get("w:type") == "page":
            self._writer.turn_page(explicit=True)

    def _rendered_break(self, _: Attributes) -> None:
        if self._writer is self.main:
            self._book.rendered = True
            self._writer.turn_page(explicit=False)

    def _symbol(self, attributes: Attributes) -> None:
        try:
            code = int(attributes.get("w:char", "")[:6], 16)
        except ValueError:
            return
        plain = code - _SYMBOLS
        # Digits and signs are at their usual places in the font Symbol.
        if 0x20 < plain < 0x40 and attributes.get("w:font", "") == "Symbol":
            code = plain
        if self._visible and 0x20 < code < 0x10000 and not 0xD800 <= code < 0xE000:
            self._writer.put(chr(code))

    def _object(self, _: Attributes) -> None:
        self._writer.story.objects = True

    def _begin_formula(self, _: Attributes) -> None:
        self._object({})
        if self._writer.formula is None:
            self._writer.formula = self._writer.begin(Open())

    def _end_formula(self) -> None:
        if (formula := self._writer.formula) is not None:
            self._writer.formula = None
            if found := self._writer.end_of(formula):
                self._writer.story.masks.append(found)

    # ------------------------------------------------------------ notes

    def _begin_note(self, attributes: Attributes) -> bool:
        if attributes.get("w:type", "normal") != "normal":
            return True
        self._open_notes.append(attributes.get("w:id", ""))
        self._outside.append(self._writer)
        self._writer = Writer(self._book)
        return False

    def _end_note(self) -> None:
        self.notes.setdefault(self._open_notes.pop(), self._writer.story)
        self._writer = self._outside.pop()

    def _own_number(self, _: Attributes) -> None:
        self._writer.story.numbered = True

    def _refer(self, kind: str, attributes: Attributes) -> None:
        if not self._visible:
            return
        identifier = attributes.get("w:id", "")
        if attributes.get("w:customMarkFollows", "0") not in ("0", "false", "off"):
            self._writer.begin_sign(kind, identifier)
            return
        counter = self._book.footnotes if kind == "footnote" else self._book.endnotes
        label = counter.next(self._section, self.main.page if self._book.rendered else 0)
        self._writer.put_mark(kind, identifier, label or "*")
        for name in () if self._by_page else islice(reversed(self._bookmarks.values()), _NEAR):
            self._book.bookmarks[name] = self._book.bookmarks[name] or label

    def _remark(self, attributes: Attributes) -> None:
        remark = self._book.remarks.get(attributes.get("w:id", ""))
        if remark:
            self._writer.remarks.append(remark)

    # ------------------------------------------------------------ fields and links

    def _field_character(self, attributes: Attributes) -> None:
        # In what is deleted, too: a field of which only one end is deleted would hide all that follows.
        kind = attributes.get("w:fldCharType", "")
        if kind == "begin":
            self._writer.begin_field()
        elif kind == "separate":
            self._writer.separate()
        elif kind == "end":
            self._writer.end_field()

    def _begin_simple_field(self, attributes: Attributes) -> None:
        self._writer.begin_field(attributes.get("w:instr", "")[:LONGEST], separated=True)

    def _end_instruction(self) -> None:
        text = "".join(self._text or ())
        self._text = None
        fields = self._writer.fields
        if fields and len(fields[-1].value) < LONGEST:
            fields[-1].value += text[:LONGEST]

    def _begin_link(self, attributes: Attributes) -> None:
        relation = self._relations.get(attributes.get("r:id", ""))
        outside = relation is not None and relation.outside and is_absolute(relation.target)
        url = with_anchor(relation.target, attributes.get("w:anchor", "")) if relation and outside else ""
        self._links.append(self._writer.begin(Open(url)))

    def _bookmark(self, attributes: Attributes) -> None:
        name = attributes.get("w:name", "").upper()
        self._book.bookmarks.setdefault(name, "")
        self._bookmarks[attributes.get("w:id", "")] = name

    def _end_bookmark(self, attributes: Attributes) -> None:
        self._bookmarks.pop(attributes.get("w:id", ""), None)

    def _borrow(self, _: Attributes) -> None:
        self._book.borrows = True

    # ------------------------------------------------------------ text boxes and alternatives

    def _begin_box(self, _: Attributes) -> bool:
        if not self._visible:
            return True
        self._outside.append(self._writer)
        self._writer = Writer(self._book, in_box=True)
        return False

    def _end_box(self) -> None:
        box, self._writer = self._writer.story, self._outside.pop()
        # A box in a box belongs to the paragraph of the outer one.
        around = (self._writer, *reversed(self._outside))
        next(writer for writer in around if not writer.in_box).boxes.append(box)

    def _alternative(self, _: Attributes) -> bool:
        if not self._chosen or self._chosen[-1]:
            return bool(self._chosen)
        self._chosen[-1] = True
        return False

    def _end_alternatives(self) -> None:
        self._chosen.pop()

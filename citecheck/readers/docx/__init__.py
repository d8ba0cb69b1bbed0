"""Word files (.docx, .docm, .dotx): the text in one piece, with Word's own notes, numbers, links and fields.

The body comes first, then the footnotes and the endnotes in the order of their numbers, then headers and footers.
python-docx was no choice: it knows paragraphs, and neither notes nor their numbers. Source: ECMA-376, part 1
(WordprocessingML), of which each module here names its chapters.
"""

from __future__ import annotations

from citecheck.errors import ReadError
from citecheck.model import Document
from citecheck.readers.docx.numbers import ListCounters, NoteCounter
from citecheck.readers.docx.package import SAYS, Package
from citecheck.readers.docx.story import Story
from citecheck.readers.docx.styles import Styles, read_lists, read_note_numbers, read_sections, read_styles
from citecheck.readers.docx.volume import Volume
from citecheck.readers.docx.walker import Walker
from citecheck.readers.docx.writer import Book


def read(path: str, data: bytes) -> Document:
    """The document of a Word file.

    Its unit is the paragraph. Raises ReadError for what is no Word file, and says what to do.
    """
    package = Package(data)
    text = package.read(package.main)
    book = _book(package, text)
    body = Walker(book, package.relations(package.main)).walk(text)
    if not body.known:
        raise ReadError(f"not a {SAYS}: it is something else from an office suite: save its text as .docx")
    volume = Volume(book, body.main.story)
    for kind in ("footnote", "endnote"):
        notes: dict[str, Story] = {}
        for part in package.parts(f"{kind}s"):
            notes |= Walker(book, package.relations(part)).walk(package.read(part)).notes
        volume.add_notes(kind, notes)
    relations = package.relations(package.main)
    for part in dict.fromkeys(relations[name].target for name in body.heads if name in relations):
        if part in package:
            head = Walker(book, package.relations(part)).walk(package.read(part)).main.story
            volume.add_head("header" if "header" in part else "footer", head)
    return volume.document(path)


def _book(package: Package, text: bytes) -> Book:
    """What the parts beside the text say."""

    def part(kind: str) -> bytes:
        name = next(package.parts(kind), None)
        return package.read(name) if name else b""

    given = part("styles")
    styles = read_styles(given) if given else Styles()
    given = part("numbering")
    lists = read_lists(given, styles) if given else {}
    footnotes, endnotes = read_note_numbers(part("settings"))
    # Sections hardly ever number their notes in their own way: then the text is read once only.
    differ = b"notePr" in text or text.startswith((b"\xff\xfe", b"\xfe\xff"))
    own = read_sections(text) if differ else ([], [])
    book = Book(styles, ListCounters(lists), NoteCounter(footnotes, own[0]), NoteCounter(endnotes, own[1]))
    given = part("comments")
    if b"citecheck:" in given:
        # They have lists of their own.
        apart = Book(styles, ListCounters({}), NoteCounter(footnotes), NoteCounter(endnotes))
        remarks = Walker(apart, {}).walk(given).notes
        said = {name: " ".join("".join(story.parts).split()) for name, story in remarks.items()}
        book.remarks = {name: remark for name, remark in said.items() if remark.startswith("citecheck:")}
    return book

"""PDF: the text of its pages as it was set, with the links and the footnotes that the setting shows.

The file is opened by pypdf (BSD, pure Python, one wheel for all systems), which is asked for objects only. Measured on
the manuals of TeX Live: its own extraction reads 17 pages a second of a book and gives no widths; pdfminer.six (MIT)
reads 26, and neither says what is a column or a note. pypdfium2 reads 180 and gives the box of each character, but
hostile files would meet 8 MB of machine code in our process, which cannot be stopped or kept from memory. Asked for
objects, pypdf keeps within bounds (`pypdf.Configuration`), and what is drawn is read here (`content`), at 30 to 60
pages a second.

`file` opens, `content` and `fonts` say what is shown where, `lines`, `margins`, `furniture`, `columns`, `paragraphs`
and `flow` make a text of it, `notes` and `links` say what of it is a citation.
"""

from __future__ import annotations

from citecheck.errors import ReadError
from citecheck.locators import Blocks
from citecheck.model import Document, Native, Span
from citecheck.patterns import lazy
from citecheck.readers.pdf.bylines import without_bylines
from citecheck.readers.pdf.cites import cited
from citecheck.readers.pdf.columns import in_reading_order
from citecheck.readers.pdf.content import Budget, runs
from citecheck.readers.pdf.endnotes import list_at_end
from citecheck.readers.pdf.file import File, Node, opened
from citecheck.readers.pdf.flow import Flow, Placed, flow
from citecheck.readers.pdf.furniture import without_furniture
from citecheck.readers.pdf.glyphs import UNKNOWN
from citecheck.readers.pdf.lines import Line, lines_of, upright
from citecheck.readers.pdf.links import code_brackets, doubtful_urls, links_of, unlinked_brackets
from citecheck.readers.pdf.margins import without_line_numbers
from citecheck.readers.pdf.notes import cites_in_brackets, hidden_numbers, notes_of
from citecheck.readers.pdf.paragraphs import paragraphs
from citecheck.text import clean, union

SCAN = "this PDF is a scan without text: run OCR on it (for example with ocrmypdf), or check the original"
RIGHT_TO_LEFT = "a PDF written from right to left cannot be read yet: check the original"
UNREADABLE = "the fonts of this PDF do not say which letters they show: check the original"
_RIGHT_TO_LEFT = lazy(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTERS = lazy(r"[^\W\d_]")


def read(path: str, data: bytes) -> Document:
    """The document of a PDF file; lines are its pages.

    Raises ReadError for a scan, for what is damaged, protected by a password or out of all bounds, and without pypdf.
    """
    pages: list[list[Line]] = []
    pictures = 0
    with opened(data) as file:
        budget = Budget(len(data))
        for page in file.pages():
            lines = _page(file, page, budget)
            pages.append(lines)
            pictures += not lines and _is_picture(page)
    if pictures and pictures * 4 >= 3 * len(pages):
        raise ReadError(SCAN)
    made = flow(paragraphs(in_reading_order(without_furniture(pages))))
    if made.text.count(UNKNOWN) * 10 > len(made.text) > 0:
        raise ReadError(UNREADABLE)
    if len(_RIGHT_TO_LEFT.findall(made.text)) * 2 > len(_LETTERS.findall(made.text)):
        raise ReadError(RIGHT_TO_LEFT)
    return _document(path, made)


def _page(file: File, page: Node, budget: Budget) -> list[Line]:
    shown, turn = upright(runs(file, page, budget))
    return lines_of(without_line_numbers(shown), file.areas(page), turn) if shown else []


def _is_picture(page: Node) -> bool:
    """Whether a page shows an image."""
    drawn = page.node("Resources").node("XObject")
    for name in drawn.names()[:20]:
        each = drawn.node(name)
        inside = each.node("Resources").node("XObject")
        if "Image" in (each.name("Subtype"), *(inside.node(other).name("Subtype") for other in inside.names()[:20])):
            return True
    return False


def _document(path: str, made: Flow) -> Document:
    made.marks = without_bylines(made)
    notes = notes_of(made)
    linked = cited(made, [note.span for note in notes.references])
    ending: Native | None = Native()
    if not linked.references and not cites_in_brackets(made):
        labels = frozenset(marker.span.start for marker in notes.markers)
        labels |= {note.span.start for note in notes.references}
        ending = list_at_end(made, labels)
    doubtful, ending = ending is None, ending or Native()
    native = Native(
        tuple(sorted([*notes.markers, *linked.markers, *ending.markers], key=lambda marker: marker.span)),
        tuple(sorted([*notes.references, *linked.references, *ending.references], key=lambda each: each.span)),
        tuple(links_of(made)),
    )
    hidden = hidden_numbers(made, native, everything=doubtful)
    hidden += doubtful_urls(made, native.links)
    hidden += unlinked_brackets(made, native, everything=bool(linked.references))
    masks = tuple(Span(*span) for span in union([*hidden, *code_brackets(made)]))
    # Nothing is taken out here: characters that nobody sees have gone before offsets were made.
    text, removed = clean(made.text)
    lines = made.lines
    blocks = Blocks(
        [0, *(line.start for line in lines[1:])], [line.page for line in lines], [_name(line) for line in lines]
    )
    return Document(path, "pdf", text, masks, removed, "page", native=native, locator=blocks)


def _name(line: Placed) -> str:
    column = f"column {line.column}, " if line.column else ""
    return f"page {line.page}, {column}line {line.number}"

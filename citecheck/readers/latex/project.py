"""The files of one document put together: what stands in them, in offsets of the joined text."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import NamedTuple

from citecheck.errors import ReadError
from citecheck.locators import Part
from citecheck.model import Document, Fault, Link, Span
from citecheck.patterns import lazy
from citecheck.readers.latex.numbers import Numbers
from citecheck.text import clean, decode

DEEPEST = 20
"""Files that may include each other in a row."""
MOST_FILES = 500
LONGEST = 50_000_000
"""Characters of all files together."""
_NOT_TEXT = (".sty", ".cls", ".clo", ".def", ".cfg", ".pgf", ".tikz", ".eps_tex", ".pdf_tex", ".toc", ".aux", ".ind")
"""What is included and holds no text of the document."""
_ODD_NAME = lazy(r"[\\#{}<>|*?\n]")


class Cite(NamedTuple):
    """A key that is cited."""

    span: Span
    key: str
    bracket: Span
    """The braces."""
    sure: bool
    """Whether the command is known to cite."""
    attached: bool
    grouped: bool
    command: str
    scope: int
    """How many lists of references had begun."""


class Note(NamedTuple):
    """A footnote, the mark of one, or the text of one."""

    kind: str
    """`note`, `mark` or `text`."""
    span: Span
    body: Span
    label: str
    counter: str
    given: bool
    """Whether the label is written in brackets."""
    odd: bool
    """Whether readers may see no number."""
    chapter: int


class Item(NamedTuple):
    """An entry of a list in the text itself."""

    key: Span
    label: str
    body: Span
    scope: int
    generated: bool
    """Whether BibTeX wrote it."""


class Source(NamedTuple):
    """A file that was read, or a stretch of one that LaTeX writes to a file (`filecontents`)."""

    document: Document
    text: str
    begin: int = 0
    """Where the text begins in the document."""


class Project:
    """What is known of a document while its files are read."""

    def __init__(self, path: str, beside: Callable[[str], bytes | None]) -> None:
        self.path = path
        self.stem = PurePath(path).stem
        self.beside = beside
        self.texts: list[str] = []
        self.length = 0
        self.parts: list[Part] = []
        self.files = 0
        self.asked = 0
        self.size = 0
        self.open: list[str] = []
        """The files that are being read, each included by the one before."""
        self.written: dict[str, Source] = {}
        """What `filecontents` writes."""
        self.unread = False
        """Whether a part of the text could not be read."""

        self.numbers = Numbers()
        self.cites_in_notes = False
        """Whether biblatex puts its citations into footnotes."""
        self.fronts: list[tuple[int, int]] = []
        """Text of the preamble: the title and the like."""
        self.masks: list[tuple[int, int]] = []
        self.comments: list[Span] = []
        self.cites: list[Cite] = []
        self.notes: list[Note] = []
        self.items: list[Item] = []
        self.links: list[Link] = []
        self.faults: list[Fault] = []
        self.labels: set[str] = set()
        self.pointers: list[tuple[Span, str, bool]] = []
        """References to labels: place, label, and whether it must be a footnote's."""

        self.bibliographies: list[tuple[str, str]] = []
        """Names of .bib files, and the file that names them."""
        self.everything: Span | None = None
        r"""`\nocite{*}`."""
        self.class_name = ""
        self.begun = False
        """Whether the text has begun."""
        self.verbatim: set[str] = set()
        """Environments of the document's own whose text LaTeX does not read."""
        self.biblatex = False
        self.foreign_list = False
        """Whether there may be a list that only a package knows of."""
        self.scope = 0
        self.chapter = 0

    # ------------------------------------------------------------ the joined text

    def add(self, source: Source, start: int, end: int) -> None:
        """Append a stretch of a file to the joined text."""
        if start < end:
            self.parts.append(Part(self.length, source.document, source.begin + start))
            self.texts.append(source.text[start:end])
            self.length += end - start

    def gap(self, space: str) -> None:
        """Append what keeps two files apart."""
        if self.parts:
            self.texts.append(space)
            self.length += len(space)

    # ------------------------------------------------------------ the files

    def find(self, name: str, suffixes: Sequence[str], folder: str = "") -> tuple[str, Source] | None:
        """A file by its name in the text, with one of the suffixes added; None if it cannot be read.

        Names count from the folder of the document, else from `folder`, that of the file that names it.
        """
        name = name.strip().strip('"').replace("\\jobname", self.stem).replace("\\string", "").replace("\\space", " ")
        if not name or _ODD_NAME.search(name) or "://" in name:
            return None
        for home in dict.fromkeys(("", folder)):
            base = posixpath.normpath(posixpath.join(home, name))
            if base.startswith(("..", "/")) or (len(base) > 1 and base[1] == ":"):
                continue
            for suffix in suffixes:
                full = base if base.endswith(suffix) else base + suffix
                if source := self._load(full):
                    return full, source
        return None

    def _load(self, name: str) -> Source | None:
        if name in self.written:
            return self.written[name]
        if self.files >= MOST_FILES or self.asked >= 4 * MOST_FILES or self.size > LONGEST:
            return None
        self.asked += 1
        data = self.beside(name)
        if data is None:
            return None
        self.files += 1
        try:
            text, removed = clean(decode(data))
        except ReadError:
            return None
        self.size += len(text)
        path = str(PurePath(self.path).parent / name)
        return Source(Document(path, "latex", text, removed=removed), text)

    def included(self, name: str, folder: str) -> tuple[str, Source] | None:
        r"""The file that an `\input` names; None if it is none of the text, or cannot be read, which is noted."""
        if name.strip().endswith(_NOT_TEXT):
            return None
        found = self.find(name, (".tex", ""), folder)
        if found is None or found[0] in self.open or len(self.open) >= DEEPEST:
            self.unread = True
            return None
        return found

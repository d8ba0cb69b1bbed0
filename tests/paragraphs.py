"""A format without lines, and one of several files, for tests: what Word files and books are to the program.

`install(monkeypatch)` makes files that end in `.para` documents of pages with paragraphs: a paragraph is what stands
between blank lines, two make a page, and `Note 3: ` begins a footnote. Files that end in `.book` name a text file on
each line, the chapters.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import pytest

from citecheck import readers
from citecheck.locators import Blocks, Files, Part
from citecheck.model import Document, Span
from citecheck.readers import Format
from citecheck.text import speaking

_PARAGRAPH = re.compile(r"(?:.+\n?)+")
_NOTE = re.compile(r"Note (\d+): ")
_COMMENT = re.compile(r"<!--.*?-->")


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files of these formats be read."""
    ours = {
        "para": Format("paragraphs", "paragraphs", (".para",)),
        "book": Format("a book", "paragraphs.book", (".book",)),
    }
    monkeypatch.setitem(sys.modules, "paragraphs.book", _Book)  # type: ignore[arg-type]
    monkeypatch.setattr(readers, "FORMATS", MappingProxyType(readers.FORMATS | ours))
    monkeypatch.setattr(readers, "BY_SUFFIX", MappingProxyType(readers.BY_SUFFIX | {".para": "para", ".book": "book"}))


def read(path: str, text: str, removed: Sequence[int]) -> Document:
    """A text as paragraphs on pages, and footnotes."""
    starts, names = [], []
    for at, found in enumerate(_PARAGRAPH.finditer(text)):
        note = _NOTE.match(found[0])
        starts.append(found.start())
        names.append(f"footnote {note[1]}" if note else f"page {at // 2 + 1}, paragraph {at + 1}")
    starts[:1] = [0]
    comments = speaking(text, (Span(*found.span()) for found in _COMMENT.finditer(text)))
    locator = Blocks(starts, (), names)
    return Document(path, "para", text, comments, removed, unit="paragraph", comments=comments, locator=locator)


class _Book:
    """Chapters that are read as one text."""

    @staticmethod
    def read(path: str, text: str, _removed: Sequence[int]) -> Document:
        parts, whole = [], ""
        for name in text.split():
            file = Path(path).parent / name
            chapter = readers.read(str(file), file.read_bytes())
            parts.append(Part(len(whole), chapter))
            whole += f"{chapter.text}\n\n"
        comments = speaking(whole, (Span(*found.span()) for found in _COMMENT.finditer(whole)))
        return Document(path, "book", whole, comments, comments=comments, locator=Files(parts))

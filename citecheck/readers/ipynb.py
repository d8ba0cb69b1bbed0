"""Jupyter notebooks: their Markdown cells as one text, a marker in one and its note in another.

Formats 3 and 4 of nbformat (https://nbformat.readthedocs.io); code, what it has put out, and raw cells are left out.
A place is a cell, counted over all of them from 1, and a line in it.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from citecheck.errors import ReadError
from citecheck.locators import Blocks
from citecheck.model import Document, Span
from citecheck.patterns import lazy
from citecheck.readers.foreign import not_a
from citecheck.readers.markdown import markup_of
from citecheck.text import clean, decode, is_text, speaking

BETWEEN = "\n\n"
"""Ends the last paragraph of a cell."""
_SAVE = "save it from Jupyter as .ipynb"
_READ = ("markdown", "heading")
_NO_TEXT = lazy("[\\0\\ud800-\\udfff]")
"""What JSON can hold and no file of text."""


def read(path: str, data: bytes) -> Document:
    """A document of the bytes of a notebook. Raises ReadError for what is none, or a damaged one."""
    texts: list[str] = []
    removed, starts, numbers = array("q"), array("q"), array("q")
    names: list[str] = []
    masks: list[Span] = []
    comments: list[Span] = []
    at = raw = 0
    for number, source in _cells(_notebook(data)):
        text, gone = clean(source)
        # Each is set by itself: what one leaves open ends with it.
        markup = markup_of(text, first=not texts)
        masks += [Span(start + at, end + at) for start, end in markup.masks]
        comments += [Span(start + at, end + at) for start, end in speaking(text, markup.comments)]
        removed.extend(place + at for place in gone)
        lines = source.split("\n")
        starts.extend(accumulate((len(line) + 1 for line in lines[:-1]), initial=raw))
        numbers.extend([number] * len(lines))
        names += [f"cell {number}, line {line}" for line in range(1, len(lines) + 1)]
        texts.append(text)
        at += len(text) + len(BETWEEN)
        raw += len(text) + len(gone) + len(BETWEEN)
    return Document(
        path,
        "ipynb",
        BETWEEN.join(texts),
        tuple(masks),
        removed,
        unit="cell",
        comments=tuple(comments),
        locator=Blocks(starts, numbers, names),
    )


def _notebook(data: bytes) -> dict[str, Any]:
    if not is_text(data):
        raise not_a("a notebook", data, _SAVE)
    text = decode(data)
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        if not text.lstrip().startswith(("{", "[")):
            raise not_a("a notebook", data, _SAVE) from error
        raise ReadError(f"damaged notebook: line {error.lineno} is no JSON; save it again from Jupyter") from error
    except (ValueError, RecursionError) as error:
        raise ReadError("damaged notebook: save it again from Jupyter") from error
    if not isinstance(notebook, dict):
        raise ReadError("JSON, but no notebook: save it again from Jupyter")
    return notebook


def _cells(notebook: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """The cells that hold Markdown: each with its number and its text."""
    sheets = notebook.get("worksheets", [notebook])  # a sheet holds the cells before format 4
    if not isinstance(sheets, list) or not all(isinstance(sheet, dict) for sheet in sheets):
        raise ReadError("the notebook has no cells: save it again from Jupyter")
    number = 0
    for sheet in sheets:
        cells = sheet.get("cells")
        if not isinstance(cells, list):
            raise ReadError("the notebook has no cells: save it again from Jupyter")
        for cell in cells:
            number += 1
            if not isinstance(cell, dict):
                raise ReadError(f"cell {number} of the notebook is damaged: save it again from Jupyter")
            if cell.get("cell_type") in _READ:
                yield number, _source(cell, number)


def _source(cell: dict[str, Any], number: int) -> str:
    """The text of a cell, whether it is stored whole or in lines."""
    source = cell.get("source")
    lines = [source] if isinstance(source, str) else source
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise ReadError(f"cell {number} of the notebook has no text: save it again from Jupyter")
    return _NO_TEXT.sub("\ufffd", "".join(lines).replace("\r\n", "\n").replace("\r", "\n"))

"""Where paragraphs begin: seen by white, indents, sizes, labels, and by what the line before leaves open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

from citecheck.patterns import lazy
from citecheck.readers.pdf.lines import Line

INDENT = 0.6
"""From so much on, in parts of the size, a line is indented."""
OTHER_SIZE = 0.1
"""Sizes that differ by more, in parts, are of different paragraphs."""
MORE_WHITE = 1.22
"""White between paragraphs, in parts of the usual white between lines."""
FULL = 0.85
"""A line that fills so much of its column goes on with the next one."""

_LABEL = lazy(r"(?:\[(\w{1,12})\]|(\d{1,3})[.)]|\((\d{1,3})\)|([•◦▪‣–—*\ufffd])|(\d{1,3}))(?=\s|\Z)")
_CAPTION = lazy(
    r"(?:Fig(?:ure|\.)|FIG(?:URE|\.)|Table|TABLE|Abb(?:ildung|\.)|Tab(?:elle|\.))\s?\d{1,3}(?:\.\d{1,3})?(?:\s?[.:|–—]|\s{1,3}[A-Z])"
)
_CITED = lazy(r"\[\d{1,3}(?:[,;\u2010-\u2015 -]+\d{1,3})*+\]")
_DIGITS = lazy(r"\d+")
_ENDS = tuple('.!?:;”"’)]…')


class Set(NamedTuple):
    """A line in its place in the text."""

    line: Line
    page: int
    """From 1."""
    number: int
    """In its page or column, from 1."""
    opens: bool
    """Whether a paragraph begins with it."""


class _Column(NamedTuple):
    """What is usual in a column."""

    left: float
    right: float
    white: float
    """Between the baselines of lines, in parts of their size; 0 if it is not known."""


class _Paragraph(NamedTuple):
    """What is known of a paragraph when its next line comes."""

    first: Line
    last: Line
    lines: int
    hanging: bool
    """Whether its lines stand further in than its first one."""
    column: _Column


def paragraphs(pages: list[list[Line]]) -> list[Set]:
    """The lines of all pages, which stand in the order of reading, and where paragraphs begin."""
    found: list[Set] = []
    now: _Paragraph | None = None
    for page, lines in enumerate(pages, 1):
        # A column that is broken by a line across the page counts on behind it: no two lines have one name.
        numbers: Counter[int] = Counter()
        for which, block in groupby(lines, key=lambda line: line.column):
            here = list(block)
            column = _column(here)
            for line in here:
                first = line is here[0]
                numbers[which] += 1
                opens = now is None or (_opens_block(now, line, column) if first else _opens(now, line, column))
                found.append(Set(line, page, numbers[which], opens))
                if opens or now is None:
                    now = _Paragraph(line, line, 1, hanging=False, column=column)
                else:
                    hanging = now.hanging or (
                        now.lines == 1 and not first and line.x - now.first.x > INDENT * line.size
                    )
                    now = _Paragraph(now.first, line, now.lines + 1, hanging, column)
    return list(_captions_last(found))


def _captions_last(lines: list[Set]) -> Iterator[Set]:
    """The lines, with captions that cite too early behind the text of their page: figures float."""
    seen: set[int] = set()
    for _, group in groupby(lines, key=lambda line: line.page):
        captions: list[Set] = []
        text: list[Set] = []
        caption = False
        here = list(group)
        for line in here:
            if line.opens:
                caption = _CAPTION.match(line.line.text) is not None
            (captions if caption else text).append(line)
        cited = {number for line in captions for number in _cited(line)} - seen
        others = {number for line in text for number in _cited(line)} - seen
        early = bool(cited and others) and min(others) < max(cited)
        yield from [*text, *captions] if early else here
        seen |= cited | others


def _cited(line: Set) -> list[int]:
    return [int(number) for bracket in _CITED.findall(line.line.text) for number in _DIGITS.findall(bracket)]


def _column(lines: list[Line]) -> _Column:
    lefts = sorted(line.x for line in lines)
    rights = sorted(line.end for line in lines)
    whites = sorted(
        (one.y - other.y) / other.size
        for one, other in pairwise(lines)
        if abs(one.size - other.size) <= OTHER_SIZE * other.size and 0.8 <= (one.y - other.y) / other.size <= 3
    )
    # Few lines stand further out than the rest; those that are further in are many.
    left = lefts[len(lefts) // 10]
    return _Column(left, rights[-1 - len(rights) // 10], whites[len(whites) // 4] if whites else 0.0)


def _opens(now: _Paragraph, line: Line, column: _Column) -> bool:
    """Whether a line begins a paragraph, beside the one above it."""
    last = now.last
    white = last.y - line.y
    if abs(last.size - line.size) > OTHER_SIZE * line.size or white <= 0:
        return True
    if column.white and white > MORE_WHITE * column.white * line.size:
        return True
    if not column.white and white > 2 * line.size:
        return True
    if line.raised and line.raised[0].start == 0:
        return True
    label, own = _label(line.text), _label(now.first.text)
    if label and label[0] == "plain" and not (own and own[0] == "plain" and label[1] == own[1] + 1):
        label = None
    inward = line.x - last.x
    if label and not own and label[0] == "bracket" and not _is_full(last, column):
        return True  # the first entry below a heading
    if label and own and label[0] == own[0] and (label[1] == own[1] + 1 or (now.hanging and inward < 0)):
        # The labels of one list stand below each other, flush left or right.
        return abs(line.x - now.first.x) < 1.5 * line.size
    if inward > INDENT * line.size:
        if now.lines > 1:
            return not now.hanging or line.x > last.x + INDENT * line.size
        return not (own or (_is_full(last, column) and not last.text.endswith(_ENDS)))
    if inward < -INDENT * line.size:
        # After its first line, a paragraph with an indent goes back to the margin.
        return now.lines > 1 or bool(own) or bool(label)
    return label is not None and own is not None and label[0] == own[0] == "bullet"


def _opens_block(now: _Paragraph, line: Line, column: _Column) -> bool:
    """Whether the first line of a page or column begins a paragraph, or goes on with the one before."""
    last = now.last
    if abs(last.size - line.size) > OTHER_SIZE * line.size or (line.raised and line.raised[0].start == 0):
        return True
    label = _label(line.text)
    if (label and label[0] != "plain") or not _is_full(last, now.column):
        return True
    if last.text.endswith(_ENDS):
        return True
    return line.x - column.left > INDENT * line.size and not now.hanging


def _is_full(line: Line, column: _Column) -> bool:
    return line.end - column.left >= FULL * (column.right - column.left)


def _label(text: str) -> tuple[str, int] | None:
    """The kind of the label that a line begins with, and its number."""
    match = _LABEL.match(text)
    if match is None:
        return None
    kind = ("bracket", "point", "round", "bullet", "plain")[(match.lastindex or 1) - 1]
    label = match[match.lastindex or 1]
    return kind, int(label) if label.isdecimal() else -1

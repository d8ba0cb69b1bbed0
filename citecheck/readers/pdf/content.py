"""What a page draws, as far as it is text: strings with their place, size and font.

A small machine for the operators of ISO 32000-2, 8 and 9, that knows where text goes and nothing else. Its one regular
expression takes strings and whole arrays at once, and passes over the drawing of lines; it never reads a byte more
than a few times. Coordinates are those of the page before it is turned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import hypot
from typing import NamedTuple
from unicodedata import normalize

from citecheck.errors import ReadError
from citecheck.readers.pdf.file import BOMB, MOST_TIMES, File, Node
from citecheck.readers.pdf.fonts import Font, read_font
from citecheck.readers.pdf.glyphs import COMBINING

MOST_OPERATORS = 40_000_000
"""Of one file."""
MOST_STRINGS = 150_000
"""Of one page; a densely set one has some thousand."""
MOST_SHOWN = 2_000_000
"""Bytes of the strings of one page."""
MOST_CHARACTERS = 30_000_000
"""Of one file; a book of 5,000 pages has half of it."""
FEW = 500_000
"""Operators and characters that a file of any size may have; else there are no more than a multiple of its bytes."""
MOST_TO_A_BYTE = 20
"""Operators for each byte of the file. What is packed has up to ten times the bytes, an operator for every four or
more; forms that are drawn on each page do the rest."""
MOST_CODES = 4_000_000
"""That the fonts of one file may name, for text and width; a file of many has a tenth of it."""
FARTHEST = 1e6
"""From the corner of a page, and the greatest size, in its units; what lies beyond is not seen."""
DEEPEST = 8
"""Forms in each other."""
WORD_GAP = 0.16
"""The least space between words, in parts of the size: fonts set it at 0.2 and more, kerning takes less than 0.1."""

SKEW = 4
"""The turn of what stands aslant."""
_SKEW = 0.1

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_STRING = rb"\([^()\\]*+(?:\\[\s\S][^()\\]*+)*+\)"
_HEX = rb"<[0-9A-Fa-f\s]*+>"
_TOKEN = re.compile(
    rb"(?P<draw>(?:[-+.\d]{1,40}+\s++){2,6}(?:re|[mlcvyh])(?=\s))"
    rb"|(?P<number>[-+]?(?:\d++\.?\d*+|\.\d++))"
    rb"|(?P<array>\[(?:[^\[\]()<>%]++|" + _STRING + rb"|" + _HEX + rb")*+\])"
    rb"|(?P<string>" + _STRING + rb")|(?P<hex>" + _HEX + rb")"
    rb"|(?P<nested>\()|/(?P<name>[^\s()<>\[\]{}/%]*+)|(?P<word>[A-Za-z'\"][A-Za-z0-9*]*+)"
    rb"|(?P<mark><<|>>)|%[^\r\n]*+"
)
_IN_ARRAY = re.compile(rb"([-+]?(?:\d++\.?\d*+|\.\d++))|(" + _STRING + rb")|(" + _HEX + rb")")
_ACCENTED = re.compile("([´ˆ¨˜ˇ˘¯˙˚˝¸˛])([A-Za-zıȷ])")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_IN_STRING = re.compile(rb"\\[\s\S]|[()]")
_IMAGE_END = re.compile(rb"\sEI(?=[\s/]|\Z)")


class Piece(NamedTuple):
    """A string that was shown: what is needed to find a character in it again."""

    at: float
    """Where it begins, along its line."""
    raw: bytes


class Run(NamedTuple):
    """Text that was shown in one go, without a word space made of white."""

    x: float
    y: float
    """Of the baseline, raised where the text is."""
    end: float
    """Where it ends, along the line."""
    size: float
    """In units of the page."""
    text: str
    font: Font
    pieces: tuple[Piece, ...]
    per_em: float
    """What a width of 1 takes along the line."""
    turn: int = 0
    """Quarters that the line is turned against the page, anticlockwise; or `SKEW`."""
    aside: bool = False
    """Whether the file says that it is no part of the text: a running head."""


class Budget:
    """What one file may use up, by its size in bytes."""

    def __init__(self, size: int) -> None:
        self.operators = min(MOST_OPERATORS, max(FEW, MOST_TO_A_BYTE * size))
        self.characters = min(MOST_CHARACTERS, max(FEW, MOST_TIMES * size))
        self.codes = MOST_CODES
        self.fonts: dict[int, Font] = {}
        self.kept: list[Node] = []
        """So that the keys of the fonts stay theirs."""


class _State(NamedTuple):
    matrix: Matrix = _SAME
    font: Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    word: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


def runs(file: File, page: Node, budget: Budget) -> list[Run]:
    """The text of a page in the order in which it is drawn. Raises ReadError when the file asks too much."""
    machine = _Machine(budget)
    machine.run(file.contents(page), page.node("Resources"), _SAME, 0)
    return machine.found


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _unescape(raw: bytes) -> bytes:
    return _ESCAPE.sub(_escaped, raw) if b"\\" in raw else raw


def _escaped(match: re.Match[bytes]) -> bytes:
    what = match[1]
    if what[:1].isdigit() and what[:1] < b"8":
        return bytes((int(what, 8) & 255,))
    return _ESCAPED.get(what, what)


def _unhex(raw: bytes) -> bytes:
    digits = b"".join(raw.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _nested(data: bytes, at: int) -> tuple[bytes, int]:
    """A string with brackets in it, and where it ends; one that is not closed ends with the data."""
    depth = 0
    for match in _IN_STRING.finditer(data, at):
        if match[0] == b"(":
            depth += 1
        elif match[0] == b")":
            depth -= 1
            if not depth:
                return _unescape(data[at + 1 : match.start()]), match.end()
    return _unescape(data[at + 1 :]), len(data)


class _Machine:
    """The state while a page is drawn."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.found: list[Run] = []
        self.shown = 0
        """Bytes of the strings so far."""
        self.state = _State()
        self.text: Matrix = _SAME
        self.line: Matrix = _SAME
        self.aside: list[bool] = []
        """For each open mark whether it sets its content aside."""
        self.depth = 0

    def run(self, data: bytes, resources: Node, matrix: Matrix, depth: int) -> None:
        """Draw a page or form."""
        self.state = _State(matrix)
        saved: list[_State] = []
        operands: list[float | bytes | str] = []
        fonts = resources.node("Font")
        left = self.budget.operators
        for kind, value in _tokens(data):
            if kind != "word":
                if len(operands) < 64:  # no operator takes more
                    operands.append(value)
                continue
            left -= 1
            if left < 0:
                raise ReadError(BOMB)
            word = value
            if word in _SHOW:
                self._show(word, operands)
            elif word == b"Tf":
                self._font(fonts, operands)
            elif word in _PLACE:
                self._place(word, operands)
            elif word == b"q":
                if len(saved) < 1_000:
                    saved.append(self.state)
            elif word == b"Q":
                if saved:
                    self.state = saved.pop()
            elif word == b"cm":
                if len(numbers := _numbers(operands)) == 6:
                    self.state = self.state._replace(matrix=_times(numbers, self.state.matrix))  # type: ignore[arg-type]
            elif word in (b"BDC", b"BMC"):
                if len(self.aside) < 10_000:
                    self.aside.append(b"Artifact" in operands[:1] or (bool(self.aside) and self.aside[-1]))
            elif word == b"EMC":
                if self.aside:
                    self.aside.pop()
            elif word == b"Do" and operands:
                self.budget.operators = left
                self._form(resources, operands[-1], depth)
                left = self.budget.operators
            operands.clear()
        self.budget.operators = left

    def _form(self, resources: Node, name: object, depth: int) -> None:
        form = resources.node("XObject").node(name.decode("latin-1")) if isinstance(name, bytes) else None
        if not form or form.name("Subtype") != "Form" or depth >= DEEPEST:
            return
        matrix = tuple(form.numbers("Matrix"))
        state, text, line = self.state, self.text, self.line
        inside = _times(matrix, state.matrix) if len(matrix) == 6 else state.matrix
        self.run(form.data(), form.node("Resources") or resources, inside, depth + 1)
        self.state, self.text, self.line = state, text, line

    def _font(self, fonts: Node, operands: list[float | bytes | str]) -> None:
        if len(operands) < 2 or not isinstance(operands[-2], bytes) or not isinstance(operands[-1], float):
            return
        node = fonts.node(operands[-2].decode("latin-1"))
        font = self.budget.fonts.get(node.key)
        if font is None:
            font = self.budget.fonts[node.key] = read_font(node)
            self.budget.kept.append(node)
            self.budget.codes -= len(font.texts) + len(font.widths)
            if self.budget.codes < 0:
                raise ReadError(BOMB)
        self.state = self.state._replace(font=font, size=operands[-1])

    def _place(self, word: bytes, operands: list[float | bytes | str]) -> None:
        numbers = _numbers(operands)
        if word in (b"Td", b"TD"):
            if len(numbers) == 2:
                self._next(*numbers)
                if word == b"TD":
                    self.state = self.state._replace(leading=-numbers[1])
        elif word == b"Tm":
            if len(numbers) == 6:
                self.text = self.line = numbers
        elif word == b"T*":
            self._next(0.0, -self.state.leading)
        elif word == b"BT":
            self.text = self.line = _SAME
        elif numbers:
            value = numbers[-1] / 100 if word == b"Tz" else numbers[-1]
            self.state = self.state._replace(**{_FIELDS[word]: value})  # type: ignore[arg-type]

    def _next(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self.line
        self.text = self.line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)

    def _show(self, word: bytes, operands: list[float | bytes | str]) -> None:
        if word in (b"'", b'"'):
            self._next(0.0, -self.state.leading)
            if word == b'"' and len(numbers := _numbers(operands)) > 1:
                self.state = self.state._replace(word=numbers[0], spacing=numbers[1])
        if not operands or (font := self.state.font) is None:
            return
        shown = operands[-1]
        state = self.state
        size, stretch = state.size, state.stretch
        a, b, c, d, e, f = self.text
        p, q, r, s, t, u = state.matrix
        across, along = a * p + b * r, a * q + b * s
        tall = hypot(c * p + d * r, c * q + d * s) * abs(size)
        per_unit = hypot(across, along) * stretch
        if not 0 < tall < FARTHEST or not 0 < abs(per_unit) < FARTHEST:
            return
        # Where the text begins on the page, and which way it runs.
        left, base = e * p + f * r + t, e * q + f * s + u
        left, base = left + state.rise * (c * p + d * r), base + state.rise * (c * q + d * s)
        if not max(abs(left), abs(base)) < FARTHEST:
            return
        turn = (0 if across > 0 else 2) if abs(across) >= abs(along) else 1 if along > 0 else 3
        if min(abs(across), abs(along)) > _SKEW * max(abs(across), abs(along)):
            turn = SKEW  # a watermark
        if turn == 1:
            left, base = base, -left
        elif turn == 2:
            left, base = -left, -base
        elif turn == 3:
            left, base = -base, left
        at = start = 0.0
        texts: list[str] = []
        pieces: list[Piece] = []
        em, white = size * per_unit, -WORD_GAP * 1000
        for each in [shown] if isinstance(shown, bytes) else _in_array(shown):
            if isinstance(each, float):
                if each < white and texts:
                    self._add(left + start * per_unit, base, left + at * per_unit, tall, texts, pieces, em, turn)
                    texts, pieces = [], []
                at -= each * size / 1000
                continue
            self.shown += len(each)
            if self.shown > MOST_SHOWN:
                raise ReadError(BOMB)
            text, width, codes, spaces = font.show(each)
            if not texts:
                start = at
            texts.append(text)
            pieces.append(Piece(left + at * per_unit, each))
            at += width * size + state.spacing * codes + state.word * spaces
        if texts:
            self._add(left + start * per_unit, base, left + at * per_unit, tall, texts, pieces, em, turn)
        step = at * stretch
        self.text = (a, b, c, d, e + step * a, f + step * b)

    def _add(
        self, x: float, y: float, end: float, size: float, texts: list[str], pieces: list[Piece], em: float, turn: int
    ) -> None:
        """Take over what was shown in one go."""
        if not max(abs(x), abs(end)) < 2 * FARTHEST or self.state.font is None:
            return
        text = _joined(texts)
        self.budget.characters -= len(text)
        if self.budget.characters < 0 or len(self.found) >= MOST_STRINGS:
            raise ReadError(BOMB)
        aside = bool(self.aside) and self.aside[-1]
        self.found.append(Run(x, y, end, size, text, self.state.font, tuple(pieces), em, turn, aside))


_SHOW = frozenset((b"Tj", b"TJ", b"'", b'"'))
_FIELDS = {b"Tc": "spacing", b"Tw": "word", b"Tz": "stretch", b"TL": "leading", b"Ts": "rise"}
_PLACE = frozenset((b"Td", b"TD", b"Tm", b"T*", b"BT", *_FIELDS))


def _joined(texts: list[str]) -> str:
    """The text of a run; accents that are drawn over a letter become one character with it."""
    text = "".join(texts)
    return text if text.isascii() else _ACCENTED.sub(_composed, text)


def _composed(match: re.Match[str]) -> str:
    return normalize("NFC", match[2].replace("ı", "i").replace("ȷ", "j") + COMBINING[match[1]])


def _numbers(operands: list[float | bytes | str]) -> tuple[float, ...]:
    return tuple(each for each in operands if isinstance(each, float))


def _in_array(array: object) -> Iterator[float | bytes]:
    for match in _IN_ARRAY.finditer(array.encode("latin-1") if isinstance(array, str) else b""):
        number, string, digits = match.groups()
        if number:
            yield float(number)
        else:
            yield _unescape(string[1:-1]) if string else _unhex(digits[1:-1])


def _tokens(data: bytes) -> Iterator[tuple[str, float | bytes | str]]:
    """The numbers, strings, names, arrays and operators of a page, in order."""
    at = 0
    while at < len(data):
        jump = len(data)
        for match in _TOKEN.finditer(data, at):
            kind = match.lastgroup
            if kind == "draw" or kind is None or kind == "mark":
                continue
            value = match[kind]
            if kind == "number":
                yield kind, float(value) if len(value) < 40 else 0.0
            elif kind == "word":
                if value == b"BI":
                    inside = data.find(b"ID", match.end())
                    end = _IMAGE_END.search(data, inside + 2) if inside >= 0 else None
                    jump = end.end() if end else len(data)
                    break
                yield kind, value
            elif kind == "string":
                yield kind, _unescape(value[1:-1])
            elif kind == "hex":
                yield kind, _unhex(value[1:-1])
            elif kind == "array":
                yield kind, value.decode("latin-1")
            elif kind == "nested":
                string, jump = _nested(data, match.start())
                yield "string", string
                break
            else:
                yield kind, value
        at = jump

"""Fonts as far as text needs them: the characters of the codes, their widths, and what is maths.

Nothing is drawn: the font's own program is only looked at for the names of its codes. Source: ISO 32000-2, 9.5-9.10.
"""

from __future__ import annotations

import unicodedata
from re import IGNORECASE
from typing import NamedTuple
from unicodedata import normalize

from citecheck.patterns import lazy
from citecheck.readers.numerals import RAISE
from citecheck.readers.pdf import glyphs
from citecheck.readers.pdf.cmaps import unicode_of
from citecheck.readers.pdf.file import Node

_MATHS = lazy(r"(?:^|\+)(?:CM(?:MI|SY|EX|BSY|MIB)|LM(?:Math|MI|SY|EX)|M[ST][AB]M|rsfs|eu[fr]|.*(?:Math|Symbol))")
_MONO = lazy(
    r".*(?:Mono|Courier|CMTT|CMSLTT|CMITT|CMVTT|TXTT|SFTT|ECTT|Typewriter|Consol|Menlo|Monaco|NimbusMon|Inconsol"
    r"|LetterGothic|(?:Fira|Source|Cascadia)Code)",
    IGNORECASE,
)
_FIXED_PITCH = 1
_FEWEST_LETTERS = 6
_SMALL_DIGIT = 0.8
_IN_PROGRAM = lazy(r"dup\s++(\d{1,3})\s*+/([^\s/]{1,60})\s++put")
_BITMAP_NAME = lazy(r"[A-Za-z]{0,2}\d{1,3}")
SOFT_HYPHEN = "\u00ad"
_LIGATURES = {chr(code): normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_MOST_CACHED = 20_000
_CODECS = {"GBK": "gbk", "GB-": "gb2312", "GBp": "gb2312", "RKSJ": "cp932", "KSC": "cp949", "B5": "cp950"}
"""Parts of the names of Adobe's CMaps, and Python's codec for those that are no Unicode."""
_HELVETICA = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
_TIMES = (
    "250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 278 "
    "564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 "
    "722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 "
    "278 500 500 722 500 500 444 480 200 480 541"
)


class Shown(NamedTuple):
    """What a string of a page shows in a font."""

    text: str
    width: float
    """In parts of the font's size."""
    codes: int
    spaces: int
    """One-byte spaces, which word spacing widens."""


class Font:
    """A font of a page."""

    def __init__(self, texts: dict[int, str], widths: dict[int, float], default: float, *, wide: bool) -> None:
        self.texts = {code: _even(text) for code, text in texts.items()}
        self.widths = widths
        self.default = default
        self.wide = wide
        """Whether a code has two bytes."""
        self.codec = ""
        """Where codes are those of a codec of Python's."""
        self.maths = False
        self.mono = False
        """Whether all its letters are equally wide, as in code."""
        self._known: dict[bytes, Shown] = {}

    def show(self, raw: bytes) -> Shown:
        """The text and the width of a string."""
        known = self._known.get(raw)
        if known is None:
            known = self._show(raw)
            if len(self._known) < _MOST_CACHED and len(raw) < 100:
                self._known[raw] = known
        return known

    def ends(self, raw: bytes) -> list[tuple[int, float]]:
        """For each code of a string how many characters and how much width there are when it is shown."""
        found, length, width = [], 0, 0.0
        for code in self._codes(raw):
            length += len(self._text(code))
            width += self.widths.get(code, self.default)
            found.append((length, width))
        return found

    def _codes(self, raw: bytes) -> list[int]:
        if not self.wide:
            return list(raw)
        return [raw[at] << 8 | raw[at + 1] for at in range(0, len(raw) - 1, 2)]

    def _text(self, code: int) -> str:
        text = self.texts.get(code)
        if text is not None:
            return text
        if self.codec:
            try:
                return code.to_bytes(2, "big").lstrip(b"\0").decode(self.codec)
            except UnicodeDecodeError:
                return glyphs.UNKNOWN
        return glyphs.UNKNOWN

    def _show(self, raw: bytes) -> Shown:
        codes = self._codes(raw)
        get, default = self.widths.get, self.default
        text = "".join([self._text(code) for code in codes])
        width = sum([get(code, default) for code in codes])
        return Shown(text, width, len(codes), 0 if self.wide else raw.count(b" "))


def _even(text: str) -> str:
    """The characters of a glyph: ligatures apart, nothing that is no character."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_LIGATURES.get(c) or _character(c) for c in text)


def _character(c: str) -> str:
    kind = unicodedata.category(c)
    if kind in ("Cc", "Zl", "Zp"):
        return " " if c in "\t\n\r" else ""
    if kind == "Cf":
        return "" if c != SOFT_HYPHEN else c
    return glyphs.UNKNOWN if kind in ("Co", "Cs", "Cn") else " " if kind == "Zs" else c


def read_font(node: Node) -> Font:
    """The font of a font dictionary; a damaged one shows unknown characters."""
    return _composite(node) if node.name("Subtype") == "Type0" else _simple(node)


def _simple(node: Node) -> Font:
    kind = node.name("Subtype")
    name = node.name("BaseFont")
    descriptor = node.node("FontDescriptor")
    texts = _encoding(node, descriptor, kind)
    table, _ = unicode_of(node.data("ToUnicode"))
    # Some tables name a code only to say that it is nothing.
    texts |= {code: text for code, text in table.items() if text and code < 256}
    matrix = node.numbers("FontMatrix") if kind == "Type3" else []
    step = abs(matrix[0]) if len(matrix) == 6 else 0.001
    first = int(node.number("FirstChar", 0))
    widths = {first + at: width * step for at, width in enumerate(node.numbers("Widths", most=256))}
    default = descriptor.number("MissingWidth", 0) * step
    if not widths:
        widths, default = _core_widths(name)
    font = Font(texts, widths, default, wide=False)
    _look(font, name, descriptor)
    return font


def _look(font: Font, name: str, descriptor: Node) -> None:
    font.maths = _MATHS.match(name) is not None
    fixed = int(descriptor.number("Flags", 0)) & _FIXED_PITCH
    font.mono = bool(fixed) or _MONO.match(name) is not None or (not name and _is_even(font))


def _is_even(font: Font) -> bool:
    """Whether all letters of a font without a name are equally wide."""
    widths = [font.widths.get(code, 0.0) for code, text in font.texts.items() if text.isalpha() and text.isascii()]
    widths = [width for width in widths if width]
    return len(widths) >= _FEWEST_LETTERS and max(widths) - min(widths) < 0.01 * max(widths)


def _encoding(node: Node, descriptor: Node, kind: str) -> dict[int, str]:
    named = node.name("Encoding")
    if named:
        return dict(enumerate(glyphs.encoding(named)))
    table = node.node("Encoding")
    texts = dict(enumerate(glyphs.encoding(table.name("BaseEncoding"))))
    if not table.name("BaseEncoding") and (program := descriptor.data("FontFile")):
        clear = program.partition(b"eexec")[0][:200_000].decode("latin-1")
        texts |= {int(code): glyphs.of_name(name) for code, name in _IN_PROGRAM.findall(clear) if int(code) < 256}
    names: dict[int, str] = {}
    code = 0
    for each in table.items("Differences", most=1024):
        if isinstance(each, str):
            if code < 256:
                names[code] = each
            code += 1
        elif isinstance(each, int | float):
            code = int(each)
    if kind == "Type3" and names and all(_BITMAP_NAME.fullmatch(name) for name in names.values() if name != ".notdef"):
        return dict(enumerate(glyphs.tex_encoding({code for code, name in names.items() if name != ".notdef"})))
    return texts | {code: glyphs.of_name(name) for code, name in names.items()}


def _core_widths(name: str) -> tuple[dict[int, float], float]:
    """The widths of a standard font, which a file need not name; those of another are guessed by its like."""
    if "Courier" in name:
        return {}, 0.6
    row = _TIMES if "Times" in name or "Roman" in name else _HELVETICA
    bold = 1.06 if "Bold" in name else 1.0
    return {code: int(width) / 1000 * bold for code, width in enumerate(row.split(), 32)}, 0.55


def _small_digits(table: dict[int, str], widths: dict[int, float]) -> dict[int, str]:
    """The codes of digits that a font has in a small form, too, as Typst takes them for notes: told by their width."""
    digits = {code: text for code, text in table.items() if len(text) == 1 and text in "0123456789" and code in widths}
    largest = max((widths[code] for code in digits), default=0.0)
    small = {code: text for code, text in digits.items() if widths[code] <= _SMALL_DIGIT * largest}
    large = {text for code, text in digits.items() if code not in small}
    twice = {text for text in small.values() if text in large}
    if not twice:
        return {}
    # A font may set its 1 narrow; then only another one of the font tells which is which.
    return {code: text.translate(RAISE) for code, text in small.items() if text != "1" or text in twice}


def _composite(node: Node) -> Font:
    inner = node.first("DescendantFonts")
    table, length = unicode_of(node.data("ToUnicode"))
    named = node.name("Encoding")
    default = inner.number("DW", 1000) / 1000
    widths: dict[int, float] = {}
    row = inner.items("W", most=100_000)
    at, budget = 0, 2 * 0xFFFF
    while at + 1 < len(row):
        low, following = row[at], row[at + 1]
        if not isinstance(low, int | float):
            at += 1
        elif isinstance(following, list):
            numbers = [each for each in following if isinstance(each, int | float)]
            widths.update({int(low) + step: width / 1000 for step, width in enumerate(numbers)})
            at += 2
        else:
            width = row[at + 2] if at + 2 < len(row) else None
            if isinstance(following, int | float) and isinstance(width, int | float):
                last = min(int(following), 0xFFFF)
                budget -= max(last - int(low), 0) + 1
                if budget < 0:
                    break
                widths.update(dict.fromkeys(range(int(low), last + 1), width / 1000))
            at += 3
    table |= _small_digits(table, widths)
    font = Font(table, widths, default, wide=length != 1 or named.startswith("Identity"))
    if not table and not named.startswith("Identity"):
        unicode = "UCS2" in named or "UTF16" in named
        font.codec = "utf-16-be" if unicode else next((codec for part, codec in _CODECS.items() if part in named), "")
    _look(font, node.name("BaseFont"), inner.node("FontDescriptor"))
    return font

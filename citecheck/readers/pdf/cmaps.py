"""Unicode tables of fonts: which text each code of a font stands for, as the PDF says (ISO 32000-2, 9.10.3)."""

from __future__ import annotations

from citecheck.patterns import lazy

MOST_CODES = 70_000
"""Codes that one font may name: all of two bytes, and some to spare."""
LONGEST = 64
"""Bytes of the text of one code; a ligature or a cluster of marks needs fewer than ten."""

_SECTION = lazy(r"begin(bfchar|bfrange|codespacerange)\b((?:[^e]++|e(?!ndbf|ndcodespace))*+)")
_CHAR = lazy(r"<([0-9A-Fa-f\s]{1,40})>\s*+<([0-9A-Fa-f\s]*+)>")
_RANGE = lazy(r"<([0-9A-Fa-f\s]{1,40})>\s*+<([0-9A-Fa-f\s]{1,40})>\s*+(?:<([0-9A-Fa-f\s]*+)>|\[([^\]]*+)\])")
_HEX = lazy(r"<([0-9A-Fa-f\s]*+)>")


def unicode_of(data: bytes) -> tuple[dict[int, str], int]:
    """The text of each code, and the bytes of a code (0 if it is not said); what is damaged or too much is left out."""
    table: dict[int, str] = {}
    length = 0
    for section in _SECTION.finditer(data.decode("latin-1")):
        kind, content = section[1], section[2]
        if kind == "codespacerange":
            for code in _HEX.finditer(content):
                length = max(length, len("".join(code[1].split())) // 2)
        elif kind == "bfchar":
            for code, text in _CHAR.findall(content):
                if len(table) >= MOST_CODES:
                    break
                table[_number(code)] = _text(text)
        else:
            for low, high, text, several in _RANGE.findall(content):
                _range(table, _number(low), _number(high), text, several)
    return table, min(length, 2)


def _range(table: dict[int, str], low: int, high: int, text: str, several: str) -> None:
    size = min(high - low + 1, MOST_CODES - len(table))
    if several:
        for code, each in zip(range(low, low + size), _HEX.finditer(several), strict=False):
            table[code] = _text(each[1])
        return
    first = _text(text)
    if not first or size < 1:
        return
    head, last = first[:-1], ord(first[-1])
    for step in range(min(size, 0x110000 - last)):
        table[low + step] = head + chr(last + step)


def _number(digits: str) -> int:
    return int("".join(digits.split()) or "0", 16)


def _text(digits: str) -> str:
    plain = "".join(digits.split())[: 2 * LONGEST]
    data = bytes.fromhex(plain + "0" * (len(plain) % 2))
    if len(data) == 1:
        return data.decode("latin-1")
    return data.decode("utf-16-be", "replace").replace("\0", "")

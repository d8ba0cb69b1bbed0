r"""Numbers as word processors write them: letters, Roman numerals, signs, circles, raised digits.

What is too large for a way of writing is written in digits, as the programs do. Sources: ODF 1.3, part 3, 19.500
(`style:num-format`); RTF 1.9.1, "Document Formatting Properties" (`\ftnnchi` and its kin).
"""

from __future__ import annotations

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LOWER = str.maketrans(RAISED, "0123456789")
RAISE = str.maketrans("0123456789", RAISED)
"""For `str.translate`: raised digits become plain ones, and the other way round."""
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
"""Values, descending, with the letters for them."""
_SIGNS = "*†‡§"
_MOST_REPEATED = 10
"""How often a letter or sign is repeated; nobody counts more."""
_LARGEST_ROMAN = 4999


def plain(label: str) -> str:
    """A label without leading zeros and in ASCII digits, if it is a number.

    >>> plain("07"), plain("7a")
    ('7', '7a')
    """
    return str(int(label)) if label.isdecimal() else label


def roman(number: int) -> str:
    """A number as a lower-case Roman numeral.

    >>> roman(1994)
    'mcmxciv'
    """
    if not 0 < number <= _LARGEST_ROMAN:
        return str(number)
    parts = []
    for value, letters in ROMAN:
        count, number = divmod(number, value)
        parts.append(letters * count)
    return "".join(parts)


def letters(number: int, *, repeated: bool = False) -> str:
    """A number as lower-case letters: behind z comes aa, then ab, or bb where letters are `repeated`.

    >>> letters(28), letters(28, repeated=True)
    ('ab', 'bb')
    """
    if number < 1:
        return str(number)
    if repeated:
        times, letter = divmod(number - 1, 26)
        return chr(ord("a") + letter) * (times + 1) if times < _MOST_REPEATED else str(number)
    found = ""
    while number:
        number, letter = divmod(number - 1, 26)
        found = chr(ord("a") + letter) + found
    return found


def sign(number: int) -> str:
    """A number as one of the four signs of the Chicago Manual of Style, doubled and tripled as they run out.

    >>> sign(2), sign(6)
    ('†', '††')
    """
    times, which = divmod(number - 1, len(_SIGNS))
    return _SIGNS[which] * (times + 1) if 0 <= times < _MOST_REPEATED else str(number)


def circled(number: int) -> str:
    """A number in a circle, up to 20.

    >>> circled(3)
    '③'
    """
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)

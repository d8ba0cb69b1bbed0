"""Numbers as word processors write them."""

import pytest

from citecheck.readers.numerals import circled, letters, roman, sign


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "i"),
        (4, "iv"),
        (9, "ix"),
        (40, "xl"),
        (1994, "mcmxciv"),
        (4999, "mmmmcmxcix"),
        (5000, "5000"),
        (0, "0"),
        (-1, "-1"),
    ],
)
def test_roman(number, expected):
    assert roman(number) == expected


@pytest.mark.parametrize(
    ("number", "once", "repeated"),
    [
        (1, "a", "a"),
        (26, "z", "z"),
        (27, "aa", "aa"),
        (28, "ab", "bb"),
        (53, "ba", "aaa"),
        (702, "zz", "702"),
        (703, "aaa", "703"),
        (0, "0", "0"),
        (-5, "-5", "-5"),
    ],
)
def test_letters(number, once, repeated):
    assert letters(number) == once
    assert letters(number, repeated=True) == repeated


def test_signs_and_circles():
    assert [sign(number) for number in (1, 2, 3, 4, 5, 9, 0, 41)] == ["*", "†", "‡", "§", "**", "***", "0", "41"]
    assert [circled(number) for number in (1, 20, 21, 0)] == ["①", "⑳", "21", "0"]

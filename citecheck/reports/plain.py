"""Text from documents and servers, made harmless for formats that programs read."""

from __future__ import annotations

from citecheck.patterns import lazy, without_passwords

_CONTROLS = lazy("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
_SURROGATES = lazy("[\ud800-\udfff]")


def plain(text: str) -> str:
    """The text without passwords; what no terminal and no XML may hold, and what turns text around, is U+FFFD."""
    text = without_passwords(text)
    if text.isascii() and text.isprintable():
        return text
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("\ufffd", text))


def one_line(text: str) -> str:
    """The same, on one line."""
    return plain(" ".join(text.split()))

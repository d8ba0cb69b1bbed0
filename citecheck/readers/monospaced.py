"""Which fonts show program text, in files that have no other word for it."""

from __future__ import annotations

from functools import lru_cache

from citecheck.patterns import lazy

_FONTS = lazy(
    r"['\"]?(?:Courier|Consolas|Cascadia|Menlo|Monaco|Fira (?:Code|Mono)|JetBrains|Inconsolata|Source Code|Cousine"
    r"|Lucida (?:Console|Sans Typewriter)|Andale Mono|OCR|Hack\b|[\w ]{1,30}? ?Mono\b|Letter Gothic|Terminal\b)"
)
_NOT_CODE = lazy(
    r"\s*+(?:(?:https?|ftp)://|www\.|doi:|mailto:|10\.\d{4}|[\[(]?\d{1,3}[\])]?\s*+\Z|\[\d{1,3}\] [A-Z][a-z.])"
)


@lru_cache(maxsize=256)
def is_monospaced(font: str) -> bool:
    """Whether a font, by its name, is one that program text is set in."""
    return _FONTS.match(font) is not None


def may_be_code(text: str) -> bool:
    """Whether a text in such a font may be program text: addresses are set in it, single numbers, and entries."""
    return _NOT_CODE.match(text) is None

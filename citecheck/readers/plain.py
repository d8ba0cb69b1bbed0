"""Plain text: nothing in it hides a bracket but a comment to citecheck, which is written as in HTML."""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.model import Document, Span
from citecheck.patterns import lazy

_COMMENT = lazy(r"<!--[ \t]*+citecheck:[^<>\n]{0,500}-->")


def read(path: str, text: str, removed: Sequence[int]) -> Document:
    """A document of a cleaned text; `text` and `removed` are what `citecheck.text.clean` gives."""
    if "<!--" not in text:
        return Document(path, "text", text, removed=removed)
    comments = tuple(Span(*match.span()) for match in _COMMENT.finditer(text))
    return Document(path, "text", text, comments, removed, comments=comments)

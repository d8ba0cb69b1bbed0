"""Plain text: nothing in it hides a bracket."""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.model import Document


def read(path: str, text: str, removed: Sequence[int]) -> Document:
    """A document of a cleaned text; `text` and `removed` are what `citecheck.text.clean` gives."""
    return Document(path, "text", text, removed=removed)

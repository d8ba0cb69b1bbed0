"""Word's fields: what an instruction says, and what Word leaves where a field has lost its target.

Source: ECMA-376, part 1, 17.16 (fields and hyperlinks).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from citecheck.patterns import lazy

LONGEST = 4000
"""Characters of an instruction that are looked at; reference managers store whole records there."""
SHOWN = 200
"""Characters of a result that are looked at."""
_WORD = lazy(r'"((?:[^"\\]++|\\.)*+)"?+|(\S++)', re.DOTALL)
_ESCAPED = lazy(r"\\(.)", re.DOTALL)
_ABSOLUTE = lazy(r"(?:https?|ftp|file)://|mailto:", re.IGNORECASE)
_LOST = lazy(
    # English, German, French, Spanish, Italian, Dutch, Portuguese; what LibreOffice writes has a colon.
    r"[¡\s]{0,3}(?:Error|Fehler|Erreur|Errore|Fout|Erro)\s?[!.:][^\n]{0,60}?"
    r"(?:bookmark|reference|valid link"
    r"|Textmarke|Verweis|Referenz|signet|renvoi|référence|marcador|referencia|segnalibro|riferimento"
    r"|bladwijzer|verwijzing|indicador|referência)",
    re.IGNORECASE,
)
_CONTENTS = frozenset({"TOC", "TOA", "INDEX"})
_POINTERS = frozenset({"REF", "NOTEREF"})


class Instruction(NamedTuple):
    """What a field is to show."""

    kind: str
    """In capitals: `HYPERLINK`, `REF`; the name of a bookmark may stand in its place."""
    argument: str = ""
    anchor: str = ""
    """Of a hyperlink: the bookmark, or the fragment of its URL."""

    @property
    def url(self) -> str:
        """Where a hyperlink leads, if that is out of the document."""
        if self.kind != "HYPERLINK" or not is_absolute(self.argument):
            return ""
        return with_anchor(self.argument, self.anchor)

    @property
    def bookmark(self) -> str:
        """The bookmark that it shows something of; links to bookmarks do nothing where these are gone."""
        if self.kind in _POINTERS:
            return self.argument
        return self.kind if self.kind.startswith("_REF") else ""

    @property
    def lists(self) -> bool:
        """Whether it repeats what stands elsewhere: a table of contents."""
        return self.kind in _CONTENTS


def instruction(text: str) -> Instruction:
    r"""What an instruction such as `HYPERLINK "https://…" \l "part"` says."""
    words = [
        _ESCAPED.sub(r"\1", match[1]) if match[1] is not None else match[2] for match in _WORD.finditer(text[:LONGEST])
    ]
    if not words:
        return Instruction("")
    kind = words[0].upper()
    argument, anchor, takes = "", "", ""
    for word in words[1:]:
        if takes:
            anchor = word if takes == "\\l" else anchor
            takes = ""
        elif word.startswith("\\") and len(word) == 2:
            takes = word.lower() if kind == "HYPERLINK" and word.lower() in ("\\l", "\\o", "\\t", "\\s") else ""
        elif not argument:
            argument = word
    return Instruction(kind, argument, anchor)


def is_absolute(url: str) -> bool:
    """Whether a link leads to a place by itself, wherever the document is."""
    return _ABSOLUTE.match(url) is not None


def with_anchor(url: str, anchor: str) -> str:
    """A URL with its fragment."""
    return f"{url}#{anchor}" if anchor and "#" not in url else url


def is_lost(result: str) -> bool:
    """Whether a field shows that its target is gone: "Error! Bookmark not defined."."""
    return _LOST.match(result) is not None

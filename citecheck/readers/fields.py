"""Cross-references of word processors that lead nowhere, or show another number than that of their note.

The words are those that LibreOffice and Word write in place of what they do not find.
"""

from __future__ import annotations

from citecheck.patterns import lazy

BROKEN = (
    "this cross-reference leads nowhere",
    "the program did not find what it names",
    "set it anew, or delete it",
)
"""Message, note and advice on a field that shows an error."""
_ERROR = lazy(
    # Word: in some languages a space stands before the exclamation mark.
    r"(?:Error|Fehler|Erreur|¡Error|Fout|Erro)[ \u00a0\u202f]?! ?\w"
    r"|Errore\. (?:L['’]origine riferimento non|Il segnalibro non)"
    # LibreOffice, as it is and as it was.
    r"|Error: (?:Reference source not found|no se (?:encontró|encuentra) (?:el origen|la fuente) de la referencia)"
    r"|Fehler: (?:Verweis|Referenz) nicht gefunden"
    r"|Erreur[ \u00a0\u202f]?: source de la référence non trouvée"
    r"|Errore: sorgente del riferimento non trovata"
    r"|Fout: Bron van verwijzing niet gevonden"
    r"|Erro: [Oo]rigem da referência não encontrada"
)

_NUMBERS = tuple(lazy(pattern) for pattern in ("[0-9]++", "[ivxlcdm]++", "[IVXLCDM]++"))
_LONGEST = 12


def is_broken(shown: str) -> bool:
    """Whether what a field shows is the error of a program and not a text."""
    return _ERROR.match(shown) is not None


def stale(shown: str, label: str | None) -> tuple[str, str, str, str] | None:
    """What is wrong about a field that shows the number of a note; `label` is that note's own, None if it is gone.

    Gives message, note, advice and label; None if all is well, or if it shows something else.
    """
    if not shown or len(shown) > _LONGEST or any(each.isspace() for each in shown):
        return None
    if label is None:
        return (
            f"this cross-reference shows note {shown}, but the note it was made for is gone",
            "nothing is where it leads",
            "set it anew, or delete it",
            shown,
        )
    if shown == label or not any(kind.fullmatch(shown) and kind.fullmatch(label) for kind in _NUMBERS):
        return None
    return (
        f"this cross-reference shows note {shown}, but it was made for what is note {label} now",
        "not up to date",
        "update the fields of the document, or correct the number",
        shown,
    )

"""Cross-references that have lost their targets, in pages that Word saved: it writes an error in place of them.

A web page keeps Word's fields as comments for Word to read again; a filtered one has lost them, and there the error
counts only where it stands as Word sets it, in bold type, and where the number of a note or section is due. People
write about these errors, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from re import DOTALL, IGNORECASE

from citecheck.locators import Pieces
from citecheck.model import Fault, Span
from citecheck.patterns import lazy as regex

_HEAD = 4096
"""Characters in which a page says what wrote it."""
_NEAR = 40
"""Characters before an error that say what it stands for."""
_FIELDS = "<!--[if supportFields]>"
_GENERATOR = regex(r"<meta\b[^<>]*\bcontent\s*=\s*[\"']?(?:Microsoft Word\b|Word\.Document\b)", IGNORECASE)
_ERROR = regex(r"¡?(?:Errore\.|(?:Error|Fehler|Erreur|Fout|Erro) ?!) ?[^\n.!?:;“”„«»\"]{3,70}\.")
"""As `docx.fields` knows them, as far as they go."""
_REACH = 3000
"""Characters around an error that are looked at."""
_KIND = regex(r"\b(?:REF|NOTEREF|PAGEREF|FTNREF|STYLEREF|HYPERLINK|_Ref\w+)\b")
_TAGS = regex(r"(?:\s|<[^<>!]*>)*+")
_ENDED = regex(
    # Word keeps the data of a link behind its text.
    r"(?:\s|<[^<>!]*>|<!--\[if gte mso (?:(?!-->).)*+-->)*+<!--\[if supportFields\]>(?:(?!-->|field-).)*+field-end",
    DOTALL,
)
_BOLD = regex(r"<(?:b|strong)(?:\s[^<>]*+)?>(?:\s|<(?:span|u|i|em|a|font)(?:\s[^<>]*+)?>)*+\Z", IGNORECASE)
_BOLD_ENDS = regex(r"(?:\s|</(?:span|u|i|em|a|font)\s*+>)*+</(?:b|strong)\s*+>", IGNORECASE)
_DUE = regex(
    r"(?:\b(?:(?:foot|end)?notes?|nn?\.|sections?|chapters?|pages?|pp?\.|figures?|figs?\.|tables?|equations?|appendix|annex"
    r"|clauses?|paragraphs?|articles?|part|schedule|item|lines?|theorem|step"
    r"|(?:Fuß|Fuss|End)noten?|Anm(?:\.|erkung)|Fn\.|Abschnitt|Kapitel|Seiten?|S\.|Abb(?:\.|ildung)|Tab(?:\.|elle)"
    r"|Anhang|Ziffer|chapitre|tableau|annexe|notas?|sección|capítulo|páginas?|figura|tabla|seção|tabela"
    r"|note?|sezione|capitolo|pagina|tabella|noot|voetnoot|paragraaf|hoofdstuk|figuur|tabel)"
    r"|\((?:see|cf\.|siehe|vgl\.|voir|v\.|véase|vid\.|ver|vedi|cfr\.|zie)) \(?\Z",
    IGNORECASE,
)
"""What stands before the number of something; one also "sees" an error, and says so."""
_TOC = regex(r"<p\b[^<>]*\bMsoTo[cfa]", IGNORECASE)
_MEND = "in Word, update the field (F9) or lead it to its target again, and save the page anew"


def lost_targets(source: str, text: str, pieces: Pieces) -> Iterator[Fault]:
    """The errors that a page shows in place of cross-references; none if Word did not save it."""
    fields = _FIELDS in source
    if not (fields or _GENERATOR.search(source, 0, _HEAD)):
        return
    errors = [error for error in _ERROR.finditer(text) if _is_word(error[0])]
    spans = [(pieces.source(error.start()), pieces.source(error.end() - 1) + 1) for error in errors]
    if fields:
        lost = [error for error, span in zip(errors, spans, strict=True) if _is_field(source, *span)]
    else:
        due = [_DUE.search(text, max(0, error.start() - _NEAR), error.start()) is not None for error in errors]
        bold = [_is_bold(source, *span) for span in spans]
        if not all(map(any, zip(due, bold, strict=True))):
            return  # the page speaks of such errors
        lost = [error for error, *signs in zip(errors, due, bold, strict=True) if all(signs)]
    in_contents = {
        error.start() for error, (start, _) in zip(errors, spans, strict=True) if _is_contents(source, start)
    }
    for error in lost:
        if error.start() not in in_contents:
            message = f"Word no longer knows what this leads to: {error[0]}"
            yield Fault("CC113", Span(*error.span()), message, "", _MEND)


def _is_word(shown: str) -> bool:
    from citecheck.readers.docx.fields import is_lost

    return is_lost(shown)


def _is_field(source: str, start: int, end: int) -> bool:
    """Whether what stands there in the source is all that a cross-reference shows."""
    before = source[max(0, start - _REACH) : start]
    field = before[max(0, before.rfind("field-begin")) :]
    at = field.rfind("field-separator")
    behind = field.find("-->", at)
    if at < 0 or behind < 0 or not field.startswith("field-begin") or "field-end" in field or "http" in field[:at]:
        return False
    named = _KIND.search(field, 0, at) and _TAGS.fullmatch(field, behind + 3)
    return bool(named) and _ENDED.match(source, end, end + _REACH) is not None


def _is_bold(source: str, start: int, end: int) -> bool:
    """Whether what stands there in the source is all that an element in bold type shows."""
    if not _BOLD_ENDS.match(source, end, end + _REACH):
        return False
    return _BOLD.search(source, max(0, start - _REACH), start) is not None


def _is_contents(source: str, at: int) -> bool:
    """Whether a paragraph is one of a table of contents, which repeats what stands elsewhere."""
    start = source.rfind("<p", max(0, at - _REACH), at)
    return start >= 0 and _TOC.match(source, start, at) is not None

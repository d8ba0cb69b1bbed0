"""Other ways to write brackets and numbers, brought into the plain form without moving an offset."""

from __future__ import annotations

import re

from citecheck.citations.brackets import Kind, Member, Token, group_of_numbers
from citecheck.model import MASKED, Span
from citecheck.patterns import lazy

_WIDE = {"［": "[", "］": "]", "【": "[", "】": "]", "〔": "[", "〕": "]", "〚": "[", "〛": "]"}
_ESCAPED = lazy(r"\\\[(\^?[\w*†‡,; –?-]{1,20})(\\?)\]")
_DOUBLE = lazy(r"\[(\x00?\[\^?\w{1,12}\]\x00?)\](?=[\x00(])")
_AROUND_LINK = lazy(r"\[(\[\^?\w{1,12}\](?:\(#[^)\s]{1,100}\)|\x00{3,103}))\]")
_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PLAIN = str.maketrans(_DIGITS + "⁻", "0123456789-")
_SUPERSCRIPT = lazy(f"[{_DIGITS}]{{1,3}}(?:[,⁻‐-―-][{_DIGITS}]{{1,3}})*|[{_CIRCLED}](?:[,‐-―-][{_CIRCLED}])*")
_NUMBERS = r"(\d{1,3}(?:[,–-]\d{1,3}){0,9})"
_SUP = ("<sup>", lazy(r"<sup>\s*(\d{1,3})\s*</sup>"))
_CARETS = ("^", lazy(rf"(?<![\s\^\\\[])\^{_NUMBERS}\^(?!\^)"))
_MARKUP = {
    "markdown": _CARETS,
    "asciidoc": _CARETS,
    "latex": ("\\textsuperscript{", lazy(rf"\\textsuperscript\{{{_NUMBERS}\}}")),
    "rst": (":sup:`", lazy(rf":sup:`{_NUMBERS}`")),
    "org": ("^{", lazy(rf"\^\{{{_NUMBERS}\}}")),
}
"""How formats raise numbers, with what is looked for first."""
EAST = "\u2e80"
"""From here on scripts write no spaces between words."""
_NAMED = lazy(rf"\b[Rr]efs?\.?[ \n]{_NUMBERS}\b(?!\.\d)")
"""Where other markers are raised, these would read as powers: `(ref. 9)`, `as in refs 3,4`."""
_UNIT = lazy(
    r"(?:[=+*/][ ]?\w{1,3}|\b(?:[kcmdµnh]?m|ft|in|yd|mi|s|sec|px|[a-zA-Z])|(?<!\b1[2-9]\d)(?<!\b20\d)\d|[)\]⁻+*/^=-])$"
)
"""What is raised behind it is a power; a note may stand behind a year."""
_ANCHOR = lazy(r"\\?\]?\]?\(#([^)\s]{1,100})\)")
_ENTRY = lazy(r"\\?\]?\]?\(#ref-(?!fn|ftn|note|foot)[A-Za-z]")
_BACK = lazy(
    r"(?:ftn|edn|fn|note|cite|foot|end|sdfootnote|sdendnote)[\w.:-]*?(?:ref|back|anc|return)|ref[-_:]?\d|^ref|backref|^f\d+r$",
    re.IGNORECASE,
)


def plain_brackets(prose: str) -> str:
    """The prose with full-width, escaped and doubled brackets as `[1]`; the length stays the same."""
    if not prose.isascii():
        for wide, plain in _WIDE.items():
            if wide in prose:
                prose = prose.replace(wide, plain)
    if "&#9" in prose:
        prose = prose.replace("&#91;", MASKED * 4 + "[").replace("&#93;", "]" + MASKED * 4)
    if "{[}" in prose:  # pandoc's LaTeX
        prose = prose.replace("{[}", MASKED * 2 + "[").replace("{]}", "]" + MASKED * 2)
    if "\\[" in prose:
        prose = _ESCAPED.sub(lambda m: f"{MASKED}[{m[1]}]{MASKED if m[2] else ''}", prose)
    if "[[" in prose or f"[{MASKED}[" in prose:
        prose = _DOUBLE.sub(rf"{MASKED}\1{MASKED}", prose)
        prose = _AROUND_LINK.sub(rf"{MASKED}\1{MASKED}", prose)
    return prose


def superscripts(prose: str, text: str, form: str = "text") -> list[Token]:
    """Raised and circled numbers that are no powers or units, as tokens.

    `text` is the prose with nothing masked, `form` the format whose markup raises numbers, too.
    """
    tokens = []
    if not prose.isascii() and any(mark in prose for mark in _DIGITS + _CIRCLED):
        tokens += [token for match in _SUPERSCRIPT.finditer(prose) if (token := _raised(prose, match))]
        if tokens and "ef" in prose:
            tokens += [_group(Span(*match.span(1)), match[1], match.start(1)) for match in _NAMED.finditer(prose)]
    for literal, pattern in (_SUP, *([_MARKUP[form]] if form in _MARKUP else ())):
        if literal in text:
            for match in pattern.finditer(text):
                if prose[match.start(1)] == text[match.start(1)] and not _UNIT.search(
                    prose, max(0, match.start() - 6), match.start()
                ):
                    tokens.append(_group(Span(*match.span()), match[1], match.start(1)))
    return sorted(tokens, key=lambda token: token.span)


def _group(span: Span, numbers: str, at: int) -> Token:
    """The token of numbers and ranges in plain digits that stand at an offset."""
    several = not numbers.isdecimal()
    return group_of_numbers(span, numbers, at, grouped=several)._replace(kind=Kind.SUPERSCRIPT)


def _raised(prose: str, match: re.Match[str]) -> Token | None:
    start, end = match.span()
    between = start > 0 and prose[start - 1].isalnum() and prose[end : end + 1].isalnum() and prose[end] < EAST
    if between or _UNIT.search(prose, max(0, start - 6), start):
        return None
    if match[0][0] not in _CIRCLED:
        return _group(Span(start, end), match[0].translate(_PLAIN), start)
    members = [Member(str(_CIRCLED.index(prose[at]) + 1), Span(at, at + 1)) for at in range(start, end, 2)]
    return Token(Span(start, end), Kind.SUPERSCRIPT, tuple(members), grouped=len(members) > 1)


def anchor(text: str, end: int) -> tuple[int, int]:
    """Where the link around a bracket leads, by the name of its anchor, and where that link ends.

    1 for a marker that leads to its note, -1 for a note that leads back, 0 if the bracket is not wrapped in a
    link to an anchor of the same page. `end` is the offset behind the bracket.
    """
    match = _ANCHOR.match(text, end)
    if match is None:
        return 0, end
    return (-1 if _BACK.search(match[1]) else 1), match.end()


def leads_to_entry(text: str, end: int) -> bool:
    """Whether the bracket that ends here is in a link to an entry as pandoc calls them: `ref-aldous1990`."""
    return _ENTRY.match(text, end) is not None


def is_link_text(text: str, end: int) -> bool:
    """Whether the bracket that ends here is the text of a link to somewhere else."""
    behind = text[end : end + 2]
    return behind[:1] == "(" and behind[1:] not in ("", "#", " ") and ")" in text[end : end + 2100]

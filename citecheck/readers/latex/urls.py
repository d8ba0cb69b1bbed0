r"""Addresses in LaTeX: the URL behind `\url{...}`, `\href{...}{...}` and `\doi{...}`, with TeX's escapes undone.

An address without escapes is left to the scanner of URLs between masks, which delimit it; what must be read
differently from how it is written becomes a link of the format's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citecheck.model import Link, Span
from citecheck.patterns import lazy

_BREAKS = (
    r"\\(?:allowbreak|linebreak|nolinkurl|newline|hspace\*?\{[^{}]{0,20}\}|penalty-?\d{1,5})(?![a-zA-Z])(?:\{\}| )?"
)
_PIECE = lazy(
    rf"""
      (?P<gone> %[^\n]*+\n[ \t]*+ | [ \t]*+\n[ \t]*+ | [ \t]++ | {_BREAKS} | \\[-/] | \\string(?![a-zA-Z]) | \\\\ )
    | (?P<tilde> \\textasciitilde(?![a-zA-Z])(?:\{{\}}|[ ])? | \$\\sim\$ | \\~\{{\}} | \\sim(?![a-zA-Z])[ ]? )
    | (?P<under> \\textunderscore(?![a-zA-Z])(?:\{{\}}|[ ])? )
    | (?P<slash> \\slash(?![a-zA-Z])(?:\{{\}}|[ ])? )
    | (?P<percent> \\(?:letterpercent|percent|perc|pct|textpercent)(?![a-zA-Z])(?:\{{\}}|[ ])? )
    | (?P<hash> \\(?:letterhash|hash|texthash)(?![a-zA-Z])(?:\{{\}}|[ ])? )
    | (?P<doi> \\doibase(?![a-zA-Z])[ ]? )
    | \\(?P<sign>[#%&_~$^{{}} ])
    | (?P<brace> [{{}}] )
    """,
    re.VERBOSE,
)
_SAYS = {"tilde": "~", "under": "_", "slash": "/", "percent": "%", "hash": "#", "doi": "https://doi.org/"}
_ABSOLUTE = lazy(r"(?:https?|ftps?)://[^\s/]|mailto:\S", re.IGNORECASE)
_ODD = lazy(r"[\\\s]")
_LITERAL = lazy(r"[\s<>{}\\]|#\d")
_SPECIAL = (
    r"(?:\\[_%#&$]|\\[~^]\{\}|\{\\[~_^](?:\{\})?\}|\\textasciitilde(?:\{\}| )?|\{\\textasciitilde ?\}|\$\\sim\$"
    r"|\\textunderscore(?:\{\}| )?|\{\\textunderscore ?\}|\\[-/]|\\slash(?:\{\}| )?|\\allowbreak(?:\{\}| )?)"
)
_PLAIN = r"""[^\s{}\\<>"|^`\x00]"""
_BARE = lazy(rf"(?:https?|ftp)://{_PLAIN}{{0,500}}+(?:{_SPECIAL}{_PLAIN}{{0,500}}+){{1,50}}+")
_TRIMMED = ".,;:!?'*)]"
_DOI = lazy(r"(?:doi:[ ]?|(?:dx\.)?doi\.org/)?(10\.\d[^\s]*|\d{1,9}(?:\.\d{1,9}){1,4}/\S+)", re.IGNORECASE)
_DOI_SAFE = "/:;()._-,~!$'*+=@"


def plain(raw: str) -> str | None:
    """What LaTeX makes of an address; None where a macro stands in it that is not known."""
    if not _ODD.search(raw):
        return raw
    url = _PIECE.sub(_piece, raw)
    return None if "\\" in url else url


def _piece(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    return match["sign"] if kind == "sign" else _SAYS.get(kind, "")


def argument(text: str, start: int, end: int) -> tuple[Span, str | None]:
    """Where the address of an argument lies, and its URL if that must be read otherwise than it is written.

    The URL is empty for an address that cannot be known.
    """
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    span, raw = Span(start, end), text[start:end]
    if not _ODD.search(raw):
        return span, None
    url = plain(raw)
    if url is None:
        return span, ""
    if not _ABSOLUTE.match(url):
        return span, None
    return span, "" if _LITERAL.search(url) else url


def doi(text: str, start: int, end: int) -> Link | None:
    """The link of a DOI that stands in an argument or field; None if it is none, or an address of its own."""
    span, _ = argument(text, start, end)
    found = _DOI.fullmatch(plain(text[span.start : span.end]) or "")
    if not found or "://" in found[0]:
        return None
    from urllib.parse import quote

    url = "https://doi.org/" + quote(found[1], safe=_DOI_SAFE)
    return Link(span, url, text[span.start : span.end])


def bare(text: str) -> Iterator[Link]:
    """The addresses in running text that have escapes of TeX in them, with the escapes undone; ascending."""
    if "://" not in text:
        return
    for match in _BARE.finditer(text):
        start, end = match.span()
        while text[end - 1] in _TRIMMED and not (text[end - 1] == ")" and "(" in match[0]):
            end -= 1
        url = plain(text[start:end])
        if url and "\\" in text[start:end] and not _LITERAL.search(url):
            yield Link(Span(start, end), url, text[start:end])

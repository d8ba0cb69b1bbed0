"""Citations that were left for later, and what chatbots leave behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citecheck.citations.brackets import Kind, Token
from citecheck.model import Fault, Severity, Span
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PLACEHOLDER = lazy(
    r"(?i:TK|TKTK|TODO\b.{0,60}|FIXME\b.{0,60}|REFS?|CITE|CITATION|XX+|"
    r"(?:add|insert) (?:ref|cit|source).{0,40}|ref(?:erence)? (?:needed|missing|here|TBD)|"
    r"cit(?:e|ation) (?:here|missing|TBD)|source\?|ref\?|cite\?)|\?{1,5}|#{1,2}"
)
_INDENT = 40  # characters before a label on its line that are looked at
_CASED = {"TK", "TKTK", "REF", "REFS", "CITE", "CITATION"}
_TASK = lazy(r"(?:^|\n)[ \t>]*(?:[-*+]|\d{1,4}[.)])[ \t]+$")
_WIKI = lazy(
    r"(?:full )?citations? needed|clarification needed|(?:better source|page|verification) needed|"
    r"(?:when|who|by whom|according to whom|which|where|why|original research)\?|dubious.{0,20}|dead link|"
    r"failed verification|not in citation given|(?:unreliable|self-published) source\??",
    re.IGNORECASE,
)
_WIKI_WORDS = ("needed", "?", "dubious", "dead link", "failed", "not in citation", "source")
"""One of these is in everything that `_WIKI` matches: cheaper to look for."""
_CHATBOT = lazy(
    r"【\d+(?::\d+)?†[^】\n]{0,80}】|:?contentReference\[oaicite:\d+\](?:\{index=\d+\})?|"
    r"\ue200cite(?:\ue202turn\d+\w+\d+)+\ue201|\bciteturn\d+(?:search|view|news|academia|image)\d+\b"
)
_SIGNS = ("†", "contentReference[", "citeturn", "\ue200cite")


def find_unfinished(prose: str, tokens: Iterable[Token]) -> Iterator[Fault]:
    """Placeholders in brackets, "[citation needed]" and its kin, and citations that only a chatbot can resolve."""
    for token in tokens:
        if token.kind in (Kind.OTHER, Kind.TAG):
            start, end = token.span
            if end - start > 70:
                continue
            inner = prose[start + 1 : end - 1]
            if not inner or inner[0] == " ":
                continue
            if inner[0] in "?#TFRCXaisrcAI" and _may_hold_a_place(inner) and _is_placeholder(prose, token.span, inner):
                yield Fault(
                    "CC114",
                    token.span,
                    f"[{inner}] stands where a citation is to come",
                    note="unfinished",
                    advice="cite the source, or take the placeholder out",
                )
            elif any(word in inner.lower() for word in _WIKI_WORDS) and _WIKI.fullmatch(inner):
                yield Fault(
                    "CC114",
                    token.span,
                    f"the text asks for a source: [{inner}]",
                    note="still open",
                    advice="cite a source, or take the claim out",
                    severity=Severity.INFO,
                )
    for sign in _SIGNS:
        if sign in prose:
            for match in _CHATBOT.finditer(prose):
                yield Fault(
                    "CC114",
                    Span(*match.span()),
                    "a citation mark that a chatbot left behind; it leads nowhere",
                    note="machine-made",
                    advice="find the source it stood for and cite that",
                )
            break


def _may_hold_a_place(inner: str) -> bool:
    """Whether a look at the pattern is worth it: capitals, question marks, or a word for a source."""
    return (
        inner[:2].isupper() or not inner[0].isalpha() or any(word in inner.lower() for word in ("ref", "cit", "source"))
    )


def _is_placeholder(prose: str, span: Span, inner: str) -> bool:
    if not _PLACEHOLDER.fullmatch(inner):
        return False
    if inner.upper() in _CASED and not inner.isupper():
        return False
    before = prose[max(0, span.start - 1) : span.start]
    after = prose[span.end : span.end + 1]
    opens_line = not prose[max(0, span.start - _INDENT) : span.start].rpartition("\n")[2].strip(" \t*-+")
    ends = after in tuple(".,;)")
    if inner == "?" and _TASK.search(prose, max(0, span.start - 12), span.start):
        return False  # a task list's box, of something that is in question
    if inner == "#" and (after == "_" or prose.endswith(".. ", 0, span.start)):
        return False  # a footnote of reStructuredText
    if (opens_line and not ends) or (after and (after in "([:" or after.isalnum())):
        return False  # a label such as "[TODO] item", a link, or what may be left out of `[?]name`: no claim ends here
    return not (inner[0] in "?#" and before and not (before.isspace() or before in '.,;:!)"”’' or before.isalpha()))

"""Labels that stand where the entry of a reference list could begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from citecheck.citations.brackets import PARTS, Kind, Token
from citecheck.citations.headings import is_glued_heading, is_heading
from citecheck.citations.lines import line_before, line_end, line_start
from citecheck.citations.variants import anchor, leads_to_entry
from citecheck.model import MASKED, Form
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

_SENTENCE = lazy(
    r"[ \t]*(?:[,.;)\[$%]|(?!(?:https?:|ftp:|www|d[eiau]|de[lnr]|vo[nm]|van|l[ae]|el|al|ibn|te[rn])\b)[a-z])"
)
"""What goes on behind a tag that begins a sentence rather than an entry; names such as "de Bruijn" may open one."""
_LINK = 2000
"""Characters of an entry that is a link and nothing else, at most."""
_HIDDEN = f" \t{MASKED}"
_BEFORE = r" \t\f\0\u3000>*#•·‣◦|+^↑-"
_PREFIX = lazy(rf"[{_BEFORE}]*+(?:\.\.[ ])?+")
"""Two dots are left of reStructuredText in what was made from it."""
_ITEM = lazy(rf"(?:[{_BEFORE}]|\d{{1,9}}[.)][ \t])*+")
"""`[^1]:` says of itself what it is, in whatever list it stands."""


class Candidate(NamedTuple):
    """A label at the start of a line."""

    token: Token
    form: Form
    label: str
    number: int
    """The number of the label, or -1."""
    indent: int
    block: bool
    """Whether a blank line, a heading or the start of the text is above it."""
    glued: bool
    """Whether text follows the bracket without a space."""
    alone: bool
    """Whether nothing follows the bracket on its line."""
    end: int
    """Where the label ends, with the link around it."""

    @property
    def start(self) -> int:
        """Where the bracket opens."""
        return self.token.span.start


def candidates(prose: str, text: str, tokens: Iterable[Token]) -> list[Candidate]:
    """The tokens that stand where an entry could begin, in order; `text` is the prose with nothing masked."""
    found = []
    for token in tokens:
        label = token.label
        if label is None or token.kind is Kind.OTHER:
            continue
        leads, end = anchor(text, token.span.end)
        if leads > 0 or (leads < 0 and leads_to_entry(text, token.span.end)):
            continue
        candidate = _candidate(prose, token, label)
        if candidate and leads < 0:
            alone = not prose[end : line_end(prose, end)].strip(" \t:.\0")
            candidate = candidate._replace(block=True, end=end, alone=alone)
        if candidate:
            found.append(candidate)
    return found


FORMS = {
    Kind.NUMBERS: Form.NUMERIC,
    Kind.CARET: Form.CARET,
    Kind.NOTE: Form.NOTE,
    Kind.TAG: Form.TAG,
    Kind.SYMBOL: Form.SYMBOL,
    Kind.SUPERSCRIPT: Form.NUMERIC,
}


def _candidate(prose: str, token: Token, label: str) -> Candidate | None:
    at, end = token.span
    start = line_start(prose, at)
    form = FORMS[token.kind]
    if start is None or (_PREFIX if form is not Form.CARET else _ITEM).fullmatch(prose, start, at) is None:
        return None
    after = prose[end : end + 1]
    if form is Form.CARET and after != ":":
        return None
    digits = label.rstrip(PARTS)
    if form is Form.TAG and _SENTENCE.match(prose, end):
        return None
    number = int(digits) if form is Form.NUMERIC and digits.isdecimal() else -1
    above = line_before(prose, start)
    block = (
        above is None
        or not any(c.isalnum() or c == MASKED for c in above)
        or not above.strip(_HIDDEN)  # a comment, a fence, a drawer
        or is_heading(above)
        or above.rstrip().endswith(prose[at:end])
        or is_glued_heading(prose, start - 1)
    )
    rest = prose[end : min(line_end(prose, end), end + _LINK)]
    block = block or (MASKED * 8 in rest and not rest.strip(f" \t:<>{MASKED}"))  # a link needs no blank line above
    alone = not prose[end : line_end(prose, end)].strip(" \t:.")
    glued = after not in " \t\n:.)—–-\0" and after != ""
    return Candidate(token, form, label, number, at - start, block, glued, alone, end)

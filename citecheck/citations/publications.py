"""The author's own works, listed under a heading such as "Publications", which nothing cites: no reference list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.citations.candidates import FORMS
from citecheck.citations.headings import find_own_headings, is_heading
from citecheck.citations.plainlists import plain_lists
from citecheck.model import Form, Reference, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from citecheck.citations.brackets import Token

_REACH = 800
"""Characters between the heading and the first entry."""
_APART = 300
"""Characters between two entries, for a heading over some of them."""
_LINES = 8
"""Lines with words that may stand between two entries, with as many blank ones."""
_MOST = 50
"""Headings that are looked at."""
_LISTED = frozenset({Form.NUMERIC, Form.TAG, Form.NOTE, Form.SYMBOL})
"""Markdown's own notes say of themselves what they are."""


def without_publications(
    prose: str, references: Sequence[Reference], tokens: Sequence[Token], openers: Collection[int]
) -> tuple[list[Reference], list[Reference]]:
    """The references that are left, and the entries of lists of the author's own works, taken out of them.

    Such a list is taken out only if nothing cites it while another one before it is cited: it may be the only one, and
    cited. `references` are in order of place, `openers` are the starts of the tokens that begin a line.
    """
    left, own = list(references), list[Reference]()
    starts = {reference.span.start for reference in references}
    for heading in find_own_headings(prose)[:_MOST] if references else ():
        entries = list(_under(prose, heading, left))
        if not entries:
            continue
        before = [token for token in tokens if token.span.start < heading.start and token.span.start not in starts]
        behind = [token for token in tokens if token.span.start > heading.start and token.span.start not in openers]
        above = [reference for reference in left if reference.span.start < heading.start]
        above = above or plain_lists(prose[: heading.start], before)
        gone = {entry.span for entry in entries}
        below = [each for each in left if each.span > entries[-1].span and each.span not in gone]
        if above and _is_apart(entries, above, below, [*before, *behind]):
            own += entries
            left = [_cut(prose, each, heading) for each in left if each.span not in gone]
    return left, own


def _under(prose: str, heading: Span, references: Sequence[Reference]) -> Iterator[Reference]:
    """The entries that stand under a heading, as far as the next one of its rank."""
    line = prose[heading.start : heading.end]
    rank = len(line) - len(line.lstrip("#"))
    end, most = heading.end, _REACH
    for reference in references:
        if reference.span.start < heading.end or reference.form not in _LISTED:
            continue
        between = prose[end : reference.span.start]
        if (
            len(between) > most
            or between.count("\n") > 2 * _LINES
            or any(_ends(each, rank) for each in _lines(between))
        ):
            return
        yield reference
        end, most = max(end, reference.body.end), _APART


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.split("\n"))


def _ends(line: str, rank: int) -> bool:
    """Whether a line is a heading of this rank in Markdown, or a higher one, or that of a reference list."""
    own = len(line) - len(line.lstrip("#"))
    return is_heading(line) or 0 < own <= rank


def _is_apart(
    entries: Sequence[Reference], above: Sequence[Reference], below: Sequence[Reference], tokens: Sequence[Token]
) -> bool:
    """Whether a list above is cited, and these entries are not.

    What stands before the end of the list above cites that, and what stands behind the entries a list below, if they
    have the label.
    """
    ends = max(reference.body.end for reference in above)
    last = entries[-1].span.end
    labels, higher, lower = ({(each.form, each.label) for each in some} for some in (entries, above, below))
    cited = False
    for token in tokens:
        if token.kind not in FORMS:
            continue
        start = token.span.start
        named = {(FORMS[token.kind], member.label) for member in token.members}
        others = higher if start <= ends else lower if start > last else set()
        if named & (labels - others):
            return False
        cited = cited or (start < entries[0].span.start and bool(named & higher))
    return cited


def _cut(prose: str, reference: Reference, heading: Span) -> Reference:
    """An entry that ends before a heading at the latest."""
    start, end = reference.body
    if not start <= heading.start < end:
        return reference
    return reference._replace(body=Span(start, start + len(prose[start : heading.start].rstrip())))

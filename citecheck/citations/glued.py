"""Entries that a conversion glued to a heading, or to the entry before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.citations.brackets import Kind
from citecheck.citations.candidates import MAX_LABEL, Candidate
from citecheck.citations.headings import is_glued_heading
from citecheck.citations.lines import BLANK_LINE
from citecheck.citations.runs import Run
from citecheck.model import Form
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citecheck.citations.brackets import Token

_NEAR = 4000
"""Characters of the first entry of a list, at most, when a heading is glued to it."""
_SENTENCE_END = lazy(r"[.!?…][)\"”’\]]*[ \t]*$")


def add_run_on(prose: str, run: Run, tokens: Sequence[Token], elsewhere: set[str]) -> None:
    """Take in entries that a conversion glued to the end of the one before: `…would shrink."  [7] Working …`.

    The label must be the next one and stand behind the end of a sentence within the list. Where most of the list is
    glued in one manner, a label in that manner may be off by a little, so that a missing entry is a single gap.
    `tokens` are those from the list's first label to where the next list begins, `elsewhere` the labels of the others.
    """
    own = {entry.start for entry in run.entries}
    behind = [token for token in tokens if token.span.start not in own and _stands_glued(prose, run, token)]
    entries = _chain(run, [(token, 0) for token in behind], elsewhere)
    manners = [_manner(prose, entry.token) for entry in entries if _is_within_line(prose, entry.start)]
    if len(manners) > (not is_glued_heading(prose, run.start)) and len(manners) * 2 >= len(entries):
        usual = max(manners, key=manners.count)
        entries = _chain(run, [(token, 2 * (_manner(prose, token) == usual)) for token in behind], elsewhere)
    run.entries = entries


def _stands_glued(prose: str, run: Run, token: Token) -> bool:
    start, last = token.span.start, run.entries[-1]
    return (
        token.kind is Kind.NUMBERS
        and token.label is not None
        and token.label.isdecimal()
        and _SENTENCE_END.search(prose[max(0, start - 12) : start]) is not None
        and _begins_entry(prose, token.span.end)
        and (start < last.start or _may_glue(prose, run, start))
    )


def _chain(run: Run, behind: Sequence[tuple[Token, int]], elsewhere: set[str]) -> list[Candidate]:
    """The entries with those of the glued labels that go on with them; each comes with how far it may be off."""
    exact = {entry.label for entry in run.entries} | elsewhere
    found = list(run.entries)
    expected = -1
    following = iter([*run.entries, None])
    entry = next(following)
    for token, slack in behind:
        while entry is not None and entry.start <= token.span.start:
            expected = entry.number + 1
            entry = next(following)
        number = int(token.label or 0)
        if number > MAX_LABEL or token.label in (elsewhere if slack else exact):
            continue
        if number == expected or expected - slack <= number < expected + slack:
            found.append(_glued(token, number, run.entries[0].indent))
            expected = number + 1
    return sorted(found, key=lambda each: each.start)


def _manner(prose: str, token: Token) -> tuple[bool, bool]:
    """How a label is glued: whether a space stands before it, and whether the line ends behind it."""
    return prose[token.span.start - 1] in " \t", prose[token.span.end : token.span.end + 1] == "\n"


def _is_within_line(prose: str, at: int) -> bool:
    return prose[prose.rfind("\n", 0, at) + 1 : at].strip() != ""


def _glued(token: Token, number: int, indent: int) -> Candidate:
    end = token.span.end
    return Candidate(token, Form.NUMERIC, str(number), number, indent, block=False, glued=False, alone=False, end=end)


def join_following(gathered: list[Run]) -> list[Run]:
    """The runs, with a headless one that goes on where a list with a heading ends joined to it."""
    joined: list[Run] = []
    for run in gathered:
        last = joined[-1] if joined else None
        if last and last.heading is not None and run.heading is None and len(last.entries) < len(run.entries) + 2:
            number = last.entries[-1].number
            if 0 <= number == run.entries[0].number - 1 and run.start - last.entries[-1].start < _NEAR:
                last.entries += run.entries
                continue
        joined.append(run)
    return joined


def _may_glue(prose: str, run: Run, start: int) -> bool:
    """Whether a label behind the last entry that begins a line can still belong to the list."""
    return run.heading is not None or BLANK_LINE.search(prose, run.entries[-1].token.span.end, start) is None


def _begins_entry(prose: str, at: int) -> bool:
    after = prose[at : at + 3]
    return after[:1] == "\n" or (after[:1] in " \t" and after.strip()[:1] != "" and not after.strip()[:1].islower())


def glued_lists(prose: str, tokens: Sequence[Token]) -> list[Run]:
    """Lists whose first label is glued to the heading, as in `Notes[1]`."""
    found = []
    for token in tokens:
        label = token.label
        if token.kind is Kind.NUMBERS and label in ("0", "1") and is_glued_heading(prose, token.span.start):
            candidate = Candidate(
                token,
                Form.NUMERIC,
                label,
                int(label),
                0,
                block=True,
                glued=False,
                alone=False,
                end=token.span.end,
            )
            found.append(Run([candidate], token.span.start))
    return found

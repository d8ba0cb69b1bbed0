"""Entries that a conversion glued to a heading, or to the entry before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from citecheck.citations.brackets import Kind
from citecheck.citations.candidates import Candidate
from citecheck.citations.headings import is_glued_heading
from citecheck.citations.lines import paragraph_end
from citecheck.citations.runs import Run
from citecheck.model import Form
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citecheck.citations.brackets import Token

_NEAR = 4000
"""Characters of the first entry of a list, at most, when a heading is glued to it."""
_SLACK = 2
"""How far a glued label may be off: a number left out, repeated or exchanged with the next."""
_SENTENCE_END = lazy(r"[.!?…][)\"”’\]]*[ \t]*$")


def add_run_on(prose: str, run: Run, tokens: Sequence[Token], uses: Counter[str]) -> None:
    """Take in entries that a conversion glued to the end of the one before: `…would shrink."  [7] Working …`.

    The label must be the next one and stand behind the end of a sentence within the list. Where most of the list is
    glued in one manner, a label in that manner may be off by a little, so that a missing entry is a single gap.
    `tokens` are those from the list's first label to where the next list begins; `uses` tells how many lists,
    this one included, have each label.
    """
    own = {entry.start for entry in run.entries}
    limit = _limit(prose, run)
    behind = [
        token
        for token in tokens
        if token.span.start < limit and token.span.start not in own and _stands_glued(prose, token)
    ]
    entries = _chain(run, [(token, 0) for token in behind], uses)
    manners = Counter(_manner(prose, entry.token) for entry in entries if _is_within_line(prose, entry.start))
    if manners.total() > (not is_glued_heading(prose, run.start)) and manners.total() * 2 >= len(entries):
        usual = max(manners, key=manners.__getitem__)
        entries = _chain(run, [(token, _SLACK if _manner(prose, token) == usual else 0) for token in behind], uses)
    run.entries = entries


def _limit(prose: str, run: Run) -> int:
    """How far behind its last entry a list can go on: without a heading only to the end of the paragraph."""
    if run.heading is not None:
        return len(prose)
    return paragraph_end(prose, run.entries[-1].token.span.end, len(prose))


def _stands_glued(prose: str, token: Token) -> bool:
    start = token.span.start
    return (
        token.kind is Kind.NUMBERS
        and token.label is not None
        and token.label.isdecimal()
        and _SENTENCE_END.search(prose[max(0, start - 12) : start]) is not None
        and _begins_entry(prose, token.span.end)
    )


def _chain(run: Run, behind: Sequence[tuple[Token, int]], uses: Counter[str]) -> list[Candidate]:
    """The entries with those of the glued labels that go on with them; each comes with how far it may be off."""
    own = run.labels
    found = list(run.entries)
    expected = -1
    following = iter([*run.entries, None])
    entry = next(following)
    for token, slack in behind:
        while entry is not None and entry.start <= token.span.start:
            expected = entry.number + 1
            entry = next(following)
        label = token.label or ""
        if uses[label] > (1 if slack and label in own else 0):
            continue
        number = int(label)
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

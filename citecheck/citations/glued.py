"""Entries that a conversion glued to a heading, or to the entry before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citecheck.citations.brackets import Kind
from citecheck.citations.candidates import Candidate
from citecheck.citations.headings import is_glued_heading
from citecheck.citations.lines import BLANK_LINE
from citecheck.citations.runs import Run
from citecheck.model import Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citecheck.citations.brackets import Token

_SENTENCE_END = re.compile(r"[.!?…][)\"”’\]]*[ \t]*$")


def add_run_on(prose: str, run: Run, tokens: Sequence[Token], defined: set[str]) -> None:
    """Take in entries that a conversion glued to the end of the one before: `…would shrink."  [7] Working …`.

    The label must be the next one, stand behind the end of a sentence within the list, and have no other entry.
    """
    last_start = run.entries[-1].start
    at = {entry.start: entry for entry in run.entries}
    merged: list[Candidate] = []
    expected = -1
    for token in tokens:
        start = token.span.start
        if start < run.start:
            continue
        if start in at:
            merged.append(at[start])
            expected = at[start].number + 1
            continue
        label = token.label
        if token.kind is not Kind.NUMBERS or label is None or not label.isdecimal() or int(label) != expected:
            continue
        if label in defined or (start > last_start and not _may_glue(prose, run, start)):
            continue
        if _SENTENCE_END.search(prose[max(0, start - 12) : start]) is None or not _begins_entry(prose, token.span.end):
            continue
        merged.append(
            Candidate(
                token,
                Form.NUMERIC,
                label,
                int(label),
                run.entries[0].indent,
                block=False,
                glued=False,
                alone=False,
                end=token.span.end,
            )
        )
        expected += 1
    run.entries = merged


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

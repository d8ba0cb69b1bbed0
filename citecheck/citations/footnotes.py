"""Notes set as `[Footnote 3: text]`, the manner of Distributed Proofreaders."""

from __future__ import annotations

import re

from citecheck.citations.brackets import closing
from citecheck.citations.extents import body_of
from citecheck.model import Form, Reference, Span
from citecheck.patterns import lazy

_FOOTNOTE = lazy(r"\[(?:Footnote|Foot-note|Note|Endnote)[ \t]+([\w*†‡]{1,8})[ \t]*[:.][ \t]*", re.IGNORECASE)
_LONGEST_NOTE = 30_000


def footnote_blocks(prose: str) -> list[Reference]:
    """Notes set as `[Footnote 3: text]`, in order; they may hold brackets and run over pages."""
    found = []
    for word in ("[Footnote ", "[FOOTNOTE ", "[Foot-note ", "[Endnote "):
        if word not in prose:
            continue
        at = prose.find(word)
        while at >= 0:
            match = _FOOTNOTE.match(prose, at)
            end = closing(prose, at, at + _LONGEST_NOTE) if match else None
            if match and end is not None:
                end -= prose.endswith("\\", match.end(), end)  # of an escaped bracket
                label = match[1]
                form = Form.NUMERIC if label.isdecimal() else Form.TAG if label.isalnum() else Form.SYMBOL
                found.append(Reference(Span(at, match.end()), label, body_of(prose, Span(match.end(), end)), form))
            at = prose.find(word, at + 1)
    found.sort(key=lambda reference: reference.span)
    return _restart(found)


def _restart(notes: list[Reference]) -> list[Reference]:
    """Number the series of notes that begin again at their first label."""
    series = 0
    seen: set[str] = set()
    numbered = []
    for index, note in enumerate(notes):
        if note.label in seen and note.label == notes[0].label and not _is_slip(notes, index):
            series += 1
            seen = set()
        seen.add(note.label)
        numbered.append(note._replace(series=series))
    return numbered


def _is_slip(notes: list[Reference], index: int) -> bool:
    """Whether a label repeats the one before by mistake: the next note goes on as if it had not."""
    label = notes[index].label
    if not label.isdecimal() or notes[index - 1].label != label or index + 1 == len(notes):
        return False
    behind = notes[index + 1].label
    return behind == str(int(label) + 2) or (int(label) > 1 and behind == str(int(label) + 1))

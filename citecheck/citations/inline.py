"""Self-contained notes: pandoc's `^[text]` and WordPress's `[footnote]text[/footnote]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.citations.brackets import closing
from citecheck.citations.extents import body_of
from citecheck.citations.lines import BLANK_LINE
from citecheck.model import MASKED, Confidence, Form, Marker, Reference, Span
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORTCODE = lazy(r"\[(footnote|ref|efn_note|mfn|fn)\](?!\s*\[/)")
_LONGEST = 5000
_REGEX_AFTER = ("^", "+", "*", "?", "{", "$")


def inline_notes(prose: str, *, markdown: bool) -> tuple[list[Marker], list[Reference]]:
    """The self-contained notes in order, each as a marker and the reference it brings along."""
    markers: list[Marker] = []
    references: list[Reference] = []
    spans = sorted([*_shortcodes(prose), *(_pandoc(prose) if markdown else ())])
    for number, (start, body, end) in enumerate(spans, 1):
        label = str(number)
        whole = Span(start, end)
        markers.append(Marker(whole, label, whole, Form.INLINE, Confidence.SURE, "a note that brings its own text"))
        references.append(Reference(whole, label, body_of(prose, body), Form.INLINE))
    return markers, references


def _pandoc(prose: str) -> Iterator[tuple[int, Span, int]]:
    at = prose.find("^[")
    while at >= 0:
        end = closing(prose, at + 1, at + 1 + _LONGEST)
        if end is not None and BLANK_LINE.search(prose, at, end):
            end = None
        if (
            end is not None
            and any(c.isalpha() or c == MASKED for c in prose[at + 2 : end])
            and (prose[end + 1 : end + 2] not in _REGEX_AFTER or " " in prose[at:end])  # **bold^[a note]**
        ):
            yield at, Span(at + 2, end), end + 1
        at = prose.find("^[", at + 2 if end is None else end + 1)


def _shortcodes(prose: str) -> Iterator[tuple[int, Span, int]]:
    if "[/" not in prose:
        return
    at = 0
    for match in _SHORTCODE.finditer(prose):
        if match.start() < at:
            continue
        tag = f"[/{match[1]}]"
        end = prose.find(tag, match.end(), match.end() + _LONGEST)
        if end >= 0:
            at = end + len(tag)
            yield match.start(), Span(match.end(), end), at

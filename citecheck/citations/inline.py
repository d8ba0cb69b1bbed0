"""Self-contained notes: pandoc's `^[text]` and WordPress's `[footnote]text[/footnote]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.citations.extents import body_of
from citecheck.model import MASKED, Confidence, Form, Marker, Reference, Span
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRACKETS = lazy(r"[][]|\n[ \t]*\n")
_SHORTCODE = lazy(r"\[(footnote|ref|efn_note|mfn|fn)\](?!\s*\[/)")
_LONGEST = 5000
_DEEPEST = 8
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
        end = _closing(prose, at + 1)
        inner = prose[at + 2 : end - 1] if end else ""
        if (
            end is not None
            and any(c.isalpha() or c == MASKED for c in inner)
            and prose[end : end + 1] not in _REGEX_AFTER
        ):
            yield at, Span(at + 2, end - 1), end
        at = prose.find("^[", max(at + 2, end or 0))


def _closing(prose: str, at: int) -> int | None:
    depth = 0
    for match in _BRACKETS.finditer(prose, at, at + _LONGEST):
        if match[0] not in "[]":
            return None
        depth += 1 if match[0] == "[" else -1
        if depth == 0:
            return match.end()
        if depth > _DEEPEST:
            return None
    return None


def _shortcodes(prose: str) -> Iterator[tuple[int, Span, int]]:
    if "[/" not in prose:
        return
    at = 0
    for match in _SHORTCODE.finditer(prose):
        if match.start() < at:
            continue
        closing = f"[/{match[1]}]"
        end = prose.find(closing, match.end(), match.end() + _LONGEST)
        if end >= 0:
            at = end + len(closing)
            yield match.start(), Span(match.end(), end), at

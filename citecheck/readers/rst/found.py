"""What was found in a document of reStructuredText, and how it is led back from a text that was laid out anew."""

from __future__ import annotations

from dataclasses import dataclass, field

from citecheck.model import Span
from citecheck.readers.rst.inline import Cited, Inline
from citecheck.readers.rst.tables import Layout


@dataclass
class Note:
    """A footnote or a citation as defined: `.. [1] text`."""

    start: int
    end: int
    label: str
    body: int
    """Where its text begins."""
    stop: int = -1
    """Where its text ends."""


@dataclass
class Found(Inline):
    """What was found in a document, in order of place."""

    kept: list[tuple[int, int]] = field(default_factory=list)
    """Addresses in what is masked."""
    notes: list[Note] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """Names of targets and titles that are numbers, which no footnote gets."""
    comments: list[tuple[int, int]] = field(default_factory=list)
    includes: bool = False


def adopt(inside: Found, into: Found, layout: Layout) -> None:
    """Add what was found in a text that was laid out anew, led back to its places."""
    back, end = layout.back, layout.end
    for start, stop in inside.masked:
        into.masked += layout.spans(start, stop)
    into.kept += [(back(start), end(stop)) for start, stop in inside.kept]
    into.comments += [(back(start), end(stop)) for start, stop in inside.comments]
    into.cited += [Cited(back(each.start), end(each.end), each.label) for each in inside.cited]
    into.glued += [Cited(back(each.start), end(each.end), each.label) for each in inside.glued]
    into.notes += [
        Note(back(each.start), end(each.end), each.label, end(each.body), end(max(each.stop, each.body)))
        for each in inside.notes
    ]
    into.links += [link._replace(span=Span(back(link.span.start), end(link.span.end))) for link in inside.links]
    into.names |= inside.names
    into.includes |= inside.includes

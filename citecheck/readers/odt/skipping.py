"""What is left out of an OpenDocument text."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.readers.xml import End, Event, Start

SKIPPED = frozenset(
    {
        *("text:tracked-changes", "text:ruby-text", "text:script", "text:table-of-content-source"),
        *("text:illustration-index-source", "text:table-index-source", "text:object-index-source"),
        *("text:user-index-source", "text:alphabetical-index-source", "text:sequence-decls", "text:variable-decls"),
        *("text:user-field-decls", "text:dde-connection-decls", "table:covered-table-cell", "table:tracked-changes"),
        *("office:forms", "office:binary-data", "office:event-listeners", "office:settings"),
        *("office:scripts", "office:font-face-decls", "office:master-styles", "draw:object", "draw:object-ole"),
        *("draw:control", "svg:title", "svg:desc", "math:math"),
    }
)
"""What holds no text that readers see, or is told elsewhere."""


def within(stream: Iterator[Event], name: str) -> Iterator[Event]:
    """What stands in an element of this name, which has begun; the stream goes on behind its end."""
    depth = 1
    for event in stream:
        if not isinstance(event, str) and event.name == name:
            depth += 1 if isinstance(event, Start) else -1
            if not depth:
                return
        yield event


def skip(stream: Iterator[Event], name: str) -> str:
    """Go on behind the end of an element of this name, which has begun; gives the text in it."""
    return "".join(event for event in within(stream, name) if isinstance(event, str))


def annotation(stream: Iterator[Event]) -> str:
    """Go on behind the end of a comment, which has begun; gives what it says, without its author and date."""
    said = []
    name = ""
    for event in within(stream, "office:annotation"):
        if isinstance(event, Start):
            name = event.name
        elif isinstance(event, End):
            name = ""
            if event.name == "text:p":
                said.append("\n")
        elif name.startswith("text:"):
            said.append(event)
    return "".join(said)

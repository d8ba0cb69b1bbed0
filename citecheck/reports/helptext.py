"""The page of a rule, taken apart: for formats that carry it along.

A page is a rule's docstring, which is ours: its text is trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_INDENT = "    "
_EXAMPLES = ("Flagged", "Clean", "Example")
_TICKS = re.compile("`+")


class Section(NamedTuple):
    """A part of a page."""

    heading: str
    """Empty for the summary and other text at the margin."""
    text: str
    """Without its indent; lines and blank lines as they are."""

    @property
    def is_example(self) -> bool:
        """Whether the text is a document and not prose."""
        return self.heading.startswith(_EXAMPLES)


def sections(page: str) -> list[Section]:
    """The parts of a page in order; the first one is the summary."""
    found: list[Section] = []
    for part in page.strip("\n").split("\n\n"):
        first, *rest = part.split("\n")
        if first.startswith(" ") and found:
            found[-1] = found[-1]._replace(text=f"{found[-1].text}\n\n{_at_margin([first, *rest])}")
        elif rest and rest[0].startswith(" "):
            found.append(Section(first, _at_margin(rest)))
        else:
            found.append(Section("", part))
    return found


def description(page: str) -> str:
    """What the rule does, on one line: the first section, else the summary."""
    parts = sections(page)
    prose = [part for part in parts if part.heading and not part.is_example] or parts
    return " ".join(prose[0].text.split())


def markdown(page: str) -> str:
    """The page as Markdown (CommonMark), with a final line end."""
    return "\n\n".join(_blocks(page)) + "\n"


def _blocks(page: str) -> Iterator[str]:
    for part in sections(page):
        if part.heading:
            yield f"## {part.heading}"
        if part.is_example:
            # A fence that is longer than any in the example cannot be closed by it.
            fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(part.text)), default=0))
            yield f"{fence}{'markdown' if 'markdown' in part.heading else 'text'}\n{part.text}\n{fence}"
        else:
            yield part.text


def _at_margin(lines: list[str]) -> str:
    return "\n".join(line.removeprefix(_INDENT) for line in lines)

"""Citations and the bibliography that LibreOffice makes of them: `text:bibliography-mark`, `text:bibliography`.

They pair by what readers see, the short name or the number. Where no entry begins with one, the marks are text like
any other. Source: OASIS OpenDocument 1.3, part 3, 7.1.6 and 8.8.
"""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.readers.odt.skipping import within
from citecheck.readers.story import Block, Cite
from citecheck.readers.xml import End, Event, Start

_BRACKETS = "[](){}<> "
_LONGEST = 100


class Bibliography:
    """What cites, and what is cited."""

    def __init__(self) -> None:
        self._inside = False
        self._in_title = False
        self._before = self._behind = ""
        """What stands before and behind the label of an entry; without the latter nobody can tell where it ends."""
        self._marks: list[tuple[Block, Cite]] = []
        self._entries: dict[str, Block] = {}

    def begin(self) -> None:
        """An index begins."""
        self._inside = True

    def end(self) -> None:
        """An index ends."""
        self._inside = False

    def enter_title(self) -> None:
        """The title of an index begins."""
        self._in_title = True

    def leave_title(self) -> None:
        """The title of an index ends."""
        self._in_title = False

    def take(self, stream: Iterator[Event]) -> None:
        """Read how entries are made up, to the end of `text:bibliography-source`: the first kind tells."""
        parts: list[str | None] = []  # None for the label
        templates = 0
        in_span = False
        for event in within(stream, "text:bibliography-source"):
            if isinstance(event, Start):
                templates += event.name == "text:bibliography-entry-template"
                in_span = event.name == "text:index-entry-span"
                field = event.attributes.get("text:bibliography-data-field")
                if templates == 1 and event.name == "text:index-entry-bibliography":
                    parts += [None] if field == "identifier" and None not in parts else ["", ""]
            elif isinstance(event, End):
                in_span = False
            elif in_span and templates == 1:
                parts.append(event)
        at = parts.index(None) if None in parts else len(parts)
        before, behind = parts[:at], parts[at + 1 : at + 2]
        # Any other field would be spelled by an empty part.
        self._before = "".join(each or "" for each in before)
        self._behind = "" if "" in before else "".join(each or "" for each in behind)

    def mark(self, block: Block, start: int, shown: str) -> None:
        """Note a citation, whose text ends the block as it is."""
        label = shown.strip(_BRACKETS)
        if label and len(label) <= _LONGEST and "\n" not in label:
            self._marks.append((block, Cite(start, block.size, label)))

    def end_paragraph(self, block: Block) -> None:
        """Note the entry that a paragraph of the index is."""
        if not self._inside or self._in_title or not self._behind.strip():
            return
        text = block.text()
        start = len(self._before) if text.startswith(self._before) else 0
        end = text.find(self._behind, start, start + _LONGEST)
        label = text[start : max(end, start)].strip(_BRACKETS)
        # Two indexes of one document may list the same.
        if label and "\n" not in label and label not in self._entries:
            self._entries[label] = block
            block.extra.entry = Cite(0, end, label), end + len(self._behind)

    def settle(self) -> None:
        """Keep what was found, if any label of the index is cited."""
        if any(cite.label in self._entries for _, cite in self._marks):
            for block, cite in self._marks:
                block.extra.cites.append(cite)
        else:
            for block in self._entries.values():
                block.extra.entry = None

"""Word's fields and bookmarks, in RTF and in what LibreOffice makes of Word files: links and cross-references.

Source: RTF 1.9.1, "Fields" and "Bookmarks"; the instructions are those of ECMA-376, part 1, 17.16.5.
"""

from __future__ import annotations

from collections.abc import Callable
from re import IGNORECASE
from re import compile as regex
from typing import NamedTuple

from citecheck.readers.fields import BROKEN, is_broken, stale
from citecheck.readers.story import Block, Note, Story, Wrong

_LONGEST_INSTRUCTION = 5000
_LONGEST_RESULT = 500
_URL = regex(r'\s*+HYPERLINK\s++(?!\\)(?:"([^"]*+)"?|(\S++))', IGNORECASE)
_ANCHOR = regex(r'\\l\s++"([^"]++)"')
_POINTS = frozenset({"REF", "NOTEREF", "FTNREF", "PAGEREF", "STYLEREF"})
_NOTE_POINTS = frozenset({"NOTEREF", "FTNREF"})


class _Pointer(NamedTuple):
    """A reference to a note, by the bookmark around its mark."""

    block: Block
    start: int
    end: int
    target: str
    shown: str


class Fields:
    """The fields of a file, and the bookmarks they name."""

    def __init__(self) -> None:
        self._open: list[list[str]] = []
        """The instructions of those that are open."""
        self._ends: list[Callable[[], None] | None] = []
        """What each wants done at its end."""
        self._bookmarks: dict[str, int] = {}
        """How many notes there were when each began."""
        self._bookmarked: dict[str, Note | None] = {}
        self._pointers: list[_Pointer] = []

    def begin(self) -> None:
        """A field begins."""
        self._open.append([])
        self._ends.append(None)

    def end(self) -> None:
        """The field ends."""
        if self._open:
            self._open.pop()
            if end := self._ends.pop():
                end()

    def instruction(self) -> list[str] | None:
        """Where the instruction of the field goes."""
        return self._open[-1] if self._open else None

    def result(self, story: Story) -> Callable[[], None] | None:
        """The result of the field begins; gives what to do at its end."""
        if not self._open:
            return None
        instruction, block = self._open[-1], story.block
        parts, start = len(block.parts), block.size

        def end() -> None:
            if story.block is block:
                self._end_result("".join(instruction)[:_LONGEST_INSTRUCTION], block, parts, start)

        return end

    def rest_is_result(self, story: Story) -> None:
        """The result of the field begins, and ends with the field."""
        if self._ends:
            self._ends[-1] = self.result(story)

    def _end_result(self, instruction: str, block: Block, parts: int, start: int) -> None:
        words = instruction.split(None, 2)
        kind = words[0].upper() if words else ""
        if kind == "HYPERLINK":
            if url := _URL.match(instruction):
                anchor = _ANCHOR.search(instruction, url.end())
                block.link(start, (url[1] or url[2] or "") + (f"#{anchor[1]}" if anchor else ""))
        elif block.size - start <= _LONGEST_RESULT and (kind in _POINTS or kind.startswith("_REF")):
            shown = "".join(block.parts[parts:]).strip()
            if is_broken(shown):
                block.extra.faults.append(Wrong(start, block.size, *BROKEN))
            elif kind in _NOTE_POINTS and len(words) > 1:
                self._pointers.append(_Pointer(block, start, block.size, words[1].strip('"').upper(), shown))

    def begin_bookmark(self, name: str, story: Story) -> None:
        """A bookmark begins; case does not matter in its name."""
        name = name.upper()
        self._bookmarks[name] = len(story.notes)
        self._bookmarked.setdefault(name, None)

    def end_bookmark(self, name: str, story: Story) -> None:
        """A bookmark ends."""
        name = name.upper()
        begun = self._bookmarks.pop(name, None)
        if begun is not None:
            self._bookmarked[name] = next(iter(story.notes[begun : begun + 1]), None)

    def settle(self) -> None:
        """Find the references to notes that are gone, or have another number now."""
        for pointer in self._pointers:
            note = self._bookmarked.get(pointer.target)
            gone = pointer.target not in self._bookmarked
            if (note or gone) and (wrong := stale(pointer.shown, note.label if note else None)):
                pointer.block.extra.faults.append(Wrong(pointer.start, pointer.end, *wrong))

"""What stands in a line of AsciiDoc: notes, citations of a bibliography, links, and what hides brackets.

By the documentation of Asciidoctor ("Footnotes", "Bibliography", "Cross References", "Links", "Passthroughs") and,
where it is silent, its substitutor: a backslash before a macro takes its meaning away, the text of a note ends at the
first `]` that no macro within it needs, and a note with an id that is known is the same note again.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from re import Match
from typing import NamedTuple

from citecheck.model import Link, Span
from citecheck.patterns import lazy as regex

_OPENER = regex(r"[\\\[`+$<({:]")
_WORD_BEFORE = regex(r"[A-Za-z]\w*+\Z")
_LONGEST_WORD = 24
"""Characters in the name of a macro."""
_WORD_BEHIND = regex(r"[A-Za-z]\w*+:")
_MATHS = frozenset(("pass", "stem", "latexmath", "asciimath"))
_WITHOUT_TARGET = frozenset(("kbd", "btn", "menu", "indexterm", "indexterm2", "cite"))
_SCHEMES = frozenset(("http", "https", "ftp", "irc", "link", "mailto"))
_NOTE = regex(r"footnote(ref)?:([\w-]*+)\[")
_SQUARE = regex(r"\\\]|[\[\]]")
_PARAGRAPH_ENDS = regex(r"\n[ \t]*+(?=\n|\Z)|\n(?=\|===|[*.-]{1,5}[ \t])")
_REFERENCE = regex(r"\[\[\[([\w:.-]++)(?:,[ ]*+([^\[\]\n]*+))?\]\]\]")
_TARGET = regex(r"[:}][^\s:}\[\]\0]*+\Z")
_LONGEST_TARGET = 200
_ENTRY_ENDS = regex(r"\n(?=[ \t]*+(?:\n|\Z|[*-][ \t]++\[\[\[|\[\[\[))")
_ANCHOR = regex(r"\[\[([^\[\],\n\0]++)(?:,[^\[\]\n\0]*+)?\]\]")
_ROLE = regex(r"\[[^\[\]\n\0]++\](?=[#*_`^~]\S|\+\+)")
_CHECKBOX = regex(r"\[[ xX*]\](?=[ \t])")
_CITED = regex(r"<<([^<>,\n\0]++)(?:,[^<>\0]*+)?>>")
_XREF = regex(r"xref:([^\s\[\]\0]*+)\[[^\[\]\0]*+\]")
_PASS = regex(r"(?:pass|stem|latexmath|asciimath):[\w,]*+\[")
_URL = regex(
    r"(?:link:(?:\+\+)?)?((?:(?:https?|ftp|irc)://|mailto:|\{)[^\s\[\]<>\0|+]*+(?:\+(?!\+)[^\s\[\]<>\0|+]*+)*+)(?:\+\+)?(?=(\[)?)"
)
_MACRO = regex(r"\w++:[^\s\[\]\0]*+\[")
_TERM = regex(r"\(\((?:\([^()\n\0]++\)|[^()\n\0]++)\)\)")
_NAME = regex(r"\{([\w-]++)\}")
_ABSOLUTE = regex(r"(?:https?|ftp)://[^\s/]|mailto:[^\s@]++@")
_NO_URL = regex(r"[\s{}]")
_LONGEST = 4000
"""Characters of an address with its attributes put in."""
_LONGEST_NAME = 80
_LONGEST_HEAD = 600
"""Characters of a macro before its bracket."""
_LONGEST_VALUE = 300
_DEEPEST = 5
"""Attributes in the values of attributes."""


class Mention(NamedTuple):
    """`footnote:id[text]`: a note, the first time, or the same note again."""

    start: int
    end: int
    id: str
    body: Span | None
    """None where it brings no text."""


class Entry(NamedTuple):
    """`[[[id,label]]]` in a bibliography."""

    start: int
    end: int
    id: str
    label: str
    body: Span


class Cited(NamedTuple):
    """`<<id>>`."""

    start: int
    end: int
    id: str


@dataclass
class Found:
    """What was found in a document, in order of place."""

    masked: list[tuple[int, int]] = field(default_factory=list)
    notes: list[Mention] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    cited: list[Cited] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


class Inline:
    """The pass over a prose in which lines that are none are masked."""

    def __init__(self, prose: str, text: str, attributes: Mapping[str, str], found: Found) -> None:
        self.prose = prose
        self.text = text
        self.attributes = attributes
        self.found = found
        self.closings: dict[int, int] = {}
        """Where the brackets of macros close in the stretch that was looked at last."""
        self.paired_to = -1
        self.dead: dict[str, int] = {}
        """How far a mark closes nothing."""
        self.entry_end = -1
        """Where the entry of the bibliography ends that was found last."""
        self.note_end = -1
        """Where the note ends that was found last; no note stands in a note."""

    def run(self) -> None:
        """Go through the prose once."""
        at = 0
        while match := _OPENER.search(self.prose, at):
            at = self.construct(match[0], match.start())

    def mask(self, match: Match[str] | None, at: int) -> int:
        """Mask what matched; gives where to read on."""
        if match:
            self.found.masked.append(match.span())
        return match.end() if match else at

    def construct(self, mark: str, at: int) -> int:
        """Read what a character may begin; gives where to read on."""
        prose = self.prose
        if mark == ":":
            return self.colon(at)
        if mark == "\\":
            return self.escaped(at)
        if mark == "[":
            return self.bracket(at)
        if mark == "`":
            return self.monospace(at)
        if mark in ("+", "$"):
            return self.passthrough(at)
        if mark == "<":
            cited = _CITED.match(prose, at)
            if cited:
                self.cite(cited)
            return self.mask(cited, at + 1)
        if mark == "(":
            return self.mask(_TERM.match(prose, at), at + 1)
        return self.link(at, at + 1)

    def colon(self, at: int) -> int:
        """What the word before a colon makes of it: a macro, an address, or nothing."""
        prose, behind = self.prose, at + 1
        if prose[behind : behind + 1] in ("", " ", "\n", ":") or not prose[at - 1].isalnum():
            return behind
        word = _WORD_BEFORE.search(prose, max(0, at - _LONGEST_WORD), at)
        if word is None:
            return behind
        name, start = word[0], word.start()
        if name in _SCHEMES:
            return self.link(start, behind)
        if name in ("footnote", "footnoteref"):
            return self.note(start, behind)
        if name in _MATHS:
            return self.maths(start, behind)
        if name == "xref":
            xref = _XREF.match(prose, start)
            if xref:
                self.cite(xref)
            return self.mask(xref, behind)
        return self.macro(start, behind)

    # ------------------------------------------------------------ marks

    def escaped(self, at: int) -> int:
        r"""`\footnote:[]` and `\<<x>>` are printed as they stand."""
        if word := _WORD_BEHIND.match(self.prose, at + 1):
            note = _NOTE.match(self.prose, at + 1)
            end = self.closing(note.end() - 1) if note else None
            if end is None:
                return word.end()
            self.found.masked.append((at, end))
            return end
        return self.mask(_CITED.match(self.prose, at + 1), at + 2)

    def passthrough(self, at: int) -> int:
        """`+++x+++`, `++x++`, `$$x$$`, and `+x+`, within a paragraph."""
        for mark in ("+++", "++", "$$"):
            if self.prose.startswith(mark, at):
                end = self.find(mark, at + len(mark))
                if end is None:
                    return at + len(mark)
                self.found.masked.append((at, end))
                return end
        return self.constrained(at, "+") if self.prose[at] == "+" else at + 1

    def monospace(self, at: int) -> int:
        """`` `x` `` and ``` ``x`` ```: code, as a rule; but not the quotation marks "`x`"."""
        if self.prose[at - 1 : at] in ('"', "'") or self.prose[at + 1 : at + 2] in ('"', "'"):
            return at + 1
        if self.prose.startswith("``", at):
            end = self.find("``", at + 2)
            if end is not None:
                self.found.masked.append((at, end))
            return end or at + 2
        return self.constrained(at, "`")

    def constrained(self, at: int, mark: str) -> int:
        """A pair of marks around words: no letter stands before or behind it."""
        prose = self.prose
        if at and (prose[at - 1].isalnum() or (prose[at - 1] in "_;:" and mark == "+")):
            return at + 1
        if prose[at + 1 : at + 2].isspace():
            return at + 1
        behind = at + 1
        while (end := self.find(mark, behind)) is not None:
            if not prose[end - 2].isspace() and end - 2 > at and not prose[end : end + 1].isalnum():
                self.found.masked.append((at, end))
                return end
            behind = end
        return at + 1

    def find(self, mark: str, at: int) -> int | None:
        """The offset behind the next such mark of the paragraph."""
        if at < self.dead.get(mark, 0):
            return None
        limit = self.paragraph(at)
        found = self.prose.find(mark, at, limit)
        if found < 0:
            self.dead[mark] = limit
            return None
        return found + len(mark)

    def paragraph(self, at: int) -> int:
        """Where the paragraph of an offset ends; the brackets of its macros are paired."""
        if at >= self.paired_to:
            ended = _PARAGRAPH_ENDS.search(self.prose, at)
            self.paired_to = ended.start() if ended else len(self.prose)
            self.closings = {}
            opened = array("q")
            for mark in _SQUARE.finditer(self.prose, at, self.paired_to):
                if mark[0] == "[":
                    if self.opens_text(mark.start()):
                        opened.append(mark.start())
                elif mark[0] == "]" and opened:
                    self.closings[opened.pop()] = mark.end()
        return self.paired_to

    def opens_text(self, at: int) -> bool:
        """Whether a bracket opens the text of a macro or of a link, or the role of a phrase."""
        target = _TARGET.search(self.prose, max(0, at - _LONGEST_TARGET), at)
        return target is not None or _ROLE.match(self.prose, at) is not None

    def closing(self, at: int) -> int | None:
        """The offset behind the bracket that closes the one of a macro."""
        self.paragraph(at)
        return self.closings.get(at)

    # ------------------------------------------------------------ brackets and macros

    def bracket(self, at: int) -> int:
        """`[[[entry]]]`, `[[anchor]]`, `[.role]#text#`, `[x]` of a checklist; else a bracket of the text."""
        prose, found = self.prose, self.found
        if entry := _REFERENCE.match(prose, at):
            if self.entry_end < entry.end():
                ended = _ENTRY_ENDS.search(prose, entry.end())
                self.entry_end = ended.start() if ended else len(prose)
            following = prose.find("[[[", entry.end(), self.entry_end)
            body = stripped(self.text, entry.end(), self.entry_end if following < 0 else following)
            label = (entry[2] or entry[1]).strip() or entry[1]
            found.entries.append(Entry(*entry.span(), entry[1], label, body))
            return entry.end()
        if anchor := _ANCHOR.match(prose, at):
            found.ids.add(anchor[1])
            return self.mask(anchor, at)
        if role := _ROLE.match(prose, at):
            return self.mask(role, at)
        if (box := _CHECKBOX.match(prose, at)) and prose[max(0, at - 2) : at] in ("* ", "- "):
            return self.mask(box, at)
        return at + 1

    def note(self, at: int, behind: int) -> int:
        """A note; what stands in its text is read, too."""
        opening = _NOTE.match(self.prose, at)
        end = self.closing(opening.end() - 1) if opening else None
        if opening is None or end is None or at < self.note_end:
            return behind
        self.note_end = end
        name, start = opening[2], opening.end()
        if opening[1]:
            name, comma, _ = self.prose[start : end - 1].partition(",")
            start += len(name) + len(comma)
            name = name.strip()
        body = stripped(self.text, start, end - 1)
        self.found.notes.append(Mention(at, end, name, body if body.start < body.end or not name else None))
        return start

    def cite(self, cited: Match[str]) -> None:
        """Remember where a cross reference leads within this document."""
        name = cited[1].strip()
        if "#" not in name[1:] and not name.endswith((".adoc", ".asciidoc")):
            self.found.cited.append(Cited(*cited.span(), name.removeprefix("#")))

    def macro(self, at: int, behind: int) -> int:
        """`image:x[]`, `kbd:[x]`, `cite:[key]`: masked, and its address is left to the scanner of URLs."""
        opening = _MACRO.match(self.prose, at, at + _LONGEST_HEAD)
        end = self.closing(opening.end() - 1) if opening else None
        if opening is None or end is None:
            return behind
        head = self.prose[at : opening.end() - 1]
        if head.endswith(":") and head[:-1] not in _WITHOUT_TARGET:
            return behind
        if head.startswith("anchor:"):
            self.found.ids.add(head[7:])
        url = head.find("://")
        if url >= 0 and head.startswith("image:"):
            self.add_link(at + len("image:"), opening.end() - 1)
        self.found.masked.append((at, end))
        return end

    def maths(self, at: int, behind: int) -> int:
        """`pass:[x]` and `stem:[x]`, up to the first bracket that no backslash stands before."""
        opening = _PASS.match(self.prose, at)
        end = self.find("]", opening.end()) if opening else None
        while end is not None and self.prose[end - 2] == "\\":
            end = self.find("]", end)
        if end is None:
            return behind
        self.found.masked.append((at, end))
        return end

    # ------------------------------------------------------------ links

    def link(self, at: int, behind: int) -> int:
        """`https://…[text]`, `link:…[text]`, `{attribute}/path[text]`; a bare URL is left to the scanner."""
        if self.prose[at] == "{" and not self.names_address(at):
            return behind
        found = _URL.match(self.prose, at)
        if found is None:
            macro = _MACRO.match(self.prose, at, at + _LONGEST_HEAD)
            end = self.closing(macro.end() - 1) if macro else None
            if macro and end and self.prose.startswith("link:#", at) and self.prose[macro.end()] == "[":
                # "link:#ref-key[[1]]", pandoc's citation: the first bracket that closes ends the link. Its address
                # stays, for with nothing before it the number might open an entry.
                self.found.masked += [(macro.end() - 1, macro.end()), (end, end + self.prose.startswith("]", end))]
                return macro.end()
            if end is not None:
                self.found.masked.append((at, end))
            return end or behind
        start, end = found.span(1)
        if not self.is_address(found[1]):
            return behind
        text_end = self.closing(found.end()) if found[2] else None
        if text_end is None:
            if "{" not in found[1]:
                return max(behind, end)
            trimmed = self.prose[start:end].rstrip(".,;:!?)'\"*_")
            end = start + len(trimmed)
            text_end = end
        self.found.masked.append((at, text_end))
        self.add_link(start, end)
        return text_end

    def names_address(self, at: int) -> bool:
        """Whether the value of an attribute is how an address begins."""
        name = _NAME.match(self.prose, at, at + _LONGEST_NAME)
        return name is not None and self.is_address(name[0] + "/")

    def is_address(self, written: str) -> bool:
        """Whether this is an absolute address, as it stands or with its attributes put in."""
        return _ABSOLUTE.match(written) is not None or _ABSOLUTE.match(self.filled(written)) is not None

    def add_link(self, start: int, end: int) -> None:
        """A link, if its attributes are known."""
        written = self.text[start:end]
        url = self.filled(written).replace("\\", "")
        if _ABSOLUTE.match(url) and not _NO_URL.search(url):
            self.found.links.append(Link(Span(start, end), url, written))

    def filled(self, written: str) -> str:
        """An address with the values of its attributes, as far as they are known."""
        for _ in range(_DEEPEST):
            if "{" not in written or len(written) > _LONGEST:
                break
            written = _NAME.sub(lambda name: self.attributes.get(name[1].lower(), name[0])[:_LONGEST_VALUE], written)
        return written[:_LONGEST]


def stripped(text: str, start: int, end: int) -> Span:
    """A span without the white space around it."""
    body = text[start:end]
    begin = start + len(body) - len(body.lstrip())
    return Span(begin, max(begin, start + len(body.rstrip())))

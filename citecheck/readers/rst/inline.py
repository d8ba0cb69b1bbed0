"""What stands within a text block of reStructuredText: literals, interpreted text, links, footnote references.

It goes by docutils' "Inline Markup Recognition Rules": a start-string counts only behind space or an opening
punctuation mark, an end-string only before space or a closing one, and nothing nests. So `*see [1]_*` is no
footnote reference, and `word[1]_` is none. Each text is a run of characters in which `escaped` has put NUL for
the backslashes. What is not closed once is not looked for again in the same text: linear time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple
from unicodedata import category

from citecheck.model import Link, Span
from citecheck.patterns import lazy as regex

NAME = r"[^\W_]++(?:[-._+:][^\W_]++)*+"
"""docutils' simple name: letters and digits, with single signs within."""

_ESCAPE = regex(r"\\([\s\S])")
_START = regex(r"\*|`|\||\[|_(?=`)|:(?=[^\W_])")
_ROLE = regex(rf":{NAME}:`(?![`\s])")
_CITED = regex(rf"\[([0-9]+|\#(?:{NAME})?|\*|{NAME})\]_")
_TAIL = regex(rf"(:{NAME}:)?(__?)?")
_ABSOLUTE = regex(r"(?:https?|ftp)://\S|mailto:\S")
_NOTHING = regex(r"\0[ \n]?")
_BEFORE = "'\"([{<-/:"
_BEHIND = "'\")]}>-/:.,;!?\0\\"
_OPENING = frozenset({"Ps", "Pi", "Pf", "Pd", "Po"})
_CLOSING = frozenset({"Pe", "Pi", "Pf", "Pd", "Po"})
_QUOTES = {'"': '"', "'": "'", "(": ")", "[": "]", "{": "}", "<": ">", "“": "”", "‘": "’", "«": "»", "‹": "›"}


class Cited(NamedTuple):
    """A footnote reference or a citation in the text, as written: `[1]_`, `[#lab]_`, `[CIT2002]_`."""

    start: int
    end: int
    label: str


@dataclass
class Inline:
    """What was found in the texts of a document, in order of place."""

    masked: list[tuple[int, int]] = field(default_factory=list)
    cited: list[Cited] = field(default_factory=list)
    glued: list[Cited] = field(default_factory=list)
    """What lacks the space before it, and so is none."""
    links: list[Link] = field(default_factory=list)


def escaped(text: str) -> str:
    """The text with NUL in place of each backslash that escapes a character; same length."""
    return _ESCAPE.sub("\0\\1", text) if "\\" in text else text


def link_to(written: str, span: Span) -> Link | None:
    """The link that a written address makes, white space taken out; None if it is not absolute."""
    url = "".join(_NOTHING.sub("", written).split())
    return Link(span, url, written.replace("\0", "\\")) if _ABSOLUTE.match(url) else None


def scan(text: str, start: int, end: int, into: Inline) -> None:
    """Find what stands in `text[start:end]`, one text block whose backslashes are NUL."""
    match = _START.search(text, start, end)
    if match:
        _Scan(text, end, into).run(start, match.start())


class _Scan:
    """The pass over one text block."""

    def __init__(self, text: str, end: int, into: Inline) -> None:
        self.text = text
        self.end = end
        self.into = into
        self.unclosed: set[str] = set()
        """Marks that close nothing any more."""

    def run(self, start: int, first: int) -> None:
        """Go from mark to mark; docutils begins anew behind each, as if a text began there."""
        fresh, at = start, first
        text, end = self.text, self.end
        while match := _START.search(text, at, end):
            here = match.start()
            if here != fresh and not self.opens(here):
                at = here + 1
                if text[here] == "[":
                    self.glued(here)
                continue
            behind = self.construct(here, fresh)
            if behind is None:
                at = here + (2 if text.startswith(("**", "``", "||"), here) else 1)
            else:
                fresh = at = behind

    def opens(self, at: int) -> bool:
        """Whether a start-string may stand here (rule 6)."""
        before = self.text[at - 1 : at]
        if before.isascii():
            return before.isspace() or before in _BEFORE
        return before.isspace() or (before not in "§¶" and category(before) in _OPENING)

    def closes(self, at: int) -> bool:
        """Whether an end-string may end here (rule 7)."""
        if at >= self.end:
            return True
        behind = self.text[at]
        if behind.isascii():
            return behind.isspace() or behind in _BEHIND
        return behind.isspace() or (behind not in "§¶" and category(behind) in _CLOSING)

    def construct(self, at: int, fresh: int) -> int | None:
        """Where what begins here ends, or where its start-string ends if nothing ends it; None if nothing begins."""
        text = self.text
        mark = text[at]
        if mark == "[":
            cited = _CITED.match(text, at, self.end)
            if not cited or not self.closes(cited.end()):
                return None
            self.into.cited.append(Cited(at, cited.end(), cited[1]))
            return cited.end()
        if mark == ":":
            role = _ROLE.match(text, at, self.end)
            return self.interpreted(at, role.end(), fresh) if role else None
        if mark == "_":
            return self.simple(at, at + 2, "`", fresh)
        if text.startswith("``", at):
            return self.simple(at, at + 2, "``", fresh)
        if mark == "`":
            return None if self.blank(at + 1) else self.interpreted(at, at + 1, fresh)
        if text.startswith("**", at):
            return self.simple(at, at + 2, "**", fresh)
        return None if text.startswith("||", at) else self.simple(at, at + 1, mark, fresh)

    def blank(self, at: int) -> bool:
        return at >= self.end or self.text[at].isspace()

    def quoted(self, at: int, inner: int, fresh: int) -> bool:
        """Whether the mark stands alone in quotes or brackets, as in `(*)` (rule 5)."""
        if at == fresh or inner >= self.end:
            return False
        return _QUOTES.get(self.text[at - 1]) == self.text[inner]

    def simple(self, at: int, inner: int, closing: str, fresh: int) -> int | None:
        """Emphasis, a literal, a target or a substitution."""
        text = self.text
        if self.blank(inner):
            return None
        if self.quoted(at, inner, fresh):
            return inner
        literal = closing == "``"
        found = self.find(closing, inner)
        while found > inner:
            before = text[found - 1]
            behind = found + len(closing)
            if closing == "|":
                tails = (n for n in (2, 1) if text.startswith("_" * n, behind) and self.closes(behind + n))
                behind += next(tails, 0)
            if not before.isspace() and (literal or before != "\0") and self.closes(behind):
                if literal or closing == "|":
                    self.into.masked.append((at, behind))
                return behind
            found = self.find(closing, found + 1)
        return inner

    def find(self, closing: str, at: int) -> int:
        if closing in self.unclosed:
            return -1
        found = self.text.find(closing, at, self.end)
        if found < 0:
            self.unclosed.add(closing)
        return found

    def interpreted(self, at: int, inner: int, fresh: int) -> int | None:
        """Interpreted text with or without a role, or the text of a link; what it says is masked."""
        text = self.text
        if self.quoted(at, inner, fresh):
            return inner
        found = self.find("`", inner)
        while found > inner:
            escape = text[found - 1].isspace() or text[found - 1] == "\0"
            if not escape or text[found - 2] == "\0":
                tail = _TAIL.match(text, found + 1, self.end)
                ends = (tail.end(), tail.end(1), found + 1) if tail else ()
                behind = next((each for each in ends if each > found and self.closes(each)), None)
                if behind is not None:
                    self.into.masked.append((at, behind))
                    if text[behind - 1] == "_":
                        self.embedded(inner, found)
                    return behind
            found = self.find("`", found + 1)
        return inner

    def embedded(self, start: int, end: int) -> None:
        """The address in angle brackets at the end of a link's text."""
        text = self.text
        if text[end - 1] != ">" or text[end - 2] == "\0":
            return
        opening = text.rfind("<", start, end)
        if opening < 0 or not (opening == start or text[opening - 1].isspace()):
            return
        written = text[opening + 1 : end - 1]
        link = link_to(written, Span(opening + 1, end - 1))
        if link and (not written.endswith("_") or written.endswith("\0_")):
            self.into.links.append(link)

    def glued(self, at: int) -> None:
        """`word[1]_`, which docutils prints as it stands."""
        before = self.text[at - 1]
        if before == "\0" or not (before.isalnum() or before in ".,;!?)"):
            return
        cited = _CITED.match(self.text, at, self.end)
        if cited and self.closes(cited.end()):
            self.into.glued.append(Cited(at, cited.end(), cited[1]))

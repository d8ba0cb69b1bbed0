"""The lines of Org: which are text, and which are code, drawers, keywords, comments.

By the Org manual ("Literal Examples", "Drawers", "In-buffer Settings", "Comment Lines") and org-element.el. A block
that nothing ends before the next heading is none.
"""

from __future__ import annotations

from bisect import bisect_left
from re import IGNORECASE, MULTILINE, VERBOSE, Match

from citecheck.model import Span
from citecheck.patterns import lazy as regex

_LINE = regex(
    r"""^(?:
        (?P<heading>\*+\ (?:[A-Z]+\ )?(?P<priority>\[\#\w+\])?)
      | [ \t]*+(?:
          \#\+(?:
              begin_(?P<block>\S++)[^\n]*+
            | (?P<keyword>[^\s:\[]++)(?:\[[^\]\n]*+\])?:(?P<value>[^\n]*+)
            | end_\S*+[^\n]*+
          )
        | (?P<comment>\#(?:\ [^\n]*+)?$)
        | (?P<fixed>:(?:\ [^\n]*+)?$)
        | :(?P<drawer>[\w-]++):[ \t]*+$
        | \\begin\{(?P<environment>[A-Za-z0-9*]++)\}
        )
    )""",
    VERBOSE | MULTILINE | IGNORECASE,
)
_TREE = regex(r"^(\*++) (?:[A-Z]++ )??(?:\[#\w++\] )?+(COMMENT(?!\S))?+", MULTILINE)
_HEADING = regex(r"\n\*++ ")
_END = regex(
    r"^[ \t]*+(?:\#\+end_(?P<block>\S++)[^\n]*+|(?P<drawer>:end:)[ \t]*+$)"
    r"|\\end\{(?P<environment>[A-Za-z0-9*]++)\}[^\n]*+",
    MULTILINE | IGNORECASE,
)
_OPAQUE = frozenset({"src", "example", "export", "comment", "latex", "html", "ascii", "verbatim"})
_OPAQUE_DRAWERS = frozenset({"properties", "logbook", "clock"})
_PROSE_KEYWORDS = frozenset({"caption", "title", "subtitle", "author", "description", "attr_caption"})
_INCLUDES = frozenset({"include", "setupfile", "transclude"})

_ABBREVIATION = regex(r"[ \t]*+(\S++)[ \t]++(\S++)")


class Lines:
    """The pass over the lines: what is no prose at all."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.masked: list[tuple[int, int]] = []
        self.comments: list[tuple[int, int]] = []
        self.bibliographies: list[tuple[str, Span]] = []
        self.abbreviations: dict[str, str] = {}
        self.includes = False
        self.drafts: list[Span] = []
        """Where notes are named, but perhaps not printed: trees that are `COMMENT`, the texts of macros."""
        self.ends: dict[str, list[tuple[int, int]]] | None = None
        """What ends blocks, by name."""
        self.heading = -1
        """Where the next heading is."""

    def run(self) -> None:
        """Go through the lines once; a block that nothing ends is none."""
        at = 0
        while match := _LINE.search(self.text, at):
            at = self.line(match)
        self.drafts += self.commented()

    def commented(self) -> list[Span]:
        """The trees whose headings begin with `COMMENT`."""
        found: list[Span] = []
        begun, depth = 0, 0
        for match in _TREE.finditer(self.text) if "COMMENT" in self.text else ():
            if depth and len(match[1]) <= depth:
                found.append(Span(begun, match.start()))
                depth = 0
            if match[2] and not depth:
                begun, depth = match.start(), len(match[1])
        return [*found, Span(begun, len(self.text))] if depth else found

    def line(self, match: Match[str]) -> int:
        """Read a line that is not all prose; gives where to read on."""
        start, end = match.span()
        if match["heading"]:
            if match["priority"]:
                self.masked.append(match.span("priority"))
            return end
        if match["comment"]:
            self.comments.append((start + match[0].index("#"), end))
        elif match["block"]:
            name = match["block"].lower()
            if name in _OPAQUE:
                end = self.closing(name, end) or end
        elif match["keyword"]:
            self.keyword(match["keyword"].lower(), match)
            if match["keyword"].lower() in _PROSE_KEYWORDS or (self.drafts and self.drafts[-1].end == end):
                end = match.start("value")
        elif match["drawer"]:
            name = match["drawer"].lower()
            if name in _OPAQUE_DRAWERS:
                end = self.closing(":end:", end) or end
        elif match["environment"]:
            closed = self.closing(f"\\{match['environment']}", end)
            if closed is None:
                return end
            end = closed
        self.masked.append((start, end))
        return end

    def closing(self, name: str, at: int) -> int | None:
        """Where the line ends that ends this block, drawer or environment, if it stands before the next heading."""
        if self.ends is None:
            self.ends = {}
            for found in _END.finditer(self.text):
                key = found["block"] or found["drawer"] or f"\\{found['environment']}"
                self.ends.setdefault(key.lower(), []).append(found.span())
        spans = self.ends.get(name.lower(), [])
        number = bisect_left(spans, (at, 0))
        if number == len(spans):
            return None
        if self.heading < at:
            heading = _HEADING.search(self.text, at)
            self.heading = heading.start() if heading else len(self.text)
        start, end = spans[number]
        return end if start <= self.heading else None

    def keyword(self, name: str, match: Match[str]) -> None:
        """What a keyword says of other files."""
        value = match["value"].strip()
        if name == "bibliography" and value:
            start = match.start("value") + match["value"].index(value)
            file = value.strip('"').removeprefix("file:")
            self.bibliographies.append((file, Span(start, start + len(value))))
        elif name == "link" and (pair := _ABBREVIATION.match(match["value"])):
            self.abbreviations[pair[1]] = pair[2]
        elif name in _INCLUDES:
            self.includes = True
        elif name == "macro" and "[fn:" in value:
            self.drafts.append(Span(*match.span("value")))

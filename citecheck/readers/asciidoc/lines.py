"""The lines of AsciiDoc: which are text, and which are code, comments, attributes, macros.

By the documentation of Asciidoctor ("Delimited Blocks", "Document Attributes", "Comments", "Conditionals"). A block
between two equal delimiters is verbatim by its delimiter or by the style over it; what nothing closes goes to the end.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from re import MULTILINE, VERBOSE, Match

from citecheck.patterns import lazy as regex

_LINE = regex(
    r"""^(?:
        (?P<fence>(?:-{4,}+|\.{4,}+|/{4,}+|\+{4,}+|={4,}+|\*{4,}+|_{4,}+|~{4,}+|--|`{3,}+[\w+\#-]*+(?:,[^\n`]*+)?)
            [ \t]*+$)
      | (?P<comment>//(?!/)[^\n]*+)
      | (?P<attribute>:!?\w[\w-]*+!?:(?=[ \t]|$))
      | (?P<style>\[(?:[^\[\]\n]++|\[[^\[\]\n]*+\])*+\][ \t]*+$)
      | (?P<macro>(?:ifdef|ifndef|ifeval|endif|toc)::[^\n]*+|[a-z][\w-]*+::[^\s\[\]][^\n\[]*+\[[^\n]*$)
      | (?P<literal>[ \t]++\S)
    )""",
    VERBOSE | MULTILINE,
)
_FENCE = regex(r"^(-{4,}+|\.{4,}+|/{4,}+|\+{4,}+|={4,}+|\*{4,}+|_{4,}+|~{4,}+|--|`{3,}+)[ \t]*+$", MULTILINE)
_OPAQUE = frozenset("-./+`~")
_VERBATIM = """
source listing literal stem latexmath asciimath pass comment ditaa plantuml graphviz mermaid blockdiag seqdiag actdiag
nwdiag packetdiag rackdiag bytefield vega vegalite wavedrom svgbob nomnoml erd d2 dot gnuplot tikz a2s meme msc pikchr
structurizr symbolator syntrax umlet
"""
_STYLES = frozenset(_VERBATIM.split())
_WORD = regex(r"\[\s*+([\w-]*+)")
_ID = regex(r"\[\[([^\[\],\n]++)|#([^\s.,%\]\"]++)|\bid=[\"']?([^\s,\"'\]]++)")
_ATTRIBUTE = regex(r":(\w[\w-]*+):[ \t]*+")
_ITEM = regex(
    r"""[ \t]*+(?:(?:\*{1,5}|-|\.{1,5}|\d{1,9}\.|[a-zA-Z]\.|[ivxlcdmIVXLCDM]{1,9}\)|<(?:\d{1,3}|\.)>)[ \t]+\S
      | [^\s:][^\n:]*+(?::(?!:)[^\n:]*+)*+:{2,4}(?:[ \t]|$))""",
    MULTILINE | VERBOSE,
)
_TYPED = regex(r"(?:\A|\n)[ ]*+\[(\d{1,3})\][ ]++\S")
_OVER_LITERAL = regex(r"\n[ \t]*\n\Z|(?:\A|\n)\+\n\Z")
_BLANK = regex(r"\n[ \t]*+(?=\n|\Z)")
_ADDRESS = regex(r"(?:https?|ftp)://[^\s\[\]\"',<>]++")
_INCLUDES = ("include::",)
_PICTURES = ("image::", "video::", "audio::")


class Lines:
    """The pass over the lines of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.masked: list[tuple[int, int]] = []
        self.kept: list[tuple[int, int]] = []
        """Addresses in what is masked."""
        self.comments: list[tuple[int, int]] = []
        self.attributes: dict[str, str] = {}
        self.ids: set[str] = set()
        self.includes = False
        self.verbatim = False
        """Whether the style over the next block makes it verbatim."""
        self.closings: dict[str, list[tuple[int, int]]] | None = None
        """What closes blocks."""
        self.typed = len({entry[1] for entry in islice(_TYPED.finditer(text), 9)}) > 1
        """Whether a list of entries is typed in it, as in plain text; its literal paragraphs may cite then."""

    def run(self) -> None:
        """Go through the lines once."""
        at, text = 0, self.text
        while at < len(text):
            if self.verbatim:
                at = self.under_style(at) + 1
            elif match := _LINE.search(text, at):
                at = self.line(match) + 1
            else:
                break

    def line(self, match: Match[str]) -> int:
        """Read a line that is not all prose; gives where it ends, or its block."""
        kind = match.lastgroup
        start, end = match.start(), self.line_end(match.end())
        if kind == "fence":
            return self.fence(match["fence"].rstrip(), start, end)
        if kind == "literal":
            return self.literal(start, end)
        if kind == "attribute":
            return self.attribute(start, end)
        if kind == "comment":
            self.comments.append((start, end))
        elif kind == "style":
            self.style(match[0])
            self.keep(start, end)
        elif match[0].startswith(_INCLUDES):
            self.includes = True
        elif match[0].startswith(_PICTURES):
            self.keep(start, end)
        self.masked.append((start, end))
        return end

    def line_end(self, at: int) -> int:
        """Where the line of an offset ends."""
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def keep(self, start: int, end: int) -> None:
        """Leave addresses to the scanner of URLs."""
        self.kept += [address.span() for address in _ADDRESS.finditer(self.text, start, end)]

    def closing(self, mark: str, at: int) -> int:
        """Where the block ends that this line opened: at the next equal line, or at the end."""
        if self.closings is None:
            self.closings = {}
            for fence in _FENCE.finditer(self.text):
                self.closings.setdefault(fence[1], []).append(fence.span())
        spans = self.closings.get(mark, [])
        number = bisect_left(spans, (at, 0))
        return spans[number][1] if number < len(spans) else len(self.text)

    def fence(self, mark: str, start: int, end: int, *, verbatim: bool = False) -> int:
        """A delimited block: what is verbatim or a comment is masked whole, of the others the delimiter."""
        if not verbatim and self.underlines(mark, start):
            return end
        if verbatim or (mark[0] in _OPAQUE and mark != "--"):
            end = self.closing("`" * (len(mark) - len(mark.lstrip("`"))) or mark, end)
        self.masked.append((start, end))
        return end

    def underlines(self, mark: str, start: int) -> bool:
        """Whether the line is drawn under a title: that one is as long, but for a character."""
        above = self.text[max(0, start - len(mark) - 4) : max(0, start - 1)].rpartition("\n")[2].rstrip()
        named = above[:1] not in tuple(".[+|/:") and any(map(str.isalnum, above))
        return mark[0] in "=-~+" and len(mark) > 2 and named and abs(len(above) - len(mark)) < 2

    def under_style(self, at: int) -> int:
        """Read what stands under a verbatim style; gives where its line or its block ends."""
        end = self.line_end(at)
        match = _LINE.match(self.text, at)
        if match and match.lastgroup in ("style", "comment", "attribute"):
            return self.line(match)
        if self.text[at:end].isspace() or at == end or (self.text[at] == "." and self.text[at + 1 : at + 2].isalnum()):
            return end  # a blank line, or the title of the block
        self.verbatim = False
        if match and match.lastgroup == "fence":
            return self.fence(match["fence"].rstrip(), at, end, verbatim=True)
        return self.paragraph(at)

    def paragraph(self, at: int) -> int:
        """Mask the lines up to a blank one."""
        blank = _BLANK.search(self.text, at)
        end = blank.start() if blank else len(self.text)
        self.masked.append((at, end))
        return end

    def literal(self, start: int, end: int) -> int:
        """An indented line: a literal paragraph, under a blank line, that is no item of a list and no term's text."""
        above = self.text[max(0, start - 200) : start].rstrip(" \t")
        free = start == 0 or above == "\n" or _OVER_LITERAL.search(above) is not None
        if not free or self.typed or above.rstrip().endswith(("::", ";;")) or _ITEM.match(self.text, start, end):
            return end
        return self.paragraph(start)

    def attribute(self, start: int, end: int) -> int:
        """`:name: value`, which may go over several lines; of two values the first one is kept."""
        text = self.text
        while text.endswith(" \\", start, end) and end < len(text):
            end = self.line_end(end + 1)
        entry = _ATTRIBUTE.match(text, start, end)
        if entry:
            words = " ".join(line.rstrip("\\ \t").strip() for line in text[entry.end() : end].split("\n"))
            self.attributes.setdefault(entry[1].lower(), words)
        self.masked.append((start, entry.end() if entry and "footnote" in text[start:end] else end))
        return end

    def style(self, written: str) -> None:
        """Block attributes: ids, and a style that makes what follows verbatim."""
        self.ids.update(found[1] or found[2] or found[3] for found in _ID.finditer(written))
        word = _WORD.match(written)
        self.verbatim |= word is not None and word[1].lower() in _STYLES

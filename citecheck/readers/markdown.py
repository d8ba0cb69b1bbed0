r"""Markdown: masks what is markup, so that the brackets left may be citations.

One pass from left to right: a regular expression finds the next character that could open something, the
handler of that character says where to go on. What opens first wins, as in CommonMark 0.31
(https://spec.commonmark.org); footnotes, maths, attributes and citations are those of the pandoc manual.
Two things are never masked outside code: footnotes (`[^n]`, `^[...]`), and the addresses of links and
images, which are checked. Every pattern stops at the character that could start it again: linear time.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from re import IGNORECASE, VERBOSE, Match, Pattern

from citecheck.model import Document, Span
from citecheck.patterns import lazy as regex
from citecheck.text import difference, speaking, union

PREFIX_LIMIT = 80
"""How many characters of quote, list and space may stand before a fence or definition."""
LABEL_LIMIT = 999
"""Characters in the label of a reference link (CommonMark, 4.7)."""

# ---------------------------------------------------------------- blocks

_OPENER = regex(r"[\n`~<\[\]$\\{](?:(?<!\n)|(?=[ \t]*\n(?: {4}| {0,3}\t)[ \t]*\S))")
_LEADING_CODE = regex(r"(?:[ \t]*+\n)*+(?= {4}| {0,3}\t)(?=[ \t]*+\S)")
_FRONT_MATTER = regex(r"(---|\+\+\+)[ \t]*+\n(?!\s)(?:[^\n]*+\n)*?(?:\1|\.\.\.)[ \t]*+(?=\n|\Z)")
_PREFIX = regex(r"[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)]|\[\^[^\]\s]{1,50}\]:)[ \t]++)*+")
_CLOSING_FENCE = regex(r"\n([ \t>]*+)(`{3,}+|~{3,}+)[ \t]*+(?=\n|\Z)")
_QUOTE_ENDS = regex(r"\n(?![ \t]*>)")
_PARAGRAPH_ENDS = regex(
    r"\n(?=[ \t>]*+(?:(?:```+[^`\n]*+)?+(?:\n|\Z)|~~~|\||\[[^\]\n]{1,99}\]:"  # blank, fence, table, label
    r"|(?:\#{1,6}|[-*+]|\d{1,3}[.)])[ \t]))"  # heading, list item
)
_INDENTED_ENDS = regex(r"\n(?=[ ]{0,3}[^\s])")
_NOT_CODE = regex(r"\s*\[\^?\d+\]")
_CONTAINER = regex(r"(?:\A|\n)[ \t>]*(?:[-*+:~]|\(?\d{1,9}[.)]|\[\^?[^\]\n]{1,99}\]:?)[ \t]")

# ---------------------------------------------------------------- inside a paragraph

_RUN = regex(r"`+|~+")
_TAG = regex(
    r"""</?([a-zA-Z][a-zA-Z0-9-]*+(?::[a-zA-Z][a-zA-Z0-9-]*+)?)
        (?:\s++[a-zA-Z_:@][\w.:@-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^'<]*+'|"[^"<]*+"))?+)*+ \s*+/?>""",
    VERBOSE,
)
_AUTOLINK = regex(r"<[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*+>")
_ABSOLUTE = regex(r"[a-z][a-z0-9+.-]{1,31}:|//|www\.", IGNORECASE)
_ADDRESS = regex(r"""(?:href|src|cite)\s*+=\s*+["']?+((?:https?|ftp):[^\s"'<>]++)""", IGNORECASE)
_COMMENT_END = regex("-->")
_OPAQUE = {
    name: regex(rf"</{name}\s*+>", IGNORECASE) for name in ("pre", "code", "script", "style", "math", "svg", "textarea")
}
_INLINE_OPAQUE = {_OPAQUE["code"], _OPAQUE["math"], _OPAQUE["svg"]}
_BRACES = regex(
    r"""\{\{ [^{}]*+ \}\}                                      # {{< shortcode >}}, {{ variable }}
      | \{% [^{}%]*+ (?:%(?!\})[^{}%]*+)*+ %\}                 # {% tag %}
      | \{/\* (?:[^*{}]++|\*(?!/))*+ \*/\}                         # {/* comment in MDX */}
      | \{ :?[ ]*+ (?:[\#.=][\w-] | [\w-]++=) [^{}\n]*+ \}     # {#id .class key=value}
    """,
    VERBOSE,
)
_DISPLAY = regex(r"\$\$(?:[^$\\\n]++|\\[^\n]|\$(?!\$)|\\?\n(?![ \t]*\n))*+\$\$")
_INLINE = regex(r"(?<!\w)\$(?![\s$])(?:[^$\\\n]++|\\[^\n]|\\?\n(?![ \t]*\n))*+(?<!\s)\$(?!\d)")
_ESCAPED = {
    "[": regex(r"\\\[((?:[^\\\n]++|\\[^\[\]\n]|\\?\n(?![ \t]*\n))*+)\\\]"),
    "(": regex(r"\\\(((?:[^\\\n]++|\\[^()\n]|\\?\n(?![ \t]*\n))*+)\\\)"),
}
_MATHS = regex(r"[\\^_={}<>+]")
_SYMBOL = regex(r"[A-Za-z]\S*+")

_NUMBERS = r"\^?\d{1,6}[a-z]?(?:\s*+[,;\u2010-\u2015-]\s*+\^?\d{1,6}[a-z]?)*+"
_LABEL = regex(rf"\^[^\s\[\]]++|{_NUMBERS}|\[(?:\^[^\s\[\]]++|{_NUMBERS})\]|\\\[\^?{_NUMBERS}\\\]")
_TAG_LABEL = regex(r"(?:(?!\d)[\w.:+-])*+\d[\w.:+-]*+")
_DESTINATION = regex(
    r"""\(\s*+
        (?: <(?P<angle>[^<>\n]*+)> | (?P<bare>(?:[^\s()\\]++|\\.|\((?:[^\s()\\]++|\\.)*+\))*+) )
        (?: \s++ (?:"(?:[^"\\]++|\\.)*+" | '(?:[^'\\]++|\\.)*+' | \((?:[^()\\]++|\\.)*+\)) )?+
        \s*+ \)""",
    VERBOSE,
)
_REFERENCE_LABEL = regex(r"\[((?:[^\[\]\\]++|\\.)*+)\]")
_DEFINITION = regex(
    r""":[ \t]*+\n?[ \t]*+ (?: <(?P<angle>[^<>\n]*+)> | (?P<bare>[^\s<]\S*+) )
        (?: [ \t]*+\n?[ \t]*+ (?:"[^"\n]*+" | '[^'\n]*+' | \([^()\n]*+\)) )?+ [ \t]*+ (?=\n|\Z)""",
    VERBOSE,
)
_WIKI_LINK = regex(r"\[\[[^\[\]\n]++\]\]")
_CITATION = regex(r"\[(?:[^\[\]@]*[\s;(])?-?@[\w{][^\[\]]*+\]")
_TASK = regex(r"\[[ xX]\][ \t\n]")


def read(path: str, text: str, removed: Sequence[int]) -> Document:
    """A document of a cleaned text; `text` and `removed` are what `citecheck.text.clean` gives."""
    scan = _Scan(text)
    scan.run()
    scan.resolve_references()
    masks = tuple(difference(union(scan.masked), union(scan.kept)))
    comments = [Span(*span) for span in scan.masked if text.startswith(("<!--", "{/*"), span[0])]
    return Document(path, "markdown", text, masks, removed, comments=speaking(text, comments))


class _Scan:
    """The pass over one text: what is masked, what is kept, and the brackets that are open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.masked: list[tuple[int, int]] = []
        self.kept: list[tuple[int, int]] = []
        self.open = array("q")
        """Offsets of the opening brackets of this paragraph."""
        self.paragraph_end = -1
        self.quote_end = -1
        self.runs: dict[str, array[int]] = {}
        """Offsets of each run of backticks from here to the end of the paragraph, last one first."""
        self.unclosed: set[Pattern[str]] = set()
        """What occurs no more."""
        self.in_container = False
        self.container_known = 0
        """How far `in_container` has looked."""
        self.pairs: list[tuple[int, int]] = []
        """Brackets that may be links by reference: start, and end after the `]`."""
        self.definitions: list[tuple[int, int, Match[str]]] = []
        """Start and end of the brackets, and what follows."""
        self.handlers: dict[str, Callable[[int], int]] = {
            "\n": self.blank_line,
            "`": self.code,
            "~": self.code,
            "<": self.html,
            "[": self.open_bracket,
            "]": self.close_bracket,
            "$": self.dollar,
            "\\": self.escape,
            "{": self.braces,
        }

    def run(self) -> None:
        """Go through the text once; each handler takes the offset of its character and gives the next."""
        at = self.front_matter()
        if leading := _LEADING_CODE.match(self.text, at):
            at = self.indented_code(leading.end())
        search, handlers = _OPENER.search, self.handlers
        while match := search(self.text, at):
            at = handlers[match[0]](match.start())

    def mask(self, start: int, end: int) -> int:
        """Mask a span; gives its end."""
        self.masked.append((start, end))
        return end

    # ------------------------------------------------------------ blocks

    def front_matter(self) -> int:
        """YAML or TOML between two lines of marks at the very start (pandoc: and no blank line)."""
        matter = _FRONT_MATTER.match(self.text)
        return self.mask(0, matter.end()) if matter else 0

    def prefix(self, at: int) -> str | None:
        """What stands before an offset in its line, if that is only space, quote marks and list markers."""
        start = self.text.rfind("\n", max(0, at - PREFIX_LIMIT), at) + 1
        if start == 0 and at > PREFIX_LIMIT:
            return None
        prefix = _PREFIX.match(self.text, start, at)
        return prefix[0] if prefix and prefix.end() == at else None

    def blank_line(self, at: int) -> int:
        """A line end, then a blank line, then an indented one."""
        return self.indented_code(self.text.find("\n", at + 1) + 1)

    def indented_code(self, start: int) -> int:
        """Lines indented by four spaces: code, unless they continue a list item or a note."""
        if self.continues_container(start) or _NOT_CODE.match(self.text, start):
            return start
        ended = _INDENTED_ENDS.search(self.text, start)
        return self.mask(start, ended.start() if ended else len(self.text))

    def continues_container(self, at: int) -> bool:
        """Whether the last block at the margin before this offset holds a list item or a note."""
        known, line = self.container_known, at
        while line > known:
            end = line - 1
            line = self.text.rfind("\n", known, end) + 1 or known
            if line < end and not self.text[line].isspace():
                block = max(self.text.rfind("\n\n", known, line), known - 1, 0)
                self.in_container = _CONTAINER.search(self.text, block, at) is not None
                break
        self.container_known = at
        return self.in_container

    def fenced_code(self, at: int, end: int) -> int | None:
        """The end of the block that a run of backticks or tildes opens, if it does (CommonMark, 4.5)."""
        text, mark = self.text, self.text[at]
        prefix = self.prefix(at) if end - at >= 3 else None
        if prefix is None:
            return None
        line_end = text.find("\n", end)
        if line_end < 0:
            line_end = len(text)
        if mark == "`" and text.find("`", end, line_end) >= 0:
            return None
        limit = self.end_of_quote(line_end) if ">" in prefix else len(text)
        for closing in _CLOSING_FENCE.finditer(text, line_end, limit):
            # Four columns further in, it would be part of the code.
            if closing[2][0] == mark and len(closing[2]) >= end - at and len(closing[1]) <= len(prefix) + 3:
                return closing.end()
        return limit

    def end_of_quote(self, at: int) -> int:
        """Where the block quote of an offset ends."""
        if at >= self.quote_end:
            ended = _QUOTE_ENDS.search(self.text, at)
            self.quote_end = ended.start() if ended else len(self.text)
        return self.quote_end

    # ------------------------------------------------------------ code, tags, maths

    def enter_paragraph(self, at: int) -> int:
        """The end of the paragraph of an offset; brackets and code spans do not reach over it."""
        if at >= self.paragraph_end:
            ended = _PARAGRAPH_ENDS.search(self.text, at)
            self.paragraph_end = ended.start() if ended else len(self.text)
            self.runs = {}
            del self.open[:]
        return self.paragraph_end

    def code(self, at: int) -> int:
        """A fenced block; or a code span, up to the next run of as many backticks (CommonMark, 6.1)."""
        run = _RUN.match(self.text, at)
        end = run.end() if run else at + 1
        if (fenced := self.fenced_code(at, end)) is not None:
            return self.mask(at, fenced)
        if self.text[at] == "~":
            return end
        paragraph_end = self.enter_paragraph(at)
        if not self.runs:
            for other in _RUN.finditer(self.text, at, paragraph_end):
                self.runs.setdefault(other[0], array("q")).append(other.start())
            for offsets in self.runs.values():
                offsets.reverse()
        offsets = self.runs.get(self.text[at:end], array("q"))
        while offsets and offsets[-1] < end:
            offsets.pop()
        return self.mask(at, offsets[-1] + end - at) if offsets else end

    def html(self, at: int) -> int:
        """A comment, a tag with what it makes opaque, or an address in angle brackets, which stays."""
        if self.text.startswith("<!--", at):
            return self.html_until(_COMMENT_END, at, at + 2)
        if not (tag := _TAG.match(self.text, at)):
            address = _AUTOLINK.match(self.text, at)
            return address.end() if address else at + 1
        closing = _OPAQUE.get(tag[1].lower())
        if closing and tag[0][1] != "/" and tag[0][-2] != "/":
            return self.html_until(closing, at, tag.end())
        self.kept += [address.span(1) for address in _ADDRESS.finditer(self.text, at, tag.end())]
        return self.mask(at, tag.end())

    def html_until(self, closing: Pattern[str], at: int, opened: int) -> int:
        """Mask to the closing; without one the tag, or all if it is of a block at a line's start (4.6)."""
        closed = None if closing in self.unclosed else closing.search(self.text, opened)
        if closed:
            return self.mask(at, closed.end())
        self.unclosed.add(closing)
        block = closing not in _INLINE_OPAQUE and self.prefix(at) is not None
        return self.mask(at, len(self.text) if block else opened)

    def dollar(self, at: int) -> int:
        """Maths between dollars, by pandoc's rule; an amount of money is none."""
        opening = 2 if self.text.startswith("$$", at) else 1
        maths = (_DISPLAY if opening == 2 else _INLINE).match(self.text, at)
        content = maths[0][opening:-opening] if maths else ""
        if maths and (_is_maths(content) or _SYMBOL.fullmatch(content)):
            return self.mask(at, maths.end())
        return at + opening

    def escape(self, at: int) -> int:
        r"""A backslash: `\[...\]` and `\(...\)` are maths or escaped; `\[1\]` may be a marker."""
        bracket = self.text[at + 1 : at + 2]
        pattern = _ESCAPED.get(bracket)
        pair = pattern and pattern.match(self.text, at)
        if pair:
            if bracket == "[" and _LABEL.fullmatch(pair[1]):
                return pair.end()
            if _is_maths(pair[1]):
                return self.mask(at, pair.end())
            if bracket == "[":
                self.mask(pair.end() - 2, pair.end())
                return self.mask(at, at + 2)
        return at + (1 if bracket == "\n" else 2)

    def braces(self, at: int) -> int:
        """Shortcodes, template tags and attributes."""
        braces = _BRACES.match(self.text, at)
        return self.mask(at, braces.end()) if braces else at + 1

    # ------------------------------------------------------------ brackets

    def open_bracket(self, at: int) -> int:
        """Remember it until its `]`."""
        self.enter_paragraph(at)
        self.open.append(at)
        return at + 1

    def close_bracket(self, at: int) -> int:
        """What the pair is depends on what stands in it and what follows it."""
        self.enter_paragraph(at)
        if not self.open:
            return at + 1
        text, start, end = self.text, self.open.pop(), at + 1
        following = text[end : end + 1]
        if following == "(" and (link := _DESTINATION.match(text, end, self.paragraph_end)):
            return self.link(start, end, link)
        if text[start + 1] == "^":
            self.kept.append((start, end))
        elif start and text[start - 1] == "^":
            self.kept += [(start - 1, start + 1), (at, end)]
        elif following == ":" and self.prefix(start) is not None and (found := _DEFINITION.match(text, end)):
            self.definitions.append((start, end, found))
            return found.end()
        elif self.is_markup(start, end):
            self.mask(start, end)
        else:
            self.pairs.append((start, end))
        return end

    def link(self, start: int, end: int, link: Match[str]) -> int:
        """`[text](destination)` or an image; a lone label in brackets such as `[[1]](#_ftn1)` stays."""
        if self.text[start + 1] == "^" or (start and self.text[start - 1] == "^"):
            self.kept += [(start, start + 1), (end - 1, end)]
        elif not _LABEL.fullmatch(self.text, start + 1, end - 1):
            image = start > 0 and self.text[start - 1] == "!"
            self.mask(start - image, end)
        self.mask(end, link.end())
        self.keep_address(link)
        return link.end()

    def keep_address(self, found: Match[str]) -> None:
        """Leave an absolute address to the scanner of URLs; a relative one stays masked."""
        start, end = found.span("bare" if found["angle"] is None else "angle")
        if _ABSOLUTE.match(self.text, start, end):
            self.kept.append((start, end))

    def is_markup(self, start: int, end: int) -> bool:
        """Whether a pair is a wiki link, a pandoc citation or the box of a task."""
        text = self.text
        if _WIKI_LINK.fullmatch(text, start, end):
            return not _LABEL.fullmatch(text, start + 2, end - 2)
        if _CITATION.fullmatch(text, start, end):
            return True
        return _TASK.match(text, start) is not None and (self.prefix(start) or "").rstrip() != ""

    def resolve_references(self) -> None:
        """Mask links by reference and definitions, once all definitions are known."""
        defined = {self.label(start, end) for start, end, _ in self.definitions}
        used: set[str] = set()
        shortcuts: list[tuple[int, int]] = []
        consumed = 0
        for start, end in self.pairs:
            if start < consumed:
                continue
            reference = _REFERENCE_LABEL.match(self.text, end, end + LABEL_LIMIT + 2)
            if reference and self.is_reference_link(start, end, reference, defined):
                used.add(_normal(reference[1]) or self.label(start, end))
                consumed = self.mask(start, reference.end())
            else:
                shortcuts.append((start, end))
        links = {label for label in defined if label in used or not _LABEL.fullmatch(label)}
        for start, end, found in self.definitions:
            if self.label(start, end) in links:
                self.mask(start, found.end())
                self.keep_address(found)
        for start, end in shortcuts if links else ():
            if self.label(start, end) in links:
                self.mask(start, end)

    def is_reference_link(self, start: int, end: int, reference: Match[str], defined: set[str]) -> bool:
        """Whether `[text][ref]` is a link and not two citations."""
        if _LABEL.fullmatch(self.text, start + 1, end - 1) or reference[1].startswith("^"):
            return False
        # `[sic][1]` and `[RFC2119][RFC8174]` are links only if something is defined under the label.
        like_citation = _LABEL.fullmatch(reference[1]) or _TAG_LABEL.fullmatch(reference[1])
        return not like_citation or _normal(reference[1]) in defined

    def label(self, start: int, end: int) -> str:
        """The label in a pair of brackets; empty if it is too long for one."""
        return _normal(self.text[start + 1 : end - 1]) if end - start <= LABEL_LIMIT + 2 else ""


def _normal(label: str) -> str:
    """Labels match without regard to case and runs of space (CommonMark, 4.7)."""
    return " ".join(label.split()).casefold()


def _is_maths(content: str) -> bool:
    return _MATHS.search(content) is not None and "[^" not in content

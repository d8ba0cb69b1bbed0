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
from typing import NamedTuple

from citecheck.model import Document, Span
from citecheck.patterns import lazy as regex
from citecheck.readers.markdown_containers import Containers, indent_of, unfenced
from citecheck.readers.markdown_references import LABEL, Definition, resolve
from citecheck.text import difference, speaking, union

PREFIX_LIMIT = 80
"""How many characters of quote, list and space may stand before a fence or definition."""

# ---------------------------------------------------------------- blocks

_OPENER = regex(r"[\n`~<\[\]$\\{%](?:(?<!\n)|(?=[ \t]*\n(?: {4}| {0,3}\t)[ \t]*\S))")
_LEADING_CODE = regex(r"(?:[ \t]*+\n)*+(?= {4}| {0,3}\t)(?=[ \t]*+\S)")
_FRONT_MATTER = regex(r"(---|\+\+\+)[ \t]*+\n(?!\s)(?:[^\n]*+\n)*?(?:\1|\.\.\.)[ \t]*+(?=\n|\Z)")
_PREFIX = regex(r"[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)]|\[\^[^\]\s]{1,50}\]:)[ \t]++)*+")
_CLOSING_FENCE = regex(r"\n([ \t>]*+)(`{3,}+|~{3,}+)[ \t]*+(?=\n|\Z)")
_QUOTE_ENDS = regex(r"\n(?![ \t]*>)")
_PARAGRAPH_ENDS = regex(
    r"\n(?=[ \t>]*+(?:(?:```+[^`\n]*+)?+(?:\n|\Z)|~~~|\||\[[^\]\n]{1,99}\]:"  # blank, fence, table, label
    r"|(?:\#{1,6}|[-*+]|\d{1,3}[.)])[ \t]))"  # heading, list item
)
_NOT_CODE = regex(r"\s*\[\^?\d+\]")

# ---------------------------------------------------------------- inside a paragraph

_RUN = regex(r"`+|~+")
_TAG = regex(
    r"""</?([a-zA-Z][a-zA-Z0-9-]*+(?::[a-zA-Z][a-zA-Z0-9-]*+)?)
        (?:\s++[a-zA-Z_:@][\w.:@-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^'<]*+'|"[^"<]*+"))?+)*+ \s*+/?>""",
    VERBOSE,
)
_AUTOLINK = regex(r"<[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*+>")
_ABSOLUTE = regex(r"(?!data:|attachment:)[a-z][a-z0-9+.-]{1,31}:|//|www\.", IGNORECASE)
_ADDRESS = regex(r"""(?:href|src|cite)\s*+=\s*+["']?+((?:https?|ftp):[^\s"'<>]++)""", IGNORECASE)
_COMMENT_END = regex("-->")
_HIDDEN = regex(
    r"(?<!\w)%%(?:(?=[^\s%])|[ \t])(?:[^%\n]++|%(?!%))*+%%(?!%)"
    r"|(?<![^\n])%%[ \t]*+\n(?:(?!%%[ \t]*+\n)[^\n]*+\n){0,200}?%%[ \t]*+(?=\n|\Z)"
)
"""A comment of Obsidian's, within a line or around lines."""
_OPAQUE = {
    name: regex(rf"</{name}\s*+>", IGNORECASE) for name in ("pre", "code", "script", "style", "math", "svg", "textarea")
}
_INLINE_OPAQUE = {_OPAQUE["code"], _OPAQUE["math"], _OPAQUE["svg"]}
_BRACES = regex(
    r"""\{\{ (?P<code>[<%][ ]*+highlight\b)?+ [^{}]*+ \}\}     # {{< shortcode >}}, {{ variable }}; Hugo's code
        (?(code) (?:(?:[^{]++|\{(?!\{))*+ \{\{[<%][ ]*+/ [^{}]*+ \}\})?+ )
      | \{% [^{}%]*+ (?:%(?!\})[^{}%]*+)*+ %\} | \{/\* (?:[^*{}]++|\*(?!/))*+ \*/\}  # {% tag %}, {/* comment in MDX */}
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
_SHOWN = regex(r"\\\[\^[^\s\[\]\\]{1,80}\]")
"""A marker that is not to be one."""
_NOTE = regex(r"(?:Foot-?|End)note \w{1,8}[:.]")
"""How a note begins that stands in brackets, `[Footnote 3: …]`."""
_TO_COME = regex(r"[A-Z]{2,8}|\?{1,5}|(?i:[a-z ]{1,20} needed)")
"""What may stand for a citation that is to come."""
_MATHS = regex(r"[\\^_={}<>+]")
_SYMBOL = regex(r"[A-Za-z]\S*+")

_DESTINATION = regex(
    r"""\(\s*+
        (?: <(?P<angle>[^<>\n]*+)> | (?P<bare>(?:[^\s()\\]++|\\.|\((?:[^\s()\\]++|\\.)*+\))*+) )
        (?: \s++ (?:"(?:[^"\\]++|\\.)*+" | '(?:[^'\\]++|\\.)*+' | \((?:[^()\\]++|\\.)*+\)) )?+
        \s*+ \)""",
    VERBOSE,
)
_DEFINITION = regex(
    r""":[ \t]*+\n?[ \t]*+ (?: <(?P<angle>[^<>\n]*+)> | (?P<bare>[^\s<]\S*+) )
        (?: [ \t]*+\n?[ \t]*+ (?:"[^"\n]*+" | '[^'\n]*+' | \([^()\n]*+\)) )?+ [ \t]*+ (?=\n|\Z)""",
    VERBOSE,
)
_WIKI_LINK = regex(r"\[\[[^\[\]\n]++\]\]")
_CITATION = regex(r"\[(?:[^\[\]@]*[\s;(])?-?@[\w{][^\[\]]*+\]")
_TASK = regex(r"\[[ xX]\][ \t\n]")


def read(path: str, text: str, removed: Sequence[int], beside: Callable[[str], bytes | None]) -> Document:
    """A document of a cleaned text; `text` and `removed` are what `citecheck.text.clean` gives.

    `beside` gives the files next to it, for the bibliography that it may name.
    """
    markup = markup_of(unfenced(text))
    comments = speaking(text, markup.comments)
    document = Document(path, "markdown", text, tuple(markup.masks), removed, comments=comments)
    if "@" in text and ("bibliography:" in text or "references:" in text):
        from citecheck.readers.markdown_citations import with_citations

        return with_citations(document, markup.citations, beside)
    return document


class Markup(NamedTuple):
    """What is markup in a text."""

    masks: list[Span]
    """Ascending and disjoint."""
    comments: list[Span]
    citations: list[tuple[int, int]]
    """Brackets that hold keys, such as `[@key]`; they are masked."""


def markup_of(text: str, *, first: bool = True) -> Markup:
    """The markup of a cleaned text; `first` says whether it may begin with metadata."""
    scan = _Scan(text)
    scan.run(first=first)
    masked, addresses = resolve(text, scan.pairs, scan.definitions)
    scan.masked += masked
    for found in addresses:
        scan.keep_address(found)
    comments = [Span(*span) for span in scan.masked if text.startswith(("<!--", "{/*"), span[0])]
    return Markup(difference(union(scan.masked), union(scan.kept)), comments, scan.citations)


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
        self.containers = Containers(text)
        self.no_notes: set[int] = set()
        """Brackets behind an escaped caret."""
        self.pairs: list[tuple[int, int]] = []
        """Brackets that may be links by reference: start, and end after the `]`."""
        self.definitions: list[Definition] = []
        self.citations: list[tuple[int, int]] = []
        """Brackets that hold keys, such as `[@key]`."""
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
            "%": self.hidden,
        }

    def run(self, *, first: bool) -> None:
        """Go through the text once; each handler takes the offset of its character and gives the next."""
        at = self.front_matter() if first else 0
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
        """Lines indented by four spaces, in a list item or a note by four more: code, but for a label of a list."""
        column = self.containers.column(start)
        if indent_of(self.text, start) < column or _NOT_CODE.match(self.text, start):
            return start
        ended = regex(rf"\n(?=[ ]{{0,{column - 1}}}[^\s])").search(self.text, start)
        end = ended.start() if ended else len(self.text)
        self.containers.opaque(start, end)
        return self.mask(start, end)

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
            same = closing[2][0] == mark and closing[1].count(">") == prefix.count(">")
            if same and len(closing[2]) >= end - at and len(closing[1]) <= len(prefix) + 3:
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
            self.containers.opaque(at, fenced)
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
            if bracket == "[" and _NOTE.match(pair[1]):
                return at + 2
            if bracket == "[" and (LABEL.fullmatch(pair[1]) or _TO_COME.fullmatch(pair[1])):
                return pair.end()
            if _is_maths(pair[1]):
                return self.mask(at, pair.end())
            if bracket == "[":
                self.mask(pair.end() - 2, pair.end())
                return self.mask(at, at + 2)
        if bracket == "[" and (shown := _SHOWN.match(self.text, at)):
            return self.mask(at, shown.end())
        if self.text.startswith("^[", at + 1):
            self.no_notes.add(at + 2)
            return self.mask(at, at + 2)
        return at + (1 if bracket == "\n" else 2)

    def braces(self, at: int) -> int:
        """Shortcodes, template tags and attributes."""
        braces = _BRACES.match(self.text, at)
        return self.mask(at, braces.end()) if braces else at + 1

    def hidden(self, at: int) -> int:
        """Two percent signs, which hide what stands between them and the next two."""
        hidden = _HIDDEN.match(self.text, at)
        return self.mask(at, hidden.end()) if hidden else at + (2 if self.text.startswith("%%", at) else 1)

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
        elif self.opens_note(start):
            self.kept += [(start - 1, start + 1), (at, end)]
        elif following == ":" and self.prefix(start) is not None and (found := _DEFINITION.match(text, end)):
            self.definitions.append(Definition(start, end, found))
            return found.end()
        elif self.is_markup(start, end):
            self.mask(start, end)
        else:
            self.pairs.append((start, end))
        return end

    def opens_note(self, start: int) -> bool:
        """Whether a bracket is that of a note in the text, `^[...]`."""
        return start > 0 and self.text[start - 1] == "^" and start not in self.no_notes

    def link(self, start: int, end: int, link: Match[str]) -> int:
        """`[text](destination)` or an image; a lone label in brackets such as `[[1]](#_ftn1)` stays."""
        if self.text[start + 1] == "^" or self.opens_note(start):
            self.kept += [(start, start + 1), (end - 1, end)]
        elif not LABEL.fullmatch(self.text, start + 1, end - 1):
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
            return not LABEL.fullmatch(text, start + 2, end - 2)
        if _CITATION.fullmatch(text, start, end):
            self.citations.append((start, end))
            return True
        return _TASK.match(text, start) is not None and (self.prefix(start) or "").rstrip() != ""


def _is_maths(content: str) -> bool:
    return _MATHS.search(content) is not None and "[^" not in content

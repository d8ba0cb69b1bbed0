"""What stands around a bracket: code, diagrams, quotations, and the other reasons why it is no marker."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from citecheck.citations.brackets import Kind, Token
from citecheck.citations.variants import EAST, anchor, is_link_text, leads_to_entry
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PARAGRAPH = 3000
"""Characters before and behind a bracket that are taken for its paragraph, at most."""
_BESIDE = 120
"""Characters between an interval and another one of its list, at most."""
_CODE_LINE = lazy(
    r"::=|:: =|^\s*(?:>>>\s|#\s*(?:include|define|ifn?def|endif)\b|//|/\*|\*/|[$#%]\s)|(?<!\[\d)(?<!\[\d\d)[{}]\s*$|"
    r"^\s*\}|^\s*[\w.>-]+(?:\[\w*\])?\s*[-+|&*/]?=[^=]|--[ \t]+\d+ \(|[A-Z]{3,}\s*[({]\s*$",
)
_IN_A_SENTENCE = lazy(r"\b[A-Z]?[a-z0-9]+ \[?\^?[\w, -]+\]?(?:[,.;)]{0,2} [a-z]+\b[.,]? \[?[a-z\d]+|[.:]\s)")
_STATEMENT = lazy(r"[={}]|\w\(|->|\s[*&]\w|\w\[\w*\]")
_CHAIN = r"(?:\[\d{1,4}\](?:\s?[-–]\s?|,?\s(?:and|to|or)\s|,\s|,)){0,6}$"
"""The brackets before the last one of a row, `[7] to [9]`."""
_COUNTED = lazy(
    r"\b(?:eqs?|equations?|figs?|figures?|tables?|steps?|options?|items?|bits?|bytes?|"
    r"versions?|pages?|columns?|rows?|index|indices|intervals?|ranges?|element|slot|appendix|type|tag)\.?\s*" + _CHAIN,
    re.IGNORECASE,
)
_IDENTIFIER = lazy(r"[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)*$")
_CODE_AFTER = lazy(
    r"\s*(?:[-+*/|&^%]?=[^=>]|==)|\+\+|--(?!\s)|->|\.[a-z_]\w*\s*[(=.]|"
    r"\[(?:[i-z]|\w+ ?[-+*/] ?\w+|(?![lIO\d]+\])[a-z_]\w+)\]|\("
)
"""A second bracket is a subscript, too, unless it may be a note: `[9][a]`, `[9][note 1]`, `[9][citation needed]`."""
REGEX_AFTER = "+*?{$"
_COLUMN = lazy(r"\S(?:[ ]{4,30}|[ ]?\t)$")
_OPERAND = lazy(r"\w\]? [+/=<>] \w+$")
_OUTPUT = lazy(r"(?:[ \t]+(?:-?\d[\d.e+-]{0,20}|NA|NULL|TRUE|FALSE))+[ \t]*(?:\n|$)")
"""Values behind the number of the first of them, as R prints them."""
_LOST = lazy(r"\d{1,4}\]")
"""A marker behind another one that has lost its bracket, `[5]6]`."""
_CENTURY = lazy(r"(?<!\d)(?:1\d|20)$")
"""What stands before the rest of a year that an editor supplies, `18[74]`."""
_DECLARED = lazy(r";[ \t]*(?:$|\n|/[*/])")
_BITS = lazy(r"\[\d{1,3}:\d{1,3}\]")
_PROCESS = lazy(r"(?:^|\n)[ \t]*[a-z][\w-]*$")
"""How a line of a log begins, `make[3]: …`."""
_INDEXES = ("i", "j", "k", "n")
_MACRO = lazy(r"(?<![\w/])[a-z]{3,12}:[\w.-]+$")
_TYPED = lazy(
    r"(?:::=|:: =|\b(?:char|int|short|long|unsigned|float|double|byte|octet|word|u?int\d+(?:_t)?)(?:\[\])?)\s$"
    r"|\b(?:char|int|byte|float|u?int\d+(?:_t)?)(?:\[\])?$"
)
# Reasons that hold unless nothing else cites the entry.
ON_IDENTIFIER = "a subscript of an identifier"
ON_NEXT_WORD = "glued to the word behind it"
ON_REPORT = "a paragraph of a judgment"
_LITERAL = lazy(r"(?:=|∈|[{,\n]\s{0,8}[\"'][\w.-]{1,40}[\"']:) ?$")
"""What stands before a list of values in program text, and before an interval; a quotation may end in `":` too."""
_JUDGMENT = lazy(r"\[(?:1[89]|20)\d\d\] (?:\d{1,3} )?[A-Z]\.?[A-Z][A-Za-z.]{0,6} (?:[A-Z]\w{0,5} )?\d")
"""A case as reports and courts number it: `[2014] UKSC 5`, `[1990] 2 A.C. 44`."""
_PARAGRAPHS = lazy(r"\b(?:paras?\.?|paragraphs?),?\s" + _CHAIN, re.IGNORECASE)
_AT_PARAGRAPH = lazy(r"\bat,?\s" + _CHAIN, re.IGNORECASE)
_BEHIND_CASE = lazy(
    r"(?:\[(?:1[89]|20)\d\d\] (?:\d{1,3} )?(?:[A-Z][\w.]{0,7} ){1,3}\d{1,5}(?: \([A-Z][a-z]{1,6}\))?|"
    r"(?:\b[Ii]bid\.?|\(n \d{1,3}\))(?: \d{1,4}(?:[-–]\d{1,4})?)?),?\s" + _CHAIN
)
_NUMBERED_LINE = lazy(r"\n[ \t]*\d+$")
_CELL = lazy(r"\b(?:In|Out)\s?$")
"""Cells of an interactive session."""


class Surroundings:
    """The text around the brackets of one document."""

    def __init__(
        self, prose: str, text: str, *, markdown: bool, enumerators: set[int], tokens: Iterable[Token]
    ) -> None:
        self.prose = prose
        self.text = text
        """The prose with nothing masked."""
        self.markdown = markdown
        self.enumerators = enumerators
        """Starts of tokens that open the items of an ordinary list."""
        self._code: dict[int, bool] = {}
        self._judgments: bool | None = None
        self._zeros = set(self._find_zeros(tokens))
        self._intervals = [
            token.span.start for token in tokens if token.from_zero and prose.startswith("\n", token.span.end)
        ]

    def look_alike(self, token: Token, *, defined: bool, fits: bool, zero_based: bool) -> str:
        """Why a bracket with numbers is no marker after all, or nothing.

        `defined` says that lists have all its numbers, `fits` that its list lacks just this one or would go on with it,
        `zero_based` that a list begins at [0].
        """
        start, end = token.span
        prose = self.prose
        before, after = prose[start - 1 : start], prose[end : end + 1]
        if start in self.enumerators:
            return "opens an item of an ordinary list"
        leads, _ = anchor(self.text, end)
        if leads == 0 and self.markdown and is_link_text(self.text, end):
            return "the text of a link"
        if leads and not defined and leads_to_entry(self.text, end):
            return "leads to an entry by its name, whose number is not read"
        if leads > 0:
            return ""
        if before and before in "^\\|" and after and after in REGEX_AFTER:
            return "part of a regular expression"
        if (
            after.isalpha()
            and after < EAST
            and before
            and not (before in "^(" and defined)  # how DocBook raises its notes; `([9]release notes)` as lynx writes
            and (before.isalnum() or (not before.isspace() and after.islower()))
        ):
            return "letters are glued to it"
        if token.grouped and (before == "[" or (not defined and (after == "]" or self._alone(start, end)))):
            return "a row of a matrix"
        if not defined and before == "(" and prose[start - 2 : start - 1].isalnum():
            return "an argument of a function"
        if not defined and _OPERAND.search(prose, max(0, start - 44), start):
            return "a value in an expression"
        if after == ":" and self.in_a_cell(start):
            return "numbers a cell of an interactive session"
        if _OUTPUT.match(prose, end) and self._begins_line(start):
            return "numbers the values that a program printed"
        if after.isdecimal() and (before.isalnum() or before == " ") and before < EAST and not _LOST.match(prose, end):
            return ON_NEXT_WORD if defined and before == " " else "part of a name or of a number"
        if not defined and end - start == 4 and _CENTURY.search(prose, max(0, start - 3), start):
            return "part of a year"
        if not defined and prose.startswith("00", start + 1):
            return "a paragraph of a patent"
        if _MACRO.search(prose, max(0, start - 40), start):
            return "an AsciiDoc macro"
        if _TYPED.search(prose, max(0, start - 16), start) or prose.startswith((" IMPLICIT", " EXPLICIT"), end):
            return "part of a declaration"
        if after.isalpha() and after.islower() and after < EAST and (before.isspace() or before == "("):
            return ON_NEXT_WORD
        if is_value(prose, start):
            return "an interval, an index or a list of values"
        if prose.startswith((" = ", " := "), end):
            return "defined here as something else"
        pinpoint = self._pinpoint(start)
        if pinpoint:
            return pinpoint
        emphasis = after == "*" and before == "*"
        if after and after in "+*{" and not emphasis and not prose[end + 1 : end + 2].isspace():
            return "part of an expression"
        if not defined and after and after in "+*" and not emphasis:
            return "part of an expression"  # `[0-9]* `
        if not defined and after == ":" and _PROCESS.search(prose, max(0, start - 40), start):
            return "the number of a process"
        if before and (before.isalnum() or before in "_$)]"):
            if before == "]" and self._is_subscripted(start - 1):
                return "a second subscript"
            odd = self._subscript(start, end, before, defined=defined, zero_based=zero_based)
            if odd:
                return odd
        if before == "/" and not defined:
            return "part of a path"
        if not defined and (prose.startswith("  ", start + 1) or _COLUMN.search(prose, max(0, start - 32), start)):
            return "a column of a table"
        if token.grouped and after == "\n" and not defined and not zero_based and self._beside_interval(start):
            return "an interval beside one from 0"
        if before in " -–" and not defined and not fits and _COUNTED.search(prose, max(0, start - 60), start):
            return "numbers something else"
        if not defined and self.in_diagram(start):
            return "part of a diagram or table"
        if self.in_code(start, end):
            return "stands in what looks like code"
        return ""

    def _beside_interval(self, start: int) -> bool:
        """Whether a line near ends with an interval from 0, as in a list of fields: `Hour [0,23]`."""
        at = bisect_left(self._intervals, start - _BESIDE)
        return at < len(self._intervals) and self._intervals[at] <= start + _BESIDE

    def _pinpoint(self, start: int) -> str:
        """Why the bracket is a paragraph of a judgment, as in `[2014] UKSC 5 at [23]`, or nothing."""
        low = max(0, start - 90)
        if _PARAGRAPHS.search(self.prose, low, start):
            return ON_REPORT
        if self._judgments is None:
            self._judgments = _JUDGMENT.search(self.prose) is not None
        if not self._judgments:
            return ""
        if _AT_PARAGRAPH.search(self.prose, low, start):
            return "numbers a paragraph of a judgment"
        return ON_REPORT if _BEHIND_CASE.search(self.prose, low, start) else ""

    def _subscript(self, start: int, end: int, before: str, *, defined: bool, zero_based: bool) -> str:
        found = _IDENTIFIER.search(self.prose, max(0, start - 40), start)
        word = found[0] if found else ""
        if word in self._zeros and not zero_based:
            return "the same word has the subscript [0] or [i] elsewhere"
        if len(word) == 1 and (word.islower() or not defined) and not self._is_joined(start - 1):
            return "a subscript of a single letter"
        if "_" in word.strip("_") or "$" in word or "->" in word or "::" in word:
            return ON_IDENTIFIER
        if word and _CODE_AFTER.match(self.prose, end):
            return "used like an array"
        if not defined and _NUMBERED_LINE.search(self.prose, max(0, start - 16), start):
            return "a field of a numbered line"
        if word and not defined and _DECLARED.match(self.prose, end):
            return "used like an array"
        if before in ")]" and _CODE_AFTER.match(self.prose, end) and not defined:
            return "used like an array"
        return ""

    def _is_subscripted(self, at: int) -> bool:
        """Whether the bracket that closes at an offset is itself the subscript of a word with [0] elsewhere."""
        opening = self.prose.rfind("[", max(0, at - 8), at)
        found = _IDENTIFIER.search(self.prose, max(0, opening - 40), opening) if opening > 0 else None
        return found is not None and (found[0] in self._zeros or len(found[0]) == 1)

    def _begins_line(self, at: int) -> bool:
        newline = self.prose.rfind("\n", max(0, at - 60), at)
        return (newline >= 0 or at < 60) and not self.prose[newline + 1 : at].strip(" \t-")

    def _alone(self, start: int, end: int) -> bool:
        """Whether nothing but the bracket stands on its line, as the rows of a table of values do."""
        rest = self.prose[end : end + 40].partition("\n")[0]
        return rest.strip(" \t,;") == "" and self._begins_line(start)

    def _is_joined(self, at: int) -> bool:
        """Whether a letter is joined to what stands before it, as in `vitamin-C[3]` and `U.S[3]`."""
        return self.prose[at - 1 : at] in ("-", "'", "’", "‐", ".")

    def quoted(self, at: int) -> bool:
        """Whether the line is a quotation, as in Markdown and in mail."""
        newline = self.prose.rfind("\n", max(0, at - 400), at)
        return (newline >= 0 or at < 400) and self.prose[newline + 1 : newline + 3].lstrip(" ").startswith(">")

    def in_diagram(self, at: int) -> bool:
        """Whether the line is drawn with bars, dashes and arrows."""
        start = max(self.prose.rfind("\n", max(0, at - 200), at) + 1, at - 200, 0)
        line = self.prose[start : at + 120].partition("\n")[0].strip()
        return (line[:1] in "|+" and line[-1:] in "|+") or "--->" in line or "<---" in line or "+--" in line

    def mid_sentence(self, at: int) -> bool:
        """Whether the line above a bracket at the start of a line leaves a sentence open."""
        newline = self.prose.rfind("\n", max(0, at - 60), at)
        if self.prose[max(newline + 1, at - 60) : at].strip():
            return False  # the bullet of an item
        above = self.prose[max(0, newline - 80) : max(0, newline)].rstrip(" \t")
        return bool(above) and not above.endswith("\n")

    def in_code(self, at: int, end: int) -> bool:
        """Whether the paragraph around a bracket looks like program text, and the words beside it do too."""
        newline = self.prose.rfind("\n", max(0, at - 60), at)
        alone = newline >= 0 and self.prose[newline + 1 : at].isspace() and self.prose[end : end + 1] == "\n"
        if not alone and _IN_A_SENTENCE.search(self.prose, max(0, at - 24), end + 24):
            return False
        start = self.prose.rfind("\n\n", max(0, at - _PARAGRAPH), at)
        # In a paragraph without end every stretch of `_PARAGRAPH` characters is judged once.
        start = at - at % _PARAGRAPH if start < 0 else start + 2
        if start not in self._code:
            end = self.prose.find("\n\n", at, at + _PARAGRAPH)
            end = min(len(self.prose), at + _PARAGRAPH) if end < 0 else end
            lines = self.prose[start:end].split("\n")
            hits = sum(_is_code(line) for line in lines)
            self._code[start] = len(lines) > 1 and hits * 3 >= len(lines)
        return self._code[start]

    def indented(self, at: int) -> bool:
        """Whether the line is set in, as examples are in plain text."""
        newline = self.prose.rfind("\n", max(0, at - 400), at)
        return newline >= 0 and self.prose.startswith(("    ", "\t"), newline + 1)

    def in_a_cell(self, at: int) -> bool:
        """Whether the bracket numbers a cell of an interactive session, as in `In [1]:`."""
        return _CELL.search(self.prose, max(0, at - 5), at) is not None

    def _find_zeros(self, tokens: Iterable[Token]) -> Iterator[str]:
        """Words that carry [0] or [7:0], and letters that carry [i]: arrays, unless a list begins at [0]."""
        for token in tokens:
            zero = (token.kind is Kind.NUMBERS and token.label == "0") or self._selects_bits(token)
            if zero or (token.kind is Kind.TAG and token.label in _INDEXES):
                found = _IDENTIFIER.search(self.prose, max(0, token.span.start - 40), token.span.start)
                if found and (zero or len(found[0]) == 1):
                    yield found[0]

    def _selects_bits(self, token: Token) -> bool:
        return token.kind is Kind.OTHER and _BITS.fullmatch(self.prose, *token.span) is not None


def is_value(prose: str, start: int) -> bool:
    """Whether a bracket holds values, by what stands before it: `x = [1, 2]`, `{"a": [1]}`, `x ∈ [0, 1]`."""
    return prose[start - 1 : start] in (" ", "=", "∈", ":") and bool(_LITERAL.search(prose, max(0, start - 54), start))


def _is_code(line: str) -> bool:
    """Whether a line reads like program text or a grammar."""
    if line.rstrip().endswith(";"):
        return _STATEMENT.search(line) is not None
    return _CODE_LINE.search(line) is not None

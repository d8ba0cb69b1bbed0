"""Judge every bracket that opens no reference: is it a marker, how surely, and why.

The lists are known by now, so a bracket is judged by whether a list defines its label, by what stands around
it, and by how the others of its kind behave. Only *sure* markers can raise errors.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from citecheck.citations.brackets import Kind, Token
from citecheck.citations.order import nearly_ascends
from citecheck.citations.variants import anchor, is_link_text
from citecheck.model import Confidence, Form, Marker, Reference, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_YEAR = 1000
_TOGETHER = 400
"""Characters between two lists that are too few for a chapter."""
_PARAGRAPH = 3000
_CODE_LINE = re.compile(
    r"::=|:: =|^\s*(?:#\s*(?:include|define|ifn?def|endif)\b|//|/\*|\*/|[$#%]\s)|[{}]\s*$|^\s*\}|"
    r"^\s*[\w.>-]+(?:\[\w*\])?\s*[-+|&*/]?=[^=]|--[ \t]+\d+ \(|[A-Z]{3,}\s*[({]\s*$",
)
_IN_A_SENTENCE = re.compile(r"\b[A-Z]?[a-z0-9]+ \[?\^?[\w, -]+\]?(?:[,.;)]{0,2} [a-z]+\b[.,]? \[?[a-z\d]+|[.:]\s)")
_STATEMENT = re.compile(r"[={}]|\w\(|->|\s[*&]\w|\w\[\w*\]")
_COUNTED = re.compile(
    r"\b(?:paras?|paragraphs?|eqs?|equations?|figs?|figures?|tables?|steps?|options?|items?|bits?|bytes?|"
    r"versions?|pages?|columns?|rows?|index|indices|intervals?|ranges?|element|slot|appendix|type|tag)\.?\s*$",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)*$")
_CODE_AFTER = re.compile(r"\s*(?:[-+*/|&^%]?=[^=>]|==)|\+\+|--(?!\s)|->|\.[a-z_]\w*\s*[(=.]|\[[^\]\d]|\(")
_REGEX_AFTER = "+*?{"
_MACRO = re.compile(r"(?<![\w/])[a-z]{3,12}:[\w.-]+$")
_TYPED = re.compile(r"(?:::=|:: =|\b(?:char|int|short|long|unsigned|float|double|byte|octet|word|u?int\d+(?:_t)?))\s$")
_EAST = "\u2e80"
"""From here on scripts write no spaces between words."""
_NUMBERED_LINE = re.compile(r"\n[ \t]*\d+$")
_RFC = re.compile(r"RFC-?\d{3,5}")
_KEYED = re.compile(r"[A-Z][A-Za-z+]{1,5}\d\d[a-z]?")
"""Author and year, as BibTeX's alpha style makes them: `Knu97`, `GKP94`."""
_WORDY = re.compile(r"[\w:.-]+")
_CELL = re.compile(r"\b(?:In|Out)\s?$")
"""Cells of an interactive session."""
_CHARACTER_CLASS = re.compile(r"(?:\\.|.-.|[^\w-])+|.|(?:\w-\w)+.*")


@dataclass
class Series:
    """The labels of one form within one scope."""

    form: Form
    index: int
    start: int
    """Where the scope begins."""
    end: int
    """Where its list ends."""
    together: bool = False
    """Whether another list of the form stands right before or behind it."""
    labels: set[str] = field(default_factory=set)
    highest: int = -1
    lowest: int = 1_000_000


@dataclass
class Lists:
    """All series of a document, by form."""

    series: dict[Form, list[Series]] = field(default_factory=dict)

    @classmethod
    def of(cls, references: Iterable[Reference]) -> Lists:
        """Gather the labels of each series; references in order of place."""
        lists = cls()
        known: dict[tuple[Form, int], Series] = {}
        for reference in references:
            group = lists.series.setdefault(reference.form, [])
            series = known.get((reference.form, reference.series))
            if series is None:
                start = group[-1].end if group else 0
                together = bool(group) and reference.span.start - start < _TOGETHER
                if together:
                    group[-1].together = True
                series = Series(reference.form, reference.series, start, reference.body.end, together)
                known[reference.form, reference.series] = series
                group.append(series)
            series.end = max(series.end, reference.body.end)
            series.labels.add(fold(reference.label, reference.form))
            if reference.label.isdecimal():
                series.highest = max(series.highest, int(reference.label))
                series.lowest = min(series.lowest, int(reference.label))
        return lists

    def at(self, form: Form, offset: int) -> Series | None:
        """The series that a marker at this offset belongs to: the list that ends next, else the last one."""
        group = self.series.get(form)
        if not group:
            return None
        index = bisect_right(group, offset, key=lambda series: series.end)
        return group[min(index, len(group) - 1)]

    def holding(self, form: Form, offset: int, label: str) -> Series | None:
        """The series at an offset that has this label; None if it has it not.

        Lists that stand together, such as notes and a bibliography at the end, are looked through as one.
        """
        here = self.at(form, offset)
        if here is None or label in here.labels:
            return here
        if not here.together:
            return None
        return next((each for each in self.series[form] if each.together and label in each.labels), None)


def fold(label: str, form: Form) -> str:
    """The label as it is compared: Markdown ignores case, `[RFC 793]` and `[RFC-0793]` are one tag."""
    if form is Form.CARET:
        return label.casefold()
    if form is Form.TAG and label.startswith("RFC"):
        return "RFC" + label[3:].lstrip(" -0")
    return label


class Judge:
    """Judges the tokens of one document."""

    def __init__(
        self,
        prose: str,
        text: str,
        lists: Lists,
        *,
        markdown: bool,
        enumerators: set[int],
        openers: set[int],
    ) -> None:
        self.prose = prose
        self.text = text
        self.lists = lists
        self.markdown = markdown
        self.enumerators = enumerators
        """Starts of tokens that open the items of an ordinary list."""
        self.openers = openers
        """Starts of all tokens at the beginning of a line."""
        self._code: dict[int, bool] = {}
        self._arrays: set[str] = set()
        self._tag_shapes: dict[int, set[str]] = {}

    def judge(self, tokens: Iterable[Token]) -> tuple[list[Marker], list[Marker]]:
        """The markers, and the brackets that are none, each with its reason."""
        self._arrays = self._find_arrays(tokens)
        markers: list[Marker] = []
        rest: list[Marker] = []
        for token in tokens:
            if token.kind is Kind.OTHER:
                continue
            for marker in self._token(token):
                (rest if marker.confidence is Confidence.UNLIKELY else markers).append(marker)
        return self._without_any_list(markers, rest), rest

    def _token(self, token: Token) -> list[Marker]:
        if token.kind is Kind.TAG:
            return self._tag(token)
        form, judged = self._form(token)
        marks = []
        for member in token.members:
            label = member.label
            series = self.lists.holding(form, token.span.start, fold(label, form))
            confidence, reason = judged
            if confidence is not Confidence.UNLIKELY and series is None and (self.lists.series.get(form)):
                confidence, reason = self._undefined(form, token, label, confidence)
            marks.append(self._marker(token, member.span, label, form, confidence, reason, series))
        return marks

    def _marker(
        self,
        token: Token,
        span: Span,
        label: str,
        form: Form,
        confidence: Confidence,
        reason: str,
        series: Series | None,
    ) -> Marker:
        here = series or self.lists.at(form, token.span.start)
        before = self.prose[token.span.start - 1 : token.span.start]
        return Marker(
            span,
            label,
            token.span,
            form,
            confidence,
            reason,
            series=here.index if here else 0,
            attached=bool(before) and not before.isspace() and before < _EAST,
            grouped=token.grouped,
            reversed=token.reversed,
            members=token.too_wide or (len(token.members) if span == token.span else 1),
        )

    # ---------------------------------------------------------------- numbers

    def _form(self, token: Token) -> tuple[Form, tuple[Confidence, str]]:
        if token.kind is Kind.CARET:
            return Form.CARET, self._caret(token)
        if token.kind is Kind.SYMBOL:
            known = self.lists.series.get(Form.SYMBOL)
            return Form.SYMBOL, _sure("a note with this symbol follows") if known else _no("no note has such a symbol")
        if token.kind is Kind.NOTE:
            if self.lists.series.get(Form.NOTE):
                return Form.NOTE, _sure("the list of notes has such labels")
            if self.lists.series.get(Form.NUMERIC):
                return Form.NUMERIC, _sure("a word for note and a number of the list")
            return Form.NOTE, _no("there is no list of notes")
        if token.kind is Kind.SUPERSCRIPT:
            return Form.NUMERIC, self._superscript(token)
        if not self.lists.series.get(Form.NUMERIC):
            return Form.NUMERIC, self._without_list(token)
        return Form.NUMERIC, self._number(token)

    def _number(self, token: Token) -> tuple[Confidence, str]:
        """Whether a bracket with numbers, in a document with a list of numbers, is a marker."""
        start, end = token.span
        known = [self.lists.holding(Form.NUMERIC, start, member.label) is not None for member in token.members]
        if not all(known):
            series = self.lists.at(Form.NUMERIC, start)
            if series and series.lowest > 0 and any(member.label == "0" for member in token.members):
                if token.grouped or self.prose[start - 1 : start] not in tuple(".,!?"):
                    return _no("the list does not begin at [0]")
            far = self._too_far(token)
            if far:
                return _no(far)
        odd = self._look_alike(token, defined=all(known))
        if odd:
            return _no(odd)
        if self._quoted(start):
            return (Confidence.LIKELY, "stands in a quotation") if all(known) else _no("stands in a quotation")
        if not any(known) and len(token.members) > 1:
            return _no("none of its numbers is in the list")
        return _sure("the list has this number") if all(known) else _sure("a number near those of the list")

    def _superscript(self, token: Token) -> tuple[Confidence, str]:
        known = [self.lists.holding(Form.NUMERIC, token.span.start, member.label) for member in token.members]
        if self.lists.series.get(Form.NUMERIC) and all(known):
            return _sure("the list has this number")
        return _no("a raised number that no list has")

    def _too_far(self, token: Token) -> str:
        series = self.lists.at(Form.NUMERIC, token.span.start)
        if series is None:
            return ""
        for member in token.members:
            if member.label in series.labels:
                continue
            number = int(member.label.rstrip("abcdefghijklmnopqrstuvwxyz"))
            if number >= _YEAR and number > series.highest * 2:
                return "looks like a year"
            if number > series.highest * 2 + 20:
                return f"far beyond the list, which ends at [{series.highest}]"
        return ""

    def _undefined(self, form: Form, token: Token, label: str, confidence: Confidence) -> tuple[Confidence, str]:
        """What to think of a label that a list of its form does not have."""
        if form is Form.NUMERIC and not label.isdecimal():
            return _no("a lettered label that no list defines")
        if form is Form.NUMERIC and token.span.start in self.openers and not self._mid_sentence(token.span.start):
            return Confidence.LIKELY, "begins a line like an item, but no list has this number"
        return confidence, "no list has this label"

    def _look_alike(self, token: Token, *, defined: bool) -> str:
        """Why a bracket with numbers is no marker after all, or nothing."""
        start, end = token.span
        prose = self.prose
        before, after = prose[start - 1 : start], prose[end : end + 1]
        if start in self.enumerators:
            return "opens an item of an ordinary list"
        leads, _ = anchor(self.text, end)
        if leads == 0 and self.markdown and is_link_text(self.text, end):
            return "the text of a link"
        if leads > 0:
            return ""
        if before and before in "^\\|" and after and after in _REGEX_AFTER:
            return "part of a regular expression"
        if (
            after.isalpha()
            and after < _EAST
            and before
            and (before.isalnum() or (not before.isspace() and after.islower()))
        ):
            return "letters are glued to it"
        if _MACRO.search(prose, max(0, start - 40), start):
            return "an AsciiDoc macro"
        if _TYPED.search(prose, max(0, start - 16), start) or prose.startswith((" IMPLICIT", " EXPLICIT"), end):
            return "part of a declaration"
        if after and after in "+*{" and not prose[end + 1 : end + 2].isspace():
            return "part of an expression"
        if before and (before.isalnum() or before in "_$)]"):
            odd = self._subscript(start, end, before, defined=defined)
            if odd:
                return odd
        if before == " " and _COUNTED.search(prose, max(0, start - 16), start) and not (defined and not token.grouped):
            return "numbers something else"
        if before == " " and not defined and prose[max(0, start - 4) : start].endswith((" = ", " ∈ ")):
            return "an interval or an index"
        if not defined and self._in_diagram(start):
            return "part of a diagram or table"
        if self.in_code(start, end):
            return "stands in what looks like code"
        return ""

    def _subscript(self, start: int, end: int, before: str, *, defined: bool) -> str:
        found = _IDENTIFIER.search(self.prose, max(0, start - 40), start)
        word = found[0] if found else ""
        if word in self._arrays:
            return "the same word has the subscript [0] elsewhere"
        if len(word) == 1 and (word.islower() or not defined) and not self._after_hyphen(start - 1):
            return "a subscript of a single letter"
        if "_" in word.strip("_") or "$" in word or "->" in word or "::" in word:
            return "a subscript of an identifier"
        if word and _CODE_AFTER.match(self.prose, end):
            return "used like an array"
        if not defined and _NUMBERED_LINE.search(self.prose, max(0, start - 16), start):
            return "a field of a numbered line"
        if word and not defined and self.prose[end : end + 2] in (";", ";\n"):
            return "used like an array"
        if before in ")]" and _CODE_AFTER.match(self.prose, end) and not defined:
            return "used like an array"
        return ""

    def _after_hyphen(self, at: int) -> bool:
        return self.prose[at - 1 : at] in ("-", "'", "’", "‐", ".")

    def _find_arrays(self, tokens: Iterable[Token]) -> set[str]:
        """Words that carry the subscript [0] although no list begins at 0."""
        series = self.lists.series.get(Form.NUMERIC, ())
        if any(each.lowest == 0 for each in series):
            return set()
        words = set()
        for token in tokens:
            if token.kind is Kind.NUMBERS and token.label == "0":
                found = _IDENTIFIER.search(self.prose, max(0, token.span.start - 40), token.span.start)
                if found:
                    words.add(found[0])
        return words

    def _quoted(self, at: int) -> bool:
        newline = self.prose.rfind("\n", max(0, at - 400), at)
        return (newline >= 0 or at < 400) and self.prose[newline + 1 : newline + 3].lstrip(" ").startswith(">")

    def _in_diagram(self, at: int) -> bool:
        start = max(self.prose.rfind("\n", max(0, at - 200), at) + 1, at - 200, 0)
        line = self.prose[start : at + 120].partition("\n")[0].strip()
        return (line[:1] in "|+" and line[-1:] in "|+") or "--->" in line or "<---" in line or "+--" in line

    def _mid_sentence(self, at: int) -> bool:
        """Whether the line above a bracket at the start of a line leaves a sentence open."""
        newline = self.prose.rfind("\n", max(0, at - 60), at)
        above = self.prose[max(0, newline - 80) : max(0, newline)].rstrip(" \t")
        return bool(above) and not above.endswith("\n")

    def in_code(self, at: int, end: int) -> bool:
        """Whether the paragraph around a bracket looks like program text, and the words beside it do too."""
        if _IN_A_SENTENCE.search(self.prose, max(0, at - 24), end + 24):
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

    def _without_list(self, token: Token) -> tuple[Confidence, str]:
        """A bracket with numbers in a document that has no list of them."""
        start = token.span.start
        numbers = [int(member.label) if member.label.isdecimal() else _YEAR for member in token.members]
        if max(numbers) > 200 or min(numbers) == 0:
            return _no("there is no list of references")
        begins = start in self.openers and not self._mid_sentence(start)
        if begins or self._look_alike(token, defined=False) or self._quoted(start):
            return _no("there is no list of references")
        before = self.prose[start - 1 : start]
        after = self.prose[token.span.end : token.span.end + 1]
        if _CELL.search(self.prose, max(0, start - 5), start) or self._indented(start):
            return _no("there is no list of references")
        free = before == " " and after in ("", " ", "\n", ".", ",", ";", ")", ":")
        hangs = (
            bool(before)
            and not before.isspace()
            and before not in "([{<=\0"
            and not (after.isalnum() or after in "(=<")
        )
        if free or hangs:
            return _sure("there is no list, but the text is numbered as if there were one")
        return _no("there is no list of references")

    def _indented(self, at: int) -> bool:
        """Whether the line is set in, as examples are in plain text."""
        newline = self.prose.rfind("\n", max(0, at - 400), at)
        return (
            newline >= 0
            and self.prose[newline + 1 : newline + 5] in ("    ",)
            or self.prose[newline + 1 : newline + 2] == "\t"
        )

    def _without_any_list(self, markers: list[Marker], rest: list[Marker]) -> list[Marker]:
        """Numbers in a text without a list are markers only all together: 1, 2, 3 … in the order of the text."""
        mine = [marker for marker in markers if marker.form is Form.NUMERIC]
        if self.lists.series.get(Form.NUMERIC) or not mine:
            return markers
        row = list(dict.fromkeys(int(marker.label) for marker in mine))
        ascending = row[0] in (0, 1) and len(row) >= 2 and len(row) * 5 >= (max(row) - row[0] + 1) * 4
        if ascending and nearly_ascends(row, loose=True):
            return markers
        rest += [
            replace(marker, confidence=Confidence.UNLIKELY, reason="there is no list of references") for marker in mine
        ]
        return [marker for marker in markers if marker.form is not Form.NUMERIC]

    # ---------------------------------------------------------------- other forms

    def _caret(self, token: Token) -> tuple[Confidence, str]:
        start, end = token.span
        label = token.members[0].label
        series = self.lists.series.get(Form.CARET)
        defined = series is not None and self.lists.holding(Form.CARET, start, fold(label, Form.CARET)) is not None
        if defined:
            return _sure("a note has this label")
        before, after = self.prose[start - 1 : start], self.prose[end : end + 1]
        single = series is not None and len(label) == 1 and label.isalpha()
        if (_CHARACTER_CLASS.fullmatch(label) and not label.isdecimal() and not single) or (
            after and after in _REGEX_AFTER
        ):
            return _no("a character class of a regular expression")
        if before and before in "/|([\\" and not series:
            return _no("part of a regular expression")
        if series or (self.markdown and _WORDY.fullmatch(label)):
            return _sure("a footnote marker by its form")
        return (
            (Confidence.LIKELY, "a footnote marker by its form") if label.isdecimal() else _no("no note has this label")
        )

    def _tag(self, token: Token) -> list[Marker]:
        marks = [mark for member in token.members if (mark := self._tag_member(token, member.label)) is not None]
        if token.grouped and not any(m.form is Form.TAG and m.confidence is Confidence.SURE for m in marks):
            return []
        return marks

    def _tag_member(self, token: Token, label: str) -> Marker | None:
        start = token.span.start
        form = Form.NUMERIC if label.isdecimal() else Form.TAG
        series = self.lists.holding(form, start, fold(label, form))
        here = self.lists.at(form, start)
        if here is None:
            return None
        if series is not None:
            judged = _sure("the list has this label")
            if len(label) == 1 and not self._stands_free(token):
                judged = _no("a letter within a word")
        elif form is Form.TAG and self._like_the_tags(label, here) and not self._no_tag(token, label):
            judged = _sure("shaped like the tags of the list")
        else:
            judged = _no("no list has this tag")
        return self._marker(token, token.span, label, form, *judged, series)

    def _no_tag(self, token: Token, label: str) -> bool:
        """Whether a tag without an entry stands for something else: the document itself, a prompt, a drawing."""
        start, end = token.span
        return (
            self._own_number(label)
            or self.prose.startswith((" $", " #", " %"), end)
            or self._in_diagram(start)
            or self.in_code(start, end)
        )

    def _own_number(self, label: str) -> bool:
        """Whether a tag names the document itself, as `[RFC5590]` does in the tables of RFC 5590."""
        number = label.lstrip("RFC- ")
        return (
            number.isdecimal()
            and re.search(rf"(?:Request for Comments|RFC):?\s+{number}\b", self.text[:2000]) is not None
        )

    def _stands_free(self, token: Token) -> bool:
        after = self.prose[token.span.end : token.span.end + 1]
        return not after.isalnum()

    def _like_the_tags(self, label: str, series: Series) -> bool:
        if series.index not in self._tag_shapes:
            self._tag_shapes[series.index] = {_shape(tag) for tag in series.labels}
        if _RFC.fullmatch(label) and (len(series.labels) > 1 or any(map(_RFC.fullmatch, series.labels))):
            return True
        if _KEYED.fullmatch(label) and sum(_KEYED.fullmatch(tag) is not None for tag in series.labels) > 1:
            return True
        return len(label) > 2 and any(c.isdigit() for c in label) and _shape(label) in self._tag_shapes[series.index]


def _is_code(line: str) -> bool:
    """Whether a line reads like program text or a grammar."""
    if line.rstrip().endswith(";"):
        return _STATEMENT.search(line) is not None
    return _CODE_LINE.search(line) is not None


_RUNS = (re.compile(r"\d+"), re.compile(r"[a-zà-ÿ]+"))


def _shape(tag: str) -> str:
    """A tag with its digits and letters made alike: `Knu97` and `Pil90` are one shape, `RFC793` and `ISO8859` two."""
    shape = _RUNS[1].sub("a", _RUNS[0].sub("9", tag))
    return re.sub("[A-ZÀ-Þ]", "A", shape) if "a" in shape else shape


def _sure(reason: str) -> tuple[Confidence, str]:
    return Confidence.SURE, reason


def _no(reason: str) -> tuple[Confidence, str]:
    return Confidence.UNLIKELY, reason


def inside(markers: Sequence[Marker], references: Sequence[Reference]) -> list[int | None]:
    """For each marker the index of the reference in whose text it stands."""
    starts = [reference.span.start for reference in references]
    found: list[int | None] = []
    for marker in markers:
        index = bisect_left(starts, marker.bracket.start + 1) - 1
        held = index >= 0 and references[index].body.start <= marker.bracket.start < references[index].body.end
        found.append(index if held else None)
    return found

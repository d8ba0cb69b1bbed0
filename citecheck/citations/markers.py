"""Judge every bracket that opens no reference: is it a marker, how surely, and why.

The lists are known by now, so a bracket is judged by whether a list defines its label, by what stands around
it, and by how the others of its kind behave. Only *sure* markers can raise errors.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from citecheck.citations.brackets import PARTS, Kind, Token
from citecheck.citations.order import nearly_ascends
from citecheck.citations.scopes import Lists, Series, fold
from citecheck.citations.surroundings import (
    ON_IDENTIFIER,
    ON_NEXT_WORD,
    ON_REPORT,
    REGEX_AFTER,
    Surroundings,
    is_value,
)
from citecheck.citations.tags import Manner, is_like, manner_of, names_the_document
from citecheck.citations.variants import EAST
from citecheck.model import MASKED, Confidence, Form, Marker, Span
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKUP = 3
"""Characters that open a bracket in markup, `\\[` or `{[`, with what stands before them."""
_YEAR = 1000
"""A number from here on may be a year."""
_NO_LIST = "there is no list of references"
_DOUBTFUL = (ON_IDENTIFIER, ON_NEXT_WORD, ON_REPORT)
_LISTING = (":", ";", ",", "(")
"""What stands before the numbers of an enumeration within a sentence."""
_RAISED_ALONE = lazy(r"(?:[ \t]*+\^\[\d{1,4}\])*+[ \t.,;]*+(?:\n|\Z)")
"""What follows a raised marker that is no label: nothing but others."""
_WORDY = lazy(r"[\w:.-]+")
_CHARACTER_CLASS = lazy(r"(?:\\.|.-.|[^\w-])+|.|(?:\w-\w)+.*")


class Judge:
    """Judges the tokens of one document."""

    def __init__(self, around: Surroundings, lists: Lists, openers: set[int], *, linked: bool = False) -> None:
        self.prose = around.prose
        self.around = around
        self.lists = lists
        self.openers = openers
        """Starts of all tokens at the beginning of a line."""
        self.linked = linked
        """Whether the format itself links the numbers in brackets to their entries."""
        self.zero_based = any(each.lowest == 0 for each in lists.series.get(Form.NUMERIC, ()))
        """Whether a list begins at [0]."""
        self._tag_manners: dict[int, Manner] = {}
        self._items: set[str] = set()
        """Labels of the items of ordinary lists, such as the paragraphs of a judgment."""

    def judge(self, tokens: Iterable[Token]) -> tuple[list[Marker], list[Marker]]:
        """The markers, and the brackets that are none, each with its reason."""
        markers: list[Marker] = []
        rest: list[Marker] = []
        for token in tokens:
            if token.kind is Kind.OTHER:
                continue
            if token.span.start in self.around.enumerators:
                self._items.add(token.members[0].label)
            for marker in self._token(token):
                (rest if marker.confidence is Confidence.UNLIKELY else markers).append(marker)
        return self._without_any_list(self._with_holes_filled(markers, rest), rest), rest

    def _with_holes_filled(self, markers: list[Marker], rest: list[Marker]) -> list[Marker]:
        """With the doubtful brackets that are the only ones to cite an entry: `CAP_SYS_MODULE[65]`, `Smith [3]has`."""
        doubtful = [each for each in rest if each.reason in _DOUBTFUL and each.form is Form.NUMERIC]
        if not doubtful:
            return markers
        cited = {(marker.series, marker.label) for marker in markers if marker.form is Form.NUMERIC}
        known = {(each.index, label) for each in self.lists.series.get(Form.NUMERIC, ()) for label in each.labels}
        free = known - cited
        found = [
            each
            for each in doubtful
            if (each.series, each.label) in free and not self.around.in_code(*each.bracket) and self._ends_word(each)
        ]
        if found:
            taken = set(found)
            rest[:] = [each for each in rest if each not in taken]
        likely = [each._replace(confidence=Confidence.LIKELY, reason="nothing else cites this entry") for each in found]
        return sorted([*markers, *likely], key=lambda marker: marker.span) if likely else markers

    def _ends_word(self, marker: Marker) -> bool:
        """Whether text goes on behind the bracket as it does behind a note, not as in a declaration."""
        after = self.prose[marker.bracket.end : marker.bracket.end + 1]
        return marker.reason == ON_NEXT_WORD or after in (" ", "\n", ".", ")", "")

    def _token(self, token: Token) -> list[Marker]:
        if token.kind is Kind.TAG:
            return self._tag(token)
        form, judged = self._form(token)
        marks = []
        for member in token.members:
            label = member.label
            series = self.lists.holding(form, token.span.start, fold(label, form))
            whole = label.rstrip(PARTS)
            if series is None and form is Form.NUMERIC and whole != label:
                series = self._with_parts(token.span.start, whole)
                label = whole if series else label
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
        start = token.span.start
        if start > 1 and self.around.text[start - 1] == "\\":
            start -= 1  # of an escaped bracket
        before = self.prose[max(start - _MARKUP, 0) : start].rstrip(MASKED)[-1:] or self.prose[start - 1 : start]
        return Marker(
            span,
            label,
            token.span,
            form,
            confidence,
            reason,
            series=here.index if here else 0,
            attached=bool(before) and not before.isspace() and before < EAST,
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
        start = token.span.start
        known = [self._is_known(start, member.label) for member in token.members]
        if not all(known):
            zero = any(each.label == "0" for each in token.members) and not self.zero_based
            if zero and (token.grouped or self.prose[start - 1 : start] not in tuple(".,!?")):
                return _no("the list does not begin at [0]")
            far = self._too_far(token)
            if far:
                return _no(far)
            if self.linked:
                return _no("no list has this label, and it is no link as the others are")
        odd = self._odd(token, defined=all(known))
        if odd:
            return _no(odd)
        if self.around.quoted(start):
            return (Confidence.LIKELY, "stands in a quotation") if all(known) else _no("stands in a quotation")
        ranged = len(known) > 2 and token.members[0].span == token.members[-1].span
        if len(known) > 1 and sum(known) * 2 < (len(known) if ranged else 1):
            return _no("the list has hardly any of its numbers")
        return _sure("the list has this number") if all(known) else _sure("a number near those of the list")

    def _is_known(self, start: int, label: str) -> bool:
        """Whether a list has a number, with its letter or without."""
        whole = label.rstrip(PARTS)
        known = self.lists.holding(Form.NUMERIC, start, label) is not None
        return known or (whole != label and self._with_parts(start, whole) is not None)

    def _with_parts(self, start: int, label: str) -> Series | None:
        """The series whose entry with this label names several sources, as [2a] and [2b] cite them."""
        series = self.lists.holding(Form.NUMERIC, start, label)
        return series if series and label in series.parted else None

    def _odd(self, token: Token, *, defined: bool) -> str:
        series = self.lists.at(Form.NUMERIC, token.span.start)
        fits = series is not None and _fits(series, token.label, margin=1)
        return self.around.look_alike(token, defined=defined, fits=fits, zero_based=self.zero_based)

    def _superscript(self, token: Token) -> tuple[Confidence, str]:
        start = token.span.start
        series = self.lists.at(Form.NUMERIC, start)
        labels = [member.label for member in token.members]
        lost = [label for label in labels if self.lists.holding(Form.NUMERIC, start, label) is None]
        before, after = self.prose[start - 1 : start], self.prose[token.span.end : token.span.end + 1]
        hangs = before.strip() != "" and not after.isalnum()
        if series is None or (lost and not (hangs and all(_fits(series, label, margin=-1) for label in lost))):
            return _no("a raised number that no list has")
        return _sure("the list lacks just this number" if lost else "the list has this number")

    def _too_far(self, token: Token) -> str:
        series = self.lists.at(Form.NUMERIC, token.span.start)
        if series is None:
            return ""
        for member in token.members:
            if member.label in series.labels or (token.too_wide and token.members[0].label in series.labels):
                continue
            number = int(member.label.rstrip(PARTS))
            if number >= _YEAR and number > series.highest * 2:
                return "looks like a year"
            if number > series.highest * 2 + 20:
                return f"far beyond the list, which ends at [{series.highest}]"
        return ""

    def _undefined(self, form: Form, token: Token, label: str, confidence: Confidence) -> tuple[Confidence, str]:
        """What to think of a label that a list of its form does not have."""
        if form is Form.NUMERIC and not label.isdecimal():
            return _no("a lettered label that no list defines")
        series = self.lists.at(form, token.span.start)
        hole = series is not None and _fits(series, label, margin=-1)
        begins = token.span.start in self.openers and not self.around.mid_sentence(token.span.start)
        raised = self.prose[token.span.start - 1 : token.span.start] == "^"
        raised = raised and _RAISED_ALONE.match(self.prose, token.span.end) is not None
        if form is Form.NUMERIC and begins and not hole and not raised:
            return Confidence.LIKELY, "begins a line like an item, but no list has this number"
        return confidence, "no list has this label"

    def _without_list(self, token: Token) -> tuple[Confidence, str]:
        """A bracket with numbers in a document that has no list of them."""
        start = token.span.start
        numbers = [int(member.label) if member.label.isdecimal() else _YEAR for member in token.members]
        if max(numbers) > 200 or min(numbers) == 0:
            return _no(_NO_LIST)
        begins = start in self.openers and not self.around.mid_sentence(start)
        if begins or self._odd(token, defined=False) or self.around.quoted(start):
            return _no(_NO_LIST)
        if self.around.in_a_cell(start) or self.around.indented(start):
            return _no(_NO_LIST)
        before = self.prose[start - 1 : start]
        after = self.prose[token.span.end : token.span.end + 1]
        lists = self.prose[start - 2 : start - 1] in _LISTING and self.prose[start - 3 : start - 2] != "]"
        free = before == " " and not lists and after in ("", " ", "\n", ".", ",", ";", ")", ":")
        hangs = (
            bool(before)
            and not before.isspace()
            and before not in "([{<=\0"
            and not (after.isalnum() or after in "(=<")
        )
        if free or hangs:
            return _sure("there is no list, but the text is numbered as if there were one")
        return _no(_NO_LIST)

    def _without_any_list(self, markers: list[Marker], rest: list[Marker]) -> list[Marker]:
        """Numbers in a text without a list are markers only all together: 1, 2, 3 … in the order of the text."""
        mine = [marker for marker in markers if marker.form is Form.NUMERIC]
        if self.lists.series.get(Form.NUMERIC) or not mine:
            return markers
        row = list(dict.fromkeys(int(marker.label) for marker in mine if marker.label not in self._items))
        brackets = Counter(marker.bracket for marker in mine)
        single = {marker.label for marker in mine if brackets[marker.bracket] == 1}
        ascending = (
            len(single) > 1 and row[:1] in ([0], [1]) and len(row) >= 2 and len(row) * 5 >= (max(row) - row[0] + 1) * 4
        )
        if ascending and nearly_ascends(row, loose=True):
            return markers
        rest += [marker._replace(confidence=Confidence.UNLIKELY, reason=_NO_LIST) for marker in mine]
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
        lettered = any(len(each) == 1 and each.isalpha() for one in series or () for each in one.labels)
        single = lettered and len(label) == 1 and label.isalpha()
        if (_CHARACTER_CLASS.fullmatch(label) and not label.isdecimal() and not single) or (
            after and after in REGEX_AFTER
        ):
            return _no("a character class of a regular expression")
        if before and before in "/|([\\" and not series:
            return _no("part of a regular expression")
        if series or (self.around.markdown and _WORDY.fullmatch(label)):
            return _sure("a footnote marker by its form")
        return (
            (Confidence.LIKELY, "a footnote marker by its form") if label.isdecimal() else _no("no note has this label")
        )

    def _tag(self, token: Token) -> list[Marker]:
        marks = [mark for member in token.members if (mark := self._tag_member(token, member.label)) is not None]
        if not token.grouped or any(m.form is Form.TAG and m.confidence is Confidence.SURE for m in marks):
            return marks
        # `[7,RB9]` in a list of numbers and tags that lacks one of them; but not the interval `[1,n]`.
        words = [member.label for member in token.members if not member.label.isdecimal()]
        tagged = self.lists.series.get(Form.TAG) and all(word.isupper() and len(word) > 1 for word in words)
        return [mark for mark in marks if mark.confidence is Confidence.SURE] if tagged else []

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
        elif form is Form.TAG and self._is_lost(token, label, here):
            judged = _sure("the list counts up and lacks just this one")
        else:
            judged = _no("no list has this tag")
        return self._marker(token, token.span, label, form, *judged, series)

    def _no_tag(self, token: Token, label: str) -> bool:
        """Whether a tag without an entry stands for something else: the document itself, a prompt, a drawing."""
        start, end = token.span
        return (
            names_the_document(label, self.around.text)
            or is_value(self.prose, start)
            or self.prose.startswith((" $", " #", " %"), end)
            or self.around.in_diagram(start)
            or self.around.in_code(start, end)
        )

    def _stands_free(self, token: Token) -> bool:
        after = self.prose[token.span.end : token.span.end + 1]
        return not after.isalnum()

    def _is_lost(self, token: Token, label: str, series: Series) -> bool:
        """Whether a letter hangs on a word as notes do, and the letters of the list lack it."""
        before = self.prose[max(0, token.span.start - 2) : token.span.start]
        hangs = before[-1:].isalnum() or before[-1:] in tuple('.,;:!?)”’"')
        word = before.isalnum() or not before[-1:].isalnum()  # not the subscript of a single letter
        return label in self._manner(series).lost and hangs and word and self._stands_free(token)

    def _like_the_tags(self, label: str, series: Series) -> bool:
        return is_like(label, self._manner(series))

    def _manner(self, series: Series) -> Manner:
        if series.index not in self._tag_manners:
            self._tag_manners[series.index] = manner_of(series.labels)
        return self._tag_manners[series.index]


def _fits(series: Series, label: str | None, *, margin: int) -> bool:
    """Whether a number that a list lacks lies within its numbers, or not more than `margin` beyond."""
    return label is not None and label.isdecimal() and series.lowest - margin <= int(label) <= series.highest + margin


def _sure(reason: str) -> tuple[Confidence, str]:
    return Confidence.SURE, reason


def _no(reason: str) -> tuple[Confidence, str]:
    return Confidence.UNLIKELY, reason

"""Brackets that lost their partner, or hold a letter where a digit was meant, around a label of the list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from citecheck.citations.brackets import Kind, Stray, Token
from citecheck.citations.scopes import Lists, Series, fold
from citecheck.citations.surroundings import Surroundings
from citecheck.citations.tags import is_plain_tag
from citecheck.model import Confidence, Fault, Form, Marker, Span
from citecheck.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_OPENED = lazy(
    r"\[(?:(\d{1,4})(?:(?![A-Za-z0-9_\]])|(?=[A-Z][a-z']+ ))|\^([^\s\[\]^]{1,80})|(?P<tag>[A-Za-z][\w.+:&'/-]{0,40}))"
)
_CLOSED = lazy(r"(?:(?<![\d:/$€£#-])(?:(?<!\d\.)|(?<=\b1[2-9]\d\d\.)|(?<=\b20\d\d\.))(\d{1,4})|\^([^\s\[\]^]{1,80}))$")
_CLOSED_TAGS = (
    lazy(r"(?<![\w+:&'/-])[A-Za-z][\w+:&'/-]{0,40}$"),
    lazy(r"(?<![\w.+:&'/-])[A-Za-z][\w+:&'/-]{0,40}\.[\w.+:&'/-]{1,40}$"),
)
"""A tag before a lone bracket; a dot may be part of it, or end the sentence before it."""
_INTERVAL_AFTER = lazy(r"\s*[,;]\s*[-+\w.∞]+\s*\)")
_INTERVAL_BEFORE = lazy(
    r"(?:\(|(?<!\w)\])\s*[-+\w.∞]*\s*[,;]\s*$|\b(?:pp?|[Cc]h(?:ap)?|CH(?:AP)?|[Ss]ect?|SECT?|[Vv]ol|VOL)\.\s*$|"
    r"[-–]\s*$|\[[^\]\[]{0,200}$"
)
"""What stands before a number that is no label: the end of an interval, of a range, of a running head `Ch. 2]`."""
_PUNCTUATION = ".,;:!?)}>*_\"'”’|"
_SHORT = 16
"""Characters of a bracket whose numbers have odd punctuation, at most."""
_MISREAD = 5
"""The same, of one with letters in place of digits."""
_UNTIDY = lazy(r"[#,;.\s]*(\d{1,3})(?:[,;.\s]+\d{1,3})*[,;.]*")
"""Numbers with punctuation that belongs to no group, as in `[1,,2]` and `[1.]`."""
_MATRIX = lazy(
    r"(?:(?<=\n)|(?<=\n )|(?<=\n  ))\[\d+,\][ \t]+(?:[\d\"-]|NA\b|TRUE\b|FALSE\b)|"
    r"(?<!\w)(?:(?<=[ \t]{2})|(?<=\] ))\[,\d+\](?:[ \t]*\n|[ \t]+\[,)|"
    r"(?<=\W\w)\[(?:\d+,|,\d+)\]"
)
"""The rows, columns and subscripts of a matrix, as R writes them: `[1,]`, `[,1]`, `m[1,]`."""
_LOOKS_LIKE = str.maketrans("lIOo|", "11001")


class StrayLabel(NamedTuple):
    """A label with one bracket."""

    span: Span
    """The label and the bracket it has."""
    label: str
    form: Form
    missing: str
    """The bracket it lacks."""
    wrong: str = ""
    """The bracket that stands in its place."""


def stray_labels(prose: str, strays: Iterable[Stray]) -> list[StrayLabel]:
    """The unpaired brackets that have a label beside them, in order."""
    found = []
    for stray in strays:
        label = _after(prose, stray.offset) if stray.opening else _before(prose, stray.offset)
        if label:
            found.append(label)
        word = not stray.opening and prose[max(0, stray.offset - 1) : stray.offset].isalnum()
        for pattern in _CLOSED_TAGS if word else ():
            tag = pattern.search(prose[max(0, stray.offset - 60) : stray.offset])
            if tag:
                # `Smi04]` and `harvest2]` look alike; which it is the lists tell.
                found.append(StrayLabel(Span(stray.offset - len(tag[0]), stray.offset + 1), tag[0], Form.TAG, "["))
    return found


def _after(prose: str, at: int) -> StrayLabel | None:
    match = _OPENED.match(prose, at)
    if not match or _INTERVAL_AFTER.match(prose, match.end()):
        return None
    if match[1]:
        wrong = prose[match.end() : match.end() + 1]
        return StrayLabel(Span(*match.span()), str(int(match[1])), Form.NUMERIC, "]", wrong if wrong in ")}>" else "")
    if match["tag"]:
        tag = match["tag"].rstrip(_PUNCTUATION)
        return StrayLabel(Span(at, at + 1 + len(tag)), tag, Form.TAG, "]")
    label = match[2].rstrip(_PUNCTUATION)
    return StrayLabel(Span(at, match.start(2) + len(label)), label, Form.CARET, "]") if label else None


def _before(prose: str, at: int) -> StrayLabel | None:
    begin = max(0, at - 90)
    match = _CLOSED.search(prose[begin:at])
    if not match:
        return None
    start = begin + match.start()
    interval = _INTERVAL_BEFORE.search(prose, max(0, start - 40), start)
    if interval and not (interval[0].startswith("(") and prose[at + 1 : at + 2] == ")"):  # `(IP, 4])` is none
        return None
    span = Span(start, at + 1)
    if match[1]:
        wrong = prose[start - 1 : start]
        if wrong and wrong in "({<":
            return StrayLabel(Span(start - 1, at + 1), str(int(match[1])), Form.NUMERIC, "[", wrong)
        return StrayLabel(span, str(int(match[1])), Form.NUMERIC, "[")
    return StrayLabel(span, match[2], Form.CARET, "[")


def find_malformed(
    prose: str,
    text: str,
    labels: Iterable[StrayLabel],
    tokens: Sequence[Token],
    lists: Lists,
    around: Surroundings,
    cited: set[tuple[Form, int, str]],
) -> tuple[list[Marker], list[Fault]]:
    """The markers that were plainly meant, and what is wrong with them.

    `cited` holds form, series and label of every proper marker: a letter is read as a digit only where that
    number lacks one.
    """
    markers: list[Marker] = []
    faults: list[Fault] = []
    done = 0
    for label in sorted(labels, key=lambda each: each.span):
        if label.span.start < done:
            continue  # the number at the end of a tag, as in `PAP1]`
        if label.form is Form.CARET and label.missing == "[" and lists.at(Form.CARET, label.span.start) is None:
            label = _raised(label)  # `^2]` in a text whose notes are `^[2]`
        series = lists.at(label.form, label.span.start)
        if series is None or fold(label.label, label.form) not in series.labels or around.in_code(*label.span):
            continue
        if label.form is Form.TAG and not (is_plain_tag(label.label) or _is_uncited(label, series, cited)):
            continue  # a word, in brackets that hold more
        markers.append(_marker(label.span, label.label, label.form, series.index))
        faults.append(_fault(label))
        done = label.span.end
    faults += _mixed_pairs(text, tokens, lists)
    for token in tokens:
        if token.kind is Kind.OTHER and token.span.end - token.span.start < _SHORT:
            untidy = [] if _MATRIX.match(prose, token.span.start) else _untidy(prose, token, lists)
            if untidy and not around.in_code(*token.span):
                markers += untidy
                faults.append(_untidy_fault(prose, token, untidy[0].label))
        misread = _misread(prose, token, lists, cited)
        if misread and not around.in_code(*token.span):
            markers.append(misread)
            faults.append(_misread_fault(prose, misread))
    return markers, faults


def _raised(label: StrayLabel) -> StrayLabel:
    """The label of a note that a caret raises, as programs write it that make texts of DocBook."""
    return label._replace(span=Span(label.span.start + 1, label.span.end), form=Form.NUMERIC)


def _is_uncited(label: StrayLabel, series: Series, cited: set[tuple[Form, int, str]]) -> bool:
    return (label.form, series.index, fold(label.label, label.form)) not in cited


def _marker(span: Span, label: str, form: Form, series: int) -> Marker:
    return Marker(span, label, span, form, Confidence.LIKELY, "a malformed marker", series=series)


def _misread(prose: str, token: Token, lists: Lists, cited: set[tuple[Form, int, str]]) -> Marker | None:
    """The marker that was meant by letters that look like the digits of a number that nothing else cites."""
    if token.kind not in (Kind.TAG, Kind.NUMBERS, Kind.OTHER) or token.span.end - token.span.start > _MISREAD:
        return None
    written = prose[token.span.start + 1 : token.span.end - 1]
    number = written.translate(_LOOKS_LIKE)
    series = lists.at(Form.NUMERIC, token.span.start)
    if written == number or not number.isdecimal() or series is None or number not in series.labels:
        return None
    if prose[token.span.end : token.span.end + 3].lstrip(" ").startswith("="):
        return None  # the dimension of something, as in `[l] = km`
    is_cited = (Form.NUMERIC, series.index, number) in cited
    return None if is_cited else _marker(token.span, number, Form.NUMERIC, series.index)


def _misread_fault(prose: str, marker: Marker) -> Fault:
    return Fault(
        "CC109",
        marker.span,
        f"{prose[marker.span.start : marker.span.end]} is written with letters in place of digits",
        note=f"[{marker.label}] is cited nowhere else",
        advice=f"write [{marker.label}]",
        label=marker.label,
    )


_CLOSES = {"[": "]", "［": "］", "【": "】", "〔": "〕", "〚": "〛"}


def _mixed_pairs(text: str, tokens: Sequence[Token], lists: Lists) -> list[Fault]:
    """Markers whose two brackets are of different kinds, as in `［1]`."""
    if text.isascii():
        return []
    faults = []
    for token in tokens:
        opened, closed = text[token.span.start], text[token.span.end - 1]
        label = token.label
        # Of `\[1\]` the backslash stands where the bracket closes.
        if label is None or closed not in _CLOSES.values() or _CLOSES.get(opened, closed) == closed:
            continue
        series = lists.at(Form.NUMERIC, token.span.start)
        if series is not None and label in series.labels:
            faults.append(
                Fault(
                    "CC109",
                    token.span,
                    f"the marker {opened}{label}{closed} has two kinds of brackets",
                    note="mixed brackets",
                    advice=f"write {opened}{label}{_CLOSES[opened]}",
                    label=label,
                )
            )
    return faults


def _untidy(prose: str, token: Token, lists: Lists) -> list[Marker]:
    """The markers that were meant by numbers with odd punctuation; none if the list lacks one of them."""
    inner = prose[token.span.start + 1 : token.span.end - 1]
    series = lists.at(Form.NUMERIC, token.span.start)
    decimal = re.fullmatch(r"\d+\.\d+(?:\.\d+)*", inner)
    if series is None or decimal or not _UNTIDY.fullmatch(inner):
        return []
    labels = [str(int(number)) for number in re.findall(r"\d+", inner)]
    if not all(label in series.labels for label in labels):
        return []
    return [_marker(token.span, label, Form.NUMERIC, series.index) for label in labels]


def _untidy_fault(prose: str, token: Token, label: str) -> Fault:
    written = prose[token.span.start : token.span.end]
    tidy = "[" + ",".join(re.findall(r"\d+", written)) + "]"
    return Fault(
        "CC109",
        token.span,
        f"the marker {written} has punctuation that belongs to no marker",
        note="stray punctuation",
        advice=f"write {tidy}",
        label=label,
    )


def _fault(stray: StrayLabel) -> Fault:
    caret = "^" if stray.form is Form.CARET else ""
    whole = f"[{caret}{stray.label}]"
    if stray.wrong:
        message = f"the marker {whole} has “{stray.wrong}” where “{stray.missing}” belongs"
    else:
        message = f"the marker {whole} lacks its “{stray.missing}”"
    side = "closed" if stray.missing == "]" else "opened"
    return Fault("CC109", stray.span, message, note=f"never {side}", advice=f"write {whole}", label=stray.label)

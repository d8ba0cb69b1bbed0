"""Brackets: which open and close each other, and what their contents could mean.

Nothing is decided here: a token says what a bracket would cite if it were a marker. Whether it is one
depends on the reference lists of the document and is judged in `markers`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from citecheck.citations.lines import BLANK_LINE
from citecheck.model import Span
from citecheck.patterns import lazy

PARTS = "abcdefghijklmnopqrstuvwxyz"
"""What may follow the number of an entry in parts: `[2a]`."""
MAX_RANGE = 200
"""A range of more numbers than this is a slip, not a citation."""
_OPEN_ASIDES = 8
"""Brackets that may be open over several paragraphs at once."""
MAX_CONTENT = 120
"""Longer brackets are asides, not markers."""

DASHES = "\\-\u2010-\u2015\u2212~\uff5e\u301c"
_DASH = lazy(f"[{DASHES}]")
_BRACKET = lazy("[][]")
_SEPARATOR = f"\\s*(?:--|[,;\u3001\uff0c{DASHES}])\\s*"
_NUMBER = rf"\^?\d{{1,4}}(?:[a-z](?:{_SEPARATOR}[a-z](?![a-z]))*)?"
"""A number with the letter of a part, or with several: `3`, `3a`, `3a,b`, `3a–c`."""
_GROUP = lazy(rf"\s*{_NUMBER}(?:{_SEPARATOR}{_NUMBER})*\s*")
_MEMBER = lazy(r"\d{1,4}[a-z]?|[a-z]")
_CARET = lazy(r"\^([^\s\[\]^]{1,80})")
_PREFIX = lazy(
    r"\s*(see(?:\s+also)?|cfr?\.?|e\.\s?g\.,?|compare|also|(?:(?:quoted|cited) )?in|apud|vgl\.|siehe|"
    r"zit\. n\.|zitiert nach|voir|véase|zob\.|por\.|bkz\.|см\.|ср\.|напр\.|цит\. по|див\.):?\s+(?=\d)",
    re.IGNORECASE,
)
_NOTE = lazy(r"\s*(nn?\.?|notes?|fn\.?|refs?\.?|footnote|endnote|anm\.?|nota)\s*(\d{1,4})\s*", re.IGNORECASE)
_LOCATOR_WORDS = (
    "pp?|s|chs?|chap|secs?|sect|vols?|figs?|eqs?|thms?|lem|cor|props?|defs?|app|arts?|paras?|nos?|lines?|tables?|"
    "theorem|lemma|corollary|proposition|definition|sections?|chapters?|appendix|pages?|figures?|parts?|"
    "págs?|cap|kap|abschn|abb|bd|blz|str|rozdz|стр|сс?|л|гл|рис|табл|п|тт?|вып|кн|ч|ст|стб|арк|разд"
)
_LOCATOR = lazy(
    rf"\s*(\d{{1,4}})(?:\s*[,;:]\s*|\s+)(?:(?:{_LOCATOR_WORDS})\b\.?|§+|¶+)\s*\S.*", re.IGNORECASE | re.DOTALL
)
_PAGES = lazy(
    rf"\s*(\d{{1,4}})\s*(?::\s+\d{{1,4}}(?:\s*[{DASHES}]\s*\d{{1,4}})?|"
    rf"[,，、]\s*\d{{1,4}}(?:\s*[{DASHES}]\s*\d{{1,4}})?\s*[頁页쪽])\s*"
)
_TAG = lazy(r"[A-Za-z\u00c0-\u024f][\w.+:&'/\u2019-]{0,40}(?: (?:et al\.? )?\d{4}[a-z]?)?")


class Kind(StrEnum):
    """What a bracket's content looks like."""

    NUMBERS = "numbers"
    CARET = "caret"
    NOTE = "note"
    """`[note 3]`, `[n. 3]`: a number behind a word for note."""
    TAG = "tag"
    SYMBOL = "symbol"
    SUPERSCRIPT = "superscript"
    OTHER = "other"


class Member(NamedTuple):
    """One label that a token would cite."""

    label: str
    span: Span


class Token(NamedTuple):
    """A bracket pair without brackets inside, or the bracketed part of a wrapped form."""

    span: Span
    kind: Kind
    members: tuple[Member, ...] = ()
    grouped: bool = False
    reversed: bool = False
    too_wide: int = 0
    """The size of a range of more than `MAX_RANGE` numbers."""

    @property
    def label(self) -> str | None:
        """The label of a token that could stand before a reference: a single one."""
        return self.members[0].label if len(self.members) == 1 and not self.grouped else None

    @property
    def from_zero(self) -> bool:
        """Whether it is a group with a 0: mostly an interval, or the characters of a pattern such as `[0-9]`."""
        return self.grouped and any(member.label == "0" for member in self.members)


class Stray(NamedTuple):
    """A bracket without its partner, at this offset."""

    offset: int
    opening: bool


def scan(prose: str) -> tuple[list[Token], list[Stray]]:
    """The tokens and the unpaired brackets of a text, each in order of place."""
    tokens: list[Token] = []
    strays: list[Stray] = []
    closed: set[int] = set()
    stack: list[int] = []
    innermost = True
    last = 0
    for match in _BRACKET.finditer(prose):
        at = match.start()
        if stack and at - last > 1 and BLANK_LINE.search(prose, last, at):
            # A marker never spans a paragraph: what looks like one and is still open has lost its bracket.
            strays.extend(Stray(open_at, opening=True) for open_at in stack if _opens_label(prose, open_at))
            stack = [open_at for open_at in stack if _opens_words(prose, open_at)][-_OPEN_ASIDES:]
        last = at
        if prose[at] == "[":
            stack.append(at)
            innermost = True
        elif not stack:
            strays.append(Stray(at, opening=False))
        else:
            start = stack.pop()
            closed.add(start)
            if innermost:
                tokens.append(classify(prose, start, at + 1))
            innermost = False
    strays.extend(Stray(open_at, opening=True) for open_at in stack if _opens_label(prose, open_at))
    # A bracket that stays open over paragraphs is met at the end of each, and may close after all.
    return tokens, sorted({stray for stray in strays if not stray.opening or stray.offset not in closed})


_DEEPEST = 8
"""Brackets within brackets that a note may hold; with more it is no note, and looking on would take too long."""


def closing(prose: str, at: int, limit: int) -> int | None:
    """The offset of the bracket before `limit` that closes the one at `at`; None if none does."""
    depth = 0
    for match in _BRACKET.finditer(prose, at, limit):
        depth += 1 if match[0] == "[" else -1
        if depth == 0:
            return match.start()
        if depth > _DEEPEST:
            return None
    return None


_LABEL_START = lazy(r"\[(?:\d{1,4}(?![A-Za-z0-9_\]])|\^?\w{1,40}(?:-\w{1,40}){0,8}(?![\w\]]))")


def _opens_label(prose: str, at: int) -> bool:
    return _LABEL_START.match(prose, at, at + 100) is not None


_DASH_BETWEEN = lazy(rf"\s?[{DASHES}]\s?")
_BETWEEN = lazy(rf"\s?[{DASHES}]\s?|\s(?:to|through|thru)\s")
_NAMED_BEFORE = lazy(r"\b(?:[Rr]ef(?:erence)?s\.?|[Ss]ources|[Nn]otes)\s$")
"""Behind such a word the range may be told in words, too: `References [4] to [6]`."""


def join_ranges(prose: str, tokens: list[Token]) -> list[Token]:
    """The tokens, with one more for the numbers that `[1]-[3]` leaves out."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        joined.append(token)
        if last is None or last.kind is not Kind.NUMBERS or token.kind is not Kind.NUMBERS:
            continue
        low, high = last.label, token.label
        if low is None or high is None or not low.isdecimal() or not high.isdecimal():
            continue
        size = abs(int(high) - int(low))
        named = _NAMED_BEFORE.search(prose, max(0, last.span.start - 16), last.span.start)
        between = _DASH_BETWEEN if named is None else _BETWEEN
        if 1 < size < MAX_RANGE and between.fullmatch(prose, last.span.end, token.span.start):
            whole = Span(last.span.start, token.span.end)
            step = 1 if int(high) > int(low) else -1
            inner = tuple(Member(str(number), whole) for number in range(int(low) + step, int(high), step))
            joined.append(Token(whole, Kind.NUMBERS, inner, grouped=True, reversed=step < 0))
    return joined


_RUNNING_HEAD = lazy(r"\[[A-Z][A-Za-z]{1,7}\.? (?:[IVXLC]{1,7}|\d{1,3})\.?[ \t]*\n")


def _opens_words(prose: str, at: int) -> bool:
    """Whether a bracket may hold paragraphs, as `[Footnote 3: ...` and `[Illustration: ...` do.

    That of a running head, `THE TOLLS   [CH. II.`, is closed by nothing but the end of its line.
    """
    return prose[at + 1 : at + 2].isalpha() and not _RUNNING_HEAD.match(prose, at)


def classify(prose: str, start: int, end: int) -> Token:
    """What the bracket from `start` to `end` (behind its `]`) would cite."""
    span = Span(start, end)
    inner = prose[start + 1 : end - 1]
    if inner.isdecimal() and len(inner) <= 4:
        return Token(span, Kind.NUMBERS, (Member(str(int(inner)), span),))
    if not inner or len(inner) > MAX_CONTENT:
        return Token(span, Kind.OTHER)
    if inner[0] == "^":
        caret = _CARET.fullmatch(inner)
        if caret:
            return Token(span, Kind.CARET, (Member(caret[1], span),))
    has_digit = any(c.isdigit() for c in inner)
    return (_numbers(span, inner, start + 1) if has_digit else None) or _words(span, inner)


def _numbers(span: Span, inner: str, at: int) -> Token | None:
    prefix = _PREFIX.match(inner)
    begin = prefix.end() if prefix else 0
    group = _GROUP.fullmatch(inner, begin)
    if group:
        return group_of_numbers(span, inner[begin:], at + begin, grouped=prefix is not None)
    several = _between_semicolons(span, inner, at) if ";" in inner else None
    if several:
        return several
    locator = _LOCATOR.fullmatch(inner, begin) or _PAGES.fullmatch(inner, begin)
    if locator:
        return Token(span, Kind.NUMBERS, (Member(_plain(locator[1]), span),), grouped=True)
    note = _NOTE.fullmatch(inner)
    if note:
        return Token(span, Kind.NOTE, (Member(_plain(note[2]), span),))
    return None


def _between_semicolons(span: Span, inner: str, at: int) -> Token | None:
    """Sources of which some come with the place in them: `[5, pp. 3-4; 7]`."""
    members: list[Member] = []
    for part in inner.split(";"):
        prefix = _PREFIX.match(part)
        begin = prefix.end() if prefix else 0
        located = _LOCATOR.fullmatch(part, begin) or _PAGES.fullmatch(part, begin)
        if located:
            members.append(Member(_plain(located[1]), span))
        elif _GROUP.fullmatch(part, begin):
            members += group_of_numbers(span, part[begin:], at + begin, grouped=True).members
        else:
            return None
        at += len(part) + 1
    return Token(span, Kind.NUMBERS, tuple(members), grouped=True)


def _plain(digits: str) -> str:
    """A number without leading zeros and in ASCII digits; a letter behind it stays."""
    tail = digits[len(digits.rstrip(PARTS)) :]
    return f"{int(digits[: len(digits) - len(tail)])}{tail}"


def group_of_numbers(span: Span, text: str, at: int, *, grouped: bool) -> Token:
    """A list of numbers and ranges, as in `[2, 5-7]`."""
    found = list(_MEMBER.finditer(text))
    kind = Kind.CARET if "^" in text else Kind.NUMBERS
    if len(found) == 1:
        return Token(span, kind, (Member(_plain(found[0][0]), span),), grouped=grouped)
    members: list[Member] = []
    reversed_, wide = False, 0
    ranged = False
    for index, match in enumerate(found):
        low = members[-1].label if members else ""
        # Of `3a,b` the second is 3b.
        label = _plain(match[0]) if match[0][0].isdecimal() else low.rstrip(PARTS) + match[0]
        here = Span(at + match.start(), at + match.end())
        between = text[found[index - 1].end() : match.start()] if index else ""
        if index and _DASH.search(between) and low.isdecimal() and label.isdecimal() and not ranged:
            first, stop = int(low), int(label)
            step = 1 if stop >= first else -1
            size = abs(stop - first) + 1
            whole = span if len(found) == 2 else Span(members[-1].span.start, here.end)
            members.pop()
            reversed_ = reversed_ or step < 0
            if size > MAX_RANGE:
                wide = max(wide, size)
                members.append(Member(low, whole))
            else:
                members += [Member(str(number), whole) for number in range(first, stop + step, step)]
            ranged = True
        elif index and _DASH.search(between) and low[:-1] == label[:-1] and low[-1] < label[-1] and not ranged:
            whole = Span(members[-1].span.start, here.end)
            members += [Member(f"{low[:-1]}{chr(part)}", whole) for part in range(ord(low[-1]) + 1, ord(label[-1]) + 1)]
            ranged = True
        else:
            members.append(Member(label, here))
            ranged = False
    return Token(span, kind, tuple(members), grouped=True, reversed=reversed_, too_wide=wide)


_WRAP = lazy(r"\s*\n\s*")
_HYPHEN_WRAP = lazy(r"-\s*\n\s*")
_TAG_MEMBER = lazy(r"[^\s,;]+")
_TAG_LOCATOR = lazy(rf"([A-Za-z][\w.+&’'-]{{1,40}}),?\s+(?:(?:{_LOCATOR_WORDS})\b\.?|§+)\s*\d.*", re.IGNORECASE)
_TAG_GROUP = lazy(r"[\w.+:&/’'-]{1,40}(?:\s?[,;]\s?[\w.+:&/’'-]{1,40}){1,9}")
_SYMBOLS = lazy(r"\*{1,4}|[\u2020\u2021\u00a7\u00b6]{1,3}")


def _words(span: Span, inner: str) -> Token:
    if _SYMBOLS.fullmatch(inner):
        return Token(span, Kind.SYMBOL, (Member(inner, span),))
    if "\n" in inner:
        inner = _WRAP.sub(" ", _HYPHEN_WRAP.sub("-", inner)).strip()
    if _TAG.fullmatch(inner):
        return Token(span, Kind.TAG, (Member(inner, span),))
    located = _TAG_LOCATOR.fullmatch(inner)
    if located:
        return Token(span, Kind.TAG, (Member(located[1], span),), grouped=True)
    if ("," in inner or ";" in inner) and _TAG_GROUP.fullmatch(inner):
        members = tuple(Member(match[0], span) for match in _TAG_MEMBER.finditer(inner))
        return Token(span, Kind.TAG, members, grouped=True)
    return Token(span, Kind.OTHER)

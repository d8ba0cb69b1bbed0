r"""Footnotes: numbered as LaTeX does, and marks paired with texts that stand apart from them.

Counters step where a note begins (latex2e, 15.2); biblatex's `\footcite` steps them, too. `\footnotemark` without
a number belongs to the next `\footnotetext` without one, `\footnotemark[3]` to the next `\footnotetext[3]`.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from re import Match
from typing import TYPE_CHECKING

from citecheck.model import Confidence, Form, Marker, Reference, Span
from citecheck.patterns import lazy as regex
from citecheck.readers.latex import names
from citecheck.readers.latex.project import Note
from citecheck.readers.latex.syntax import OPTION, SPACE

if TYPE_CHECKING:
    from citecheck.readers.latex.scan import Acts, Closer, Scan

_HEAD = rf"\*?+(?:<[^<>{{}}\n]*+>)?+{SPACE}(?P<option>{OPTION})?+(?:{SPACE}{OPTION})?+"
_NOTE = regex(rf"{_HEAD}{SPACE}\{{")
_MARK = regex(_HEAD)
_COUNTER = regex(rf"{SPACE}\{{(\w++)\}}(?:\{{(-?\d{{1,4}})\}})?")
_TWO = regex(rf"\*?+(?:{OPTION})?+{SPACE}\{{(\w++)\}}{SPACE}\{{(\w++)\}}")
_SHOWN = regex(r"\\(arabic|fnsymbol|alph|Alph|roman|Roman)\b")
_COUNTERS = frozenset(names.NOTES.values()) | {"mpfootnote"}
_TYPED = regex(r"\^\{?(\d{1,3})|\\textsuperscript\{(\d{1,3})|[\u00b9\u00b2\u00b3\u2070-\u2079]")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"


# ---------------------------------------------------------------- while reading


def note(scan: Scan, at: int, word: str) -> int:
    r"""`\footnote[7]{text}` and its kin: a note that brings its text."""
    found = _NOTE.match(scan.text, at)
    if not found:
        return at
    scan.groups.append(_opened(scan, scan.start, found.end(), "note", names.NOTES.get(word, "footnote"), found))
    return found.end()


def text_apart(scan: Scan, at: int, _: str) -> int:
    r"""`\footnotetext[7]{text}`."""
    found = _NOTE.match(scan.text, at)
    if not found:
        return at
    scan.groups.append(_opened(scan, scan.start, found.end(), "text", "footnote", found))
    return found.end()


def mark(scan: Scan, at: int, _: str) -> int:
    r"""`\footnotemark[7]`."""
    found = _MARK.match(scan.text, at)
    end = found.end() if found and found["option"] else at
    if scan.start < scan.quiet:
        return end
    label, given, odd = _labelled(scan, "mark", "footnote", found)
    span = scan.span(scan.start, end)
    scan.project.notes.append(Note("mark", span, span, label, "footnote", given, odd, scan.project.chapter))
    return scan.mask(scan.start, end)


def begin_note(scan: Scan, start: int, found: Match[str]) -> Closer:
    r"""`\begin{footnote}[7]` of the footnote package and of Sphinx."""
    kind = "note" if found[1].strip() == "footnote" else "text"
    option = _MARK.match(scan.text, found.end(1) + 1)
    return _opened(scan, start, found.end(), kind, "footnote", option)


def begin_minipage(scan: Scan) -> None:
    """Notes in a minipage have letters of their own."""
    scan.project.numbers.values["mpfootnote"] = 0


def _opened(scan: Scan, start: int, body: int, kind: str, counter: str, found: Match[str] | None) -> Closer:
    """What is to be done when the note is closed."""
    quiet = start < scan.quiet
    label, given, odd = ("", False, True) if quiet else _labelled(scan, kind, counter, found)
    first, opened = scan.at(start), scan.at(body)
    chapter = scan.project.chapter

    def close(end: int) -> int:
        closed = scan.at(end)
        inside = closed - 1 if scan.text[end - 1 : end] == "}" else closed
        span = Span(first, closed)
        # The templates of journals have `\thanks{}` for who wants one.
        unused = counter == "thanks" and not scan.text[body : end - 1].strip()
        if not quiet and not unused:
            whole = Span(opened, max(opened, inside))
            scan.project.notes.append(Note(kind, span, whole, label, counter, given, odd, chapter))
        return end

    return close


def _labelled(scan: Scan, kind: str, counter: str, found: Match[str] | None) -> tuple[str, bool, bool]:
    """The label of a note, whether it is written there, and whether readers may not see it."""
    numbers = scan.project.numbers
    written = (found["option"] or "")[1:-1].strip() if found else ""
    if written.isdecimal() and len(written) < 5:
        return str(int(written)), True, written == "0"
    if counter == "footnote" and kind != "mark" and scan.in_minipage():
        counter = "mpfootnote"
    odd = numbers.shown.get(counter, "arabic") == "" or (bool(written) and kind != "note")
    if kind == "text":
        # Who changes how the number shows wants it to be another one; before the first note there is none.
        label = numbers.label(counter)
        return label, False, odd or label == "0" or numbers.shown.get(counter, "arabic") != "arabic"
    if written and kind == "mark":
        return written, True, True
    return numbers.step(counter), False, odd


def counting(scan: Scan, at: int, word: str) -> int:
    r"""`\setcounter{footnote}{3}` and its kin."""
    found = _COUNTER.match(scan.text, at)
    if not found:
        return at
    if found[1] not in _COUNTERS:
        return found.end()
    values, number = scan.project.numbers.values, int(found[2] or 0)
    if word == "setcounter" and found[2]:
        values[found[1]] = number
    elif word == "addtocounter":
        values[found[1]] += number
    elif word in ("stepcounter", "refstepcounter"):
        values[found[1]] += 1
    return found.end()


def within(scan: Scan, at: int, word: str) -> int:
    r"""`\counterwithin{footnote}{section}` and its kin: where numbers begin again."""
    found = _TWO.match(scan.text, at)
    if not found:
        return at
    counters = scan.project.numbers.resets.setdefault(found[2], [])
    if word in ("counterwithout", "@removefromreset"):
        counters[:] = [counter for counter in counters if counter != found[1]]
    elif found[1] in _COUNTERS and found[1] not in counters:
        counters.append(found[1])
    return found.end()


def shown(scan: Scan, counter: str, body: str) -> None:
    r"""`\renewcommand{\thefootnote}{...}`: how a counter shows from here to the end of the group."""
    manner = _SHOWN.search(body)
    before = scan.project.numbers.shown.get(counter, "arabic")
    scan.project.numbers.shown[counter] = manner[1] if manner else ""

    def restore(at: int) -> int:
        scan.project.numbers.shown[counter] = before
        return at

    if scan.groups and scan.groups[-1] is None:
        scan.groups[-1] = restore


# ---------------------------------------------------------------- when all is read


class _Paired:
    """What comes of the notes of a document."""

    def __init__(self) -> None:
        self.markers: list[Marker] = []
        self.references: list[Reference] = []
        self.series = 0

    def self_contained(self, each: Note) -> None:
        """A note that brings its text."""
        self.series += 1
        reason = names.SAYS.get(each.counter, "a LaTeX footnote")
        self.markers.append(_marker(each.span, each.label, Form.INLINE, reason, self.series))
        self.references.append(Reference(each.span, each.label, each.body, Form.INLINE, self.series))

    def apart(self, marks: Sequence[Note], text: Note | None) -> None:
        """A text and its marks, one of which may be lacking; what has both is a series of its own."""
        series = 0
        if marks and text:
            self.series += 1
            series = self.series
        label = marks[0].label if marks else text.label if text else ""
        for each in marks:
            marker = _marker(each.span, label, Form.NOTE, "a LaTeX footnote mark", series)
            self.markers.append(marker._replace(grouped=len(marks) > 1))
        if text:
            span = Span(text.span.start, text.body.start)
            self.references.append(Reference(span, label, text.body, Form.NOTE, series))


class _Waiting:
    """Marks or texts that have no mate yet: the first of all, or the first with a label."""

    def __init__(self) -> None:
        self._all: deque[Note] = deque()
        self._labelled: dict[str, deque[Note]] = defaultdict(deque)
        self._taken: set[Span] = set()

    def add(self, note: Note) -> None:
        """Put it at the end."""
        self._all.append(note)
        self._labelled[note.label].append(note)

    def take(self, label: str | None = None) -> Note | None:
        """Take the first away, if there is one."""
        row = self._all if label is None else self._labelled[label]
        while row:
            note = row.popleft()
            if note.span not in self._taken:
                self._taken.add(note.span)
                return note
        return None

    def rest(self) -> list[Note]:
        """Those that nobody took."""
        return [note for note in self._all if note.span not in self._taken]


def pair(notes: Iterable[Note], text: str, *, whole: bool) -> tuple[list[Marker], list[Reference]]:
    """The markers and references of the notes; `text` is the joined text, `whole` says that nothing is elsewhere."""
    paired = _Paired()
    brought: set[str] = set()
    free, lone_given, lone = _Waiting(), _Waiting(), _Waiting()
    given: dict[str, list[Note]] = defaultdict(list)
    couples: list[tuple[list[Note], Note]] = []
    for each in sorted(notes, key=lambda note: note.span):
        if each.kind == "note":
            brought.add(each.label)
            paired.self_contained(each)
        elif each.kind == "mark":
            if not each.given:
                free.add(each)
            elif not each.odd:
                given[each.label].append(each)
        elif each.given and given[each.label]:
            couples.append((given.pop(each.label), each))
        elif mate := free.take(each.label if each.given else None):
            couples.append(([mate], each))
        elif not each.given and given[each.label]:
            couples.append((given.pop(each.label), each))
        else:
            (lone_given if each.given else lone).add(each)
    texts = {each.label: marks for marks, each in couples}
    left = [*(each for some in given.values() for each in some), *free.rest()]
    for each in sorted(left, key=lambda note: note.span):
        # A text that stands before its mark, a number that comes back, or a fault.
        if mate := lone_given.take(each.label) if each.given else lone.take():
            couples.append(([each], mate))
        elif each.label in texts:
            texts[each.label].append(each)
        elif each.label not in brought and not each.odd and whole:
            paired.apart([each], None)
    for marks, each in couples:
        paired.apart(marks, each)
    alone = [*lone_given.rest(), *lone.rest()]
    typed = _typed(text) if alone and whole else set()
    for each in alone:
        # One that shows the number of another note was never meant to have a mark, as under tables.
        if not whole or each.odd or each.label in typed or each.label in brought or each.label in texts:
            paired.self_contained(each)
        else:
            paired.apart((), each)
    return paired.markers, paired.references


def _typed(text: str) -> set[str]:
    """The numbers that are raised by hand, which may be the marks of notes."""
    found = set()
    for match in _TYPED.finditer(text):
        number = match[1] or match[2] or str(_RAISED.find(match[0]))
        found.add(str(int(number)))
    return found


def _marker(span: Span, label: str, form: Form, reason: str, series: int) -> Marker:
    return Marker(span, label, span, form, Confidence.SURE, reason, series)


ACTS: Acts = {
    **dict.fromkeys(names.NOTES, note),
    "footnotetext": text_apart,
    "footnotemark": mark,
    "sphinxfootnotemark": mark,
    **dict.fromkeys(("setcounter", "addtocounter", "stepcounter", "refstepcounter"), counting),
    **dict.fromkeys(("counterwithin", "counterwithout", "@addtoreset", "@removefromreset", "numberwithin"), within),
}

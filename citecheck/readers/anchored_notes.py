"""The notes and entries that links within a document lead to: where each begins and ends, its label, its list."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from citecheck.model import Form, Span
from citecheck.patterns import lazy as regex
from citecheck.readers.anchors import Places, Shown, family, in_notes, is_back, is_note_block, sounds_like_a_note
from citecheck.readers.html_lists import valued
from citecheck.readers.html_names import HEADINGS, Sign
from citecheck.readers.html_outline import Anchor, Element, Target
from citecheck.readers.numerals import LOWER, plain

LONGEST = 40_000
"""Characters in a note; what is longer is a chapter."""

_NEAR = 3
"""Characters between the text and what belongs to it."""
_MOST_PLACES = 50
"""Places of one name that are looked at."""
_MOST_LINKS = 200
"""Links in a note that are looked at."""
_TYPED = regex(
    r"(?P<open>[\[({]?)\^?(?:(?:(?:[Ff]oot|[Ee]nd)?[Nn]ote|nb|fn)\.?[ ])?"
    r"(?P<label>[\d⁰¹²³⁴-⁹]{1,4}[a-z]?|[A-Za-z]|[ivxlc]{1,7}|[*†‡§‖¶#]{1,4}|[α-ω])"
    r"(?P<close>[\])}]?[.:]?)(?=\s|\Z|(?<=[\])}.:*†‡§‖¶⁰¹²³⁴-⁹])\S)"
)
_TYPED_TAG = regex(r"\[(?P<label>[\w][\w.:+&/ –-]{0,29}[\w+])\]")
_PUNCTUATION = " \t\n.:)]–—"
_LETTERS = regex(r"[A-Za-z]{2}")
_NOWHERE = Span(0, 0)


@dataclass(slots=True, eq=False)
class Note:
    """A note, as it is being found out."""

    start: int
    end: int
    element: int
    whole: bool
    """Whether it is the element, and not something in it."""
    label: str = ""
    span: Span = _NOWHERE
    """Of the label; empty if none shows."""
    counted: bool = False
    """Whether the label is the number that a list gives it."""
    square: bool = False
    shared: bool = False
    """Whether it leads back to several markers, as programs do where a note may be cited again."""
    citing: list[Shown] = field(default_factory=list)
    list: NoteList | None = None
    chapter: int = 0
    """Which of those whose numbers begin anew cites it."""

    @property
    def body(self) -> int:
        """Where the text begins."""
        return max(self.span.end, self.start)


@dataclass(slots=True, eq=False)
class NoteList:
    """Notes whose labels are one series."""

    notes: list[Note]
    form: Form = Form.NOTE
    series: int = 0
    labels: dict[str, Note] = field(default_factory=dict)


def note_at(places: Places, target: Target) -> Note | None:
    """The note that a place is, if it can be one."""
    if not is_note_block(places, target):
        return None
    element = places.block(target.block)
    if target.whole:
        start, end = places.skip(element.start), element.end
    else:
        opened = places.opens(min(places.skip(target.at), max(element.end - 1, target.at)))
        if opened is None:
            return None
        start, end = max(opened, places.skip(element.start)), element.end
    if not 0 <= end - start <= LONGEST or places.is_heading(start):
        return None
    note = Note(start, end, target.block, target.whole)
    find_label(places, note)
    return note


def find_label(places: Places, note: Note, anchors: Sequence[Anchor] = ()) -> None:
    """Find the label that a note begins with: a list's number, the text of a link, or what is typed."""
    text, start = places.text, note.start
    if end := places.numbers.get(start):
        note.label, note.span, note.counted = text[start : end - 1], Span(start, end), True
        return
    limit = min(note.end, start + 60)
    for anchor in anchors:
        words = text[anchor.start : anchor.end].strip().strip("[](){}.:").translate(LOWER)
        left, right = anchor.start, anchor.end
        if text[left - 1 : left] and text[left - 1] in "[(" and text[right : right + 1] in ("]", ")") and left > start:
            left, right = left - 1, right + 1
        if left == start and words and right <= limit and (label := _label(words)):
            note.label, note.span = label, Span(left, right)
            note.square = text[left] == "["
            return
    typed = _TYPED.match(text, start, limit) or _TYPED_TAG.match(text, start, limit)
    if typed:
        label = typed["label"].translate(LOWER)
        bare_word = label.isalpha() and not typed[0].startswith("[") and len(typed[0]) == len(label)
        if not bare_word:
            note.label, note.span = plain(label), Span(*typed.span())
            note.square = typed[0].startswith("[")


def _label(words: str) -> str:
    """The label that words are, a number, a letter, a sign, perhaps behind "note"; empty if they are none."""
    typed = _TYPED.fullmatch(words)
    return plain(typed["label"]) if typed else words if valued(words) else ""


def same(label: str, note: Note) -> bool:
    """Whether a marker's label means a note; `b` means the second of a list that counts."""
    if label == note.label:
        return True
    if not note.counted or note.label.isdecimal() == label.isdecimal():
        return False
    number = valued(note.label).get("1") or next(iter(valued(note.label).values()), None)
    return number in valued(label).values()


class Finder:
    """Gathers the notes of a document, each once, however many places lead to it."""

    def __init__(self, places: Places, anchors: Sequence[Anchor]) -> None:
        self.places = places
        self._anchors = anchors
        self._starts = [anchor.start for anchor in anchors]
        self.notes: dict[int, Note] = {}
        self._known: dict[int, Note] = {}
        self._by_target: dict[str, list[Note]] = {}
        self.leading_back: set[str] = set()
        """How the places are called that notes lead back to: the one of a lost marker, too."""

    def at(self, key: str) -> Sequence[Note]:
        """The notes at a place, accepted or not; always the same ones. A name that is given twice has two places."""
        if key not in self._by_target:
            found = []
            for target in self.places.targets.get(key, ())[:_MOST_PLACES]:
                if note := note_at(self.places, target):
                    find_label(self.places, note, self._from(note.start, 3))
                    note = self._known.setdefault(note.start, note)
                    found.append(note)
            self._by_target[key] = found
        return self._by_target[key]

    def cited(self, shown: Shown) -> Note | None:
        """The note that a link leads to, if it is one; of several with one name the next with the label."""
        notes = [note for note in self.at(shown.anchor.target) if self.is_one(note, shown)]
        alike = [note for note in notes if len(notes) > 1 and same(shown.label, note)]
        ahead = [note for note in alike if note.start > shown.anchor.start]
        return next(iter([*ahead, *alike[-1:], *notes]), None)

    def accept(self, note: Note) -> Note:
        """Take a note; gives the one that is known there."""
        return self.notes.setdefault(note.start, note)

    def _from(self, at: int, most: int) -> Sequence[Anchor]:
        index = bisect_left(self._starts, at)
        return self._anchors[index : index + most]

    def _inside(self, note: Note) -> Iterator[Anchor]:
        """The links in a note; one that shows no text stands where its block is."""
        low, high = bisect_left(self._starts, note.start - _NEAR), bisect_right(self._starts, note.end + _NEAR)
        for anchor in self._anchors[low : min(high, low + _MOST_LINKS)]:
            if note.whole and anchor.start == anchor.end:
                if self.places.holds(note.element, anchor.block):
                    yield anchor
            elif note.start <= anchor.start <= note.end:
                yield anchor

    def count_back(self, note: Note) -> None:
        """Find out whether a note leads back to several places."""
        back = {anchor.target for anchor in self._inside(note) if is_back(self.places, anchor)}
        note.shared = len(back) > 1

    def _has_link_back(self, note: Note) -> bool:
        """Whether a link in a note is one of those that lead back, if only to where a marker was."""
        return any(family(anchor.target) in self.leading_back for anchor in self._inside(note))

    def leads_back(self, note: Note, shown: Shown) -> bool:
        """Whether a link in a note leads back to a marker."""
        for anchor in self._inside(note):
            if anchor.block == shown.anchor.block:
                continue
            for target in self.places.targets.get(anchor.target, ())[:_MOST_PLACES]:
                if shown.bracket.start - _NEAR <= target.at <= shown.bracket.end + 1:
                    return True
                element = self.places.block(target.block)
                if target.whole and element.start <= shown.anchor.start < max(element.end, element.start):
                    return True
        return False

    def is_one(self, note: Note, shown: Shown) -> bool:
        """Whether what a label leads to is a note, by what both say."""
        if in_notes(self.places, note.element):
            return shown.set_apart or bool(shown.anchor.sign & Sign.MARKER) or self.leads_back(note, shown)
        if shown.set_apart or shown.anchor.sign & Sign.MARKER:
            if same(shown.label, note) or self.leads_back(note, shown):
                return True
            return sounds_like_a_note(shown.anchor) and (note.label == "" or note.label.isalnum())
        return shown.label.isdecimal() and self.leads_back(note, shown)

    # ------------------------------------------------------------ those that nothing leads to

    def complete(self, keys: Iterable[str]) -> None:
        """Add the notes that stand among those that are known: of the same list, or with names of the same kind."""
        known = list(self.notes.values())
        kinds: dict[tuple[str, str, bool], bool] = {}
        for key in keys:
            for note in self.at(key):
                kind = (family(key), self.places.block(note.element).name, note.whole)
                kinds[kind] = kinds.get(kind, True) and in_notes(self.places, note.element)
        for key, targets in self.places.targets.items():
            kind = (family(key), self.places.block(targets[0].block).name, targets[0].whole)
            if kind in kinds and not targets[0].sign & Sign.HIDDEN:
                # A place called "n3" may be anything, unless a link back stands in it.
                telling = _LETTERS.search(key.partition("#")[2]) is not None
                for note in self.at(key):
                    among = in_notes(self.places, note.element) or not kinds[kind]
                    if note.label and among and (telling or self._has_link_back(note)):
                        self.accept(note)
        parents: dict[int, list[Note]] = {}
        for note in known:
            parents.setdefault(self.places.block(note.element).parent, []).append(note)
        for index, element in enumerate(self.places.elements):
            some = parents.get(element.parent)
            if some and index and element.end > element.start:
                self._sibling(index, element, some)

    def _sibling(self, index: int, element: Element, some: Sequence[Note]) -> None:
        """Take a block that stands in one list with notes."""
        like = self.places.block(some[0].element)
        if element.name != like.name or not some[0].whole:
            return
        start = self.places.skip(element.start)
        if start in self.notes or start >= element.end:
            return
        note = Note(start, element.end, index, whole=True)
        find_label(self.places, note, self._from(start, 3))
        in_list = element.name == "li" and note.counted
        between = some[0].start < start < some[-1].start
        if in_list or (between and note.label and note.counted == some[0].counted and note.square == some[0].square):
            self.accept(note)


def bounded(places: Places, notes: Sequence[Note]) -> None:
    """Find out where each note ends; the notes are in order."""
    for index, note in enumerate(notes):
        following = notes[index + 1].start if index + 1 < len(notes) else len(places.text)
        element = places.block(note.element)
        while not note.whole and element.parent:
            above = places.block(element.parent)
            if above.name in ("body", "html") or above.end > following or places.skip(above.start) != note.start:
                break
            element = above
            note.end = above.end
        if note.start < following < note.end:
            note.end = following
        if not places.text[note.body : note.end].strip(_PUNCTUATION):
            _go_on(places, note, following)


def _go_on(places: Places, note: Note, following: int) -> None:
    """The text of a note whose block holds its label only stands in the next block, or the next few."""
    home = places.block(note.element)
    if home.name in HEADINGS:
        note.end = min(following, max(places.block(home.parent).end, note.end))
        return
    for index in range(note.element + 1, min(note.element + 12, len(places.elements))):
        element = places.block(index)
        if element.parent != home.parent:
            if element.start >= home.end and places.block(element.parent).end <= home.end:
                continue
            if element.start > note.end:
                return
            continue
        if element.name in HEADINGS or element.start < home.end or element.end > following:
            if element.start >= home.end:
                return
            continue
        if places.text[element.start : element.end].strip():
            note.end = element.end
            return

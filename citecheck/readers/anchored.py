"""Markers, references and faults of a document whose notes are links: HTML, EPUB.

The label that shows decides what a marker cites; that its link leads elsewhere, or nowhere, is a fault of its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from re import MULTILINE
from typing import NamedTuple

from citecheck.model import Confidence, Fault, Form, Marker, Reference, Span
from citecheck.patterns import lazy as regex
from citecheck.readers.anchored_lists import Cite, chapters_of, lists_of, place_notes
from citecheck.readers.anchored_notes import Finder, Note, NoteList, bounded, same
from citecheck.readers.anchors import Places, Shown, family, is_back, is_empty, shown, sounds_like_a_note
from citecheck.readers.html_names import Sign
from citecheck.readers.html_outline import Anchor, Outline
from citecheck.readers.numerals import LOWER, plain

_ITEM = regex(r"([\w*†‡]{1,6})(?:[ ]?[–—-][ ]?\[?([\w*†‡]{1,6}))?")
_LISTED = regex(r"^[\[(]?(\d{1,3}|[⁰¹²³⁴-⁹]{1,3})[\]).:]*(?=[ \n])", MULTILINE)
_LEAD = regex(r"[\s.:)\]–—^↑]*")
_ARROWS = "↩↵⏎⤴↑^\ufe0e\ufe0f"
"""What is left of a link back, at the end of a note."""
_YEAR = regex(r"(?:1[4-9]|20)\d\d[a-z]?")
_WIDEST = 200
"""Numbers in the widest range."""
_MANY = 2
"""Links to another file's notes that are no chance; links to wrong notes that are no slips."""


class Anchored(NamedTuple):
    """What the links say."""

    markers: tuple[Marker, ...] = ()
    references: tuple[Reference, ...] = ()
    faults: tuple[Fault, ...] = ()
    lacks: str = ""
    masks: tuple[Span, ...] = ()
    """Brackets that are links to other pages."""


def anchored(text: str, outline: Outline, numbered: Sequence[tuple[int, int]], *, whole: bool = False) -> Anchored:
    """The notes of a text by its links; `numbered` are the numbers of its list items.

    `whole` says that what links lead to is all there, and that no other file has it.
    """
    if not outline.anchors:
        return Anchored()
    places = Places(text, outline, numbered)
    anchors = sorted(outline.anchors, key=lambda anchor: (anchor.start, anchor.end))
    finder = Finder(places, anchors)
    cites, foreign, elsewhere = _cites(places, finder, anchors, whole=whole)
    found = _anchored(places, finder, anchors, cites, foreign)
    return found._replace(masks=tuple(each.bracket for each in elsewhere if each.square))


def _anchored(
    places: Places, finder: Finder, anchors: Sequence[Anchor], cites: Sequence[Cite], foreign: Sequence[Shown]
) -> Anchored:
    if not cites:
        return _of_a_part(places, anchors, foreign)
    finder.complete(cite.shown.anchor.target for cite in cites if cite.note)
    notes = sorted(finder.notes.values(), key=lambda note: note.start)
    bounded(places, notes)
    for note in notes:
        if len(note.citing) > 1:
            finder.count_back(note)
    chapters = chapters_of(cites, places)
    place_notes(notes, cites, chapters, places)
    missing: defaultdict[int, set[str]] = defaultdict(set)
    for cite, chapter in zip(cites, chapters, strict=True):
        if not cite.note:
            missing[chapter].add(cite.shown.label)
    lists = lists_of(notes, places, missing)
    if not notes and _listed(places.text, cites):
        return Anchored()  # typed labels: for those who judge brackets
    lacks = "references" if len(foreign) > max(_MANY, len(cites)) else ""
    return _Assembly(places, cites, lists, chapters).result(lacks)


def _cites(
    places: Places, finder: Finder, anchors: Sequence[Anchor], *, whole: bool
) -> tuple[list[Cite], list[Shown], list[Shown]]:
    """The links that are markers, those to notes in other files, and labels that lead to other pages."""
    found: list[Cite] = []
    missing: list[Shown] = []
    empty: list[Shown] = []
    """Those whose place is there, and nothing in it."""
    foreign: list[Shown] = []
    elsewhere: list[Shown] = []
    leading_back = finder.leading_back
    for anchor in anchors:
        if anchor.start < anchor.end and is_back(places, anchor):
            leading_back.add(family(anchor.target))
            continue
        if anchor.start == anchor.end or not (each := shown(places, anchor)):
            continue
        if anchor.target.endswith("#") or not (whole or anchor.target.startswith("#")):
            if each.set_apart and sounds_like_a_note(anchor):
                foreign.append(each)
            else:
                elsewhere.append(each)
        elif anchor.target not in places.targets:
            missing.append(each)
        elif (note := finder.cited(each)) and not _is_year(each, note):
            note = finder.accept(note)
            note.citing.append(each)
            found.append(Cite(each, note))
        elif is_empty(places, anchor.target):
            empty.append(each)
    families = {family(cite.shown.anchor.target) for cite in found}
    bare = {family(cite.shown.anchor.target) for cite in found if not cite.shown.set_apart}
    for each in missing:
        kind = family(each.anchor.target)
        if _is_year(each, None) or kind in leading_back:
            continue
        known = kind in families
        likely = each.label.isdecimal() or known
        sure = bool(each.anchor.sign & Sign.MARKER) or sounds_like_a_note(each.anchor)
        if likely and ((each.set_apart and (known or sure)) or kind in bare or (each.anchor.sign & Sign.MARKER)):
            found.append(Cite(each, None))
    found += [Cite(each, None) for each in empty if family(each.anchor.target) in families]
    return sorted(found, key=lambda cite: cite.shown.anchor.start), foreign, elsewhere


def _is_year(each: Shown, note: Note | None) -> bool:
    """Whether a label is the year of a source, as in "Aldous (1990)": no note counts so far, unless it shows that."""
    return _YEAR.fullmatch(each.label) is not None and (note is None or not same(each.label, note))


def _listed(text: str, cites: Sequence[Cite]) -> bool:
    """Whether lines of the text begin with the labels that are cited.

    No line is meant where programs give notes unique names, as WordPress does; its comments are a numbered list, too.
    """
    cited = {cite.shown.label for cite in cites if not family(cite.shown.anchor.target).endswith("#~")}
    return any(str(int(match[1].translate(LOWER))) in cited for match in _LISTED.finditer(text))


def _of_a_part(places: Places, anchors: Sequence[Anchor], foreign: Sequence[Shown]) -> Anchored:
    """A chapter whose notes are in another file, or a file with the notes of others."""
    if len(foreign) >= _MANY:
        return _Assembly(places, [Cite(each, None) for each in foreign], []).result("references")
    back = [
        anchor
        for anchor in anchors
        if anchor.start < anchor.end
        and not anchor.target.startswith("#")
        and places.opens(anchor.start) is not None
        and is_back(places, anchor)
        and shown(places, anchor)
    ]
    return Anchored(lacks="markers") if len(back) >= _MANY else Anchored()


class _Assembly:
    """Puts markers and lists together."""

    def __init__(
        self, places: Places, cites: Sequence[Cite], lists: Sequence[NoteList], chapters: Sequence[int] = ()
    ) -> None:
        self.text, self.places, self.cites, self.lists = places.text, places, cites, lists
        self.starts = [cite.shown.anchor.start for cite in cites]
        self.homes = self._homes(chapters or [0] * len(cites))
        self.faults: list[Fault] = []
        self.uneven = Counter(
            id(cite.note.list) for cite in cites if cite.note and not same(cite.shown.label, cite.note)
        )

    def result(self, lacks: str) -> Anchored:
        """All of it, in order."""
        markers = [*self._markers()]
        markers += self._unlinked(markers)
        markers.sort(key=lambda marker: marker.span)
        references = [self._reference(each, note) for each in self.lists for note in each.notes if note.label]
        references.sort(key=lambda reference: (reference.span, reference.body))
        return Anchored(tuple(markers), tuple(references), tuple(self.faults), lacks)

    def _homes(self, chapters: Sequence[int]) -> list[NoteList | None]:
        """For each marker its list: its note's, else that of the one before it, or behind it, of its chapter if any."""
        homes = [cite.note.list if cite.note else None for cite in self.cites]
        for within in (True, False):
            for order in (range(len(homes)), range(len(homes) - 1, -1, -1)):
                last: NoteList | None = None
                chapter = -1
                for at in order:
                    if within and chapters[at] != chapter:
                        last, chapter = None, chapters[at]
                    if homes[at] is None:
                        homes[at] = last
                    last = homes[at]
        return homes

    # ------------------------------------------------------------ markers

    def _markers(self) -> Iterator[Marker]:
        done: set[int] = set()
        before: Marker | None = None
        for at, cite in enumerate(self.cites):
            each = cite.shown
            if each.grouped:
                if each.bracket.start not in done:
                    done.add(each.bracket.start)
                    yield from self._group(at, each.bracket)
                continue
            marker = self._marker(at, each.bracket, each.bracket, self._label(at))
            if before and (between := self._between(before, marker)):
                yield from between
            yield marker
            before = marker

    def _label(self, at: int) -> str:
        """The label of a marker as its list has it; a link that leads wrong is a fault."""
        each, note = self.cites[at]
        home = self.homes[at]
        if note and same(each.label, note):
            return note.label
        named = next((other for other in home.notes if same(each.label, other)), None) if home else None
        if named is None or home is None:
            return each.label
        if note is None:
            self._fault(each, f"the link of [{each.label}] leads nowhere, though there is a note [{named.label}]")
        elif self.uneven[id(home)] <= max(_MANY, len(home.notes) // 3) and note.label != named.label:
            self._fault(each, f"the link of [{each.label}] leads to note [{note.label}]")
        return named.label

    def _fault(self, each: Shown, message: str) -> None:
        advice = "correct the link, or the number"
        self.faults.append(Fault("CC113", each.bracket, message, "the link of this marker", advice, label=each.label))

    def _marker(self, at: int, span: Span, bracket: Span, label: str, *, grouped: bool = False) -> Marker:
        home = self.homes[at]
        each = self.cites[at].shown
        form = home.form if home else Form.NUMERIC if each.square else Form.NOTE
        before = self.text[bracket.start - 1 : bracket.start]
        note = self.cites[at].note
        return Marker(
            span,
            label,
            bracket,
            form,
            Confidence.SURE,
            "a link to its note" if note else "a link like those of the other notes",
            series=home.series if home else 0,
            attached=bool(before) and not before.isspace(),
            grouped=grouped or (note is not None and note.shared),
        )

    def _group(self, at: int, bracket: Span) -> Iterator[Marker]:
        """The members of `[1, 3–5]`, each with its own link or with that of the range."""
        linked: dict[int, int] = {}
        for index in range(bisect_left(self.starts, bracket.start), len(self.cites)):
            if self.starts[index] >= bracket.end:
                break
            linked[self.starts[index]] = index
        for match in _ITEM.finditer(self.text, bracket.start, bracket.end):
            span = Span(*match.span())
            first, last = (_number(match[1]), _number(match[2] or ""))
            own = next((linked[start] for start in sorted(linked) if span.start <= start < span.end), None)
            if first.isdecimal() and last.isdecimal():
                low, high = sorted((int(first), int(last)))
                if high - low < _WIDEST:
                    for number in range(low, high + 1):
                        marker = self._marker(at, span, bracket, str(number), grouped=True)
                        yield marker._replace(reversed=int(first) > int(last), members=high - low + 1)
                    continue
            label = self._label(own) if own is not None else first
            yield self._marker(at if own is None else own, span, bracket, label, grouped=True)

    def _between(self, one: Marker, other: Marker) -> list[Marker]:
        """The numbers that a dash between two markers stands for."""
        gap = self.text[one.bracket.end : other.bracket.start]
        if gap.strip() not in ("–", "—", "-") or (one.form, one.series) != (other.form, other.series):
            return []
        if not (one.label.isdecimal() and other.label.isdecimal()):
            return []
        span = Span(one.bracket.start, other.bracket.end)
        numbers = range(int(one.label) + 1, int(other.label))
        if len(numbers) > _WIDEST:
            return []
        return [one._replace(span=span, bracket=span, label=str(number), grouped=True) for number in numbers]

    def _unlinked(self, markers: Sequence[Marker]) -> list[Marker]:
        """Raised numbers without a link that alone cite a note."""
        cited = {(marker.form, marker.series, marker.label) for marker in markers}
        taken = {cite.shown.bracket.start for cite in self.cites} | set(self.starts)
        found = []
        for span in self.places.raised_spans:
            label = _number(self.text[span.start : span.end])
            if not label.isdecimal() or span.start in taken or self.text[span.start - 1 : span.start].isdecimal():
                continue
            at = min(max(bisect_left(self.starts, span.start) - 1, 0), len(self.cites) - 1)
            home = self.homes[at]
            if home is None or home.form is not Form.NOTE or label not in home.labels:
                continue
            if (home.form, home.series, label) in cited or home.labels[label].start <= span.start <= home.labels[
                label
            ].end:
                continue
            cited.add((home.form, home.series, label))
            marker = self._marker(at, span, span, label)
            found.append(marker._replace(confidence=Confidence.LIKELY, reason="nothing else cites this note"))
        return found

    # ------------------------------------------------------------ references

    def _reference(self, home: NoteList, note: Note) -> Reference:
        text = self.text
        lead = _LEAD.match(text, note.body, note.end) if note.span.end else None
        start = lead.end() if lead else note.body
        end = note.end
        while end > start and (text[end - 1].isspace() or text[end - 1] in _ARROWS):
            end -= 1
        span = note.span if note.span.end else Span(note.start, note.start)
        return Reference(span, note.label, Span(start, max(start, end)), home.form, home.series)


def _number(text: str) -> str:
    return plain(text.translate(LOWER).strip())

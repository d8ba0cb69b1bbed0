"""Every noun of the program: plain frozen values that the other modules hand to each other.

Inside, a place is a half-open span of character offsets into `Document.text`, 0-based. Lines and
columns, 1-based, are made at the edge by `Document.locate`. This module imports the standard library only, and
does without `from __future__ import annotations`: a NamedTuple would compile every string annotation at each start.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, Protocol

MASKED = "\0"
"""What stands in `Document.prose` for a character in which brackets mean nothing."""


class Span(NamedTuple):
    """A half-open range of character offsets into a document's text."""

    start: int
    end: int


class Place(NamedTuple):
    """Where a span lies in the source file: lines and columns are 1-based, columns count characters."""

    line: int
    """A line, or what `Document.unit` says: the number of a paragraph, page or cell."""
    column: int
    end_line: int
    end_column: int
    name: str = ""
    """What a person calls it where it has no lines: `page 3, paragraph 16`, `footnote 2`."""
    path: str = ""
    """The file it lies in, where that is not `Document.path`: a chapter of a book."""

    def words(self, unit: str) -> str:
        """What a person calls it: its name, else `line 31`."""
        return self.name or f"{unit} {self.line}"

    def seen_from(self, path: str, document: str) -> "Place":
        """The place with its path, of this document, left out where that is the one it is seen from."""
        own = self.path or document
        return self._replace(path="" if own == path else own)


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return ("info", "warning", "error").index(self.value)


class Confidence(StrEnum):
    """How sure it is that a bracket is a marker."""

    SURE = "sure"
    """Counted, listed, cites, and may raise errors."""
    LIKELY = "likely"
    """Counted, listed and cites, but raises nothing above info."""
    UNLIKELY = "unlikely"
    """Not a marker; kept only for `citecheck explain`."""


class Form(StrEnum):
    """The family of a marker or reference label; markers pair with references of the same family."""

    NUMERIC = "numeric"
    CARET = "caret"
    TAG = "tag"
    SYMBOL = "symbol"
    NOTE = "note"
    """A series of its own, such as Wikipedia's `[note 1]` beside `[1]`."""
    INLINE = "inline"
    """A self-contained note, such as pandoc's `^[...]`: a marker and its reference in one."""


class Style(StrEnum):
    """How a document uses its numbers; decides which order and repetition are faults."""

    NOTES = "notes"
    """Footnotes: numbered in order of appearance, each cited once."""
    NUMERIC = "numeric"
    """A numbered bibliography in order of first citation; numbers come back."""
    ALPHABETICAL = "alphabetical"
    """A numbered bibliography in an order of its own; citations need not ascend."""


def masked(text: str, spans: Sequence[Span]) -> str:
    """The text with every character of the spans but line ends replaced by `MASKED`; same length.

    The spans are ascending and disjoint.
    """
    if not spans:
        return text
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts.append(text[at:start])
        hidden = text[start:end]
        parts.append("\n".join(MASKED * len(line) for line in hidden.split("\n")))
        at = end
    parts.append(text[at:])
    return "".join(parts)


class Locator(Protocol):
    """The way from a text that was taken out of a file back to the places of that file (`citecheck.locators`)."""

    def place(self, start: int, end: int) -> Place:
        """Where a span of the text lies; 0-based offsets, the removed characters counted."""

    def offset(self, line: int, column: int) -> int:
        """The offset of a place; raises ValueError where there is none."""

    @property
    def files(self) -> "Sequence[Document]":
        """The documents of the files that the text was put together from; none if it is one file."""


class Native(NamedTuple):
    """What the format itself says of citations, so that no bracket has to be judged: a Word note, an HTML anchor.

    Nothing else is looked for in the spans of these markers and labels.
    """

    markers: "tuple[Marker, ...]" = ()
    """Ascending. A self-contained note (`\\footnote`, a Word note) is of `Form.INLINE`, in a series of its own."""
    references: "tuple[Reference, ...]" = ()
    links: "tuple[Link, ...]" = ()
    """Absolute URLs behind a text, ascending and disjoint; one that covers a URL in the text stands in place of it."""
    faults: "tuple[Fault, ...]" = ()


NO_NATIVES = Native()


@dataclass(frozen=True)
class Document:
    """A text as citecheck reads it, whatever format it came from."""

    path: str
    """The path as given, or as found under a given folder."""
    format: str
    """A name of `citecheck.readers.FORMATS`, such as `markdown`."""
    text: str
    """The decoded text; line ends are `\\n`, no-break spaces are spaces, invisible characters are gone.

    Where it is taken out of a file, a blank line stands between paragraphs, and superscript digits are Unicode's.
    """
    masks: tuple[Span, ...] = ()
    """Where brackets mean nothing (code, front matter, link destinations): ascending, disjoint."""
    removed: Sequence[int] = ()
    """For each invisible character taken out of the source, the offset it stood before, ascending."""
    unit: str = "line"
    """What `Place.line` counts."""
    comments: tuple[Span, ...] = ()
    """Those in the format's own syntax that speak to citecheck, ascending; they are masked, too."""
    native: Native = NO_NATIVES
    locator: Locator | None = None
    """None where the text is the file's own."""
    lacks: str = ""
    """`references` or `markers` where these are elsewhere: a chapter without its bibliography, a bibliography alone."""
    main: int | None = None
    """Where the main text ends, and native notes, headers and footers begin; None where there are none behind it."""

    @property
    def markdown(self) -> bool:
        """Whether its text is Markdown, in a file of its own or in the cells of a notebook."""
        return self.format in ("markdown", "ipynb")

    @property
    def parts(self) -> "Sequence[Document]":
        """The documents that it was put together from; none if it is one file."""
        return self.locator.files if self.locator else ()

    @cached_property
    def paths(self) -> Sequence[str]:
        """Of all files that it is made of, its own first."""
        inside = (path for part in self.parts for path in (part.path, *(part.paths if part.parts else ())))
        return tuple(dict.fromkeys([self.path, *inside]))

    @cached_property
    def prose(self) -> str:
        """The text with every masked character but line ends replaced by `MASKED`; same length."""
        return masked(self.text, self.masks)

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """The offset at which each line begins, ascending; the first is 0."""
        from array import array

        starts = array("q", [0])
        find, at = self.text.find, -1
        while (at := find("\n", at + 1)) >= 0:
            starts.append(at + 1)
        return starts

    def line_of(self, offset: int) -> int:
        """The 1-based line that holds the offset."""
        return bisect_right(self.line_starts, offset)

    def line_span(self, line: int) -> Span:
        """The span of a 1-based line, without its line end."""
        start = self.line_starts[line - 1]
        if line < len(self.line_starts):
            return Span(start, self.line_starts[line] - 1)
        return Span(start, len(self.text))

    def locate(self, span: Span) -> Place:
        """Lines and columns of a span in the source file."""
        if self.locator:
            start = span.start + bisect_right(self.removed, span.start)
            return self.locator.place(start, max(start, span.end + bisect_left(self.removed, span.end)))
        begin = self._point(span.start, after=True)
        return Place(*begin, *max(begin, self._point(span.end, after=False)))

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and column of the source file; raises ValueError outside the text."""
        if self.locator:
            raw = self.locator.offset(line, column)
            fewer = (at for at, removed in enumerate(self.removed) if removed + at >= raw)
            own = raw - next(fewer, len(self.removed))
            if own > len(self.text):
                raise ValueError(f"no column {column}")
            return own
        if not 1 <= line <= len(self.line_starts) or column < 1:
            raise ValueError(f"no line {line}, column {column}")
        start, end = self.line_span(line)
        low = bisect_left(self.removed, start)
        offset = start + column - 1
        for gone in self.removed[low:]:
            if gone >= offset:
                break
            offset -= 1
        if offset > end:
            raise ValueError(f"line {line} has no column {column}")
        return offset

    def _point(self, offset: int, *, after: bool) -> tuple[int, int]:
        line = self.line_of(offset)
        start = self.line_starts[line - 1]
        if not self.removed:
            return line, offset - start + 1
        side = bisect_right if after else bisect_left
        return line, offset - start + 1 + side(self.removed, offset) - bisect_left(self.removed, start)


class Marker(NamedTuple):
    """One citation of one label. `[4-6]` gives three markers that share a bracket."""

    span: Span
    """The bracket of a single label or a range; the member itself in a group such as `[2,3]`."""
    label: str
    """Without brackets and caret."""
    bracket: Span
    form: Form
    confidence: Confidence
    reason: str
    """Why it was judged so, for `citecheck explain`."""
    series: int = 0
    """The list it belongs to: index into the scopes of the document."""
    inside: int | None = None
    """Index of the reference in whose text it stands."""
    attached: bool = True
    """Whether it follows the text before it without a space."""
    grouped: bool = False
    """Member of a group or range, or with a locator: the manner of a numbered bibliography."""
    reversed: bool = False
    """Member of a range written high to low."""
    members: int = 1
    """How many numbers the range it stands in claims; 1 if it is none."""


class Reference(NamedTuple):
    """One entry of a reference list, or one note."""

    span: Span
    """The label with its brackets."""
    label: str
    body: Span
    """The text of the entry, without the label; empty if there is none."""
    form: Form
    series: int = 0
    """As of a marker; below 0 for labels that readers never see, such as keys: no bracket in the text cites them."""
    if_cited: bool = False
    """Whether it stands in print only where it is cited: an entry of a bibliography in a file of its own."""


KEYS = -1
"""The series of the keys of bibliographies, which several documents may share."""


class Link(NamedTuple):
    """One occurrence of one URL."""

    span: Span
    url: str
    """As cited, with wraps repaired and the fragment kept; DOIs and arXiv ids become their https address."""
    written: str
    """The text before repair."""
    reference: int | None = None
    """Index of the reference in whose text it stands; None in running text."""


class Fault(NamedTuple):
    """Something that is wrong about a URL, identifier or bracket as it is written, found while scanning."""

    rule: str
    span: Span
    message: str
    note: str = ""
    advice: str = ""
    label: str | None = None
    url: str | None = None
    severity: Severity | None = None


class Related(NamedTuple):
    """The other end of a fault."""

    span: Span
    message: str


class Finding(NamedTuple):
    """What a rule has to say, with spans into the document."""

    message: str
    """What is wrong, in a sentence without full stop."""
    span: Span
    label: str | None = None
    note: str = ""
    """A few words for the caret: why here."""
    advice: str = ""
    """What to do about it, without full stop."""
    related: tuple[Related, ...] = ()
    url: str | None = None
    severity: Severity | None = None
    """Where it differs from the rule's own."""


class CrossReference(NamedTuple):
    """A pointer from one note to another: "see note 12", "supra note 3", "ibid."."""

    span: Span
    label: str | None
    """The note it names; None for ibid."""
    direction: int
    """-1 where it says above or supra, 1 for below or infra, 0 if it does not say."""
    inside: int | None
    """Index of the reference in whose text it stands."""


class CitationRow(NamedTuple):
    """The first citations of a series in the order of the text, and the positions of the fewest misplaced."""

    items: tuple[Marker, ...]
    misplaced: tuple[int, ...]


class ReferenceRow(NamedTuple):
    """The entries of a series in the order of the list, and the positions of the fewest misplaced."""

    items: tuple[Reference, ...]
    misplaced: tuple[int, ...]


class Order(NamedTuple):
    """What should ascend, series by series. A series that does not even nearly ascend has no row."""

    citations: tuple[CitationRow, ...] = ()
    """The first citations of each number."""
    references: tuple[ReferenceRow, ...] = ()
    """The entries of each list."""


class Undefined(NamedTuple):
    """A label that is cited but has no reference."""

    markers: tuple[Marker, ...]
    probably: int | None = None
    """Index of the uncited reference that was probably meant."""
    last: str | None = None
    """The last label of the list."""
    near: int | None = None
    """Index of the reference after which the missing one would stand."""


class Duplicate(NamedTuple):
    """Two references of one series with the same label."""

    first: int
    second: int
    missing: str | None = None
    """The label expected in its place, where nothing else has it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A hole in the numbers of a list that the text does not cite either."""

    before: int
    """Index of the reference before the hole."""
    after: int
    first: int
    """The first missing number."""
    count: int


class Shift(NamedTuple):
    """Three or more consecutive numbers that are off by one in the same way."""

    markers: tuple[Marker, ...]
    """The first marker of each shifted number."""
    step: int
    """What to add to the marker to reach its reference: -1 or 1."""
    reference: int | None
    """Index of the reference left without a marker."""


class Unpaired(NamedTuple):
    """A list without markers, or markers without a list."""

    references: int
    markers: int
    span: Span


class Pairing(NamedTuple):
    """Who cites whom, and the causes of what does not pair. Each fault stands in one place only."""

    cited: Mapping[int, tuple[Marker, ...]] = MappingProxyType({})
    """For each reference index, its markers in order."""
    undefined: tuple[Undefined, ...] = ()
    uncited: tuple[int, ...] = ()
    """Indexes of references that nothing cites and that no other fault explains."""
    duplicates: tuple[Duplicate, ...] = ()
    gaps: tuple[Gap, ...] = ()
    shifts: tuple[Shift, ...] = ()
    unpaired: tuple[Unpaired, ...] = ()


class Citations(NamedTuple):
    """What a document cites: all that the rules see."""

    document: Document
    markers: tuple[Marker, ...]
    """Sure and likely ones, in order of place."""
    references: tuple[Reference, ...]
    links: tuple[Link, ...]
    crossrefs: tuple[CrossReference, ...]
    faults: tuple[Fault, ...]
    """What the scanners found to be wrong as written, in order of place."""
    judged: tuple[Marker, ...]
    """Brackets that are no markers, with the reason, for `citecheck explain`."""
    style: Style
    pairing: Pairing
    order: Order


# ---------------------------------------------------------------- what a report is made of


class Excerpt(NamedTuple):
    """The line a finding points at, or the part of a long one around it."""

    line: int
    text: str
    start: int
    """Where the caret begins, 0-based in `text`."""
    end: int
    cut_left: bool
    cut_right: bool
    taken_out: bool = False
    """Whether it was taken out of a file, whose columns are others."""


class Note(NamedTuple):
    """The other end of a fault, placed in the source file."""

    place: Place
    """With a path if it lies in another file than the fault."""
    message: str
    excerpt: Excerpt


class Problem(NamedTuple):
    """A finding, placed in the source file and ready to print."""

    path: str
    place: Place
    rule: str
    name: str
    severity: Severity
    message: str
    note: str
    advice: str
    label: str | None
    url: str | None
    related: tuple[Note, ...]
    excerpt: Excerpt | None
    """None for link findings, which are shown by reference."""
    fingerprint: str

    @property
    def sentence(self) -> str:
        """The message with what to do."""
        if not self.advice:
            return self.message
        if self.message.endswith("?"):
            return f"{self.message} {self.advice[0].upper()}{self.advice[1:]}"
        return f"{self.message}: {self.advice}"


class Verdict(StrEnum):
    """What is known of a link."""

    OK = "ok"
    MOVED = "moved"
    """A permanent redirect that works."""
    DEAD = "dead"
    """Gone, by positive evidence."""
    UNREACHABLE = "unreachable"
    """Silence or breakage: could not tell."""
    BLOCKED = "blocked"
    """The site refuses automated checks."""
    SKIPPED = "skipped"
    """Not checked."""
    INVALID = "invalid"
    """Cannot be a URL."""


@dataclass(frozen=True, slots=True)
class Cited:
    """One place where a URL stands."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    label: str | None
    """Of the reference whose text holds the URL."""
    title: str
    """The first words of that reference, or of the sentence."""
    count: int
    """How often that reference is cited."""
    first: Place | None
    """Where it is cited first, if it is; with a path if that is in another file."""
    dotted: bool = False
    """Whether a full stop follows the URL, which may be its own or the sentence's."""
    name: str = ""
    """`Place.name` of the place."""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.line, self.column, self.end_line, self.end_column, self.name)


class LinkHistory(NamedTuple):
    """What earlier runs saw of a link; dates are ISO 8601 (`2026-03-02`), UTC."""

    first_seen: str
    last_ok: str | None = None
    failing_since: str | None = None
    """The day of the first of the failures in a row; None while all is well."""
    failures: int = 0
    """Failures in a row, this run's included."""
    failed_days: int = 0
    """The distinct days of these."""
    last_failed: str | None = None
    moves: tuple[tuple[str, str], ...] = ()
    """Where it was redirected to, with the day it was first seen, the oldest first."""


class LinkReport(NamedTuple):
    """A distinct URL, what became of it, and where it is cited."""

    url: str
    verdict: Verdict
    reason: str | None = None
    """One of the closed list in `web/reasons.py`; None when plainly ok."""
    status: int | None = None
    final_url: str | None = None
    attempts: int = 0
    checked_at: str | None = None
    """ISO 8601, UTC."""
    cached: bool = False
    detail: str = ""
    """A few words for a person: "404 not found", "certificate ended 2026-03-02"."""
    cited: tuple[Cited, ...] = ()
    history: LinkHistory | None = None
    """None where no memory is kept, or nothing is known yet."""
    persistent: bool = False
    """Whether it has failed so often, on so many days, that it counts as broken."""
    certificate_ends: str | None = None
    """The day on which the certificate of its host ends, if that is near."""


class Waiting(NamedTuple):
    """A host that keeps links waiting."""

    host: str
    links: int
    seconds: float
    """For how long yet, or already, as `why` has it."""
    why: str
    """`asks for a pause`, `silent` or `asked slowly`."""


class Progress(NamedTuple):
    """How far the checking of links is."""

    done: int
    total: int
    """Links, counted as the report counts them."""
    waiting: tuple[Waiting, ...] = ()
    """The hosts that keep links waiting, those with the most links first."""


class DocumentCount(NamedTuple):
    """A document's line in the report."""

    path: str
    format: str
    unit: str
    markers: int
    references: int
    links: int
    files: tuple[str, ...] = ()
    """The other files that it was put together from, as places in it name them."""


class Failure(NamedTuple):
    """A path that could not be read, and what to do."""

    path: str
    message: str


class RuleInfo(NamedTuple):
    """A rule's line in the table of rules."""

    code: str
    name: str
    severity: Severity
    summary: str


class Silence(NamedTuple):
    """A comment in a document, or an `[[ignore]]` of the configuration, and what became of it."""

    path: str
    """Of the document or configuration file."""
    place: Place
    excerpt: Excerpt
    codes: tuple[str, ...] = ()
    """Codes or prefixes of codes; empty means all."""
    reason: str = ""
    wrong: str = ""
    """What is wrong with it as written, and so it hides nothing."""
    expired: str = ""
    """The day since which it hides nothing any more; empty while it holds."""
    used: bool = False
    """Whether it hid anything, or nobody can tell."""


class Known(NamedTuple):
    """A finding that a baseline knows. The path and the words are for people."""

    path: str
    rule: str
    fingerprint: str
    message: str


class RuleHelp(NamedTuple):
    """A rule with its page, for formats that carry it along."""

    info: RuleInfo
    page: str
    """The module's docstring: see `citecheck.rules`."""


class MarkerEntry(NamedTuple):
    """A marker: where it stands, 1-based, and what it cites."""

    path: str
    line: int
    column: int
    label: str
    sentence: str = ""
    """The sentence it stands in, on one line."""
    name: str = ""
    """`Place.name` of the place."""


class ReferenceEntry(NamedTuple):
    """A reference: where it stands, 1-based, what it says, and where it is cited."""

    path: str
    line: int
    column: int
    label: str
    text: str
    """Of the entry, without its label."""
    links: tuple[str, ...]
    """The URLs in it, as cited."""
    cited: tuple[Place, ...]
    """Its markers, in the order of the text, with a path where they stand in another file; empty if there is none."""
    name: str = ""
    """`Place.name` of the place."""


class Inventory(NamedTuple):
    """The fact-checker's sheet: every marker and reference, in order of path as given, line and column."""

    documents: tuple[DocumentCount, ...] = ()
    markers: tuple[MarkerEntry, ...] = ()
    references: tuple[ReferenceEntry, ...] = ()


@dataclass(frozen=True)
class Report:
    """All that a run found out, in stable order; what the report formats render."""

    documents: tuple[DocumentCount, ...] = ()
    problems: tuple[Problem, ...] = ()
    links: tuple[LinkReport, ...] = ()
    failures: tuple[Failure, ...] = ()
    suppressed: int = 0
    """Findings that are hidden: by comments, by ignores of the configuration, by the baseline."""
    known: int = 0
    """Those of them that the baseline knows."""
    complete: bool = True
    """False when interrupted."""
    offline: bool = False
    elapsed: float = 0.0
    """Seconds."""
    notices: tuple[str, ...] = ()
    """What a person should know about the run itself, a sentence each."""
    unwritten: bool = False
    """Whether the history of links could not be written; a notice says why."""
    since: bool = False
    """Whether only what is new since a revision is told."""
    fixed: tuple[Known, ...] = ()
    """What the baseline knew, and is no more."""
    baseline: tuple[Known, ...] | None = None
    """What is to be written to the baseline; None if it stays as it is."""
    inventory: Inventory | None = None
    """Only where a format needs it (`reports.NEED_INVENTORY`)."""

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(problem.severity is severity for problem in self.problems)

    @property
    def tells_of_links(self) -> bool:
        """Whether each link that is to be asked was asked."""
        left = (None, "offline", "no-network", "out-of-time")
        return not any(link.verdict is Verdict.SKIPPED and link.reason in left for link in self.links)

    @property
    def markers(self) -> int:
        """All markers of all documents."""
        return sum(document.markers for document in self.documents)

    @property
    def references(self) -> int:
        """All references of all documents."""
        return sum(document.references for document in self.documents)

    def exit_status(self, fail_on: str) -> int:
        """0, 1, 2 or 130 by the contract; `fail_on` is a severity or `never`."""
        if not self.complete:
            return 130
        if self.failures or self.unwritten:
            return 2
        if fail_on == "never":
            return 0
        bound = Severity(fail_on).rank
        return int(any(problem.severity.rank >= bound for problem in self.problems))

"""What the parts of the HTML page need of each other: who is where on the page, and what belongs to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from citecheck.model import LinkReport, Problem, Report, RuleHelp, Severity, Verdict
from citecheck.reports.links import is_trivial
from citecheck.reports.places import units
from citecheck.reports.sheets import Entry, Sheet, sheets

MOST_FINDINGS = 20_000
"""More of them no browser shows gladly, and nobody reads."""
MOST_ENTRIES = 40_000
"""References and links in texts, of all documents."""
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_TROUBLE = frozenset({Verdict.DEAD, Verdict.INVALID, Verdict.UNREACHABLE, Verdict.BLOCKED})

Spot = tuple[str, int, int]
"""A path with a line, or what stands for it, and a column."""


class Named(NamedTuple):
    """A reference's id on the page, and its label."""

    name: str
    label: str


class Item(NamedTuple):
    """A finding and its id on the page."""

    name: str
    problem: Problem


@dataclass(frozen=True)
class Index:
    """All of a page, looked up by what its parts know."""

    report: Report
    sheets: Sequence[Sheet]
    left: int
    """Entries of sheets that are left out."""
    rules: Mapping[str, tuple[str, RuleHelp]]
    """For the code of each rule that found something: the id of its page, and the page."""
    items: Sequence[Item]
    """The findings on the page, the gravest first."""
    links: Mapping[str, LinkReport]
    units: Mapping[str, str]
    """What the places of each file count."""
    named: Mapping[Spot, Named]
    """The references by place."""
    of_url: Mapping[tuple[str, str], Sequence[Item]]
    of_place: Mapping[Spot, Sequence[Item]]
    of_marker: Mapping[tuple[str, str, int], Sequence[Item]]
    by_url: Mapping[tuple[str, str], Named]
    """The references by path and a URL in them."""

    def of_entry(self, entry: Entry) -> list[Item]:
        """The findings that concern a reference, its links apart."""
        lines = dict.fromkeys((marker.path, entry.label, marker.line) for marker in entry.cites)
        groups = [self.of_place.get((entry.path, entry.place.line, entry.place.column), ())]
        groups += [self.of_marker.get(line, ()) for line in lines]
        return list({item.name: item for group in groups for item in group if item.problem.url is None}.values())

    def of_link(self, path: str, url: str) -> Sequence[Item]:
        """The findings that concern a link in a document."""
        return self.of_url.get((path, url), ())

    def reference(self, problem: Problem) -> Named | None:
        """The reference that a finding concerns."""
        if problem.url is not None and (found := self.by_url.get((problem.path, problem.url))):
            return found
        return next((found for spot in _spots(problem) if (found := self.named.get(spot))), None)

    def link_needs_look(self, path: str, url: str) -> bool:
        """Whether somebody should open the link or mend it."""
        link = self.links.get(url)
        return bool(link and link.verdict in _TROUBLE) or needs_look(self.of_link(path, url))


def entry_name(sheet: int, position: int) -> str:
    """The id of a reference; both numbers count from 1."""
    return f"d{sheet}r{position}"


def needs_look(items: Iterable[Item]) -> bool:
    """Whether one of the findings is more than a move on which nobody should spend a look."""
    return any(not is_trivial(item.problem) for item in items)


def _spots(problem: Problem) -> Iterator[Spot]:
    """Where a finding stands, and its other ends."""
    for place in (problem.place, *(note.place for note in problem.related)):
        yield place.path or problem.path, place.line, place.column


def index(report: Report, rules: Sequence[RuleHelp]) -> Index:
    """The index of the page of a report."""
    ordered = sorted(report.problems, key=lambda problem: _ORDER.index(problem.severity))
    items = [Item(f"f{number}", problem) for number, problem in enumerate(ordered[:MOST_FINDINGS], 1)]
    used = {item.problem.rule for item in items}
    known = [rule for rule in rules if rule.info.code in used]
    every = sheets(report)
    rows = _capped(every)
    named: dict[Spot, Named] = {}
    by_url: dict[tuple[str, str], Named] = {}
    for number, sheet in enumerate(rows, 1):
        for position, entry in enumerate(sheet.entries, 1):
            here = Named(entry_name(number, position), entry.label)
            named.setdefault((entry.path, entry.place.line, entry.place.column), here)
            for url in entry.urls:
                by_url.setdefault((entry.path, url), here)
    of_url: dict[tuple[str, str], list[Item]] = {}
    of_place: dict[Spot, list[Item]] = {}
    of_marker: dict[tuple[str, str, int], list[Item]] = {}
    for item in items:
        problem = item.problem
        if problem.url is not None:
            of_url.setdefault((problem.path, problem.url), []).append(item)
        for spot in _spots(problem):
            of_place.setdefault(spot, []).append(item)
        if problem.label is not None:
            of_marker.setdefault((problem.path, problem.label, problem.place.line), []).append(item)
    return Index(
        report,
        rows,
        sum(map(_size, every)) - sum(map(_size, rows)),
        {rule.info.code: (f"rule{number}", rule) for number, rule in enumerate(known, 1)},
        items,
        {link.url: link for link in report.links},
        units(report),
        named,
        of_url,
        of_place,
        of_marker,
        by_url,
    )


def _size(sheet: Sheet) -> int:
    return len(sheet.entries) + len(sheet.strays) + len(sheet.loose)


def _capped(rows: Sequence[Sheet]) -> list[Sheet]:
    left = MOST_ENTRIES
    capped = []
    for sheet in rows:
        entries = sheet.entries[:left]
        left -= len(entries)
        strays = sheet.strays[:left]
        left -= len(strays)
        loose = sheet.loose[:left]
        left -= len(loose)
        capped.append(sheet._replace(entries=entries, strays=strays, loose=loose))
    return capped

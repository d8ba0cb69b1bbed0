"""The links of a report for the terminal: those that need a look, and in a verbose report all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from citecheck.model import Cited, LinkReport, Place, Problem, Report, Severity, Verdict
from citecheck.reports.counts import counted
from citecheck.reports.frame import headline, place
from citecheck.reports.places import LINE, is_lined, listed, spot, units
from citecheck.reports.screen import Screen, cells

_MOST_BLOCKED = 10
_OF_A_HOST = frozenset(
    {"no-such-host", "timeout", "refused", "rate-limited", "tls-expired", "tls-untrusted", "tls-host", "tls-protocol"}
)
"""Reasons that are the host's, not the page's: the first of its links says it for the others."""
_MOST_OF_A_HOST = 2
"""Links of such a host that are all shown; of more, one stands for them."""
_TITLE = 36
"""Cells a title should have beside the details; with less the details go below it."""
_STYLES: Mapping[str, str] = MappingProxyType(
    {
        "dead": "error",
        "unreachable": "warning",
        "invalid": "error",
        "moved": "warning",
        "blocked": "info",
        "doubtful": "warning",
        "anchor": "warning",
        "expires": "info",
        "ok": "good",
        "skipped": "dim",
    }
)
"""The kinds of links in the order they are listed: the verdicts, and three kinds of pages that answer."""


class _Entry(NamedTuple):
    kind: str
    link: LinkReport
    problems: tuple[Problem, ...]
    look: bool
    """Whether it needs one."""
    detail: str


def is_link_problem(problem: Problem) -> bool:
    """Whether the problem is what the web answered, and so is told with its link."""
    return problem.rule.startswith("CC3")


def is_trivial(problem: Problem) -> bool:
    """Whether the problem is a move from http to https and its like, on which nobody should spend a look."""
    return problem.rule == "CC302" and problem.severity is Severity.INFO


def need_a_look(report: Report, screen: Screen, *, verbose: bool) -> list[str]:
    """The section of links that a rule has something to say about; empty if there is none."""
    lines: list[str] = []
    checked = {link.url for link in report.links if link.verdict is not Verdict.SKIPPED}
    unit = units(report)
    for problem in report.problems:
        # Without a network no link was checked: that is said once, not at each of them.
        if is_link_problem(problem) and problem.url not in checked:
            lines.extend([*headline(problem, screen), "   " + place(problem, screen, unit.get(problem.path, LINE))])
            lines.extend("   " + line for line in screen.wrap(problem.advice, screen.width - 3) if line)
    lines.extend(_listing([entry for entry in _entries(report, unit) if entry.look], screen, unit, verbose=verbose))
    return [screen.paint("Links that need a look", "strong"), *lines] if lines else []


def others(report: Report, screen: Screen) -> list[str]:
    """The section of links that are fine or were left out, for a verbose report; empty if there is none."""
    untold = ("offline", "no-network")  # said once, of all links
    unit = units(report)
    entries = [entry for entry in _entries(report, unit) if not entry.look and entry.link.reason not in untold]
    lines = list(_listing(entries, screen, unit, verbose=True))
    return [screen.paint("Other links", "strong"), *lines] if lines else []


def _entries(report: Report, unit: Mapping[str, str]) -> list[_Entry]:
    """All links, by kind; `unit` is by path."""
    said: dict[str, list[Problem]] = {}
    for problem in report.problems:
        if problem.url is not None:
            said.setdefault(problem.url, []).append(problem)
    entries = [_entry(link, said.get(link.url, []), unit) for link in report.links]
    kinds = list(_STYLES)
    return sorted(entries, key=lambda entry: kinds.index(entry.kind))


def _entry(link: LinkReport, said: list[Problem], unit: Mapping[str, str]) -> _Entry:
    problems = tuple(problem for problem in said if is_link_problem(problem))
    kind = link.verdict.value
    look = bool(problems) and link.verdict is not Verdict.SKIPPED
    if link.verdict is Verdict.OK and problems:
        rules = {problem.rule for problem in problems}
        kind = "anchor" if rules == {"CC305"} else "expires" if rules == {"CC307"} else "doubtful"
    elif link.verdict is Verdict.MOVED:
        look = not all(map(is_trivial, problems))
    elif link.verdict is Verdict.INVALID:
        look = not said  # else it is shown in its line of the text
    why = link.detail or (problems[0].message if problems else link.reason or "")
    detail = "; ".join(part for part in (why, _lasting(link), _where(link.cited, unit)) if part)
    return _Entry(kind, link, problems, look, detail)


def _lasting(link: LinkReport) -> str:
    """Why a link that is only unreachable counts as an error; empty if it does not."""
    if link.verdict is Verdict.UNREACHABLE and link.persistent and link.history and link.history.failing_since:
        return f"failing since {link.history.failing_since}: treat it as dead"
    return ""


def _where(cited: tuple[Cited, ...], unit: Mapping[str, str]) -> str:
    """Where a reader meets the link: "cited 4 times, first on line 31", "cited once, footnote 2"."""
    if not cited:
        return ""
    here = cited[0]
    if here.label is None:
        words = f"in the text, {_told(here.place, here.path, unit)}"
    elif not here.count or here.first is None:
        words = f"never cited, {_told(here.place, here.path, unit)}"
    elif here.count == 1:
        words = f"cited once, {_told(here.first, here.path, unit)}"
    else:
        times = "twice" if here.count == 2 else f"{here.count} times"
        one = listed([here.first], unit.get(here.path, LINE), 1)
        words = f"cited {times}, first {f'at {_told(here.first, here.path, unit)}' if len(unit) > 1 else one}"
    more = len(cited) - 1
    return f"{words}, and in {counted(more, 'more place')}" if more else words


def _told(place: Place, path: str, unit: Mapping[str, str]) -> str:
    """A place, with its path where there are several: "line 31", "essay.txt:31", "essay.docx, footnote 2"."""
    its = unit.get(place.path or path, LINE)
    if len(unit) <= 1:
        return place.words(its)
    where = spot(path, place, its)
    return where.rpartition(":")[0] if is_lined(place, its) else where


def _listing(entries: list[_Entry], screen: Screen, unit: Mapping[str, str], *, verbose: bool) -> Iterator[str]:
    if not entries:
        return
    label = max(len(entry.kind) for entry in entries)
    room = screen.width - label - 4
    title = room - 3 - max(cells(screen.show(entry.detail)) for entry in entries)
    widest = max(cells(_title(entry.link, screen, room)) for entry in entries)
    title = min(title, widest) if title >= _TITLE else 0
    for kind, group in groupby(entries, key=lambda entry: entry.kind):
        members = list(group)
        folded: list[tuple[_Entry, list[_Entry]]] = [(entry, []) for entry in members] if verbose else _folded(members)
        shown = folded[:_MOST_BLOCKED] if kind == "blocked" and not verbose else folded
        for entry, others in shown:
            yield f"  {screen.paint(f'{kind:<{label}}', _STYLES[kind])}  {_first(entry, screen, room, title)}"
            for line in _rest(entry, screen, room, unit, title=title, verbose=verbose):
                yield f"{' ' * (label + 4)}{line}"
            if others:
                yield f"{' ' * (label + 4)}{screen.paint(screen.cut(_so_are(others), room), 'dim')}"
        if left := len(members) - sum(1 + len(others) for _, others in shown):
            line = f"and {left} more that are {kind} (--verbose lists them)"
            yield f"{' ' * (label + 4)}{screen.paint(line, 'dim')}"


def _folded(members: list[_Entry]) -> list[tuple[_Entry, list[_Entry]]]:
    """The entries to show, each with the further ones of its host for which it stands."""
    groups: dict[tuple[str, str] | int, list[_Entry]] = {}
    for number, entry in enumerate(members):
        reason = entry.link.reason or ""
        groups.setdefault((_host(entry.link), reason) if reason in _OF_A_HOST else number, []).append(entry)
    shown: list[tuple[_Entry, list[_Entry]]] = []
    for group in groups.values():
        if len(group) > _MOST_OF_A_HOST:
            shown.append((group[0], group[1:]))
        else:
            shown += [(entry, []) for entry in group]
    return shown


def _so_are(others: list[_Entry]) -> str:
    """That more links of a host share its fate, and in which references they stand."""
    labels = dict.fromkeys(f"[{cited.label}]" for entry in others for cited in entry.link.cited[:1] if cited.label)
    where = f": {', '.join(labels)}" if labels else ""
    return f"so are {counted(len(others), 'more link')} to {_host(others[0].link)}{where}"


def _host(link: LinkReport) -> str:
    return urlsplit(link.url).netloc.rpartition("@")[2]


def _first(entry: _Entry, screen: Screen, room: int, title: int) -> str:
    """What the link is: its reference or sentence, and beside it the details if the title leaves room."""
    shown = _title(entry.link, screen, title or room)
    if not title:
        return shown
    return f"{shown}{' ' * (title - cells(shown) + 3)}{screen.show(entry.detail)}"


def _title(link: LinkReport, screen: Screen, room: int) -> str:
    if not link.cited:
        return ""
    label, title = link.cited[0].label, link.cited[0].title
    return screen.cut(title if label is None else f"[{label}] {title}", room)


def _rest(
    entry: _Entry, screen: Screen, room: int, unit: Mapping[str, str], *, title: int, verbose: bool
) -> Iterator[str]:
    link = entry.link
    if not title:
        yield from (line for line in screen.wrap(entry.detail, room) if line)
    yield screen.url(link.url)
    if link.final_url and link.final_url != link.url:
        yield f"{screen.arrow} {screen.url(link.final_url)}"
    if not verbose:
        return
    for problem in entry.problems:
        for line in screen.wrap(f"{problem.severity}[{problem.rule}] {problem.sentence}", room):
            yield screen.paint(line, "dim")
    for cited in link.cited:
        at = screen.show(spot(cited.path, cited.place, unit.get(cited.path, LINE)))
        yield screen.paint(screen.file(at, cited.path), "dim")
    if link.cached and link.checked_at:
        yield screen.paint(f"remembered from {screen.show(link.checked_at[:10])}", "dim")

"""What `citecheck history` prints: what became of links over the days, those that fail first."""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.model import LinkHistory
from citecheck.reports.counts import counted
from citecheck.reports.json import dump
from citecheck.reports.screen import Screen

Row = tuple[str, LinkHistory]


def render_terminal(
    rows: Sequence[Row], *, named: bool = False, width: int, color: bool, unicode: bool, links: bool
) -> str:
    """A block for each link; with a final line end. `named` says that only some links were asked for."""
    screen = Screen(max(width, 24), color=color, unicode=unicode, links=links)
    if not rows:
        return f"no history {'of these links ' if named else ''}yet: it begins with the first check of links\n"
    lines: list[str] = []
    for url, told in rows:
        failing = told.failing_since is not None
        kind = "failing" if failing else "alive" if told.last_ok else "unknown"
        style = "error" if failing else "good" if told.last_ok else "dim"
        lines.append(f"{screen.paint(f'{kind:<7}', style)}  {screen.url(url)}")
        lines += [f"         {line}" for line in screen.wrap(said_of(told), screen.width - 9)]
        for day, target in told.moves:
            lines.append(f"         {screen.show(day)} {screen.arrow} {screen.url(target)}")
    failing_now = sum(told.failing_since is not None for _, told in rows)
    last = f"{counted(len(rows), 'link')}, {failing_now:,} failing"
    return "\n".join([*lines, "", last]) + "\n"


def said_of(told: LinkHistory) -> str:
    """A history in words: "alive until 2026-03-02, failing since 2026-03-05 (4 times, on 3 days)"."""
    parts = []
    if told.failing_since:
        times = "once" if told.failures == 1 else f"{told.failures} times, on {counted(told.failed_days, 'day')}"
        alive = f"alive until {told.last_ok}, " if told.last_ok else "never seen alive, "
        parts.append(f"{alive}failing since {told.failing_since} ({times})")
    elif told.last_ok:
        parts.append(f"alive on {told.last_ok}")
    return "; ".join([*parts, f"first seen {told.first_seen}"])


def render_json(rows: Sequence[Row]) -> str:
    """The histories as a JSON object, an element of `links` each."""
    return dump(
        {
            "schema": 1,
            "links": [
                {
                    "url": url,
                    "first_seen": told.first_seen,
                    "last_ok": told.last_ok,
                    "failing_since": told.failing_since,
                    "failures": told.failures,
                    "failed_days": told.failed_days,
                    "moves": [{"day": day, "url": target} for day, target in told.moves],
                }
                for url, told in rows
            ],
        }
    )

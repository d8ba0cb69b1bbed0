"""The live display while links are checked: how many are done, and which hosts keep the others waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from citecheck.model import Progress, Waiting
from citecheck.reports.screen import Screen

_SHOWN = 2
"""Hosts named; the others are counted."""


@contextmanager
def progress(*, enabled: bool) -> Iterator[Callable[[Progress], None]]:
    """Shows on stderr how many links are checked and what they wait for, until the context ends.

    Gives a function to call with how far it is. If it is not enabled, nothing is shown and nothing imported.
    """
    if not enabled:
        yield lambda _: None
        return
    from rich.console import Console  # imported only for a live display
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Display
    from rich.text import Text

    console = Console(stderr=True)
    waits = TextColumn("{task.fields[waits]}", markup=False)
    display = Display(
        TextColumn("Checking links"), BarColumn(20), MofNCompleteColumn(), waits, console=console, transient=True
    )
    task = display.add_task("links", total=None, waits="")

    def tell(now: Progress) -> None:
        # Its thread begins with the links: until then documents are checked, by processes that are forked.
        display.start()
        room = max(0, console.width - 48)
        shown = Text(waiting(now.waiting))
        shown.truncate(room, overflow="ellipsis")
        display.update(task, completed=now.done, total=now.total, waits=shown.plain)

    try:
        yield tell
    finally:
        display.stop()


def waiting(hosts: tuple[Waiting, ...]) -> str:
    """The hosts that keep links waiting, in words: `a.example is silent (4 s), and 2 more hosts`."""
    screen = Screen(80, color=False, unicode=True, links=False)
    parts = [f"{screen.show(host.host)} {_why(host)}" for host in hosts[:_SHOWN]]
    if more := len(hosts) - len(parts):
        parts.append(f"{more} more")
    return ", ".join(parts)


def _why(host: Waiting) -> str:
    if host.why == "asked slowly":
        return f"is {host.why}"
    return f"{'is ' if host.why == 'silent' else ''}{host.why} ({host.seconds:.0f} s)"

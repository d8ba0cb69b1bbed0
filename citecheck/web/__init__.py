"""URL -> Exchange -> Judgement: what became of the cited links.

Importing this package is cheap; httpx and asyncio are imported when something is to be checked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from citecheck.model import LinkHistory, Progress
from citecheck.settings import Settings
from citecheck.web.targets import Outcome, Target

if TYPE_CHECKING:
    import httpx  # the web package is where it belongs

__all__ = ["Outcome", "Target", "check", "histories"]


def check(
    targets: Sequence[Target],
    settings: Settings,
    *,
    progress: Callable[[Progress], None] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Outcome:
    """Check links, each distinct request once, and report them in the order of the targets.

    `progress` is told now and then how far the run is. `transport` stands in for the
    network, and is closed at the end. Interrupted (Ctrl-C), it returns what is known: then `complete` is
    False, and what was not finished is `skipped`, without a reason. If no name resolves and no address
    connects, every link that was asked is `skipped`, reason `no-network`. Not to be called from a running
    event loop. Raises UsageError for an impossible `exclude_link` pattern or proxy.
    """
    from citecheck.web import engine

    return engine.check(targets, settings, progress=progress, transport=transport)


def histories(settings: Settings, wanted: Sequence[str] | None) -> tuple[list[tuple[str, LinkHistory]], Sequence[str]]:
    """What became of links over the days, those that fail first; of all links if none are `wanted`.

    Beside it what is to be said about the memory. Raises ConfigError for a file that is no history.
    """
    from citecheck.web import engine

    return engine.histories(settings, wanted)

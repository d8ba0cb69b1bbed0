"""What became of links over the days: so that one bad night is no alarm, and a slow death is seen.

A history is a value that each run's report moves on (`after`). It is kept in the link memory, or in a JSON Lines
file that a team commits: sorted, a link a line, and without a change where nothing has changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from citecheck import kept
from citecheck.errors import ConfigError
from citecheck.model import LinkHistory, LinkReport, Verdict
from citecheck.patterns import without_passwords
from citecheck.web.targets import key_of

_WORKS = (Verdict.OK, Verdict.MOVED)
_FAILS = (Verdict.DEAD, Verdict.UNREACHABLE)
_MOST_MOVES = 5
_REFRESHED = timedelta(days=7)
"""How old the last success may be in a file before the line is written anew: every day would be noise in git."""


def after(known: LinkHistory | None, report: LinkReport, today: date) -> LinkHistory | None:
    """The history of a link after one more report; None if nothing is known of it yet.

    A success ends a row of failures. A refusal, or a link that was not asked, neither ends nor prolongs it.
    """
    day = today.isoformat()
    if report.cached or report.verdict in (Verdict.SKIPPED, Verdict.INVALID):
        return known
    history = known or LinkHistory(day)
    if report.verdict in _WORKS:
        moves = history.moves
        target = report.final_url
        if target and target != report.url and (not moves or moves[-1][1] != target):
            moves = (*moves, (day, target))[-_MOST_MOVES:]
        return LinkHistory(history.first_seen, day, moves=moves)
    if report.verdict in _FAILS:
        return history._replace(
            failing_since=history.failing_since or day,
            failures=history.failures + 1,
            failed_days=history.failed_days + (history.last_failed != day),
            last_failed=day,
        )
    return history


def history_key(url: str) -> str | None:
    """What the history of a link goes by; None if none is kept, for it has credentials or is no URL."""
    key = key_of(url)
    return key.removesuffix("#") if key else None


def row_of(history: LinkHistory) -> dict[str, object]:
    """A history for JSON: what is empty is left out."""
    return {name: value for name, value in history._asdict().items() if value not in (None, 0, ())}


def from_row(row: Mapping[str, Any]) -> LinkHistory:
    """The history in a row; raises ValueError, KeyError or TypeError if it is none."""
    dates = [row["first_seen"], *(row.get(name) for name in ("last_ok", "failing_since", "last_failed"))]
    for day in dates:
        if day is not None:
            date.fromisoformat(day)
    return LinkHistory(
        row["first_seen"],
        row.get("last_ok"),
        row.get("failing_since"),
        int(row.get("failures", 0)),
        int(row.get("failed_days", 0)),
        row.get("last_failed"),
        tuple((str(day), str(url)) for day, url in row.get("moves", ())),
    )


def joined(one: LinkHistory, other: LinkHistory) -> LinkHistory:
    """Two histories of one link, such as a merge leaves: the later state, with what both knew before."""
    later, earlier = (one, other) if _last_seen(one) >= _last_seen(other) else (other, one)
    successes = [each for each in (one.last_ok, other.last_ok) if each]
    moves = tuple(sorted({*one.moves, *other.moves}))[-_MOST_MOVES:]
    found = later._replace(
        first_seen=min(one.first_seen, other.first_seen), last_ok=max(successes, default=None), moves=moves
    )
    if found.failing_since and earlier.failing_since and (found.last_ok or "") < earlier.failing_since:
        found = found._replace(failing_since=min(found.failing_since, earlier.failing_since))
    return found


class HistoryFile:
    """A JSON Lines file of histories, by the key of a link; read when it is opened."""

    def __init__(self, path: str) -> None:
        """Read the file, if it is there; raises ConfigError with its line if it is none of ours."""
        self.path = Path(path)
        self._text = ""
        self.known: dict[str, LinkHistory] = {}
        try:
            self._text = kept.read(path)
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            said = (error.strerror or str(error)).lower() if isinstance(error, OSError) else "it is not UTF-8"
            raise ConfigError(f"{path}: the history cannot be read: {said}") from error
        for number, line in enumerate(self._text.splitlines(), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                url, history = str(row["url"]), from_row(row)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                hint = "finish the merge" if line.startswith(("<<<<<<<", "=======", ">>>>>>>")) else "remove the line"
                raise ConfigError(f"{path}:{number}: is no history of a link: {hint}") from error
            self.known[url] = joined(self.known[url], history) if url in self.known else history

    def keep(self, told: Mapping[str, LinkHistory]) -> None:
        """Write what is known now, whole or not at all, if it has changed; raises OSError."""
        for url, history in told.items():
            before = self.known.get(url)
            if before is None or not _says_the_same(before, history):
                self.known[url] = history
        lines = (
            json.dumps({"url": without_passwords(url), **row_of(history)}, ensure_ascii=True)
            for url, history in sorted(self.known.items())
        )
        text = "".join(f"{line}\n" for line in lines)
        if text != self._text:
            kept.write(self.path, text)


def is_persistent(history: LinkHistory | None, strikes: int, days: int) -> bool:
    """Whether a link has failed so often in a row, and on so many days, that it counts as broken."""
    return history is not None and history.failures >= strikes and history.failed_days >= days


def _last_seen(history: LinkHistory) -> str:
    return max(each or "" for each in (history.first_seen, history.last_ok, history.last_failed))


def _says_the_same(before: LinkHistory, now: LinkHistory) -> bool:
    """Whether nothing but the day of the last success is new, and that not by much."""
    if before._replace(last_ok=None) != now._replace(last_ok=None) or not (before.last_ok and now.last_ok):
        return before == now
    return date.fromisoformat(now.last_ok) - date.fromisoformat(before.last_ok) < _REFRESHED

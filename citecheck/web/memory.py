"""What was found out in earlier runs: a SQLite file in the user's cache folder.

Successes are reused while they are fresh, failures never; both are kept, with when and what was seen. Nothing
that fails here stops a run: it goes on without a memory, and says so once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from citecheck.model import LinkHistory, LinkReport, Verdict
from citecheck.settings import Settings
from citecheck.web.exchange import Sibling
from citecheck.web.history import from_row, row_of
from citecheck.web.manners import Manners
from citecheck.web.targets import key_of

_APPLICATION = 0x63697465  # "cite": SQLite's way to tell whose file it is
_VERSION = 1
_MAGIC = b"SQLite format 3\0"
_SUFFIXES = (".sqlite", ".sqlite3", ".db", "")
"""Of files that were a memory, whatever is in them; one of another name may be somebody's essay."""
_PATIENCE = 2.0  # seconds to wait for another run that is writing
_AT_ONCE = 500  # links in one query
_HOST_AGE = timedelta(days=30)
"""How long the ways of a host are believed to be the same."""

_LINK_AGE = timedelta(days=400)
"""How long it is kept what became of a link that nobody has cited since."""

_TABLES = (
    (
        "create table links (url text primary key, verdict text not null, reason text, detail text not null, "
        "status integer, final_url text, checked_at text not null) without rowid"
    ),
    "create table hosts (host text primary key, ways text not null, seen_at text not null) without rowid",
)


class _UnusableError(Exception):
    """The file is no memory of ours, and is left alone."""


class Memory:
    """The memory of earlier runs. Methods do nothing once the file has failed; `notices` says why."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; one that is damaged, or of a newer citecheck, is set aside."""
        self.path = path
        self.notices: list[str] = []
        self._known: dict[str, str] = {}
        """The ways of hosts as they were read."""
        self._database: sqlite3.Connection | None = None
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._database = self._opened()
        except (sqlite3.Error, OSError, _UnusableError) as error:
            self._lose(error)

    def recall(self, urls: Iterable[str], max_age: timedelta, now: datetime) -> dict[str, LinkReport]:
        """The successes among links (as cited) that were checked within `max_age` before `now`, by URL."""
        keys = {key: url for url in urls if (key := key_of(url))}
        since = (now - max_age).isoformat(timespec="seconds")
        found: dict[str, LinkReport] = {}
        try:
            for row in self._rows(list(keys), since):
                key, verdict, reason, detail, status, final_url, checked_at = row
                found[keys[key]] = LinkReport(
                    keys[key],
                    Verdict(verdict),
                    reason,
                    status=status,
                    final_url=final_url,
                    checked_at=checked_at,
                    cached=True,
                    detail=detail,
                )
        except (sqlite3.Error, ValueError) as error:
            self._lose(error)
        return found

    def ways_of_hosts(self, wanted: Iterable[str], now: datetime) -> dict[str, Manners]:
        """What is known of these hosts, if it is not too old."""
        hosts: dict[str, Manners] = {}
        since = (now - _HOST_AGE).isoformat(timespec="seconds")
        names = list(wanted)
        try:
            for at in range(0, len(names) if self._database else 0, _AT_ONCE):
                some = names[at : at + _AT_ONCE]
                query = f"select host, ways from hosts where host in ({_marks(some)}) and seen_at >= ?"  # noqa: S608
                assert self._database is not None  # noqa: S101  # else there is no turn
                for host, ways in self._database.execute(query, (*some, since)):
                    hosts[host] = _manners(json.loads(ways))
                    self._known[host] = ways
        except (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError) as error:
            self._lose(error)
        return hosts

    def keep(self, reports: Iterable[LinkReport], hosts: Mapping[str, Manners], now: datetime) -> None:
        """Keep what became of links, and the ways of the hosts that showed any."""
        if self._database is None:
            return
        seen = now.isoformat(timespec="seconds")
        links = [
            (key, link.verdict.value, link.reason, link.detail, link.status, link.final_url, link.checked_at)
            for link in reports
            if link.checked_at and not link.cached and (key := key_of(link.url))
        ]
        told = {host: json.dumps(shown) for host, manners in hosts.items() if (shown := _ways(manners))}
        # What was not seen anew keeps its age, and what does not hold any more goes.
        ways = [(host, words, seen) for host, words in told.items() if words != self._known.get(host)]
        gone = [(host,) for host in self._known if host not in told]
        try:
            self._database.execute("begin immediate")
            self._database.executemany("insert or replace into links values (?, ?, ?, ?, ?, ?, ?)", links)
            self._database.executemany("insert or replace into hosts values (?, ?, ?)", ways)
            self._database.executemany("delete from hosts where host = ?", gone)
            old = (now - _LINK_AGE).isoformat(timespec="seconds")
            self._database.execute("delete from links where checked_at < ?", (old,))
            self._database.execute("commit")
        except sqlite3.Error as error:
            self._lose(error)

    def histories(self, keys: Sequence[str] | None) -> dict[str, LinkHistory]:
        """The histories of links, by their keys (`key_of`); of all if no keys are given."""
        found: dict[str, LinkHistory] = {}
        try:
            if self._database and keys is None:
                rows = self._database.execute("select url, told from histories")
                found = {key: from_row(json.loads(told)) for key, told in rows}
            elif self._database and keys:
                for at in range(0, len(keys), _AT_ONCE):
                    some = keys[at : at + _AT_ONCE]
                    query = f"select url, told from histories where url in ({_marks(some)})"  # noqa: S608
                    for key, told in self._database.execute(query, some):
                        found[key] = from_row(json.loads(told))
        except (sqlite3.Error, ValueError, KeyError, TypeError, AttributeError) as error:
            self._lose(error)
        return found

    def keep_histories(self, told: Mapping[str, LinkHistory]) -> None:
        """Keep the histories of links, by their keys."""
        if self._database is None or not told:
            return
        rows = [(key, json.dumps(row_of(history))) for key, history in told.items()]
        try:
            self._database.execute("begin immediate")
            self._database.executemany("insert or replace into histories values (?, ?)", rows)
            self._database.execute("commit")
        except sqlite3.Error as error:
            self._lose(error)

    def close(self) -> None:
        """Let go of the file."""
        if self._database:
            with suppress(sqlite3.Error):
                self._database.close()
        self._database = None

    def _opened(self) -> sqlite3.Connection:
        try:
            return _open(self.path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise  # the file may be fine: locked, not to be opened, no room
            if self.path.suffix not in _SUFFIXES and not self._begins_as_database():
                raise _UnusableError("it is no database: name another file") from error
            why = "is damaged"
        except _NewerError:
            why = "is of a newer citecheck"
        aside = self.path.with_name(self.path.name + ".set-aside")
        self.path.replace(aside)
        for rest in ("-wal", "-shm"):
            self.path.with_name(self.path.name + rest).unlink(missing_ok=True)
        self.notices.append(f"the link memory {self.path} {why}: it was set aside as {aside.name}, a new one is begun")
        return _open(self.path)

    def _begins_as_database(self) -> bool:
        with self.path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC

    def _rows(self, keys: Sequence[str], since: str) -> Iterator[tuple[str, str, str, str, int, str, str]]:
        for at in range(0, len(keys) if self._database else 0, _AT_ONCE):
            some = keys[at : at + _AT_ONCE]
            query = (
                f"select * from links where url in ({_marks(some)}) and checked_at > ? and verdict in ('ok', 'moved')"  # noqa: S608  # nothing but question marks
            )
            assert self._database is not None  # noqa: S101  # else there is no turn
            yield from self._database.execute(query, (*some, since))

    def _lose(self, error: Exception) -> None:
        self.close()
        self.notices.append(f"the link memory {self.path} cannot be used, so nothing is remembered: {error}")


def memory_of(settings: Settings) -> Memory | None:
    """The memory that the settings name, opened; None if they want none."""
    if settings.no_cache:
        return None
    if settings.cache:
        return Memory(Path(settings.cache))
    import platformdirs

    return Memory(Path(platformdirs.user_cache_dir("citecheck", appauthor=False)) / "links.sqlite")


class _NewerError(Exception):
    """The file was written by a citecheck that knows more."""


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        # Seen and made in one transaction: another run may be making the same file.
        database.execute("begin immediate")
        _prepare(database)
        database.execute("commit")
        with suppress(sqlite3.OperationalError):  # it serves as well without, only less at once
            database.execute("pragma journal_mode = wal")
            database.execute("pragma synchronous = normal")
    except BaseException:
        database.close()
        raise
    return database


def _prepare(database: sqlite3.Connection) -> None:
    """See whose file it is, and make the tables of a new one."""
    (application,) = database.execute("pragma application_id").fetchone()
    (version,) = database.execute("pragma user_version").fetchone()
    (tables,) = database.execute("select count(*) from sqlite_master").fetchone()
    if application != _APPLICATION and tables:
        raise _UnusableError("it is a database of another program")
    if version > _VERSION:
        raise _NewerError
    # It came later, and an older citecheck does not mind it.
    database.execute("create table if not exists histories (url text primary key, told text not null) without rowid")
    if not tables:
        database.execute(f"pragma application_id = {_APPLICATION}")
        database.execute(f"pragma user_version = {_VERSION}")
        for table in _TABLES:
            database.execute(table)


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def _ways(manners: Manners) -> dict[str, object]:
    ways: dict[str, object] = {}
    if manners.head_lies:
        ways["head_lies"] = True
    if manners.interval:
        ways["interval"] = manners.interval
    if manners.siblings:
        ways["siblings"] = dict(manners.siblings)
    return ways


def _manners(ways: dict[str, object]) -> Manners:
    siblings = ways.get("siblings", {})
    interval = ways.get("interval", 0.0)
    if not isinstance(siblings, dict) or not isinstance(interval, int | float):
        raise TypeError("the ways of a host are not as they were written")
    known = {
        directory: Sibling(status, final_url, bool(redirected), tuple(sketch))
        for directory, (status, final_url, redirected, sketch) in siblings.items()
    }
    return Manners(head_lies=bool(ways.get("head_lies")), interval=float(interval), siblings=known)

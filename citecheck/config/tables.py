"""From a configuration file to fields of Settings: every key known, every value of its kind, errors with their line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from citecheck.config.files import ConfigFile, Key
from citecheck.config.kinds import Choice, Flag, Kind, Number, Text, code_of, did_you_mean, glob
from citecheck.config.options import BY_KEY, OF_DOCUMENTS
from citecheck.model import Severity
from citecheck.patterns import lazy
from citecheck.settings import HostSettings, Ignore, Override

TABLES = ("severity", "overrides", "hosts")
_SEVERITY = Choice([each.value for each in Severity])
_VARIABLE = lazy(r"\$\{([^}]*)\}")
_VARIABLES = "CITECHECK_"
"""How the variables begin that a configuration may send to a host: it must not be able to give away others."""
_SECRET = lazy(r"authorization|cookie|token|secret|api-?key|password", re.IGNORECASE)
_TOKEN = lazy(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HOST = lazy(r"(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?(?::\d+)?|\[[0-9a-f:.]+\](?::\d+)?", re.IGNORECASE)
_OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding"})
_STATUS = lazy(r"([1-9][0-9]{2})(?:-([1-9][0-9]{2}))?")


def values_of(file: ConfigFile, environment: Mapping[str, str]) -> dict[str, object]:
    """The fields of Settings that a file gives; raises ConfigError.

    `environment` has the secrets that its host tables name.
    """
    values: dict[str, object] = {}
    for key, value in file.table.items():
        if key == "ignore":
            values |= _ignore(file, value)
        elif key in BY_KEY:
            values[BY_KEY[key].field] = _option(file, (key,), value)
        elif key == "severity":
            values["severity"] = _severities(file, value)
        elif key == "overrides":
            values["overrides"] = tuple(_overrides(file, value))
        elif key == "hosts":
            values["hosts"] = {name.lower().rstrip("."): host for name, host in _hosts(file, value, environment)}
        else:
            raise _unknown(file, (key,), (*BY_KEY, *TABLES))
    if values.get("exclude"):
        values["exclude_from"] = str(file.folder)
    return values


def _option(file: ConfigFile, key: Key, value: object) -> object:
    option = BY_KEY[str(key[-1])]
    found = _read(file, key, option.kind, value)
    if option.is_path and found:
        # It is written to, by whoever runs citecheck on a repository that may be a stranger's.
        if Path(str(found)).is_absolute() or ".." in Path(str(found)).parts:
            raise file.wrong(key, "leads out of the folder of the configuration: name a file in it, or use the flag")
        return str(file.folder / str(found))
    return found


def _read(file: ConfigFile, key: Key, kind: Kind, value: object) -> Any:
    try:
        return kind.read(value)
    except ValueError as error:
        raise file.wrong(key, str(error)) from error


def _glob(file: ConfigFile, key: Key, pattern: str) -> None:
    try:
        glob(pattern)
    except ValueError as error:
        raise file.wrong(key, str(error)) from error


def _table(file: ConfigFile, key: Key, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise file.wrong(key, "is no table")
    return value


def _unknown(file: ConfigFile, key: Key, known: Iterable[str]) -> Exception:
    name = str(key[-1])
    if key == ("tool",):
        return file.wrong(key, "[tool.citecheck] is for pyproject.toml: here the keys stand at the top")
    return file.wrong(key, "unknown key" + (did_you_mean(name, known) or "; known are " + ", ".join(known)))


def _ignore(file: ConfigFile, value: object) -> dict[str, object]:
    """`ignore = ["CC107"]`, `[[ignore]]` tables, or both in one array."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        raise file.wrong(("ignore",), "is neither a list of codes nor written as [[ignore]]")
    codes: list[str] = []
    ignores: list[Ignore] = []
    for number, each in enumerate(value):
        key: Key = ("ignore", number)
        if isinstance(each, dict):
            ignores.append(_ignored(file, key, each))
        else:
            codes += _read(file, key, BY_KEY["ignore"].kind, [each])
    return {"ignore": tuple(codes), "ignores": tuple(ignores)}


def _ignored(file: ConfigFile, key: Key, table: Mapping[str, object]) -> Ignore:
    known = ("reason", "code", "codes", "url", "path", "until")
    for name in table:
        if name not in known:
            raise _unknown(file, (*key, name), known)
    reason = _read(file, (*key, "reason"), Text(), table.get("reason", ""))
    if not reason.strip():
        raise file.wrong(key, 'has no reason: add reason = "why this is not reported"')
    codes = [_read(file, (*key, name), BY_KEY["ignore"].kind, table.get(name, [])) for name in ("code", "codes")]
    found = Ignore(
        reason,
        (*codes[0], *codes[1]),
        _read(file, (*key, "url"), Text(), table.get("url", "")),
        _read(file, (*key, "path"), Text(), table.get("path", "")),
        _date(file, (*key, "until"), table.get("until")),
        str(file.path),
        file.line_of(key),
    )
    if found.path:
        _glob(file, (*key, "path"), found.path)
    if not (found.codes or found.url or found.path):
        raise file.wrong(key, "would hide everything: add code, url or path")
    return found


def _date(file: ConfigFile, key: Key, value: object) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise file.wrong(key, f"{value!r} is no date: write it as 2027-03-31") from error
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    raise file.wrong(key, "this is no date: write it as 2027-03-31")


def _severities(file: ConfigFile, value: object) -> dict[str, Severity]:
    found: dict[str, Severity] = {}
    for name, word in _table(file, ("severity",), value).items():
        key: Key = ("severity", name)
        try:
            code = code_of(name)
        except ValueError as error:
            raise file.wrong(key, str(error)) from error
        found[code] = Severity(_read(file, key, _SEVERITY, word))
    return found


def _overrides(file: ConfigFile, value: object) -> Iterable[Override]:
    for pattern, table in _table(file, ("overrides",), value).items():
        values: dict[str, object] = {}
        _glob(file, ("overrides", pattern), pattern)
        for name, each in _table(file, ("overrides", pattern), table).items():
            key: Key = ("overrides", pattern, name)
            if name == "severity":
                values["severity"] = _severities(file, each)
            elif name in OF_DOCUMENTS:
                values[BY_KEY[name].field] = _option(file, key, each)
            elif name in BY_KEY:
                raise file.wrong(key, "is one for all documents: only select, ignore, style and severity can differ")
            else:
                raise _unknown(file, key, (*OF_DOCUMENTS, "severity"))
        yield Override(pattern, str(file.folder), values)


def _hosts(file: ConfigFile, value: object, environment: Mapping[str, str]) -> Iterable[tuple[str, HostSettings]]:
    readers: Mapping[str, Callable[[Key, object], Any]] = {
        "accept": lambda key, each: frozenset(_statuses(file, key, each)),
        "headers": lambda key, each: tuple(_headers(file, key, each, environment)),
        "pace": lambda key, each: _read(file, key, Number(0.01), each),
        "timeout": lambda key, each: _read(file, key, Number(0.1), each),
        "skip": lambda key, each: _read(file, key, Flag(), each),
    }
    for host, table in _table(file, ("hosts",), value).items():
        if not _HOST.fullmatch(host):
            raise file.wrong(("hosts", host), "is no host: write example.org, *.example.org or example.org:8080")
        values: dict[str, Any] = {}
        for name, each in _table(file, ("hosts", host), table).items():
            key: Key = ("hosts", host, name)
            if name not in readers:
                raise _unknown(file, key, readers)
            values[name] = readers[name](key, each)
        yield host, HostSettings(**values)


def _statuses(file: ConfigFile, key: Key, value: object) -> Iterable[int]:
    """Status codes, or ranges of them such as "200-299"."""
    for each in value if isinstance(value, list) else [value]:
        text = str(each) if isinstance(each, int) and 0 < each < 1000 else each
        match = _STATUS.fullmatch(text) if isinstance(text, str) else None
        if match is None or (match[2] or match[1]) < match[1]:
            said = f"{each!r} is" if isinstance(each, str) else "this is"
            raise file.wrong(key, f'{said} no status: write 403, or a range such as "200-299"')
        yield from range(int(match[1]), int(match[2] or match[1]) + 1)


def _headers(file: ConfigFile, key: Key, value: object, environment: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for name, each in _table(file, key, value).items():
        here = (*key, name)
        text = _read(file, here, Text(), each)
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
            raise file.wrong(here, "is no field that can be set")
        if _SECRET.search(name) and not _VARIABLE.search(text):
            raise file.wrong(here, f'a secret does not belong into a file: write "${{{_VARIABLES}TOKEN}}"')
        for variable in _VARIABLE.findall(text):
            if not variable.startswith(_VARIABLES):
                raise file.wrong(here, f"${{{variable}}}: only variables whose names begin with {_VARIABLES} are sent")
        if any(variable not in environment for variable in _VARIABLE.findall(text)):
            continue  # a hook on a laptop has no secrets, and needs none; see `missing_variables`
        filled = _VARIABLE.sub(lambda match: environment[match[1]], text)
        if not filled.isascii() or not filled.isprintable():
            raise file.wrong(here, "holds characters that cannot be sent")
        yield name, filled


def missing_variables(file: ConfigFile, environment: Mapping[str, str]) -> Iterable[str]:
    """The variables that the host tables of a valid file name and the environment lacks."""
    for host in file.table.get("hosts", {}).values():
        for text in host.get("headers", {}).values():
            yield from (variable for variable in _VARIABLE.findall(text) if variable not in environment)

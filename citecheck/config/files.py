"""Configuration files: `citecheck.toml`, or `[tool.citecheck]` in `pyproject.toml`, found upward from a document."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from citecheck.errors import ConfigError
from citecheck.patterns import lazy

NAMES = ("citecheck.toml", "pyproject.toml")
"""In the order in which they are looked for in each folder."""
_SPEAKS = lazy(
    r"""tool["']?[ \t]*+\.[ \t]*+["']?citecheck|^[ \t]*+["']?citecheck["']?[ \t]*+(?:\.|=[ \t]*+\{)""", re.MULTILINE
)
_SAID = 400
"""Characters of an error, which may quote a key or a value of any length."""
Key = tuple[str | int, ...]
"""The way to a value: names of keys, and positions in arrays."""


class ConfigFile(NamedTuple):
    """A configuration file as it was read."""

    path: Path
    table: dict[str, Any]
    """What it says of citecheck."""
    text: str
    prefix: tuple[str, ...] = ()
    """The way to the table, `tool`, `citecheck` or nothing."""

    @property
    def folder(self) -> Path:
        """What its paths count from."""
        return self.path.parent

    def line_of(self, key: Key) -> int:
        """The 1-based line where a key stands, or the nearest table around it; 1 if neither is found."""
        return _line_of(self.text, (*self.prefix, *key))

    def where(self, key: Key = ()) -> str:
        """The file and line of a key, as shown to people."""
        return f"{shown(self.path)}:{self.line_of(key)}"

    def wrong(self, key: Key, message: str) -> ConfigError:
        """An error about the value of a key."""
        name = ".".join(str(part) for part in key if isinstance(part, str))
        said = f"{name + ': ' if name else ''}{message}"
        if len(said) > _SAID:
            said = f"{said[: _SAID // 2]} … {said[-_SAID // 2 :]}"
        return ConfigError(f"{self.where(key)}: {said}")


def find(folder: Path) -> ConfigFile | None:
    """The nearest configuration in a folder or above it; raises ConfigError if it is not TOML."""
    for each in (folder, *folder.parents):
        for name in NAMES:
            path = each / name
            if found := read(path, must_be=False):
                return found
    return None


def read(path: Path, *, must_be: bool) -> ConfigFile | None:
    """A configuration file; None where there is none, and for a `pyproject.toml` that does not speak of citecheck.

    Raises ConfigError if it cannot be read, or is not TOML, or if it `must_be` a configuration and is none.
    """
    if not must_be and not os.path.isfile(path):  # noqa: PTH113  # Path.is_file raises where a folder is closed to us
        return None
    try:
        with path.open("rb") as file:
            data = file.read()
    except OSError as error:
        raise ConfigError(f"{shown(path)}: cannot be read: {(error.strerror or str(error)).lower()}") from error
    in_project = path.name == "pyproject.toml"
    if in_project and not _SPEAKS.search(data.decode("utf-8", "replace")):
        if must_be:
            raise ConfigError(f"{shown(path)}: has no table [tool.citecheck]: add one, or name another file")
        return None
    import tomllib  # most projects have no configuration

    try:
        text = data.decode("utf-8-sig")
        table: Any = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{shown(path)}: is not UTF-8: save it as UTF-8") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError
        said = str(error)
        line = re.search(r"at line (\d+)", said)
        place = f":{line[1]}" if line else ""
        raise ConfigError(f"{shown(path)}{place}: is not TOML: {said[:1].lower()}{said[1:]}") from error
    prefix: tuple[str, ...] = ()
    if in_project:
        prefix = ("tool", "citecheck")
        table = table.get("tool", {})
        table = table.get("citecheck") if isinstance(table, dict) else None
        if table is None and must_be:
            raise ConfigError(f"{shown(path)}: has no table [tool.citecheck]: add one, or name another file")
        if table is None:
            return None
    found = ConfigFile(path, table if isinstance(table, dict) else {}, text, prefix)
    if not isinstance(table, dict):
        raise found.wrong((), "tool.citecheck is no table: write [tool.citecheck]")
    return found


def absolute(path: str) -> Path:
    """From the root, without `..`: that is no folder whose configuration would hold."""
    return Path(os.path.normpath(Path(path).absolute()))


def matches(document: Path, pattern: str, folder: Path) -> bool:
    """Whether a gitignore pattern that counts from a folder means a document."""
    from pathspec import GitIgnoreSpec

    if not document.is_relative_to(folder):
        return False
    return GitIgnoreSpec.from_lines([pattern]).match_file(document.relative_to(folder).as_posix())


def shown(path: Path) -> str:
    """A path from the working directory where it lies in there."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


_HEADER = lazy(r"\s*+(\[\[?)([^\]#]++)\]")
_DEEPEST = 8
"""Parts of a key; ours have fewer."""
_PART = lazy(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*\.?""")


def _line_of(text: str, key: Key) -> int:
    begins, lines = _lines(text)
    if key in begins:
        return begins[key]
    around = (key[:length] for length in range(len(key) - 1, 0, -1))
    return next((lines[each] for each in around if each in lines), 1)


@lru_cache(maxsize=8)
def _lines(text: str) -> tuple[dict[Key, int], dict[Key, int]]:
    """The first line of each key with all that is in it, and of each key alone.

    TOML parsers tell no lines: the keys are looked for as people write them, a line each.
    """
    begins: dict[Key, int] = {}
    lines: dict[Key, int] = {}
    table: Key = ()
    counts: dict[Key, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found = table
        else:
            name, equals, _ = line.partition("=")
            if not equals or not (parts := _parts(name)):
                continue
            found = (*table, *parts)[:_DEEPEST]
        lines.setdefault(found, number)
        for length in range(1, len(found) + 1):
            begins.setdefault(found[:length], number)
    return begins, lines


def _parts(name: str) -> tuple[str, ...]:
    parts: list[str] = []
    at = 0
    while at < len(name) and len(parts) < _DEEPEST and (match := _PART.match(name, at)):
        parts.append(next(group for group in match.groups() if group is not None))
        at = match.end()
    return tuple(parts)

"""Paths become sources: files as given, folders walked, `-` for standard input.

Nothing is read here before it is asked for, and a path that cannot be read does not stop the others.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from re import findall
from typing import TYPE_CHECKING

from citecheck.errors import ReadError, UsageError
from citecheck.model import Failure
from citecheck.readers import SUFFIXES
from citecheck.settings import Settings

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

VENDORED = frozenset(
    {"node_modules", "bower_components", "vendor", "venv", "site-packages", "dist-packages", "__pycache__"}
)
"""Folders that hold the work of others; never a name for prose."""
VENDORED_ENDINGS = (".egg-info", ".dist-info")
WILDCARDS = 4
"""Runs of `*` in one ignore pattern; more take too long to match and are not seen in practice."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document to be read."""

    path: str
    """As given, or as found under a given folder; what reports call it."""
    name: str
    """Whose suffix decides the format."""
    standard_input: bool = False

    def read(self) -> bytes:
        """All bytes; raises ReadError when the file cannot be read."""
        if self.standard_input:
            return sys.stdin.buffer.read()
        try:
            return Path(self.path).read_bytes()
        except OSError as error:
            raise ReadError(_trouble(error)) from error


@dataclass(frozen=True, slots=True)
class _Ignore:
    """Patterns of one file, which count from its folder."""

    folder: str
    spec: GitIgnoreSpec


def discover(paths: Sequence[str], settings: Settings) -> Iterator[Source | Failure]:
    """What there is to check, each file once: paths in the order given, a folder's entries by name.

    A path that cannot be read, or a folder without documents, is a Failure that says what to do. Raises
    UsageError for a pattern of `settings.exclude` that is none.
    """
    exclude = _excluding(settings)
    seen: set[str] = set()
    for path in paths:
        if path == "-":
            if path not in seen:
                seen.add(path)
                yield Source(settings.stdin_filename or "<stdin>", settings.stdin_filename, standard_input=True)
            continue
        if settings.force_exclude and _named_is_left_out(path, exclude):
            continue
        mode = _mode(path)
        if isinstance(mode, Failure):
            yield mode
        elif stat.S_ISDIR(mode):
            yield from _walk(path, exclude, seen)
        elif failure := _unreadable(path, mode):
            yield failure
        elif _first(path, seen):
            yield Source(path, path)


def _walk(root: str, exclude: Sequence[_Ignore], seen: set[str]) -> Iterator[Source | Failure]:
    """The documents under a folder. Links to folders are not followed, so there are no loops."""
    found = False
    pending = [(Path(root), (*exclude, *_above(root)))]
    while pending:
        path, ignores = pending.pop()
        entry = str(path)
        mode = _mode(entry)
        if isinstance(mode, int) and stat.S_ISDIR(mode):
            try:
                below = _entries(path, ignores)
            except OSError as error:
                found = True
                yield Failure(entry, _trouble(error))
            else:
                pending += reversed(below)
            continue
        found = True
        failure = mode if isinstance(mode, Failure) else _unreadable(entry, mode)
        if failure:
            yield failure
        elif _first(entry, seen):
            yield Source(entry, entry)
    if not found:
        known = ", ".join(sorted(SUFFIXES))
        yield Failure(root, f"no documents in this folder ({known}): name the files to check them")


def _entries(folder: Path, ignores: tuple[_Ignore, ...]) -> list[tuple[Path, tuple[_Ignore, ...]]]:
    """What to look at in a folder, by name, with the patterns that hold there."""
    ignores += _ignore_file(str(folder), folder / ".gitignore")
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    if any(entry.name == "pyvenv.cfg" for entry in listed):
        return []
    below = []
    for entry in listed:
        is_folder = entry.is_dir(follow_symlinks=False)
        if not is_folder and (PurePath(entry.name).suffix.lower() not in SUFFIXES or entry.is_dir()):
            continue
        path = folder / entry.name
        if not _left_out(str(path), ignores, is_folder=is_folder):
            below.append((path, ignores))
    return below


# ---------------------------------------------------------------- what is left out


def _left_out(path: str, ignores: Sequence[_Ignore], *, is_folder: bool) -> bool:
    name = os.path.basename(path)
    if name.startswith(".") or (is_folder and (name in VENDORED or name.endswith(VENDORED_ENDINGS))):
        return True
    return _ignored(path, ignores, is_folder=is_folder)


def _ignored(path: str, ignores: Sequence[_Ignore], *, is_folder: bool) -> bool:
    """By gitignore(5): the nearest file that has a matching pattern decides, `--exclude` before all."""
    absolute = os.path.abspath(path)
    verdict: bool | None = None
    for ignore in ignores:
        inside = os.path.relpath(absolute, ignore.folder).replace(os.sep, "/")
        while inside.startswith("../"):
            inside = inside[3:]
        matched = ignore.spec.check_file(f"{inside}/" if is_folder else inside).include
        verdict = verdict if matched is None else matched
    return bool(verdict)


def _excluding(settings: Settings) -> tuple[_Ignore, ...]:
    """`settings.exclude`, whose patterns count from the working directory."""
    if not settings.exclude:
        return ()
    from pathspec import GitIgnoreSpec

    for pattern in settings.exclude:
        try:
            GitIgnoreSpec.from_lines([pattern])
        except ValueError:
            raise UsageError(f"--exclude {pattern!r} is no gitignore pattern: see gitignore(5)") from None
    return (_Ignore(os.getcwd(), GitIgnoreSpec.from_lines(settings.exclude)),)

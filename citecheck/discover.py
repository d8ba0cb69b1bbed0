"""Paths become sources: files as given, folders walked, `-` for standard input.

Nothing is read here before it is asked for, and a path that cannot be read does not stop the others.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath, PurePosixPath
from re import findall
from typing import TYPE_CHECKING, NamedTuple

from citecheck.errors import ReadError, UsageError
from citecheck.model import Failure
from citecheck.readers import FORMATS, is_walked
from citecheck.settings import Settings
from citecheck.sources import Source, trouble

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

VENDORED = frozenset(
    {"node_modules", "bower_components", "vendor", "venv", "site-packages", "dist-packages", "__pycache__"}
)
"""Folders that hold the work of others; never a name for prose."""
VENDORED_ENDINGS = (".egg-info", ".dist-info")
WILDCARDS = 4
"""Runs of `*` in one ignore pattern; more take too long to match and are not seen in practice."""
_MADE = ".pdf"
"""The suffix of what is made of other documents."""


class _Ignore(NamedTuple):
    """Patterns of one file, which count from its folder."""

    folder: Path
    spec: GitIgnoreSpec


_Ignores = tuple[_Ignore, ...]


def discover(paths: Sequence[str], settings: Settings) -> Iterator[Source | Failure]:
    """What there is to check, each file once: paths in the order given, a folder's entries by name.

    A path that cannot be read, or a folder without documents, is a Failure that says what to do. Raises
    UsageError for a pattern of `settings.exclude` that is none.
    """
    exclude = _excluding(settings.exclude, Path(settings.exclude_from or Path.cwd()))
    seen: set[str] = set()
    for path in paths:
        if path == "-":
            if _first(path, seen):
                name = settings.stdin_filename
                yield Source(name or "<stdin>", name, standard_input=True)
        elif not (settings.force_exclude and _named_is_left_out(path, exclude)):
            mode = _mode(path)
            if isinstance(mode, int) and stat.S_ISDIR(mode):
                yield from _walk(path, exclude, seen)
            elif isinstance(mode, Failure):
                yield mode
            elif PurePath(path).suffix.lower() == ".zip" and not settings.input_format and not _is_empty(path):
                yield from _unpack(path, settings.exclude, seen)
            elif _first(os.path.realpath(path), seen):
                yield Source(path, path)


def _walk(root: str, exclude: _Ignores, seen: set[str]) -> Iterator[Source | Failure]:
    """The documents under a folder. Links to folders are not followed, so there are no loops."""
    empty = True
    pending = [(Path(root), _above(root))]
    while pending:
        path, ignores = pending.pop()
        mode = _mode(str(path))
        if isinstance(mode, int) and stat.S_ISDIR(mode):
            if path.is_symlink() and path != Path(root):
                continue
            try:
                pending += reversed(_entries(path, exclude, ignores))
            except OSError as error:
                mode = Failure(str(path), trouble(error))
            else:
                continue
        empty = False
        if isinstance(mode, Failure):
            yield mode
        elif _first(os.path.realpath(path), seen):
            yield Source(str(path), path.name)
    if empty:
        aside = "hidden, excluded and git-ignored ones aside"
        yield Failure(root, f"no documents in this folder, {aside} ({_known()}): name other files one by one")


def _unpack(path: str, exclude: Sequence[str], seen: set[str]) -> Iterator[Source | Failure]:
    """The documents in a zip archive, by name, as if it were a folder; nothing is written to the disk."""
    from citecheck.readers.archive import Archive

    try:
        archive = Archive(Source(path, path).read(), "zip archive")
    except ReadError as error:
        yield Failure(path, str(error))
        return
    spec = _spec(exclude)
    empty = True
    for name in _documents(sorted(archive.names)):
        parts = PurePosixPath(name).parts
        if ".." in parts or "\\" in name or name[1:2] == ":" or name.startswith("/"):
            empty = False
            yield Failure(path, "an entry is named as if it lay outside the archive: unpack it with care")
        elif not (any(map(_is_left_out, parts)) or spec.match_file(name)) and _first(f"{path}/{name}", seen):
            empty = False
            yield Source(f"{path}/{name}", name, archive=archive, entry=name)
    if empty:
        yield Failure(path, f"no documents in this archive ({_known()}): unpack it and name the files")


def _documents(names: Sequence[str]) -> list[str]:
    """The names that a walk reads; not what was made of a document beside it, whose findings would be said twice."""
    read = [name for name in names if is_walked(PurePosixPath(name).suffix)]
    sources = {str(PurePosixPath(name).with_suffix("")) for name in read if not name.lower().endswith(_MADE)}
    return [name for name in read if not name.lower().endswith(_MADE) or name[: -len(_MADE)] not in sources]


def _is_empty(path: str) -> bool:
    """Whether nothing is in a file, not even the directory of an archive: then it is an empty document."""
    try:
        return Path(path).stat().st_size == 0
    except OSError:
        return False


def _known() -> str:
    """What a walk looks for, for a message: the first suffix of each format."""
    first = [form.suffixes[0] for form in FORMATS.values() if form.suffixes]
    missing = [suffix for suffix in first if not is_walked(suffix)]
    extras = "".join(f"; {each} with pip install 'citecheck-footnotes[{each[1:]}]'" for each in missing)
    return f"{' '.join(each for each in first if each not in missing)} and their like{extras}"


def _entries(folder: Path, exclude: _Ignores, ignores: _Ignores) -> list[tuple[Path, _Ignores]]:
    """What to look at in a folder, by name, with the ignore files that hold there."""
    ignores += _ignore_files(folder)
    with os.scandir(folder) as entries:
        kinds = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    if ("pyvenv.cfg", False) in kinds:
        return []
    documents = set(_documents([name for name, is_folder in kinds if not is_folder]))
    return [
        (folder / name, ignores)
        for name, is_folder in kinds
        if (is_folder or name in documents) and not _left_out(folder / name, exclude, ignores, is_folder=is_folder)
    ]


def _first(key: str, seen: set[str]) -> bool:
    """Whether a file is met for the first time."""
    new = key not in seen
    seen.add(key)
    return new


# ---------------------------------------------------------------- what is left out


def _named_is_left_out(path: str, exclude: _Ignores) -> bool:
    """Whether walking would leave out this path, or a folder on the way to it."""
    return any(_left_out(entry, exclude, ignores, is_folder=entry.is_dir()) for entry, ignores in _way_to(path))


def _above(root: str) -> _Ignores:
    """The ignore files above a named folder that hold in it; none if they ignore the folder itself."""
    way = _way_to(root)
    if not way or any(_ignored(entry, ignores, is_folder=True) for entry, ignores in way):
        return ()
    return way[-1][1]


def _way_to(path: str) -> list[tuple[Path, _Ignores]]:
    """The folders from the repository, or the working directory, down to a path, with their ignore files."""
    target = _absolute(Path(path))
    above = (target, *target.parents)
    working = Path.cwd()
    top = next((folder for folder in above if (folder / ".git").exists()), working)
    if top not in above:
        return []
    way: list[tuple[Path, _Ignores]] = []
    ignores: _Ignores = ()
    for entry in reversed(above[: above.index(top)]):
        ignores += _ignore_files(entry.parent)
        way.append((entry, ignores))
    return way


def _left_out(path: Path, exclude: _Ignores, ignores: _Ignores, *, is_folder: bool) -> bool:
    # Word writes `~$essay.docx` while it has essay.docx open.
    if path.name.startswith((".", "~$")) or (is_folder and _is_left_out(path.name)):
        return True
    return _ignored(path, exclude, is_folder=is_folder) or _ignored(path, ignores, is_folder=is_folder)


def _is_left_out(folder: str) -> bool:
    """Whether a folder of this name is never walked."""
    return folder.startswith(".") or folder in VENDORED or folder.endswith(VENDORED_ENDINGS)


def _ignored(path: Path, ignores: _Ignores, *, is_folder: bool) -> bool:
    """By gitignore(5): of the files that have a matching pattern, the nearest decides."""
    absolute = str(_absolute(path))
    for ignore in reversed(ignores):
        inside = PurePath(os.path.relpath(absolute, ignore.folder)).as_posix()
        matched = ignore.spec.check_file(f"{inside}/" if is_folder else inside).include
        if matched is not None:
            return matched
    return False


def _ignore_files(folder: Path) -> _Ignores:
    """What `.git/info/exclude` and `.gitignore` of a folder hold; broken patterns are skipped, as in git."""
    found = []
    for file in (folder / ".git" / "info" / "exclude", folder / ".gitignore"):
        try:
            lines = file.read_text("utf-8-sig", errors="replace").split("\n") if file.is_file() else []
        except OSError:
            continue
        if lines:
            usable = [line for line in lines if len(findall(r"\*+", line)) <= WILDCARDS and _compiles(line)]
            found.append(_Ignore(folder.absolute(), _spec(usable)))
    return tuple(found)


def _excluding(patterns: Sequence[str], folder: Path) -> _Ignores:
    """Patterns of the command line or the configuration, which count from a folder."""
    for pattern in patterns:
        if not _compiles(pattern):
            raise UsageError(f"{pattern!r} is no gitignore pattern: correct --exclude")
    return (_Ignore(folder, _spec(patterns)),) if patterns else ()


def _compiles(pattern: str) -> bool:
    try:
        _spec([pattern])
    except ValueError:
        return False
    return True


def _spec(lines: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _absolute(path: Path) -> Path:
    """Without `..`, but through the links as given: ignore files count by name."""
    return Path(os.path.normpath(path.absolute()))


# ---------------------------------------------------------------- trouble


def _mode(path: str) -> int | Failure:
    """The mode of a file or folder, links followed; or why it cannot be a document."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116  # Path("") would be the working directory
    except FileNotFoundError as error:
        if Path(path).is_symlink():
            return Failure(path, "broken symbolic link: remove it, or restore what it points to")
        return Failure(path, trouble(error))
    except OSError as error:
        return Failure(path, trouble(error))
    except ValueError:
        return Failure(path, "not a possible file name: check the spelling")
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return mode
    return Failure(path, "a device, pipe or socket, not a file: pipe its content into `citecheck -`")

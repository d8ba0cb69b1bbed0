"""Baselines: the findings that a team knows already, so that only new ones count.

A baseline is a JSON file with one finding a line, sorted, to be committed; its paths count from its folder. Findings
are recognised by fingerprint, which does not change when lines move; where a fingerprint occurs several times, so
many are known.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from citecheck import kept
from citecheck.errors import ConfigError, WriteError
from citecheck.model import Known, Problem, Report

if TYPE_CHECKING:
    from citecheck.settings import Settings

SCHEMA = 1
STANDARD_INPUT = "<stdin>"
"""What a document without a path is called."""


class Compared(NamedTuple):
    """What a baseline makes of the findings of a run."""

    new: tuple[Problem, ...]
    known: int
    left: tuple[Known, ...]
    """The entries that are still true, or that this run cannot tell of."""
    fixed: tuple[Known, ...]
    """The entries that this run would have found again, and did not."""


def read(path: str) -> tuple[Known, ...]:
    """The findings in a baseline, paths as seen from here; raises ConfigError, with what to do, if it is none."""
    try:
        text = kept.read(path)
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such baseline: make it with --write-baseline {path}") from error
    except OSError as error:
        raise ConfigError(f"{path}: the baseline cannot be read: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: the baseline is not UTF-8: make it anew with --write-baseline {path}") from error
    try:
        content = json.loads(text)
        schema = content["schema"]
        rows = content["findings"]
        known = tuple(Known(row["path"], row["rule"], row["fingerprint"], row["message"]) for row in rows)
        sound = schema == SCHEMA and all(isinstance(part, str) for each in known for part in each)
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        said = "is no baseline of this citecheck, or a merge went wrong"
        raise ConfigError(f"{path}: {said}: make it anew with --write-baseline {path}")
    folder = _folder(path)
    return tuple(each._replace(path=_moved(each.path, folder, Path.cwd())) for each in known)


def refuse_other(path: str) -> None:
    """Raise ConfigError where a baseline is to be written over what is none, as in `--write-baseline *.md`."""
    file = Path(path)
    try:
        data = file.read_bytes() if file.is_file() else b""
    except OSError:  # writing it will tell
        return
    # A merge may have gone wrong, or an editor saved it as UTF-16.
    ours = b'"findings"' in data.replace(b"\0", b"") or (file.suffix == ".json" and data.startswith(b"<<<<<<<"))
    if data.strip(b"\0\r\n ") and not ours:
        raise ConfigError(f"{path}: is there, and is no baseline: name another file, or delete it first")


def compare(problems: Iterable[Problem], known: Sequence[Known], tells: Callable[[Known], bool]) -> Compared:
    """Take out of the findings what is known; `tells(entry)` says whether this run would have found it again."""
    problems = tuple(problems)
    counts = Counter((_absolute(each.path), each.fingerprint) for each in known)
    found: Counter[tuple[Path, str]] = Counter()
    others: list[int] = []
    for at, problem in enumerate(problems):
        key = (_absolute(problem.path), problem.fingerprint)
        if found[key] < counts[key]:
            found[key] += 1
        else:
            others.append(at)
    missing: list[Known] = []
    for entry in known:
        key = (_absolute(entry.path), entry.fingerprint)
        if found[key]:
            found[key] -= 1
        else:
            missing.append(entry)
    # What was moved from one document to another is known, too.
    told = {at: tells(entry) for at, entry in enumerate(missing)}
    left_over: dict[str, list[int]] = {}
    for at in sorted(told, key=lambda at: told[at]):  # to be taken from the end: first those that would be fixed
        left_over.setdefault(missing[at].fingerprint, []).append(at)
    new: list[Problem] = []
    for at in others:
        if same := left_over.get(problems[at].fingerprint):
            told[same.pop()] = False
        else:
            new.append(problems[at])
    fixed = tuple(entry for at, entry in enumerate(missing) if told[at])
    left = list(known)
    for entry in fixed:
        left.remove(entry)
    return Compared(tuple(new), len(problems) - len(new), tuple(left), fixed)


def applied(
    report: Report,
    known: Sequence[Known],
    of: Callable[[str], Settings],
    settings: Settings,
    paths: Sequence[str],
) -> Report:
    """The report with what is known taken out of it, or, if a baseline is to be written, all of it.

    An entry of a document that was checked by its rule, or that is gone from a folder of the `paths` that the run
    was given, is fixed if it was not found again.
    """
    asked = report.tells_of_links and not report.offline
    checked = {_absolute(path) for document in report.documents for path in (document.path, *document.files)}
    folders = [_absolute(path) for path in paths if os.path.isdir(path)]  # noqa: PTH112

    def tells(entry: Known) -> bool:
        if settings.since or not report.complete or (entry.rule.startswith("CC3") and not asked):
            return False
        if _absolute(entry.path) in checked:
            return of(entry.path).wants(entry.rule)
        document = _absolute(entry.path)
        return any(document.is_relative_to(each) for each in folders) and not os.path.lexists(document)

    if settings.write_baseline and not report.complete:
        said = f"{settings.write_baseline}: not written, as not everything was checked"
        return replace(report, notices=(*report.notices, said))
    if settings.write_baseline:
        everything = known_from(report.problems)
        hidden = report.suppressed + len(everything)
        return replace(report, problems=(), known=len(everything), suppressed=hidden, baseline=everything)
    found = compare(report.problems, known, tells)
    return replace(
        report,
        problems=found.new,
        known=found.known,
        suppressed=report.suppressed + found.known,
        fixed=found.fixed,
        baseline=found.left if found.fixed else None,
    )


def known_from(problems: Iterable[Problem]) -> tuple[Known, ...]:
    """The findings of a run as a baseline keeps them."""
    return tuple(Known(each.path, each.rule, each.fingerprint, each.message) for each in problems)


def _absolute(path: str) -> Path:
    return Path(os.path.normpath(Path(path).absolute()))


def _folder(path: str) -> Path:
    return _absolute(path).parent


def _moved(path: str, start: Path, end: Path) -> str:
    """A path that counts from one folder as it counts from another; with `/`, the same on all systems."""
    if path == STANDARD_INPUT:
        return path
    try:
        return Path(os.path.relpath(start / path, end)).as_posix()
    except ValueError:  # on another drive
        return (start / path).as_posix()


def render(known: Iterable[Known]) -> str:
    """The text of a baseline: the same for the same findings, one a line, so that it merges and compares well."""
    from citecheck.patterns import without_passwords

    rows = [
        {"path": each.path, "rule": each.rule, "fingerprint": each.fingerprint, "message": each.message}
        for each in sorted(known)
    ]
    lines = ",\n".join(f"    {json.dumps(row, ensure_ascii=True)}" for row in rows)
    body = f"[\n{lines}\n  ]" if rows else "[]"
    return without_passwords(f'{{\n  "schema": {SCHEMA},\n  "findings": {body}\n}}\n')


def write(path: str, known: Iterable[Known]) -> None:
    """Write a baseline, whole or not at all; raises WriteError."""
    try:
        folder = _folder(path)
        kept.write(path, render(each._replace(path=_moved(each.path, Path.cwd(), folder)) for each in known))
    except OSError as error:
        raise WriteError(f"cannot write {path}: {error.strerror or error}") from error

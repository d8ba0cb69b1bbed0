"""Baselines: the findings that a team knows already, so that only new ones count.

A baseline is a JSON file with one finding a line, sorted, to be committed. Findings are recognised by fingerprint,
which does not change when lines move; where a fingerprint occurs several times, so many are known.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from citecheck.errors import ConfigError, WriteError
from citecheck.model import Known, Problem, Report

if TYPE_CHECKING:
    from citecheck.settings import Settings

SCHEMA = 1


class Compared(NamedTuple):
    """What a baseline makes of the findings of a run."""

    new: tuple[Problem, ...]
    known: int
    left: tuple[Known, ...]
    """The entries that are still true, or that this run cannot tell of."""
    fixed: tuple[Known, ...]
    """The entries that this run would have found again, and did not."""


def read(path: str) -> tuple[Known, ...]:
    """The findings in a baseline; raises ConfigError, with what to do, if there is none in the file."""
    try:
        text = Path(path).read_text("utf-8")
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such baseline: make it with --write-baseline {path}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: the baseline cannot be read: {error}") from error
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
    return known


def compare(problems: Iterable[Problem], known: Sequence[Known], tells: Callable[[Known], bool]) -> Compared:
    """Take out of the findings what is known; `tells(entry)` says whether this run would have found it again."""
    counts = Counter(each.fingerprint for each in known)
    new: list[Problem] = []
    hidden = 0
    for problem in problems:
        if counts[problem.fingerprint] > 0:
            counts[problem.fingerprint] -= 1
            hidden += 1
        else:
            new.append(problem)
    left: list[Known] = []
    fixed: list[Known] = []
    for entry in known:
        gone = counts[entry.fingerprint] > 0 and tells(entry)
        counts[entry.fingerprint] -= gone
        (fixed if gone else left).append(entry)
    return Compared(tuple(new), hidden, tuple(left), tuple(fixed))


def applied(report: Report, known: Sequence[Known], of: Callable[[str], Settings], settings: Settings) -> Report:
    """The report with what is known taken out of it, or, if a baseline is to be written, all of it.

    An entry of a document that was checked, or is gone, by a rule that was, is fixed if it was not found again.
    """
    asked = report.tells_of_links and not report.offline
    checked = {document.path for document in report.documents}

    def tells(entry: Known) -> bool:
        if settings.since or not report.complete or (entry.rule.startswith("CC3") and not asked):
            return False
        if entry.path not in checked:
            return not os.path.lexists(entry.path)
        return of(entry.path).wants(entry.rule)

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
    target = Path(path)
    part = target.with_name(f"{target.name}.part")
    try:
        part.write_text(render(known), encoding="utf-8", newline="\n")
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise WriteError(f"cannot write {path}: {error.strerror or error}") from error

"""What has changed since a git revision: which lines of which documents, and what was in them before.

Git itself is asked; nothing it prints is obeyed. Paths are given to it after `--` and from the folder of the file.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from citecheck.errors import UsageError
from citecheck.model import Problem

_HUNK = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_TIME = 60.0  # seconds for one question to git


@dataclass
class Changes:
    """The changes since a revision, asked for document by document."""

    revision: str
    _bases: dict[Path, str] = field(default_factory=dict)
    """The commit in the repository of each folder."""

    def __post_init__(self) -> None:
        if self.revision.startswith("-") or not self.revision.isprintable() or not self.revision:
            raise UsageError(f"--since: {self.revision!r} is no revision: name a commit, a tag or a branch")

    def lines(self, path: str) -> Sequence[range] | None:
        """The 1-based lines of a document that are new or changed; None if all of it is new to git.

        Raises UsageError where git, the repository or the revision is missing.
        """
        folder, name = self._ask_about(path)
        if self._before(folder, name) is None:
            return None
        # As text, for git takes UTF-16 for binary, and each change alone, whatever the user's configuration says.
        options = ("--unified=0", "--inter-hunk-context=0", "--text", "--no-color", "--no-ext-diff", "--no-textconv")
        diff = self._git(folder, "diff", *options, self._bases[folder], "--", name)
        if diff is None:
            return None
        found = []
        for match in _HUNK.finditer(diff):
            first, count = int(match[1]), int(match[2] or 1)
            found.append(range(first, first + count))
        return found

    def before(self, path: str) -> bytes | None:
        """What was in a document at that revision; None if it was not there."""
        folder, name = self._ask_about(path)
        return self._before(folder, name)

    def _before(self, folder: Path, name: str) -> bytes | None:
        return self._git(folder, "show", f"{self._bases[folder]}:./{name}")

    def _ask_about(self, path: str) -> tuple[Path, str]:
        """The folder of a file and its name in there, once it is known that git can be asked there."""
        target = Path(path).absolute()
        folder = target.parent
        if folder not in self._bases:
            if self._git(folder, "rev-parse", "--is-inside-work-tree") is None:
                raise UsageError(
                    f"--since: {path} is in no git repository that git reads: "
                    "ask `git status` there, or leave --since out"
                )
            commit = self._git(folder, "rev-parse", "--verify", "--quiet", f"{self.revision}^{{commit}}")
            if commit is None:
                raise UsageError(
                    f"--since: no revision {self.revision!r} in the repository of {path}: fetch it, or name another"
                )
            self._bases[folder] = commit.decode("ascii", "replace").strip()
        return folder, target.name

    def _git(self, folder: Path, *arguments: str) -> bytes | None:
        """What git prints; None if it fails."""
        command = ["git", "--literal-pathspecs", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false", *arguments]
        # A hook's variables name its repository and index, which need not be those of the file.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        try:
            done = subprocess.run(  # noqa: S603  # no shell, and the words are checked
                command, cwd=folder, env=environment | {"LC_ALL": "C"}, capture_output=True, timeout=_TIME, check=False
            )
        except FileNotFoundError as error:
            raise UsageError("--since needs git: install it, or leave --since out") from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UsageError(f"--since: git cannot be asked: {error}") from error
        return done.stdout if done.returncode == 0 else None


def touches(problem: Problem, lines: Sequence[range]) -> bool:
    """Whether a finding, or the other end of it, lies in changed lines."""
    places = [problem.place, *(note.place for note in problem.related)]
    return any(
        each.start <= place.end_line and place.line < each.stop and len(each) for each in lines for place in places
    )


def new_ones(problems: Iterable[Problem], lines: Sequence[range], before: Iterable[str]) -> list[Problem]:
    """The findings whose cause lies in changed lines: there they stand, or they were not there before.

    `before` are the fingerprints of the findings in the earlier text: one that a deletion caused stands where
    nothing changed.
    """
    known = Counter(before)
    found = []
    for problem in problems:
        if not touches(problem, lines) and known[problem.fingerprint] > 0:
            known[problem.fingerprint] -= 1
        else:
            found.append(problem)
    return found

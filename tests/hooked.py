"""A repository of essays whose commits are checked by the hooks of this working tree, run by the real pre-commit.

Everything is in the folder that is given: pre-commit's environments, pip's cache, git's configuration.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HOME = Path(__file__).parent.parent
PACKAGED = (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "citecheck")
"""What the hook is made of."""
_OF_OTHERS = ("GIT_", "GITHUB_", "PRE_COMMIT", "CITECHECK")


class Hooked:
    """The hooks of this working tree, as a repository that others can name, and the environment to run them in."""

    def __init__(self, folder: Path) -> None:
        """Nothing is built before the first commit or `prepare`."""
        self.folder = folder
        self.source = folder / "hooks"
        self.cache = folder / "cache"
        configuration = folder / "gitconfig"
        configuration.write_text("", encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OF_OTHERS)}
        who = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "A. Editor"), ("EMAIL", "editor@example.org"))
        }
        self.environment = {
            **kept,
            **who,
            "GIT_CONFIG_GLOBAL": str(configuration),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "init.defaultBranch",
            "GIT_CONFIG_VALUE_0": "main",
            "PRE_COMMIT_HOME": str(folder / "pre-commit"),
            "PRE_COMMIT_COLOR": "never",
            "VIRTUALENV_OVERRIDE_APP_DATA": str(folder / "virtualenv"),
            "PIP_CACHE_DIR": str(folder / "pip"),
            "XDG_CACHE_HOME": str(self.cache),
            "LC_ALL": "C.UTF-8",
        }

    def prepare(self) -> None:
        """Publish the hooks and build their environment, once for all repositories."""
        self.source.mkdir()
        for name in PACKAGED:
            origin = HOME / name
            if origin.is_dir():
                shutil.copytree(origin, self.source / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(origin, self.source / name)
        self.git(self.source, "init", "--quiet")
        self.git(self.source, "add", "--all")
        self.git(self.source, "commit", "--quiet", "--message", "The hooks")
        self.git(self.source, "tag", "v0.0.0")
        first = self.repository("first")
        built = self.pre_commit(first, "install-hooks")
        if built.returncode:
            raise RuntimeError(f"the hooks' environment cannot be built: {built.stdout}{built.stderr}")

    def repository(self, name: str, hooks: Sequence[str] = ("citecheck", "citecheck-links")) -> Path:
        """A new repository that uses these hooks, installed in it."""
        folder = self.folder / name
        folder.mkdir()
        self.git(folder, "init", "--quiet")
        ids = "".join(f"      - id: {hook}\n" for hook in hooks)
        (folder / ".pre-commit-config.yaml").write_text(
            f"repos:\n  - repo: {self.source.as_uri()}\n    rev: v0.0.0\n    hooks:\n{ids}", encoding="utf-8"
        )
        installed = self.pre_commit(folder, "install")
        if installed.returncode:
            raise RuntimeError(f"the hook cannot be installed: {installed.stdout}{installed.stderr}")
        return folder

    def pre_commit(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run pre-commit in a repository."""
        return self.run(folder, sys.executable, "-m", "pre_commit", *arguments)

    def git(self, folder: Path, *arguments: str) -> str:
        """What git prints; raises CalledProcessError where it fails."""
        done = self.run(folder, "git", *arguments)
        done.check_returncode()
        return done.stdout

    def run(self, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in a folder."""
        return subprocess.run(
            command, cwd=folder, env=self.environment, capture_output=True, text=True, encoding="utf-8", check=False
        )

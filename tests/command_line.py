"""The command line as the tests call it, in a folder with a good and a bad document."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from citecheck.cli import run

GOOD = "It failed.[1] It rose.[2]\n\nNotes\n\n[1] K. Baker, Ledgers.\n\n[2] C. Draper, Court.\n"
BAD = GOOD.replace("rose.[2]", "rose.[7]")

Capture = pytest.CaptureFixture[str]


def fill_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in this folder, with a good and a bad document; no colour from outside."""
    monkeypatch.chdir(folder)
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)
    Path("good.txt").write_text(GOOD, encoding="utf-8")
    Path("bad.txt").write_text(BAD, encoding="utf-8")


def offline(capsys: Capture, *arguments: str) -> tuple[int, str, list[str]]:
    """Exit status, stdout and the lines of stderr of `citecheck --offline ...`."""
    return told(capsys, "--offline", *arguments)


def told(capsys: Capture, *arguments: str) -> tuple[int, str, list[str]]:
    """Exit status, stdout and the lines of stderr of a command line."""
    status = run(arguments)
    out, err = capsys.readouterr()
    return status, out, err.splitlines()


def program(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    """Run the program itself, as its console script does."""
    command = [sys.executable, "-c", "from citecheck.cli import script; script()", *arguments]
    return subprocess.run(command, **{"capture_output": True, "text": True, "encoding": "utf-8", **more})  # type: ignore[call-overload, no-any-return]


def codes(out: str) -> list[str]:
    """The rules of the findings in a report in JSON."""
    return [finding["rule"] for finding in json.loads(out)["findings"]]

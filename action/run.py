"""The step of the action that checks: inputs in, reports and outputs out. Its own exit status is 0 whatever was found.

From the runner: GITHUB_OUTPUT, RUNNER_TEMP. From the action: CITECHECK_PROGRAM (else `citecheck` from the PATH) and
the inputs as INPUT_PATHS, INPUT_ARGS, INPUT_CONFIG, INPUT_CACHE, INPUT_FAIL_ON, INPUT_BASELINE and INPUT_HISTORY.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

REPORTS = {"json": "report.json", "sarif": "report.sarif", "html": "report.html"}
"""By format; the terminal's goes to the log."""
OPTIONS = {
    "config": "INPUT_CONFIG",
    "fail-on": "INPUT_FAIL_ON",
    "baseline": "INPUT_BASELINE",
    "history": "INPUT_HISTORY",
}


class WrongInputError(Exception):
    """An input that cannot be used; the message says which and what to do."""


def main(environment: Mapping[str, str]) -> int:
    """Check, write the outputs, and return 0."""
    folder = Path(environment["RUNNER_TEMP"]) / "citecheck"
    memory = folder / "memory"
    memory.mkdir(parents=True, exist_ok=True)
    for name in REPORTS.values():  # of an earlier step of this job
        (folder / name).unlink(missing_ok=True)
    try:
        status = run(command(environment, folder, memory))
    except WrongInputError as error:
        print(f"::error title=citecheck::{error}", flush=True)
        status = 2
    lines = [f"{name}={value}\n" for name, value in outputs(status, folder).items()]
    with Path(environment["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.writelines(lines)
    return 0


def command(environment: Mapping[str, str], folder: Path, memory: Path) -> list[str]:
    """The command line as a list, which no shell sees; raises WrongInputError."""
    words = [environment.get("CITECHECK_PROGRAM") or "citecheck", "check", "--no-progress", "--format", "terminal"]
    for form, name in REPORTS.items():
        words += ["--format", form, "--output", str(folder / name)]
    for option, variable in OPTIONS.items():
        if value := environment.get(variable, ""):
            words.append(f"--{option}={value}")
    if environment.get("INPUT_CACHE") == "true":
        words.append(f"--cache={memory / 'links.sqlite'}")
    paths = split("paths", environment.get("INPUT_PATHS", "")) or ["."]
    return [*words, *split("args", environment.get("INPUT_ARGS", "")), "--", *paths]


def split(name: str, value: str) -> list[str]:
    """The words of an input, by a shell's rules of quoting and no others."""
    try:
        return shlex.split(value)
    except ValueError as error:
        raise WrongInputError(f"{name}: a quotation mark or backslash is never closed") from error


def run(words: list[str]) -> int:
    """Run citecheck and show its report; the exit status comes back.

    The runner obeys lines of the log that begin with `::`, and a report names files of whoever opened the pull
    request: it is shown while that is switched off. Annotations come by stderr, which is written by our own rules.
    """
    sys.stdout.flush()
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)
    except (OSError, ValueError) as error:
        raise WrongInputError("citecheck cannot be started: is it installed?") from error
    token = secrets.token_hex(16)
    out = sys.stdout.buffer
    out.write(f"::stop-commands::{token}\n".encode() + done.stdout + f"\n::{token}::\n".encode())
    out.flush()
    return done.returncode if done.returncode >= 0 else 128 - done.returncode


def outputs(status: int, folder: Path) -> dict[str, str | int]:
    """What the step tells: numbers and our own paths, nothing that stands in a document."""
    found: dict[str, str | int] = {"status": status, "errors": "", "warnings": "", "links": "", "dead": ""}
    for output, form in (("report", "html"), ("json", "json"), ("sarif", "sarif")):
        path = folder / REPORTS[form]
        found[output] = str(path) if path.is_file() else ""
    if found["json"]:
        report = json.loads((folder / REPORTS["json"]).read_text(encoding="utf-8"))
        summary = report["summary"]
        found |= {name: int(summary[name]) for name in ("errors", "warnings", "links")}
        found["dead"] = sum(link["verdict"] == "dead" for link in report["links"])
    return found


if __name__ == "__main__":
    sys.exit(main(os.environ))

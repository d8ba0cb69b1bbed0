"""Where the program's words go: the report to stdout or a file, notices to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from citecheck.errors import WriteError
from citecheck.model import Failure, Report
from citecheck.settings import Settings


def screen(output: str) -> dict[str, Any]:
    """What the place that the report goes to can show."""
    import shutil

    terminal = not output and sys.stdout.isatty()
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    color = not plain and (terminal or bool(os.environ.get("FORCE_COLOR")))
    encoding = "utf-8" if output else sys.stdout.encoding or "ascii"
    try:
        "│‾…·“”".encode(encoding)
        unicode = True
    except (UnicodeEncodeError, LookupError):
        unicode = False
    return {"width": shutil.get_terminal_size((100, 24)).columns, "color": color, "unicode": unicode}


def hyperlinks(output: str) -> bool:
    """Whether the terminal is likely to understand hyperlinks (OSC 8)."""
    return not output and sys.stdout.isatty() and os.environ.get("TERM", "dumb") not in ("dumb", "linux")


def complain(failures: Iterable[Failure]) -> None:
    """Say on stderr what could not be read."""
    for failure in failures:
        say(f"{failure.path}: {failure.message}")


def shown(text: str) -> str:
    """Text that may come from a document, line by line, with nothing in it that a terminal obeys."""
    from citecheck.reports.screen import Screen

    plain = Screen(80, color=False, unicode=True, links=False)
    return "\n".join(plain.show(line) for line in text.split("\n"))


def write(text: str, output: str = "", *, error: bool = False) -> None:
    """Write a report to a file, or to stdout or stderr, which may have been closed; raises WriteError."""
    if output:
        try:
            Path(output).write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        except OSError as trouble:
            raise WriteError(f"cannot write {output}: {trouble.strerror or trouble}") from trouble
        return
    try:
        stream = sys.stderr if error else sys.stdout
        data = text.encode(stream.encoding or "utf-8", "backslashreplace")
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except BrokenPipeError:
        # The reader has left, as in `| head`: nothing to say, and nothing to flush at exit.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except OSError as trouble:
        raise WriteError(f"cannot write the report: {trouble.strerror or trouble}") from trouble


def say(message: str) -> int:
    """Say a sentence on stderr, if anybody can hear it; 2 comes back, the exit status of an error."""
    with suppress(OSError):  # a full disk, or a reader who has left: the report is to be written all the same
        sys.stderr.write(f"citecheck: {shown(message.replace(chr(10), ' '))}\n")
    return 2


def keep_baseline(report: Report, settings: Settings) -> bool:
    """Write what a baseline is to know from now on, and say so; whether that could be done."""
    if report.baseline is None:
        return True
    from citecheck import baseline

    path = settings.write_baseline or settings.baseline
    try:
        baseline.write(path, report.baseline)
    except WriteError as trouble:
        say(str(trouble))
        return False
    known, fixed = len(report.baseline), len(report.fixed)
    if settings.write_baseline:
        say(f"{path}: {known} finding{'' if known == 1 else 's'} written; give it as --baseline from now on")
    else:
        say(f"{path}: {fixed} known finding{' is' if fixed == 1 else 's are'} fixed and taken out; {known} left")
    return True

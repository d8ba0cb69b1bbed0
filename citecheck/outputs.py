"""Which reports a run writes, and where: `--format` and `--output`, and what GitHub Actions is told unasked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

from citecheck.console import hyperlinks, say, screen, write
from citecheck.errors import UsageError, WriteError
from citecheck.model import DocumentCount, Inventory, Report, RuleHelp
from citecheck.reports import FORMATS, SHEETS, Format, renderer

_PLAIN = (".json", ".xml", ".txt")
"""Suffixes that tell little: many formats are written in JSON. Any other names its report beyond doubt."""


class Output(NamedTuple):
    """A report to write."""

    form: str
    path: str
    """Empty for stdout."""


def paired(forms: Sequence[str], paths: Sequence[str], formats: Mapping[str, Format] = FORMATS) -> tuple[Output, ...]:
    """The reports to write: each file gets the format that its suffix names, or else the next one in order.

    A format without a file goes to stdout; a file whose suffix names a format that was not asked for asks for it.
    Raises UsageError where that is not clear.
    """
    wanted = list(dict.fromkeys(forms))
    files: dict[str, str] = {}
    unclear: list[str] = []
    for path in paths:
        if path in files.values() or path in unclear:
            raise UsageError(f"--output {path} is given twice: give each report a file of its own")
        suffix = PurePath(path).suffix.lower()
        by_suffix = [name for name, form in formats.items() if suffix in (*form.suffixes, f".{name}")]
        named = next((name for name in by_suffix if name in wanted and name not in files), None)
        # The report for people goes to a file of another kind only if there is no other way.
        free = [name for name in wanted if name not in files and not (name == "terminal" and by_suffix)]
        if by_suffix and suffix not in _PLAIN:
            free = []
        if named is None and len(free) > len(unclear):
            unclear.append(path)
        elif named is None and by_suffix and by_suffix[0] not in files:
            wanted.append(by_suffix[0])
            files[by_suffix[0]] = path
        elif named is None:
            raise UsageError(f"--output {path}: no format is left for it: add --format")
        else:
            files[named] = path
    left = [name for name in wanted if name not in files]
    # The report for people stays on the screen as long as others can go to the files.
    left = [name for name in left if name != "terminal"] + [name for name in left if name == "terminal"]
    if len(unclear) > len(left):
        raise UsageError(f"--output {unclear[-1]}: no format is left for it: add --format")
    if unclear and len([name for name in left if name != "terminal"]) > len(unclear):
        raise UsageError(f"--output {unclear[0]} may be for {' or '.join(left)}: let its suffix say so")
    files |= dict(zip(left, unclear, strict=False))
    on_screen = [name for name in wanted if name not in files]
    if len(on_screen) > 1:
        raise UsageError(f"two reports on one screen ({', '.join(on_screen)}): give one of them an --output")
    return tuple(Output(name, files.get(name, "")) for name in wanted)


def needs_inventory(outputs: Sequence[Output]) -> bool:
    """Whether one of the reports shows the fact-checker's sheet."""
    return any(FORMATS[output.form].inventory for output in outputs)


def write_all(report: Report, outputs: Sequence[Output], *, verbose: bool, quiet: bool) -> bool:
    """Write the reports; says what cannot be written, and returns whether all could."""
    return _write(report.documents, outputs, lambda output: _rendered(report, output, verbose=verbose, quiet=quiet))


def write_sheets(inventory: Inventory, outputs: Sequence[Output]) -> bool:
    """Write the fact-checker's sheet; says what cannot be written, and returns whether all could."""
    return _write(inventory.documents, outputs, lambda output: _sheet(inventory, output))


def _write(documents: Iterable[DocumentCount], outputs: Sequence[Output], render: Callable[[Output], str]) -> bool:
    fine = True
    read = {_absolute(path) for document in documents for path in (document.path, *document.files)}
    for output in outputs:
        if output.path and _absolute(output.path) in read:
            say(f"cannot write {output.path}: it is one of the documents: name another file")
            fine = False
            continue
        try:
            write(render(output), output.path)
        except WriteError as error:
            say(str(error))
            fine = False
    return fine


def _absolute(path: str) -> str:
    return os.path.normpath(Path(path).absolute())


def tell_github(report: Report, outputs: Sequence[Output], environment: Mapping[str, str]) -> None:
    """Annotations and the job's summary, where this is a step of GitHub Actions (whose runner reads stderr, too)."""
    if environment.get("GITHUB_ACTIONS") != "true":
        return
    if not any(output.form == "github" for output in outputs):
        write(renderer("github")(report), error=True)
    summary = environment.get("GITHUB_STEP_SUMMARY")
    if summary and not any(output.form == "markdown" and output.path == summary for output in outputs):
        text = renderer("markdown")(report)
        try:
            with Path(summary).open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
        except OSError as error:
            say(f"the job's summary cannot be written: {error.strerror or error}")


def _rendered(report: Report, output: Output, *, verbose: bool, quiet: bool) -> str:
    render: Callable[..., str] = renderer(output.form)
    if output.form == "terminal":
        return render(report, verbose=verbose, quiet=quiet, links=hyperlinks(output.path), **screen(output.path))
    if FORMATS[output.form].rules:
        from citecheck.rules import rules

        return render(report, [RuleHelp(rule.info, rule.page) for rule in rules().values()])
    return render(report)


def _sheet(inventory: Inventory, output: Output) -> str:
    render: Callable[..., str] = renderer(output.form, SHEETS)
    if output.form == "terminal":
        return render(inventory, links=hyperlinks(output.path), **screen(output.path))
    # By the mark Excel knows that a file is UTF-8; programs that read a pipe would take it for a part of the heading.
    return ("\ufeff" if output.form == "csv" and output.path else "") + render(inventory)

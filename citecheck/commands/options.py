"""What the commands share: options that several have, and how options become settings.

Without `from __future__ import annotations`: typer would compile each of them at every start.
"""

from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from citecheck.errors import UsageError
from citecheck.reports import FORMATS
from citecheck.settings import STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from citecheck.config import Configuration
    from citecheck.reports import Format as Form

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")]
Format = Annotated[str, typer.Option("--format", metavar="terminal|json", help="How to write the report.")]
Words = list[str] | None
Text = str | None
Yes = bool | None


def option(help_: str, metavar: str = "", *names: str) -> Any:
    """An option that is None unless given: the configuration may have a value for it."""
    return typer.Option(*names, metavar=metavar or None, help=help_)


Exclude = Annotated[Words, option("Leave out what matches, like .gitignore. Repeatable.", "PATTERN")]
ForceExclude = Annotated[Yes, option("Leave out excluded files even when named (for hooks).", "", "--force-exclude")]
StdinFilename = Annotated[str, typer.Option(metavar="NAME", help="What to call standard input.")]
InputFormat = Annotated[Text, option("The format, in place of that by suffix and content.", "NAME")]
Together = Annotated[Yes, option("All files are one document: chapters, and their notes.", "", "--together")]
StyleOption = Annotated[Text, option("How the text uses its numbers.", "|".join(STYLES))]
ConfigFileOption = Annotated[str, typer.Option("--config", metavar="FILE", help="This configuration and no other.")]
NoConfig = Annotated[bool, typer.Option("--no-config", help="No configuration file.")]


def flags_of(**values: object) -> dict[str, object]:
    """The options that were given, as values of Settings; raises UsageError."""
    given = {name: value for name, value in values.items() if value is not None and value != []}
    if not given:
        return {}
    found: dict[str, object] = {name: value for name, value in given.items() if isinstance(value, bool)}
    words = {name: value for name, value in given.items() if name not in found}
    if not words:
        return found
    from citecheck.config.options import BY_KEY

    for name, value in words.items():
        row = BY_KEY[name.replace("_", "-")]
        try:
            if isinstance(value, list):
                parts = [cast("tuple[str, ...]", row.kind.from_text(each)) for each in value]
                found[name] = tuple(dict.fromkeys(chain.from_iterable(parts)))
            elif isinstance(value, int | float):
                found[name] = row.kind.read(value)
            else:
                found[name] = row.kind.from_text(str(value))
        except ValueError as error:
            raise UsageError(f"--{row.key}: {error}") from error
    return found


def configured(
    flags: "Mapping[str, object]", paths: "Sequence[str]", stdin_filename: str, file: str, *, no_config: bool
) -> "Configuration":
    """The configuration for a run over these paths, which the flags win over; raises ConfigError and UsageError."""
    first = paths[0] if paths else "."
    from citecheck.config import configure

    return configure(flags, stdin_filename or "." if first == "-" else first, file=file, no_config=no_config)


def formats(given: "Sequence[str] | None", files: "Sequence[str]", known: "Mapping[str, Form]" = FORMATS) -> list[str]:
    """The formats that are asked for; none where the suffixes of the files are to name them. Raises UsageError."""
    if given:
        return [choice(each, tuple(known), "--format") for each in given]
    by_suffix = [form.suffixes for form in known.values()]
    clear = files and all(any(PurePath(file).suffix.lower() in some for some in by_suffix) for file in files)
    return [] if clear else ["terminal"]


def choice(value: str, choices: "Sequence[str]", option: str) -> str:
    """One of the choices, as the user wrote it in whatever case; raises UsageError."""
    from citecheck.config.kinds import Choice

    try:
        return Choice(choices).from_text(value)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from error


def did_you_mean(word: str, known: "Iterable[str]") -> str:
    """The hint at the nearest of what is known, empty if none is near; its module is imported only then."""
    from citecheck.config.kinds import did_you_mean

    return did_you_mean(word, known)

"""`citecheck list`: the fact-checker's sheet of documents, for people, spreadsheets and programs.

Without `from __future__ import annotations`: typer would compile each of them at every start.
"""

from typing import Annotated

from citecheck.commands.options import (
    ConfigFileOption,
    Exclude,
    ForceExclude,
    InputFormat,
    NoConfig,
    Paths,
    StdinFilename,
    StyleOption,
    Together,
    Words,
    configured,
    flags_of,
    formats,
    option,
)
from citecheck.console import complain
from citecheck.reports import SHEETS


def command(
    paths: Paths,
    format_: Annotated[Words, option("How to write it. Repeatable.", "|".join(SHEETS), "--format")] = None,
    output: Annotated[Words, option("A file for it, by its suffix. Repeatable.", "FILE", "--output")] = None,
    style: StyleOption = None,
    input_format: InputFormat = None,
    together: Together = None,
    exclude: Exclude = None,
    force_exclude: ForceExclude = None,
    stdin_filename: StdinFilename = "",
    config: ConfigFileOption = "",
    no_config: NoConfig = False,
) -> int:
    """Print the fact-checker's sheet."""
    from citecheck.outputs import paired, write_sheets

    outputs = paired(formats(format_, output or (), SHEETS), output or (), SHEETS)
    flags = flags_of(
        style=style, input_format=input_format, together=together, exclude=exclude, force_exclude=force_exclude
    ) | {"offline": True}
    configuration = configured(flags, paths, stdin_filename, config, no_config=no_config)
    settings = configuration.run._replace(stdin_filename=stdin_filename)
    from citecheck import pipeline

    found, failures = pipeline.inventory(paths, settings, configuration.of)
    complain(failures)
    fine = write_sheets(found, outputs)
    return 2 if failures or not fine else 0

"""`citecheck config`: the settings in force, and where each comes from.

Without `from __future__ import annotations`: typer would compile each of them at every start.
"""

import os
from typing import Annotated

import typer

from citecheck.commands.options import ConfigFileOption, Format, NoConfig, choice, configured
from citecheck.console import screen, write


def command(
    path: Annotated[str, typer.Argument(metavar="[PATH]", help="A document or folder.")] = ".",
    format_: Format = "terminal",
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of the configuration.")] = False,
    config: ConfigFileOption = "",
    no_config: NoConfig = False,
) -> int:
    """Print the settings in force."""
    form = choice(format_, ("terminal", "json"), "--format")
    if schema:
        import json

        from citecheck.config.schema import schema as made

        write(json.dumps(made(), indent=2, ensure_ascii=False) + "\n")
        return 0
    from citecheck.reports import settings

    configuration = configured({}, [path], "", config, no_config=no_config)
    own = configuration.run if os.path.isdir(path) else configuration.of(path)  # noqa: PTH112  # Path.is_dir may raise
    rows = [
        (key, getattr(own, key.replace("-", "_"), value), f"{source}, overridden for {path}")
        if getattr(own, key.replace("-", "_"), value) != getattr(configuration.run, key.replace("-", "_"), value)
        else (key, value, source)
        for key, value, source in configuration.settings()
    ]
    write(settings.render_json(rows) if form == "json" else settings.render_terminal(rows, **screen("")))
    return 0

"""`citecheck history`: what became of links over the days.

Without `from __future__ import annotations`: typer would compile each of them at every start.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from citecheck.commands.options import ConfigFileOption, Format, NoConfig, Text, choice, configured, flags_of, option
from citecheck.console import complain, hyperlinks, say, screen, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citecheck.model import Failure


def command(
    which: Annotated[list[str] | None, typer.Argument(metavar="[URL|FILE]...", help="Links, or documents.")] = None,
    format_: Format = "terminal",
    history: Annotated[Text, option("The file that keeps the history.", "FILE")] = None,
    cache: Annotated[Text, option("The link memory, in place of the usual one.", "FILE")] = None,
    config: ConfigFileOption = "",
    no_config: NoConfig = False,
) -> int:
    """Print what became of links over the days."""
    form = choice(format_, ("terminal", "json"), "--format")
    words = which or []
    files = [word for word in words if "://" not in word]
    flags = flags_of(history=history, cache=cache) | {"offline": True}
    configuration = configured(flags, files, "", config, no_config=no_config)
    wanted: list[str] | None = None
    failures: Sequence[Failure] = ()
    if words:
        wanted = [word for word in words if "://" in word]
        if files:
            from citecheck import pipeline

            report = pipeline.check(files, configuration.run, of=configuration.of)
            wanted += [link.url for link in report.links]
            failures = report.failures
    complain(failures)
    from citecheck import web
    from citecheck.reports import history as reports

    rows, notices = web.histories(configuration.run, wanted)
    for notice in notices:
        say(notice)
    if form == "json":
        write(reports.render_json(rows))
    else:
        write(reports.render_terminal(rows, named=bool(words), links=hyperlinks(""), **screen("")))
    return 2 if failures or notices else 0

"""`citecheck check`, the default command: checks documents and has the reports written.

Without `from __future__ import annotations`: typer would compile each of them at every start.
"""

import os
import sys
from dataclasses import replace
from typing import Annotated, Any

import typer

from citecheck.commands.options import (
    ConfigFileOption,
    Exclude,
    ForceExclude,
    InputFormat,
    NoConfig,
    Paths,
    StdinFilename,
    StyleOption,
    Text,
    Together,
    Words,
    Yes,
    configured,
    flags_of,
    formats,
    option,
)
from citecheck.console import complain, keep_baseline, say
from citecheck.errors import UsageError
from citecheck.settings import FAIL_ON, ONLY


def command(  # one parameter for each option
    paths: Paths,
    offline: Annotated[Yes, option("Check no links; no network at all.", "", "--offline/--online")] = None,
    only: Annotated[Text, option("Check links only, or structure only.", "|".join(ONLY))] = None,
    format_: Annotated[Words, option("How to write the report. Repeatable.", "NAME", "--format")] = None,
    output: Annotated[Words, option("A file for a report, by its suffix. Repeatable.", "FILE", "--output")] = None,
    select: Annotated[Words, option("Only these rules, e.g. CC1,CC301. Repeatable.", "CODES")] = None,
    ignore: Annotated[Words, option("Not these rules. Repeatable.", "CODES")] = None,
    fail_on: Annotated[
        Text, option("The least severity that makes the exit status 1 [error].", "|".join(FAIL_ON))
    ] = None,
    style: StyleOption = None,
    input_format: InputFormat = None,
    together: Together = None,
    baseline: Annotated[Text, option("Known findings do not count; see --write-baseline.", "FILE")] = None,
    write_baseline: Annotated[
        str, typer.Option(metavar="FILE", help="Write what is found now to a baseline, as known.")
    ] = "",
    since: Annotated[str, typer.Option(metavar="REV", help="Report only what changed since a git revision.")] = "",
    timeout: Annotated[
        float | None, typer.Option(min=0.1, metavar="SECONDS", help="For one try of a link [10].")
    ] = None,
    retries: Annotated[int | None, typer.Option(min=0, metavar="N", help="Further tries of a link [2].")] = None,
    concurrency: Annotated[int | None, typer.Option(min=1, metavar="N", help="Links checked at once [256].")] = None,
    per_host: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Links checked at once on one host [6].")
    ] = None,
    budget: Annotated[Text, option("For all links together: 30s, 10m. The rest is said, not failed.", "TIME")] = None,
    exclude_link: Annotated[Words, option("Skip URLs that match this regex. Repeatable.", "PATTERN")] = None,
    user_agent: Annotated[Text, option("In place of citecheck's own.", "TEXT")] = None,
    allow_private: Annotated[Yes, option("Check links to private addresses too.", "", "--allow-private")] = None,
    max_age: Annotated[
        Text, option("Links found fine so lately are not checked again: 30m, 12h, 1d [1d].", "TIME")
    ] = None,
    no_cache: Annotated[Yes, option("Remember and recall nothing.", "", "--no-cache")] = None,
    cache: Annotated[Text, option("The link memory, in place of the usual one.", "FILE")] = None,
    history: Annotated[Text, option("A file for the history of links, to be committed.", "FILE")] = None,
    exclude: Exclude = None,
    force_exclude: ForceExclude = None,
    stdin_filename: StdinFilename = "",
    config: ConfigFileOption = "",
    no_config: NoConfig = False,
    no_github: Annotated[
        Yes, option("In GitHub Actions, no annotations and no summary unasked.", "", "--no-github")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print findings only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print all findings and all links.")] = False,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="No live progress.")] = False,
) -> int:
    """Check documents and print the report."""
    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other: give one of them")
    flags = flags_of(
        offline=offline,
        only=only,
        select=select,
        ignore=ignore,
        fail_on=fail_on,
        style=style,
        input_format=input_format,
        together=together,
        baseline=baseline,
        timeout=timeout,
        retries=retries,
        concurrency=concurrency,
        per_host=per_host,
        budget=budget,
        exclude_link=exclude_link,
        user_agent=user_agent,
        allow_private=allow_private,
        max_age=max_age,
        no_cache=no_cache,
        cache=cache,
        history=history,
        exclude=exclude,
        force_exclude=force_exclude,
        no_github=no_github,
    )
    if "cache" in flags and "no_cache" in flags:
        raise UsageError("--cache and --no-cache exclude each other: give one of them")
    from citecheck.outputs import needs_inventory, paired, tell_github, write_all

    outputs = paired(formats(format_, output or ()), output or ())
    configuration = configured(flags, paths, stdin_filename, config, no_config=no_config)
    configuration.run = configuration.run._replace(
        since=since, write_baseline=write_baseline, stdin_filename=stdin_filename
    )
    settings = configuration.run
    from citecheck import pipeline

    more: dict[str, Any] = {"of": configuration.of, "inventory": needs_inventory(outputs)}
    if settings.offline or no_progress or quiet or not sys.stderr.isatty():
        report = pipeline.check(paths, settings, **more)
    else:
        from citecheck.reports.progress import progress

        with progress(enabled=True) as tell:
            report = pipeline.check(paths, settings, tell, **more)
    report = replace(report, notices=(*report.notices, *configuration.notices(links=not report.offline)))
    complain(report.failures)
    fine = keep_baseline(report, settings)
    for notice in report.notices:
        say(notice)
    fine = write_all(report, outputs, verbose=verbose, quiet=quiet) and fine
    if not settings.no_github:
        tell_github(report, outputs, os.environ)
    status = report.exit_status(settings.fail_on)
    return status if fine or status == 130 else 2

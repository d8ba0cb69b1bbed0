"""The commands: each turns its options into settings, calls the pipeline, and has the report written.

Without `from __future__ import annotations`: typer would compile each of them at every start.
"""

import os
import sys
from dataclasses import replace
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from citecheck.console import complain, hyperlinks, keep_baseline, say, screen, shown, write
from citecheck.errors import UsageError
from citecheck.reports import FORMATS
from citecheck.settings import FAIL_ON, ONLY, STYLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from citecheck.config import Configuration
    from citecheck.model import Failure

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")]
Format = Annotated[str, typer.Option("--format", metavar="terminal|json", help="How to write the report.")]
OutputFile = Annotated[str, typer.Option(metavar="FILE", help="Write the report to a file.")]
Words = list[str] | None
Text = str | None
Yes = bool | None


def _option(help_: str, metavar: str = "", *names: str) -> Any:
    """An option that is None unless given: the configuration may have a value for it."""
    return typer.Option(*names, metavar=metavar or None, help=help_)


Exclude = Annotated[Words, _option("Leave out what matches, like .gitignore. Repeatable.", "PATTERN")]
ForceExclude = Annotated[Yes, _option("Leave out excluded files even when named (for hooks).", "", "--force-exclude")]
StdinFilename = Annotated[str, typer.Option(metavar="NAME", help="What to call standard input.")]
InputFormat = Annotated[Text, _option("The format, in place of that by suffix and content.", "NAME")]
Together = Annotated[Yes, _option("All files are one document: chapters, and their notes.", "", "--together")]
StyleOption = Annotated[Text, _option("How the text uses its numbers.", "|".join(STYLES))]
ConfigFileOption = Annotated[str, typer.Option("--config", metavar="FILE", help="This configuration and no other.")]
NoConfig = Annotated[bool, typer.Option("--no-config", help="No configuration file.")]


def check_command(  # one parameter for each option
    paths: Paths,
    offline: Annotated[Yes, _option("Check no links; no network at all.", "", "--offline/--online")] = None,
    only: Annotated[Text, _option("Check links only, or structure only.", "|".join(ONLY))] = None,
    format_: Annotated[Words, _option("How to write the report. Repeatable.", "NAME", "--format")] = None,
    output: Annotated[Words, _option("A file for a report, by its suffix. Repeatable.", "FILE", "--output")] = None,
    select: Annotated[Words, _option("Only these rules, e.g. CC1,CC301. Repeatable.", "CODES")] = None,
    ignore: Annotated[Words, _option("Not these rules. Repeatable.", "CODES")] = None,
    fail_on: Annotated[
        Text, _option("The least severity that makes the exit status 1 [error].", "|".join(FAIL_ON))
    ] = None,
    style: StyleOption = None,
    input_format: InputFormat = None,
    together: Together = None,
    baseline: Annotated[Text, _option("Known findings do not count; see --write-baseline.", "FILE")] = None,
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
    budget: Annotated[Text, _option("For all links together: 30s, 10m. The rest is said, not failed.", "TIME")] = None,
    exclude_link: Annotated[Words, _option("Skip URLs that match this regex. Repeatable.", "PATTERN")] = None,
    user_agent: Annotated[Text, _option("In place of citecheck's own.", "TEXT")] = None,
    allow_private: Annotated[Yes, _option("Check links to private addresses too.", "", "--allow-private")] = None,
    max_age: Annotated[
        Text, _option("Links found fine so lately are not checked again: 30m, 12h, 1d [1d].", "TIME")
    ] = None,
    no_cache: Annotated[Yes, _option("Remember and recall nothing.", "", "--no-cache")] = None,
    cache: Annotated[Text, _option("The link memory, in place of the usual one.", "FILE")] = None,
    history: Annotated[Text, _option("A file for the history of links, to be committed.", "FILE")] = None,
    exclude: Exclude = None,
    force_exclude: ForceExclude = None,
    stdin_filename: StdinFilename = "",
    config: ConfigFileOption = "",
    no_config: NoConfig = False,
    no_github: Annotated[
        Yes, _option("In GitHub Actions, no annotations and no summary unasked.", "", "--no-github")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print findings only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print all findings and all links.")] = False,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="No live progress.")] = False,
) -> int:
    """Check documents and print the report."""
    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other: give one of them")
    flags = _flags(
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

    outputs = paired(_formats(format_, output or ()), output or ())
    configuration = _configured(flags, paths, stdin_filename, config, no_config=no_config)
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


def list_command(
    paths: Paths,
    format_: Format = "terminal",
    output: OutputFile = "",
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
    flags = _flags(
        style=style, input_format=input_format, together=together, exclude=exclude, force_exclude=force_exclude
    ) | {"offline": True}
    configuration = _configured(flags, paths, stdin_filename, config, no_config=no_config)
    settings = configuration.run._replace(stdin_filename=stdin_filename)
    from citecheck import pipeline
    from citecheck.reports import inventory

    form = _choice(format_, ("terminal", "json"), "--format")

    found, failures = pipeline.inventory(paths, settings, configuration.of)
    complain(failures)
    if form == "json":
        write(inventory.render_json(found), output)
    else:
        write(inventory.render_terminal(found, links=hyperlinks(output), **screen(output)), output)
    return 2 if failures else 0


def explain_command(
    what: Annotated[str, typer.Argument(metavar="CODE|FILE:LINE:COL")], style: StyleOption = None
) -> int:
    """Print a rule's page, or how the bracket at a place was judged."""
    from citecheck.rules import rules

    known = rules()
    name = what.upper()
    by_name = {rule.name: code for code, rule in known.items()}
    code = name if name in known else by_name.get(what.lower(), "")
    if code:
        from citecheck.reports.pages import rule_page

        write(rule_page(known[code].info, known[code].page, **screen("")))
        return 0
    path, line, column = _place(what, [*known, *by_name])
    from citecheck.citations import analyse
    from citecheck.documents import documents_of
    from citecheck.model import Failure
    from citecheck.why import why

    configuration = _configured(_flags(style=style) | {"offline": True}, [path], "", "", no_config=False)
    for document in documents_of([path], configuration.run, configuration.of):
        if isinstance(document, Failure):
            complain([document])
            return 2
        citations = analyse(document, configuration.of(path).style)
        write(shown(why(citations, line, column)) + "\n")
    return 0


def rules_command() -> int:
    """Print every rule in a line."""
    from citecheck.reports.pages import rules_table
    from citecheck.rules import rules

    write(rules_table((rule.info for rule in rules().values()), **screen("")))
    return 0


def config_command(
    path: Annotated[str, typer.Argument(metavar="[PATH]", help="A document or folder.")] = ".",
    format_: Format = "terminal",
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of the configuration.")] = False,
    config: ConfigFileOption = "",
    no_config: NoConfig = False,
) -> int:
    """Print the settings in force."""
    form = _choice(format_, ("terminal", "json"), "--format")
    if schema:
        import json

        from citecheck.config.schema import schema as made

        write(json.dumps(made(), indent=2, ensure_ascii=False) + "\n")
        return 0
    from citecheck.reports import settings

    configuration = _configured({}, [path], "", config, no_config=no_config)
    own = configuration.run if os.path.isdir(path) else configuration.of(path)  # noqa: PTH112  # Path.is_dir may raise
    rows = [
        (key, getattr(own, key.replace("-", "_"), value), f"{source}, overridden for {path}")
        if getattr(own, key.replace("-", "_"), value) != getattr(configuration.run, key.replace("-", "_"), value)
        else (key, value, source)
        for key, value, source in configuration.settings()
    ]
    write(settings.render_json(rows) if form == "json" else settings.render_terminal(rows, **screen("")))
    return 0


def history_command(
    which: Annotated[list[str] | None, typer.Argument(metavar="[URL|FILE]...", help="Links, or documents.")] = None,
    format_: Format = "terminal",
    history: Annotated[Text, _option("The file that keeps the history.", "FILE")] = None,
    cache: Annotated[Text, _option("The link memory, in place of the usual one.", "FILE")] = None,
    config: ConfigFileOption = "",
    no_config: NoConfig = False,
) -> int:
    """Print what became of links over the days."""
    form = _choice(format_, ("terminal", "json"), "--format")
    words = which or []
    files = [word for word in words if "://" not in word]
    flags = _flags(history=history, cache=cache) | {"offline": True}
    configuration = _configured(flags, files, "", config, no_config=no_config)
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
        write(reports.render_terminal(rows, links=hyperlinks(""), **screen("")))
    return 2 if failures or notices else 0


COMMANDS: "dict[str, tuple[Callable[..., int], str]]" = {
    "check": (check_command, "Check documents: numbering, references and links. The default command."),
    "list": (list_command, "The inventory: every marker, every reference with its links. No network."),
    "explain": (explain_command, "A rule's page (CC105), or why a bracket is or is not a marker (essay.txt:31:148)."),
    "rules": (rules_command, "The table of rules."),
    "config": (config_command, "The settings in force, and where each comes from."),
    "history": (history_command, "What became of links over the days: all, by URL, or those of documents."),
}
"""Each command's function and help."""
GROUPS: dict[str, str] = {
    **dict.fromkeys(("offline", "only", "select", "ignore", "style", "since"), "What is checked"),
    **dict.fromkeys(("exclude", "force_exclude", "stdin_filename", "input_format", "together"), "Which files"),
    **dict.fromkeys(("format_", "output", "quiet", "verbose", "no_progress", "no_github"), "The report"),
    **dict.fromkeys(("fail_on", "baseline", "write_baseline"), "What counts"),
    **dict.fromkeys(
        ("timeout", "retries", "concurrency", "per_host", "budget", "exclude_link", "allow_private", "user_agent"),
        "Links",
    ),
    **dict.fromkeys(("max_age", "cache", "no_cache", "history"), "What is remembered of links"),
    **dict.fromkeys(("config", "no_config"), "Configuration"),
}
"""The heading under which the help has an option, by the name of its parameter."""
EXAMPLES: dict[str, tuple[str, ...]] = {
    "": (
        "citecheck essay.txt                    numbering, references and links",
        "citecheck --offline docs/              no network: for a commit hook",
        "citecheck list essay.txt               the fact-checker's sheet",
        "citecheck explain essay.txt:31:148     why a bracket is, or is not, a marker",
    ),
    "check": (
        "citecheck essay.txt chapters/",
        "citecheck --offline --format json essay.txt",
        "citecheck --output report.html --output report.sarif docs/",
        "citecheck --only links --history links.jsonl --budget 10m docs/",
        "citecheck --since main docs/",
    ),
    "list": ("citecheck list essay.txt", "citecheck list --format json chapters/"),
    "explain": ("citecheck explain CC105", "citecheck explain essay.txt:31:148"),
    "config": ("citecheck config chapters/one.md", "citecheck config --schema"),
    "history": ("citecheck history --history links.jsonl", "citecheck history essay.txt"),
}
"""What the help shows of each command in use; of the program as a whole under no name."""


def _place(what: str, known: "Sequence[str]") -> tuple[str, int, int]:
    path, _, rest = what.rpartition(":")
    name, _, line = path.rpartition(":")
    if rest.isdecimal() and line.isdecimal() and name:
        return name, int(line), int(rest)
    if rest.isdecimal() and path:
        return path, int(rest), 1
    raise UsageError(f"{what!r} is neither a rule nor FILE:LINE:COL{did_you_mean(what, known)}")


def _flags(**values: object) -> dict[str, object]:
    """The options that were given, as values of Settings; raises UsageError."""
    given = {name: value for name, value in values.items() if value is not None and value != []}
    if not given:
        return {}
    found = {name: value for name, value in given.items() if not isinstance(value, str | list)}
    words = {name: value for name, value in given.items() if name not in found}
    if not words:
        return found
    from citecheck.config.options import BY_KEY

    for name, value in words.items():
        option = BY_KEY[name.replace("_", "-")]
        try:
            if isinstance(value, list):
                parts = [cast("tuple[str, ...]", option.kind.from_text(each)) for each in value]
                found[name] = tuple(dict.fromkeys(chain.from_iterable(parts)))
            else:
                found[name] = option.kind.from_text(str(value))
        except ValueError as error:
            raise UsageError(f"--{option.key}: {error}") from error
    return found


def _configured(
    flags: "Mapping[str, object]", paths: "Sequence[str]", stdin_filename: str, file: str, *, no_config: bool
) -> "Configuration":
    first = paths[0] if paths else "."
    from citecheck.config import configure

    return configure(flags, stdin_filename or "." if first == "-" else first, file=file, no_config=no_config)


def _formats(given: "Sequence[str] | None", files: "Sequence[str]") -> list[str]:
    """The report formats; none are left to be named by the suffixes of the files."""
    if given:
        return [_choice(each, tuple(FORMATS), "--format") for each in given]
    by_suffix = [form.suffixes for form in FORMATS.values()]
    known = files and all(any(PurePath(file).suffix.lower() in some for some in by_suffix) for file in files)
    return [] if known else ["terminal"]


def _choice(value: str, choices: "Sequence[str]", option: str) -> str:
    from citecheck.config.kinds import Choice

    try:
        return Choice(choices).from_text(value)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from error


def did_you_mean(word: str, known: "Iterable[str]") -> str:
    """The hint at the nearest of what is known, empty if none is near; its module is imported only then."""
    from citecheck.config.kinds import did_you_mean

    return did_you_mean(word, known)

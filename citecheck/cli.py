"""The command line: arguments become Settings, the pipeline runs, the report is written. Decides nothing."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from citecheck import __version__
from citecheck.console import complain, hyperlinks, say, screen, shown, write
from citecheck.errors import CitecheckError, UsageError
from citecheck.settings import FAIL_ON, STYLES, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")]
Format = Annotated[str, typer.Option("--format", metavar="terminal|json", help="How to write the report.")]
Output = Annotated[str, typer.Option(metavar="FILE", help="Write the report to a file.")]
Exclude = Annotated[
    list[str] | None,
    typer.Option(metavar="PATTERN", help="Leave out what matches, like .gitignore. Repeatable."),
]
ForceExclude = Annotated[
    bool, typer.Option("--force-exclude", help="Leave out excluded files even when named (for hooks).")
]
StdinFilename = Annotated[str, typer.Option(metavar="NAME", help="What to call standard input.")]
StyleOption = Annotated[str, typer.Option(metavar="|".join(STYLES), help="How the text uses its numbers.")]


def _version(value: bool) -> None:  # noqa: FBT001  # typer calls it so
    if value:
        write(f"citecheck {__version__}\n")
        raise typer.Exit


def top(
    version: Annotated[  # handled by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Handle what stands before a command."""


def check_command(  # one parameter for each option
    paths: Paths,
    offline: Annotated[bool, typer.Option("--offline", help="Check no links; no network at all.")] = False,
    format_: Format = "terminal",
    output: Output = "",
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODES", help="Only these rules, e.g. CC1,CC301. Repeatable.")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="CODES", help="Not these rules. Repeatable.")] = None,
    fail_on: Annotated[
        str, typer.Option(metavar="|".join(FAIL_ON), help="The least severity that makes the exit status 1.")
    ] = "error",
    style: StyleOption = "auto",
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="For one try of a link.")] = 10.0,
    retries: Annotated[int, typer.Option(min=0, metavar="N", help="Further tries of a link.")] = 2,
    concurrency: Annotated[int, typer.Option(min=1, metavar="N", help="Links checked at once.")] = 256,
    per_host: Annotated[int, typer.Option(min=1, metavar="N", help="Links checked at once on one host.")] = 6,
    exclude_link: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Skip URLs that match this regex. Repeatable.")
    ] = None,
    user_agent: Annotated[str, typer.Option(metavar="TEXT", help="In place of citecheck's own.")] = "",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Check links to private addresses too.")
    ] = False,
    max_age: Annotated[
        str, typer.Option(metavar="TIME", help="Links found fine so lately are not checked again: 30m, 12h, 1d.")
    ] = "1d",
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Remember and recall nothing.")] = False,
    cache: Annotated[str, typer.Option(metavar="FILE", help="The link memory, in place of the usual one.")] = "",
    exclude: Exclude = None,
    force_exclude: ForceExclude = False,
    stdin_filename: StdinFilename = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print findings only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print all findings and all links.")] = False,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="No live progress.")] = False,
) -> int:
    """Check documents and print the report."""
    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other: give one of them")
    if cache and no_cache:
        raise UsageError("--cache and --no-cache exclude each other: give one of them")
    if not user_agent.isprintable():
        raise UsageError("--user-agent: control characters cannot be sent: leave them out")
    settings = Settings(
        offline=offline,
        select=_codes(select, "--select"),
        ignore=_codes(ignore, "--ignore"),
        fail_on=_choice(fail_on, FAIL_ON, "--fail-on"),
        style=_choice(style, STYLES, "--style"),
        timeout=timeout,
        retries=retries,
        concurrency=concurrency,
        per_host=per_host,
        exclude_link=tuple(exclude_link or ()),
        user_agent=user_agent,
        allow_private=allow_private,
        max_age=_seconds(max_age, "--max-age"),
        no_cache=no_cache,
        cache=cache,
        exclude=tuple(exclude or ()),
        force_exclude=force_exclude,
        stdin_filename=stdin_filename,
    )
    if settings.exclude_link:
        from citecheck.web.targets import link_patterns

        link_patterns(settings.exclude_link)  # a slip in one is told before anything is read
    from citecheck import pipeline
    from citecheck.reports import FORMATS, renderer

    form = _choice(format_, tuple(FORMATS), "--format")
    if offline or no_progress or quiet or not sys.stderr.isatty():
        report = pipeline.check(paths, settings)
    else:
        from citecheck.reports.progress import progress

        with progress(enabled=True) as tell:
            report = pipeline.check(paths, settings, tell)
    complain(report.failures)
    for notice in report.notices:
        say(notice)
    render = renderer(form)
    if form == "terminal":
        write(render(report, verbose=verbose, quiet=quiet, links=hyperlinks(output), **screen(output)), output)
    else:
        write(render(report), output)
    return report.exit_status(settings.fail_on)


def list_command(
    paths: Paths,
    format_: Format = "terminal",
    output: Output = "",
    style: StyleOption = "auto",
    exclude: Exclude = None,
    force_exclude: ForceExclude = False,
    stdin_filename: StdinFilename = "",
) -> int:
    """Print the fact-checker's sheet."""
    settings = Settings(
        offline=True,
        style=_choice(style, STYLES, "--style"),
        exclude=tuple(exclude or ()),
        force_exclude=force_exclude,
        stdin_filename=stdin_filename,
    )
    from citecheck import pipeline
    from citecheck.reports import FORMATS, inventory

    form = _choice(format_, tuple(FORMATS), "--format")

    found, failures = pipeline.inventory(paths, settings)
    complain(failures)
    if form == "json":
        write(inventory.render_json(found), output)
    else:
        write(inventory.render_terminal(found, links=hyperlinks(output), **screen(output)), output)
    return 2 if failures else 0


def explain_command(
    what: Annotated[str, typer.Argument(metavar="CODE|FILE:LINE:COL")], style: StyleOption = "auto"
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
    from citecheck import pipeline
    from citecheck.citations import analyse
    from citecheck.model import Failure
    from citecheck.why import why

    settings = Settings(offline=True, style=_choice(style, STYLES, "--style"))
    for document in pipeline.documents_of([path], settings):
        if isinstance(document, Failure):
            complain([document])
            return 2
        write(shown(why(analyse(document, settings.style), line, column)) + "\n")
    return 0


def rules_command() -> int:
    """Print every rule in a line."""
    from citecheck.reports.pages import rules_table
    from citecheck.rules import rules

    write(rules_table((rule.info for rule in rules().values()), **screen("")))
    return 0


_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}

COMMANDS: dict[str, tuple[Callable[..., int], str]] = {
    "check": (check_command, "Check documents: numbering, references and links. The default command."),
    "list": (list_command, "The inventory: every marker, every reference with its links. No network."),
    "explain": (explain_command, "A rule's page (CC105), or why a bracket is or is not a marker (essay.txt:31:148)."),
    "rules": (rules_command, "The table of rules."),
}
"""Each command's function and help."""


def _program(name: str) -> typer.Typer:
    """The program with one command, or with all if `name` is none: building a command takes time."""
    program = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        help="Checks the footnotes, references and links of texts. "
        "`citecheck PATH...` means `citecheck check PATH...`.",
    )
    program.callback()(top)
    for each, (function, text) in COMMANDS.items():
        if name == each or name not in COMMANDS:
            program.command(each, help=text)(function)
    return program


def _place(what: str, known: Sequence[str]) -> tuple[str, int, int]:
    path, _, rest = what.rpartition(":")
    name, _, line = path.rpartition(":")
    if rest.isdecimal() and line.isdecimal() and name:
        return name, int(line), int(rest)
    if rest.isdecimal() and path:
        return path, int(rest), 1
    raise UsageError(f"{what!r} is neither a rule nor FILE:LINE:COL{_did_you_mean(what, known)}")


def _codes(values: Iterable[str] | None, option: str) -> tuple[str, ...]:
    """Codes or prefixes of codes, given with commas or one by one."""
    codes = [code.strip() for value in values or () for code in value.split(",") if code.strip()]
    if not codes:
        return ()
    from citecheck.rules import rules

    known = rules()
    names = {rule.name: code for code, rule in known.items()}
    found = []
    for code in codes:
        upper = names.get(code.lower(), code.upper())
        if not any(each.startswith(upper) for each in known):
            raise UsageError(f"{option}: no rule {code!r}{_did_you_mean(code, [*known, *names])}")
        found.append(upper)
    return tuple(found)


def _choice(value: str, choices: Sequence[str], option: str) -> str:
    if value not in choices:
        hint = _did_you_mean(value, choices) or f": choose one of {', '.join(choices)}"
        raise UsageError(f"{option}: no {value!r}{hint}")
    return value


def _seconds(value: str, option: str) -> float:
    """A span of time such as `90s`, `30m`, `12h`, `1d`, `2w`, in seconds."""
    number, unit = value[:-1], value[-1:]
    if not number.isdecimal() or unit not in _UNITS:
        raise UsageError(f"{option}: {value!r} is no span of time: write it as 30m, 12h or 1d")
    return int(number[:9]) * _UNITS[unit]


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    by_folded = {each.casefold(): each for each in known}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f": did you mean {by_folded[close[0]]}?" if close else ""


def _with_command(arguments: Sequence[str]) -> list[str]:
    """`citecheck PATH...` is short for `citecheck check PATH...`."""
    if not arguments or arguments[0] in (*COMMANDS, "--help", "-h", "--version"):
        return list(arguments) or ["--help"]
    first = arguments[0]
    if not first.startswith("-") and not Path(first).exists():
        hint = _did_you_mean(first, COMMANDS)
        if hint and "." not in first and "/" not in first:
            raise UsageError(f"no path and no command {first!r}{hint}")
    return ["check", *arguments]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and leave with its exit status."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def script() -> None:
    """Run the program as its console script, and leave at once when the output is out.

    Taking the interpreter apart costs a tenth of a short run, and would wait for name lookups that still hang in
    their threads. All files are closed by then; `main` is for those who want the interpreter to live on.
    """
    status = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # closed or absent: nobody is left to tell
            stream.flush()
    os._exit(status)


def run(arguments: Sequence[str]) -> int:
    """Run a command line; the exit status of the contract comes back, and nothing is raised."""
    if sys.stdout is None or sys.stderr is None:  # closed, as by `>&-` or under pythonw
        with (
            open(os.devnull, "w", encoding="utf-8") as nothing,  # noqa: PTH123  # no file, no path
            redirect_stdout(sys.stdout or nothing),
            redirect_stderr(sys.stderr or nothing),
        ):
            return _run(arguments)
    return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    usage_error = typer.BadParameter.__mro__[2]  # click's base class, wherever typer keeps click
    try:
        words = _with_command(arguments)
        command = typer.main.get_command(_program(words[0]))
        status = command.main(words, prog_name="citecheck", standalone_mode=False)
        return int(status or 0)
    except CitecheckError as error:
        return say(str(error))
    except KeyboardInterrupt:
        return 130
    except typer.Abort:
        return 130
    except usage_error as error:  # type: ignore[misc]
        message: str = error.format_message()
        message = message.replace("(Possible options: ", "(did you mean ").replace("Possible options:", "did you mean")
        return say(f"{message.rstrip('.')} (see citecheck --help)")
    except SystemExit:
        return 0  # so click tells that the reader of its help has left, as in `| head`
    except Exception as error:  # noqa: BLE001  # the only place: our own bug must not look like findings
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EIO):
            return say(f"cannot write the help: {error.strerror}")
        import traceback

        lines = traceback.format_exc().strip().splitlines()
        sys.stderr.write("\n".join(["citecheck: this is a bug in citecheck, please report it:", *lines[-8:], ""]))
        return 3

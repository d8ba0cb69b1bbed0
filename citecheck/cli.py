"""The command line: words become a command, which is run; the only place that catches bugs. Decides nothing."""

from __future__ import annotations

import errno
import gc
import os
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from citecheck import __version__
from citecheck.commands import COMMANDS, EXAMPLES, GROUPS, did_you_mean
from citecheck.console import say, write
from citecheck.errors import CitecheckError, UsageError

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence


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


_OF_THE_PROGRAM = ("--help", "-h", "--version", "--install-completion", "--show-completion")
_COMPLETE = "_CITECHECK_COMPLETE"
"""The variable by which a shell asks what may come next."""


class _Help:
    """Help with the options under headings, and with examples."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):  # type: ignore[attr-defined]
            if row := parameter.get_help_record(ctx):
                is_option = parameter.param_type_name == "option"
                name = GROUPS.get(parameter.name, "Other options") if is_option else "Arguments"
                groups.setdefault(name, []).append(row)
        for name in sorted(groups, key=["Arguments", *dict.fromkeys(GROUPS.values()), "Other options"].index):
            with formatter.section(name):
                formatter.write_dl(groups[name])
        if isinstance(self, TyperGroup):
            self.format_commands(ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        # A command that is built alone is called `citecheck check`.
        examples = EXAMPLES.get("" if isinstance(self, TyperGroup) else ctx.info_name.split()[-1], ())
        if examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in examples))


class _Command(_Help, TyperCommand):
    """A command with such help."""


class _Group(_Help, TyperGroup):
    """The program with such help."""


def _program(name: str) -> typer.Typer:
    """The command of a name, alone, for building commands takes time; or the program with all if `name` is none."""
    program = typer.Typer(
        cls=_Group,
        add_completion=name not in COMMANDS,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        help="Checks the footnotes, references and links of texts. "
        "`citecheck PATH...` means `citecheck check PATH...`.",
    )
    if name in COMMANDS:
        command = COMMANDS[name]
        settings = program.info.context_settings
        program.command(name, help=command.help, cls=_Command, context_settings=settings)(command.function())
        return program
    program.callback()(top)
    for each, command in COMMANDS.items():
        program.command(each, help=command.help, cls=_Command)(command.function())
    return program


def _with_command(arguments: Sequence[str]) -> list[str]:
    """`citecheck PATH...` is short for `citecheck check PATH...`."""
    if not arguments or arguments[0] in (*COMMANDS, *_OF_THE_PROGRAM):
        return list(arguments) or ["--help"]
    first = arguments[0]
    if not first.startswith("-") and not os.path.exists(first):  # noqa: PTH110  # Path.exists may raise
        hint = did_you_mean(first, COMMANDS)
        if hint and "." not in first and "/" not in first:
            raise UsageError(f"no path and no command {first!r}{hint}")
    return ["check", *arguments]


def _to_complete(environment: MutableMapping[str, str]) -> str:
    """Let a shell's question about `citecheck PATH...` be one about `citecheck check PATH...`; no command's name."""
    for variable in ("COMP_WORDS", "_TYPER_COMPLETE_ARGS"):
        first, *others = environment.get(variable, "").split(" ")
        if others and others[0] and (others[0] not in COMMANDS) and len(others) + others[0].startswith("-") > 1:
            environment[variable] = " ".join([first, "check", *others])
            environment["COMP_CWORD"] = str(int(environment.get("COMP_CWORD", "1")) + 1)
    return ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and leave with its exit status."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def script() -> None:
    """Run the program as its console script, and leave at once when the output is out.

    Taking the interpreter apart costs a tenth of a short run, and would wait for name lookups that still hang in
    their threads. All files are closed by then; `main` is for those who want the interpreter to live on.
    """
    # Hardly anything here refers to itself in a circle, and looking for what does cost a tenth of a long run.
    gc.set_threshold(200_000, 30, 30)
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
    name, alone = "", False
    try:
        words = [] if _COMPLETE in os.environ else _with_command(arguments)
        name = words[0] if words else _to_complete(os.environ)
        command = typer.main.get_command(_program(name))
        alone = name in COMMANDS
        status = command.main(words[alone:], f"citecheck {name}" if alone else "citecheck", standalone_mode=False)
        return int(status or 0)
    except CitecheckError as error:
        return say(str(error))
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except usage_error as error:  # type: ignore[misc]
        message: str = error.format_message()
        message = message.replace("(Possible options: ", "(did you mean ").replace("Possible options:", "did you mean")
        return say(f"{message.rstrip('.')} (see citecheck {f'{name} ' if alone else ''}--help)")
    except SystemExit:
        return 0  # so click tells that the reader of its help has left, as in `| head`
    except Exception as error:  # noqa: BLE001  # the only place: our own bug must not look like findings
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EIO):
            return say(f"cannot write the help: {error.strerror}")
        import traceback

        lines = traceback.format_exc().strip().splitlines()
        with suppress(OSError):
            sys.stderr.write("\n".join(["citecheck: this is a bug in citecheck, please report it:", *lines[-8:], ""]))
        return 3

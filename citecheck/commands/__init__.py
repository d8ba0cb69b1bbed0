"""The commands, a module each with `command`: its parameters are the options, and its exit status comes back.

A module is imported when its command is run, as making options takes time; what they share is in `options`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from citecheck.commands.options import did_you_mean

__all__ = ["COMMANDS", "EXAMPLES", "GROUPS", "Command", "did_you_mean"]


class Command(NamedTuple):
    """A command of the program."""

    module: str
    help: str

    def function(self) -> Callable[..., int]:
        """What is run, with a parameter for each option."""
        command: Callable[..., int] = import_module(self.module).command
        return command


COMMANDS: dict[str, Command] = {
    "check": Command(
        "citecheck.commands.check", "Check documents: numbering, references and links. The default command."
    ),
    "list": Command(
        "citecheck.commands.list",
        "The fact-checker's sheet: every reference, where it is cited, its links. No network.",
    ),
    "explain": Command(
        "citecheck.commands.explain",
        "A rule's page (CC105), or why a bracket is or is not a marker (essay.txt:31:148).",
    ),
    "rules": Command("citecheck.commands.rules", "The table of rules."),
    "config": Command("citecheck.commands.config", "The settings in force, and where each comes from."),
    "history": Command(
        "citecheck.commands.history", "What became of links over the days: all, by URL, or those of documents."
    ),
}
"""Each command by the name that it is called by."""
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
        "citecheck check --help                 all options of a check",
    ),
    "check": (
        "citecheck essay.txt chapters/",
        "citecheck --offline --format json essay.txt",
        "citecheck --output report.html --output report.sarif docs/",
        "citecheck --only links --history links.jsonl --budget 10m docs/",
        "citecheck --since main docs/",
    ),
    "list": (
        "citecheck list essay.txt",
        "citecheck list --output sheet.csv chapters/",
        "citecheck list --format markdown essay.txt",
    ),
    "explain": ("citecheck explain CC105", "citecheck explain essay.txt:31:148"),
    "config": ("citecheck config chapters/one.md", "citecheck config --schema"),
    "history": ("citecheck history --history links.jsonl", "citecheck history essay.txt"),
}
"""What the help shows of each command in use; of the program as a whole under no name."""

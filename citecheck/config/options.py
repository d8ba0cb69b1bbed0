"""The options that can be configured: one table for flags, environment, files, `citecheck config` and the schema."""

from __future__ import annotations

from typing import NamedTuple

from citecheck.config.kinds import Choice, Codes, Expressions, Flag, Globs, Kind, Number, Span, Text
from citecheck.readers import FORMATS
from citecheck.settings import FAIL_ON, ONLY, STYLES


class Option(NamedTuple):
    """An option: `key` in files, `--key` as a flag, `CITECHECK_KEY` in the environment."""

    key: str
    kind: Kind
    help: str
    of_documents: bool = False
    """Whether it may differ from one document to the next, as by `overrides`."""
    is_path: bool = False
    """Whether it names a file, which in a configuration counts from the folder of that."""

    @property
    def field(self) -> str:
        """The field of Settings."""
        return self.key.replace("-", "_")

    @property
    def variable(self) -> str:
        """The environment variable."""
        return f"CITECHECK_{self.field.upper()}"


OPTIONS: tuple[Option, ...] = (
    Option("select", Codes(), "Only these rules, by code, beginning of codes, or name.", of_documents=True),
    Option("ignore", Codes(), "Not these rules.", of_documents=True),
    Option("style", Choice(STYLES), "How the text uses its numbers.", of_documents=True),
    Option("input-format", Choice(("", *FORMATS)), "The format, whatever a document is called.", of_documents=True),
    Option("together", Flag(), "All documents are one: the chapters of a book, and its notes."),
    Option("fail-on", Choice(FAIL_ON), "The least severity that makes the exit status 1."),
    Option("only", Choice(ONLY), "Check only the links, or only the structure."),
    Option("offline", Flag(), "Check no links; no network at all."),
    Option("timeout", Number(0.1), "Seconds for one try of a link, all its redirects."),
    Option("retries", Number(0, whole=True), "Further tries of a link."),
    Option("concurrency", Number(1, whole=True), "Links checked at once."),
    Option("per-host", Number(1, whole=True), "Links checked at once on one host."),
    Option("budget", Span(), "Time for all links together; what is not checked by then is said, not failed."),
    Option("exclude-link", Expressions(), "Regular expressions; a URL that matches one is not checked."),
    Option("user-agent", Text(), "In place of citecheck's own."),
    Option("allow-private", Flag(), "Check links to private addresses too."),
    Option("max-age", Span(), "How long a link that was fine is not checked again."),
    Option("cache", Text("file name"), "The link memory, in place of the usual one.", is_path=True),
    Option("no-cache", Flag(), "Remember and recall nothing."),
    Option("history", Text("file name"), "A JSON Lines file for the history of links, to be committed.", is_path=True),
    Option("strikes", Number(1, whole=True), "Failures in a row after which an unreachable link is an error."),
    Option("strike-days", Number(1, whole=True), "The distinct days that these must lie on."),
    Option("baseline", Text("file name"), "The file of known findings.", is_path=True),
    Option("exclude", Globs(), "gitignore patterns of what is left out of folders."),
    Option("force-exclude", Flag(), "Leave out excluded files even when they are named."),
    Option("no-github", Flag(), "In GitHub Actions, write no annotations and no summary unasked."),
)
BY_KEY = {option.key: option for option in OPTIONS}
OF_DOCUMENTS = tuple(option.key for option in OPTIONS if option.of_documents)

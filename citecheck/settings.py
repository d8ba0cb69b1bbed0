"""What a run was asked to do: frozen values, filled by `citecheck.config` from flags, environment and files.

As in `model.py`, these are NamedTuples without `from __future__ import annotations`: making dataclasses of them, or
compiling their annotations, would cost each start some milliseconds.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from citecheck.model import Severity, Style

if TYPE_CHECKING:
    from datetime import date

FAIL_ON = ("error", "warning", "info", "never")
STYLES = ("auto", *(style.value for style in Style))
ONLY = ("all", "links", "structure")
_LINKS = ("CC2", "CC3")
ASKED = frozenset(("CC117",))
"""Rules that speak only if they are selected by their own code or name."""


class Ignore(NamedTuple):
    """An `[[ignore]]` of the configuration: findings that are not reported, and why."""

    reason: str
    codes: tuple[str, ...] = ()
    """Codes or prefixes of codes; empty means all."""
    url: str = ""
    """The URL of the finding, with `*` for any characters; empty means any, or none."""
    path: str = ""
    """A gitignore pattern for the document, from the folder of the configuration; empty means all."""
    until: "date | None" = None
    """The first day on which it hides nothing any more."""
    file: str = ""
    """Where it stands: the configuration file and the 1-based line."""
    line: int = 0


class HostSettings(NamedTuple):
    """How the links of one host are to be checked, where that differs."""

    accept: frozenset[int] = frozenset()
    """Status codes that mean that the page is there."""
    headers: tuple[tuple[str, str], ...] = ()
    """Fields to send to this host and no other, secrets filled in."""
    pace: float = 0.0
    """Requests a second at most; 0 for no bound of its own."""
    timeout: float = 0.0
    """Seconds for one try; 0 for that of the run."""
    skip: bool = False


class Override(NamedTuple):
    """Settings for the documents that match a pattern."""

    pattern: str
    """A gitignore pattern, from `folder`."""
    folder: str
    values: Mapping[str, object]
    """Fields of Settings."""


class Settings(NamedTuple):
    """Options of a run; the defaults are those of the command line."""

    offline: bool = False
    select: tuple[str, ...] = ()
    """Codes or prefixes of codes; empty means all."""
    ignore: tuple[str, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    severity: Mapping[str, Severity] = {}  # nobody changes it
    """By code or prefix of codes."""
    fail_on: str = "error"
    style: str = "auto"
    only: str = "all"
    """One of `ONLY`: which half of the work is done."""
    timeout: float = 10.0
    """Seconds for one try of a link, all its hops; waiting in our own queue excluded."""
    retries: int = 2
    concurrency: int = 256
    per_host: int = 6
    budget: float = 0.0
    """Seconds for all links together; 0 for no limit."""
    exclude_link: tuple[str, ...] = ()
    """Regular expressions; a URL that matches one is not checked."""
    hosts: Mapping[str, HostSettings] = {}
    """By host name; `*.example.org` stands for every name below it."""
    user_agent: str = ""
    """Empty means citecheck's own honest one."""
    allow_private: bool = False
    cache: str = ""
    """The file of the link memory; empty means the one in the user's cache folder."""
    no_cache: bool = False
    """Whether nothing is remembered, nor anything recalled."""
    max_age: float = 86400.0
    """Seconds for which a link that was fine is not checked again."""
    history: str = ""
    """The JSON Lines file that keeps the history of links; empty means that the link memory keeps it."""
    strikes: int = 3
    """Failures in a row after which an unreachable link is an error."""
    strike_days: int = 3
    """The distinct days that these must lie on."""
    baseline: str = ""
    """The file of known findings; empty means none."""
    write_baseline: str = ""
    """The file to write all findings to, as known ones; empty means none."""
    since: str = ""
    """A git revision: only findings of what changed since are reported."""
    exclude: tuple[str, ...] = ()
    """gitignore patterns for walking folders."""
    exclude_from: str = ""
    """The folder that `exclude` counts from; empty means the working directory."""
    force_exclude: bool = False
    no_github: bool = False
    """Whether GitHub Actions gets no annotations and no summary unasked."""
    stdin_filename: str = ""
    input_format: str = ""
    """A name of `citecheck.readers.FORMATS`, whatever a file is called; empty means by suffix and content."""
    together: bool = False
    """Whether all documents of the run are one, such as the chapters of a book and its notes."""
    overrides: tuple[Override, ...] = ()

    def wants(self, code: str) -> bool:
        """Whether findings of this rule are to be reported."""
        if code == "CC204" and self.allow_private:
            return False
        if self.only == "structure" and code.startswith(_LINKS):
            return False
        if self.only == "links" and code.startswith("CC1"):
            return False
        if self.ignore and code.startswith(self.ignore):
            return False
        if code in ASKED:
            return code in self.select
        return not self.select or code.startswith(self.select)

    def severity_of(self, code: str, given: Severity | None, usual: Severity) -> Severity:
        """How grave a finding is: `given` by the finding itself, `usual` for its rule, or as configured.

        A rule that is lowered never makes anything graver; one that is raised makes all its findings so.
        """
        found = given or usual
        own = max((key for key in self.severity if code.startswith(key)), key=len, default=None)
        if own is None:
            return found
        wanted = self.severity[own]
        if wanted.rank < usual.rank:
            return min(wanted, found, key=lambda each: each.rank)
        return wanted if wanted.rank > usual.rank else found

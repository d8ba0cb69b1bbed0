"""What a run was asked to do: one frozen value, filled by the command line."""

from __future__ import annotations

from dataclasses import dataclass

from citecheck.model import Style

FAIL_ON = ("error", "warning", "info", "never")
STYLES = ("auto", *(style.value for style in Style))


@dataclass(frozen=True)
class Settings:
    """Options of a run; the defaults are those of the command line."""

    offline: bool = False
    select: tuple[str, ...] = ()
    """Codes or prefixes of codes; empty means all."""
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    style: str = "auto"
    timeout: float = 10.0
    """Seconds for one try of a link, all its hops; waiting in our own queue excluded."""
    retries: int = 2
    concurrency: int = 256
    per_host: int = 6
    exclude_link: tuple[str, ...] = ()
    """Regular expressions; a URL that matches one is not checked."""
    user_agent: str = ""
    """Empty means citecheck's own honest one."""
    allow_private: bool = False
    cache: str = ""
    """The file of the link memory; empty means the one in the user's cache folder."""
    no_cache: bool = False
    """Whether nothing is remembered, nor anything recalled."""
    max_age: float = 86400.0
    """Seconds for which a link that was fine is not checked again."""
    exclude: tuple[str, ...] = ()
    """gitignore patterns for walking folders."""
    force_exclude: bool = False
    stdin_filename: str = ""

    def wants(self, code: str) -> bool:
        """Whether findings of this rule are to be reported."""
        if code == "CC204" and self.allow_private:
            return False
        if self.ignore and code.startswith(self.ignore):
            return False
        return not self.select or code.startswith(self.select)

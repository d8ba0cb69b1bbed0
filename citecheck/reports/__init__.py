"""The report formats: a Report becomes text, one module per format, imported when it is asked for.

A format is a module with `render(report) -> str` and a row in `FORMATS`. The terminal's `render` also takes
what the terminal can show, as keywords; those that carry the rules' pages along take `rules`. `inventory` and
`pages` render the other commands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple

from citecheck.errors import UsageError


class Format(NamedTuple):
    """A report format."""

    module: str
    suffixes: tuple[str, ...] = ()
    """Of the files that it is written to, by which `--output` knows it."""
    rules: bool = False
    """Whether `render` takes the rules with their pages."""
    inventory: bool = False
    """Whether it shows the fact-checker's sheet."""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "terminal": Format("citecheck.reports.terminal", (".txt",)),
        "json": Format("citecheck.reports.json", (".json",)),
        "sarif": Format("citecheck.reports.sarif", (".sarif",), rules=True),
        "junit": Format("citecheck.reports.junit", (".xml",), inventory=True),
        "github": Format("citecheck.reports.github"),
        "gitlab": Format("citecheck.reports.gitlab"),
        "markdown": Format("citecheck.reports.markdown", (".md", ".markdown")),
        "html": Format("citecheck.reports.html", (".html", ".htm"), rules=True, inventory=True),
    }
)
"""Each format by the name that `--format` takes."""


def renderer(name: str) -> Callable[..., str]:
    """The `render` function of a format; raises UsageError for a name that is not in `FORMATS`."""
    if name not in FORMATS:
        raise UsageError(f"no report format {name!r}: choose one of {', '.join(FORMATS)}")
    render: Callable[..., str] = import_module(FORMATS[name].module).render
    return render

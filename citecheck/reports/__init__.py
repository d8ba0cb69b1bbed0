"""The report formats: a Report becomes text, one module per format, imported when it is asked for.

A format is a module with `render(report) -> str` and a row in `FORMATS`. The terminal's `render` also takes
what the terminal can show, as keywords; those that carry the rules' pages along take `rules`. What `citecheck list`
prints are formats of their own, in `SHEETS`, with `render(inventory) -> str`; `pages`, `settings` and `history` are
for the other commands.
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
SHEETS: Mapping[str, Format] = MappingProxyType(
    {
        "terminal": Format("citecheck.reports.inventory", (".txt",)),
        "json": Format("citecheck.reports.inventory_json", (".json",)),
        "csv": Format("citecheck.reports.inventory_csv", (".csv",)),
        "markdown": Format("citecheck.reports.inventory_markdown", (".md", ".markdown")),
    }
)
"""The same for the fact-checker's sheet, which `citecheck list` prints."""


def renderer(name: str, formats: Mapping[str, Format] = FORMATS) -> Callable[..., str]:
    """The `render` function of a format; raises UsageError for a name that is not among the formats."""
    if name not in formats:
        raise UsageError(f"no report format {name!r}: choose one of {', '.join(formats)}")
    render: Callable[..., str] = import_module(formats[name].module).render
    return render

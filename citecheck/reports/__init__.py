"""The report formats: a Report becomes text, one module per format, imported when it is asked for.

A format is a module with `render(report) -> str` and a row in `FORMATS`. The terminal's `render` also takes
what the terminal can show, as keywords. `inventory` and `pages` render the other commands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

from citecheck.errors import UsageError

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "terminal": "citecheck.reports.terminal",
        "json": "citecheck.reports.json",
    }
)
"""The module of each format, by the name that `--format` takes."""


def renderer(name: str) -> Callable[..., str]:
    """The `render` function of a format; raises UsageError for a name that is not in `FORMATS`."""
    if name not in FORMATS:
        raise UsageError(f"no report format {name!r}: choose one of {', '.join(FORMATS)}")
    render: Callable[..., str] = import_module(FORMATS[name]).render
    return render

"""`citecheck explain`: a rule's page, or how the bracket at a place was judged.

Without `from __future__ import annotations`: typer would compile each of them at every start.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from citecheck.commands.options import StyleOption, configured, did_you_mean, flags_of
from citecheck.console import complain, screen, shown, write
from citecheck.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


def command(what: Annotated[str, typer.Argument(metavar="CODE|FILE:LINE:COL")], style: StyleOption = None) -> int:
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

    configuration = configured(flags_of(style=style) | {"offline": True}, [path], "", "", no_config=False)
    for document in documents_of([path], configuration.run, configuration.of):
        if isinstance(document, Failure):
            complain([document])
            return 2
        citations = analyse(document, configuration.of(path).style)
        write(shown(why(citations, line, column)) + "\n")
    return 0


def _place(what: str, known: "Sequence[str]") -> tuple[str, int, int]:
    path, _, rest = what.rpartition(":")
    name, _, line = path.rpartition(":")
    if rest.isdecimal() and line.isdecimal() and name:
        return name, int(line), int(rest)
    if rest.isdecimal() and path:
        return path, int(rest), 1
    raise UsageError(f"{what!r} is neither a rule nor FILE:LINE:COL{did_you_mean(what, known)}")

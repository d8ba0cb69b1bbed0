"""The small parts of reports in Markdown: text made safe, links, code, tables.

Whatever comes from documents or servers goes through `plain`, `link` or `code`: nothing in it is markup, HTML, a
mention of somebody, or a command to the runner whose log it may end in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from citecheck.patterns import lazy
from citecheck.reports.visible import visible, web_address

_TEXT = 160
"""Characters of a cell."""
_URL = 300
_SPECIAL = lazy(r"[\\`*_{}\[\]()<>#+!|~$&:@/=-]|\.(?=\S)|^\d{1,9}\.")
"""Of full stops those that may be part of an address, or of a number that begins a list."""
_BACKTICKS = lazy(r"`+")


def plain(text: str, most: int = _TEXT) -> str:
    """Text in which nothing is markup: no link, no mention, no issue, no HTML."""
    shown = visible(" ".join(text.split()), most)
    return _SPECIAL.sub(lambda match: match[0][:-1] + f"&#{ord(match[0][-1])};", shown)


def link(url: str) -> str:
    """A link, if it is of the web and can be one; else its text."""
    target = web_address(url)
    # In angle brackets nothing else ends it, and no bar that a table would take for its own is left in it.
    return f"<{target.replace('##', '#%23')}>" if target and len(target) <= _URL else code(url)


def code(text: str) -> str:
    """A span of code that ends where it should; bars are told apart from those of the table."""
    # CI systems obey `##[error]` wherever a log has it: a space takes the power away.
    shown = visible(text, _URL).strip().replace("|", "\u2502").replace("##", "# #") or " "
    ticks = "`" * (max((len(run) for run in _BACKTICKS.findall(shown)), default=0) + 1)
    pad = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def table(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a table; the cells are Markdown already."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)

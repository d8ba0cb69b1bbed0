r"""The lists of references in the text itself: `\bibitem`, harvard's and amsrefs' entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Span
from citecheck.patterns import lazy as regex
from citecheck.readers.latex.project import Item
from citecheck.readers.latex.syntax import GROUP, OPTION, SPACE

if TYPE_CHECKING:
    from citecheck.readers.latex.scan import Acts, Scan

_KEY = rf"{SPACE}\{{([^{{}}\\#]*+)\}}"
_BIBITEM = regex(rf"{SPACE}(?:{OPTION})?+{_KEY}")
_BARE_KEY = regex(_KEY)
_LONGEST_LABEL = 2000
_HARVARD = regex(rf"\*?+{SPACE}(?:{OPTION})?+{SPACE}{GROUP}{SPACE}{GROUP}{_KEY}")
_AMSREFS = regex(rf"\*?+{_KEY}{SPACE}\{{[^{{}}\\#]*+\}}{SPACE}\{{")


def begin_list(scan: Scan) -> None:
    """The beginning of a list."""
    close_item(scan, scan.start)
    scan.project.scope += 1


def close_item(scan: Scan, at: int) -> int:
    """The end of the entry that was begun last, at an offset of the file."""
    items = scan.project.items
    if items and items[-1].body.end < items[-1].body.start:
        start = items[-1].body.start
        items[-1] = items[-1]._replace(body=Span(start, max(start, scan.at(at))))
    return at


def bibitem(scan: Scan, at: int, _: str) -> int:
    r"""`\bibitem[label]{key}`: the entry goes on to the next one."""
    found = _BIBITEM.match(scan.text, at)
    if not found and scan.text.startswith("[", at):
        # A label with a bracket in it, or too deep.
        end = scan.text.find("]{", at, at + _LONGEST_LABEL)
        found = _BARE_KEY.match(scan.text, end + 1) if end >= 0 else None
    if not found:
        return at
    close_item(scan, scan.start)
    return _open(scan, *found.span(1), found.end())


def harvard_item(scan: Scan, at: int, _: str) -> int:
    r"""`\harvarditem[short]{authors}{year}{key}`."""
    found = _HARVARD.match(scan.text, at)
    if not found:
        return at
    close_item(scan, scan.start)
    return _open(scan, *found.span(1), found.end())


def amsrefs_item(scan: Scan, at: int, _: str) -> int:
    r"""`\bib{key}{type}{fields}`."""
    found = _AMSREFS.match(scan.text, at)
    if not found:
        return at
    close_item(scan, scan.start)
    end = _open(scan, *found.span(1), found.end())

    def close(closed: int) -> int:
        close_item(scan, closed - 1)
        return closed

    scan.groups.append(close)
    return end


def _open(scan: Scan, start: int, end: int, behind: int) -> int:
    """Begin an entry, whose end is not yet known."""
    label = " ".join(scan.text[start:end].split())
    scan.mask(scan.start, behind)
    body = Span(scan.at(behind), -1)
    generated = scan.name.endswith(".bbl")
    scan.project.items.append(Item(scan.span(start, end), label, body, scan.project.scope, generated))
    return behind


ACTS: Acts = {
    "bibitem": bibitem,
    "harvarditem": harvard_item,
    "bib": amsrefs_item,
}

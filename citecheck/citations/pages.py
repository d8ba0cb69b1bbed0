"""Running heads and page numbers, which stand in the middle of entries and paragraphs and belong to neither."""

from __future__ import annotations

from citecheck.patterns import lazy

_FOOTER = lazy(r"[^\n]{0,200}\[[Pp]age \d{1,4}\][ \t]*(?=\n|\Z)")
_HEADER = lazy(r"\n*\f\n*([^\n]{1,120})(?=\n[ \t]*\n)|\n+([^\n]{1,80}\S {3,}\S[^\n]{1,80})(?=\n[ \t]*\n)")


def blank_page_furniture(prose: str) -> str:
    """The prose with the footers `Name   Track   [Page 7]` of RFCs, and the heads behind them, made blank.

    The length stays the same.
    """
    if "[Page " not in prose and "[page " not in prose:
        return prose
    parts = []
    at = 0
    for mark in ("[Page ", "[page "):
        found = prose.find(mark)
        while found >= 0:
            start = max(prose.rfind("\n", max(0, found - 200), found) + 1, at)
            footer = _FOOTER.match(prose, start)
            if footer and footer.start() < found < footer.end():
                end = footer.end()
                parts += [prose[at:start], " " * (end - start)]
                at = end
                header = _HEADER.match(prose, end)
                if header:
                    start, end = header.span(header.lastindex or 1)
                    parts += [prose[at:start], " " * (end - start)]
                    at = end
            found = prose.find(mark, max(found + 1, at))
        if parts:
            break
    parts.append(prose[at:])
    return "".join(parts)

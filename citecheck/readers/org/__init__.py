"""Org: footnotes and citations as Org finds them, links at their addresses, the rest masked.

`lines` finds what is text, `inline` what stands in it. Footnotes have names, which readers never see: the exporter
numbers them anew. So nothing is said of their order. Keys of citations are looked up in the
bibliography that the file names (`#+bibliography:`), where it can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from re import IGNORECASE

from citecheck.model import Document, Span, masked
from citecheck.patterns import lazy as regex
from citecheck.readers.org.inline import Inline
from citecheck.readers.org.lines import Lines
from citecheck.text import speaking, union

_ENTRY_KEY = regex(r"@(?!comment|string|preamble)\w++\s*+[{(]\s*+([^\s,{}()\"=]++)\s*+,", IGNORECASE)
_CSL_KEY = regex(r'"id"\s*:\s*"([^"\n]++)"')
_LONGEST_NAME = 200


Beside = Callable[[str], bytes | None]


def read(path: str, text: str, removed: Sequence[int], *, beside: Beside) -> Document:
    """A document of a cleaned text; `text` and `removed` are what `citecheck.text.clean` gives.

    `beside` gives the bibliographies that the document names.
    """
    lines = Lines(text)
    lines.run()
    hidden = [Span(*span) for span in union(lines.masked)]
    scan = Inline(masked(text, hidden), text, lines, _known_keys(lines.bibliographies, beside))
    scan.run()
    masks = tuple(Span(*span) for span in union([*lines.masked, *scan.masked]))
    comments = speaking(text, [Span(*span) for span in lines.comments])
    return Document(
        path,
        "org",
        text,
        masks,
        removed,
        comments=comments,
        native=scan.native(),
        lacks="markers" if lines.includes else "",
    )


def _known_keys(files: Sequence[tuple[str, Span]], beside: Beside) -> dict[str, Span] | None:
    """The keys of the bibliographies, each with the place that names its file; None unless all can be read."""
    keys: dict[str, Span] = {}
    for name, span in files:
        data = beside(name) if len(name) <= _LONGEST_NAME else None
        if data is None:
            return None
        words = data.decode("utf-8", "replace")
        pattern = _CSL_KEY if name.lower().endswith(".json") else _ENTRY_KEY
        for match in pattern.finditer(words):
            keys.setdefault(match[1], span)
    return keys or None

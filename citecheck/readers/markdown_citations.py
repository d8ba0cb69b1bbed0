"""Pandoc's citations in Markdown, `[@key]` and `@key`, against the bibliography that the metadata names.

The pandoc manual, "Citation syntax" and "Specifying bibliographic data"; cross-references by Quarto, bookdown and
pandoc-crossref look the same and are none. Without a bibliography that can be read, nothing is said of any key.

The entries that are cited are put behind the text, with their places in their own file; as readers only see these, an
entry that nothing cites is no fault. YAML is read line by line, and only as far as these few names need it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePosixPath
from re import MULTILINE, VERBOSE, Match
from typing import NamedTuple

from citecheck.errors import ReadError
from citecheck.locators import Files, Part
from citecheck.model import KEYS, MASKED, Confidence, Document, Form, Marker, Native, Reference, Span
from citecheck.patterns import lazy as regex
from citecheck.readers.bibliography import Entry, entries, yaml_entries
from citecheck.text import clean, decode, union

_MOST_SLIPS = 12
"""So many unknown keys that it is no matter of spelling."""
_MOST_KEYS = 5000
"""Among more it takes too long to look for similar ones."""

_METADATA = regex(
    r"(?:\A|\n[ \t]*\n)(?:---[ \t]*+\n)(?=\S)(?P<yaml>(?:(?!(?:---|\.\.\.)[ \t]*+(?:\n|\Z))[^\n]*+\n)++)(?:---|\.\.\.)"
)
_NAME = regex(r"^([A-Za-z][\w-]*+)[ \t]*+:(?=\s|\Z)", MULTILINE)
_NAMES = ("bibliography", "references", "nocite")
_FILE = regex(
    r"""\s*+(?:-[ ]++)?+(?:"([^"\n]++)"|'([^'\n]++)'|([^\s,\[\]"'#][^,\[\]"'#\n]*+))\s*+(?:\#[^\n]*+)?+[,\n]?+"""
)
_ODD = regex(r"[`{}&*!|>$:]")
"""What makes a name no name of a file in the folder: code, a mapping, an alias, a URL."""

_KEY = regex(
    r"""(?<![\w\\/@.=&$%~+#-]) -?@
        (?: \{([^{}\s]{1,200})\} | (\w (?:\w++ | [:.\#$%&+?<>~/-](?=\w))*+) (?!\() )""",
    VERBOSE,
)
_LOCATOR = regex(r"[ \t]{0,3}\n?[ \t]{0,3}\[(?!\^)[^\[\]\n]{1,200}\](?![(\[{:])")
_CROSS_REFERENCE = regex(
    r"""(?:[Ff]ig|[Tt]bl|[Tt]ab|[Ss]ec|[Ee]q|[Ll]st|[Tt]hm|[Ll]em|[Cc]or|[Pp]rp|[Cc]nj|[Dd]ef|[Ee]xm|[Ee]xr|[Rr]em
        |[Ss]ol|[Aa]lg|[Aa]pp|[Cc]h|[Nn]te|[Tt]ip|[Ww]rn|[Ii]mp|[Cc]au|[Vv]id|[Ss]upp?\w{0,5})[-:]|ref\Z""",
    VERBOSE,
)
_TARGET = regex(r"\#([\w:.-]++)|\blabel:[ ]*+([\w:.-]++)|^[ \t>]{0,9}\(@([\w-]++)\)", MULTILINE)
_LIKE_A_KEY = regex(r"[^\W\d]\w*?[:_-]?\d{2,4}[a-z]?(?![\d/])")
"""Author and year: what a word behind an @ must look like to be an unknown key and no name of a user."""


class _Source(NamedTuple):
    """Entries and the text that they stand in."""

    document: Document
    entries: list[Entry]


class _Key(NamedTuple):
    """A key where it is cited."""

    key: str
    span: Span
    bracket: Span
    grouped: bool


def with_citations(
    document: Document, brackets: Iterable[tuple[int, int]], beside: Callable[[str], bytes | None]
) -> Document:
    """The document with its citations and the entries they cite; the same document if there is no bibliography.

    `brackets` are those that hold a key, outside of code; `beside` gives the files next to the document.
    """
    blocks = list(_metadata(document.text))
    fields = [field for block in blocks for field in _fields(document.text, block)]
    sources = list(_sources(document, fields, beside))
    if not sources or None in sources:
        return document
    known = _by_key([source for source in sources if source])
    masks = tuple(Span(*span) for span in union([*document.masks, *blocks]))
    document = replace(document, masks=masks)
    keys = sorted(_cited(document, brackets, known, [span for name, span in fields if name == "nocite"]))
    everything = any(name == "nocite" and "@*" in document.text[span.start : span.end] for name, span in fields)
    return _joined(document, keys, known, everything=everything)


# ---------------------------------------------------------------- the metadata


def _metadata(text: str) -> Iterator[Span]:
    """The blocks of YAML that may name a bibliography: the front matter, and those that begin with such a name."""
    for block in _METADATA.finditer(text):
        if block.start() == 0 or text.startswith(_NAMES, block.start("yaml")):
            yield Span(block.start("yaml") - 4, block.end())


def _fields(text: str, block: Span) -> Iterator[tuple[str, Span]]:
    """The names at the margin that matter here, each with where its value stands."""
    names = list(_NAME.finditer(text, block.start, block.end))
    for at, name in enumerate(names):
        if name[1] in _NAMES:
            yield name[1], Span(name.end(), names[at + 1].start() if at + 1 < len(names) else block.end - 3)


def _sources(
    document: Document, fields: Sequence[tuple[str, Span]], beside: Callable[[str], bytes | None]
) -> Iterator[_Source | None]:
    """Where the entries are, those of the document itself first; None for what cannot be read."""
    for name, span in fields:
        if name == "references":
            found = yaml_entries(document.text, span.start, span.end)
            # A copy: what stands in it is not looked for under the places of the text.
            yield None if found is None else _Source(replace(document), found)
    for name, span in fields:
        if name == "bibliography":
            files = [file[1] or file[2] or file[3].strip() for file in _FILE.finditer(document.text, *span)]
            if not files:
                yield None
            yield from (_file(document, file, beside) for file in files)


def _file(document: Document, name: str, beside: Callable[[str], bytes | None]) -> _Source | None:
    data = None if _ODD.search(name) else beside(name)
    if data is None:
        return None
    try:
        text, removed = clean(decode(data))
    except ReadError:
        return None
    found = entries(name, text)
    path = os.path.join(os.path.dirname(document.path), PurePosixPath(name))  # noqa: PTH118, PTH120  # a "./" stays
    return None if found is None else _Source(Document(path, "text", text, removed=removed), found)


def _by_key(sources: Iterable[_Source]) -> dict[str, list[tuple[Document, Entry]]]:
    """The entries under each key; what comes first counts, so more than one is a fault of its file."""
    known: dict[str, list[tuple[Document, Entry]]] = {}
    for source in sources:
        for entry in source.entries:
            same = known.setdefault(entry.key, [])
            if not same or same[0][0] is source.document:
                same.append((source.document, entry))
    return known


# ---------------------------------------------------------------- the keys


def _cited(
    document: Document,
    brackets: Iterable[tuple[int, int]],
    known: dict[str, list[tuple[Document, Entry]]],
    nocite: Iterable[Span],
) -> Iterator[_Key]:
    text, prose = document.text, document.prose
    targets = {found[found.lastindex or 0] for found in _TARGET.finditer(text)}
    slips: dict[str, bool] = {}

    def none(key: str) -> bool:
        return key not in known and (key in targets or _CROSS_REFERENCE.match(key) is not None)

    def doubtful(key: str) -> bool:
        """Whether an unknown word behind an @ in running text may be anything."""
        if key in known or ("/" not in key and _LIKE_A_KEY.fullmatch(key)):
            return False
        if key not in slips:
            few = len(slips) < _MOST_SLIPS
            slips[key] = bool(
                few and len(key) > 3 and len(known) <= _MOST_KEYS and get_close_matches(key, known, n=1, cutoff=0.8)
            )
        return not slips[key]

    for start, end in (*brackets, *nocite):
        found = [key for key in _KEY.finditer(text, start, end) if not none(_name(key))]
        whole = Span(start, end)
        for key in found:
            own = whole if text[start] == "[" else Span(*key.span())
            grouped = len(found) > 1 or key.end() < end - 1
            yield _Key(_name(key), Span(*key.span(key.lastindex or 0)), own, grouped)
    for key in _KEY.finditer(prose):
        if not none(_name(key)) and not doubtful(_name(key)):
            locator = _LOCATOR.match(text, key.end())
            if locator and MASKED in prose[key.end() : locator.end()].replace("\n", ""):
                locator = None  # a citation of its own, or a link
            span = Span(*key.span(key.lastindex or 0))
            yield _Key(
                _name(key), span, Span(key.start(), locator.end() if locator else key.end()), locator is not None
            )


def _name(key: Match[str]) -> str:
    return key[key.lastindex or 0]


# ---------------------------------------------------------------- the document


def _joined(
    document: Document, keys: Sequence[_Key], known: dict[str, list[tuple[Document, Entry]]], *, everything: bool
) -> Document:
    """The document with the entries that are cited behind its text."""
    text, parts = [document.text], [Part(0, document)]
    length = len(document.text)
    masks, links, references = list(document.masks), [], []

    def put(said: str, source: Document | None = None, begin: int = 0) -> int:
        nonlocal length
        if source:
            parts.append(Part(length, source, begin))
        text.append(said)
        length += len(said)
        return length - len(said)

    cited = _in_print([key.key for key in keys], known)
    for key, same in known.items():
        if key not in cited and not everything:
            continue
        for source, entry in same:
            put("\n\n")
            start = put(key, source, entry.span.start)
            body = length + 1
            for field in entry.body:
                put(" ")
                at = put(source.text[field.start : field.end], source, field.start)
                links += [
                    link._replace(span=Span(link.span.start - field.start + at, link.span.end - field.start + at))
                    for link in entry.links
                    if field.start <= link.span.start and link.span.end <= field.end
                ]
            if key in cited:
                span = Span(start, start + len(source.text[entry.span.start : entry.span.end]))
                references.append(Reference(span, key, Span(min(body, length), length), Form.TAG, KEYS, if_cited=True))
            masks.append(Span(start, length))
    markers = tuple(
        Marker(
            each.span,
            each.key,
            each.bracket,
            Form.TAG,
            Confidence.SURE,
            "a key of the bibliography behind an @",
            KEYS,
            attached=False,
            grouped=each.grouped,
        )
        for each in keys
    )
    native = Native(markers, tuple(references), tuple(links))
    return replace(document, text="".join(text), masks=tuple(masks), removed=(), native=native, locator=Files(parts))


def _in_print(keys: Sequence[str], known: dict[str, list[tuple[Document, Entry]]]) -> set[str]:
    """The keys of the entries that are cited, and of those that were probably meant by a key that nothing has."""
    times = Counter(keys)
    cited = {key for key in times if key in known}
    orphans = [key for key in times if key not in known]
    if len(orphans) <= _MOST_SLIPS and len(known) <= _MOST_KEYS:
        free = {key.casefold(): key for key in known if key not in cited}
        for orphan in orphans:
            if times[orphan] == 1 and (close := get_close_matches(orphan.casefold(), free, n=1, cutoff=0.7)):
                cited.add(free[close[0]])
    return cited

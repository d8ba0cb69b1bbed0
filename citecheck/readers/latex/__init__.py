r"""LaTeX: masks what is markup, follows `\input` and `\bibliography`, and tells what cites and what is cited.

The text is the source itself, so offsets are those of the file; with files that are included it is put together
from them, and each finding names the file it stands in. Macros are not expanded: the commands that matter are known
by name (`names`), and those of the document itself by what their definition does.

pylatexenc 2.11 was tried: 0.2 MB/s where a pass of our own reads more than 5; formulas and environments that are not
closed swallow the rest of the text; `\iffalse`, comment environments, definitions and `\verb` of other packages are
read as text; and an included file needs another walker whose positions begin at 0 again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from citecheck.locators import Files
from citecheck.model import Document, Fault, Link, Native, Span
from citecheck.patterns import lazy as regex
from citecheck.readers.latex import notes, urls
from citecheck.readers.latex.bibliography import Keys, cited, gather, reachable
from citecheck.readers.latex.commands import Table
from citecheck.readers.latex.project import Project, Source
from citecheck.readers.latex.scan import Scan
from citecheck.text import speaking, union

_KEY_LIKE = regex(r"\[[^\s\[\]]{1,60}\]")
_NUMBERS = regex(r"\[[ \t]?\d[^\[\]\n]{0,60}\]")
_TYPED_ENTRY = regex(r"(?m)^[ \t]*+(?:\\[a-zA-Z]++[ \t]*+)?+(?:\{?+\[\}?+\d{1,3}\{?+\]\}?+|\d{1,3}\.)[ \t~]++\S")
_STANDARD_CLASSES = frozenset(
    (
        *("article", "report", "book", "letter", "slides", "minimal", "proc", "ltxdoc", "beamer", "memoir"),
        *("scrartcl", "scrreprt", "scrbook", "scrlttr2", "amsart", "amsbook", "amsproc", "IEEEtran", "acmart"),
        *("revtex4", "revtex4-1", "revtex4-2", "elsarticle", "llncs", "svjour3", "extarticle", "extreport", "extbook"),
    )
)
"""Classes that make no list of references of their own accord."""


def read(path: str, text: str, removed: Sequence[int], *, beside: Callable[[str], bytes | None]) -> Document:
    """A document of a cleaned text and the files beside it that it includes or names.

    `text` and `removed` are what `citecheck.text.clean` gives; `beside` takes names relative to the document.
    """
    project = Project(path, beside)
    main = Source(Document(path, "latex", text, removed=removed), text)
    Scan(project, main, project.stem + ".tex", Table(project)).run()
    keys = gather(project)
    lacks = _lacks(project, keys)
    joined = "".join(project.texts)
    markers, references = notes.pair(project.notes, joined, whole=lacks == "")
    cites, wrong = cited(project, keys)
    references += reachable(keys, cites)
    masks = union(project.masks)
    if "[" in joined:
        masks = union([*masks, *_no_citations(joined, _hidden(masks), keys=bool(cites or keys.references))])
    links = _links(project, joined, masks)
    faults = [*project.faults, *wrong, *_pointers(project)]
    native = Native(
        tuple(sorted([*markers, *cites], key=lambda marker: marker.span)),
        tuple(sorted(references, key=lambda reference: reference.span)),
        links,
        tuple(sorted(faults, key=lambda fault: fault.span)),
    )
    alone = len(project.parts) < 2
    return Document(
        path,
        "latex",
        joined,
        tuple(map(Span._make, masks)),
        removed if alone else (),
        comments=speaking(joined, project.comments),
        native=native,
        locator=None if alone else Files(project.parts),
        lacks=lacks,
    )


def _no_citations(text: str, hidden: Callable[[int], bool], *, keys: bool) -> Iterator[tuple[int, int]]:
    """The brackets in a text that are no citations.

    Readers never see a key, so that in a text with keys what looks like one is none; and numbers are LaTeX's business,
    unless a list is typed with them, too.
    """
    if keys:
        yield from (found.span() for found in _KEY_LIKE.finditer(text) if _mixes(found[0]))
    typed = (found for found in _TYPED_ENTRY.finditer(text) if not hidden(found.end() - 1))
    if len(list(islice(typed, 2))) < 2:
        yield from (found.span() for found in _NUMBERS.finditer(text))


def _hidden(masks: Sequence[tuple[int, int]]) -> Callable[[int], bool]:
    """Whether an offset lies in a mask."""
    starts = [start for start, _ in masks]

    def hidden(at: int) -> bool:
        before = bisect_right(starts, at) - 1
        return before >= 0 and at < masks[before][1]

    return hidden


def _mixes(bracket: str) -> bool:
    """Whether letters and digits stand in a bracket."""
    return any(map(str.isdigit, bracket)) and any(map(str.isalpha, bracket))


def _lacks(project: Project, keys: Keys) -> str:
    """What of the document may be elsewhere."""
    part = not project.class_name or project.class_name in ("subfiles", "standalone")
    if not keys.known or project.class_name.startswith("cnltx"):  # which has a database of its own
        foreign = project.foreign_list or project.class_name not in _STANDARD_CLASSES
        return "references" if part or foreign or project.unread or project.bibliographies else ""
    # A list that nothing cites is one of further reading, or of somebody's works.
    return "markers" if part or project.unread or not (project.cites or project.everything) else ""


def _links(project: Project, text: str, masks: Sequence[tuple[int, int]]) -> tuple[Link, ...]:
    """The links of commands and fields, and the addresses in the text that have escapes in them."""
    hidden = _hidden(masks)
    bare = (link for link in urls.bare(text) if not hidden(link.span.start))
    found = sorted([*project.links, *bare], key=lambda link: link.span)
    kept = []
    end = 0
    for link in found:
        if link.span.start >= end:
            kept.append(link)
            end = link.span.end
    return tuple(kept)


def _pointers(project: Project) -> Iterable[Fault]:
    r"""`\footref` and `\ref` to a note whose `\label` is nowhere."""
    if project.unread:
        return
    for span, label, sure in project.pointers:
        if label in project.labels or (not sure and not project.class_name):
            continue
        if not sure and not project.notes:
            continue
        yield Fault(
            "CC113",
            span,
            f"this leads to the note {label}, which is not there",
            "no such label",
            f"put \\label{{{label}}} into the note, or correct the name",
            label=label,
        )

r"""Which list a document has: `\bibitem`s of its own, databases that it names, or what BibTeX made of them.

Of a database only the entries that are cited are references: BibTeX and biber print no others.
"""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from citecheck.model import Confidence, Fault, Form, Link, Marker, Reference, Span
from citecheck.patterns import lazy as regex
from citecheck.readers.latex import bibtex, urls
from citecheck.readers.latex.commands import Table
from citecheck.readers.latex.project import Cite, Item, Project, Source
from citecheck.readers.latex.scan import Scan

_ENTRY = regex(r"\\entry\{([^{}\n]*+)\}\{[^{}\n]*+\}\{[^{}\n]*+\}")
_VERB = regex(r"\\verb\{(urlraw|url|doi|eprint)\}\s*+\\verb ([^\n]*+)\n")
_BIBITEM_FILE = "\\bibitem"
_STRINGS_ONLY = frozenset(("IEEEabrv", "IEEEfull", "abrv", "strings", "mrabbrev", "string", "journals", "abbrev"))
"""Databases of abbreviations, which a distribution may hold."""
_MOST_LOST = 12
"""Keys without an entry for which the entry that was meant is looked for."""
_MOST_NAMES = 4000


@dataclass
class Keys:
    """The list of a document."""

    known: bool = False
    """Whether all of it could be read."""
    labels: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    """For each key, as it is compared, the series that have it, and the label there."""
    ignore_case: bool = False
    references: list[Reference] = field(default_factory=list)

    def fold(self, key: str) -> str:
        """A key as it is compared."""
        return key.casefold() if self.ignore_case else key


def gather(project: Project) -> Keys:
    """Find the list, and put those of its entries that are not in the text behind it."""
    keys = Keys()
    items = [item for item in project.items if item.label]
    if not items:
        databases, whole = _databases(project)
        if not whole and _generated(project):
            items = [item for item in project.items if item.label]
        elif databases:
            keys.known = whole
            keys.ignore_case = not project.biblatex
            _of_databases(project, keys, databases)
    if items:
        keys.known = True
        _of_items(project, keys)
    return keys


# ---------------------------------------------------------------- entries in the text


def _of_items(project: Project, keys: Keys) -> None:
    """Lists that have a key in common are series of their own, as chapters have; else all are one."""
    items = [item for item in project.items if item.label]
    scopes: dict[str, set[int]] = defaultdict(set)
    for item in items:
        scopes[item.label].add(item.scope)
    apart = any(len(some) > 1 for some in scopes.values())
    wanted = {cite.key for cite in project.cites}
    text = "".join(project.texts)
    for item in items:
        series = item.scope if apart else 0
        keys.labels[item.label].append((series, item.label))
        # BibTeX writes what is cited, and what that refers to.
        if not item.generated or item.label in wanted or project.everything:
            keys.references.append(Reference(item.key, item.label, bibtex.trimmed(text, item.body), Form.TAG, series))


def _generated(project: Project) -> bool:
    """Read the .bbl of the document, or of the files that name databases; whether there is one."""
    stems = dict.fromkeys((project.stem, *(posixpath.splitext(home)[0] for _, home in project.bibliographies)))
    read = False
    for stem in stems if project.bibliographies or project.foreign_list else ():
        found = project.find(stem, (".bbl",))
        if found is None or found[0] in project.open:
            continue
        name, source = found
        project.gap("\n\n")
        if "\\endentry" in source.text:
            _of_biber(project, source)
        elif _BIBITEM_FILE in source.text:
            scan = Scan(project, source, name, Table(project))
            before = len(project.cites)
            scan.run()
            del project.cites[before:]
        else:
            continue
        read = True
    return read and bool(project.items)


def _of_biber(project: Project, source: Source) -> None:
    """The entries of a .bbl that biber wrote: a key, and addresses in lines of their own."""
    text, shift = source.text, project.length
    shown: list[tuple[int, int]] = []
    for found in _ENTRY.finditer(text):
        end = text.find("\\endentry", found.end())
        end = len(text) if end < 0 else end
        key = Span(found.start(1) + shift, found.end(1) + shift)
        body = Span(found.end() + shift, end + shift)
        project.items.append(Item(key, found[1], body, project.scope, generated=True))
    for found in _VERB.finditer(text):
        start, stop = found.span(2)
        if found[1] == "url":
            shown.append((start, stop))
        elif found[1] == "doi" and (link := urls.doi(text, start, stop)):
            project.links.append(link._replace(span=Span(link.span.start + shift, link.span.end + shift)))
    at = 0
    for start, stop in shown:
        project.masks.append((at + shift, start + shift))
        at = stop
    project.masks.append((at + shift, len(text) + shift))
    project.add(source, 0, len(text))


# ---------------------------------------------------------------- databases


def _databases(project: Project) -> tuple[list[tuple[str, Source]], bool]:
    """The databases that the document names, each with the file that names it, and whether all could be read."""
    found: list[tuple[str, Source]] = []
    whole = True
    seen: set[str] = set()
    for name, home in project.bibliographies:
        source = project.find(name, (".bib",), posixpath.dirname(home))
        if source is None:
            whole = whole and posixpath.basename(name).removesuffix(".bib") in _STRINGS_ONLY
        elif source[0] not in seen:
            seen.add(source[0])
            found.append((home, source[1]))
    return found, whole


def _of_databases(project: Project, keys: Keys, databases: Iterable[tuple[str, Source]]) -> None:
    """The entries that are cited, behind the text; an entry that a lost key probably means comes along."""
    rows: list[tuple[Source, list[bibtex.Entry]]] = []
    homes: dict[str, str] = {}
    for home, source in databases:
        # Chapters with databases of their own may have sources in common.
        found = [entry for entry in bibtex.entries(source.text) if homes.setdefault(keys.fold(entry.key), home) == home]
        rows.append((source, found))
    everything = [entry for _, found in rows for entry in found]
    labels = bibtex.canonical(everything, ignore_case=keys.ignore_case)
    others: dict[str, str] = {}
    if any("ids" in source.text for source, _ in rows):
        for source, found in rows:
            for entry in found:
                others.update((alias, entry.key) for alias in bibtex.aliases(source.text, entry))
    wanted = {keys.fold(others.get(cite.key, cite.key)) for cite in project.cites}
    for label in labels:
        keys.labels[keys.fold(label)] = [(0, label)]
    for alias, key in others.items():
        keys.labels.setdefault(keys.fold(alias), [(0, keys.labels[keys.fold(key)][0][1])])
    wanted |= _meant(project, keys)
    at = 0
    for source, found in rows:
        stretches: list[tuple[int, int, bibtex.Entry | None, str]] = []
        for entry in found:
            label = labels[at]
            at += 1
            if project.everything or keys.fold(label) in wanted:
                stretches.append((*entry.whole, entry, label))
        stretches += [(*span, None, "") for span in bibtex.comments(source.text, found)]
        for start, end, each, label in sorted(stretches, key=lambda stretch: stretch[:2]):
            _append(project, keys, source, (start, end), each, label)


def _append(
    project: Project, keys: Keys, source: Source, stretch: tuple[int, int], entry: bibtex.Entry | None, label: str
) -> None:
    """Put an entry or a comment behind the text."""
    start, end = stretch
    project.gap("\n\n")
    shift = project.length - start
    project.add(source, start, end)
    if entry is None:
        project.comments.append(Span(start + shift, end + shift))
        project.masks.append((start + shift, end + shift))
        return
    seen = bibtex.look_into(source.text, entry)
    at = start
    for low, high in seen.spans:
        project.masks.append((at + shift, low + shift))
        at = high
    project.masks.append((at + shift, end + shift))
    project.links += [_moved(link, shift) for link in seen.links]
    body = bibtex.trimmed(source.text, entry.body)
    key = Span(entry.span.start + shift, entry.span.end + shift)
    keys.references.append(Reference(key, label, Span(body.start + shift, body.end + shift), Form.TAG))


def _moved(link: Link, shift: int) -> Link:
    return link._replace(span=Span(link.span.start + shift, link.span.end + shift))


def _meant(project: Project, keys: Keys) -> set[str]:
    """The uncited keys that are most like a key without an entry: the pairing tells of them together."""
    from difflib import get_close_matches

    cites: dict[str, int] = defaultdict(int)
    for cite in project.cites:
        if keys.fold(cite.key) not in keys.labels:
            cites[cite.key] += cite.sure
    lost = [key for key, count in cites.items() if count == 1]
    if not 0 < len(cites) <= _MOST_LOST or len(keys.labels) > _MOST_NAMES or project.everything or not keys.known:
        return set()
    used = {keys.fold(cite.key) for cite in project.cites}
    free = {}
    for key, (found, *_) in keys.labels.items():
        if key not in used and keys.fold(found[1]) == key:
            free[found[1].casefold()] = key
    meant = set()
    for key in lost:
        close = get_close_matches(key.casefold(), free, n=1, cutoff=0.7)
        if close and not key.isdecimal():
            meant.add(free[close[0]])
    return meant


# ---------------------------------------------------------------- markers


def cited(project: Project, keys: Keys) -> tuple[list[Marker], list[Fault]]:
    r"""A marker for each key that is cited; one for each entry at `\nocite{*}` that nothing else cites.

    Also what is wrong about how keys are written.
    """
    faults: list[Fault] = []
    written: dict[str, str] = {}
    markers: list[Marker] = []
    used: set[tuple[int, str]] = set()
    for cite in project.cites:
        series, label = _home(cite, keys)
        if not cite.sure and keys.fold(cite.key) not in keys.labels:
            continue
        used.add((series, label))
        if keys.ignore_case and written.setdefault(label, cite.key) != cite.key:
            faults.append(_other_case(cite, written[label]))
        markers.append(
            Marker(
                cite.span,
                label,
                cite.bracket,
                Form.TAG,
                Confidence.SURE,
                f"a key of \\{cite.command}",
                series,
                attached=cite.attached,
                grouped=cite.grouped,
            )
        )
    if project.everything:
        markers += _of_everything(project.everything, keys, used)
    return markers, faults


def _other_case(cite: Cite, first: str) -> Fault:
    """BibTeX takes the spelling that comes first, and leaves the others undefined (btxdoc, 4)."""
    message = f"the key {cite.key} is written {first} before: LaTeX leaves one of them undefined"
    return Fault("CC109", cite.span, message, "another case", f"write {first} in all places", cite.key)


def reachable(keys: Keys, cites: Iterable[Marker]) -> list[Reference]:
    """The references, but for those whose key is cited in another of several lists that have it."""
    used = {(cite.series, cite.label) for cite in cites}
    labels = {label for _, label in used}
    return [each for each in keys.references if (each.series, each.label) in used or each.label not in labels]


def _of_everything(span: Span, keys: Keys, used: set[tuple[int, str]]) -> Iterator[Marker]:
    for reference in keys.references:
        if (reference.series, reference.label) not in used:
            used.add((reference.series, reference.label))
            reason = "\\nocite{*} cites all entries"
            yield Marker(
                span,
                reference.label,
                span,
                Form.TAG,
                Confidence.SURE,
                reason,
                reference.series,
                attached=False,
                grouped=True,
            )


def _home(cite: Cite, keys: Keys) -> tuple[int, str]:
    """The series and label that a key means: that of the next list that has it, else of the last one."""
    found = keys.labels.get(keys.fold(cite.key))
    if not found:
        return 0, cite.key
    return found[min(bisect_right(found, cite.scope, key=itemgetter(0)), len(found) - 1)]

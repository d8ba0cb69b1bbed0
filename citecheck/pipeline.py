"""From paths to a Report: the whole program on one screen.

Bytes become a Document, a Document becomes Citations, rules read Citations into findings; beside that the
URLs are checked; a Report of both is what the formats render.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from citecheck.citations import analyse
from citecheck.discover import discover
from citecheck.errors import ReadError
from citecheck.model import (
    Cited,
    Document,
    DocumentCount,
    Failure,
    Inventory,
    LinkReport,
    Problem,
    Progress,
    Report,
    Verdict,
)
from citecheck.placing import cited_links, link_problem, place
from citecheck.readers import read
from citecheck.rules import link_rules, text_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from citecheck.model import Citations, MarkerEntry, ReferenceEntry
    from citecheck.settings import Settings


def check(paths: Sequence[str], settings: Settings, progress: Callable[[Progress], None] | None = None) -> Report:
    """Check documents and, unless `settings.offline`, their links.

    Expected trouble is in the report: unreadable paths are `failures`. Interrupted, it reports what is known.
    """
    begin = time.monotonic()
    documents: list[DocumentCount] = []
    problems: list[Problem] = []
    failures: list[Failure] = []
    cited: dict[str, list[Cited]] = {}
    complete = True
    notices: Sequence[str] = ()
    try:
        for item in documents_of(paths, settings):
            if isinstance(item, Failure):
                failures.append(item)
                continue
            citations = analyse(item, settings.style)
            documents.append(count(citations))
            problems += check_citations(citations, settings)
            for url, spot in cited_links(citations):
                cited.setdefault(url, []).append(spot)
    except KeyboardInterrupt:
        complete = False
    if settings.offline or not complete:
        reason = "offline" if settings.offline else None
        links: Sequence[LinkReport] = [
            LinkReport(url, Verdict.SKIPPED, reason, cited=tuple(spots)) for url, spots in cited.items()
        ]
    else:
        links, complete, notices = _check_links(cited, settings, progress)
    if not settings.offline:
        problems += _link_problems(links, settings)
    order = {document.path: at for at, document in enumerate(documents)}
    return Report(
        tuple(documents),
        tuple(sorted(problems, key=lambda problem: (order[problem.path], problem.place, problem.rule))),
        tuple(links),
        tuple(failures),
        complete=complete,
        offline=settings.offline,
        notices=tuple(notices),
        elapsed=time.monotonic() - begin,
    )


def documents_of(paths: Sequence[str], settings: Settings) -> Iterator[Document | Failure]:
    """Read every document, in stable order; what cannot be read is a Failure."""
    for source in discover(paths, settings):
        if isinstance(source, Failure):
            yield source
            continue
        try:
            yield read(source.path, source.read(), source.name)
        except ReadError as error:
            yield Failure(source.path, str(error))


def check_citations(citations: Citations, settings: Settings) -> Iterator[Problem]:
    """What the rules say of one document."""
    for code, rule in text_rules().items():
        if rule.check is not None and settings.wants(code):
            try:
                for finding in rule.check(citations):
                    yield place(citations.document, finding, rule.info)
            except Exception as error:
                error.add_note(f"in rule {code}, on {citations.document.path}")
                raise


def count(citations: Citations) -> DocumentCount:
    """A document's line in the report."""
    document = citations.document
    return DocumentCount(
        document.path,
        document.format,
        document.unit,
        len(citations.markers),
        len(citations.references),
        len({link.url for link in citations.links}),
    )


def _check_links(
    cited: dict[str, list[Cited]], settings: Settings, progress: Callable[[Progress], None] | None
) -> tuple[Sequence[LinkReport], bool, Sequence[str]]:
    """What became of the links, whether all were checked, and what is to be said about the checking."""
    if not cited:
        return [], True, ()
    from citecheck import web

    targets = [web.Target(url, tuple(spots)) for url, spots in cited.items()]
    outcome = web.check(targets, settings, progress=progress)
    return outcome.reports, outcome.complete, outcome.notices


def _link_problems(links: Sequence[LinkReport], settings: Settings) -> Iterator[Problem]:
    """What the rules say of the checked links: one finding for each URL and document; CC308 once a run."""
    said_no_network = False
    for link in links:
        for code, rule in link_rules().items():
            if rule.link_check is None or not settings.wants(code):
                continue
            finding = rule.link_check(link)
            if finding is None or (code == "CC308" and said_no_network):
                continue
            said_no_network = said_no_network or code == "CC308"
            paths: set[str] = set()
            for spot in link.cited:
                if spot.path not in paths and not (code == "CC308" and paths):
                    paths.add(spot.path)
                    yield link_problem(spot, rule.info, finding.message, finding.advice, finding.severity, link.url)


def inventory(paths: Sequence[str], settings: Settings) -> tuple[Inventory, tuple[Failure, ...]]:
    """Every marker with its label, every reference with its links; no network."""
    from citecheck.inventory import marker_entries, reference_entries

    documents: list[DocumentCount] = []
    markers: list[MarkerEntry] = []
    references: list[ReferenceEntry] = []
    failures: list[Failure] = []
    for document in documents_of(paths, settings):
        if isinstance(document, Failure):
            failures.append(document)
            continue
        citations = analyse(document, settings.style)
        documents.append(count(citations))
        markers += marker_entries(citations)
        references += reference_entries(citations)
    return Inventory(tuple(documents), tuple(markers), tuple(references)), tuple(failures)

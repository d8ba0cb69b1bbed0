"""Documents one by one: read, analysed, checked by the rules; many of them on all processors.

What comes of a document is a small value that can be handed from process to process; its text is not kept.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from citecheck.citations import analyse
from citecheck.discover import Source, discover
from citecheck.errors import ReadError
from citecheck.model import Cited, Document, DocumentCount, Failure, MarkerEntry, Problem, ReferenceEntry
from citecheck.placing import cited_links, place
from citecheck.readers import read
from citecheck.rules import text_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from citecheck.changes import Changes
    from citecheck.model import Citations
    from citecheck.settings import Settings
    from citecheck.suppress import Comment

_FEW = 64
"""Documents that one process checks before others could have begun."""
_AT_ONCE = 16
"""Documents that are handed to a process together."""


class Checked(NamedTuple):
    """What came of a document."""

    document: DocumentCount
    problems: tuple[Problem, ...]
    """Of the rules over the text, in no particular order."""
    cited: tuple[tuple[str, Cited], ...]
    """Every occurrence of every URL."""
    comments: tuple[Comment, ...] = ()
    markers: tuple[MarkerEntry, ...] = ()
    references: tuple[ReferenceEntry, ...] = ()


class Work(NamedTuple):
    """What is to be done with a document."""

    source: Source
    settings: Settings
    inventory: bool
    changes: Changes | None


Item = Work | Failure | Checked
"""What is to be done, or came of it."""


def checked(
    paths: Sequence[str],
    settings: Settings,
    of: Callable[[str], Settings],
    *,
    inventory: bool,
    changes: Changes | None,
) -> Iterator[Checked | Failure]:
    """Check every document, in stable order; what cannot be read is a Failure. `of` gives a document's settings."""

    def work() -> Iterator[Item]:
        for source in discover(paths, settings):
            if isinstance(source, Failure):
                yield source
                continue
            item = Work(source, of(source.path), inventory, changes)
            # Other processes have no standard input.
            yield _check(item) if source.standard_input else item

    items = work()
    first = list(islice(items, _FEW))
    if len(first) < _FEW or _processors() < 2:
        yield from map(_check, first)
        yield from map(_check, items)
    else:
        yield from _by_many(first, items)


def _by_many(first: Sequence[Item], items: Iterator[Item]) -> Iterator[Checked | Failure]:
    """The same, on all processors: so many bundles are on their way that none waits, and memory stays flat."""
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor
    from itertools import chain
    from multiprocessing import get_context

    rest = chain(first, items)
    bundles = iter(lambda: list(islice(rest, _AT_ONCE)), [])
    processors = _processors()
    pending: deque[Future[list[Checked | Failure]]] = deque()
    # Spawned where forking is not safe: elsewhere the modules need not be loaded again.
    context = get_context("fork" if os.name == "posix" and os.uname().sysname == "Linux" else "spawn")
    with ProcessPoolExecutor(processors, mp_context=context, initializer=_ignore_interrupts) as pool:
        try:
            for bundle in bundles:
                pending.append(pool.submit(_check_bundle, bundle))
                if len(pending) > 2 * processors:
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _ignore_interrupts() -> None:
    """Ctrl-C reaches all processes of a terminal: the first one decides."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux tells
        return os.cpu_count() or 1


def _check_bundle(bundle: Iterable[Item]) -> list[Checked | Failure]:
    return list(map(_check, bundle))


def _check(work: Item) -> Checked | Failure:
    if not isinstance(work, Work):
        return work
    source, settings, inventory, changes = work
    try:
        document = read(source.path, source.read(), source.name)
    except ReadError as error:
        return Failure(source.path, str(error))
    citations = analyse(document, settings.style)
    problems = list(check_citations(citations, settings))
    cited = list(cited_links(citations))
    if changes is not None:
        problems, cited = _changed(problems, cited, source, settings, changes)
    comments: tuple[Comment, ...] = ()
    if document.comments:
        from citecheck.suppress import comments_of

        comments = tuple(comments_of(citations))
    found = Checked(count(citations), tuple(problems), tuple(cited), comments)
    if inventory:
        from citecheck.inventory import marker_entries, reference_entries

        found = found._replace(markers=tuple(marker_entries(citations)), references=tuple(reference_entries(citations)))
    return found


def _changed(
    problems: list[Problem],
    cited: list[tuple[str, Cited]],
    source: Source,
    settings: Settings,
    changes: Changes,
) -> tuple[list[Problem], list[tuple[str, Cited]]]:
    """Only what has to do with the lines that have changed."""
    from citecheck.changes import new_ones

    if source.standard_input:
        return problems, cited
    lines = changes.lines(source.path)
    if lines is None:
        return problems, cited
    if not lines:
        return [], []
    before: list[str] = []
    try:
        earlier = read(source.path, changes.before(source.path) or b"", source.name)
    except ReadError:
        pass  # it could not be read then: all that is found is new
    else:
        before = [problem.fingerprint for problem in check_citations(analyse(earlier, settings.style), settings)]
    links = [
        (url, spot)
        for url, spot in cited
        if any(spot.line < each.stop and each.start <= spot.end_line for each in lines)
    ]
    return new_ones(problems, lines, before), links


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
                    severity = settings.severity_of(code, finding.severity, rule.severity)
                    yield place(citations.document, finding._replace(severity=severity), rule.info)
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

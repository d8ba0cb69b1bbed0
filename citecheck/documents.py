"""Documents one by one: read, analysed, checked by the rules; many of them on all processors.

What comes of a document is a small value that can be handed from process to process; its text is not kept.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from citecheck.citations import analyse
from citecheck.discover import discover
from citecheck.errors import ReadError, UsageError
from citecheck.model import Cited, Document, DocumentCount, Failure, MarkerEntry, Problem, ReferenceEntry
from citecheck.placing import cited_links, place
from citecheck.processes import context, ignore_interrupts, processors
from citecheck.readers import read
from citecheck.rules import text_rules
from citecheck.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from citecheck.changes import Changes
    from citecheck.model import Citations, Span
    from citecheck.settings import Settings
    from citecheck.suppress import Comment

LINE = "line"
_FEW = 64
"""Documents that one process checks before others could have begun."""
_AT_ONCE = 16
"""Documents that are handed to a process together."""


class Checked(NamedTuple):
    """What came of a document."""

    documents: tuple[DocumentCount, ...]
    """One, or one for each of the files that it is made of."""
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
            # Other processes have no standard input, and no archive is read again for each.
            yield item if source.is_file else _check(item)

    if settings.together:
        if changes is not None:
            raise UsageError("--together and --since exclude each other: a book is checked as a whole")
        yield from _together(paths, settings, of, inventory=inventory)
        return
    items = work()
    first = list(islice(items, _FEW))
    if len(first) < _FEW or processors() < 2:
        yield from map(_check, first)
        yield from map(_check, items)
    else:
        yield from _by_many(first, items)


def _by_many(first: Sequence[Item], items: Iterator[Item]) -> Iterator[Checked | Failure]:
    """The same, on all processors: so many bundles are on their way that none waits, and memory stays flat."""
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor
    from itertools import chain

    rest = chain(first, items)
    bundles = iter(lambda: list(islice(rest, _AT_ONCE)), [])
    at_once = processors()
    pending: deque[Future[list[Checked | Failure]]] = deque()
    with ProcessPoolExecutor(at_once, mp_context=context(), initializer=ignore_interrupts) as pool:
        try:
            for bundle in bundles:
                pending.append(pool.submit(_check_bundle, bundle))
                if len(pending) > 2 * at_once:
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _check_bundle(bundle: Iterable[Item]) -> list[Checked | Failure]:
    return list(map(_check, bundle))


def _check(work: Item) -> Checked | Failure:
    if not isinstance(work, Work):
        return work
    try:
        document = document_of(work.source, work.settings)
    except ReadError as error:
        return Failure(work.source.path, str(error))
    return _checked(analyse(document, work.settings.style), work)


def _checked(citations: Citations, work: Work, documents: Sequence[Document] = ()) -> Checked:
    problems = list(check_citations(citations, work.settings))
    cited = list(cited_links(citations))
    if work.changes is not None and work.source.is_file:
        problems, cited = _changed(problems, cited, citations.document, work)
    comments: tuple[Comment, ...] = ()
    if citations.document.comments:
        from citecheck.suppress import comments_of

        comments = tuple(comments_of(citations))
    found = Checked(count(citations, documents), tuple(problems), tuple(cited), comments)
    if work.inventory:
        from citecheck.inventory import marker_entries, reference_entries

        found = found._replace(markers=tuple(marker_entries(citations)), references=tuple(reference_entries(citations)))
    return found


def _changed(
    problems: list[Problem], cited: list[tuple[str, Cited]], document: Document, work: Work
) -> tuple[list[Problem], list[tuple[str, Cited]]]:
    """Only what has to do with the lines that have changed, in any of the files that the document is made of."""
    from citecheck.changes import new_ones

    source, changes = work.source, work.changes
    if changes is None:
        return problems, cited
    lines = {path: changes.lines(path) for path in document.paths}
    if lines[source.path] is None:
        return problems, cited
    if not any(each is None or each for each in lines.values()):
        return [], []
    before: list[str] = []
    links: set[str] = set()
    try:
        earlier = analyse(document_of(source, work.settings, changes.before(source.path) or b""), work.settings.style)
    except ReadError:
        pass  # it could not be read then: all that is found is new
    else:
        before = [problem.fingerprint for problem in check_citations(earlier, work.settings)]
        links = {link.url for link in earlier.links}
    found: list[Problem] = []
    left: list[tuple[str, Cited]] = []
    for path, changed in lines.items():
        mine = [problem for problem in problems if problem.path == path]
        spots = [(url, spot) for url, spot in cited if spot.path == path]
        if changed is None:
            found += mine
            left += spots
        elif document.unit == LINE:
            found += new_ones(mine, changed, before)
            left += [(url, spot) for url, spot in spots if any(_touches(spot, each) for each in changed)]
        else:  # git knows no paragraphs
            found += new_ones(mine, (), before)
            left += [(url, spot) for url, spot in spots if url not in links]
    return found, left


def _touches(spot: Cited, lines: range) -> bool:
    return spot.line < lines.stop and lines.start <= spot.end_line


def document_of(source: Source, settings: Settings, data: bytes | None = None) -> Document:
    """Read a document; `data` stands in place of what is in it now. Raises ReadError."""
    data = source.read() if data is None else data
    return read(source.path, data, source.name, form=settings.input_format, beside=source.beside)


def documents_of(
    paths: Sequence[str], settings: Settings, of: Callable[[str], Settings]
) -> Iterator[Document | Failure]:
    """Read every document, in stable order, or all as one; what cannot be read is a Failure."""
    documents: list[Document] = []
    for source in discover(paths, settings):
        if isinstance(source, Failure):
            yield source
            continue
        try:
            document = document_of(source, of(source.path))
        except ReadError as error:
            yield Failure(source.path, str(error))
        else:
            if settings.together:
                documents.append(document)
            else:
                yield document
    if documents:
        from citecheck.together import join

        yield join(documents)


def _together(
    paths: Sequence[str], settings: Settings, of: Callable[[str], Settings], *, inventory: bool
) -> Iterator[Checked | Failure]:
    """Check all documents as one."""
    for document in documents_of(paths, settings, of):
        if isinstance(document, Failure):
            yield document
        else:
            # No line of it can be compared with an earlier one: other files may have changed.
            work = Work(Source(document.path, document.path), of(document.path), inventory, None)
            yield _checked(analyse(document, work.settings.style), work, document.parts)


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


def count(citations: Citations, documents: Sequence[Document] = ()) -> tuple[DocumentCount, ...]:
    """The line in the report of a document, or of each of those that were put together."""
    document = citations.document
    if not documents:
        links = {link.url for link in citations.links}
        return (_counted(document, len(citations.markers), len(citations.references), len(links)),)
    holders = {path: number for number, each in enumerate(documents) for path in each.paths}

    def holder(span: Span) -> int:
        return holders[document.locate(span).path]

    markers = Counter(holder(marker.span) for marker in citations.markers)
    references = Counter(holder(reference.span) for reference in citations.references)
    urls = Counter(number for number, _ in {(holder(link.span), link.url) for link in citations.links})
    return tuple(_counted(each, markers[at], references[at], urls[at]) for at, each in enumerate(documents))


def _counted(document: Document, markers: int, references: int, links: int) -> DocumentCount:
    others = tuple(document.paths[1:])
    return DocumentCount(document.path, document.format, document.unit, markers, references, links, others)

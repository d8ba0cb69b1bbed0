"""The report for a person: findings in their lines, links that need a look, a last line that sums up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from citecheck.model import DocumentCount, Problem, Report, Severity, Verdict
from citecheck.reports.counts import Parts, all_consistent, counted, document_parts, is_empty, joined, only_new
from citecheck.reports.frame import RELATED, frame, gutter
from citecheck.reports.links import is_link_problem, is_trivial, need_a_look, others
from citecheck.reports.places import LINE, owners
from citecheck.reports.screen import Screen

MOST = 10
"""How many findings of one rule are shown of one document."""
_LEAST_WIDTH = 24


def render(
    report: Report,
    *,
    width: int,
    color: bool,
    unicode: bool,
    links: bool,
    verbose: bool = False,
    quiet: bool = False,
) -> str:
    """The report as text with a final line end, or nothing if it is quiet and there is nothing to say.

    `width` is in cells, `unicode` says whether the terminal can encode more than ASCII, and `links` whether
    it knows hyperlinks. Verbose shows every finding, rule and link; quiet leaves out what is not a finding.
    """
    screen = Screen(max(width, _LEAST_WIDTH), color=color, unicode=unicode, links=links)
    blocks = list(_findings(report, screen, verbose=verbose))
    if not quiet:
        blocks.append(_clean(report, screen, verbose=verbose))
    blocks.append(need_a_look(report, screen, verbose=verbose))
    if verbose:
        blocks.append(others(report, screen))
    if not quiet:
        blocks.append(_last(report, screen))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n" if any(blocks) else ""


def _findings(report: Report, screen: Screen, *, verbose: bool) -> Iterator[list[str]]:
    """A block for each document with findings in its text: the header; then one for each finding."""
    documents = {document.path: document for document in report.documents}
    explained: set[str] = set()
    for path, problems in _in_texts(report).items():
        document = documents.get(path)
        unit = document.unit if document else LINE
        yield screen.flow(document_parts(document) if document else [(path, "strong")])
        hidden: Counter[str] = Counter()
        shown: list[Problem] = []
        for problem in problems:
            hidden[problem.rule] += 1
            if verbose or hidden[problem.rule] <= MOST:
                shown.append(problem)
        margin = gutter(shown, screen, unit)
        for problem in shown:
            hint = problem.rule not in explained
            explained.add(problem.rule)
            yield frame(problem, screen, margin, hint=hint, most=None if verbose else RELATED, unit=unit)
        if len(shown) < len(problems):
            yield [
                screen.paint(f"and {number - MOST:,} more of {rule} (--verbose shows them)", "dim")
                for rule, number in hidden.items()
                if number > MOST
            ]


def _in_texts(report: Report) -> dict[str, list[Problem]]:
    """The problems that are shown in their lines, by the path of the document."""
    owner = owners(report.documents)
    found: dict[str, list[Problem]] = {}
    for problem in report.problems:
        if not is_link_problem(problem):
            found.setdefault(owner.get(problem.path, problem.path), []).append(problem)
    return found


def _clean(report: Report, screen: Screen, *, verbose: bool) -> list[str]:
    """The documents whose text has no findings, unless the last line says all there is to say of them."""
    faulty = _in_texts(report)
    clean = [document for document in report.documents if document.path not in faulty]
    if (verbose and len(report.documents) > 1) or (len(clean) == 1 and not _all_well(report)):
        word = "nothing new" if only_new(report) else "consistent"
        return [line for document in clean for line in screen.flow(_consistent(document, word))]
    if not clean or _all_well(report):
        return []
    empty = sum(map(is_empty, clean))
    words = f"{len(clean):,} {'other ' if faulty else ''}documents"
    if not empty:
        return screen.wrap(f"{words} {'have nothing new' if only_new(report) else 'are consistent'}", screen.width)
    word = "with nothing new" if only_new(report) else "consistent"
    consistent = f"{len(clean) - empty:,} {word}" if empty < len(clean) else ""
    return screen.wrap(f"{words}: {joined([consistent, f'{empty:,} without markers'])}", screen.width)


def _consistent(document: DocumentCount, word: str) -> Parts:
    return [*document_parts(document), ("", "") if is_empty(document) else (word, "good")]


def _last(report: Report, screen: Screen) -> list[str]:
    """The line that sums up; before it, where that is so, that the run was interrupted."""
    if _all_well(report):
        return _well(report, screen)
    parts = [_found(report), (_tally(report), "")]
    parts.append((_hidden(report), ""))
    if report.failures:
        parts.append((f"{counted(len(report.failures), 'path')} could not be read", "error"))
    lines = screen.flow([*parts, (_seconds(report.elapsed), "dim")])
    if report.complete:
        return lines
    left = sum(link.verdict is Verdict.SKIPPED and link.reason is None for link in report.links)
    what = f"{counted(left, 'link')} not checked" if left else "the report is not complete"
    return [screen.paint(f"Interrupted: {what}", "warning"), *lines]


def _found(report: Report) -> tuple[str, str]:
    """How many findings in how many documents, and the style to say it in."""
    documents = counted(len(report.documents), "document")
    # A link that could not be checked is an info too, and told with the links.
    told = [it for it in report.problems if it.severity is not Severity.INFO or not is_link_problem(it)]
    counts = Counter(problem.severity for problem in told)
    found = [severity for severity in Severity if counts[severity]]
    if not found:
        return f"no errors or warnings in {documents}", "strong"
    owner = owners(report.documents)
    faulty = len({owner[problem.path] for problem in told if problem.path in owner})
    where = documents if faulty == len(report.documents) else f"{faulty:,} of {documents}"
    words = joined(counted(counts[severity], severity.value) for severity in found)
    return f"{words} in {where}", found[0].value


def _well(report: Report, screen: Screen) -> list[str]:
    """The last line of a report without findings: what was looked at, and that it is well."""
    if not report.documents:
        return ["nothing to check: no documents found"]
    if len(report.documents) == 1:
        parts = document_parts(report.documents[0])
    else:
        empty = sum(map(is_empty, report.documents))
        parts = [
            (
                counted(len(report.documents), "document") + (f" ({empty:,} without markers)" if empty else ""),
                "",
            ),
            (counted(report.markers, "marker"), ""),
            (counted(report.references, "reference"), ""),
            (counted(len(report.links), "link"), ""),
        ]
    words = "" if all(map(is_empty, report.documents)) else all_consistent(report)
    time = _seconds(report.elapsed)
    resolve = all(link.verdict in {Verdict.OK, Verdict.MOVED} for link in report.links)
    if resolve:
        words = joined([words, "all links resolve" if report.links else ""])
        parts.append((f"{words} ({time})", "good") if words else (time, "dim"))
    else:
        parts[-1:] = [(words, "good"), (_tally(report), ""), (time, "dim")]
    parts.append((_hidden(report), ""))
    return screen.flow(parts)


def _hidden(report: Report) -> str:
    """How many findings are not shown, and why: "5 suppressed (3 in the baseline)"."""
    if not report.suppressed:
        return ""
    if report.known == report.suppressed:
        return f"{report.known:,} known (baseline)"
    return f"{report.suppressed:,} suppressed" + (f" ({report.known:,} in the baseline)" if report.known else "")


def _tally(report: Report) -> str:
    """What became of the links: "4 links: 2 ok, 1 dead, 1 blocked"."""
    links = counted(len(report.links), "link")
    counts = Counter(link.verdict for link in report.links)
    unchecked = counts[Verdict.SKIPPED]
    if not report.links:
        return links
    if unchecked == len(report.links):
        nowhere = all(link.reason == "no-network" for link in report.links)
        return f"{links} not checked" + (" (--offline)" if report.offline else " (no network)" if nowhere else "")
    kinds = [
        f"{counts[verdict]:,} {verdict}" for verdict in Verdict if verdict is not Verdict.SKIPPED and counts[verdict]
    ]
    return f"{links}: {joined([*kinds, f'{unchecked:,} not checked' if unchecked else ''])}"


def _all_well(report: Report) -> bool:
    return report.complete and not report.failures and all(map(is_trivial, report.problems))


def _seconds(elapsed: float) -> str:
    if elapsed >= 60:
        return f"{int(elapsed) // 60} min {int(elapsed) % 60} s"
    return f"{elapsed:.1f} s" if elapsed >= 0.1 else f"{elapsed:.2f} s"

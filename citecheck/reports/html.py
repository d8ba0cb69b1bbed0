"""The report as one HTML page for a browser: findings, references beside what cites them, links and their past.

The page needs nothing else: style and script stand in it, and its policy allows these two only. Without the
script everything is there, but for the filters.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from urllib.parse import quote

from citecheck import __version__
from citecheck.model import Report, RuleHelp, Severity, Verdict
from citecheck.reports.counts import counted, joined
from citecheck.reports.html_findings import findings, rule_pages
from citecheck.reports.html_index import Index, index
from citecheck.reports.html_parts import day, own, plain, token
from citecheck.reports.html_sheets import counts, documents, holds
from citecheck.reports.outcome import Outcome, outcome, tally, word
from citecheck.reports.places import owners

_FEW_DOCUMENTS = 12
"""More of them are folded away."""
_BAR = 1_000
"""The width of the chart in its own units."""
_LEAST = 8
"""So many of them has even a single link of ten thousand."""
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b5c73"/>'
    '<path d="M6 4H4v8h2M10 4h2v8h-2" fill="none" stroke="#fff" stroke-width="1.6"/></svg>'
)
_VERDICTS = {
    Verdict.OK: "the page is there",
    Verdict.MOVED: "a permanent redirect leads to it",
    Verdict.DEAD: "positive evidence that the page is gone",
    Verdict.UNREACHABLE: "silence or breakage: try again, or open it yourself",
    Verdict.BLOCKED: "the site refuses automated checks: open it yourself",
    Verdict.SKIPPED: "not asked, for the reason that is given",
    Verdict.INVALID: "no URL that could be asked",
}


def render(report: Report, rules: Sequence[RuleHelp]) -> str:
    """The report as an HTML page with a final line end; of the rules, those that found something are carried along."""
    page = index(report, rules)
    state = outcome(report)
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="robots" content="noindex">',
        f"<title>citecheck: {escape(state.headline)}</title>",
        f'<link rel="icon" href="data:image/svg+xml,{quote(_ICON)}">',
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#main">To the findings</a>',
        *_head(page, state),
        _filters(page),
        '<main id="main" tabindex="-1">',
        '<p class="nothing" id="nothing" hidden>Nothing matches these filters.</p>',
        *_failures(report),
        findings(page),
        documents(page),
        rule_pages(page),
        "</main>",
        *_foot(report),
        f"<script>{script}</script>",
        "</body>",
        "</html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


@cache
def _asset(name: str) -> str:
    return (files("citecheck.reports") / "assets" / name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _head(page: Index, state: Outcome) -> Iterator[str]:
    report = page.report
    yield f'<header class="head {state.tone}">'
    yield f'<p class="brand">{_of(report)}</p>'
    yield f"<h1>{escape(state.headline)}</h1>"
    remarks = [escape(remark) for remark in state.remarks] + [own(notice) for notice in report.notices]
    if remarks:
        yield f'<ul class="remarks">{"".join(f"<li>{remark}</li>" for remark in remarks)}</ul>'
    yield _numbers(report)
    if report.links:
        yield _chart(report)
    yield "</header>"
    yield _contents(page)


def _of(report: Report) -> str:
    """What was checked, and whether to the end."""
    words = "citecheck report"
    if report.documents:
        words += f" on {own(report.documents[0].path, 200)}"
        more = len(report.documents) - 1
        words += f" and {counted(more, 'more document')}" if more else ""
    state = ["complete" if report.complete else "interrupted", "offline" if report.offline else ""]
    return f'{words} <span class="run">({joined(state)})</span>'


def _numbers(report: Report) -> str:
    rows = [
        ("Documents", len(report.documents)),
        ("Markers", report.markers),
        ("References", report.references),
        ("Links", len(report.links)),
        *((f"{severity.capitalize()}s", report.count(severity)) for severity in Severity),
    ]
    if report.suppressed:
        rows.append(("Hidden", report.suppressed))
    cells = "".join(f"<div><dt>{name}</dt><dd>{number:,}</dd></div>" for name, number in rows)
    return f'<dl class="numbers">{cells}</dl>'


def _chart(report: Report) -> str:
    """The links by verdict as a bar; the list below it says the same in words."""
    rows = tally(report)
    shares = [max(_LEAST, round(_BAR * number / len(report.links))) for _, number in rows]
    shares[shares.index(max(shares))] += _BAR - sum(shares)
    bars, at = [], 0
    for (verdict, _), share in zip(rows, shares, strict=True):
        at += share
        width = share if at >= _BAR else max(share - 2, 1)
        bars.append(f'<rect class="{verdict}" x="{at - share}" width="{width}" height="24"/>')
    words = ", ".join(f"{number:,} {word(verdict)}" for verdict, number in rows)
    legend = "".join(
        f'<li><span class="dot {verdict}"></span><strong>{number:,}</strong> {word(verdict)}</li>'
        for verdict, number in rows
    )
    remembered = sum(link.cached for link in report.links)
    instants = [link.checked_at for link in report.links if link.checked_at and not link.cached]
    facts = [f"checked {day(max(instants))}"] if instants else []
    facts += [f"{remembered:,} remembered from earlier runs"] if remembered else []
    told = f'<p class="quiet">{"; ".join(facts)}</p>' if facts else ""
    return (
        '<section class="health" aria-labelledby="health-title"><h2 id="health-title">Health of the links</h2>'
        f'<svg viewBox="0 0 {_BAR} 24" preserveAspectRatio="none" role="img" aria-label="Of the links: {words}">'
        f'{"".join(bars)}</svg><ul class="legend">{legend}</ul>{told}</section>'
    )


def _contents(page: Index) -> str:
    rows = []
    if page.items:
        present = dict.fromkeys(item.problem.severity for item in page.items)
        links = ", ".join(
            f'<a href="#{severity}-title">{counted(page.report.count(severity), severity.value)}</a>'
            for severity in present
        )
        rows.append(f"<li>Findings: {links}</li>")
    owner = owners(page.report.documents)
    faults = Counter(owner.get(item.problem.path, item.problem.path) for item in page.items)
    names = []
    for number, sheet in enumerate(page.sheets, 1):
        title = own(sheet.path, 400) if sheet.path else "Links without a place"
        title = f'<a href="#d{number}">{title}</a>' if holds(sheet) else title
        found = f", {counted(faults[sheet.path], 'finding')}" if faults[sheet.path] else ""
        names.append(f'<li>{title} <span class="quiet">{counts(sheet)}{found}</span></li>')
    if len(names) > _FEW_DOCUMENTS:
        folded = f"<details><summary>{len(names):,} documents</summary><ul>{''.join(names)}</ul></details>"
        rows.append(f"<li>{folded}</li>")
    else:
        rows += names
    if page.rules:
        rows.append('<li><a href="#rules">What the rules mean</a></li>')
    return f'<nav class="contents" aria-label="On this page"><ul>{"".join(rows)}</ul></nav>' if rows else ""


def _filters(page: Index) -> str:
    """The form that the script brings to life, and shows."""
    if not page.items and not any(map(holds, page.sheets)):
        return ""
    severities = Counter(item.problem.severity for item in page.items)
    codes = dict(sorted((token(it.problem.rule), it.problem) for it in reversed(page.items)))
    options = "".join(
        f'<option value="{code}">{plain(problem.rule, 40)} {plain(problem.name, 60)}</option>'
        for code, problem in codes.items()
    )
    return (
        '<form class="filters" id="filters" role="search" aria-label="Filter this page" hidden>'
        '<p class="find"><label for="search">Search</label>'
        '<input id="search" type="search" autocomplete="off" spellcheck="false" aria-keyshortcuts="/" '
        'placeholder="words, a label, a host"></p>'
        + _boxes("severity", "Severity", ((it.value, it.value, severities[it]) for it in Severity if severities[it]))
        + _boxes("verdict", "Links", ((it.value, word(it), number) for it, number in tally(page.report)))
        + (
            '<p class="pick"><label for="rule">Rule</label><select id="rule"><option value="">all rules</option>'
            f"{options}</select></p>"
            if options
            else ""
        )
        + '<p class="look"><label><input type="checkbox" id="look"> needs a look</label></p>'
        '<p class="state"><span id="matches" role="status" aria-live="polite"></span> '
        '<button type="reset" id="show-all">Show all</button></p></form>'
    )


def _boxes(name: str, title: str, rows: Iterable[tuple[str, str, int]]) -> str:
    boxes = "".join(
        f'<label class="box {value}"><input type="checkbox" name="{name}" value="{value}"> {words} '
        f'<span class="number">{number:,}</span></label> '
        for value, words, number in rows
    )
    return f"<fieldset><legend>{title}</legend>{boxes}</fieldset>" if boxes else ""


def _failures(report: Report) -> Iterator[str]:
    if report.failures:
        rows = "".join(
            f'<li><span class="place">{own(failure.path, 400)}</span>: {own(failure.message)}</li>'
            for failure in report.failures
        )
        title = '<h2 id="unread">Could not be read</h2>'
        yield f'<section aria-labelledby="unread">{title}<ul class="unread">{rows}</ul></section>'


def _foot(report: Report) -> Iterator[str]:
    rows = "".join(f"<div><dt>{word(verdict)}</dt><dd>{words}</dd></div>" for verdict, words in _VERDICTS.items())
    yield f"<footer><details><summary>What the words for links mean</summary><dl>{rows}</dl></details>"
    yield f"<p>Made by citecheck {plain(__version__)} in {report.elapsed:.1f} seconds; dates are in UTC."
    yield "This page asks nothing of the network.</p></footer>"

"""One page for an editor: findings, references beside the sentences that cite them, and the health of the links.

The page stands alone: nothing is loaded from anywhere, and its policy forbids it to (Content Security Policy,
with the hashes of its own style and script). Without its script all of it is readable.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files

from citecheck.model import (
    Excerpt,
    LinkReport,
    MarkerEntry,
    Problem,
    ReferenceEntry,
    Report,
    RuleHelp,
    Severity,
    Verdict,
)
from citecheck.reports.counts import counted, joined
from citecheck.reports.history import said_of
from citecheck.reports.plain import one_line, plain

_COLORS: Mapping[Verdict, str] = {
    Verdict.OK: "good",
    Verdict.MOVED: "warning",
    Verdict.DEAD: "error",
    Verdict.UNREACHABLE: "warning",
    Verdict.BLOCKED: "info",
    Verdict.SKIPPED: "soft",
    Verdict.INVALID: "error",
}
_LOOK = frozenset({Verdict.DEAD, Verdict.UNREACHABLE, Verdict.INVALID, Verdict.BLOCKED})
_MOST_SENTENCES = 12
_LONG = 2000
"""Characters of one text that are shown."""


def render(report: Report, rules: Sequence[RuleHelp]) -> str:
    """The report as an HTML document; `rules` are all that there are, for the help on those that found something."""
    style, script = _asset("page.css"), _asset("page.js")
    allowed = f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    title = f"citecheck: {_state(report)}"
    body = "".join([_head(report), _filters(), "<main id='main'>", *_main(report, rules), "</main>"])
    return (
        "<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
        "<meta name='referrer' content='no-referrer'>\n"
        f"<title>{_text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<a class='skip' href='#main'>Skip to the findings</a>\n{body}<script>{script}</script>\n</body>\n</html>\n"
    )


# ---------------------------------------------------------------- the head


def _head(report: Report) -> str:
    kind = "error" if report.count(Severity.ERROR) or report.failures else "warning" if report.problems else "good"
    counts = [
        counted(len(report.documents), "document"),
        counted(report.markers, "marker"),
        counted(report.references, "reference"),
        counted(len(report.links), "link"),
    ]
    if report.suppressed:
        counts.append(
            f"{report.suppressed:,} suppressed" + (f" ({report.known:,} in the baseline)" if report.known else "")
        )
    notices = [*report.notices, *([] if report.complete else ["the run was interrupted: the report is not complete"])]
    notices += [f"{failure.path}: {failure.message}" for failure in report.failures]
    told = f"<ul>{''.join(f'<li>{_text(notice)}</li>' for notice in notices)}</ul>" if notices else ""
    return (
        f"<header><h1>{_title(report)}</h1><p class='state {kind}'>{_text(_state(report))}</p>"
        f"<p class='soft'>{' · '.join(map(_text, counts))}</p>{told}{_health(report)}</header>\n"
    )


def _title(report: Report) -> str:
    if len(report.documents) == 1:
        return _text(report.documents[0].path)
    return _text(counted(len(report.documents), "document"))


def _state(report: Report) -> str:
    counts = [(report.count(severity), severity.value) for severity in (Severity.ERROR, Severity.WARNING)]
    found = joined(counted(number, noun) for number, noun in counts if number)
    if found:
        return found
    if report.failures or not report.complete:
        return "not finished"
    if not report.documents:
        return "no documents found"
    return "all consistent" + ("" if report.offline or not report.links else ", nothing to mend")


def _health(report: Report) -> str:
    """A bar of the links by verdict, and the same in words."""
    counts = [(verdict, sum(link.verdict is verdict for link in report.links)) for verdict in Verdict]
    counts = [(verdict, number) for verdict, number in counts if number]
    if not counts:
        return ""
    rows = "".join(
        f"<li class='{_COLORS[verdict]}'><i aria-hidden='true'></i>{number:,} {_word(verdict)}</li>"
        for verdict, number in counts
    )
    words = joined(f"{number} {_word(verdict)}" for verdict, number in counts)
    # The widths are attributes of an image, not styles, which the policy forbids.
    total, at, parts = len(report.links), 0.0, []
    for verdict, number in counts:
        width = 100 * number / total
        place = f"x='{at:.3f}' y='0' width='{width:.3f}' height='4' fill='currentColor'"
        parts.append(f"<rect class='{_COLORS[verdict]}' {place}/>")
        at += width
    return (
        f"<svg class='health' role='img' aria-label='Links: {_text(words)}' viewBox='0 0 100 4' "
        f"preserveAspectRatio='none' width='100%' height='12'>{''.join(parts)}</svg>"
        f"<ul class='legend' aria-label='Links by verdict'>{rows}</ul>"
    )


def _filters() -> str:
    severities = "".join(f"<option value='{each.value}'>{each.value}</option>" for each in Severity)
    verdicts = "".join(f"<option value='{each.value}'>{_word(each)}</option>" for each in Verdict)
    return (
        "<form class='filters' role='search' aria-label='Filter' hidden>"
        "<label>Search (press /)<input id='search' type='search' autocomplete='off'></label>"
        f"<label>Severity<select id='severity'><option value=''>all</option>{severities}</select></label>"
        f"<label>Links<select id='verdict'><option value=''>all</option>{verdicts}</select></label>"
        "<label class='check'><input id='look' type='checkbox'> needs a look</label>"
        "<output id='count' class='count small' aria-live='polite'></output></form>\n"
    )


# ---------------------------------------------------------------- findings


def _main(report: Report, rules: Sequence[RuleHelp]) -> Iterator[str]:
    links = {link.url: link for link in report.links}
    names = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.INFO: "Hints"}
    for severity in Severity:
        found = [problem for problem in report.problems if problem.severity is severity]
        if found:
            cards = "".join(_finding(problem, links.get(problem.url or "")) for problem in found)
            yield _section(names[severity], names[severity], cards)
    if not report.problems:
        yield "<section aria-labelledby='Errors'><h2 id='Errors'>Findings</h2><p>None.</p></section>\n"
    yield from _sheets(report, links)
    yield from _help(report, rules)


def _finding(problem: Problem, link: LinkReport | None) -> str:
    place = f"{problem.path}:{problem.place.line}:{problem.place.column}"
    rule = f"<a href='#rule-{_text(problem.rule)}'>{_text(problem.rule)} {_text(problem.name)}</a>"
    parts = [
        f"<h3>{_text(problem.message)}</h3>",
        f"<p class='small soft'>{_badge(problem.severity)} · {rule} · {_text(place)}</p>",
    ]
    if problem.excerpt:
        parts.append(_quote(problem.excerpt, problem.note))
    parts += [_quote(note.excerpt, f"line {note.place.line}: {note.message}") for note in problem.related]
    if problem.advice:
        parts.append(f"<p><strong>What to do:</strong> {_text(problem.advice)}</p>")
    if problem.url is not None:
        parts.append(f"<ul class='links'>{_link(problem.url, link)}</ul>")
    verdict = link.verdict.value if link else ""
    return _card(
        "".join(parts), [problem], verdict, look=problem.severity is not Severity.INFO, tag=problem.severity.value
    )


def _quote(excerpt: Excerpt, note: str) -> str:
    left, right = "…" if excerpt.cut_left else "", "…" if excerpt.cut_right else ""
    before, marked, after = (
        excerpt.text[: excerpt.start],
        excerpt.text[excerpt.start : excerpt.end],
        excerpt.text[excerpt.end :],
    )
    said = f" <span class='soft'>— {_text(note)}</span>" if note else ""
    shown = f"{left}{_raw(before[-_LONG:])}<mark>{_raw(marked[:_LONG])}</mark>{_raw(after[:_LONG])}{right}"
    return f"<p class='quote'><bdi>{shown}</bdi>{said}</p>"


def _card(inside: str, problems: Sequence[Problem], verdicts: str, *, look: bool, tag: str = "") -> str:
    severities = " ".join(sorted({problem.severity.value for problem in problems}))
    data = f"data-severities='{severities}' data-verdicts='{verdicts}' data-look='{'yes' if look else 'no'}'"
    return f"<li class='card{f' is-{tag}' if tag else ''}' data-card {data}>{inside}</li>\n"


def _badge(severity: Severity) -> str:
    return f"<span class='{severity.value}'>{severity.value}</span>"


# ---------------------------------------------------------------- references and links


def _sheets(report: Report, links: Mapping[str, LinkReport]) -> Iterator[str]:
    """For each document its references, and the links in its running text."""
    markers: dict[str, list[MarkerEntry]] = {}
    entries: dict[str, list[ReferenceEntry]] = {}
    loose: dict[str, list[tuple[int, str, LinkReport]]] = {}
    problems: dict[str, list[Problem]] = {}
    for marker in report.inventory.markers if report.inventory else ():
        markers.setdefault(marker.path, []).append(marker)
    for entry in report.inventory.references if report.inventory else ():
        entries.setdefault(entry.path, []).append(entry)
    for problem in report.problems:
        problems.setdefault(problem.path, []).append(problem)
    for link in report.links:
        for cited in link.cited:
            if cited.label is None or report.inventory is None:
                loose.setdefault(cited.path, []).append((cited.line, cited.title, link))
    for number, document in enumerate(report.documents):
        path = document.path
        cards = _references(entries.get(path, []), markers.get(path, []), problems.get(path, []), links)
        inside = "".join(cards)
        if inside:
            yield _section(f"doc-{number}", f"References of {path}", inside)
        running = "".join(
            _card(
                f"<p>{_text(title)} <span class='soft small'>{document.unit} {line}</span></p>"
                f"<ul class='links'>{_link(link.url, link)}</ul>",
                [],
                link.verdict.value,
                look=link.verdict in _LOOK,
            )
            for line, title, link in sorted(loose.get(path, []), key=lambda each: (each[0], each[2].url))
        )
        if running:
            yield _section(f"text-{number}", f"Links in the text of {path}", running)


def _section(name: str, title: str, cards: str) -> str:
    heading = f"<h2 id='{name}'>{_text(title)}</h2>"
    return f"<section data-section aria-labelledby='{name}'>{heading}<ul class='cards'>{cards}</ul></section>\n"


def _cited_in(citing: Sequence[MarkerEntry]) -> str:
    """The sentences with the markers of one reference."""
    shown = citing[:_MOST_SENTENCES]
    rows = [f"<li>{_text(each.sentence)} <span class='soft small'>line {each.line}</span></li>" for each in shown]
    if len(citing) > len(shown):
        rows.append(f"<li class='soft'>and {len(citing) - len(shown):,} more</li>")
    return f"<ul>{''.join(rows)}</ul>"


def _references(
    entries: Sequence[ReferenceEntry],
    markers: Sequence[MarkerEntry],
    problems: Sequence[Problem],
    links: Mapping[str, LinkReport],
) -> Iterator[str]:
    by_label: dict[str, list[MarkerEntry]] = {}
    for marker in markers:
        by_label.setdefault(marker.label, []).append(marker)
    by_line: dict[int, list[Problem]] = {}
    for problem in problems:
        by_line.setdefault(problem.place.line, []).append(problem)
    for entry in entries:
        cited = set(entry.cited_lines)
        citing = [marker for marker in by_label.get(entry.label, ()) if marker.line in cited]
        own = [links[url] for url in entry.links if url in links]
        told = _cited_in(citing) if citing else "<p class='warning'>never cited</p>"
        text = _text(entry.text) if entry.text else "<span class='error'>no text</span>"
        shown = "".join(_link(url, links.get(url)) for url in entry.links)
        look = not citing or not entry.text or any(link.verdict in _LOOK for link in own)
        yield _card(
            f"<div class='pair'><div><h3>[{_text(entry.label)}]</h3><p>{text}</p>"
            + (f"<ul class='links'>{shown}</ul>" if shown else "")
            + f"</div><div><p class='soft small'>Cited in</p>{told}</div></div>",
            by_line.get(entry.line, []),
            " ".join(sorted({link.verdict.value for link in own})),
            look=look,
        )
    known = {entry.label for entry in entries}
    for label, citing in by_label.items():
        if label not in known:
            yield _card(
                f"<div class='pair'><div><h3>[{_text(label)}]</h3><p class='error'>no reference of this label</p></div>"
                f"<div><p class='soft small'>Cited in</p>{_cited_in(citing)}</div></div>",
                by_line.get(citing[0].line, []),
                "",
                look=True,
            )


def _link(url: str, link: LinkReport | None) -> str:
    """A link with what became of it."""
    if link is None:
        return f"<li>{_anchor(url)}</li>"
    parts = [f"<span class='badge {_COLORS[link.verdict]}'>{_word(link.verdict)}</span> {_anchor(url)}"]
    if link.final_url and link.final_url != link.url:
        parts.append(f"<br>leads to {_anchor(link.final_url)}")
    said = [link.detail or (link.reason or "")]
    if link.checked_at:
        said.append(f"checked {link.checked_at[:10]}" + (" (remembered)" if link.cached else ""))
    if link.history:
        said.append(said_of(link.history))
        said += [f"{day}: led to {target}" for day, target in link.history.moves if target != link.final_url]
    if link.certificate_ends:
        said.append(f"its certificate ends on {link.certificate_ends}")
    words = "; ".join(part for part in said if part)
    return f"<li>{''.join(parts)}" + (f"<br><span class='small soft'>{_text(words)}</span>" if words else "") + "</li>"


def _anchor(url: str) -> str:
    """The address, to be clicked if it is one of the web."""
    shown = one_line(url)
    if not shown.lower().startswith(("http://", "https://")):
        return f"<bdi>{_text(shown)}</bdi>"
    return f'<a href="{escape(shown[:_LONG])}" rel="noreferrer noopener"><bdi>{_text(shown)}</bdi></a>'


# ---------------------------------------------------------------- help


def _help(report: Report, rules: Sequence[RuleHelp]) -> Iterator[str]:
    found = {problem.rule for problem in report.problems}
    told = "".join(
        f"<details id='rule-{rule.info.code}'>"
        f"<summary>{rule.info.code} {_text(rule.info.name)}: {_text(rule.info.summary)}</summary>"
        f"<pre>{_raw(rule.page.strip())}</pre></details>"
        for rule in rules
        if rule.info.code in found
    )
    if told:
        yield f"<section aria-labelledby='rules'><h2 id='rules'>The rules</h2>{told}</section>\n"


def _word(verdict: Verdict) -> str:
    return "not checked" if verdict is Verdict.SKIPPED else verdict.value


def _text(text: str) -> str:
    """Text as text, on one line."""
    shown = one_line(text)
    return escape(shown if len(shown) <= _LONG else f"{shown[:_LONG]}…")


def _raw(text: str) -> str:
    """Text as text, with its spaces."""
    return escape(plain(text.replace("\t", "    ")))


def _asset(name: str) -> str:
    return files("citecheck.reports").joinpath("assets", name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode("ascii")

"""The findings on the HTML page, and the pages of their rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from citecheck.model import Problem, RuleHelp, Severity
from citecheck.patterns import lazy
from citecheck.reports.counts import counted
from citecheck.reports.html_index import Index, Item, needs_look
from citecheck.reports.html_parts import anchor, badge, left_out, line, link_block, own, place, plain, token
from citecheck.reports.places import LINE
from citecheck.reports.visible import visible

_MOST_RELATED = 6
_EXAMPLES = ("Flagged", "Clean", "Example")
_CODE = lazy(r"`([^`\n]+)`")
_TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.INFO: "For information"}


def findings(index: Index) -> str:
    """The section of all findings, a group for each severity; empty if there is none."""
    if not index.items:
        return ""
    parts = ['<section id="findings" data-group aria-labelledby="findings-title">']
    parts.append('<h2 id="findings-title">Findings</h2>')
    for severity, group in groupby(index.items, key=lambda item: item.problem.severity):
        number = index.report.count(severity)
        parts.append(f'<section data-group aria-labelledby="{severity}-title">')
        parts.append(f'<h3 id="{severity}-title">{_TITLES[severity]} <span class="number">{number:,}</span></h3>')
        parts.extend(_finding(item, index) for item in group)
        parts.append("</section>")
    if left := len(index.report.problems) - len(index.items):
        parts.append(left_out(counted(left, "more finding")))
    parts.append("</section>")
    return "\n".join(parts)


def rule_pages(index: Index) -> str:
    """The section of the rules that found something; empty if there is none."""
    if not index.rules:
        return ""
    parts = ['<section id="rules" aria-labelledby="rules-title">', '<h2 id="rules-title">What the rules mean</h2>']
    for name, rule in index.rules.values():
        info = rule.info
        parts.append(
            f'<details class="rule"><summary><h3><span class="code">{plain(info.code, 40)}</span> '
            f"{plain(info.name, 100)}</h3> {badge(info.severity)}</summary>"
            f'<div id="{name}" class="page" tabindex="-1">{_page(rule)}</div></details>'
        )
    parts.append("</section>")
    return "\n".join(parts)


def _finding(item: Item, index: Index) -> str:
    problem = item.problem
    link = index.links.get(problem.url) if problem.url is not None else None
    verdict = f' data-verdict="{link.verdict}"' if link else ""
    look = " data-look" if needs_look([item]) else ""
    fields = f'data-severity="{problem.severity}" data-rule="{token(problem.rule)}"{verdict}{look}'
    unit = index.units.get(problem.path, LINE)
    spot = place(problem.path, problem.place, unit)
    name = f'<span class="code">{plain(problem.rule, 40)}</span> {plain(problem.name, 100)}'
    if known := index.rules.get(problem.rule):
        name = f'<a class="rule-of" href="#{known[0]}" title="{plain(known[1].info.summary)}">{name}</a>'
    else:
        name = f'<span class="rule-of">{name}</span>'
    parts = [
        f'<article class="item finding {problem.severity}" id="{item.name}" {fields} aria-labelledby="{item.name}t">',
        f'<h4 id="{item.name}t">{badge(problem.severity)} {own(problem.message)}</h4>',
        f'<p class="where">{spot} {name}{_to_reference(problem, index)}</p>',
    ]
    if lines := list(_lines(problem, unit)):
        parts.append(f'<ol class="lines">{"".join(lines)}</ol>')
    if len(problem.related) > _MOST_RELATED:
        parts.append(f'<p class="quiet">and {len(problem.related) - _MOST_RELATED:,} more places</p>')
    if problem.url is not None:
        if link:
            parts.append(link_block(problem.url, link, ()))
        else:
            parts.append(f'<div class="link"><p>{anchor(problem.url)}</p></div>')
    if problem.advice:
        parts.append(f'<p class="advice" dir="auto">{plain(problem.advice[:1].upper() + problem.advice[1:])}.</p>')
    parts.append("</article>")
    return "".join(parts)


def _to_reference(problem: Problem, index: Index) -> str:
    found = index.reference(problem)
    return f' <a href="#{found.name}">see [{own(found.label, 60)}]</a>' if found else ""


def _lines(problem: Problem, unit: str) -> Iterator[str]:
    """The lines of the text that a finding speaks of, in their order, a line apart for each; then other files."""
    rows = [(it.place, it.excerpt, it.message, "other") for it in problem.related[:_MOST_RELATED]]
    if problem.excerpt:
        here = problem.place._replace(path="")
        rows.append((here, problem.excerpt, problem.note, str(problem.severity)))
    for row in sorted(rows, key=lambda row: (row[0].path, row)):
        yield line(row[0], unit, *row[1:])


def _page(rule: RuleHelp) -> str:
    """The page of a rule: paragraphs, and sections as terms with their texts, so that it fits under any heading."""
    opening: list[str] = []
    sections: list[tuple[str, list[list[str]]]] = []
    for part in rule.page.strip("\n").split("\n\n"):
        first, *rest = part.split("\n")
        if first[:1] in {" ", "\t"} and sections:
            sections[-1][1].append([first, *rest])
        elif rest and rest[0].startswith(" "):
            sections.append((first, [rest]))
        else:
            opening.append(f"<p>{_prose(part)}</p>")
    rows = "".join(f"<dt>{_prose(heading)}</dt><dd>{_section(heading, blocks)}</dd>" for heading, blocks in sections)
    return "".join(opening) + (f"<dl>{rows}</dl>" if rows else "")


def _section(heading: str, blocks: Iterable[list[str]]) -> str:
    if heading.startswith(_EXAMPLES):
        lines = ["\n".join(visible(line.removeprefix("    ")) for line in block) for block in blocks]
        shown = escape("\n\n".join(lines))
        return f'<pre tabindex="0">{shown}</pre>'
    return "".join(map(_paragraphs, blocks))


def _paragraphs(lines: Iterable[str]) -> str:
    texts: list[str] = []
    for text in (text.strip() for text in lines):
        if not texts or text.startswith("- "):
            texts.append(text)
        else:
            texts[-1] += f" {text}"
    shown = ""
    for bullet, group in groupby(texts, key=lambda text: text.startswith("- ")):
        if bullet:
            shown += f"<ul>{''.join(f'<li>{_prose(text[2:])}</li>' for text in group)}</ul>"
        else:
            shown += "".join(f"<p>{_prose(text)}</p>" for text in group)
    return shown


def _prose(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", plain(text, 4_000))

"""The small parts of the HTML page: text made safe, badges, links, lines of a text.

Whatever comes from documents or servers goes through `plain`, `own` or `anchor`, and nothing else writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from citecheck.model import Excerpt, LinkHistory, LinkReport, Place, Verdict
from citecheck.patterns import lazy, without_passwords
from citecheck.reports.history import said_of
from citecheck.reports.html_index import Item
from citecheck.reports.outcome import word
from citecheck.reports.places import is_lined
from citecheck.reports.visible import visible, web_address

_INSTANT = lazy(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?(?:Z|\+00:00))?", re.ASCII)
_NO_TOKEN = lazy(r"[^A-Za-z0-9]")
_BEFORE, _AFTER, _MARKED = 150, 150, 400
"""Characters of a line that are shown around what is meant, and of what is meant."""
_MOST_MOVES = 8
_MOST_CHIPS = 6


def plain(text: str, most: int = 1_000) -> str:
    """Text from outside for an attribute, or where nothing stands beside it."""
    return escape(visible(text, most))


def own(text: str, most: int = 1_000) -> str:
    """Text from outside within a line: whichever way it runs, the rest of the line does not turn."""
    return f"<bdi>{plain(text, most)}</bdi>"


def token(text: str) -> str:
    """A name as a word for the page's script."""
    return _NO_TOKEN.sub("-", text[:40])


def anchor(url: str) -> str:
    """A URL, and a link to it if it leads into the web."""
    target = web_address(url)
    if target is None:
        return f'<span class="url">{own(url, 2_000)}</span>'
    return f'<a class="url" href="{escape(target)}" rel="noreferrer noopener">{own(url, 2_000)}</a>'


def badge(kind: str, words: str = "") -> str:
    """A severity or verdict as a word with a sign and a colour."""
    return f'<span class="badge {kind}">{escape(words or kind)}</span>'


def place(path: str, at: Place, unit: str) -> str:
    """`essay.txt:31:148`, or `essay.docx, page 3`; the path is that of the finding, the place may have its own."""
    words = f":{at.line}:{at.column}" if is_lined(at, unit) else f", {own(at.words(unit), 200)}"
    return f'<span class="place">{own(at.path or path, 400)}{words}</span>'


def day(instant: str) -> str:
    """A date or an instant in UTC, with the machine's form of it if it has one."""
    found = _INSTANT.fullmatch(instant)
    if not found:
        return own(instant, 40)
    words = f"{found[1]} {found[2]} UTC" if found[2] else found[1]
    return f'<time datetime="{instant}">{words}</time>'


def named(at: Place, unit: str) -> str:
    """`page 3, paragraph 16`, or `line 31 of chapters/two.tex` if it is in another file."""
    return own(at.words(unit), 200) + (f" of {own(at.path, 400)}" if at.path else "")


def line(at: Place, unit: str, excerpt: Excerpt, note: str, tone: str) -> str:
    """A line of a text with what is meant marked, and a few words beside it; its number, or its place above it."""
    text = without_passwords(excerpt.text)
    start = min(max(excerpt.start, 0), len(text))
    end = min(max(excerpt.end, start), len(text))
    left, marked, right = text[max(start - _BEFORE, 0) : start], text[start:end], text[end : end + _AFTER]
    if excerpt.cut_left or start > _BEFORE:
        left = "…" + left.partition(" ")[2] if " " in left[:-1] else "…" + left
    if excerpt.cut_right or len(text) > end + _AFTER:
        right = right.rpartition(" ")[0] + "…" if " " in right[1:] else right + "…"
    words = f' <span class="note">{own(note, 400)}</span>' if note else ""
    numbered = is_lined(at, unit) and not at.path
    start_of = (
        f'<li><span class="no">{at.line}' if numbered else f'<li class="named"><span class="no">{named(at, unit)}'
    )
    return (
        f'{start_of}</span> <span class="txt" dir="auto">{plain(left)}'
        f'<mark class="{tone}">{plain(marked, _MARKED) or "&nbsp;"}</mark>{plain(right)}</span>{words}</li>'
    )


def left_out(what: str) -> str:
    """That the page does not show everything."""
    return f'<p class="more">And {what}, which this page leaves out: the JSON report has them all.</p>'


def chips(items: Sequence[Item]) -> str:
    """Links to the findings that concern something."""
    if not items:
        return ""
    shown = [
        f'<a class="chip" href="#{item.name}">{badge(item.problem.severity)} '
        f'<span class="said">{plain(item.problem.rule, 40)} {own(item.problem.message, 160)}</span></a>'
        for item in items[:_MOST_CHIPS]
    ]
    if len(items) > _MOST_CHIPS:
        shown.append(f'<span class="quiet">and {len(items) - _MOST_CHIPS:,} more findings</span>')
    return f'<p class="chips">{" ".join(shown)}</p>'


def link_block(url: str, link: LinkReport | None, items: Sequence[Item]) -> str:
    """A link with its verdict, what is known of it, and the findings that concern it."""
    if link is None:
        return f'<div class="link"><p>{anchor(url)}</p>{chips(items)}</div>'
    parts = [f"<p>{badge(link.verdict, word(link.verdict))} {anchor(url)}</p>"]
    if link.final_url and link.final_url != link.url:
        parts.append(f'<p class="leads"><span class="quiet">leads to</span> {anchor(link.final_url)}</p>')
    if facts := list(_facts(link)):
        parts.append(f'<p class="facts">{"; ".join(facts)}</p>')
    if link.certificate_ends:
        parts.append(f'<p class="hint">The certificate of its host ends on {day(link.certificate_ends)}.</p>')
    if link.history:
        parts.append(_history(link.history))
    return f'<div class="link">{"".join(parts)}{chips(items)}</div>'


def _facts(link: LinkReport) -> Iterable[str]:
    if link.detail:
        yield f'<span class="detail">{own(link.detail, 400)}</span>'
    told = link.detail.lower()
    if link.reason and link.reason.replace("-", " ") not in told:
        yield own(link.reason.replace("-", " "), 60)
    if link.status is not None and str(link.status) not in told and link.verdict is not Verdict.OK:
        yield f"status {link.status}"
    if link.persistent:
        yield "<strong>failed so often that it counts as broken</strong>"
    if link.attempts > 1:
        yield f"tried {link.attempts} times"
    if link.checked_at:
        yield f"{'remembered from' if link.cached else 'checked'} {day(link.checked_at)}"
    elif link.cached:
        yield "remembered"


def _history(history: LinkHistory) -> str:
    words = own(said_of(history), 300)
    if history.last_failed and not history.failing_since:
        words += f"; last failed {day(history.last_failed)}"
    moves = "".join(f"<li>{day(when)} to {anchor(where)}</li>" for where, when in history.moves[-_MOST_MOVES:])
    if moves:
        moves = f"<details><summary>Moved {times(len(history.moves))}</summary><ol>{moves}</ol></details>"
    tone = " failing" if history.failing_since else ""
    return f'<div class="history{tone}"><p><span class="quiet">History:</span> {words}</p>{moves}</div>'


def times(number: int) -> str:
    """How often: "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")

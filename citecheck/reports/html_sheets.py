"""The documents on the HTML page: references beside the sentences that cite them, and the links of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from citecheck.model import MarkerEntry, Place
from citecheck.patterns import lazy, without_passwords
from citecheck.reports.counts import counted, joined
from citecheck.reports.html_index import Index, Item, entry_name, needs_look
from citecheck.reports.html_parts import badge, chips, left_out, link_block, named, own, place, plain, times, token
from citecheck.reports.places import LINE, listed
from citecheck.reports.sheets import Entry, Loose, Sheet, cited_from, places_of

_FIRST_CITES = 4
"""Sentences that are shown at once of those that cite a reference."""
_MOST_CITES = 200
"""Sentences that are shown at all; of more, the lines are named."""
_MOST_LINES = 60
_CONTEXT = 400
"""Characters of a sentence that are shown on each side of its marker."""
_GROUP = lazy(r"\[([^\[\]]{1,200})\]")
_BETWEEN = lazy(r"[\s,;]+")


def documents(index: Index) -> str:
    """The section of all documents that hold something; empty if there is none."""
    parts = [_sheet(number, sheet, index) for number, sheet in enumerate(index.sheets, 1)]
    if not any(parts):
        return ""
    title = '<h2 id="documents-title">References and links</h2>'
    body = "\n".join(part for part in parts if part)
    if index.left:
        body += left_out(f"{index.left:,} more references and links")
    return f'<section id="documents" data-group aria-labelledby="documents-title">{title}\n{body}\n</section>'


def counts(sheet: Sheet) -> str:
    """What was found in a document: "7 markers, 6 references, 4 links"."""
    if sheet.document is None:
        return counted(len(sheet.loose), "link")
    document = sheet.document
    found = [counted(document.markers, "marker"), counted(document.references, "reference")]
    found = found if document.markers or document.references else ["no markers found"]
    return joined([*found, counted(document.links, "link")])


def holds(sheet: Sheet) -> bool:
    """Whether a document has anything to show."""
    return bool(sheet.entries or sheet.strays or sheet.loose)


def _sheet(number: int, sheet: Sheet, index: Index) -> str:
    if not holds(sheet):
        return ""
    unit = index.units.get(sheet.path, LINE)
    title = own(sheet.path, 400) if sheet.path else "Links without a place"
    parts = [
        f'<section class="sheet" id="d{number}" data-group aria-labelledby="d{number}t">',
        f'<h3 id="d{number}t">{title} <span class="quiet">{counts(sheet)}</span></h3>',
    ]
    if sheet.strays:
        rows = "".join(_stray(sheet.path, label, row, unit, index) for label, row in sheet.strays)
        parts.append(f'<section data-group><h4>Cited, but not in the list</h4><ul class="rows">{rows}</ul></section>')
    if sheet.entries:
        rows = "\n".join(
            _entry(entry_name(number, position), sheet.path, entry, unit, index)
            for position, entry in enumerate(sheet.entries, 1)
        )
        words = "References" if index.report.inventory else "References with links"
        parts.append(f'<section data-group><h4>{words}</h4><ul class="rows">{rows}</ul></section>')
    if sheet.loose:
        rows = "\n".join(_loose(it, unit, index) for it in sheet.loose)
        words = "Links in the text" if sheet.path else "Links"
        parts.append(f'<section data-group><h4>{words}</h4><ul class="rows">{rows}</ul></section>')
    parts.append("</section>")
    return "\n".join(parts)


def _attributes(urls: Iterable[str], items: Sequence[Item], index: Index, *, look: bool) -> str:
    verdicts = dict.fromkeys(index.links[url].verdict.value for url in urls if url in index.links)
    severities = dict.fromkeys(item.problem.severity.value for item in items)
    rules = dict.fromkeys(token(item.problem.rule) for item in items)
    fields = {"severity": severities, "rule": rules, "verdict": verdicts}
    return "".join(f' data-{name}="{" ".join(words)}"' for name, words in fields.items() if words) + (
        " data-look" if look else ""
    )


def _stray(path: str, label: str, markers: Sequence[MarkerEntry], unit: str, index: Index) -> str:
    found = {
        item.name: item
        for marker in markers
        for item in (
            *index.of_marker.get((marker.path, label, marker.line), ()),
            *index.of_place.get((marker.path, marker.line, marker.column), ()),
        )
    }
    items = list(found.values())
    return (
        f'<li class="item row missing"{_attributes((), items, index, look=True)}><div class="source">'
        f'<p class="entry"><span class="label">[{own(label, 60)}]</span> {badge("error", "no reference")}</p>'
        f'{chips(items)}</div><div class="cites">{_cites(label, markers, len(markers), (), path, unit)}</div></li>'
    )


def _entry(name: str, document: str, entry: Entry, unit: str, index: Index) -> str:
    path = entry.path
    items = index.of_entry(entry)
    cited = cited_from(entry, document)
    every = [*items, *(item for url in entry.urls for item in index.of_link(path, url))]
    look = not entry.times or needs_look(items) or any(index.link_needs_look(path, url) for url in entry.urls)
    links = "".join(link_block(url, index.links.get(url), index.of_link(path, url)) for url in entry.urls)
    text = plain(entry.text, 1_500) if entry.text else '<span class="quiet">(no text)</span>'
    label = f'<span class="label">[{own(entry.label, 60)}]</span>'
    return (
        f'<li class="item row{"" if entry.times else " uncited"}" id="{name}"'
        f'{_attributes(entry.urls, every, index, look=look)}><div class="source">'
        f'<p class="entry">{label} <span class="txt" dir="auto">{text}</span></p>'
        f'<p class="where">{place(path, entry.place, unit)}</p>{links}{chips(items)}</div>'
        f'<div class="cites">{_cites(entry.label, entry.cites, entry.times, cited, document, unit)}</div></li>'
    )


def _cites(
    label: str, markers: Sequence[MarkerEntry], number: int, cited: Sequence[Place], path: str, unit: str
) -> str:
    """The sentences that cite a label; places are seen from a path."""
    if not number:
        return f"<p>{badge('warning', 'never cited')}</p>"
    often = times(number)
    if not markers:
        where = f", first {own(listed(cited[:1], unit, 1), 400)}" if cited else ""
        return f'<p class="quiet">Cited {often}{where}</p>'
    rows = [_cite(label, marker, path, unit) for marker in markers[:_MOST_CITES]]
    first_rows, more_rows = rows[:_FIRST_CITES], rows[_FIRST_CITES:]
    rest = places_of(markers[_MOST_CITES:], path)
    more = f'<p class="quiet">and {own(listed(rest, unit, _MOST_LINES), 4_000)}</p>' if rest else ""
    if more_rows:
        folded = f'<ol class="quotes" start="{_FIRST_CITES + 1}">{"".join(more_rows)}</ol>{more}'
        more = f"<details><summary>{len(markers) - _FIRST_CITES:,} more</summary>{folded}</details>"
    return f'<p class="quiet">Cited {often}</p><ol class="quotes">{"".join(first_rows)}</ol>{more}'


def _cite(label: str, marker: MarkerEntry, path: str, unit: str) -> str:
    sentence = without_passwords(marker.sentence)
    start, end = _bracket(sentence, label)
    before, bracket, after = sentence[:start], sentence[start:end], sentence[end:]
    if len(before) > _CONTEXT:
        before = "…" + before[-_CONTEXT:].partition(" ")[2]
    marked = f'<mark class="other">{plain(bracket, 80)}</mark>' if bracket else ""
    words = f"{plain(before)}{marked}{plain(after, _CONTEXT)}" if sentence else '<span class="quiet">(no text)</span>'
    (place_,) = places_of([marker], path)
    number = f'<span class="no">{named(place_, unit)}</span>'
    return f'<li>{number} <span class="txt" dir="auto">{words}</span></li>'


def _bracket(sentence: str, label: str) -> tuple[int, int]:
    """Where the first bracket with the label stands, alone or in a group; an empty span at the end if none does."""
    alone = next((it for it in (f"[^{label}]", f"[{label}]", f"({label})") if it in sentence), "")
    if alone:
        return sentence.index(alone), sentence.index(alone) + len(alone)
    for found in _GROUP.finditer(sentence):
        if label in _BETWEEN.split(found[1]):
            return found.span()
    return len(sentence), len(sentence)


def _loose(it: Loose, unit: str, index: Index) -> str:
    link, cited = it
    path = cited.path if cited else ""
    items = index.of_link(path, link.url)
    look = index.link_needs_look(path, link.url)
    words = ""
    if cited:
        label = f'<span class="label">[{own(cited.label, 60)}]</span> ' if cited.label is not None else ""
        words = (
            f'<p class="where">{place(path, cited.place, unit)}</p>'
            f'<p class="entry">{label}<span class="txt" dir="auto">{plain(cited.title, 400)}</span></p>'
        )
    return (
        f'<li class="item row"{_attributes([link.url], items, index, look=look)}>'
        f'<div class="source">{link_block(link.url, link, items)}</div><div class="cites">{words}</div></li>'
    )

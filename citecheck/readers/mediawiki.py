"""MediaWiki: notes in `<ref>` and in templates, by what the extension Cite makes of them.

Its errors (https://www.mediawiki.org/wiki/Help:Cite, and "Help:Cite errors" on the English Wikipedia) are the rules'
own: a name that nothing has is CC101, two texts under one CC103, a note of the list that nothing cites CC102, one
without text CC110; what no rule can see comes as a fault. The text is the file's own: nothing is expanded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from re import MULTILINE
from typing import NamedTuple

from citecheck.model import Confidence, Document, Fault, Form, Link, Marker, Native, Reference, Severity, Span
from citecheck.patterns import lazy as regex
from citecheck.readers.mediawiki_harvard import is_work, short_citations
from citecheck.readers.wikitext import Elements, Template, elements_of
from citecheck.text import speaking, union

_NAMED = -2
"""The series of the names without a group; those of groups follow below."""
_LONGEST = 200
_ENOUGH = 2000
"""Characters of a note that are compared."""
_EFN = {"efn": "lower-alpha", "efn-la": "lower-alpha", "efn-ua": "upper-alpha", "efn-lr": "lower-roman"}
_EFN |= {"efn-ur": "upper-roman", "efn-lg": "lower-greek", "notetag": "note", "refn": "", "#tag:ref": ""}
"""Templates that are notes, with their groups."""
_LISTS = {"reflist": "", "references": "", "refs": "", "notelist": "lower-alpha", "notelist-ua": "upper-alpha"}
_LISTS |= {"notelist-lr": "lower-roman", "notelist-ur": "upper-roman", "notelist-lg": "lower-greek"}
_LISTS |= {"notefoot": "note", "notelist-talk": "lower-alpha", "reflist-talk": "", "#tag:references": ""}
"""Templates that print the notes of a group."""
_MAY_LIST = regex(r".*(?:ref|not|foot|cit|sourc|appendi|bron|kild|viit|przyp|jegyz|fu(?:ss|ß)|list|[^\W_a-z\d]).*")
_NEVER_LISTS = regex(
    r"(?:cite|citation|sfn|harv|efn|refn|unref|more |no foot|short desc|not a|notab|better|page|full cit|cn\b|r\b|rp\b"
    r"|ref ?(?:begin|end|improve)|list of|[a-z ]+ needed).*"
)
_OWN = frozenset((*_EFN, *_LISTS, "r", "rp"))
_SPACES = regex(r"[\s_]++")
_DYNAMIC = ("{{", "{{{", "<")
_ELSEWHERE = (":", "#lst", "#section", "#lsth", "excerpt", "transcl", "infobox ")
_DEAD = ("dead", "unfit", "usurped", "deviated", "bot: unknown")
_ADDRESS = regex(r"(?:https?|ftps?)://[^\s\[\]<>\"|{}]++(?=\s|<|\Z|[|}])")
_BLANK_LINE = regex(r"\n[ \t]*\n")
_COMMENT = regex(r"<!--(?:[^-]++|-(?!->))*+-->")
_OPEN_QUESTIONS = {
    **dict.fromkeys(("citation needed", "cn", "fact", "facts", "cb", "source needed", "ref needed"), "citation needed"),
    **dict.fromkeys(("cite needed", "reference needed", "citation required", "sourceme"), "citation needed"),
    **dict.fromkeys(("référence nécessaire", "refnec", "cita requerida", "senza fonte"), "citation needed"),
    **dict.fromkeys(("full citation needed", "full citation", "fcn"), "full citation needed"),
    **dict.fromkeys(("page needed", "pn", "page number needed"), "page needed"),
    **dict.fromkeys(("better source needed", "better source", "bsn"), "better source needed"),
    **dict.fromkeys(("verify source", "verification needed", "vn"), "verification needed"),
    **dict.fromkeys(("clarify", "clarification needed"), "clarification needed"),
    **dict.fromkeys(("failed verification", "fv", "not in source"), "failed verification"),
    **dict.fromkeys(("unreliable source?", "unreliable source", "rs?"), "unreliable source?"),
    **{word: f"{word}?" for word in ("who", "when", "which", "where", "why", "by whom", "according to whom")},
    "dubious": "dubious",
    "original research inline": "original research?",
}
"""Templates that ask for a source, with what readers see in brackets."""


class _Note(NamedTuple):
    """A note, or a place that cites one by its name."""

    span: Span
    name: str
    group: str
    text: Span | None
    """None where it is only cited."""
    listed: bool = False
    """Whether it stands in the list itself, so that readers see no marker."""
    grouped: bool = False
    label: Span | None = None
    """Where the name stands, of several."""


def read(path: str, text: str, removed: Sequence[int]) -> Document:
    """A document of a cleaned text; `text` and `removed` are what `citecheck.text.clean` gives."""
    found = elements_of(text)
    notes = sorted(_notes(text, found), key=lambda note: note.span)
    short_notes = sorted(each.span for each in found.templates if each.name.startswith("sfn"))
    notes = _named_alike(notes)
    markers, references = _pairs(text, notes, short_notes, _brought(text, found.templates))
    groups = {note.group for note in notes}
    short, works = short_citations(text, found.templates, _NAMED - len(groups))
    dead = list(_dead(text, found.templates))
    masks = union([*found.masks, *dead])
    typed = _numbered_by_hand(text) if "<sup>" in text else []
    native = Native(
        tuple(sorted([*markers, *short], key=lambda marker: marker.span)),
        tuple(sorted([*references, *works, *typed], key=lambda reference: reference.span)),
        tuple(_links(text, found, dead)),
        tuple(sorted(_faults(text, found, notes), key=lambda fault: fault.span)),
    )
    comments = speaking(text, found.comments)
    return Document(
        path, "mediawiki", text, tuple(Span(*span) for span in masks), removed, comments=comments, native=native
    )


class _Everything(Container[str]):
    """All names: where another page is part of this one."""

    def __contains__(self, name: object) -> bool:
        return True


def _brought(text: str, templates: Sequence[Template]) -> Container[str]:
    """The names of notes that templates may define: those that are said to them, or any at all."""
    names: set[str] = set()
    for template in templates:
        if template.name.startswith(_ELSEWHERE) and not (template.name.startswith("infobox") and template.parameters):
            return _Everything()
        if not is_work(template) and template.name not in _OWN:
            names.update(_said(text, parameter.value) for parameter in template.parameters)
    return names


def _named_alike(notes: Sequence[_Note]) -> list[_Note]:
    """The notes, with names that differ in spaces and underscores made one: the first that has a text, or is there."""
    names: dict[tuple[str, str], str] = {}
    for note in sorted(notes, key=lambda note: note.text is None):
        names.setdefault((note.group, _SPACES.sub(" ", note.name)), note.name)
    return [note._replace(name=names[note.group, _SPACES.sub(" ", note.name)]) for note in notes]


# ---------------------------------------------------------------- what is a note


def _notes(text: str, found: Elements) -> Iterator[_Note]:
    inside = sorted(_lists(text, found))
    starts = [span.start for span, _ in inside]

    def placed(note: _Note) -> _Note:
        """The note with the group of the list that it stands in."""
        at = bisect_right(starts, note.span.start) - 1
        if at < 0 or note.span.end > inside[at][0].end:
            return note
        return note._replace(listed=True, group=note.group or inside[at][1])

    for each in found.notes:
        name, group = each.attributes.get("name", ""), each.attributes.get("group", "")
        if any(sign in name + group for sign in _DYNAMIC) or "follow" in each.attributes:
            continue
        content = each.text
        if each.broken and content:
            blank = _BLANK_LINE.search(text, *content)
            content = Span(content.start, blank.start() if blank else content.end)
        span = Span(each.span.start, max(each.span.end, content.end if content else 0))
        yield placed(_Note(span, name, group, content))
    for template in found.templates:
        if template.name in _EFN:
            values = {parameter.name: parameter.value for parameter in template.parameters}
            name, group = (_said(text, values.get(key)) for key in ("name", "group"))
            content = values.get("1") or values.get("text")
            if not any(sign in name + group for sign in _DYNAMIC) and (content or name):
                group = group or _EFN.get(template.name, "")
                yield placed(_Note(template.span, name, group, content))
        elif template.name == "r":
            values = {parameter.name: parameter.value for parameter in template.parameters}
            group = _said(text, values.get("group") or values.get("g"))
            names = [parameter for parameter in template.parameters if parameter.name.isdecimal()]
            for parameter in names:
                if name := _said(text, parameter.value):
                    yield _Note(template.span, name, group, None, grouped=len(names) > 1, label=parameter.value)


def _lists(text: str, found: Elements) -> Iterator[tuple[Span, str]]:
    """Where notes may be defined in a list, with its group."""
    for each in found.lists:
        yield each.span, each.group
    for template in found.templates:
        if (group := _LISTS.get(template.name)) is not None:
            values = {parameter.name: parameter.value for parameter in template.parameters}
            group = _said(text, values.get("group")) or group
            yield values.get("refs") or Span(template.span.start, template.span.start), group


def _said(text: str, value: Span | None) -> str:
    """A short value, without quotes around it."""
    said = " ".join(text[value.start : min(value.end, value.start + _LONGEST)].split()) if value else ""
    return said[1:-1] if len(said) > 1 and said[0] == said[-1] and said[0] in "\"'" else said


# ---------------------------------------------------------------- markers and references


def _pairs(
    text: str, notes: Sequence[_Note], short_notes: Sequence[Span], brought: Container[str]
) -> tuple[list[Marker], list[Reference]]:
    """The notes as markers and references; `brought` are the names that templates may define.

    `short_notes` are notes, too, which readers see numbered among the others.
    """
    markers: list[Marker] = []
    references: list[Reference] = []
    groups: dict[str, int] = {}
    numbers: dict[str, int] = {}
    told: dict[tuple[str, str], set[str]] = {}
    cited: set[tuple[str, str]] = set()
    defined = {(note.group, note.name) for note in notes if note.name and _text_of(text, note)}
    single = passed = 0
    for note in notes:
        while passed < len(short_notes) and short_notes[passed] < note.span:
            start, end = short_notes[passed]
            same = ("", text[start : min(end, start + _LONGEST)])  # no name of a note begins with a brace
            numbers[""] = numbers.get("", 0) + (same not in cited)
            cited.add(same)
            passed += 1
        key = (note.group, note.name)
        series = _NAMED - groups.setdefault(note.group, len(groups))
        words = _text_of(text, note)
        if not note.listed and (not note.name or key not in cited):
            cited.add(key)
            numbers[note.group] = numbers.get(note.group, 0) + 1
        if not note.name:
            if note.listed:
                continue
            single += 1
            label = str(numbers[note.group])
            body = note.text if note.text and words else Span(note.span.end, note.span.end)
            markers.append(
                Marker(note.span, label, note.span, Form.INLINE, Confidence.SURE, "a note of MediaWiki", single)
            )
            references.append(Reference(note.span, label, body, Form.INLINE, single))
            continue
        if not note.listed:
            sure = key in defined or note.name not in brought
            certain = Confidence.SURE if sure else Confidence.LIKELY
            span = note.label or note.span
            reason = "a note of MediaWiki with a name"
            markers.append(Marker(span, note.name, note.span, Form.TAG, certain, reason, series, grouped=note.grouped))
        if note.text and (words or (note.listed and key not in defined)) and words not in told.get(key, ()):
            told.setdefault(key, set()).add(words)
            references.append(Reference(note.span, note.name, note.text, Form.TAG, series))
    return markers, references


def _text_of(text: str, note: _Note) -> str:
    """What a note says, on one line, for comparison."""
    if note.text is None:
        return ""
    start, end = note.text  # cut, for notes in notes would be read at every level
    return " ".join(_COMMENT.sub("", text[start : min(end, start + _ENOUGH)]).split())


_ITEMS = regex(r"^=+[^=\n]{1,80}=+[ \t]*\n(?:[ \t]*\n)*+((?:\#(?![#*:;])[^\n]*+(?:\n|\Z))++)", MULTILINE)
_RAISED = regex(r"""(?:(?<=[.,;:!?"”')])|(?<=[a-z]{3}))<sup>\s*+(\d{1,3})\s*+</sup>""")
"""Behind words and punctuation: no powers, no units."""


def _numbered_by_hand(text: str) -> list[Reference]:
    """The items of the list under a heading that raised numbers in the text lead to: MediaWiki numbers them itself."""
    raised = {int(number) for number in _RAISED.findall(text)}
    if 1 not in raised:
        return []
    for items in reversed(list(_ITEMS.finditer(text))):
        starts = [items.start(1), *(end.end() for end in _LINE_END.finditer(text, items.start(1), items.end() - 1))]
        if 2 * len(raised.intersection(range(1, len(starts) + 1))) < max(2, len(starts)):
            continue
        ends = [*starts[1:], items.end()]
        found = []
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
            body = text[start + 1 : end]
            begin = start + 1 + len(body) - len(body.lstrip())
            found.append(
                Reference(
                    Span(start, start + 1),
                    str(number),
                    Span(begin, max(begin, start + 1 + len(body.rstrip()))),
                    Form.NUMERIC,
                )
            )
        return found
    return []


_LINE_END = regex(r"\n")


# ---------------------------------------------------------------- links


def _links(text: str, found: Elements, dead: Sequence[tuple[int, int]]) -> Iterator[Link]:
    """Addresses that end where their markup says, and not where an address in a sentence would."""
    hidden = union([*((comment.start, comment.end) for comment in found.comments), *dead])
    starts = [start for start, _ in hidden]
    spans = set(found.addresses)
    for template in found.templates:
        for parameter in template.parameters:
            if parameter.name.endswith("url") and (address := _ADDRESS.match(text, *parameter.value)):
                spans.add(Span(*address.span()))
    last = 0
    for start, end in sorted(spans):
        before = bisect_right(starts, start) - 1
        if start >= last and (before < 0 or hidden[before][1] <= start):
            last = end
            written = text[start:end]
            yield Link(Span(start, end), written.replace("&amp;", "&"), written)


# ---------------------------------------------------------------- faults


def _faults(text: str, found: Elements, notes: Sequence[_Note]) -> Iterator[Fault]:
    for each in found.notes:
        if each.broken:
            message = "this <ref> is not closed before the next one, or the end of the page"
            yield Fault("CC109", each.span, message, note="never closed", advice="write </ref> behind the note")
    numeric = {note.name: note for note in reversed(notes) if note.name.isdecimal()}
    for name, note in sorted(numeric.items(), key=lambda item: item[1].span):
        message = f"the name {name} of a note is only a number, which MediaWiki refuses"
        yield Fault("CC109", _head(text, note.span), message, "only a number", "give it a name of letters", name)
    for note in notes:
        if note.listed and not note.name:
            message = "a note of the list has no name, so nothing can cite it"
            yield Fault("CC102", _head(text, note.span), message, "no name", "give it the name that the text cites")
    yield from _missing_lists(text, found, notes)
    for template in found.templates:
        if asked := _OPEN_QUESTIONS.get(template.name):
            yield Fault(
                "CC114",
                template.span,
                f"the text asks for a source: [{asked}]",
                note="still open",
                advice="cite a source, or take the claim out",
                severity=Severity.INFO,
            )


def _head(text: str, span: Span) -> Span:
    """The first tag of a note, or the name of its template."""
    end = text.find(">" if text[span.start] == "<" else "|", span.start, span.end)
    return Span(span.start, end + 1 if end >= 0 else span.end)


def _missing_lists(text: str, found: Elements, notes: Sequence[_Note]) -> Iterator[Fault]:
    """Groups whose notes are printed nowhere; nothing is said where a template may print them."""
    if any(map(_may_list, found.templates)):
        return
    there = {group for _, group in _lists(text, found)}
    used: dict[str, list[_Note]] = {}
    for note in notes:
        if not note.listed:
            used.setdefault(note.group, []).append(note)
    for group, members in used.items():
        if group in there:
            continue
        count = "a note" if len(members) == 1 else f"{len(members)} notes"
        tag = f'<references group="{group}" />' if group else "<references />"
        message = (
            f"{count} in the group {group}, but no list of that group" if group else f"{count}, but no list of notes"
        )
        # Those of no group are printed at the end of the page all the same.
        severity = None if group else Severity.WARNING
        advice = f"write {tag} where the list belongs"
        yield Fault("CC115", _head(text, members[0].span), message, "the first note", advice, severity=severity)


def _may_list(template: Template) -> bool:
    if template.name in _LISTS or template.name in _EFN or is_work(template) or template.name in _OPEN_QUESTIONS:
        return False
    return bool(_MAY_LIST.match(template.name)) and not _NEVER_LISTS.match(template.name)


def _dead(text: str, templates: Sequence[Template]) -> Iterator[tuple[int, int]]:
    """Addresses that are said to be dead, beside that of an archived copy."""
    for template in templates:
        values = {parameter.name: parameter.value for parameter in template.parameters}
        copy = values.get("archive-url") or values.get("archiveurl")
        status = _said(text, values.get("url-status")) or (
            "dead" if _said(text, values.get("deadurl")) == "yes" else ""
        )
        if copy and copy.start < copy.end and status in _DEAD and (url := values.get("url")):
            yield url.start, url.end

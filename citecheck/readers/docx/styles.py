"""What the parts beside the text say: styles, lists, the numbering of notes.

Sources: ECMA-376, part 1: 17.7 (styles), 17.9 (numbering), 17.11 (notes), 17.15 (settings).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from citecheck.readers import xml
from citecheck.readers.docx.numbers import LEVELS, Level, List, NoteNumbers, integer
from citecheck.readers.docx.package import PREFIXES, SAYS

Attributes = Mapping[str, str]
_CODE = frozenset(
    (
        "source code",
        "verbatim char",
        "html code",
        "html preformatted",
        "html sample",
        "html keyboard",
        "html typewriter",
    )
) | {"macro", "preformatted text", "source text", "code", "code block", "inline code"}
"""Names of styles: Word's own, which are in English in the file, pandoc's, LibreOffice's, and what people write."""
_FAR = 100
"""Styles that are based on each other; Word allows 11."""


def is_on(attributes: Attributes) -> bool:
    """Whether an element that switches something on does so."""
    return attributes.get("w:val", "on") not in ("0", "false", "off")


@dataclass(slots=True)
class Style:
    """A style, or the default of a kind; None is what it leaves to the one it is based on."""

    kind: str = ""
    based_on: str = ""
    raised: bool | None = None
    hidden: bool | None = None
    code: bool = False
    """Whether it is for program text, by its name."""
    number: str | None = None
    """The list its paragraphs belong to; `0` for none."""
    level: int | None = None
    owner: str = ""
    """The style that names the list."""


@dataclass
class Styles:
    """All styles of a file."""

    styles: dict[str, Style] = field(default_factory=dict)
    default: str = ""
    """The paragraph style of paragraphs that name none."""
    _whole: dict[str, Style] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Style:
        """A style with all that it inherits; an empty one if there is none of this name."""
        if (known := self._whole.get(name)) is not None:
            return known
        whole = Style()
        at, steps = name, 0
        while (own := self.styles.get(at)) is not None and steps < _FAR:
            whole.raised = own.raised if whole.raised is None else whole.raised
            whole.code = whole.code or own.code
            whole.hidden = own.hidden if whole.hidden is None else whole.hidden
            if whole.number is None and own.number is not None:
                whole.number, whole.owner = own.number, at
            whole.level = own.level if whole.level is None else whole.level
            at, steps = own.based_on, steps + 1
        self._whole[name] = whole
        return whole


def read_styles(data: bytes) -> Styles:
    """The styles of `styles.xml`."""
    found = Styles()
    style = Style()
    here = ""

    def start(attributes: Attributes) -> None:
        nonlocal style, here
        here = attributes.get("w:styleId", "")
        style = found.styles[here] = Style(attributes.get("w:type", "paragraph"))
        if style.kind == "paragraph" and attributes.get("w:default", "0") not in ("0", "false", "off"):
            found.default = here

    def name(attributes: Attributes) -> None:
        style.code = attributes.get("w:val", "").lower() in _CODE

    def based_on(attributes: Attributes) -> None:
        style.based_on = attributes.get("w:val", "")

    def raised(attributes: Attributes) -> None:
        style.raised = attributes.get("w:val") == "superscript"

    def hidden(attributes: Attributes) -> None:
        style.hidden = is_on(attributes)

    def number(attributes: Attributes) -> None:
        style.number = attributes.get("w:val", "0")

    def level(attributes: Attributes) -> None:
        style.level = integer(attributes.get("w:val"), 0)

    xml.walk(
        data,
        PREFIXES,
        SAYS,
        {
            "w:style": start,
            "w:name": name,
            "w:basedOn": based_on,
            "w:vertAlign": raised,
            "w:vanish": hidden,
            "w:numId": number,
            "w:ilvl": level,
            **dict.fromkeys(("w:tblStylePr", "w:docDefaults", "w:rPrChange", "w:pPrChange"), leave_out),
        },
        {},
    )
    return found


def leave_out(_: Attributes) -> bool:
    """Take nothing of what is in an element."""
    return True


# ---------------------------------------------------------------- lists


@dataclass
class _Abstract:
    levels: dict[int, Level] = field(default_factory=dict)
    linked: str = ""
    """The numbering style that has its levels."""


@dataclass
class _Number:
    abstract: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


def read_lists(data: bytes, styles: Styles) -> dict[str, List]:
    """The lists of `numbering.xml` by the number that paragraphs name."""
    walker = _ListWalker()
    xml.walk(data, PREFIXES, SAYS, walker.starts, walker.ends)
    found = {}
    for name, number in walker.numbers.items():
        counters = number.abstract
        for _ in range(_FAR):
            abstract = walker.abstracts.get(counters, _Abstract())
            behind = walker.numbers.get(styles[abstract.linked].number or "") if abstract.linked else None
            if behind is None or behind.abstract == counters:
                break
            counters = behind.abstract
        found[name] = List(counters, {**abstract.levels, **number.levels}, number.starts)
    return found


class _ListWalker:
    """Takes abstract lists and their uses out of `numbering.xml`."""

    def __init__(self) -> None:
        self.abstracts: dict[str, _Abstract] = {}
        self.numbers: dict[str, _Number] = {}
        self._abstract: _Abstract | None = None
        self._number = _Number()
        self._level = Level()
        self._override = 0
        self.starts: dict[str, xml.Opening] = {
            "w:abstractNum": self._start_abstract,
            "w:numStyleLink": self._linked,
            "w:num": self._start_number,
            "w:abstractNumId": self._of_abstract,
            "w:lvlOverride": self._start_override,
            "w:startOverride": self._start_over,
            "w:lvl": self._start_level,
            "w:start": lambda a: self._set(start=integer(a.get("w:val"), 1)),
            "w:numFmt": lambda a: self._set(style=a.get("w:val", "decimal")),
            "w:lvlText": lambda a: self._set(text=a.get("w:val", "")),
            "w:isLgl": lambda a: self._set(legal=is_on(a)),
            "w:lvlRestart": lambda a: self._set(restart=integer(a.get("w:val"), -1)),
            "w:pStyle": lambda a: self._set(paragraph=a.get("w:val", "")),
            "w:pPr": leave_out,
            "w:rPr": leave_out,
        }
        self.ends: dict[str, xml.Closing] = {}

    def _start_abstract(self, attributes: Attributes) -> None:
        self._abstract = self.abstracts[attributes.get("w:abstractNumId", "")] = _Abstract()

    def _linked(self, attributes: Attributes) -> None:
        if self._abstract is not None:
            self._abstract.linked = attributes.get("w:val", "")

    def _start_number(self, attributes: Attributes) -> None:
        self._abstract = None
        self._number = self.numbers[attributes.get("w:numId", "")] = _Number()

    def _of_abstract(self, attributes: Attributes) -> None:
        self._number.abstract = attributes.get("w:val", "")

    def _start_override(self, attributes: Attributes) -> None:
        self._override = integer(attributes.get("w:ilvl"), 0)

    def _start_over(self, attributes: Attributes) -> None:
        self._number.starts[self._override] = integer(attributes.get("w:val"), 1)

    def _start_level(self, attributes: Attributes) -> None:
        at = integer(attributes.get("w:ilvl"), 0)
        levels = self._number.levels if self._abstract is None else self._abstract.levels
        self._level = Level()
        if 0 <= at < LEVELS:
            levels[at] = self._level

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self._level, name, value)


# ---------------------------------------------------------------- notes


class _NoteProperties:
    """Takes the numbering of notes out of `settings.xml`, or out of the sections of a text."""

    def __init__(self) -> None:
        self.found = [{"w:footnotePr": NoteNumbers(), "w:endnotePr": NoteNumbers()}]
        self._kind = ""
        self.starts: dict[str, xml.Opening] = {
            "w:footnotePr": lambda _: self._enter("w:footnotePr"),
            "w:endnotePr": lambda _: self._enter("w:endnotePr"),
            "w:numFmt": lambda a: self._set("style", a.get("w:val", "decimal")),
            "w:numStart": lambda a: self._set("start", integer(a.get("w:val"), 1)),
            "w:numRestart": lambda a: self._set("restart", a.get("w:val", "continuous")),
            **dict.fromkeys(("w:sectPrChange", "w:pPrChange", "w:numPr"), leave_out),
        }
        self.ends: dict[str, xml.Closing] = {
            "w:footnotePr": lambda: self._enter(""),
            "w:endnotePr": lambda: self._enter(""),
            "w:sectPr": lambda: self.found.append(dict.fromkeys(self.found[0], NoteNumbers())),
        }

    def _enter(self, kind: str) -> None:
        self._kind = kind

    def _set(self, name: str, value: str | int) -> None:
        if self._kind:
            self.found[-1][self._kind] = self.found[-1][self._kind]._replace(**{name: value})  # type: ignore[arg-type]


def read_note_numbers(data: bytes) -> tuple[NoteNumbers, NoteNumbers]:
    """What `settings.xml` says of the footnotes and the endnotes; without gaps."""
    walker = _NoteProperties()
    if data:
        xml.walk(data, PREFIXES, SAYS, walker.starts, walker.ends)
    footnotes, endnotes = walker.found[0].values()
    return (
        footnotes.over(NoteNumbers("decimal", 1, "continuous")),
        endnotes.over(NoteNumbers("lowerRoman", 1, "continuous")),
    )


def read_sections(data: bytes) -> tuple[list[NoteNumbers], list[NoteNumbers]]:
    """What the sections of a text say of their footnotes and endnotes."""
    walker = _NoteProperties()
    xml.walk(data, PREFIXES, SAYS, walker.starts, walker.ends)
    return [each["w:footnotePr"] for each in walker.found], [each["w:endnotePr"] for each in walker.found]

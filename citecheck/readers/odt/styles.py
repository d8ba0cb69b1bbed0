"""The styles of an OpenDocument text: what is raised, hidden, numbered, or begins a page.

Source: OASIS OpenDocument 1.3, part 3, chapters 16, 19 and 20.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from citecheck.patterns import lazy
from citecheck.readers.monospaced import is_monospaced
from citecheck.readers.numerals import letters, roman
from citecheck.readers.xml import End, Event, Start

PREFIXES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": "meta",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0": "field",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/1998/Math/MathML": "math",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
"""By what name the elements and attributes of each namespace are called here."""

MOST_LEVELS = 10
_LONGEST_AFFIX = 40
_MOST_PARENTS = 40
_CODE = lazy(
    r"(?:Source_20_(?:Text|Code)|Preformatted_20_Text|Verbatim_20_Char|HTML_20_(?:Code|Preformatted)|Teletype|Code\b"
    r"|Listing\b)"
)
"""LibreOffice's own styles, and those that come from Word, HTML and pandoc."""
_PROPERTIES = frozenset({"style:text-properties", "style:paragraph-properties", "style:table-properties"})
_LEVELS = frozenset({"text:list-level-style-number", "text:list-level-style-bullet", "text:list-level-style-image"})
_LEVEL = "text:outline-level-style"
_LISTS = frozenset({"text:list-style", "text:outline-style"})


class Look(NamedTuple):
    """What a style says that matters here; None where it says nothing, and its parent is asked."""

    raised: bool | None = None
    hidden: bool | None = None
    code: bool | None = None
    """Whether it is for program text."""
    numbering: str | None = None
    """The name of a list style; empty for none."""
    breaks: bool | None = None
    """Whether a page begins before it."""
    page: int | None = None
    """The number of that page."""


class Level(NamedTuple):
    """How the items of one level of a list are numbered."""

    format: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown: int = 1
    """How many levels the number shows."""
    repeated: bool = False
    pattern: str = ""
    """LibreOffice's own way to say all of this: `%1%.%2%)`."""

    def number(self, value: int) -> str:
        """A value in digits, letters or Roman numerals."""
        match self.format:
            case "1":
                return str(value)
            case "a" | "A":
                written = letters(value, repeated=self.repeated)
            case "i" | "I":
                written = roman(value)
            case _:
                return str(value) if self.format else ""
        return written.upper() if self.format.isupper() else written


NO_LOOK = Look()
_Levels = dict[int, Level]


class Styles:
    """All styles of a document, by family and name."""

    def __init__(self) -> None:
        self.lists: dict[str, _Levels] = {}
        self.outline: _Levels = {}
        """How headings are numbered."""
        self.outline_name = ""
        self._looks: dict[tuple[str, str], tuple[Look, str]] = {}
        """With the name of the parent."""
        self._known: dict[tuple[str, str], Look] = {}

    def take(self, stream: Iterable[Event]) -> None:
        """Read the styles in an element that holds them."""
        style: tuple[str, str] | None = None
        levels: _Levels = {}
        for event in stream:
            if isinstance(event, Start):
                name, attributes = event
                if name == "style:style":
                    style = attributes.get("style:family", ""), attributes.get("style:name", "")
                    self._looks[style] = _look(attributes), attributes.get("style:parent-style-name", "")
                elif name in _PROPERTIES and style:
                    look, parent = self._looks[style]
                    self._looks[style] = _with_properties(look, attributes), parent
                elif name in _LISTS:
                    levels = {}
                    if name == "text:list-style":
                        self.lists[attributes.get("style:name", "")] = levels
                    else:
                        self.outline, self.outline_name = levels, attributes.get("style:name", "Outline")
                elif name in _LEVELS or name == _LEVEL:
                    levels[integer(attributes.get("text:level"), 1)] = _level(name, attributes)
            elif isinstance(event, End) and event.name == "style:style":
                style = None

    def look(self, family: str, name: str) -> Look:
        """What a style says, and where it says nothing, its parents."""
        key = family, name
        known = self._known.get(key)
        if known is None:
            known = NO_LOOK
            for _ in range(_MOST_PARENTS):
                found, parent = self._looks.get(key, (NO_LOOK, ""))
                known = Look._make(theirs if ours is None else ours for ours, theirs in zip(known, found, strict=True))
                if not parent:
                    break
                key = family, parent
            self._known[family, name] = known
        return known


def _look(attributes: dict[str, str]) -> Look:
    # Another kind of page begins with a page.
    breaks = True if attributes.get("style:master-page-name") else None
    code = True if _CODE.match(attributes.get("style:name", "")) else None
    return Look(code=code, numbering=attributes.get("style:list-style-name"), breaks=breaks)


def _with_properties(look: Look, attributes: dict[str, str]) -> Look:
    if position := attributes.get("style:text-position"):
        look = look._replace(raised=_is_raised(position))
    if display := attributes.get("text:display"):
        look = look._replace(hidden=display == "none")
    if look.code is None and (font := attributes.get("style:font-name") or attributes.get("fo:font-family")):
        look = look._replace(code=is_monospaced(font))
    if before := attributes.get("fo:break-before"):
        look = look._replace(breaks=before == "page" or look.breaks)
    if (page := attributes.get("style:page-number", "")).isdecimal():
        look = look._replace(page=integer(page, 1))
    return look


def _is_raised(position: str) -> bool:
    """Whether `super 58%`, `33% 58%` and their kin raise: 20.384."""
    first = position.split()[0] if position.strip() else ""
    return first == "super" or (first.endswith("%") and not first.startswith(("-", "0%")))


def _level(name: str, attributes: dict[str, str]) -> Level:
    if name not in ("text:list-level-style-number", _LEVEL):
        return Level()
    return Level(
        attributes.get("style:num-format", "")[:_LONGEST_AFFIX],
        attributes.get("style:num-prefix", "")[:_LONGEST_AFFIX],
        attributes.get("style:num-suffix", "")[:_LONGEST_AFFIX],
        integer(attributes.get("text:start-value"), 1),
        min(integer(attributes.get("text:display-levels"), 1), MOST_LEVELS),
        attributes.get("style:num-letter-sync") == "true",
        attributes.get("loext:num-list-format", "")[: 3 * _LONGEST_AFFIX],
    )


def integer(written: str | None, otherwise: int) -> int:
    """A number as attributes have it, if it is one of reasonable size."""
    return int(written) if written and len(written) < 9 and written.isascii() and written.isdecimal() else otherwise

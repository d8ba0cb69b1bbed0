r"""The `\cite` family: each key a marker.

The commands of LaTeX, natbib, biblatex, apacite, jurabib, harvard and others; any other command with "cite" in its
name is taken for one of them only where the list has what it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Fault
from citecheck.patterns import lazy as regex
from citecheck.readers.latex import names
from citecheck.readers.latex.project import Cite
from citecheck.readers.latex.syntax import GROUP, OPTION, SPACE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from citecheck.readers.latex.scan import Act, Acts, Scan

_KEYS = r"\{(?P<keys>[^{}\\]*+)\}"
_CITE = regex(rf"\*?+{SPACE}(?:<[^<>{{}}\n]*+>)?+(?P<options>(?:{SPACE}{OPTION})*+){SPACE}{_KEYS}")
_MANY = regex(
    rf"\*?+(?:{SPACE}\((?:[^(){{}}\\\n]++|{GROUP}|\\[\s\S])*+\)){{0,2}}+(?P<options>(?:{SPACE}{OPTION})*+){SPACE}{_KEYS}"
)
_MORE = regex(rf"(?P<options>(?:{SPACE}{OPTION})*+){SPACE}{_KEYS}")
_VOLUME = regex(rf"\*?+{SPACE}(?:{OPTION})?+{SPACE}{GROUP}(?P<options>(?:{SPACE}{OPTION})*+){SPACE}{_KEYS}")
_SKIPPED = regex(rf"{SPACE}{GROUP}")
_COMMENT = regex(r"%[^\n]*+\n?")
_BRACKETS = regex(r"\*?\[[^\[\]]*+\]")
"""What mciteplus has before and behind a key."""
_TAIL = regex(rf"\*{GROUP}")
_INSIDE = ("cite", "note", "url", "href")
_FOOTNOTES = ("foot", "Foot", "fvol", "ftvol", "fnote")


def cite(scan: Scan, at: int, word: str) -> int:
    """A command that is known to cite."""
    if word in names.VOLUME_CITES:
        found = _VOLUME.match(scan.text, at)
    else:
        found = (_MANY if word in names.MULTICITES else _CITE).match(scan.text, at)
    if not found:
        return scan.options(at, word)
    if word.startswith(_FOOTNOTES) or (scan.project.cites_in_notes and word.lower().startswith(("autocite", "smart"))):
        scan.project.numbers.step("footnote")
    end = _cited(scan, found, word, sure=True)
    while word.endswith("s") and word in names.MULTICITES and (more := _MORE.match(scan.text, end)):
        end = _cited(scan, more, word, sure=True)
    return end


def perhaps(scan: Scan, at: int, word: str) -> int:
    """A command with "cite" in its name."""
    found = _CITE.match(scan.text, at)
    return _cited(scan, found, word, sure=False) if found else scan.options(at, word)


def own(index: int) -> Act:
    """What a command of the document does that cites its argument `index`, counted from 1, options left out."""

    def act(scan: Scan, at: int, word: str) -> int:
        start = at
        for _ in range(index - 1):
            skipped = _SKIPPED.match(scan.text, start)
            if skipped is None:
                return scan.options(at, word)
            start = skipped.end()
        found = _CITE.match(scan.text, start)
        if not found:
            return scan.options(at, word)
        if index < 2:
            return _cited(scan, found, word, sure=True)
        scan.start = start
        _cited(scan, found, word, sure=True)
        return at  # what comes before the key is text

    return act


def _cited(scan: Scan, found: Match[str], word: str, *, sure: bool) -> int:
    """Each key of a list becomes a marker; gives the end."""
    start, end = found.span("keys")
    text, project = scan.text, scan.project
    bracket = scan.span(start - 1, end + 1)
    before = text[scan.start - 1 : scan.start] if scan.start else ""
    attached = bool(before) and not before.isspace() and before not in "~}"
    scan.mask(scan.start, found.end())
    spots = list(_keys(text, start, end))
    if any(label == "*" for _, _, label in spots):
        project.everything = project.everything or bracket
        return _tail(scan, found)
    if not spots and not text[start:end].strip() and sure:
        message = f"\\{word}{{}} names no source"
        project.faults.append(
            Fault("CC114", scan.span(scan.start, found.end()), message, "empty", "name the source, or take it out")
        )
    for low, high, label in spots:
        project.cites.append(
            Cite(scan.span(low, high), label, bracket, sure, attached, len(spots) > 1, word, project.scope)
        )
    if found["options"] and any(part in found["options"] for part in _INSIDE):
        command = scan.start
        groups, scan.groups = scan.groups, []
        scan.through(*found.span("options"))
        scan.groups, scan.start = groups, command
    return _tail(scan, found)


def _keys(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Where each key of a list begins and ends, and the key; what is a parameter is none."""
    raw = text[start:end]
    if "%" in raw:
        raw = _COMMENT.sub(lambda match: " " * len(match[0]), raw)
    if "[" in raw:
        raw = _BRACKETS.sub(lambda match: " " * len(match[0]), raw)
    for part in raw.split(","):
        key = part.strip()
        low = start + len(part) - len(part.lstrip())
        start += len(part) + 1
        if len(key) > 1 and key[0] == "*":  # mciteplus: more in the same entry
            low, key = low + 1, key[1:]
        if key and not any(sign in key for sign in ("#", "@", "://")):
            yield low, low + len(key), " ".join(key.split())


def _tail(scan: Scan, found: Match[str]) -> int:
    r"""Behind amsrefs' `\cite{key}*{p. 3}`."""
    tail = _TAIL.match(scan.text, found.end()) if scan.text.startswith("*{", found.end()) else None
    return scan.mask(found.end(), tail.end()) if tail else found.end()


ACTS: Acts = dict.fromkeys(names.CITES | names.VOLUME_CITES, cite)

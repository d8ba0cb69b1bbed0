r"""Definitions of commands: their bodies are no text, but those that cite or make notes are remembered.

`\newcommand{\see}[1]{(see \cite{#1})}` makes `\see` a command that cites; what a definition cites by itself counts
as cited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from citecheck.patterns import lazy as regex
from citecheck.readers.latex import names
from citecheck.readers.latex.cites import own
from citecheck.readers.latex.notes import note, shown
from citecheck.readers.latex.syntax import GROUP, OPTION, SPACE

if TYPE_CHECKING:
    from citecheck.readers.latex.scan import Act, Acts, Closer, Scan

_NAME = rf"\*?+{SPACE}(?:\{{{SPACE}\\([a-zA-Z@]++){SPACE}\}}|\\([a-zA-Z@]++))"
_COMMAND = regex(rf"{_NAME}{SPACE}(?:\[\d\])?+{SPACE}({OPTION})?+{SPACE}\{{")
_DOCUMENT_COMMAND = regex(rf"{_NAME}{SPACE}({GROUP}){SPACE}\{{")
_PLAIN = regex(r"[ \t]*+\\([a-zA-Z@]++)([^{}\\%\n]*+)\{")
_ENVIRONMENT = regex(rf"\*?+{SPACE}\{{([^{{}}\\]++)\}}{SPACE}(?:\[\d\])?+{SPACE}(?:{OPTION}|{GROUP})?+{SPACE}\{{")
_NEW_ENVIRONMENT = regex(rf"\*?+{SPACE}\{{([^{{}}\\]++)\}}{SPACE}(?:\[\d\])?+{SPACE}(?:{OPTION})?+{SPACE}\{{")
_VERBATIM = regex(
    r"\\(?:begin\{)?(?:[A-Za-z]*[vV]erbatim|lstlisting|@verbatim)\b[^}\n]*\}?\s*\}\s*\{|\\VerbatimEnvironment"
)
_NEXT = regex(rf"{SPACE}\{{")
_LET = regex(r"[ \t]*+\\([a-zA-Z@]++)[ \t]*+=?[ \t]*+\\([a-zA-Z@]++)")
_THEOREM = regex(rf"\*?+{SPACE}\{{[^{{}}\\]++\}}{SPACE}(?:{OPTION})?+{SPACE}{GROUP}{SPACE}(?:{OPTION})?+")
_CITED = regex(r"\\[a-zA-Z@]*[cC]ite[a-zA-Z@]*\*?(?:\[[^\[\]]{0,200}\]){0,2}\{#(\d)\}")
_NOTED = regex(r"\\((?:foot|end|side|page|tablefoot)note)(?:\[[^\[\]]{0,20}\])?\{[^{}]{0,200}#1")
_ADDRESSED = regex(r"\\(?:url|href|burl)\{#1\}")
_SHORT = 300
_LONGEST = 1000
"""Characters of a definition that is looked into."""


def command(scan: Scan, at: int, word: str) -> int:
    r"""`\newcommand` and its kin."""
    document = word.endswith("DocumentCommand")
    found = (_DOCUMENT_COMMAND if document else _COMMAND).match(scan.text, at)
    if not found:
        return at
    optional = bool(found[3]) and (not document or "o" in found[3][:3] or "O" in found[3][:3])
    scan.groups.append(_body(scan, found.end(), found[1] or found[2], skipped=int(optional)))
    return found.end()


def plain(scan: Scan, at: int, _: str) -> int:
    r"""`\def\name#1{...}` and its kin."""
    found = _PLAIN.match(scan.text, at)
    if not found:
        return at
    scan.groups.append(_body(scan, found.end(), found[1]))
    return found.end()


def environment(scan: Scan, at: int, word: str) -> int:
    r"""`\newenvironment{name}{...}{...}`."""
    found = (_ENVIRONMENT if word.endswith("DocumentEnvironment") else _NEW_ENVIRONMENT).match(scan.text, at)
    if not found:
        return at
    scan.groups.append(_body(scan, found.end(), "", more=1))
    if _VERBATIM.search(scan.text, found.end(), min(len(scan.text), found.end() + _SHORT)):
        scan.project.verbatim.add(found[1].strip())
    return found.end()


def let(scan: Scan, at: int, _: str) -> int:
    r"""`\let\other\command`: another name for it."""
    found = _LET.match(scan.text, at)
    if not found:
        return at
    other, known = found[1], found[2]
    if other == "thefootnote":
        shown(scan, "footnote", "")
    elif (act := scan.acts[known]) and known not in ("begin", "end") and scan.acts[other] is None:
        scan.acts[other] = _renamed(act, known)
    return found.end()


def _renamed(act: Act, known: str) -> Act:
    return lambda scan, at, _: act(scan, at, known)


def theorem(scan: Scan, at: int, _: str) -> int:
    r"""`\newtheorem{name}[counter]{Title}[section]`."""
    found = _THEOREM.match(scan.text, at)
    return scan.mask(at, found.end()) if found else at


def _body(scan: Scan, opened: int, name: str, *, skipped: int = 0, more: int = 0, start: int = -1) -> Closer:
    """What is to be done when a definition's body is closed: forget what was found in it.

    `skipped` is 1 where the first parameter is an option, `more` is how many bodies follow.
    """
    project = scan.project
    found: tuple[list[Any], ...] = (project.notes, project.links, project.faults, project.items, project.pointers)
    sizes = [len(some) for some in found]
    values, depth = dict(project.numbers.values), scan.depth
    start = scan.at(scan.start) if start < 0 else start

    def close(end: int) -> int:
        for some, size in zip(found, sizes, strict=True):
            del some[size:]
        project.numbers.values.clear()
        project.numbers.values.update(values)
        scan.depth = depth
        project.masks.append((start, scan.at(end)))
        following = _NEXT.match(scan.text, end) if more else None
        if following:
            scan.groups.append(_body(scan, following.end(), "", more=more - 1, start=start))
            return following.end()
        body = scan.text[opened : min(end - 1, opened + _LONGEST)]
        if name:
            _learn(scan, name, body, skipped)
        return end

    return close


def _learn(scan: Scan, name: str, body: str, skipped: int) -> None:
    """What a command that was defined does."""
    if name.startswith("the") and name[3:] in ("footnote", "mpfootnote", "endnote"):
        shown(scan, name[3:], body)
    if name in names.CITES or name in names.NOTES or name in names.NO_CITES:
        return  # what is defined anew does what it did
    if _ADDRESSED.search(body):
        from citecheck.readers.latex.commands import url

        scan.acts[name] = url
    elif cited := _CITED.search(body):
        scan.acts[name] = own(int(cited[1]) - skipped)
    elif noted := _NOTED.search(body):
        counter = noted[1]
        scan.acts[name] = lambda scan, at, _: note(scan, at, counter)
    elif "cite" in name.lower():
        scan.acts[name] = None


ACTS: Acts = {
    **dict.fromkeys(names.DEFINITIONS, command),
    **dict.fromkeys(("def", "gdef", "edef", "xdef"), plain),
    **dict.fromkeys(names.ENVIRONMENT_DEFINITIONS, environment),
    "let": let,
    **dict.fromkeys(("newtheorem", "declaretheorem"), theorem),
}

"""What the commands of LaTeX do that matter here: headings, labels, links, files, bibliographies."""

from __future__ import annotations

import posixpath
from re import IGNORECASE
from typing import TYPE_CHECKING

from citecheck.model import Link
from citecheck.patterns import lazy as regex
from citecheck.readers.latex import cites, definitions, lists, names, notes, urls
from citecheck.readers.latex import scan as scanning
from citecheck.readers.latex.project import Project
from citecheck.readers.latex.syntax import GROUP, OPTION, SPACE

if TYPE_CHECKING:
    from citecheck.readers.latex.scan import Act, Acts, Scan

_ADDRESS = r"\{((?:[^{}\\]++|\\[\s\S]|\{(?:[^{}\\]++|\\[\s\S])*+\})*+)\}"
_URL = regex(rf"{SPACE}(?:{OPTION})?+{SPACE}{_ADDRESS}")
_DELIMITED_URL = regex(r"([|!+\"/])((?:(?!\1)[^\s{}])++)\1")
_HREF = regex(rf"{SPACE}(?:{OPTION})?+{SPACE}{_ADDRESS}{SPACE}\{{")
_ONE = regex(rf"\*?+(?:{SPACE}{OPTION})*+{SPACE}\{{([^{{}}]*+)\}}")
_PATHS = regex(rf"\*?+{SPACE}\{{([^{{}}]*+)\}}{SPACE}\{{([^{{}}]*+)\}}")
_BARE_NAME = regex(r"[ \t]++([^\s{}\\%]++)")
_HEADING = regex(rf"(\*?+)(?:{SPACE}({OPTION}))?+{SPACE}\{{")
_FRONT = regex(rf"\*?+(?:{SPACE}{OPTION})*+{SPACE}\{{")
_GROUP = regex(GROUP)
_LOOKS_LIKE_URL = regex(r"://|www\.|\S@\S|\bdoi\b|\b10\.\d{4}|\barxiv\b", IGNORECASE)
_NOTE_LABEL = regex(r"(?:fn|fnt|ftn|footnote|foot|note|endnote|en)[:_.-].+")
_COMMAND_NAME = regex(r"[ \t]?(?:\\[a-zA-Z@]++\*?+(?:\{\})?+|\{\s*+\\[a-zA-Z@]++\*?+\s*+\})")
_BRACKET = regex(r"[\[\]]")
_NOTES_OF_BIBLATEX = regex(r"autocite=footnote|style=(?:verbose|footnote|jura|oscola|chicago-notes|mla-footnotes)")
_IN_DISTRIBUTION = frozenset(
    ["glyphtounicode", "xy", "epsf", "xypic", "amssym.def", "pdftexcmds", "fontmath", "rotate", "psfig", "pictex"]
)


def heading(scan: Scan, at: int, word: str) -> int:
    r"""`\section{...}`: its words stand alone, so that the heading over a typed list is seen."""
    found = _HEADING.match(scan.text, at)
    if not found:
        return at
    if not found[1]:
        scan.project.numbers.begin(word)
        if word == "chapter":
            scan.project.chapter += 1
    lists.close_item(scan, scan.start)
    scan.mask(scan.start, found.end())
    if found[2]:
        scan.quiet = found.end()
        groups, scan.groups = scan.groups, []
        scan.through(*found.span(2))
        scan.groups = groups
    scan.groups.append(lambda end: scan.mask(end - 1, end))
    return found.end()


def front(scan: Scan, at: int, word: str) -> int:
    r"""`\title{...}` and its kin, which are text even in the preamble."""
    found = _FRONT.match(scan.text, at)
    if not found:
        return scan.options(at, word)
    start = scan.at(found.end())
    scan.mask(at, found.end())

    def close(end: int) -> int:
        scan.project.fronts.append((start, scan.at(end - 1)))
        return end

    scan.groups.append(close)
    return found.end()


def code(scan: Scan, at: int, word: str) -> int:
    r"""`\texttt{...}`: its brackets mean nothing."""
    group = _GROUP.match(scan.text, at)
    if not group:
        return scan.options(at, word)
    if name := _COMMAND_NAME.match(scan.text, at):
        return name.end()
    for bracket in _BRACKET.finditer(scan.text, *group.span()):
        scan.mask(*bracket.span())
    return at


def quoted(scan: Scan, at: int, word: str) -> int:
    r"""`\cmd\footnote`, `\string\cite`: the name of a command, which does nothing."""
    found = _COMMAND_NAME.match(scan.text, at)
    return found.end() if found else code(scan, at, word)


def label(scan: Scan, at: int, _: str) -> int:
    r"""`\label{...}`."""
    found = _ONE.match(scan.text, at)
    if not found:
        return at
    scan.project.labels.add(found[1].strip())
    return scan.mask(scan.start, found.end())


def reference(scan: Scan, at: int, word: str) -> int:
    r"""`\ref{...}` and its kin, of which those to footnotes are remembered."""
    found = _ONE.match(scan.text, at)
    if not found:
        return at
    named = found[1].strip()
    sure = word == "footref"
    if (sure or _NOTE_LABEL.fullmatch(named)) and not any(sign in named for sign in "\\#,"):
        scan.project.pointers.append((scan.span(*found.span(1)), named, sure))
    return scan.mask(scan.start, found.end())


# ---------------------------------------------------------------- addresses


def url(scan: Scan, at: int, _: str) -> int:
    r"""`\url{...}`."""
    found = _URL.match(scan.text, at)
    if found:
        return _address(scan, *found.span(1), found.end())
    delimited = _DELIMITED_URL.match(scan.text, at)
    return _address(scan, *delimited.span(2), delimited.end()) if delimited else at


def href(scan: Scan, at: int, _: str) -> int:
    r"""`\href{address}{text}`: an address in the text says the same again."""
    found = _HREF.match(scan.text, at)
    if not found:
        return scan.options(at, "href")
    end = _address(scan, *found.span(1), found.end())
    shown = _GROUP.match(scan.text, end - 1)
    if shown and _LOOKS_LIKE_URL.search(shown[0]):
        scan.mask(*shown.span())
    scan.groups.append(None)
    return end


def doi(scan: Scan, at: int, _: str) -> int:
    r"""`\doi{10.1000/182}`."""
    found = _URL.match(scan.text, at)
    if not found:
        return at
    link = urls.doi(scan.text, *found.span(1))
    if link is None:
        return _address(scan, *found.span(1), found.end())
    scan.project.links.append(link._replace(span=scan.span(*link.span)))
    return scan.mask(scan.start, found.end())


def unread(scan: Scan, at: int, _: str) -> int:
    r"""`\nolinkurl{...}`, `\path{...}`: an address that is not to be followed."""
    found = _URL.match(scan.text, at)
    return scan.mask(scan.start, found.end()) if found else at


def _address(scan: Scan, start: int, end: int, behind: int) -> int:
    """An address: masks around it, or a link of its own."""
    span, known = urls.argument(scan.text, start, end)
    if known is None and span.start < span.end:
        scan.mask(scan.start, span.start)
        return scan.mask(span.end, behind)
    if known:
        scan.project.links.append(Link(scan.span(*span), known, scan.text[span.start : span.end]))
    return scan.mask(scan.start, behind)


# ---------------------------------------------------------------- files


def included(scan: Scan, at: int, word: str) -> int:
    r"""`\input{...}` and its kin: the file is read here."""
    found = _ONE.match(scan.text, at) or (_BARE_NAME.match(scan.text, at) if word == "input" else None)
    if not found:
        return at
    end = scan.mask(scan.start, found.end())
    if found[1].strip().removesuffix(".tex") not in _IN_DISTRIBUTION:
        scan.include(end, found[1], posixpath.dirname(scan.name))
    return end


def imported(scan: Scan, at: int, word: str) -> int:
    r"""`\import{folder/}{...}`."""
    found = _PATHS.match(scan.text, at)
    if not found:
        return at
    end = scan.mask(scan.start, found.end())
    folder = found[1].strip()
    home = posixpath.dirname(scan.name) if word.startswith("sub") else ""
    scan.include(end, posixpath.join(home, folder, found[2].strip()), "")
    return end


def bibliography(scan: Scan, at: int, word: str) -> int:
    r"""`\bibliography{one,two}`, `\addbibresource{one.bib}`."""
    found = _ONE.match(scan.text, at)
    if not found:
        return at
    if word.startswith("add"):
        scan.project.biblatex = True
        named = [found[1]]
    else:
        named = found[1].split(",")
    for each in named:
        if each.strip() and "#" not in each:
            scan.project.bibliographies.append((each.strip(), scan.name))
    return scan.mask(scan.start, found.end())


def document_class(scan: Scan, at: int, _: str) -> int:
    r"""`\documentclass`."""
    found = _ONE.match(scan.text, at)
    if not found:
        return at
    if scan.depth > 0:
        return found.end()  # in an example
    scan.has_class = True
    scan.project.class_name = scan.project.class_name or found[1].strip()
    return scan.mask(at, found.end())


def package(scan: Scan, at: int, _: str) -> int:
    r"""`\usepackage`: biblatex may put citations into notes."""
    found = _ONE.match(scan.text, at)
    if not found:
        return at
    if "biblatex" in found[1]:
        scan.project.biblatex = True
        options = "".join(found[0].split())
        scan.project.cites_in_notes = _NOTES_OF_BIBLATEX.search(options) is not None
    return scan.mask(at, found.end())


def family(scan: Scan, at: int, _: str) -> int:
    r"""`\newcites{sec}{Secondary Literature}` of multibib."""
    found = _ONE.match(scan.text, at)
    if not found:
        return at
    for suffix in found[1].split(","):
        for base in ("cite", "nocite", "citep", "citet", "citealp", "citealt", "citeauthor", "citeyear"):
            scan.acts[base + suffix.strip()] = cites.cite
        scan.acts["bibliography" + suffix.strip()] = bibliography
    return found.end()


class Table(dict[str, "Act | None"]):
    """What each command does, for one document; a name that is met for the first time is looked at once."""

    def __init__(self, project: Project) -> None:
        super().__init__(_ACTS)
        self.project = project

    def __missing__(self, name: str) -> Act | None:
        act: Act | None = None
        low = name.lower()
        if low.startswith("btprint") or ("bib" in low and "cite" not in low and low != "bibliographystyle"):
            self.project.foreign_list = True  # the former are of bibtopic
        elif "cite" in low and name not in names.NO_CITES:
            act = cites.perhaps
        elif "label" in low:
            act = label
        self[name] = act
        return act


_ACTS: Acts = {
    **scanning.ACTS,
    **cites.ACTS,
    **dict.fromkeys(names.HEADINGS, heading),
    **dict.fromkeys(names.CODE, code),
    **dict.fromkeys(("cmd", "string", "cs", "noexpand"), quoted),
    **dict.fromkeys(names.TITLES, front),
    **definitions.ACTS,
    **lists.ACTS,
    **notes.ACTS,
    "label": label,
    **dict.fromkeys(("ref", "footref", "autoref", "vref", "pageref", "nameref", "cref", "Cref"), reference),
    **dict.fromkeys(("url", "burl", "sphinxurl", "urllink"), url),
    **dict.fromkeys(("href", "sphinxhref"), href),
    "doi": doi,
    **dict.fromkeys(("nolinkurl", "path", "detokenize"), unread),
    **dict.fromkeys(("input", "include", "subfile", "subfileinclude", "@input"), included),
    **dict.fromkeys(
        ("import", "subimport", "inputfrom", "includefrom", "subinputfrom", "subincludefrom", "subimport*"), imported
    ),
    **dict.fromkeys(
        ("bibliography", "nobibliography", "addbibresource", "addglobalbib", "addsectionbib"), bibliography
    ),
    "documentclass": document_class,
    **dict.fromkeys(("usepackage", "RequirePackage"), package),
    "newcites": family,
    **dict.fromkeys(names.NO_CITES - {"newcites"}, None),
    **dict.fromkeys(("bibliographystyle", "bibname", "bibsep", "bibfont", "bibitemsep", "bibhang"), None),
}

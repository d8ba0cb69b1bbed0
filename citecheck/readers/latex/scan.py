r"""One pass over one LaTeX file: what is masked, and where braces, environments and files begin and end.

What a command means is told by `commands`; here are the tokens, groups, environments, comments, maths and verbatim
text. Nothing is expanded. What is opened and never closed is left as it stands, so that a slip spoils only its place.
Each pattern stops at the character that could start it again: linear time.
"""

from __future__ import annotations

from collections.abc import Callable
from re import Match, escape

from citecheck.model import Span
from citecheck.patterns import lazy as regex
from citecheck.readers.latex import names
from citecheck.readers.latex.lists import begin_list, close_item
from citecheck.readers.latex.notes import begin_minipage, begin_note
from citecheck.readers.latex.project import Project, Source
from citecheck.readers.latex.syntax import GROUP, OPTION, SPACE

_TOKEN = regex(r"(?:[^\\{}%$]++|\{[^\\{}%$]*+\})*+(\\(?:([a-zA-Z@]++)|[\s\S]|\Z)|[{}%$])")
_OPTIONS = regex(rf"\*?+(?:{OPTION})++")
_LENGTH = regex(
    r"\*?+[ \t]*+\[(?:[-+.\d\s]*+(?:pt|cm|mm|ex|em|in|bp|sp|pc|dd|cc)?|[^\[\]\n]*+\\[a-zA-Z@]++[^\[\]\n]*+)\]"
)
_DOLLAR = regex(r"\$(?:[^$\\\n]++|\\[\s\S]|\n(?![ \t]*+\n))*+\$")
_DOLLARS = regex(r"\$\$(?:[^$\\\n]++|\\[\s\S]|\n(?![ \t]*+\n)|\$(?!\$))*+\$\$")
_SQUARE = regex(r"\\\[(?:[^\\\n]++|\\[^\[\]]|\n(?![ \t]*+\n))*+\\\]")
_ROUND = regex(r"\\\((?:[^\\\n]++|\\[^()]|\n(?![ \t]*+\n))*+\\\)")
_BEGIN = regex(rf"{SPACE}\{{([^{{}}\\\n]++)\}}((?:{OPTION})*+)")
_END = regex(rf"{SPACE}\{{([^{{}}\\\n]++)\}}")
_VERB = regex(r"\*?+([^a-zA-Z\s*{\[])")
_VERB_OPTIONS = regex(rf"(?:{OPTION})?+")
_LANGUAGE = regex(r"\{[^{}\n]*+\}")
_GROUP = regex(GROUP)
_IF_OR_FI = regex(r"\\(?:if(?!f\b|thenelse\b|defined[a-zA-Z@]*\{)[a-zA-Z@]*+|fi(?![a-zA-Z@])|else(?![a-zA-Z@]))")
_NEW_VERBATIM = regex(names.NEW_VERBATIM)
_SHORT_VERB = regex(
    r"\\(?:MakeShortVerb|DefineShortVerb|lstMakeShortInline|MakeSpecialShortVerb)\*?+(?:\[[^\]\n]*+\])?+\s*+\{\\?(.)\}"
)
_FILE = regex(rf"(?:\*?+{OPTION})?+\s*+\{{([^{{}}]++)\}}")
_NESTED = 20
"""Environments that may be open within each other."""
_SPECIAL_INSIDE = ("cite", "note", "label", "thanks")
"""What a formula may hold that must not be lost."""

Closer = Callable[[int], int]
"""Takes the offset behind what closes a group, gives where to read on."""


class Scan:
    """The pass over one file. Offsets are those of the file; `at` turns one into that of the joined text."""

    def __init__(self, project: Project, source: Source, name: str, acts: Acts) -> None:
        self.project = project
        self.acts = acts
        self.source = source
        self.text = source.text
        self.name = name
        self.shift = project.length
        """What to add to an offset of the file; more with each file that is included."""
        self.begin = 0
        """How far the text has been added to the joined one."""
        self.first = project.length
        self.groups: list[Closer | None] = []
        """What is to be done when each open brace is closed."""
        self.environments: list[tuple[str, int, Closer | None]] = []
        self.start = 0
        """Where the command that is being read begins."""
        self.depth = 0
        """Environments that are open; what stands in one may be an example of a document."""
        self.has_class = False
        self.begun = False
        self.stopped = False
        self.unclosed: set[str] = set()
        """What occurs no more."""
        self.quiet = -1
        """Up to here notes are not printed: the short form of a heading or caption."""
        self.short_verbs = (
            frozenset(match[1] for match in _SHORT_VERB.finditer(self.text)) if "Short" in self.text else frozenset()
        )
        self.verbatim = names.VERBATIM | {name for match in _NEW_VERBATIM.finditer(self.text) for name in _named(match)}

    def run(self) -> None:
        """Read the file, and those that it includes, into the project."""
        self.project.open.append(self.name)
        if self.short_verbs:
            self.hide_short_verbs()
        self.through(0, len(self.text))
        self.finish(len(self.text))
        self.project.open.pop()

    def through(self, at: int, end: int) -> None:
        """Go through a stretch of the text once."""
        text, match, acts = self.text, _TOKEN.match, self.acts
        while not self.stopped and (token := match(text, at, end)):
            at = token.end()
            word = token[2]
            if word is not None:
                act = acts[word]
                if act is not None:
                    self.start = token.start(1)
                    at = act(self, at, word)
                elif at < end and text[at] in "[*" and word not in names.NO_ARGUMENTS:
                    at = self.options(at, word)
            else:
                mark = token[1]
                if mark == "{":
                    self.groups.append(None)
                elif mark == "}":
                    if self.groups and (closer := self.groups.pop()):
                        at = closer(at)
                else:
                    at = self.sign(mark, at)

    # ------------------------------------------------------------ places

    def at(self, offset: int) -> int:
        """The offset in the joined text."""
        return offset + self.shift

    def span(self, start: int, end: int) -> Span:
        """A span in the joined text."""
        return Span(start + self.shift, end + self.shift)

    def mask(self, start: int, end: int) -> int:
        """Mask a stretch; gives its end."""
        if start < end:
            self.project.masks.append((start + self.shift, end + self.shift))
        return end

    def options(self, at: int, word: str) -> int:
        """Mask the options of a command, and read on in them."""
        found = _OPTIONS.match(self.text, at)
        if found:
            self.mask(at, found.end())
            if word in ("caption", "captionof") or word in names.HEADINGS:
                self.quiet = found.end()
        return at

    # ------------------------------------------------------------ signs

    def sign(self, mark: str, at: int) -> int:
        """A comment, a formula, a line break."""
        text, start = self.text, at - len(mark)
        if mark == "%":
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            if text.find("citecheck:", at, end) >= 0:
                self.project.comments.append(self.span(start, end))
            return self.mask(start, end)
        if mark == "$":
            return self.maths((_DOLLARS if text.startswith("$", at) else _DOLLAR).match(text, start), at)
        if mark == "\\[":
            return self.maths(_SQUARE.match(text, start), at)
        if mark == "\\(":
            return self.maths(_ROUND.match(text, start), at)
        if mark == "\\\\":
            found = _OPTIONS.match(text, at) or _LENGTH.match(text, at)
            return self.mask(at, found.end()) if found else at
        return at

    def maths(self, found: Match[str] | None, at: int) -> int:
        """Mask a formula; citations in it count."""
        if not found:
            return at
        end = self.mask(found.start(), found.end())
        inside = found[0]
        if any(word in inside for word in _SPECIAL_INSIDE):
            depth = 2 if inside.startswith("$$") or inside[0] == "\\" else 1
            groups, self.groups = self.groups, []
            self.through(found.start() + depth, end - depth)
            self.groups = groups
        return end

    def hide_short_verbs(self) -> None:
        r"""`|...|`, where the document has made it short for `\verb|...|`."""
        for sign in self.short_verbs:
            found = regex(rf"(?<!\\){escape(sign)}[^\n{escape(sign)}]{{1,500}}+{escape(sign)}")
            for match in found.finditer(self.text):
                self.mask(*match.span())
            self.text = found.sub(lambda match: " " * len(match[0]), self.text)

    def verb(self, at: int, word: str) -> int:
        r"""`\verb|...|` and its kin: up to the next of the same sign in the line."""
        text = self.text
        options = _VERB_OPTIONS.match(text, at)
        start = options.end() if options and word != "verb" else at
        if word == "mintinline" and (language := _LANGUAGE.match(text, start)):
            start = language.end()
        if text.startswith("{", start) and word != "verb":
            group = _GROUP.match(text, start)
            return self.mask(at, group.end()) if group else at
        sign = _VERB.match(text, start)
        line_end = text.find("\n", start)
        end = text.find(sign[1], sign.end(), line_end if line_end >= 0 else len(text)) if sign else -1
        return self.mask(at, end + 1) if end >= 0 else at

    # ------------------------------------------------------------ environments

    def begin_environment(self, at: int, _: str) -> int:
        r"""`\begin{...}` with its options."""
        found = _BEGIN.match(self.text, at)
        if not found:
            return at
        name = found[1].strip().removesuffix("*")
        start, end = self.start, found.end()
        if name == "document":
            self.begin_document(end)
            return end
        if self.text.startswith("}", end):
            return end  # only spoken of
        self.depth += 1
        if name in self.verbatim or name in self.project.verbatim or "verbatim" in name or name.startswith("lst"):
            return self.skip(start, found.end(1) + 1, found[1].strip())
        self.mask(found.start(2), end)
        if name == "filecontents":
            return self.file_contents(start, found)
        if name in names.LISTS:
            begin_list(self)
            self.environments.append((name, self.at(start), lambda closed: close_item(self, closed)))
        elif name in names.MATHS or name in names.DRAWINGS:
            opened = self.at(start)
            self.environments.append((name, opened, lambda closed: self.mask_from(opened, closed)))
        elif name in ("footnote", "footnotetext"):
            self.environments.append((name, self.at(start), begin_note(self, start, found)))
        elif name == "minipage":
            begin_minipage(self)
            self.environments.append((name, self.at(start), None))
        return found.end(1) + 1

    def end_environment(self, at: int, _: str) -> int:
        r"""`\end{...}`: closes the innermost of that name."""
        found = _END.match(self.text, at)
        if not found:
            return at
        name, end = found[1].strip().removesuffix("*"), found.end()
        if name == "document":
            ends = self.depth <= 0 and (self.begun or self.project.begun)
            return self.finish(end, self.text.rfind("\\", 0, at)) if ends else end
        self.depth -= 1
        opened = self.environments
        at = len(opened) - 1
        while at >= 0 and opened[at][0] != name and at > len(opened) - _NESTED:
            at -= 1
        if at >= 0 and opened[at][0] == name:
            closer = opened[at][2]
            del opened[at:]
            if closer:
                closer(self.start if name in names.LISTS or name.startswith("footnote") else end)
        return end

    def mask_from(self, opened: int, end: int) -> int:
        """Mask from an offset of the joined text."""
        self.project.masks.append((opened, self.at(end)))
        return end

    def skip(self, start: int, at: int, name: str) -> int:
        """Mask an environment that LaTeX does not read."""
        closing = f"\\end{{{name}}}"
        end = -1 if closing in self.unclosed else self.text.find(closing, at)
        if end < 0:
            self.unclosed.add(closing)
            return at
        self.depth -= 1
        return self.mask(start, end + len(closing))

    def file_contents(self, start: int, found: Match[str]) -> int:
        """What LaTeX writes to another file is that file."""
        named = _FILE.match(self.text, found.end(1) + 1)
        closing = f"\\end{{{found[1].strip()}}}"
        end = -1 if closing in self.unclosed or not named else self.text.find(closing, named.end())
        if named is None or end < 0:
            self.unclosed.add(closing)
            return found.end()
        from dataclasses import replace

        inside = self.text[named.end() : end]
        # A document of its own, so that no offset is looked for in it.
        own = Source(replace(self.source.document), inside, self.source.begin + named.end())
        self.depth -= 1
        self.project.written.setdefault(
            named[1].strip().removeprefix("./").replace("\\jobname", self.project.stem), own
        )
        return self.mask(start, end + len(closing))

    def in_minipage(self) -> bool:
        """Whether notes are lettered here."""
        return any(name == "minipage" for name, _, _ in self.environments[-20:])

    # ------------------------------------------------------------ what is not printed

    def begin_document(self, end: int) -> None:
        r"""`\begin{document}`, unless it stands in an example.

        Mask what stands before the text, but for titles; what was found in it is forgotten.
        """
        first_of_all = not self.project.begun and self.project.class_name
        if self.begun or not (self.has_class or first_of_all):
            return
        self.begun = self.project.begun = True
        self.depth = 0
        first, last = self.first, self.at(end)
        fronts = sorted(each for each in self.project.fronts if each[0] >= first)

        def kept(start: int) -> bool:
            return start < first or any(low <= start < high for low, high in fronts)

        project = self.project
        at = first
        for low, high in fronts:
            project.masks.append((at, max(at, low)))
            at = max(at, high)
        project.masks.append((at, last))
        project.notes = [note for note in project.notes if kept(note.span.start)]
        project.links = [link for link in project.links if kept(link.span.start)]
        project.faults = [fault for fault in project.faults if kept(fault.span.start)]

    def condition(self, at: int, word: str) -> int:
        r"""`\iffalse ... \fi`, with what is nested in it; its `\else` is read."""
        if word in self.unclosed or (word == "if" and not self.text.startswith("0", at)):
            return at
        depth = 0
        for found in _IF_OR_FI.finditer(self.text, at):
            if found[0] == "\\fi":
                if depth == 0:
                    return self.mask(self.start, found.end())
                depth -= 1
            elif found[0] != "\\else":
                depth += 1
            elif depth == 0:
                return self.mask(self.start, found.end())
        self.unclosed.add(word)
        return at

    def finish(self, at: int, start: int | None = None) -> int:
        r"""The end of the file, or of what counts in it, at `\endinput` or `\end{document}`; what is open is closed.

        `start` is where the command begins; what stands behind is no part of the text.
        """
        if self.stopped:
            return at
        self.stopped = True
        close_item(self, at)
        self.project.add(self.source, self.begin, at if start is None else start)
        self.begin = len(self.text)
        return len(self.text)

    def include(self, at: int, name: str, folder: str) -> None:
        """Put a file in at this place."""
        found = self.project.included(name, folder)
        if found is None:
            return
        project = self.project
        project.add(self.source, self.begin, at)
        project.gap("\n")
        Scan(project, found[1], found[0], self.acts).run()
        project.gap("\n")
        self.begin = at
        self.shift = project.length - at


def _named(match: Match[str]) -> tuple[str, ...]:
    """The environment that is defined; minted's are named after their language, too."""
    language = match[3]
    return tuple(name for name in (match[1], match[2], f"{language}code" if language else None) if name)


Act = Callable[[Scan, int, str], int]
"""What a command does: takes the pass, the offset behind its name, and the name; gives where to read on."""
Acts = dict[str, Act | None]

ACTS: Acts = {
    "begin": Scan.begin_environment,
    "end": Scan.end_environment,
    "iffalse": Scan.condition,
    "if": Scan.condition,
    "endinput": lambda scan, at, _: scan.finish(at),
    **dict.fromkeys(names.VERBS, Scan.verb),
}

"""What stands in a line of Org: footnotes, citations, links, and what hides brackets.

By the Org manual ("Creating Footnotes", "Citations", "Link Format", "Emphasis and Monospace") and, where it is silent,
org-element.el.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from re import MULTILINE, VERBOSE, Match

from citecheck.model import Confidence, Form, Link, Marker, Native, Reference, Span
from citecheck.patterns import lazy as regex
from citecheck.readers.org.lines import Lines
from citecheck.text import union

_OPENER = regex(r"[\[=~$\\<@{]|\b(?:src|call)_|\b(?:[Cc]ite[a-zA-Z]{0,20}|[pf]cite|bibliography):(?=[&\w])")
_DEFINITION = regex(r"^\[fn:([\w-]++)\]", MULTILINE)
_DEFINITION_ENDS = regex(r"\n(?=\[fn:[\w-]++\]|\*++ |[ \t]*+\n[ \t]*+\n)")
_SQUARE = regex(r"[\[\]]")
_NOTE = regex(r"\[fn:([\w-]*+)(?:(\])|:)")
_PARAGRAPH_ENDS = regex(r"\n(?=[ \t]*+(?:\n|\Z)|\*++ |\[fn:[\w-]++\])")
_LINK = regex(r"\[\[((?:[^\[\]\n\0\\]|\\[^\n\0])++)\](?:\[((?:[^\[\]\0]|\[(?!\[)[^\[\]\0]*+\])++)\])?+\]")
_CITE = regex(r"\[cite(?:/[\w/-]++)?+:([^\[\]\0]*+(?:\[[^\[\]\0]*+\][^\[\]\0]*+)*+)\]")
_KEY = regex(r"@([\w:.#$%&+?<>~/!*'|-]*[\w/*+-])")
_REF_KEYS = regex(r"&?[\w:.+/-]*[\w/+](?:[,;]&?[\w:.+/-]*[\w/+])*")
_REF_KEY = regex(r"[\w:.+/-]*[\w/+]")
_STAMP = regex(r"[\[<]\d{4}-\d\d-\d\d[^\[\]<>\n\0]*+[\]>]")
_COOKIE = regex(r"\[(?:\d*+%|\d*+/\d*+|@\d++)\]")
_BOX = regex(r"\[[ X-]\](?=[ \t\n]|\Z)")
_ITEM = regex(r"[ \t]*+(?:[-+*]|\d++[.)]|[A-Za-z][.)])[ \t]++(?:\[@\w++\][ \t]*+)?")
_TARGET = regex(r"<<<?[^<>\n\0]++>>>?")
_SNIPPET = regex(r"@@[\w-]++:[^@\0]*+(?:@(?!@)[^@\0]*+)*+@@")
_MACRO = regex(r"\{\{\{[A-Za-z][^{}\n\0]*+(?:\([^\n\0{}]*+\))?\}\}\}")
_INLINE_CODE = regex(r"src_[^\s\[{\0]{1,60}+(?:\[[^\]\n\0]*+\])?\{[^{}\n\0]*+(?:\{[^{}\n\0]*+\}[^{}\n\0]*+)*+\}")
_INLINE_CALL = regex(r"call_[^\s\[(\0]{1,60}+(?:\[[^\]\n\0]*+\])?\([^()\n\0]*+\)(?:\[[^\]\n\0]*+\])?")
_MATHS = regex(
    r"""\\\((?:[^\\\0]|\\(?![()]))*+\\\) | \\\[(?:[^\\\0]|\\(?![\[\]]))*+\\\]
      | \\(?:begin|end)\{[A-Za-z*]++\} | \\[A-Za-z]++(?:\{[^{}\n\0]*+\}|\[[^\[\]\n\0{}]*+\](?=\{))*+
      | \$\$(?:[^$\0\n]|\n(?!\n))++\$\$
      | (?<!\$)\$(?![\s,;.$])(?:[^$\0\n]|\n(?!\n))*+(?<![\s,.])\$(?=[\s\-.,?;:'")\]}]|\Z)""",
    VERBOSE,
)
_BEFORE = "-–—('\"{ \t\n\0"
_BEHIND = "-–—.,;:!?'\")}\\[] \t\n\0"
_ABSOLUTE = regex(r"(?:https?|ftp)://[^\s]|mailto:\S")
_ESCAPED = regex(r"\\([\[\]\\])")
_DEEPEST = 3
"""Notes in the text of notes."""


class Inline:
    """The pass over what is left: footnotes, citations, links, and what hides brackets."""

    def __init__(self, prose: str, text: str, lines: Lines, keys: dict[str, Span] | None) -> None:
        self.prose = prose
        self.text = text
        self.abbreviations = lines.abbreviations
        self.includes = lines.includes
        self.drafts = list(union(lines.drafts))
        self.keys = keys
        self.masked: list[tuple[int, int]] = []
        self.markers: list[Marker] = []
        self.references: list[Reference] = []
        self.links: list[Link] = []
        self.cited: dict[str, Span] = {}
        """Keys that are cited and known, with the place that names their file."""
        self.notes = 0
        self.closings: dict[int, int] = {}
        """Where the brackets of the paragraph close that was looked at last."""
        self.paired_to = -1
        self.inside = array("q")
        """Where the notes end in whose text the pass is."""
        self.dead: dict[str, int] = {}
        """How far a mark of verbatim closes nothing."""

    def run(self) -> None:
        """Go through the prose once."""
        self.define()
        defined = {reference.span.start for reference in self.references}
        at = 0
        while match := _OPENER.search(self.prose, at):
            at = match.end() if match.start() in defined else self.construct(match)

    def define(self) -> None:
        """Definitions at the start of a line, up to the next one, a heading or two blank lines."""
        for match in _DEFINITION.finditer(self.prose):
            ended = _DEFINITION_ENDS.search(self.prose, match.end())
            stop = ended.start() if ended else len(self.prose)
            body = _stripped(self.text, match.end(), stop)
            self.references.append(Reference(Span(*match.span()), match[1], body, Form.TAG))

    def native(self) -> Native:
        """What was found, with an entry for each cited key where the bibliography is named."""
        entries = [Reference(span, key, span, Form.TAG) for key, span in self.cited.items()]
        references = sorted([*self.references, *entries], key=lambda reference: reference.span)
        markers = sorted(self.markers, key=lambda marker: marker.span)
        return Native(tuple(markers), tuple(references), tuple(self.links))

    def mask(self, match: Match[str] | None, at: int) -> int:
        """Mask what matched; gives where to read on."""
        if match:
            self.masked.append(match.span())
        return match.end() if match else at + 1

    def construct(self, match: Match[str]) -> int:
        """Read what an opening character may begin; gives where to read on."""
        prose, at = self.prose, match.start()
        mark = match[0]
        if mark == "[":
            return self.bracket(at)
        if mark in ("=", "~"):
            return self.verbatim(mark, at)
        if mark in ("$", "\\"):
            return self.mask(_MATHS.match(prose, at), at)
        if mark == "<":
            return self.mask(_TARGET.match(prose, at) or _STAMP.match(prose, at), at)
        if mark == "@":
            return self.mask(_SNIPPET.match(prose, at), at)
        if mark == "{":
            return self.mask(_MACRO.match(prose, at), at)
        if mark == "src_":
            return self.mask(_INLINE_CODE.match(prose, at), match.end())
        if mark == "call_":
            return self.mask(_INLINE_CALL.match(prose, at), match.end())
        return self.reference_link(match) if mark else at + 1

    # ------------------------------------------------------------ brackets

    def bracket(self, at: int) -> int:
        """A note, a link, a citation, a date, a box; else a bracket of the text."""
        prose = self.prose
        if note := _NOTE.match(prose, at):
            return self.note(note)
        if link := _LINK.match(prose, at):
            return self.link(link)
        if cite := _CITE.match(prose, at):
            return self.citation(cite)
        if found := _STAMP.match(prose, at) or _COOKIE.match(prose, at):
            return self.mask(found, at)
        if box := _BOX.match(prose, at):
            line = prose.rfind("\n", max(0, at - 100), at) + 1
            item = _ITEM.fullmatch(prose, line, at)
            return self.mask(box, at) if item else at + 1
        return at + 1

    def note(self, note: Match[str]) -> int:
        """`[fn:1]`, `[fn:: text]`, `[fn:name: text]`; what stands in the text is read, too."""
        start, name = note.start(), note[1]
        if note[2]:
            if not name:
                return note.end()
            self.mark(Span(*note.span()), name, "an Org footnote")
            return note.end()
        end = self.closing(start)
        while self.inside and self.inside[-1] <= start:
            self.inside.pop()
        if end is None or len(self.inside) == _DEEPEST:
            return note.end()
        self.inside.append(end)
        whole, body = Span(start, end), _stripped(self.text, note.end(), end - 1)
        if name:
            self.mark(whole, name, "an Org footnote with its text")
            self.references.append(Reference(whole, name, body, Form.TAG))
        else:
            self.notes += 1
            label = str(self.notes)
            reason = "an Org footnote that brings its own text"
            self.mark(whole, label, reason, form=Form.INLINE, series=self.notes)
            self.references.append(Reference(whole, label, body, Form.INLINE, self.notes))
        return note.end()

    def mark(
        self,
        span: Span,
        label: str,
        reason: str,
        *,
        bracket: Span | None = None,
        form: Form = Form.TAG,
        series: int = 0,
        grouped: bool = False,
    ) -> None:
        """Add a marker."""
        whole = bracket or span
        attached = whole.start > 0 and not self.text[whole.start - 1].isspace()
        draft = bisect_right(self.drafts, (whole.start, len(self.text))) - 1
        doubtful = self.includes or (draft >= 0 and whole.start < self.drafts[draft][1])
        sure = Confidence.LIKELY if doubtful else Confidence.SURE
        self.markers.append(Marker(span, label, whole, form, sure, reason, series, None, attached, grouped))

    def closing(self, at: int) -> int | None:
        """The offset behind the bracket that closes the one at an offset, within its paragraph."""
        if at >= self.paired_to:
            ended = _PARAGRAPH_ENDS.search(self.prose, at)
            self.paired_to = ended.start() if ended else len(self.prose)
            self.closings = {}
            opened = array("q")
            for mark in _SQUARE.finditer(self.prose, at, self.paired_to):
                if mark[0] == "[":
                    opened.append(mark.start())
                elif opened:
                    self.closings[opened.pop()] = mark.end()
        return self.closings.get(at)

    def link(self, link: Match[str]) -> int:
        """`[[address][text]]`: masked, a link if the address is absolute or has a known abbreviation."""
        self.masked.append(link.span())
        written = link[1]
        url = _ESCAPED.sub(r"\1", written)
        if url.startswith(("cite", "autocite", "parencite", "textcite")) and self.org_ref(link.start(1), written):
            return link.end()
        prefix, colon, rest = url.partition(":")
        if not _ABSOLUTE.match(url) and colon and prefix in self.abbreviations:
            full = self.abbreviations[prefix]
            url = full.replace("%s", rest) if "%s" in full else full if "%" in full else full + rest
        if _ABSOLUTE.match(url) and " " not in url and len(url) < 8000:
            self.links.append(Link(Span(*link.span(1)), url, written))
        return link.end()

    # ------------------------------------------------------------ citations

    def citation(self, cite: Match[str]) -> int:
        """`[cite:@key;@key2]`."""
        keys = list(_KEY.finditer(self.prose, *cite.span(1)))
        if not keys:
            return cite.start() + 1
        self.masked.append(cite.span())
        self.cite([(key.start(), key.end(), key[1]) for key in keys], Span(*cite.span()))
        return cite.end()

    def reference_link(self, opening: Match[str]) -> int:
        """org-ref's `cite:key,key2`."""
        if opening[0] == "bibliography:":
            return opening.end()
        return self.org_ref(opening.start(), "") or opening.end()

    def org_ref(self, at: int, written: str) -> int:
        """The end of `cite:key,key2`; 0 if it is none."""
        begin = self.prose.find(":", at) + 1
        keys = _REF_KEYS.match(self.prose, begin, at + len(written) if written else len(self.prose))
        if not keys:
            return 0
        self.masked.append((at, keys.end()))
        found = [(key.start(), key.end(), key[0]) for key in _REF_KEY.finditer(self.prose, *keys.span())]
        if self.keys:
            self.cite(found, Span(at, keys.end()))
        return keys.end()

    def cite(self, keys: Sequence[tuple[int, int, str]], bracket: Span) -> None:
        """Mark keys of a bibliography that could be read."""
        if self.keys is None:
            return
        for start, end, key in keys:
            if key in self.keys:
                self.cited[key] = self.keys[key]
            reason = "a key of the bibliography" if key in self.keys else "a key that the bibliography lacks"
            self.mark(Span(start, end), key, reason, bracket=bracket, grouped=len(keys) > 1)

    # ------------------------------------------------------------ verbatim

    def verbatim(self, mark: str, at: int) -> int:
        """`=verbatim=` and `~code~`, which may go over one line end (org-emphasis-regexp-components)."""
        prose = self.prose
        if at and prose[at - 1] not in _BEFORE:
            return at + 1
        if prose[at + 1 : at + 2].isspace() or at < self.dead.get(mark, 0):
            return at + 1
        line = prose.find("\n", at)
        limit = prose.find("\n", line + 1) if line >= 0 else -1
        limit = limit if limit >= 0 else len(prose)
        found = prose.find(mark, at + 2, limit)
        while found >= 0:
            if not prose[found - 1].isspace() and (found + 1 == len(prose) or prose[found + 1] in _BEHIND):
                self.masked.append((at, found + 1))
                return found + 1
            found = prose.find(mark, found + 1, limit)
        self.dead[mark] = line if line >= 0 else len(prose)
        return at + 1


def _stripped(text: str, start: int, end: int) -> Span:
    """A span without the white space around it."""
    body = text[start:end]
    begin = start + len(body) - len(body.lstrip())
    return Span(begin, max(begin, start + len(body.rstrip())))

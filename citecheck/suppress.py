"""What is not to be reported: comments in documents and `[[ignore]]`s of the configuration. One filter, which counts.

A comment is written in the document's own syntax (`<!-- citecheck: ignore CC107 -- why -->`, in MDX `{/* ... */}`,
in LaTeX `% ...`, in BibTeX `@comment{...}`):

- `ignore` holds for its line; inside a note, for all of the note; where a comment needs a line of its own
  (`.. citecheck: ignore` in reStructuredText, `#` in Org, `//` in AsciiDoc), for the paragraph below;
- `ignore-next-line` for the next line that is not blank;
- `ignore-start` to `ignore-end`, or to the end, for the block; `ignore-file` for all of the file.

A document without lines has paragraphs in their place. Of one that was put together from files, each is by itself.

Codes (or names, or beginnings of codes) narrow it; without any it holds for all rules.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from citecheck.config.files import absolute, matches
from citecheck.model import Excerpt, Place, Problem, Report, RuleInfo, Severity, Silence, Span
from citecheck.patterns import lazy
from citecheck.placing import excerpt, fingerprint
from citecheck.rules import LinkFinding, rules, silence_rules
from citecheck.settings import ASKED

if TYPE_CHECKING:
    from citecheck.model import Citations, Document
    from citecheck.settings import Ignore, Settings

SCOPES = ("ignore", "ignore-next-line", "ignore-start", "ignore-end", "ignore-file")
_WORD = lazy(r"\s*+([\w-]*+)")
_NOT_BLANK = lazy(r"\S")
_BECAUSE = lazy(r"(?<!\S)(?:--|—|because\b)")
_OF_A_LINE = ("..", "#", "//")
"""How comments begin that nothing can stand beside."""
_PARAGRAPH = lazy(r"\s*+[^\n]++(?:\n[ \t]*+[^\s][^\n]*+)*+")
_LAST = 1 << 60
"""A line below all others, a column after all others."""
_ALL = (0, 0), (_LAST, _LAST)
_NONE = (_LAST, _LAST), (0, 0)
_WHOLE = ("line", "paragraph")
"""Units that are hidden as a whole; of a cell or a page only lines are."""


class Comment(NamedTuple):
    """A comment that hides what is found in a stretch of its file."""

    silence: Silence
    first: tuple[int, int]
    last: tuple[int, int]
    """Lines and columns, both included; none if it is wrong."""


class Sifted(NamedTuple):
    """What is left to report."""

    problems: tuple[Problem, ...]
    hidden: int
    silences: tuple[Silence, ...]
    """All comments, and the ignores that this run has to do with: with what became of them."""


def silenced(
    report: Report,
    comments: Mapping[str, Sequence[Comment]],
    settings: Settings,
    of: Callable[[str], Settings],
    paths: Sequence[str],
    today: date,
) -> Report:
    """The report without what comments and ignores hide, and with what the rules say of these.

    `comments` are by document; `of` gives a document's settings; `paths` are those that the run was given.
    """
    # Path.is_dir may raise
    folders = [absolute(path) for path in paths if os.path.isdir(path)]  # noqa: PTH112
    asked = report.tells_of_links and not report.offline

    def whole(ignore: Ignore) -> bool:
        home = Path(ignore.file).parent
        return any(home.is_relative_to(folder) for folder in folders)

    def tells(path: str, codes: tuple[str, ...]) -> bool:
        own = of(path)
        known = [code for code in rules() if code in codes or (code.startswith(codes or "CC") and code not in ASKED)]
        return all(own.wants(code) and (asked or not code.startswith("CC3")) for code in known)

    ignores: dict[str, list[Ignore]] = {}
    for document in report.documents:
        for path in (document.path, *document.files):
            about = [it for it in of(document.path).ignores if _is_about(it, path) or _is_about(it, document.path)]
            ignores[path] = list(dict.fromkeys([*ignores.get(path, ()), *about]))
    all_ignores = dict.fromkeys(each for document in report.documents for each in of(document.path).ignores)
    met = {each for some in ignores.values() for each in some}
    # One whose `path` names no document is of no use, unless what it names could not be read.
    unmet = [
        _silence(each)
        for each in all_ignores
        if each not in met and whole(each) and not report.failures and tells(each.file, each.codes)
    ]
    links = {link.url: [cited.path for cited in link.cited] for link in report.links}
    sifted = sift(report.problems, comments, ignores, today, whole=whole, tells=tells, links=links)
    said = []
    # What has not changed is left out, and nobody can tell whether it is of use.
    for silence in () if settings.since or not report.complete else (*sifted.silences, *unmet):
        for code, rule in silence_rules().items():
            finding = rule.silence_check(silence) if rule.silence_check else None
            own = of(silence.path)
            if finding and own.wants(code):
                severity = own.severity_of(code, finding.severity, rule.severity)
                said.append(_problem(silence, rule.info, finding, severity))
    return replace(report, problems=(*sifted.problems, *said), suppressed=report.suppressed + sifted.hidden)


def comments_of(citations: Citations) -> Iterator[Comment]:
    """The comments of a document that speak to citecheck, in order of place."""
    document = citations.document
    opened: dict[str, list[Comment]] = {}
    for span in document.comments:
        silence, scope = _read(document, span)
        first, last = _lines(document, span)
        blocks = opened.setdefault(silence.path, [])
        if silence.wrong:
            yield Comment(silence, *_NONE)
        elif scope == "ignore":
            yield Comment(silence, *_own_lines(citations, span))
        elif scope == "ignore-next-line":
            following = _next_line(document, span)
            same_file = document.locate(following).path == silence.place.path
            yield Comment(silence, *(_lines(document, following) if same_file else _NONE))
        elif scope == "ignore-file":
            yield Comment(silence, *_ALL)
        elif scope == "ignore-start":
            blocks.append(Comment(silence, first, _ALL[1]))
        elif blocks:
            yield blocks.pop()._replace(last=last)
        else:
            wrong = "no ignore-start stands before it"
            yield Comment(silence._replace(wrong=wrong), *_NONE)
    yield from (comment for blocks in opened.values() for comment in blocks)


def sift(
    problems: Iterable[Problem],
    comments: Mapping[str, Sequence[Comment]],
    ignores: Mapping[str, Sequence[Ignore]],
    today: date,
    *,
    whole: Callable[[Ignore], bool],
    tells: Callable[[str, tuple[str, ...]], bool],
    links: Mapping[str, Iterable[str]],
) -> Sifted:
    """Hide what is to be hidden.

    `comments` and `ignores` are by the path of the document. `whole(ignore)` says whether the run has read all that
    an ignore is about, `tells(path, codes)` whether it has checked all of these rules in the document. `links`
    are the cited URLs, with the paths they stand in.
    """
    kept: list[Problem] = []
    used_comments: set[Comment] = set()
    of_file: dict[str, list[Comment]] = {}
    for comment in (each for some in comments.values() for each in some):
        of_file.setdefault(comment.silence.path, []).append(comment)
    touched: dict[Ignore, bool] = {each: False for some in ignores.values() for each in some}
    expired = {each for each in touched if each.until and each.until <= today}
    hidden = 0
    for problem in problems:
        by_comment = [each for each in of_file.get(problem.path, ()) if _covers(each, problem)]
        by_ignore = [each for each in ignores.get(problem.path, ()) if _is_meant(each, problem)]
        used_comments.update(by_comment)
        touched.update(dict.fromkeys(by_ignore, True))
        if by_comment or any(each not in expired for each in by_ignore):
            hidden += 1
        else:
            kept.append(problem)
    silences: list[Silence] = []
    for path, some in comments.items():
        for comment in some:
            used = comment in used_comments or not tells(path, comment.silence.codes)
            silences.append(comment.silence._replace(used=used))
    for ignore, used in touched.items():
        cited = bool(ignore.url) and any(_fits(ignore.url, url) for url in links)
        concerned = used or whole(ignore) or (cited and not ignore.path)
        told = all(tells(path, ignore.codes) for path in ignores if ignore in ignores[path])
        if ignore in expired:
            if concerned:
                silences.append(_silence(ignore)._replace(expired=str(ignore.until), used=used))
        else:
            silences.append(_silence(ignore)._replace(used=used or not (concerned and told)))
    return Sifted(tuple(kept), hidden, tuple(silences))


def _read(document: Document, span: Span) -> tuple[Silence, str]:
    """A comment and its scope."""
    text = document.text[span.start : span.end]
    place = document.locate(span)
    silence = Silence(place.path or document.path, place, excerpt(document, span))
    said = (
        text.partition("citecheck:")[2]
        .removesuffix("*/}")
        .removesuffix("}")
        .removesuffix(">")
        .rstrip("!")
        .removesuffix("--")
    )
    match = _WORD.match(said)
    scope = match[1] if match else ""
    words = said[match.end() if match else 0 :].strip()
    begin = _BECAUSE.search(words)
    words, reason = (words[: begin.start()], words[begin.end() :]) if begin else (words, "")
    if scope not in SCOPES:
        from citecheck.config.kinds import did_you_mean

        hint = did_you_mean(scope, SCOPES) or f": write one of {', '.join(SCOPES)}"
        return silence._replace(wrong=f"{scope!r} is no word for citecheck{hint}"), scope
    codes: list[str] = []
    for word in re.split(r"[\s,]+", words.strip()) if words.strip() else ():
        from citecheck.config.kinds import code_of

        try:
            codes.append(code_of(word))
        except ValueError as error:
            return silence._replace(wrong=str(error)), scope
    return silence._replace(codes=tuple(codes), reason=" ".join(reason.split())), scope


def _lines(document: Document, span: Span) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first and the last place of the lines that a span is on."""
    if document.unit in _WHOLE:
        place = document.locate(span)
        return (place.line, 0), (place.end_line, _LAST)
    start, end = (document.line_span(document.line_of(at)) for at in span)
    place = document.locate(Span(start.start, end.end))
    return (place.line, place.column), (place.end_line, place.end_column)


def _own_lines(citations: Citations, span: Span) -> tuple[tuple[int, int], tuple[int, int]]:
    """The line of a comment, or the lines of the note in which it stands, or of the paragraph below it."""
    document = citations.document
    own = span
    for reference in citations.references:
        if reference.span.start <= span.start <= max(reference.body.end, reference.span.end):
            span = Span(reference.span.start, max(reference.body.end, span.end))
            break
    if span == own and document.text.startswith(_OF_A_LINE, span.start):
        line_end = document.text.find("\n", span.end)
        if line_end >= 0 and (below := _PARAGRAPH.match(document.text, line_end)):
            span = Span(span.start, below.end())
    return _lines(document, span)


def _next_line(document: Document, comment: Span) -> Span:
    """Where the next line begins that is not blank, else the end."""
    line_end = document.text.find("\n", comment.end)
    line_end = line_end if line_end >= 0 else len(document.text)
    if document.locator is None:
        at = line_end
    else:  # a line of a text that was taken out of a file may be several of the file
        last = document.locate(comment).end_line
        ends = range(comment.end, line_end)
        at = comment.end + bisect_right(ends, last, key=lambda at: document.locate(Span(at, at)).line)
    rest = _NOT_BLANK.search(document.text, at)
    at = rest.start() if rest else len(document.text)
    return Span(at, at)


def _covers(comment: Comment, problem: Problem) -> bool:
    if not comment.first <= problem.place[:2] <= comment.last:
        return False
    return not comment.silence.codes or problem.rule.startswith(comment.silence.codes)


def _is_meant(ignore: Ignore, problem: Problem) -> bool:
    if ignore.codes and not problem.rule.startswith(ignore.codes):
        return False
    return not ignore.url or (problem.url is not None and _fits(ignore.url, problem.url))


def _fits(pattern: str, url: str) -> bool:
    """Whether a URL is like a pattern, where `*` stands for any characters: each part is looked for once."""
    first, *others = pattern.split("*")
    if not others:
        return url == pattern
    *middle, last = others
    at, end = len(first), len(url) - len(last)
    if at > end or not (url.startswith(first) and url.endswith(last)):
        return False
    for part in middle:
        found = url.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _silence(ignore: Ignore) -> Silence:
    try:
        lines = Path(ignore.file).read_text("utf-8-sig").splitlines()
    except OSError:
        lines = []
    text = lines[ignore.line - 1] if ignore.line <= len(lines) else ""
    place = Place(ignore.line, 1, ignore.line, len(text) + 1)
    shown = Excerpt(ignore.line, text, 0, max(1, len(text)), cut_left=False, cut_right=False)
    return Silence(_near(ignore.file), place, shown, ignore.codes, ignore.reason)


def _problem(silence: Silence, rule: RuleInfo, finding: LinkFinding, severity: Severity) -> Problem:
    return Problem(
        silence.path,
        silence.place,
        rule.code,
        rule.name,
        severity,
        finding.message,
        "",
        finding.advice,
        None,
        None,
        (),
        silence.excerpt,
        fingerprint(rule.code, None, silence.excerpt.text[silence.excerpt.start : silence.excerpt.end]),
    )


def _is_about(ignore: Ignore, path: str) -> bool:
    """Whether a document is one of those an ignore is for."""
    if not ignore.path:
        return True
    return matches(absolute(path), ignore.path, Path(ignore.file).parent)


def _near(file: str) -> str:
    path = Path(file)
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return file

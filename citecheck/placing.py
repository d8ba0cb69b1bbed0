"""Place findings and links in the source file: spans become lines, columns and the words around them."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from citecheck.model import Cited, Document, Excerpt, Finding, Note, Problem, Related, RuleInfo, Severity, Span
from citecheck.patterns import lazy, without_passwords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations

_AROUND = 300
"""Characters of a long line that are kept on either side of a finding."""
_LONGEST_URL = 2000  # characters of one that may be cut there
_TITLE = 120  # characters of the first words of a reference
_SENTENCE = 240  # characters to either side of what stands in a sentence
_COMMAND = lazy(r"\\(?:href\{[^{}]*+\}|[a-zA-Z]++\*?+[ ]?+|([#$%&_{}]))|[{}~]")
_EMPTIED = lazy(r"""\[([^\[\]]*+)\]\((?:\s++["'][^"'()]*+["'])?\s*+\)| ?(?:<>|\(\s*+\))""")
"""What is left around a URL that was taken out: `[its text]()`, `<>`, `()`."""
_SENTENCE_ENDS = ".!?\n"


def place(document: Document, finding: Finding, rule: RuleInfo) -> Problem:
    """A finding with its place, its line and its fingerprint."""
    spot = document.locate(finding.span)
    path = spot.path or document.path
    return Problem(
        path,
        spot,
        rule.code,
        rule.name,
        finding.severity or rule.severity,
        finding.message,
        finding.note,
        finding.advice,
        finding.label,
        finding.url,
        tuple(_note(document, other, path) for other in finding.related),
        excerpt(document, finding.span),
        fingerprint(rule.code, finding.label, sentence(document.text, finding.span)),
    )


def _note(document: Document, other: Related, path: str) -> Note:
    spot = document.locate(other.span).seen_from(path, document.path)
    return Note(spot, other.message, excerpt(document, other.span))


def link_problem(
    cited: Cited, rule: RuleInfo, message: str, advice: str, severity: Severity | None, url: str
) -> Problem:
    """A link finding, placed where the URL stands."""
    return Problem(
        cited.path,
        cited.place,
        rule.code,
        rule.name,
        severity or rule.severity,
        message,
        "",
        advice,
        cited.label,
        url,
        (),
        None,
        fingerprint(rule.code, cited.label, f"{cited.title} {url}"),
    )


def excerpt(document: Document, span: Span) -> Excerpt:
    """The line where a span begins, or the part of it around the span; the caret ends with the line."""
    start, end = document.line_span(document.line_of(span.start))
    left, right = max(start, span.start - _AROUND), min(end, max(span.end, span.start) + _AROUND)
    caret_end = max(min(span.end, right), span.start + 1)
    # Veiled before it is cut: of a URL without its @ nobody can tell any more what is the password.
    low, high = max(start, left - _LONGEST_URL), min(end, right + _LONGEST_URL)
    return Excerpt(
        document.locate(span).line,
        without_passwords(document.text[low:high])[left - low : right - low],
        span.start - left,
        caret_end - left,
        cut_left=left > start,
        cut_right=right < end,
        taken_out=document.locator is not None,
    )


def sentence(text: str, span: Span) -> str:
    """The sentence around a span, at most `_SENTENCE` characters to either side."""
    start, end = sentence_span(text, span)
    return text[start:end]


def sentence_span(text: str, span: Span) -> Span:
    """Where the sentence around a span lies, without its full stop unless a marker follows that."""
    words, least = span.start, max(0, span.start - 8)
    while words > least and text[words - 1] in ' .,;:!?)"”’]':
        words -= 1  # a marker behind the full stop belongs to the sentence before it
    low, right = max(0, span.start - _SENTENCE), span.end + _SENTENCE
    left = -1
    for end in _SENTENCE_ENDS:  # each looks no further than the one before it
        left = max(left, text.rfind(end, max(low, left), words))
        at = text.find(end, span.end, right)
        right = right if at < 0 else at
    return Span(left + 1 if left >= 0 else low, right)


def fingerprint(code: str, label: str | None, words: str) -> str:
    """A hash of rule, label and words that stays when lines move: 16 hexadecimal digits."""
    from hashlib import sha256

    normal = " ".join(words.split()).casefold()
    return sha256(f"{code}\n{label or ''}\n{normal}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def cited_links(citations: Citations) -> Iterator[tuple[str, Cited]]:
    """Every occurrence of every URL, with the reference that holds it and how often that is cited."""
    document = citations.document
    for link in citations.links:
        spot = document.locate(link.span)
        path = spot.path or document.path
        label, count, first = None, 0, None
        if link.reference is None:
            title = sentence(document.text, link.span)
        else:
            reference = citations.references[link.reference]
            markers = citations.pairing.cited.get(link.reference, ())
            label, count = reference.label, len(markers)
            start, end = reference.body
            title = readable(document, Span(start, min(end, start + 4 * _TITLE)))
            first = document.locate(markers[0].span).seen_from(path, document.path) if markers else None
        dotted = document.text.startswith(".", link.span.end)
        yield (
            link.url,
            Cited(
                path,
                *spot[:4],
                label,
                shorten(_EMPTIED.sub(r"\1", title.replace(link.written, ""))),
                count,
                first,
                dotted,
                spot.name,
            ),
        )


def readable(document: Document, span: Span) -> str:
    """The words of a span on one line, without comments to citecheck, in LaTeX without its commands."""
    parts, at = [], span.start
    inside = slice(*(bisect_left(document.comments, Span(edge, edge)) for edge in span))
    for comment in document.comments[inside]:
        parts.append(document.text[at : comment.start])
        at = comment.end
    words = " ".join("".join([*parts, document.text[at : span.end]]).split())
    return _COMMAND.sub(_word, words) if document.format == "latex" else words


def _word(match: re.Match[str]) -> str:
    return " " if match[0] == "~" else match[1] or ""


def shorten(text: str) -> str:
    """A text on one line, cut after a word to about `_TITLE` characters."""
    words = " ".join(text.split()).strip(" .,;:–—-<(")
    if len(words) <= _TITLE:
        return words
    return words[:_TITLE].rpartition(" ")[0].rstrip(" ,;:") + "…"

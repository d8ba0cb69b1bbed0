"""Phrases that promise a link: "available from:" with nothing after it (CC203), or a file path (CC204)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citecheck.model import Fault, Span
from citecheck.patterns import lazy

_STEMS = ("vailable", "etrieved", "ccessed", "brufbar", "isponible")
_PHRASE = lazy(
    r"""[Aa]vailable(?:[ ]\([^()\n]{1,30}\))?(?:[ ]online)?[ \n]{1,4}(?:from|at)\b
      | [Rr]etrieved(?:[ ][\w ,.]{1,30})?[ ]from\b
      | [Aa]ccessed[ ]at\b
      | [Aa]brufbar(?:[ ]ist)?[ ]unter\b
      | [Dd]isponible(?:[ ]en[ ]ligne)?[ ](?:sur|à)\b
      | [Dd]isponible[ ]en(?:[ ]línea)?\b""",
    re.VERBOSE,
)
_COLON = lazy(r"[ ]?:")
_LABEL = lazy(r"\n[ \t>]{0,12}\\?\[\^?[^\]\[\n]{1,30}\](?!\()")
_ENTRY = lazy(r"[ \t>*]{0,12}\\?\[\^?[^\]\[\n]{1,30}\]")
_NOTHING = lazy(r"[ ]?([.;,)\]]{0,3})\s*\Z")
_LINK_BELOW = lazy(
    r"[\s<>*+\0-]{0,60}(?:\0|https?:|ftp:|www\.|doi[: ]|10\.\d|[\w.+-]{1,60}@|[\w.-]{1,60}\.[a-z]{2,6}\b)",
    re.IGNORECASE,
)
_DATE_ONLY = lazy(
    r"\s*[.,;]?\s*[\[(]?(?:last )?(?:accessed|retrieved|visited|viewed|abgerufen|consulté|consultado)\b",
    re.IGNORECASE,
)
_PERSON = lazy(
    r"\s*(?:the|a|an|any|all|my|our|your|his|her|its|their|this|these|those|most|many|good)\b", re.IGNORECASE
)
_LINK_LIKE = lazy(r"://|www\.|@|\b(?:doi|hdl|urn|arxiv)\b|\w\.[a-z]{2,6}(?:/|\b)|\0|\]\(|\]\[", re.IGNORECASE)
_PATH = lazy(r"\s{0,3}<?((?:[A-Za-z]:\\|\\\\[\w.-]+\\|/(?:home|Users)/)[^\s<>]{1,300})")
_REACH = 600
"""Characters after the phrase in which the link must stand."""


def find_missing(text: str) -> Iterator[Fault]:
    """The phrases of a text that promise a link and give none.

    Only a phrase with a colon, or one inside a reference `[1] ...` after which the sentence ends, promises a
    link plainly enough: "available from the publisher" does not.
    """
    for stem in _STEMS:
        at = text.find(stem)
        while at >= 0:
            phrase = _PHRASE.match(text, at - 1) if at else None
            if phrase and (fault := _judge(text, phrase)):
                yield fault
            at = text.find(stem, at + len(stem))
    yield from _drive_paths(text)


def _judge(text: str, phrase: re.Match[str]) -> Fault | None:
    rest, cut = _rest_of_entry(text, phrase.end())
    if path := _PATH.match(text, phrase.end() + rest.startswith(":")):
        return _private(Span(path.start(1), path.end(1)))
    colon = _COLON.match(rest)
    after = rest[colon.end() :] if colon else rest
    if nothing := _NOTHING.match(after):
        # A bracket in the next line may be what the phrase names: "available from\n[RFC 2119]".
        named = not colon if cut else _LINK_BELOW.match(text, phrase.end() + len(rest))
        # In running text a sentence may well end so: "the server it was retrieved from."
        promised = colon is not None or _in_entry(text, phrase.start())
        missing = promised and (bool(nothing[1]) or not named)
    elif _DATE_ONLY.match(after):
        missing = not _LINK_LIKE.search(after)
    else:
        missing = colon is not None and _in_entry(text, phrase.start()) and not _named(after)
    if not missing:
        return None
    words = " ".join(phrase[0].split())
    return Fault(
        "CC203",
        Span(phrase.start(), phrase.end()),
        f'"{words}" and no link after it',
        "where?",
        "add the link, or say where else the source can be found",
    )


def _named(after: str) -> bool:
    return bool(_LINK_LIKE.search(after) or _PERSON.match(after))


def _rest_of_entry(text: str, at: int) -> tuple[str, bool]:
    """The text from `at` to the end of its paragraph or reference, and whether a label ends it."""
    rest = text[at : at + _REACH].partition("\n\n")[0]
    label = _LABEL.search(rest)
    return (rest[: label.start()], True) if label else (rest, False)


def _in_entry(text: str, at: int) -> bool:
    """Whether the paragraph or line begins like a reference, with a label in brackets."""
    low = max(0, at - 1500)
    return any(_ENTRY.match(text, text.rfind(mark, low, at) + len(mark)) is not None for mark in ("\n\n", "\n"))


def _drive_paths(text: str) -> Iterator[Fault]:
    """Windows paths in angle brackets, the manner of a link."""
    at = text.find(":\\")
    while at >= 0:
        if at > 1 and text[at - 2] == "<" and (path := _PATH.match(text, at - 2)):
            yield _private(Span(path.start(1), path.end(1)))
        at = text.find(":\\", at + 2)


def _private(span: Span) -> Fault:
    return Fault(
        "CC204",
        span,
        "The link is a file on one computer",
        "only there",
        "cite an address that your readers can reach",
    )

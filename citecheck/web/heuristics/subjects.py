"""Pages that are about what they seem to say: articles, works and threads called "Page not found" (case 21)."""

from __future__ import annotations

import re
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from citecheck.patterns import lazy
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics.missing_pages import is_missing, says_missing, telling_words
from citecheck.web.page import words_of

_SEPARATOR = lazy(
    r"\s[-–—|·•»:]\s|[|｜·•»]|:\s|::"
    r"|(?<=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3])[-_–—]|[-_–—](?=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3])"
)
"""What stands between the parts of a title; beside Chinese, Japanese and Korean without spaces."""
_ABOUT = lazy(r"4(?:04|10)|not[-_]?found|gone", re.IGNORECASE)
_HELP = lazy(
    r"\b(?:help|support|docs|documentation|manual|handbook|faq|glossary|dictionary|wiktionary|forums?|community|answers"
    r"|hilfe|wörterbuch|aide|dictionnaire|ayuda|diccionario)\b",
    re.IGNORECASE,
)
"""What those call themselves who explain messages."""
_SPOKEN_OF = lazy(
    r"#\d|\d\.\d+\.\d|^\[[A-Z]\w{0,30}-\d+\]|^(?!4(?:04|10)\b)\d+ [-–—|] |^(?:re|aw|fwd?|sv|antw)\s?:", re.IGNORECASE
)
"""Titles of what is said about it: "Page not found · Issue #7", "6.5.4: 404 Not Found", "[AB-7] ...", "Re: ..."."""
_OF_A_WORK = lazy(
    r"\bby\b|\blyrics\b|^an? (?:song|album|film|movie|novel|poem|play|story|book|photo)\b"
    r"|\((?:[^()]{0,30}\b)?(?:18|19|20)\d\d\b",
    re.IGNORECASE,
)
"""What stands in titles beside the name of a work."""
_PUBLISHED = lazy(
    r"[\"'](?:article:published_time|citation_title|citation_author)[\"']|\bid=[\"']?comments\b"
    r'|"@type"\s*+:\s*+(?:\[\s*+)?"(?:discussionforumposting|qapage|(?:news|scholarly|tech)?article|blogposting|book|movie'
    r'|music(?:recording|album)|videoobject|visualartwork|(?:tv|podcast)(?:episode|series)|question|(?:exhibition)?event)"'
)
"""What sites say to machines of what somebody made, in lower case: of a missing page they have none of it."""
_REMOVED = lazy(r"\b(?:no longer|removed|deleted|unavailable|not available)\b", re.IGNORECASE)
_HEADING = 3  # words of a heading that are enough to know it again
_MORE = 2  # words beside those of a heading by which a title names something else
_WORD = lazy(r"\w+")


def parts_of(title: str) -> list[str]:
    """What stands in a title beside each other, such as a page, its section and its site."""
    return _SEPARATOR.split(title)


def is_called_so(exchange: Exchange) -> bool:
    """Whether a page whose title or heading says that it is missing is something of that name."""
    page = exchange.page
    title = page.title
    if _is_its_subject(exchange) or _SPOKEN_OF.search(title):
        return True
    # What was removed may still have its data.
    if is_of_a_work(exchange) and not _REMOVED.search(" ".join(page.heads)):
        return True
    parts = [part for part in parts_of(title) if not is_missing(part)]
    for heading in page.headings:
        if not is_missing(heading):
            # "404 not found: on link rot", above it as in the title.
            if ": " in heading and title.startswith(heading):
                return True
        elif any(_names_more(part, heading) for part in parts):
            return True
    return False


def is_of_a_work(exchange: Exchange) -> bool:
    """Whether a page says that it is of something published, or its address ends with its title: `/wiki/Not_Found`."""
    page = exchange.page
    first, *parts = parts_of(page.title)
    path = urlsplit(exchange.first_url).path
    named = words_of(unquote(path.rstrip("/").rpartition("/")[2].partition(".")[0]).lower())
    if named and named in (words_of(first.lower()), words_of(_unaccented(first.lower()))):
        return True
    return bool(_PUBLISHED.search(page.lowered)) or any(
        _OF_A_WORK.search(part) for part in (first, *parts) if not is_missing(part)
    )


def is_where_it_is_explained(exchange: Exchange) -> bool:
    """Whether the cited address speaks of missing pages, or has the words of the title, or the site explains things."""
    title = exchange.page.title
    path = urlsplit(exchange.first_url).path
    if _ABOUT.search(path) or any(_HELP.search(part) for part in parts_of(title) if not is_missing(part)):
        return True
    said = {
        word
        for head in exchange.page.heads
        for part in parts_of(head)
        if is_missing(part)
        for word in telling_words(part)
    }
    return bool(said) and said <= set(words_of(_unaccented(unquote(path).lower())) + words_of(unquote(path).lower()))


def has_the_cited_heading(exchange: Exchange) -> bool:
    """Whether the page has a heading, of some words, that the reference gives."""
    cited = set(_WORD.findall(exchange.cited_as.lower()))
    headings = (set(_WORD.findall(heading.lower())) for heading in exchange.page.headings)
    return any(len(heading) >= _HEADING and heading <= cited for heading in headings)


def _is_its_subject(exchange: Exchange) -> bool:
    """Whether the reference itself is to a work of this title, such as an article about error 404."""
    cited, title = exchange.cited_as, exchange.page.title
    if not cited or not (_ABOUT.search(cited) or says_missing(cited)):
        return False
    return len(set(_WORD.findall(cited.lower())) & set(_WORD.findall(title.lower()))) >= 2


def _names_more(part: str, heading: str) -> bool:
    """Whether a part of a title has a heading and more: "Page Missing, Jane Doe, 1972"."""
    said, named = telling_words(heading), telling_words(part)
    return len(named) >= len(said) + _MORE and f" {' '.join(said)} " in f" {' '.join(named)} "


def _unaccented(text: str) -> str:
    return "".join(sign for sign in normalize("NFKD", text) if sign.isascii())

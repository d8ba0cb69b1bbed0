"""What a line end divides: words with a hyphen that is not theirs, and URLs.

A word is put together where the document itself shows that it is one, a URL where the break can be nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from citecheck.patterns import lazy
from citecheck.readers.pdf.fonts import SOFT_HYPHEN
from citecheck.readers.pdf.lines import Line

HYPHENS = ("-", "\u2010", SOFT_HYPHEN)

_WORD = lazy(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*+")
_HEAD = lazy(r"(?:\A|(?<=[\s(“‘\"'—–]))((?:[^\W\d_]+-)*[^\W\d_]{2,40})([-\u2010\u00ad])\Z")
_TAIL = lazy(r"[^\W\d_]{2,40}(?![\w@/:]|\.\w)\S{0,40}")
_URL = lazy(r"(?:(?:https?|ftp):(?://\S*)?|www\.\S+|doi\.org/\S*)\Z")
_TOKEN = lazy(r"\S{1,400}")
_OF_URL = lazy(r"[\w.~:/?#@!$&'*+,;=%()\[\]-]+")
_CLOSING = ".,;:!?)]>”’\"'"


def vocabulary(lines: Iterable[Line]) -> Counter[str]:
    """The words that stand whole in the document."""
    words: Counter[str] = Counter()
    cut = False
    for line in lines:
        found = _WORD.findall(line.text)
        if cut:
            found = found[1:]
        cut = line.text.endswith(HYPHENS)
        words.update(word.casefold() for word in (found[:-1] if cut else found))
    return words


def tail_of(line: Line, text: str, following: Line, words: Counter[str]) -> tuple[int, int]:
    """How much of the next line belongs to what a text ends with, and how many characters of that go: its hyphen.

    `line` is the last line of the text.
    """
    text = text[-1000:]
    if url := _URL.search(text):
        return _url_tail(line, url[0], following, words), 0
    tail = _word_tail(text[-100:], following.text, words)
    return tail, int(tail > 0)


def _word_tail(text: str, following: str, words: Counter[str]) -> int:
    head = _HEAD.search(text)
    tail = _TAIL.match(following) if head else None
    rest = _WORD.match(tail[0]) if tail else None
    if head is None or tail is None or rest is None or not following[:1].islower():
        return 0
    first, second = head[1].casefold(), rest[0].casefold()
    last = first.rpartition("-")[2]
    if head[2] == SOFT_HYPHEN:
        return tail.end()
    if words[f"{first}-{second}"]:
        return 0
    # Two words that are known are one with a hyphen.
    sure = words[last + second] or not (words[last] or words[second])
    return tail.end() if sure else 0


def _url_tail(line: Line, url: str, following: Line, words: Counter[str]) -> int:
    """How much of the next line goes on with a URL."""
    token = _TOKEN.match(following.text)
    if token is None:
        return 0
    if linked := _linked(line, url, following):
        return linked
    found = token[0]
    if _OF_URL.fullmatch(found.rstrip(_CLOSING)) is None or "://" in found:
        return 0
    return token.end() if _goes_on(url, found.rstrip(_CLOSING), words) else 0


def _linked(line: Line, url: str, following: Line) -> int:
    """The same, where one link covers the ends of both lines and its address has both in one."""
    last = max(line.links, key=lambda link: link.end, default=None)
    first = min(following.links, key=lambda link: link.start, default=None)
    if last is None or first is None or not last.url or last.url != first.url:
        return 0
    if first.start > 0 or last.end < len(line.text):
        return 0
    joined = url[-60:] + following.text[: first.end]
    if " " in joined or joined not in last.url:
        return 0
    token = _TOKEN.match(following.text)
    return max(first.end, token.end() if token else 0)


def _goes_on(url: str, token: str, words: Counter[str]) -> bool:
    """Whether a token goes on with a URL that stands at the end of a line."""
    joint = url[-1]
    if not token:
        return False
    plain = token.isalpha()
    if joint == ":":
        return token.startswith("//")
    if joint in "-_=&?%#~":
        return True
    if joint == "/":
        # A word of the language begins the next sentence or goes on with this one.
        return not plain or not words[token.casefold()]
    if joint == ".":
        return token[0].isalnum() and ("/" in token or (plain and token in _ENDINGS))
    return token[0] in "/?&=%#_~" and len(token) > 1


_ENDINGS = frozenset(
    ("com", "org", "net", "edu", "gov", "int", "html", "htm", "pdf", "php", "asp", "aspx", "txt", "xml")
)

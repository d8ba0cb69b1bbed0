"""Whether the `#fragment` leads anywhere on the page (cases 85-90)."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from citecheck.patterns import lazy
from citecheck.web.exchange import BodyEnd, Exchange
from citecheck.web.heuristics import Judgement
from citecheck.web.heuristics.redirects import working
from citecheck.web.page import Page
from citecheck.web.reasons import Reason

# Sites whose own scripts give fragments a meaning: their absence from the page's source says nothing.
_SCRIPTED_HOSTS = frozenset(
    {"github.com", "gist.github.com", "gitlab.com", "bitbucket.org", "books.google.com", "x.com", "twitter.com"}
)
_SCRIPTED = lazy(
    r"\.[\w-]{6,}(?:\.\w+)?|[ai]xzz\w+|sthash\.[\w.-]+"  # AddThis, Tynt and ShareThis count who copies an address
    r"|selection-[\d.]+-[\d.]+"  # archive.today marks what was selected
    r"|comment\d+_\d+|note_\d+"  # Stack Exchange and GitLab load comments when they are read
    r"|L\d+(?:[-,:]L?\d+)?|\d+-\d+"  # lines of source code
    r"|google_vignette|goog_rewarded|cxrecs_s"  # advertisers leave their marks
    r"|(?:xpointer|svgView|epubcfi)\(.*"
)
"""Fragments that scripts make and read, and that need be no anchors."""
_COMMENT = lazy(r"comment-\d+")
_WORD = lazy(r"\w+")
_DIRECTIVE = ":~:"
_MOST_TEXTS = 10


def fragment(exchange: Exchange) -> Judgement | None:
    """The page is there, but neither the anchor nor the text that the fragment names."""
    if exchange.status != 200 or not exchange.is_html or exchange.body_end is not BodyEnd.COMPLETE:
        return None
    if not exchange.fragment:
        return None
    anchor, _, directive = exchange.fragment.partition(_DIRECTIVE)
    host = urlsplit(exchange.final_url).hostname or ""
    page = exchange.page
    if host in _SCRIPTED_HOSTS or not exchange.body or page.is_shell:
        return None
    if "\ufffd" in page.text:
        return None  # it is not in the encoding that it declares, and anything may stand there
    texts = [part[5:] for part in directive.split("&") if part.startswith("text=")][:_MOST_TEXTS]
    if texts:
        letters = _letters(page.text)
        missing = not any(_has_text(letters, text) for text in texts)
        said = "the page is there, the quoted text is not"
    else:
        missing = bool(anchor) and not _has_anchor(page, anchor)
        said = f"the page is there, its #{unquote(anchor)[:80]} is not"
    if not missing:
        return None
    return replace(working(exchange), reason=Reason.MISSING_FRAGMENT, detail=said)


def _has_anchor(page: Page, anchor: str) -> bool:
    """Whether a browser finds the anchor (HTML, "find a potential indicated element"), or may by script."""
    plain = unquote(anchor)
    if plain.lower() == "top" or any(sign in plain for sign in "!/=&?") or _SCRIPTED.fullmatch(plain):
        return True
    if _COMMENT.fullmatch(plain) and "disqus" in page.lowered:
        return True
    # What the page itself links to, its scripts may show, such as a tab.
    linked = any(f"{mark}#{name}{mark}" in page.html for mark in ("'", '"') for name in {anchor, plain})
    return linked or not page.anchors.isdisjoint({anchor, plain, f"user-content-{plain}"})


def _has_text(shown: str, directive: str) -> bool:
    """Whether the page has `[prefix-,]start[,end][,-suffix]` (URL Fragment Text Directives)."""
    parts = [unquote(part) for part in directive.split(",")]
    quoted = [
        part
        for raw, part in zip(directive.split(","), parts, strict=True)
        if not raw.endswith("-") and not raw.startswith("-")
    ]
    at = 0
    for letters in map(_letters, quoted):
        at = shown.find(letters, at)
        if at < 0:
            return False
    return True


def _letters(text: str) -> str:
    # Without spaces: tags, soft hyphens and the like may stand within words.
    return "".join(_WORD.findall(normalize("NFKC", text).lower()))

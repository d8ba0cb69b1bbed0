"""Pages that have nothing but a script which says that there is nothing, and goes back: many boards are like that."""

from __future__ import annotations

import re

from citecheck.model import Verdict
from citecheck.patterns import lazy
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import Judgement, because
from citecheck.web.heuristics.missing_pages import is_missing
from citecheck.web.heuristics.plain import may_be_another
from citecheck.web.reasons import Reason

_MOST = 4000  # characters of source: an application has more
_ALERT = lazy(r"\balert\(\s*(\"[^\"<>]{1,200}\"|'[^'<>]{1,200}')")
_BACK = lazy(r"\bhistory\.(?:back|go)\b|\blocation\b|\bclose\(", re.IGNORECASE)
_UNSURE = lazy(r"\b(?:function|if|else|case|catch)\b|=>", re.IGNORECASE)
"""Before what a script says only in some case."""
_LINES = lazy(r"(?:\\n)+|[.!?。！？]")


def alerted(exchange: Exchange) -> Judgement | None:
    """A page whose script says at once that what was asked for does not exist, and sends the reader away (case 20)."""
    if len(exchange.body) > _MOST or b"alert(" not in exchange.body:
        return None
    if not may_be_another(exchange):
        return None
    page = exchange.page
    found = _ALERT.search(page.html)
    if found is None or not page.is_short(len(page.title)) or not _BACK.search(page.html, found.end()):
        return None
    if _UNSURE.search(page.html, 0, found.start()) or "<frame" in page.lowered:
        return None
    if not any(map(is_missing, _LINES.split(found[1].strip("\"'")))):
        return None
    return because(exchange, Verdict.DEAD, Reason.SOFT_404, "it answers 200, but its script says that there is no page")

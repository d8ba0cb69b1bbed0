"""Copies in web archives: the copy is what was cited, and it may be one of an error (case 91)."""

from __future__ import annotations

from urllib.parse import urlsplit

from citecheck.model import Verdict
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import Judgement, because
from citecheck.web.reasons import Reason

_GONE = {"404": Reason.NOT_FOUND, "410": Reason.GONE}


def archived_error(exchange: Exchange) -> Judgement | None:
    """The Wayback Machine shows a copy, and says that the page was an error when it was copied."""
    status = exchange.headers.get("x-archive-orig-status", "").partition(" ")[0]
    if status not in _GONE or exchange.status != 200:
        return None
    if (urlsplit(exchange.final_url).hostname or "") != "web.archive.org":
        return None
    return because(exchange, Verdict.DEAD, _GONE[status], f"the archived copy is one of an error page ({status})")

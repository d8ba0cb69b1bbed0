"""From what happened to what it means: pure, so every verdict can be tested without a network."""

from __future__ import annotations

from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import Heuristic, Judgement
from citecheck.web.heuristics.alerts import alerted
from citecheck.web.heuristics.archives import archived_error
from citecheck.web.heuristics.closed import unless_closed
from citecheck.web.heuristics.doi import doi
from citecheck.web.heuristics.fragments import fragment
from citecheck.web.heuristics.redirects import home, parent, working
from citecheck.web.heuristics.servers import troubled, unused
from citecheck.web.heuristics.sibling import sibling
from citecheck.web.heuristics.soft404 import error_handler, error_page, error_path, offered, parked
from citecheck.web.heuristics.status import failed, refused
from citecheck.web.heuristics.videos import video
from citecheck.web.heuristics.walls import challenged, consent, denied, login

HEURISTICS: tuple[Heuristic, ...] = (
    failed,
    offered,
    doi,
    challenged,  # before the status: 403 and 503 say less than the wall's name
    refused,
    archived_error,
    login,
    denied,
    consent,
    parked,
    unused,
    video,
    error_path,
    error_handler,
    error_page,
    troubled,
    alerted,
    unless_closed(home),
    unless_closed(sibling),
    parent,
    fragment,
)
"""The first that answers decides; when none does, the page is there."""


def judge(exchange: Exchange) -> Judgement:
    """What an exchange means for the link as cited (`exchange.url`, with its fragment)."""
    for heuristic in HEURISTICS:
        if answer := heuristic(exchange):
            return answer
    return working(exchange)

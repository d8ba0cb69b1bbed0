"""Persistent identifiers: the registry answers for the source, the publisher for the page (cases 12-15)."""

from __future__ import annotations

from urllib.parse import urlsplit

from citecheck.model import Verdict
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import Judgement, because
from citecheck.web.heuristics.status import refused
from citecheck.web.heuristics.walls import challenged, login
from citecheck.web.reasons import Reason

_DOI_HOSTS = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})
_PERSISTENT_HOSTS = _DOI_HOSTS | {
    "hdl.handle.net",
    "hdl.loc.gov",
    "purl.org",
    "www.purl.org",
    "purl.archive.org",
    "purl.oclc.org",
    "w3id.org",
    "n2t.net",
    "nbn-resolving.org",
    "nbn-resolving.de",
    "urn.kb.se",
    "urn.fi",
    "ark.bnf.fr",
    "perma.cc",
    "id.loc.gov",
    "orcid.org",
}


def doi(exchange: Exchange) -> Judgement | None:
    """A DOI whose publisher refuses us is registered all the same; one that was withdrawn is dead."""
    if not exchange.hops or _host(exchange.hops[0].url) not in _DOI_HOSTS:
        return None
    final = urlsplit(exchange.final_url)
    if (final.hostname or "").removeprefix("www.") == "crossref.org" and "deleted_doi" in final.path.lower():
        return because(exchange, Verdict.DEAD, Reason.GONE, "the DOI was withdrawn")
    if _host(exchange.final_url) in _DOI_HOSTS:
        return None
    answer = challenged(exchange) or login(exchange) or (refused(exchange) if exchange.status else None)
    if answer is None or answer.verdict is not Verdict.BLOCKED:
        return None
    said = "the DOI is registered, its publisher refuses automated checks"
    return because(exchange, Verdict.BLOCKED, Reason.DOI_REGISTERED, f"{said} ({exchange.status})")


def is_persistent(url: str) -> bool:
    """Whether a URL is of a registry whose whole purpose is to redirect: the right thing to cite."""
    return _host(url) in _PERSISTENT_HOSTS


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""

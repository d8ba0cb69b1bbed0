"""Pages that look wrong are compared with what the site shows for a page that cannot exist (case 20).

Source: Bar-Yossef et al. 2004, "Sic transit gloria telae: towards an understanding of the web's decay".
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from zlib import crc32

from citecheck.model import Verdict
from citecheck.patterns import lazy
from citecheck.web.exchange import BodyEnd, Exchange, Sibling
from citecheck.web.heuristics import Judgement, because
from citecheck.web.heuristics.closed import is_closed_to_us
from citecheck.web.heuristics.doi import is_persistent
from citecheck.web.heuristics.redirects import bare, is_front
from citecheck.web.heuristics.soft404 import hints_at_missing
from citecheck.web.heuristics.walls import is_wall_address
from citecheck.web.page import words_of
from citecheck.web.reasons import Reason

_ALIKE = 0.9  # share of word triples two pages have in common
_MOST_WORDS = 4000
_SKETCH = 200
_SUBSTITUTE = lazy(r"/(?:site-?map|search)\b", re.IGNORECASE)  # what sites offer in place of a page


def sibling(exchange: Exchange) -> Judgement | None:
    """The site shows the same for an address it cannot know: so it does not have the cited one."""
    other = exchange.sibling
    if other is None or other.status != 200 or exchange.status != 200:
        return None
    if exchange.page.asks_for_a_password:
        return None  # a login for all: it hides pages, it does not lose them
    if exchange.hops:
        # A temporary redirect of everybody may be a gate (terms to accept, a waiting room): the page must say it too.
        for_good = any(hop.permanent for hop in exchange.hops)
        if not (for_good or _SUBSTITUTE.search(exchange.final_url) or hints_at_missing(exchange)):
            return None
        same = other.redirected and _same_place(other.final_url, exchange.final_url)
        said = "it leads to the same place as any address there that does not exist"
    else:
        # Its own words are no difference where the site repeats them, and one where they are those of the notice.
        sketches = (_sketch(exchange, url) for url in (exchange.final_url, other.final_url))
        same = not other.redirected and any(_resemblance(sketch, other.sketch) >= _ALIKE for sketch in sketches)
        said = "it shows the same as any address there that does not exist"
    if not same:
        return None
    return is_closed_to_us(exchange) or because(exchange, Verdict.DEAD, Reason.SOFT_404, said)


def is_doubtful(exchange: Exchange) -> bool:
    """Whether a page that answers 200 should be compared with its random sibling."""
    if exchange.status != 200 or exchange.body_end is not BodyEnd.COMPLETE or not exchange.is_html or not exchange.body:
        return False
    if exchange.hops:
        return _leads_astray(exchange)
    return hints_at_missing(exchange) and not is_front(exchange.final_url) and not exchange.page.is_shell


def _same_place(one: str, other: str) -> bool:
    """Whether two addresses are one, or searches on one page for what was in the addresses asked for."""
    first, second = urlsplit(one), urlsplit(other)
    return one == other or (first.path == second.path and "search" in first.path.lower())


def _leads_astray(exchange: Exchange) -> bool:
    """Whether a redirect stays on its site and ends at an address that has nothing of the cited one's last step."""
    first, final = urlsplit(exchange.hops[0].url), urlsplit(exchange.final_url)
    if is_persistent(exchange.hops[0].url) or bare(first.hostname or "") != bare(final.hostname or ""):
        return False
    steps = [step for step in first.path.split("/") if step]
    if len(steps) < 2 or is_wall_address(exchange.final_url):
        return False
    if "search" in final.path.lower() and "search" not in first.path.lower():
        return True
    wanted = set(words_of(steps[-1].rpartition(".")[0].lower() or steps[-1].lower()))
    reached = set(words_of(f"{final.path} {final.query}".lower()))
    return bool(wanted) and wanted.isdisjoint(reached)


def seen(exchange: Exchange) -> Sibling:
    """What is worth remembering of the answer for a page that cannot exist."""
    sketch = _sketch(exchange, exchange.final_url) if exchange.status == 200 and exchange.is_html else ()
    return Sibling(exchange.status, exchange.final_url, bool(exchange.hops), sketch)


def _sketch(exchange: Exchange, url: str) -> tuple[int, ...]:
    """The smallest hashes of a page's word triples, ascending: enough to tell how much two pages share.

    Many repeat the address that was asked for: the words of `url` are left out.
    """
    own = set(words_of(url.lower()))
    words = [word for word in words_of(exchange.page.text.lower()) if word not in own][:_MOST_WORDS]
    triples = {crc32(" ".join(words[at : at + 3]).encode()) for at in range(max(1, len(words) - 2))}
    return tuple(sorted(triples)[:_SKETCH]) if words else ()


def _resemblance(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The share of triples two pages have in common, estimated (Broder 1997, "On the resemblance of documents")."""
    if not one or not other:
        return 0.0
    smallest = sorted({*one, *other})[:_SKETCH]
    return len({*one} & {*other} & {*smallest}) / len(smallest)

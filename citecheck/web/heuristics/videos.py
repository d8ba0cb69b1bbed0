"""Videos: a player's page answers 200 whether there is a video or not, and says in its script which."""

from __future__ import annotations

from citecheck.model import Verdict
from citecheck.patterns import lazy
from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import Judgement, because
from citecheck.web.reasons import Reason
from citecheck.web.targets import host_of

_HOSTS = frozenset({"www.youtube.com", "youtube.com", "m.youtube.com"})
_STATUS = lazy(r'"playabilityStatus":\s?\{"status":\s?"(\w{1,40})"')
_NAMELESS = lazy(r"\s*(?:-\s*)?(?:YouTube)?\s*")


def video(exchange: Exchange) -> Judgement | None:
    """A YouTube video that was deleted or made private; also the page that programs get in place of one."""
    if exchange.status != 200 or host_of(exchange.final_url) not in _HOSTS or not exchange.is_html:
        return None
    page = exchange.page
    # Of a video that may be watched under conditions, such as an age, the page has the title.
    if not _NAMELESS.fullmatch(page.title) or not (found := _STATUS.search(page.html)):
        return None
    if found[1] == "ERROR":
        return because(exchange, Verdict.DEAD, Reason.SOFT_404, "the site says that the video is not available")
    if found[1] == "LOGIN_REQUIRED":
        return because(exchange, Verdict.BLOCKED, Reason.LOGIN, "it asks for a login")
    return None

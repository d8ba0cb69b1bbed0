"""The server says that all is well, but the page is gone.

What it does
    Reports a link that answers as if it worked while the page is not there: a "page not found" page sent as
    success, a redirect to the home page, a domain that is for sale. Where a deep link leads only to the
    section it stood in, it is a warning.

Why it matters
    Other checkers count such a link as working; the reader finds an error page, a home page or an advert.

Example
    [5] News report, https://news.example.org/2009/06/report.html
    The server redirects to https://news.example.org/, where the report is not.

Fix
    Look for the page's new address with a search for its title, or cite an archived copy.
"""

from citecheck.model import LinkReport, Severity, Verdict
from citecheck.rules import LinkFinding, link_rule

_GONE = ("soft-404", "home-redirect", "parked")


@link_rule("CC306", "soft-404", Severity.ERROR)
def check(link: LinkReport) -> LinkFinding | None:
    """Gone behind a success, or reduced to its section."""
    if link.verdict is Verdict.DEAD and link.reason in _GONE:
        return LinkFinding(
            f"the page is gone: {link.detail or link.reason}",
            "look for its new address, or cite an archived copy",
        )
    if link.verdict in (Verdict.OK, Verdict.MOVED) and link.reason == "parent-redirect":
        return LinkFinding(
            f"the page may be gone: {link.detail or link.reason}",
            "see whether what was cited is still there",
            Severity.WARNING,
        )
    return None

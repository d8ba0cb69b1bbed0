"""A link could not be reached.

What it does
    Reports a link that gave no usable answer, after retries: a time-out, a refused or broken connection, a
    fault of the server (5xx), redirects that lead nowhere. The page may be there; nobody could tell.
    Certificates that fail are CC307.

Why it matters
    What fails today may work tomorrow, or may be the beginning of the end: it needs a second look.

Example
    [2] Working paper, https://papers.example.org/wp12.pdf
    The server does not answer within the time-out, three times.

Fix
    Open the link in a browser, try again another day; if it stays away, treat it as dead.
"""

from citecheck.model import LinkReport, Severity, Verdict
from citecheck.rules import LinkFinding, link_rule


@link_rule("CC303", "unreachable-link", Severity.WARNING)
def check(link: LinkReport) -> LinkFinding | None:
    """Silence or breakage, but for the certificates that CC307 reports."""
    if link.verdict is not Verdict.UNREACHABLE or (link.reason or "").startswith("tls-"):
        return None
    return LinkFinding(
        f"the link could not be reached: {link.detail or link.reason}",
        "open it yourself, or check again later",
    )

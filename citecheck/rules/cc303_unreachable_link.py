"""A link could not be reached.

What it does
    Reports a link that gave no usable answer, after retries: a time-out, a refused or broken connection, a
    fault of the server (5xx), redirects that lead nowhere. The page may be there; nobody could tell.
    Certificates that fail are CC307.

    With a link memory or a `--history` it is a warning until the link has failed three times in a row on three
    days (`strikes`, `strike-days`), and an error from then on.

Why it matters
    What fails today may work tomorrow, or may be the beginning of the end: it needs a second look.

Example
    [2] Working paper, https://papers.example.org/wp12.pdf
    The server does not answer within the time-out, three times.

Fix
    Open the link in a browser, try again another day; if it stays away, treat it as dead.
"""

from citecheck.model import LinkReport, Severity, Verdict
from citecheck.rules import LinkFinding, link_rule, over_days


@link_rule("CC303", "unreachable-link", Severity.WARNING)
def check(link: LinkReport) -> LinkFinding | None:
    """Silence or breakage, but for the certificates that CC307 reports."""
    if link.verdict is not Verdict.UNREACHABLE or (link.reason or "").startswith("tls-"):
        return None
    said = f"the link could not be reached: {link.detail or link.reason}{over_days(link)}"
    if link.persistent:
        return LinkFinding(said, "treat it as dead: cite another source or an archived copy", Severity.ERROR)
    return LinkFinding(said, "open it yourself, or check again later")

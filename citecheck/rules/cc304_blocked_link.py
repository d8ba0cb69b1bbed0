"""A site refuses automated checks.

What it does
    Reports a link whose site does not let programs see the page: a login, a paywall, a captcha, a limit on
    requests, a plain refusal (403), or a redirect into a private network. It says nothing about the page.

Why it matters
    Nobody has checked this link. It may well be fine, so it is information only.

Example
    [6] A government memo, http://www.example.org/memo.pdf
    The server answers 403 to programs, and shows the page to people.

Fix
    Open the link in a browser and look.
"""

from citecheck.model import LinkReport, Severity, Verdict
from citecheck.rules import LinkFinding, link_rule


@link_rule("CC304", "blocked-link", Severity.INFO)
def check(link: LinkReport) -> LinkFinding | None:
    """Refused: could not tell."""
    if link.verdict is not Verdict.BLOCKED:
        return None
    return LinkFinding(f"the link could not be checked: {link.detail or link.reason}", "open it yourself")

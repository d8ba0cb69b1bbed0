"""A link's certificate does not hold.

What it does
    Reports a link whose host cannot prove who it is: its certificate has expired, is for another host or
    comes from nobody known, or there is no common way to encrypt. It stands in place of CC303.

Why it matters
    Browsers show a warning in place of the page, and most readers turn back. Often the site is neglected and
    will not be there much longer.

Example
    [8] Club minutes, https://minutes.example.org/1998
    The certificate of minutes.example.org has expired.

Fix
    Open the link in a browser; see whether the page is still what was cited, or cite an archived copy.
"""

from citecheck.model import LinkReport, Severity, Verdict
from citecheck.rules import LinkFinding, link_rule


@link_rule("CC307", "tls-error", Severity.WARNING)
def check(link: LinkReport) -> LinkFinding | None:
    """Unreachable for want of trust."""
    if link.verdict is not Verdict.UNREACHABLE or not (link.reason or "").startswith("tls-"):
        return None
    return LinkFinding(
        f"the link is not safe to open: {link.detail or link.reason}",
        "see whether the page is still there, or cite an archived copy",
    )

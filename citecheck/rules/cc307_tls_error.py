"""A link's certificate does not hold.

What it does
    Reports a link whose host cannot prove who it is: its certificate has expired, is for another host or
    comes from nobody known, or there is no common way to encrypt. It stands in place of CC303, and counts its
    failures as that does. A link that works is an info when its certificate ends within 30 days, or, where
    certificates live for less than 90, has a third of its life left.

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
from citecheck.rules import LinkFinding, link_rule, over_days


@link_rule("CC307", "tls-error", Severity.WARNING)
def check(link: LinkReport) -> LinkFinding | None:
    """Unreachable for want of trust, or soon to be."""
    if link.verdict in (Verdict.OK, Verdict.MOVED) and link.certificate_ends:
        ends = f"the certificate of its host ends on {link.certificate_ends}"
        return LinkFinding(ends, "look again after that day", Severity.INFO)
    if link.verdict is not Verdict.UNREACHABLE or not (link.reason or "").startswith("tls-"):
        return None
    return LinkFinding(
        f"the link is not safe to open: {link.detail or link.reason}{over_days(link)}",
        "see whether the page is still there, or cite an archived copy",
        Severity.ERROR if link.persistent else None,
    )

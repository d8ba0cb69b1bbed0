"""A link has moved for good.

What it does
    Reports a link that a permanent redirect (301, 308) leads to another address, where the page is. Temporary
    redirects and those of registries such as doi.org are as they should be. Where only the scheme, `www.` or
    a closing slash differ, it is information, not a warning.

Why it matters
    The old address works only as long as somebody keeps the redirect alive; when it goes, the note is dead.

Example
    [3] Annual report, http://example.org/report2019
    The server redirects permanently to https://www.example.org/publications/annual-report-2019

Fix
    Open the new address, see that it shows what was cited, and cite it in place of the old one.
"""

from urllib.parse import urlsplit

from citecheck.model import LinkReport, Severity, Verdict
from citecheck.rules import LinkFinding, link_rule


@link_rule("CC302", "moved-link", Severity.WARNING)
def check(link: LinkReport) -> LinkFinding | None:
    """A permanent redirect that works; one that leads only to a section is left to CC306."""
    if link.verdict is not Verdict.MOVED or not link.final_url or link.reason == "parent-redirect":
        return None
    slight = _essence(link.url) == _essence(link.final_url)
    return LinkFinding(
        f"the link has moved for good to {link.final_url}",
        "cite the new address",
        Severity.INFO if slight else None,
    )


def _essence(url: str) -> tuple[str, str, str]:
    """What remains of a URL without scheme, `www.`, closing slash and fragment."""
    parts = urlsplit(url)
    return (parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), parts.query)

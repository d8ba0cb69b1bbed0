"""A link is dead.

What it does
    Reports a link whose page is gone by positive evidence: the server says so (404 not found, 410 gone),
    the host no longer exists, or the registry has withdrawn the identifier. Silence, a fault of the server
    and a refusal are not evidence: those are CC303 and CC304.

Why it matters
    A reader who follows the note finds nothing, and the claim it carries stands without its source.

Example
    [7] Statement by the Foreign Minister, http://www.example.org/statements/2016.html
    The server answers 404: the page was removed or the address was mistyped.

Fix
    Look for the page's new address with a search for its title; else cite an archived copy from the time it
    was read; else cite another source.
"""

from citecheck.model import LinkReport, Severity, Verdict
from citecheck.rules import LinkFinding, link_rule

_SOFT = ("soft-404", "home-redirect", "parked")


@link_rule("CC301", "dead-link", Severity.ERROR)
def check(link: LinkReport) -> LinkFinding | None:
    """Positive evidence, but for the kinds of it that CC306 reports."""
    if link.verdict is not Verdict.DEAD or link.reason in _SOFT:
        return None
    return LinkFinding(
        f"the link is dead: {link.detail or link.reason}",
        "look for its new address, or cite an archived copy",
    )

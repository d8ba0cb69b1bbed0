"""There is no network.

What it does
    Reports, once, that no name resolved and no address connected: nothing is known about any link, and none
    is called dead for it.

Why it matters
    A laptop in a tunnel or a closed-off build machine would otherwise report every link as dead.

Example
    [1] Encyclopedia, https://encyclopedia.example.org/entry
    Neither this host nor any other cited one could be found.

Fix
    Check again with a network, or run with --offline to check the text alone.
"""

from citecheck.model import LinkReport, Severity, Verdict
from citecheck.rules import LinkFinding, link_rule


@link_rule("CC308", "no-network", Severity.ERROR)
def check(link: LinkReport) -> LinkFinding | None:
    """Asked, and nothing at all was there; the first such link speaks for all."""
    if link.verdict is not Verdict.SKIPPED or link.reason != "no-network":
        return None
    return LinkFinding(
        "links could not be checked: there is no network",
        "connect and check again, or use --offline",
    )

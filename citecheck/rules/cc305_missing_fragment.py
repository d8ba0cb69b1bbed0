"""The page is there, the place in it is not.

What it does
    Reports a link whose page works, but has no anchor of the name after `#`, or not the text that a
    `#:~:text=` link quotes. Pages that scripts fill are given the benefit of the doubt.

Why it matters
    The reader lands at the top of the page and has to search for the passage, which may be gone.

Example
    [4] Handbook, https://example.org/handbook.html#chapter-7
    The page has no element with the id "chapter-7".

Fix
    Open the page, find the passage, and cite its present anchor; or cite the page without one.
"""

from citecheck.model import LinkReport, Severity, Verdict
from citecheck.rules import LinkFinding, link_rule


@link_rule("CC305", "missing-fragment", Severity.WARNING)
def check(link: LinkReport) -> LinkFinding | None:
    """A page that works without the fragment that was cited."""
    if link.verdict not in (Verdict.OK, Verdict.MOVED) or link.reason != "missing-fragment":
        return None
    return LinkFinding(
        link.detail or "the page is there, the cited place in it is not",
        "find the passage and cite its present anchor",
    )

"""A link works today and will rot.

What it does
    Reports links with a session id, a signature that expires or tracking parameters, links through
    shorteners, and links to pages of search results or to Google's former cache.

Why it matters
    Such links break or change while the page they lead to lives on under a better address.

Flagged
    [1] The Bluebook, http://www.mofa.example/book?id=5&utm_source=newsletter.

    [2] The Yearbook, http://bit.ly/2ab3cd.

Clean
    [1] The Bluebook, http://www.mofa.example/book?id=5.

Fix
    Cite the address the finding names, after trying it.
"""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.model import Citations, Finding, Severity
from citecheck.rules import from_faults, rule


@rule("CC205", "fragile-link", Severity.INFO)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each fault."""
    yield from from_faults(citations, "CC205")

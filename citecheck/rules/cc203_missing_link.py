"""A reference promises a link and gives none.

What it does
    Reports phrases such as "available from:" and "retrieved from" (also in German, French and Spanish) where
    the sentence or reference ends without a link. "Available from the publisher" promises none.

Why it matters
    The link was probably lost while copying; the reader is left to search.

Flagged
    [1] Ministry of Foreign Affairs, Bluebook 2016, p. 155; available from:

Clean
    [1] Ministry of Foreign Affairs, Bluebook 2016, p. 155; available from: http://www.mofa.example/book.

    [2] Ministry of Foreign Affairs, Bluebook 2015; available from the publisher.

Fix
    Add the link, or take the phrase out.
"""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.model import Citations, Finding, Severity
from citecheck.rules import from_faults, rule


@rule("CC203", "missing-link", Severity.INFO)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each fault."""
    yield from from_faults(citations, "CC203")

"""A DOI, ISBN, ISSN or arXiv id is impossible.

What it does
    Checks what follows the words DOI, ISBN, ISSN and arXiv: the shape of the identifier, and the check digit
    of ISBN and ISSN. Numbers without such a word, and blanks such as `ISBN 0-...`, are left alone.

Why it matters
    A check digit fails when a digit was mistyped; with the wrong number nobody finds the book.

Flagged
    [1] Jane Doe, A Book of Examples, ISBN 978-3-16-148410-1.

Clean
    [1] Jane Doe, A Book of Examples, ISBN 978-3-16-148410-0, doi:10.1000/182.

Fix
    Compare the number with the book's imprint, a library catalogue or the page of the paper.
"""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.model import Citations, Finding, Severity
from citecheck.rules import from_faults, rule


@rule("CC206", "bad-identifier", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each fault."""
    yield from from_faults(citations, "CC206")

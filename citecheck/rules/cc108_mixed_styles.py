"""Two forms of marker for one list.

What it does
    Finds markers of another form than their list: `[3]` where the notes are `[^3]:`, or `[^3]` where the list
    has `[3]`.

Why it matters
    Programs link one form only: the other stays as bare text, and its note looks uncited.

Flagged (markdown)
    The harvest failed twice.[^1] Prices doubled.[2]

    [^1]: Royal Archive, Ledger 12.

    [^2]: Royal Archive, Ledger 14.

Clean (markdown)
    The harvest failed twice.[^1] Prices doubled.[^2]

    [^1]: Royal Archive, Ledger 12.

    [^2]: Royal Archive, Ledger 14.

Fix
    Write the marker in the form of the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Severity
from citecheck.rules import from_faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations, Finding


@rule("CC108", "mixed-styles", Severity.WARNING)
def check(citations: Citations) -> Iterator[Finding]:
    """The markers of the other form that were found beside the list."""
    yield from from_faults(citations, "CC108")

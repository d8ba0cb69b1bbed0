"""A marker is broken.

What it does
    Finds markers that lost a bracket or have the wrong one, `[1`, `1]`, `[1}`, `[1)`, and letters in place of
    digits, `[l]`, where the list has that label and a marker is plainly meant.

Why it matters
    The reader sees a typing slip, and programs that link notes see nothing at all.

Flagged
    The harvest failed twice.[1 Prices doubled.[2]

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

Clean
    The harvest failed twice.[1] The share lies in (0, 1] at all times.[2]

    [1] Royal Archive, Ledger 12.

    [2] Royal Archive, Ledger 14.

Fix
    Put the bracket right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Severity
from citecheck.rules import from_faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations, Finding


@rule("CC109", "malformed-marker", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """The broken brackets that were found while scanning."""
    yield from from_faults(citations, "CC109")

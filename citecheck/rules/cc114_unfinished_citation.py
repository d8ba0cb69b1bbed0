"""A citation was left for later.

What it does
    Finds placeholders such as `[TK]`, `[?]`, `[TODO]` and `[REF]`, and the marks that chatbots leave behind, such
    as `【1†source】` and `:contentReference[oaicite:0]`. "[citation needed]" and its kin are information only.

Why it matters
    They are meant to be gone before anybody else reads the text.

Flagged
    The harvest failed twice [TK]. Prices doubled.

Clean
    The harvest failed twice [sic]. Prices "doubled [in York]".

Fix
    Cite the source, or take the claim out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Severity
from citecheck.rules import from_faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations, Finding


@rule("CC114", "unfinished-citation", Severity.WARNING)
def check(citations: Citations) -> Iterator[Finding]:
    """The placeholders that were found while scanning."""
    yield from from_faults(citations, "CC114")

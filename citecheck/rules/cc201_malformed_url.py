"""The address cannot be a URL.

What it does
    Reports addresses that no browser could open: a misspelt beginning (`http//`, `http:/`, `htp://`), a
    doubled one (`http://http://`), no host, a space or comma in the host, an impossible port or IP address.
    Templates to fill in, such as `http://HOST:PORT/`, are left alone.

Why it matters
    The reader cannot follow the reference, and the fault is nearly always one keystroke.

Flagged
    [1] Ministry of Foreign Affairs, Bluebook 2016; available from: http//www.mofa.example/bluebook.

Clean
    [1] Ministry of Foreign Affairs, Bluebook 2016; available from: http://www.mofa.example/bluebook.

Fix
    Correct the address; the finding says what is wrong about it.
"""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.model import Citations, Finding, Severity
from citecheck.rules import from_faults, rule


@rule("CC201", "malformed-url", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each fault."""
    yield from from_faults(citations, "CC201")

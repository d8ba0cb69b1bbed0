r"""A link leads to a private place.

What it does
    Reports links to this computer (localhost, 127.0.0.1), to private or reserved IP addresses, to names of
    local networks (`.local`, `.internal`, `.lan`), and to files (`file:///`, `C:\`). In running text it is
    an info only, since instructions mention localhost on purpose. Example names of RFC 2606 are fine.

Why it matters
    It works for the author and for nobody else.

Flagged
    [1] Internal memo of 15 November; available from: http://192.168.0.12/memo.pdf.

Clean
    [1] Internal memo of 15 November; available from: http://www.ministry.example/memo.pdf.

Fix
    Cite a public address, or the document itself. `--allow-private` turns the rule off.
"""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.model import Citations, Finding, Severity
from citecheck.rules import from_faults, rule


@rule("CC204", "private-link", Severity.WARNING)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each fault."""
    yield from from_faults(citations, "CC204")

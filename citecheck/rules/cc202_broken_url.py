"""A URL is broken in two or cut off.

What it does
    Reports URLs with a line end or space inside, and URLs of which only the beginning is there. The message
    shows the URL as it was probably meant. A URL that is wrapped because the line was full, or inside
    `<...>`, is put together without a word (RFC 3986, appendix C).

Why it matters
    Only the first half can be clicked, and it may well lead somewhere: to the wrong page.

Flagged
    The minister spoke to the Council in July, and his statement was published on the same day.[1]

    [1] Statement to the Council, http://www.mission.example/
    statements/2016/kishida.html.

Clean
    The minister spoke to the Council in July[1] and to the Assembly in September.[2]

    [1] Statement to the Council, http://www.mission.example/statements/2016/kishida.html.

    [2] Statement to the Assembly, <http://www.mission.example/
    statements/2016/kishida-2.html>.

Fix
    Write the URL in one piece, after trying it; or put it in angle brackets.
"""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.model import Citations, Finding, Severity
from citecheck.rules import from_faults, rule


@rule("CC202", "broken-url", Severity.ERROR)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each fault."""
    yield from from_faults(citations, "CC202")

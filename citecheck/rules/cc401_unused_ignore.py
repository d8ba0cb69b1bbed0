"""A comment or an [[ignore]] hides nothing.

What it does
    Reports a `citecheck: ignore` comment, or an `[[ignore]]` of the configuration, that hid no finding in a run
    that could have had one, and a comment that is not understood. It says nothing where nobody can tell: of links
    in an offline run, of rules that are not selected, of documents that are not read.

Why it matters
    What was mended needs no excuse any more, and an excuse that is left behind hides the next fault at that place.

Example
    <!-- citecheck: ignore CC107 -- cited twice on purpose -->
    The note is cited once by now.

Fix
    Remove it, or correct the code or the pattern.
"""

from citecheck.model import Severity, Silence
from citecheck.rules import LinkFinding, silence_rule


@silence_rule("CC401", "unused-ignore", Severity.WARNING)
def check(silence: Silence) -> LinkFinding | None:
    """What hid nothing, though it still holds."""
    if silence.wrong:
        return LinkFinding(f"this hides nothing: {silence.wrong}", "correct it")
    if silence.used or silence.expired:
        return None
    what = f"no finding of {', '.join(silence.codes)}" if silence.codes else "no finding"
    return LinkFinding(f"this hides nothing: there is {what} here", "remove it")

"""An [[ignore]] has expired.

What it does
    Reports an `[[ignore]]` of the configuration whose `until` has come: what it hid is reported again.

Why it matters
    The date was set so that somebody looks again.

Example
    [[ignore]]
    url = "https://archive.example.org/*"
    reason = "the archive moves until spring"
    until = 2026-03-31

Fix
    Mend what it hid and remove it, or set a later date with a reason that still holds.
"""

from citecheck.model import Severity, Silence
from citecheck.rules import LinkFinding, silence_rule


@silence_rule("CC402", "expired-ignore", Severity.WARNING)
def check(silence: Silence) -> LinkFinding | None:
    """What does not hold any more."""
    if not silence.expired:
        return None
    advice = "mend what it hid and remove it, or set a later date"
    return LinkFinding(f"this ignore ended on {silence.expired} ({silence.reason})", advice)

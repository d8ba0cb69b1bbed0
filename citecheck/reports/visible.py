"""Text from outside for formats that are not a terminal: nothing invisible, no password, no endless line.

What comes out still has to be escaped as the format demands.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from citecheck.patterns import lazy, without_passwords

_HIDDEN = lazy(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_USER = lazy(r"(?<=://)[^/?#]*@")
_URL = 2_000
"""Characters of a URL to which a link may lead: a longer one is an attack."""


def visible(text: str, most: int = 2_000) -> str:
    """At most `most` characters of the text, on one line; what is invisible or turns direction is shown by name."""
    # Veiled before it is cut: a password that lost its @ to the cut is none that could be found.
    text = without_passwords(text)
    if len(text) > most:
        text = text[: most - 1].rstrip() + "…"
    return text if text.isprintable() else _HIDDEN.sub(_name, text)


def web_address(url: str) -> str | None:
    """The URL in ASCII as the target of a link, None if a click on it could do more than open a page.

    Names and passwords are not in it, not even those of a URL within it: a veiled password would only be refused.
    Neither quotes, angle brackets, backslashes, bars nor blanks are left in it.
    """
    # A browser takes a backslash for a slash, so whoever does not would be led elsewhere.
    if len(url) > _URL or "\\" in url or not url.lower().startswith(("http://", "https://")):
        return None
    return quote(_USER.sub("", url), safe="!#$%&()*+,/:;=?@[]~", errors="replace")


def _name(match: re.Match[str]) -> str:
    char = match[0]
    if char in "\t\n\r":
        return " "
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return f"⟨U+{ord(char):04X}⟩"

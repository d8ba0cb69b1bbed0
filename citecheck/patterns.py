"""Regular expressions that are compiled when they are first used.

A run needs few of the patterns that the modules define, and compiling them all took longer than checking an
essay.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class _Lazy:
    def __init__(self, pattern: str, flags: int) -> None:
        self._arguments = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._arguments)
        # From now on the methods are found without coming here.
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern that compiles itself when a method is first called; re.error is raised then."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


# As browsers read it, up to the last @ of the authority (WHATWG URL); no bounds are needed, for no two tries overlap.
_PASSWORD = lazy(r"(?<=://)([^\s/?#@:\"<>]*:)([^\s/?#\"<>]+)(?=@)")


def without_passwords(text: str) -> str:
    """The text with `*` for each character of a password in a URL: for whatever leaves the program."""
    if "@" not in text or "://" not in text:
        return text
    return _PASSWORD.sub(lambda match: match[1] + "*" * len(match[2]), text)

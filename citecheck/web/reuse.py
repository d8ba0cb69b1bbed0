"""Which servers answer more than once on a connection, whatever they say of it."""

from __future__ import annotations

from enum import Enum, auto

from citecheck.web.wire import Origin


class _Shown(Enum):
    WORKS = auto()
    DOUBTFUL = auto()
    """A second request on a connection got no answer."""
    FAILS = auto()
    """And a first one on another did."""


class Reuse:
    """What servers have shown of it in this run.

    Some keep a connection open and do not listen to it, or reset it when they are asked again: whoever counts on
    it waits in vain, or asks everything twice. What has worked once is never doubted.
    """

    def __init__(self) -> None:
        self._shown: dict[Origin, _Shown] = {}

    def doubt(self, origin: Origin) -> None:
        """A second request on a connection got no answer."""
        self._shown.setdefault(origin, _Shown.DOUBTFUL)

    def answered(self, origin: Origin, *, again: bool) -> bool:
        """A request was answered, `again` on a connection that had served; whether now it is known that none does."""
        if again:
            self._shown[origin] = _Shown.WORKS
        elif self._shown.get(origin) is _Shown.DOUBTFUL:
            self._shown[origin] = _Shown.FAILS
            return True
        return False

    def is_worth_keeping(self, origin: Origin) -> bool:
        """Whether a connection that has served may serve again."""
        return self._shown.get(origin) is not _Shown.FAILS

    def is_trusted(self, origin: Origin) -> bool:
        """Whether the next request may go over a kept connection; if not, a new one is to tell."""
        return self._shown.get(origin) in (None, _Shown.WORKS)

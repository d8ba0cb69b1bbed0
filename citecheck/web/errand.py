"""A request that is made for a link of another process: the host it has come to is asked from here."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from citecheck.web.chain import Chain
from citecheck.web.exchange import Exchange


class Return(NamedTuple):
    """What came of an errand."""

    chain: Chain
    """As it is now: it may have to go on elsewhere."""
    ended: Exchange | None
    """The end of the chain; None if it goes on."""
    patient: bool = True
    """Whether further tries are worth it, as far as the host is concerned."""
    given_up: bool = False
    """Whether nothing was asked, for the host is given up: it did to another link what `ended` says."""


class Errand:
    """One request of a link that is not ours; `reply` is called once, with what came of it."""

    __slots__ = ("_reply", "chain", "first_look", "fresh", "second_chance", "started")

    def __init__(self, chain: Chain, reply: Callable[[Return], None], *, first_look: bool) -> None:
        """`first_look` says that the link itself is asked for, and not something beside it."""
        self.chain = chain
        self.first_look = first_look
        self.fresh = False
        """Whether the request is to go over a connection of its own."""
        self.started = 0.0
        """When the request in flight started."""
        self.second_chance = 0.0
        """When it is to have one, if it is still in flight then."""
        self._reply = reply

    def end(self, ended: Exchange | None, *, patient: bool = True, given_up: bool = False) -> None:
        """Send back what came of it."""
        self._reply(Return(self.chain, ended, patient, given_up))

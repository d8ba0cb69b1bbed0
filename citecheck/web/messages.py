"""What the processes of a run say to each other, and how: see `shards`."""

from __future__ import annotations

import asyncio
import pickle
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from citecheck.model import LinkReport, Waiting
from citecheck.web.chain import Chain
from citecheck.web.errand import Return
from citecheck.web.manners import Manners

_LENGTH = struct.Struct("!I")


class Ask(NamedTuple):
    """An errand for another process."""

    sender: int
    number: int
    chain: Chain
    first_look: bool


class Answer(NamedTuple):
    """What came of it."""

    number: int
    returned: Return


class Gone(NamedTuple):
    """A process is no more, and its hosts are the leader's."""

    shard: int


class Finish(NamedTuple):
    """All about all links is known."""


class News(NamedTuple):
    """What is known now; `idle` when it is all about the process's own links."""

    reports: dict[int, LinkReport]
    waiting: tuple[Waiting, ...]
    idle: bool


class LastWords(NamedTuple):
    """What a process has found out besides; `reports` are those it takes back."""

    reports: dict[int, LinkReport]
    unresolved: list[int]
    unknown: list[int]
    passing: set[int]
    resolved: str
    online: bool
    hosts: dict[str, Manners]


class Failed(NamedTuple):
    """What ends the run: a bug of ours, or something that the user can mend."""

    error: Exception


Message = Ask | Answer | Gone | Finish | News | LastWords | Failed


class Line:
    """A connection to another process, for messages and whom they are for."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._early: list[bytes] = []
        self._writer: asyncio.StreamWriter | None = None

    def send(self, to: int, message: Message) -> None:
        """Send a message, without waiting until it is taken."""
        said = pickle.dumps((to, message), pickle.HIGHEST_PROTOCOL)
        frame = _LENGTH.pack(len(said)) + said
        if self._writer is None:
            self._early.append(frame)
        elif not self._writer.is_closing():
            self._writer.write(frame)

    async def listen(self, hear: Callable[[int, Message], None]) -> None:
        """Hear all messages, until the other process ends the connection."""
        reader, self._writer = await asyncio.open_connection(sock=self._end)
        self._writer.writelines(self._early)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
                to, message = pickle.loads(await reader.readexactly(length))  # noqa: S301  # from our own process
                hear(to, message)

    async def close(self) -> None:
        """Send what is left to be sent, and end the connection."""
        if self._writer is None:
            self._end.close()
            return
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

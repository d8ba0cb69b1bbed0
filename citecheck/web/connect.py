"""The first of a host's addresses that lets us in."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from citecheck.web.exchange import FailureKind
from citecheck.web.failures import RequestFailedError, failure_of

_HEAD_START = 0.25  # seconds before the next address is tried too: RFC 8305, 5

Link = TypeVar("Link")


async def first(
    connect: Callable[[str], Awaitable[Link]], addresses: Sequence[str], drop: Callable[[Link], None]
) -> Link:
    """The first address to connect wins, each with a head start on the next; the others are dropped.

    Source: RFC 8305, simplified. Raises what the last one failed with, or rather one that failed over TLS: that
    one was reached.
    """
    if len(addresses) == 1:
        return await connect(addresses[0])
    waiting = _interleaved(addresses)
    running: set[asyncio.Future[Link]] = set()
    failed: BaseException | None = None
    winner: list[Link] = []
    try:
        while (waiting or running) and not winner:
            if waiting:
                running.add(asyncio.ensure_future(connect(waiting.pop(0))))
            done, running = await asyncio.wait(
                running, timeout=_HEAD_START if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            winner += [task.result() for task in done if task.exception() is None]
            if not isinstance(failed, ssl.SSLError):
                failed = next((error for task in done if (error := task.exception())), failed)
    finally:
        for task in running:
            task.cancel()
        try:
            late = await asyncio.gather(*running, return_exceptions=True)
        except asyncio.CancelledError:
            for won in winner:
                drop(won)
            raise
        for link in (*winner[1:], *late):
            if not isinstance(link, BaseException):
                drop(link)
    if winner:
        return winner[0]
    assert failed is not None  # noqa: S101  # there was an address, and it neither connected nor hangs
    raise failed


def explained(error: OSError, addresses: Sequence[str]) -> RequestFailedError:
    """A failure to connect, in the words that fit the addresses that were tried."""
    kind, detail = failure_of(error)
    if kind is FailureKind.NO_ROUTE and all(":" in address for address in addresses):
        detail = "it has only an IPv6 address, and there is no IPv6 here"
    return RequestFailedError(kind, detail)


def _interleaved(addresses: Sequence[str]) -> list[str]:
    """IPv6 and IPv4 in turn, beginning with the resolver's choice (RFC 8305, 4)."""
    kinds: dict[bool, list[str]] = {}
    for address in addresses:
        kinds.setdefault(":" in address, []).append(address)
    first_kind, *others = kinds.values()
    second_kind = others[0] if others else []
    mixed: list[str] = []
    for at in range(max(len(first_kind), len(second_kind))):
        mixed += [*first_kind[at : at + 1], *second_kind[at : at + 1]]
    return mixed

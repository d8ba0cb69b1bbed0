"""Names to addresses: each name asked once, without holding up the others, and vetted before use."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from citecheck.web.addresses import is_private, literal_address
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import RequestFailedError

_MOST_THREADS = 64
_AGAIN_AFTER = 0.5  # seconds before a name that could not be resolved is asked for once more
# The codes by which getaddrinfo says that there is no such name; EAI_NODATA is not on every system.
_UNKNOWN = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class Resolver:
    """Names to addresses, each name asked once at a time and remembered for the run, failures too.

    `at_once` names are asked at a time: `getaddrinfo` blocks a thread each. Addresses that are nobody
    else's business are refused unless `allow_private`.
    """

    def __init__(self, at_once: int, *, allow_private: bool) -> None:
        self._threads = ThreadPoolExecutor(min(at_once, _MOST_THREADS), thread_name_prefix="citecheck-dns")
        self._allow_private = allow_private
        self._answers: dict[str, asyncio.Task[Sequence[str]]] = {}

    async def lookup(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a host that may be connected to, the best first.

        Raises RequestFailedError if there are none, or only private ones.
        """
        if is_literal(host):
            return self._vetted(host, (host,))
        answer = self._answers.get(host)
        if answer is None or answer.cancelled():
            answer = self._answers[host] = asyncio.ensure_future(self._patiently(host, port))
            answer.add_done_callback(_retrieved)
        # Shielded: whoever gives up waiting must not take the answer from the others.
        return self._vetted(host, answer.result() if answer.done() else await asyncio.shield(answer))

    @property
    def found(self) -> str:
        """A name that was resolved in this run; empty if none was."""
        return next((host for host, answer in self._answers.items() if answer.done() and _was_found(answer)), "")

    async def is_online(self) -> bool:
        """Whether any name was resolved in this run; if none was, whether one that certainly exists can be."""
        return bool(self.found) or await self.resolves("example.com")

    async def resolves(self, host: str) -> bool:
        """Whether a name can be resolved now."""
        try:
            return bool(await self._ask(host, 443))
        except RequestFailedError:
            return False

    def close(self) -> None:
        """Drop what is still asked."""
        for answer in self._answers.values():
            answer.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _vetted(self, host: str, addresses: Sequence[str]) -> Sequence[str]:
        if self._allow_private:
            return addresses
        public = [address for address in addresses if not is_private(ip_address(address.partition("%")[0]))]
        if not public:
            raise RequestFailedError(FailureKind.PRIVATE_ADDRESS, f"{host} is a private address")
        return public

    async def _patiently(self, host: str, port: int) -> Sequence[str]:
        if host.rpartition(".")[2] == "invalid":  # RFC 6761, 6.4: never exists, whatever a name server says
            raise RequestFailedError(FailureKind.NO_SUCH_HOST, f"there is no host {host}")
        try:
            return await self._ask(host, port)
        except RequestFailedError:
            await asyncio.sleep(_AGAIN_AFTER)
            return await self._ask(host, port)

    async def _ask(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, _addresses, host, port)
        except socket.gaierror as error:
            if error.errno in _UNKNOWN:
                raise RequestFailedError(FailureKind.NO_SUCH_HOST, f"there is no host {host}") from error
            detail = f"the name server could not say where {host} is"
            raise RequestFailedError(FailureKind.RESOLVER, detail) from error
        except RuntimeError as error:  # no more threads: a container may allow few
            raise RequestFailedError(FailureKind.RESOLVER, "the system has no room to ask the name server") from error
        except UnicodeError as error:
            raise RequestFailedError(FailureKind.NO_SUCH_HOST, f"{host} cannot be a name") from error
        return tuple(dict.fromkeys(found))


def is_literal(host: str) -> bool:
    """Whether a host is an address, which needs no name server."""
    try:
        return literal_address(host) is not None
    except ValueError:
        return False


def _addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def _was_found(answer: asyncio.Task[Sequence[str]]) -> bool:
    return not answer.cancelled() and answer.exception() is None


def _retrieved(answer: asyncio.Task[Sequence[str]]) -> None:
    """Nobody may be left to take the exception."""
    if not answer.cancelled():
        answer.exception()

"""Names and addresses: what is asked of the name server, what is believed, and what is never connected to."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import Counter

import pytest
from simulated_web import SimulatedWeb
from test_simulated_web import always

from citecheck.settings import Settings
from citecheck.web import Target, check
from citecheck.web.connect import first
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import RequestFailedError
from citecheck.web.resolver import Resolver

V4, V6 = socket.AF_INET, socket.AF_INET6


class NameServer:
    """A stand-in for the system's: each answer is a list of addresses or an error code; lists are used up in turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **answers: list) -> None:
        self.answers = {name.replace("_", "."): list(turns) for name, turns in answers.items()}
        self.asked: Counter[str] = Counter()
        monkeypatch.setattr(socket, "getaddrinfo", self)

    def __call__(self, host, port, *args, **kwargs):
        self.asked[host] += 1
        turns = self.answers[host]
        found = turns.pop(0) if len(turns) > 1 else turns[0]
        if isinstance(found, int):
            raise socket.gaierror(found, "simulated")
        return [(V6 if ":" in ip else V4, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]


def lookup(*hosts: str, allow_private: bool = True) -> list[object]:
    async def run() -> list[object]:
        resolver = Resolver(8, allow_private=allow_private)
        try:
            asked = (resolver.lookup(host, 80) for host in hosts)
            return list(await asyncio.gather(*asked, return_exceptions=True))
        finally:
            resolver.close()

    return asyncio.run(run())


def kinds(found: list[object]) -> list[object]:
    return [each.kind if isinstance(each, RequestFailedError) else each for each in found]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("citecheck.web.resolver._AGAIN_AFTER", 0.01)


def test_a_name_is_asked_for_once(monkeypatch):
    server = NameServer(monkeypatch, a_test=[["127.0.0.9"]])

    assert lookup(*["a.test"] * 20) == [("127.0.0.9",)] * 20
    assert server.asked == {"a.test": 1}


def test_an_address_is_not_asked_for(monkeypatch):
    server = NameServer(monkeypatch)

    assert lookup("127.0.0.1", "::1") == [("127.0.0.1",), ("::1",)]
    assert not server.asked


@pytest.mark.parametrize("code", [socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)])
def test_an_unknown_name_is_asked_for_once_more_and_then_believed(monkeypatch, code):
    """68."""
    server = NameServer(monkeypatch, gone_test=[code])

    assert kinds(lookup(*["gone.test"] * 5)) == [FailureKind.NO_SUCH_HOST] * 5
    assert server.asked == {"gone.test": 2}


def test_a_name_server_that_hiccups(monkeypatch):
    """68: neither of the two kinds of failure is the last word."""
    NameServer(monkeypatch, a_test=[socket.EAI_AGAIN, ["127.0.0.9"]], b_test=[socket.EAI_NONAME, ["127.0.0.8"]])

    assert lookup("a.test", "b.test") == [("127.0.0.9",), ("127.0.0.8",)]


@pytest.mark.parametrize("code", [socket.EAI_AGAIN, socket.EAI_FAIL])
def test_a_name_server_that_fails_says_nothing_about_the_name(monkeypatch, code):
    """68."""
    NameServer(monkeypatch, a_test=[code])

    assert kinds(lookup("a.test")) == [FailureKind.RESOLVER]


def test_names_that_never_exist_are_not_asked_for(monkeypatch):
    """RFC 6761, 6.4."""
    server = NameServer(monkeypatch)

    assert kinds(lookup("www.example.invalid", "x" * 70 + ".invalid")) == [FailureKind.NO_SUCH_HOST] * 2
    assert not server.asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:0a00:0001::",
        "fe80::1%lo",
    ],
)
def test_names_of_private_addresses_are_refused(monkeypatch, address):
    """53."""
    NameServer(monkeypatch, inside_test=[[address]])

    assert kinds(lookup("inside.test", allow_private=False)) == [FailureKind.PRIVATE_ADDRESS]


def test_only_the_public_addresses_of_a_name_are_used(monkeypatch):
    """53."""
    NameServer(monkeypatch, mixed_test=[["10.0.0.1", "93.184.215.14", "::1"]])

    assert lookup("mixed.test", allow_private=False) == [["93.184.215.14"]]


def test_a_name_that_changes_its_address_is_not_followed(web: SimulatedWeb, monkeypatch):
    """53: the address that was vetted is the one that is connected to; nobody asks a second time."""
    web.hosts["rebinds"] = always(200)
    server = NameServer(monkeypatch, rebinds_test=[["192.0.2.1"], ["127.0.0.1"]], example_com=[["93.184.215.14"]])
    monkeypatch.setattr("citecheck.web.resolver.is_private", lambda address: str(address).startswith("127."))

    settings = Settings(timeout=0.3, retries=0, no_cache=True)
    check([Target(web.url("rebinds", f"/{n}")) for n in range(3)], settings)

    assert server.asked["rebinds.test"] == 1
    assert web.asked("rebinds") == 0


def test_one_of_two_addresses_is_enough(web: SimulatedWeb, monkeypatch):
    """71: an IPv6 address that does not work, and an IPv4 one that does."""
    web.hosts["both"] = always(200)
    NameServer(monkeypatch, both_test=[["100::1", "127.0.0.1"]])

    (report,) = check([Target(web.url("both"))], Settings(allow_private=True, no_cache=True, timeout=3.0)).reports

    assert report.verdict == "ok"


def test_a_host_that_has_only_ipv6_where_there_is_none(web: SimulatedWeb, monkeypatch):
    """71."""
    web.hosts["answers"] = always(200)
    NameServer(monkeypatch, six_test=[["2001:db8::1"]], answers_test=[["127.0.0.1"]])

    async def unreachable(*args, **kwargs):
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", unreachable)
    (report,) = check([Target("http://six.test/")], Settings(allow_private=True, no_cache=True, retries=0)).reports

    assert (report.verdict, report.reason) == ("unreachable", "refused")
    assert "IPv6" in report.detail


def test_the_next_address_has_a_head_start_to_beat():
    """RFC 8305: a silent address delays by a quarter of a second, a refusing one not at all."""
    dropped: list[str] = []

    async def connect(address: str) -> str:
        if address.startswith("silent"):
            await asyncio.sleep(60)
        if address.startswith("refuses"):
            raise ConnectionRefusedError
        return address

    async def timed(*addresses: str) -> tuple[str, float]:
        begin = time.monotonic()
        won = await first(connect, addresses, dropped.append)
        return won, time.monotonic() - begin

    won, took = asyncio.run(timed("silent", "good"))
    assert won == "good"
    assert 0.2 < took < 2.0
    won, took = asyncio.run(timed("refuses", "refuses", "good"))
    assert took < 0.2
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(timed("refuses", "refuses"))

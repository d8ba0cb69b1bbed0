"""The simulated web, the names it is known by, and a builder of exchanges."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest
from simulated_web import SimulatedWeb

from citecheck.web.exchange import Exchange, Hop


@pytest.fixture(scope="session")
def names() -> Iterator[dict[str, list[str] | int]]:
    """What names resolve to: `*.test` to loopback unless said otherwise; a number is an error code."""
    known: dict[str, list[str] | int] = {}
    real = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        if not str(host).endswith((".test", "example.com")):
            return real(host, port, *args, **kwargs)
        found = known.get(host, ["127.0.0.1"] if host.endswith(".test") else socket.EAI_AGAIN)
        if isinstance(found, int):
            raise socket.gaierror(found, "simulated")
        kinds = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kinds[":" in ip], socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        yield known


@pytest.fixture(autouse=True)
def forget_names(names: dict[str, list[str] | int]) -> Iterator[None]:
    """What a test says of names is its own."""
    before = dict(names)
    yield
    names.clear()
    names.update(before)


@pytest.fixture(scope="module")
def web(names: dict[str, list[str] | int]) -> Iterator[SimulatedWeb]:
    simulated = SimulatedWeb()
    simulated.start()
    yield simulated
    simulated.stop()


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    """Builds an Exchange: `exchange("http://a.example/x", (301, "http://a.example/y"), title="T")`."""

    def build(
        url: str,
        *hops: tuple[int, str],
        status: int | None = 200,
        title: str = "A page",
        h1: str = "",
        words: int = 300,
        html: str = "",
        headers: dict[str, str] | None = None,
        **facts: object,
    ) -> Exchange:
        at, chain = url.partition("#")[0], []
        for code, location in hops:
            chain.append(Hop(at, code, location))
            at = location.partition("#")[0]
        page = f"<html><head><title>{title}</title></head><body><h1>{h1}</h1><p>{'word ' * words}</p>{html}"
        fields = {"content-type": "text/html; charset=utf-8"} if status else {}
        facts = {"body": page.encode() if status else b""} | facts
        return Exchange(url, tuple(chain), at, status, fields | (headers or {}), **facts)

    return build

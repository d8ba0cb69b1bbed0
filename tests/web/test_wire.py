"""A request of ours says of itself what httpx would say, without taking it apart."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.web.targets import request_url, without_user
from citecheck.web.wire import WireRequest, WireResponse, fields_of, origin_of, target_of

HOSTS = st.sampled_from(
    ["example.org", "Bücher.example", "127.0.0.1", "0x7f.1", "[2001:DB8::1]", "[::1]", "a_b.example."]
)
PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":1"])
USERS = st.sampled_from(["", "user@", "user:pass@"])


@given(st.sampled_from(["http", "https"]), USERS, HOSTS, PORTS, st.text(max_size=40))
def test_it_is_read_as_httpx_reads_it(scheme, user, host, port, rest):
    """Whom it is to, and what for."""
    try:
        address = without_user(request_url(f"{scheme}://{user}{host}{port}/{rest}"))
    except ValueError:
        return
    ours, theirs = WireRequest("GET", address, [], {}), httpx.Request("GET", address)

    assert origin_of(ours) == origin_of(theirs)
    assert target_of(ours) == target_of(theirs)
    assert ours.url == theirs.url


def test_its_fields_are_those_given():
    """None are added, and httpx finds them by name."""
    request = WireRequest("HEAD", "http://example.org/", [(b"Accept", b"*/*")], {"fresh": True})

    assert fields_of(request) == [(b"Accept", b"*/*")]
    assert request.headers["accept"] == "*/*"
    assert request.extensions == {"fresh": True}
    assert request.read() == b""
    with pytest.raises(AttributeError, match="elsewhere"):
        _ = request.elsewhere


async def _read(response: httpx.Response) -> bytes:
    return await response.aread()


def test_an_answer_is_one_of_httpx():
    """Also for whoever reads all of it by httpx."""
    response = WireResponse(404, [(b"Content-Type", b"text/plain; charset=latin-1")], httpx.ByteStream(b"\xe4"), None)

    assert response.is_client_error
    assert asyncio.run(_read(response)) == b"\xe4"
    assert response.text == "ä"
    assert fields_of(response) == [(b"Content-Type", b"text/plain; charset=latin-1")]

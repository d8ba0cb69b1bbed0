"""Whom a request is to, and what for."""

from __future__ import annotations

import httpx  # the engine's own seam
from hypothesis import given
from hypothesis import strategies as st

from citecheck.web.targets import request_url, without_user
from citecheck.web.wire import Origin, Request, origin_of

HOSTS = st.sampled_from(
    ["example.org", "Bücher.example", "127.0.0.1", "0x7f.1", "[2001:DB8::1]", "[::1]", "a_b.example."]
)
PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":1"])
USERS = st.sampled_from(["", "user@", "user:pass@"])


@given(st.sampled_from(["http", "https"]), USERS, HOSTS, PORTS, st.text(max_size=40))
def test_it_is_read_as_httpx_reads_it(scheme, user, host, port, rest):
    try:
        url = without_user(request_url(f"{scheme}://{user}{host}{port}/{rest}"))
    except ValueError:
        return
    theirs = httpx.URL(url)
    usual = 443 if scheme == "https" else 80

    assert origin_of(url) == Origin(scheme, theirs.raw_host.decode(), theirs.port or usual)
    assert Request("GET", url, origin_of(url), []).target == theirs.raw_path.decode()

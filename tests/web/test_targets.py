"""What is requested, as what, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.errors import UsageError
from citecheck.settings import Settings
from citecheck.web.targets import request_url, requested


@pytest.mark.parametrize(
    ("url", "wire"),
    [
        ("HTTP://Example.ORG:80/A/%7Eb?q=1#frag", "http://example.org/A/%7Eb?q=1"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org:443/x", "https://example.org/x"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("http://bücher.example/é ü?ä=ö", "http://xn--bcher-kva.example/%C3%A9%20%C3%BC?%C3%A4=%C3%B6"),
        ("http://bücher.example./", "http://xn--bcher-kva.example/"),
        ("http://💩.example/", "http://xn--ls8h.example/"),
        ("http://example.org/%F6/%2F", "http://example.org/%F6/%2F"),
        ("http://example.org/wiki/Blur_(band)", "http://example.org/wiki/Blur_(band)"),
        ("http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://user:p%40ss@example.org/", "http://user:p%40ss@example.org/"),
        ("http://my_host.example.org/", "http://my_host.example.org/"),
        ("http://example.org/a/./b/../c", "http://example.org/a/c"),
        ("http://example.org/a/b/..", "http://example.org/a/"),
        ("http://example.org/a\\b\\..\\c?x=a\\b", "http://example.org/a/c?x=a\\b"),
        ("http://example.org/../.", "http://example.org/"),
        ("http://example.org/a/%2E%2e/b/%2e/", "http://example.org/b/"),
        ("http://example.org/..a/.b/c./d..?x=/../y", "http://example.org/..a/.b/c./d..?x=/../y"),
    ],
)
def test_request_url(url, wire):
    """75, 76, 77, 83, 92: as a browser would ask."""
    assert request_url(url) == wire
    assert request_url(wire) == wire


@given(
    st.text("aZ09.-_~%2eE/?:@&=[]|^\\ é", max_size=20), st.sampled_from(["a.org", "a.org:8080", "1.2.3.4:80", "A.org"])
)
def test_what_needs_no_change_is_read_like_what_does(rest, host):
    """A fragment is taken off, so it is taken apart."""
    url = f"http://{host}/{rest}".strip()

    assert request_url(url) == request_url(f"{url}#")


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http:///x",
        "http:x",
        "http://a.example:99999/",
        "http://a.example:port/",
        "http://a b.example/",
        "http://http://x.example/",
        "http://[::1/",
        "http://[zz]/",
        "http://a..example/",
        "http://256.1.1.1/",
        f"http://{'a' * 64}.example/",
        "no scheme at all",
        "",
    ],
)
def test_malformed_urls_are_invalid(url):
    """82: no request."""
    refused = requested(url, Settings())

    assert refused is not None
    assert (refused.verdict, refused.reason) == ("invalid", None)
    assert refused.detail


@pytest.mark.parametrize(
    "url",
    ["mailto:a@b.example", "tel:+123", "ftp://a.example/x", "news:a.b", "data:text/html,x", "urn:isbn:1"],
)
def test_other_schemes_are_skipped(url):
    """84."""
    assert requested(url, Settings())[:2] == ("skipped", "unsupported-scheme")


PRIVATE = [
    "http://localhost/",
    "http://LOCALHOST:8000/x",
    "http://app.localhost/",
    "http://printer.local/",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://10.0.0.1/",
    "http://172.16.5.4/",
    "http://192.168.1.1./",
    "http://169.254.169.254/latest/meta-data",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://１２７.0.0.1/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_skipped_in_all_spellings(url):
    """53."""
    assert requested(url, Settings())[:2] == ("skipped", "private-address")
    assert requested(url, Settings(allow_private=True)) == request_url(url)


@pytest.mark.parametrize("url", ["http://8.8.8.8/", "http://[2606:4700::1111]/", "http://localhost.example/"])
def test_public_addresses_are_asked(url):
    assert requested(url, Settings()) == request_url(url)


def test_excluded_links_are_skipped():
    settings = Settings(exclude_link=("never", r"^https://a\.example/"))

    assert requested("https://a.example/x", settings)[:2] == ("skipped", "excluded")
    assert requested("https://b.example/https://a.example/", settings) == "https://b.example/https://a.example/"


def test_an_impossible_pattern_is_a_usage_error():
    with pytest.raises(UsageError, match="--exclude-link"):
        requested("https://a.example/", Settings(exclude_link=("(",)))

"""What `find_links` says of URLs that cannot work, are private, will rot, or are missing."""

from __future__ import annotations

import pytest

from citecheck import readers
from citecheck.citations import analyse
from citecheck.citations.urls import find_links
from citecheck.model import Fault, Link, Severity


def read(text: str) -> tuple[list[Link], list[Fault]]:
    return find_links(readers.read("essay.txt", text.encode()))


def faults(text: str) -> list[str]:
    return [fault.rule for fault in read(text)[1]]


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("http//x.org/a", "write http://x.org/a"),
        ("http/:/x.org/a", "write http://x.org/a"),
        ("http:/x.org/a", "write http://x.org/a"),
        ("https;//x.org/a", "write https://x.org/a"),
        ("http:\\\\x.org/a", "write http://x.org/a"),
        ("htp://x.org/a", "write http://x.org/a"),
        ("htttps://x.org/a", "write https://x.org/a"),
        ("http:www.x.org/a", "write http://www.x.org/a"),
        ("http://http://x.org/a", "keep one"),
        ("http:///x", "write the host"),
        ("http://x.org:99999/", "port"),
        ("http://x.org:8o80/", "port"),
        ("http://___/", "host"),
        ("http://www,x.org/", "dot"),
        ("http://www..x.org/", "dot"),
        ("http://192.168.1.300/", "address"),
        ("http://[2001:db8:::1]/", "address"),
        (f"http://{'a' * 64}.org/", "host"),
        ("http://exam ple.org/x", "together"),
    ],
)
def test_what_cannot_be_a_url_is_malformed(url: str, remedy: str) -> None:
    links, (fault,) = read(f"[1] A book, {url}.")
    assert fault.rule == "CC201"
    assert remedy in fault.advice
    assert len(links) == 1


def test_a_name_with_a_space_is_listed_as_it_stands() -> None:
    links, (fault,) = read("[1] A book, http://exam ple.org/x.")
    assert [link.url for link in links] == [fault.url] == ["http://exam ple.org/x"]
    assert "http://example.org/x" in fault.message


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8000/",
        "http://app.localhost/",
        "http://127.0.0.1/",
        "http://10.1.2.3/x",
        "http://[fe80::1]/",
        "http://nas.local/",
        "http://wiki.internal/",
        "file:///home/me/a.txt",
        "<C:\\Users\\me\\a.doc>",
    ],
)
def test_a_private_address_is_reported(url: str) -> None:
    assert faults(f"[1] A memo, {url}") == ["CC204"]


def test_a_path_after_available_from_is_private() -> None:
    assert faults("[1] A memo; available from: /home/me/memo.txt") == ["CC204"]


@pytest.mark.parametrize("url", ["http://example.com/", "http://a.test/", "http://b.invalid/", "http://8.8.8.8/"])
def test_example_names_are_not_private(url: str) -> None:
    assert faults(f"[1] A memo, {url}") == []


def test_localhost_in_instructions_is_only_an_info() -> None:
    text = "Open http://localhost:8000 in a browser.[1]\n\n[1] A memo; available from: http://localhost/memo."
    assert [fault.severity for fault in read(text)[1]] == [Severity.INFO, None]


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("http://x.org/a?b=1&utm_source=chatgpt.com#c", "cite http://x.org/a?b=1#c"),
        ("http://x.org/a?fbclid=1", "cite http://x.org/a"),
        ("http://x.org/a;jsessionid=AB12?b=1", "cite http://x.org/a?b=1"),
        ("http://x.org/a?PHPSESSID=ab12", "cite http://x.org/a"),
        ("http://x.org/a?sid=0123456789abcdef", "cite http://x.org/a"),
        ("http://x.s3.amazonaws.com/a?X-Amz-Expires=60", "page that offers"),
        ("http://x.org/a?Expires=1&Signature=b", "page that offers"),
        ("http://x.blob.example/a?sig=1&se=2", "page that offers"),
        ("http://bit.ly/abc", "leads to"),
        ("https://www.google.com/search?q=x", "page you found"),
        ("https://duckduckgo.com/?q=x", "page you found"),
        ("http://webcache.googleusercontent.com/search?q=cache:x", "web.archive.org"),
        ("https://web.archive.org/save/http://x.org/", "saved copy"),
    ],
)
def test_a_fragile_link_comes_with_a_better_one(url: str, remedy: str) -> None:
    (fault,) = read(f"[1] A page, {url} here.")[1]
    assert fault.rule == "CC205"
    assert remedy in fault.advice


@pytest.mark.parametrize(
    "url",
    [
        "http://x.org/a?sid=12",
        "http://x.org/search?q=x",
        "https://www.google.com/maps",
        "http://web.archive.org/web/2010/http://x.org/?utm_source=a",
    ],
)
def test_ordinary_parameters_are_fine(url: str) -> None:
    assert faults(f"[1] A page, {url} here.") == []


def test_credentials_never_show_in_a_message() -> None:
    (fault,) = read("http://user:secret@x.org/?utm_source=a")[1]
    assert "secret" not in fault.message + fault.advice


@pytest.mark.parametrize(
    "text",
    [
        "[1] Bluebook 2016; available from:",
        "[1] Bluebook 2016; available from: .\n\n[2] Statement, http://x.org/",
        "[1] Bluebook 2016; available (Japanese) from:\n[2] Statement, http://x.org/",
        "[1] Bluebook 2016. Available at [accessed 3 May 2016].",
        "[1] Bluebook 2016. Retrieved May 3, 2016, from",
        "[1] Bluebook 2016; available from: website of the Ministry.",
        "[1] Blaubuch 2016, abrufbar unter:",
        "[1] Livre bleu 2016, disponible sur :",
        "[1] Libro azul 2016, disponible en:",
    ],
)
def test_a_promised_link_is_missing(text: str) -> None:
    assert faults(text) == ["CC203"]


@pytest.mark.parametrize(
    "text",
    [
        "[1] Bluebook 2016; available from: http://x.org/a.",
        "[1] Bluebook 2016; available from:\n\n   http://x.org/a",
        "[1] Bluebook 2016; available from: the publisher.",
        "[1] Bluebook 2016; available from: author@example.org.",
        "[1] Bluebook 2016; available at doi:10.1000/182",
        "Hypermedia access to resources available from diverse applications.",
        "Entries retrieved from a server may be incomplete. The resource is available at one or more places.",
        "That is the server it was retrieved from.",
        "The protocol is available from\n[RFC 2119] and others.",
        "The tarball is available from:\n\n- www.example.org",
    ],
)
def test_nothing_is_missing(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("name", "text", "severity"),
    [
        ("a.md", "See http://localhost:8000/ for it.\n", Severity.INFO),
        ("a.md", "It failed.^[See http://localhost:8000/ for it.]\n", None),
        ("a.tex", "It failed.\\footnote{See \\url{http://localhost:8000/}.}\n", None),
        ("a.txt", "It failed.[1]\n\n[1] Memo,\nhttp://localhost:8000/ in full.\n", None),
    ],
)
def test_a_private_address_is_no_mere_info_in_a_note(name: str, text: str, severity: Severity | None) -> None:
    found = analyse(readers.read(name, text.encode())).faults
    assert [(fault.rule, fault.severity) for fault in found] == [("CC204", severity)]

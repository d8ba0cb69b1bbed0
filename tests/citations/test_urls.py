"""What `find_links` finds in running text and markup, and what it says of URLs that are written wrongly."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck import readers
from citecheck.citations.urls import find_links
from citecheck.model import Document, Fault, Link, Severity


def read(text: str, name: str = "essay.txt") -> tuple[list[Link], list[Fault]]:
    return find_links(readers.read(name, text.encode()))


def urls(text: str, name: str = "essay.txt") -> list[str]:
    return [link.url for link in read(text, name)[0]]


def faults(text: str, name: str = "essay.txt") -> list[str]:
    return [fault.rule for fault in read(text, name)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See http://www.mofa.go.jp/policy/other/bluebook.", "http://www.mofa.go.jp/policy/other/bluebook"),
        ("(see http://x.org/y)", "http://x.org/y"),
        ("(see http://x.org/y).", "http://x.org/y"),
        ('"http://x.org/y", he wrote', "http://x.org/y"),
        ("'http://x.org/y', he wrote", "http://x.org/y"),
        ("“http://x.org/y” and «more»", "http://x.org/y"),
        ("http://x.org/y; then", "http://x.org/y"),
        ("is it http://x.org/y?", "http://x.org/y"),
        ("http://x.org/y…", "http://x.org/y"),
        ("http://x.org/y\\", "http://x.org/y"),
        ("http://x.org's page", "http://x.org"),
        ("*http://x.org/y*", "http://x.org/y"),
        ("_http://x.org/a_b_", "http://x.org/a_b"),
        ("http://x.org/y—which", "http://x.org/y"),
        ("参见http://x.org/y。后面", "http://x.org/y"),
        ("（http://x.org/y）", "http://x.org/y"),
        ("http://x.org/y；z", "http://x.org/y"),
        ("http://example.com에서", "http://example.com"),
        ("https://en.wikipedia.org/wiki/Blur_(band)", "https://en.wikipedia.org/wiki/Blur_(band)"),
        ("(https://en.wikipedia.org/wiki/Blur_(band))", "https://en.wikipedia.org/wiki/Blur_(band)"),
        ("http://x.org/y[1]", "http://x.org/y"),
        ("http://x.org/y.[12]", "http://x.org/y"),
        ("http://x.org/?a=1[2].", "http://x.org/?a=1"),
        ("http://x.org/?tag[]=x&not[label][]=y.", "http://x.org/?tag[]=x&not[label][]=y"),
        ("http://[2001:db8::1]:80/", "http://[2001:db8::1]:80/"),
        ("http://bücher.example/straße", "http://bücher.example/straße"),
        ("<http://x.org/ends.>", "http://x.org/ends."),
        ("<URL:http://x.org/y>", "http://x.org/y"),
        ("http://x.org/#:~:text=a,b", "http://x.org/#:~:text=a,b"),
        ("http://x.org/%7Euser/%c3%a9+b", "http://x.org/%7Euser/%c3%a9+b"),
        ("\\url{http://x.org/~a} ", "http://x.org/~a"),
        ("http://web.archive.org/web/2010/http://y.org/", "http://web.archive.org/web/2010/http://y.org/"),
        ("www.example.org/x.", "http://www.example.org/x"),
        ("mailto:a.b@example.org.", "mailto:a.b@example.org"),
        ("ftp://ftp.example.org/pub/", "ftp://ftp.example.org/pub/"),
        ("http://x.org/y<br>", "http://x.org/y"),
    ],
)
def test_a_url_ends_where_the_sentence_goes_on(text: str, expected: str) -> None:
    assert urls(text) == [expected]


def test_neighbouring_urls_are_told_apart() -> None:
    assert urls("http://x.org/a,http://y.org/b;https://z.org") == [
        "http://x.org/a",
        "http://y.org/b",
        "https://z.org",
    ]


def test_a_link_keeps_its_place_and_spelling() -> None:
    text = "Notes at www.example.org/x, and more."
    (link,) = read(text)[0]
    assert text[slice(*link.span)] == link.written == "www.example.org/x"
    assert link.reference is None


@pytest.mark.parametrize(
    "text",
    [
        "http://{host}/ http://<host>/ http://HOST:PORT/ http://$VAR/ http://%s/ http://*.example.org/",
        "http://... and http://hostname:port/ and http://x.org/<id> and http://x.org/{id}",
        'http_URL = "http:" "//" host [ ":" port ] [ abs_path ]',
        "change https:// links to http:// links, or the http: scheme",
        "user@www.example.org, www. and www.example, HTTP/1.0, a://b, std::vector, file://x.json, hxxp://x.org/",
    ],
)
def test_templates_and_talk_about_urls_are_neither_links_nor_faults(text: str) -> None:
    assert read(text) == ([], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[t](http://x.org/a_(b) "title")', "http://x.org/a_(b)"),
        ("[t](<http://x.org/a>)", "http://x.org/a"),
        ("![i](http://x.org/a.png)", "http://x.org/a.png"),
        ("Text.[1]\n\n[1]: http://x.org/a", "http://x.org/a"),
        ("[http://x.org](http://y.org/)", "http://y.org/"),
        ("http://x.org/a\\_b?c=1&amp;d=2 &", "http://x.org/a_b?c=1&d=2"),
        ('<a href="http://x.org/a?b=1&amp;c=2.">t</a>', "http://x.org/a?b=1&c=2."),
        ("[^1]: Smith, http://x.org/a.", "http://x.org/a"),
        ("**http://x.org/a**", "http://x.org/a"),
    ],
)
def test_markdown_gives_the_exact_url(text: str, expected: str) -> None:
    assert urls(text, "essay.md") == [expected]


def test_masked_text_has_no_links() -> None:
    assert urls("`http://x.org/a` and\n\n```\nhttp://x.org/b http//x\n```\n", "essay.md") == []


LONG = "The minister spoke to the Council in July, and what he said was printed in full on the next day.\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<http://www.ics.uci.edu/pub/\n   historical.html#WARNING>", "http://www.ics.uci.edu/pub/historical.html#WARNING"),
        (
            "             IANA, MPLS Parameters, http://www.iana.example/assignments/\n"
            "             mpls-lsp-ping-parameters/mpls-lsp-ping-parameters.xhtml",
            "http://www.iana.example/assignments/mpls-lsp-ping-parameters/mpls-lsp-ping-parameters.xhtml",
        ),
        (
            "[2] Report of the Committee on Long Titles, http://www.example.org/view?\nid=2016&part=3",
            "http://www.example.org/view?id=2016&part=3",
        ),
        (
            "[2] Report of the Committee, http://www.example.org/2016/a-rather-long-\ntitle-for-a-page.",
            "http://www.example.org/2016/a-rather-long-title-for-a-page",
        ),
        (
            "[2] Report of the Committee on Very Long Titles, http://www.example.org/reports\n/2016/final.pdf",
            "http://www.example.org/reports/2016/final.pdf",
        ),
    ],
)  # fmt: skip
def test_a_url_wrapped_because_the_line_was_full_is_put_together(text: str, expected: str) -> None:
    links, found = read(text)
    assert [link.url for link in links] == [expected]
    assert "\n" in links[0].written
    assert found == []


@pytest.mark.parametrize(
    "rest",
    [
        "and his reply.",
        "His reply came later.",
        "[2] Another entry, 2016.",
        "2. Another entry.",
        "and/or the reply.",
        "README.txt tells how.",
        "http://www.example.org/b/",
        "Files-Excluded: all",
        "/usr/share/doc/b.txt has it",
        "- an item",
        "",
    ],
)
def test_a_url_at_a_line_end_is_complete_when_words_follow(rest: str) -> None:
    links, found = read(f"See the statement at http://www.example.org/a/\n{rest}\n")
    assert links[0].url == "http://www.example.org/a/"
    assert found == []


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("[1] Statement, http://www.un.example/\nstatements/k2016.html.", "http://www.un.example/statements/k2016.html"),
        (LONG + "[1] A statement to the Council, http://www.un.example/\nstatements/k2016.html.", "http://www.un.example/statements/k2016.html"),
        ("[1] Statement, http://www.un.example/state-\nments.", "http://www.un.example/statements"),
        ("[1] Statement, http:// www.un.example/a.", "http://www.un.example/a"),
        ("[1] Statement, http://\nwww.un.example/a.", "http://www.un.example/a"),
        ("[1] Statement, http://www. un.example/a.", "http://www.un.example/a"),
        ("[1] Statement, http://www.mofa. org/a.", "http://www.mofa.org/a"),
        (
            "[1] Statement by the Foreign Minister, http://www.un.example/statements/Kishi\nda072816.html.",
            "http://www.un.example/statements/Kishida072816.html",
        ),
    ],
)  # fmt: skip
def test_a_broken_url_is_shown_as_it_was_probably_meant(text: str, candidate: str) -> None:
    links, (fault,) = read(text)
    assert fault.rule == "CC202"
    assert fault.message.endswith(f"probably {candidate}")
    assert [link.url for link in links] == [candidate]


def test_a_hyphen_at_the_line_end_leaves_two_readings() -> None:
    (fault,) = read("[1] Statement, http://www.un.example/state-\nments.")[1]
    assert "http://www.un.example/state-ments" in fault.advice


def test_a_url_without_host_is_cut_off_where_one_was_promised() -> None:
    links, (fault,) = read("[1] Statement; available from: http://.\n")
    assert fault.rule == "CC202"
    assert [link.url for link in links] == ["http://"]


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


@pytest.mark.parametrize(
    "url", ["http://example.com/", "http://a.test/", "http://b.invalid/", "http://8.8.8.8/"]
)
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
        "Entries retrieved from a server may not be complete. The resource is available at one or more places.",
        "The protocol is available from\n[RFC 2119] and others.",
        "The tarball is available from:\n\n- www.example.org",
    ],
)
def test_nothing_is_missing(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    "unit",
    ["://", "http://", "http://x)", "http://x/(", "http://x.org/a/\n", "<http://a\n", "www.a", "http//x.", "available from ",
     "http://x/?a[1]", "mailto:a@a.", "ISBN 0-", "doi:10.1000/", "[1] available from:\n", "http://localhost ", ":\\"],
)  # fmt: skip
def test_hostile_repetition_is_read_to_its_end(unit: str) -> None:
    links, _ = find_links(Document("x", "text", unit * 3000 + "\n\nhttp://end.example/"))
    assert links[-1].url == "http://end.example/"


def test_an_endless_url_is_none() -> None:
    assert urls("http://x.org/" + "a" * 20_000) == []


PIECES = ["http://", "x.org", "/", "(", ")", "[1]", "?a=", "&", ".", " ", "\n", "<", ">", "www.", "doi:10.1000/x", "\\", "-",
          "'", "ISBN 0-13-630195-9", "available from:", "\x1b[31m", "arXiv:2101.00001", "é", "。"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_links_are_in_order_disjoint_and_free_of_controls(pieces: list[str]) -> None:
    text = "".join(pieces)
    links, found = find_links(Document("x", "text", text))
    spans = [link.span for link in links]
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert all(text[slice(*link.span)] == link.written and link.url for link in links)
    assert all(0 <= fault.span.start < fault.span.end <= len(text) for fault in found)
    assert all(char.isprintable() for link in links for char in link.url)
    assert all(char.isprintable() for fault in found for char in fault.message + fault.advice)

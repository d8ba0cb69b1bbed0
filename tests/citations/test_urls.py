"""What `find_links` finds in running text and markup, and what it says of URLs that are written wrongly."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck import readers
from citecheck.citations.urls import find_links
from citecheck.model import Document, Fault, Link


def read(text: str, name: str = "essay.txt") -> tuple[list[Link], list[Fault]]:
    return find_links(readers.read(name, text.encode()))


def urls(text: str, name: str = "essay.txt") -> list[str]:
    return [link.url for link in read(text, name)[0]]


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
        ("http://x.org/y¹²", "http://x.org/y"),
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
    """Behaviours 78, 79 and 80 of links."""
    assert urls(text) == [expected]


def test_a_sentence_after_a_url_is_no_rest_of_it() -> None:
    links, found = read("See http://www.example.org. in/out and http://www.example.com it.com/ as well.")
    assert [link.url for link in links] == ["http://www.example.org", "http://www.example.com"]
    assert found == []


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
        "user@www.example.org, www. and www.example, HTTP/1.0, a://b, std::vector, file://x, hxxp://x.org/",
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
        (
            "<http://www.ics.uci.edu/pub/\n   historical.html#WARNING>",
            "http://www.ics.uci.edu/pub/historical.html#WARNING",
        ),
        (
            (
                "             IANA, MPLS Parameters, http://www.iana.example/assignments/\n"
                "             mpls-lsp-ping-parameters/mpls-lsp-ping-parameters.xhtml"
            ),
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
        (
            "The list of allowable subsections is in https://www.example.org/policy/ch-\narchive.html#s-x.",
            "https://www.example.org/policy/ch-archive.html#s-x",
        ),
        (
            (
                'it is not intended that more "http://www.w3.example/2001/04/xmldsig-\nmore#" URIs be created.\n'
                "The Consortium prohibits that any URI begins with its own names, as here.\n"
            ),
            "http://www.w3.example/2001/04/xmldsig-more#",
        ),
        (
            "The Transformations, Version 1.0, http://www.w3.example/TR/1999/REC-\nxslt-19991116, November.",
            "http://www.w3.example/TR/1999/REC-xslt-19991116",
        ),
        (
            "The official “best practice” document (https://\n  www.debian.example/doc/devel-manuals#devref)",
            "https://www.debian.example/doc/devel-manuals#devref",
        ),
        (
            "The URL redirector service at http://\nqa.debian-quality.example is designed to be stable.",
            "http://qa.debian-quality.example",
        ),
        (
            (
                "The specification of the language, third edition: http://\njava.example.org/books/jls_3/html/\n"
                "lexical_structure/names.html"
            ),
            "http://java.example.org/books/jls_3/html/lexical_structure/names.html",
        ),
        (
            "本手册由维护者团队负责翻译和维护。完整列表请见 https://\nwiki.debian.org/Teams.",
            "https://wiki.debian.org/Teams",
        ),
        ("[2] <http://\n java.example.org/html/\n lexical.html#9>", "http://java.example.org/html/lexical.html#9"),
    ],
)
def test_a_url_wrapped_because_the_line_was_full_is_put_together(text: str, expected: str) -> None:
    """Behaviour 81 of links."""
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
        "----------------------------------------------------------------",
        "10",
        "../../g       =  http://a.example/g",
        "g/./h         =  http://a.example/b/c/g/h",
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
        (
            "[1] Statement, http://www.un.example/\nstatements/k2016.html.",
            "http://www.un.example/statements/k2016.html",
        ),
        (
            f"{LONG}[1] A statement to the Council, http://www.un.example/\nstatements/k2016.html.",
            "http://www.un.example/statements/k2016.html",
        ),
        ("[1] Statement, http://www.un.example/state-\nments.", "http://www.un.example/state-ments"),
        ("[1] Statement, http://www.un.example/view?id=\n2016.", "http://www.un.example/view?id=2016"),
        ("[1] Statement, http:// www.un.example/a.", "http://www.un.example/a"),
        ("[1] Statement, http://\nwww.un.example/a.", "http://www.un.example/a"),
        ("[1] Statement, http://www. un.example/a.", "http://www.un.example/a"),
        ("[1] Statement, https://doi.org/ 10.1000/182.", "https://doi.org/10.1000/182"),
        ("[1] Statement, http://www.mofa. org/a.", "http://www.mofa.org/a"),
        (
            "[1] Statement by the Foreign Minister, http://www.un.example/statements/Kishi\nda072816.html.",
            "http://www.un.example/statements/Kishida072816.html",
        ),
    ],
)
def test_a_broken_url_is_shown_as_it_was_probably_meant(text: str, candidate: str) -> None:
    links, (fault,) = read(text)
    assert fault.rule == "CC202"
    assert fault.message.endswith(f"probably {candidate}")
    assert [link.url for link in links] == [candidate]


def test_the_number_of_a_line_is_no_rest_of_a_url() -> None:
    text = "{} Vcs-Browser: https://anonscm.debian.example/git/collab-maint/gentoo/\n{}\n"
    for before, after, rest in (("8", "9", ""), ("8", "10", "10")):
        (link,), found = read(text.format(before, after))
        assert link.url == f"https://anonscm.debian.example/git/collab-maint/gentoo/{rest}"
        assert found == []


@pytest.mark.parametrize("gap", ["\t\t", "    "])
def test_the_next_row_of_a_table_is_no_rest_of_a_url(gap: str) -> None:
    rows = f"DOS client{gap}ftp://ftp.example.edu/pub/ext2/\nOS/2 client{gap}ftp://ftp.example.edu/pub/ext3/\n"
    links, found = read(rows)
    assert [link.url for link in links] == ["ftp://ftp.example.edu/pub/ext2/", "ftp://ftp.example.edu/pub/ext3/"]
    assert found == []


def test_a_hyphen_at_the_line_end_leaves_two_readings() -> None:
    (fault,) = read("[1] Statement, http://www.un.example/state-\nments.")[1]
    assert "without the hyphen it is http://www.un.example/statements" in fault.advice


def test_a_url_without_host_is_cut_off_where_one_was_promised() -> None:
    links, (fault,) = read("[1] Statement; available from: http://.\n")
    assert fault.rule == "CC202"
    assert [link.url for link in links] == ["http://"]


@pytest.mark.parametrize(
    "unit",
    [
        "://",
        "http://",
        "http://x)",
        "http://x/(",
        "http://x.org/a/\n",
        "<http://a\n",
        "www.a",
        "http//x.",
        "available from ",
        "http://x/?a[1]",
        "mailto:a@a.",
        "ISBN 0-",
        "doi:10.1000/",
        "[1] available from:\n",
        "http://localhost ",
        ":\\",
    ],
)
def test_hostile_repetition_is_read_to_its_end(unit: str) -> None:
    links, _ = find_links(Document("x", "text", unit * 3000 + "\n\nhttp://end.example/"))
    assert links[-1].url == "http://end.example/"


def test_an_endless_url_is_none() -> None:
    assert urls("http://x.org/" + "a" * 20_000) == []


PIECES = [
    "http://",
    "x.org",
    "/",
    "(",
    ")",
    "[1]",
    "?a=",
    "&",
    ".",
    " ",
    "\n",
    "<",
    ">",
    "www.",
    "doi:10.1000/x",
    "\\",
    "-",
    "'",
    "ISBN 0-13-630195-9",
    "available from:",
    "\x1b[31m",
    "arXiv:2101.00001",
    "é",
    "。",
]


def test_an_identifier_inside_another_is_no_link_of_its_own() -> None:
    assert urls("doi:10.1000/(arXiv:2101.00001)") == ["https://doi.org/10.1000/(arXiv:2101.00001)"]


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

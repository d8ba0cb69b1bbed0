"""Made-up pages: beside the cited one, and surely none of the site's."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from citecheck.web.manners import directory_of, random_sibling


@pytest.mark.parametrize(
    ("url", "directory"),
    [
        ("http://a.example/papers/x.html", "http://a.example/papers/"),
        ("http://a.example/x", "http://a.example/"),
        ("http://a.example", "http://a.example/"),
        ("http://a.example/view.php?f=4&t=88121", "http://a.example/view.php?t="),
        ("http://a.example/get?DS=S/2099/1&Lang=E", "http://a.example/get?DS="),
        ("http://a.example/?flag", "http://a.example/"),
        ("http://a.example/papers/x/", "http://a.example/papers/"),
        ("http://a.example/item/123/a-title", "http://a.example/item/0/"),
        ("http://a.example/2009/03/a-title", "http://a.example/2009/03/"),
        ("http://a.example/v2/x?utm_source=somewhere&lang=en", "http://a.example/v2/"),
        ("http://a.example/v?id=7&ref=the-front-page", "http://a.example/v?id="),
    ],
)
def test_pages_that_one_program_answers_are_one_directory(url: str, directory: str) -> None:
    assert directory_of(url) == directory
    assert directory_of(random_sibling(url)) == directory


def test_it_keeps_the_suffix_and_what_else_the_query_says() -> None:
    assert random_sibling("http://a.example/papers/x.html").endswith(".html")
    one, other = random_sibling("http://a.example/x"), random_sibling("http://a.example/x")
    assert one != other

    query = urlsplit(random_sibling("http://a.example/v?xt=12&f=4&t=12")).query.split("&")
    assert query[:2] == ["xt=12", "f=4"]
    assert query[2].removeprefix("t=").isdigit()
    assert query[2] != "t=12"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://a.example/item/123/a-title", "/123/"),
        ("http://a.example/dp/B000AB1234/a-title.html", "/B000AB1234/"),
        ("http://a.example/item/123/", "/123/"),
        ("http://a.example/a-title/", "/a-title/"),
        ("http://a.example/a-title?utm_source=somewhere", "/a-title"),
        ("http://a.example/v?id=123&title=a-title", "id=123"),
    ],
)
def test_nothing_that_may_name_the_page_is_kept(url: str, kept: str) -> None:
    """A site that goes by the number shows the same page for another title: that made living pages look missing."""
    assert kept in url
    assert kept not in random_sibling(url)


@pytest.mark.parametrize("url", ["http://a.example/2009/03/05/x", "http://a.example/v1.10/2019-03-05/covid19/x"])
def test_dates_and_versions_are_kept(url: str) -> None:
    assert random_sibling(url).startswith(url.removesuffix("x"))


@pytest.mark.parametrize(
    "url", ["http://a.example/item/123", "http://a.example/item/123.html", "http://a.example/123/"]
)
def test_a_number_is_replaced_by_a_number(url: str) -> None:
    """Another name may be none that the site's program is asked for."""
    name = urlsplit(random_sibling(url)).path.rstrip("/").rpartition("/")[2]

    assert name.removesuffix(".html").isdigit()

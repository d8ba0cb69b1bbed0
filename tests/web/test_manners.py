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

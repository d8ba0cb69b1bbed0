"""How much of a page a reader sees."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from citecheck.web.page import Page, refreshed

PIECES = st.sampled_from(
    ["<p>", "word ", "<b attr='>'>", "&amp;", "<script>" + "x" * 9000 + "</script>", "<!--", "-->"]
)
LONG = st.lists(st.tuples(PIECES | st.text(max_size=5), st.sampled_from([1, 3, 2000])), max_size=6).map(
    lambda parts: "".join(part * times for part, times in parts)
)


@given(LONG, st.lists(st.sampled_from([0, 1, 100, 2500, 8000, 20_000]), max_size=4))
def test_it_is_short_if_little_is_seen(source, bounds):
    """In whatever order it is asked."""
    page = Page(source)

    assert [page.is_short(most) for most in bounds] == [len(page.text) <= most for most in bounds]


def test_no_more_is_read_than_is_needed():
    page = Page("<p>" + "word " * 100_000)

    assert not page.is_short(3000)
    assert "text" not in vars(page)


def test_a_refresh_field_is_read_in_linear_time():
    assert refreshed("0; url=https://x.example/") == "https://x.example/"
    assert refreshed("5; url=https://x.example/") is None
    for space in ("\xa0", " "):  # servers are hostile: a quadratic search would take minutes
        assert refreshed(space * 200_000 + "0" + space * 200_000 + "x") is None

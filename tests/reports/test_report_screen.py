from __future__ import annotations

from unicodedata import bidirectional, category

from hypothesis import given
from hypothesis import strategies as st

from citecheck.reports.screen import Screen, cells

ANY = st.text(st.characters(), max_size=200) | st.text("ab \t\n\x1b\x9b\u202e\u0301\u200d日本👍\udc80", max_size=200)
EMBEDDINGS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def screen(*, unicode: bool) -> Screen:
    return Screen(80, color=False, unicode=unicode, links=False)


@given(ANY, st.booleans())
def test_shown_text_holds_nothing_that_acts(text: str, unicode: bool) -> None:
    shown = screen(unicode=unicode).show(text)
    assert not {category(char) for char in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(map(bidirectional, shown)) & EMBEDDINGS
    shown.encode("utf-8" if unicode else "ascii")


@given(ANY, st.integers(8, 60), st.integers(1, 5), st.booleans())
def test_lines_fit_and_are_no_more_than_asked(text: str, room: int, most: int, unicode: bool) -> None:
    lines = screen(unicode=unicode).wrap(text, room, most)
    assert 1 <= len(lines) <= most
    assert all(cells(line) <= room for line in lines)


@given(st.lists(st.text("abcd日", min_size=1, max_size=8), max_size=12), st.integers(16, 60))
def test_wrapping_loses_no_word(words: list[str], room: int) -> None:
    assert " ".join(screen(unicode=True).wrap(" ".join(words), room)).split() == words


@given(ANY, st.integers(4, 60))
def test_cut_text_fits_and_says_so(text: str, room: int) -> None:
    one = screen(unicode=True)
    shown = one.cut(text, room)
    assert cells(shown) <= room
    assert shown == " ".join(one.show(text).split()) or shown.endswith("…")

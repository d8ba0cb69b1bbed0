"""From a text that was taken out of a file back to the file, and forth."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.locators import Blocks, Files, Part, Pieces
from citecheck.model import Document, Place, Span
from citecheck.text import clean

LINE_END = re.compile(r"\r\n|[\r\n]")
TEXTS = st.text("ab c[1]\n\u00e9\U0001f600", max_size=12)


def lines_of(source: str) -> list[str]:
    """The lines of a file, whatever ends them."""
    return LINE_END.split(source)


def assert_in(place: Place, source: str) -> None:
    """A place lies in a file, and ends after it begins."""
    lines = lines_of(source)
    for line, column in ((place.line, place.column), (place.end_line, place.end_column)):
        assert 1 <= line <= len(lines)
        # Between CR and LF is in the file, too.
        assert 1 <= column <= len(lines[line - 1]) + 2
    assert place[:2] <= place[2:4]


# ---------------------------------------------------------------- pieces of a source


class Taken(NamedTuple):
    """A text that was taken out of a source."""

    source: str
    text: str
    pieces: Pieces
    back: list[int | None]
    """For each character of the text where it is in the source; None if it stands for others, or for none."""


@st.composite
def taken(draw: st.DrawFn) -> Taken:
    """Texts between tags, with entities and what was made up."""
    pieces, source, text, back = Pieces(), "", "", []
    back: list[int | None]
    for kind in draw(st.lists(st.sampled_from(["text", "tag", "entity", "made up"]), max_size=8)):
        if kind == "text":
            words = draw(TEXTS)
            text += pieces.add(words, len(source), len(source) + len(words))
            back += range(len(source), len(source) + len(words))
            source += words
        elif kind == "tag":
            source += draw(st.sampled_from(["<b>", "<p\r\nid=a>", "<br/>\r", "\n"]))
        elif kind == "entity":
            text += pieces.add("&", len(source), len(source) + 5)
            back.append(None)
            source += "&amp;"
        else:
            words = draw(st.sampled_from(["\n\n", "1. "]))
            text += pieces.add(words, len(source), len(source))
            back += [None] * len(words)
    return Taken(source, text, pieces.close(source), back)


@given(taken(), st.data())
def test_pieces_lead_into_the_file(given_: Taken, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(given_.text)))
    end = data.draw(st.integers(start, len(given_.text)))
    assert_in(given_.pieces.place(start, end), given_.source)


@given(taken())
def test_characters_of_pieces_are_found_in_the_file_and_again(given_: Taken) -> None:
    starts = [0, *(match.end() for match in LINE_END.finditer(given_.source))]
    for at, source in enumerate(given_.back):
        if source is None:
            continue
        assert given_.pieces.source(at) == source
        line, column, end_line, end_column = given_.pieces.place(at, at + 1)[:4]
        assert starts[line - 1] + column - 1 == source
        assert starts[end_line - 1] + end_column - 1 == source + 1
        assert given_.pieces.offset(line, column) == at


@given(taken(), st.integers(-1, 9), st.integers(-1, 30))
def test_a_place_of_the_file_is_one_of_the_text_or_none(given_: Taken, line: int, column: int) -> None:
    lines = lines_of(given_.source)
    try:
        offset = given_.pieces.offset(line, column)
    except ValueError:
        assert not (1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1)
    else:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 2
        assert 0 <= offset <= len(given_.text)


def test_an_entity_is_a_character_and_a_tag_is_none() -> None:
    source = "a <b>&amp;\nb</b> c"
    pieces = Pieces()
    text = pieces.add("a ", 0, 2) + pieces.add("&", 5, 10) + pieces.add("\nb", 10, 12) + pieces.add(" c", 16, 18)
    pieces.close(source)
    assert text == "a &\nb c"
    assert pieces.place(2, 3) == Place(1, 6, 1, 11)
    assert pieces.place(2, 5) == Place(1, 6, 2, 2)
    assert pieces.place(5, 7) == Place(2, 6, 2, 8)
    assert [pieces.offset(1, column) for column in (1, 3, 4, 6, 8, 10)] == [0, 2, 2, 2, 2, 2]
    assert [pieces.offset(2, column) for column in (1, 2, 5, 6)] == [4, 5, 5, 5]


def test_what_was_made_up_is_where_it_was_put() -> None:
    pieces = Pieces()
    pieces.add("one", 3, 6)
    pieces.add("\n\n1. ", 6, 6)
    pieces.add("two", 20, 23)
    pieces.close("<p>one</p>\n<ol>\n<li>two</li>")
    assert pieces.place(3, 8) == Place(1, 7, 1, 7)
    assert pieces.place(0, 11) == Place(1, 4, 3, 8)
    assert pieces.offset(2, 1) == 8


def test_pieces_may_stand_in_another_order_than_in_the_file() -> None:
    source = "note text"
    pieces = Pieces()
    pieces.add("text", 5, 9)
    pieces.add("note", 0, 4)
    pieces.close(source)
    assert [pieces.offset(1, column) for column in (1, 3, 5, 6, 9)] == [4, 6, 0, 0, 3]
    assert [pieces.place(at, at + 4)[1] for at in (0, 4)] == [6, 1]


# ---------------------------------------------------------------- numbered blocks


@st.composite
def blocks(draw: st.DrawFn) -> tuple[int, list[int], list[int], Blocks]:
    """The length of a text, where its blocks begin, what they count as, and the blocks."""
    sizes = draw(st.lists(st.integers(1, 9), min_size=1, max_size=9))
    starts = [0, *accumulate(sizes)][:-1]
    numbers = list(accumulate(draw(st.lists(st.integers(0, 3), min_size=len(sizes), max_size=len(sizes)))))
    numbers = [number - numbers[0] + 1 for number in numbers]
    return sum(sizes), starts, numbers, Blocks(starts, numbers, [f"block {at}" for at in range(len(starts))])


@given(blocks())
def test_blocks_lead_there_and_back(given_: tuple[int, list[int], list[int], Blocks]) -> None:
    length, starts, numbers, found = given_
    for at in range(length):
        place = found.place(at, at + 1)
        block = max(index for index, start in enumerate(starts) if start <= at)
        assert place.line == place.end_line == numbers[block]
        assert place.name == f"block {block}"
        assert place.end_column == place.column + 1
        assert found.offset(place.line, place.column) == at


@given(blocks(), st.data())
def test_a_span_over_blocks_ends_after_it_begins(
    given_: tuple[int, list[int], list[int], Blocks], data: st.DataObject
) -> None:
    length, _, numbers, found = given_
    start = data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, length))
    place = found.place(start, end)
    assert place[:2] <= place[2:4]
    assert {place.line, place.end_line} <= set(numbers)


def test_columns_count_from_the_first_block_of_a_number() -> None:
    cells = Blocks([0, 10, 20, 30], [1, 2, 2, 4], ["cell 1", "cell 2, line 1", "cell 2, line 2", "cell 4"])
    assert cells.place(23, 26) == Place(2, 14, 2, 17, "cell 2, line 2")
    assert cells.offset(2, 14) == 23
    for line, column in ((3, 1), (2, 21), (1, 11), (5, 1), (1, 0), (0, 1)):
        with pytest.raises(ValueError, match="no "):
            cells.offset(line, column)


def test_an_empty_text_is_one_block() -> None:
    assert Blocks(()).place(0, 0) == Place(1, 1, 1, 1)
    assert Blocks(()).offset(1, 1) == 0


# ---------------------------------------------------------------- files


def text_document(path: str, text: str) -> Document:
    """A file that is text itself."""
    return Document(path, "text", *clean_first(text))


def clean_first(text: str) -> tuple[str, tuple[object, ...], object]:
    """The text, masks and removed characters of a document."""
    cleaned, removed = clean(text)
    return cleaned, (), removed


def book() -> tuple[str, Files]:
    """A main file that takes in a text, paragraphs and pieces of a source, between lines of its own."""
    main = text_document("main.tex", "Before.[1]\n\\input{one}\nAfter.[2]\n")
    one = text_document("parts/one.tex", "On\u200be.[3]\n\nAnd two.[4]\n")
    word = Document("notes.docx", "docx", "A.\n\nB.[5]", unit="paragraph",
                    locator=Blocks([0, 4], [1, 2], ["page 1", "footnote 1"]))  # fmt: skip
    pieces = Pieces()
    page = Document("page.html", "html", pieces.add("C.[6]", 3, 8), locator=pieces.close("<p>C.[6]</p>"))
    text, parts = "", []
    for document, begin, end in ((main, 0, 11), (one, 0, 99), (word, 0, 99), (page, 0, 99), (main, 22, 99)):
        parts.append(Part(len(text), document, begin))
        text += f"{document.text[begin:end]}\n\n"
    return text, Files(parts)


@pytest.mark.parametrize(
    ("marker", "place"),
    [
        ("[1]", Place(1, 8, 1, 11, "", "main.tex")),
        ("[3]", Place(1, 6, 1, 9, "", "parts/one.tex")),
        ("[4]", Place(3, 9, 3, 12, "", "parts/one.tex")),
        ("[5]", Place(2, 3, 2, 6, "footnote 1", "notes.docx")),
        ("[6]", Place(1, 6, 1, 9, "", "page.html")),
        ("[2]", Place(3, 7, 3, 10, "", "main.tex")),
    ],
)
def test_each_place_is_in_its_own_file(marker: str, place: Place) -> None:
    text, files = book()
    at = text.index(marker)
    assert files.place(at, at + 3) == place
    if place.path == "main.tex":
        assert files.offset(*place[:2]) == at


def test_the_files_of_a_book_are_named_once_and_in_order() -> None:
    assert tuple(part.path for part in book()[1].files) == ("main.tex", "parts/one.tex", "notes.docx", "page.html")


def test_every_place_of_a_book_lies_in_its_files() -> None:
    text, files = book()
    sizes = {"main.tex": 34, "parts/one.tex": 25, "notes.docx": 9, "page.html": 12}
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            place = files.place(start, end)
            assert place[:2] <= place[2:4]
            assert place.end_column <= sizes[place.path] + 1
            assert place.end_line <= 4


def test_where_a_file_takes_in_another_is_where_that_begins() -> None:
    text, files = book()
    assert files.offset(2, 5) == text.index("One")
    with pytest.raises(ValueError, match="no line"):
        files.offset(9, 1)
    assert text[files.offset(3, 1) :].startswith("After")


def test_a_file_that_begins_with_another_is_still_the_first() -> None:
    main, one = text_document("main.tex", "\\input{one}\nEnd.[2]\n"), text_document("one.tex", "One.[1]\n")
    files = Files([Part(0, main), Part(0, one), Part(8, main, 12)])
    text = one.text + main.text[12:]
    assert files.place(4, 7) == Place(1, 5, 1, 8, "", "one.tex")
    assert files.offset(2, 5) == text.index("[2]")
    assert files.offset(1, 1) == 0


# ---------------------------------------------------------------- documents with a locator


@given(st.text("ab[1]\u200b\u00ad\u2060\n", max_size=30), st.booleans())
def test_removed_characters_count_on_the_way_there_and_back(raw: str, by_blocks: bool) -> None:
    cleaned, removed = clean(raw)
    pieces = Pieces()
    pieces.add(raw, 0, len(raw))
    starts = [0, *(at + 1 for at, char in enumerate(raw[:-1]) if char == "\n")]
    locator = Blocks(starts) if by_blocks else pieces.close(raw)
    document = Document("x", "text", cleaned, removed=removed, locator=locator)
    plain = Document("x", "text", cleaned, removed=removed)
    for at, char in enumerate(cleaned):
        place = document.locate(Span(at, at + 1))
        assert raw.split("\n")[place.line - 1][place.column - 1 : place.column] == char.strip("\n")
        assert document.offset(*place[:2]) == at
        assert place[:2] == plain.locate(Span(at, at + 1))[:2]


def test_a_place_behind_the_last_block_is_none() -> None:
    document = Document("a.docx", "docx", "one\n\ntwo", unit="paragraph", locator=Blocks([0, 5]))
    assert document.offset(2, 4) == 8
    for line, column in ((2, 5), (2, 10**9), (3, 1)):
        with pytest.raises(ValueError, match="no "):
            document.offset(line, column)

"""Decoding, and positions that survive cleaning."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.errors import ReadError
from citecheck.model import Document, Span
from citecheck.text import INVISIBLE, NO_BREAK_SPACES, clean, decode, difference, union

ESSAY = "Le café est fermé – « dit-il ».[1]\n\n[1] Œuvres.\n"
FRENCH = "Le café est fermé, dit-elle. L'été à Paris est très long.[1]\n\n[1] Lemaître, « Œuvres », p. 3.\n"
RUSSIAN = "Привет, мир! Это статья о политике.[1]\n\n[1] Иванов, Книга о мире.\n"
JAPANESE = "これは日本語の文章です。[1]\n\n[1] 田中、本の題名、東京。\n"


@pytest.mark.parametrize(
    "data",
    [
        ESSAY.encode(),
        ESSAY.encode("utf-8-sig"),
        ESSAY.encode("utf-16"),
        b"\xff\xfe" + ESSAY.encode("utf-16-le"),
        b"\xfe\xff" + ESSAY.encode("utf-16-be"),
        ESSAY.encode("utf-16-le"),
        ESSAY.encode("utf-16-be"),
        ESSAY.encode("utf-32"),
        b"\0\0\xfe\xff" + ESSAY.encode("utf-32-be"),
    ],
    ids=["utf8", "utf8-bom", "utf16", "utf16le-bom", "utf16be-bom", "utf16le", "utf16be", "utf32", "utf32be"],
)
def test_unicode_with_and_without_a_mark(data):
    assert decode(data) == ESSAY


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        ("Un été à l'île.[1]\n", "latin-1"),
        ("He said “no”.[1] It’s fine — really.\n", "cp1252"),
        ("caf\xe9 [1]\n", "latin-1"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
    ],
)
def test_older_encodings(text, encoding):
    assert decode(text.encode(encoding)) == text


def test_a_damaged_byte_does_not_spoil_the_rest_of_utf8():
    data = ESSAY.encode() + b"\xff and on\n"
    assert decode(data) == ESSAY + "\ufffd and on\n"


def test_empty():
    assert decode(b"") == ""
    assert decode(b"\xef\xbb\xbf") == ""


@pytest.mark.parametrize(
    "data",
    [
        b"text\0text",
        b"PK\x03\x04rest",
        b"%PDF-1.7 x",
        b"\x89PNG\r\n",
        b"\x01\x02\x03\x04\x05 text",
        b"\xff\xfea\0\0\0b\0",
        bytes(range(256)) * 8,
    ],
)
def test_binary_is_refused_in_one_line(data):
    with pytest.raises(ReadError, match=r"^binary file, not text: [^\n]+$"):
        decode(data)


def test_damaged_utf16_is_refused():
    with pytest.raises(ReadError, match="damaged UTF-16-LE text: save it again as UTF-8"):
        decode(b"\xff\xfea\0b\0c")


def test_escape_sequences_are_text():
    assert decode(b"\x1b[31mred\x1b[0m [1]\n") == "\x1b[31mred\x1b[0m [1]\n"


def test_line_ends():
    assert clean("a\r\nb\rc\n\r\nd\r\r\n") == ("a\nb\nc\n\nd\n\n", ())


def test_spaces_and_invisible_characters():
    text, removed = clean("\u200ba\u00a0b\u202fc\u2007d\u3000e\u00ad\ufefff\u2060[\u200d1]\n\u200e")
    assert text == "a b c d\u3000ef[1]\n"
    assert list(removed) == [0, 9, 9, 10, 11, 14]


SOURCE = st.text(
    st.one_of(
        st.sampled_from("ab[1] \t\f\n\r" + INVISIBLE + NO_BREAK_SPACES + "é\u3000\U0001f600"),
        st.sampled_from(["\r\n"]).flatmap(st.sampled_from),
    )
)


@given(SOURCE)
@settings(deadline=None)
def test_columns_are_those_of_the_source(raw):
    text, removed = clean(raw)
    document = Document("x.txt", "text", text, removed=removed)
    lines = re.split(r"\r\n|\r|\n", raw)
    assert len(document.line_starts) == len(lines)
    for offset, character in enumerate(text):
        place = document.locate(Span(offset, offset + 1))
        if character != "\n":
            written = lines[place.line - 1][place.column - 1]
            assert character == (" " if written in NO_BREAK_SPACES else written)
            assert (place.end_line, place.end_column) == (place.line, place.column + 1)
            assert document.offset(place.line, place.column) == offset
    assert text == re.sub(f"[{NO_BREAK_SPACES}]", " ", re.sub(f"[{INVISIBLE}]", "", "\n".join(lines)))


def test_a_byte_order_mark_is_no_column():
    text, removed = clean(decode(b"\xef\xbb\xbf[1] x"))
    assert Document("x", "text", text, removed=removed).locate(Span(0, 3)).column == 1


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda pair: Span(pair[0], sum(pair))))


@given(SPANS, SPANS)
@settings(deadline=None)
def test_spans_as_sets(spans, holes):
    def offsets(spans):
        return {offset for span in spans for offset in range(*span)}

    joined = union(spans)
    left = difference(joined, union(holes))
    assert offsets(joined) == offsets(spans)
    assert offsets(left) == offsets(spans) - offsets(holes)
    for ordered in (joined, left):
        assert all(a[1] <= b[0] and a[0] < a[1] for a, b in pairwise(ordered))

"""What holds for every text: nothing is raised, places lie in the text, the work grows with the length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import told, with_list

from citecheck import readers
from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.model import Citations, Document, Problem, Span
from citecheck.settings import STYLES, Settings

PIECES = (
    *"[]()<>{}^*_`~#|\\/.,;:!?-–—'\"“”‘’«»=+&%$@§†‡…",
    *"0123456789",
    *" \t\n\r\f\v\x1b\x07\x7f\x85\u2028",
    *"aZlIOé한字。，¹²³⁻［］【】〔〕１２",
    *"\u00a0\u00ad\u200b\u200d\ufeff\u202e",
    "[1]",
    "[2]",
    "[1,2]",
    "[3-5]",
    "[5-2]",
    "[^1]",
    "[^a]:",
    "\n[1] ",
    "\n\n[1] ",
    "\n\n[2] ",
    "\n[^1]: ",
    "\n1. ",
    "\n\nNotes\n\n",
    "\n## References\n",
    "http://x.example/a",
    "https://doi.org/10.1000/",
    "www.x.example",
    "[Footnote 1: ",
    "[note 2]",
    "[RFC2119]",
    "\n[RFC2119]  ",
    "[TK]",
    "【1†source】",
    "[[1]](#_ftn1)",
    "\n[[1]](#_ftnref1) ",
    "^[",
    "[footnote]",
    "[/footnote]",
    "\\[1\\]",
    "see note 3 above",
    "ibid. ",
    "[Page 7]\n\f\nHead\n\n",
    "```\n",
    "<!--",
    "> ",
    "    ",
    "Project Gutenberg",
    " word",
    " The end.",
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
NAMES = st.sampled_from(["essay.txt", "essay.md"])
MANY = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def read(text: str, name: str) -> Document:
    return readers.read(name, b"\xef\xbb\xbf" + text.encode())


def spans(citations: Citations) -> Iterator[Span]:
    """Every span of what was found."""
    for marker in (*citations.markers, *citations.judged):
        yield from (marker.span, marker.bracket)
    for reference in citations.references:
        yield from (reference.span, reference.body)
    yield from (link.span for link in citations.links)
    yield from (pointer.span for pointer in citations.crossrefs)
    yield from (fault.span for fault in citations.faults)


@MANY
@given(TEXTS, NAMES, st.sampled_from(STYLES))
def test_any_text_is_analysed_and_every_place_lies_in_it(text: str, name: str, style: str) -> None:
    document = read(text, name)
    citations = analyse(document, style)
    for start, end in spans(citations):
        assert 0 <= start <= end <= len(document.text)
    assert all(
        marker.bracket.start <= marker.span.start < marker.span.end <= marker.bracket.end
        for marker in citations.markers
    )
    held = [each.inside for each in citations.markers if each.inside is not None]
    assert all(0 <= index < len(citations.references) for index in held)
    list(check_citations(citations, Settings()))


@MANY
@given(TEXTS, NAMES)
def test_everything_is_in_order_of_place(text: str, name: str) -> None:
    citations = analyse(read(text, name))
    for row in (citations.references, citations.links, citations.faults):
        starts = [each.span.start for each in row]
        assert starts == sorted(starts)
    brackets = [marker.bracket.start for marker in citations.markers]
    assert brackets == sorted(brackets)


@MANY
@given(TEXTS, NAMES)
def test_the_same_text_gives_the_same(text: str, name: str) -> None:
    assert told(analyse(read(text, name))) == told(analyse(read(text, name)))


@MANY
@given(TEXTS, NAMES)
def test_line_ends_change_no_finding(text: str, name: str) -> None:
    text = re.sub(r"[\r\x0b\x0c\x85\u2028]", "", text)
    assert told(analyse(read(text, name))) == told(analyse(read(text.replace("\n", "\r\n"), name)))


@MANY
@given(TEXTS, st.data())
def test_places_lead_back_to_their_offset(text: str, data: st.DataObject) -> None:
    document = read(text, "essay.txt")
    at = data.draw(st.integers(0, len(document.text)))
    place = document.locate(Span(at, at))
    line = document.line_span(place.line)
    assert line.start <= at <= line.end
    assert document.offset(place.line, place.column) == at


@MANY
@given(TEXTS)
def test_a_column_counts_the_characters_of_the_source(text: str) -> None:
    document = read(text, "essay.txt")
    source = re.split(r"\r\n|\r|\n", text)
    for at, char in enumerate(document.text):
        place = document.locate(Span(at, at + 1))
        if char not in "\n ":
            assert source[place.line - 1][place.column - 1] == char


@pytest.mark.parametrize("place", [(0, 1), (1, 0), (3, 1), (1, 6), (2, 99)])
def test_no_offset_outside_the_text(place: tuple[int, int]) -> None:
    document = read("four\nfive", "essay.txt")
    with pytest.raises(ValueError, match="line"):
        document.offset(*place)


# ---------------------------------------------------------------- numbers as such do not matter


@st.composite
def numbered(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Numbers that a text cites, and those of its list, hardly out of step."""
    labels = list(range(1, draw(st.integers(3, 8)) + 1))
    cited = list(labels)
    for row in (cited, labels):
        if draw(st.booleans()):
            del row[draw(st.integers(1, len(row) - 1))]
        if draw(st.booleans()):
            row.insert(draw(st.integers(1, len(row))), row[draw(st.integers(0, len(row) - 1))])
    return cited, labels


def numbered_text(cited: list[int], labels: list[int], more: int) -> str:
    body = " ".join(f"It was so in the north.[{number + more}]" for number in cited)
    return with_list(body, " ".join(str(number + more) for number in labels), heading="Notes")


@MANY
@given(numbered(), st.integers(1, 80))
def test_adding_to_every_number_changes_labels_only(numbers: tuple[list[int], list[int]], more: int) -> None:
    def relabelled(amount: int) -> list[tuple[str, int | None]]:
        problems = check_citations(analyse(read(numbered_text(*numbers, amount), "essay.txt")), Settings())
        return [(each.rule, int(each.label) - amount if each.label else None) for each in problems]

    # From 20 on, so that all labels have two digits: exchanged digits are a fault of their own.
    assert relabelled(20) == relabelled(20 + more // 2)


@MANY
@given(numbered(), st.lists(st.sampled_from(["It rained.", "", "He wrote “so [sic]”."]), max_size=4))
def test_a_paragraph_above_changes_no_finding(numbers: tuple[list[int], list[int]], above: list[str]) -> None:
    text = numbered_text(*numbers, 0)
    more = "".join(f"{line}\n\n" for line in above)
    first = [(each.rule, each.fingerprint) for each in problems(text)]
    assert [(each.rule, each.fingerprint) for each in problems(more + text)] == first


def problems(text: str) -> list[Problem]:
    return list(check_citations(analyse(read(text, "essay.txt")), Settings()))


# ---------------------------------------------------------------- hostile lengths

ENDLESS = (
    "[",
    "]",
    "[1",
    "1]",
    "[^1]",
    "\n\n[1] a",
    "\n\n[1",
    "\n1. a",
    "\n\nNotes\n",
    "[1,",
    "http://",
    "http://x.example/a\n",
    "www.",
    "[footnote]",
    "(#",
    "¹",
    "【1†",
    "see note 1 ",
    "ibid. ",
    "[Page 7]\n",
    "\f\n",
    "`",
    "<",
    "> ",
    "a[0]",
    "[A] ",
    "[note 1]",
    "[?]",
    "[TK] ",
    "\ue200cite",
    " ",
    "\n",
    "a",
    "[1]",
    "[1]\n",
    "[1]: ",
    "\n[1] a",
    "[1-2]-",
    "[^",
    "^[",
    "[Footnote 1: ",
    "\\[1\\]",
    "[[1]](#",
    "［1］",
)


@pytest.mark.parametrize("name", ["essay.txt", "essay.md"])
def test_anything_repeated_comes_to_an_end(name: str) -> None:
    begin = process_time()
    for piece in ENDLESS:
        list(check_citations(analyse(read(piece * (20_000 // len(piece)), name)), Settings()))
    assert process_time() - begin < 20, "this grows faster than the text"


def test_one_long_line_comes_to_an_end() -> None:
    text = with_list("It was so in the north.[1] " * 5_000, "1 2 3")
    assert len(analyse(read(text, "essay.txt")).markers) == 5_000


def entries(labels: range, form: str = "[{}] Author {}, a book.") -> str:
    return "\n\nNotes\n\n" + "\n\n".join(form.format(label, label) for label in labels) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"word.[{n}]" for n in range(3001, 6001)) + entries(range(1, 3001)),
        " ".join(f"word.[{n}]" for n in range(1, 3001, 2)) + entries(range(2, 3001, 2)),
        "Text.[1]" + entries(range(1, 2)) + "\n[1] Author, a book.\n" * 3000,
        " ".join("word [5-3]" for _ in range(3000)) + entries(range(1, 10)),
        " ".join(f"word [Abc{n}x]" for n in range(3000)) + entries(range(3000), "[Xyz{}y] Author {}."),
        "Notes\n\n[1] a\n" + ("[900] " + "words " * 15 + "\n") * 3000,
        " ".join(f"word.[{n}]" for n in range(1, 3001)) + entries(range(1, 3001), "[{}] See note {} above, ibid."),
        "\n\n".join("a [2] b [1] c [3] d [4] e [5]" + entries(range(1, 6)) for _ in range(5000)),
        "a.[1]\n\nIt ends.Notes[1]\n" + "".join(f"A source.[{n}]\n" for n in range(2, 9000)),
    ],
    ids=[
        "all undefined",
        "every other",
        "one label",
        "backwards",
        "other tags",
        "wrapped",
        "cross references",
        "chapters",
        "glued",
    ],
)
def test_thousands_of_faults_come_to_an_end(text: str) -> None:
    begin = process_time()
    citations = analyse(readers.read("a.txt", text.encode()))
    assert sum(1 for _ in check_citations(citations, Settings(offline=True))) > 0
    assert process_time() - begin < 20, "this grows faster than the text"

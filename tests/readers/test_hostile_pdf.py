"""PDF files from strangers: bounded in time and memory, one clear line or a text, nothing run, nothing fetched."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfs import FONTS, Page, page_of, pdf, stream, written

from citecheck.citations import analyse
from citecheck.errors import ReadError
from citecheck.model import Document
from citecheck.readers import read

FIXTURE = (Path(__file__).parent.parent.parent / "fixtures" / "pdf" / "clean.pdf").read_bytes()
PLAIN = Page().put(72, 700, "It is so [1].").put(72, 660, "[1] Adams, Ledgers.")
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
SHOW = b"BT /F1 10 Tf (x) Tj ET "


def tree(kids: bytes, content: bytes = SHOW, more: dict[int, bytes] | None = None) -> bytes:
    """A file whose tree of pages is this; object 3 is a page."""
    page = b"<< /Type /Page /Contents 4 0 R /Resources << /Font << /F1 %s >> >> >>" % FONTS["F1"]
    pages = b"<< /Type /Pages /Count 9 /Kids [%s] >>" % kids
    return written({1: CATALOG, 2: pages, 3: page, 4: stream(content, packed=True), **(more or {})})


def bomb() -> bytes:
    packed = zlib.compress(bytes(200_000_000), 9)
    return tree(b"3 0 R", more={4: stream(packed, b"/Filter /FlateDecode")})


def double_bomb() -> bytes:
    packed = zlib.compress(zlib.compress(b"BT (x) Tj ET " * 2_000_000, 9), 9)
    return tree(b"3 0 R", more={4: stream(packed, b"/Filter [/FlateDecode /FlateDecode]")})


def branching() -> bytes:
    """Ten levels of twenty branches, each of which is the next level."""
    levels = {n: b"<< /Type /Pages /Count 9 /Kids [%s] >>" % (b"%d 0 R " % (n + 1) * 20) for n in range(5, 15)}
    return tree(b"5 0 R", more={**levels, 15: b"<< /Type /Page >>"})


def cmaps() -> bytes:
    """Tables that name each code twenty thousand times."""
    table = b"1 begincodespacerange <0000> <ffff> endcodespacerange "
    table += b"1 beginbfrange <0000> <ffff> <0000> endbfrange " * 20_000
    widths = b"0 65535 500 " * 20_000
    font = b"<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 10 0 R "
    font += b"/DescendantFonts [<< /DW 500 /W [%s] >>] >>" % widths
    return page_of(b"BT /G 10 Tf <0041> Tj ET", more={10: stream(table, packed=True)}, own_fonts={"G": font})


def form_of_itself() -> bytes:
    form = stream(b"/X Do /X Do " + SHOW, b"/Subtype /Form /Resources << /XObject << /X 10 0 R >> >>")
    return page_of(b"/X Do", b"/XObject << /X 10 0 R >>", {10: form})


def many_links() -> bytes:
    page = Page([SHOW])
    for number in range(20_000):
        page.link(0, 0, 612, 792, f"http://x.example/{number}")
    return pdf(page)


def confetti(*, rows: bool) -> bytes:
    """A hundred thousand numbers, all over the page or almost on one line."""
    page = Page()
    for n in range(100_000):
        page.put(50 if rows else n * 7 % 600, 700 - n * 0.0001 if rows else n * 13.1 % 780, str(n % 100), 5 + n % 3)
    return pdf(page, packed=True)


ATTACKS: dict[str, Callable[[], bytes]] = {
    "a page tree in a circle": lambda: tree(b"2 0 R"),
    "a page tree in a wider circle": lambda: tree(b"5 0 R", more={5: b"<< /Type /Pages /Kids [2 0 R] >>"}),
    "one page a hundred thousand times": lambda: tree(b"3 0 R " * 99_000),
    "one long page twenty thousand times": lambda: tree(b"3 0 R " * 20_000, SHOW * 2_000),
    "branches": branching,
    "a bomb": bomb,
    "a bomb in a bomb": double_bomb,
    "strings": lambda: page_of(b"BT /F1 10 Tf " + b"(x)Tj " * 2_000_000),
    "states": lambda: page_of(b"q " * 5_000_000),
    "paths": lambda: page_of(b"1 2 m " * 3_000_000),
    "open brackets": lambda: page_of(b"(" * 3_000_000),
    "open and escaped brackets": lambda: page_of(b"(\\(" * 1_000_000),
    "open arrays": lambda: page_of(b"[" * 3_000_000),
    "open arrays of strings": lambda: page_of(b"[(a)" * 1_000_000),
    "open hexadecimal strings": lambda: page_of(b"<41" * 1_000_000),
    "open dictionaries": lambda: page_of(b"<<" * 1_000_000),
    "open images": lambda: page_of(b"BI ID " * 300_000),
    "open images without data": lambda: page_of(b"BI " * 300_000),
    "digits": lambda: page_of(b"1" * 3_000_000),
    "numbers": lambda: page_of(b"1 " * 3_000_000),
    "slashes": lambda: page_of(b"/" * 3_000_000),
    "marks": lambda: page_of(b"/A BMC " * 1_000_000),
    "a long array": lambda: page_of(b"BT /F1 10 Tf [" + b"(x)-500" * 1_000_000 + b"] TJ ET"),
    "a long string": lambda: page_of(b"BT /F1 10 Tf (" + b"word " * 2_000_000 + b") Tj ET"),
    "huge numbers": lambda: page_of(
        b"BT /F1 1" + b"0" * 400 + b" Tf 1e999 " + b"9" * 35 + b" Td (x) Tj ET 1 0 0 1 " + b"9" * 39 + b" 1 cm " + SHOW
    ),
    "huge numbers in dictionaries": lambda: page_of(SHOW).replace(b"[0 0 612 792]", b"[0 0 1e999 " + b"9" * 500 + b"]"),
    "a form in itself": form_of_itself,
    "tables of fonts": cmaps,
    "deep arrays": lambda: written({1: CATALOG, 2: b"[" * 200_000}),
    "deep contents": lambda: page_of(SHOW).replace(
        b"/Contents 4 0 R", b"/Contents " + b"[" * 900 + b"4 0 R" + b"]" * 900
    ),
    "objects without a table": lambda: b"%PDF-1.7\n" + b"".join(b"%d 0 obj << >> endobj\n" % n for n in range(50_000)),
    "a table that lies": lambda: pdf(PLAIN).replace(b"0000000", b"0000999"),
    "links": many_links,
    "confetti": lambda: confetti(rows=False),
    "almost one line": lambda: confetti(rows=True),
    "garbage": lambda: b"%PDF-1.7\n" + b"garbage" * 1_000,
}


def read_or_refuse(data: bytes) -> Document | None:
    """The document, or none with one line that says why."""
    try:
        return read("a.pdf", data)
    except ReadError as error:
        said = str(error)
    assert said.count("\n") == 0 < len(said)
    return None


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_end_in_a_text_or_in_one_line(attack: str) -> None:
    found = read_or_refuse(ATTACKS[attack]())
    assert found is None or len(found.text) < 20_000_000


def test_a_page_that_comes_twice_is_read_once() -> None:
    """A page has one place in the tree (ISO 32000-2, 7.7.3); the pages behind it keep their numbers."""
    other = b"<< /Type /Page /Contents 6 0 R /Resources << /Font << /F1 %s >> >> >>" % FONTS["F1"]
    more = {5: other, 6: stream(SHOW.replace(b"(x)", b"(last)"))}

    document = read("a.pdf", tree(b"3 0 R 3 0 R 5 0 R", SHOW.replace(b"(x)", b"(first)"), more))

    assert document.text.split() == ["first", "last"]
    at = document.text.index("last")
    assert document.locator is not None
    assert document.locator.place(at, at + 4).line == 3


def test_nothing_in_it_is_run_or_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("subprocess.Popen", never)
    monkeypatch.setattr("socket.socket.connect", never)
    action = b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> /AA << /WC << /S /Launch /F (x) >> >>"
    data = pdf(PLAIN).replace(b"/Type /Catalog", action + b" /Type /Catalog")
    assert "It is so [1]." in read("a.pdf", data).text


def holds(document: Document) -> None:
    """Places lead back, whatever the text."""
    citations = analyse(document)
    spans = [*(each.span for each in citations.markers), *(each.span for each in citations.references)]
    spans += [link.span for link in citations.links]
    for span in spans:
        place = document.locate(span)
        assert 1 <= place.line <= place.end_line
        assert document.offset(place.line, place.column) == span.start
        assert place.name.startswith(f"page {place.line}, ")


SOME = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = st.integers(-900, 900).map(lambda number: b"%d" % number) | st.sampled_from(
    [b"0.5", b"-.1", b"1e9", b"999999"]
)
STRINGS = st.binary(max_size=12).map(lambda text: b"(%s)" % text) | st.sampled_from(
    [b"(It is so [1].)", b"(1)", b"([1] Adams.)", b"(https://a.example/x-)", b"<313>", b"(word-)", b"(2,3)"]
)
WORDS = st.sampled_from(
    b"BT ET Tf Td TD Tm T* Tj TJ ' \" q Q cm Do BMC EMC BDC Tc Tw Tz TL Ts BI ID EI [ ] << >> %".split()
)
NAMES = st.sampled_from([b"/F1", b"/F2", b"/F3", b"/Artifact", b"/X"])
CONTENT = st.lists(NUMBERS | STRINGS | WORDS | NAMES, max_size=60)
SIZES = st.sampled_from([5, 6, 9, 10, 12, 24])
PLACED = st.tuples(st.integers(0, 600), st.integers(0, 790), SIZES, st.text("a1[],. 2-", max_size=9))


@SOME
@given(CONTENT)
def test_whatever_a_page_draws(parts: list[bytes]) -> None:
    if found := read_or_refuse(page_of(b"BT /F1 10 Tf 72 700 Td " + b" ".join(parts))):
        holds(found)


@SOME
@given(st.lists(PLACED, max_size=60))
def test_whatever_stands_where(strings: list[tuple[int, int, int, str]]) -> None:
    page = Page()
    for x, y, size, text in strings:
        page.put(x, y, text, size)
    if found := read_or_refuse(pdf(page, page)):
        holds(found)


@SOME
@given(st.data(), st.sampled_from([pdf(PLAIN, PLAIN), FIXTURE]))
def test_whatever_is_damaged(data: st.DataObject, good: bytes) -> None:
    bad = bytearray(good[: data.draw(st.integers(0, len(good)))])
    for _ in range(data.draw(st.integers(0, 12))):
        if bad:
            bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    if found := read_or_refuse(bytes(bad)):
        holds(found)

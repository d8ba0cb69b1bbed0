"""Containers from strangers: whatever is in them, nothing outside is opened, and time and memory are bounded."""

from __future__ import annotations

import io
import json
import struct
import sys
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word import note, p, part, ref, relations, word

from citecheck.cli import run
from citecheck.errors import ReadError
from citecheck.readers import read, xml
from citecheck.readers.archive import Archive

MB = 1 << 20


class Container(NamedTuple):
    """A format that is an archive of XML."""

    suffix: str
    says: str
    text: str
    """The name of the part that holds the text."""
    other: str
    """Of one that is read, too."""
    make: Callable[[dict[str, str | bytes | None]], bytes]
    """A good file with `It failed [1].` in it; of these parts, which stand in place of its own. None takes one away."""
    wrap: Callable[[str], str]
    """The text part with this inside."""
    paragraph: tuple[str, str] = ("<w:p><w:r><w:t>", "</w:t></w:r></w:p>")
    """The tags around one."""
    strict: bool = True
    """Whether its parts must be XML. Chapters of books are read as browsers read pages, with whatever is wrong."""


DOCX = Container(
    "docx",
    "Word file",
    "word/document.xml",
    "word/styles.xml",
    lambda parts: word(p("It failed [1].", ref(2)), footnotes=note(2, "Ledger."), parts=parts),
    lambda inside: part("document", f"<w:body>{inside}</w:body>"),
)


def _packed_with(own: dict[str, str], parts: dict[str, str | bytes | None]) -> bytes:
    files = {**own, **parts}
    held = ((name, data.encode() if isinstance(data, str) else data) for name, data in files.items())
    return packed(*((name, data) for name, data in held if data is not None))


_OPENDOCUMENT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "META-INF/manifest.xml": "<manifest/>",
    "meta.xml": "<meta/>",
    "styles.xml": "<styles/>",
}
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)


def _opendocument(inside: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}><office:body><office:text>'
        f"{inside}</office:text></office:body></office:document-content>"
    )


ODT = Container(
    "odt",
    "OpenDocument file",
    "content.xml",
    "styles.xml",
    lambda parts: _packed_with(
        {**_OPENDOCUMENT, "content.xml": _opendocument("<text:p>It failed [1].</text:p>")}, parts
    ),
    _opendocument,
    ("<text:p>", "</text:p>"),
)
_BOOK = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>',
    "book.opf": '<package><manifest><item id="one" href="one.xhtml"/></manifest>'
    '<spine><itemref idref="one"/></spine></package>',
}


def _chapter(inside: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{inside}</body></html>'
    )


EPUB = Container(
    "epub",
    "EPUB book",
    "one.xhtml",
    "book.opf",
    lambda parts: _packed_with({**_BOOK, "one.xhtml": _chapter("<p>It failed [1].</p>")}, parts),
    _chapter,
    ("<p>", "</p>"),
    strict=False,
)
CONTAINERS = [DOCX, ODT, EPUB]
STRICT = [each for each in CONTAINERS if each.strict]


@pytest.fixture(params=CONTAINERS, ids=lambda each: each.suffix)
def container(request: pytest.FixtureRequest) -> Container:
    return request.param


@pytest.fixture
def told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], container: Container
) -> Callable[[bytes], str]:
    """What the command line says of a file; the other document is checked, too, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")

    def tell(data: bytes) -> str:
        name = f"bad.{container.suffix}"
        Path(name).write_bytes(data)
        Path("good.txt").write_text("It failed.[1]\n\nNotes\n\n[1] K. Baker.\n", encoding="utf-8")
        before = sorted(tmp_path.parent.rglob("*"))
        status = run(["--offline", "--format", "json", name, "good.txt"])
        out, err = capsys.readouterr()
        report = json.loads(out)
        assert report["documents"][-1]["path"] == "good.txt"
        assert sorted(tmp_path.parent.rglob("*")) == before
        if not err:
            assert status in (0, 1)
            return ""
        (line,) = err.splitlines()
        assert status == 2
        assert [document["path"] for document in report["documents"]] == ["good.txt"]
        return line.removeprefix(f"citecheck: {name}: ")

    return tell


def packed(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return held.getvalue()


def directory(names: list[bytes], claimed: int) -> bytes:
    """An archive that is nothing but a directory of empty files, and says that there are so many."""
    entries = b"".join(
        struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, 0, 0, 0, 33, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0)
        + name
        for name in names
    )
    start = b"PK\x03\x04"
    return start + entries + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, claimed, claimed, len(entries), len(start), 0)


def trouble(container: Container, data: bytes) -> str:
    """Why a file cannot be read; empty if it can."""
    try:
        read(f"a.{container.suffix}", data)
    except ReadError as error:
        return str(error)
    return ""


# ---------------------------------------------------------------- bombs


def peak_of(data: bytes, container: Container) -> tuple[str, int]:
    """What reading says, and the most memory it took."""
    tracemalloc.start()
    try:
        said = trouble(container, data)
        return said, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_bomb_in_one_piece(container, told):
    data = container.make({container.text: b" " * (100 * MB)})
    assert len(data) < MB
    assert "it may be a zip bomb" in told(data)
    said, peak = peak_of(data, container)
    assert "it may be a zip bomb" in said
    assert peak < 64 * MB


def test_a_bomb_in_many_pieces(told, container):
    padding = b"<!--" + b" " * (9 * MB) + b"-->"
    with zipfile.ZipFile(io.BytesIO(container.make({}))) as archive:
        own = {name: archive.read(name) for name in (container.text, container.other)}
    parts = {name: padding + data.removeprefix(data.partition(b"?>")[0] + b"?>") for name, data in own.items()}
    assert "it may be a zip bomb" in told(container.make(parts))


def test_a_bomb_in_a_bomb(container, told):
    inner = packed(("a.xml", b" " * (8 * MB)))
    assert told(container.make({container.text: inner})).startswith("damaged")


def test_entries_that_lie_in_each_other(container, told):
    """As in the bombs of D. Fifield: the data of one file hold the next, or two names have the same data."""
    with zipfile.ZipFile(io.BytesIO(container.make({}))) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist() if name != container.text]
        text = archive.read(container.text)
    inner = packed((container.text, text), method=zipfile.ZIP_STORED)
    outer = bytearray(packed(*files, ("picture", inner), (container.text, b""), method=zipfile.ZIP_STORED))
    with zipfile.ZipFile(io.BytesIO(outer)) as archive:
        start = outer.index(inner, archive.getinfo("picture").header_offset)
    entry = outer.rindex(b"PK\x01\x02")
    outer[entry + 16 : entry + 28] = struct.pack("<3L", zlib.crc32(text), len(text), len(text))
    outer[entry + 42 : entry + 46] = struct.pack("<L", start)
    assert told(bytes(outer)) in ("", f"damaged {container.says}: save it again, or get a new copy")
    outer[entry + 42 : entry + 46] = struct.pack("<L", 0)
    assert told(bytes(outer)) == f"damaged {container.says}: save it again, or get a new copy"


def test_a_directory_with_too_many_entries(container, told):
    names = [b"%d" % number for number in range(200_000)]
    for claimed in (0xFFFF, 1):
        assert "more than 50,000 entries" in told(directory(names, claimed))


def test_a_directory_that_claims_what_is_not_there(container, told):
    says = told(directory([b"a", b"b"], 0xFFFE))
    assert says.startswith(("not a Word file: there is no text in it", "damaged", "not an EPUB book, or a damaged one"))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_to_pack(container, told, method):
    with zipfile.ZipFile(io.BytesIO(container.make({}))) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    assert "packed in an unusual way" in told(packed(*files, method=method))


# ---------------------------------------------------------------- names


def test_names_that_lead_out_of_the_archive_lead_nowhere(container, told):
    outside = ("../../up.xml", "/etc/passwd", "C:\\windows\\x", "..", "a/../../b", "x" * 60_000)
    assert told(container.make(dict.fromkeys(outside, b"[Content]"))) == ""
    assert Archive(directory([b"", b"\0", b"/", b"a\0b"], 4), container.says).names == ("", "a")


def test_two_files_with_one_name(container, told):
    with zipfile.ZipFile(io.BytesIO(container.make({}))) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    with pytest.warns(UserWarning, match="Duplicate name"):
        doubled = packed(*files, (container.text, container.wrap("").encode()))
    assert told(doubled) == f"the {container.says} has two files called '{container.text}' in it: save it again"


# ---------------------------------------------------------------- XML


ATTACKS = {
    "laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    "file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "web": '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/a">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>',
    "external": '<!DOCTYPE x SYSTEM "file:///etc/hosts">',
    "public": '<!DOCTYPE x PUBLIC "-//W3C//DTD XHTML 1.0" "http://127.0.0.1:9/x.dtd">',
}
_WATCHED: list[str] | None = None


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _WATCHED is not None and (event == "open" or event.startswith(("socket.", "urllib.", "subprocess.", "os."))):
        _WATCHED.append(f"{event} {arguments}")


sys.addaudithook(_watch)


@pytest.fixture
def watched() -> Iterator[list[str]]:
    """All that is opened, connected to or started; what is imported only when needed has been."""
    global _WATCHED
    _WATCHED = []
    yield _WATCHED
    _WATCHED = None


@pytest.mark.parametrize("container", STRICT, ids=lambda each: each.suffix)
@pytest.mark.parametrize("attack", ATTACKS)
def test_document_types_are_refused_and_nothing_is_opened(container, watched, attack):
    read(f"a.{container.suffix}", container.make({}))
    for name in (container.text, container.other):
        head, _, rest = container.wrap("").partition("?>")
        bad = f"{head}?>{ATTACKS[attack]}{rest.replace('</', '&c;</', 1)}"
        data = container.make({name: bad})
        watched.clear()
        with pytest.raises(ReadError, match="declares a document type, which may hide an attack"):
            read(f"a.{container.suffix}", data)
        assert watched == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_document_types_of_books_are_passed_over_and_nothing_is_opened(watched, attack):
    """Every chapter has one, and a browser makes nothing of what it declares."""
    good = EPUB.make({})
    read("a.epub", good)
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name).decode() for name in (EPUB.text, EPUB.other)}
    for name, whole in parts.items():
        bad = ATTACKS[attack] + whole.removeprefix(whole.partition("?>")[0] + "?>").replace("</", "&c;&a;</", 1)
        data = EPUB.make({name: bad})
        watched.clear()
        assert read("a.epub", data).text in ("It failed [1].", "It failed [1].&c;&a;")
        assert watched == []


@pytest.mark.parametrize("container", STRICT, ids=lambda each: each.suffix)
@pytest.mark.parametrize("encoding", ["utf-7", "utf-32", "hex", "unicode_escape", "no-such", "shift_jis", "idna"])
def test_other_encodings_are_refused(container, told, encoding):
    bad = container.wrap("").replace("UTF-8", encoding)
    assert "which is not allowed in it" in told(container.make({container.text: bad}))


def test_utf_16_is_read(container):
    good = container.wrap("It rose.".join(container.paragraph)).replace("UTF-8", "UTF-16").encode("utf-16")
    assert "It rose." in read(f"a.{container.suffix}", container.make({container.text: good})).text


@pytest.mark.parametrize(
    ("container", "inside"),
    [
        *((DOCX, inside) for inside in ("<w:p>" * 100_000, "<w:tbl><w:tr><w:tc>" * 40_000)),
        *((ODT, inside) for inside in ("<text:p>" * 100_000, "<text:list><text:list-item>" * 50_000)),
        *(
            (ODT, inside)
            for inside in ("<table:table><table:table-row><table:table-cell>" * 40_000, "<text:note>" * 999)
        ),
        *((each, "<x>" * 100_000) for each in STRICT),
    ],
    ids=lambda each: each[:9] if isinstance(each, str) else each.suffix,
)
def test_elements_in_each_other_without_end(container, told, inside):
    assert "nested too deeply" in told(
        container.make({container.text: container.wrap("\0").partition("\0")[0] + inside})
    )


@pytest.mark.parametrize("inside", ["<p>", "<table><tr><td>", "<x>", "<ol><li>", "<a href='#n'>", "<b><sup>"])
def test_elements_of_books_in_each_other_without_end_are_gone_through(inside):
    page = EPUB.wrap("\0").partition("\0")[0] + inside * 40_000 + "It rose."
    assert read("a.epub", EPUB.make({EPUB.text: page})).text.endswith("It rose.")


def test_an_attribute_of_ten_megabytes_is_gone_through(container, told):
    assert told(container.make({container.text: container.wrap(f'<a b="{"x" * (10 * MB)}"/>')})) == ""


@pytest.mark.parametrize("open_tag", [b'<a b="', b"<!--", b"<?x ", b"<![CDATA["])
def test_tags_without_end_are_not_read_again_and_again(open_tag):
    for go in (lambda data: list(xml.events(data, {}, "x")), lambda data: xml.walk(data, {}, "x", {}, {})):
        with pytest.raises(ReadError, match=r"a tag of more than 16 MB|damaged"):
            go(b"<r>" + open_tag + b"x" * (17 * MB + 1))


def test_the_number_of_elements_and_names_is_bounded(monkeypatch):
    many = b"<r>" + b"<a/>" * 1_500 + b"</r>"
    names = b"<r>" + b"".join(b"<a%d/>" % number for number in range(21_000)) + b"</r>"
    for go in (lambda data: list(xml.events(data, {}, "x")), lambda data: xml.walk(data, {}, "x", {}, {})):
        with pytest.raises(ReadError, match="too many different elements"):
            go(names)
        with monkeypatch.context() as patch:
            patch.setattr(xml, "MOST_ELEMENTS", 700)
            with pytest.raises(ReadError, match="more than 700 elements: divide it"):
                go(many)


# ---------------------------------------------------------------- damage


def test_what_is_cut_off_is_damaged(container):
    data = container.make({})
    for length in range(0, len(data), 29):
        said = trouble(container, data[:length])
        assert (said == "") is (length == 0)


def test_a_password(container, told):
    data = bytearray(container.make({}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 4)
    assert told(bytes(data)) == f"the {container.says} is protected by a password: save a copy without one"


@pytest.mark.parametrize("container", STRICT, ids=lambda each: each.suffix)
def test_parts_that_are_no_xml(container, told):
    for name in (container.text, container.other):
        for bad in (
            b"\0" * 99,
            b"<",
            b"<a></b>",
            b"<a>\x01</a>",
            "<a>\ud800</a>".encode("utf-8", "surrogatepass"),
        ):
            assert told(container.make({name: bad})).startswith("damaged")


@pytest.mark.parametrize("container", [EPUB], ids=["epub"])
def test_parts_of_books_that_are_no_text_are_damage(container, told):
    """Who is told to save the file as text cannot do so with a chapter."""
    for name in (EPUB.text, EPUB.other, "META-INF/container.xml"):
        for bad in (b"\0" * 99, b"\xff\xfe\0", b"\x89PNG\r\n\0"):
            assert told(EPUB.make({name: bad})) == "damaged EPUB book: save it again, or get a new copy"
        assert told(EPUB.make({name: b"<a>"})) in ("", "the EPUB book has no chapters: save it again")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_bytes_never_crash(data: st.DataObject) -> None:
    container = data.draw(st.sampled_from(CONTAINERS))
    good = bytearray(container.make({}))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(good) - 1))
        good[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    assert "\n" not in trouble(container, bytes(good))


# ---------------------------------------------------------------- relations of Word files


@pytest.mark.parametrize("container", [DOCX], ids=["docx"])
def test_a_word_file_without_its_parts(container, told):
    assert told(word(parts={"word/document.xml": None})) == (
        "not a Word file: there is no text in it: save it from Word as .docx"
    )
    workbook = part("document", "").replace("w:document", "w:workbook")
    assert told(word(parts={"word/document.xml": workbook})).startswith("not a Word file: it is something else")
    gone = {"word/styles.xml": None, "word/settings.xml": None, "[Content_Types].xml": None, "_rels/.rels": None}
    assert told(DOCX.make(dict(gone))) == ""


@pytest.mark.parametrize("outside", [True, False])
@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "http://127.0.0.1:9/x.xml", "../../../etc/passwd", "//host/x"]
)
def test_relations_that_lead_out_of_the_file_are_not_followed(watched, target, outside):
    kinds = ("styles", "settings", "numbering", "footnotes", "endnotes", "comments", "header", "attachedTemplate")
    lines = [(f"rId{at}", kind, target, outside) for at, kind in enumerate(kinds)]
    body = part("document", f'<w:body>{p("It failed.")}<w:sectPr><w:headerReference r:id="rId6"/></w:sectPr></w:body>')
    data = word(parts={"word/document.xml": body, "word/_rels/document.xml.rels": relations(*lines)})
    main = word(
        parts={"_rels/.rels": relations(("rId1", "officeDocument", target, outside)), "word/document.xml": None}
    )
    read("a.docx", data)
    watched.clear()
    assert read("a.docx", data).text == "It failed."
    with pytest.raises(ReadError, match="there is no text in it"):
        read("a.docx", main)
    assert watched == []


def test_relations_that_lead_in_a_circle():
    lines = [(f"rId{kind}", kind, "document.xml", False) for kind in ("styles", "footnotes", "endnotes", "comments")]
    head = ("rIdHead", "header", "document.xml", False)
    body = part(
        "document", f'<w:body>{p("It failed.")}<w:sectPr><w:headerReference r:id="rIdHead"/></w:sectPr></w:body>'
    )
    data = word(
        parts={
            "word/document.xml": body,
            "word/_rels/document.xml.rels": relations(
                *lines, head, ("rIdMain", "officeDocument", "document.xml", False)
            ),
        }
    )
    assert read("a.docx", data).text == "It failed.\n\nIt failed."


def test_an_archive_says_what_is_in_it():
    archive = Archive(packed(("a", b"1"), ("b/c", b"2")), "file")
    assert archive.names == ("a", "b/c")
    assert "a" in archive
    assert "c" not in archive
    assert archive.read("b/c") == b"2"
    with pytest.raises(KeyError):
        archive.read("c")

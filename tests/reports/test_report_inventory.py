from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import hostile
import pytest
import report_samples as samples
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from citecheck.model import DocumentCount, Inventory, MarkerEntry, ReferenceEntry
from citecheck.reports import SHEETS, inventory_csv, inventory_markdown, renderer
from citecheck.reports.inventory import render
from citecheck.reports.inventory_json import render as render_json

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")


def plain(inventory: Inventory, width: int = 100, *, unicode: bool = True) -> str:
    return render(inventory, width=width, color=False, unicode=unicode, links=False)


def table(inventory: Inventory) -> list[dict[str, str]]:
    """The rows of the sheet as CSV."""
    return list(csv.DictReader(io.StringIO(inventory_csv.render(inventory), newline="")))


def one(text: str = "Smith, A Book", **more: object) -> Inventory:
    """An inventory with one reference, that nothing cites."""
    fields = {"path": "a.txt", "line": 9, "column": 1, "label": "1", "text": text, "links": (), "cited": ()} | more
    return Inventory((samples.document("a.txt"),), (), (ReferenceEntry(**fields),))  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [100, 40])
def test_looks_as_it_did(width: int, snapshot: Callable[[str, str], None]) -> None:
    snapshot(f"inventory-{width}.txt", plain(samples.inventory(), width))


def test_json_is_the_object_of_the_contract() -> None:
    data = json.loads(render_json(samples.inventory()))
    assert list(data) == ["schema", "markers", "references"]
    assert data["schema"] == 1
    assert data["markers"][0] == {"path": "essay.txt", "line": 3, "column": 10, "label": "1"}
    assert data["references"][0] == {
        "path": "essay.txt",
        "line": 50,
        "column": 1,
        "label": "1",
        "text": samples.ESSAY * 2,
        "links": ["https://example.org/a"],
    }
    assert json.loads(render_json(Inventory())) == {"schema": 1, "markers": [], "references": []}


def test_json_has_these_keys_whatever_names_places_have() -> None:
    report = samples.manuscript()
    assert report.inventory
    data = json.loads(render_json(report.inventory))
    assert {tuple(row) for row in data["markers"]} == {("path", "line", "column", "label")}
    assert {tuple(row) for row in data["references"]} == {("path", "line", "column", "label", "text", "links")}


def test_a_sheet_names_where_each_reference_is_cited() -> None:
    text = plain(samples.inventory())
    assert re.search(r"\[1\] The United States.*\n(.*\n){1,2} +cited on line 3\n +https://example.org/a\n", text)
    assert "[2] (no text)\n       cited on lines 9, 10, 11, 12, 13, 14, 15, 16 and 23 more\n" in text
    assert "[13] Smith, A Book\n       never cited\n" in text
    assert "Cited, but not in the list\n   [9] cited on lines 41, 44\n" in text
    assert "empty.txt · no markers found · no links\n" in text


def test_hostile_text_does_nothing() -> None:
    evil = samples.HOSTILE
    inventory = Inventory(
        (samples.document(evil),),
        (MarkerEntry(evil, 1, 1, "x" + evil),),
        (ReferenceEntry(evil, 2, 1, evil, evil, (f"https://example.org/{evil}",), (samples.at(2, 1, evil, evil),)),),
    )
    text = render(inventory, width=80, color=False, unicode=True, links=True)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2069\udcff]", re.sub("\x1b]8;;[!-~]*\x1b\\\\", "", text))
    assert plain(inventory, unicode=False).isascii()


def test_nothing_found_is_said() -> None:
    assert plain(Inventory()) == "no documents found\n"
    assert inventory_markdown.render(Inventory()) == "no documents found\n"
    assert inventory_csv.render(Inventory()) == "path,place,label,text,links,cited,times,state\r\n"


def test_a_label_that_comes_back_in_another_list_hides_no_marker_without_a_reference() -> None:
    """Chapters may each have their [1]."""
    path = "essay.txt"
    inventory = Inventory(
        (samples.document(path),),
        (MarkerEntry(path, 3, 10, "1", "One.[1]"), MarkerEntry(path, 90, 7, "1", "Two.[1]")),
        (ReferenceEntry(path, 50, 1, "1", "Smith", (), (samples.at(3, 10),)),),
    )
    assert "Cited, but not in the list\n  [1] cited on line 90\n" in plain(inventory)
    assert [(row["cited"], row["state"]) for row in table(inventory)] == [
        ("line 3", "cited"),
        ("line 90", "no reference"),
    ]


@hypothesis(deadline=None)
@given(hostile.inventories())
def test_every_format_takes_every_inventory(inventory: Inventory) -> None:
    assert set(SHEETS) == {"terminal", "json", "csv", "markdown"}
    for name in ("json", "csv", "markdown"):
        text = renderer(name, SHEETS)(inventory)
        hostile.assert_harmless(text.replace("\r\n", "\n") if name == "csv" else text)
    hostile.assert_harmless(plain(inventory))


# ---------------------------------------------------------------- CSV


def test_a_row_for_each_reference_and_for_what_has_none() -> None:
    lines = inventory_csv.render(samples.inventory()).split("\r\n")
    assert lines[0] == "path,place,label,text,links,cited,times,state"
    assert lines[1].startswith("essay.txt,line 50,1,")
    assert lines[1].endswith(",https://example.org/a,line 3,1,cited")
    assert lines[2].startswith("essay.txt,line 52,2,,,line 9; line 10; line 11; ")
    assert lines[2].endswith("; line 39,31,cited")
    assert lines[3:] == [
        'essay.txt,line 53,13,"Smith, A Book",,,0,never cited',
        "essay.txt,,9,,,line 41; line 44,2,no reference",
        "",
    ]


def test_the_standard_decides_over_quotes_and_line_ends() -> None:
    text = inventory_csv.render(one('He said "yes", and\nleft; then\rmore'))
    assert text.splitlines(keepends=True)[1] == (
        'a.txt,line 9,1,"He said ""yes"", and left; then more",,,0,never cited\r\n'
    )
    assert text.count("\n") == text.count("\r\n") == 2


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1+1", "'+1+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", " '=1"),
        ("\r=1", " '=1"),
        ("\n\u00a0 =1", "   '=1"),
        ('"=1', "\"'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("Smith; =1+1", "Smith; '=1+1"),
        ('Smith;"=1+1"', 'Smith;"\'=1+1"'),
        ("A book - the second", "A book - the second"),
        ("1 = 1, +1; x-y@z", "1 = 1, +1; x-y@z"),
        ("Smith, 'So'", "Smith, 'So'"),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    ((row),) = table(one(text, label=text, path=text))
    assert re.sub(r"\s", " ", row["text"]) == cell
    assert re.sub(r"\s", " ", row["label"]) == re.sub(r"\s", " ", row["path"]) == cell


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@given(texts=st.lists(st.text("=+-@;,\"' \t\nab\uff1d", max_size=12), min_size=4, max_size=4), links=st.integers(0, 2))
def test_no_cell_is_a_formula_wherever_a_spreadsheet_cuts(delimiter: str, texts: list[str], links: int) -> None:
    path, label, text, url = texts
    inventory = one(text, path=path, label=label, links=(f"https://a.example/{url}",) * links)
    marker = MarkerEntry(path, 1, 1, url, text, text)
    written = inventory_csv.render(inventory._replace(markers=(marker,)))
    for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter):
        for cell in row:
            assert not cell.lstrip().startswith(tuple(SIGNS)), (cell, written)


def test_links_are_apart_and_lead_where_they_led() -> None:
    urls = ("https://a.example/x?a=1;b=2", "https://b.example/a b\tc", "https://c.example/;=1", "https://d.example/,é")
    (row,) = table(one(links=urls))
    assert row["links"].split(" ") == [
        "https://a.example/x?a=1;b=2",
        "https://b.example/a%20b%20c",
        "https://c.example/%3B=1",
        "https://d.example/,é",
    ]


def test_passwords_are_veiled_in_cells() -> None:
    (row,) = table(one(f"At {hostile.SECRET_URL}", links=(hostile.SECRET_URL,)))
    assert hostile.PASSWORD not in str(row)
    assert row["links"].startswith("https://me:****")


def test_cells_are_no_longer_than_a_spreadsheet_takes() -> None:
    cited = tuple(samples.at(n, 1, f"page {n}, paragraph {n}") for n in range(1, 5_001))
    (row,) = table(one("x" * 100_000, cited=cited, links=("https://a.example/" + "x" * 10_000,) * 3))
    assert row["cited"].endswith("page 200, paragraph 200; and 4800 more")
    assert row["times"] == "5000"
    assert max(map(len, row.values())) < 32_767


def test_columns_that_are_counted_are_those_of_the_heading() -> None:
    rows = list(csv.reader(io.StringIO(inventory_csv.render(hostile.worst().inventory or Inventory()), newline="")))
    assert {len(row) for row in rows} == {len(inventory_csv.COLUMNS)}
    assert len(rows) == 4


# ---------------------------------------------------------------- Markdown


def cells_of(text: str) -> list[list[str]]:
    """The cells of all tables, as a reader of the page sees them, row by row."""
    found: list[list[str]] = []
    inside = False
    for token in PARSER.parse(text):
        if token.type == "tr_open":
            found.append([])
        inside = token.type in ("td_open", "th_open") or (inside and token.type == "inline")
        if inside and token.type == "inline":
            found[-1].append("".join(child.content for child in token.children or ()))
    return found


def test_tables_hold_references_what_has_none_and_claims() -> None:
    report = samples.manuscript()
    assert report.inventory
    text = inventory_markdown.render(report.inventory)
    assert text.startswith("## `essay.docx`\n\n5 markers, 2 references, 1 link\n\n| Label |")
    places = "twice, on page 3, paragraph 16; page 4, paragraph 20"
    assert cells_of(text) == [
        ["Label", "Reference", "Links", "Where", "Cited"],
        ["[2]", f"Statement. {samples.GONE}", samples.GONE, "footnote 2", places],
        ["[6]", samples.MEMO, "", "footnote 3", "never"],
        ["Label", "Cited"],
        ["[7]", "on page 3, paragraph 16"],
        ["Where", "Cites", "Claim"],
        ["page 3, paragraph 16", "[2]", "Japan is the second-largest.[2]"],
        ["page 3, paragraph 16", "[7]", samples.ESSAY],
        ["page 4, paragraph 20", "[2]", "It is so.[2]"],
    ]


def test_a_claim_that_cites_several_is_one_row() -> None:
    path, sentence = "a.txt", "So they say.[4-6]"
    markers = tuple(MarkerEntry(path, 3, column, label, sentence) for column, label in ((9, "4"), (9, "5"), (9, "6")))
    others = (MarkerEntry(path, 5, 2, "4", sentence), MarkerEntry(path, 5, 20, "4", "Again.[4]"))
    rows = cells_of(inventory_markdown.render(Inventory((samples.document(path),), (*markers, *others))))
    assert rows[-3:] == [
        ["line 3", "[4], [5], [6]", sentence],
        ["line 5", "[4]", sentence],
        ["line 5", "[4]", "Again.[4]"],
    ]


@hypothesis(max_examples=150, deadline=None)
@given(hostile.inventories())
def test_hostile_inventories_make_no_markup(inventory: Inventory) -> None:
    text = inventory_markdown.render(inventory)
    assert_plain_markdown(text)
    widths = [len(row) for row in cells_of(text)]
    assert set(widths) <= {2, 3, 5}
    documents = {document.path for document in inventory.documents}
    assert len(re.findall("^## ", text, re.MULTILINE)) >= len(documents)


def test_the_worst_inventory_makes_no_markup() -> None:
    inventory = hostile.worst().inventory
    assert inventory
    assert_plain_markdown(inventory_markdown.render(inventory))


def assert_plain_markdown(text: str) -> None:
    """Nothing from a document is markup, a mention, or a command to a runner."""
    kinds, links = set(), []
    for token in PARSER.parse(text):
        for each in (token, *(token.children or ())):
            kinds.add(each.type)
            if each.type == "link_open":
                links.append(str(each.attrs["href"]))
    assert kinds.isdisjoint({"html_inline", "html_block", "image", "fence", "code_block", "em_open", "strong_open"})
    assert all(link.startswith(("http://", "https://")) for link in links)
    assert not re.search(r"##\w*\[", text)
    assert not re.search(r"^\s*::", text, re.MULTILINE)
    rest = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)|<https?:[^<> ]*>", "", text)
    assert not re.search(r"(?<![\w&;])@[a-z]|(?<!&)#\d|https?://", rest)


def test_a_document_without_lines_says_its_own_unit() -> None:
    document = DocumentCount("a.docx", "docx", "paragraph", 1, 1, 0)
    inventory = one("Smith", cited=(samples.at(3, 1), samples.at(4, 1)))._replace(
        documents=(document._replace(path="a.txt"),)
    )
    assert "cited in paragraphs 3, 4\n" in plain(inventory)
    assert table(inventory)[0]["cited"] == "paragraph 3; paragraph 4"
    assert "twice, in paragraphs 3, 4" in inventory_markdown.render(inventory)

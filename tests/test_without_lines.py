"""Documents that have no lines, and documents of several files, from end to end."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path

import paragraphs
import pytest
from command_line import Capture, codes, offline, told

from citecheck.citations import analyse
from citecheck.locators import Blocks, Pieces
from citecheck.model import Document, Span
from citecheck.suppress import comments_of
from citecheck.text import speaking

ESSAY = """The office[1] was small.

It ended.[9]

Note 1: Ask [TK] first.

References

[1] K. Baker, Ledgers. http://10.0.0.1/a

[2] C. Draper, Court.
"""
CHAPTER = "A chapter.[1] It rose.[2]\n\nIt fell.[9]\n"
NOTES = "Notes\n\n[1] K. Baker, Ledgers.\n\n[2] C. Draper, Court.\n\n[3] E. Fitz, Duke.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with an essay in paragraphs and a book of two files."""
    monkeypatch.chdir(tmp_path)
    paragraphs.install(monkeypatch)
    Path("essay.para").write_text(ESSAY, "utf-8")
    Path("parts").mkdir()
    Path("parts/one.txt").write_text(CHAPTER, "utf-8")
    Path("parts/two.txt").write_text(NOTES, "utf-8")
    Path("all.book").write_text("parts/one.txt\nparts/two.txt\n", "utf-8")


def findings(capsys: Capture, *arguments: str) -> list[dict[str, object]]:
    """The findings of a run, without network."""
    _, out, err = offline(capsys, "--format", "json", *arguments)
    assert err == []
    found: list[dict[str, object]] = json.loads(out)["findings"]
    return found


def note(words: str) -> str:
    """A comment to citecheck."""
    return f"<!-- {'citecheck'}: {words} -->"


# ---------------------------------------------------------------- reports


def test_the_report_names_each_place(capsys: Capture) -> None:
    status, out, _ = offline(capsys, "essay.para")
    assert status == 1
    assert "   essay.para, page 1, paragraph 2\n      │\n      │ It ended.[9]\n" in out
    assert "   page 3, paragraph 6\n      │ [2] C. Draper, Court.\n" in out
    assert "   essay.para, footnote 1\n" in out


def test_json_has_the_numbers_of_the_paragraphs(capsys: Capture) -> None:
    found = [
        (each["rule"], each["line"], each["column"], each["end_column"]) for each in findings(capsys, "essay.para")
    ]
    assert found == [("CC101", 2, 10, 13), ("CC114", 3, 13, 17), ("CC204", 5, 24, 41)]


def test_a_finding_in_a_chapter_is_in_that_file(capsys: Capture) -> None:
    (found,) = findings(capsys, "all.book")
    assert (found["path"], found["line"], found["column"]) == ("parts/one.txt", 3, 9)
    (other,) = found["related"]  # type: ignore[misc]
    assert other["message"].endswith(", in parts/two.txt")  # type: ignore[has-type]
    out = offline(capsys, "all.book")[1]
    assert out.startswith("all.book · 3 markers · 3 references")
    assert "   parts/one.txt:3:9\n      │\n    3 │ It fell.[9]\n" in out
    assert "   parts/two.txt:7:1\n    7 │ [3] E. Fitz, Duke.\n" in out
    assert "1 error in 1 document" in out


def test_findings_in_chapters_stand_with_their_document(capsys: Capture) -> None:
    """And not behind all documents."""
    Path("b.txt").write_text("It ended [TK].\n", "utf-8")
    assert [each["path"] for each in findings(capsys, "all.book", "b.txt")] == ["parts/one.txt", "b.txt"]


# ---------------------------------------------------------------- list and explain


def test_the_sheet_names_places(capsys: Capture) -> None:
    out = told(capsys, "list", "essay.para")[1]
    assert "[1] K. Baker, Ledgers. http://10.0.0.1/a\n      page 3, paragraph 5; cited on page 1, paragraph 1\n" in out
    assert "[2] C. Draper, Court.\n      page 3, paragraph 6; never cited\n" in out
    assert "[9] cited on page 1, paragraph 2\n" in out
    out = told(capsys, "list", "all.book")[1]
    assert out.startswith("all.book · 3 markers")
    assert "[2] C. Draper, Court.\n      cited on line 1 of parts/one.txt\n" in out
    assert "[9] cited on line 3 of parts/one.txt\n" in out


def test_the_sheet_as_csv_names_places(capsys: Capture) -> None:
    out = told(capsys, "list", "--format", "csv", "essay.para", "all.book")[1]
    rows = [tuple(row.values()) for row in csv.DictReader(out.splitlines())]
    ledger = "K. Baker, Ledgers."
    url = "http://10.0.0.1/a"
    assert rows == [
        ("essay.para", "page 3, paragraph 5", "1", f"{ledger} {url}", url, "page 1, paragraph 1", "1", "cited"),
        ("essay.para", "page 3, paragraph 6", "2", "C. Draper, Court.", "", "", "0", "never cited"),
        ("essay.para", "", "9", "", "", "page 1, paragraph 2", "1", "no reference"),
        ("parts/two.txt", "line 3", "1", ledger, "", "line 1 of parts/one.txt", "1", "cited"),
        ("parts/two.txt", "line 5", "2", "C. Draper, Court.", "", "line 1 of parts/one.txt", "1", "cited"),
        ("parts/two.txt", "line 7", "3", "E. Fitz, Duke.", "", "", "0", "never cited"),
        ("all.book", "", "9", "", "", "line 3 of parts/one.txt", "1", "no reference"),
    ]


def test_a_place_is_told_as_seen_from_where_it_is_told(capsys: Capture) -> None:
    """On a sheet under the book's name, in a row of a table with the path of the chapter, on a page."""
    Path("parts/two.txt").write_text(f"{NOTES}\n\nAs said.[3]\n", "utf-8")
    assert "[3] E. Fitz, Duke.\n      cited on line 10 of parts/two.txt\n" in told(capsys, "list", "all.book")[1]
    assert "once, on line 10 of parts" in told(capsys, "list", "--format", "markdown", "all.book")[1]
    rows = list(csv.DictReader(told(capsys, "list", "--format", "csv", "all.book")[1].splitlines()))
    assert [(row["path"], row["cited"]) for row in rows if row["label"] == "3"] == [("parts/two.txt", "line 10")]
    offline(capsys, "--output", "page.html", "all.book")
    assert "line 10</bdi> of <bdi>parts/two.txt" in Path("page.html").read_text("utf-8")


def test_claims_of_raised_numbers_are_apart(capsys: Capture) -> None:
    Path("a.txt").write_text("It fell.¹ It rose.² The end.[3]\n\nNotes\n\n1 K. Baker.\n2 C. Draper.\n", "utf-8")
    out = told(capsys, "list", "--format", "markdown", "a.txt")[1]
    assert "| It fell&#46;¹ |" in out
    assert "| It rose&#46;² |" in out


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("essay.para:1:12", ["essay.para:1:12 (page 1, paragraph 1)", "the reference on page 3, paragraph 5."]),
        ("essay.para:3:1", ["essay.para:3:1 (footnote 1)", "No marker"]),
        ("essay.para:5", ["essay.para:5:1 (page 3, paragraph 5)", "[1] opens a reference; it is cited once."]),
        ("all.book:1:12", ["all.book:1:12 (line 1 of parts/one.txt)", "the reference on line 3 of parts/two.txt."]),
        ("parts/one.txt:1:12", ["parts/one.txt:1:12\n"]),
    ],
)
def test_explain_speaks_of_what_the_document_has(capsys: Capture, place: str, said: list[str]) -> None:
    status, out, err = told(capsys, "explain", place)
    assert (status, err) == (0, [])
    assert all(words in out for words in said), out


@pytest.mark.parametrize("place", ["99:1", "2:15", "7:99999999999", "0:1"])
def test_explain_says_that_a_place_is_not_there(capsys: Capture, place: str) -> None:
    number, column = place.split(":")
    told_ = (2, "", [f"citecheck: essay.para has no paragraph {number}, character {column}"])
    assert told(capsys, "explain", f"essay.para:{place}") == told_


def test_explain_calls_a_note_a_note(capsys: Capture) -> None:
    Path("a.md").write_text("It rose.^[K. Baker, *Ledgers*.] Yes.\n", "utf-8")
    out = told(capsys, "explain", "a.md:1:9")[1]
    assert "  Note 1 is a marker (sure): a note that brings its own text. It cites the reference on line 1.\n" in out


# ---------------------------------------------------------------- comments


def test_a_comment_holds_for_its_paragraph(capsys: Capture) -> None:
    Path("essay.para").write_text(ESSAY.replace("ended.[9]", f"ended.[9]\nand more. {note('ignore CC101')}"), "utf-8")
    assert [each["rule"] for each in findings(capsys, "essay.para")] == ["CC114", "CC204"]


def test_a_comment_in_a_reference_holds_for_all_of_it(capsys: Capture) -> None:
    Path("essay.para").write_text(ESSAY.replace("10.0.0.1/a", f"10.0.0.1/a {note('ignore')}"), "utf-8")
    assert [each["rule"] for each in findings(capsys, "essay.para")] == ["CC101", "CC114"]


def test_the_next_line_is_the_next_paragraph(capsys: Capture) -> None:
    Path("essay.para").write_text(ESSAY.replace("small.\n", f"small. {note('ignore-next-line')}\n"), "utf-8")
    assert [each["rule"] for each in findings(capsys, "essay.para")] == ["CC114", "CC204"]


def test_a_block_of_paragraphs(capsys: Capture) -> None:
    text = ESSAY.replace("It ended", f"{note('ignore-start')}\n\nIt ended").replace(
        "References", f"{note('ignore-end')}"
    )
    Path("essay.para").write_text(text, "utf-8")
    assert [each["rule"] for each in findings(capsys, "essay.para")] == ["CC204"]


def test_a_comment_in_a_chapter_is_about_that_file(capsys: Capture) -> None:
    Path("parts/one.txt").write_text(CHAPTER.replace("[9]\n", f"[9] {note('ignore CC101')}\n"), "utf-8")
    assert findings(capsys, "all.book") == []
    Path("parts/one.txt").write_text(CHAPTER, "utf-8")
    Path("parts/two.txt").write_text(f"{NOTES}\n{note('ignore-file CC101')}\n", "utf-8")
    assert [(each["path"], each["rule"]) for each in findings(capsys, "all.book")] == [
        ("parts/one.txt", "CC101"),
        ("parts/two.txt", "CC401"),
    ]


def test_a_block_that_begins_in_one_file_does_not_end_in_another(capsys: Capture) -> None:
    Path("parts/one.txt").write_text(f"{CHAPTER}\n{note('ignore-start')}\n\nIt was [TK].\n", "utf-8")
    Path("parts/two.txt").write_text(f"It is [TK].\n\n{note('ignore-end')}\n\n{NOTES}", "utf-8")
    found = [(each["path"], each["rule"]) for each in findings(capsys, "all.book")]
    assert found == [("parts/one.txt", "CC101"), ("parts/two.txt", "CC114"), ("parts/two.txt", "CC401")]


def test_what_follows_the_last_line_of_a_file_is_not_the_next_line(capsys: Capture) -> None:
    Path("parts/one.txt").write_text(f"It rose [TK].[1]\n\n{CHAPTER}\n{note('ignore-next-line CC114')}\n", "utf-8")
    Path("parts/two.txt").write_text(f"It is [TK].\n\n{NOTES}", "utf-8")
    found = [(each["path"], each["rule"]) for each in findings(capsys, "all.book")]
    assert ("parts/one.txt", "CC401") in found
    assert [path for path, rule in found if rule == "CC114"] == ["parts/one.txt", "parts/two.txt"]


def test_only_lines_of_a_cell_are_hidden() -> None:
    text = f"It is [TK].\nIt was [TK]. {note('ignore')}\n{note('ignore-next-line')}\nIt will be [TK].\n"
    locator = Blocks([0, 12, text.index("\n<!") + 1, text.index("It will")], [2] * 4)
    comment = [Span(at, text.index("-->", at) + 3) for at in (text.index("<!"), text.index("\n<!") + 1)]
    document = Document(
        "a.ipynb", "notebook", text, tuple(comment), unit="cell", comments=tuple(comment), locator=locator
    )
    own, following = comments_of(analyse(document, "auto"))
    second, third, fourth = (at + 1 for at in (12, text.index("\n<!") + 1, text.index("It will")))
    assert own.first == (2, second)
    assert own.last == (2, third - 1)
    assert (following.first, following.last) == ((2, fourth), (2, len(text)))


def test_the_next_line_is_one_of_the_file_where_a_text_was_taken_out_of_it() -> None:
    """A paragraph of HTML is a line of the text, and may be several of the file."""
    source = f"<p>One\n{note('ignore-next-line')}\n\ntwo [TK]\nthree [TK]</p>\n<p>four</p>\n"
    pieces = Pieces()
    comment = source.index("<!--"), source.index("-->") + 3
    text = pieces.add("One ", 3, 7) + pieces.add(source[slice(*comment)], *comment)
    for words in ("two [TK]", "three [TK]"):
        at = source.index(words)
        text += pieces.add(" ", at - 1, at) + pieces.add(words, at, at + len(words))
    text += pieces.add("\n\n", len(source) - 14, len(source) - 14) + pieces.add("four", source.index("four"), -5)
    spans = speaking(text, [Span(4, 4 + comment[1] - comment[0])])
    document = Document("a.html", "html", text, spans, comments=spans, locator=pieces.close(source))
    (found,) = comments_of(analyse(document, "auto"))
    assert (found.first[0], found.last[0]) == (4, 4)


# ---------------------------------------------------------------- ignores, baselines, changes


def test_an_ignore_may_name_the_book_or_the_chapter(capsys: Capture) -> None:
    for path in ("all.book", "parts/**"):
        ignore = f'[[ignore]]\npath = "{path}"\ncode = "CC101"\nreason = "known"\n'
        Path("citecheck.toml").write_text(ignore, "utf-8")
        assert findings(capsys, "all.book") == []


def test_a_baseline_knows_findings_in_chapters_and_when_they_are_mended(capsys: Capture) -> None:
    offline(capsys, "--write-baseline", "known.json", "all.book")
    assert findings(capsys, "--baseline", "known.json", "all.book") == []
    Path("parts/one.txt").write_text(CHAPTER.replace("[9]", ""), "utf-8")
    _, _, err = offline(capsys, "--baseline", "known.json", "all.book")
    assert err == ["citecheck: known.json: 1 known finding is fixed and taken out; 0 left"]


def test_since_a_revision_counts_by_words_where_there_are_no_lines(capsys: Capture) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *arguments], check=True, capture_output=True)

    git("init", "-q")
    Path("essay.para").write_text("\n" * 40 + ESSAY, "utf-8")
    git("add", "essay.para")
    git("commit", "-q", "-m", "one")
    changed = ESSAY.replace("Ask [TK] first", "Ask [TK] at once").replace("Court.", "Court. http://x.example/new")
    Path("essay.para").write_text("\n" * 40 + changed, "utf-8")
    _, out, _ = offline(capsys, "--format", "json", "--since", "HEAD", "essay.para")
    assert codes(out) == ["CC114"]
    assert [link["url"] for link in json.loads(out)["links"]] == ["http://x.example/new"]


def test_no_sheet_is_written_over_a_chapter(capsys: Capture) -> None:
    status, out, err = told(capsys, "list", "--output", "./parts/one.txt", "all.book")
    assert (status, out) == (2, "")
    assert err == ["citecheck: cannot write ./parts/one.txt: it is one of the documents: name another file"]
    assert Path("parts/one.txt").read_text("utf-8") == CHAPTER

"""Several files as one document: chapters, and their notes in a file of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Capture, offline
from hypothesis import given
from hypothesis import strategies as st

from citecheck.citations import analyse
from citecheck.cli import run
from citecheck.model import Span
from citecheck.readers import read
from citecheck.together import BETWEEN, join

FIRST = "A claim.[1] Another claim.[2]\n"
SECOND = "A third claim,[3] and a slip.[5]\n"
NOTES = (
    "Notes\n\n[1] Adams, Ledgers, 1990.\n[2] Brown, Tides, 1991.\n[3] Clark, Sounds, 1992.\n[4] Dorn, Wharves, 1993.\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with a book."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("one.txt", FIRST), ("two.txt", SECOND), ("notes.txt", NOTES)):
        Path(name).write_text(text, encoding="utf-8")


def test_a_marker_finds_its_reference_in_another_file(capsys: Capture) -> None:
    status, out, _ = offline(capsys, "--together", "--format", "json", "one.txt", "two.txt", "notes.txt")
    report = json.loads(out)
    assert status == 1
    (finding,) = report["findings"]
    assert (finding["rule"], finding["label"], finding["path"]) == ("CC101", "5", "two.txt")
    assert (finding["line"], finding["column"], finding["end_column"]) == (1, 30, 33)
    assert finding["related"][0]["line"] == 6
    assert "notes.txt" in finding["related"][0]["message"]
    counts = [(each["path"], each["markers"], each["references"]) for each in report["documents"]]
    assert counts == [("one.txt", 2, 0), ("two.txt", 2, 0), ("notes.txt", 0, 4)]


def test_apart_they_lack_each_other(capsys: Capture) -> None:
    _, out, _ = offline(capsys, "--format", "json", "one.txt", "notes.txt")
    assert [each["rule"] for each in json.loads(out)["findings"]] == ["CC115", "CC115"]


def test_a_configuration_says_it(capsys: Capture) -> None:
    Path("citecheck.toml").write_text("together = true\n", encoding="utf-8")
    Path("two.txt").write_text(SECOND.replace("[5]", "[4]"), encoding="utf-8")
    status, out, _ = offline(capsys, "--format", "json", "one.txt", "two.txt", "notes.txt")
    assert (status, json.loads(out)["findings"]) == (0, [])


def test_links_and_comments_keep_their_files(capsys: Capture) -> None:
    comment = " <!-- citecheck: ignore CC101 -- to be written -->"
    Path("two.txt").write_text(SECOND.replace("[5]\n", f"[5]{comment}\n"), encoding="utf-8")
    Path("notes.txt").write_text(NOTES.replace("1991.", "1991. https://a.example/x"), encoding="utf-8")
    _, out, _ = offline(capsys, "--together", "--format", "json", "one.txt", "two.txt", "notes.txt")
    report = json.loads(out)
    assert report["links"][0]["cited"] == [{"path": "notes.txt", "line": 4, "column": 25, "label": "2"}]
    assert (report["findings"], report["summary"]["suppressed"]) == ([], 1)


def test_one_that_cannot_be_read_does_not_stop_the_others(capsys: Capture) -> None:
    status, out, _ = offline(capsys, "--together", "--format", "json", "one.txt", "gone.txt", "two.txt", "notes.txt")
    report = json.loads(out)
    assert status == 2
    assert [each["path"] for each in report["failures"]] == ["gone.txt"]
    assert [each["label"] for each in report["findings"]] == ["5"]


def test_the_sheet_names_the_files(capsys: Capture) -> None:
    assert run(["list", "--together", "--format", "json", "one.txt", "notes.txt"]) == 0
    out = capsys.readouterr().out
    assert {each["path"] for each in json.loads(out)["references"]} == {"notes.txt"}
    assert {each["path"] for each in json.loads(out)["markers"]} == {"one.txt"}


def test_what_another_file_lists_is_not_told_as_missing(capsys: Capture) -> None:
    assert run(["list", "--together", "--format", "csv", "one.txt", "two.txt", "notes.txt"]) == 0
    rows = [line.split(",") for line in capsys.readouterr().out.splitlines()[1:]]
    assert {(row[0], row[2]) for row in rows if row[-1] == "no reference"} == {("two.txt", "5")}
    assert {row[0] for row in rows if row[-1] == "cited"} == {"notes.txt"}


def test_a_revision_makes_no_sense_for_it(capsys: Capture) -> None:
    status, _, err = offline(capsys, "--together", "--since", "HEAD", "one.txt")
    assert status == 2
    assert "--together and --since exclude each other" in err[0]


@given(st.lists(st.text("ab[]1^. \n<!->", max_size=60), min_size=1, max_size=4))
def test_every_place_is_that_of_its_own_file(texts: list[str]) -> None:
    documents = [read(f"{number}.md", text.encode()) for number, text in enumerate(texts)]
    whole = join(documents)
    assert [part.path for part in whole.parts] == ([document.path for document in documents] if texts[1:] else [])
    at = 0
    for document in documents:
        for offset in range(len(document.text)):
            place = whole.locate(Span(at + offset, at + offset + 1))
            assert place[:4] == document.locate(Span(offset, offset + 1))[:4]
            assert place.path == (document.path if len(documents) > 1 else "")
        at += len(document.text) + len(BETWEEN)
    analyse(whole)

"""`citecheck list`: which sheets are written, and where."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from command_line import GOOD, Capture, fill_folder, told

from citecheck.reports.inventory_csv import COLUMNS

MARK = "\ufeff"
"""The mark by which Excel knows UTF-8."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with a good and a bad document."""
    fill_folder(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("s.csv", f"{MARK}path,place,"),
        ("s.CSV", f"{MARK}path,place,"),
        ("s.md", "## `good.txt`"),
        ("s.markdown", "## `good.txt`"),
        ("s.json", '{\n  "schema": 1,'),
        ("s.txt", "good.txt · 2 markers"),
        ("sheet", "good.txt · 2 markers"),
    ],
)
def test_a_file_gets_the_format_of_its_suffix(capsys: Capture, name: str, begins: str) -> None:
    assert told(capsys, "list", "--output", name, "good.txt") == (0, "", [])
    assert Path(name).read_bytes().decode().startswith(begins)


def test_a_format_that_is_asked_for_wins_over_the_suffix(capsys: Capture) -> None:
    assert told(capsys, "list", "--format", "csv", "--output", "sheet.txt", "good.txt") == (0, "", [])
    assert Path("sheet.txt").read_text("utf-8").startswith(f"{MARK}path,")


def test_several_at_once(capsys: Capture) -> None:
    words = ("--format", "terminal", "--output", "a.csv", "--output", "a.json", "--format", "json", "--format", "csv")
    status, out, err = told(capsys, "list", *words, "good.txt")
    assert (status, err) == (0, [])
    assert out.startswith("good.txt · 2 markers")
    assert json.loads(Path("a.json").read_text("utf-8"))["schema"] == 1
    assert Path("a.csv").exists()


def test_csv_on_stdout_has_no_mark_and_ends_its_rows_as_the_standard_says(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    from citecheck.cli import run

    assert run(["list", "--format", "csv", "good.txt", "bad.txt"]) == 0
    out = capfdbinary.readouterr().out
    assert out.startswith(b"path,place,")
    assert out.count(b"\r\n") == out.count(b"\n") == 6
    rows = list(csv.DictReader(out.decode().splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["path"], row["label"], row["state"]) for row in rows] == [
        ("good.txt", "1", "cited"),
        ("good.txt", "2", "cited"),
        ("bad.txt", "1", "cited"),
        ("bad.txt", "2", "never cited"),
        ("bad.txt", "7", "no reference"),
    ]


def test_a_sheet_in_a_file_is_that_of_a_pipe_but_for_the_mark(capsys: Capture) -> None:
    Path("a.txt").write_text(GOOD.replace("Baker", "Bäcker – 日本"), "utf-8")
    told(capsys, "list", "--output", "a.csv", "a.txt")
    out = told(capsys, "list", "--format", "csv", "a.txt")[1]
    assert Path("a.csv").read_bytes().decode("utf-8-sig").replace("\r\n", "\n") == out.replace("\r\n", "\n")
    assert "Bäcker – 日本" in out


@pytest.mark.parametrize("words", [["html"], ["sarif"], ["xls"]])
def test_formats_of_other_commands_are_none(capsys: Capture, words: list[str]) -> None:
    status, out, err = told(capsys, "list", "--format", *words, "good.txt")
    assert (status, out, len(err)) == (2, "", 1)
    assert "--format" in err[0]
    assert all(name in err[0] for name in ("terminal", "json", "csv", "markdown"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "csv", "--format", "json"], "two reports on one screen (csv, json)"),
        (["--output", "a.csv", "--output", "b.csv"], "--output b.csv: no format is left for it: add --format"),
    ],
)
def test_what_is_not_clear_is_told(capsys: Capture, words: list[str], said: str) -> None:
    status, out, err = told(capsys, "list", *words, "good.txt")
    assert (status, out) == (2, "")
    assert said in err[0]


def test_no_sheet_is_written_over_a_document(capsys: Capture) -> None:
    Path("essay.md").write_text(GOOD, "utf-8")
    status, out, err = told(capsys, "list", "--output", "./essay.md", "essay.md")
    assert (status, out) == (2, "")
    assert err == ["citecheck: cannot write ./essay.md: it is one of the documents: name another file"]
    assert Path("essay.md").read_text("utf-8") == GOOD


def test_what_cannot_be_read_or_written_is_told_and_the_rest_is_done(capsys: Capture) -> None:
    status, out, err = told(capsys, "list", "--format", "terminal", "--output", "no/s.csv", "gone.txt", "good.txt")
    assert (status, len(err)) == (2, 2)
    assert out.startswith("good.txt · 2 markers")

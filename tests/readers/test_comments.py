"""Comments to citecheck in formats whose comments need a line of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from marked import FIXTURES

from citecheck.cli import run

FORMS = [("rst", ".. {}", "[{}]_", ".. [{}] {}"), ("org", "# {}", "[fn:{}]", "[fn:{}] {}")]


def found(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[list[tuple[str, int]], int]:
    """Rule and line of each finding, and how many were hidden."""
    run(["check", "--offline", "--format", "json", str(path)])
    report = json.loads(capsys.readouterr().out)
    return [(each["rule"], each["line"]) for each in report["findings"]], report["summary"]["suppressed"]


@pytest.mark.parametrize("name", ["rst/ignored.rst", "org/ignored.org", "asciidoc/ignored.adoc"])
def test_ignore_holds_for_the_paragraph_below(name, capsys):
    assert found(FIXTURES / name, capsys) == ([], 1)


@pytest.mark.parametrize(("suffix", "comment", "marker", "note"), FORMS)
def test_where_it_ends(suffix, comment, marker, note, tmp_path, capsys):
    path = tmp_path / f"a.{suffix}"
    ignore = comment.format("citecheck: ignore CC101")
    seven, eight = marker.format(7), marker.format(8)
    rows = [ignore, "", f"It rose {seven}", "twice.", "", f"It fell {eight}.", "", f"It lay {marker.format(1)}.", ""]
    path.write_text("\n".join([*rows, note.format(1, "Deeds."), ""]), "utf-8")
    assert found(path, capsys) == ([("CC101", 6)], 1)


@pytest.mark.parametrize(("suffix", "comment", "marker", "note"), FORMS)
def test_what_hides_nothing_is_told(suffix, comment, marker, note, tmp_path, capsys):
    path = tmp_path / f"a.{suffix}"
    rows = [f"It rose {marker.format(1)}.", "", comment.format("citecheck: ignore CC101 -- no"), "It fell.", ""]
    path.write_text("\n".join([*rows, note.format(1, "Deeds."), ""]), "utf-8")
    assert found(path, capsys) == ([("CC401", 3)], 0)


def test_within_a_note_it_holds_for_the_note(tmp_path, capsys):
    path = tmp_path / "a.rst"
    path.write_text("It rose [1]_.\n\n.. [1] See [7]_.\n\n   .. citecheck: ignore CC101\n\n   And [8]_.\n", "utf-8")
    assert found(path, capsys) == ([], 2)


def test_others_hold_for_the_next_line_or_the_file(tmp_path, capsys):
    path = tmp_path / "a.adoc"
    text = "// citecheck: ignore-{}\nIt rose,footnote:a[]\nand fell.footnote:b[] It lay.footnote:[Deeds.]\n"
    path.write_text(text.format("next-line"), "utf-8")
    assert found(path, capsys) == ([("CC101", 3)], 1)
    path.write_text(text.format("file"), "utf-8")
    assert found(path, capsys) == ([], 2)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "It fell.[^1]\n\n[^1]: Deeds, <!-- citecheck: ignore CC102 --> p. 3. <!-- citecheck: ignore -->\n"),
        ("a.org", "It fell.[fn:1]\n\n[fn:1] Deeds, p. 3.\n# citecheck: ignore CC102\n"),
        (
            "a.adoc",
            "It fell <<d>>.\n\n[bibliography]\n* [[[d]]] Deeds, p. 3.\n// citecheck: ignore\n* [[[e]]] E.\n",
        ),
        (
            "a.tex",
            "It fell \\cite{d}.\n\\begin{thebibliography}{9}\n\\bibitem{d} Deeds, p. 3. % citecheck: ignore\n",
        ),
    ],
)
def test_they_are_no_words_of_a_reference(name, text, tmp_path, capsys):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert run(["list", "--format", "json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["references"][0]["text"] == "Deeds, p. 3."

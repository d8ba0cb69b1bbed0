"""The command line: what can be asked of it, and what it answers."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from command_line import BAD, GOOD, Capture, codes, fill_folder, offline, told

import citecheck
from citecheck.rules import rules

MILD = GOOD.replace("Ledgers.", "http://10.0.0.1/a.").replace("Court.", "Court. [TK]")
"""Warnings, and nothing graver."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with a good and a bad document."""
    fill_folder(tmp_path, monkeypatch)


# ---------------------------------------------------------------- what can be asked


def test_a_clean_document_exits_0_and_says_so(capsys: Capture) -> None:
    status, out, err = offline(capsys, "good.txt")
    assert (status, err) == (0, [])
    assert out.startswith("good.txt · 2 markers · 2 references · no links · all consistent")


def test_findings_exit_1_and_show_the_line(capsys: Capture) -> None:
    status, out, err = offline(capsys, "bad.txt")
    assert (status, err) == (1, [])
    assert "error[CC101] [7] has no entry in the list" in out
    assert "bad.txt:1:23" in out
    assert "    1 │ It failed.[1] It rose.[7]" in out


def test_check_is_the_default_command(capsys: Capture) -> None:
    plain = re.sub(r"\d\.\d\d s", "", offline(capsys, "bad.txt")[1])
    assert plain == re.sub(r"\d\.\d\d s", "", told(capsys, "check", "--offline", "bad.txt")[1])


def test_a_file_called_like_a_command_is_reached_by_its_path(capsys: Capture) -> None:
    Path("check").write_text(BAD, encoding="utf-8")
    assert offline(capsys, "./check")[0] == 1


def test_a_folder_is_walked(capsys: Capture) -> None:
    status, out, _ = offline(capsys, "--format", "json", ".")
    assert status == 1
    assert [document["path"] for document in json.loads(out)["documents"]] == ["bad.txt", "good.txt"]


def test_standard_input_has_the_name_it_is_given(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"It failed.[^1]\n\n[^1]: K. Baker.\n\n`[^2]`\n"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    status, out, _ = offline(capsys, "--format", "json", "--stdin-filename", "notes/a.md", "-")
    (document,) = json.loads(out)["documents"]
    assert (status, document["path"], document["format"]) == (0, "notes/a.md", "markdown")


def test_a_report_in_a_file(capsys: Capture) -> None:
    status, out, err = offline(capsys, "--output", "report.json", "--format", "json", "bad.txt")
    assert (status, out, err) == (1, "", [])
    assert codes(Path("report.json").read_text(encoding="utf-8")) == ["CC101"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["CC204", "CC114"]),
        (["--select", "CC1"], ["CC114"]),
        (["--select", "CC2,CC114"], ["CC204", "CC114"]),
        (["--select", "CC2", "--select", "CC114"], ["CC204", "CC114"]),
        (["--select", "unfinished-citation"], ["CC114"]),
        (["--select", "cc114"], ["CC114"]),
        (["--ignore", "CC"], []),
        (["--ignore", "CC11"], ["CC204"]),
        (["--select", "CC1", "--ignore", "CC114"], []),
    ],
)
def test_select_and_ignore(capsys: Capture, options: list[str], expected: list[str]) -> None:
    Path("a.txt").write_text(MILD, encoding="utf-8")
    assert codes(offline(capsys, "--format", "json", *options, "a.txt")[1]) == expected


@pytest.mark.parametrize(("bound", "status"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on(capsys: Capture, bound: str, status: int) -> None:
    Path("a.txt").write_text(MILD, encoding="utf-8")
    assert offline(capsys, "--fail-on", bound, "a.txt")[0] == status
    assert offline(capsys, "--fail-on", bound, "bad.txt")[0] == (0 if bound == "never" else 1)


@pytest.mark.parametrize(
    ("style", "expected"), [("auto", []), ("notes", ["CC105"]), ("numeric", ["CC105"]), ("alphabetical", [])]
)
def test_style(capsys: Capture, style: str, expected: list[str]) -> None:
    body = " ".join(f"It was so [{n}]." for n in (2, 3, 4, 5, 6, 1))
    rows = "\n\n".join(
        f"[{n}] {word}, Works." for n, word in enumerate(["Adam", "Bell", "Cole", "Dunn", "East", "Ford"], 1)
    )
    Path("a.txt").write_text(f"{body}\n\nReferences\n\n{rows}\n", encoding="utf-8")
    out = offline(capsys, "--format", "json", "--style", style, "a.txt")[1]
    assert codes(out) == expected


def test_quiet_says_nothing_where_all_is_well(capsys: Capture) -> None:
    assert offline(capsys, "--quiet", "good.txt") == (0, "", [])
    assert "CC101" in offline(capsys, "-q", "bad.txt")[1]


def test_excluded_files_are_left_out(capsys: Capture) -> None:
    assert offline(capsys, "--exclude", "bad.*", ".")[0] == 0
    assert offline(capsys, "--exclude", "bad.*", "bad.txt")[0] == 1
    assert offline(capsys, "--exclude", "bad.*", "--force-exclude", "bad.txt")[0] == 0


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colour(capsys: Capture, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], coloured: bool) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in offline(capsys, "bad.txt")[1]) is coloured


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_the_commands(capsys: Capture, option: str) -> None:
    status, out, err = told(capsys, option)
    assert (status, err) == (0, [])
    assert all(re.search(rf"^  {command} ", out, re.MULTILINE) for command in ("check", "list", "explain", "rules"))


@pytest.mark.parametrize("command", ["check", "list", "explain", "rules"])
def test_every_command_has_help(capsys: Capture, command: str) -> None:
    status, out, err = told(capsys, command, "--help")
    assert (status, err) == (0, [])
    assert out.startswith(f"Usage: citecheck {command} ")


def test_version(capsys: Capture) -> None:
    assert told(capsys, "--version") == (0, f"citecheck {citecheck.__version__}\n", [])


# ---------------------------------------------------------------- list, explain, rules


def test_list_is_the_sheet_of_a_fact_checker(capsys: Capture) -> None:
    status, out, err = told(capsys, "list", "bad.txt")
    assert (status, err) == (0, [])
    assert "[1] K. Baker, Ledgers." in out
    assert "never cited" in out


def test_list_tells_what_could_not_be_read(capsys: Capture) -> None:
    status, out, err = told(capsys, "list", "missing.txt", "good.txt")
    assert (status, len(err)) == (2, 1)
    assert "K. Baker" in out


@pytest.mark.parametrize("name", ["CC105", "cc105", "citation-order", "Citation-Order"])
def test_explain_a_rule(capsys: Capture, name: str) -> None:
    status, out, err = told(capsys, "explain", name)
    assert (status, err) == (0, [])
    assert out.startswith("CC105  citation-order  error\n\nA number is cited out of order.")
    assert "Why it matters" in out


@pytest.mark.parametrize("code", rules())
def test_every_rule_has_a_page(capsys: Capture, code: str) -> None:
    status, out, _ = told(capsys, "explain", code)
    assert status == 0
    assert all(f"\n{heading}\n" in out for heading in ("What it does", "Why it matters", "Fix", "Silence"))
    assert f"--ignore {code}" in out
    assert ("--exclude-link" in out) == code.startswith("CC3")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("1:11", "[1] is a marker (sure): "),
        ("1:13", "It cites the reference on line 5."),
        ("1:23", "[7] is a marker (sure): no list has this label."),
        ("1:2", "No marker: nothing here has the shape of one"),
        ("5:1", "[1] opens a reference; it is cited once."),
        ("7:2", "[2] opens a reference; it is cited never."),
        ("5:9", "This is inside reference [1]."),
        ("9:4", "[1990] is not a marker: "),
        ("11:5", "This is a link to http://x.example/a[1]; brackets in it mean nothing."),
        ("5", "[1] opens a reference"),
        ("1:1", "The nearest bracket in this line is [1], at 1:11."),
        ("1:22", "The nearest bracket in this line is [7], at 1:23."),
        ("3:2", "No marker: "),
    ],
)
def test_explain_a_place(capsys: Capture, place: str, said: str) -> None:
    text = f"{BAD}\nIn [1990] it ended.\n\nSee http://x.example/?a[1]=2 too.\n"
    said = said.replace("http://x.example/a[1]", "http://x.example/?a[1]=2")
    Path("bad.txt").write_text(text, encoding="utf-8")
    status, out, err = told(capsys, "explain", f"bad.txt:{place}")
    assert (status, err) == (0, [])
    assert said in out
    assert out.startswith(f"bad.txt:{place}" if ":" in place else f"bad.txt:{place}:1")


def test_explain_says_what_is_masked(capsys: Capture) -> None:
    Path("a.md").write_text("See `a[1]` here.\n", encoding="utf-8")
    assert "This is code" in told(capsys, "explain", "a.md:1:7")[1]


def test_explain_says_what_is_wrong(capsys: Capture) -> None:
    Path("a.txt").write_text(GOOD.replace("[2]\n", "[2\n", 1), encoding="utf-8")
    assert "CC109: the marker [2] lacks its “]”" in told(capsys, "explain", "a.txt:1:23")[1]


def test_rules_are_listed(capsys: Capture) -> None:
    status, out, err = told(capsys, "rules")
    assert (status, err) == (0, [])
    starts = [line.split()[:3] for line in out.splitlines() if not line.startswith(" ")]
    assert starts == [[rule.code, rule.name, str(rule.severity)] for rule in rules().values()]

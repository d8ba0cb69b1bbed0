"""The command line: every wrong input gets one clear line and the exit status of the contract."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import citecheck
from citecheck import pipeline
from citecheck.cli import run
from citecheck.rules import rules

GOOD = "It failed.[1] It rose.[2]\n\nNotes\n\n[1] K. Baker, Ledgers.\n\n[2] C. Draper, Court.\n"
BAD = GOOD.replace("rose.[2]", "rose.[7]")
SHUFFLED = (
    "It failed [2]. It rose [1]. It fell [2].\n\nNotes\n\n[1] K. Baker, http://10.0.0.1/a.\n\n[2] C. Draper. [TK]\n"
)
"""A warning, and nothing graver."""

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a good and a bad document; no colour from outside."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)
    Path("good.txt").write_text(GOOD, encoding="utf-8")
    Path("bad.txt").write_text(BAD, encoding="utf-8")
    return tmp_path


def offline(capsys: Capture, *arguments: str) -> tuple[int, str, list[str]]:
    """Exit status, stdout and the lines of stderr of `citecheck --offline ...`."""
    return told(capsys, "--offline", *arguments)


def told(capsys: Capture, *arguments: str) -> tuple[int, str, list[str]]:
    """Exit status, stdout and the lines of stderr of a command line."""
    status = run(arguments)
    out, err = capsys.readouterr()
    return status, out, err.splitlines()


def program(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    """Run the program itself."""
    command = [sys.executable, "-m", "citecheck", *arguments]
    return subprocess.run(command, **{"capture_output": True, "text": True, "encoding": "utf-8", **more})  # type: ignore[call-overload, no-any-return]


def codes(out: str) -> list[str]:
    """The rules of the findings in a report in JSON."""
    return [finding["rule"] for finding in json.loads(out)["findings"]]


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
    Path("a.txt").write_text(SHUFFLED, encoding="utf-8")
    assert codes(offline(capsys, "--format", "json", *options, "a.txt")[1]) == expected


@pytest.mark.parametrize(("bound", "status"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on(capsys: Capture, bound: str, status: int) -> None:
    Path("a.txt").write_text(SHUFFLED, encoding="utf-8")
    assert offline(capsys, "--fail-on", bound, "a.txt")[0] == status
    assert offline(capsys, "--fail-on", bound, "bad.txt")[0] == (0 if bound == "never" else 1)


@pytest.mark.parametrize(
    ("style", "expected"), [("auto", []), ("notes", ["CC105"]), ("numeric", ["CC105"]), ("alphabetical", [])]
)
def test_style(capsys: Capture, style: str, expected: list[str]) -> None:
    body = " ".join(f"It was so [{n}]." for n in (2, 3, 4, 5, 6, 1))
    rows = "\n\n".join(f"[{n}] {word}, Works." for n, word in enumerate("Adam Bell Cole Dunn East Ford".split(), 1))
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
    assert all(f"\n{heading}\n" in out for heading in ("What it does", "Why it matters", "Fix"))


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


# ---------------------------------------------------------------- wrong paths


def make_missing() -> str:
    return "missing.txt"


def make_empty_folder() -> str:
    Path("folder").mkdir()
    return "folder"


def make_folder_called_text() -> str:
    Path("folder.txt").mkdir()
    return "folder.txt"


def make_broken_link() -> str:
    Path("link.txt").symlink_to("nowhere.txt")
    return "link.txt"


def make_loop() -> str:
    Path("loop.txt").symlink_to("loop.txt")
    return "loop.txt"


def make_binary() -> str:
    Path("data.txt").write_bytes(bytes(range(256)) * 8)
    return "data.txt"


def make_word() -> str:
    Path("essay.docx").write_bytes(b"PK\x03\x04word/document.xml")
    return "essay.docx"


def make_word_in_disguise() -> str:
    Path("essay.txt").write_bytes(b"PK\x03\x04 word/document.xml")
    return "essay.txt"


def make_pipe() -> str:
    os.mkfifo("pipe.txt")
    return "pipe.txt"


def make_path_through_a_file() -> str:
    return "good.txt/essay.txt"


def make_long_name() -> str:
    return "x" * 5_000 + ".txt"


UNREADABLE = [
    (make_missing, "no such file or folder: check the spelling"),
    (make_empty_folder, "no documents in this folder"),
    (make_folder_called_text, "no documents in this folder"),
    (make_broken_link, "broken symbolic link: remove it"),
    (make_loop, "symbolic links that lead in a circle"),
    (make_binary, "binary file, not text: save it as text"),
    (make_word, "Word files are not supported yet: save as text"),
    (make_word_in_disguise, "Word files are not supported yet: save as text"),
    (make_pipe, "not a file: pipe its content into `citecheck -`"),
    (make_path_through_a_file, "cannot be read (not a directory)"),
    (make_long_name, "cannot be read (file name too long)"),
]


@pytest.mark.parametrize(("make", "message"), UNREADABLE, ids=lambda each: getattr(each, "__name__", ""))
def test_a_path_that_cannot_be_read_is_told_and_the_others_are_done(
    capsys: Capture, make: object, message: str
) -> None:
    path = make()  # type: ignore[operator]
    status, out, err = offline(capsys, "--format", "json", path, "bad.txt", "good.txt")
    assert status == 2
    assert len(err) == 1
    assert err[0].startswith(f"citecheck: {path}: ")
    assert message in err[0]
    report = json.loads(out)
    assert [failure["path"] for failure in report["failures"]] == [path]
    assert report["failures"][0]["message"] in err[0]
    assert [document["path"] for document in report["documents"]] == ["bad.txt", "good.txt"]
    assert codes(out) == ["CC101"]


def test_a_failure_is_told_in_the_last_line_too(capsys: Capture) -> None:
    _, out, _ = offline(capsys, "missing.txt", "good.txt")
    assert "1 path could not be read" in out.splitlines()[-1]


def test_an_unreadable_file_is_told(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    status, _, err = offline(capsys, "good.txt")
    assert (status, err) == (2, ["citecheck: good.txt: permission denied: allow reading it, or leave it out"])


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b" \n\t\n"])
def test_an_empty_file_is_a_document_without_anything(capsys: Capture, data: bytes) -> None:
    Path("empty.txt").write_bytes(data)
    status, out, err = offline(capsys, "--format", "json", "empty.txt")
    (document,) = json.loads(out)["documents"]
    assert (status, err) == (0, [])
    assert (document["markers"], document["references"], document["links"]) == (0, 0, 0)
    assert offline(capsys, "empty.txt")[0] == 0


# ---------------------------------------------------------------- wrong words


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--ofline", "good.txt"], "--offline"),
        (["check", "--frmat", "json", "good.txt"], "--format"),
        (["--select", "CC9", "good.txt"], "--select: no rule 'CC9'"),
        (["--select", "CC401", "good.txt"], "did you mean CC"),
        (["--ignore", "undefined-markr", "good.txt"], "did you mean undefined-marker?"),
        (["--format", "jsn", "good.txt"], "did you mean json?"),
        (["--format", "xml", "good.txt"], "choose one of terminal, json"),
        (["--fail-on", "eror", "good.txt"], "did you mean error?"),
        (["--style", "chicago", "good.txt"], "choose one of auto, notes, numeric, alphabetical"),
        (["--quiet", "--verbose", "good.txt"], "exclude each other"),
        (["--timeout", "soon", "good.txt"], "--timeout"),
        (["--timeout", "0", "good.txt"], "--timeout"),
        (["--retries", "-1", "good.txt"], "--retries"),
        (["--exclude", "\\", "good.txt"], "correct --exclude"),
        (["--output"], "--output"),
        (["check"], "PATH"),
        (["explain"], "FILE:LINE:COL"),
        (["rules", "good.txt"], "good.txt"),
        (["chek"], "did you mean check?"),
        (["rule"], "did you mean rules?"),
        (["explian", "CC101"], "did you mean explain?"),
        (["explain", "CC999"], "did you mean CC"),
        (["explain", "citation-ordr"], "did you mean citation-order?"),
        (["explain", "good.txt"], "neither a rule nor FILE:LINE:COL"),
        (["explain", "good.txt:99:1"], "good.txt has no line 99, column 1"),
        (["explain", "good.txt:1:99"], "good.txt has no line 1, column 99"),
        (["explain", "good.txt:0:0"], "good.txt has no line 0, column 0"),
        (["explain", "missing.txt:1:1"], "missing.txt: no such file"),
        (["--output", "no/such/folder/x", "good.txt"], "cannot write no/such/folder/x"),
        (["--output", ".", "good.txt"], "cannot write .: "),
    ],
    ids=" ".join,
)
def test_a_wrong_word_is_told_in_one_line(capsys: Capture, arguments: list[str], message: str) -> None:
    status, out, err = told(capsys, *arguments)
    assert (status, out, len(err)) == (2, "", 1)
    assert err[0].startswith("citecheck: ")
    assert message in err[0]


def test_a_bug_is_no_finding(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the cat sat on the keyboard")

    monkeypatch.setattr(pipeline, "check", fail)
    status, out, err = offline(capsys, "good.txt")
    assert (status, out) == (3, "")
    assert err[0] == "citecheck: this is a bug in citecheck, please report it:"
    assert err[-1] == "RuntimeError: the cat sat on the keyboard"


def test_an_interrupt_exits_130_and_reports_what_is_known(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyse = pipeline.analyse

    def interrupt(document: citecheck.model.Document, style: str) -> citecheck.model.Citations:
        if document.path == "good.txt":
            raise KeyboardInterrupt
        return analyse(document, style)

    monkeypatch.setattr(pipeline, "analyse", interrupt)
    status, out, _ = offline(capsys, "--format", "json", "missing.txt", "bad.txt", "good.txt")
    assert status == 130
    assert json.loads(out)["complete"] is False
    assert codes(out) == ["CC101"]


def test_an_interrupt_before_anything_is_known(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "check", interrupt)
    status, out, err = offline(capsys, "good.txt")
    assert (status, out) == (130, "")
    assert not any("Traceback" in line for line in err)


# ---------------------------------------------------------------- the program itself


def test_the_module_is_the_program() -> None:
    done = program("--offline", "missing.txt", "bad.txt")
    assert done.returncode == 2
    assert "error[CC101]" in done.stdout
    assert done.stderr == "citecheck: missing.txt: no such file or folder: check the spelling\n"


def test_a_reader_who_leaves_is_no_trouble() -> None:
    Path("long.txt").write_text("".join(f"It was [TK]. {n}\n\n" for n in range(5_000)), encoding="utf-8")
    command = f"'{sys.executable}' -m citecheck --offline --verbose long.txt | head -1"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True)
    assert done.stdout.startswith("long.txt · ")
    assert done.stderr == ""


def test_a_closed_stdout_is_no_trouble() -> None:
    read, write = os.pipe()
    os.close(read)
    done = program("--offline", "bad.txt", capture_output=False, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("way", ["output", "stdout"])
def test_a_full_disk_is_told(way: str) -> None:
    if way == "output":
        done = program("--offline", "--output", "/dev/full", "good.txt")
    else:
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            done = program("--offline", "good.txt", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert re.fullmatch(r"citecheck: cannot write .*: No space left on device\n", done.stderr)


def test_a_console_without_unicode_gets_ascii() -> None:
    done = program("--offline", "bad.txt", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert "^^^ the list ends at [2]" in done.stdout


# ---------------------------------------------------------------- hostile text

ESCAPES = "\x1b]0;owned\x07 \x1b[31mred\x1b[0m \x9b2J \u202etxet \u2066x\u2069 [bold red]markup[/] <script>x</script>"


@pytest.mark.parametrize("arguments", [["--offline"], ["--offline", "--verbose"], ["list"], ["--offline", "--format", "json"]])
def test_what_a_document_says_moves_no_terminal(capsys: Capture, arguments: list[str]) -> None:
    text = BAD.replace("It rose.", f"{ESCAPES} It rose.").replace("K. Baker", f"K. {ESCAPES} Baker")
    Path("a.txt").write_text(text + f"\n[TK] http://x.example/{ESCAPES.replace(' ', '')}\n", encoding="utf-8")
    _, out, _ = told(capsys, *arguments, "a.txt")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out)
    assert "[bold red]" in out


def test_what_a_document_says_is_no_command_of_a_workflow(capsys: Capture) -> None:
    Path("a.txt").write_text("::error::owned [TK]\n\n::set-output name=x::y.[1]\n\n##[error]owned [TK]\n" + BAD, encoding="utf-8")
    for arguments in (["--offline", "--verbose"], ["list"], ["--offline", "--format", "json"]):
        _, out, err = told(capsys, *arguments, "a.txt")
        assert not any(line.lstrip().startswith(("::", "##[")) for line in (*out.splitlines(), *err))


def test_a_hostile_name_is_printed_inert(capsys: Capture) -> None:
    name = "a\x1b[31m\n[b]c[/b].txt"
    Path(name).write_text(BAD, encoding="utf-8")
    status, out, _ = offline(capsys, name)
    assert status == 1
    assert "\x1b" not in out
    status, _, err = offline(capsys, f"no-{name}")
    assert (status, len(err)) == (2, 1)
    assert "\x1b" not in err[0]


def test_a_name_that_is_no_unicode_is_printed() -> None:
    name = b"caf\xe9.txt"
    Path(os.fsdecode(name)).write_text(BAD, encoding="utf-8")
    for arguments in (["--offline"], ["--offline", "--format", "json"], ["list"]):
        done = program(*arguments, os.fsdecode(name))
        assert done.stderr == ""
        assert "caf" in done.stdout


def test_a_very_long_line_is_cut_around_the_finding(capsys: Capture) -> None:
    Path("a.txt").write_text("x " * 100_000 + BAD, encoding="utf-8")
    status, out, _ = offline(capsys, "a.txt")
    assert status == 1
    assert "[7]" in out
    assert len(out) < 5_000

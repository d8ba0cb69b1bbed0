"""Trouble on the command line: one clear line, the exit status of the contract; hostile text stays text."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import BAD, GOOD, Capture, codes, fill_folder, offline, program, told

from citecheck import documents, pipeline
from citecheck.citations import analyse
from citecheck.cli import run
from citecheck.model import Citations, Document


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with a good and a bad document."""
    fill_folder(tmp_path, monkeypatch)


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
    (make_word, "damaged Word file: save it again, or get a new copy"),
    (make_word_in_disguise, "damaged Word file: save it again, or get a new copy"),
    (make_pipe, "not a file: pipe its content into `citecheck -`"),
    (make_path_through_a_file, "cannot be read (not a directory)"),
    (make_long_name, "cannot be read (file name too long)"),
]


@pytest.mark.parametrize(("make", "message"), UNREADABLE, ids=lambda each: getattr(each, "__name__", ""))
def test_a_path_that_cannot_be_read_is_told_and_the_others_are_done(
    capsys: Capture, make: Callable[[], str], message: str
) -> None:
    path = make()
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
        (["--select", "CC410", "good.txt"], "did you mean CC"),
        (["--ignore", "undefined-markr", "good.txt"], "did you mean undefined-marker?"),
        (["--format", "jsn", "good.txt"], "did you mean json?"),
        (["--format", "xml", "good.txt"], "choose one of terminal, json"),
        (["--fail-on", "eror", "good.txt"], "did you mean error?"),
        (["--style", "chicago", "good.txt"], "choose one of auto, notes, numeric, alphabetical"),
        (["--quiet", "--verbose", "good.txt"], "exclude each other"),
        (["--timeout", "soon", "good.txt"], "--timeout"),
        (["--timeout", "0", "good.txt"], "--timeout"),
        (["--timeout", "nan", "good.txt"], "--timeout: nan is no number"),
        (["--timeout", "inf", "good.txt"], "--timeout: inf is no number"),
        (["--retries", "-1", "good.txt"], "--retries"),
        (["--ofline", "good.txt"], "(see citecheck check --help)"),
        (["list", "--ofline", "good.txt"], "(see citecheck list --help)"),
        (["--exclude", "\\", "good.txt"], "is no gitignore pattern"),
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
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the cat sat on the keyboard")

    monkeypatch.setattr(pipeline, "check", fail)
    status, out, err = offline(capsys, "good.txt")
    assert (status, out) == (3, "")
    assert err[0] == "citecheck: this is a bug in citecheck, please report it:"
    assert err[-1] == "RuntimeError: the cat sat on the keyboard"


def test_an_interrupt_exits_130_and_reports_what_is_known(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(document: Document, style: str) -> Citations:
        if document.path == "good.txt":
            raise KeyboardInterrupt
        return analyse(document, style)

    monkeypatch.setattr(documents, "analyse", interrupt)
    status, out, _ = offline(capsys, "--format", "json", "missing.txt", "bad.txt", "good.txt")
    assert status == 130
    assert json.loads(out)["complete"] is False
    assert codes(out) == ["CC101"]


def test_an_interrupt_before_anything_is_known(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "check", interrupt)
    status, out, err = offline(capsys, "good.txt")
    assert (status, out) == (130, "")
    assert not any("Traceback" in line for line in err)


# ---------------------------------------------------------------- the program itself


def test_the_module_is_the_program() -> None:
    command = [sys.executable, "-m", "citecheck", "--offline", "missing.txt", "bad.txt"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 2
    assert "error[CC101]" in done.stdout
    assert done.stderr == "citecheck: missing.txt: no such file or folder: check the spelling\n"


def test_a_reader_who_leaves_is_no_trouble() -> None:
    Path("long.txt").write_text("".join(f"It was [TK]. {n}\n\n" for n in range(5_000)), encoding="utf-8")
    command = f"'{sys.executable}' -m citecheck --offline --verbose long.txt | head -1"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True)
    assert done.stdout.startswith("long.txt · ")
    assert done.stderr == ""


@pytest.mark.parametrize(("arguments", "status"), [("--offline bad.txt", 1), ("--help", 0), ("--version", 0)])
def test_a_closed_stdout_is_no_trouble(arguments: str, status: int) -> None:
    read, write = os.pipe()
    os.close(read)
    done = program(*arguments.split(), capture_output=False, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (done.returncode, done.stderr) == (status, "")


@pytest.mark.parametrize(
    "arguments", ["--offline --output /dev/full good.txt", "--offline good.txt", "--help", "--version"]
)
def test_a_full_disk_is_told(arguments: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = program(*arguments.split(), capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert re.fullmatch(r"citecheck: cannot write .*: No space left on device\n", done.stderr)


@pytest.mark.parametrize(("arguments", "status"), [("--offline missing.txt bad.txt", 2), ("--ofline bad.txt", 2)])
def test_a_stderr_that_takes_nothing_changes_neither_report_nor_status(arguments: str, status: int) -> None:
    read, write = os.pipe()
    os.close(read)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        for stderr in (full, write):
            done = program(*arguments.split(), capture_output=False, stdout=subprocess.PIPE, stderr=stderr)
            assert done.returncode == status
            assert ("error[CC101]" in done.stdout) is ("missing" in arguments)
    os.close(write)


def test_a_console_without_unicode_gets_ascii() -> None:
    done = program("--offline", "bad.txt", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert "^^^ the list ends at [2]" in done.stdout


# ---------------------------------------------------------------- hostile text

ESCAPES = "\x1b]0;owned\x07 \x1b[31mred\x1b[0m \x9b2J \u202etxet \u2066x\u2069 [bold red]markup[/] <b>x</b>"


@pytest.mark.parametrize(
    "arguments", [["--offline"], ["--offline", "--verbose"], ["list"], ["--offline", "--format", "json"]]
)
def test_what_a_document_says_moves_no_terminal(capsys: Capture, arguments: list[str]) -> None:
    text = BAD.replace("It rose.", f"{ESCAPES} It rose.").replace("K. Baker", f"K. {ESCAPES} Baker")
    Path("a.txt").write_text(text + f"\n[TK] http://x.example/{ESCAPES.replace(' ', '')}\n", encoding="utf-8")
    _, out, _ = told(capsys, *arguments, "a.txt")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out)
    assert "json" in arguments or "[bold red]" in out


def test_what_a_document_says_is_no_command_of_a_workflow(capsys: Capture) -> None:
    Path("a.txt").write_text(
        "::error::owned [TK]\n\n::set-output name=x::y.[1]\n\n##[error]owned [TK]\n" + BAD, encoding="utf-8"
    )
    for arguments in (["--offline", "--verbose"], ["list"], ["--offline", "--format", "json"]):
        _, out, err = told(capsys, *arguments, "a.txt")
        assert not any(line.lstrip().startswith(("::", "##[")) for line in (*out.splitlines(), *err))


def test_a_hostile_name_is_printed_inert(capsys: Capture) -> None:
    name = "a\x1b[31m\n[b]c.txt"
    Path(name).write_text(BAD, encoding="utf-8")
    status, out, _ = offline(capsys, name)
    assert status == 1
    assert "\x1b" not in out
    status, _, err = offline(capsys, "no\x1b[31m[b].txt")
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


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_stream_that_was_closed_before_the_start_is_nobodys(stream: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, stream, None)
    assert run(["--offline", "bad.txt"]) == 1
    assert run(["--offline", "missing.txt"]) == 2


def test_a_closed_stdin_is_a_path_that_cannot_be_read(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    status, out, err = offline(capsys, "-", "bad.txt")
    assert (status, len(err)) == (2, 1)
    assert err[0].startswith("citecheck: <stdin>: standard input is closed")
    assert "error[CC101]" in out


@pytest.mark.parametrize("age", ["", "1", "d", "1x", "-1d", "1.5h", "one day"])
def test_an_age_that_is_none_is_a_usage_error(capsys: Capture, age: str) -> None:
    status, _, err = told(capsys, "--max-age", age, "good.txt")
    assert status == 2
    assert len(err) == 1
    assert "30m, 12h or 1d" in err[0]


def test_a_cache_and_none_exclude_each_other(capsys: Capture) -> None:
    status, _, err = told(capsys, "--no-cache", "--cache", "m.sqlite", "good.txt")
    assert status == 2
    assert "give one of them" in err[0]


def test_a_memory_that_cannot_be_used_is_told_once_and_changes_nothing(capsys: Capture) -> None:
    Path("linked.txt").write_text(GOOD.replace("Ledgers.", "Ledgers, http://127.0.0.1:1/"), encoding="utf-8")
    Path("folder").mkdir()
    status, out, err = told(capsys, "--allow-private", "--cache", "folder", "--format", "json", "linked.txt")
    assert status in (0, 1)
    assert json.loads(out)["links"][0]["url"] == "http://127.0.0.1:1/"
    assert len(err) == 1
    assert "folder" in err[0]
    assert "remembered" in err[0]

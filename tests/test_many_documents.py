"""Many documents on several processes: the same as one by one, and as safe."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from command_line import BAD, GOOD, Capture, codes, fill_folder, offline, program, told

from citecheck import documents
from citecheck.model import Citations, Document

MANY = 150


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with so many documents that one process does not do; two processors."""
    fill_folder(tmp_path, monkeypatch)
    monkeypatch.setattr(documents, "processors", lambda: 2)
    Path("many").mkdir()
    for number in range(MANY):
        text = BAD if number % 7 == 0 else GOOD
        if number % 10 == 3:
            text = text.replace("Ledgers", f"http://10.0.0.{number}/a")
        Path(f"many/{number:03}.txt").write_text(text, encoding="utf-8")


def plain(out: str) -> dict[str, object]:
    """A report in JSON without its time."""
    report: dict[str, object] = json.loads(out)
    report.get("summary", {}).pop("elapsed", None)  # type: ignore[attr-defined]
    return {key: value for key, value in report.items() if "elapsed" not in key and "seconds" not in key}


@pytest.mark.parametrize("arguments", [[], ["--ignore", "CC2"], ["--fail-on", "never"]])
def test_the_report_is_that_of_one_process(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    Path("many/0605.txt").write_bytes(bytes(range(256)))
    Path("many/099x.txt").symlink_to("nowhere.txt")
    Path("many/citecheck.toml").write_text("[overrides.'01*.txt']\nselect = ['CC2']\n", encoding="utf-8")
    paths = ["missing.txt", "many", "also-missing.txt", "bad.txt"]
    many = offline(capsys, "--format", "json", *arguments, *paths)
    monkeypatch.setattr(documents, "processors", lambda: 1)
    one = offline(capsys, "--format", "json", *arguments, *paths)
    assert many[0] == one[0] == 2
    assert many[2] == one[2]
    assert plain(many[1]) == plain(one[1])
    failed = [failure["path"] for failure in json.loads(many[1])["failures"]]
    assert failed == ["missing.txt", "many/0605.txt", "many/099x.txt", "also-missing.txt"]
    assert len(json.loads(many[1])["documents"]) == MANY + 1


def test_the_work_is_done_by_others(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    real = documents.analyse

    def note(document: Document, style: str) -> Citations:
        with Path("pids").open("a", encoding="utf-8") as file:
            file.write(f"{os.getpid()}\n")
        return real(document, style)

    monkeypatch.setattr(documents, "analyse", note)
    assert offline(capsys, "many")[0] == 1
    pids = Path("pids").read_text(encoding="utf-8").split()
    assert len(pids) == MANY
    assert str(os.getpid()) not in pids
    Path("pids").unlink()
    assert offline(capsys, "good.txt", "bad.txt")[0] == 1
    assert set(Path("pids").read_text(encoding="utf-8").split()) == {str(os.getpid())}


def test_the_sheet_is_that_of_one_process(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    many = told(capsys, "list", "--format", "json", "many")
    monkeypatch.setattr(documents, "processors", lambda: 1)
    assert many == told(capsys, "list", "--format", "json", "many")
    assert many[0] == 0


def test_standard_input_is_read_among_many() -> None:
    code = "import sys; from citecheck import documents; documents.processors = lambda: 2; "
    code += "from citecheck.cli import run; sys.exit(run(sys.argv[1:]))"
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", code, "--offline", "--format", "json", "many", "-"],
        input=BAD.replace("[7]", "[9]"),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.stderr == ""
    findings = json.loads(done.stdout)["findings"]
    assert [each["label"] for each in findings if each["path"] == "<stdin>"] == ["9"]


def test_an_interrupt_keeps_what_is_known(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    real = documents.analyse

    def interrupt(document: Document, style: str) -> Citations:
        if document.path == "many/100.txt":
            raise KeyboardInterrupt
        return real(document, style)

    monkeypatch.setattr(documents, "analyse", interrupt)
    status, out, err = offline(capsys, "--format", "json", "many")
    assert (status, err) == (130, [])
    report = json.loads(out)
    assert report["complete"] is False
    paths = [each["path"] for each in report["documents"]]
    assert paths == [f"many/{number:03}.txt" for number in range(len(paths))]
    assert 48 <= len(paths) <= 100
    assert "CC101" in codes(out)


def test_a_bug_in_another_process_is_a_bug(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    real = documents.analyse

    def fail(document: Document, style: str) -> Citations:
        if document.path == "many/100.txt":
            raise RuntimeError("the cat sat on the keyboard")
        return real(document, style)

    monkeypatch.setattr(documents, "analyse", fail)
    status, out, err = offline(capsys, "many")
    assert (status, out) == (3, "")
    assert err[0] == "citecheck: this is a bug in citecheck, please report it:"
    assert "RuntimeError: the cat sat on the keyboard" in err


def test_a_wrong_configuration_among_many_is_told(capsys: Capture) -> None:
    Path("many/z").mkdir()
    Path("many/z/a.txt").write_text(GOOD, encoding="utf-8")
    Path("many/z/citecheck.toml").write_text("timeout = 'x'\n", encoding="utf-8")
    status, out, err = offline(capsys, "many")
    assert (status, out, len(err)) == (2, "", 1)
    assert err[0].startswith("citecheck: many/z/citecheck.toml:1: timeout: ")


def test_without_git_many_are_told_in_one_line(capsys: Capture) -> None:
    status, out, err = offline(capsys, "--since", "HEAD", "many")
    assert (status, out, len(err)) == (2, "", 1)
    assert err[0].startswith("citecheck: --since: many/000.txt is in no git repository")


def test_no_process_is_left_behind() -> None:
    done = program("--offline", "--quiet", "many", timeout=60)
    assert done.returncode == 1
    assert done.stderr == ""

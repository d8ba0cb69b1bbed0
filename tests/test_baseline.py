"""Baselines: what is known does not count, what is fixed is taken out, and nothing is lost on the way."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from command_line import BAD, GOOD, Capture, codes, fill_folder, offline, told
from hypothesis import given
from hypothesis import strategies as st

from citecheck import documents, web
from citecheck.baseline import compare
from citecheck.model import Known, LinkReport, Place, Problem, Severity, Verdict
from citecheck.web import Target

TWICE = BAD.replace("It failed", "It [TK] failed")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with a good and a bad document, in a baseline as known."""
    for name in [name for name in os.environ if name.startswith("CITECHECK_")]:
        monkeypatch.delenv(name)
    fill_folder(tmp_path, monkeypatch)


def wrote(capsys: Capture, *arguments: str, path: str = "known.json") -> list[dict[str, str]]:
    """Write a baseline; its entries."""
    status, _, err = offline(capsys, "--write-baseline", path, *(arguments or (".",)))
    assert status == 0
    assert f"{path}: " in err[-1]
    return entries(path)


def entries(path: str = "known.json") -> list[dict[str, str]]:
    """What is in a baseline."""
    found: list[dict[str, str]] = json.loads(Path(path).read_text(encoding="utf-8"))["findings"]
    return found


def compared(capsys: Capture, *arguments: str) -> tuple[int, list[str], list[str]]:
    """Exit status, rules of the findings and stderr of a run with the baseline."""
    status, out, err = offline(capsys, "--baseline", "known.json", "--format", "json", *(arguments or (".",)))
    return status, codes(out), err


def test_what_is_known_does_not_count(capsys: Capture) -> None:
    assert offline(capsys, ".")[0] == 1
    (entry,) = wrote(capsys)
    assert (entry["path"], entry["rule"]) == ("bad.txt", "CC101")
    before = Path("known.json").read_bytes()
    assert compared(capsys) == (0, [], [])
    assert Path("known.json").read_bytes() == before
    Path("bad.txt").write_text(TWICE, encoding="utf-8")
    assert compared(capsys) == (0, ["CC114"], [])


def test_the_file_is_the_same_for_the_same_findings_and_one_a_line(capsys: Capture) -> None:
    Path("a.txt").write_text(TWICE, encoding="utf-8")
    rows = wrote(capsys)
    first = Path("known.json").read_text(encoding="utf-8")
    wrote(capsys, "good.txt", "bad.txt", "a.txt")
    assert Path("known.json").read_text(encoding="utf-8") == first
    assert len(rows) == 3
    assert len([line for line in first.splitlines() if '"fingerprint"' in line]) == 3
    assert first.endswith("\n")
    assert [row["path"] for row in rows] == ["a.txt", "a.txt", "bad.txt"]


def test_nothing_found_is_a_baseline_too(capsys: Capture) -> None:
    assert wrote(capsys, "good.txt") == []
    assert compared(capsys, "good.txt") == (0, [], [])
    assert compared(capsys, "bad.txt") == (1, ["CC101"], [])


def test_what_is_known_is_not_called_consistent(capsys: Capture) -> None:
    wrote(capsys)
    _, out, _ = offline(capsys, "--baseline", "known.json", ".")
    assert "nothing new" in out
    assert "consistent" not in out
    Path("a.txt").write_text(TWICE, encoding="utf-8")
    assert "2 other documents have nothing new" in offline(capsys, "--baseline", "known.json", ".")[1]


def test_moved_lines_stay_known(capsys: Capture) -> None:
    wrote(capsys)
    Path("bad.txt").write_text("Preface.\n\nMore of it.\n\n" + BAD, encoding="utf-8")
    assert compared(capsys) == (0, [], [])


def test_so_many_are_known_as_there_were(capsys: Capture) -> None:
    line = "It was [TK].\n\n"
    Path("bad.txt").write_text(line * 2, encoding="utf-8")
    wrote(capsys)
    assert compared(capsys)[1] == []
    Path("bad.txt").write_text(line * 3, encoding="utf-8")
    assert compared(capsys) == (0, ["CC114"], [])
    Path("bad.txt").write_text(line, encoding="utf-8")
    assert compared(capsys) == (0, [], ["citecheck: known.json: 1 known finding is fixed and taken out; 1 left"])
    Path("bad.txt").write_text(line * 2, encoding="utf-8")
    assert compared(capsys)[1] == ["CC114"]


def test_what_is_fixed_is_taken_out(capsys: Capture) -> None:
    Path("bad.txt").write_text(TWICE, encoding="utf-8")
    wrote(capsys)
    Path("bad.txt").write_text(BAD, encoding="utf-8")
    assert compared(capsys)[2] == ["citecheck: known.json: 1 known finding is fixed and taken out; 1 left"]
    assert [row["rule"] for row in entries()] == ["CC101"]
    Path("bad.txt").write_text(TWICE, encoding="utf-8")
    assert compared(capsys)[1] == ["CC114"]


def test_what_was_not_checked_is_not_fixed(capsys: Capture) -> None:
    Path("bad.txt").write_text(TWICE, encoding="utf-8")
    rows = wrote(capsys)
    Path("bad.txt").write_text(GOOD, encoding="utf-8")
    for arguments in (["good.txt"], ["--select", "CC2", "."], ["--ignore", "CC1", "."], ["--only", "links", "."]):
        assert compared(capsys, *arguments)[1:] == ([], [])
        assert entries() == rows
    compared(capsys, "--ignore", "CC114", ".")
    assert [row["rule"] for row in entries()] == ["CC114"]


def test_a_document_that_is_gone_is_taken_out_by_a_run_over_its_folder_only(capsys: Capture) -> None:
    rows = wrote(capsys)
    Path("bad.txt").unlink()
    assert compared(capsys, "good.txt") == (0, [], [])
    assert entries() == rows
    assert len(compared(capsys)[2]) == 1
    assert entries() == []


def test_what_stands_in_two_documents_is_known_of_each(capsys: Capture) -> None:
    """The same words in two documents have one fingerprint: a run over one of them tells nothing of the other."""
    Path("also.txt").write_text(BAD, encoding="utf-8")
    rows = wrote(capsys)
    assert len({row["fingerprint"] for row in rows}) == 1
    for path in ("also.txt", "bad.txt"):
        assert compared(capsys, path) == (0, [], [])
        assert entries() == rows
    Path("bad.txt").write_text(GOOD, encoding="utf-8")
    compared(capsys)
    assert [row["path"] for row in entries()] == ["also.txt"]


def test_a_renamed_document_stays_known_and_stays_in_the_file(capsys: Capture) -> None:
    rows = wrote(capsys)
    Path("bad.txt").rename("renamed.txt")
    assert compared(capsys, "renamed.txt") == (0, [], [])
    assert compared(capsys) == (0, [], [])
    assert compared(capsys, "good.txt") == (0, [], [])
    assert entries() == rows


def test_paths_count_from_the_file_wherever_it_is_used(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("sub").mkdir()
    Path("sub/good.txt").write_text(GOOD, encoding="utf-8")
    Path("sub/bad.txt").write_text(BAD, encoding="utf-8")
    rows = wrote(capsys, ".")
    assert [row["path"] for row in rows] == ["bad.txt", "sub/bad.txt"]
    monkeypatch.chdir("sub")
    for paths in (["."], ["good.txt"], ["bad.txt"], [str(Path("bad.txt").absolute())], [".."]):
        status, _, err = offline(capsys, "--baseline", "../known.json", *paths)
        assert (status, err) == (0, [])
        assert entries("../known.json") == rows
    wrote(capsys, "..", path="../known.json")
    assert entries("../known.json") == rows
    Path("bad.txt").unlink()
    offline(capsys, "--baseline", "../known.json", ".")
    assert [row["path"] for row in entries("../known.json")] == ["bad.txt"]


def test_a_baseline_in_the_configuration_is_made_the_first_time_and_anew(capsys: Capture) -> None:
    Path("citecheck.toml").write_text("baseline = 'known.json'\n", encoding="utf-8")
    status, _, err = offline(capsys, ".")
    assert (status, len(err)) == (2, 1)
    assert "no such baseline: make it with --write-baseline" in err[0]
    wrote(capsys)
    assert offline(capsys, ".")[0] == 0
    Path("known.json").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    assert offline(capsys, ".")[0] == 2
    assert len(wrote(capsys)) == 1
    assert offline(capsys, ".")[0] == 0


def dead(targets: list[Target], *_: object, **__: object) -> web.Outcome:
    """Every link is dead."""
    reports = [LinkReport(each.url, Verdict.DEAD, "http-404", cited=each.cited) for each in targets]
    return web.Outcome(reports, complete=True)


def fine(targets: list[Target], *_: object, **__: object) -> web.Outcome:
    """Every link is there."""
    return web.Outcome([LinkReport(each.url, Verdict.OK, None, cited=each.cited) for each in targets], complete=True)


def test_offline_takes_no_findings_of_links_out(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "check", dead)
    Path("bad.txt").write_text(GOOD.replace("Ledgers.", "https://me:hunter2@x.example/a"), encoding="utf-8")
    assert told(capsys, "--write-baseline", "known.json", ".")[0] == 0
    rows = entries()
    assert "CC301" in [row["rule"] for row in rows]
    assert "hunter2" not in Path("known.json").read_text(encoding="utf-8")
    assert told(capsys, "--baseline", "known.json", ".")[0] == 0
    for arguments in (["--offline"], ["--only", "structure"]):
        assert told(capsys, *arguments, "--baseline", "known.json", ".")[0] == 0
        assert entries() == rows
    monkeypatch.setattr(web, "check", fine)
    assert told(capsys, "--baseline", "known.json", ".")[0] == 0
    assert "CC301" not in [row["rule"] for row in entries()]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '"findings"',
        "{}",
        '{"schema": 1}',
        '{"schema": 2, "findings": []}',
        '{"schema": 1, "findings": 3}',
        '{"schema": 1, "findings": {"a": 1}}',
        '{"schema": 1, "findings": [3]}',
        '{"schema": 1, "findings": [{"path": "a"}]}',
        '{"schema": 1, "findings": [{"path": 1, "rule": "CC101", "fingerprint": "0", "message": ""}]}',
        '<<<<<<< HEAD\n{"schema": 1, "findings": []}\n=======\n>>>>>>> theirs\n',
        "[" * 100_000,
        "9" * 5_000,
    ],
    ids=lambda each: each[:20],
)
def test_a_damaged_baseline_is_told_and_left_alone(capsys: Capture, content: str) -> None:
    Path("known.json").write_text(content, encoding="utf-8")
    status, out, err = offline(capsys, "--baseline", "known.json", ".")
    assert (status, out, len(err)) == (2, "", 1)
    assert "known.json: is no baseline" in err[0]
    assert "make it anew with --write-baseline known.json" in err[0]
    assert Path("known.json").read_text(encoding="utf-8") == content


def test_a_merge_conflict_inside_is_told(capsys: Capture) -> None:
    wrote(capsys)
    lines = Path("known.json").read_text(encoding="utf-8").splitlines()
    lines[3:3] = ["<<<<<<< HEAD", lines[3], "=======", ">>>>>>> theirs"]
    Path("known.json").write_text("\n".join(lines), encoding="utf-8")
    assert "a merge went wrong" in offline(capsys, "--baseline", "known.json", ".")[2][0]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: None, "no such baseline: make it with --write-baseline known.json"),
        (lambda: Path("known.json").mkdir(), "the baseline cannot be read: is a directory"),
        (lambda: Path("known.json").write_bytes(b"\xff\xfe{"), "the baseline is not UTF-8"),
    ],
)
def test_a_baseline_that_cannot_be_read(capsys: Capture, make: object, said: str) -> None:
    make()  # type: ignore[operator]
    status, _, err = offline(capsys, "--baseline", "known.json", ".")
    assert (status, len(err)) == (2, 1)
    assert said in err[0]
    assert "Errno" not in err[0]


@pytest.mark.parametrize("path", ["no/folder/known.json", "good.txt/known.json", ".", "x" * 5_000])
def test_a_baseline_that_cannot_be_written_is_told_and_the_report_is_there(capsys: Capture, path: str) -> None:
    status, out, err = offline(capsys, "--write-baseline", path, "bad.txt")
    assert (status, len(err)) == (2, 1)
    assert "cannot write" in err[0]
    assert "bad.txt" in out
    assert not list(Path().glob("*.part"))


@pytest.mark.parametrize("name", ["bad.txt", "essay.md", "package.json"])
def test_nothing_but_a_baseline_is_written_over(capsys: Capture, name: str) -> None:
    Path("essay.md").write_text(GOOD, encoding="utf-8")
    Path("package.json").write_text('{"name": "essay"}', encoding="utf-8")
    before = Path(name).read_bytes()
    status, out, err = offline(capsys, "--write-baseline", name, "bad.txt")  # as a shell makes of `*.txt`
    assert (status, out, len(err)) == (2, "", 1)
    assert f"{name}: is there, and is no baseline" in err[0]
    assert Path(name).read_bytes() == before


@pytest.mark.parametrize(
    "content", ["", "\n", '<<<<<<< HEAD\n{"schema": 1, "findings": []}\n', '\ufeff{"schema": 1, "findings": []}']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_damaged_baseline_is_made_anew(capsys: Capture, content: str, encoding: str) -> None:
    Path("known.json").write_text(content, encoding=encoding)
    assert [entry["rule"] for entry in wrote(capsys)] == ["CC101"]


def test_a_link_to_a_baseline_stays_a_link(capsys: Capture) -> None:
    Path("link.json").symlink_to("known.json")
    wrote(capsys, path="link.json")
    assert Path("link.json").is_symlink()
    assert [entry["rule"] for entry in entries()] == ["CC101"]


def test_a_device_is_no_baseline(capsys: Capture) -> None:
    for option in ("--baseline", "--write-baseline"):
        status, _, err = offline(capsys, option, "/dev/zero", "bad.txt")
        assert (status, len(err)) == (2, 1)
        assert "not a regular file" in err[0].lower()


def test_an_interrupted_run_writes_no_baseline(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = wrote(capsys)
    real = documents.analyse

    def interrupt(document: documents.Document, style: str) -> documents.Citations:
        if document.path == "good.txt":
            raise KeyboardInterrupt
        return real(document, style)

    monkeypatch.setattr(documents, "analyse", interrupt)
    Path("bad.txt").write_text(TWICE, encoding="utf-8")
    status, out, err = offline(capsys, "--write-baseline", "known.json", "--format", "json", ".")
    assert status == 130
    assert codes(out) == ["CC114", "CC101"]
    assert "not written" in err[0]
    assert entries() == rows
    Path("bad.txt").write_text(GOOD, encoding="utf-8")
    assert offline(capsys, "--baseline", "known.json", ".")[0] == 130
    assert entries() == rows


def test_since_and_writing_exclude_each_other(capsys: Capture) -> None:
    status, _, err = offline(capsys, "--since", "HEAD", "--write-baseline", "known.json", ".")
    assert (status, len(err)) == (2, 1)
    assert "exclude each other" in err[0]
    assert not Path("known.json").exists()


def test_a_path_that_is_no_unicode_stays_known(capsys: Capture) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    Path(name).write_text(BAD, encoding="utf-8")
    wrote(capsys)
    assert compared(capsys) == (0, [], [])


def problem(path: str, fingerprint: str) -> Problem:
    """A finding with nothing but what a baseline looks at."""
    place = Place(1, 1, 1, 2)
    return Problem(path, place, "CC1", "x", Severity.ERROR, "", "", "", None, None, (), None, fingerprint)


pairs = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("12")), max_size=6)


@given(pairs, pairs, st.sets(st.sampled_from("ab")))
def test_counts_add_up(now: list[tuple[str, str]], then: list[tuple[str, str]], checked: set[str]) -> None:
    now = [each for each in now if each[0] in checked]
    known = [Known(path, "CC1", fingerprint, "") for path, fingerprint in then]
    found = compare([problem(*each) for each in now], known, lambda entry: entry.path in checked)
    assert found.known + len(found.new) == len(now)
    assert sorted((*found.left, *found.fixed)) == sorted(known)
    assert all(entry.path in checked for entry in found.fixed)
    for fingerprint in "12":
        in_now, in_then = ([mark for _, mark in each].count(fingerprint) for each in (now, then))
        assert sum(each.fingerprint == fingerprint for each in found.new) == max(0, in_now - in_then)
    again = compare([problem(*each) for each in now], found.left, lambda entry: entry.path in checked)
    assert (again.new, again.fixed) == (found.new, ())

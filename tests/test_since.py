"""--since: of a real repository, only what has changed since a revision."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from command_line import BAD, GOOD, Capture, fill_folder, offline
from hypothesis import given
from hypothesis import strategies as st

from citecheck.changes import new_ones, touches
from citecheck.model import Place, Problem, Severity

PARTS = [f"Part {n} is long.[{n}]" for n in range(1, 6)]
NOTES = [f"[{n}] Author {name}, Works." for n, name in enumerate(("Ash", "Birch", "Cedar", "Dill", "Elm"), 1)]
LONG = "\n\n".join([*PARTS, "Notes", *NOTES]) + "\n"
OLD = LONG.replace("Part 2 is long.", "Part 2 is [TK] long.")
"""With an old fault, CC114 on line 3."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory that is a repository, with one commit."""
    for name in [name for name in os.environ if name.startswith(("CITECHECK_", "GIT_"))]:
        monkeypatch.delenv(name)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A. Tester")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tester@example.org")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    work = tmp_path / "work"
    work.mkdir()
    fill_folder(work, monkeypatch)
    Path("bad.txt").unlink()
    Path("a.txt").write_text(OLD, encoding="utf-8")
    git("init", "-q", "-b", "main")
    commit()


def git(*arguments: str) -> None:
    """Let git do something."""
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def commit() -> None:
    """All there is, as a commit."""
    git("add", "-A")
    git("commit", "-q", "-m", "work")


def since(capsys: Capture, *arguments: str) -> list[tuple[str, str, int]]:
    """The findings: rule, path and line."""
    status, out, err = offline(capsys, "--format", "json", "--since", *(arguments or ("HEAD", ".")))
    assert (status in (0, 1), err) == (True, [])
    return [(each["rule"], each["path"], each["line"]) for each in json.loads(out)["findings"]]


def test_what_was_there_is_left_out(capsys: Capture) -> None:
    assert offline(capsys, "--fail-on", "warning", ".")[0] == 1
    assert since(capsys) == []
    Path("a.txt").write_text(OLD.replace("Part 5 is", "Part 5 was"), encoding="utf-8")
    assert since(capsys) == []


def test_a_changed_line_is_checked(capsys: Capture) -> None:
    Path("a.txt").write_text(OLD.replace("long.[4]", "long.[9]"), encoding="utf-8")
    found = since(capsys)
    assert ("CC101", "a.txt", 7) in found or ("CC116", "a.txt", 7) in found
    assert "CC114" not in [rule for rule, _, _ in found]


def test_an_old_fault_in_a_changed_line_counts(capsys: Capture) -> None:
    Path("a.txt").write_text(OLD.replace("[TK] long", "[TK] very long"), encoding="utf-8")
    assert since(capsys) == [("CC114", "a.txt", 3)]


def test_lines_that_move_are_old(capsys: Capture) -> None:
    Path("a.txt").write_text("A preface.\n\n" * 9 + OLD, encoding="utf-8")
    assert since(capsys) == []


def test_a_copy_of_an_old_fault_is_new_and_the_old_one_is_not(capsys: Capture) -> None:
    line = "It is [TK] so.\n\n"
    Path("a.txt").write_text(LONG + "\n\n" + line, encoding="utf-8")
    commit()
    Path("a.txt").write_text(line + LONG + "\n\n" + line, encoding="utf-8")
    assert since(capsys) == [("CC114", "a.txt", 1)]


def test_a_deletion_counts_where_it_causes_a_fault(capsys: Capture) -> None:
    Path("a.txt").write_text(OLD.replace(f"{NOTES[3]}\n\n", ""), encoding="utf-8")
    found = since(capsys)
    assert found
    assert "CC114" not in [rule for rule, _, _ in found]
    assert any(line == 7 for _, _, line in found)  # its marker, which did not change


def test_a_new_file_counts_whole(capsys: Capture) -> None:
    Path("untracked.txt").write_text(BAD, encoding="utf-8")
    assert since(capsys) == [("CC101", "untracked.txt", 1)]
    git("add", "-A")
    assert since(capsys) == [("CC101", "untracked.txt", 1)]
    commit()
    assert since(capsys) == []
    assert since(capsys, "HEAD~1", ".") == [("CC101", "untracked.txt", 1)]


def test_a_renamed_file_counts_whole(capsys: Capture) -> None:
    git("mv", "a.txt", "b.txt")
    assert since(capsys) == [("CC114", "b.txt", 3)]


@pytest.mark.parametrize("revision", ["HEAD", "main", "HEAD^0", "first"])
def test_revisions_by_their_names(capsys: Capture, revision: str) -> None:
    git("tag", "-a", "-m", "x", "first")
    assert since(capsys, revision, ".") == []
    Path("a.txt").write_text(OLD.replace("Part 4 is", "Part 4 [TK] is"), encoding="utf-8")
    assert since(capsys, revision, ".") == [("CC114", "a.txt", 7)]


def test_a_revision_called_like_a_file_or_found_by_its_message(capsys: Capture) -> None:
    git("branch", "a.txt")
    Path("a.txt").write_text(OLD.replace("Part 4 is", "Part 4 [TK] is"), encoding="utf-8")
    for revision in ("a.txt", "HEAD^{/work}"):
        assert since(capsys, revision, ".") == [("CC114", "a.txt", 7)]


@pytest.mark.parametrize(
    "name",
    [
        "with space.txt",
        "naïve – 脚注.txt",
        "a[t].txt",
        "*.txt",
        ":(top)x.txt",
        "-x.txt",
        "a\tb.txt",
        "q'\"uote.txt",
        "#x.txt",
    ],
)
def test_any_file_name(capsys: Capture, name: str) -> None:
    for path in (f"./{name}", f"sub dir/{name}"):
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text(OLD, encoding="utf-8")
        commit()
        Path("a.txt").write_text(OLD.replace("Part 1", "Part one"), encoding="utf-8")
        Path("at.txt").write_text("\n" * 9 + OLD, encoding="utf-8")
        assert since(capsys, "HEAD", path) == []
        Path(path).write_text(OLD.replace("Part 4 is", "Part 4 [TK] is"), encoding="utf-8")
        assert [(rule, line) for rule, _, line in since(capsys, "HEAD", path)] == [("CC114", 7)]


def test_a_pattern_for_a_name_does_not_mean_its_neighbours(capsys: Capture) -> None:
    Path("[ab].txt").write_text(OLD, encoding="utf-8")
    commit()
    Path("a.txt").write_text(OLD.replace("[TK] long", "[TK] longer"), encoding="utf-8")
    Path("[ab].txt").write_text(OLD.replace("Part 5 is", "Part 5 was"), encoding="utf-8")
    assert since(capsys, "HEAD", "[ab].txt") == []


def test_from_a_folder_inside(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("sub").mkdir()
    Path("sub/b.txt").write_text(OLD, encoding="utf-8")
    commit()
    Path("sub/b.txt").write_text(OLD.replace("Part 4 is", "Part 4 [TK] is"), encoding="utf-8")
    monkeypatch.chdir("sub")
    assert since(capsys) == [("CC114", "b.txt", 7)]
    assert since(capsys, "HEAD", "../a.txt") == []


def test_in_a_hook_the_repository_of_the_file_is_asked(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    assert since(capsys) == []


def test_the_configuration_of_the_user_changes_nothing(capsys: Capture) -> None:
    settings = {
        "color.ui": "always",
        "color.diff": "always",
        "diff.external": "false",
        "diff.noprefix": "true",
        "diff.context": "9",
        "diff.interHunkContext": "99",
        "core.fsmonitor": "false-program",
        "diff.x.textconv": "false",
    }
    for key, value in settings.items():
        git("config", key, value)
    Path(".gitattributes").write_text("*.txt diff=x\n", encoding="utf-8")
    text = OLD.replace("Part 1 is", "Part 1 was").replace("Part 4 is", "Part 4 [TK] is")
    Path("a.txt").write_text(text, encoding="utf-8")
    assert since(capsys) == [("CC114", "a.txt", 7)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_texts_that_git_takes_for_binary(capsys: Capture, encoding: str) -> None:
    Path("a.txt").write_text(OLD.replace("Ash", "Äsh"), encoding=encoding)
    commit()
    assert since(capsys) == []
    Path("a.txt").write_text(OLD.replace("Ash", "Äsh").replace("Part 4 is", "Part 4 [TK] is"), encoding=encoding)
    assert since(capsys) == [("CC114", "a.txt", 7)]


def test_a_text_that_is_declared_binary(capsys: Capture) -> None:
    Path(".gitattributes").write_text("*.txt binary\n", encoding="utf-8")
    commit()
    Path("a.txt").write_text(OLD.replace("Part 4 is", "Part 4 [TK] is"), encoding="utf-8")
    assert since(capsys) == [("CC114", "a.txt", 7)]


def test_only_links_in_changed_lines_are_asked(capsys: Capture) -> None:
    text = LONG.replace("Ash, Works.", "Ash, http://x.example/a").replace("Birch, Works.", "Birch, http://x.example/b")
    Path("a.txt").write_text(text, encoding="utf-8")
    commit()
    Path("a.txt").write_text(text.replace("Birch", "Birch tree"), encoding="utf-8")
    out = offline(capsys, "--format", "json", "--since", "HEAD", "a.txt")[1]
    assert [link["url"] for link in json.loads(out)["links"]] == ["http://x.example/b"]


def test_nothing_is_said_of_comments_that_hide_what_is_old(capsys: Capture) -> None:
    Path("a.md").write_text(f"<!-- citecheck: ignore-file CC114 -->\n\n{OLD}", encoding="utf-8")
    commit()
    assert since(capsys) == []


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("nowhere", "no revision 'nowhere' in the repository of a.txt: fetch it, or name another"),
        ("main..HEAD", "no revision 'main..HEAD'"),
        ("HEAD:a.txt", "no revision 'HEAD:a.txt'"),
        ("--output=x", "'--output=x' is no revision: name a commit"),
        ("-p", "is no revision"),
        ("a\nb", "is no revision"),
    ],
)
def test_a_wrong_revision_is_told(capsys: Capture, revision: str, said: str) -> None:
    status, out, err = offline(capsys, f"--since={revision}", "a.txt")
    assert (status, out, len(err)) == (2, "", 1)
    assert err[0].startswith("citecheck: --since: ")
    assert said in err[0]
    assert not Path("x").exists()


def test_outside_of_a_repository_it_is_told(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(GOOD, encoding="utf-8")
    status, _, err = offline(capsys, "--since", "HEAD", str(tmp_path / "b.txt"))
    assert (status, len(err)) == (2, 1)
    assert "is in no git repository" in err[0]
    assert "leave --since out" in err[0]


def test_without_git_it_is_told(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    status, _, err = offline(capsys, "--since", "HEAD", "a.txt")
    assert (status, err) == (2, ["citecheck: --since needs git: install it, or leave --since out"])


def test_a_repository_without_commits_has_no_revision(capsys: Capture) -> None:
    git("init", "-q", "new")
    Path("new/b.txt").write_text(GOOD, encoding="utf-8")
    status, _, err = offline(capsys, "--since", "HEAD", "new/b.txt")
    assert (status, len(err)) == (2, 1)
    assert "no revision 'HEAD'" in err[0]


def test_a_baseline_is_not_shortened_by_what_is_left_out(capsys: Capture) -> None:
    offline(capsys, "--write-baseline", "known.json", ".")
    before = Path("known.json").read_bytes()
    assert offline(capsys, "--baseline", "known.json", "--since", "HEAD", "a.txt")[0] == 0
    assert Path("known.json").read_bytes() == before


# ---------------------------------------------------------------- the pure part


def at(line: int, fingerprint: str = "") -> Problem:
    """A finding on a line."""
    place = Place(line, 1, line, 2)
    return Problem("a", place, "CC1", "x", Severity.ERROR, "", "", "", None, None, (), None, fingerprint)


@pytest.mark.parametrize(
    ("lines", "line", "touched"),
    [
        ([range(3, 5)], 2, False),
        ([range(3, 5)], 3, True),
        ([range(3, 5)], 4, True),
        ([range(3, 5)], 5, False),
        ([range(3, 3)], 3, False),
    ],
)
def test_touches(lines: list[range], line: int, touched: bool) -> None:
    assert touches(at(line), lines) is touched


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from("abc"))), st.lists(st.sampled_from("abc")))
def test_what_is_left_out_was_there_and_is_untouched(now: list[tuple[int, str]], before: list[str]) -> None:
    problems = [at(*each) for each in now]
    found = new_ones(problems, [range(3, 5)], before)
    left_out = [each for each in problems if not any(each is other for other in found)]
    assert not any(touches(each, [range(3, 5)]) for each in left_out)
    for mark in "abc":
        assert sum(each.fingerprint == mark for each in left_out) <= before.count(mark)


def test_what_is_old_is_not_called_consistent(capsys: Capture) -> None:
    _, out, _ = offline(capsys, "--since", "HEAD", ".")
    assert "nothing new" in out
    assert "consistent" not in out

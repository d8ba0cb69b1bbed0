"""The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit on commits of a repository of essays."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from command_line import BAD, GOOD
from hooked import Hooked

DOCUMENTS = ("a.txt", "c.md", "d.markdown", "i.mdx", "J.TXT", "k.rst", "m.adoc")
OTHERS = (
    *("script.py", "table.csv", "data.json", "page.html", "Makefile", "book.ipynb", "x.log"),
    *("LICENSE", "requirements.txt", "dev-requirements.txt", "requirements_test.txt", "requirements/ci.txt"),
    *("constraints.txt", "CMakeLists.txt", "src/CMakeLists.txt", "robots.txt", "public/robots.txt"),
)
CONFIGURATION = 'exclude = ["drafts/"]\ncache = "memory.sqlite"\nhistory = "links.jsonl"\n'


@pytest.fixture(scope="session")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Hooked:
    """The hooks with their environment, built once."""
    made = Hooked(tmp_path_factory.mktemp("hooked"))
    made.prepare()
    return made


@pytest.fixture
def essays(hooked: Hooked, request: pytest.FixtureRequest) -> Path:
    """A new repository with the hooks installed."""
    return hooked.repository(request.node.name)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def commit(hooked: Hooked, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Commit all there is, as an author does."""
    hooked.git(folder, "add", "--all")
    return hooked.run(folder, "git", "commit", "--message", "A new version", *more)


def commits(hooked: Hooked, folder: Path) -> int:
    return len(hooked.git(folder, "log", "--all", "--oneline").splitlines())


def test_a_faulty_essay_is_refused_with_the_rule_the_place_and_a_caret(hooked: Hooked, essays: Path) -> None:
    write(essays, {"essay.txt": BAD})
    refused = commit(hooked, essays)
    said = refused.stdout + refused.stderr
    assert refused.returncode == 1, said
    assert "citecheck" in said
    assert "error[CC101] [7] has no entry in the list" in said
    assert "essay.txt:1:" in said
    assert "It failed.[1] It rose.[7]\n" in said
    assert "‾‾‾" in said
    assert commits(hooked, essays) == 0


def test_a_clean_essay_is_committed(hooked: Hooked, essays: Path) -> None:
    write(essays, {"essay.txt": GOOD})
    done = commit(hooked, essays)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout + done.stderr
    assert commits(hooked, essays) == 1


def test_only_what_a_commit_changes_is_checked(hooked: Hooked, essays: Path) -> None:
    write(essays, {"old.txt": BAD})
    assert commit(hooked, essays, "--no-verify").returncode == 0
    write(essays, {"new.txt": GOOD})
    done = commit(hooked, essays)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout + done.stderr
    write(essays, {"old.txt": BAD + "\n"})
    assert commit(hooked, essays).returncode == 1


def test_documents_of_every_kind_are_checked(hooked: Hooked, essays: Path) -> None:
    write(essays, dict.fromkeys(DOCUMENTS, BAD))
    refused = commit(hooked, essays)
    said = refused.stdout + refused.stderr
    assert refused.returncode == 1
    for name in DOCUMENTS:
        assert f"{name}:1:" in said


def test_files_of_other_kinds_are_not_touched(hooked: Hooked, essays: Path) -> None:
    write(essays, dict.fromkeys(OTHERS, BAD))
    (essays / "picture.txt").symlink_to("elsewhere")
    done = commit(hooked, essays)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "(no files to check)Skipped" in said
    for hook in ("citecheck", "citecheck-links"):
        run = hooked.pre_commit(essays, "run", hook, "--hook-stage", "manual", "--all-files")
        assert "(no files to check)Skipped" in run.stdout


def test_a_name_that_looks_like_an_option_is_a_name(hooked: Hooked, essays: Path) -> None:
    write(essays, {"--output=good.md": BAD, "good.md": GOOD})
    refused = commit(hooked, essays)
    said = refused.stdout + refused.stderr
    assert refused.returncode == 1
    assert "--output=good.md:1:" in said
    assert (essays / "good.md").read_text(encoding="utf-8") == GOOD


def test_what_the_configuration_excludes_stays_out_though_it_is_named(hooked: Hooked, essays: Path) -> None:
    write(essays, {"citecheck.toml": CONFIGURATION, "drafts/essay.txt": BAD, "essay.txt": BAD})
    hooked.git(essays, "add", "--all")
    excluded = hooked.pre_commit(essays, "run", "citecheck", "--verbose", "--files", "drafts/essay.txt")
    assert excluded.returncode == 0, excluded.stdout
    assert "Passed" in excluded.stdout
    assert hooked.pre_commit(essays, "run", "citecheck", "--files", "essay.txt").returncode == 1


def test_the_hook_of_a_commit_asks_no_server_and_writes_nothing(hooked: Hooked, essays: Path) -> None:
    linked = GOOD.replace("Ledgers.", "Ledgers, https://www.mfa.ostland.example/compact-25.")
    write(essays, {"citecheck.toml": CONFIGURATION, "essay.txt": linked})
    done = commit(hooked, essays)
    assert done.returncode == 0, done.stdout + done.stderr
    run = hooked.pre_commit(essays, "run", "citecheck", "--verbose", "--all-files")
    assert run.returncode == 0
    assert "offline" in run.stdout
    assert not (hooked.cache / "citecheck").exists()
    assert hooked.git(essays, "status", "--porcelain", "--ignored") == ""


def test_links_are_checked_in_the_manual_stage_and_not_on_a_commit(hooked: Hooked, essays: Path) -> None:
    linked = BAD.replace("Ledgers.", "Ledgers, http://127.0.0.1:9/x.")
    write(essays, {"essay.txt": linked})
    hooked.git(essays, "add", "--all")
    arguments = ("run", "citecheck-links", "--verbose", "--all-files")
    manual = hooked.pre_commit(essays, *arguments, "--hook-stage", "manual")
    assert manual.returncode == 0, manual.stdout
    assert "Passed" in manual.stdout
    assert "http://127.0.0.1:9/x" in manual.stdout
    assert "CC204" in manual.stdout
    assert "1 link not checked" in manual.stdout
    assert "CC101" not in manual.stdout
    assert "citecheck (links)" not in commit(hooked, essays).stdout
    assert "citecheck (links)" not in hooked.pre_commit(essays, "run", "--all-files").stdout

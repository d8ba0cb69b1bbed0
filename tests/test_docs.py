"""What the documentation names is there: options, rules, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from citecheck import readers
from citecheck.citations import analyse
from citecheck.cli import COMMANDS, run
from citecheck.config import configure
from citecheck.config.options import OPTIONS
from citecheck.model import Verdict
from citecheck.reports import FORMATS, SHEETS
from citecheck.rules import rules
from citecheck.suppress import comments_of

HOME = Path(__file__).parent.parent
PAGES = sorted(HOME.glob("*.md"))


def options(capsys: pytest.CaptureFixture[str]) -> set[str]:
    """The long options of all commands, by their help."""
    found: set[str] = set()
    for arguments in (["--help"], *([command, "--help"] for command in COMMANDS)):
        assert run(arguments) == 0
        found |= set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out))
    return found


def ours(page: str) -> set[str]:
    """The long options that a page names on a line, or in code, beside the name of the program."""
    calls = re.findall(r"citecheck[^\n`]*", page)
    return {option for call in calls for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", call)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_options_that_are_named_are_there(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ours(path.read_text(encoding="utf-8")) <= options(capsys)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_rules_that_are_named_are_there(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert set(re.findall(r"\bCC\d{3}\b", page)) <= set(rules())
    for code, name in re.findall(r"\b(CC\d{3})`?\s*[|(]?\s*`?([a-z]+(?:-[a-z0-9]+)+)", page):
        assert rules()[code].name == name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_files_that_are_linked_are_there(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
        assert "://" in target or target.startswith("mailto:") or (HOME / target).exists(), target


def test_every_option_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        run([command, "--help"])
        rows = re.split(r"\n  (?=-)", capsys.readouterr().out)[1:]
        assert rows
        for row in rows:
            assert len(row.split()) >= 3, row


def test_the_pages_of_rules_name_only_options_and_rules_that_are_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known = options(capsys)
    for rule in rules().values():
        assert set(re.findall(r"(?<=`)--[a-z][a-z-]+", rule.page)) <= known
        assert set(re.findall(r"\bCC\d{3}\b", rule.page)) <= set(rules())


def test_the_configuration_of_the_readme_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", (HOME / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "citecheck.toml").write_text(block, encoding="utf-8")
    environment = {"CITECHECK_DOCS_TOKEN": "s3cret"}
    configuration = configure({}, str(tmp_path), environment=environment)
    settings = configuration.of(str(tmp_path / "chapters" / "one.md"))
    assert settings.style == "notes"
    assert settings.hosts["docs.example.org"].headers == (("Authorization", "Bearer s3cret"),)
    assert settings.severity == {"CC102": "warning"}
    assert not list(configuration.notices(links=True))


def test_the_comments_of_the_readme_are_understood(tmp_path: Path) -> None:
    (block,) = re.findall(r"```markdown\n(.*?)```", (HOME / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    document = readers.read("a.md", block.encode())
    comments = list(comments_of(analyse(document, "auto")))
    assert len(document.comments) == 5
    assert [comment.silence.wrong for comment in comments] == [""] * 4


def calls() -> list[str]:
    """The command lines of the README's blocks, without their comments."""
    blocks = re.findall(r"```\n(.*?)```", (HOME / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("citecheck ")]


@pytest.mark.parametrize("call", calls())
def test_every_command_line_runs(call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("chapters", "docs"):
        Path(name).mkdir()
        Path(name, "a.md").write_text("It failed.[^1]\n\n[^1]: K. Baker.\n", encoding="utf-8")
    Path("essay.txt").write_text("It failed.[1] It rose.[2]\n\n" * 20 + "[1] K. Baker.\n\n[2] C. Draper.\n", "utf-8")
    words = call.split()[1:]
    if "essay.txt:31:148" in words:
        words[-1] = "essay.txt:1:11"
    assert run(words) in (0, 1)


def test_the_table_of_rules_is_that_of_the_rules() -> None:
    rows = re.findall(
        r"^\| (CC\d+) \| (\S+) \| (\w+) \| (.*) \|$", (HOME / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert rows == [(rule.code, rule.name, rule.severity, rule.info.summary) for rule in rules().values()]


def test_every_verdict_and_format_is_in_the_readme() -> None:
    page = (HOME / "README.md").read_text(encoding="utf-8")
    assert all(f"`{verdict}`" in page for verdict in Verdict)
    assert all(f"`{name}`" in page or f"--format {name}`" in page for name in {**FORMATS, **SHEETS})
    assert all(f"`{name}`" in page for name in readers.FORMATS)
    assert all(f"`{option.key}`" in page or f"--{option.key}" in page or option.key in page for option in OPTIONS)


def test_the_table_of_modules_is_complete() -> None:
    rows = (HOME / "README.md").read_text(encoding="utf-8").partition("| module | holds |")[2].split("\n\n")[0]
    named = {name for row in rows.splitlines()[2:] for name in re.findall(r"`(\S+)`", row.split("|")[1])}
    parts = {path.name + "/" * path.is_dir() for path in (HOME / "citecheck").glob("[a-z]*")}
    assert parts - {"py.typed", "pipeline.py"} == named  # the pipeline is to be read first, above the table

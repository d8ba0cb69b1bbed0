"""What the documentation names is there: options, rules, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from citecheck.cli import COMMANDS, run
from citecheck.rules import rules

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

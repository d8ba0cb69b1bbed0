"""The help: options under headings, examples that run, and what shells are answered."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from command_line import GOOD, Capture, fill_folder, told

from citecheck import outputs, pipeline, web
from citecheck.cli import COMMANDS, run
from citecheck.commands import EXAMPLES, GROUPS
from citecheck.model import Report
from citecheck.settings import Settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with a good and a bad document; no shell asks."""
    for name in [name for name in os.environ if name.startswith(("CITECHECK_", "_CITECHECK", "_TYPER", "COMP_"))]:
        monkeypatch.delenv(name)
    fill_folder(tmp_path, monkeypatch)


def headings(text: str) -> list[str]:
    """The headings of a help."""
    return re.findall(r"^(\w[^\n]*):$", text, re.MULTILINE)


def test_the_options_of_check_stand_under_headings_in_order(capsys: Capture) -> None:
    status, out, err = told(capsys, "check", "--help")
    assert (status, err) == (0, [])
    assert headings(out) == ["Arguments", *dict.fromkeys(GROUPS.values()), "Other options", "Examples"]
    sections = dict(zip(headings(out), re.split(r"^\w[^\n]*:\n", out, flags=re.MULTILINE)[1:], strict=True))
    assert "--since" in sections["What is checked"]
    assert "--write-baseline" in sections["What counts"]
    assert "--per-host" in sections["Links"]
    assert re.findall(r"--[a-z-]+", sections["Other options"]) == ["--help"]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_shows_its_examples(capsys: Capture, command: str) -> None:
    status, out, err = told(capsys, command, "--help")
    assert (status, err) == (0, [])
    assert all(f"  {example}\n" in out for example in EXAMPLES.get(command, ()))
    assert all(len(line) <= 100 for line in out.splitlines())


def test_the_help_of_the_program_names_all_commands_and_examples(capsys: Capture) -> None:
    out = told(capsys, "--help")[1]
    assert all(f"\n  {command} " in out for command in COMMANDS)
    assert all(f"  {example}\n" in out for example in EXAMPLES[""])
    assert told(capsys)[1] == out  # nothing asked


def test_every_heading_has_options() -> None:
    import inspect

    names = {name for command in COMMANDS.values() for name in inspect.signature(command.function()).parameters}
    assert set(GROUPS) <= names


@pytest.mark.parametrize("example", sorted({line.split("   ")[0] for lines in EXAMPLES.values() for line in lines}))
def test_the_examples_run(capsys: Capture, monkeypatch: pytest.MonkeyPatch, example: str) -> None:
    for path in ("essay.txt", "chapters/one.md", "docs/two.md"):
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text("\n" * 30 + "x" * 200 + GOOD, encoding="utf-8")
    seen: list[Settings] = []

    def check(_paths: list[str], settings: Settings, *_: object, **__: object) -> Report:
        seen.append(settings)
        return Report()

    monkeypatch.setattr(pipeline, "check", check)
    monkeypatch.setattr(outputs, "renderer", lambda *_: lambda *_, **__: "report\n")
    monkeypatch.setattr(web, "histories", lambda *_: ([], []))
    program, *words = shlex.split(example)
    assert program == "citecheck"
    status, out, err = told(capsys, *words)
    assert (status, err) == (0, [])
    assert out or "--output" in words
    assert "--since" not in words or seen[0].since == "main"


def answers(capsys: Capture, monkeypatch: pytest.MonkeyPatch, shell: str, words: str) -> list[str]:
    """What a shell is told may come next."""
    monkeypatch.setenv("_CITECHECK_COMPLETE", f"complete_{shell}")
    if shell == "bash":
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    else:
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", words)
        monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    assert run([]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return re.findall(r"--[a-z-]+|^\w+", out.replace('"', "\n"), re.MULTILINE)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("words", "among", "not_among"),
    [
        ("citecheck li", "list", "check"),
        ("citecheck ", "explain", "--select"),
        ("citecheck --sel", "--select", "--since"),
        ("citecheck check --sin", "--since", "--select"),
        ("citecheck essay.txt --out", "--output", "--only"),
        ("citecheck --offline essay.txt --wri", "--write-baseline", "--baseline"),
        ("citecheck list --sty", "--style", "--since"),
        ("citecheck config --sch", "--schema", "--since"),
    ],
)
def test_a_shell_is_answered(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, shell: str, words: str, among: str, not_among: str
) -> None:
    found = answers(capsys, monkeypatch, shell, words)
    assert among in found
    assert not_among not in found


@pytest.mark.parametrize("words", ["citecheck zzz --zzz", "citecheck", "", "citecheck 'unclosed", "citecheck \x1b["])
def test_a_shell_with_nonsense_gets_no_traceback(capsys: Capture, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    assert not [each for each in answers(capsys, monkeypatch, "bash", words) if each == "Traceback"]


@pytest.mark.parametrize("words", [["--ofline"], ["--sinc", "x"], ["--write-baselin", "x"]])
def test_a_mistyped_option_is_answered_with_the_near_one(capsys: Capture, words: list[str]) -> None:
    status, _, err = told(capsys, *words, "good.txt")
    assert (status, len(err)) == (2, 1)
    assert "did you mean --" in err[0]

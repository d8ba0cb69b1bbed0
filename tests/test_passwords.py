"""Passwords in URLs leave the program in no report, whatever is said of their URL."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Capture, told

from citecheck.patterns import without_passwords


@pytest.mark.parametrize(
    ("text", "veiled"),
    [
        ("see http://me:s3cret@a.example/x.", "see http://me:******@a.example/x."),
        ("http://me:s3@ret@a.example", "http://me:******@a.example"),
        ("http://:s3cret'@a.example?q", "http://:*******@a.example?q"),
        ("ftp://me:1@a, http://me:22@b", "ftp://me:*@a, http://me:**@b"),
        (f"http://me:{'k' * 900}@a.example", f"http://me:{'*' * 900}@a.example"),
        ("http://me@a.example", "http://me@a.example"),
        ("https://a.example:443/@me", "https://a.example:443/@me"),
        ("https://a.example:443/?to=me@b.example", "https://a.example:443/?to=me@b.example"),
        ("mail me:now@a.example", "mail me:now@a.example"),
    ],
)
def test_only_passwords_are_veiled_and_nothing_moves(text: str, veiled: str) -> None:
    assert without_passwords(text) == veiled
    assert len(veiled) == len(text)


@pytest.mark.parametrize("unit", ["://", "://a:", "a:b@", "://a:b"])
def test_repetition_takes_linear_time(unit: str) -> None:
    """A quadratic search of a megabyte would take minutes: the suite's time is the bound."""
    assert len(without_passwords(unit * 300_000 + "://@")) == len(unit) * 300_000 + 4


@pytest.mark.parametrize("command", [["--format", "json"], ["--verbose"], ["list"], ["list", "--format", "json"]])
def test_no_report_has_one(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """83: neither of a link that is fine, nor of one that is fragile, private or malformed."""
    monkeypatch.chdir(tmp_path)
    urls = [
        "http://me:s3cret@www.example.org/x;jsessionid=0123456789ABCDEF0123456789ABCDEF",
        "http://me:s3cret@127.0.0.1/",
        "http://me:s3cret@a.example.org:99999/",
        "http://me:s3cret@exa\u2100mple.org/",
    ]
    notes = "\n\n".join(f"[{n}] Baker, Ledgers, {url}" for n, url in enumerate(urls, 1))
    marks = " ".join(f"It is so.[{n}]" for n in range(1, len(urls) + 1))
    Path("essay.txt").write_text(f"{marks}\n\nNotes\n\n{notes}\n", encoding="utf-8")

    options = [] if command[0] == "list" else ["--offline"]
    status, out, err = told(capsys, *command, *options, "essay.txt")

    assert status in (0, 1)
    assert "me:" in out
    assert "s3cret" not in out + "".join(err)

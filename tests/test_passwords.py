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


@pytest.mark.parametrize("behind", [True, False])
def test_a_url_that_an_excerpt_cuts_shows_no_part_of_one(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behind: bool
) -> None:
    """Wherever the line is cut around the finding: without its @ a URL does not show what its password is."""
    monkeypatch.chdir(tmp_path)
    url = "https://me:s3cr3t-of-the-house@a.example/x"
    reports = ["o.json", "o.html", "o.sarif", "o.md", "o.xml"]
    for pad in range(255, 305, 5):
        words = ("word " * 80)[:pad]
        line = f"So [1] and [9] {words} {url} more." if behind else f"See {url} {words} [9] and [1] more."
        Path("essay.txt").write_text(f"{'Begin ' * 90}{line}{' End' * 90}\n\nNotes\n\n[1] Adams, Ledgers.\n", "utf-8")

        told(capsys, "--offline", *(word for report in reports for word in ("--output", report)), "essay.txt")

        for report in reports:
            text = Path(report).read_text(encoding="utf-8")
            assert "CC101" in text
            assert not [part for part in ("s3c", "3t-", "of-the", "hou", "use@") if part in text], report

"""The live display: on stderr, gone at the end, and it says what is waited for."""

from __future__ import annotations

import pytest

from citecheck.model import Progress, Waiting
from citecheck.reports.progress import progress, waiting


def test_progress_is_shown_on_stderr_and_does_not_stay(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # shows on a stream that is no terminal
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with progress(enabled=True) as tell:
        tell(Progress(1, 4, (Waiting("slow[bold].example", 3, 4.2, "silent"),)))
        tell(Progress(4, 4))
    out, err = capsys.readouterr()
    assert out == ""
    assert "Checking links" in err
    assert "4/4" in err
    assert err.endswith("\x1b[2K")


def test_progress_that_is_not_enabled_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(enabled=False) as tell:
        tell(Progress(1, 4))
    assert capsys.readouterr() == ("", "")


def test_hosts_that_are_waited_for_are_named_with_the_reason() -> None:
    hosts = (
        Waiting("a.example", 9, 12.3, "asks for a pause"),
        Waiting("b\x1b[31m.example", 3, 4.2, "silent"),
        Waiting("c.example", 2, 0.4, "asked slowly"),
    )
    assert waiting(()) == ""
    assert waiting(hosts[2:]) == "c.example is asked slowly"
    told = waiting(hosts)
    assert told.startswith("a.example asks for a pause (12 s), b")
    assert told.endswith("is silent (4 s), 1 more")
    assert "\x1b" not in told

"""Histories: what moves them on, three strikes, and the file that a team commits."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx  # the engine's own seam
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck import web
from citecheck.errors import ConfigError
from citecheck.model import LinkHistory, LinkReport, Report, Severity, Verdict
from citecheck.rules import rules
from citecheck.settings import Settings
from citecheck.web import Outcome, Target, check
from citecheck.web.history import HistoryFile, after, from_row, is_persistent, joined, row_of

A = "http://a.example/x"
B = "http://b.example/y"
DAY = date(2026, 3, 1)
TODAY = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """No midnight passes while a test runs."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(TODAY.year, TODAY.month, TODAY.day, 23, 59, 59, tzinfo=tz)

    monkeypatch.setattr("citecheck.web.engine.datetime", Clock)


def seen(verdict: Verdict, *, final_url: str | None = None, cached: bool = False) -> LinkReport:
    return LinkReport(A, verdict, final_url=final_url, cached=cached, checked_at="2026-03-01T00:00:00+00:00")


def told(*runs: tuple[int, Verdict]) -> LinkHistory | None:
    """The history after runs on these days, counted from the first of March."""
    history = None
    for day, verdict in runs:
        history = after(history, seen(verdict), DAY + timedelta(days=day))
    return history


def run(handler, settings: Settings, *urls: str) -> Outcome:
    return check([Target(url) for url in urls], settings, transport=httpx.MockTransport(handler))


def answer(status: int, **more: str):
    return lambda request: httpx.Response(status, headers=more, html="<title>A page</title>" + "word " * 100)


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_success():
    assert told((0, Verdict.OK), (9, Verdict.MOVED)) == LinkHistory("2026-03-01", "2026-03-10")


def test_failures_in_a_row():
    history = told((0, Verdict.OK), (4, Verdict.DEAD), (4, Verdict.UNREACHABLE), (6, Verdict.UNREACHABLE))
    assert history == LinkHistory("2026-03-01", "2026-03-01", "2026-03-05", 3, 2, "2026-03-07")


def test_one_success_ends_them():
    assert told((0, Verdict.DEAD), (1, Verdict.DEAD), (2, Verdict.OK)) == LinkHistory("2026-03-01", "2026-03-03")


@pytest.mark.parametrize("verdict", [Verdict.SKIPPED, Verdict.INVALID])
def test_what_was_not_asked_has_no_history(verdict):
    assert told((0, verdict)) is None


def test_a_refusal_neither_ends_nor_prolongs_failures():
    failing = told((0, Verdict.OK), (1, Verdict.DEAD))
    assert told((0, Verdict.OK), (1, Verdict.DEAD), (2, Verdict.BLOCKED)) == failing


def test_what_is_remembered_is_no_new_success():
    assert after(LinkHistory("2026-01-01"), seen(Verdict.OK, cached=True), DAY) == LinkHistory("2026-01-01")


def test_moves_are_kept_once_each():
    history = None
    for day, target in enumerate([f"{A}1", f"{A}1", f"{A}2", A]):
        history = after(history, seen(Verdict.MOVED, final_url=target), DAY + timedelta(days=day))
    assert history.moves == (("2026-03-01", f"{A}1"), ("2026-03-03", f"{A}2"))


@pytest.mark.parametrize(("failures", "days", "persistent"), [(3, 3, True), (9, 2, False), (2, 2, False), (4, 4, True)])
def test_three_strikes_on_three_days(failures, days, persistent):
    history = LinkHistory("2026-01-01", None, "2026-01-01", failures, days)
    assert is_persistent(history, 3, 3) is persistent


@given(
    st.builds(
        LinkHistory,
        st.dates().map(str),
        st.none() | st.dates().map(str),
        st.none() | st.dates().map(str),
        st.integers(0, 99),
        st.integers(0, 99),
        st.none() | st.dates().map(str),
        st.lists(st.tuples(st.dates().map(str), st.text()), max_size=3).map(tuple),
    )
)
def test_a_row_is_read_as_it_was_written(history):
    assert from_row(json.loads(json.dumps(row_of(history)))) == history


def test_a_merge_keeps_what_both_knew():
    old = LinkHistory("2025-01-01", "2026-03-02")
    new = LinkHistory("2025-06-01", "2026-02-01", "2026-03-05", 2, 2, "2026-03-07")
    merged = LinkHistory("2025-01-01", "2026-03-02", "2026-03-05", 2, 2, "2026-03-07")
    assert joined(old, new) == joined(new, old) == merged


# in a run


def test_a_run_without_a_memory_has_none():
    (report,) = run(answer(200), Settings(no_cache=True), A).reports
    assert report.history is None


@pytest.mark.parametrize("by_file", [True, False])
def test_a_run_moves_histories_on(tmp_path, by_file):
    settings = Settings(cache=str(tmp_path / "links.sqlite"), max_age=0.0, retries=0)
    if by_file:
        settings = settings._replace(no_cache=True, cache="", history=str(tmp_path / "links.jsonl"))
    (first,) = run(answer(200), settings, A).reports
    (second,) = run(answer(500), settings, A).reports
    (third,) = run(answer(500), settings, A).reports
    assert first.history == LinkHistory(str(TODAY), str(TODAY))
    assert (second.history.failures, third.history.failures, third.history.failed_days) == (1, 2, 1)
    assert third.history.failing_since == str(TODAY)
    assert web.histories(settings, None) == ([(A, third.history)], ())
    assert web.histories(settings, [B]) == ([], ())


def test_two_spellings_of_a_link_have_failed_once(tmp_path):
    settings = Settings(no_cache=True, retries=0, history=str(tmp_path / "links.jsonl"))
    one, other = run(answer(500), settings, A, A.replace("http://a", "HTTP://A")).reports
    assert one.history == other.history
    assert one.history.failures == 1


def struck(path: Path, failures: int) -> None:
    yesterday = str(TODAY - timedelta(days=1))
    row = {
        "url": A,
        "first_seen": "2025-01-01",
        "last_ok": "2026-03-02",
        "failing_since": "2026-03-05",
        "failures": failures,
        "failed_days": failures,
        "last_failed": yesterday,
    }
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")


@pytest.mark.parametrize(("before", "severity"), [(1, None), (2, Severity.ERROR)])
def test_the_third_strike_is_an_error_that_tells_the_story(tmp_path, before, severity):
    path = tmp_path / "links.jsonl"
    struck(path, before)
    (report,) = run(answer(500), Settings(no_cache=True, retries=0, history=str(path)), A).reports
    finding = rules()["CC303"].link_check(report)
    assert finding.severity is severity
    assert "alive until 2026-03-02, failing since 2026-03-05" in finding.message


def test_the_bounds_can_be_set(tmp_path):
    path = tmp_path / "links.jsonl"
    settings = Settings(no_cache=True, retries=0, history=str(path), strikes=1, strike_days=1)
    (report,) = run(answer(500), settings, A).reports
    assert rules()["CC303"].link_check(report).severity is Severity.ERROR


def test_a_dead_link_needs_no_strikes(tmp_path):
    settings = Settings(no_cache=True, retries=0, history=str(tmp_path / "links.jsonl"))
    (report,) = run(answer(410), settings, A).reports
    assert report.verdict is Verdict.DEAD
    assert rules()["CC301"].link_check(report) is not None


# the file


def test_nothing_changes_in_the_file_when_nothing_has_changed(tmp_path):
    path = tmp_path / "links.jsonl"
    settings = Settings(no_cache=True, history=str(path))
    run(answer(200), settings, B, A)
    first = path.read_text("utf-8")
    assert [row["url"] for row in lines(path)] == [A, B]
    recent = first.replace(str(TODAY), str(TODAY - timedelta(days=6)))
    path.write_text(recent, encoding="utf-8")
    run(answer(200), settings, A, B)
    assert path.read_text("utf-8") == recent
    path.write_text(first.replace(str(TODAY), str(TODAY - timedelta(days=8))), encoding="utf-8")
    run(answer(200), settings, A, B)
    assert {row["last_ok"] for row in lines(path)} == {str(TODAY)}


def test_a_link_that_is_cited_no_more_stays(tmp_path):
    path = tmp_path / "links.jsonl"
    settings = Settings(no_cache=True, history=str(path))
    run(answer(200), settings, A)
    run(answer(200), settings, B)
    assert [row["url"] for row in lines(path)] == [A, B]


def test_lines_that_a_merge_left_twice_are_one(tmp_path):
    path = tmp_path / "links.jsonl"
    struck(path, 2)
    path.write_text(path.read_text("utf-8") + json.dumps({"url": A, "first_seen": "2024-01-01"}) + "\n", "utf-8")
    assert HistoryFile(str(path)).known[A].first_seen == "2024-01-01"
    run(answer(200), Settings(no_cache=True, history=str(path)), A)
    assert len(lines(path)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}\n", ":1: is no history of a link: remove the line"),
        ("\n[]\n", ":2: is no history"),
        ('{"url": "x", "first_seen": "yesterday"}\n', ":1: is no history"),
        ("<<<<<<< ours\n", ":1: is no history of a link: finish the merge"),
        ("[" * 5000, ":1: is no history"),
    ],
)
def test_a_damaged_file_is_told_with_its_line(tmp_path, text, said):
    path = tmp_path / "links.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="links") as error:
        run(answer(200), Settings(no_cache=True, history=str(path)), A)
    assert said in str(error.value)
    assert path.read_text("utf-8") == text


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    settings = Settings(no_cache=True, history=str(tmp_path / "no" / "such" / "links.jsonl"))
    outcome = run(answer(200), settings, A)
    assert outcome.reports[0].verdict is Verdict.OK
    assert "cannot be written" in outcome.notices[-1]
    assert outcome.unwritten
    assert Report(unwritten=outcome.unwritten).exit_status("error") == 2


def test_a_device_is_no_history():
    with pytest.raises(ConfigError, match="cannot be read: not a regular file"):
        run(answer(200), Settings(no_cache=True, history="/dev/zero"), A)


def test_a_link_to_a_history_stays_a_link(tmp_path):
    path = tmp_path / "link.jsonl"
    path.symlink_to("links.jsonl")
    run(answer(200), Settings(no_cache=True, history=str(path)), A)
    assert path.is_symlink()
    assert [row["url"] for row in lines(tmp_path / "links.jsonl")] == [A]


def test_passwords_and_their_links_are_not_kept(tmp_path):
    path = tmp_path / "links.jsonl"
    run(answer(200), Settings(no_cache=True, history=str(path)), "http://me:secret@a.example/x", A)
    assert [row["url"] for row in lines(path)] == [A]
    assert "secret" not in path.read_text("utf-8")

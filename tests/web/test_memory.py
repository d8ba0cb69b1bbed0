"""The memory: what is reused and what never, and a file that is missing, damaged, foreign, newer, locked or full."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx  # the engine's own seam
import pytest

from citecheck.model import LinkReport, Verdict
from citecheck.settings import Settings
from citecheck.web import Outcome, Target, check
from citecheck.web.exchange import Sibling
from citecheck.web.manners import Manners
from citecheck.web.memory import Memory

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
DAY = timedelta(days=1)
A = "http://a.example/x"


class Site:
    """A stand-in for the web that counts what it is asked; a path that is a number is answered with it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url}")
        name = request.url.path.strip("/")
        if name.isdigit():
            return httpx.Response(int(name), headers={"location": "/new"})
        return httpx.Response(200, html="<title>A page</title><p id=here>" + "word " * 100)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(cache=str(tmp_path / "links.sqlite"), retries=0)


def run(site: Site, settings: Settings, *urls: str) -> Outcome:
    return check([Target(url) for url in urls], settings, transport=httpx.MockTransport(site))


@contextmanager
def memory_at(path: Path | str) -> Iterator[Memory]:
    memory = Memory(Path(path))
    yield memory
    memory.close()


def rows(path: str, query: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def fine(url: str, at: datetime = NOW) -> LinkReport:
    return LinkReport(url, Verdict.OK, status=200, attempts=1, checked_at=at.isoformat(timespec="seconds"))


def test_a_success_is_reused_without_a_request(site, settings):
    first = run(site, settings, A, f"{A}#here", "http://a.example/301").reports
    site.asked.clear()
    again = run(site, settings, A, f"{A}#here", "http://a.example/301").reports

    assert site.asked == []
    assert [report.verdict for report in again] == ["ok", "ok", "moved"]
    assert all(report.cached and report.attempts == 0 for report in again)
    assert [(r.checked_at, r.final_url, r.status) for r in again] == [
        (r.checked_at, r.final_url, r.status) for r in first
    ]


@pytest.mark.parametrize("path", ["404", "403", "500", "429"])
def test_a_failure_never_is(site, settings, path):
    url = f"http://a.example/{path}"
    run(site, settings, url)
    site.asked.clear()

    (report,) = run(site, settings, url).reports

    assert site.asked
    assert not report.cached


def test_a_success_that_fails_later_is_forgotten(site, settings):
    run(site, settings, A)
    run(site, settings._replace(max_age=0.0), A)  # asked again, still fine
    with memory_at(settings.cache) as memory:
        memory.keep([fine(A)._replace(verdict=Verdict.DEAD)], {}, NOW)
    site.asked.clear()
    run(site, settings, A)

    assert len(site.asked) == 1


def test_only_the_fragments_that_were_seen_are_known(site, settings):
    run(site, settings, f"{A}#here")
    site.asked.clear()

    known, new = run(site, settings, f"{A}#here", f"{A}#gone").reports

    assert known.cached
    assert new.reason == "missing-fragment"
    assert len(site.asked) == 1


def test_no_age_and_no_cache_ask_again(site, settings, memory_folder):
    run(site, settings, A)
    run(site, settings._replace(max_age=0.0), A)
    assert len(site.asked) == 2

    run(site, Settings(no_cache=True), A)
    assert len(site.asked) == 3
    assert not memory_folder.exists()


def test_the_usual_place_is_the_users_cache_folder(site, memory_folder):
    run(site, Settings(), A)

    assert [path.name for path in memory_folder.iterdir()] == ["links.sqlite"]


def test_offline_and_nothing_to_ask_touch_no_file(site, settings):
    run(site, settings, "mailto:a@b.example", "http://127.0.0.1/")

    assert not Path(settings.cache).exists()


def test_credentials_are_not_stored(site, settings):
    run(site, settings, "http://me:s3cret@a.example/x", A)

    assert rows(settings.cache, "select url from links") == [(f"{A}#",)]
    assert b"s3cret" not in Path(settings.cache).read_bytes()


def test_an_interrupted_run_remembers_what_it_knew(site, settings):
    def interrupting(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/stop":
            raise KeyboardInterrupt
        return site(request)

    one_by_one = settings._replace(concurrency=1)
    targets = [Target(A), Target("http://b.example/stop")]
    outcome = check(targets, one_by_one, transport=httpx.MockTransport(interrupting))
    assert not outcome.complete
    site.asked.clear()

    assert run(site, settings, A).reports[0].cached
    assert site.asked == []


def test_the_ways_of_hosts_come_back(tmp_path):
    ways = Manners(head_lies=True, interval=0.4, siblings={"http://a.example/": Sibling(200, A, True, (1, 2))})
    with memory_at(tmp_path / "m") as memory:
        memory.keep([], {"a.example": ways, "b.example": Manners()}, NOW)

    with memory_at(tmp_path / "m") as memory:
        assert memory.ways_of_hosts(["a.example", "b.example"], NOW + DAY) == {"a.example": ways}
        assert memory.ways_of_hosts(["a.example", "b.example"], NOW + 31 * DAY) == {}


def test_a_host_whose_head_lies_is_not_asked_so_again(settings):
    asked = []

    def site(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        return httpx.Response(404 if request.method == "HEAD" else 200, headers={"content-type": "application/pdf"})

    for name in ("one", "two"):
        check([Target(f"http://a.example/{name}.pdf")], settings, transport=httpx.MockTransport(site))

    assert asked == ["HEAD", "GET", "GET"]


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_set_aside_with_one_warning(site, settings, damage):
    path = Path(settings.cache)
    path.write_bytes(damage)

    outcome = run(site, settings, A)

    assert outcome.reports[0].verdict == "ok"
    assert run(site, settings, A).reports[0].cached
    if damage:  # an empty file is a database without tables
        (notice,) = outcome.notices
        assert "is damaged" in notice
        assert path.with_name("links.sqlite.set-aside").read_bytes() == damage


def test_what_may_be_an_essay_is_left_alone(site, settings, tmp_path):
    path = tmp_path / "essay.txt"
    path.write_text("It failed.[1]\n" * 100, encoding="utf-8")

    outcome = run(site, settings._replace(cache=str(path)), A)

    assert outcome.reports[0].verdict == "ok"
    assert "it is no database: name another file" in outcome.notices[0]
    assert path.read_text("utf-8") == "It failed.[1]\n" * 100


def test_damage_inside_is_told_and_survived(site, settings):
    run(site, settings, *(f"http://h{n}.example/x" for n in range(300)))
    path = Path(settings.cache)
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)

    outcome = run(site, settings, A)

    assert outcome.reports[0].verdict == "ok"
    assert len(outcome.notices) == 1


def test_a_newer_file_is_set_aside(site, settings):
    run(site, settings, A)
    with sqlite3.connect(settings.cache) as database:
        database.execute("pragma user_version = 99")
    database.close()

    outcome = run(site, settings, A)

    assert not outcome.reports[0].cached
    assert "newer citecheck" in outcome.notices[0]


def test_the_database_of_another_program_is_left_alone(site, settings):
    with sqlite3.connect(settings.cache) as database:
        database.execute("create table bookmarks (url)")
    database.close()
    before = Path(settings.cache).read_bytes()

    outcome = run(site, settings, A)

    assert outcome.reports[0].verdict == "ok"
    assert "another program" in outcome.notices[0]
    assert Path(settings.cache).read_bytes() == before


def test_a_place_where_no_file_can_be(site, tmp_path):
    (tmp_path / "file").write_text("")
    for place in (tmp_path, tmp_path / "file" / "links.sqlite"):
        outcome = run(site, Settings(cache=str(place)), A)

        assert outcome.reports[0].verdict == "ok"
        assert len(outcome.notices) == 1


def test_a_full_disk_is_told_once(tmp_path):
    memory = Memory(tmp_path / "m")
    (pages,) = memory._database.execute("pragma page_count").fetchone()
    memory._database.execute(f"pragma max_page_count = {pages}")  # SQLite's way to say that there is no more room

    memory.keep([fine(f"http://a.example/{n}") for n in range(5000)], {}, NOW)
    memory.close()

    (notice,) = memory.notices
    assert "full" in notice


def test_two_runs_at_once(tmp_path):
    path = tmp_path / "m"
    notices: list[str] = []

    def write(begin: int) -> None:
        for n in range(begin, begin + 20):
            with memory_at(path) as memory:
                memory.keep([fine(f"http://a.example/{n}")], {}, NOW)
            notices.extend(memory.notices)

    threads = [threading.Thread(target=write, args=(begin,)) for begin in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert notices == []
    urls = [f"http://a.example/{n}" for begin in (0, 100, 200) for n in range(begin, begin + 20)]
    with memory_at(path) as memory:
        assert len(memory.recall(urls, DAY, NOW)) == 60


def test_a_file_that_another_run_keeps_locked(tmp_path, monkeypatch):
    monkeypatch.setattr("citecheck.web.memory._PATIENCE", 0.05)
    path = tmp_path / "m"
    Memory(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin exclusive")
        with memory_at(path) as memory:
            memory.keep([fine(A)], {}, NOW)

    assert len(memory.notices) == 1
    assert path.exists()


def test_thousands_are_recalled(tmp_path):
    urls = [f"http://h{n % 97}.example/{n}" for n in range(3000)]
    with memory_at(tmp_path / "m") as memory:
        memory.keep(map(fine, urls), {}, NOW)
    with memory_at(tmp_path / "m") as memory:
        known = memory.recall(urls, DAY, NOW + timedelta(hours=3))

    assert set(known) == set(urls)

"""What is configured for one host holds for it and no other; and the time for all links."""

from __future__ import annotations

import time

import httpx  # the engine's own seam
from simulated_web import SimulatedWeb
from test_simulated_web import always, hang

from citecheck.model import LinkReport, Verdict
from citecheck.settings import HostSettings, Settings
from citecheck.web import Outcome, Target, check
from citecheck.web.schedule import Schedule
from citecheck.web.targets import host_settings

PAGE = "<title>A page</title>" + "word " * 100


class Site:
    """Answers each path with the status it names; keeps what it is asked."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        status = request.url.path.strip("/").partition("/")[0]
        target = request.url.params.get("to", "/new")
        return httpx.Response(int(status) if status.isdigit() else 200, headers={"location": target}, html=PAGE)


def run(site: Site, settings: Settings, *urls: str) -> list[LinkReport]:
    return list(check([Target(url) for url in urls], settings, transport=httpx.MockTransport(site)).reports)


def settings(**hosts: HostSettings) -> Settings:
    named = {name.replace("_", "."): host for name, host in hosts.items()}
    return Settings(no_cache=True, retries=0, hosts=named)


def test_the_nearest_name_counts():
    own = settings(a_example=HostSettings(pace=1.0))._replace(
        hosts={
            "a.example": HostSettings(pace=1.0),
            "*.example": HostSettings(pace=2.0),
            "a.example:8080": HostSettings(pace=3.0),
            "[::1]": HostSettings(pace=4.0),
        }
    )
    paces = {name: host_settings(own, name).pace for name in ("a.example", "b.a.example", "a.example:8080", "x.test")}
    assert paces == {"a.example": 1.0, "b.a.example": 2.0, "a.example:8080": 3.0, "x.test": 0.0}
    assert host_settings(own, "[::1]").pace == 4.0
    assert host_settings(own, "a.example:81").pace == 1.0


def test_a_status_that_is_accepted_means_that_the_page_is_there():
    site = Site()
    own = settings(a_example=HostSettings(accept=frozenset({403, 999})))
    reports = run(site, own, "http://a.example/403", "http://a.example/401", "http://b.example/403")
    assert [report.verdict for report in reports] == [Verdict.OK, Verdict.BLOCKED, Verdict.BLOCKED]
    assert reports[0].status == 403


def test_a_host_that_is_left_out_is_not_asked():
    site = Site()
    reports = run(site, settings(a_example=HostSettings(skip=True)), "http://a.example/", "http://b.example/")
    assert [(report.verdict, report.reason) for report in reports] == [
        (Verdict.SKIPPED, "excluded"),
        (Verdict.OK, None),
    ]
    assert {request.url.host for request in site.asked} == {"b.example"}


def test_fields_go_to_their_host_and_no_other():
    site = Site()
    own = settings(a_example=HostSettings(headers=(("Authorization", "Bearer s3cret"), ("accept", "text/x"))))
    run(site, own, "http://a.example/302?to=http://b.example/x", "http://c.example/")
    by_host = {request.url.host: request.headers for request in site.asked}
    assert by_host["a.example"]["authorization"] == "Bearer s3cret"
    assert by_host["a.example"].get_list("accept") == ["text/x"]
    assert "authorization" not in by_host["b.example"]
    assert "authorization" not in by_host["c.example"]


def test_what_was_to_be_encrypted_is_not_sent_in_the_clear():
    site = Site()
    own = settings(a_example=HostSettings(headers=(("X-Token", "s3cret"),)))
    run(site, own, "https://a.example/302?to=http://a.example/x")
    assert [(request.url.scheme, "x-token" in request.headers) for request in site.asked[:2]] == [
        ("https", True),
        ("http", False),
    ]


def test_a_host_is_asked_at_its_pace():
    schedule: Schedule[int] = Schedule(9, 6, lambda host: {"a": 2.0}.get(host, 0.0))
    for job in range(2):
        schedule.add("a", job, 0.0)
    assert schedule.take(0.0) == 0
    schedule.sent(schedule.lane("a"), 0.0)
    assert schedule.take(0.4) is None
    assert schedule.wakes_at() == 0.5
    assert schedule.take(0.5) == 1


def test_what_is_not_checked_in_time_is_said(web: SimulatedWeb):
    web.hosts["slow"] = hang
    web.hosts["fine"] = always(200)
    fine = web.url("fine")
    began = time.monotonic()
    outcome: Outcome = check(
        [Target(web.url("slow")), Target(fine)],
        Settings(no_cache=True, allow_private=True, timeout=30.0, budget=2.0),
    )
    assert time.monotonic() - began < 15
    slow, other = outcome.reports
    assert (slow.verdict, slow.reason) == (Verdict.SKIPPED, "out-of-time")
    assert other.verdict is not Verdict.SKIPPED
    assert outcome.complete
    assert outcome.notices == ("1 of 2 links were not checked: the budget of time was used up",)


def test_a_host_has_a_time_out_of_its_own(web: SimulatedWeb):
    web.hosts["slow"] = hang
    own = Settings(
        no_cache=True, allow_private=True, timeout=30.0, retries=0, hosts={"slow.test": HostSettings(timeout=0.3)}
    )
    (report,) = check([Target(web.url("slow"))], own).reports
    assert (report.verdict, report.reason) == (Verdict.UNREACHABLE, "timeout")
    assert "0.3 s" in report.detail


def test_a_configured_cookie_stands_alone():
    """What redirects set does not come beside it; one header field, as RFC 6265, 5.4 has it."""
    site = Site()
    asked: list[httpx.Request] = []

    def sets_cookies(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        answer = site(request)
        answer.headers["set-cookie"] = "theirs=1"
        return answer

    own = settings(a_example=HostSettings(headers=(("Cookie", "ours=1"),)))
    targets = [Target("http://a.example/302"), Target("http://b.example/302")]
    check(targets, own, transport=httpx.MockTransport(sets_cookies))

    cookies = {request.url.host + request.url.path: request.headers.get_list("cookie") for request in asked}
    assert cookies["a.example/new"] == ["ours=1"]
    assert cookies["b.example/new"] == ["theirs=1"]

"""How often and in what way a link is asked, over real sockets: chances, retries, confirmation, giving up."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

import pytest
from simulated_web import Request, SimulatedWeb
from test_simulated_web import LONG, always, first, hang, raw

from citecheck.model import Cited, LinkReport, Place, Progress
from citecheck.settings import Settings
from citecheck.web import Target, check, network, wire
from citecheck.web.engine import Run
from citecheck.web.schedule import BURST

SOFT = (
    b"<html><title>The Review</title><h1>The Review</h1><p>Sorry, the page was not found here.</p>" + b"<p>Menu</p>" * 9
)


def run(urls: list[str], progress=None, **settings: object) -> list[LinkReport]:
    chosen = {"allow_private": True, "no_cache": True, "timeout": 2.0, "retries": 1} | settings
    outcome = check([Target(url) for url in urls], Settings(**chosen), progress=progress)
    assert outcome.complete
    return list(outcome.reports)


def by_path(**answers):
    """A handler for each path's last step; `other` for all else."""

    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        name = request.path.partition("?")[0].rpartition("/")[2].partition(".")[0]
        await answers.get(name, answers["other"])(request, writer)

    return handle


def verdicts(reports: list[LinkReport]) -> list[tuple[str, str | None]]:
    return [(report.verdict, report.reason) for report in reports]


# ---------------------------------------------------------------- silence


def test_a_second_connection_gets_the_answer_that_the_first_does_not(web: SimulatedWeb):
    """4, 70: half of the time is waited, then a fresh connection is tried beside the first."""

    async def second_time_lucky(request: Request, writer: asyncio.StreamWriter) -> None:
        await (always(200) if request.nth else hang)(request, writer)

    web.hosts["lucky"] = second_time_lucky
    begin = time.monotonic()

    (report,) = run([web.url("lucky")])

    assert verdicts([report]) == [("ok", None)]
    one, two = web.seen("lucky")
    assert one.connection != two.connection
    assert 0.9 < two.at - begin < 1.9


def test_no_retries_means_no_second_chance(web: SimulatedWeb):
    web.hosts["once"] = hang

    (report,) = run([web.url("once")], retries=0, timeout=0.6)

    assert verdicts([report]) == [("unreachable", "timeout")]
    assert web.asked("once") == 1


def test_a_silent_host_is_not_waited_for_link_by_link(web: SimulatedWeb):
    """93: sixty links, one time-out."""
    web.hosts |= {"silent": hang, "speaks": always(200)}
    urls = [web.url("silent", f"/{n}") for n in range(60)]
    begin = time.monotonic()

    *lost, fine = run([*urls, web.url("speaks")], timeout=1.0)

    assert time.monotonic() - begin < 2.5
    assert set(verdicts(lost)) == {("unreachable", "timeout")}
    assert fine.verdict == "ok"
    assert web.asked("silent") <= 12
    assert web.most_open["silent"] <= 6
    assert "does not answer" in lost[-1].detail or "no answer within" in lost[-1].detail


def test_one_page_that_hangs_does_not_lose_the_others(web: SimulatedWeb):
    """With one request at a time its place goes to another link of the host."""
    web.hosts["mostly"] = by_path(hangs=hang, other=always(200))
    urls = [web.url("mostly", "/hangs"), *(web.url("mostly", f"/{n}") for n in range(5))]

    reports = run(urls, per_host=1, timeout=1.0)

    assert verdicts(reports) == [("unreachable", "timeout")] + [("ok", None)] * 5


def test_five_pages_that_hang_do_not_lose_the_others(web: SimulatedWeb):
    slow = {f"hangs{n}": hang for n in range(5)}
    web.hosts["crowded"] = by_path(**slow, other=always(200))
    urls = [*(web.url("crowded", f"/{name}") for name in slow), *(web.url("crowded", f"/{n}") for n in range(4))]

    reports = run(urls, timeout=1.0)

    assert verdicts(reports) == [("unreachable", "timeout")] * 5 + [("ok", None)] * 4


def test_a_slow_host_is_not_taken_for_a_silent_one(web: SimulatedWeb):
    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(1.2)
        writer.write(raw(200))

    web.hosts["slow"] = slow

    assert {report.verdict for report in run([web.url("slow", f"/{n}") for n in range(9)])} == {"ok"}


def test_time_in_our_queue_is_not_the_servers(web: SimulatedWeb):
    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.4)
        writer.write(raw(200))

    web.hosts["queue"] = slow

    reports = run([web.url("queue", f"/{n}") for n in range(6)], per_host=1, timeout=0.9, retries=0)

    assert {report.verdict for report in reports} == {"ok"}


# ---------------------------------------------------------------- refusal of pace


def test_all_links_of_a_host_wait_for_its_pause(web: SimulatedWeb):
    """30, 33: and none is lost, whatever each one's tries are."""

    async def third_refuses(request: Request, writer: asyncio.StreamWriter) -> None:
        refuses = request.path == "/3" and not request.nth
        writer.write(raw(429, "Retry-After: 1") if refuses else raw(200))

    web.hosts["pause"] = third_refuses

    reports = run([web.url("pause", f"/{n}") for n in range(9)], per_host=1)

    assert {report.verdict for report in reports} == {"ok"}
    requests = web.seen("pause")
    at = next(n for n, request in enumerate(requests) if request.path == "/3")
    assert requests[at + 1].at - requests[at].at >= 1.0


def test_a_host_that_refuses_for_ever_is_left_alone(web: SimulatedWeb):
    """31, 33."""
    web.hosts["never"] = always(429, "Retry-After: 0")

    reports = run([web.url("never", f"/{n}") for n in range(60)], retries=2)

    assert set(verdicts(reports)) == {("blocked", "rate-limited")}
    assert web.asked("never") <= 30


# ---------------------------------------------------------------- confirmation


def test_a_404_that_was_a_slip_is_no_dead_link(web: SimulatedWeb):
    """37."""
    web.hosts["slip"] = first(raw(404))

    assert verdicts(run([web.url("slip")])) == [("ok", None)]


def test_a_host_that_says_404_truly_is_soon_believed(web: SimulatedWeb):
    web.hosts["truly"] = always(404)

    reports = run([web.url("truly", f"/{n}") for n in range(12)], per_host=1)

    assert {report.verdict for report in reports} == {"dead"}
    assert web.asked("truly") <= 14


def test_a_full_stop_may_belong_to_the_address(web: SimulatedWeb):
    """80: where the page is not there without it, it is tried with it."""
    paths = {"/wiki/Inc.": always(200), "/wiki/Draper": always(200)}

    async def wiki(request: Request, writer: asyncio.StreamWriter) -> None:
        await paths.get(request.path, always(404))(request, writer)

    web.hosts["wiki"] = wiki
    place = Cited("essay.txt", 3, 1, 3, 20, "1", "Smith", 1, Place(1, 1, 1, 4), dotted=True)
    targets = [Target(web.url("wiki", f"/wiki/{name}"), (place,)) for name in ("Inc", "Draper", "Lost")]
    targets.append(Target(web.url("wiki", "/wiki/Inc")[:-3] + "Ltd"))

    outcome = check(targets, Settings(allow_private=True, no_cache=True, retries=0))

    assert [report.verdict for report in outcome.reports] == ["ok", "ok", "dead", "dead"]
    assert "/wiki/Ltd." not in {request.path for request in web.seen("wiki")}


@pytest.mark.parametrize("status", [400, 405, 406, 412, 418, 421])
def test_a_disliked_request_is_made_once_more_with_a_broad_accept(web: SimulatedWeb, status: int):
    """35."""

    async def picky(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(200 if request.headers["accept"] == "*/*" else status))

    web.hosts[f"picky{status}"] = picky

    assert verdicts(run([web.url(f"picky{status}")])) == [("ok", None)]
    assert web.asked(f"picky{status}") == 2


# ---------------------------------------------------------------- HEAD


@pytest.mark.parametrize("head", [405, 501, 404, 403, 429, 503, 400, 500])
def test_a_failing_head_proves_nothing(web: SimulatedWeb, head: int):
    """1, 2, 3."""

    async def gets_only(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(head, body=b"") if request.method == "HEAD" else raw(200, kind="application/pdf"))

    web.hosts[f"head{head}"] = gets_only

    assert verdicts(run([web.url(f"head{head}", "/paper.pdf")])) == [("ok", None)]
    assert [request.method for request in web.seen(f"head{head}")] == ["HEAD", "GET"]


def test_a_head_that_hangs_or_resets_is_followed_by_a_get(web: SimulatedWeb):
    """4: within a quarter of the time."""

    async def hangs(request: Request, writer: asyncio.StreamWriter) -> None:
        await (hang if request.method == "HEAD" else always(200, kind="application/pdf"))(request, writer)

    async def resets(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.method == "GET":
            writer.write(raw(200, kind="application/pdf"))

    web.hosts |= {"headhangs": hangs, "headresets": resets}

    reports = run([web.url("headhangs", "/a.pdf"), web.url("headresets", "/a.pdf")])

    assert verdicts(reports) == [("ok", None)] * 2
    head, get = web.seen("headhangs")
    assert get.at - head.at < 1.0


def test_a_head_that_says_200_settles_a_file_but_not_a_page(web: SimulatedWeb):
    """5: GET is the truth wherever there may be a page to read."""

    async def lies(request: Request, writer: asyncio.StreamWriter) -> None:
        kind = "text/html" if request.path == "/page.pdf" else "application/pdf"
        answer = raw(200, kind=kind) if request.method == "HEAD" else raw(404)
        writer.write(answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if request.method == "HEAD" else answer)

    web.hosts["headlies"] = lies

    file, page, plain = run([web.url("headlies", path) for path in ("/file.pdf", "/page.pdf", "/plain")])

    assert verdicts([file, page, plain]) == [("ok", None), ("dead", "not-found"), ("dead", "not-found")]
    assert next(request.method for request in web.seen("headlies") if request.path == "/plain") == "GET"


def test_a_head_that_goes_in_circles_is_followed_by_a_get(web: SimulatedWeb):
    """6."""

    async def circles(request: Request, writer: asyncio.StreamWriter) -> None:
        away = raw(302, f"Location: {request.path}", body=b"")
        writer.write(away if request.method == "HEAD" else raw(200, kind="application/pdf"))

    web.hosts["headcircles"] = circles

    assert verdicts(run([web.url("headcircles", "/a.pdf")])) == [("ok", None)]


def test_a_host_whose_head_lies_is_asked_by_get_from_then_on(web: SimulatedWeb):
    async def lies(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(404 if request.method == "HEAD" else 200, kind="application/pdf"))

    web.hosts["liar"] = lies

    run([web.url("liar", f"/{n}.pdf") for n in range(9)], per_host=1)

    assert [request.method for request in web.seen("liar")].count("HEAD") == 1


# ---------------------------------------------------------------- siblings


def test_a_head_that_came_at_a_bad_moment_is_no_lie(web: SimulatedWeb):
    async def busy_once(request: Request, writer: asyncio.StreamWriter) -> None:
        first_of_all = len(web.seen("busyonce")) == 1
        answer = raw(429, "Retry-After: 0") if first_of_all else raw(200, kind="application/pdf")
        writer.write(
            answer if request.method == "GET" or first_of_all else answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        )

    web.hosts["busyonce"] = busy_once

    reports = run([web.url("busyonce", f"/{n}.pdf") for n in range(3)], per_host=1)

    assert {report.verdict for report in reports} == {"ok"}
    assert [request.method for request in web.seen("busyonce")] == ["HEAD", "GET", "HEAD", "HEAD"]


def test_a_page_that_the_site_shows_for_any_address_is_gone(web: SimulatedWeb):
    """20: in doubt the site is asked once for a page that cannot exist."""
    web.hosts["sameforall"] = always(200, body=SOFT + b"<p>" + LONG.encode())

    urls = [web.url("sameforall", f"/papers/{n}") for n in range(4)]

    assert set(verdicts(run(urls, per_host=1))) == {("dead", "soft-404")}
    made_up = [
        request for request in web.seen("sameforall") if not request.path[-1:].isdigit() or len(request.path) > 12
    ]
    assert len(made_up) == 1


def test_where_a_query_names_the_page_the_query_is_made_up(web: SimulatedWeb):
    """20: forums and catalogues answer 200 for any number."""

    async def forum(request: Request, writer: asyncio.StreamWriter) -> None:
        known = "t=1001&" in request.path
        page = b"<title>Topic</title><p>" + LONG.encode() if known else b"<title>Forum</title><p>No such topic. Sorry."
        writer.write(raw(200, body=page))

    web.hosts["forum"] = forum

    reports = run([web.url("forum", f"/view.php?t={number}&l=en") for number in (1001, 88121)])

    assert verdicts(reports) == [("ok", None), ("dead", "soft-404")]
    assert any("t=" in request.path and "l=en" in request.path for request in web.seen("forum")[2:])


def test_a_page_that_only_looks_so_is_there(web: SimulatedWeb):
    """21: the site says 404 for what it does not have."""
    web.hosts["looksso"] = by_path(story=always(200, body=SOFT + b"<p>" + LONG.encode()), other=always(404))

    assert verdicts(run([web.url("looksso", "/papers/story")])) == [("ok", None)]


def test_a_redirect_that_any_address_gets_is_no_move(web: SimulatedWeb):
    """16, 20."""
    web.hosts["catchall"] = by_path(overview=always(200), other=always(301, "Location: /overview", body=b""))

    (report,) = run([web.url("catchall", "/papers/smith-1999.html")])

    assert verdicts([report]) == [("dead", "soft-404")]


def test_a_redirect_that_only_this_page_gets_is_one(web: SimulatedWeb):
    web.hosts["renamed"] = by_path(
        smith=always(301, "Location: /people/jones", body=b""), jones=always(200), other=always(404)
    )

    (report,) = run([web.url("renamed", "/papers/smith.html")])

    assert verdicts([report]) == [("moved", None)]


def test_an_application_that_fills_its_pages_by_script_is_not_accused(web: SimulatedWeb):
    web.hosts["shell"] = always(200, body=b"<title>The App</title><p>Page not found?</p><script src=/app.js></script>")

    assert verdicts(run([web.url("shell", "/papers/1")])) == [("ok", None)]


# ---------------------------------------------------------------- what is told meanwhile


def test_progress_names_the_hosts_that_are_waited_for(web: SimulatedWeb):
    told: list[Progress] = []
    web.hosts |= {"quiet": hang, "asks": first(raw(429, "Retry-After: 2"))}

    run([web.url("quiet"), *(web.url("asks", "/only") for _ in range(1))], told.append, timeout=2.5)

    why = {(host.host.partition(".")[0], host.why) for now in told for host in now.waiting}
    assert ("quiet", "silent") in why
    assert told[-1].done == told[-1].total == 2


def test_a_host_that_asks_for_a_long_pause_is_not_asked_again(web: SimulatedWeb):
    """31, 40: its other links are not asked either, for the pause is the host's."""
    web.hosts |= {"hourlong": always(429, "Retry-After: 3600"), "repairs": always(503, "Retry-After: 3600")}
    urls = [web.url(host, f"/{n}") for host in ("hourlong", "repairs") for n in range(4)]

    reports = run(urls, per_host=1)

    assert set(verdicts(reports[:4])) == {("blocked", "rate-limited")}
    assert set(verdicts(reports[4:])) == {("unreachable", "maintenance")}
    # One page may be under repair: only a second one tells that it is the site.
    assert (web.asked("hourlong"), web.asked("repairs")) == (1, 2)
    assert [report.attempts for report in reports[:4]] == [1, 0, 0, 0]


def test_a_host_that_asks_for_a_long_pause_again_and_again_is_not_asked_again(web: SimulatedWeb):
    """40: it went down in the middle of the run. Between its pauses nothing else is answered."""

    async def goes_down(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(200) if web.asked("goesdown") <= 3 else raw(503, "Retry-After: 3600"))

    web.hosts["goesdown"] = goes_down

    reports = run([web.url("goesdown", f"/{n}") for n in range(30)], per_host=1)

    assert Counter(verdicts(reports)) == {("ok", None): 3, ("unreachable", "maintenance"): 27}
    assert web.asked("goesdown") == 9


def test_a_few_pages_under_repair_are_no_site_under_repair(web: SimulatedWeb):
    async def some(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(503, "Retry-After: 3600") if int(request.path[1:]) % 3 else raw(200))

    web.hosts["somerepairs"] = some

    reports = run([web.url("somerepairs", f"/{n}") for n in range(15)], per_host=1)

    assert Counter(verdicts(reports)) == {("ok", None): 5, ("unreachable", "maintenance"): 10}


def test_a_host_that_bears_one_connection_at_a_time(web: SimulatedWeb):
    """It closes the others, as small servers and firewalls do."""

    async def alone(request: Request, writer: asyncio.StreamWriter) -> None:
        if web.open["alone"] == 1:
            await asyncio.sleep(0.05)
            writer.write(raw(200))

    web.hosts["alone"] = alone

    reports = run([web.url("alone", f"/{n}") for n in range(9)])

    assert set(verdicts(reports)) == {("ok", None)}


class _Stale:
    """A transport whose kept connections are closed as the last request of a burst leaves."""

    def __init__(self) -> None:
        self.sent = 0
        self.held = 0

    async def send(self, request: wire.Request) -> wire.Answer:
        request.sent()
        self.sent += 1
        if self.sent == BURST:
            try:
                request.sent()
            except wire.HeldError:
                self.held += 1
                raise
        return wire.Answer(200, [(b"Content-Type", b"text/html"), (b"Content-Length", b"0")], self)

    async def part(self) -> bytes:
        return b""

    async def aclose(self) -> None:
        pass


def test_what_is_sent_once_more_keeps_to_the_pace():
    transport = _Stale()
    targets = [Target(f"http://stale.test/{n}") for n in range(BURST)]
    asking = Run(targets, Settings(allow_private=True), lambda _: None)

    asyncio.run(network.work(asking, asking.refuse(), {}, transport))

    assert {report.verdict for report in asking.reports.values()} == {"ok"}
    assert (transport.held, transport.sent) == (1, BURST + 1)


def test_links_that_lead_to_a_host_that_was_given_up_end_at_once(web: SimulatedWeb):
    """Neither its pause nor its pace holds up those that need not ask it."""

    async def leads(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.write(raw(302, f"Location: http://hourlong2.test:{request.port}{request.path}", body=b""))

    web.hosts |= {"hourlong2": always(429, "Retry-After: 3600"), "leads": leads}
    begin = time.monotonic()

    reports = run([web.url("hourlong2"), *(web.url("leads", f"/{n}") for n in range(15))])

    assert {report.verdict for report in reports} == {"blocked"}
    assert time.monotonic() - begin < 10
    assert web.asked("hourlong2") <= 6


def test_a_made_up_page_that_hangs_costs_no_living_one(web: SimulatedWeb):
    known = {"/papers/a", "/papers/b", "/papers/c"}

    async def picky(request: Request, writer: asyncio.StreamWriter) -> None:
        page = b"<title>The Review</title><p>The record was not found in our index, see the list.</p>" * 2
        await (always(200, body=page) if request.path in known else hang)(request, writer)

    web.hosts["madeup"] = picky

    reports = run([web.url("madeup", path) for path in sorted(known)], timeout=1.0, per_host=1)

    assert {report.verdict for report in reports} == {"ok"}


def test_404s_during_a_moment_of_trouble_are_no_dead_links(web: SimulatedWeb):
    """37: a host is believed when its 404s were confirmed, not when we have asked."""
    trouble = time.monotonic() + 0.5

    async def deploying(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(404 if request.at < trouble else 200))

    web.hosts["deploying"] = deploying

    assert {report.verdict for report in run([web.url("deploying", f"/{n}") for n in range(12)])} == {"ok"}


def test_a_gate_for_everybody_is_no_missing_page(web: SimulatedWeb):
    web.hosts["gated"] = by_path(terms=always(200), other=always(302, "Location: /legal/terms", body=b""))

    assert verdicts(run([web.url("gated", "/docs/kiid-2020.html")])) == [("ok", None)]


@pytest.mark.parametrize(
    "fields",
    [
        ("Retry-After: \u00b2",),
        ("Retry-After: Tue, 24 Nov 99999999999999999999 11:00:00 GMT",),
        ("Retry-After: Tue, 24 Nov 2026 11:00:00 -9999999999", "Date: Tue, 99 Nov 0001 00:00:00 GMT"),
    ],
)
def test_no_field_of_a_server_ends_a_run(web: SimulatedWeb, fields: tuple[str, ...]):
    name = f"odd{abs(hash(fields))}"
    web.hosts[name] = always(503, *fields)

    assert [report.verdict for report in run([web.url(name)], retries=0)] == ["unreachable"]


@pytest.mark.parametrize("body", [b"<title>" + b"&#1" * 3000 + b"</title>", b"<title>&#" + b"1" * 5000 + b";</title>"])
def test_no_page_of_a_server_ends_a_run(web: SimulatedWeb, body: bytes):
    web.hosts["oddpage"] = always(200, body=body)

    assert [report.verdict for report in run([web.url("oddpage", f"/{len(body)}")])] == ["ok"]


def test_a_location_with_an_at_sign_in_its_query_leads_where_it_says(web: SimulatedWeb):
    async def leads(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(302, f"Location: http://atsign.test:{request.port}?mail=x@y.example", body=b""))

    web.hosts |= {"toatsign": leads, "atsign": always(200)}

    (report,) = run([web.url("toatsign", "/a/b")])

    assert report.verdict == "ok"
    assert report.final_url == f"http://atsign.test:{web.port}/?mail=x@y.example"

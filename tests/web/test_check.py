"""A whole run: dedupe, order, private addresses behind names, no network, Ctrl-C."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import httpx  # the engine's own seam
import pytest
from simulated_web import SimulatedWeb
from test_simulated_web import always, hang, raw

from citecheck.model import Cited, Place, Progress
from citecheck.settings import Settings
from citecheck.web import Target, check

PRIVATE = Settings(allow_private=True, timeout=5.0, retries=0)
HERE = Cited("essay.txt", 3, 1, 3, 20, "1", "Smith", 1, Place(1, 1, 1, 4))


def answering(handler) -> httpx.MockTransport:
    return httpx.MockTransport(handler)


def test_each_distinct_request_is_made_once_and_reports_keep_their_order():
    asked = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, html="<p id=a>" + "text " * 100)

    urls = [
        "http://b.example/",
        "mailto:x@y.example",
        "HTTP://B.example#a",
        "http://a.example/",
        "http://b.example#b",
    ]
    outcome = check([Target(url, (HERE,)) for url in urls], Settings(), transport=answering(handler))

    assert sorted(asked) == ["http://a.example/", "http://b.example/"]
    assert [report.url for report in outcome.reports] == urls
    assert [report.reason for report in outcome.reports] == [
        None,
        "unsupported-scheme",
        None,
        None,
        "missing-fragment",
    ]
    assert all(report.cited == (HERE,) for report in outcome.reports)
    assert outcome.complete


def test_a_plain_text_that_only_says_not_found_is_read():
    """20."""
    answers = {"/gone": b"404 page not found\n", "/long": b"404 page not found\n" * 99}
    transport = answering(lambda asked: httpx.Response(200, text=answers[asked.url.path].decode()))

    reports = check([Target(f"http://a.example{path}") for path in answers], Settings(), transport=transport).reports

    assert [(report.verdict, report.reason) for report in reports] == [("dead", "soft-404"), ("ok", None)]


def test_progress_counts_links():
    seen = []
    targets = [Target("mailto:x@y.example"), Target("http://a.example/#a"), Target("http://a.example/#b")]

    check(
        targets,
        Settings(),
        progress=lambda now: seen.append((now.done, now.total)),
        transport=answering(lambda _: httpx.Response(200)),
    )

    assert (seen[0], seen[-1]) == ((1, 3), (3, 3))


def test_the_user_agent_of_the_settings_is_sent():
    agents = []

    def handler(request: httpx.Request) -> httpx.Response:
        agents.append(request.headers["user-agent"])
        return httpx.Response(200)

    check([Target("http://a.example/")], Settings(user_agent="me/1"), transport=answering(handler))

    assert agents == ["me/1"]


@pytest.mark.parametrize("place", ["http://127.0.0.1/", "http://[::ffff:10.0.0.1]/x", "http://2130706433/"])
def test_a_redirect_to_a_private_address_is_not_followed(place):
    """53."""
    asked = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(302, headers={"location": place})

    (report,) = check([Target("http://a.example/")], Settings(), transport=answering(handler)).reports

    assert (report.verdict, report.reason) == ("blocked", "private-address")
    assert asked == ["a.example"]


def test_a_name_of_a_private_address_is_not_connected(web: SimulatedWeb, names):
    """53: vetted after the name is resolved, before anything is sent."""
    web.hosts["inside"] = always(200)
    names["mapped.test"] = ["::ffff:127.0.0.1", "10.1.2.3"]

    outcome = check([Target(web.url("inside")), Target(web.url("mapped"))], Settings(timeout=5.0))

    assert [(r.verdict, r.reason) for r in outcome.reports] == [("skipped", "private-address")] * 2
    assert web.asked("inside") == 0


def test_a_cookie_comes_back_as_it_was_set():
    """Whatever its bytes."""
    cookies = []

    def handler(request: httpx.Request) -> httpx.Response:
        cookies.extend(value for name, value in request.headers.raw if name == b"Cookie")
        fields = [(b"location", b"/in"), (b"set-cookie", "a=caf\xe9".encode()), (b"set-cookie", b"b=\xe9; Path=/")]
        return httpx.Response(302 if request.url.path == "/" else 200, headers=fields)

    check([Target("http://a.example/")], Settings(), transport=answering(handler))

    assert cookies == [b"a=caf\xc3\xa9; b=\xe9"]


def test_a_cookie_does_not_leave_its_host():
    """55."""
    cookies = {}

    def handler(request: httpx.Request) -> httpx.Response:
        cookies[request.url.host] = request.headers.get("cookie")
        if request.url.host == "a.example":
            return httpx.Response(302, headers={"location": "http://b.example/", "set-cookie": "secret=1"})
        return httpx.Response(200)

    check([Target("http://a.example/")], Settings(), transport=answering(handler))

    assert cookies == {"a.example": None, "b.example": None}


def test_nothing_resolves_means_no_network(names):
    """69: unknown names prove nothing when no name is known."""
    names["one.test"] = socket.EAI_NONAME
    names["two.test"] = socket.EAI_AGAIN
    urls = ["http://one.test/", "mailto:a@b.example", "http://two.test/", "http://one.test/#x"]

    outcome = check([Target(url) for url in urls], Settings(retries=0))

    assert [(r.verdict, r.reason) for r in outcome.reports] == [
        ("skipped", "no-network"),
        ("skipped", "unsupported-scheme"),
        ("skipped", "no-network"),
        ("skipped", "no-network"),
    ]
    assert outcome.complete


def test_an_unknown_name_beside_an_answer_is_dead(web: SimulatedWeb, names):
    """69."""
    web.hosts["answers"] = always(404)
    names["one.test"] = socket.EAI_NONAME

    outcome = check([Target("http://one.test/"), Target(web.url("answers"))], PRIVATE)

    assert [r.reason for r in outcome.reports] == ["no-such-host", "not-found"]


def test_a_lone_unknown_name_is_dead_if_another_name_resolves(names):
    """68: a text with a single link, and a network."""
    names["one.test"] = socket.EAI_NONAME
    names["example.com"] = ["93.184.215.14"]

    outcome = check([Target("http://one.test/")], Settings(retries=0))

    assert outcome.reports[0].reason == "no-such-host"


def test_a_lone_link_that_hangs_is_unreachable(web: SimulatedWeb):
    """70: a name that resolves shows that there is a network."""
    web.hosts["hangs"] = hang

    (report,) = check([Target(web.url("hangs"))], Settings(allow_private=True, timeout=0.3, retries=0)).reports

    assert (report.verdict, report.reason) == ("unreachable", "timeout")


def test_a_failing_stand_in_is_no_network():
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down") from OSError(101, "Network is unreachable")

    outcome = check([Target("http://a.example/")], Settings(retries=0), transport=answering(handler))

    assert outcome.reports[0].reason == "no-network"


def test_ctrl_c_reports_what_is_known(web: SimulatedWeb):
    web.hosts |= {"quick": always(404), "never": hang}
    targets = [Target(web.url("never")), Target(web.url("quick"))]

    def interrupt(now: Progress) -> None:
        if now.done == 1:
            signal.raise_signal(signal.SIGINT)

    outcome = check(targets, Settings(allow_private=True, timeout=60.0), progress=interrupt)

    assert not outcome.complete
    assert [(r.verdict, r.reason) for r in outcome.reports] == [("skipped", None), ("dead", "not-found")]
    assert "interrupted" in outcome.reports[0].detail


def test_few_requests_at_a_time_to_one_host(web: SimulatedWeb):
    """93."""
    web.hosts |= {"busy": always(200), "other": always(200)}
    targets = [Target(web.url("busy", f"/{n}")) for n in range(30)] + [Target(web.url("other"))]

    outcome = check(targets, Settings(allow_private=True, per_host=2, timeout=10.0))

    assert {report.verdict for report in outcome.reports} == {"ok"}
    assert web.most_open["busy"] <= 2


def test_a_connection_that_went_stale_is_no_failure(web: SimulatedWeb):
    """66: the server closes the idle connection without a word."""

    async def keeps_then_closes(request, writer) -> None:
        writer.write(raw(200).replace(b"Connection: close", b"Connection: keep-alive"))

    web.hosts["stale"] = keeps_then_closes
    targets = [Target(web.url("stale", f"/{n}")) for n in range(8)]

    outcome = check(targets, Settings(allow_private=True, per_host=1, retries=0, timeout=10.0))

    assert {report.verdict for report in outcome.reports} == {"ok"}


def test_importing_the_engine_is_cheap():
    code = (
        "import sys, citecheck.web; print([m for m in ('httpx', 'asyncio', 'ssl', 'idna', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_asking_pages_directly_does_not_need_httpx(web):
    """Nor what it imports: it is for proxies, HTTP/2 and transports that a program brings."""
    web.hosts["127"] = always(200)
    code = (
        "import sys; from citecheck.settings import Settings; from citecheck.web import Target, check;"
        "[report] = check([Target(sys.argv[1])], Settings(allow_private=True, no_cache=True)).reports;"
        "print(report.verdict, [m for m in ('httpx', 'httpcore', 'h11', 'email.parser', 'rich') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, f"http://127.0.0.1:{web.port}/page"], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "ok []"

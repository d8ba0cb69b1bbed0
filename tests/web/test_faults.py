"""What may go wrong around a run: servers that die, a network that goes, a name server that lies, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx  # the engine's own seam
import pytest
from simulated_web import SimulatedWeb
from test_simulated_web import always, hang

from citecheck.model import Progress
from citecheck.settings import Settings
from citecheck.web import Target, check

PRIVATE = Settings(allow_private=True, no_cache=True, timeout=2.0, retries=0)


def test_a_server_that_dies_during_the_run(names):
    """What answered before is known, the rest is unreachable, nothing is dead, and it ends."""
    server = SimulatedWeb()
    server.start()
    server.hosts["dies"] = always(200)

    def kill(now: Progress) -> None:
        if now.done >= 5 and server.port:
            server.port = 0
            server.stop()

    urls = [server.url("dies", f"/{n}") for n in range(40)]
    outcome = check([Target(url) for url in urls], PRIVATE, progress=kill)

    verdicts = [report.verdict for report in outcome.reports]
    assert verdicts.count("ok") >= 5
    assert set(verdicts) == {"ok", "unreachable"}
    assert {report.reason for report in outcome.reports} <= {None, "refused", "reset", "timeout", "truncated-answer"}


def test_a_network_that_goes_during_the_run(web: SimulatedWeb, names):
    """69: names that cannot be resolved any more are no dead links, even where the system says 'unknown'."""
    web.hosts["first"] = always(200)

    def unplug(now: Progress) -> None:
        if now.done >= 1:
            names["first.test"] = socket.EAI_NONAME  # as macOS says it without a network

    names["second.test"] = socket.EAI_NONAME
    targets = [Target(web.url("first")), Target("http://second.test/a"), Target("http://second.test/b")]
    outcome = check(targets, PRIVATE, progress=unplug)

    assert outcome.reports[0].verdict == "ok"
    assert {(r.verdict, r.reason) for r in outcome.reports[1:]} == {("unreachable", "server-error")}


def test_an_unknown_name_while_others_still_resolve_is_dead(web: SimulatedWeb, names):
    """68."""
    web.hosts["stays"] = always(200)
    names["gone.test"] = socket.EAI_NONAME

    outcome = check([Target(web.url("stays")), Target("http://gone.test/")], PRIVATE)

    assert [(r.verdict, r.reason) for r in outcome.reports] == [("ok", None), ("dead", "no-such-host")]


def test_an_error_of_ours_is_not_hidden():
    def handler(request: httpx.Request) -> httpx.Response:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        check([Target("http://a.example/")], PRIVATE, transport=httpx.MockTransport(handler))


def test_ctrl_c_reports_and_remembers_what_is_known(web: SimulatedWeb, tmp_path: Path):
    """The contract: exit status 130, a complete JSON object, and no second request for what is known."""
    web.hosts |= {"alive": always(200), "stuck": hang}
    # Addresses, for the process has no names of ours: told apart by the path.
    alive, stuck = web.url("alive"), web.url("stuck")
    text = f"It is so.[1] And so.[2]\n\nNotes\n\n[1] Baker, Ledgers, {alive}\n\n[2] Draper, Court, {stuck}\n"
    (tmp_path / "essay.txt").write_text(text, encoding="utf-8")
    code = (
        "import socket, sys; real = socket.getaddrinfo\n"
        "def told(host, port, *a, **k): return real('127.0.0.1', port, *a, **k)\n"
        "socket.getaddrinfo = told\n"
        "from citecheck.cli import run; sys.exit(run(sys.argv[1:]))"
    )
    options = ["--allow-private", "--timeout", "30", "--cache", "m.sqlite", "--format", "json", "essay.txt"]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *options], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 20
    while not (web.asked("alive") and web.asked("stuck")) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.2)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)

    assert process.returncode == 130, err
    assert "Traceback" not in err
    report = json.loads(out)
    assert report["complete"] is False
    assert [(link["url"], link["verdict"]) for link in report["links"]] == [(alive, "ok"), (stuck, "skipped")]

    targets = [Target(alive)]
    again = check(targets, Settings(allow_private=True, cache=str(tmp_path / "m.sqlite"), retries=0))
    assert again.reports[0].cached

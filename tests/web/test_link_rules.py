"""CC301 to CC308: which report makes which finding."""

from __future__ import annotations

import pytest

from citecheck.model import LinkReport, Severity, Verdict
from citecheck.rules import rules

U = "http://a.example/x"
CODES = [f"CC30{n}" for n in range(1, 9)]


def findings(link: LinkReport) -> dict[str, Severity]:
    """The codes that have something to say, with their severity."""
    found = {code: rules()[code].link_check(link) for code in CODES}
    return {code: f.severity or rules()[code].severity for code, f in found.items() if f}


@pytest.mark.parametrize(
    ("verdict", "reason", "final", "expected"),
    [
        ("ok", None, None, {}),
        ("ok", "empty-answer", None, {}),
        ("ok", "truncated-answer", None, {}),
        ("ok", "downgraded", None, {}),
        ("skipped", "offline", None, {}),
        ("skipped", "private-address", None, {}),
        ("skipped", None, None, {}),
        ("invalid", None, None, {}),
        ("dead", "not-found", None, {"CC301": "error"}),
        ("dead", "no-such-host", None, {"CC301": "error"}),
        ("moved", None, "http://a.example/y", {"CC302": "warning"}),
        ("moved", None, "https://www.a.example/x/", {"CC302": "info"}),
        ("moved", None, "https://a.example/X", {"CC302": "warning"}),
        ("unreachable", "timeout", None, {"CC303": "warning"}),
        ("unreachable", "redirect-loop", None, {"CC303": "warning"}),
        ("unreachable", "tls-expired", None, {"CC307": "warning"}),
        ("blocked", "challenge:cloudflare", None, {"CC304": "info"}),
        ("blocked", "private-address", None, {"CC304": "info"}),
        ("ok", "missing-fragment", None, {"CC305": "warning"}),
        ("moved", "missing-fragment", "http://a.example/y", {"CC302": "warning", "CC305": "warning"}),
        ("dead", "soft-404", None, {"CC306": "error"}),
        ("dead", "home-redirect", None, {"CC306": "error"}),
        ("dead", "parked", None, {"CC306": "error"}),
        ("moved", "parent-redirect", "http://a.example/", {"CC306": "warning"}),
        ("skipped", "no-network", None, {"CC308": "error"}),
    ],
)
def test_findings(verdict, reason, final, expected):
    assert findings(LinkReport(U, Verdict(verdict), reason, final_url=final)) == expected


def test_messages_say_what_and_what_to_do():
    link = LinkReport(U, Verdict.DEAD, "not-found", 404, detail="404 not found")
    finding = rules()["CC301"].link_check(link)

    assert finding.message == "the link is dead: 404 not found"
    assert "archived copy" in finding.advice


def test_the_new_address_is_told():
    link = LinkReport(U, Verdict.MOVED, final_url="http://a.example/y")

    assert "http://a.example/y" in rules()["CC302"].link_check(link).message


@pytest.mark.parametrize("code", CODES)
def test_pages_have_their_sections(code):
    page = rules()[code].page

    assert [line for line in page.splitlines()[1:] if line and not line.startswith(" ")] == [
        "What it does",
        "Why it matters",
        "Example",
        "Fix",
    ]

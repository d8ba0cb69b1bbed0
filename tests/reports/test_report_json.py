from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import report_samples as samples

from citecheck import __version__
from citecheck.errors import UsageError
from citecheck.model import Report, Verdict
from citecheck.reports import FORMATS, renderer
from citecheck.reports.json import render

ROOT = Path(__file__).parents[2]


def test_is_the_object_of_the_contract() -> None:
    report = replace(samples.essay(), failures=samples.many_kinds().failures, suppressed=3)
    data = json.loads(render(report))
    assert list(data) == [
        "schema",
        "tool",
        "complete",
        "documents",
        "findings",
        "links",
        "failures",
        "summary",
    ]
    assert data["schema"] == 1
    assert data["tool"] == {"name": "citecheck", "version": __version__}
    assert data["complete"] is True
    assert data["documents"] == [
        {"path": "essay.txt", "format": "text", "unit": "line", "markers": 7, "references": 6, "links": 4}
    ]
    assert data["failures"] == [{"path": "chapters/four.txt", "message": "not a text"}]
    assert data["summary"] == {
        "documents": 1,
        "markers": 7,
        "references": 6,
        "links": 4,
        "errors": 2,
        "warnings": 0,
        "infos": 1,
        "suppressed": 3,
    }


def test_findings_have_every_field_in_order() -> None:
    finding = json.loads(render(samples.essay()))["findings"][0]
    assert list(finding.items()) == [
        ("path", "essay.txt"),
        ("line", 31),
        ("column", 173),
        ("end_line", 31),
        ("end_column", 176),
        ("rule", "CC101"),
        ("name", "undefined-marker"),
        ("severity", "error"),
        ("message", "[7] has no entry in the list: change [7] to [6], or add entry [7]"),
        ("label", "7"),
        ("url", None),
        ("related", [{"line": 118, "column": 1, "message": "never cited: did you mean [6]?"}]),
        ("fix", None),
        ("fingerprint", f"{31:016x}"),
    ]


def test_links_have_every_field_in_order() -> None:
    data = json.loads(render(samples.essay()))
    assert [link["verdict"] for link in data["links"]] == ["ok", "dead", "ok", "blocked"]
    assert data["links"][0]["reason"] is None
    assert data["links"][2]["cited"][0]["label"] is None
    assert list(data["links"][1].items()) == [
        ("url", samples.GONE),
        ("verdict", "dead"),
        ("reason", "not-found"),
        ("status", 404),
        ("final_url", None),
        ("attempts", 1),
        ("checked_at", "2026-10-02T10:11:12Z"),
        ("cached", False),
        ("cited", [{"path": "essay.txt", "line": 113, "column": 5, "label": "2"}]),
    ]


def test_an_empty_or_interrupted_report_is_an_object_too() -> None:
    data = json.loads(render(Report(complete=False)))
    assert data["complete"] is False
    assert data["documents"] == data["findings"] == data["links"] == data["failures"] == []
    assert not any(data["summary"].values())


def test_offline_links_arrive_as_skipped() -> None:
    links = json.loads(render(samples.offline()))["links"]
    assert {(link["verdict"], link["reason"]) for link in links} == {("skipped", "offline")}


def test_each_finding_stands_on_its_line() -> None:
    lines = render(samples.repeated(47)).splitlines()
    assert sum('"rule": "CC107"' in line for line in lines) == 47


def test_hostile_text_stays_valid_encodable_and_harmless() -> None:
    text = render(samples.hostile())
    text.encode()
    assert not {char for char in text if char < "\n" or "\x7f" <= char <= "\x9f" or char in "\u202e\u2069\x1b"}
    message = json.loads(text)["findings"][0]["message"]
    clean = samples.HOSTILE.replace("\udcff", "\ufffd")
    assert message == f"{clean}: {clean}"


def test_text_beyond_ascii_is_written_as_it_is() -> None:
    url = "https://例え.example/ü👍"
    text = render(Report(links=(samples.link(url, Verdict.OK),)))
    assert url in text
    assert json.loads(text)["links"][0]["url"] == url


@pytest.mark.parametrize(
    ("char", "read"),
    [
        ("\ud800", "\ufffd"),
        ("\x00", "\x00"),
        ("\u2028", "\u2028"),
        ("\ufeff", "\ufeff"),
        ('"\\', '"\\'),
    ],
)
def test_any_character_can_be_in_a_path(char: str, read: str) -> None:
    text = render(Report((samples.document(f"a{char}b.txt"),)))
    assert json.loads(text.encode())["documents"][0]["path"] == f"a{read}b.txt"


def test_formats_are_found_by_name() -> None:
    assert renderer("json") is render
    assert {"terminal", "json", "sarif", "html"} < set(FORMATS)
    with pytest.raises(UsageError, match="terminal, json"):
        renderer("xml")


@pytest.mark.parametrize("name", ["json", "terminal"])
def test_a_format_imports_neither_a_network_nor_rich(name: str) -> None:
    code = (
        "import sys; from citecheck.reports import renderer; from citecheck.model import Report;"
        f"renderer({name!r});"
        "print(sorted({'rich', 'httpx', 'asyncio', 'typer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

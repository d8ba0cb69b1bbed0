"""From paths to a report, without the command line and without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from citecheck import documents, pipeline, readers, web
from citecheck.citations import analyse
from citecheck.model import (
    Citations,
    Failure,
    Finding,
    LinkReport,
    Place,
    Problem,
    Report,
    Severity,
    Span,
    Verdict,
)
from citecheck.placing import excerpt, fingerprint, sentence
from citecheck.rules import rules
from citecheck.settings import Settings
from citecheck.why import why

GOOD = "It failed.[1] It rose.[2]\n\nNotes\n\n[1] K. Baker, http://x.example/a.\n\n[2] C. Draper, http://x.example/b.\n"
OFFLINE = Settings(offline=True)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a document and a copy of it."""
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(GOOD, encoding="utf-8")
    Path("b.txt").write_text(GOOD, encoding="utf-8")
    return tmp_path


def answered(monkeypatch: pytest.MonkeyPatch, verdict: Verdict, reason: str, settings: Settings) -> Report:
    """The report on both documents where each link got this answer."""

    def check(targets: list[web.Target], *_: object, **__: object) -> web.Outcome:
        reports = [LinkReport(target.url, verdict, reason, 404, cited=target.cited) for target in targets]
        return web.Outcome(tuple(reports), complete=True)

    monkeypatch.setattr(web, "check", check)
    return pipeline.check(["a.txt", "b.txt"], settings)


def test_an_offline_report() -> None:
    report = pipeline.check(["a.txt", "missing.txt", "b.txt"], OFFLINE)
    assert [document.path for document in report.documents] == ["a.txt", "b.txt"]
    assert [failure.path for failure in report.failures] == ["missing.txt"]
    assert (report.markers, report.references, report.problems) == (4, 4, ())
    assert report.offline
    assert report.complete
    assert {(link.verdict, link.reason) for link in report.links} == {(Verdict.SKIPPED, "offline")}


def test_a_link_is_reported_once_with_every_place_that_cites_it() -> None:
    first, second = pipeline.check(["a.txt", "b.txt"], OFFLINE).links
    assert (first.url, second.url) == ("http://x.example/a", "http://x.example/b")
    assert [(spot.path, spot.line, spot.column, spot.label) for spot in first.cited] == [
        ("a.txt", 5, 15, "1"),
        ("b.txt", 5, 15, "1"),
    ]
    assert {(spot.count, spot.first and spot.first.line) for spot in first.cited} == {(1, 1)}
    assert all(spot.title.startswith("K. Baker") for spot in first.cited)


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("K. Baker, <http://x.example/a>.", "K. Baker"),
        ("<http://x.example/a>", ""),
        ("See [the report](http://x.example/a) of 1990.", "See the report of 1990"),
        ('See [the report](http://x.example/a "A report") of 1990.', "See the report of 1990"),
        ("K. Baker (http://x.example/a), p. 3.", "K. Baker, p. 3"),
        ("K. Baker (London), f() http://x.example/a", "K. Baker (London), f"),
    ],
)
def test_a_title_is_the_reference_without_its_url(entry: str, title: str) -> None:
    Path("a.md").write_text(f"It failed.[^1]\n\n[^1]: {entry}\n", encoding="utf-8")
    (link,) = pipeline.check(["a.md"], OFFLINE).links
    assert link.cited[0].title == title


def test_a_dead_link_is_a_finding_in_each_document(monkeypatch: pytest.MonkeyPatch) -> None:
    report = answered(monkeypatch, Verdict.DEAD, "not-found", Settings())
    assert [(each.rule, each.path, each.place.line, each.url) for each in report.problems] == [
        ("CC301", "a.txt", 5, "http://x.example/a"),
        ("CC301", "a.txt", 7, "http://x.example/b"),
        ("CC301", "b.txt", 5, "http://x.example/a"),
        ("CC301", "b.txt", 7, "http://x.example/b"),
    ]
    assert len({each.fingerprint for each in report.problems}) == 2
    assert report.exit_status("error") == 1


def test_no_network_is_one_finding_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    report = answered(monkeypatch, Verdict.SKIPPED, "no-network", Settings())
    assert [(each.rule, each.path, each.place.line) for each in report.problems] == [("CC308", "a.txt", 5)]


def test_rules_of_links_are_selected_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(monkeypatch, Verdict.DEAD, "not-found", Settings(ignore=("CC3",))).problems == ()
    assert answered(monkeypatch, Verdict.DEAD, "not-found", Settings(select=("CC1",))).problems == ()


def test_without_links_the_web_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.txt").write_text("Nothing here.\n", encoding="utf-8")
    monkeypatch.delattr(web, "check")
    assert pipeline.check(["a.txt"], Settings()).links == ()


def test_a_failing_rule_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Citations) -> Iterator[Finding]:
        raise ZeroDivisionError

    code, rule = next(iter(rules().items()))
    monkeypatch.setattr(documents, "text_rules", lambda: {code: rule._replace(check=fail)})
    with pytest.raises(ZeroDivisionError) as caught:
        pipeline.check(["a.txt"], OFFLINE)
    assert caught.value.__notes__ == [f"in rule {code}, on a.txt"]


def test_documents_are_read_one_by_one_in_order() -> None:
    Path("c.txt").write_bytes(bytes(range(256)))
    items = list(documents.documents_of(["b.txt", "c.txt", "missing.txt", "a.txt"], OFFLINE, lambda _: OFFLINE))
    assert [item.path for item in items] == ["b.txt", "c.txt", "missing.txt", "a.txt"]
    assert [isinstance(item, Failure) for item in items] == [False, True, True, False]


def test_the_inventory_knows_where_each_reference_is_cited() -> None:
    found, failures = pipeline.inventory(["a.txt", "missing.txt"], OFFLINE)
    assert [failure.path for failure in failures] == ["missing.txt"]
    assert [(row.label, row.line, row.column) for row in found.markers] == [("1", 1, 11), ("2", 1, 23)]
    assert [(row.label, row.links, [place.line for place in row.cited]) for row in found.references] == [
        ("1", ("http://x.example/a",), [1]),
        ("2", ("http://x.example/b",), [1]),
    ]


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("select", "ignore", "code", "wanted"),
    [
        ((), (), "CC101", True),
        (("CC1",), (), "CC101", True),
        (("CC1",), (), "CC201", False),
        (("CC1", "CC201"), (), "CC201", True),
        ((), ("CC10",), "CC101", False),
        ((), ("CC10",), "CC111", True),
        (("CC1",), ("CC101",), "CC101", False),
        (("CC101",), ("CC1",), "CC101", False),
    ],
)
def test_wanted_rules(select: tuple[str, ...], ignore: tuple[str, ...], code: str, wanted: bool) -> None:
    assert Settings(select=select, ignore=ignore).wants(code) is wanted


# ---------------------------------------------------------------- exit status


def problem(severity: Severity) -> Problem:
    place = Place(1, 1, 1, 2)
    return Problem("a", place, "CC101", "x", severity, "m", "", "", None, None, (), None, "f" * 16)


@pytest.mark.parametrize("fail_on", ["error", "warning", "info", "never"])
@pytest.mark.parametrize("severity", list(Severity))
def test_the_bound_is_inclusive_and_graver_things_win(fail_on: str, severity: Severity) -> None:
    problems = (problem(severity),)
    expected = 0 if fail_on == "never" else int(severity.rank >= Severity(fail_on).rank)
    assert Report(problems=problems).exit_status(fail_on) == expected
    failures = (Failure("b", "no such file"),)
    assert Report(problems=problems, failures=failures).exit_status(fail_on) == 2
    assert Report(problems=problems, failures=failures, complete=False).exit_status(fail_on) == 130


# ---------------------------------------------------------------- words around a finding


def test_the_sentence_around_a_span() -> None:
    document = readers.read("a.txt", b"First one. The second[7] one! Third\n")
    at = document.text.index("[7]")
    assert sentence(document.text, Span(at, at + 3)).strip() == "The second[7] one"


def test_a_fingerprint_ignores_space_and_case() -> None:
    assert fingerprint("CC101", "7", "It  rose\nthere") == fingerprint("CC101", "7", "it rose there")
    assert len({fingerprint(*each) for each in (("CC101", "7", "x"), ("CC102", "7", "x"), ("CC101", None, "x"))}) == 3


def test_an_excerpt_of_a_long_line_is_cut_on_both_sides() -> None:
    text = "x " * 1_000 + "word[1]" + " y" * 1_000 + "\n\nNotes\n\n[1] K. Baker.\n"
    document = readers.read("a.txt", text.encode())
    (marker,) = analyse(document).markers
    found = excerpt(document, marker.span)
    assert found.text[found.start : found.end] == "[1]"
    assert (found.line, found.cut_left, found.cut_right) == (1, True, True)
    assert len(found.text) < 1_000


def test_why_names_the_style_of_the_document() -> None:
    citations = analyse(readers.read("a.txt", GOOD.encode()))
    said = why(citations, 1, 12)
    assert said.splitlines()[0] == "a.txt:1:12"
    assert said.splitlines()[-1] == "  The document is read in notes style; it has 2 references."


def test_private_links_are_silent_where_they_are_allowed() -> None:
    document = readers.read("a.txt", b"Ask them.[1] Or her.[2]\n\n[1] The log, http://10.0.0.1/a.\n\n[2] A book.\n")
    found = [
        [problem.rule for problem in documents.check_citations(analyse(document), Settings(allow_private=allowed))]
        for allowed in (False, True)
    ]
    assert found == [["CC204"], []]


def test_a_run_in_which_every_link_was_blocked_says_that_it_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    (notice,) = answered(monkeypatch, Verdict.BLOCKED, "forbidden", Settings()).notices
    assert notice.startswith("all 2 links that were asked were blocked: this run proves nothing")
    assert answered(monkeypatch, Verdict.DEAD, "not-found", Settings()).notices == ()


@pytest.mark.parametrize(
    ("only", "codes"), [("structure", {"CC101"}), ("links", {"CC301"}), ("all", {"CC101", "CC301"})]
)
def test_one_half_of_the_work(monkeypatch: pytest.MonkeyPatch, only: str, codes: set[str]) -> None:
    Path("a.txt").write_text(GOOD.replace("rose.[2]", "rose.[7]"), encoding="utf-8")
    report = answered(monkeypatch, Verdict.DEAD, "not-found", Settings(only=only))
    assert {problem.rule for problem in report.problems} == codes
    assert report.offline is (only == "structure")


@pytest.mark.parametrize(
    ("configured", "usual", "given", "found"),
    [
        ("info", "error", None, "info"),
        ("warning", "error", "info", "info"),  # what is lowered makes nothing graver
        ("error", "warning", "info", "error"),  # what is raised is so in all its forms
        ("error", "error", "info", "info"),
        ("info", "warning", "error", "info"),  # three strikes do not outweigh a person's word
    ],
)
def test_a_configured_severity(configured: str, usual: str, given: str | None, found: str) -> None:
    settings = Settings(severity={"CC3": Severity(configured)})
    assert settings.severity_of("CC303", Severity(given) if given else None, Severity(usual)) == found
    assert settings.severity_of("CC101", None, Severity.ERROR) == "error"

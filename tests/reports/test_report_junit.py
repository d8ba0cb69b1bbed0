from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import hostile
import pytest
import report_samples as samples
import xmlschema
from hypothesis import given

from citecheck import pipeline
from citecheck.model import (
    DocumentCount,
    Failure,
    Inventory,
    LinkReport,
    Place,
    ReferenceEntry,
    Report,
    Severity,
    Verdict,
)
from citecheck.reports import junit
from citecheck.settings import Settings

ROOT = Path(__file__).parents[2]
SCHEMA = xmlschema.XMLSchema(ROOT / "tests/schemas/junit-10.xsd")


def parsed(report: Report) -> ET.Element:
    """The report, which is valid by the schema, and whose counts are right."""
    root = ET.fromstring(junit.render(report).encode())  # noqa: S314
    SCHEMA.validate(root)
    for suite in root:
        assert suite.get("tests") == str(len(suite))
        for count, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(count) == str(len(suite.findall(f"testcase/{kind}")))
        names = [case.get("name") for case in suite]
        assert len(set(names)) == len(names)
        assert all(names)
        for case in suite:
            assert sum(case.find(kind) is not None for kind in ("failure", "error", "skipped")) <= 1
            assert len(case.findall("failure")) <= 1
    for count in ("tests", "failures", "errors"):
        assert root.get(count) == str(sum(int(suite.get(count, "")) for suite in root))
    return root


def cases(report: Report, path: str = "essay.txt") -> dict[str | None, ET.Element]:
    (suite,) = [suite for suite in parsed(report) if suite.get("name") == path]
    return {case.get("name"): case for case in suite}


def outcome(case: ET.Element) -> str:
    return "+".join(child.tag for child in case) or "passed"


def sheet(*references: ReferenceEntry) -> Inventory:
    return Inventory((samples.document(),), (), references)


@given(hostile.reports())
def test_hostile_reports_are_valid_and_harmless(report: Report) -> None:
    parsed(report)
    hostile.assert_harmless(junit.render(report))


def test_the_worst_report_is_valid_and_harmless() -> None:
    root = parsed(hostile.worst())
    text = junit.render(hostile.worst())
    hostile.assert_harmless(text)
    assert "::error " not in text
    assert {element.tag for element in root.iter()} == {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
        "skipped",
        "system-out",
    }


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\ufffe", "\uffff", "\ud800", "\x9b", "\u202e"])
def test_characters_that_are_illegal_or_act_are_replaced(char: str) -> None:
    text = junit.render(Report((samples.document(),), (samples.problem(message=f"a{char}b"),)))
    ET.fromstring(text)  # noqa: S314
    assert char not in text


def test_without_an_inventory_there_are_links_and_findings() -> None:
    assert {name: outcome(case) for name, case in cases(samples.essay()).items()} == {
        "[1] https://example.org/a": "passed",
        f"[2] {samples.GONE}": "failure",
        "https://example.org/b": "passed",
        f"[6] {samples.MEMO_URL}": "system-out",
        "CC101 undefined-marker [7]": "failure",
    }


def test_a_document_is_a_suite_and_the_run_has_the_time() -> None:
    root = parsed(samples.many_kinds())
    assert [suite.get("name") for suite in root] == [
        "chapters/one.txt",
        "chapters/two.txt",
        "chapters/three.txt",
        "chapters/title.txt",
        "chapters/four.txt",
    ]
    assert (root.get("time"), root[0].get("time"), root[0][0].get("time")) == ("75.400", "0", "0")
    assert root[0].get("file") == "chapters/one.txt"
    assert root[0][0].get("classname") == "citecheck.chapters/one_txt"


def test_a_failure_says_where_and_what_to_do() -> None:
    failure = cases(Report((samples.document(),), (samples.undefined(),)))["CC101 undefined-marker [7]"][0]
    assert failure.get("type") == "CC101"
    message = "[7] has no entry in the list: change [7] to [6], or add entry [7]"
    assert failure.get("message") == message
    assert (failure.text or "").splitlines() == [
        f"essay.txt:31:173: error CC101 undefined-marker: {message}",
        "    essay.txt:118:1: never cited: did you mean [6]?",
    ]


def test_references_are_cases_with_the_findings_about_them() -> None:
    inventory = sheet(
        ReferenceEntry("essay.txt", 50, 1, "1", "Baker, Ledgers", (), (samples.at(3),)),
        ReferenceEntry("essay.txt", 52, 1, "2", "Draper, Tables", (), ()),
        ReferenceEntry("essay.txt", 54, 1, "3", "", (), ()),
    )
    uncited = samples.problem("[2] x", "[2]", 52, rule="CC102", name="uncited-reference", severity=Severity.WARNING)
    empty = samples.problem("[3]", "[3]", 54, rule="CC110", name="empty-reference")
    report = Report((samples.document(),), (samples.undefined(), uncited, empty), inventory=inventory)
    found = cases(report)
    assert {name: outcome(case) for name, case in found.items()} == {
        "[1] Baker, Ledgers": "passed",
        "[2] Draper, Tables": "system-out",
        "[3]": "failure",
        "CC101 undefined-marker [7]": "failure",
    }
    assert "essay.txt:52:1: warning CC102 uncited-reference" in (found["[2] Draper, Tables"][0].text or "")


def test_of_references_with_one_label_the_one_at_the_finding_has_it() -> None:
    inventory = sheet(
        ReferenceEntry("essay.txt", 10, 1, "7", "first", (), ()),
        ReferenceEntry("essay.txt", 30, 1, "7", "second", (), ()),
        ReferenceEntry("essay.txt", 50, 1, "7", "third", (), ()),
        ReferenceEntry("other.txt", 31, 1, "7", "elsewhere", (), ()),
    )
    report = Report((samples.document(),), (samples.problem(line=31),), inventory=inventory)
    assert [name for name, case in cases(report).items() if outcome(case) == "failure"] == ["[7] second"]
    report = replace(report, problems=(samples.problem(line=2),))
    assert [name for name, case in cases(report).items() if outcome(case) == "failure"] == ["[7] first"]


def test_a_link_is_one_case_however_often_it_is_cited() -> None:
    inventory = sheet(
        ReferenceEntry("essay.txt", 50, 1, "1", "Baker", (samples.GONE,), (samples.at(3),)),
        ReferenceEntry("essay.txt", 52, 1, "2", "Draper", (samples.GONE, "https://new.example/"), ()),
    )
    link = samples.link(samples.GONE, Verdict.DEAD, places=3)
    found = samples.link_problem(samples.GONE, "CC301", Severity.ERROR, "gone")
    report = Report((samples.document(),), (found,), (link,), inventory=inventory)
    assert {name: outcome(case) for name, case in cases(report).items()} == {
        "[1] Baker": "passed",
        "[2] Draper": "passed",
        f"[2] {samples.GONE}": "failure",
        "[2] https://new.example/": "skipped",
    }


def test_several_errors_of_a_case_are_one_failure() -> None:
    link = samples.link(samples.GONE, Verdict.DEAD)
    one = samples.link_problem(samples.GONE, "CC301", Severity.ERROR, "gone")
    report = Report(
        (samples.document(),), (one, one._replace(rule="CC202"), one._replace(severity=Severity.INFO)), (link,)
    )
    (case,) = cases(report).values()
    assert outcome(case) == "failure+system-out"
    assert case[0].get("message") == f"{samples.GONE}: gone (and 1 more)"
    assert (case[0].text or "").count("\n") == 1


def test_links_that_were_not_checked_are_skipped() -> None:
    found = cases(samples.offline())
    assert {outcome(case) for case in found.values()} == {"skipped"}
    assert found["[2] https://example.org/0"][0].get("message") == "offline"
    private = LinkReport("http://10.0.0.1/", Verdict.SKIPPED, "private-address", detail="a private address")
    report = Report(links=(private._replace(cited=samples.link("x", Verdict.OK).cited),))
    assert report.links[0].cited[0].path == "essay.txt"
    assert cases(replace(report, documents=(samples.document(),)))["[2] http://10.0.0.1/"][0].get("message") == (
        "a private address"
    )


def test_an_error_about_a_link_that_was_not_checked_is_a_failure() -> None:
    link = samples.link(samples.GONE, Verdict.SKIPPED, reason="no-network")
    found = samples.link_problem(samples.GONE, "CC308", Severity.ERROR, "no name resolves")
    (case,) = cases(Report((samples.document(),), (found,), (link,))).values()
    assert outcome(case) == "failure"


def test_a_path_that_cannot_be_read_is_an_error() -> None:
    error = cases(Report(failures=(Failure("x.doc", "not a text"),)), "x.doc")["can be read"][0]
    assert (error.tag, error.get("type"), error.get("message")) == ("error", "unreadable", "not a text")


def test_an_interrupted_run_is_an_error_and_notices_are_output() -> None:
    case = cases(Report(complete=False, notices=("the memory was set aside",)), "citecheck")["the run"]
    assert outcome(case) == "error+system-out"
    assert case[1].text == "the memory was set aside"
    case = cases(Report(notices=("the memory was set aside",)), "citecheck")["the run"]
    assert outcome(case) == "system-out"


def test_a_document_without_anything_has_a_case_that_passes() -> None:
    assert {name: outcome(case) for name, case in cases(Report((samples.document(),))).items()} == {
        "nothing to check": "passed"
    }
    assert len(parsed(Report())) == 0


def test_equal_names_are_numbered() -> None:
    twice = ReferenceEntry("essay.txt", 50, 1, "1", "Baker", (), ())
    report = Report((samples.document(),), inventory=sheet(twice, twice._replace(text="Baker (2)"), twice, twice))
    assert list(cases(report)) == ["[1] Baker", "[1] Baker (2)", "[1] Baker (3)", "[1] Baker (4)"]


def test_names_do_not_change_when_lines_move() -> None:
    def names(line: int) -> list[str | None]:
        inventory = sheet(ReferenceEntry("essay.txt", line, 1, "1", "Baker", (), (samples.at(line),)))
        link = samples.link(samples.GONE, Verdict.OK, line=line)
        return list(cases(Report((samples.document(),), (samples.problem(line=line),), (link,), inventory=inventory)))

    assert names(3) == names(99)


def test_places_without_lines_are_told_in_words() -> None:
    document = DocumentCount("essay.docx", "docx", "paragraph", 1, 1, 0)
    report = Report((document,), (samples.problem(path="essay.docx", line=16),))
    (case,) = cases(report, "essay.docx").values()
    assert (case[0].text or "").startswith("essay.docx, paragraph 16: error CC101")


def test_long_texts_are_cut() -> None:
    inventory = sheet(ReferenceEntry("essay.txt", 1, 1, "1", "word " * 10_000, (), ()))
    found = samples.problem(message="x" * 100_000)._replace(place=Place(1, 1, 1, 2))
    assert len(junit.render(Report((samples.document(),), (found,), inventory=inventory))) < 12_000


def test_a_report_of_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    path = "fixtures/commentary-cc101-undefined-marker.txt"
    settings = Settings(offline=True)
    report = replace(pipeline.check([path], settings), inventory=pipeline.inventory([path], settings)[0])
    found = cases(report, path)
    assert len(found) == report.references + len(report.links) + 1
    assert [name for name, case in found.items() if outcome(case) == "failure"] == ["CC101 undefined-marker [9]"]

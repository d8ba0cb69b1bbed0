"""The fixtures through the command line: counts and findings are those that were worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citecheck.cli import run

FIXTURES = Path(__file__).parent.parent / "fixtures"
DOCUMENTS = sorted(path.name for path in FIXTURES.iterdir() if path.suffix in (".txt", ".md"))
COUNTS = ("markers", "references", "links")
FIELDS = ("rule", "label", "line", "column", "severity")


def expected(name: str) -> dict[str, object]:
    """What was worked out by hand for a fixture."""
    return json.loads((FIXTURES / name).with_suffix(".expected.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> dict[str, list[dict[str, object]]]:
    """The report of one run over the documents of the folder itself; those below it are of the readers' tests."""
    output = tmp_path_factory.mktemp("report") / "report.json"
    documents = [str(FIXTURES / name) for name in DOCUMENTS]
    status = run(["check", "--offline", "--format", "json", "--output", str(output), *documents])
    assert status == 1
    return json.loads(output.read_text("utf-8"))


def test_every_fixture_is_read(report):
    paths = [str(FIXTURES / name) for name in DOCUMENTS]
    here = [document["path"] for document in report["documents"] if Path(document["path"]).parent == FIXTURES]
    assert here == paths
    assert report["failures"] == []


def test_every_rule_over_the_text_has_a_fixture():
    found = {finding["rule"] for name in DOCUMENTS for finding in expected(name)["findings"]}
    assert found == {f"CC{number}" for number in [*range(101, 117), *range(201, 207)]}


def test_the_fault_is_in_the_name():
    for name in DOCUMENTS:
        rules = [finding["rule"].lower() for finding in expected(name)["findings"]]
        assert rules == [part for part in name.split("-") if part.startswith("cc") and part[2:].isdecimal()]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_counts(name, report):
    document = next(each for each in report["documents"] if each["path"] == str(FIXTURES / name))
    assert {key: document[key] for key in COUNTS} == expected(name)["documents"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_findings(name, report):
    found = [
        {field: finding[field] for field in FIELDS}
        for finding in report["findings"]
        if finding["path"] == str(FIXTURES / name)
    ]
    assert found == expected(name)["findings"]

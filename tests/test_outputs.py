"""Which reports are written, and where: --format and --output, and GitHub Actions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Capture, codes, fill_folder, offline
from hypothesis import given
from hypothesis import strategies as st

from citecheck import outputs
from citecheck.commands.options import formats
from citecheck.errors import UsageError
from citecheck.outputs import paired
from citecheck.reports import FORMATS


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with a good and a bad document, on no server."""
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "CITECHECK_NO_GITHUB"):
        monkeypatch.delenv(name, raising=False)
    fill_folder(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", "terminal>"),
        ("json", "json>"),
        ("> r.json", "json>r.json"),
        ("> r.JSON", "json>r.JSON"),
        ("> r.txt", "terminal>r.txt"),
        ("> report", "terminal>report"),
        ("json > report", "json>report"),
        ("json > r.txt", "json>r.txt"),
        ("gitlab > gl-code-quality-report.json", "gitlab>gl-code-quality-report.json"),
        ("gitlab json > a.json > b.json", "gitlab>b.json json>a.json"),
        ("gitlab > x.out > r.json", "gitlab>x.out json>r.json"),
        ("terminal json > r.json", "terminal> json>r.json"),
        ("terminal json > report", "terminal> json>report"),
        ("terminal > r.json", "terminal> json>r.json"),
        ("terminal > report", "terminal>report"),
        ("terminal gitlab > r.json", "terminal> gitlab>r.json"),
        ("> r.json > report", "terminal>report json>r.json"),
        ("> r.html > r.sarif > r.xml > r.md", "html>r.html sarif>r.sarif junit>r.xml markdown>r.md"),
        ("json > r.html", "json> html>r.html"),
        ("json > r.sarif", "json> sarif>r.sarif"),
        ("sarif > r.json", "sarif>r.json"),
        ("json > r.json > r.html", "json>r.json html>r.html"),
        ("sarif junit > b.xml > a.sarif", "sarif>a.sarif junit>b.xml"),
        ("json json > r.json", "json>r.json"),
        ("terminal json github > a.json > b", "terminal> json>a.json github>b"),
    ],
)
def test_each_file_gets_its_report(words: str, expected: str) -> None:
    before, *files = (part.strip() for part in words.split(">"))
    found = paired(formats(before.split(), files), files)
    assert " ".join(f"{each.form}>{each.path}" for each in found) == expected


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("json gitlab", "two reports on one screen (json, gitlab): give one of them an --output"),
        ("terminal json", "two reports on one screen"),
        ("json gitlab sarif > r.sarif", "two reports on one screen (json, gitlab)"),
        ("json > r.json > r.json", "--output r.json is given twice"),
        ("json > report > report", "--output report is given twice"),
        ("> a.json > b.json", "--output b.json: no format is left for it: add --format"),
        ("json > a > b", "--output b: no format is left for it: add --format"),
    ],
)
def test_what_is_not_clear_is_told(words: str, said: str) -> None:
    before, *files = (part.strip() for part in words.split(">"))
    with pytest.raises(UsageError) as caught:
        paired(formats(before.split(), files), files)
    assert said in str(caught.value)


@given(
    st.lists(st.sampled_from(list(FORMATS)), max_size=4),
    st.lists(st.sampled_from(["a.json", "b.json", "c.xml", "d.html", "e", "f.txt", "g.md", "h.sarif"]), max_size=4),
)
def test_nothing_is_lost_and_nothing_is_written_twice(forms: list[str], files: list[str]) -> None:
    wanted = formats(forms, files)
    try:
        found = paired(wanted, files)
    except UsageError:
        return
    assert set(wanted) <= {each.form for each in found}
    assert len({each.form for each in found}) == len(found)
    assert sorted(each.path for each in found if each.path) == sorted(files)
    assert sum(not each.path for each in found) <= 1


def test_a_report_on_the_screen_and_one_in_a_file(capsys: Capture) -> None:
    status, out, err = offline(capsys, "--format", "terminal", "--format", "json", "--output", "r.json", "bad.txt")
    assert (status, err) == (1, [])
    assert "error[CC101]" in out
    assert codes(Path("r.json").read_text(encoding="utf-8")) == ["CC101"]


def test_two_reports_in_files_leave_the_screen_alone(capsys: Capture) -> None:
    assert offline(capsys, "--output", "r.json", "--output", "r.txt", "bad.txt") == (1, "", [])
    assert "error[CC101]" in Path("r.txt").read_text(encoding="utf-8")
    assert codes(Path("r.json").read_text(encoding="utf-8")) == ["CC101"]


def test_a_file_that_cannot_be_written_stops_no_other(capsys: Capture) -> None:
    status, out, err = offline(capsys, "--output", "no/r.txt", "--output", "r.json", "good.txt")
    assert (status, out, len(err)) == (2, "", 1)
    assert err[0].startswith("citecheck: cannot write no/r.txt: ")
    assert json.loads(Path("r.json").read_text(encoding="utf-8"))["findings"] == []


@pytest.mark.parametrize("path", ["bad.txt", "./sub/../bad.txt"])
def test_a_document_is_not_written_over(capsys: Capture, path: str) -> None:
    before = Path("bad.txt").read_bytes()
    status, out, err = offline(capsys, "--output", path, "bad.txt")
    assert (status, out, len(err)) == (2, "", 1)
    assert "it is one of the documents" in err[0]
    assert Path("bad.txt").read_bytes() == before


def test_what_is_not_clear_is_told_before_any_work(capsys: Capture) -> None:
    status, out, err = offline(capsys, "--format", "json", "--format", "terminal", "missing.txt")
    assert (status, out, len(err)) == (2, "", 1)
    assert "two reports on one screen" in err[0]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    """The formats for GitHub as a word each."""
    real = outputs.renderer
    words = {"github": "::error::found\n", "markdown": "# Found\n"}
    monkeypatch.setattr(
        outputs, "renderer", lambda name: (lambda *_, **__: words[name]) if name in words else real(name)
    )
    monkeypatch.setenv("GITHUB_ACTIONS", "true")


@pytest.mark.usefixtures("stub")
def test_github_is_told_unasked(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("summary").write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary")
    status, out, err = offline(capsys, "--format", "json", "bad.txt")
    assert (status, err) == (1, ["::error::found"])
    assert codes(out) == ["CC101"]
    assert Path("summary").read_text(encoding="utf-8") == "before\n# Found\n"


@pytest.mark.usefixtures("stub")
def test_github_is_told_once_where_it_was_asked_for(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    status, out, err = offline(
        capsys, "--format", "github", "--output", "summary.md", "--format", "markdown", "bad.txt"
    )
    assert (status, out, err) == (1, "::error::found\n", [])
    assert Path("summary.md").read_text(encoding="utf-8") == "# Found\n"


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize("how", ["flag", "variable", "file", "elsewhere"])
def test_github_is_not_told(capsys: Capture, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary")
    if how == "variable":
        monkeypatch.setenv("CITECHECK_NO_GITHUB", "1")
    elif how == "file":
        Path("citecheck.toml").write_text("no-github = true\n", encoding="utf-8")
    elif how == "elsewhere":
        monkeypatch.setenv("GITHUB_ACTIONS", "false")
    assert offline(capsys, *(["--no-github"] if how == "flag" else []), "bad.txt")[2] == []
    assert not Path("summary").exists()


@pytest.mark.usefixtures("stub")
def test_a_summary_that_cannot_be_written_changes_nothing(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "no/summary")
    status, _, err = offline(capsys, "good.txt")
    assert status == 0
    assert err[-1].startswith("citecheck: the job's summary cannot be written: ")

"""What other programs rely on: the JSON, its order, places in the source file, exit statuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import citecheck
from citecheck.cli import run

GOOD = "It failed.[1] It rose.[2]\n\nNotes\n\n[1] K. Baker, Ledgers.\n\n[2] C. Draper, Court.\n"
BAD = GOOD.replace("rose.[2]", "rose.[7]")

FINDING = {
    "path": str,
    "line": int,
    "column": int,
    "end_line": int,
    "end_column": int,
    "rule": str,
    "name": str,
    "severity": str,
    "message": str,
    "label": str | None,
    "url": str | None,
    "related": list,
    "fix": dict | None,
    "fingerprint": str,
}
LINK = {
    "url": str,
    "verdict": str,
    "reason": str | None,
    "status": int | None,
    "final_url": str | None,
    "attempts": int,
    "checked_at": str | None,
    "cached": bool,
    "cited": list,
}
DOCUMENT = {"path": str, "format": str, "unit": str, "markers": int, "references": int, "links": int}
SHAPES: dict[str, dict[str, Any]] = {
    "documents": DOCUMENT,
    "findings": FINDING,
    "links": LINK,
    "failures": {"path": str, "message": str},
}
SUMMARY = ["documents", "markers", "references", "links", "errors", "warnings", "infos", "suppressed"]

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str, *, mark: bool = False) -> None:
    """A file in UTF-8, with the line ends as they are."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes((b"\xef\xbb\xbf" if mark else b"") + text.encode())


def report(capsys: Capture, *arguments: str) -> dict[str, Any]:
    """The JSON of an offline check."""
    run(["--offline", "--format", "json", *arguments])
    value = json.loads(capsys.readouterr().out)
    assert isinstance(value, dict)
    return value


def listed(capsys: Capture, *arguments: str) -> dict[str, Any]:
    """The JSON of the inventory."""
    run(["list", "--format", "json", *arguments])
    value = json.loads(capsys.readouterr().out)
    assert isinstance(value, dict)
    return value


def assert_shape(row: dict[str, Any], shape: dict[str, Any]) -> None:
    assert list(row) == list(shape)
    for name, kind in shape.items():
        assert isinstance(row[name], kind), name
        assert kind is not int or not isinstance(row[name], bool)


# ---------------------------------------------------------------- the object


def test_the_object_has_these_keys_in_this_order(capsys: Capture) -> None:
    write("bad.txt", BAD.replace("Ledgers.", "http://x.example/a, www.x.example/b."))
    found = report(capsys, "bad.txt", "missing.txt")
    assert list(found) == [
        "schema",
        "tool",
        "complete",
        "documents",
        "findings",
        "links",
        "failures",
        "summary",
    ]
    assert found["schema"] == 1
    assert found["tool"] == {"name": "citecheck", "version": citecheck.__version__}
    assert found["complete"] is True
    for name, shape in SHAPES.items():
        assert found[name], name
        for row in found[name]:
            assert_shape(row, shape)
    assert list(found["summary"]) == SUMMARY
    assert all(type(number) is int for number in found["summary"].values())


def test_a_finding_names_both_ends(capsys: Capture) -> None:
    write("bad.txt", BAD)
    (finding,) = report(capsys, "bad.txt")["findings"]
    fingerprint = finding.pop("fingerprint")
    related = finding.pop("related")
    message = finding.pop("message")
    assert finding == {
        "path": "bad.txt",
        "line": 1,
        "column": 23,
        "end_line": 1,
        "end_column": 26,
        "rule": "CC101",
        "name": "undefined-marker",
        "severity": "error",
        "label": "7",
        "url": None,
        "fix": None,
    }
    assert len(fingerprint) >= 16
    assert "[7]" in message
    assert related == [{"line": 7, "column": 1, "message": "never cited: [7] probably means [2]"}]


def test_offline_every_link_is_skipped_once_for_each_spelling(capsys: Capture) -> None:
    text = GOOD.replace("Ledgers.", "http://x.example/a#b, http://x.example/a#b and http://X.example/a.")
    write("a.txt", "See http://x.example/a#b too. " + text)
    found = report(capsys, "a.txt")
    assert [link["url"] for link in found["links"]] == ["http://x.example/a#b", "http://X.example/a"]
    assert found["documents"][0]["links"] == found["summary"]["links"] == 2
    first = found["links"][0]
    assert (first["verdict"], first["reason"], first["attempts"], first["cached"]) == (
        "skipped",
        "offline",
        0,
        False,
    )
    assert [(place["line"], place["column"], place["label"]) for place in first["cited"]] == [
        (1, 5, None),
        (5, 15, "1"),
        (5, 37, "1"),
    ]
    assert all(list(place) == ["path", "line", "column", "label"] for place in first["cited"])


def test_a_wrapped_url_is_repaired(capsys: Capture) -> None:
    write("a.txt", GOOD.replace("Ledgers.", "Ledgers, <http://x.example/\nledgers/1816.html>."))
    assert [link["url"] for link in report(capsys, "a.txt")["links"]] == ["http://x.example/ledgers/1816.html"]


def test_the_summary_adds_up(capsys: Capture) -> None:
    write("a.txt", GOOD + "\nIt was so [TK], so it was said.[citation needed]\n")
    write("b.md", "It failed.[^1] It rose.[^2]\n\n[^1]: One, http://x.example/a.\n")
    found = report(capsys, "a.txt", "b.md")
    severities = [finding["severity"] for finding in found["findings"]]
    assert found["summary"] == {
        "documents": 2,
        "markers": 4,
        "references": 3,
        "links": 1,
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "infos": severities.count("info"),
        "suppressed": 0,
    }
    assert sorted(severities) == ["error", "info", "warning"]
    assert [document["format"] for document in found["documents"]] == ["text", "markdown"]


def test_findings_are_ordered_by_path_as_given_then_place_then_rule(capsys: Capture) -> None:
    text = BAD + "\nIt was so [TK].\n\nAnd so.[9]\n\n[1] Baker. [TK]\n"
    for name in ("b.txt", "a.txt", "c/z.txt", "c/y.txt"):
        write(name, text)
    found = report(capsys, "b.txt", "c", "a.txt")
    paths = [finding["path"] for finding in found["findings"]]
    assert list(dict.fromkeys(paths)) == ["b.txt", "c/y.txt", "c/z.txt", "a.txt"]
    assert [document["path"] for document in found["documents"]] == ["b.txt", "c/y.txt", "c/z.txt", "a.txt"]
    for path in set(paths):
        keys = [
            (finding["line"], finding["column"], finding["end_line"], finding["end_column"], finding["rule"])
            for finding in found["findings"]
            if finding["path"] == path
        ]
        assert len(keys) >= 3
        assert keys == sorted(keys)


def test_the_same_run_gives_the_same_bytes(capsys: Capture) -> None:
    write("a.txt", BAD + "\nIt was so [TK], http://x.example/a and http://x.example/b.\n")
    arguments = ["--offline", "--format", "json", "a.txt"]
    outputs = set()
    for _ in range(2):
        run(arguments)
        outputs.add(capsys.readouterr().out)
    assert len(outputs) == 1


def test_paths_are_told_as_given(capsys: Capture) -> None:
    write("c/a.txt", BAD)
    for given in ("c/a.txt", "./c/a.txt", "c/../c/a.txt", str(Path("c/a.txt").absolute())):
        found = report(capsys, given)
        assert found["documents"][0]["path"] == found["findings"][0]["path"] == given


# ---------------------------------------------------------------- the inventory


def test_the_inventory_as_json(capsys: Capture) -> None:
    write("a.txt", "It failed [2, 1].\n\nNotes\n\n[1] K. Baker,\n    http://x.example/a.\n\n[2] C. Draper.\n")
    assert listed(capsys, "a.txt") == {
        "schema": 1,
        "markers": [
            {"path": "a.txt", "line": 1, "column": 12, "label": "2"},
            {"path": "a.txt", "line": 1, "column": 15, "label": "1"},
        ],
        "references": [
            {
                "path": "a.txt",
                "line": 5,
                "column": 1,
                "label": "1",
                "text": "K. Baker, http://x.example/a.",
                "links": ["http://x.example/a"],
            },
            {"path": "a.txt", "line": 8, "column": 1, "label": "2", "text": "C. Draper.", "links": []},
        ],
    }


def test_the_inventory_and_the_report_count_the_same(capsys: Capture) -> None:
    write("a.txt", BAD + "\nIn [1990] it was so [TK].\n")
    write("b.md", "It failed.[^1] It rose.^[See http://x.example/a.]\n\n[^1]: One.\n")
    inventory, found = listed(capsys, "a.txt", "b.md"), report(capsys, "a.txt", "b.md")
    assert len(inventory["markers"]) == found["summary"]["markers"] == 4
    assert len(inventory["references"]) == found["summary"]["references"] == 4


def places(found: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(marker["label"], marker["line"], marker["column"]) for marker in found["markers"]]


def test_groups_have_a_column_each_and_ranges_that_of_the_bracket(capsys: Capture) -> None:
    rows = "\n\n".join(f"[{n}] Author {n}, Works." for n in range(1, 7))
    write("a.txt", f"It failed [1].\nIt rose [2,3].\nIt fell [4-6].\n\nNotes\n\n{rows}\n")
    assert places(listed(capsys, "a.txt")) == [
        ("1", 1, 11),
        ("2", 2, 10),
        ("3", 2, 12),
        ("4", 3, 9),
        ("5", 3, 9),
        ("6", 3, 9),
    ]


@pytest.mark.parametrize(
    ("text", "label"),
    [("It failed.[^a-1]\n\n[^a-1]: One.\n", "a-1"), ("It failed.^[See [9] here.]\n", "1")],
)
def test_labels_have_no_brackets_and_no_caret(capsys: Capture, text: str, label: str) -> None:
    write("a.md", text)
    inventory = listed(capsys, "a.md")
    assert [row["label"] for row in inventory["markers"]] == [label]
    assert [row["label"] for row in inventory["references"]] == [label]


# ---------------------------------------------------------------- places in the source file


@pytest.mark.parametrize(
    ("before", "column"),
    [
        ("", 1),
        ("word ", 6),
        ("\t", 2),
        ("\t \t", 4),
        ("é", 2),
        ("e\u0301", 3),
        ("漢字", 3),
        ("👩\u200d🌾", 4),
        ("😀", 2),
        ("a\u00adb", 4),
        ("a\u200bb\u2060", 5),
        ("\u00a0", 2),
        ("\u202ex", 3),
        ("ﬁ", 2),
        ("a\x0bb", 4),
        ("a\u2028b", 4),
        ("a\x85b", 4),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [False, True])
def test_columns_count_the_characters_of_the_source(
    capsys: Capture, before: str, column: int, end: str, mark: bool
) -> None:
    text = f"The first line.\n{before}word[7] and more.[1] Again.[2]" + GOOD[GOOD.index("\n") :]
    write("a.txt", text.replace("\n", end), mark=mark)
    (finding,) = report(capsys, "a.txt")["findings"]
    assert (finding["line"], finding["column"]) == (2, column + 4)
    assert (finding["end_line"], finding["end_column"]) == (2, column + 7)
    assert places(listed(capsys, "a.txt"))[0] == ("7", 2, column + 4)


def test_an_invisible_character_inside_a_marker_is_part_of_it(capsys: Capture) -> None:
    write("a.txt", GOOD.replace("failed.[1]", "failed.[\u200b1\u00ad]\u200b").replace(".[2]", ".\u200b[2]"))
    assert places(listed(capsys, "a.txt")) == [("1", 1, 11), ("2", 1, 27)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_columns_do_not_depend_on_the_encoding(capsys: Capture, encoding: str) -> None:
    Path("a.txt").write_bytes(BAD.replace("It failed", "Élan vécu: it failed").encode(encoding))
    (finding,) = report(capsys, "a.txt")["findings"]
    assert (finding["line"], finding["column"]) == (1, 34)


def test_a_finding_may_end_on_another_line(capsys: Capture) -> None:
    write("a.txt", "It failed.[1] It rose [2,\n7].\n\nNotes\n\n[1] K. Baker.\n\n[2] C. Draper.\n")
    (finding,) = report(capsys, "a.txt")["findings"]
    assert (finding["line"], finding["column"], finding["end_line"], finding["end_column"]) == (2, 1, 2, 2)


# ---------------------------------------------------------------- exit statuses


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["good.txt"], 0),
        (["good.txt", "bad.txt"], 1),
        (["missing.txt"], 2),
        (["bad.txt", "missing.txt"], 2),
        (["--fail-on", "never", "bad.txt"], 0),
        (["--fail-on", "never", "bad.txt", "missing.txt"], 2),
        (["--fail-on", "info", "good.txt"], 0),
        (["--ignore", "CC101", "bad.txt"], 0),
        (["--output", "no/such/x", "bad.txt"], 2),
        (["--select", "CC9", "bad.txt"], 2),
    ],
    ids=str,
)
def test_exit_status(capsys: Capture, arguments: list[str], status: int) -> None:
    write("good.txt", GOOD)
    write("bad.txt", BAD)
    assert run(["--offline", *arguments]) == status


# ---------------------------------------------------------------- fingerprints


def fingerprints(capsys: Capture, path: str) -> list[str]:
    return [finding["fingerprint"] for finding in report(capsys, path)["findings"]]


def test_a_fingerprint_stays_when_lines_and_paths_change(capsys: Capture) -> None:
    text = BAD + "\nIt was so [TK].\n"
    write("a.txt", text)
    write("c/b.txt", "A title\n\nA paragraph above, with an aside [sic].\n\n" + text)
    write("crlf.txt", text.replace("\n", "\r\n"), mark=True)
    first = fingerprints(capsys, "a.txt")
    assert len(set(first)) == 2
    assert fingerprints(capsys, "c/b.txt") == first
    assert fingerprints(capsys, "crlf.txt") == first


@pytest.mark.parametrize(("old", "new"), [("[7]", "[8]"), ("It rose", "It soared")])
def test_a_fingerprint_changes_with_label_and_sentence(capsys: Capture, old: str, new: str) -> None:
    text = BAD.replace("It rose.[7]", "It rose [7].")
    write("a.txt", text)
    write("b.txt", text.replace(old, new))
    assert fingerprints(capsys, "a.txt") != fingerprints(capsys, "b.txt")


def test_findings_of_two_rules_in_one_sentence_differ(capsys: Capture) -> None:
    write("a.txt", BAD.replace("It rose.[7]", "It rose [TK].[7]"))
    assert len(set(fingerprints(capsys, "a.txt"))) == 2

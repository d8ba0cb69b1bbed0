"""A zip archive is read like a folder; nothing of it is written to the disk."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from command_line import BAD, GOOD, Capture, offline


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)


def pack(files: dict[str, str], name: str = "book.zip") -> None:
    """Write an archive."""
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, text in files.items():
            archive.writestr(entry, text)


def test_documents_in_an_archive(capsys: Capture) -> None:
    pack({"b/two.md": BAD, "a.txt": GOOD, "picture.png": "x", ".hidden.txt": BAD, "node_modules/x.md": BAD})
    status, out, err = offline(capsys, "--format", "json", "book.zip")
    report = json.loads(out)
    assert (status, err) == (1, [])
    assert [each["path"] for each in report["documents"]] == ["book.zip/a.txt", "book.zip/b/two.md"]
    assert {each["path"] for each in report["findings"]} == {"book.zip/b/two.md"}
    assert sorted(path.name for path in Path().iterdir()) == ["book.zip"]


def test_excluded_entries(capsys: Capture) -> None:
    pack({"b/two.md": BAD, "a.txt": GOOD})
    status, out, _ = offline(capsys, "--format", "json", "--exclude", "b/", "book.zip")
    assert [each["path"] for each in json.loads(out)["documents"]] == ["book.zip/a.txt"]
    assert status == 0


@pytest.mark.parametrize("name", ["../up.txt", "/root.txt", "C:/x.txt", "a\\..\\b.txt", "a/../../b.txt"])
def test_names_that_lead_outside_are_refused_and_the_rest_is_checked(capsys: Capture, name: str) -> None:
    pack({name: BAD, "a.txt": GOOD})
    status, out, err = offline(capsys, "--format", "json", "book.zip")
    report = json.loads(out)
    assert status == 2
    assert [each["path"] for each in report["documents"]] == ["book.zip/a.txt"]
    assert "outside the archive" in report["failures"][0]["message"]
    assert len(err) == 1


def test_an_archive_without_documents(capsys: Capture) -> None:
    pack({"picture.png": "x"})
    status, _, err = offline(capsys, "book.zip")
    assert status == 2
    assert "no documents in this archive" in err[0]


def test_what_is_no_archive(capsys: Capture) -> None:
    Path("book.zip").write_bytes(b"PK\x03\x04 and nothing more")
    Path("a.txt").write_text(GOOD, encoding="utf-8")
    status, out, err = offline(capsys, "--format", "json", "book.zip", "a.txt")
    assert status == 2
    assert err == ["citecheck: book.zip: damaged zip archive: save it again, or get a new copy"]
    assert len(json.loads(out)["documents"]) == 1


def test_a_bomb_is_not_unpacked(capsys: Capture) -> None:
    pack({"a.txt": "[1] " * (20 << 20), "b.txt": GOOD})
    status, out, err = offline(capsys, "--format", "json", "book.zip")
    assert status == 2
    assert "zip bomb" in err[0]
    assert json.loads(out)["failures"][0]["path"] == "book.zip/a.txt"


def test_an_archive_in_a_folder_or_an_archive_is_left_alone(capsys: Capture) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.txt", BAD)
    Path("docs").mkdir()
    Path("docs/inner.zip").write_bytes(inner.getvalue())
    Path("docs/a.txt").write_text(GOOD, encoding="utf-8")
    with zipfile.ZipFile("outer.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("a.txt", GOOD)
    status, out, _ = offline(capsys, "--format", "json", "docs", "outer.zip")
    assert [each["path"] for each in json.loads(out)["documents"]] == ["docs/a.txt", "outer.zip/a.txt"]
    assert status == 0


def test_one_that_is_protected_says_so(capsys: Capture) -> None:
    pack({"a.txt": GOOD})
    data = bytearray(Path("book.zip").read_bytes())
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + flags] |= 1
    Path("book.zip").write_bytes(data)
    status, _, err = offline(capsys, "book.zip")
    assert status == 2
    assert "password" in err[0]


def test_an_empty_archive_is_an_empty_document(capsys: Capture) -> None:
    Path("new.zip").write_bytes(b"")
    Path("a.txt").write_text("It rose.", encoding="utf-8")
    status, out, err = offline(capsys, "--format", "json", "new.zip", "a.txt")
    assert (status, err) == (0, [])
    assert [(each["path"], each["markers"]) for each in json.loads(out)["documents"]] == [("new.zip", 0), ("a.txt", 0)]

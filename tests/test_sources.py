"""The files that a document names: in its folder or below, and nowhere else."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from citecheck.readers.archive import Archive
from citecheck.sources import MOST_BYTES, Source


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with a document and files around it."""
    for name in ("secret.bib", "book/refs.bib", "book/parts/one.tex", "bookkeeping/x.bib"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "book" / "link.bib").symlink_to(tmp_path / "secret.bib")
    (tmp_path / "book" / "fine.bib").symlink_to("refs.bib")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["refs.bib", "./refs.bib", "parts/one.tex", "parts/../refs.bib", "fine.bib"])
def test_in_the_folder_or_below(name: str) -> None:
    assert Source("book/main.tex", "main.tex").beside(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        *("../secret.bib", "/etc/passwd", "link.bib", "parts", "", ".", "..", "gone.bib", "a\0b"),
        *("../bookkeeping/x.bib", "parts/../../secret.bib", "~/x", "x" * 5000, "file:///etc/passwd"),
    ],
)
def test_nowhere_else(name: str) -> None:
    assert Source("book/main.tex", "main.tex").beside(name) is None


def test_standard_input_has_nothing_beside_it() -> None:
    assert Source("-", "book/main.tex", standard_input=True).beside("book/refs.bib") is None


def test_what_is_too_large_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    os.truncate("book/refs.bib", MOST_BYTES + 1)
    assert Source("book/main.tex", "main.tex").beside("refs.bib") is None


def test_in_an_archive() -> None:
    with zipfile.ZipFile("book.zip", "w") as archive:
        for name in ("ch/main.tex", "ch/refs.bib", "ch/parts/one.tex", "other.bib"):
            archive.writestr(name, name)
    source = Source("book.zip/ch/main.tex", "main.tex", archive=Archive(Path("book.zip").read_bytes(), "zip archive"))
    source = Source(source.path, source.name, archive=source.archive, entry="ch/main.tex")
    assert source.read() == b"ch/main.tex"
    assert source.beside("refs.bib") == b"ch/refs.bib"
    assert source.beside("parts/one.tex") == b"ch/parts/one.tex"
    for name in ("../other.bib", "/ch/refs.bib", "gone.bib", "../../secret.bib", ""):
        assert source.beside(name) is None

"""Which files are found, and what is said of those that are not."""

import io
import os
import subprocess
import sys
from pathlib import Path, PurePath
from types import SimpleNamespace

import pytest

from citecheck.discover import Source, discover
from citecheck.errors import ReadError, UsageError
from citecheck.model import Failure
from citecheck.settings import Settings


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty working directory and a function that fills it."""
    monkeypatch.chdir(tmp_path)

    def fill(files):
        for name, text in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, encoding="utf-8")

    return fill


def found(*paths, **settings):
    return [
        PurePath(item.path).as_posix() for item in discover(paths, Settings(**settings)) if isinstance(item, Source)
    ]


def failures(*paths, **settings):
    return [item for item in discover(paths, Settings(**settings)) if isinstance(item, Failure)]


def test_a_folder_is_walked_by_name_for_known_suffixes(folder):
    folder({"b.md": "", "a/z.txt": "", "a/b/c.Rmd": "", "c.TXT": "", "x.py": "", "y.doc": "", "README": ""})
    assert found(".") == ["a/b/c.Rmd", "a/z.txt", "b.md", "c.TXT"]
    assert found("a") == found("a/") == ["a/b/c.Rmd", "a/z.txt"]


def test_what_word_writes_beside_an_open_file_is_left_out(folder):
    folder({"essay.docx": "", "~$essay.docx": ""})
    assert found(".") == ["essay.docx"]


def test_paths_keep_their_order_and_each_file_is_checked_once(folder):
    folder({"b.md": "", "a.md": "", "d/c.md": ""})
    Path("link.md").symlink_to("a.md")
    assert found("b.md", "a.md", "./b.md", ".", "d/../a.md") == ["b.md", "a.md", "d/c.md"]
    assert failures("b.md", "b.md") == []


def test_hidden_and_vendored_entries_are_left_out_of_a_walk(folder):
    folder(
        {
            "a.md": "",
            ".hidden.md": "",
            ".git/x.md": "",
            "node_modules/x.md": "",
            "vendor/x.md": "",
            "p/__pycache__/x.txt": "",
            "p/q.egg-info/SOURCES.txt": "",
            "env/pyvenv.cfg": "",
            "env/x.txt": "",
            "building/b.md": "",
        }
    )
    assert found(".") == ["a.md", "building/b.md"]


@pytest.mark.parametrize("path", [".hidden.md", "node_modules/x.md", "ignored.md", "excluded.md", "odd.xyz"])
def test_a_named_file_is_always_read_unless_told_otherwise(folder, path):
    folder({path: "", ".gitignore": "ignored.md\n"})
    assert found(path, exclude=("excluded.md",)) == [path]
    if path != "odd.xyz":
        assert list(discover([path], Settings(exclude=("excluded.md",), force_exclude=True))) == []


def test_force_exclude_looks_at_the_folders_above(folder):
    folder({"drafts/a.md": "", "b.md": "", ".gitignore": "drafts/\n"})
    assert found("drafts/a.md", "b.md", str(Path("drafts/a.md").absolute()), force_exclude=True) == ["b.md"]


def test_ignore_files_nest_and_the_nearest_decides(folder):
    folder(
        {
            ".git/info/exclude": "local.md\n",
            ".gitignore": "*.txt\n/top.md\nout/\n!kept.txt\n",
            "top.md": "",
            "local.md": "",
            "kept.txt": "",
            "out/x.md": "",
            "sub/top.md": "",
            "sub/a.txt": "",
            "sub/.gitignore": "!a.txt\nb.md\n",
            "sub/b.md": "",
            "sub/deep/b.md": "",
            "sub/deep/c.txt": "",
        }
    )
    assert found(".") == ["kept.txt", "sub/a.txt", "sub/top.md"]
    assert found("sub") == ["sub/a.txt", "sub/top.md"]


def test_what_was_made_of_a_document_beside_it_is_left_out(folder):
    folder({"essay.tex": "", "essay.pdf": "", "letter.PDF": "", "b/essay.pdf": "", "c.pdf": "", "c.py": ""})
    assert found(".") == ["b/essay.pdf", "c.pdf", "essay.tex", "letter.PDF"]
    assert found("essay.pdf") == ["essay.pdf"]


def test_what_needs_a_library_that_is_missing_is_read_when_named_only(folder, monkeypatch):
    folder({"a.md": "", "b.pdf": "", "c.pdf/d.md": "", "e/f.pdf": ""})
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert found(".") == ["a.md", "c.pdf/d.md"]
    assert found("b.pdf") == ["b.pdf"]
    (failure,) = discover(["e"], Settings())
    assert isinstance(failure, Failure)
    assert ".wiki .ipynb and their like; .pdf with pip install 'citecheck-footnotes[pdf]')" in failure.message


def test_a_named_folder_is_walked_though_git_ignores_it(folder):
    folder({".git/HEAD": "", ".gitignore": "out/\n", "out/a.md": ""})
    assert found("out") == ["out/a.md"]


def test_broken_and_costly_ignore_patterns_are_skipped(folder):
    folder({".gitignore": "foo\\\n" + "*a" * 30 + "\nb.md\n", "a" * 100 + ".md": "", "b.md": ""})
    assert found(".") == ["a" * 100 + ".md"]


def test_exclude_counts_from_the_working_directory(folder):
    folder({"a/b.md": "", "a/c.md": "", "b.md": "", "d/e.md": ""})
    assert found(".", exclude=("/b.md", "a/c.md", "d/")) == ["a/b.md"]
    assert found("a", exclude=("a/c.md",)) == ["a/b.md"]


def test_exclude_beats_an_ignore_file(folder):
    folder({"a.md": "", "b.md": "", ".gitignore": "!a.md\n"})
    assert found(".", exclude=("a.md",)) == ["b.md"]


def test_an_impossible_pattern_is_a_usage_error(folder):
    with pytest.raises(UsageError, match="gitignore pattern"):
        found(".", exclude=("foo\\",))


def test_trouble_is_told_and_the_rest_is_done(folder):
    folder({"a.md": "", "empty/x.py": ""})
    Path("broken.md").symlink_to("nowhere")
    Path("circle.md").symlink_to("circle.md")
    os.mkfifo("pipe.txt")
    paths = ["missing.md", "broken.md", "circle.md", "pipe.txt", "/dev/null", "empty", "", "nul\0.md", "a.md"]
    assert found(*paths) == ["a.md"]
    told = {failure.path: failure.message for failure in failures(*paths)}
    assert list(told) == paths[:-1]
    for path, words in {
        "missing.md": "no such file or folder",
        "broken.md": "broken symbolic link",
        "circle.md": "symbolic links that lead in a circle",
        "pipe.txt": "a device, pipe or socket",
        "/dev/null": "a device, pipe or socket",
        "empty": "no documents in this folder",
        "": "no such file or folder",
        "nul\0.md": "not a possible file name",
    }.items():
        assert told[path].startswith(words)
        assert ":" in told[path]
        assert "\n" not in told[path]
        assert "Errno" not in told[path]


def test_trouble_met_on_a_walk(folder):
    folder({"d/a.md": ""})
    Path("d/broken.md").symlink_to("nowhere")
    Path("d/circle.md").symlink_to("circle.md")
    assert found("d") == ["d/a.md"]
    assert [Path(failure.path).name for failure in failures("d")] == ["broken.md", "circle.md"]


def test_links_to_folders_are_followed_only_when_named(folder):
    folder({"d/a.md": ""})
    Path("d/loop.md").symlink_to(".", target_is_directory=True)
    Path("d/up").symlink_to("..", target_is_directory=True)
    Path("named").symlink_to("d", target_is_directory=True)
    assert found("d") == ["d/a.md"]
    assert failures("d") == []
    assert found("named") == ["named/a.md"]


def test_an_unreadable_folder_does_not_stop_the_walk(folder, monkeypatch):
    folder({"a/x.md": "", "b/y.md": ""})
    scandir = os.scandir

    def refuse(path):
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert found(".") == ["b/y.md"]
    (failure,) = failures(".")
    assert (failure.path, failure.message.partition(":")[0]) == ("a", "permission denied")


def test_bytes_are_read_when_asked(folder):
    folder({"a.md": "one"})
    (source,) = discover(["a.md"], Settings())
    Path("a.md").write_bytes(b"two")
    assert source.read() == b"two"
    Path("a.md").unlink()
    with pytest.raises(ReadError, match=r"^no such file or folder: check the spelling$"):
        source.read()


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"[1]")))
    (source,) = discover(["-", "-"], Settings())
    assert (source.path, source.name, source.read()) == ("<stdin>", "", b"[1]")
    (source,) = discover(["-"], Settings(stdin_filename="draft.md"))
    assert (source.path, source.name) == ("draft.md", "draft.md")


def test_pathspec_is_imported_only_to_ignore(folder):
    folder({"a.md": ""})
    program = (
        "import sys; from citecheck.discover import discover; from citecheck.settings import Settings; "
        "list(discover(['a.md', '-'], Settings())); print('pathspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

"""Jupyter notebooks: their Markdown cells are one text, and a place is a cell and a line in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.citations import analyse
from citecheck.cli import run
from citecheck.documents import check_citations
from citecheck.errors import ReadError
from citecheck.readers import read
from citecheck.settings import Settings

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "ipynb"


def markdown(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source="x[1]", text="[2] and [^z]"):
    outputs = [{"output_type": "stream", "name": "stdout", "text": text}]
    return {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": outputs, "source": source}


def notebook(*cells, **more):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()


def citations_of(*cells):
    return analyse(read("a.ipynb", notebook(*cells)))


def findings(citations):
    problems = check_citations(citations, Settings(offline=True))
    return [(each.rule, each.label, each.place.line, each.place.column, each.place.name) for each in problems]


@pytest.mark.parametrize(
    ("name", "counts", "expected"),
    [
        ("clean.ipynb", (3, 3, 1), []),
        ("clean-format-3.ipynb", (3, 3, 0), []),
        ("undefined-note.ipynb", (3, 2, 0), [("CC101", "3", 4, 23)]),
        ("uncited-note.ipynb", (2, 3, 1), [("CC102", "3", 5, 75)]),
        ("undefined-marker-format-3.ipynb", (4, 3, 0), [("CC101", "4", 2, 96)]),
    ],
)
def test_fixtures(name, counts, expected, capsys):
    status = run(["--offline", "--no-config", "--format", "json", str(FIXTURES / name)])
    report = json.loads(capsys.readouterr().out)
    (document,) = report["documents"]
    assert (document["format"], document["unit"]) == ("ipynb", "cell")
    assert (document["markers"], document["references"], document["links"]) == counts
    found = [(each["rule"], each["label"], each["line"], each["column"]) for each in report["findings"]]
    assert (found, status) == (expected, bool(expected))


def test_a_marker_in_one_cell_and_its_note_in_another():
    citations = citations_of(markdown("x[^1] y[^2]"), code(), markdown("z"), markdown(["[^1]: one\n", "[^2]: two"]))
    assert findings(citations) == []
    places = [citations.document.locate(each.span)[:3] for each in citations.references]
    assert places == [(4, 1, 4), (4, 11, 4)]


def test_a_finding_names_the_cell_and_the_line():
    citations = citations_of(code(), markdown("a\n\nb [^1] c"), code(), markdown("[^2]: two\nmore\n\n[^3]: three"))
    assert findings(citations) == [
        ("CC101", "1", 2, 6, "cell 2, line 3"),
        ("CC102", "2", 4, 1, "cell 4, line 1"),
        ("CC102", "3", 4, 17, "cell 4, line 4"),
    ]


def test_code_what_it_put_out_and_raw_cells_are_left_out():
    raw = {"cell_type": "raw", "metadata": {}, "source": "[^3] [3]"}
    citations = citations_of(code(), raw, markdown("x[^1]\n\n[^1]: y"))
    assert citations.document.text == "x[^1]\n\n[^1]: y"


def test_what_a_cell_leaves_open_ends_with_it():
    cells = [markdown("```\nx[^9]"), markdown("<!-- x"), markdown("`a[^1]"), markdown("<pre>"), markdown("[^1]: `y")]
    citations = citations_of(*cells)
    assert [each.label for each in citations.markers] == ["1"]
    assert findings(citations) == []


def test_only_the_first_cell_may_begin_with_metadata():
    cells = [markdown("---\nt: x[^1]\n---\n"), markdown("---\nx[^2]\n---"), markdown("[^2]: y")]
    assert [each.label for each in citations_of(*cells).markers] == ["2"]


def test_attachments_are_no_text():
    citations = citations_of(
        markdown("![a](attachment:x[1].png) ![](data:image/png;base64,iVBOR[2]w0K)\n\nx[^1]\n\n[^1]: y")
    )
    assert [each.label for each in citations.markers] == ["1"]
    assert citations.links == ()


def test_a_comment_hides_what_is_in_its_line(capsys, tmp_path):
    path = tmp_path / "a.ipynb"
    text = "x[^1] <!-- citecheck: ignore CC101 -- to come -->\n\ny[^2]"
    path.write_bytes(notebook(markdown("z[^3] z[^n]\n\n[^n]: Note."), markdown(text)))
    run(["--offline", "--no-config", "--format", "json", str(path)])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(each["rule"], each["label"], each["line"]) for each in found] == [("CC101", "3", 1), ("CC101", "2", 2)]


def test_line_ends_and_invisible_characters_keep_their_columns():
    citations = citations_of(markdown("a\u200bb\r\n\u00a0\u00adc[^1]"), markdown("\u200bd[^2]\n\n[^3]: x"))
    assert [each[2:4] for each in findings(citations)] == [(1, 8), (2, 3)]


def test_explain_finds_a_place(capsys):
    assert run(["explain", f"{FIXTURES / 'clean.ipynb'}:4:23"]) == 0
    assert "[^3] is a marker (sure)" in capsys.readouterr().out


@pytest.mark.parametrize(
    "data",
    [
        b"words",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"cells": 1}',
        b'{"cells": [1]}',
        b'{"cells": [{"cell_type": "markdown"}]}',
        b'{"cells": [{"cell_type": "markdown", "source": 1}]}',
        b'{"cells": [{"cell_type": "markdown", "source": ["x", 1]}]}',
        b'{"worksheets": {}}',
        b'{"worksheets": [1]}',
        b'{"worksheets": [{}]}',
        b'{"cells": [\n<<<<<<< HEAD\n]}',
        b"[" * 200_000,
        b'{"cells":' * 200_000,
        b'{"cells": ' + b"9" * 10_000 + b"}",
        b"\x80\x00\x01",
    ],
)
def test_what_is_no_notebook(data):
    with pytest.raises(ReadError) as error:
        read("a.ipynb", data)
    assert "\n" not in str(error.value)
    assert ": " in str(error.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"It failed [1].", "it looks like plain text: name it .txt"),
        (b"<html><p>x", "it is a web page under another name: name it .html"),
        (b"\x80\0\1\0\0\1", "its content is something else: save it from Jupyter as .ipynb, or get a new copy"),
    ],
)
def test_what_is_no_notebook_says_what_it_is(data, says):
    with pytest.raises(ReadError, match=f"^not a notebook: {says}$"):
        read("a.ipynb", data)


def test_the_line_of_a_conflict_is_named():
    with pytest.raises(ReadError, match="line 2 "):
        read("a.ipynb", b'{"cells": [\n<<<<<<< HEAD\n]}')


@pytest.mark.parametrize(
    "data",
    [
        b'{"cells": []}',
        b'{"worksheets": []}',
        b'{"cells": [{"cell_type": "code", "source": 1}], "x": NaN, "y": -Infinity}',
        b'{"cells": 1, "cells": []}',
        b'{"cells": [{"cell_type": ["markdown"], "source": "x"}]}',
        b'\xef\xbb\xbf{"cells": []}',
    ],
)
def test_odd_but_empty(data):
    document = read("a.ipynb", data)
    assert (document.text, analyse(document).markers) == ("", ())
    assert document.locate(document.line_span(1)).line == 1


def test_characters_that_no_file_of_text_holds():
    document = read("a.ipynb", notebook(markdown("a\0b\ud800c[^1]\n\n[^1]: x")))
    assert document.text.startswith("a\ufffdb\ufffdc[^1]")
    assert len(analyse(document).markers) == 1


TEXTS = st.text(st.sampled_from("[]^:()`~<>-! \n\r\t\u200b1ab"), max_size=60)
CELLS = st.one_of(TEXTS.map(markdown), st.lists(TEXTS, max_size=4).map(markdown), TEXTS.map(code))


@given(st.lists(CELLS, max_size=8))
@settings(deadline=None, max_examples=150)
def test_places_lie_in_their_cells(cells):
    citations = citations_of(*cells)
    document = citations.document
    for each in (*citations.markers, *citations.references):
        place = document.locate(each.span)
        cell = cells[place.line - 1]
        assert cell["cell_type"] == "markdown"
        source = "".join(cell["source"]).replace("\r\n", "\n").replace("\r", "\n")
        written = source[place.column - 1 : place.end_column - 1] if place.end_line == place.line else ""
        assert written.replace("\u200b", "") == document.text[each.span.start : each.span.end]
        line = source[: place.column - 1].count("\n") + 1
        assert place.name == f"cell {place.line}, line {line}"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["cells", "worksheets", "cell_type", "source", "markdown"]) | st.text(), inner
            )
        ),
    )
)
@settings(deadline=None, max_examples=200)
def test_any_json(value):
    try:
        analyse(read("a.ipynb", json.dumps(value).encode()))
    except ReadError as error:
        assert "\n" not in str(error)  # noqa: PT017


def test_many_cells_are_read():
    cells = [markdown(f"Text {number}.[^{number}]\n\n[^{number}]: Note {number} of many.") for number in range(5000)]
    citations = citations_of(*cells)
    assert (len(citations.markers), findings(citations)) == (5000, [])

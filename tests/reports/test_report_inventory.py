from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
import report_samples as samples

from citecheck.model import Inventory, MarkerEntry, ReferenceEntry
from citecheck.reports.inventory import render_json, render_terminal


def plain(inventory: Inventory, width: int = 100, *, unicode: bool = True) -> str:
    return render_terminal(inventory, width=width, color=False, unicode=unicode, links=False)


@pytest.mark.parametrize("width", [100, 40])
def test_looks_as_it_did(width: int, snapshot: Callable[[str, str], None]) -> None:
    snapshot(f"inventory-{width}.txt", plain(samples.inventory(), width))


def test_json_is_the_object_of_the_contract() -> None:
    data = json.loads(render_json(samples.inventory()))
    assert list(data) == ["schema", "markers", "references"]
    assert data["schema"] == 1
    assert data["markers"][0] == {"path": "essay.txt", "line": 3, "column": 10, "label": "1"}
    assert data["references"][0] == {
        "path": "essay.txt",
        "line": 50,
        "column": 1,
        "label": "1",
        "text": samples.ESSAY * 2,
        "links": ["https://example.org/a"],
    }
    assert json.loads(render_json(Inventory())) == {"schema": 1, "markers": [], "references": []}


def test_a_sheet_names_where_each_reference_is_cited() -> None:
    text = plain(samples.inventory())
    assert re.search(r"\[1\] The United States.*\n(.*\n){1,2} +cited on line 3\n +https://example.org/a\n", text)
    assert "[2] (no text)\n       cited on lines 9, 10, 11, 12, 13, 14, 15, 16 and 23 more\n" in text
    assert "[13] Smith, A Book\n       never cited\n" in text
    assert "Cited, but not in the list\n   [9] cited on lines 41, 44\n" in text
    assert "empty.txt · no markers found · no links\n" in text


def test_hostile_text_does_nothing() -> None:
    evil = samples.HOSTILE
    inventory = Inventory(
        (samples.document(evil),),
        (MarkerEntry(evil, 1, 1, "x" + evil),),
        (ReferenceEntry(evil, 2, 1, evil, evil, (f"https://example.org/{evil}",), (1,)),),
    )
    text = render_terminal(inventory, width=80, color=False, unicode=True, links=True)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2069\udcff]", re.sub("\x1b]8;;[!-~]*\x1b\\\\", "", text))
    assert plain(inventory, unicode=False).isascii()


def test_nothing_found_is_said() -> None:
    assert plain(Inventory()) == "no documents found\n"

"""Pandoc's citations in Markdown, against the bibliography that the document names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.citations import analyse
from citecheck.cli import run
from citecheck.documents import check_citations
from citecheck.model import Form
from citecheck.readers import read
from citecheck.settings import Settings

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "markdown"
BIB = """\
@book{doe99, title = {Harvest}, url = {https://a.example/x\\_y}}
@article{smith04,
  title = "Prices",
  doi = {https://doi.org/10.1000/xyz},
}
@misc{jones2010, title = {Never cited}, url = {http://never.example/}}
"""
HEAD = "---\ntitle: x\nbibliography: refs.bib\n---\n\n"


def citations_of(text, name="refs.bib", bibliography=BIB):
    files = {name: bibliography.encode()}
    return analyse(read("docs/a.md", text.encode(), beside=files.get))


def findings(citations):
    """Where each finding stands, and what it is about."""
    return [
        (each.path, each.place.line, each.place.column, each.place.end_column, each.rule, each.label)
        for each in check_citations(citations, Settings(offline=True))
    ]


def keys(text, **more):
    return [marker.label for marker in citations_of(HEAD + text, **more).markers]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x [@doe99].", ["doe99"]),
        ("x [see @doe99, pp. 33-35; also @smith04, and -@jones2010].", ["doe99", "smith04", "jones2010"]),
        ("x [-@doe99] and -@smith04", ["doe99", "smith04"]),
        ("@doe99 says; (@smith04) agrees, as does @{doe99}.", ["doe99", "smith04", "doe99"]),
        ("@doe99's, @smith04: @doe99.", ["doe99", "smith04", "doe99"]),
        ("As @doe99 [33] says, and @smith04 [p. 4; @doe99].", ["doe99", "smith04", "doe99"]),
        ("x[^1]\n\n[^1]: see @doe99.", ["1", "doe99"]),
        ("x^[see @doe99]", ["1", "doe99"]),
        ("`[@doe99]` `@doe99`\n\n```\n@doe99 [@none99]\n```\n\n    @doe99", []),
        ("<!-- @doe99 [@doe99] --> $x_{@doe99}$ \\@doe99", []),
        ("me@doe99.example https://x.example/@doe99 a.@doe99", []),
        ("@fig-one, @Fig-one, [@tbl-x; @sec-y], @eq:z, \\@ref(fig:a) @ref(fig:a)", []),
        ("## A {#sources1999}\n\nSee @sources1999 and [@sources1999].", []),
        ("(@good99) An example.\n\nAs (@good99) shows, [@good99].", []),
        ("thanks to @janedoe, @pytest/core2 and @property", []),
        ("::: {.callout #doe99}\n@doe99\n:::", ["doe99"]),
    ],
)
def test_what_is_a_citation(text, expected):
    assert keys(text) == expected


@pytest.mark.parametrize("text", ["[@none99]", "[@none]", "x @none99", "x @Nobody2001a", "x @smith40"])
def test_unknown_keys(text):
    start = text.index("@") + 1
    assert findings(citations_of(HEAD + text))[0][:5] == (
        "docs/a.md",
        6,
        start + 1,
        start + 1 + len(text.rstrip("]")) - start,
        "CC101",
    )


def test_what_was_meant_is_said_once():
    citations = citations_of(HEAD + "x [@doe99] y [@jonse2010]")
    (only,) = check_citations(citations, Settings(offline=True))
    assert (only.rule, only.label, only.place.column) == ("CC101", "jonse2010", 16)
    assert "did you mean [jones2010]?" in only.message
    (other,) = only.related
    assert (other.place.path, other.place.line, other.place.column) == ("docs/refs.bib", 6, 7)


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_unknown_keys_never_make_an_entry_look_uncited(count):
    text = HEAD + " ".join(f"[@jones20{number:02d}0]" for number in range(count)) + " [@doe9] [@doe9]"
    assert {found[4] for found in findings(citations_of(text))} <= {"CC101"}


def test_only_what_is_cited_is_a_reference_and_its_links_are_checked():
    citations = citations_of(HEAD + "[@doe99; @smith04]")
    assert [(each.label, each.form) for each in citations.references] == [("doe99", Form.TAG), ("smith04", Form.TAG)]
    placed = [(each.url, citations.document.locate(each.span)) for each in citations.links]
    assert [(url, place.path, place.line, place.column) for url, place in placed] == [
        ("https://a.example/x_y", "docs/refs.bib", 1, 40),
        ("https://doi.org/10.1000/xyz", "docs/refs.bib", 4, 10),
    ]
    assert [each.reference for each in citations.links] == [0, 1]
    assert findings(citations) == []


def test_nocite_cites():
    text = HEAD.replace("title: x", "nocite: |\n  @jones2010, @none99") + "[@doe99]"
    citations = citations_of(text)
    assert [each.label for each in citations.references] == ["doe99", "jones2010"]
    assert findings(citations) == [("docs/a.md", 3, 16, 22, "CC101", "none99")]


def test_all_of_nocite_is_printed_and_nothing_is_amiss():
    citations = citations_of(HEAD.replace("title: x", "nocite: '@*'") + "[@doe99]")
    assert [each.label for each in citations.references] == ["doe99"]
    assert "http://never.example/" in [each.url for each in citations.links]
    assert findings(citations) == []


def test_a_key_twice_in_a_file():
    citations = citations_of(HEAD + "[@doe99]", bibliography=BIB + "\n@misc{doe99, title = {Other}}\n")
    assert findings(citations) == [("docs/refs.bib", 8, 7, 12, "CC103", "doe99")]
    assert findings(citations_of(HEAD + "[@smith04]", bibliography=BIB + "\n@misc{doe99, title = {Other}}\n")) == []


@pytest.mark.parametrize(
    "named",
    [
        "bibliography: gone.bib",
        "bibliography: [refs.bib, gone.bib]",
        "bibliography: refs.ris",
        "bibliography: https://x.example/refs.bib",
        "bibliography: \"`r here('refs.bib')`\"",
        "bibliography:",
        "references: *all",
        "references: [{id: doe99}]",
        "title: x",
    ],
)
def test_without_a_bibliography_that_can_be_read_nothing_is_said(named):
    text = f"---\n{named}\n---\n\n[@none99] @doe99 [@doe99]"
    citations = citations_of(text)
    assert (citations.markers, citations.references, findings(citations)) == ((), (), [])


@pytest.mark.parametrize(
    "named",
    [
        "bibliography: refs.bib",
        "bibliography: 'refs.bib' # the sources",
        "bibliography: [refs.bib]",
        "bibliography: [\n  'refs.bib',\n  ]",
        "bibliography:\n- refs.bib",
        'bibliography:\n  - "refs.bib"\nlink-citations: true',
    ],
)
def test_ways_to_name_a_bibliography(named):
    citations = citations_of(f"---\n{named}\n---\n\n[@doe99] [@none99]")
    assert [found[4:] for found in findings(citations)] == [("CC101", "none99")]


YAML = """\
references:
- type: article-journal
  author:
  - family: Doe
    given: Jane
  id: doe99
  title: 'The harvest: a history'
  DOI: 10.1038/171737a0
  abstract: |
    id: other
- id: smith04 # him
  title: Prices
  URL: "https://b.example/p"
"""


def test_references_in_the_metadata_itself():
    citations = citations_of(f"See [@doe99; @smith05].\n\n---\n{YAML}...\n\nMore [@smith04].")
    assert [each.label for each in citations.references] == ["doe99", "smith04"]
    placed = [(each.url, *citations.document.locate(each.span)[:2], each.reference) for each in citations.links]
    assert placed == [("https://doi.org/10.1038/171737a0", 11, 8, 0), ("https://b.example/p", 16, 9, 1)]
    assert findings(citations) == [("docs/a.md", 1, 15, 22, "CC101", "smith05")]


def test_what_the_document_has_itself_comes_first():
    text = f"---\nbibliography: refs.bib\n{YAML}---\n\n[@doe99] [@jones2010]"
    citations = citations_of(text)
    assert findings(citations) == []
    place = citations.document.locate(citations.references[0].span)
    assert (place.path or "docs/a.md", place.line) == ("docs/a.md", 8)


@pytest.mark.parametrize("name", ["refs.yaml", "refs.yml"])
@pytest.mark.parametrize("data", [YAML, f"---\n{YAML}---\n", YAML.replace("references:\n", "")])
def test_csl_yaml(name, data):
    citations = citations_of(HEAD.replace("refs.bib", name) + "[@doe99; @smith04; @jones]", name, data)
    assert [each.url for each in citations.links] == ["https://doi.org/10.1038/171737a0", "https://b.example/p"]
    assert [found[4:] for found in findings(citations)] == [("CC101", "jones")]


JSON = [
    {"DOI": "10.1000/abc", "URL": "https://b.example/one", "author": [{"family": "Smith", "id": "no"}], "id": "smith"},
    {"id": 12, "title": "A number", "author": []},
]


@pytest.mark.parametrize("data", [json.dumps(JSON), json.dumps({"items": JSON}, indent=1).replace("/", "\\/")])
def test_csl_json(data):
    citations = citations_of(HEAD.replace("refs.bib", "r.json") + "[@smith; @12; @no]", "r.json", data)
    assert [each.url for each in citations.links] == ["https://doi.org/10.1000/abc", "https://b.example/one"]
    for link in citations.links:
        place = citations.document.locate(link.span)
        line = data.split("\n")[place.line - 1]
        assert json.loads(f'"{line[place.column - 1 : place.end_column - 1]}"') == link.written
    assert [found[4:] for found in findings(citations)] == [("CC101", "no")]


@pytest.mark.parametrize("data", ["", "{", "[1]", '[{"title": "no id"}]', '{"a": 1}', "[" * 100_000])
def test_json_that_is_no_bibliography_says_nothing(data):
    assert keys("[@smith]", name="refs.bib") == ["smith"]
    text = HEAD.replace("refs.bib", "r.json") + "[@smith]"
    assert citations_of(text, "r.json", data).markers == ()


@pytest.mark.parametrize(
    ("entry", "known"),
    [
        ("@book(doe99, title = {x})", ["doe99"]),
        ("@book{doe99}", ["doe99"]),
        ("@ book { doe99 , title={}", ["doe99"]),
        ("@a{doe99,title={b}}@b{smith04,title={c}}", ["doe99", "smith04"]),
        ("@string{doe99 = {x}} @comment{doe99, x}", []),
        ("@book{doe99, ids = {old99, older99}, title = {x}}", ["doe99", "old99", "older99"]),
        ('@book{doe99, title = "a {"} b" # x # {c}, year = 1999}\n@b{smith04,}', ["doe99", "smith04"]),
        ("@book{doe99, title = {never closed\n\n@book{smith04, title = {y}}", ["doe99", "smith04"]),
        ("@book{doe99, note = {@book{smith04, x}}}", ["doe99"]),
        ("@book{a:b/c_d+e-f.1, title = {x}}", ["a:b/c_d+e-f.1"]),
    ],
)
def test_bibtex(entry, known):
    every = ["doe99", "smith04", "old99", "older99", "a:b/c_d+e-f.1"]
    text = HEAD + "[" + "; ".join(f"@{{{key}}}" for key in every) + "]"
    found = findings(citations_of(text, bibliography=f"@misc{{last1, title = {{x}}}}\n{entry}\n"))
    assert [label for *_, rule, label in found if rule == "CC101"] == [key for key in every if key not in known]


def test_keys_and_footnotes_do_not_mix():
    text = HEAD + (
        "A[^1] b[^2] c[^3] d[^4] e[^5] f[^6]; [@doe99] g [@doe99]. See [RFC2119], [smith04] and [note99].\n\n"
        + "".join(f"[^{number}]: Note {number} on something.\n" for number in range(1, 7))
    )
    citations = citations_of(text)
    assert findings(citations) == []
    assert [each.label for each in citations.markers if each.form is Form.TAG] == ["doe99", "doe99"]


def test_ignored_by_a_comment():
    text = HEAD + "x [@none99] <!-- citecheck: ignore CC101 -- forthcoming -->\n"
    citations = citations_of(text)
    assert len(citations.document.comments) == 1
    assert citations.document.locate(citations.document.comments[0]).line == 6


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("clean.md", []),
        ("undefined-key.md", [("CC101", "smith05", "undefined-key.md", 9, 51)]),
        ("duplicate-key.md", [("CC103", "doe99", "twice.bib", 6, 7)]),
    ],
)
def test_fixtures(name, expected, capsys):
    status = run(["--offline", "--no-config", "--format", "json", str(FIXTURES / name)])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(each["rule"], each["label"], Path(each["path"]).name, each["line"], each["column"]) for each in found] == (
        expected
    )
    assert status == bool(expected)


def test_one_bibliography_for_several_documents(capsys, tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(HEAD + "x [@doe99]\n")
    (tmp_path / "refs.bib").write_text(BIB)
    names = [str(tmp_path / f"{name}.md") for name in ("one", "two")]
    assert run(["--offline", "--no-config", "--together", "--format", "json", *names]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["findings"] == []


@given(
    st.text(st.sampled_from("@{}[](),;=#\"'\\\n -:.ax9_%"), max_size=200),
    st.sampled_from(["r.bib", "r.yaml", "r.json"]),
)
@settings(deadline=None, max_examples=200)
def test_any_bibliography_and_any_text(data, name):
    citations = citations_of(HEAD.replace("refs.bib", name) + "[@a9] @x99\n" + data, name, "@b{a9,\n" + data)
    for each in (*citations.markers, *citations.references, *citations.links):
        place = citations.document.locate(each.span)
        assert place.line >= 1
        assert place.path in ("", "docs/a.md", f"docs/{name}")


@pytest.mark.parametrize(
    "unit", ["@a{b,", "@a{b,c={", '@a{b,c="', '{"id":', "- id: a\n", "@", "@x99 ", "[@x99] ", "---\n", " "]
)
def test_a_hundred_thousand_of_anything_end(unit):
    many = unit * 100_000
    for name in ("refs.bib", "refs.yaml", "refs.json"):
        read("a.md", (HEAD.replace("refs.bib", name) + "[@b]").encode(), beside={name: many.encode()}.get)
    read("a.md", (HEAD + many).encode(), beside={"refs.bib": BIB.encode()}.get)
    read("a.md", f"---\nbibliography: refs.bib\n{many}\n---\n\n@b".encode(), beside={"refs.bib": BIB.encode()}.get)

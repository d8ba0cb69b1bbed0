"""Places that are no lines, and places in other files, in every report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import hostile
import pytest
import report_samples as samples

from citecheck.model import Place, Report
from citecheck.reports import github, gitlab, html, junit, markdown, places, sarif, terminal
from citecheck.reports import json as json_report

WORDS = '"provider of assessed contributions.[7] However, reform as a discipline has"'
"""Around the finding, as they stand in the document."""


def plain(report: Report, width: int = 100, *, verbose: bool = False) -> str:
    """The report for a terminal."""
    return terminal.render(report, width=width, color=False, unicode=True, links=False, verbose=verbose, quiet=False)


# ---------------------------------------------------------------- the terminal


@pytest.mark.parametrize("width", [120, 80, 40])
@pytest.mark.parametrize("name", ["manuscript", "thesis"])
def test_looks_as_it_did(name: str, width: int, snapshot: Callable[[str, str], None]) -> None:
    snapshot(f"{name}-{width}.txt", plain(getattr(samples, name)(), width))


def test_a_frame_has_no_numbers_that_are_no_lines() -> None:
    text = plain(samples.manuscript())
    assert "   essay.docx, page 3, paragraph 16\n      │\n      │ …" in text
    assert "   footnote 2\n      │ [6] A government memo" in text
    assert not re.search(r"\d │", text)


def test_places_of_the_same_paragraph_stand_together_in_order() -> None:
    found = samples.manuscript().problems[0]
    before = samples.note(samples.ESSAY, "The United States", 16, "so it begins")._replace(
        place=samples.at(16, 1, "page 3, paragraph 16")
    )
    text = plain(replace(samples.manuscript(), problems=(found._replace(related=(*found.related, before)),)))
    assert text.index("so it begins") < text.index("cited here;") < text.index("never cited: did you")
    assert text.count("page 3, paragraph 16\n") == 1


def test_a_paragraph_without_a_name_is_called_by_its_number() -> None:
    report = samples.manuscript()
    bare = report.problems[0]._replace(place=samples.at(16, 173))
    other = bare.related[0]._replace(place=samples.at(58, 1))
    text = plain(replace(report, problems=(bare._replace(related=(other,)),)))
    assert "   essay.docx, paragraph 16\n" in text
    assert "   paragraph 58\n" in text


def test_other_files_are_named_over_their_lines() -> None:
    text = plain(samples.thesis())
    assert text.startswith("thesis.tex · 5 markers · 2 references · 1 link\n")
    assert "   chapters/one.tex:31:173\n      │\n   31 │ " in text
    assert "   33 │ " in text
    assert "   refs/two.bib:118:1\n  118 │ [6] A government memo" in text
    assert text.index("33 │") < text.index("refs/two.bib:118:1")
    assert "2 errors in 1 document" in text


@pytest.mark.parametrize(
    ("name", "first", "documents", "words"),
    [
        ("footnote 2", samples.at(16, 1, "page 3, paragraph 16"), 1, "cited 4 times, first on page 3, paragraph 16"),
        ("footnote 2", samples.at(58, 1, "footnote 2"), 1, "cited 4 times, first in footnote 2"),
        ("", samples.at(16, 1), 1, "cited 4 times, first in paragraph 16"),
        ("", samples.at(16, 1, "page 3"), 2, "cited 4 times, first at essay.docx, page 3"),
        ("", samples.at(16, 1, path="b.docx"), 2, "cited 4 times, first at b.docx:16"),
    ],
)
def test_links_say_where_they_are_cited_first(name: str, first: Place, documents: int, words: str) -> None:
    report = samples.manuscript()
    (link,) = report.links
    cited = replace(link.cited[0], name=name, first=first)
    others = tuple(samples.document(f"{number}.txt") for number in range(documents - 1))
    text = plain(replace(report, links=(link._replace(cited=(cited,)),), documents=(*report.documents, *others)))
    assert f"404 not found; {words}\n" in text
    once = plain(replace(report, links=(link._replace(cited=(replace(cited, count=0, first=None),)),)))
    assert f"never cited, {name or 'paragraph 113'}\n" in once


def test_a_verbose_report_names_all_places_of_a_link() -> None:
    assert "essay.docx, footnote 2\n" in plain(samples.manuscript(), verbose=True)
    assert "refs/two.bib:113:5\n" in plain(samples.thesis(), verbose=True)


def test_a_problem_in_another_file_counts_for_its_document() -> None:
    other = samples.document("b.txt", links=0)
    text = plain(replace(samples.thesis(), documents=(*samples.thesis().documents, other)))
    assert "2 errors in 1 of 2 documents" in text
    assert "b.txt · 7 markers · 6 references · no links · consistent\n" in text


# ---------------------------------------------------------------- programs


def test_sarif_has_logical_places_and_regions_in_other_files() -> None:
    def result(report: Report) -> Any:
        return json.loads(sarif.render(report, hostile.rule_help()))["runs"][0]["results"][0]

    found = result(samples.manuscript())
    (location,) = found["locations"]
    assert "region" not in location["physicalLocation"]
    assert location["logicalLocations"] == [{"name": "page 3, paragraph 16", "kind": "paragraph"}]
    assert found["message"]["text"].endswith(f" (page 3, paragraph 16: {WORDS})")
    assert found["relatedLocations"][0]["logicalLocations"] == [{"name": "footnote 2", "kind": "paragraph"}]
    found = result(samples.thesis())
    physical = [each["physicalLocation"] for each in (*found["locations"], *found["relatedLocations"])]
    assert [(each["artifactLocation"]["uri"], each["region"]["startLine"]) for each in physical] == [
        ("chapters/one.tex", 31),
        ("chapters/one.tex", 33),
        ("refs/two.bib", 118),
    ]
    assert "logicalLocations" not in found["locations"][0]


def test_sarif_quotes_no_text_that_is_not_that_of_the_file() -> None:
    found = samples.undefined()
    assert found.excerpt
    taken = found._replace(excerpt=found.excerpt._replace(taken_out=True), related=())
    text = sarif.render(Report((samples.document(),), (taken,)), hostile.rule_help())
    assert '"region": {"startLine": 31, ' in text
    assert '"contextRegion"' not in text
    assert '"snippet"' not in text


def test_json_keeps_its_keys_and_names_other_files_in_words() -> None:
    found = json.loads(json_report.render(samples.thesis()))["findings"][0]
    assert found["path"] == "chapters/one.tex"
    assert [set(each) for each in found["related"]] == [{"line", "column", "message"}] * 2
    assert [each["message"] for each in found["related"]] == [
        "cited before",
        "never cited: did you mean [6]?, in refs/two.bib",
    ]


def test_junit_names_places_and_has_a_suite_for_each_file() -> None:
    text = junit.render(samples.manuscript())
    assert "essay.docx, page 3, paragraph 16: error CC101" in text
    assert "essay.docx, footnote 2: never cited" in text
    suites = ET.fromstring(junit.render(samples.thesis()).encode())  # noqa: S314
    assert [suite.get("file") for suite in suites] == ["thesis.tex", "chapters/one.tex", "refs/two.bib"]
    assert "refs/two.bib:118:1: never cited" in junit.render(samples.thesis())


def test_annotations_name_places_and_stand_in_the_file_they_are_about() -> None:
    found = github.render(samples.manuscript()).splitlines()
    words = "::error file=essay.docx,title=CC101 undefined-marker::page 3, paragraph 16: "
    assert found[0].startswith(f"{words}{WORDS}: [7] has no")
    assert "%0Aessay.docx, footnote 2: never cited" in found[0]
    found = github.render(samples.thesis()).splitlines()
    assert found[0].startswith("::error file=chapters/one.tex,line=31,col=173,")
    assert "%0Achapters/one.tex:33:5: cited before%0Arefs/two.bib:118:1: never cited" in found[0]


def test_gitlab_gets_line_1_and_the_place_in_words() -> None:
    found = json.loads(gitlab.render(samples.manuscript()))[0]
    assert found["description"].endswith(f" (page 3, paragraph 16: {WORDS})")
    assert found["location"] == {"path": "essay.docx", "lines": {"begin": 1}}
    found = json.loads(gitlab.render(samples.thesis()))[0]
    assert found["location"] == {"path": "chapters/one.tex", "lines": {"begin": 31, "end": 31}}


def test_a_name_makes_a_place_one_without_lines_whatever_the_unit() -> None:
    """Such as "page 4, line 12" of a PDF file."""
    report = samples.manuscript()
    report = replace(report, documents=(report.documents[0]._replace(unit="line"),))
    assert json.loads(gitlab.render(report))[0]["location"]["lines"] == {"begin": 1}
    assert ",line=" not in github.render(report)
    assert '"region"' not in sarif.render(report, hostile.rule_help())
    assert not re.search(r"\d │", plain(report))


# ---------------------------------------------------------------- people


def test_markdown_names_places() -> None:
    assert "| `essay.docx, page 3, paragraph 16` | CC101" in markdown.render(samples.manuscript())
    assert "| `essay.docx, footnote 2` | &#91;2&#93; Statement by" in markdown.render(samples.manuscript())
    assert "| `chapters/one.tex:31` | CC101" in markdown.render(samples.thesis())


def text_of(page: str) -> str:
    """The words of a page, without the script and the style."""
    page = re.sub(r"<(script|style)>.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", page).split())


def test_the_page_names_places() -> None:
    page = html.render(samples.manuscript(), hostile.rule_help())
    text = text_of(page)
    assert "essay.docx, page 3, paragraph 16 CC101 undefined-marker" in text
    assert 'class="named"><span class="no"><bdi>footnote 2</bdi></span>' in page
    assert "page 4, paragraph 20 It is so.[2]" in text
    assert "essay.docx, footnote 2" in text
    assert not re.search(r"essay\.docx:\d|paragraph 58|paragraph 59", text)


def test_the_page_names_places_without_an_inventory() -> None:
    text = text_of(html.render(replace(samples.manuscript(), inventory=None), hostile.rule_help()))
    assert "Cited 4 times, first on page 3, paragraph 16" in text


def test_the_page_holds_files_together() -> None:
    page = html.render(samples.thesis(), hostile.rule_help())
    text = text_of(page)
    assert "thesis.tex 5 markers, 2 references, 1 link, 2 findings" in text
    assert page.count('class="sheet"') == 1
    assert '<span class="no">33</span>' in page
    assert "line 118 of refs/two.bib" in text
    assert "refs/two.bib:113:1" in text
    assert "line 31 of chapters/one.tex It is so.[2]" in text
    assert "see [2]" in text  # the dead link leads to its reference


def test_the_page_names_what_it_does_not_quote() -> None:
    report = samples.manuscript()
    assert report.inventory
    name = "page 4, paragraph {}".format
    markers = tuple(report.inventory.markers[0]._replace(line=n + 1, name=name(n)) for n in range(300))
    cited = tuple(samples.at(n + 1, 120, name(n)) for n in range(300))
    references = (report.inventory.references[0]._replace(cited=cited),)
    sheet = report.inventory._replace(markers=markers, references=references)
    text = text_of(html.render(replace(report, inventory=sheet), hostile.rule_help()))
    assert "and on page 4, paragraph 200; page 4, paragraph 201; " in text
    assert "and 40 more" in text


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("given", "unit", "words"),
    [
        ([Place(4, 1, 4, 2)], "line", "on line 4"),
        ([Place(9, 1, 9, 2), Place(4, 1, 4, 2), Place(4, 5, 4, 6)], "line", "on lines 4, 9"),
        ([Place(4, 1, 4, 2), Place(9, 1, 9, 2)], "paragraph", "in paragraphs 4, 9"),
        ([Place(4, 1, 4, 2), Place(9, 1, 9, 2)], "page", "on pages 4, 9"),
        ([samples.at(4, 1, "page 3"), samples.at(5, 1, "footnote 2")], "paragraph", "on page 3; footnote 2"),
        ([samples.at(4, 1, "cell 4, line 2")], "cell", "in cell 4, line 2"),
        ([samples.at(4, 1, path="b.tex"), samples.at(5, 1)], "line", "on line 5; line 4 of b.tex"),
        ([samples.at(n, 1) for n in range(1, 9)], "line", "on lines 1, 2, 3, 4 and 4 more"),
        ([samples.at(n, 1, f"page {n}") for n in range(1, 7)], "page", "on page 1; page 2; page 3; page 4 and 2 more"),
    ],
)
def test_places_are_told_with_a_preposition(given: list[Place], unit: str, words: str) -> None:
    assert places.listed(given, unit, 4) == words


@pytest.mark.parametrize("pad", range(0, 44, 4))
def test_words_that_are_cut_show_no_part_of_a_password(pad: int) -> None:
    """They are cut forty characters around the finding, perhaps within a URL."""
    url, words = f"https://me:{hostile.PASSWORD}@a.example/x", "word " * 8
    for text in (f"{url} {words[:pad]} [7]", f"[7] {words[:pad]} {url}"):
        problem = samples.problem(text)
        named = problem._replace(place=problem.place._replace(name="paragraph 3"))

        said = places.with_words(named, "paragraph")

        assert said.startswith('paragraph 3: "')
        assert not [part for part in ("s3cr", "3t-o", "-the-", "hous") if part in said]

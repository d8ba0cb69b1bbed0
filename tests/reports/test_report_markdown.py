"""The short report in Markdown: read back by a Markdown parser, so that what is markup is what we wrote."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import report_samples as samples
from hostile import assert_harmless, reports
from hypothesis import given
from hypothesis import settings as hypothesis
from markdown_it import MarkdownIt
from markdown_it.token import Token

from citecheck.model import Failure, LinkReport, Report, Severity, Verdict
from citecheck.reports.markdown import MOST, render

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")


def tokens(text: str) -> list[Token]:
    """All tokens, those inside others too."""
    return [inner for token in PARSER.parse(text) for inner in (token, *(token.children or ()))]


def headings(text: str) -> list[str]:
    """The texts of the headings."""
    found = PARSER.parse(text)
    return [found[at + 1].content for at, token in enumerate(found) if token.type == "heading_open"]


def test_dead_links_come_first() -> None:
    assert headings(render(samples.many_kinds())) == [
        "citecheck: 2 errors, 6 warnings",
        "Not read",
        "Dead links",
        "Links that need a look",
        "Errors in the text",
        "Warnings",
    ]


def test_a_row_says_where_what_and_what_to_do() -> None:
    text = render(samples.essay())
    (row,) = [line for line in text.splitlines() if samples.GONE in line]
    assert row.startswith("| `essay.txt:113` | &#91;2&#93; Statement by the Foreign Minister")
    assert f"<{samples.GONE}>" in row
    assert "cite an archived copy" in row


@pytest.mark.parametrize(
    ("report", "state"),
    [
        (Report((samples.document(),), offline=True), "all consistent"),
        (replace(samples.essay(), problems=()), "nothing to mend"),
        (Report(), "no documents found"),
        (Report((samples.document(),), complete=False), "not finished"),
        (Report(failures=(Failure("x", "y"),)), "not finished"),
    ],
)
def test_the_state_in_words(report: Report, state: str) -> None:
    assert headings(render(report))[0] == f"citecheck: {state}"


def test_long_lists_are_cut_and_the_size_is_bounded() -> None:
    many = tuple(samples.problem(message="[7] " + "*`|<" * 500) for _ in range(10_000))
    text = render(Report((samples.document(),), many))
    assert "and 9,950 more" in text
    assert text.count("| `essay.txt:31` |") == MOST
    assert len(text.encode()) < 200_000


def test_notices_and_what_is_hidden_are_told() -> None:
    report = replace(samples.essay(), notices=("all links were blocked",), suppressed=3, known=2)
    text = render(report)
    assert "> all links were blocked" in text
    assert "3 suppressed (2 in the baseline)" in text


def test_only_addresses_of_the_web_are_links() -> None:
    url = "javascript:alert(1)"
    problem = samples.link_problem(url, "CC301", Severity.ERROR, "gone")
    text = render(Report((samples.document(),), (problem,), (LinkReport(url, Verdict.DEAD),)))
    assert not [token for token in tokens(text) if token.type == "link_open"]


@hypothesis(max_examples=150, deadline=None)
@given(reports())
def test_hostile_reports(report: Report) -> None:
    text = render(report)
    assert_harmless(text)
    found = tokens(text)
    assert {token.type for token in found}.isdisjoint({"html_inline", "html_block", "image", "fence", "code_block"})
    for token in found:
        if token.type == "link_open":
            assert str(token.attrs["href"]).startswith(("http://", "https://"))
    known = {"Not read", "Dead links", "Links that need a look", "Errors in the text", "Warnings"}
    assert set(headings(text)[1:]) <= known
    # GitHub makes mentions and issues of these, wherever they are not code.
    raw = "\n".join(line for line in text.splitlines() if "`" not in line and "<http" not in line)
    assert not re.search(r"(?<![\w&;])@[a-z]", raw)

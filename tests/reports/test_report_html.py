"""The page for an editor: whole, alone, accessible, and with nothing in it that a document wrote as markup."""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest
import report_samples as samples
from hostile import reports
from hypothesis import given
from hypothesis import settings as hypothesis

from citecheck import pipeline
from citecheck.model import LinkHistory, Report, RuleHelp
from citecheck.reports.html import render
from citecheck.rules import rules
from citecheck.settings import Settings

RULES = [RuleHelp(rule.info, rule.page) for rule in rules().values()]
OURS = frozenset(
    (  # noqa: SIM905  # a list of these is 40 lines
        "html head meta title style body a header h1 h2 h3 p ul li svg rect i form label input select option output "
        "main section bdi mark span strong div br details summary pre script"
    ).split()
)
VOID = frozenset({"meta", "input", "br", "rect"})
TEXT = "It failed.[1] It rose.[7]\n\nNotes\n\n[1] K. Baker, http://x.example/a.\n\n[2] C. <Draper>, Court.\n"


class Page(HTMLParser):
    """A page taken apart: elements with their attributes, and the text that is seen."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.raw: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("style", "script"):
            self.raw[self.open[-1]] = data
        else:
            self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def attributes(self, name: str) -> list[str]:
        """All values of an attribute."""
        return [value or "" for _, attributes in self.elements for key, value in attributes.items() if key == name]


def essay(folder: object) -> Report:
    """The report on a small essay, with the fact-checker's sheet."""
    path = folder / "essay.txt"  # type: ignore[operator]
    path.write_text(TEXT, encoding="utf-8")
    return pipeline.check([str(path)], Settings(offline=True), inventory=True)


@pytest.mark.parametrize("report", [samples.essay(), samples.many_kinds(), samples.offline(), Report()])
def test_the_page_is_sound(report: Report) -> None:
    page = Page(render(report, RULES))
    assert page.open == []
    assert {tag for tag, _ in page.elements} <= OURS
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert set(page.attributes("aria-labelledby")) <= set(ids)
    assert {target[1:] for target in page.attributes("href") if target.startswith("#rule")} <= set(ids) | {
        f"rule-{each.rule}" for each in report.problems
    }


def test_the_page_stands_alone() -> None:
    page = Page(render(samples.many_kinds(), RULES))
    assert page.attributes("src") == []
    assert "@import" not in page.raw["style"]
    assert "url(" not in page.raw["style"]
    assert not [
        name for _, attributes in page.elements for name in attributes if name.startswith("on") or name == "style"
    ]
    policy = next(attributes["content"] or "" for tag, attributes in page.elements if "http-equiv" in attributes)
    for name in ("style", "script"):
        digest = base64.b64encode(sha256(page.raw[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_the_same_report_is_the_same_page() -> None:
    assert render(samples.essay(), RULES) == render(samples.essay(), RULES)


def test_every_finding_is_told_with_its_line_and_what_to_do() -> None:
    report = samples.many_kinds()
    text = Page(render(report, RULES)).text
    for problem in report.problems:
        assert f"{problem.path}:{problem.place.line}:{problem.place.column}" in text
        assert problem.message in text
    assert "change [7] to [6], or add entry [7]" in text
    assert text.index("[7] has no entry") < text.index("[TK] is unfinished") < text.index("the same")


def test_a_reference_stands_beside_the_sentences_that_cite_it(tmp_path: object) -> None:
    page = Page(re.sub(r"<(?=li|h3|p|div|br)", " <", render(essay(tmp_path), RULES)))
    text = " ".join(page.text.split())
    assert "[1] K. Baker, http://x.example/a. not checked http://x.example/a offline Cited in It failed.[1]" in text
    assert "[2] C. <Draper>, Court. Cited in never cited" in text
    assert "[7] no reference of this label Cited in It rose.[7]" in text


def test_the_history_of_a_link_is_told() -> None:
    report = samples.essay()
    told = LinkHistory("2025-01-01", "2026-03-02", "2026-03-05", 4, 3, "2026-03-09")
    links = tuple(link._replace(history=told, certificate_ends="2026-12-01") for link in report.links)
    text = Page(render(Report(report.documents, report.problems, links), RULES)).text
    assert "alive until 2026-03-02, failing since 2026-03-05 (4 times, on 3 days); first seen 2025-01-01" in text
    assert "its certificate ends on 2026-12-01" in text


def test_entries_carry_what_the_filters_ask() -> None:
    page = Page(render(samples.essay(), RULES))
    cards = [attributes for _, attributes in page.elements if "data-card" in attributes]
    assert {card["data-severities"] for card in cards} >= {"error", "info"}
    assert {card["data-verdicts"] for card in cards} >= {"dead", "blocked"}
    assert {card["data-look"] for card in cards} == {"yes", "no"}


def test_help_is_there_once_a_rule() -> None:
    page = Page(render(Report((samples.document(),), (samples.undefined(), samples.undefined())), RULES))
    assert page.attributes("id").count("rule-CC101") == 1
    assert page.text.count("A marker points to no reference") <= 1


def test_a_large_report_stays_openable() -> None:
    many = tuple(samples.problem(ESSAY_LINE, "[7]") for _ in range(2_000))
    assert len(render(Report((samples.document(),), many), RULES)) < 2_000 * 6_000


ESSAY_LINE = "word " * 60 + "[7] " + "word " * 60


@hypothesis(max_examples=80, deadline=None)
@given(reports())
def test_hostile_reports(report: Report) -> None:
    text = render(report, RULES)
    assert "pwned-secret" not in text
    page = Page(text)
    assert page.open == []
    assert {tag for tag, _ in page.elements} <= OURS
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"src", "style", "srcdoc"})
    for target in page.attributes("href"):
        assert target.startswith(("http://", "https://", "#"))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)

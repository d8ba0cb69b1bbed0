"""The rules: their table, their pages, and the examples on the pages."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest

import citecheck.rules
from citecheck import readers
from citecheck.citations import analyse
from citecheck.model import Finding, Severity
from citecheck.rules import Rule, rules

TABLE = """
CC101 undefined-marker          error
CC102 uncited-reference         error
CC103 duplicate-reference       error
CC104 numbering-gap             error
CC105 citation-order            error
CC106 reference-order           error
CC107 repeated-marker           warning
CC108 mixed-styles              warning
CC109 malformed-marker          error
CC110 empty-reference           error
CC111 duplicate-source          info
CC112 invalid-range             error
CC113 dangling-cross-reference  warning
CC114 unfinished-citation       warning
CC115 unpaired-list             error
CC116 off-by-one-run            error
CC117 missing-field             info
CC201 malformed-url             error
CC202 broken-url                error
CC203 missing-link              info
CC204 private-link              warning
CC205 fragile-link              info
CC206 bad-identifier            error
CC301 dead-link                 error
CC302 moved-link                warning
CC303 unreachable-link          warning
CC304 blocked-link              info
CC305 missing-fragment          warning
CC306 soft-404                  error
CC307 tls-error                 warning
CC308 no-network                error
CC401 unused-ignore             warning
CC402 expired-ignore            warning
"""
"""What other programs rely on: a code keeps its name and severity."""


class Example(NamedTuple):
    """An example on a rule's page."""

    code: str
    flagged: bool
    path: str
    text: str


def sections(page: str) -> list[tuple[str, str]]:
    """The sections of a rule's page: heading and text, in order."""
    parts = re.split(r"^(\S.*)\n(?=    )", page, flags=re.MULTILINE)
    return [(heading, dedent(text).strip("\n") + "\n") for heading, text in zip(parts[1::2], parts[2::2], strict=True)]


def examples() -> list[Example]:
    """The examples on the pages of all rules that read the text."""
    paths = {"(markdown)": "a.md", "(bibtex)": "a.bib"}
    return [
        Example(code, heading.startswith("Flagged"), paths.get(heading.partition(" ")[2], "a.txt"), text)
        for code, rule in rules().items()
        for heading, text in sections(rule.page)
        if heading.partition(" ")[0] in ("Flagged", "Clean")
    ]


def said(example: Example) -> dict[str, list[Finding]]:
    """What each rule that speaks has to say of an example."""
    citations = analyse(readers.read(example.path, example.text.encode()))
    found = {code: list(rule.check(citations)) for code, rule in rules().items() if rule.check}
    return {code: findings for code, findings in found.items() if findings}


def worst(code: str, findings: list[Finding]) -> Severity:
    return max((finding.severity or rules()[code].severity for finding in findings), key=lambda each: each.rank)


def text_rules() -> list[Rule]:
    return [rule for rule in rules().values() if rule.check]


def link_rules() -> list[Rule]:
    return [rule for rule in rules().values() if rule.link_check]


def test_the_table() -> None:
    table = [tuple(line.split()) for line in TABLE.strip().splitlines()]
    assert [(rule.code, rule.name, str(rule.severity)) for rule in rules().values()] == table


@pytest.mark.parametrize(
    "example", examples(), ids=lambda each: f"{each.code}-{'flagged' if each.flagged else 'clean'}"
)
def test_examples(example: Example) -> None:
    found = said(example)
    others = {code: findings for code, findings in found.items() if code != example.code}
    if example.flagged:
        assert example.code in found
        loud = {code for code, findings in others.items() if worst(code, findings) is not Severity.INFO}
        assert loud == set(), "one fault, one finding"
    else:
        assert example.code not in found
        assert {code for code, findings in others.items() if worst(code, findings) is Severity.ERROR} == set()


@pytest.mark.parametrize("example", [each for each in examples() if each.flagged], ids=lambda each: each.code)
def test_findings_say_what_is_wrong_and_where(example: Example) -> None:
    for finding in said(example)[example.code]:
        assert finding.message
        assert not finding.message.endswith(".")
        assert not finding.advice.endswith(".")
        assert 0 <= finding.span.start < finding.span.end <= len(example.text)
        assert all(other.span != finding.span and other.message for other in finding.related)


@pytest.mark.parametrize("rule", text_rules(), ids=lambda rule: rule.code)
def test_a_rule_of_the_text_has_its_sections(rule: Rule) -> None:
    kinds = [heading.partition(" (")[0] for heading, _ in sections(rule.page)]
    assert list(dict.fromkeys(kinds)) == ["What it does", "Why it matters", "Flagged", "Clean", "Fix"]


@pytest.mark.parametrize("rule", link_rules(), ids=lambda rule: rule.code)
def test_a_rule_of_links_has_its_sections(rule: Rule) -> None:
    assert [heading for heading, _ in sections(rule.page)] == [
        "What it does",
        "Why it matters",
        "Example",
        "Fix",
    ]


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
def test_a_rule_is_one_function_in_a_module_of_its_name(rule: Rule) -> None:
    assert [rule.check, rule.link_check, rule.silence_check].count(None) == 2
    module = f"{rule.code}_{rule.name}".lower().replace("-", "_")
    assert rule.module == f"citecheck.rules.{module}"


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
def test_the_summary_is_a_short_sentence(rule: Rule) -> None:
    first, second, *_ = rule.page.split("\n")
    assert first.endswith(".")
    assert first[0].isupper() or first[0].isdigit()
    assert len(first) <= 100
    assert second == ""
    assert rule.info.summary == first[:-1]


def test_every_module_is_a_rule() -> None:
    folder = Path(citecheck.rules.__file__).parent
    names = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert names == {rule.module.rpartition(".")[2] for rule in rules().values()}

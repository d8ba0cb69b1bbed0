from __future__ import annotations

from citecheck.model import RuleInfo, Severity
from citecheck.reports.pages import rule_page, rules_table

RULES = (
    RuleInfo("CC101", "undefined-marker", Severity.ERROR, "A marker has no reference"),
    RuleInfo("CC113", "dangling-cross-reference", Severity.WARNING, "A pointer leads nowhere or the wrong way"),
)
PAGE = """A marker has no reference.

What it does
    Finds markers whose label no reference has, members of a group or range included. One finding for
    each label, at its first marker:

    - of a group,
      or of a range
    - of a note

Flagged
    The harvest failed twice.[1]   Prices doubled.

    [1] Royal Archive,
        Ledger 12.

Fix
    Add [bold]it[/bold].
"""


def test_the_table_has_a_row_for_each_rule() -> None:
    assert rules_table(RULES, width=100, color=False, unicode=True).splitlines() == [
        "CC101  undefined-marker          error    A marker has no reference",
        "CC113  dangling-cross-reference  warning  A pointer leads nowhere or the wrong way",
    ]
    assert rules_table((), width=100, color=False, unicode=True) == ""


def test_a_narrow_table_puts_the_summary_below() -> None:
    lines = rules_table(RULES, width=40, color=False, unicode=True).splitlines()
    assert lines == [
        "CC101  undefined-marker          error",
        "  A marker has no reference",
        "CC113  dangling-cross-reference  warning",
        "  A pointer leads nowhere or the wrong",
        "  way",
    ]


def test_a_page_fills_prose_and_keeps_examples() -> None:
    assert rule_page(RULES[0], PAGE, width=60, color=False, unicode=True) == (
        "CC101  undefined-marker  error\n"
        "\n"
        "A marker has no reference.\n"
        "\n"
        "What it does\n"
        "    Finds markers whose label no reference has, members of a\n"
        "    group or range included. One finding for each label, at\n"
        "    its first marker:\n"
        "\n"
        "    - of a group, or of a range\n"
        "    - of a note\n"
        "\n"
        "Flagged\n"
        "    The harvest failed twice.[1]   Prices doubled.\n"
        "\n"
        "    [1] Royal Archive,\n"
        "        Ledger 12.\n"
        "\n"
        "Fix\n"
        "    Add [bold]it[/bold].\n"
        "\n"
        "Silence\n"
        "    `<!-- citecheck: ignore CC101 -- why -->` hides it on\n"
        "    its line, or in its note; `--ignore CC101` leaves this\n"
        "    rule out of a run.\n"
    )


def test_colour_adds_escapes_only() -> None:
    text = rule_page(RULES[0], PAGE, width=60, color=True, unicode=True)
    assert text.startswith("\x1b[1mCC101\x1b[0m  undefined-marker  \x1b[1;31merror\x1b[0m\n")
    assert "\x1b[1mWhat it does\x1b[0m\n" in text


def test_ascii_pages_hold_ascii_only() -> None:
    page = PAGE.replace("harvest", "“harvest” 日本")
    assert '"harvest" ??' in rule_page(RULES[0], page, width=60, color=False, unicode=False)

"""`citecheck rules`: the table of rules."""

from citecheck.console import screen, write


def command() -> int:
    """Print every rule in a line."""
    from citecheck.reports.pages import rules_table
    from citecheck.rules import rules

    write(rules_table((rule.info for rule in rules().values()), **screen("")))
    return 0

"""The rules: one module each, `ccNNN_name.py`, found by its name.

A module's docstring is the rule's page: its first line is the summary, then sections, each a heading at
the margin over an indented text. `Flagged` and `Clean` sections are examples and are run by the tests; an
example in Markdown is headed `Flagged (markdown)`, one in BibTeX `Flagged (bibtex)`. The module decorates one function:

- `@rule(...)` on `check(citations) -> Iterator[Finding]`, for what the text shows, or
- `@link_rule(...)` on `check(link) -> LinkFinding | None`, for what the web answered, or
- `@silence_rule(...)` on `check(silence) -> LinkFinding | None`, for comments and `[[ignore]]`s that hide findings.

Rules are pure: no regular expressions, no I/O; what they need is computed in `citecheck.citations`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, TypeVar

from citecheck.model import Citations, Finding, Form, LinkReport, Marker, Reference, RuleInfo, Severity, Silence


class LinkFinding(NamedTuple):
    """What a rule has to say of a checked URL, or of a silence; it is placed where that stands."""

    message: str
    advice: str = ""
    severity: Severity | None = None


Numbered = TypeVar("Numbered", Marker, Reference)
Check = Callable[[Citations], Iterable[Finding]]
LinkCheck = Callable[[LinkReport], LinkFinding | None]
SilenceCheck = Callable[[Silence], LinkFinding | None]


class Rule(NamedTuple):
    """A rule and its page."""

    code: str
    name: str
    severity: Severity
    module: str
    check: Check | None
    link_check: LinkCheck | None = None
    silence_check: SilenceCheck | None = None

    @property
    def page(self) -> str:
        """The module's docstring."""
        return sys.modules[self.module].__doc__ or ""

    @property
    def info(self) -> RuleInfo:
        """The rule's line in tables."""
        return RuleInfo(self.code, self.name, self.severity, self.page.partition("\n")[0].rstrip("."))


_registered: dict[str, Rule] = {}


def rule(code: str, name: str, severity: Severity) -> Callable[[Check], Check]:
    """Register a rule over the text."""

    def register(check: Check) -> Check:
        _registered[code] = Rule(code, name, severity, check.__module__, check)
        return check

    return register


def link_rule(code: str, name: str, severity: Severity) -> Callable[[LinkCheck], LinkCheck]:
    """Register a rule over a checked link."""

    def register(check: LinkCheck) -> LinkCheck:
        _registered[code] = Rule(code, name, severity, check.__module__, None, link_check=check)
        return check

    return register


def silence_rule(code: str, name: str, severity: Severity) -> Callable[[SilenceCheck], SilenceCheck]:
    """Register a rule over what hides findings."""

    def register(check: SilenceCheck) -> SilenceCheck:
        _registered[code] = Rule(code, name, severity, check.__module__, None, silence_check=check)
        return check

    return register


@cache
def rules(prefix: str = "CC") -> dict[str, Rule]:
    """The rules whose code begins so, by code, in order; imports their modules the first time."""
    for path in sorted(Path(__file__).parent.glob(f"{prefix.lower()}[0-9]*_*.py")):
        import_module(f"{__name__}.{path.stem}")
    return {code: each for code, each in sorted(_registered.items()) if code.startswith(prefix)}


def text_rules() -> dict[str, Rule]:
    """The rules over the text; an offline run needs no others."""
    return rules("CC1") | rules("CC2")


def link_rules() -> dict[str, Rule]:
    """The rules over checked links."""
    return rules("CC3")


def silence_rules() -> dict[str, Rule]:
    """The rules over what hides findings; a run in which nothing is to be hidden needs none."""
    return rules("CC4")


def from_faults(citations: Citations, code: str) -> Iterator[Finding]:
    """The findings of a rule whose faults the scanners found while reading."""
    for fault in citations.faults:
        if fault.rule == code:
            yield Finding(
                fault.message,
                fault.span,
                label=fault.label,
                note=fault.note,
                advice=fault.advice,
                url=fault.url,
                severity=fault.severity,
            )


def over_days(link: LinkReport) -> str:
    """What is known of a failing link from earlier runs: "; alive until 2026-03-02, failing since 2026-03-05"."""
    told = link.history
    if told is None or told.failures < 2:
        return ""
    alive = f"alive until {told.last_ok}, " if told.last_ok else ""
    return f"; {alive}failing since {told.failing_since}"


def bracketed(item: Marker | Reference) -> str:
    """The label as the document writes it."""
    if item.form is Form.CARET:
        return f"[^{item.label}]"
    if item.form is Form.INLINE:
        return f"note {item.label}"
    return f"[note {item.label}]" if item.form is Form.NOTE else f"[{item.label}]"


def out_of_order_with(items: Sequence[Numbered], position: int) -> tuple[Numbered | None, bool]:
    """What a misplaced number of a row is out of order with, and whether that stands before it."""
    number = int(items[position].label)
    earlier = next((each for each in items[:position] if int(each.label) > number), None)
    if earlier is not None:
        return earlier, True
    return next((each for each in items[position + 1 :] if int(each.label) < number), None), False

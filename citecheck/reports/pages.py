"""The table of rules and the page of a rule, for `citecheck rules` and `citecheck explain CODE`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from citecheck.model import RuleInfo
from citecheck.reports.screen import Screen, cells

_PROSE = 88
"""Cells after which prose is tiring to read."""
_INDENT = "    "
_OF_LINKS = "CC3"
_EXAMPLES = ("Flagged", "Clean")
"""How the headings begin of sections that are examples, as told in `citecheck.rules`."""


def rules_table(rules: Iterable[RuleInfo], *, width: int, color: bool, unicode: bool) -> str:
    """The rules, one a line: code, name, severity, summary; with a final line end."""
    screen = Screen(width, color=color, unicode=unicode, links=False)
    rows = list(rules)
    name = max((cells(row.name) for row in rows), default=0)
    lines: list[str] = []
    for row in rows:
        left = f"{screen.paint(row.code, 'strong')}  {row.name:<{name}}  "
        left += screen.paint(f"{row.severity:<7}", row.severity) + "  "
        indent = len(row.code) + name + 13
        if screen.width - indent < 24:
            left, indent = left.rstrip() + "\n  ", 2
        lines.append(left + f"\n{' ' * indent}".join(screen.wrap(row.summary, screen.width - indent)))
    return "\n".join(lines) + "\n" if lines else ""


def rule_page(rule: RuleInfo, page: str, *, width: int, color: bool, unicode: bool) -> str:
    """The page of a rule, made from its module's docstring; with a final line end.

    `page` is the docstring: the summary in its first line, then paragraphs, and sections that are a heading
    at the margin over indented text. Paragraphs are filled to the width; indented text keeps its lines.
    """
    screen = Screen(width, color=color, unicode=unicode, links=False)
    title = f"{screen.paint(rule.code, 'strong')}  {rule.name}  {screen.paint(rule.severity, rule.severity)}"
    silence = (
        f"Silence\n{_INDENT}`<!-- citecheck: ignore {rule.code} -- why -->` hides it on its line, or in its note; "
    )
    silence += f"`--ignore {rule.code}` leaves this rule out of a run"
    silence += ", `--exclude-link PATTERN` the URLs that match." if rule.code.startswith(_OF_LINKS) else "."
    return "\n\n".join([title, *_body(page.strip("\n"), screen), *_body(silence, screen)]) + "\n"


def _body(page: str, screen: Screen) -> Iterator[str]:
    """The parts of a page that stand between blank lines."""
    room = min(screen.width, _PROSE)
    example = False
    for part in page.split("\n\n"):
        first, *rest = part.splitlines() or [""]
        if first[:1] in {" ", "\t"}:
            yield "\n".join(_indented([first, *rest], screen, room, example=example))
        elif rest and rest[0].startswith(" "):
            example = first.startswith(_EXAMPLES)
            heading = screen.paint(screen.show(first), "strong")
            yield "\n".join([heading, *_indented(rest, screen, room, example=example)])
        else:
            yield "\n".join(screen.wrap(part, room))


def _indented(lines: Iterable[str], screen: Screen, room: int, *, example: bool) -> Iterator[str]:
    """The text of a section: an example line by line, else filled, with list items on lines of their own."""
    texts: list[str] = []
    for line in lines:
        text = line.strip()
        if example or not texts or text.startswith("- "):
            texts.append(line.removeprefix(_INDENT) if example else text)
        else:
            texts[-1] += f" {text}"
    for text in texts:
        shown = screen.show(text)
        if example and cells(shown) <= room - len(_INDENT):
            yield f"{_INDENT}{shown}".rstrip()
        else:
            hanging = "  " if text.startswith("- ") else ""
            wrapped = screen.wrap(text, room - len(_INDENT) - len(hanging))
            yield _INDENT + f"\n{_INDENT}{hanging}".join(wrapped)

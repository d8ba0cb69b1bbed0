"""SARIF 2.1.0, for code scanning and the viewers of editors (OASIS, Static Analysis Results Interchange Format)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from citecheck import __version__
from citecheck.model import Excerpt, Note, Place, Problem, Report, RuleHelp, RuleInfo, Severity
from citecheck.reports.json import escaped
from citecheck.reports.plain import one_line, plain

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_HOME = "https://pypi.org/project/citecheck-footnotes/"


def render(report: Report, rules: Sequence[RuleHelp]) -> str:
    """The report as a SARIF log with one run; `rules` are all that there are, those that found something are told."""
    found = {problem.rule for problem in report.problems}
    told = [rule for rule in rules if rule.info.code in found]
    index = {rule.info.code: at for at, rule in enumerate(told)}
    units = {document.path: document.unit for document in report.documents}
    seen: Counter[str] = Counter()
    results = []
    for problem in report.problems:
        # Which of its kind it is: viewers take two results with one fingerprint for one.
        seen[problem.fingerprint] += 1
        results.append(_result(problem, index, units.get(problem.path, "line"), seen[problem.fingerprint]))
    driver = {
        "name": "citecheck",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": _HOME,
        "rules": [_rule(rule.info, rule.page) for rule in told],
    }
    notes = [_notification("error", f"{each.path}: {each.message}") for each in report.failures]
    notes += [_notification("note", each) for each in report.notices]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": report.complete and not report.failures,
                "toolExecutionNotifications": notes,
            }
        ],
        "results": results,
    }
    log = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return escaped(json.dumps(log, ensure_ascii=False, indent=1)) + "\n"


def _rule(rule: RuleInfo, page: str) -> dict[str, Any]:
    name = "".join(part.capitalize() for part in rule.name.split("-"))
    first, _, rest = page.strip().partition("\n")
    return {
        "id": rule.code,
        "name": name,
        "shortDescription": {"text": first},
        "fullDescription": {"text": first},
        "help": {"text": page.strip(), "markdown": f"{first}\n\n{_markdown(rest)}".strip()},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["links" if rule.code.startswith(("CC2", "CC3")) else "citations"]},
    }


def _markdown(page: str) -> str:
    """A rule's page, whose sections are headings over indented text: examples become code."""
    parts = []
    for block in page.strip().split("\n\n"):
        heading, *lines = block.splitlines() or [""]
        if heading.startswith(" "):
            parts.append(" ".join(line.strip() for line in block.splitlines()))
        elif heading.startswith(("Flagged", "Clean", "Example")) and lines:
            body = "\n".join(line.removeprefix("    ") for line in lines)
            parts.append(f"**{heading}**\n\n```text\n{body}\n```")
        elif lines and lines[0].startswith(" "):
            body = "\n".join(line.strip() for line in lines)
            parts.append(f"**{heading}**\n\n{body}")
        else:
            parts.append(block)
    return "\n\n".join(parts)


def _result(problem: Problem, index: dict[str, int], unit: str, number: int) -> dict[str, Any]:
    level = _LEVELS[problem.severity]
    found: dict[str, Any] = {
        "ruleId": problem.rule,
        "level": level,
        "message": {"text": one_line(problem.sentence)},
        "locations": [_location(problem.path, problem.place, problem.excerpt, unit)],
        "partialFingerprints": {"citecheck/v1": f"{problem.fingerprint}:{number}"},
    }
    if problem.rule in index:
        found["ruleIndex"] = index[problem.rule]
    if problem.related:
        found["relatedLocations"] = [
            {"id": at, **_related(problem.path, note, unit)} for at, note in enumerate(problem.related)
        ]
    more = {"label": problem.label, "url": problem.url}
    if shown := {name: plain(value) for name, value in more.items() if value is not None}:
        found["properties"] = shown
    return found


def _location(path: str, place: Place, excerpt: Excerpt | None, unit: str) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(path)}
    if unit != "line":
        # A region counts lines; what a document counts in place of them has a name.
        name = f"{unit} {place.line}"
        return {"physicalLocation": physical, "logicalLocations": [{"name": name, "fullyQualifiedName": name}]}
    region: dict[str, Any] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    if excerpt is not None:
        region["snippet"] = {"text": plain(excerpt.text[excerpt.start : excerpt.end])}
    return {"physicalLocation": physical | {"region": region}}


def _related(path: str, note: Note, unit: str) -> dict[str, Any]:
    return _location(path, note.place, note.excerpt, unit) | {"message": {"text": one_line(note.message)}}


def _artifact(path: str) -> dict[str, str]:
    """A relative path counts from the root of the sources; a URI has no backslashes."""
    if PurePath(path).is_absolute() and "\0" not in path:
        return {"uri": plain(Path(path).as_uri())}
    parts = PurePath(path).as_posix()
    return {"uri": quote(parts, safe="/!$&'()*+,;=@~", errors="replace"), "uriBaseId": "%SRCROOT%"}


def _notification(level: str, message: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": one_line(message)}}

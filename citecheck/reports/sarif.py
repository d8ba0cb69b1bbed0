"""The report as SARIF 2.1.0 (OASIS), for code scanning on GitHub and for the editors that read it.

Only the rules that found something are described, each with its page. A result stands on a line of its own.

- Places of documents without lines (paragraphs, pages) are logical locations, and in the message: a line number
  would lead elsewhere.
- Messages are plain text, in which `[text](target)` would be a link: text of documents makes none.
- GitHub tells alerts apart by its own hash of the line, which its upload action adds; `citecheck/v1` is for others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from citecheck import __version__
from citecheck.model import Excerpt, Place, Problem, Report, RuleHelp, Severity
from citecheck.patterns import without_passwords
from citecheck.reports.helptext import description, markdown
from citecheck.reports.json import dump
from citecheck.reports.places import LINE, identities, is_file, is_lined, told, units, uri, with_words

INFORMATION = "https://pypi.org/project/citecheck-footnotes/"
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_GITHUB = {
    Severity.ERROR: ("error", "very-high"),
    Severity.WARNING: ("warning", "high"),
    Severity.INFO: ("recommendation", "medium"),
}
"""By what code scanning sorts and filters: `problem.severity` and `precision`."""
_TAGS = {"CC1": "citations", "CC2": "references", "CC3": "links"}
_MOST_DESCRIPTION = 1_000
"""GitHub takes 1,024 characters."""
_MOST_SNIPPET = 2_000
"""Characters of text from a document that are worth their room."""

_Object = dict[str, object]


def render(report: Report, rules: Sequence[RuleHelp]) -> str:
    """The report as a SARIF log with one run and a final line end; `rules` are all rules, with their pages."""
    codes = sorted({problem.rule for problem in report.problems})
    pages = {rule.info.code: rule for rule in rules}
    names = {problem.rule: problem.name for problem in report.problems} | {
        code: rule.info.name for code, rule in pages.items()
    }
    unit = units(report)
    run = dump(
        {
            "tool": {
                "driver": {
                    "name": "citecheck",
                    "version": __version__,
                    "informationUri": INFORMATION,
                    "rules": [_rule(code, names[code], pages.get(code)) for code in codes],
                }
            },
            "invocations": [_invocation(report)],
            "columnKind": "unicodeCodePoints",
            "results": [
                _result(problem, identity, codes.index(problem.rule), unit.get(problem.path, LINE))
                for problem, identity in zip(report.problems, identities(report.problems), strict=True)
            ],
        }
    )
    return f'{{\n"$schema": "{_SCHEMA}",\n"version": "2.1.0",\n"runs": [\n{run}]\n}}\n'


def _rule(code: str, name: str, rule: RuleHelp | None) -> _Object:
    described: _Object = {"id": code, "name": "".join(word.capitalize() for word in name.split("-"))}
    if rule is None:
        return described
    severity, precision = _GITHUB[rule.info.severity]
    what = description(rule.page)
    if len(what) > _MOST_DESCRIPTION:
        what = what[: _MOST_DESCRIPTION - 1] + "…"
    return described | {
        "shortDescription": {"text": f"{rule.info.summary}."},
        "fullDescription": {"text": what},
        "help": {"text": rule.page.strip("\n") + "\n", "markdown": markdown(rule.page)},
        "defaultConfiguration": {"level": _LEVELS[rule.info.severity]},
        "properties": {
            "tags": [_TAGS.get(code[:3], "citations")],
            "precision": precision,
            "problem.severity": severity,
        },
    }


def _invocation(report: Report) -> _Object:
    """How the run went; whatever a person should know about it is a notification."""
    notes = [_notification("error", f"{failure.path}: {failure.message}", failure.path) for failure in report.failures]
    if not report.complete:
        notes.append(_notification("error", "The run was interrupted: not all is in this report."))
    notes.extend(_notification("warning", notice) for notice in report.notices)
    invocation: _Object = {"executionSuccessful": report.complete and not report.failures}
    return invocation | ({"toolExecutionNotifications": notes} if notes else {})


def _notification(level: str, text: str, path: str | None = None) -> _Object:
    note: _Object = {"level": level, "message": _message(text)}
    return note if path is None else {"locations": [{"physicalLocation": {"artifactLocation": _artifact(path)}}]} | note


def _result(problem: Problem, identity: str, index: int, unit: str) -> _Object:
    where = "" if is_lined(problem.place, unit) else f" ({with_words(problem, unit)})"
    result: _Object = {
        "ruleId": problem.rule,
        "ruleIndex": index,
        "level": _LEVELS[problem.severity],
        "message": _message(told(problem) + where),
        "locations": [_location(problem.path, problem.place, unit, problem.excerpt, problem.note)],
    }
    if problem.related:
        result["relatedLocations"] = [
            {"id": number} | _location(note.place.path or problem.path, note.place, unit, note.excerpt, note.message)
            for number, note in enumerate(problem.related)
        ]
    result["partialFingerprints"] = {"citecheck/v1": identity}
    more = {"label": problem.label, "url": problem.url}
    if properties := {name: value for name, value in more.items() if value is not None}:
        result["properties"] = properties
    return result


def _location(path: str, place: Place, unit: str, excerpt: Excerpt | None, words: str) -> _Object:
    physical: _Object = {"artifactLocation": _artifact(path)}
    location: _Object = {"physicalLocation": physical}
    if is_lined(place, unit):
        physical |= _regions(place, excerpt)
    else:
        location["logicalLocations"] = [{"name": place.words(unit), "kind": unit}]
    if words:
        location["message"] = _message(words)
    return location


def _artifact(path: str) -> Mapping[str, object]:
    if not is_file(path):
        return {"uri": uri(PurePath("<stdin>")), "description": {"text": "standard input"}}
    pure = PurePath(without_passwords(path))
    return {"uri": uri(pure)} if pure.is_absolute() else {"uri": uri(pure), "uriBaseId": "%SRCROOT%"}


def _regions(place: Place, excerpt: Excerpt | None) -> _Object:
    """The region, with its text, and its line around it, where these are known and short."""
    region = _region(*place[:4])
    if excerpt is None or excerpt.taken_out or not place.line == place.end_line == excerpt.line:
        return {"region": region}
    marked = excerpt.text[excerpt.start : excerpt.end]
    if len(marked) == place.end_column - place.column <= _MOST_SNIPPET:
        region["snippet"] = {"text": marked}
    first = place.column - excerpt.start
    last = first + len(excerpt.text)
    if not (first >= 1 and place.end_column <= last and len(excerpt.text) <= _MOST_SNIPPET):
        return {"region": region}
    around = _region(place.line, first, place.line, last)
    return {"region": region, "contextRegion": around | {"snippet": {"text": excerpt.text}}}


def _region(line: int, column: int, end_line: int, end_column: int) -> _Object:
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _message(text: str) -> _Object:
    # First the veil: the blank that breaks a link would hide a password from it.
    return {"text": without_passwords(text).replace("](", "] (") if "](" in text else text}

"""The report as one JSON object (RFC 8259), for other programs.

Each array element stands on a line of its own, so that the output can be read, compared and searched by line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from citecheck import __version__
from citecheck.model import LinkReport, Note, Problem, Report, Severity
from citecheck.patterns import lazy, without_passwords

SCHEMA = 1
"""Raised when a field changes its meaning or goes away; new fields may come at any time."""

_UNSAFE = lazy("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SURROGATE = lazy("[\ud800-\udfff]")
_encoded = json.JSONEncoder(ensure_ascii=False).encode


def render(report: Report) -> str:
    """The report as a JSON object with a final line end, in the order of the report."""
    return dump(
        {
            "schema": SCHEMA,
            "tool": {"name": "citecheck", "version": __version__},
            "complete": report.complete,
            "documents": [
                {
                    "path": document.path,
                    "format": document.format,
                    "unit": document.unit,
                    "markers": document.markers,
                    "references": document.references,
                    "links": document.links,
                }
                for document in report.documents
            ],
            "findings": [_finding(problem) for problem in report.problems],
            "links": [_link(link) for link in report.links],
            "failures": [{"path": failure.path, "message": failure.message} for failure in report.failures],
            "summary": {
                "documents": len(report.documents),
                "markers": report.markers,
                "references": report.references,
                "links": len(report.links),
                "errors": report.count(Severity.ERROR),
                "warnings": report.count(Severity.WARNING),
                "infos": report.count(Severity.INFO),
                "suppressed": report.suppressed,
            },
        }
    )


def dump(fields: Mapping[str, object]) -> str:
    """An object as JSON text that every UTF-8 stream and every strict parser takes.

    Control characters above ASCII and those that turn the direction of text are escaped, so that they do
    nothing on a terminal. Lone surrogates, which stand for undecodable bytes of file names, become U+FFFD:
    they cannot be encoded, and parsers differ over their escapes (RFC 8259, section 8.2).
    """
    return "{\n" + _harmless(",\n".join(f'  "{name}": {_value(value)}' for name, value in fields.items())) + "\n}\n"


def dump_rows(rows: Sequence[object]) -> str:
    """The same of an array."""
    return _harmless(_value(rows)).replace("\n  ", "\n") + "\n"


def _harmless(text: str) -> str:
    text = without_passwords(text)
    if text.isascii() and "\x7f" not in text:
        return text  # most reports, at a glance
    return _UNSAFE.sub(_escape, _SURROGATE.sub("\ufffd", text))


def _value(value: object) -> str:
    if isinstance(value, list) and value:
        return "[\n    " + ",\n    ".join(_encoded(item) for item in value) + "\n  ]"
    return _encoded(value)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _finding(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "path": problem.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "rule": problem.rule,
        "name": problem.name,
        "severity": problem.severity.value,
        "message": problem.sentence,
        "label": problem.label,
        "url": problem.url,
        "related": [_note(note) for note in problem.related],
        "fix": None,
        "fingerprint": problem.fingerprint,
    }


def _note(note: Note) -> dict[str, object]:
    elsewhere = f", in {note.place.path}" if note.place.path else ""
    return {"line": note.place.line, "column": note.place.column, "message": note.message + elsewhere}


def _link(link: LinkReport) -> dict[str, object]:
    return {
        "url": link.url,
        "verdict": link.verdict.value,
        "reason": link.reason,
        "status": link.status,
        "final_url": link.final_url,
        "attempts": link.attempts,
        "checked_at": link.checked_at,
        "cached": link.cached,
        "cited": [
            {"path": cited.path, "line": cited.line, "column": cited.column, "label": cited.label}
            for cited in link.cited
        ],
    }

"""The JSON schema of the configuration, made from the same table that reads it."""

from __future__ import annotations

from typing import Any

from citecheck.config.kinds import Number
from citecheck.config.options import BY_KEY, OPTIONS
from citecheck.model import Severity

_TEXT = {"type": "string"}
_STATUS = {
    "anyOf": [
        {"type": "integer", "minimum": 100, "maximum": 999},
        {"type": "string", "pattern": "^[1-9][0-9]{2}(-[1-9][0-9]{2})?$"},
    ]
}


def schema() -> dict[str, Any]:
    """The schema of `citecheck.toml` and of `[tool.citecheck]` (JSON Schema 2020-12)."""
    options = {option.key: option.kind.schema | {"description": option.help} for option in OPTIONS}
    severity = {
        "type": "object",
        "description": "How grave the findings of a rule are, by code, beginning of codes, or name.",
        "additionalProperties": {"enum": [each.value for each in Severity]},
    }
    for option in OPTIONS:
        if option.is_path:
            options[option.key] |= {"not": {"pattern": r"^/|(^|/)\.\.(/|$)"}}
    codes = {"anyOf": [_TEXT | {"minLength": 1}, {"type": "array", "items": _TEXT, "minItems": 1}]}
    ignored = _table(
        "Findings that are not reported, and why.",
        {
            "reason": _TEXT | {"pattern": r"\S"},
            "code": codes,
            "codes": codes,
            "url": _TEXT | {"description": "The URL of the finding, with * for any characters."},
            "path": _TEXT | {"description": "A gitignore pattern of documents."},
            "until": _TEXT
            | {
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                "format": "date",
                "description": "The day on which it ends, as 2027-03-31 or a TOML date.",
            },
        },
    ) | {"required": ["reason"], "anyOf": [{"required": [key]} for key in ("code", "codes", "url", "path")]}
    options["ignore"] = {
        "description": "Rules that are left out, or [[ignore]] tables.",
        "anyOf": [_TEXT, {"type": "array", "items": {"anyOf": [_TEXT, ignored]}}],
    }
    own = {option.key: options[option.key] for option in OPTIONS if option.of_documents}
    own["ignore"] = BY_KEY["ignore"].kind.schema
    override = _table("Settings of the documents that match.", own | {"severity": severity})
    host = _table(
        "How the links of a host are checked.",
        {
            "accept": {"anyOf": [_STATUS, {"type": "array", "items": _STATUS}]},
            "headers": {"type": "object", "additionalProperties": _TEXT},
            "pace": Number(0.01).schema | {"description": "Requests a second at most."},
            "timeout": Number(0.1).schema,
            "skip": {"type": "boolean"},
        },
    )
    tables = {
        "severity": severity,
        "overrides": {"type": "object", "description": "By gitignore pattern.", "additionalProperties": override},
        "hosts": {"type": "object", "description": "By host name.", "additionalProperties": host},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of citecheck",
        **_table("citecheck.toml, or [tool.citecheck] in pyproject.toml.", options | tables),
    }


def _table(description: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "additionalProperties": False,
    }

"""The fact-checker's sheet as one JSON object (RFC 8259), for other programs."""

from __future__ import annotations

from citecheck.model import Inventory
from citecheck.reports.json import SCHEMA, dump


def render(inventory: Inventory) -> str:
    """The inventory as a JSON object with a final line end, each marker and reference on a line of its own."""
    return dump(
        {
            "schema": SCHEMA,
            "markers": [
                {"path": row.path, "line": row.line, "column": row.column, "label": row.label}
                for row in inventory.markers
            ],
            "references": [
                {
                    "path": row.path,
                    "line": row.line,
                    "column": row.column,
                    "label": row.label,
                    "text": row.text,
                    "links": list(row.links),
                }
                for row in inventory.references
            ],
        }
    )

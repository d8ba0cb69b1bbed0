"""The fixtures through the command line: counts and findings are those that were worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citecheck.cli import app

FIXTURES = Path(__file__).parent.parent / "fixtures"
DOCUMENTS = sorted(path.name for path in FIXTURES.iterdir() if path.suffix in (".txt", ".md"))
COUNTS = ("markers", "references", "links")
FIELDS = ("rule", "label", "line", "column", "severity")

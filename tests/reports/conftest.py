"""Snapshots: what a report looks like, kept in files. CITECHECK_SNAPSHOTS=write makes them anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "snapshots"


@pytest.fixture
def snapshot() -> Callable[[str, str], None]:
    """A function that compares a text with the snapshot of this name."""

    def compare(name: str, text: str) -> None:
        path = FOLDER / name
        # Escapes are kept readable, so that a snapshot can be reviewed and does nothing when shown.
        text = text.replace("\x1b", "ESC")
        if os.environ.get("CITECHECK_SNAPSHOTS") == "write":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"no snapshot {name}: look at the output, then set CITECHECK_SNAPSHOTS=write"
        assert text == path.read_text(encoding="utf-8")

    return compare

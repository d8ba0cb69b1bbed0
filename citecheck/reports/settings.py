"""What `citecheck config` prints: the settings in force, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum

from citecheck.reports.json import dump
from citecheck.reports.screen import Screen, cells

Row = tuple[str, object, str]
"""A key, its value, and where that comes from."""


def render_terminal(rows: Iterable[Row], *, width: int, color: bool, unicode: bool) -> str:
    """The settings as lines of TOML, each with where it comes from; with a final line end."""
    screen = Screen(width, color=color, unicode=unicode, links=False)
    lines = [(screen.show(f"{key} = {_toml(value)}"), source) for key, value, source in rows]
    room = min(max((cells(line) for line, _ in lines), default=0), 60)
    shown = []
    for line, source in lines:
        gap = " " * max(2, room - cells(line) + 2)
        said = screen.show(f"# {source}")
        shown.append(f"{line}{gap}{screen.paint(said, 'dim' if source == 'default' else 'info')}")
    return "".join(f"{line}\n" for line in shown)


def render_json(rows: Iterable[Row]) -> str:
    """The settings as a JSON object, an element of `settings` each."""
    return dump(
        {
            "schema": 1,
            "settings": [{"key": key, "value": _plain(value), "source": source} for key, value, source in rows],
        }
    )


def _toml(value: object) -> str:
    plain = _plain(value)
    if isinstance(plain, dict):
        inside = ", ".join(f"{_key(key)} = {_toml(each)}" for key, each in plain.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(plain, list):
        return f"[{', '.join(map(_toml, plain))}]"
    return json.dumps(plain, ensure_ascii=False)


def _key(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() and key.isascii() else json.dumps(key)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(each) for each in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, Enum | date):
        return str(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value

"""Pieces of patterns for LaTeX: groups in braces and options in brackets, three deep."""

from __future__ import annotations

_INSIDE = r"[^{}\\]++|\\[\s\S]"
_GROUP_1 = rf"\{{(?:{_INSIDE})*+\}}"
_GROUP_2 = rf"\{{(?:{_INSIDE}|{_GROUP_1})*+\}}"
_GROUP_3 = rf"\{{(?:{_INSIDE}|{_GROUP_2})*+\}}"
GROUP = rf"\{{(?:{_INSIDE}|{_GROUP_3})*+\}}"
"""A group in braces. An unclosed one is looked through once for each brace that opens it, four deep."""
OPTION = rf"\[(?:[^\[\]{{}}\\\n]++|\\[\s\S]|\n(?![ \t]*+\n)|{GROUP})*+\]"
"""An optional argument; a bracket in it stands in braces."""
SPACE = r"[ \t]*+(?:%[^\n]*+)?+\n?+[ \t]*+"
"""What may stand between a command and its arguments."""

"""Document -> Citations: what a text cites, found and paired. The only place with citation grammar."""

from __future__ import annotations

from citecheck.citations.analysis import analyse

__all__ = ["analyse"]

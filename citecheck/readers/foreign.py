"""What a file is that is not what its name says, and what to do about it."""

from __future__ import annotations

from citecheck.errors import ReadError
from citecheck.text import is_text

_PAGE = (b"<!doctype html", b"<html")


def not_a(says: str, data: bytes, save: str) -> ReadError:
    """The error for a file that is no `says`, such as `a Word file`; `save` says how to make one of it."""
    start = _start(data)
    if start.startswith(_PAGE):
        instead = "it is a web page under another name: name it .html"
    elif start.startswith(b"<"):
        instead = f"it is XML: {save}"
    elif is_text(data):
        instead = "it looks like plain text: name it .txt"
    else:
        instead = f"its content is something else: {save}, or get a new copy"
    return ReadError(f"not {says}: {instead}")


def is_xml(data: bytes) -> bool:
    """Whether a file begins as XML does, and not as a web page."""
    start = _start(data)
    return start.startswith(b"<") and not start.startswith(_PAGE)


def _start(data: bytes) -> bytes:
    """Its first characters if they are ASCII, in UTF-8 or UTF-16, in lower case."""
    return data[:1000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()

"""The head of an answer that the parser does not take, though browsers do."""

from __future__ import annotations

import re

_STATUS = re.compile(rb"\s*HTTP/1\.[01] (\d\d\d)[ \r\n]")
_LEAST = len(b"HTTP/1.1 200\n")
_INFORMATIONAL = re.compile(rb"1(?!01)")  # 101 has no other answer after it
_MOST = 8  # heads, of which all but the last are informational
# Programs that write text on Windows make \r\r\n of a line's end. No row of \r is gone through more than twice.
_LINE_END = re.compile(rb"(?<!\r)\r*+\n")
_END = re.compile(rb"(?<!\r)\r*+\n\r*+\n")
_SLACK = 16  # bytes of a head's end that may have come before the rest of it
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2


def may_end(answer: bytearray, new: int) -> bool:
    """Whether the end of a head is in the last `new` bytes of what came; it costs no more than they do."""
    return _END.search(answer, max(0, len(answer) - new - _SLACK)) is not None


def mended(answer: bytes) -> bytes | None:
    """The answer with a head that can be parsed; empty while its end has not come, None if it cannot be mended.

    Programs behind a server write lines that are no fields, or give the length a second time (RFC 9110, 8.6).
    `answer` is all that came, from before the first of its heads; those of informational answers are left out.
    """
    at = 0
    for _ in range(_MOST):
        status = _STATUS.match(answer, at)
        if not status:
            return b"" if at and len(answer) - at < _LEAST else None
        end = _END.search(answer, status.end() - 1)
        if not end:
            return b""
        if not _INFORMATIONAL.match(status[1]):
            return b"%b\r\n\r\n%b" % (b"\r\n".join(_lines(answer[at : end.start()])), answer[end.end() :])
        at = end.end()
    return None


def _lines(head: bytes) -> list[bytes]:
    """The status line, and each line that is a field."""
    status, *lines = _LINE_END.split(head.lstrip())
    kept, lengths = [status], set()
    dropped = True  # a line that goes on with nothing
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            kept += [] if dropped else [line]
            continue
        name, colon, value = line.partition(b":")
        name = name.rstrip(b" \t")
        dropped = not (colon and _NAME.fullmatch(name))
        if not dropped and name.lower() == b"content-length":
            said = {each.strip() for each in value.split(b",")}
            value = said.pop() if len(said) == 1 else value
            dropped = value.strip() in lengths
            lengths.add(value.strip())
        if not dropped:
            kept.append(b"%b: %b" % (name, value.lstrip(b" \t")))
    return kept

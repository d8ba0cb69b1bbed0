"""Bytes become text: encodings, line ends, and characters that nobody sees.

`decode` turns the bytes of a file into characters; `clean` evens out what would hide a bracket and keeps
the account that leads back to the columns of the source file; `union` and `difference` are for masks.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from re import compile as regex

from citecheck.errors import ReadError
from citecheck.model import Span

# The longer mark first: that of UTF-32, little endian, begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
BINARY_MAGIC = (
    b"PK\x03\x04",
    b"%PDF-",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
)
NO_BREAK_SPACES = "\u00a0\u2007\u202f"
INVISIBLE = (
    "\u00ad"  # soft hyphen
    "\u200b\u200c\u200d\u2060\ufeff"  # zero width
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # direction of writing
)
SAMPLE = 1 << 16
"""Bytes that are enough to tell what a file is."""

_MARKS = tuple(mark for mark, _ in BYTE_ORDER_MARKS)
_INVISIBLE = regex(f"[{INVISIBLE}]")
_TEXT_CONTROLS = b"\b\t\n\v\f\r\x1a\x1b"
_CONTROLS = bytes(byte for byte in range(32) if byte not in _TEXT_CONTROLS)


def decode(data: bytes) -> str:
    """The characters of a file, without a byte order mark.

    UTF-8, UTF-16 and UTF-32 by their mark; UTF-8; UTF-16 without a mark where every other byte is zero; else
    the likeliest 8-bit or Asian encoding. Raises ReadError when the bytes are no text or cannot be read.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(memoryview(data)[len(mark) :], encoding)
    if (wide := _unmarked_utf16(data[:SAMPLE])) is not None:
        return _decode_marked(memoryview(data), wide)
    if _is_binary(data):
        raise ReadError("binary file, not text: save it as text")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        return _decode_guessed(data, error.start)


def is_text(data: bytes) -> bool:
    """Whether bytes look like those of a text; a text may still be damaged."""
    return data.startswith(_MARKS) or _unmarked_utf16(data[:SAMPLE]) is not None or not _is_binary(data)


def clean(raw: str) -> tuple[str, Sequence[int]]:
    r"""Even out a text: the cleaned text, and where invisible characters were taken out.

    Line ends become `\n`, no-break spaces become spaces; zero-width characters, soft hyphens and marks of
    writing direction are removed; all else stays, form feeds too. The second value is `Document.removed`:
    for each removed character the 0-based offset in the cleaned text that it stood before, ascending.
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n") if "\r" in raw else raw
    if text.isascii():
        return text, ()
    for space in NO_BREAK_SPACES:
        text = text.replace(space, " ")
    present = [character for character in INVISIBLE if character in text]
    if not present:
        return text, ()
    hits = enumerate(_INVISIBLE.finditer(text))
    removed = array("q", (hit.start() - before for before, hit in hits))
    for character in present:
        text = text.replace(character, "")
    return text, removed


def union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, which may come in any order and overlap, as ascending, disjoint ones."""
    joined: list[tuple[int, int]] = []
    last = -1
    for span in sorted(spans):
        if span[0] <= last:
            last = max(last, span[1])
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append(span)
            last = span[1]
    return joined


def difference(spans: Iterable[tuple[int, int]], holes: Sequence[tuple[int, int]]) -> list[Span]:
    """What is left of spans outside the holes; both are ascending and disjoint."""
    left: list[Span] = []
    index = 0
    for start, end in spans:
        at = start
        while index < len(holes) and holes[index][0] < end:
            hole_start, hole_end = holes[index]
            if hole_start > at:
                left.append(Span(at, hole_start))
            at = max(at, hole_end)
            if at > end:
                break  # it reaches into the next span
            index += 1
        if at < end:
            left.append(Span(at, end))
    return left


def _decode_marked(data: memoryview, encoding: str) -> str:
    try:
        text = str(data, encoding)
    except UnicodeDecodeError:
        raise ReadError(f"damaged {encoding.upper()} text: save it again as UTF-8") from None
    # NUL is what Document.prose puts in place of masked characters.
    if "\0" in text:
        raise ReadError("binary file, not text: save it as text")
    return text


def _unmarked_utf16(sample: bytes) -> str | None:
    """The byte order, where nearly all characters are Latin: one byte of each pair is zero."""
    pairs = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * pairs and even == 0:
        return "utf-16-le"
    if even > 0.6 * pairs and odd == 0:
        return "utf-16-be"
    return None


def _is_binary(data: bytes) -> bool:
    """Whether bytes that are not UTF-16 or UTF-32 are no text."""
    return b"\0" in data or data.startswith(BINARY_MAGIC) or _control_heavy(data[:SAMPLE])


def _control_heavy(sample: bytes) -> bool:
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(2, len(sample) // 50)


def _decode_guessed(data: bytes, bad: int) -> str:
    """Decode bytes that are not UTF-8, `bad` being the offset of the first that is not."""
    if (mended := _mostly_utf8(data)) is not None:
        return mended
    sample = data[max(0, bad - SAMPLE // 2) : bad + SAMPLE // 2]
    for encoding in _likely_encodings(sample):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ReadError("unknown encoding: save it as UTF-8")


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 in which a few bytes are damaged; another encoding would spoil every other letter of it."""
    text = data.decode(errors="replace")
    damaged = text.count("\ufffd")
    # Each good character beyond ASCII takes two bytes or more, each damaged one a byte or more.
    good = len(data) - len(text)
    return text if good > 2 * damaged else None


_CLOSE = 0.005
"""Between the oddities of two readings that are equally likely, where the words of the second are likelier."""


def _likely_encodings(sample: bytes) -> tuple[str, ...]:
    """Names of encodings to try, likeliest first; none if the bytes are like no text."""
    from charset_normalizer import from_bytes

    matches = from_bytes(sample)
    best = matches.best()
    # A few accents fit many code pages alike: without evidence of a language, the Western one is meant.
    if (best is None or best.coherence == 0) and _few_accents(sample):
        return "cp1252", "latin-1"
    if best is None:
        return ()
    for match in matches:
        likely = match.chaos <= best.chaos or (match.chaos < best.chaos + _CLOSE and match.coherence > best.coherence)
        if likely and not {"cp1252", "latin_1"}.isdisjoint(match.could_be_from_charset):
            return "cp1252", "latin-1"
    return (best.encoding,)


def _few_accents(sample: bytes) -> bool:
    """Whether bytes beyond ASCII are rare, as they are in Western writing only."""
    return 4 * len(sample.translate(None, bytes(range(128)))) < len(sample)


_SPEAKING = regex(r"(?:<!--|\{/\*|\.\.|#|//|%|@\s{0,9}(?i:comment)\s{0,9}\{)[%\s]*+citecheck:")


def speaking(text: str, comments: Iterable[Span]) -> tuple[Span, ...]:
    """Those of the comments that speak to citecheck, ascending."""
    if "citecheck:" not in text:
        return ()
    return tuple(sorted(span for span in comments if _SPEAKING.match(text, span.start, span.end)))

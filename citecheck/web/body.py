"""The beginning of an answer's body, decoded, within bounds of size and time."""

from __future__ import annotations

import zlib

from citecheck.web.exchange import BodyEnd
from citecheck.web.failures import EXPECTED
from citecheck.web.wire import Body

ENOUGH = 512 * 1024
"""Decoded bytes that are read of a page."""
ENOUGH_TEXT = 256
"""The same of plain text: a sentence."""
ENCODINGS = b"gzip, deflate"
"""What we can decode: the value of Accept-Encoding."""


async def read_body(body: Body, encoding: str, limit: int, into: bytearray) -> BodyEnd:
    """Fill `into` with at most `limit` decoded bytes, until they are complete or the caller gives up.

    `encoding` is the answer's Content-Encoding. Decoded by hand, for a few received bytes may unpack into
    gigabytes (a "zip bomb").
    """
    try:
        return await _fill(into, body, encoding.strip().lower(), limit)
    except TimeoutError:
        raise
    except (*EXPECTED, zlib.error):
        return BodyEnd.CUT


async def _fill(into: bytearray, body: Body, encoding: str, limit: int) -> BodyEnd:
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        return BodyEnd.CAPPED  # not asked for: nothing we could read
    inflate = None
    while chunk := await body.part():
        room = limit - len(into)
        if encoding in ("identity", ""):
            into += chunk[:room]
            if len(chunk) > room:
                return BodyEnd.CAPPED
            continue
        inflate = inflate or _inflater(encoding, chunk)
        into += inflate.decompress(chunk, room)
        if len(into) >= limit:
            return BodyEnd.CAPPED
        if inflate.eof:
            break
    return BodyEnd.COMPLETE if inflate is None or inflate.eof else BodyEnd.CUT


def _inflater(encoding: str, first: bytes) -> zlib._Decompress:
    # "deflate" is zlib's format by RFC 9110, 8.4.1.2, but some servers send it bare; 32 finds out for gzip.
    bare = encoding == "deflate" and first[:1] != b"\x78"
    return zlib.decompressobj(-zlib.MAX_WBITS if bare else 32 + zlib.MAX_WBITS)

"""What a certificate says of itself: its dates and its names, whether or not it is to be trusted.

Python shows the fields of a certificate only after it was verified; where that fails, they are what a person
needs to know. Only the few fields are read, from the DER encoding (X.690; RFC 5280, 4.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_MARGIN = timedelta(days=30)
_SEQUENCE, _OCTETS, _EXTENSIONS = 0x30, 0x04, 0xA3
_UTC_TIME, _TIME = 0x17, 0x18
_DNS_NAME = 0x82
_SUBJECT_ALT_NAME = bytes.fromhex("0603551d11")
_FORMATS = {_UTC_TIME: "%y%m%d%H%M%SZ", _TIME: "%Y%m%d%H%M%SZ"}


class Certificate(NamedTuple):
    """The fields that a person needs."""

    begins: datetime
    ends: datetime
    names: tuple[str, ...]
    """The DNS names it is for."""

    @property
    def due(self) -> datetime:
        """When it should have been renewed: 30 days before its end, or with a third of a short life left."""
        return self.ends - min(_MARGIN, (self.ends - self.begins) / 3)


def read_certificate(der: bytes) -> Certificate | None:
    """The certificate in its DER encoding; None if it cannot be read."""
    try:
        return _read(der)
    except (ValueError, IndexError):
        return None


def _read(der: bytes) -> Certificate:
    _, whole = _first(der)
    _, signed = _first(whole)
    times: list[datetime] = []
    names: tuple[str, ...] = ()
    for tag, content in _fields(signed):
        if tag == _SEQUENCE and len(times) < 2:
            inner = list(_fields(content))
            if len(inner) == 2 and all(kind in _FORMATS for kind, _ in inner):
                times = [_time(kind, value) for kind, value in inner]
        elif tag == _EXTENSIONS:
            names = tuple(_names(content))
    begins, ends = times
    return Certificate(begins, ends, names)


def _names(extensions: bytes) -> Iterator[str]:
    _, all_of_them = _first(extensions)
    for _, extension in _fields(all_of_them):
        if extension.startswith(_SUBJECT_ALT_NAME):
            octets = b"".join(content for tag, content in _fields(extension) if tag == _OCTETS)
            _, names = _first(octets)
            for tag, name in _fields(names):
                if tag == _DNS_NAME:
                    yield name.decode("ascii")


def _time(tag: int, value: bytes) -> datetime:
    time = datetime.strptime(value.decode("ascii"), _FORMATS[tag]).replace(tzinfo=UTC)
    # Two digits mean 1950 to 2049 (RFC 5280, 4.1.2.5.1); Python has its own turn of the century.
    return time.replace(year=time.year - 100) if tag == _UTC_TIME and time.year >= 2050 else time


def _first(data: bytes) -> tuple[int, bytes]:
    """The first field; raises ValueError or IndexError if there is none."""
    for field in _fields(data):
        return field
    raise ValueError("a field is missing")


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The tag and the content of each field; raises ValueError or IndexError if they are cut off."""
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length >= 0x80:
            size = length - 0x80
            if not 0 < size <= 4:
                raise ValueError("a length that no certificate has")
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        if at + length > len(data):
            raise ValueError("the field is cut off")
        yield tag, data[at : at + length]
        at += length

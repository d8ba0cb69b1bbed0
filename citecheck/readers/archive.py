"""Zip archives from strangers: nothing is written to disk, and what is unpacked is bounded.

Sources: PKWARE's APPNOTE.TXT, 4.3.12 and 4.4.4; D. Fifield, "A better zip bomb", WOOT 2019.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from citecheck.errors import ReadError

MOST_ENTRIES = 50_000
MOST_BYTES = 256 * 1024 * 1024
"""Of everything that is unpacked from one archive."""
FREE_BYTES = 16 * 1024 * 1024
"""So much is unpacked whatever its ratio."""
MOST_TIMES = 200
"""How many times larger than packed the rest may be; deflate reaches 1,032, prose and XML hardly 40."""

_CHUNK = 1 << 20
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""All that the formats allow; what others unpack to cannot be bounded."""
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError),
    *(NotImplementedError, RuntimeError),
)


class Archive:
    """A zip archive in memory; `says` is what its file is called in errors: `Word file`."""

    def __init__(self, data: bytes, says: str) -> None:
        """Read the directory. Raises ReadError for what is no archive, a damaged one, or one too large."""
        self.says = says
        if data.count(b"PK\x01\x02") > MOST_ENTRIES:
            raise ReadError(f"the {says} has more than {MOST_ENTRIES:,} entries: unpack it and name the documents")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            entries = self._zip.infolist()
        except _DAMAGED as error:
            raise ReadError(f"damaged {says}: save it again, or get a new copy") from error
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._twice: set[str] = set()
        for entry in entries:
            if entry.filename in self._entries:
                self._twice.add(entry.filename)
            elif not entry.filename.endswith("/"):
                self._entries[entry.filename] = entry
        self._left = min(MOST_BYTES, max(FREE_BYTES, MOST_TIMES * len(data)))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files in it, as they stand there; a name is never a path on this machine."""
        return tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """The bytes of a file in it. Raises KeyError if there is none, ReadError for what cannot be unpacked."""
        entry = self._entries[name]
        if name in self._twice:
            # Which one counts differs from program to program: an editor would see another text.
            raise ReadError(f"the {self.says} has two files called {name[:80]!a} in it: save it again")
        if entry.flag_bits & _ENCRYPTED:
            raise ReadError(f"the {self.says} is protected by a password: save a copy without one")
        if entry.compress_type not in _METHODS:
            raise ReadError(f"the {self.says} is packed in an unusual way: save it again")
        parts = []
        try:
            with self._zip.open(entry) as member:
                while chunk := member.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise ReadError(f"the {self.says} unpacks to far more than a text needs: it may be a zip bomb")
                    parts.append(chunk)
        except _DAMAGED as error:
            raise ReadError(f"damaged {self.says}: save it again, or get a new copy") from error
        return b"".join(parts)

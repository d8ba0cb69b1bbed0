"""Where documents come from: a file, standard input, an entry of a zip archive; and the files beside them."""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from citecheck.errors import ReadError

if TYPE_CHECKING:
    from citecheck.readers.archive import Archive

MOST_BYTES = 64 * 1024 * 1024
"""Of a file beside a document."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document to be read."""

    path: str
    """As given, or as found under a given folder; what reports call it."""
    name: str
    """Whose suffix decides the format."""
    standard_input: bool = False
    archive: Archive | None = None
    """The zip archive that it is in, under `entry`."""
    entry: str = ""

    @property
    def is_file(self) -> bool:
        """Whether it is a file of its own, which another process can read and git knows."""
        return not self.standard_input and self.archive is None

    def read(self) -> bytes:
        """All bytes; raises ReadError when the file cannot be read."""
        if self.archive:
            return self.archive.read(self.entry)
        if self.standard_input and sys.stdin is None:
            raise ReadError("standard input is closed: pipe a text into it, or name a file")
        try:
            return sys.stdin.buffer.read() if self.standard_input else Path(self.path).read_bytes()
        except OSError as error:
            raise ReadError(trouble(error)) from error

    def beside(self, name: str) -> bytes | None:
        """The bytes of a file that the document names, in its folder or below; None if there is none to be had."""
        if self.archive:
            return self._in_archive(name)
        if self.standard_input or not name or "\0" in name:
            return None
        folder = Path(self.path).parent
        try:
            inside = (folder / name).resolve()
            if not inside.is_relative_to(folder.resolve()) or not inside.is_file():
                return None
            return inside.read_bytes() if inside.stat().st_size <= MOST_BYTES else None
        except (OSError, ValueError, RuntimeError):
            return None

    def _in_archive(self, name: str) -> bytes | None:
        home = PurePosixPath(self.entry).parent
        target = os.path.normpath(home / name).replace(os.sep, "/")
        if self.archive is None or not PurePosixPath(target).is_relative_to(home) or target not in self.archive:
            return None
        try:
            return self.archive.read(target)
        except ReadError:
            return None


def trouble(error: OSError) -> str:
    """What went wrong, without numbers and paths, and what to do."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder: check the spelling"
    if isinstance(error, PermissionError):
        return "permission denied: allow reading it, or leave it out"
    if error.errno == errno.ELOOP:
        return "symbolic links that lead in a circle: remove one of them"
    return f"cannot be read ({(error.strerror or 'unknown error').lower()}): check the disk and the path"

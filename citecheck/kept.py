"""Files that a run reads and writes anew, such as baselines and histories: regular files, whole or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path


def read(path: str | Path) -> str:
    """The text of a file or pipe; raises OSError, also for a device, which may never end, and UnicodeDecodeError."""
    return _checked(Path(path), pipe=True).read_text("utf-8")


def write(path: str | Path, text: str) -> None:
    """Write a file, whole or not at all; a link stays a link. Raises OSError."""
    target = _checked(Path(os.path.realpath(path)))
    part = target.with_name(f"{target.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(target)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def _checked(path: Path, *, pipe: bool = False) -> Path:
    """The path, unless it is a device, or a pipe where none may be."""
    usable = path.is_file() or path.is_dir() or (pipe and path.is_fifo())  # of a folder the system says what is wrong
    if path.exists() and not usable:
        raise OSError(errno.EINVAL, "Not a regular file")
    return path

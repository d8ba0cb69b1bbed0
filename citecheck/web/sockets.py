"""How many sockets the system lets us have open."""

from __future__ import annotations

_WANTED = 4096
_USUAL = 512  # where there is no such limit to ask for


def most_open() -> int:
    """The files this process may have open, after asking the system for up to 4096."""
    try:
        import resource
    except ImportError:  # not on Windows
        return _USUAL
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(_WANTED, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return _WANTED
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):
        return soft
    return wanted

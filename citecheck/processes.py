"""Other processes, to use all processors."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux tells
        return os.cpu_count() or 1


def context() -> ForkContext | SpawnContext:
    """How processes are made: forked where that is safe, for then no modules need be loaded again; else spawned."""
    from multiprocessing import get_context

    return get_context("fork") if os.name == "posix" and os.uname().sysname == "Linux" else get_context("spawn")


def ignore_interrupts() -> None:
    """Ctrl-C reaches all processes of a terminal: the first one decides."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)

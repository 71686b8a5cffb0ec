"""Which process is at work on a row, and whether it still lives: so that one window does not take another's work."""

from __future__ import annotations

import functools
import os


@functools.cache
def _of(pid: int) -> str:
    import psutil  # here and below: whoever only looks starts without it

    return f"{pid} {psutil.Process(pid).create_time():.2f}"


def me() -> str:
    """This process: its number and its start time, because numbers are used again."""
    return _of(os.getpid())


def is_alive(owner: str) -> bool:
    """Whether that process still runs."""
    number, _, started = owner.partition(" ")
    if not number or owner == me():
        return bool(number)
    import psutil

    try:
        process = psutil.Process(int(number))
        same = abs(process.create_time() - float(started)) < 1.0
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.AccessDenied:
        return True
    except (psutil.NoSuchProcess, ValueError):
        return False

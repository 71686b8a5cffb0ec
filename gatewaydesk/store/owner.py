"""Which process is at work on a row, and whether it still lives: so that one window does not take another's work."""

from __future__ import annotations

import functools
import os
import platform
from pathlib import Path

_PROC = Path("/proc")
_BOOT = _PROC / "sys/kernel/random/boot_id"
_STATE, _STARTED = 0, 19  # of what stands behind the name in /proc/PID/stat
_DEAD = ("Z", "X")


def me() -> str:
    """This process: its number and when it started, because numbers are used again."""
    return _of(os.getpid())


def computer() -> str:
    """This computer's name. Of processes on another one nobody here can tell whether they live."""
    return platform.node()


@functools.cache
def _of(pid: int) -> str:
    if found := _ticks(pid):
        return f"{pid} {found[0]}"
    import psutil  # here and below: whoever only looks starts without it

    return f"{pid} {psutil.Process(pid).create_time():.2f}"


def is_alive(owner: str) -> bool:
    """Whether that process still runs, on this computer."""
    number, _, started = owner.partition(" ")
    if not number or owner == me():
        return bool(number)
    if not number.isdecimal():
        return False
    if ":" in started:
        found = _ticks(int(number))
        return found is not None and found[0] == started and found[1] not in _DEAD
    import psutil

    try:
        process = psutil.Process(int(number))
        same = abs(process.create_time() - float(started)) < 1.0
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.AccessDenied:
        return True
    except (psutil.NoSuchProcess, ValueError):
        return False


def _ticks(pid: int) -> tuple[str, str] | None:
    """When a process started and its state, where the kernel tells: Linux.

    Counted from the start of the computer, which has an ID of its own: a time of day would be another one for every
    process that looks after the clock was set.
    """
    try:
        parts = (_PROC / str(pid) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return f"{_BOOT.read_text('ascii').strip()}:{parts[_STARTED]}", parts[_STATE]
    except (OSError, IndexError):
        return None

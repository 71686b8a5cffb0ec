"""What is left behind when the program breaks: where it happened, in the log folder, and nothing that anybody wrote.

No core file either: it would hold everything that was in memory.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from gatewaydesk import paths
from gatewaydesk.gateways import redaction

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_log = logging.getLogger(__name__)


_MOST_KEPT = 5


def crash_files() -> list[Path]:
    """Stacks that crashes in native code left, the newest first: functions and lines, never a value."""
    with contextlib.suppress(OSError):
        found = [(file.stat().st_mtime, file) for file in paths.log_dir().glob("crash-*.log") if file.stat().st_size]
        return [file for _, file in sorted(found, reverse=True)]
    return []


def leave_no_core() -> None:
    """Core files are off, for this process and those it starts (an administrator's collector keeps to that too)."""
    try:
        import resource
    except ImportError:  # Windows keeps none unless an administrator asked for them
        return
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def mask_what_python_prints() -> None:
    """Exceptions that nobody handles are printed without secrets; hooks that somebody else has set are left alone."""
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _print_masked
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _of_thread
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _unraisable


@contextlib.contextmanager
def crashes_written() -> Iterator[None]:
    """While the window is open, a crash in native code leaves its stacks in a file of this process."""
    file = paths.log_dir() / f"crash-{os.getpid()}.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _tidy()
        stream = file.open("w", encoding="utf-8")
    except OSError:  # a crash will then leave nothing
        yield
        return
    with stream:
        was_on = faulthandler.is_enabled()
        faulthandler.enable(stream)
        try:
            yield
        finally:
            faulthandler.disable()
            if was_on and sys.__stderr__ is not None:
                faulthandler.enable(sys.__stderr__)
    with contextlib.suppress(OSError):
        file.unlink()


def _tidy() -> None:
    """Keeps the last few reports, and takes away what killed processes left empty."""
    for file in crash_files()[_MOST_KEPT:]:
        file.unlink(missing_ok=True)
    for file in paths.log_dir().glob("crash-*.log"):
        if not file.stat().st_size and not _runs(file.stem.rpartition("-")[2]):
            file.unlink(missing_ok=True)


def _runs(process: str) -> bool:
    if os.name != "posix" or not process.isdecimal():  # elsewhere a file in use cannot be removed anyway
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _print_masked(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if sys.stderr is not None:
        sys.stderr.write(redaction.mask("".join(traceback.format_exception(kind, error, trace))))


def _of_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and not issubclass(told.exc_type, SystemExit):
        _log.error("a thread ended early: %s", told.exc_type.__name__, exc_info=told.exc_value)


def _unraisable(told: UnraisableHookArgs) -> None:
    if told.exc_value is not None:
        _log.error("in a place that cannot fail: %s", told.exc_type.__name__, exc_info=told.exc_value)

"""How Python works beside a window: in short turns, and with its search for unreachable objects on the main thread.

Left to itself that search happens in whichever thread makes the next object. It would clear widgets away outside the
thread they belong to, and what a background thread has made meanwhile would be looked through in one long stop.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
from collections.abc import Iterator

from PySide6.QtCore import QTimer

from gatewaydesk.ui.tasks import Tasks

_TURN = 0.001  # seconds that a thread may work on while another waits for its turn
_MANY = 20_000  # new objects that are looked through at once: a few milliseconds
_ROUNDS = 5  # so many times the newest only, then those that were new since; some tens of milliseconds
_SELDOM = 500  # so many times those, then all there are: big schemas and documents are many objects, none in a circle
_IDLE = 10  # objects more or fewer since the last look: nobody has typed meanwhile, a key makes as many
_SOON, _SOMETIMES = 20, 1000  # milliseconds between two looks: while background work makes objects, and otherwise
_much_is_gone = threading.Event()


@contextlib.contextmanager
def breathing(tasks: Tasks) -> Iterator[None]:
    """Keeps a window alive beside background work, for as long as the application runs."""
    turn, was_on = sys.getswitchinterval(), gc.isenabled()
    timer = QTimer(interval=_SOMETIMES)
    seen = 0

    def look() -> None:
        nonlocal seen
        young = gc.get_count()[0]
        _look(idle=timer.interval() == _SOMETIMES and abs(young - seen) <= _IDLE)
        seen = gc.get_count()[0]

    timer.timeout.connect(look)
    tasks.busy_changed.connect(lambda busy: timer.setInterval(_SOON if busy else _SOMETIMES))
    sys.setswitchinterval(_TURN)
    gc.disable()
    QTimer.singleShot(0, timer, gc.freeze)  # what the start has made stays, and is looked through no more
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        sys.setswitchinterval(turn)
        gc.unfreeze()
        if was_on:
            gc.enable()


def much_is_gone() -> None:
    """A form or a dialog was closed: all there is is looked through as soon as nothing is under way and nobody types.

    What was open for long is among the oldest objects by then, and its widgets hold each other and the whole document:
    no look at newer ones finds them. With the form gone that look takes some milliseconds, beside a big schema some
    hundred.
    """
    _much_is_gone.set()


def _look(*, idle: bool) -> None:
    young, middle, old = gc.get_count()
    if young > _MANY:
        gc.collect(0 if middle < _ROUNDS else 1 if old < _SELDOM else 2)
    elif idle and _much_is_gone.is_set():
        _much_is_gone.clear()
        gc.collect()

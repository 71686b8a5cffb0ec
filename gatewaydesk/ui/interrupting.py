"""Ctrl+C in the terminal, and the end of the session, close the window as a person would: what was typed is saved."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Iterator

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QWidget


@contextlib.contextmanager
def closed_by_interrupt(window: QWidget) -> Iterator[None]:
    """While it lasts, SIGINT and SIGTERM close the window.

    Python runs its signal handlers only when it gets its turn, which Qt's own loop does not give it while nothing
    happens; a byte in a socket that Qt watches does.
    """
    reader, writer = socket.socketpair()
    with contextlib.ExitStack() as stack:
        for end in (reader, writer):
            end.setblocking(False)
            stack.callback(end.close)
        notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda *_: reader.recv(4096))
        stack.callback(notifier.setEnabled, False)
        stack.callback(signal.set_wakeup_fd, signal.set_wakeup_fd(writer.fileno()))
        for one in (signal.SIGINT, signal.SIGTERM):
            stack.callback(signal.signal, one, signal.signal(one, lambda *_: window.close()))
        yield

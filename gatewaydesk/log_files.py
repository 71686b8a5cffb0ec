"""The window's two log files, both rotating: the log, and beside it the events."""

from __future__ import annotations

import json
import logging
from logging.handlers import RotatingFileHandler

from gatewaydesk import events, paths


class LogFiles(RotatingFileHandler):
    """Writes each record into the log, and what of it can be shown to anybody into the events."""

    def __init__(self) -> None:
        folder = paths.log_dir()
        super().__init__(folder / "gateway-desk.log", maxBytes=500_000, backupCount=3, encoding="utf-8", delay=True)
        self._events = RotatingFileHandler(
            folder / events.FILE, maxBytes=300_000, backupCount=1, encoding="utf-8", delay=True
        )
        self._events.setFormatter(_EventForm())

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record into both."""
        super().emit(record)
        self._events.emit(record)

    def close(self) -> None:
        """Closes both."""
        self._events.close()
        super().close()


class _EventForm(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = getattr(record, events.ATTRIBUTE, None) or events.of(record)
        return json.dumps(event, separators=(",", ":"))

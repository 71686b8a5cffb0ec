"""Logs: the window's in a small rotating file, a command's on standard error; both masked against secrets.

Beside the window's log stands a second file, of events (see `events`): what of it can be shown to anybody.
"""

from __future__ import annotations

import logging
import os
import sys

from gatewaydesk import paths
from gatewaydesk.gateways import redaction

_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_logging() -> logging.Handler | None:
    """Starts writing the log files; None where the folder may not be written to (the program runs all the same)."""
    try:
        from gatewaydesk.log_files import LogFiles  # loads what writes to sockets too, which no command needs

        paths.log_dir().mkdir(parents=True, exist_ok=True)
        return _started(LogFiles())
    except OSError:
        return None


def start_logging_to_terminal() -> logging.Handler:
    """Starts telling standard error what is worth a warning, or everything where `GATEWAYDESK_LOG` is `debug`."""
    return _started(logging.StreamHandler(sys.stderr))


def stop_logging(handler: logging.Handler | None) -> None:
    """Closes a log; after the last one the logger is as it was before the first."""
    if handler is None:
        return
    logger = logging.getLogger("gatewaydesk")
    logger.removeHandler(handler)
    handler.close()
    if not logger.handlers:
        logger.setLevel(logging.NOTSET)


def _started(handler: logging.Handler) -> logging.Handler:
    logger = logging.getLogger("gatewaydesk")
    handler.setFormatter(logging.Formatter(_FORM))
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if os.environ.get("GATEWAYDESK_LOG") == "debug" else logging.WARNING)
    redaction.install(logger)
    return handler

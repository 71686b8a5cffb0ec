"""Logs: the window's in a small rotating file, a command's on standard error; both masked against secrets."""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys

from gatewaydesk import paths
from gatewaydesk.gateways import redaction

_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_logging() -> logging.Handler | None:
    """Starts writing the log file; None where the folder may not be written to (the program runs all the same)."""
    try:
        paths.log_dir().mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            paths.log_dir() / "gateway-desk.log", maxBytes=500_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        return None
    return _started(handler)


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

"""The log file: rotating, small, and behind the filter that masks secrets."""

from __future__ import annotations

import logging
import logging.handlers
import os

from gatewaydesk import paths
from gatewaydesk.gateways import redaction


def start_logging() -> logging.Handler | None:
    """Starts writing the log; None where the folder may not be written to (the program runs all the same)."""
    logger = logging.getLogger("gatewaydesk")
    try:
        paths.log_dir().mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            paths.log_dir() / "gateway-desk.log", maxBytes=500_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if os.environ.get("GATEWAYDESK_LOG") == "debug" else logging.WARNING)
    redaction.install(logger)
    return handler


def stop_logging(handler: logging.Handler | None) -> None:
    """Closes the log file."""
    if handler is not None:
        logging.getLogger("gatewaydesk").removeHandler(handler)
        handler.close()

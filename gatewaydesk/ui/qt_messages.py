"""What Qt itself has to say: to standard error without secrets, and to the log only who said it."""

from __future__ import annotations

import contextlib
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from gatewaydesk.gateways import redaction

_log = logging.getLogger(__name__)
_SPEAKER = re.compile(r"[A-Za-z_]\w*(?:::~?\w+)+")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@contextlib.contextmanager
def qt_messages_masked() -> Iterator[None]:
    """Inside the block Qt's messages are masked. Some quote the text of a widget: the log gets no words of theirs."""
    before = qInstallMessageHandler(_take)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _take(kind: QtMsgType, _: Any, message: str) -> None:
    speaker = _SPEAKER.match(message)
    _log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", speaker.group() if speaker else "a message")
    if sys.stderr is not None:
        sys.stderr.write(f"{redaction.mask(message)}\n")

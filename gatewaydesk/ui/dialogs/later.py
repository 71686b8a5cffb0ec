"""The part of the submit sheet for a gateway that cannot take it now: a countdown, and sending it by itself later."""

from __future__ import annotations

import math

from PySide6.QtCore import QDeadlineTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import muted
from gatewaydesk.ui.panels.page import quiet_button
from gatewaydesk.ui.wording import count


class Later(QWidget):
    """Hidden until there is reason to wait.

    Signals:
        wanted(): it is to go by itself.
        changed(): it may be sent by hand again.
    """

    wanted = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("submit.wait")
        self._until = QDeadlineTimer(0)
        self._words = muted("", self)
        self._words.setObjectName("submit.countdown")
        self.button = quiet_button("Send when the gateway can be reached", self.wanted.emit, "submit.later")
        self.button.setAutoDefault(False)
        self.button.setToolTip("It waits in the outbox and goes by itself, today or when Gateway Desk runs again")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.SPACE)
        column.addWidget(self._words)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self._ticks = QTimer(self, interval=1000)
        self._ticks.timeout.connect(self._tick)
        self.hide()

    @property
    def blocked(self) -> bool:
        """Whether the gateway asked not to be called yet."""
        return not self._until.hasExpired()

    @property
    def seconds(self) -> float | None:
        """Seconds that the gateway still asks to be left alone for, or None."""
        return self._until.remainingTime() / 1000 if self.blocked else None

    def offer(self, seconds: float | None = None) -> None:
        """Offers to send it later; with the gateway's wish to be left alone for so many seconds, if it has one."""
        self._until = QDeadlineTimer(math.ceil((seconds or 0.0) * 1000))
        text = "Send when the gateway can be reached" if seconds is None else "Send it by itself then"
        self.button.setText(text)
        self.button.setAccessibleName(text)
        self.show()
        self._ticks.start()
        self._tick()

    def take_back(self) -> None:
        """There is no reason any more."""
        self._until = QDeadlineTimer(0)
        self._ticks.stop()
        self.hide()

    def _tick(self) -> None:
        left = math.ceil(self._until.remainingTime() / 1000)
        self._words.setVisible(left > 0)
        self._words.setText(f"The gateway takes it again in {count(left, 'second')}." if left > 0 else "")
        if left <= 0:
            self._ticks.stop()
        self.changed.emit()

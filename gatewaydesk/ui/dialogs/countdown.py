"""A countdown that a person can let run out, so that something is done then, and can stop."""

from __future__ import annotations

import math

from PySide6.QtCore import QDeadlineTimer, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import muted
from gatewaydesk.ui.panels.page import quiet_button
from gatewaydesk.ui.wording import count

_WAIT, _STOP = "Wait and try again", "Stop waiting"


class Countdown(QWidget):
    """`<name>.countdown` says how long it is yet, `<name>.wait` begins to wait for that and stops it. Hidden before.

    Signals:
        due(): the time is up, and somebody waited for it.
        changed(): a second has passed, or somebody began or stopped to wait.
    """

    due = Signal()
    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._until = QDeadlineTimer(0)
        self.waiting = False
        self._words = muted("", self)
        self._words.setObjectName(f"{name}.countdown")
        self.button: QPushButton = quiet_button(_WAIT, self._toggle, f"{name}.wait")
        self.button.setParent(self)
        self.button.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * theme.SPACE)
        row.addWidget(self.button)
        row.addWidget(self._words, 1)
        self._ticks = QTimer(self, interval=1000)
        self._ticks.timeout.connect(self._tick)
        self.hide()

    @property
    def blocked(self) -> bool:
        """Whether the time is not up yet."""
        return not self._until.hasExpired()

    @property
    def seconds(self) -> float | None:
        """Seconds that are left, or None."""
        return self._until.remainingTime() / 1000 if self.blocked else None

    def start(self, seconds: float) -> None:
        """Counts down; nothing happens at the end unless somebody waits for it."""
        self._until = QDeadlineTimer(math.ceil(seconds * 1000))
        self._wait(False)
        self._ticks.start()
        self._tick()

    def stop(self) -> None:
        """There is nothing to wait for any more."""
        self._until = QDeadlineTimer(0)
        self._ticks.stop()
        self._wait(False)
        self.hide()

    def _toggle(self) -> None:
        self._wait(not self.waiting)
        self._tick()

    def _wait(self, waiting: bool) -> None:
        self.waiting = waiting
        text = _STOP if waiting else _WAIT
        self.button.setText(text)
        self.button.setAccessibleName(text)

    def _tick(self) -> None:
        left = math.ceil(self._until.remainingTime() / 1000)
        self.setVisible(left > 0)
        then = f"It is tried again in {count(left, 'second')}." if self.waiting else ""
        self._words.setText(then or f"The gateway takes it again in {count(left, 'second')}.")
        waited = self.waiting
        if left <= 0:
            self.stop()
        self.changed.emit()
        if left <= 0 and waited:
            self.due.emit()

"""The part of the submit sheet for a gateway that cannot take it now: waiting for it, or sending it by itself later."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.countdown import Countdown
from gatewaydesk.ui.panels.page import quiet_button


class Later(QWidget):
    """Hidden until there is reason to wait.

    Signals:
        wanted(): it is to go by itself.
        due(): somebody waited here until the gateway takes it again.
        changed(): it may be sent by hand again.
    """

    wanted = Signal()
    due = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("submit.later-part")
        self._countdown = Countdown("submit", self)
        self._countdown.due.connect(self.due)
        self._countdown.changed.connect(self.changed)
        self.button = quiet_button("Send when the gateway can be reached", self.wanted.emit, "submit.later")
        self.button.setAutoDefault(False)
        self.button.setToolTip("It waits in the outbox and goes by itself, today or when Gateway Desk runs again")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.SPACE)
        column.addWidget(self._countdown)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    @property
    def blocked(self) -> bool:
        """Whether the gateway asked not to be called yet."""
        return self._countdown.blocked

    @property
    def seconds(self) -> float | None:
        """Seconds that the gateway still asks to be left alone for, or None."""
        return self._countdown.seconds

    def offer(self, seconds: float | None = None) -> None:
        """Offers to send it later; with the gateway's wish to be left alone for so many seconds, if it has one."""
        text = "Send when the gateway can be reached" if seconds is None else "Send it by itself then"
        self.button.setText(text)
        self.button.setAccessibleName(text)
        self.show()
        self._countdown.start(seconds or 0.0)

    def take_back(self) -> None:
        """There is no reason any more."""
        self._countdown.stop()
        self.hide()

"""A dialog in which something may be under way: closing it stops that first."""

from __future__ import annotations

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from gatewaydesk.ui.dialogs.base import Sheet
from gatewaydesk.ui.panels.waiting import Waiting
from gatewaydesk.ui.tasks import Tasks


class WorkingSheet(Sheet):
    """A Sheet with a line `<id>.waiting` that tells what is under way; children put `waiting` where it belongs.

    While something is, the rejecting button says “Stop”: there is one button that stops, and it is always there.
    """

    def __init__(
        self, name: str, title: str, tasks: Tasks, parent: QWidget | None, *, accept: str, reject: str = "Cancel"
    ) -> None:
        super().__init__(name, title, parent, accept=accept, reject=reject)
        self.waiting = Waiting(f"{name}.waiting", tasks, self)
        self.waiting.leave_stopping()
        self._reject = reject
        self.waiting.busy_changed.connect(self._turn)

    def refresh(self) -> None:
        """Sets what can be done now; children say how."""

    def _turn(self, busy: bool) -> None:
        """The one button that leaves stops what is under way first, and says so."""
        if busy:
            self.offer_stop()
        else:
            self.say_reject(self._reject)
        self.refresh()

    def reject(self) -> None:
        if self.waiting.busy:
            self.stop()
            return
        super().reject()

    def stop(self) -> None:
        """Asks what is under way to stop."""
        self.waiting.stop()
        self.reject_button.setEnabled(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.waiting.busy:
            self.stop()
            event.ignore()
            return
        super().closeEvent(event)

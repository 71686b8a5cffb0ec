"""A dialog in which something may be under way: closing it stops that first."""

from __future__ import annotations

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from gatewaydesk.ui.dialogs.base import Sheet
from gatewaydesk.ui.panels.waiting import Waiting
from gatewaydesk.ui.tasks import Tasks


class WorkingSheet(Sheet):
    """A Sheet with a line `<id>.waiting` that tells what is under way; children put `waiting` where it belongs."""

    def __init__(
        self, name: str, title: str, tasks: Tasks, parent: QWidget | None, *, accept: str, reject: str = "Cancel"
    ) -> None:
        super().__init__(name, title, parent, accept=accept, reject=reject)
        self.waiting = Waiting(f"{name}.waiting", tasks, self)
        self.waiting.busy_changed.connect(lambda _: self.refresh())

    def refresh(self) -> None:
        """Sets what can be done now; children say how."""

    def reject(self) -> None:
        if self.waiting.busy:
            self.waiting.stop()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.waiting.busy:
            self.waiting.stop()
            event.ignore()
            return
        super().closeEvent(event)

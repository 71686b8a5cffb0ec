"""The dialog while something is still being written: it goes by itself, and a person need not wait for it."""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from gatewaydesk.store.database import PATIENCE
from gatewaydesk.ui.dialogs.base import Role, Sheet, heading, muted
from gatewaydesk.ui.tasks import Tasks

AT_ONCE = 0.15
"""Seconds for which a window stands still without a word: the usual save takes a tenth of that."""

_LOOK = 50  # milliseconds between two looks at whether it is written
_WHY = (
    "This takes longer than usual. Perhaps another program, such as a backup or sync program, is holding the database "
    "of drafts and history, or the disk is slow. It goes on by itself as soon as it can."
)
_LEAVE = "Close without saving the last changes"
_AGAIN = "It is tried again until it works."


class Waited(Enum):
    """How waiting ended: it has an end; the person goes back to the window; or leaves without it."""

    DONE = "done"  # or it has failed
    BACK = "back"
    LEFT = "left"


def wait_until(
    parent: QWidget, tasks: Tasks, ready: Callable[[], bool], trouble: Callable[[], str], *, leaving: bool = False
) -> Waited:
    """Waits until something is written: a moment without a word, then in a dialog that does not freeze the window.

    Where nobody is to be asked (`GATEWAYDESK_QUIET`), it is waited for as long as the database itself has patience.

    Args:
        parent: the window.
        tasks: where it is written.
        ready: whether it is; may set it going again.
        trouble: what is known to be in the way, as a sentence, or "".
        leaving: it is waited for before the window closes, which may be done without it.
    """
    if tasks.until(ready, AT_ONCE):
        return Waited.DONE
    if os.environ.get("GATEWAYDESK_QUIET"):
        tasks.until(ready, 2 * PATIENCE)
        return Waited.DONE
    dialog = SavingDialog(ready, trouble, parent, leaving=leaving)
    dialog.exec()
    return dialog.waited


class SavingDialog(Sheet):
    """`dialog.saving`, with its words in `saving.words` and, where the window is to close, `dialog.saving.leave`."""

    def __init__(
        self, ready: Callable[[], bool], trouble: Callable[[], str], parent: QWidget, *, leaving: bool
    ) -> None:
        super().__init__("saving", "Saving", parent, accept="", reject="Go back" if leaving else "Cancel")
        if leaving:  # nothing leads to it but the person's own choice
            leave = self.buttons.addButton(_LEAVE, Role.DestructiveRole)
            leave.setObjectName("dialog.saving.leave")
            leave.setAccessibleName(_LEAVE)
            leave.setAutoDefault(False)
            leave.clicked.connect(self.leave)
        self.waited = Waited.BACK
        self._ready, self._trouble = ready, trouble
        self.reject_button.setDefault(True)
        self.add(heading("Saving…", self))
        self.words = self.add(muted(_WHY, self))
        self.words.setObjectName("saving.words")
        bar = self.add(QProgressBar(self, maximum=0, textVisible=False))
        bar.setMaximumHeight(6)
        bar.setAccessibleName("Saving")
        self.body.addStretch(1)
        self.fit(480, 200)
        self._looks = QTimer(self, interval=_LOOK)
        self._looks.timeout.connect(self._look)
        self._looks.start()

    def _look(self) -> None:
        if self._ready():
            self.waited = Waited.DONE
            super().accept()
            return
        trouble = self._trouble()
        words = f"{trouble} {_AGAIN}" if trouble else _WHY
        if words != self.words.text():
            self.words.setText(words)

    def leave(self) -> None:
        """Leaves without it."""
        self.waited = Waited.LEFT
        self.accept()

    def done(self, code: int) -> None:
        self._looks.stop()
        super().done(code)

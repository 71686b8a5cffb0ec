"""The question when a draft that is to be opened is open in another window."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.ui.dialogs.base import Role, Sheet, heading, muted
from gatewaydesk.ui.holding import Held, Way
from gatewaydesk.ui.wording import since


class OpenedElsewhereDialog(Sheet):
    """`dialog.opened-elsewhere`: read it here, take it over (`dialog.opened-elsewhere.other`), or leave it.

    Signals:
        chosen(Way): how the draft shall be opened.
    """

    chosen = Signal(object)

    def __init__(self, held: Held, parent: QWidget | None = None) -> None:
        super().__init__("opened-elsewhere", "Open elsewhere", parent, accept="Read it here")
        holder = held.holder
        self.add(heading(f"“{held.title}” is open {holder.where}{since(holder.since)}.", self))
        self.add(
            muted(
                "You can read it here and see what is written there. Or take it over: the other window saves its last "
                "changes, then it can only read.",
                self,
            )
        )
        if holder.computer:
            self.add(
                muted(f"If nobody is at work on “{holder.computer}” any more, nothing is lost by taking it over.", self)
            )
        self.body.addStretch(1)
        self.other = self.buttons.addButton("Take over", Role.ActionRole)
        self.other.setObjectName("dialog.opened-elsewhere.other")
        self.other.setAccessibleName("Take over")
        self.other.setAutoDefault(False)
        self.other.clicked.connect(lambda: self._choose(Way.TAKE))
        self.fit(520, 170)

    def finish(self) -> None:
        """Reading is what can be done without asking the other window."""
        self._choose(Way.READ)

    def _choose(self, way: Way) -> None:
        self.accept()
        self.chosen.emit(way)

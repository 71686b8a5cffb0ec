"""What can be done at a gateway beyond metadata, as a button with a menu and as entries of another menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gatewaydesk.gateways.work import Errand
from gatewaydesk.ui.form import look

_BEST_EFFORT = "The vendor documents this poorly or not at all; Gateway Desk does its best."


class ErrandsButton(QToolButton):
    """A button whose menu lists errands; hidden while there are none. An entry is called `errand.<name>`.

    Signals:
        wanted(object): the Errand that was chosen.
    """

    wanted = Signal(object)

    def __init__(self, text: str, name: str, spoken: str, parent: QWidget | None = None) -> None:
        """Args:
        text: on the button.
        name: its object name.
        spoken: its accessible name, which says what the errands are for.
        parent: where it stands.
        """
        super().__init__(parent)
        self.setText(text)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._errands: tuple[Errand, ...] = ()
        menu = QMenu(self)
        menu.setObjectName(f"{name}.menu")
        menu.setToolTipsVisible(True)
        self.setMenu(menu)
        self.hide()

    @property
    def errands(self) -> tuple[Errand, ...]:
        """Those that it lists."""
        return self._errands

    def show_errands(self, errands: Sequence[Errand]) -> None:
        """Lists others, but for those that the gateway does no longer; with none it is hidden."""
        errands = tuple(one for one in errands if not one.hidden)
        if errands != self._errands:
            self._errands = errands
            self.menu().clear()
            self.add_to(self.menu())
        self.setVisible(bool(self._errands))

    def add_to(self, menu: QMenu) -> None:
        """Adds the errands to a menu: what is offered first, then what is not, with its reason as the tip."""
        menu.setToolTipsVisible(True)
        for one in sorted(self._errands, key=lambda errand: not errand.offered):
            action = menu.addAction(f"{one.label} (best effort)" if one.best_effort else one.label)
            action.setObjectName(f"errand.{one.name}")
            action.setEnabled(one.offered)
            words = f"{one.why} {_BEST_EFFORT}" if one.best_effort else one.why
            action.setToolTip(look.tip(words))
            action.setStatusTip(words)
            action.triggered.connect(lambda _=False, one=one: self.wanted.emit(one))

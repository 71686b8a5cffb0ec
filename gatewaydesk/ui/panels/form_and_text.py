"""The form and, where it is wanted, the whole document as text: beside it, or under it where there is little room."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.panels.columns import Splitter

_FORM = 0.55  # of the room, until a person shares it out otherwise
_ROOM = 660  # pixels, at the usual text size, that both need beside each other


class FormAndText(Splitter):
    """Two parts; the share of each is kept for either way they stand."""

    def __init__(self, form: QWidget, text: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._text = text
        self._states: dict[str, str] = {}
        self.setObjectName("form.and.text")
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(form)
        self.addWidget(text)
        self.setStretchFactor(0, 1)
        self._share()
        text.hide()

    @property
    def open(self) -> bool:
        """Whether the text is there."""
        return not self._text.isHidden()

    def show_text(self, shown: bool) -> None:
        """Shows the text, or takes it away."""
        if shown is not self.open:
            self._keep()
            self._text.setVisible(shown)
            self._share()

    def states(self) -> dict[str, str]:
        """How the room is shared, to be remembered, by the way the parts stand."""
        self._keep()
        return dict(self._states)

    def set_states(self, states: dict[str, str]) -> None:
        """Shares the room as it was."""
        self._states = dict(states)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= _ROOM * theme.text_scale()
        way = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if way is not self.orientation():
            self._keep()
            self.setOrientation(way)
            self._share()

    @property
    def _way(self) -> str:
        return "beside" if self.orientation() is Qt.Orientation.Horizontal else "under"

    def _keep(self) -> None:
        if self.open:
            self._states[self._way] = bytes(self.saveState().data()).hex()

    def _share(self) -> None:
        way, kept = self.orientation(), self._states.get(self._way)
        if kept is None or not self.restoreState(QByteArray.fromHex(kept.encode())):
            whole = self.width() if way is Qt.Orientation.Horizontal else self.height()
            self.setSizes([round(whole * _FORM), whole - round(whole * _FORM)])
        self.setOrientation(way)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)

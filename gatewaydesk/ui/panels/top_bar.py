"""The bar at the top: what is used most, the search box, where to send, and Submit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.gateways import system_title
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.search import SearchBox

_LEFT = (("new", True), ("open", True), ("", False), ("undo", False), ("redo", False), ("", False))
_LEFT_AFTER = (("check", True), ("preview", True), ("json-view", False))
_TIGHT = 700  # pixels, at the usual text size, below which the search box and the gateway's name give way
_NAME = 60  # pixels of a gateway's name, at the usual text size; before it is shorter, what menus do as well goes
_IN_MENUS = ("open", "undo", "redo", "preview")
_ROOMY = 1180  # pixels, at the usual text size, from which buttons carry their words


MARKS = {"PRACTICE": "practice", "PRODUCTION": "wrong", "PRACTICE PRODUCTION": "wrong", "": "muted"}
"""The marks of connections, each with its tone."""

_BADGE_TIPS = {
    "PRACTICE": "A practice gateway on this computer: nothing leaves it.",
    "PRODUCTION": "A production sandbox: what is sent there counts.",
    "PRACTICE PRODUCTION": "A practice gateway on this computer treated like a production sandbox, to practise.",
}


class Badge(QLabel):
    """The word PRACTICE or PRODUCTION, or both, beside a connection's name, wherever one with such a mark is named."""

    def __init__(self, parent: QWidget | None = None, connection: Connection | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("practice.badge")
        self.show_mark(connection)

    def show_mark(self, connection: Connection | None) -> None:
        """Shows the mark of a connection, and hides where it has none."""
        mark = connection.mark if connection is not None else ""
        self.setText(mark)
        self.setToolTip(_BADGE_TIPS.get(mark, ""))
        self._paint()
        self.setVisible(bool(mark))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange):
            self._paint()

    def _paint(self) -> None:
        self.setFont(theme.font(-1.5, bold=True))
        theme.tint(self, MARKS[self.text()])


class TopBar(QWidget):
    """Tool buttons for actions, the search box, the gateway chooser and Submit.

    Signals:
        gateway_chosen(str): the connection's name.
    """

    gateway_chosen = Signal(str)

    def __init__(self, made: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top")
        self._made = made
        self._tools: list[tuple[QToolButton, bool]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3 * theme.SPACE, 2 * theme.SPACE, 3 * theme.SPACE, 2 * theme.SPACE)
        self._row.setSpacing(theme.SPACE)
        for name, worded in (*_LEFT, *_LEFT_AFTER):
            if name:
                self._row.addWidget(self._tool(name, worded))
            else:
                self._row.addSpacing(2 * theme.SPACE)
        self._row.addStretch(1)
        self.search = SearchBox(self)
        self.search.setMinimumWidth(120)
        self.search.setMaximumWidth(360)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row.addWidget(self.search, 6)
        self._row.addStretch(1)
        self.badge = Badge(self)
        self._row.addWidget(self.badge)
        self.chooser = QToolButton(self)
        self.chooser.setObjectName("gateway.chooser")
        self.chooser.setAccessibleName("Send to")
        self.chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.chooser.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.chooser.setAutoRaise(True)
        self.chooser.setMenu(QMenu(self.chooser))
        self._row.addWidget(self.chooser)
        self.submit = QPushButton(self)
        self.submit.setObjectName("action.submit")
        self.submit.setText("Submit…")
        self.submit.setAccessibleName("Submit")
        self.submit.clicked.connect(made["submit"].trigger)
        made["submit"].enabledChanged.connect(self._submit_enabled)
        self._row.addWidget(self.submit)
        self._row.addWidget(self._tool("side", False))
        self._group: QActionGroup | None = None
        self._gateway = ""
        self.show_gateways([], "")
        self._paint()

    def show_gateways(self, connections: Sequence[Connection], chosen: str) -> None:
        """Shows where datasets go, and the other places they could go to."""
        menu = self.chooser.menu()
        menu.clear()
        if self._group is not None:
            self._group.deleteLater()
        self._group = QActionGroup(menu)
        current = next((one for one in connections if one.name == chosen), None)
        several = len({one.system for one in connections}) > 1
        for one in connections:
            title = system_title(one.system) if several else ""
            parts = (one.name, "" if title in one.name else title, one.mark)
            action = menu.addAction(look.words("  —  ".join(part for part in parts if part)))
            action.setCheckable(True)
            action.setChecked(one is current)
            self._group.addAction(action)
            action.triggered.connect(lambda _=False, name=one.name: self.gateway_chosen.emit(name))
        if connections:
            menu.addSeparator()
            menu.addAction(self._made["sign-in"])
        menu.addAction(self._made["add-gateway"])
        text = current.name if current is not None else "No gateway yet"
        self._gateway = text
        self.chooser.setToolTip(
            look.tip(f"Datasets are sent to {current.url} ({system_title(current.system)})")
            if current
            else "Add a gateway to send to"
        )
        self.chooser.setAccessibleDescription(text)
        self.badge.show_mark(current)
        self._word()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._word()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        types = QEvent.Type  # the font of what is in it changes after the application's, and right before its own
        if event.type() in (types.ApplicationPaletteChange, types.ApplicationFontChange, types.FontChange):
            self._paint()

    def minimumSizeHint(self) -> QSize:
        return QSize(300, super().minimumSizeHint().height())

    def _tool(self, name: str, worded: bool) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(self._made[name])
        button.setObjectName(f"action.{name}")
        button.setAccessibleName(self._made[name].text().replace("&", "").rstrip("…"))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tools.append((button, worded))
        return button

    def _word(self) -> None:
        tight = self.width() < _TIGHT * theme.text_scale()
        self.search.setMinimumWidth(64 if tight else 120)
        roomy = self.width() >= _ROOMY * theme.text_scale()
        styles = Qt.ToolButtonStyle
        for button, worded in self._tools:
            beside = styles.ToolButtonTextBesideIcon if roomy and worded else styles.ToolButtonIconOnly
            if button.toolButtonStyle() != beside:
                button.setToolButtonStyle(beside)
        spared = {button for button, _ in self._tools if button.objectName().removeprefix("action.") in _IN_MENUS}
        cramped = self._room_beside(self._all_tools) < _NAME * theme.text_scale()
        for button in spared:
            button.setVisible(not cramped)
        room = self._room_beside(self._all_tools - spared if cramped else self._all_tools)
        most = min(round((90 if tight else 200) * theme.text_scale()), max(room, 0))
        self.chooser.setText(self.chooser.fontMetrics().elidedText(self._gateway, Qt.TextElideMode.ElideRight, most))

    @property
    def _all_tools(self) -> set[QWidget]:
        return {button for button, _ in self._tools}

    def _room_beside(self, tools: set[QWidget]) -> int:
        """Pixels that the name of the gateway can have beside these buttons and all that is always shown."""
        shown = [*tools, self.submit, *([] if self.badge.isHidden() else [self.badge])]
        text = self.chooser.fontMetrics().horizontalAdvance(self.chooser.text())
        taken = sum(one.minimumSizeHint().width() for one in (*shown, self.chooser)) - text + self.search.minimumWidth()
        edges = self._row.contentsMargins()
        gaps = (len(shown) + 1) * self._row.spacing() + 4 * theme.SPACE  # and the two wider ones between the tools
        return self.width() - edges.left() - edges.right() - taken - gaps

    def _submit_enabled(self, enabled: bool) -> None:
        self.submit.setEnabled(enabled)

    def _paint(self) -> None:
        self.submit.setEnabled(self._made["submit"].isEnabled())
        theme.emphasise(self.submit)
        self.search.draw_icon()
        for button, _ in self._tools:
            button.setIconSize(theme.icon_size())
        self._word()

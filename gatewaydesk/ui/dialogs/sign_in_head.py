"""The head of the sign-in dialog: which system, which of its known addresses, and which way of signing in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLabel, QVBoxLayout, QWidget

from gatewaydesk.gateways import SYSTEMS
from gatewaydesk.gateways.ways_in import Way, ways_in
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.boxes import Dot
from gatewaydesk.ui.form.flow import Flow


class SignInHead(QWidget):
    """`sign-in.system`, `sign-in.preset.<n>` (the last one is any other address) and `sign-in.way.<n>`.

    Signals:
        system_chosen(str): its name.
        preset_chosen(str): an address, or "" for another one.
        way_chosen(object): the Way.
    """

    system_chosen = Signal(str)
    preset_chosen = Signal(str)
    way_chosen = Signal(object)

    def __init__(self, system: str, parent: QWidget | None = None, *, may_change: bool) -> None:
        """Args:
        system: the one to begin with.
        parent: the dialog.
        may_change: whether another system can be chosen.
        """
        super().__init__(parent)
        self._system = system
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3 * theme.SPACE)
        self.systems = QComboBox(self)
        self.systems.setObjectName("sign-in.system")
        self.systems.setAccessibleName("Kind of gateway")
        for name, one in SYSTEMS.items():
            self.systems.addItem(one.title, name)
        self.systems.setCurrentIndex(self.systems.findData(system))
        self.systems.activated.connect(self._system_activated)
        label = QLabel("Kind of gateway", self)
        label.setBuddy(self.systems)
        chooser = QWidget(self)
        below = QVBoxLayout(chooser)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(look.LABEL_GAP)
        below.addWidget(label)
        below.addWidget(self.systems, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(chooser)
        chooser.setVisible(may_change)
        self._rows: list[QWidget] = []
        self._presets = QButtonGroup(self)
        self._ways = QButtonGroup(self)
        self._presets.idClicked.connect(lambda at: self.preset_chosen.emit(self._urls[at]))
        self._ways.idClicked.connect(lambda at: self.way_chosen.emit(ways_in(self._system)[at]))
        self.show_system(system)

    @property
    def _urls(self) -> list[str]:
        return [*(url for _, url in SYSTEMS[self._system].presets), ""]

    def show_system(self, system: str) -> None:
        """Offers the addresses and the ways of another system."""
        self._system = system
        for group in (self._presets, self._ways):
            for button in group.buttons():
                group.removeButton(button)
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        presets = SYSTEMS[system].presets
        if len(presets) > 1:
            words = [*(label for label, _ in presets), "Another address"]
            tips = [*(url for _, url in presets), "Type the address below"]
            self._offer("preset", "", words, tips, self._presets)
        ways = ways_in(system)
        if len(ways) > 1:
            self._offer("way", "Sign in with", [one.title for one in ways], [], self._ways)

    def mark_address(self, url: str) -> None:
        """Marks the known address that was typed, or the one for any other."""
        if not self._presets.buttons():
            return
        button = self._presets.button(self._urls.index(url) if url in self._urls else len(self._urls) - 1)
        if url and not button.isChecked():
            button.setChecked(True)

    def mark_way(self, way: Way) -> None:
        """Marks the way of signing in that the form is drawn for."""
        button = self._ways.button(ways_in(self._system).index(way)) if self._ways.buttons() else None
        if button is not None:
            button.setChecked(True)

    def _system_activated(self, _: int) -> None:
        name = str(self.systems.currentData())
        if name != self._system:
            self.show_system(name)
            self.system_chosen.emit(name)

    def _offer(self, kind: str, title: str, words: Sequence[str], tips: Sequence[str], group: QButtonGroup) -> None:
        row = QWidget(self)
        policy = row.sizePolicy()
        policy.setHeightForWidth(True)
        row.setSizePolicy(policy)
        flow = Flow(row, gap=4 * theme.SPACE, line_gap=theme.SPACE)
        if title:
            flow.addWidget(label := QLabel(f"{title}:", row))
        for at, text in enumerate(words):
            button = Dot(text, row)
            button.setObjectName(f"sign-in.{kind}.{at}")
            button.setAccessibleDescription(title or "Known addresses")
            button.setToolTip(look.tip(tips[at]) if tips else "")
            look.edge(button)
            group.addButton(button, at)
            flow.addWidget(button)
            if title:
                label.setMinimumHeight(button.sizeHint().height())
        self._column.addWidget(row)
        self._rows.append(row)
        row.show()

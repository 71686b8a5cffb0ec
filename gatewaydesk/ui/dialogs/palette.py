"""The command palette: type a few letters of what you want to do, press Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.panels.pick_list import Pick, PickList

if TYPE_CHECKING:
    from gatewaydesk.ui.actions import Action


def matches(words: str, text: str) -> bool:
    """Whether the letters stand in the text in their order."""
    letters = iter(text.casefold())
    return all(letter in letters for letter in words.casefold() if not letter.isspace())


def _rank(words: str, title: str) -> int:
    """What begins with the words comes first, then what holds them, then what has their letters."""
    return 0 if title.startswith(words) else 1 if words in title else 2


class Palette(QDialog):
    """`dialog.palette`: every action that can be done now, found by typing."""

    def __init__(self, table: Sequence[Action], made: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dialog.palette")
        self.setWindowTitle("Commands")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._table, self._made = table, made
        self.box = QLineEdit(self)
        self.box.setObjectName("palette.search")
        self.box.setPlaceholderText("What do you want to do?")
        self.box.setAccessibleName("What do you want to do?")
        self.box.textChanged.connect(self._show)
        self.box.installEventFilter(self)
        self.list = PickList("palette", "Commands", self, keys_pick=False)
        self.list.clicked.connect(lambda: self._do(self.list.current_key))
        self.list.entered.connect(self._do)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * theme.SPACE, 3 * theme.SPACE, 3 * theme.SPACE, 3 * theme.SPACE)
        column.addWidget(self.box)
        column.addWidget(self.list)
        scale = theme.text_scale()
        self.resize(round(480 * scale), round(380 * scale))
        self._show("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.box and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._do(self.list.current_key)
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
                self.list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def _show(self, text: str) -> None:
        found = []
        for action in self._table:
            if action.id == "palette" or not self._made[action.id].isEnabled():
                continue
            named = [title for title in self._names(action) if matches(text, f"{title} {action.menu}")]
            if named:
                title = min(named, key=lambda one: _rank(text.casefold(), one.casefold()))
                rank = _rank(text.casefold(), title.casefold())
                keys = self._made[action.id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                sign = f"icon:{action.icon}" if action.icon else ""
                found.append((rank, Pick(action.id, title, sign, (keys, "muted"))))
        found.sort(key=lambda pair: pair[0])
        self.list.show_picks([pick for _, pick in found])
        if found:
            self.list.mark(found[0][1].key)

    def _names(self, action: Action) -> list[str]:
        """What an action is called now, first by the gateway's system, and usually."""
        made = self._made[action.id]
        texts = [made.text()] if action.named is not None else [str(made.property("called") or ""), action.text]
        return [text.replace("&", "").rstrip("…") for text in texts if text]

    def _do(self, key: str | None) -> None:
        if key is not None:
            self.accept()
            self._made[key].trigger()

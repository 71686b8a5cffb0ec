"""The base of the desk's pages: a heading, a search box, buttons, a list, and words where the list is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gatewaydesk.ui import theme
from gatewaydesk.ui.rows import Column, RowsView
from gatewaydesk.ui.tasks import Tasks


class EmptyState(QWidget):
    """Says what belongs here and offers the first step."""

    def __init__(
        self,
        drawing: str,
        title: str,
        words: str,
        steps: Sequence[tuple[str, Callable[[], object]]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a place for the focus where a typed key does nothing
        self.setAccessibleName(title)
        self._picture = QLabel(self, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._title = QLabel(title, self, alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        self._words = QLabel(words, self, alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        self._words.setMaximumWidth(440)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setSpacing(3 * theme.SPACE)
        column.addStretch(2)
        column.addWidget(self._picture)
        column.addWidget(self._title)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._words, 100)
        middle.addStretch(1)
        column.addLayout(middle)
        row = QHBoxLayout()
        row.addStretch()
        self.buttons: list[QPushButton] = []
        for text, do in steps:
            button = QPushButton(text, self)
            button.setAccessibleName(text)
            button.clicked.connect(lambda _=False, do=do: do())
            row.addWidget(button)
            self.buttons.append(button)
        if self.buttons:
            self.buttons[0].setObjectName("first.step")
        row.addStretch()
        column.addSpacing(theme.SPACE)
        column.addLayout(row)
        column.addStretch(3)
        self._paint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange):
            self._paint()

    def _paint(self) -> None:
        self._picture.setPixmap(theme.icon(self._drawing, "muted").pixmap(32, 32))
        self._title.setFont(theme.font(2.5, bold=True))
        theme.tint(self._words, "muted")
        for button in self.buttons[:1]:
            theme.emphasise(button)


class Page(QWidget):
    """A page of the desk. Children say what its columns are and how its rows are read."""

    def __init__(
        self,
        tasks: Tasks,
        *,
        name: str,
        title: str,
        columns: Sequence[Column],
        empty: EmptyState,
        read: Callable[[str], Sequence[Any]],
        same: Callable[[Any, Any], bool],
        first: Callable[[str], Sequence[Any]] | None = None,
        search: str = "",
        buttons: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Args:
        tasks: the door to the background.
        name: the object name of the list.
        title: what stands above it.
        columns: what it shows of a row.
        empty: what stands there instead while there are none.
        read: the rows for a text that is searched for.
        same: whether two rows are of one thing.
        first: the first of them, where all may be very many.
        search: what the search box says; "" for none.
        buttons: beside the title.
        parent: the widget it is put in.
        """
        super().__init__(parent)
        self._tasks, self._read, self._same, self._first = tasks, read, same, first
        self._asked = 0
        self._in_part = False
        self.setObjectName(f"{name}-page")
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._title = QLabel(title, self)
        self._trouble = QLabel(self, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._trouble.hide()
        self.rows = RowsView(columns, name, title, self)
        self.search = QLineEdit(self)
        self.search.setObjectName(f"{name}.search")
        self.search.setPlaceholderText(search)
        self.search.setAccessibleName(search or "Search")
        self.search.setClearButtonEnabled(True)
        self.search.setVisible(bool(search))
        self.search.setMinimumWidth(120)
        self.search.setMaximumWidth(260)
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _: self._later.start())
        self._none = QLabel("Nothing here matches.", self, alignment=Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget(self)
        for widget in (self.rows, empty, self._none):
            self._stack.addWidget(widget)
        head = QHBoxLayout()
        head.setSpacing(2 * theme.SPACE)
        head.addWidget(self._title)
        head.addStretch(1)
        for button in buttons:
            head.addWidget(button)
        head.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(6 * theme.SPACE, 5 * theme.SPACE, 6 * theme.SPACE, 3 * theme.SPACE)
        column.setSpacing(3 * theme.SPACE)
        column.addLayout(head)
        column.addWidget(self._trouble)
        column.addWidget(self._stack, 1)
        self._paint()

    def refresh(self) -> None:
        """Reads the rows again, in the background; of very many, only the first until somebody sees the page."""
        self._asked += 1
        self._in_part = not self.isVisible() and self._first is not None
        read = self._first if self._in_part and self._first is not None else self._read
        mine, text = self._asked, self.search.text()
        self._tasks.run(
            lambda _: list(read(text)),
            lambda rows: self._show(rows, text) if mine == self._asked else None,
            self._failed,
            self,
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._in_part:
            self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange):
            self._paint()

    def _paint(self) -> None:
        self._title.setFont(theme.font(5, bold=True))
        theme.tint(self._trouble, "wrong")
        theme.tint(self._none, "muted")

    def _show(self, rows: list[Any], text: str) -> None:
        self._trouble.hide()
        self.rows.show_rows(rows, self._same)
        self._stack.setCurrentIndex(0 if rows else 2 if text.strip() else 1)
        if rows and self.hasFocus():
            self.rows.setFocus()
        self.search.setEnabled(bool(rows) or bool(text))

    def _failed(self, error: BaseException) -> None:
        self._trouble.setText(str(error))
        self._trouble.show()


def quiet_button(text: str, do: Callable[[], object], name: str = "") -> QPushButton:
    """An ordinary button with its accessible name."""
    button = QPushButton(text)
    button.setAccessibleName(text.replace("&", ""))
    if name:
        button.setObjectName(name)
    button.clicked.connect(lambda _=False: do())
    return button

"""The base of the desk's pages: a heading, a search box, buttons, a list, and words where the list is empty."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
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
from gatewaydesk.ui.form.flow import Flow
from gatewaydesk.ui.rows import Column, RowsView
from gatewaydesk.ui.tasks import Tasks

_MARGINS = 12 * theme.SPACE  # pixels at the left and the right of what stands on a page
_PART, _UNSEEN = 500, 200  # rows that are read at once: of a page that is seen, and of one that nobody sees


@dataclass(frozen=True)
class Parts:
    """How rows are read of which there may be very many.

    Attributes:
        rows: what a search finds, of that at most so many, after so many that are passed over.
        count: how many it finds in all.
    """

    rows: Callable[[str, int, int], Sequence[Any]]
    count: Callable[[str], int]


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
        read: Callable[[str], Sequence[Any]] | Parts,
        key: Callable[[Any], Hashable],
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
        read: the rows for a text that is searched for; in parts, where they may be very many.
        key: what tells rows apart.
        search: what the search box says; "" for none.
        buttons: beside the title.
        parent: the widget it is put in.
        """
        super().__init__(parent)
        self._tasks, self._read, self._key = tasks, read, key
        self._asked = self._answered = 0
        self._text = ""  # what the rows that are shown were searched by
        self._total = 0  # how many there are of them, shown or not
        self._in_part = self._more_coming = False
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
        self._rest = QLabel(self)
        self._rest.setObjectName(f"{name}.rest")
        self._rest.hide()
        self.rows.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._stack = QStackedWidget(self)
        for widget in (self.rows, empty, self._none):
            self._stack.addWidget(widget)
        self._head = self._make_head(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGINS // 2, 5 * theme.SPACE, _MARGINS // 2, 3 * theme.SPACE)
        column.setSpacing(3 * theme.SPACE)
        column.addLayout(self._head)
        column.addWidget(self._trouble)
        column.addWidget(self._stack, 1)
        column.addWidget(self._rest)
        self._paint()

    def _make_head(self, buttons: Sequence[QWidget]) -> QGridLayout:
        self._head_buttons = QWidget(self)
        flow = Flow(self._head_buttons, gap=2 * theme.SPACE, line_gap=theme.SPACE, right=True)
        for button in buttons:
            flow.addWidget(button)
        policy = self._head_buttons.sizePolicy()
        policy.setHeightForWidth(True)
        self._head_buttons.setSizePolicy(policy)
        head = QGridLayout()
        head.setSpacing(2 * theme.SPACE)
        head.setColumnStretch(1, 1)
        head.addWidget(self._title, 0, 0)
        head.addWidget(self._head_buttons, 0, 1)
        head.addWidget(self.search, 0, 2)
        return head

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._place_buttons)  # a layout is not changed while it lays out

    def _place_buttons(self) -> None:
        """The buttons stand beside the title where there is room for all of them, else on lines of their own."""
        flow = self._head_buttons.layout()
        assert isinstance(flow, Flow)
        fixed = self._title.sizeHint().width() + self.search.minimumWidth() + 4 * theme.SPACE
        beside = flow.wanted_width() <= self.width() - _MARGINS - fixed
        if beside != flow.right:
            flow.right = beside
            self._head.removeWidget(self._head_buttons)
            self._head.addWidget(self._head_buttons, *((0, 1, 1, 1) if beside else (1, 0, 1, 3)))

    def refresh(self) -> None:
        """Reads the rows again, in the background; of very many, only the first: more come when they are scrolled to.

        What a person has scrolled through stays there.
        """
        self._asked += 1
        mine, text, read, seen = self._asked, self.search.text(), self._read, self.isVisible()
        limit = _PART if seen else _UNSEEN
        if seen and text == self._text:
            limit = max(limit, len(self.rows.rows_model.rows))
        self._in_part = not seen and isinstance(read, Parts)

        def work(_: object) -> tuple[list[Any], int]:
            if not isinstance(read, Parts):
                rows = list(read(text))
                return rows, len(rows)
            rows = list(read.rows(text, limit, 0))
            return rows, len(rows) if len(rows) < limit else read.count(text)

        def done(found: tuple[list[Any], int]) -> None:
            if mine == self._asked:
                self._answered, self._text = mine, text
                rows, self._total = found
                self._show(rows, text)
                QTimer.singleShot(0, self, self._scrolled)  # there may be room for more

        self._tasks.run(work, done, self._failed, self)

    def show_first(self, row: Any, key: Hashable) -> None:
        """Shows one row, or None for none any more, as the first: all others stay as they are, and are not read."""
        model = self.rows.rows_model
        at = next((at for at, one in enumerate(model.rows) if self._key(one) == key), -1)
        if row is not None:
            model.put_first(row, at)
            self._total += at < 0
        elif at >= 0:
            model.take_out(at)
            self._total -= 1
        self._shown(self._text)

    @property
    def _reading(self) -> bool:
        return self._answered != self._asked

    def _scrolled(self) -> None:
        bar, model, read = self.rows.verticalScrollBar(), self.rows.rows_model, self._read
        there, mine, text = len(model.rows), self._asked, self._text
        if self._more_coming or self._reading or there >= self._total or not isinstance(read, Parts):
            return
        if bar.maximum() - bar.value() > bar.pageStep() or not self.isVisible():
            return
        known = {self._key(row) for row in model.rows[-_PART:]}  # somebody may have added rows meanwhile, elsewhere
        self._more_coming = True

        def done(more: list[Any]) -> None:
            self._more_coming = False
            if mine == self._asked and there == len(model.rows):
                model.append([row for row in more if self._key(row) not in known])
                self._total = max(self._total, len(model.rows)) if more else len(model.rows)
                self._shown(text)

        def failed(error: BaseException) -> None:
            self._more_coming = False
            self._failed(error)

        self._tasks.run(lambda _: list(read.rows(text, _PART, there)), done, failed, self)

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
        theme.tint(self._rest, "muted")

    def _show(self, rows: list[Any], text: str) -> None:
        self._trouble.hide()
        self.rows.show_rows(rows, lambda one, other: self._key(one) == self._key(other))
        self._shown(text)

    def _shown(self, text: str) -> None:
        rows = self.rows.rows_model.rows
        self._rest.setText(f"The first {len(rows):,} of {self._total:,} are shown. Scroll for more.")
        self._rest.setVisible(bool(rows) and len(rows) < self._total)
        self._stack.setCurrentIndex(0 if rows else 2 if text.strip() else 1)
        if rows and self.hasFocus():
            self.rows.setFocus()
        self.search.setEnabled(bool(rows) or bool(text))

    def _failed(self, error: BaseException) -> None:
        self._answered = self._asked
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

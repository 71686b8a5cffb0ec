"""Rows: the table that every page of the desk shows, and the base of such a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look

Index = QModelIndex | QPersistentModelIndex
_READABLE = 220  # pixels of the stretching column below which others are left out
_LEAST = 130  # pixels that it has at least
SHARE = Qt.ItemDataRole.UserRole + 1
_BAR = 56  # pixels that a bar takes at the usual text size
_MOVES = (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Down)


@dataclass(frozen=True)
class Column:
    """One column: its heading, how a row reads in it, and how it looks.

    Attributes:
        spare: what can be done without where the table is narrow: of several, the highest goes first; 0 always stays.
        sign: one of `theme.SIGNS` before the text, or "".
        share: how much of a bar is filled, from 0 to 1; None draws no bar. The bar stands before the text.
    """

    heading: str
    text: Callable[[Any], str]
    tip: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    stretch: bool = False
    bold: bool = False
    right: bool = False
    spare: int = 0
    sign: Callable[[Any], str] | None = None
    share: Callable[[Any], float | None] | None = None


class RowsModel(QAbstractTableModel):
    """A list of plain rows, read through columns."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[Any] = []

    def show(self, rows: Sequence[Any]) -> None:
        """Shows other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def append(self, rows: Sequence[Any]) -> None:
        """Shows more rows after those that are there."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def put_first(self, row: Any, at: int = -1) -> None:
        """Shows a row at the top, in place of the one at `at`; the others stay as they are."""
        top = QModelIndex()
        if at < 0:
            self.beginInsertRows(top, 0, 0)
            self.rows.insert(0, row)
            self.endInsertRows()
            return
        if at > 0:
            self.beginMoveRows(top, at, at, top, 0)
            self.rows.insert(0, self.rows.pop(at))
            self.endMoveRows()
        self.rows[0] = row
        self.dataChanged.emit(self.index(0, 0), self.index(0, len(self.columns) - 1))

    def put(self, at: int, row: Any) -> None:
        """Shows another row in place of the one at `at`."""
        self.rows[at] = row
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))

    def take_out(self, at: int) -> None:
        """Shows one row less."""
        self.beginRemoveRows(QModelIndex(), at, at)
        del self.rows[at]
        self.endRemoveRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        column, row = self.columns[index.column()], self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return look.tip(column.tip(row) if column.tip else column.text(row))
        if role == Qt.ItemDataRole.FontRole and column.bold:
            return theme.font(bold=True)
        if role == Qt.ItemDataRole.ForegroundRole and column.tone:
            tone = column.tone(row)
            return theme.color(tone) if tone else None
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DecorationRole and column.sign and column.sign(row):
            return look.sign_icon(column.sign(row), round(14 * theme.text_scale()))
        if role == SHARE and column.share:
            return column.share(row)
        return None


class _Quiet(QStyledItemDelegate):
    """Cells with room at both sides; the row under the mouse and the selected one in quiet colours."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = option.widget
        state = option.state
        hovered = isinstance(view, RowsView) and view.hovered == index.row()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selected"))
        elif hovered:
            painter.fillRect(option.rect, theme.color("hover"))
        painter.fillRect(option.rect.x(), option.rect.bottom(), option.rect.width(), 1, theme.color("line"))
        inner = QStyleOptionViewItem(option)
        inner.rect = option.rect.adjusted(theme.SPACE, 0, -theme.SPACE, 0)
        inner.state &= ~(
            QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus
        )
        share = index.data(SHARE)
        if share is not None:
            self._bar(painter, inner.rect, share)
            inner.rect = inner.rect.adjusted(round(_BAR * theme.text_scale()) + theme.SPACE, 0, 0, 0)
        super().paint(painter, inner, index)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Active:
            painter.fillRect(option.rect.x(), option.rect.bottom() - 1, option.rect.width(), 2, theme.color("accent"))

    @staticmethod
    def _bar(painter: QPainter, box: QRect, share: float) -> None:
        width, thick = _BAR * theme.text_scale(), 6
        whole = QRectF(box.left() + theme.SPACE, box.center().y() - thick / 2 + 0.5, width, thick)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line"))
        painter.drawRoundedRect(whole, thick / 2, thick / 2)
        if share > 0:
            whole.setWidth(max(thick, width * min(share, 1.0)))
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(whole, thick / 2, thick / 2)
        painter.restore()


class _Heading(QHeaderView):
    """Column headings as quiet words over a hairline."""

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        painter.setPen(theme.color("muted"))
        box = rect.adjusted(2 * theme.SPACE - 2, 0, -theme.SPACE, 0)
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) or "")
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section and words:
            words += " ↑" if self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder else " ↓"
            painter.setPen(self.palette().windowText().color())
        words = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        painter.restore()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + 3 * theme.SPACE)


class RowsView(QTableView):
    """Rows of which one is selected: by mouse, by keys or by assistive technology, all to the same effect.

    Signals:
        row_selected(object): the row, or None.
        row_activated(object): Enter, or a double click.
    """

    row_selected = Signal(object)
    row_activated = Signal(object)

    def __init__(self, columns: Sequence[Column], name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.rows_model = RowsModel(columns, self)
        self.setModel(self.rows_model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self._set_row_height()
        self._widths: dict[int, int] = {}  # of the columns that do not stretch; a hidden one has none in the header
        self.hovered = -1
        self.setMouseTracking(True)
        self.setItemDelegate(_Quiet(self))
        self.setHorizontalHeader(_Heading(Qt.Orientation.Horizontal, self))
        self._paint()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(False)
        self.selectionModel().selectionChanged.connect(self._selected)

    @property
    def current_row(self) -> Any:
        """The selected row, or None."""
        chosen = self.selectionModel().selectedRows()
        if not chosen or chosen[0].row() >= len(self.rows_model.rows):
            return None
        return self.rows_model.rows[chosen[0].row()]

    def show_rows(self, rows: Sequence[Any], same: Callable[[Any, Any], bool] | None = None) -> None:
        """Shows other rows, keeping the selected one selected where it is still there."""
        kept = self.current_row
        place = self.verticalScrollBar().value()
        self.rows_model.show(rows)
        self._fit()
        self.verticalScrollBar().setValue(place)
        if kept is not None and same is not None:
            for at, row in enumerate(rows):
                if same(kept, row):
                    self.selectRow(at)
                    return
        self.row_selected.emit(self.current_row)

    def select(self, row: Any) -> None:
        """Selects a row."""
        if row in self.rows_model.rows:
            self.selectRow(self.rows_model.rows.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row is not None:
            self.row_activated.emit(self.current_row)
            return
        super().keyPressEvent(event)
        if self.current_row is None and self.currentIndex().isValid() and event.key() in _MOVES:
            self.selectRow(self.currentIndex().row())  # the focus came with a current row that was not selected

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.indexAt(event.position().toPoint()).isValid():
            self.row_activated.emit(self.current_row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_row_height()
            self._fit()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._paint()

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def _paint(self) -> None:
        palette = self.palette()
        window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
        palette.setColor(QPalette.ColorRole.Base, window)
        self.setPalette(palette)
        header = self.horizontalHeader()
        palette = header.palette()
        palette.setColor(QPalette.ColorRole.Button, window)
        header.setPalette(palette)

    def _set_row_height(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 5 * theme.SPACE)

    def _fit(self) -> None:
        header = self.horizontalHeader()
        metrics = self.fontMetrics()
        for at, column in enumerate(self.rows_model.columns):
            if column.stretch:
                continue
            texts = [column.heading, *(column.text(row) for row in self.rows_model.rows[:50])]
            width = max(metrics.horizontalAdvance(text) for text in texts) + 6 * theme.SPACE
            width += round((_BAR * bool(column.share) + 20 * bool(column.sign)) * theme.text_scale())
            self._widths[at] = min(width, round(60 * theme.SPACE * theme.text_scale()))
            header.resizeSection(at, self._widths[at])
        self._share()

    def _share(self) -> None:
        """Gives the stretching column what the others leave, and never less than can be read: rather than that, what
        can be done without is left out.
        """
        header, columns = self.horizontalHeader(), self.rows_model.columns
        room, scale = self.viewport().width(), theme.text_scale()
        taken = sum(self._widths.get(at, 0) for at, column in enumerate(columns) if not column.stretch)
        spare = sorted((at for at, one in enumerate(columns) if one.spare), key=lambda at: -columns[at].spare)
        for at in spare:
            header.setSectionHidden(at, room - taken < round(_READABLE * scale))
            taken -= self._widths.get(at, 0) if header.isSectionHidden(at) else 0
        for at, column in enumerate(columns):
            if column.stretch:
                header.resizeSection(at, max(room - taken, round(_LEAST * scale)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _selected(self, chosen: QItemSelection, _: QItemSelection) -> None:
        self.row_selected.emit(self.current_row)

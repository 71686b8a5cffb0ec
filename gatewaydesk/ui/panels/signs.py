"""Delegates that draw rows with a sign, a title and a figure: the outline and the list of problems."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gatewaydesk.ui import theme
from gatewaydesk.ui.form.breakable import breakable_in

Index = QModelIndex | QPersistentModelIndex
_WITHIN = " › "
_WRAP = int(Qt.TextFlag.TextWordWrap)

SIGN = Qt.ItemDataRole.UserRole + 1  # one of theme.SIGNS, "icon:<name>", or ""
FIGURE = Qt.ItemDataRole.UserRole + 2  # (text, colour name) at the right
NOTE = Qt.ItemDataRole.UserRole + 3  # muted text below the title
HEADING = Qt.ItemDataRole.UserRole + 4  # True: a small heading, not to be selected
APART = Qt.ItemDataRole.UserRole + 5  # True: a thin line stands above
OVER = Qt.ItemDataRole.UserRole + 6  # True: settled, drawn faint and struck through
BESIDE = Qt.ItemDataRole.UserRole + 7  # the text at the right that heights are reckoned with


def fitting_place(words: str, metrics: QFontMetrics, width: int) -> str:
    """A place such as “Table a › Column b › Name” in a width: groups above go as a whole, and the field is read from
    its beginning."""
    parts = words.split(_WITHIN)
    told = [_WITHIN.join(["…", *parts[at:]] if at else parts) for at in range(len(parts))]
    fits = next((one for one in [*told, parts[-1]] if metrics.horizontalAdvance(one) <= width), "")
    return fits or metrics.elidedText(parts[-1], Qt.TextElideMode.ElideRight, width)


class SignDelegate(QStyledItemDelegate):
    """Draws `✕ Title ………… 2` with a rounded quiet background where selected; a note wraps below the title.

    A place takes as many lines as it needs. In a view whose rows are all of one height both are one line: of the note
    the beginning, and of a place the field and as many of the groups around it as fit.
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetrics(option.font)
        height = metrics.height() + 3 * theme.SPACE
        if self._is_even(option):
            return QSize(20 * theme.SPACE, height + metrics.height())
        note = index.data(NOTE)
        if note:
            height += round(self._note_box(option, metrics, str(note)).height())
        height += self._more_lines(option, metrics, index)
        if index.data(APART):
            height += 3 * theme.SPACE
        return QSize(20 * theme.SPACE, height)

    @staticmethod
    def _is_even(option: QStyleOptionViewItem) -> bool:
        view = option.widget
        return isinstance(view, QListView) and view.uniformItemSizes()

    def _note_box(self, option: QStyleOptionViewItem, metrics: QFontMetrics, note: str) -> QRectF:
        width = max(80, self._width(option) - 4 * theme.SPACE - self._side(metrics))
        return QRectF(metrics.boundingRect(0, 0, width, 10_000, _WRAP, breakable_in(note, width, metrics)))

    def _more_lines(self, option: QStyleOptionViewItem, metrics: QFontMetrics, index: Index) -> int:
        """What the lines of a place below its first one take; other titles have one line."""
        title, figure = str(index.data()), str(index.data(BESIDE) or "")
        if _WITHIN not in title or index.data(HEADING) or self._is_even(option):
            return 0
        beside = metrics.horizontalAdvance(figure) + 2 * theme.SPACE if figure else 0
        width = max(80, self._width(option) - 5 * theme.SPACE - self._side(metrics) - beside)
        if metrics.horizontalAdvance(title) <= width:
            return 0
        wrapped = metrics.boundingRect(0, 0, width, 10_000, _WRAP, breakable_in(title, width, metrics))
        return max(0, wrapped.height() - metrics.height())

    @staticmethod
    def _width(option: QStyleOptionViewItem) -> int:
        view = option.widget
        return view.viewport().width() if view is not None and hasattr(view, "viewport") else option.rect.width()

    @staticmethod
    def _side(metrics: QFontMetrics) -> int:
        return metrics.height() + theme.SPACE

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(option.font)
        box = QRectF(option.rect)
        if index.data(APART):
            painter.setPen(theme.color("line"))
            y = box.top() + 1.5 * theme.SPACE
            painter.drawLine(round(box.left()) + 8, round(y), round(box.right()) - 8, round(y))
            box.setTop(box.top() + 3 * theme.SPACE)
        if index.data(HEADING):
            self._heading(painter, box, option, index)
        else:
            self._row(painter, box, option, index, metrics)
        painter.restore()

    def _heading(self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, index: Index) -> None:
        if self._is_even(option):
            box.setTop(box.center().y())
        painter.setPen(theme.color("muted"))
        box = box.adjusted(2 * theme.SPACE, 0, -4 * theme.SPACE, 0)
        figure = index.data(FIGURE)
        if figure and figure[0]:
            painter.setFont(option.font)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), figure[0])
            box.setRight(box.right() - QFontMetrics(option.font).horizontalAdvance(figure[0]) - 2 * theme.SPACE)
        painter.setFont(theme.font(bold=True))
        title = QFontMetrics(painter.font()).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, round(box.width())
        )
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), title)

    def _row(
        self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, index: Index, metrics: QFontMetrics
    ) -> None:
        state = option.state
        inner = box.adjusted(theme.SPACE, 1, -theme.SPACE, -1)
        if state & QStyle.StateFlag.State_Selected or state & QStyle.StateFlag.State_MouseOver:
            selected = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if selected else "hover"))
            painter.drawRoundedRect(inner, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("accent"))
            painter.drawRoundedRect(inner, 6, 6)
        line = QRectF(inner.left() + theme.SPACE, inner.top(), inner.width() - 2 * theme.SPACE, 0)
        line.setHeight(metrics.height() + 2.5 * theme.SPACE)
        side = self._side(metrics)
        self._sign(painter, line, side, str(index.data(SIGN) or ""))
        line.setLeft(line.left() + side + theme.SPACE)
        figure = index.data(FIGURE)
        painter.setFont(option.font)
        if figure and figure[0]:
            painter.setPen(theme.color(figure[1]))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), figure[0])
            line.setRight(line.right() - metrics.horizontalAdvance(figure[0]) - 2 * theme.SPACE)
        faint = index.data(OVER) or not option.state & QStyle.StateFlag.State_Enabled
        painter.setPen(theme.color("muted") if faint else self._text(option))
        if index.data(OVER):
            struck = QFont(option.font)
            struck.setStrikeOut(True)
            painter.setFont(struck)
        more = self._more_lines(option, metrics, index)
        if more and not index.data(OVER):  # what is settled keeps its height, and may have a longer figure
            top = line.center().y() - metrics.height() / 2
            box = QRectF(line.left(), top, line.width(), metrics.height() + more)
            painter.drawText(box, _WRAP, breakable_in(str(index.data()), round(box.width()), metrics))
        else:
            title = fitting_place(str(index.data()), QFontMetrics(painter.font()), round(line.width()))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), title)
        note = str(index.data(NOTE) or "")
        if note:
            top = line.bottom() - 1.5 * theme.SPACE + more
            below = QRectF(line.left(), top, inner.right() - line.left(), inner.height())
            painter.setPen(theme.color("muted"))
            painter.setFont(option.font)
            if self._is_even(option):
                width = round(below.width()) - theme.SPACE
                note = metrics.elidedText(" ".join(note.split()), Qt.TextElideMode.ElideRight, width)
            painter.drawText(below, _WRAP, breakable_in(note, round(below.width()), metrics))

    @staticmethod
    def _text(option: QStyleOptionViewItem) -> QColor:
        return option.palette.color(QPalette.ColorRole.Text)

    @staticmethod
    def _sign(painter: QPainter, line: QRectF, side: int, sign: str) -> None:
        size = side * 0.72
        box = QRectF(line.left() + (side - size) / 2, line.center().y() - size / 2, size, size)
        if sign.startswith("icon:"):
            theme.icon(sign[5:], "muted").paint(painter, box.toAlignedRect().adjusted(-1, -1, 1, 1))
        elif sign == "optional":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("line"))
            painter.drawEllipse(box.center(), size / 6, size / 6)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        elif sign:
            theme.paint_sign(painter, box, sign)

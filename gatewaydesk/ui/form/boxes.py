"""Boxes to tick and dots to choose: as large as their text, whose words go on in the next line where room is scarce."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStyleOptionFocusRect,
    QStylePainter,
    QWidget,
)

from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look

_WIDEST = 48  # characters of a line
_NARROWEST = 8
_FLAGS = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextShowMnemonic | Qt.AlignmentFlag.AlignLeft)
_TALL = 10_000


class _Shape:
    """The size and the painting of one: its sign as the style draws it, and its words in as many lines as they need."""

    def __init__(self, button: QCheckBox | QRadioButton, sign: QStyle.PrimitiveElement) -> None:
        self._button, self._sign = button, sign
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        button.setSizePolicy(policy)

    def height(self, width: int) -> int:
        """In a button that wide."""
        return max(self._words_in(width).height(), self._side) + 2

    def wanted(self) -> QSize:
        """All words in one line, unless that is longer than is good to read."""
        room = self._before + look.width_of(self._button, _WIDEST)
        width = min(room, self._before + self._words_in(room).width() + 1)
        return QSize(width, self.height(width))

    def least(self) -> QSize:
        """As narrow as words can be broken."""
        wanted = self.wanted()
        narrowest = min(wanted.width(), self._before + look.width_of(self._button, _NARROWEST))
        return QSize(narrowest, wanted.height())

    def paint(self) -> None:
        """Draws it as it is now."""
        button, style = self._button, self._button.style()
        option = QStyleOptionButton()
        button.initStyleOption(option)
        painter = QStylePainter(button)
        words, line, side = self._words_in(button.width()), button.fontMetrics().height(), self._side
        top = max(0, (button.height() - max(words.height(), side)) // 2)
        words = words.translated(self._before, top + max(0, (side - line) // 2))
        box = QRect(0, top + max(0, (line - side) // 2), side, side)
        option.rect = QStyle.visualRect(option.direction, button.rect(), box)
        painter.drawPrimitive(self._sign, option)
        words = QStyle.visualRect(option.direction, button.rect(), words)
        style.drawItemText(
            painter, words, _FLAGS, button.palette(), button.isEnabled(), button.text(), button.foregroundRole()
        )
        if option.state & QStyle.StateFlag.State_HasFocus:
            frame = QStyleOptionFocusRect()
            frame.initFrom(button)
            frame.rect = words.adjusted(-2, -1, 2, 1)
            painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, frame)
        painter.end()

    @property
    def _side(self) -> int:
        """Pixels of the box or dot."""
        usual = self._button.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth)
        return round(usual * max(1.0, theme.text_scale()))

    @property
    def _before(self) -> int:
        """Pixels from the edge to the words."""
        return self._side + self._button.style().pixelMetric(QStyle.PixelMetric.PM_CheckBoxLabelSpacing)

    def _words_in(self, width: int) -> QRect:
        """What the words take in a button that wide, from the first line's corner on."""
        room = QRect(0, 0, max(1, width - self._before), _TALL)
        return self._button.fontMetrics().boundingRect(room, _FLAGS, self._button.text())


class _Wrapping:
    """What a box and a dot have in common. It stands before the Qt class, so that Qt asks here."""

    _shape: _Shape

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._shape.height(width)

    def sizeHint(self) -> QSize:
        return self._shape.wanted()

    def minimumSizeHint(self) -> QSize:
        return self._shape.least()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._shape.paint()


class TickBox(_Wrapping, QCheckBox):
    """A box to tick."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(look.words(text), parent)
        self._shape = _Shape(self, QStyle.PrimitiveElement.PE_IndicatorCheckBox)


class Dot(_Wrapping, QRadioButton):
    """One of several dots, of which one is chosen."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(look.words(text), parent)
        self._shape = _Shape(self, QStyle.PrimitiveElement.PE_IndicatorRadioButton)

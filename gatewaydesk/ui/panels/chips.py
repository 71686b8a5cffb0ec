"""Small round switches: what is shown of a list, and which of two lists it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from gatewaydesk.ui import theme


class Chip(QAbstractButton):
    """A switch with a sign and a word: filled while it is on, an outline while it is off; faint with nothing to show.

    Attributes:
        idle: what it switches is empty just now.
    """

    idle = False

    def __init__(self, name: str, text: str = "", sign: str = "", parent: QWidget | None = None) -> None:
        """Args:
        name: the object name.
        sign: one of `theme.SIGNS`, or "".
        """
        super().__init__(parent)
        self._sign = sign
        self._whole = self._brief = ""
        self._short = False
        self.setObjectName(name)
        self.setCheckable(True)
        self.setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.say(text)

    def say(self, text: str, *, brief: str = "", idle: bool = False) -> None:
        """Says something else; `brief` is what is shown of it beside the sign where there is little room."""
        if idle is not self.idle:
            self.idle = idle
            self.update()
        self._whole, self._brief = text, brief
        self.setAccessibleName(text)
        self.shorten(self._short)

    def shorten(self, short: bool) -> None:
        """Shows the brief words, where it has any, or all of them; assistive technology reads all of them."""
        self._short = short
        shown = (short and self._brief) or self._whole
        if shown != self.text():
            self.setText(shown)
            self.setAccessibleName(self._whole)
            self.updateGeometry()

    @property
    def whole_width(self) -> int:
        """How wide it is with all its words, in pixels."""
        return self._width_of(self._whole)

    def sizeHint(self) -> QSize:
        return QSize(self._width_of(self.text()), QFontMetrics(self._font()).height() + 2 * theme.SPACE)

    def _width_of(self, text: str) -> int:
        metrics = QFontMetrics(self._font())
        side = metrics.height() + theme.SPACE // 2 if self._sign else 0
        return metrics.horizontalAdvance(text) + side + 4 * theme.SPACE

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange):
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        on = self.isChecked() and not self.idle
        fill = "selected" if on else "hover" if self.underMouse() or self.isChecked() else ""
        edge = "accent" if self.hasFocus() else "selected" if on else "hover" if self.isChecked() else "line"
        painter.setPen(theme.color(edge))
        painter.setBrush(theme.color(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        metrics = QFontMetrics(self._font())
        left = box.left() + 2 * theme.SPACE
        if self._sign:
            size = metrics.height() * 0.72
            place = QRectF(left, box.center().y() - size / 2, size, size)
            theme.paint_sign(painter, place, self._sign, None if on else theme.color("muted"))
            left += metrics.height() + theme.SPACE // 2
        painter.setFont(self._font())
        painter.setPen(self.palette().windowText().color() if on else theme.color("muted"))
        room = QRectF(left, box.top(), box.right() - left - theme.SPACE, box.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.text())
        painter.end()

    def _font(self) -> QFont:
        return theme.font(-0.5)


class Tab(Chip):
    """A word that stands for a list: underlined while that list is shown. To assistive technology a radio button."""

    def __init__(self, name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(name, text, parent=parent)
        self.setAutoExclusive(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        on = self.isChecked()
        if self.hasFocus() or (self.underMouse() and not on):
            painter.setPen(theme.color("accent" if self.hasFocus() else "hover"))
            painter.setBrush(Qt.BrushStyle.NoBrush if on else theme.color("hover"))
            painter.drawRoundedRect(box, 4, 4)
        painter.setFont(self._font())
        painter.setPen(self.palette().windowText().color() if on else theme.color("muted"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.text())
        if on:
            line = QRectF(box.left() + 2 * theme.SPACE, box.bottom() - 2, box.width() - 4 * theme.SPACE, 2)
            painter.fillRect(line, theme.color("accent"))
        painter.end()

    def _font(self) -> QFont:
        return theme.font(-0.5, bold=True)


class Segments(QWidget):
    """Two or more tabs of which one is on: which list is shown."""

    def __init__(self, name: str, choices: tuple[tuple[str, str], ...], parent: QWidget | None = None) -> None:
        """Args:
        name: the object name; that of each tab ends in its key.
        choices: key and words of each.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        self.group = QButtonGroup(self)
        self.chips: dict[str, Chip] = {}
        for key, words in choices:
            chip = self.chips[key] = Tab(f"{name}.{key}", words, self)
            chip.setChecked(False)
            self.group.addButton(chip)
            row.addWidget(chip)
        next(iter(self.chips.values())).setChecked(True)

    @property
    def chosen(self) -> str:
        """The key of the one that is on."""
        return next(key for key, chip in self.chips.items() if chip.isChecked())

    def choose(self, key: str) -> None:
        """Turns one on; unknown keys are passed over."""
        if key in self.chips:
            self.chips[key].setChecked(True)

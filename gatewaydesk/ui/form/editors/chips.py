"""Several short values as chips above a line in which the next one is typed: tags, and several of many choices."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QSizePolicy, QWidget

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.editors.base import Editor, KeyedLine, example_of
from gatewaydesk.ui.form.flow import Flow

_CROSS = 20
_UNWATCHED = 300  # milliseconds after which text set without the focus (assistive technology) counts


class Chip(QAbstractButton):
    """One value. Its cross, Delete, Backspace or Space take it out; a double click takes it back into the line."""

    wanted_back = Signal()

    def __init__(self, label: str, *, wrong: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(label)
        self._wrong = wrong
        self.setAccessibleName(label)
        self.setAccessibleDescription("Press to take it out")
        self.setToolTip(look.tip(label) if len(label) > 60 else "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = min(metrics.horizontalAdvance(self.text()) + 2, 480) + 13 + _CROSS
        return QSize(width, metrics.height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 160), self.sizeHint().height())

    def hitButton(self, pos: Any) -> bool:
        return bool(pos.x() >= self.width() - _CROSS - 2)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.hitButton(event.position().toPoint()):
            self.wanted_back.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -1, -1)
        edge = theme.color("wrong") if self._wrong else theme.color("line")
        edge = self.palette().highlight().color() if self.hasFocus() else edge
        painter.setPen(QPen(edge, 1.5 if self.hasFocus() or self._wrong else 1.0))
        painter.setBrush(theme.color("quiet"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(theme.color("wrong") if self._wrong else self.palette().text().color())
        room = box.adjusted(9, 0, -_CROSS, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if self.isEnabled():
            middle = QRect(box.right() - _CROSS + 6, box.center().y() - 3, 8, 8)
            painter.setPen(QPen(theme.color("muted"), 1.4))
            painter.drawLine(middle.topLeft(), middle.bottomRight())
            painter.drawLine(middle.topRight(), middle.bottomLeft())
        painter.end()


class TagLine(KeyedLine):
    """Where the next value is typed. Enter or a comma adds it; Backspace at the start takes the last one out."""

    finished = Signal(str)
    back = Signal()
    pasting = False

    def ends(self, text: str) -> bool:
        """Whether the comma or semicolon with which a text ends is not meant to be a part of it."""
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab adds what was typed."""
        if self.text().strip():
            self.finished.emit(self.text())
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.pasting = event.matches(QKeySequence.StandardKey.Paste)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self.finished.emit(self.text())
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
        elif event.text() in (",", ";") and self.text().strip() and self.ends(self.text() + event.text()):
            self.finished.emit(self.text())
        else:
            super().keyPressEvent(event)
        self.pasting = False


class Chips(Editor):
    """Tags: a list of short texts."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self._values: list[Any] = []
        self._area = QWidget()
        self._flow = Flow(self._area, gap=look.SPACE + 2)
        self.line = self._make_line()
        look.pad(self.line)
        self.line.setPlaceholderText(self._hint())
        self.main = self.take_over(self.line)
        self.bar = QHBoxLayout()
        look.no_margins(self.bar, look.SPACE)
        self.bar.addWidget(self.line, 1)
        self.add = look.quiet_button("Add", f"Add to {field.title}")
        self.add.clicked.connect(self.commit)
        self.bar.addWidget(self.take_over(self.add))
        self.column.addWidget(self._area)
        self.column.addLayout(self.bar)
        self.line.finished.connect(self._take)
        self.line.back.connect(lambda: self._remove(len(self._values) - 1) if self._values else None)
        self.line.textChanged.connect(self._typed)
        self._unwatched = QTimer(self, singleShot=True, interval=_UNWATCHED)
        self._unwatched.timeout.connect(self.commit)
        self._object_name = ""
        self._whole = False

    @classmethod
    def fits(cls, field: Field) -> int:
        """Lists of short texts."""
        return 20 if field.kind is Kind.TAGS else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """A list of texts, each in one line."""
        if not isinstance(value, list):
            return value is ABSENT or value is None
        return all(isinstance(one, str) and len(one.splitlines()) < 2 for one in value)

    def name(self, object_name: str, title: str) -> None:
        super().name(object_name, title)
        self._object_name = object_name.removeprefix("field:")
        self.add.setObjectName(f"add:{self._object_name}")
        self._name_chips()

    def commit(self) -> None:
        self._unwatched.stop()
        if self.line.text().strip():
            self._take(self.line.text())

    def show_problems_of(self, wrong: set[int]) -> None:
        """Marks the values that are wrong."""
        for at in range(self._flow.count()):
            chip = self._chip(at)
            if chip._wrong is not (at in wrong):
                chip._wrong = at in wrong
                chip.update()

    def _make_line(self) -> TagLine:
        return TagLine()

    def _hint(self) -> str:
        example = example_of(self.field)
        return f"{example} — Enter adds it" if example else "Type one and press Enter"

    def _label(self, value: Any) -> str:
        return (value or "(empty)") if isinstance(value, str) else values.shown(self.field.with_(choices=()), value)

    def _split(self, text: str) -> list[Any]:
        return list(values.split_list(text))

    def _show(self, value: Any) -> None:
        wanted = value if isinstance(value, list) else []
        if values.same(wanted, self._values) and self._flow.count() == len(wanted):
            self._area.setVisible(bool(wanted))
            return
        self._values = list(wanted)
        focused = next((at for at in range(self._flow.count()) if self._chip(at).hasFocus()), -1)
        if focused >= 0:
            self.line.setFocus()
        while self._flow.count():
            self._flow.takeAt(0).widget().deleteLater()
        for at, one in enumerate(wanted):
            chip = Chip(self._label(one), parent=self._area)
            chip.clicked.connect(lambda _=False, at=at: self._remove(at))
            chip.wanted_back.connect(lambda at=at: self._take_back(at))
            self._flow.addWidget(self.take_over(chip))
            chip.show()
        self._name_chips()
        self._area.setVisible(bool(wanted))
        self._area.updateGeometry()

    def _chip(self, at: int) -> Chip:
        item = self._flow.itemAt(at)
        chip = item.widget() if item is not None else None
        assert isinstance(chip, Chip)
        return chip

    def _name_chips(self) -> None:
        for at in range(self._flow.count()):
            self._chip(at).setObjectName(f"remove:{self._object_name}/{at}")

    def _typed(self, text: str) -> None:
        """A typed comma never gets here. One that was pasted belongs to its entry; text set from outside is a list."""
        self._unwatched.stop()
        from_outside = not self.line.keyed and not self._whole
        pasted = self.line.pasting or (from_outside and self._is_from_clipboard(text))
        self._whole = bool(text) and (self._whole or (pasted and "," in text))
        parts = values.split_lines(text) if pasted else self._split(text) if from_outside else []
        if len(parts) > 1:
            self._add(parts)
        elif text and from_outside and not self._whole:
            self._unwatched.start()

    def _is_from_clipboard(self, text: str) -> bool:
        """A menu's Paste comes without a key."""
        clip = QApplication.clipboard().text()
        return self.line.hasFocus() and bool(clip.strip()) and clip in text

    def _take(self, text: str) -> None:
        self._add([text.strip()] if self._whole else self._split(text))

    def _add(self, new: list[Any]) -> None:
        self.line.clear()
        if new:
            self.tell([*self._values, *new])

    def _take_back(self, at: int) -> None:
        label = self._label(self._values[at])
        self._remove(at)
        self._whole = True
        self.line.setText(label)
        self.line.setFocus()

    def _remove(self, at: int) -> None:
        rest = [one for index, one in enumerate(self._values) if index != at]
        self.tell(rest or ABSENT)

"""Many lines of text: grows with what is written, up to about twelve lines."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QStyle, QStyleOptionFrame, QWidget

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.editors.base import Editor, end_of_change, example_of

_SHORT = 72  # a text whose examples are no longer starts as one line, and grows
_ENDLESS = 20_000  # characters of a word that is none, such as a file in base64
LONGEST = 200_000  # characters: longer ones are laid out for so long that the window would stand still
_BREAKS = "\u2028\u2029\ufdd0\ufdd1\x00\x0b\x0c\x1c\x1d\x1e\x85"


class GrowingText(QPlainTextEdit):
    """A text that is as high as its lines, within limits. Tab goes to the next field."""

    def __init__(self, least: int = 3, most: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self.setTabChangesFocus(True)
        look.pad(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def raw(self) -> str:
        """The text exactly as typed; `toPlainText` would turn no-break spaces into spaces."""
        return self.document().toRawText().replace("\u2029", "\n")

    def show_text(self, text: str) -> None:
        """Shows a text; on the screen the caret stays at the end of what changed."""
        before = self.raw()
        if text == before:
            return
        self._wrap(text)
        self.setPlainText(text)
        if self.isVisible():
            caret = self.textCursor()
            caret.setPosition(end_of_change(before, self.raw()))  # a line's end is one character there, whatever it was
            self.setTextCursor(caret)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText() and _has_endless_word(source.text()):
            self._wrap(source.text())
        super().insertFromMimeData(source)

    def event(self, event: QEvent) -> bool:
        """The frame is drawn as that of a line is, so that both show the focus alike."""
        done = super().event(event)
        if event.type() == QEvent.Type.Paint and self.frameShape() != QFrame.Shape.NoFrame:
            option = QStyleOptionFrame()
            self.initStyleOption(option)
            option.lineWidth = self.frameWidth()
            option.state |= QStyle.StateFlag.State_Sunken
            if self.hasFocus():
                option.state |= QStyle.StateFlag.State_HasFocus
            painter = QPainter(self)
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameLineEdit, option, painter, self)
            painter.end()
        elif event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return done

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.verticalScrollBar()
        down = event.angleDelta().y() < 0
        room = bar.value() < bar.maximum() if down else bar.value() > bar.minimum()
        if self.hasFocus() and room:
            super().wheelEvent(event)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())

    def _wrap(self, text: str) -> None:
        """Looking for the ends of words, Qt takes ever longer the longer one word is; lines then end anywhere."""
        mode = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        if _has_endless_word(text):
            mode = QTextOption.WrapMode.WrapAnywhere
        if self.wordWrapMode() != mode:
            self.setWordWrapMode(mode)

    def _grow(self) -> None:
        line = self.fontMetrics().lineSpacing()
        block = self.document().firstBlock()
        height = -self.document().documentMargin()  # which Qt counts to the first line
        while block.isValid() and height < self._most * line:  # each block is laid out only when it is asked for
            height += self.blockBoundingRect(block).height()
            block = block.next()
        height = min(self._most * line, max(self._least * line, height))
        frame = 2 * self.frameWidth() + 2 * int(self.document().documentMargin())
        if self.height() != int(height) + frame + 2:
            self.setFixedHeight(int(height) + frame + 2)


class Paragraph(Editor):
    """Text of any length."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        examples = [len(one) for one in field.examples if isinstance(one, str)]
        brief = field.name in ("*", "**") or (bool(examples) and max(examples) <= _SHORT)
        self.text = GrowingText(least=1 if brief else 3)
        self.text.setPlaceholderText(example_of(field))
        self.text.textChanged.connect(self._typed)
        self._ends = "\n"
        self.main = self.take_over(self.text)
        self.column.addWidget(self.text)

    @classmethod
    def fits(cls, field: Field) -> int:
        """Texts with room for several lines; and any text that holds several."""
        return {True: 25, False: 10}[field.multiline] if field.kind in _TEXTS else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """Any text, not too long, whose line ends come back as they were."""
        if not isinstance(value, str):
            return value is ABSENT or value is None
        if len(value) > LONGEST:
            return False
        bare = value.replace("\r\n", "")
        mixed = "\r\n" in value and "\n" in bare
        return not mixed and "\r" not in bare and not any(mark in value for mark in _BREAKS)

    def set_read_only(self) -> None:
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def _show(self, value: Any) -> None:
        text = value if isinstance(value, str) else ""
        self._ends = "\r\n" if "\r\n" in text else "\n"
        text = text.replace("\r\n", "\n")
        self.text.show_text(text)

    def _typed(self) -> None:
        text = self.text.raw().replace("\n", self._ends)
        self.tell(text or ABSENT, typing=True)


def _has_endless_word(text: str) -> bool:
    return len(text) > _ENDLESS and max(map(len, text.split()), default=0) > _ENDLESS


_TEXTS = (Kind.TEXT, Kind.URL, Kind.EMAIL, Kind.TIME, Kind.DATE, Kind.DATE_TIME, Kind.INTEGER, Kind.NUMBER)

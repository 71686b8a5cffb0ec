"""The editor of a whole JSON text: line numbers, brackets that belong together, indents, and marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from gatewaydesk.document.laying import can_lay_out, too_long
from gatewaydesk.document.spelling import Replacement, seen
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import json_look
from gatewaydesk.ui.panels import json_keys, json_large

_CUT = QKeySequence.StandardKey.Cut
_TAKING_OUT = (_CUT, QKeySequence.StandardKey.Delete, QKeySequence.StandardKey.Backspace)
_LEAVING = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class _Numbers(QWidget):
    """The lines' numbers."""

    def __init__(self, edit: JsonEdit) -> None:
        super().__init__(edit)
        self._edit = edit

    def sizeHint(self) -> QSize:
        return QSize(self._edit.numbers_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._edit.paint_numbers(self, event.rect())


class JsonEdit(QPlainTextEdit):
    """A text that somebody types JSON into. Undo is the document's; this editor has none of its own.

    Signals:
        typed(): the person changed the text.
        moved(): the cursor stands elsewhere.
        left(): the person wants to go back to the form (Esc).
        find_wanted(): the person wants to search the text.
        came(), went(): the focus.
        shown(): a text that was given to `show_text` is there as a whole.
        putting(): a long text that the person put in begins to arrive; `typed` tells its end.
        long_lines(text): what the person put in has lines that are too long for an editor; it is left to the receiver
            to give it to `put_in`.
    """

    typed = Signal()
    moved = Signal()
    left = Signal()
    find_wanted = Signal()
    came = Signal()
    went = Signal()
    shown = Signal()
    putting = Signal()
    long_lines = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(json_look.fixed_font())
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.document().setDocumentMargin(theme.SPACE)
        self.colours = json_look.Colours(self)
        self.other_bracket: Callable[[int], int | None] = lambda _: None
        self._quiet = False
        self._lines: tuple[int, int] | None = None
        self._wave: list[QTextEdit.ExtraSelection] = []
        self._rest, self._at = "", 0
        self._into: QTextCursor | None = None  # where the person puts a long text in
        self._slices = QTimer(self, singleShot=True, interval=0)
        self._slices.timeout.connect(self._put_slice)
        self._numbers = _Numbers(self)
        self.blockCountChanged.connect(lambda _: self._make_room())
        self.updateRequest.connect(self._follow_numbers)
        self.textChanged.connect(self._changed)
        self.cursorPositionChanged.connect(self._cursor_moved)
        self._make_room()

    # The text

    def raw(self) -> str:
        """The text exactly as typed; `toPlainText` would turn no-break spaces into spaces."""
        return self.document().toRawText().replace("\u2029", "\n")

    @property
    def filling(self) -> bool:
        """Whether a text is still being put in."""
        return bool(self._rest)

    def show_text(self, text: str) -> None:
        """Shows another text: a long one slice by slice, so that the window stays alive; `shown` tells the end."""
        self._quiet = True
        self._slices.stop()
        self._lines, self._wave = None, []
        self.setExtraSelections([])
        self.setPlainText("")
        self._rest, self._at, self._into = text, 0, None
        self._quiet = False
        self._put_slice()

    def put_in(self, text: str) -> None:
        """Puts a text where the cursor is, as if it were typed: slice by slice, and nobody types meanwhile."""
        cursor = self.textCursor()
        self._quiet = True
        cursor.removeSelectedText()
        self._quiet = False
        self._rest, self._at, self._into = text, 0, cursor
        self.setReadOnly(True)
        self.putting.emit()
        self._put_slice()

    def finish(self) -> None:
        """Puts in at once what is left of what the person put in."""
        while self._into is not None:
            self._slices.stop()
            self._put_slice()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copies text and nothing else: Qt would make HTML and more of it, which takes seconds in a long one."""
        made = QMimeData()
        made.setText(json_large.copied(self.textCursor()))
        return made

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pastes: a text as it is, but what Qt would take for a line end inside of a line becomes an escape."""
        if self.isReadOnly() or not source.hasText():
            return
        text = seen(source.text().removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
        if too_long(text) and can_lay_out(text):
            self.long_lines.emit(text)
        elif json_large.is_large(text):
            self.put_in(text)
        else:
            self.textCursor().insertText(text)
            self.ensureCursorVisible()

    def replace(self, made: Iterable[Replacement], *, go_there: bool = False) -> None:
        """Replaces stretches of the text; the cursor and what is in view stay where they are."""
        self._quiet = True
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for one in made:
            cursor.setPosition(one.start)
            cursor.setPosition(one.end, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(one.text)
        cursor.endEditBlock()
        self._quiet = False
        if go_there:
            self.setTextCursor(cursor)

    def _put_slice(self) -> None:
        self._quiet = True
        cursor = self._into
        if cursor is None:
            cursor = QTextCursor(self.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
        end = json_large.slice_end(self._rest, self._at)
        cursor.insertText(self._rest[self._at : end])
        self._quiet = False
        self._at = end
        if self._at < len(self._rest):
            self._slices.start()
            return
        self._rest = ""
        if self._into is not None:
            self._into = None
            self.setReadOnly(False)
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
            self.typed.emit()
            return
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.shown.emit()

    def _changed(self) -> None:
        if not self._quiet:
            self.typed.emit()

    def _cursor_moved(self) -> None:
        self._mark()
        if not self._quiet:
            self.moved.emit()

    # Marks

    def mark_lines(self, start: int, end: int) -> None:
        """Gives the lines between two offsets a quiet background; none where the second is smaller."""
        self._lines = (start, end) if end >= start else None
        self._mark()

    def wave(self, made: list[QTextEdit.ExtraSelection]) -> None:
        """Waves under what cannot be read on."""
        self._wave = made
        self._mark()

    def go_to_wave(self) -> None:
        """Takes the focus, with the cursor where the text cannot be read on, if that is so anywhere."""
        self.setFocus()
        for one in self._wave[:1]:
            cursor = self.textCursor()
            cursor.setPosition(one.cursor.selectionStart())
            self.setTextCursor(cursor)
            self.centerCursor()

    def bring_into_view(self, offset: int) -> None:
        """Scrolls to an offset without moving the cursor, if its line is not in view with some lines around."""
        block = self.document().findBlock(offset)
        first = self.firstVisibleBlock().blockNumber()
        rows = max(1, self.viewport().height() // max(1, self.fontMetrics().lineSpacing()))
        if not first <= block.blockNumber() <= first + rows - 3:
            self.verticalScrollBar().setValue(max(0, block.firstLineNumber() - rows // 4))

    def _mark(self) -> None:
        made: list[QTextEdit.ExtraSelection] = []
        if self._lines is not None:
            look = QTextCharFormat()
            look.setBackground(theme.color("quiet"))
            look.setProperty(QTextFormat.Property.FullWidthSelection, True)
            start = self.document().findBlock(self._lines[0]).position()
            last = self.document().findBlock(self._lines[1])
            made.append(json_look.selection(self, start, last.position() + last.length(), look))
        made += self._brackets() + self._wave
        self.setExtraSelections(made)

    def _brackets(self) -> list[QTextEdit.ExtraSelection]:
        if not self.hasFocus():
            return []
        at = self.textCursor().position()
        look = QTextCharFormat()
        look.setBackground(theme.color("selected"))
        for here in (at, at - 1):
            other = self.other_bracket(here) if here >= 0 else None
            if other is not None:
                return [json_look.selection(self, one, one + 1, look) for one in (here, other)]
        return []

    # Keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if any(event.matches(one) for one in _LEAVING):
                event.ignore()  # the document's own undo comes first
                return True
            if event.matches(QKeySequence.StandardKey.Find):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Find):
            self.find_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif self.isReadOnly():
            super().keyPressEvent(event)
        elif any(event.matches(one) for one in _TAKING_OUT) and self._take_out(keep=event.matches(_CUT)):
            return
        elif not json_keys.press(self, event):
            super().keyPressEvent(event)

    def _take_out(self, *, keep: bool) -> bool:
        """Takes a very large selection out, into the clipboard if it shall be kept; False where Qt does it as fast."""
        cursor = self.textCursor()
        left = json_large.left_of(cursor)
        if left is None:
            return False
        if keep:
            self.copy()
        place = cursor.selectionStart()
        self._quiet = True
        self.setPlainText("".join(left))
        cursor = self.textCursor()
        cursor.setPosition(place)
        self.setTextCursor(cursor)
        self._quiet = False
        self.ensureCursorVisible()
        self.typed.emit()
        return True

    def go_on(self, *, forward: bool) -> None:
        """Gives the focus to the next widget, or to the one before (Tab itself is typed here)."""
        self.setTabChangesFocus(True)
        self.focusNextPrevChild(forward)
        self.setTabChangesFocus(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark()
        self.came.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark()
        self.went.emit()

    # Line numbers

    def numbers_width(self) -> int:
        """How many pixels the numbers take."""
        return self.fontMetrics().horizontalAdvance("9") * max(3, len(str(self.blockCount()))) + 4 * theme.SPACE

    def paint_numbers(self, paper: QWidget, area: QRect) -> None:
        """Draws the numbers of the lines that can be seen; that of the cursor's line in full colour."""
        painter = QPainter(paper)
        painter.setFont(self.font())
        current = self.textCursor().blockNumber()
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > area.bottom():
                break
            tone = self.palette().text().color() if block.blockNumber() == current else QColor(theme.color("muted"))
            painter.setPen(tone)
            line = QRect(0, int(box.top()), paper.width() - 2 * theme.SPACE, self.fontMetrics().lineSpacing())
            painter.drawText(line, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))
            block = block.next()
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        if self.hasFocus():
            self.ensureCursorVisible()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.setFont(json_look.fixed_font())
            self._make_room()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._mark()

    def _make_room(self) -> None:
        width = self.numbers_width()
        self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self._numbers.setGeometry(inside.left(), inside.top(), width, inside.height())

    def _follow_numbers(self, area: QRect, by: int) -> None:
        if by:
            self._numbers.scroll(0, by)
        else:
            self._numbers.update(0, area.y(), self._numbers.width(), area.height())

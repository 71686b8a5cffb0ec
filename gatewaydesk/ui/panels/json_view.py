"""The whole document as text, beside the form: the text, a line that says what is the matter, and a search line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.flow import Flow
from gatewaydesk.ui.panels.bars import Hairline
from gatewaydesk.ui.panels.json_edit import JsonEdit
from gatewaydesk.ui.panels.outline import Kicker


class JsonView(QWidget):
    """The panel; what it shows and what is typed in it is the business of `ui/in_step.py`.

    Attributes:
        text: the editor, `json`.
        note: the line under it, `json.note`.

    Signals:
        use_form(), use_text(): which of the two counts, where they differ.
        closed(): the person wants the view away.
    """

    use_form = Signal()
    use_text = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("json.view")
        self.text = JsonEdit(self)
        self.text.setObjectName("json")
        self.text.setAccessibleName("JSON of the whole dataset")
        self.note = look.Text(size="small", parent=self)
        self.note.setObjectName("json.note")
        self.note.setContentsMargins(3 * theme.SPACE, 2 * theme.SPACE, 3 * theme.SPACE, theme.SPACE)
        self._form = self._button("Use the form’s value", "json.use-form")
        self._text = self._button("Use this text", "json.use-text")
        self._form.clicked.connect(self.use_form)
        self._text.clicked.connect(self.use_text)
        self._buttons = QWidget(self)
        self._buttons.setContentsMargins(3 * theme.SPACE, 0, 3 * theme.SPACE, 2 * theme.SPACE)
        row = Flow(self._buttons, gap=2 * theme.SPACE)
        row.addWidget(self._form)
        row.addWidget(self._text)
        self._close = QToolButton(self, autoRaise=True)
        self._close.setObjectName("json.close")
        self._close.setAccessibleName("Close the JSON view")
        self._close.setToolTip("Close the JSON view")
        self._close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 2 * theme.SPACE, 0)
        head.addWidget(Kicker("JSON", self))
        head.addStretch(1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignBottom)
        self._finder = _Finder(self.text, self)
        self.text.find_wanted.connect(self._finder.begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addWidget(self._finder)
        column.addWidget(Hairline(self))
        column.addWidget(self.note)
        column.addWidget(self._buttons)
        self.say("")
        self._paint()

    def say(self, words: str, *, tone: str = "muted", form: bool = False, text: bool = False) -> None:
        """Says something under the text, and offers to use the form's value or the text."""
        if words != self.note.text():
            self.note.setText(words)
            self.note.setAccessibleName(words)
            self.text.setAccessibleDescription(words)
        self.note.set_tone(tone)
        self.note.setVisible(bool(words))
        self._form.setVisible(form)
        self._text.setVisible(text)
        self._buttons.setVisible(form or text)

    def _button(self, words: str, name: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        return button

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._paint()

    def _paint(self) -> None:
        self._close.setIcon(theme.icon("close", "muted"))


class _Finder(QWidget):
    """A line that searches the text: Enter goes on, Shift+Enter goes back, Esc ends it."""

    def __init__(self, text: JsonEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        self.line = QLineEdit(self, placeholderText="Find in the JSON")
        self.line.setObjectName("json.find")
        self.line.setAccessibleName("Find in the JSON")
        self.line.textEdited.connect(lambda _: self._again())
        self.line.installEventFilter(self)
        self._none = look.Text(size="small", tone="muted", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * theme.SPACE, theme.SPACE, 3 * theme.SPACE, theme.SPACE)
        row.addWidget(self.line, 1)
        row.addWidget(self._none)
        self.hide()

    def begin(self) -> None:
        """Opens the line, with what is selected in the text."""
        chosen = self._text.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.line.setText(chosen)
        self.show()
        self.line.setFocus()
        self.line.selectAll()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self._text.setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            return False
        return True

    def _again(self) -> None:
        """What is typed is looked for from where the last hit begins."""
        cursor = self._text.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self._text.setTextCursor(cursor)
        self._go(back=False)

    def _go(self, *, back: bool) -> None:
        wanted = self.line.text()
        way = QTextDocument.FindFlag.FindBackward if back else QTextDocument.FindFlag(0)
        document, here = self._text.document(), self._text.textCursor()
        found = document.find(wanted, here, way) if wanted else here
        if found.isNull():
            edge = document.characterCount() - 1 if back else 0
            found = document.find(wanted, edge, way)
        self._none.setText("Not found" if found.isNull() else "")
        if not found.isNull():
            self._text.setTextCursor(found)
            self._text.centerCursor()

"""What every dialog shares: its names, its two buttons, and messages in two sentences with the details folded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gatewaydesk.ui import theme
from gatewaydesk.ui.breathing import much_is_gone
from gatewaydesk.ui.form import look
from gatewaydesk.ui.wording import sentence

W = TypeVar("W", bound=QWidget)
Role = QDialogButtonBox.ButtonRole
STOP = "Stop"
_EDGE = 20  # pixels between a dialog and the edge of what it must stay in
_SMALLEST = QSize(480, 420)  # a dialog may be this large however small the window is


class Sheet(QDialog):
    """A dialog named `dialog.<id>` whose buttons are `dialog.<id>.accept` and `dialog.<id>.reject`."""

    def __init__(
        self, name: str, title: str, parent: QWidget | None = None, *, accept: str = "OK", reject: str = "Cancel"
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"dialog.{name}")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout()
        self.body.setSpacing(3 * theme.SPACE)
        self.buttons = QDialogButtonBox(self)
        self.accept_button: QPushButton | None = None
        if accept:
            self.accept_button = self.buttons.addButton(accept, Role.AcceptRole)
            self.accept_button.setObjectName(f"dialog.{name}.accept")
            self.accept_button.setAccessibleName(accept)
            self.accept_button.setDefault(True)
            theme.emphasise(self.accept_button)
        self.reject_button = self.buttons.addButton(reject, Role.RejectRole)
        self.reject_button.setObjectName(f"dialog.{name}.reject")
        self.reject_button.setAccessibleName(reject)
        self.buttons.accepted.connect(self.finish)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(lambda _: much_is_gone())
        column = QVBoxLayout(self)
        column.setContentsMargins(6 * theme.SPACE, 5 * theme.SPACE, 6 * theme.SPACE, 5 * theme.SPACE)
        column.setSpacing(5 * theme.SPACE)
        column.addLayout(self.body, 1)
        column.addWidget(self.buttons)

    def say_reject(self, words: str) -> None:
        """What the rejecting button does now, in a word."""
        self.reject_button.setText(words)
        self.reject_button.setAccessibleName(words)
        self.reject_button.setEnabled(True)

    def offer_stop(self) -> None:
        """The rejecting button stops what is under way now.

        Neither Enter nor the focus comes to it by itself: who presses Enter twice would stop what the first began. Esc
        stops, and whoever goes there.
        """
        self.say_reject(STOP)
        self.reject_button.setDefault(False)
        self.setFocus()  # before what has it is switched off: Qt would hand it to the next that is not

    def finish(self) -> None:
        """What the accepting button does; children decide here whether the dialog may close."""
        self.accept()

    def add(self, widget: W, stretch: int = 0) -> W:
        """Puts a widget below the others."""
        self.body.addWidget(widget, stretch)
        return widget

    def _needed(self, width: int) -> int:
        """How high what it holds wants to be at a width: Qt keeps only to what words need that do not wrap."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else 0

    def fit(self, width: int, height: int) -> None:
        """Takes a size at the usual text size, larger for larger text, and as high as its words need; never more than
        the screen or the window.
        """
        scale = theme.text_scale()
        room = self.screen().availableGeometry().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        parent = self.parentWidget()
        window = parent.window() if parent is not None else None
        across, down = room.width(), room.height()
        if window is not None and window.isVisible() and not isinstance(window, QDialog):
            across = min(across, max(window.width() - 2 * _EDGE, _SMALLEST.width()))
            down = min(down, max(window.height() - 2 * _EDGE, _SMALLEST.height()))
        across = min(round(width * scale), across)
        self.resize(across, min(max(round(height * scale), self._needed(across)), down))
        if self.isVisible() and window is not None:  # it has grown where it stands: put it back into the middle
            place = self.frameGeometry()
            place.moveCenter(window.frameGeometry().center())
            place.moveLeft(max(room.left(), min(place.left(), room.right() - place.width())))
            place.moveTop(max(room.top(), min(place.top(), room.bottom() - place.height())))
            self.move(place.topLeft())


class Warned(QWidget):
    """A warning that cannot be overlooked: its sign, and its words in the colour of what is wrong. Hidden without any.

    The words are `<name>`.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel(self)
        self._sign.setPixmap(theme.icon("warning", "wrong").pixmap(theme.icon_size()))
        self._words = look.Text(tone="wrong", parent=self)
        self._words.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * theme.SPACE)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    def say(self, words: str) -> None:
        """Says something, or "" nothing any more."""
        self._words.setText(words)
        self.setVisible(bool(words))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._sign.setPixmap(theme.icon("warning", "wrong").pixmap(theme.icon_size()))


def heading(text: str, parent: QWidget | None = None) -> look.Text:
    """A part's heading in a dialog."""
    return look.Text(text, size="group", parent=parent)


def muted(text: str = "", parent: QWidget | None = None) -> look.Text:
    """Quiet words that wrap."""
    return look.Text(text, tone="muted", parent=parent)


def rich_row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets beside each other; None stretches."""
    row = QHBoxLayout()
    row.setSpacing(2 * theme.SPACE)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row


def tell(parent: QWidget | None, error: BaseException, title: str = "Gateway Desk") -> QMessageBox:
    """Shows what happened and what to do, with the details folded away; the window stays usable behind it."""
    what, todo = sentence(error)
    box = message(parent, what, todo, title, icon=QMessageBox.Icon.Warning)
    answer = getattr(error, "answer", "")
    status = getattr(error, "status", 0)
    if answer or status:
        box.setDetailedText(f"HTTP status {status}\n\n{answer}".strip())
    box.open()
    return box


def message(
    parent: QWidget | None, what: str, todo: str, title: str, icon: QMessageBox.Icon = QMessageBox.Icon.Information
) -> QMessageBox:
    """A message box in two sentences, not yet shown."""
    box = QMessageBox(icon, title, what, QMessageBox.StandardButton.Close, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    _more(box, todo)
    box.setObjectName("dialog.message")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    button = box.button(QMessageBox.StandardButton.Close)
    button.setObjectName("dialog.message.accept")
    return box


def _more(box: QMessageBox, text: str) -> None:
    """The second sentence, as the text it is; Qt takes over the first one's format only later, and not everywhere."""
    box.setInformativeText(text)
    for label in box.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)


def ask(parent: QWidget | None, question: str, more: str, yes: str, no: str = "Cancel", name: str = "question") -> bool:
    """A question whose buttons say what they do; True for `yes`."""
    box = _question(parent, question, more, name)
    accept = _answer(box, "accept", yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(_way_back(box, no))
    box.exec()
    return box.clickedButton() is accept


def choose(
    parent: QWidget | None, question: str, more: str, ways: Mapping[str, str], no: str, name: str = "question"
) -> str:
    """A question with several ways on: the key of the one that was chosen, or "" for `no`.

    Args:
        ways: key to what a button says; the buttons are `dialog.<name>.<key>`, and the first stands out.
        no: what the button says that chooses none of them.
    """
    box = _question(parent, question, more, name)
    made = {}
    for at, (key, text) in enumerate(ways.items()):
        role = QMessageBox.ButtonRole.ActionRole if at else QMessageBox.ButtonRole.AcceptRole
        made[key] = _answer(box, key, text, role)
    _way_back(box, no)
    box.setDefaultButton(next(iter(made.values())))
    box.exec()
    return next((key for key, button in made.items() if box.clickedButton() is button), "")


def ask_then(
    parent: QWidget | None,
    question: str,
    more: str,
    yes: str,
    then: Callable[[], object],
    no: str = "Cancel",
    name: str = "question",
    other: tuple[str, Callable[[], object]] | None = None,
) -> QMessageBox:
    """A question like `ask` that waits for nobody: `then` is called when the answer is `yes`, whenever that is.

    `other` is a third button (`dialog.<name>.other`) and what it does.
    """
    box = _question(parent, question, more, name)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    accept = _answer(box, "accept", yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(_way_back(box, no))
    does: dict[str, Callable[[], object]] = {accept.objectName(): then}
    if other is not None:
        third = _answer(box, "other", other[0], QMessageBox.ButtonRole.ActionRole)
        does[third.objectName()] = other[1]
    box.buttonClicked.connect(lambda button: does.get(button.objectName(), bool)())
    box.open()
    return box


def _question(parent: QWidget | None, question: str, more: str, name: str) -> QMessageBox:
    box = QMessageBox(QMessageBox.Icon.Question, "Gateway Desk", question, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    _more(box, more)
    box.setObjectName(f"dialog.{name}")
    return box


def _answer(box: QMessageBox, key: str, text: str, role: QMessageBox.ButtonRole) -> QPushButton:
    button = box.addButton(text, role)
    button.setObjectName(f"{box.objectName()}.{key}")
    return button


def _way_back(box: QMessageBox, text: str) -> QPushButton:
    """The answer that does nothing, which Escape gives as well."""
    button = _answer(box, "reject", text, QMessageBox.ButtonRole.RejectRole)
    box.setEscapeButton(button)
    return button


def ask_text(parent: QWidget | None, title: str, label: str, text: str) -> str | None:
    """Asks for one line; None when cancelled or empty."""
    given, good = QInputDialog.getText(parent, title, label, QLineEdit.EchoMode.Normal, text)
    given = " ".join(given.split())
    return given if good and given else None

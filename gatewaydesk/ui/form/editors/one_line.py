"""One line of text: short texts, times, e-mail addresses, and secrets behind dots."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.editors.base import Editor, end_of_change, example_of

_SHOWN_FOR = 30_000  # milliseconds until a secret that was shown is hidden again
LONGEST = 32_000  # a QLineEdit keeps 32,767 characters; longer text goes to the editor of many lines


class OneLine(Editor):
    """A line edit; also the ground that other one-line editors stand on."""

    characters = 0

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST + 700)
        look.pad(self.line)
        self.line.setPlaceholderText(example_of(field))
        self.line.textChanged.connect(self._typed)
        self.main = self.take_over(self.line)
        self.bar = QHBoxLayout()
        look.no_margins(self.bar, look.SPACE)
        self.bar.addWidget(self.line, 1)
        self.column.addLayout(self.bar)
        self._fit_width()

    @classmethod
    def fits(cls, field: Field) -> int:
        """Texts with no room for several lines, and times."""
        if field.kind in (Kind.TEXT, Kind.EMAIL, Kind.URL):
            return 20 if not field.multiline else 5
        return 20 if field.kind is Kind.TIME else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """Text in one line."""
        if not isinstance(value, str):
            return value is ABSENT or value is None
        return (len(value) <= LONGEST and value.isprintable()) or _one_line(value)

    def set_read_only(self) -> None:
        self.line.setReadOnly(True)

    def _show(self, value: Any) -> None:
        if not values.same(values.parsed(self.field, self.line.text()), ABSENT if value is None else value):
            before, text = self.line.text(), values.shown(self.field, value)
            self.line.setText(text)
            self.line.setCursorPosition(end_of_change(before, text) if self.line.isVisible() else 0)

    def _typed(self, text: str) -> None:
        self.tell(values.parsed(self.field, text), typing=True)

    def _fit_width(self) -> None:
        longest = self.field.limits.max_length
        characters = self.characters or (longest if longest is not None and longest <= 60 else 0)
        if characters:
            look.limit_width(self.line, max(characters, 14))
            self.bar.addStretch(0)


class Email(OneLine):
    """An e-mail address."""

    characters = 48

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)

    @classmethod
    def fits(cls, field: Field) -> int:
        """E-mail addresses."""
        return 30 if field.kind is Kind.EMAIL else 0


class Secret(OneLine):
    """A secret behind dots, with a button that shows it for a while.

    It cannot be copied: hidden, Qt does not; shown, nothing of it can be selected, so that no key, menu, drag or
    selection brings it to a clipboard or to a program that keeps what was there.
    """

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhSensitiveData
        )
        self.line.setDragEnabled(False)
        self.line.selectionChanged.connect(self._let_go)
        self.reveal = look.quiet_button("Show", f"Show {field.title}")
        self.reveal.setCheckable(True)
        self.reveal.toggled.connect(self._toggled)
        self._shown_for = QTimer(self, interval=_SHOWN_FOR, singleShot=True)
        self._shown_for.timeout.connect(self.hide_secret)
        self.bar.addWidget(self.take_over(self.reveal))

    @classmethod
    def fits(cls, field: Field) -> int:
        """Any text that the schema calls a secret."""
        return 90 if field.secret and field.kind in (Kind.TEXT, Kind.EMAIL, Kind.URL) else 0

    def hide_secret(self) -> None:
        """Puts it behind dots again."""
        self.reveal.setChecked(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.hide_secret()  # somebody may be sharing the screen with the window that comes next

    def hideEvent(self, event: QHideEvent) -> None:
        self.hide_secret()
        super().hideEvent(event)

    def _let_go(self) -> None:
        if self.line.echoMode() is QLineEdit.EchoMode.Normal and self.line.hasSelectedText():
            self.line.deselect()

    def _toggled(self, on: bool) -> None:
        self.line.deselect()
        with QSignalBlocker(self.line):
            self.line.setText(self.line.text())  # what was typed before is no longer there to be undone
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        self.reveal.setText("Hide" if on else "Show")
        self.reveal.setAccessibleName(f"{'Hide' if on else 'Show'} {self.field.title}")
        self._shown_for.start() if on else self._shown_for.stop()


def _one_line(value: str) -> bool:
    return len(value) <= LONGEST and not any(mark < " " or mark in "\x7f\x85\u2028\u2029" for mark in value)

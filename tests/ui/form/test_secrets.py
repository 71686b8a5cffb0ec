"""A field for a secret, used as a person uses it: nothing of it gets to a clipboard, a picture or an undo stack."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from gatewaydesk.gateways import connection_schema
from gatewaydesk.ui.form.editors.one_line import Secret
from tests.ui.person import double_click

SECRET = "kR8vZq2wPxYt7Lm0aBc"
Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def secret(qtbot: Any) -> Secret:
    field = connection_schema("hdruk").root.child("client_id")
    assert field is not None
    editor = Secret(field)
    qtbot.addWidget(editor)
    editor.show()
    QTest.qWaitForWindowExposed(editor)
    editor.activateWindow()
    editor.line.setFocus()
    QTest.keyClicks(editor.line, SECRET)
    QGuiApplication.clipboard().setText("before")
    return editor


def press_all_ways_to_copy(line: QLineEdit) -> None:
    for key, modifier in (
        (Qt.Key.Key_A, Ctrl), (Qt.Key.Key_C, Ctrl), (Qt.Key.Key_Insert, Ctrl), (Qt.Key.Key_X, Ctrl),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier), (Qt.Key.Key_C, Ctrl),
    ):  # fmt: skip
        QTest.keyClick(line, key, modifier)
    double_click(line)
    QTest.keyClick(line, Qt.Key.Key_C, Ctrl)
    line.selectAll()
    line.copy()
    line.cut()


@pytest.mark.parametrize("shown", [False, True])
def test_a_secret_never_reaches_the_clipboard(secret: Secret, shown: bool) -> None:
    if shown:
        QTest.mouseClick(secret.reveal, Qt.MouseButton.LeftButton)
        secret.line.setFocus()
    press_all_ways_to_copy(secret.line)
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == "before"
    assert clipboard.text(QClipboard.Mode.Selection) in ("", "before")
    if shown:  # hidden, cutting takes it out, and puts it nowhere
        assert secret.line.text() == SECRET
        assert not secret.line.hasSelectedText()


def test_a_hidden_secret_is_dots_to_the_eye_and_to_assistive_technology(secret: Secret) -> None:
    assert SECRET not in secret.line.displayText()
    interface = QAccessible.queryAccessibleInterface(secret.line)
    assert SECRET not in interface.text(QAccessible.Text.Value)
    assert interface.state().passwordEdit
    secret.line.clearFocus()
    hidden = secret.line.grab().toImage()
    secret.line.setText("x" * len(SECRET))
    assert secret.line.grab().toImage() == hidden  # a picture says no more than how long it is


def test_showing_and_hiding_leaves_nothing_to_be_undone(secret: Secret) -> None:
    secret.reveal.setChecked(True)
    QTest.keyClick(secret.line, Qt.Key.Key_Backspace)
    secret.reveal.setChecked(False)
    secret.reveal.setChecked(True)
    assert not secret.line.isUndoAvailable() and not secret.line.isRedoAvailable()


def test_a_secret_hides_itself_when_another_window_comes_forward(secret: Secret, qtbot: Any) -> None:
    secret.reveal.setChecked(True)
    assert secret.line.echoMode() is QLineEdit.EchoMode.Normal
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    QTest.qWaitForWindowExposed(other)
    other.activateWindow()
    qtbot.waitUntil(lambda: not secret.isActiveWindow())
    QApplication.processEvents()
    assert secret.line.echoMode() is QLineEdit.EchoMode.Password
    assert secret.reveal.text() == "Show"


def test_a_secret_that_is_shown_hides_itself_after_a_while(secret: Secret, qtbot: Any) -> None:
    secret.reveal.setChecked(True)
    assert secret._shown_for.isActive() and secret._shown_for.isSingleShot()
    secret._shown_for.start(0)
    qtbot.waitUntil(lambda: secret.line.echoMode() is QLineEdit.EchoMode.Password)

"""Somebody at a form who tries whatever there is: each thing that can be done, as a list to choose from."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.row_shape import suits
from gatewaydesk.ui.form.rows import Row

Act = Callable[[random.Random], None]
TYPED = [
    "x",
    "12",
    "-0.5",
    "2024-03-01",
    "yes",
    "a, b",
    "https://example.org/",
    "{",
    '{"a": [1.0, null]}',
    "null",
    "k1",
    "",
]
_HOLDERS = {
    **dict.fromkeys((Kind.OBJECT, Kind.MAP), dict),
    **dict.fromkeys((Kind.LIST, Kind.TAGS, Kind.CHOICES), list),
}
_LEFT_ALONE = ("qt_", "load:", "save:")  # the last two open a dialog of the system and wait for it


def come_back(form: Any) -> None:
    """Closes pop-ups and makes the form's window the active one again, as a click in it does."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    if not form.view.isActiveWindow():
        form.view.activateWindow()
        form.settle()


def acts(form: Any) -> list[tuple[str, Act]]:
    """What can be done now, each with what it is called; the order is the screen's."""
    found: list[tuple[str, Act]] = []
    for widget in form.view.widget().findChildren(QWidget):
        if widget.isVisible() and widget.isEnabled() and not widget.objectName().startswith(_LEFT_ALONE):
            found.extend(_of(form, widget))
    return found


def _of(form: Any, widget: QWidget) -> Iterator[tuple[str, Act]]:
    name = widget.objectName() or widget.accessibleName()
    if isinstance(widget, QComboBox) and widget.objectName().startswith("variant:"):
        for _ in range(4):  # what is most worth trying
            yield f"choose a kind at {name}", lambda chance: _choose_kind(form, widget, chance)
    elif isinstance(widget, (QPushButton, QToolButton, QCheckBox)):
        yield f"press {name}", lambda chance: form.click(widget)
    elif isinstance(widget, QAbstractButton):
        yield f"choose {name}", lambda chance: _push(form, widget)
    elif isinstance(widget, QComboBox):
        yield f"pick at {name}", lambda chance: _choose(form, widget, chance)
    elif isinstance(widget, (QLineEdit, QPlainTextEdit)) and not widget.isReadOnly():
        yield f"type at {name}", lambda chance: _type(form, widget, chance)
    elif isinstance(widget, QTableView):
        yield f"type in a cell of {name}", lambda chance: _type_in_cell(form, widget, chance)
    elif isinstance(widget, Editor):
        yield f"go to {name}", lambda chance: widget.take_focus()


def _push(form: Any, button: QAbstractButton) -> None:
    button.setFocus()
    button.click()
    form.settle()


def _choose(form: Any, combo: QComboBox, chance: random.Random) -> None:
    if combo.count():
        at = chance.randrange(combo.count())
        combo.setFocus()
        combo.setCurrentIndex(at)
        combo.activated.emit(at)
        form.settle()


def _choose_kind(form: Any, combo: QComboBox, chance: random.Random) -> None:
    """Another alternative is really chosen: what is written becomes one of its kind, or is left to be filled in."""
    row: Any = combo
    while not isinstance(row, Row):
        row = row.parentWidget()
    combo.setFocus()
    form.settle()  # what was half typed elsewhere is written now, and may draw other alternatives
    if not isValid(combo) or not row.alive or not combo.count():
        return
    pointer, before, at = row.pointer, combo.currentIndex(), chance.randrange(combo.count())
    branch, held = row.field.branches[at], row.value
    combo.setCurrentIndex(at)
    combo.activated.emit(at)
    form.settle()
    now = form.model.value(pointer)
    if at != before:
        assert now == held if held in (ABSENT, None) else _is_of(branch, now), (pointer, branch.title, held, now)
        assert not row.alive or combo.currentIndex() == at, (pointer, branch.title, held, now)


def _is_of(branch: Field, value: Any) -> bool:
    """Whether a value is of an alternative's kind; a single value may be missing, or one that its editor can show."""
    if branch.kind is Kind.UNION:
        return any(_is_of(one, value) for one in branch.branches)
    return isinstance(value, _HOLDERS[branch.kind]) if branch.kind in _HOLDERS else suits(branch, value)


def _type(form: Any, line: QWidget, chance: random.Random) -> None:
    line.setFocus()
    if chance.random() < 0.7:
        QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, chance.choice(TYPED))
    if chance.random() < 0.3:
        QTest.keyClick(line, chance.choice([Qt.Key.Key_Delete, Qt.Key.Key_Backspace]))
    if chance.random() < 0.3 and isinstance(line, QLineEdit):
        QTest.keyClick(line, Qt.Key.Key_Return)
    form.settle()


def _type_in_cell(form: Any, table: QTableView, chance: random.Random) -> None:
    model = table.model()
    if not model.rowCount() or not model.columnCount():
        return
    table.setFocus()
    table.setCurrentIndex(model.index(chance.randrange(model.rowCount()), chance.randrange(model.columnCount())))
    QTest.keyClicks(table, chance.choice(["x", "7", "yes"]))
    editor = table.indexWidget(table.currentIndex())
    if editor is not None:
        QTest.keyClick(editor, chance.choice([Qt.Key.Key_Return, Qt.Key.Key_Escape]))
    form.settle()

"""Fills a form in the way a person does: by going to a field, pressing its buttons and typing into its editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTableView,
    QWidget,
)

from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.pointer import ABSENT, Pointer, to_text
from gatewaydesk.schema.branching import best_branch
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import values
from gatewaydesk.ui.form.editors.several import CheckList
from gatewaydesk.ui.form.grid import ItemsModel
from gatewaydesk.ui.form.model import FormModel

GoTo = Callable[[Pointer], object]
Key = Qt.Key
_TURNS = 3  # until nested layouts have found their places
_KEYS = {"\n": Key.Key_Return, "\t": Key.Key_Tab, " ": Key.Key_Space, ",": Key.Key_Comma, ";": Key.Key_Semicolon}


class NotFilled(GatewayDeskError):
    """An editor could not be found, or did not take what was typed."""

    def __init__(self, pointer: Pointer, why: str) -> None:
        super().__init__(f"The field {to_text(pointer) or '(whole document)'} could not be filled in: {why}.")


class Filler:
    """Fills the form of one window or dialog.

    Args:
        holder: the widget in which the editors are.
        model: the form's model; only looked at, never written to.
        go_to: shows a place and gives it the focus, as a click on a search result does.
        settle: lets the window finish what it is doing.
    """

    def __init__(self, holder: QWidget, model: FormModel, go_to: GoTo, settle: Callable[[], object]) -> None:
        self._holder, self._model, self._go_to, self._settle = holder, model, go_to, settle
        self.filled = 0

    def fill(self, field: Field, pointer: Pointer, value: Any) -> None:
        """Makes the form hold a value at a place; what it holds already, and null, is left as it is.

        Raises:
            NotFilled: the form offers no way to it.
        """
        if value is None or values.same(self._model.value(pointer), value):
            return
        way = _WAYS.get(field.kind, Filler._leaf)
        way(self, field, pointer, value)

    # Fields that hold others

    def _object(self, field: Field, pointer: Pointer, value: dict[str, Any]) -> None:
        if self._model.value(pointer) in (ABSENT, None):
            self._reach(pointer)
            box = self._seen(QCheckBox, f"include:{to_text(pointer)}")
            if box is not None and not box.isChecked():
                press(box)
        for name, held in value.items():
            child = field.child(name)
            if child is None:
                raise NotFilled((*pointer, name), "the schema does not know it")
            self.fill(child, (*pointer, name), held)

    def _list(self, field: Field, pointer: Pointer, value: list[Any]) -> None:
        for at, one in enumerate(value):
            place = (*pointer, at)
            if self._model.value(place) is ABSENT:
                self._reach(pointer)
                press(self._needed(QAbstractButton, f"add:{to_text(pointer)}", pointer))
            if field.item is not None:
                self.fill(field.item, place, one)

    def _union(self, field: Field, pointer: Pointer, value: Any) -> None:
        self._reach(pointer)
        wanted = best_branch(field, value)
        chooser = self._seen(QComboBox, f"variant:{to_text(pointer)}")
        if chooser is None and values.same(values.parsed(field, values.shown(field, value)), value):
            self._leaf(field, pointer, value)
            return
        if chooser is None:
            self._open_item(pointer)
            chooser = self._seen(QComboBox, f"variant:{to_text(pointer)}")
        if chooser is not None:
            while chooser.currentIndex() != wanted:
                before = chooser.currentIndex()
                chooser.setFocus()
                QTest.keyClick(chooser, Key.Key_Down if before < wanted else Key.Key_Up)
                if chooser.currentIndex() == before:
                    raise NotFilled(pointer, "its alternative cannot be chosen")
        self.fill(field.branches[wanted], pointer, value)

    # Fields with an editor

    def _leaf(self, field: Field, pointer: Pointer, value: Any) -> None:
        self._reach(pointer)
        editor = self._seen(QWidget, f"field:{to_text(pointer)}")
        if editor is not None:
            _EDITORS.get(field.kind, Filler._text)(self, editor, field, pointer, value)
        else:
            self._cell(field, pointer, value)
        self.filled += 1
        if not values.same(self._model.value(pointer), value):
            raise NotFilled(pointer, difference(self._model.value(pointer), value, secret=field.secret))

    def _text(self, editor: QWidget, field: Field, pointer: Pointer, value: Any) -> None:
        text = values.shown(field, value) if field.kind is Kind.CHOICE else _written(value)
        line = editor.lineEdit() if isinstance(editor, QComboBox) else editor
        if not isinstance(line, (QLineEdit, QPlainTextEdit)):
            self._button(editor, field, pointer, value)
            return
        line.setFocus()
        QTest.keyClick(line, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(line, Key.Key_Delete)
        type_text(line, text)
        self._shut_popup()

    def _button(self, editor: QWidget, field: Field, pointer: Pointer, value: Any) -> None:
        label = values.shown(field, value)
        for button in editor.findChildren(QAbstractButton) if not isinstance(editor, QAbstractButton) else [editor]:
            if label in (button.accessibleName(), button.text().replace("&&", "&")):
                press(button)
                return
        raise NotFilled(pointer, f"there is no button “{label}”")

    def _several(self, editor: QWidget, field: Field, pointer: Pointer, value: list[Any]) -> None:
        boxes = {box.accessibleName(): box for box in editor.findChildren(QCheckBox)}
        for one in value:
            choice = values.choice_of(field, one)
            if one in (self._model.value(pointer) or ()):
                continue
            if choice is None:
                editor.setFocus()
                type_text(editor, str(one))
                QTest.keyClick(editor, Key.Key_Return)
            elif choice.label in boxes:
                press(boxes[choice.label])
            else:
                self._tick(editor, choice.label, pointer)

    def _tick(self, editor: QWidget, label: str, pointer: Pointer) -> None:
        """Ticks a choice in the list that the button beside the line opens."""
        around = editor.parentWidget()
        opener = [one for one in around.findChildren(QAbstractButton) if one.text() == "Choose…"] if around else []
        if not opener:
            raise NotFilled(pointer, f"“{label}” cannot be chosen")
        press(opener[0])
        popup = QApplication.activePopupWidget()
        if not isinstance(popup, CheckList):
            raise NotFilled(pointer, "its list of choices did not open")
        type_text(popup.search, label)
        rows = [row for row in range(popup.list.count()) if popup.list.item(row).text() == label]
        if rows:
            popup.list.setFocus()
            popup.list.setCurrentRow(rows[0])
            QTest.keyClick(popup.list, Key.Key_Space)
        popup.close()

    def _cell(self, field: Field, pointer: Pointer, value: Any) -> None:
        table = self._needed(QTableView, f"table:{to_text(pointer[:-2])}", pointer)
        model = table.model()
        index = table.currentIndex()
        if not isinstance(model, ItemsModel) or model.place(index) != pointer:
            raise NotFilled(pointer, "the table does not show it")
        QTest.keyClick(table, Key.Key_Return)
        editor = table.indexWidget(index) or QApplication.focusWidget()
        line = editor.lineEdit() if isinstance(editor, QComboBox) and editor.isEditable() else editor
        if line is None or not table.isAncestorOf(line):
            raise NotFilled(pointer, "its cell cannot be typed in")
        type_text(line, values.shown(field, value))
        self._shut_popup()
        QTest.keyClick(line, Key.Key_Return)
        self._settle()

    def _open_item(self, pointer: Pointer) -> None:
        """Opens the form beneath a grid, for what cannot be typed in a cell."""
        opener = self._needed(QAbstractButton, f"open:{to_text(pointer[:-2])}", pointer)
        if opener.arrowType() is Qt.ArrowType.RightArrow:
            press(opener)
            self._settle()

    # Hands and eyes

    def _reach(self, pointer: Pointer) -> None:
        """Goes to a place; what that opens shows itself only when the window has had its turn."""
        self._go_to(pointer)
        for _ in range(_TURNS):
            self._settle()

    def _seen(self, kind: type[Any], name: str) -> Any:
        return next((one for one in self._holder.findChildren(kind, name) if one.isVisible()), None)

    def _needed(self, kind: type[Any], name: str, pointer: Pointer) -> Any:
        found = self._seen(kind, name)
        if found is None:
            raise NotFilled(pointer, f"“{name}” cannot be seen")
        return found

    def _shut_popup(self) -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()


def press(button: QAbstractButton) -> None:
    """Clicks a button with the mouse, on what it shows (a check box takes no click on the room beside its words)."""
    room = button.rect()
    inside = QPoint(min(10, room.width() // 2), room.height() // 2)
    place = inside if isinstance(button, (QCheckBox, QRadioButton)) else room.center()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def type_text(widget: QWidget, text: str) -> None:
    """Types a text, key by key; signs beyond Latin-1 too."""
    for sign in text:
        code = _KEYS.get(sign, Key(ord(sign.upper())) if sign.isascii() and sign.isalnum() else Key.Key_unknown)
        written = "\r" if sign == "\n" else sign
        QTest.sendKeyEvent(QTest.KeyAction.Click, widget, code, written, Qt.KeyboardModifier.NoModifier)


def difference(held: Any, wanted: Any, *, secret: bool) -> str:
    """What a field holds instead of what was typed, in words; of a secret, nothing is said."""
    if secret:
        return "it did not take what was typed"
    shown = "nothing" if held is ABSENT else _written(held)
    return f"it holds {shown} instead of {_written(wanted)}"


def _written(value: Any) -> str:
    return value if isinstance(value, str) else jsonio.dumps(value, indent=None).strip()


_WAYS: dict[Kind, Callable[..., None]] = {
    Kind.OBJECT: Filler._object,
    Kind.LIST: Filler._list,
    Kind.UNION: Filler._union,
}
_EDITORS: dict[Kind, Callable[..., None]] = {
    Kind.BOOLEAN: Filler._button,
    Kind.CONST: Filler._button,
    Kind.CHOICES: Filler._several,
    Kind.TAGS: Filler._several,
}

"""What every editor is: it shows a value, and says when a person changed it. It never keeps the value."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.fields import Field
from gatewaydesk.ui.form import look, values

_PASSING = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)


class Editor(QWidget):
    """The widget in which one value is typed or chosen.

    Attributes:
        main: the widget that carries the field's object name, accessible name and description.

    Signals:
        edited(value, typing): the person made it this value (ABSENT: emptied it); `typing` while they are at it.
        unfinished(text): what was typed cannot be a value yet, and is kept beside the document.
        replaced(value): the person wants another value instead, which may need another editor.
        entered(), left(): the focus came, or went elsewhere in the window.
    """

    edited = Signal(object, bool)
    unfinished = Signal(str)
    replaced = Signal(object)
    entered = Signal()
    left = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.main: QWidget = self
        self.showing = False
        self.column = QVBoxLayout(self)
        look.no_margins(self.column, look.SPACE)
        self._inside = False

    @classmethod
    def fits(cls, field: Field) -> int:
        """How well this editor suits a field; 0 means not at all."""
        raise NotImplementedError

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """Whether a value can be shown, and given back, without loss."""
        return value is ABSENT or value is None or isinstance(value, str)

    def show_value(self, value: Any) -> None:
        """Shows what the document holds, without saying that anybody edited it."""
        self.showing = True
        try:
            self._show(value)
        finally:
            self.showing = False

    def _show(self, value: Any) -> None:
        raise NotImplementedError

    def show_unfinished(self, text: str) -> bool:
        """Shows what was typed here and is no value yet; False where every text is one."""
        return False

    def commit(self) -> None:
        """Takes over what was typed and is not yet in the document."""

    def tell(self, value: Any, *, typing: bool = False) -> None:
        """Says that the person made it this value."""
        if not self.showing:
            self.edited.emit(value, typing)

    def name(self, object_name: str, title: str) -> None:
        """Gives the main widget its object name, and every widget that a person meets the field's title."""
        self.main.setObjectName(object_name)
        self.main.setAccessibleName(title)

    def describe(self, words: str) -> None:
        """Help and problem in words, for assistive technology."""
        if self.main.accessibleDescription() != words:
            self.main.setAccessibleDescription(words)

    def set_read_only(self) -> None:
        """The value may be looked at and copied, not changed."""
        self.setEnabled(False)

    def take_focus(self) -> bool:
        """Gives the focus to where one would type."""
        self.main.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def inside(self) -> Pointer:
        """Which part of the value has the focus, from here on; () where that cannot be told."""
        return ()

    def take_focus_in(self, inside: Pointer) -> bool:
        """Gives the focus to a part of the value; False where it has no widget of its own."""
        return False

    def take_over(self, widget: QWidget) -> QWidget:
        """Makes a widget part of this editor: its focus is the editor's, and undo in it is the document's."""
        widget.installEventFilter(self)
        return widget

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            self._came_in()
        elif kind == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self._went_out(event.reason())
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_undo(event):
            event.ignore()  # the document's own undo comes first
            return True
        return False

    def _came_in(self) -> None:
        if not self._inside:
            self._inside = True
            self.entered.emit()

    def _went_out(self, reason: Qt.FocusReason) -> None:
        now = QApplication.focusWidget()
        still = now is not None and now is not self and self.isAncestorOf(now)
        if self._inside and not still and reason not in _PASSING:
            self._inside = False
            self.commit()
            self.left.emit()


class KeyedLine(QLineEdit):
    """A line that knows whether its text changes under a person's keys.

    Where it does not, the text was set from outside (assistive technology, a drop, a menu) and is complete.
    """

    keyed = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keyed = True
        try:
            super().keyPressEvent(event)
        finally:
            self.keyed = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.keyed = True
        try:
            super().inputMethodEvent(event)
        finally:
            self.keyed = False


def end_of_change(old: str, new: str) -> int:
    """Where in the new text that ends which is not as before, counted as Qt counts."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    end = next((at for at in range(most - start) if old[-1 - at] != new[-1 - at]), most - start)
    return len(new[: len(new) - end].encode("utf-16-le")) // 2


def example_of(field: Field) -> str:
    """What stands in the empty editor: the hints' own words, else the first example ("e.g. …"), or nothing."""
    if field.placeholder:
        return field.placeholder
    example = next((one for one in field.examples if one not in (None, "", [])), None)
    if example is None or isinstance(example, dict):
        return ""
    if isinstance(example, list):
        example = example[0]
        if isinstance(example, (list, dict)):
            return ""
    text = values.shown(field, example)
    return f"e.g. {text}" if text and len(text) <= 120 else ""


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)

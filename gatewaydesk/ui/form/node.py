"""The base of everything in the form that shows one place of the document."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import Pointer, to_text
from gatewaydesk.schema.fields import Field

if TYPE_CHECKING:
    from gatewaydesk.ui.form.model import FormModel


class Parts(Protocol):
    """Makes the parts of a form. It is handed down, so that no part has to know all the others."""

    def row(self, model: FormModel, field: Field, pointer: Pointer, *, titled: bool = True) -> FormNode:
        """A field with its label, its editor and the line that says what is wrong."""

    def shape(self, field: Field, value: Any) -> str:
        """Which of several ways of drawing a field that holds others suits its value; "" where there is one."""

    def body(self, model: FormModel, field: Field, pointer: Pointer) -> QWidget:
        """What stands under the label of a field that holds others."""


class FormNode(QWidget):
    """A widget that the model keeps in step with one place of the document.

    `holds_others` is true where problems further down matter too, `is_group` where it is the members of an object;
    `alive` ends when the widget leaves the form.
    """

    holds_others = False
    is_group = False
    alive = True

    def __init__(self, parts: Parts, model: FormModel, pointer: Pointer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts = parts
        self.model = model
        self.pointer = pointer
        model.parts.add(self)

    @property
    def value(self) -> Any:
        """What the document holds here, or ABSENT."""
        return self.model.value(self.pointer)

    @property
    def pointer_text(self) -> str:
        """The place as a JSON Pointer's text, for object names."""
        return to_text(self.pointer)

    def refresh(self, change: Change | None) -> None:
        """Shows what the document now holds."""

    def show_problems(self) -> None:
        """Shows what is now known to be wrong."""

    def adopt(self, field: Field) -> bool:
        """Draws what another field of the same place says; False where a new part has to be made for that."""
        return False

    def reveal(self, pointer: Pointer) -> bool:
        """Opens whatever hides the way to a place below; True when that place is now in view and has the focus."""
        return False

    def bring_up(self, pointer: Pointer) -> bool:
        """As `reveal`, without touching the focus."""
        return False

    def take_focus(self) -> bool:
        """Gives the focus to what is edited here; False when there is nothing of the kind."""
        return False


_leaving: list[QWidget] = []


def dispose(widget: QWidget | None) -> None:
    """Takes a widget out of the form at once, with everything in it that listened to the model."""
    if widget is None:
        return
    nodes = [one for one in (widget, *widget.findChildren(FormNode)) if isinstance(one, FormNode)]
    for node in nodes:
        node.alive = False
        node.model.parts.drop(node)
    leaving: AbstractContextManager[None] = nodes[0].model.lost_focus.leaving(widget) if nodes else nullcontext()
    # Without a parent a widget belongs to Python, which would destroy it with its last reference: now, and perhaps in
    # the middle of a click on a button inside it. It is held until Qt has deleted it, when nothing uses it any more.
    _leaving[:] = [one for one in _leaving if isValid(one)]
    _leaving.append(widget)
    with leaving:
        widget.hide()
    widget.setParent(None)
    widget.deleteLater()

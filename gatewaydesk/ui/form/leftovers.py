"""Members that are written and no longer apply: they stay in view until a person takes them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.fields import Field
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.node import FormNode, Parts
from gatewaydesk.ui.form.problem_lines import ProblemLines
from gatewaydesk.validation.problems import Severity

if TYPE_CHECKING:
    from gatewaydesk.ui.form.model import FormModel

NOT_IN_SCHEMA = "Not in the schema"
NO_LONGER = "Does not apply as things stand. It is kept until you remove it."


def leftovers(field: Field, value: Any) -> dict[str, Field]:
    """The members of an object that are written, and that apply only where other things were written beside them.

    Args:
        field: the object's, settled by its value.
        value: the object.
    """
    if field.expand_dormant is None or not isinstance(value, dict):
        return {}
    found = {name: field.dormant(name) for name in value}
    return {name: child for name, child in found.items() if child is not None}


class Leftover(FormNode):
    """One such member: its row, a sentence that says so, and a button that takes it out."""

    def __init__(self, parts: Parts, model: FormModel, field: Field, pointer: Pointer) -> None:
        super().__init__(parts, model, pointer)
        self.field = field
        self.setObjectName(f"leftover:{self.pointer_text}")
        column = QVBoxLayout(self)
        look.no_margins(column, look.LABEL_GAP)
        self.row = parts.row(model, field, pointer)
        column.addWidget(self.row)
        line = QWidget()
        across = QHBoxLayout(line)
        look.no_margins(across, look.SPACE)
        self.words = ProblemLines()
        self.words.tell([(Severity.ADVICE, NO_LONGER)])
        self.words.setAccessibleName(f"{field.title}: {NO_LONGER}")
        self.button = look.quiet_button("Remove", f"Remove {field.title}")
        self.button.setObjectName(f"remove:{self.pointer_text}")
        self.button.clicked.connect(self._remove)
        self.button.setEnabled(not model.read_only)
        across.addWidget(self.words, 1)
        across.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(line)

    @property
    def heads_a_group(self) -> bool:
        """Whether more room belongs above it."""
        return bool(getattr(self.row, "heads_a_group", False))

    def _remove(self) -> None:
        if self.value is not ABSENT:
            self.model.authoring.document.remove(self.pointer, label=f"remove {self.field.title}")

    def has_focus(self) -> bool:
        """Whether somebody is in its value."""
        now = QApplication.focusWidget()
        return now is not None and self.row.isAncestorOf(now)

    def let_go(self) -> None:
        """Nobody is in it any more: the group shows what the document holds."""
        for node in self.model.nodes(self.pointer[:-1]):
            node.refresh(None)

    def take_focus(self) -> bool:
        return self.row.take_focus()

"""A short list of plain values: an editor for each, one under the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import Pointer, to_text
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.node import FormNode, Parts, dispose

MOST = 40  # more than that is a list of summaries


class PlainList(FormNode):
    """The values of a list, each in its editor."""

    holds_others = True

    def __init__(self, parts: Parts, model: FormModel, field: Field, pointer: Pointer) -> None:
        super().__init__(parts, model, pointer)
        self.field = field
        self.item = field.item or Field((*field.path, "*"), Kind.ANY, field.title)
        self._holders: list[QWidget] = []
        self.column = QVBoxLayout(self)
        look.no_margins(self.column, 2 * look.SPACE)
        self.add = QPushButton("Add")
        self.add.setObjectName(f"add:{self.pointer_text}")
        self.add.setAccessibleName(f"Add to {field.title}")
        self.add.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.add.clicked.connect(self._add)
        self.column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh(None)

    @property
    def _length(self) -> int:
        return len(self.value) if isinstance(self.value, list) else 0

    def refresh(self, change: Change | None) -> None:
        """Each editor stands at a number, not at a value: items may move under them, only their count matters."""
        while len(self._holders) > self._length:
            dispose(self._holders.pop())
        while len(self._holders) < self._length:
            self._add_row(len(self._holders))
        if change is not None and any(len(edit.pointer) == len(self.pointer) + 1 for edit in change.edits):
            for at in range(self._length):
                for node in self.model.nodes((*self.pointer, at)):
                    node.refresh(None)

    def take_focus(self) -> bool:
        nodes = self.model.nodes((*self.pointer, 0))
        if not any(node.take_focus() for node in nodes if isinstance(node, FormNode)):
            self.add.setFocus()
        return True

    def _add_row(self, at: int) -> None:
        place = (*self.pointer, at)
        holder = look.Plain()
        bar = QHBoxLayout(holder)
        look.no_margins(bar, look.SPACE)
        title = f"{self.field.title} {at + 1}"
        row = self.parts.row(self.model, self.item.with_(title=title, required=True), place, titled=False)
        bar.addWidget(row, 1)
        up = look.quiet_button("", f"Move {title} up")
        up.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        up.setArrowType(Qt.ArrowType.UpArrow)
        up.setEnabled(at > 0)
        up.clicked.connect(lambda: self._move_up(place))
        remove = look.quiet_button("Remove", f"Remove {title}")
        remove.setObjectName(f"remove:{to_text(place)}")
        remove.clicked.connect(lambda: self.model.authoring.remove_item(place))
        bar.addWidget(up, 0, Qt.AlignmentFlag.AlignTop)
        bar.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        self._holders.append(holder)
        self.column.insertWidget(self.column.count() - 1, holder)
        holder.show()

    def _move_up(self, place: Pointer) -> None:
        self.model.commit_pending()
        self.model.authoring.move_item(place, int(place[-1]) - 1)

    def _add(self) -> None:
        self.model.commit_pending()
        place = self.model.authoring.add_item(self.pointer, self.field)
        for node in self.model.nodes(place):
            if isinstance(node, FormNode) and node.take_focus():
                break

"""A list in which each place has its own meaning: a labelled field for each, and what may follow them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import ABSENT, Pointer, to_text
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.counting import why_no_more, why_not_fewer
from gatewaydesk.ui.form.keeping import stay_at
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.node import FormNode, Parts, dispose

_HOLDING = (Kind.OBJECT, Kind.LIST, Kind.MAP)
_ALWAYS_THERE = (Kind.OBJECT, Kind.BOOLEAN, Kind.CHOICE)  # which could otherwise be left out, as no item can


class Tuple(FormNode):
    """The items of a list, each under the label of its place.

    The places that the list does not reach yet are offered one after the other, since a list has no gaps; only the
    last item can be taken out, since all behind another one would change their meaning.
    """

    holds_others = True

    def __init__(self, parts: Parts, model: FormModel, field: Field, pointer: Pointer) -> None:
        super().__init__(parts, model, pointer)
        self.field = field
        self._rows: list[QWidget] = []
        self.column = QVBoxLayout(self)
        look.no_margins(self.column, look.FIELD_GAP)
        self.add = QPushButton()
        self.add.setObjectName(f"add:{self.pointer_text}")
        self.add.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.add.clicked.connect(self._add)
        self.remove = look.quiet_button("Remove the last", f"Remove the last of {field.title}")
        self.remove.clicked.connect(self._remove)
        bar = QHBoxLayout()
        look.no_margins(bar, look.SPACE)
        bar.addWidget(self.add)
        bar.addWidget(self.remove)
        bar.addStretch(1)
        self.column.addLayout(bar)
        for button in (self.add, self.remove):
            button.setVisible(not field.read_only)
        self.refresh(None)

    @property
    def _length(self) -> int:
        return len(self.value) if isinstance(self.value, list) else 0

    def refresh(self, change: Change | None) -> None:
        while len(self._rows) > self._length:
            dispose(self._rows.pop())
        while len(self._rows) < self._length:
            self._add_row(len(self._rows))
        if change is not None and any(len(edit.pointer) == len(self.pointer) + 1 for edit in change.edits):
            for at in range(self._length):
                for node in self.model.nodes((*self.pointer, at)):
                    node.refresh(None)
        self._settle()

    def _settle(self) -> None:
        following = self.field.item_at(self._length)
        title = following.title if following is not None else "item"
        self.add.setText(look.lines(f"Add {look.lowered(title)}"))
        self.add.setAccessibleName(f"Add {title} to {self.field.title}")
        why = why_no_more(self.field, self._length)
        self.add.setEnabled(not why)
        self.add.setToolTip(why)
        if not self.field.read_only:
            self.add.setVisible(following is not None or self._length == 0)
            self.remove.setVisible(self._length > 0)
        few = why_not_fewer(self.field, self._length)
        self.remove.setEnabled(not few)
        self.remove.setToolTip(look.tip(few or f"Remove the last of {self.field.title}"))
        self.remove.setObjectName(f"remove:{to_text((*self.pointer, max(self._length - 1, 0)))}")

    def _add_row(self, at: int) -> None:
        item = self.field.item_at(at) or Field((*self.field.path, "*"), Kind.ANY, f"{self.field.title} {at + 1}")
        holder: QWidget = look.Inset() if item.kind in _HOLDING else look.Plain()
        inside = QVBoxLayout(holder)
        look.no_margins(inside, 0)
        title = item.title if at < self.field.positions else f"{item.title} ({at + 1:,})"
        asked = at < (self.field.limits.min_items or 0)
        required = asked or item.kind in _ALWAYS_THERE
        drawn = item.with_(title=title, required=required, read_only=item.read_only or self.field.read_only)
        inside.addWidget(self.parts.row(self.model, drawn, (*self.pointer, at)))
        self._rows.append(holder)
        self.column.insertWidget(self.column.count() - 1, holder)
        holder.show()

    def take_focus(self) -> bool:
        nodes = self.model.nodes((*self.pointer, 0))
        if not any(node.take_focus() for node in nodes if isinstance(node, FormNode)):
            self.add.setFocus()
        return True

    # What the person does

    def _add(self) -> None:
        self.model.commit_pending()
        place = self.model.authoring.add_item(self.pointer, self.field)
        for node in self.model.nodes(place):
            if isinstance(node, FormNode) and node.take_focus():
                break

    def _remove(self) -> None:
        if self._length and self.model.value((*self.pointer, self._length - 1)) is not ABSENT:
            if self._length == 1:
                stay_at(self.add)
            with self.model.hands.writing(self.pointer):
                self.model.authoring.remove_item((*self.pointer, self._length - 1))

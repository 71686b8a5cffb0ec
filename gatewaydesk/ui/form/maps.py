"""Members that no field of the schema names: each with its name, its value and a button that takes it out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import ABSENT, Pointer, to_text
from gatewaydesk.schema.branching import blank
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.node import FormNode, Parts, dispose


class Map(FormNode):
    """The members of an object that the schema does not name one by one.

    Where the schema says what such a member holds, new ones can be added. Where it does not (the field has no
    `extra`), those that a file brought are shown as they are, to be changed or taken out.
    """

    def __init__(self, parts: Parts, model: FormModel, field: Field, pointer: Pointer) -> None:
        super().__init__(parts, model, pointer)
        self.field = field
        self._named = {child.name for child in field.children}
        self._rows: dict[str, FormNode] = {}
        self.column = QVBoxLayout(self)
        look.no_margins(self.column, look.FIELD_GAP)
        if field.extra is None:
            self._say_what_they_are()
        else:
            self._offer_more()
        self.refresh(None)

    def _say_what_they_are(self) -> None:
        known = (
            "The schema does not allow these entries, so a gateway may refuse them."
            if self.field.closed
            else "The schema does not name these entries."
        )
        self.column.addWidget(look.Text(f"{known} They are kept as they are unless you change them.", size="small"))

    def _offer_more(self) -> None:
        self.line = QLineEdit(placeholderText="Name of a new entry")
        self.line.setAccessibleName(f"Name of a new entry of {self.field.title}")
        self.line.returnPressed.connect(self._add)
        look.pad(self.line)
        look.limit_width(self.line, 40)
        self.button = QPushButton("Add")
        self.button.setObjectName(f"add:{self.pointer_text}")
        self.button.setAccessibleName(f"Add to {self.field.title}")
        self.button.clicked.connect(self._add)
        bar = QHBoxLayout()
        look.no_margins(bar, look.SPACE)
        bar.addWidget(self.line)
        bar.addWidget(self.button)
        bar.addStretch(1)
        self.column.addLayout(bar)

    def refresh(self, change: Change | None) -> None:
        held = self.value
        names = [name for name in held if name not in self._named] if isinstance(held, dict) else []
        for name in [one for one in self._rows if one not in names]:
            dispose(self._rows.pop(name).parentWidget())
        for name in names:
            if name not in self._rows:
                self._add_row(name)

    def take_focus(self) -> bool:
        if self.field.extra is None:
            return any(row.take_focus() for row in self._rows.values())
        self.line.setFocus()
        return True

    def _add_row(self, name: str) -> None:
        inside = self.field.extra or Field((*self.field.path, "**"), Kind.ANY, name)
        place = (*self.pointer, name)
        holder = look.Inset() if inside.kind in (Kind.OBJECT, Kind.LIST, Kind.MAP) else look.Plain()
        bar = QHBoxLayout(holder)
        look.no_margins(bar, look.SPACE)
        row = self.parts.row(self.model, inside.with_(title=name, required=inside.kind is Kind.OBJECT), place)
        bar.addWidget(row, 1)
        remove = look.quiet_button("Remove", f"Remove {name}")
        remove.setObjectName(f"remove:{to_text(place)}")
        remove.clicked.connect(lambda: self.model.authoring.document.remove(place, label=f"remove {name}"))
        bar.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        self._rows[name] = row
        last = self.column.count() - (self.field.extra is not None)
        self.column.insertWidget(last, holder)

    def _add(self) -> None:
        name = self.line.text().strip()
        if not name or name in self._named:
            return
        place = (*self.pointer, name)
        if self.model.value(place) is ABSENT:
            start = blank(self.field.extra) if self.field.extra is not None else ABSENT
            start = "" if start is ABSENT else start
            self.model.authoring.document.set(place, start, label=f"add {name}")
        self.line.clear()
        self.model.go_to(place)

"""Yes or no, and a choice of few: radio buttons, all in view."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QButtonGroup

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Choice, Field, Kind
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.boxes import Dot
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.flow import Flow

FEW = 5
YES_NO = (Choice(True, "Yes"), Choice(False, "No"))


class Radios(Editor):
    """One of few choices; “Not stated” where nothing may be chosen."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        choices = [one for one in (field.choices or YES_NO) if one.value is not None]
        optional = not field.required or field.nullable
        self._nothing = None if field.required else ABSENT
        self._values: list[Any] = [one.value for one in choices] + ([self._nothing] if optional else [])
        labels = [one.label for one in choices] + (["Not stated"] if optional else [])
        if optional and "Not stated" in labels[:-1]:
            labels[-1] = "Nothing chosen"
        self._words = ""
        flow = Flow(gap=16)
        self._group = QButtonGroup(self)
        for at, label in enumerate(labels):
            button = Dot(label)
            button.setAccessibleName(label)
            button.setAccessibleDescription(field.title)
            button.setToolTip(look.tip(choices[at].help) if at < len(choices) else "")
            look.edge(button)
            self.take_over(button)
            self._group.addButton(button, at)
            flow.addWidget(button)
        self.column.addLayout(flow)
        self._group.idToggled.connect(self._toggled)
        first = self._group.button(0)
        if first is not None:
            self.setFocusProxy(first)

    @classmethod
    def fits(cls, field: Field) -> int:
        """Yes or no; a choice of at most five."""
        return 30 if field.kind is Kind.BOOLEAN or (field.kind is Kind.CHOICE and len(field.choices) <= FEW) else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """One of the choices."""
        choices = field.choices or YES_NO
        return value is ABSENT or value is None or any(values.same(one.value, value) for one in choices)

    def name(self, object_name: str, title: str) -> None:
        super().name(object_name, title)
        for button in self._group.buttons():
            button.setAccessibleDescription(title)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            for button in self._group.buttons():
                look.edge(button)

    def describe(self, words: str) -> None:
        """The group itself has no value that assistive technology could read: its description tells the choice."""
        self._words = words
        chosen = self._group.checkedButton()
        said = f"Chosen: {chosen.accessibleName()}." if chosen is not None else "Nothing is chosen."
        super().describe(f"{said} {words}".strip())

    def take_focus(self) -> bool:
        button = self._group.checkedButton() or self._group.button(0)
        if button is not None:
            button.setFocus()
        return True

    def _show(self, value: Any) -> None:
        stated = value is not ABSENT and value is not None
        wanted = value if stated else (self._nothing if value is None or not self.field.required else object())
        at = next((at for at, one in enumerate(self._values) if values.same(one, wanted)), -1)
        if at == self._group.checkedId():
            return
        if at >= 0:
            self._group.button(at).setChecked(True)
            return
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)
        self.describe(self._words)

    def _toggled(self, at: int, on: bool) -> None:
        if on:
            self.describe(self._words)
            self.tell(self._values[at])

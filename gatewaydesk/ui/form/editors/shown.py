"""A value that the schema calls read-only: there to be read, selected and copied, never to be typed over."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette

from gatewaydesk.document import jsonio
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import values
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.paragraph import LONGEST, GrowingText


class Shown(Editor):
    """Any value as text on the page's own ground, so that it does not look like a field to fill in."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self.text = GrowingText(least=1)
        self.text.setPlaceholderText("Nothing yet")
        self.text.setFrameShape(GrowingText.Shape.NoFrame)
        self.text.document().setDocumentMargin(2)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # its lines are broken
        self.set_read_only()
        palette = self.text.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.text.setPalette(palette)
        self.main = self.take_over(self.text)
        self.column.addWidget(self.text)

    @classmethod
    def fits(cls, field: Field) -> int:
        """Whatever is read-only and no secret; an address keeps its own editor, which can open it."""
        return 85 if field.read_only and not field.secret and field.kind is not Kind.URL else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """Everything: nothing is given back."""
        return True

    def set_read_only(self) -> None:
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def _show(self, value: Any) -> None:
        plain = not isinstance(value, (list, dict)) or self.field.choices or self.field.kind in values.LISTS
        shown = values.shown(self.field, value) if plain else jsonio.dumps(value, indent=2).rstrip("\n")
        self.text.show_text(shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…")

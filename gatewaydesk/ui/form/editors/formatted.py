"""Texts of a standard format that has no editor of its own: a line as wide as need be, with an example."""

from __future__ import annotations

import uuid
from typing import Any

from PySide6.QtCore import Qt

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.editors.one_line import OneLine

# What an empty line says, and how many characters it is wide (0: as wide as the page).
_FORMATS = {
    "duration": ("e.g. P3M (three months), P2W, PT90M", 36),
    "hostname": ("e.g. www.example.org", 48),
    "idn-hostname": ("e.g. www.example.org", 48),
    "ipv4": ("e.g. 192.0.2.1", 28),
    "ipv6": ("e.g. 2001:db8::1", 42),
    "uuid": ("e.g. 5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134", 50),
    "regex": ("e.g. ^[A-Z]{2}[0-9]+$", 0),
    "json-pointer": ("e.g. /summary/title", 0),
    "relative-json-pointer": ("e.g. 1/title", 0),
    "uri-reference": ("e.g. https://example.org/page or ../page", 0),
    "iri-reference": ("e.g. https://example.org/page or ../page", 0),
    "uri-template": ("e.g. https://example.org/{name}", 0),
    "time": ("hh:mm:ssZ", 28),
}


class Formatted(OneLine):
    """A text of a standard format; a UUID can be made by a button while there is none."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        self.characters = _FORMATS[field.limits.format or ""][1]
        super().__init__(field, parent)
        hint, _ = _FORMATS[field.limits.format or ""]
        if not self.line.placeholderText():
            self.line.setPlaceholderText(hint)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase)
        self.make = look.quiet_button("Make one", f"Make a new {field.title}")
        self.make.clicked.connect(self._make)
        self.make.hide()
        if field.limits.format == "uuid":
            self.bar.insertWidget(1, self.take_over(self.make))
            self.line.textChanged.connect(self._offer)
            self._offer(self.line.text())

    @classmethod
    def fits(cls, field: Field) -> int:
        """Texts and times of such a format."""
        return 25 if field.kind in (Kind.TEXT, Kind.TIME) and field.limits.format in _FORMATS else 0

    def set_read_only(self) -> None:
        super().set_read_only()
        self.make.deleteLater()

    def name(self, object_name: str, title: str) -> None:
        super().name(object_name, title)
        self.make.setObjectName(f"make:{object_name.removeprefix('field:')}")

    def _offer(self, text: str) -> None:
        self.make.setVisible(not text)

    def _make(self) -> None:
        self.tell(str(uuid.uuid4()))
        self.line.setFocus()

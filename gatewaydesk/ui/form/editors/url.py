"""A web address, with a button that opens it in the browser. Only http and https are ever opened."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.editors.one_line import OneLine


class Url(OneLine):
    """A web address."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self.open = look.quiet_button("Open", f"Open {field.title} in the browser")
        self.open.clicked.connect(self._open)
        self.bar.addWidget(self.take_over(self.open))
        self.line.textChanged.connect(self._allow)
        self._allow(self.line.text())

    @classmethod
    def fits(cls, field: Field) -> int:
        """Web addresses."""
        return 30 if field.kind is Kind.URL else 0

    def _allow(self, text: str) -> None:
        self.open.setVisible(can_open(text))

    def _open(self) -> None:
        if can_open(self.line.text()):
            QDesktopServices.openUrl(QUrl(self.line.text().strip(), QUrl.ParsingMode.TolerantMode))

    def set_read_only(self) -> None:
        super().set_read_only()
        self.open.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def can_open(text: str) -> bool:
    """Whether a text is an address that a browser may be sent to."""
    try:
        parts = urlsplit(text.strip())
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False

"""JSON as text: for fields that take anything, and for values that no other editor can show."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QFontDatabase

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.paragraph import GrowingText


class JsonText(Editor):
    """Any JSON value. Text that is not JSON yet is kept, and changes nothing until it is."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self.text = GrowingText(least=1, most=16)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(max(self.font().pointSizeF() - 0.5, 6.0))
        self.text.setFont(font)
        self.text.setPlaceholderText("JSON, for example “text”, 12, true, [1, 2] or {…}".replace("“text”", '"text"'))
        self.main = self.take_over(self.text)
        self.error = look.Text(tone="wrong", size="small")
        self.error.hide()
        self.column.addWidget(self.text)
        self.column.addWidget(self.error)
        self.text.textChanged.connect(self._typed)

    @classmethod
    def fits(cls, field: Field) -> int:
        """Everything, when nothing better does."""
        return 1

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """Everything."""
        return True

    def set_read_only(self) -> None:
        self.text.setReadOnly(True)

    def show_unfinished(self, text: str) -> None:
        self.showing = True
        self.text.setPlainText(text)
        self.showing = False
        self._parse()

    def _show(self, value: Any) -> None:
        shown = self._parse()
        if shown is _BROKEN or not values.same(shown, value):
            self.text.setPlainText("" if value is ABSENT else jsonio.dumps(value, indent=2).rstrip("\n"))
            self.error.hide()

    def _typed(self) -> None:
        if self.showing:
            return
        value = self._parse()
        if value is _BROKEN:
            self.unfinished.emit(self.text.raw())
        else:
            self.unfinished.emit("")
            self.tell(value, typing=True)

    def _parse(self) -> Any:
        text = self.text.raw()
        try:
            value = jsonio.loads(text) if text.strip() else ABSENT
        except FileProblem as problem:
            self.error.setText(f"{problem.what} The dataset keeps the last text that was JSON.")
            self.error.show()
            return _BROKEN
        self.error.hide()
        return value


_BROKEN = object()

"""One of many choices, found by typing; and a text with suggestions."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.editors.base import Editor, example_of
from gatewaydesk.ui.form.editors.combo import SearchCombo


class SearchChoice(Editor):
    """A choice of many. What is typed and is none of them is kept as text, and the problem says so."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        pairs = [(one.label, str(one.value), one.help) for one in field.choices if one.value is not None]
        self.combo = SearchCombo(pairs)
        self.combo.line.setPlaceholderText(example_of(field) or "Choose, or type to search")
        self.combo.line.setClearButtonEnabled(not field.required or field.nullable)
        self._pending = False
        self.main = self.take_over(self.combo)
        self.take_over(self.combo.line)
        longest = max((len(label) for label, _, _ in pairs), default=20)
        look.limit_width(self.combo, min(max(longest + 6, 30), 90))
        bar = QHBoxLayout()
        look.no_margins(bar, 0)
        bar.addWidget(self.combo, 1)
        bar.addStretch(0)
        self.column.addLayout(bar)
        self.combo.typed.connect(self._typed)

    @classmethod
    def fits(cls, field: Field) -> int:
        """Any choice."""
        return 20 if field.kind is Kind.CHOICE else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """One of the choices, or any one-line text that is not mistaken for one."""
        if value is ABSENT or value is None or values.choice_of(field, value) is not None:
            return True
        return isinstance(value, str) and value.isprintable() and values.choice_named(field, value) is None

    def name(self, object_name: str, title: str) -> None:
        super().name(object_name, title)
        self.combo.line.setAccessibleName(title)
        self.combo.view().setAccessibleName(title)

    def describe(self, words: str) -> None:
        super().describe(words)
        self.combo.line.setAccessibleDescription(words)

    def commit(self) -> None:
        """Leaving takes over what was typed: the only choice it can mean, else the text itself."""
        if not self._pending:
            return
        self._pending = False
        text = self.combo.currentText()
        choice = values.choice_meant(self.field, text)
        value = choice.value if choice is not None else values.parsed(self.field, text)
        self.tell(value)
        self.show_value(value)

    def _show(self, value: Any) -> None:
        if not self._pending:
            self.combo.show_text(values.shown(self.field, value))

    def _typed(self, text: str) -> None:
        if self.showing:
            return
        choice = next((one for one in self.field.choices if one.label == text), None)
        self._pending = bool(text) and choice is None
        if choice is not None:
            self.tell(choice.value, typing=True)
        elif not text:
            self.tell(ABSENT, typing=True)
        elif not self.combo.line.keyed:
            self.commit()


class Suggested(Editor):
    """A text that is often one of a few known ones, each shown with its name; any other may be typed."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        known = [(one.value, one.label) for one in field.suggestions]
        self.combo = SearchCombo([(value, label, "") for value, label in known])
        self.combo.list_as([label if label == value else f"{label} — {value}" for value, label in known])
        self.combo.line.setPlaceholderText(example_of(field))
        self.main = self.take_over(self.combo)
        self.take_over(self.combo.line)
        self.column.addWidget(self.combo)
        self.combo.typed.connect(lambda text: self.tell(text or ABSENT, typing=True))

    @classmethod
    def fits(cls, field: Field) -> int:
        """Texts and addresses for which the schema suggests values."""
        return 80 if field.kind in (Kind.TEXT, Kind.URL, Kind.EMAIL) and field.suggestions else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """Text in one line."""
        return value is ABSENT or value is None or (isinstance(value, str) and value.isprintable())

    def name(self, object_name: str, title: str) -> None:
        super().name(object_name, title)
        self.combo.line.setAccessibleName(title)

    def _show(self, value: Any) -> None:
        self.combo.show_text(value if isinstance(value, str) else "")

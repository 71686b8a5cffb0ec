"""A dataset with its text beside the form, as tests of the JSON view use it."""

from __future__ import annotations

from typing import Any

from PySide6.QtTest import QTest

Desk = Any  # the fixture `desk`, see conftest.py


class View:
    """A dataset with its text beside it, driven as a person would."""

    def __init__(self, desk: Desk, value: Any = None, *, schema: str = "HDRUK/4.0.0") -> None:
        self.desk, self.window = desk, desk.window
        self.window.new_draft(schema, value, example=value is None)
        desk.window.settle()
        desk.do("json-view")
        self.edit = desk.find("json")

    @property
    def value(self) -> Any:
        return self.window.current_model.authoring.document.value

    @property
    def text(self) -> str:
        return str(self.edit.raw())

    @property
    def note(self) -> str:
        label = self.desk.find("json.note")
        return label.text() if label.isVisible() else ""

    def settle(self) -> None:
        """As if the pause after the last key were over."""
        self.window.in_step.commit()
        self.window.settle()

    def put_cursor(self, words: str, *, behind: bool = True) -> None:
        at = self.text.index(words) + (len(words) if behind else 0)
        self.edit.setFocus()
        cursor = self.edit.textCursor()
        cursor.setPosition(len(self.text[:at].encode("utf-16-le")) // 2)
        self.edit.setTextCursor(cursor)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.edit, text)
        self.settle()

    def rest(self) -> None:
        """The cursor has come to rest."""
        QTest.qWait(100)
        self.window.settle()

    def replace_all(self, text: str) -> None:
        self.edit.setFocus()
        self.edit.selectAll()
        self.edit.insertPlainText(text)
        self.settle()

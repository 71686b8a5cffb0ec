"""Small forms over real documents, offscreen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.view import SectionView
from gatewaydesk.ui.tasks import Tasks


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform grumbles about windows' sizes and pop-ups; nothing else may."""
    for item in items:
        item.add_marker(
            pytest.mark.qt_log_ignore("plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
        )


class Form:
    """One section on the screen, driven as a person would."""

    def __init__(self, authoring: Authoring, tasks: Tasks, name: str = "") -> None:
        self.authoring = authoring
        self.model = FormModel(authoring, tasks, folds={})
        field = authoring.root.child(name) if name else authoring.root
        assert field is not None
        self.view = SectionView(self.model, field, (name,) if name else ())
        self.view.finish()
        self.view.resize(820, 900)
        self.view.show()
        QTest.qWaitForWindowExposed(self.view)
        self.view.activateWindow()
        self.settle()

    @property
    def value(self) -> Any:
        return self.authoring.document.value

    def get(self, *pointer: str | int) -> Any:
        return self.authoring.document.get(pointer)

    def settle(self) -> None:
        for _ in range(4):
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def find(self, name: str) -> Any:
        found = self.view.findChildren(QWidget, name)
        assert found, f"there is no {name}"
        return next((one for one in found if one.isVisible()), found[0])

    def has(self, name: str) -> bool:
        return bool(self.view.findChildren(QWidget, name))

    def type(self, name: str, text: str) -> None:
        """Replaces what an editor holds by typing."""
        editor = self.find(name)
        editor.setFocus()
        QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(editor, Qt.Key.Key_Delete)
        if text.isascii():
            QTest.keyClicks(editor, text)
        else:  # QTest knows only the keys of an ASCII keyboard
            editor.insert(text)
        self.settle()

    def press(self, name: str) -> None:
        self.click(self.find(name))

    def click(self, button: QWidget) -> None:
        place = QPoint(10, button.height() // 2)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        self.settle()

    def leave(self) -> None:
        """The focus goes to another widget of the same window; as with a click there, pop-ups close first."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.setFocus()
        self.settle()

    def said(self, pointer: str) -> str:
        """What the line under an editor says; empty while it is hidden."""
        line = self.find(f"problem:{pointer}")
        return line.text() if not line.isHidden() else ""

    def close(self) -> None:
        if not isValid(self.view):
            return
        self.view.close()
        self.view.deleteLater()
        self.settle()
        self.model.close()


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks(workers=1)
    yield made
    made.close()


@pytest.fixture
def make_form(tmp_path: Path, tasks: Tasks, qapp: QApplication) -> Iterator[Callable[..., Form]]:
    """Makes a form for `properties` (an object schema), or for a section of a shipped schema."""
    made: list[Form] = []

    def make(
        properties: dict[str, Any] | None = None,
        value: Any = ABSENT,
        *,
        required: list[str] | None = None,
        schema: str = "",
        section: str = "",
        defs: dict[str, Any] | None = None,
        **more: Any,
    ) -> Form:
        if schema:
            loaded = Catalogue().load(schema)
        else:
            raw = {"title": "Sample", "type": "object", "properties": properties, "required": required or []}
            raw |= {"$defs": defs or {}, **more}
            file = tmp_path / f"schema{len(made)}.json"
            file.write_text(json.dumps(raw), encoding="utf-8")
            loaded = Catalogue().load(file)
        made.append(Form(Authoring(loaded, {} if value is ABSENT else value), tasks, section))
        return made[-1]

    yield make
    for form in made:
        form.close()

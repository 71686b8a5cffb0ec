"""Somebody at the window, as the stories of a dataset's life need one."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

Desk = Any  # the fixture `desk`, see conftest.py
Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NAME = "Rehearsal"
"""What a gateway is called that a story adds."""


def double_click(widget: QWidget, place: QPoint | None = None) -> None:
    """Double clicks a widget, in its middle or at a place of its own.

    Through the window: sent to the widget, QTest's double click never lets the button go.
    """
    window = widget.window()
    at = widget.mapTo(window, widget.rect().center() if place is None else place)
    QTest.mouseDClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QApplication.processEvents()


class Person:
    """Somebody at the window, with hands on the keyboard for most of it."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.window = desk, desk.window

    def settle(self) -> None:
        """Waits until nothing is under way any more."""
        for _ in range(3):
            QTest.qWait(20)
            self.window.settle()

    def key(self, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, at: Any = None) -> None:
        """Presses a key, where the focus is or in one widget."""
        if QApplication.activeWindow() is None:  # no window manager here hands on what a dialog leaves behind
            self.window.activateWindow()
            QApplication.processEvents()
        QTest.keyClick(at or QApplication.focusWidget() or self.window, key, modifier)
        self.settle()

    def command(self, words: str) -> None:
        """Does something by the command palette."""
        self.key(Key.Key_K, CTRL, self.window)
        box = self.desk.find("palette.search", self.desk.dialog("palette"))
        QTest.keyClicks(box, words)
        assert self.desk.find("palette").model().index(0, 0).data() == words
        self.key(Key.Key_Return, at=box)

    def agree(self, sheet: Any) -> None:
        """Presses the button that a sheet emphasises, which must be possible."""
        assert sheet.accept_button.isEnabled(), sheet.accept_button.toolTip()
        sheet.accept_button.setFocus()
        self.key(Key.Key_Return, at=sheet.accept_button)

    def add_gateway(self, system: str, **typed: str) -> Any:
        """The dialog that adds a gateway, with the system chosen and texts typed."""
        self.command("Add a gateway")
        dialog = self.desk.dialog("sign-in")
        box = self.desk.find("sign-in.system", dialog)
        box.setCurrentIndex(box.findData(system))
        box.activated.emit(box.currentIndex())
        self.settle()
        for name, text in typed.items():
            self.desk.type_into(f"field:/{name}", text, dialog)
        return dialog

    def tested(self, dialog: Any) -> dict[str, str]:
        """Tests a sign-in: the steps that did not pass, with what is said of each."""
        self.desk.press("dialog.sign-in.test", dialog)
        self.settle()
        assert dialog.tested.steps.picks
        return {one.title: one.note for one in dialog.tested.steps.picks if one.sign == "wrong"}

    def sign_in(self, system: str, details: dict[str, Any], *names: str, name: str = NAME) -> None:
        """Adds a gateway with what its web pages gave, under the names of its form."""
        dialog = self.add_gateway(system, name=name, **{one: str(details[one]) for one in names})
        assert self.tested(dialog) == {}
        self.desk.press("dialog.sign-in.accept", dialog)
        self.settle()

    def begin(self, schema: str, *, example: bool) -> Any:
        """Begins a dataset by a schema."""
        self.key(Key.Key_N, CTRL, self.window)
        dialog = self.desk.dialog("new")
        self.desk.pick(dialog.rows, self.desk.row_of(dialog.rows, schema))
        if example != dialog.example.isChecked():
            dialog.example.click()
        self.agree(dialog)
        return self.window.current_model.authoring

    def datasets(self) -> Any:
        """Looks at “My datasets”, read anew."""
        self.key(Key.Key_6, ALT, self.window)
        page = self.window.pages["datasets"]
        if not page.waiting.busy:
            self.key(Key.Key_F5, at=page.rows)
        self.settle()
        return page

    def choose(self, title: str) -> Any:
        """Selects a dataset of the list with the arrow keys."""
        page = self.datasets()
        page.rows.setFocus()
        self.key(Key.Key_Home, CTRL, page.rows)
        for _ in range(page.rows.model().rowCount()):
            if page.current is not None and page.current.remote.title == title:
                return page.current
            self.key(Key.Key_Down, at=page.rows)
        raise AssertionError(f"“{title}” is not listed: {[one.remote.title for one in page.all_rows]}")

    def change_status(self, title: str, words: str, action: str, *, typed: str = "") -> str:
        """Changes a dataset's status through its sheet; what the sheet said would happen."""
        self.choose(title)
        self.command(words)
        sheet = self.desk.dialog(action)
        self.settle()
        said = self.desk.find(f"{action}.happens", sheet).text()
        if typed:
            self.desk.type_into(f"{action}.confirm", typed, sheet)
        self.agree(sheet)
        self.settle()
        return str(said)

    def receipt(self) -> str:
        """Reads the receipt and puts it away: the dataset ID."""
        receipt = self.desk.dialog("receipt")
        number = self.desk.find("receipt.dataset_id", receipt).text()
        self.agree(receipt)
        return str(number)

    def row(self, title: str) -> tuple[str, ...]:
        """The cells of one dataset in “My datasets”: status, here, made with."""
        page = self.datasets()
        at = self.desk.row_of(page.rows, title)
        return tuple(page.rows.model().index(at, column).data() for column in (2, 4, 5))

    def until(self, ready: Callable[[], object]) -> None:
        """Lets the window work until something is so."""
        end = time.monotonic() + 10
        while not ready():
            assert time.monotonic() < end, f"it did not come to that; “{self.window.notice.words}”"
            QTest.qWait(20)
        self.settle()

    def said(self, name: str, within: Any = None) -> str:
        """What is written somewhere, without the places where long words may break."""
        return str(self.desk.find(name, within).text()).replace("\u200b", "")

    def errand(self, name: str, button: str = "datasets.errands") -> Any:
        """Chooses an errand of a button's menu; its sheet, where one stays open."""
        action = next(one for one in self.desk.find(button).menu().actions() if one.objectName() == f"errand.{name}")
        assert action.isEnabled(), action.toolTip()
        action.trigger()
        self.settle()
        return self.desk.dialog("errand") if "dialog.errand" in self.desk.open_dialogs() else None

    def done_merging(self, dialog: Any) -> None:
        """Waits until the result of a merge is worked out."""
        self.settle()
        while dialog._later.isActive():
            QTest.qWait(20)
        self.settle()

    def table(self, dialog: Any) -> dict[str, tuple[str, ...]]:
        """What a merge shows: by field, mine, theirs and what comes of it."""
        rows = dialog.rows
        places = [at for at in range(rows.rowCount()) if rows.decision(at) is not None]
        heads = [str(rows.headerData(at, Qt.Orientation.Horizontal)) for at in range(rows.columnCount())]
        return {
            rows.index(at, 0).data(): tuple(rows.index(at, column).data() for column in range(1, len(heads)))
            for at in places
        }

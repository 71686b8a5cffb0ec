"""The real window on a real store, offscreen."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from gatewaydesk import paths
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import withdrawals
from gatewaydesk.store import Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.main_window import MainWindow
from gatewaydesk.ui.tasks import Tasks


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform grumbles about what only a screen has; nothing else may."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Unreachable objects are looked for between tests: in a background thread, in which the application does not look
    for them either (`ui/breathing.py`), that search would destroy widgets and timers outside the thread they belong to.

    Not in a fixture: what a test was given is held on to until all its fixtures have ended. What was found to be in use
    then, a closed window with its draft, would count as old, and be looked through seldom.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect(1)  # what the test has made is young: nothing has been looked through since
        gc.enable()


@pytest.fixture(autouse=True)
def hands_off(qapp: QApplication) -> Iterator[None]:
    """What a person presses is let go again by the end of a test: the next one would find the button or key held."""
    yield
    left, nobody = QApplication.mouseButtons(), QWidget()
    QTest.keyRelease(nobody, Qt.Key.Key_Control)  # a key with a modifier leaves that pressed, and says so nowhere
    if left != Qt.MouseButton.NoButton:
        QTest.mouseRelease(nobody, left)
    assert left == Qt.MouseButton.NoButton, f"{left} is still pressed"
    assert QApplication.activePopupWidget() is None, "a menu or list is still open"


class Desk:
    """One run of the program: a window with its store, closed as a person would close it."""

    def __init__(self, size: tuple[int, int] = (1300, 860)) -> None:
        self.store = Store.open()
        withdrawals.remember_in(self.store)
        self.tasks = Tasks()
        self.window = MainWindow(self.store, Catalogue(), Credentials(), self.tasks)
        self.window.resize(*size)
        self.window.show()
        QTest.qWaitForWindowExposed(self.window)
        self.window.settle()

    def find(self, name: str, within: QWidget | None = None) -> Any:
        """The widget of that object name that can be seen (or any, when none can)."""
        found = (within or self.window).findChildren(QWidget, name)
        assert found, f"there is no {name}"
        return next((one for one in found if one.isVisible()), found[0])

    def dialog(self, name: str) -> Any:
        """The open dialog of that id."""
        self.window.settle()
        found = [
            one for one in QApplication.topLevelWidgets() if one.objectName() == f"dialog.{name}" and one.isVisible()
        ]
        assert found, f"dialog.{name} is not open"
        return found[-1]

    def open_dialogs(self) -> list[str]:
        """The names of the dialogs that are open."""
        tops = QApplication.topLevelWidgets()
        return [one.objectName() for one in tops if one.objectName().startswith("dialog.") and one.isVisible()]

    def press(self, name: str, within: QWidget | None = None) -> None:
        """Presses a button with the mouse."""
        QTest.mouseClick(self.find(name, within), Qt.MouseButton.LeftButton)
        self.window.settle()

    def do(self, action: str) -> None:
        """Does an action as its menu entry would."""
        one = self.window.actions_by_id[action]
        assert one.isEnabled(), f"{action} cannot be done now"
        one.trigger()
        self.window.settle()

    def type_into(self, name: str, text: str, within: QWidget | None = None) -> None:
        """Replaces what an editor holds by typing."""
        editor = self.find(name, within)
        editor.setFocus()
        QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(editor, Qt.Key.Key_Delete)
        QTest.keyClicks(editor, text)
        self.window.settle()

    def pick(self, view: Any, row: int) -> None:
        """Clicks a row of a list."""
        index = view.model().index(row, 0)
        view.scrollTo(index)
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, view.visualRect(index).center()
        )
        self.window.settle()

    def row_of(self, view: Any, text: str) -> int:
        """The row whose first column begins with a text."""
        model = view.model()
        for row in range(model.rowCount()):
            if str(model.index(row, 0).data()).startswith(text):
                return row
        raise AssertionError(f"no row {text!r} in {[model.index(r, 0).data() for r in range(model.rowCount())]}")

    def close(self) -> None:
        """Quits."""
        for one in QApplication.topLevelWidgets():
            if one is not self.window and one.isVisible() and one.objectName().startswith("dialog."):
                one.reject()
        self.window.settle()
        asked = QTimer(interval=50)  # a test that broke off may have left broken text behind
        asked.timeout.connect(self._leave_unfinished)
        asked.start()
        self.window.close()
        asked.stop()
        self.tasks.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
        self.store.close()

    def _leave_unfinished(self) -> None:
        for box in QApplication.topLevelWidgets():
            if box.objectName() == "dialog.unfinished" and box.isVisible():
                self.find("dialog.unfinished.accept", box).click()


@pytest.fixture
def start(qapp: QApplication) -> Iterator[Callable[..., Desk]]:
    """Starts the program; may be called again after closing."""
    theme.apply(qapp, "light")
    running: list[Desk] = []

    def begin(**options: Any) -> Desk:
        running[:] = [one for one in running if isValid(one.window)]  # one that was closed is held on to no more
        running.append(Desk(**options))
        return running[-1]

    yield begin
    for desk in running:
        if isValid(desk.window):
            desk.close()
    theme.apply(qapp, "light")


@pytest.fixture
def text_size(qapp: QApplication) -> Iterator[Callable[[int], None]]:
    """Makes all text so many per cent as large, until the test ends."""
    yield lambda percent: theme.apply(qapp, "light", percent)
    theme.apply(qapp, "light", 100)


@pytest.fixture
def desk(start: Callable[..., Desk]) -> Desk:
    """The program, started."""
    return start()


@pytest.fixture
def practice() -> Iterator[PracticeServer]:
    """The person's own practice gateway on loopback."""
    with PracticeServer(paths.data_dir() / "practice", samples=False) as server:
        yield server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PracticeServer]:
    """A practice gateway with its samples, as a team has been at work there: one active, one draft, one archived."""
    with PracticeServer(tmp_path / "practice") as running:
        yield running

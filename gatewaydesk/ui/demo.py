"""The main job done once by the program itself, through the real window, against a practice gateway over HTTP."""

from __future__ import annotations

import contextlib
import copy
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget

from gatewaydesk import paths
from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import CredentialsProblem, FileProblem, GatewayDeskError
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials, Kept
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.pointer import get
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.json_types import same_json
from gatewaydesk.store import Receipt, Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.app import make_application
from gatewaydesk.ui.dialogs.new import NewDialog, example_of
from gatewaydesk.ui.dialogs.sign_in import SignInDialog
from gatewaydesk.ui.dialogs.submit import SubmitDialog
from gatewaydesk.ui.filling import Filler, press
from gatewaydesk.ui.headless import without_grumbles
from gatewaydesk.ui.main_window import MainWindow
from gatewaydesk.ui.tasks import Tasks

SCHEMA = "HDRUK/4.0.0"
CONNECTION = "Practice demonstration"
SIZE = (1280, 860)
_LOOK = 200  # milliseconds between two looks for a message that nobody is there to read


class StepFailed(GatewayDeskError):
    """A step of the demonstration did not do what it should."""


@dataclass(frozen=True)
class Outcome:
    """What was done: the receipt, where the IDs were put (`keyring` or `session`), and the picture."""

    receipt: Receipt
    ids: str
    screenshot: Path


def run(screenshot: Path | None = None, say: Callable[[str], None] = lambda _: None) -> Outcome:
    """Does the main job in the person's own store, and proves that the gateway holds what was filled in.

    Args:
        screenshot: where the picture goes; by default `demo.png` among the data.
        say: told each step as it is done.

    Raises:
        StepFailed: a step did not do what it should; the message says which.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["GATEWAYDESK_QUIET"] = "1"
    with contextlib.ExitStack() as stack:
        stack.enter_context(without_grumbles())
        theme.apply(make_application(), "light")
        server = stack.enter_context(PracticeServer(paths.data_dir() / "practice-demonstration"))
        store = Store.open()
        stack.callback(store.close)
        tasks = Tasks()
        stack.callback(tasks.close)
        window = MainWindow(store, Catalogue(), KeyringOrSession(), tasks, remember=False)
        stack.callback(_close, window)
        job = Demonstration(window, server.details["hdruk"], screenshot or paths.data_dir() / "demo.png")
        window.resize(*SIZE)
        window.show()
        QTest.qWaitForWindowExposed(window)
        window.activateWindow()
        window.settle()
        for number, (title, step) in enumerate(STEPS, start=1):
            started = time.perf_counter()
            try:
                said = step(job)
                job.listen()
            except GatewayDeskError as error:
                heard = f" The window said: {job.heard[-1]}" if job.heard else ""
                raise StepFailed(f"Step {number}, “{title}”, failed: {error}{heard}") from error
            say(f"{number} of {len(STEPS)}  {title}: {said} ({time.perf_counter() - started:.1f} s)")
        return job.outcome


class KeyringOrSession(Credentials):
    """Keeps IDs in memory where the keyring is locked: nobody may be there to unlock it, and these are for practice."""

    def store(self, connection: Connection, secrets: Mapping[str, str], *, session_only: bool = False) -> Kept:
        """As the keyring does, or for the session only where it refuses."""
        try:
            return super().store(connection, secrets, session_only=session_only)
        except CredentialsProblem:
            return super().store(connection, secrets, session_only=True)


class Demonstration:
    """One run of the main job. Each step returns a few words on what it did."""

    def __init__(self, window: MainWindow, details: dict[str, Any], screenshot: Path) -> None:
        self.window, self._details, self._screenshot = window, details, screenshot
        self.heard: list[str] = []
        self._sent: Any = None
        self._ids = ""
        self._receipt: Receipt | None = None
        self._ear = QTimer(window, interval=_LOOK)
        self._ear.timeout.connect(self._look)
        self._ear.start()

    @property
    def outcome(self) -> Outcome:
        """What was done, once every step is."""
        return Outcome(self._taken, self._ids, self._screenshot)

    def choose(self) -> str:
        """Picks the schema in the dialog for a new dataset."""
        self._do("new")
        dialog: NewDialog = self._dialog("new")
        rows = dialog.rows
        rows.setFocus()
        QTest.keyClick(rows, Qt.Key.Key_Home)
        for _ in range(rows.model().rowCount()):
            if rows.current_key == SCHEMA:
                break
            QTest.keyClick(rows, Qt.Key.Key_Down)
        self._press("dialog.new.accept", dialog)
        model = self.window.current_model
        if model is None or model.authoring.schema.name != SCHEMA:
            raise StepFailed(f"The form of {SCHEMA} did not open.")
        return f"{SCHEMA}, {len(self.window.desk.sections)} sections"

    def fill(self) -> str:
        """Fills in every field that the example has, through the editors, and compares the document with it."""
        example = _example()
        model = self.window.current_model
        assert model is not None
        filler = Filler(self.window, model, self.window.go_to, self.window.settle)
        for section in self.window.desk.sections:
            if section.generated:
                continue
            self.window.show_section(section.key)
            self.window.settle()
            for name in section.members:
                field = model.authoring.root.child(name)
                if field is not None and name in example:
                    filler.fill(field, (name,), example[name])
            self.window.settle()
        differing = list(differences(example, model.authoring.document.value, self._generated))
        if differing:
            raise StepFailed(f"The form holds something else than was filled in: {', '.join(differing[:5])}.")
        return f"{filler.filled} fields through their editors"

    def check(self) -> str:
        """Checks the dataset as the person would, and finds nothing wrong."""
        self._do("check")
        model = self.window.current_model
        assert model is not None
        if model.authoring.problems:
            told = " ".join(one.sentence for one in model.authoring.problems[:3])
            raise StepFailed(f"{len(model.authoring.problems)} problems were found. {told}")
        return "nothing is wrong or missing"

    def sign_in(self) -> str:
        """Types the practice gateway's address and IDs, tests them and keeps them."""
        dialog = self._open_sign_in()
        kept: list[str] = []
        dialog.kept.connect(lambda _, where: kept.append(where))
        filler = Filler(dialog, dialog.form.model, dialog.form.go_to, self.window.settle)
        root = dialog.form.model.authoring.root
        typed = {**self._details, "name": CONNECTION}
        for child in root.children:
            if child.name in typed:
                filler.fill(child, (child.name,), typed[child.name])
        self._press("dialog.sign-in.test", dialog)
        failed = [one for one in dialog.tested.steps.picks if one.sign != "done"]
        if failed or not dialog.tested.steps.picks:
            raise StepFailed(" ".join(f"{one.title}: {one.note}" for one in failed) or "No test was made.")
        passed = len(dialog.tested.steps.picks)
        self._press("dialog.sign-in.accept", dialog)
        if not kept:
            raise StepFailed("The IDs were not kept.")
        self._ids = kept[0]
        state = self.window.credentials.state()
        where = f"IDs are in the keyring ({state.name})" if self._ids == "keyring" else "IDs kept for this session only"
        return f"{passed} checks passed; {where}"

    def submit(self) -> str:
        """Submits from the sheet, and reads the receipt."""
        self._do("submit")
        dialog: SubmitDialog = self._dialog("submit")
        if dialog.gateways.current_key != CONNECTION:
            raise StepFailed("The submit sheet does not offer the practice gateway.")
        button = self._find(QPushButton, "dialog.submit.accept", dialog)
        if not button.isEnabled():
            raise StepFailed(self._find(QLabel, "submit.consequences", dialog).text())
        model = self.window.current_model
        assert model is not None
        self._sent = copy.deepcopy(model.authoring.document.value)
        self._press("dialog.submit.accept", dialog)
        receipt = self._dialog("receipt")
        dataset_id = self._find(QLineEdit, "receipt.dataset_id", receipt).text()
        self._receipt = next((one for one in self.window.store.history.rows() if one.dataset_id == dataset_id), None)
        if self._receipt is None or self._receipt.gateway != CONNECTION:
            raise StepFailed(f"The receipt of dataset {dataset_id} is not in the history.")
        return f"dataset {dataset_id}"

    def draw(self) -> str:
        """Draws the window with its receipt, and closes the receipt."""
        receipt = self._dialog("receipt")
        picture = self.window.grab()
        with contextlib.closing(_Painter(picture)) as painter:
            place = QPoint((self.window.width() - receipt.width()) // 2, (self.window.height() - receipt.height()) // 2)
            painter.drawPixmap(place, receipt.grab())
            painter.setPen(theme.color("muted"))
            painter.drawRect(QRect(place, receipt.size()).adjusted(-1, -1, 0, 0))
        self._screenshot.parent.mkdir(parents=True, exist_ok=True)
        if not picture.save(str(self._screenshot), "PNG"):
            raise FileProblem(f"“{self._screenshot}” could not be written.", "Check the folder and your rights.")
        self._press("dialog.receipt.accept", receipt)
        return str(self._screenshot)

    def read_back(self) -> str:
        """Asks the gateway over HTTP for the dataset, and compares what it holds with what was filled in."""
        receipt, connection = self._taken, self._connection
        secrets = self.window.credentials.read(connection)
        remote = open_gateway(connection, secrets).find_by_pid(receipt.pid, CancelToken())
        if remote is None or remote.dataset_id != receipt.dataset_id:
            raise StepFailed(f"The gateway does not list dataset {receipt.dataset_id}.")
        headers = {f"x-{name.replace('_', '-')}": value for name, value in secrets.items()}
        path = f"/api/v2/teams/{self._details['team_id']}/datasets/{receipt.dataset_id}"
        answer = Transport(connection.url, headers).get(path, cancel=CancelToken())
        held = get(answer.json, ("data", "versions", 0, "metadata", "original_metadata"))
        if not same_json(held, self._sent):
            raise StepFailed(f"Dataset {receipt.dataset_id} on the gateway is not what was filled in.")
        return f"it holds “{remote.title}” exactly as it was filled in"

    def listen(self) -> None:
        """Raises StepFailed when the window had something to say that a person should have answered."""
        self._look()
        if self.heard:
            raise StepFailed("A message came up.")

    # Inside

    @property
    def _taken(self) -> Receipt:
        assert self._receipt is not None
        return self._receipt

    @property
    def _connection(self) -> Connection:
        connection = self.window.store.connections.get(CONNECTION)
        assert connection is not None
        return connection

    @property
    def _generated(self) -> frozenset[str]:
        return frozenset(name for one in self.window.desk.sections if one.generated for name in one.members)

    def _open_sign_in(self) -> SignInDialog:
        """A new connection, or the one of an earlier demonstration, whose address has changed since."""
        if self.window.store.connections.get(CONNECTION) is None:
            self._do("add-gateway")
        else:
            self._do("show-gateways")
            rows = self.window.gateways.rows
            rows.setFocus()
            QTest.keyClick(rows, Qt.Key.Key_Home)
            for _ in range(rows.model().rowCount()):
                chosen = self.window.connection_meant()
                if chosen is not None and chosen.name == CONNECTION:
                    break
                QTest.keyClick(rows, Qt.Key.Key_Down)
            self._do("sign-in")
            self.window.show_form()
        dialog: SignInDialog = self._dialog("sign-in")
        return dialog

    def _do(self, action: str) -> None:
        one = self.window.actions_by_id[action]
        if not one.isEnabled():
            raise StepFailed(f"“{one.iconText()}” cannot be chosen.")
        one.trigger()
        self.window.settle()

    def _dialog(self, name: str) -> Any:
        self.window.settle()
        tops = QApplication.topLevelWidgets()
        found = [one for one in tops if one.objectName() == f"dialog.{name}" and one.isVisible()]
        if not found:
            words = [one.text() for one in self.window.findChildren(QLabel, "submit.says") if one.isVisible()]
            raise StepFailed(" ".join([f"The dialog “{name}” did not open.", *words]))
        return found[-1]

    def _find(self, kind: type[Any], name: str, within: QWidget) -> Any:
        found = within.findChildren(kind, name)
        if not found:
            raise StepFailed(f"“{name}” is not there.")
        return found[0]

    def _press(self, name: str, within: QWidget) -> None:
        press(self._find(QPushButton, name, within))
        self.window.settle()

    def _look(self) -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            self.heard.append(f"{box.text()} {box.informativeText()}".strip())
            box.reject()


STEPS: tuple[tuple[str, Callable[[Demonstration], str]], ...] = (
    ("Choosing the schema", Demonstration.choose),
    ("Filling in the form", Demonstration.fill),
    ("Checking it", Demonstration.check),
    ("Signing in to the practice gateway", Demonstration.sign_in),
    ("Submitting", Demonstration.submit),
    ("Drawing the window", Demonstration.draw),
    ("Reading it back from the gateway", Demonstration.read_back),
)


class _Painter(QPainter):
    def close(self) -> None:
        self.end()


def differences(wanted: Any, held: Any, apart: frozenset[str] = frozenset(), trail: str = "") -> Iterator[str]:
    """The places where two documents say something else; null says the same as nothing, the order of members nothing.

    Args:
        wanted: one document.
        held: the other.
        apart: members of the whole that are not looked at.
        trail: the pointer text of where these values stand.
    """
    if isinstance(wanted, dict) and isinstance(held, dict):
        for name in (*wanted, *(one for one in held if one not in wanted)):
            if name not in apart:
                yield from differences(wanted.get(name), held.get(name), trail=f"{trail}/{name}")
    elif isinstance(wanted, list) and isinstance(held, list) and len(wanted) == len(held):
        for at, (one, other) in enumerate(zip(wanted, held, strict=True)):
            yield from differences(one, other, trail=f"{trail}/{at}")
    elif not same_json(wanted, held):
        yield trail


def _example() -> dict[str, Any]:
    file = example_of(SCHEMA)
    if file is None:
        raise StepFailed(f"The example of {SCHEMA} is missing.")
    value: dict[str, Any] = jsonio.read_file(file)
    return value


def _close(window: MainWindow) -> None:
    for one in QApplication.topLevelWidgets():
        if one is not window and one.isVisible():
            one.close()
    window.settle()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()

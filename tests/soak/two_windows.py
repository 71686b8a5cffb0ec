"""Two windows, each a process of its own, want to write one draft: they take it from each other, hang and are killed.

Every word that a window took is sought at the end: it must stand in the draft, or in a copy that a window went on in.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.paths import resource_root
from gatewaydesk.store import Store
from tests.soak.report import Report

TITLE = "Two windows that want to write one draft: no word is lost"
ROUNDS = 120
PLACE = ("summary", "abstract")
_START = 60.0  # seconds that a window may take to start, or to do what it is asked, on a busy machine
_IN_TIME = 0.25  # seconds within which a word is on the disk


class Window:
    """A window in a process of its own, and what is asked of it."""

    def __init__(self, home: Path) -> None:
        settings = {"QT_QPA_PLATFORM": "offscreen", "GATEWAYDESK_HOME": str(home)}
        inherited = {name: value for name, value in os.environ.items() if name != "GATEWAYDESK_QUIET"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.two_windows"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**inherited, **settings}, cwd=Path(__file__).resolve().parents[2],
        )  # fmt: skip
        assert self.answer() == {"ready": True}

    def ask(self, what: str, **more: Any) -> dict[str, Any]:
        """Asks for one thing and returns the answer."""
        self.tell(what, **more)
        return self.answer()

    def tell(self, what: str, **more: Any) -> None:
        """Asks for one thing without waiting for the `answer`."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """The next answer.

        Raises:
            EOFError: the window has ended.
        """
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise EOFError(f"the window has ended with {self.process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def until(self, true: Callable[[dict[str, Any]], bool], seconds: float = _START) -> dict[str, Any]:
        """Waits for a state of the window and returns it."""
        end = time.monotonic() + seconds
        while not true(state := self.ask("state")):
            if time.monotonic() > end:
                raise TimeoutError(str(state))
            time.sleep(0.02)
        return state

    def writes(self, draft: str) -> bool:
        """Opens the draft so that it can be written here, whoever has it, and waits for that; False where it parted."""
        if self.ask("state")["draft"] == draft:
            self.ask("take")
        else:
            self.ask("open", draft=draft, way="take")
        state = self.until(lambda one: bool(one["draft"]) and not one["opening"])
        return bool(state["draft"] == draft and state["writes"])

    def type(self, word: str) -> bool:
        """Types a word at the end of a text; whether the dataset has taken it."""
        return bool(self.ask("type", text=f" {word}")["taken"])

    def kill(self) -> None:
        """Ends it without a word."""
        self.process.kill()
        with self.process:  # which waits, and closes what leads to it
            pass

    def close(self) -> None:
        """Ends it as a person does."""
        with suppress(OSError, EOFError):
            self.ask("close")
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        self.kill()


def new_draft(store: Store) -> str:
    """A draft of the example that both windows will write."""
    value = jsonio.read_file(resource_root() / "examples" / "HDRUK-4.0.0.json")
    value["summary"]["abstract"] = "Begins."
    return store.drafts.create(value, schema="HDRUK/4.0.0", title="Fought over").id


def held(store: Store) -> dict[str, set[str]]:
    """The words of every draft."""
    return {row.id: set(store.drafts.load(row.id).value["summary"]["abstract"].split()) for row in store.drafts.rows()}


# The process


def drive() -> None:
    """Runs the program, and does what comes in at its standard input."""
    from PySide6.QtCore import QSocketNotifier, Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    from gatewaydesk.ui import app as application
    from gatewaydesk.ui.holding import Way
    from gatewaydesk.ui.main_window import MainWindow

    application.make_application()

    def window() -> MainWindow:
        return next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))

    def say(**answer: Any) -> None:
        os.write(1, (json.dumps(answer) + "\n").encode())

    def open_(draft: str, way: str) -> None:
        window().desk.open(draft, Way(way))
        say(ok=True)

    def take() -> None:
        window().desk.take_over()
        say(ok=True)

    def press(name: str) -> None:
        found = [one for top in QApplication.topLevelWidgets() for one in top.findChildren(QWidget, name)]
        shown = [one for one in found if one.isVisible()]
        if shown:
            QTest.mouseClick(shown[0], Qt.MouseButton.LeftButton)
        say(ok=bool(shown))

    def type_(text: str) -> None:
        model = window().current_model
        if model is None:
            say(taken=False)
            return
        window().go_to(PLACE)
        widget = QApplication.focusWidget()
        if widget is not None:
            QTest.keyClick(widget, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClicks(widget, text)
        say(taken=text.strip() in str(model.authoring.document.get(PLACE)).split())

    def state() -> None:
        desk, model = window().desk, window().current_model
        dialogs = [one.objectName() for one in QApplication.topLevelWidgets() if one.isVisible()]
        say(
            draft=desk.draft_id, writes=model is not None and not desk.reads_only, saved=desk.autosave.state == "saved",
            dialogs=[name for name in dialogs if name.startswith("dialog.")], bar=window().form.hold.words,
            text=str(model.authoring.document.get(PLACE)) if model is not None else "",
            opening=desk.opening.busy, undo=model.authoring.undo_label if model is not None else None,
        )  # fmt: skip

    def close() -> None:
        say(ok=True)
        window().close()

    does = {"open": open_, "take": take, "press": press, "type": type_, "state": state, "close": close}
    rest = b""

    def end() -> None:
        """Whoever asked for this window may have been killed: then nobody closes it."""
        gone = select.poll()
        gone.register(0, 0)  # which leaves what can be read to the notifier, and tells when nobody writes any more
        gone.poll()
        os._exit(1)

    def read() -> None:
        nonlocal rest
        rest += os.read(0, 65536)
        *lines, rest = rest.split(b"\n")
        for line in lines:
            asked = json.loads(line)
            does[asked.pop("do")](**asked)

    def begin() -> None:
        if any(isinstance(one, MainWindow) for one in QApplication.topLevelWidgets()):
            say(ready=True)
            notifier.setEnabled(True)
        else:
            QTimer.singleShot(20, begin)

    threading.Thread(target=end, daemon=True).start()
    notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
    notifier.setEnabled(False)
    notifier.activated.connect(read)
    QTimer.singleShot(0, begin)
    application.run()


# The fight


def fight(home: Path, rounds: int, chance: random.Random) -> dict[str, Any]:
    """Lets two windows take a draft from each other that often; returns what became of their words."""
    os.environ["GATEWAYDESK_HOME"] = str(home)
    found = {"words": 0, "takes": 0, "hangs": 0, "kills": 0, "copies": 0, "questions": 0, "longest": 0.0}
    typed: dict[str, float] = {}
    too_late: set[str] = set()  # typed just before a kill
    with Store.open() as store:
        draft = new_draft(store)
        windows = [Window(home), Window(home)]
        number = 0
        for _ in range(rounds):
            one, other = chance.sample(range(2), 2)
            began = time.monotonic()
            mine = windows[one].writes(draft)
            found["longest"] = max(found["longest"], time.monotonic() - began)
            found["takes"] += 1
            if not mine:  # the window hung, and what it had not saved is a copy now: it comes back to the draft
                continue
            for _ in range(chance.randint(1, 3)):
                number += 1
                if windows[one].type(f"w{number}"):
                    typed[f"w{number}"] = time.monotonic()
            fate = chance.random()
            if fate < 0.10:
                windows[one].kill()
                killed = time.monotonic()
                too_late |= {word for word, when in typed.items() if killed - when < _IN_TIME}
                windows[one] = Window(home)
                found["kills"] += 1
            elif fate < 0.20:
                windows[one].tell("type", text=f" hung{number}")
                time.sleep(chance.random() * _IN_TIME)  # stopped while it types, while it saves, or after that
                windows[one].process.send_signal(signal.SIGSTOP)
                windows[other].writes(draft)
                number += 1
                if windows[other].type(f"w{number}"):
                    typed[f"w{number}"] = time.monotonic()
                windows[one].process.send_signal(signal.SIGCONT)
                if windows[one].answer()["taken"]:
                    typed[f"hung{number - 1}"] = time.monotonic()
                found["hangs"] += 1
            found["questions"] += len(windows[one].ask("state")["dialogs"])
        for window in windows:
            window.until(lambda state: bool(state["saved"]))
            window.close()
        drafts = held(store)
    everywhere = set().union(*drafts.values())
    found |= {"words": len(typed), "copies": len(drafts) - 1}
    found["lost"] = sorted(set(typed) - everywhere - too_late)
    return found


def soak(report: Report, share: float) -> None:
    """Lets the windows fight, and tells what became of their words."""
    if not hasattr(signal, "SIGSTOP"):
        report.figure("two windows", "not on this system: nothing here can be made to hang")
        return
    before = os.environ.get("GATEWAYDESK_HOME")
    with tempfile.TemporaryDirectory() as folder:
        found = fight(Path(folder), max(3, round(ROUNDS * share)), random.Random(20))
    if before is None:
        del os.environ["GATEWAYDESK_HOME"]
    else:
        os.environ["GATEWAYDESK_HOME"] = before
    for name in ("takes", "words", "hangs", "kills", "copies"):
        report.figure(name, found[name])
    report.figure("longest wait for the draft, seconds", round(found["longest"], 1))
    report.must("words lost that were typed 250 ms before a kill, or earlier", found["lost"], not found["lost"])
    report.must("questions asked that nobody needed", found["questions"], found["questions"] == 0)
    most = found["hangs"]
    report.must("copies, at most one for each window that hung", found["copies"], found["copies"] <= most)


if __name__ == "__main__":
    drive()

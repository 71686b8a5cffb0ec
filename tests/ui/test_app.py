"""Starting the program: a damaged store, a store that cannot be opened, and the unforeseen."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from gatewaydesk import paths
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.logs import start_logging, stop_logging
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.store import Store, backup
from gatewaydesk.ui import app as application
from gatewaydesk.ui import keeping
from gatewaydesk.ui.main_window import MainWindow
from gatewaydesk.ui.tasks import Tasks

Desk = Any  # the fixture `desk`, see conftest.py


def test_a_damaged_store_is_rescued_when_the_person_wants_it(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open() as store:
        store.drafts.create({"summary": {"title": "Saved"}}, schema="HDRUK/4.0.0", title="Saved")
    data = paths.database_path().read_bytes()
    paths.database_path().write_bytes(b"this is no database" + data[19:])
    asked: list[str] = []
    monkeypatch.setattr(application, "ask", lambda *words, **_: bool(asked.append(words[1])) or True)

    class Shown:
        def exec(self) -> int:
            return 0

    monkeypatch.setattr(application, "message", lambda *words: (asked.append(words[1] + words[2]), Shown())[1])
    store = application.open_store()
    assert store is not None
    store.close()
    assert "damaged" in asked[0]
    assert "kept as" in asked[1]


def test_quitting_over_a_damaged_store_leaves_it_as_it_is(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    paths.database_path().parent.mkdir(parents=True)
    paths.database_path().write_bytes(b"this is no database" * 100)
    monkeypatch.setattr(application, "ask", lambda *_, **__: False)
    assert application.open_store() is None
    assert paths.database_path().read_bytes() == b"this is no database" * 100


def test_the_unforeseen_is_a_sentence_a_log_without_secrets_and_a_living_window(
    desk: Desk, practice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    handler = start_logging()
    secret = practice.details["hdruk"]["client_id"]
    try:
        application.catch_unforeseen(desk.window)
        for _ in range(2):
            try:
                raise RuntimeError(f"client_id={secret}")
            except RuntimeError as error:
                sys.excepthook(type(error), error, error.__traceback__)
    finally:
        stop_logging(handler)
    box = desk.dialog("message")
    assert "did not foresee" in box.text()
    assert secret not in box.text() + box.informativeText() + box.detailedText()
    assert desk.open_dialogs() == ["dialog.message"]
    box.reject()
    log = (paths.log_dir() / "gateway-desk.log").read_text(encoding="utf-8")
    assert "RuntimeError" in log
    assert "Traceback" in log
    assert secret not in log
    assert desk.window.isVisible()


class Asked:
    """Answers the questions before there is a window, one after the other, by the names of the buttons."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.said = list(answers), [""]
        self.timer = QTimer(interval=10)
        self.timer.timeout.connect(self.answer)
        self.timer.start()

    def answer(self) -> None:
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QMessageBox) and box.isVisible():
                self.said.append(f"{box.text()} {box.informativeText()}")
                buttons = {one.objectName(): one for one in box.buttons()}
                buttons[self.answers.pop(0)].click()


def test_a_rescue_says_what_it_did_and_which_backup_there_is(qapp: object) -> None:
    with Store.open() as store:
        for n in range(30):
            store.drafts.create({"text": "x" * 4000}, schema="HDRUK/4.0.0", title=f"Draft {n}")
        backup.make(store.database)
    data = bytearray(paths.database_path().read_bytes())
    data[30 * 4096 : 30 * 4096 + 2000] = b"\xa5" * 2000
    paths.database_path().write_bytes(data)
    asked = Asked("dialog.rescue.accept", "dialog.message.accept")
    store = application.open_store()
    asked.timer.stop()
    assert store is not None
    assert len(store.drafts.rows()) >= 28
    store.close()
    assert "kept aside" in asked.said[1]
    assert "receipts and 0 connections were carried over" in asked.said[2]
    assert "The last backup" in asked.said[2] and "has 30 drafts" in asked.said[2]


def test_without_a_home_one_may_go_on_for_this_session(
    qapp: object, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write_text("in the way")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    asked = Asked("dialog.store.again", "dialog.store.session")
    store = application.open_store()
    asked.timer.stop()
    assert store is not None and not store.lasts
    assert len(asked.said) == 3 and "cannot be kept in" in asked.said[1]
    store.drafts.create({}, schema="HDRUK/4.0.0", title="For now")
    assert store.path.parent.stat().st_mode & 0o777 == 0o700
    tasks = Tasks()
    window = MainWindow(store, Catalogue(), Credentials(), tasks, remember=False)
    window.show()
    keeping.say_what_is_kept(window)
    assert "Nothing is kept when you quit" in window.notice.words
    monkeypatch.delenv("GATEWAYDESK_QUIET")
    asked = Asked("dialog.session.reject", "dialog.session.leave")
    assert not window.close() and window.isVisible()
    assert window.close()
    asked.timer.stop()
    assert "1 draft will be gone" in asked.said[1]
    tasks.close()
    window.deleteLater()
    store.close()
    assert not store.path.parent.exists()


def test_where_nothing_can_be_written_there_is_only_leaving(
    qapp: object, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write_text("in the way")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    asked = Asked("dialog.store.session", "dialog.store.reject")
    assert application.open_store() is None
    asked.timer.stop()
    assert len(asked.said) == 3


def test_a_newer_database_is_refused_politely(qapp: object) -> None:
    Store.open().close()
    connection = sqlite3.connect(paths.database_path())
    connection.execute("PRAGMA user_version=99")
    connection.close()
    asked = Asked("dialog.store.reject")
    assert application.open_store() is None
    asked.timer.stop()
    assert "newer Gateway Desk" in asked.said[1] and "nothing was changed" in asked.said[1]

"""Starting the program: a damaged store, a store that cannot be opened, and the unforeseen."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.logs import start_logging, stop_logging
from gatewaydesk.store import Store
from gatewaydesk.ui import app as application

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

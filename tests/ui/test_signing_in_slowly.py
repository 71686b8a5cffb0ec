"""Signing in where the keyring takes its time, and what the dialog makes of an address."""

from __future__ import annotations

import threading
from typing import Any

import keyring
import pytest
from PySide6.QtTest import QTest

from gatewaydesk.ui.dialogs import sign_in
from tests.conftest import MemoryKeyring

Desk = Any  # the fixture `desk`, see conftest.py
ID = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0"


class Asking(MemoryKeyring):
    """A keyring that stores only when it is let go."""

    let_go = threading.Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        self.let_go.wait(20)
        super().set_password(service, username, password)


def filled(desk: Desk, url: str) -> Any:
    desk.do("add-gateway")
    dialog = desk.dialog("sign-in")
    for name, text in (("name", "Here"), ("url", url), ("application_id", ID), ("client_id", ID)):
        desk.type_into(f"field:/{name}", text, dialog)
    return dialog


def test_a_slow_keyring_is_waited_for_in_words_and_the_window_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "_SLOW_KEYRING", 20)
    backend = Asking()
    keyring.set_keyring(backend)
    dialog = filled(desk, "localhost:9")
    dialog.finish()
    try:
        where = desk.find("sign-in.where", dialog)
        for _ in range(200):
            QTest.qWait(10)  # events go on: the window is not blocked
            if "has not answered yet" in where.text():
                break
        assert "has not answered yet" in where.text() and "window of its own" in where.text()
    finally:
        backend.let_go.set()
    desk.window.settle()
    assert "dialog.sign-in" not in desk.open_dialogs()
    assert len(backend.entries) == 2


def test_an_address_is_shown_back_as_it_is_understood(desk: Desk) -> None:
    dialog = filled(desk, "HTTPS://API.Example.org:443/api/v1/")
    where = desk.find("sign-in.where", dialog)
    assert "The address is https://api.example.org." in where.text()
    desk.type_into("field:/url", "https://api.example.org", dialog)
    assert "The address is" not in where.text()
    desk.type_into("field:/url", "http://api.example.org", dialog)
    assert "The address is" not in where.text()
    dialog.reject()

"""Keyrings that are slow or never answer, with real threads and a backend that waits to be let go."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import keyring
import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.errors import CredentialsProblem
from gatewaydesk.gateways.credentials import Credentials, Kept, KeyringRefused
from gatewaydesk.gateways.keyring_waiting import OutOfPatience, StillAtWork, patiently
from tests.conftest import MemoryKeyring

IDS = {"application_id": "Ap9" * 12, "client_id": "cL7" * 12}
HERE = Connection("HDR UK, live", "hdruk", "https://api.healthdatagateway.org")


class Slow(MemoryKeyring):
    """A keyring that asks the person something before it answers, or before it stores the second ID."""

    def __init__(self, waits_for: str) -> None:
        super().__init__()
        self.waits_for = waits_for
        self.let_go = threading.Event()
        self.asked = 0

    def _wait(self, what: str) -> None:
        if what == self.waits_for:
            self.asked += 1
            self.let_go.wait(30)

    def get_password(self, service: str, username: str) -> str | None:
        self._wait("read")
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._wait(f"store {username}")
        super().set_password(service, username, password)


@pytest.fixture
def slow(request: pytest.FixtureRequest) -> Iterator[Slow]:
    backend = Slow(getattr(request, "param", "read"))
    keyring.set_keyring(backend)
    yield backend
    backend.let_go.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(5)


def over() -> None:
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(5)


def test_a_silent_keyring_is_given_up_in_words(slow: Slow) -> None:
    one = Credentials(patience=0.05)
    with pytest.raises(KeyringRefused, match=r"did not answer within 0\.05 seconds") as caught:
        one.read(HERE)
    assert "a window of its own" in caught.value.todo and caught.value.__context__ is None
    with pytest.raises(KeyringRefused, match="has not answered the last question yet"):
        one.read(HERE)
    assert slow.asked == 1  # it is not asked again while it is busy: that would only open a second window
    assert one.store(HERE, IDS, session_only=True) is Kept.SESSION
    assert one.read(HERE) == IDS


def test_when_it_answers_at_last_it_is_asked_again(slow: Slow) -> None:
    slow.entries = {("gateway-desk/hdruk/HDR UK, live", name): value for name, value in IDS.items()}
    one = Credentials(patience=0.05)
    assert not one.has(HERE)
    slow.let_go.set()
    over()
    assert one.read(HERE) == IDS


@pytest.mark.parametrize("slow", ["store application_id", "store client_id"], indirect=True)
def test_what_a_person_was_told_was_not_stored_is_not_stored_later(slow: Slow) -> None:
    slow.entries["gateway-desk/hdruk/HDR UK, live", "application_id"] = "old"
    with pytest.raises(CredentialsProblem, match="did not answer"):
        Credentials(patience=0.05).store(HERE, IDS)
    slow.let_go.set()
    over()
    assert slow.entries == {("gateway-desk/hdruk/HDR UK, live", "application_id"): "old"}


def test_a_keyring_that_cannot_even_be_found_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()
    monkeypatch.setattr(keyring, "get_keyring", lambda: let_go.wait(30))
    state = Credentials(patience=0.05).state()
    assert not state.usable and "did not answer" in state.words and "this session" in state.words
    let_go.set()
    over()


def test_who_settles_in_time_is_waited_for() -> None:
    settled, go_on = threading.Event(), threading.Event()

    def work(settle: Any) -> bool:
        result: bool = settle()
        settled.set()
        go_on.wait(5)
        return result

    threading.Timer(0.2, go_on.set).start()
    assert patiently(work, 0.05) is True


def test_who_settles_too_late_is_told() -> None:
    go_on, told = threading.Event(), []

    def work(settle: Any) -> None:
        go_on.wait(5)
        told.append(settle())

    with pytest.raises(OutOfPatience):
        patiently(work, 0.01)
    with pytest.raises(StillAtWork):
        patiently(work, 0.01)
    go_on.set()
    over()
    assert told == [False]
    assert patiently(lambda _: 7, 5) == 7


def test_what_the_work_raises_comes_out() -> None:
    with pytest.raises(ZeroDivisionError):
        patiently(lambda _: 1 // 0, 5)  # type: ignore[arg-type, return-value]

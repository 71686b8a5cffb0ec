"""Credentials with real backends of the keyring library: good, absent, plain, locked, forgetful, failing ones."""

from __future__ import annotations

import sys
import types
from typing import Any

import keyring
import keyring.backend
import keyring.errors
import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.errors import CredentialsProblem
from gatewaydesk.gateways import secret_fields
from gatewaydesk.gateways.credentials import Credentials, Kept

IDS = {"application_id": "Ap9" * 12, "client_id": "cL7" * 12}
HERE = Connection("HDR UK, live", "hdruk", "https://api.healthdatagateway.org")
THERE = Connection("HDR UK, test", "hdruk", "https://api.dev.hdruk.cloud")


@pytest.fixture
def backend(memory_keyring: Any) -> Any:
    return memory_keyring


def using(backend: Any) -> Any:
    keyring.set_keyring(backend)
    return backend


def test_what_is_stored_is_read_back_by_another_start(backend: Any) -> None:
    assert Credentials().store(HERE, IDS) is Kept.KEYRING
    assert Credentials().read(HERE) == IDS
    assert backend.entries == {
        ("gateway-desk/hdruk/HDR UK, live", "application_id"): IDS["application_id"],
        ("gateway-desk/hdruk/HDR UK, live", "client_id"): IDS["client_id"],
    }
    assert Credentials().has(HERE) and not Credentials().has(THERE)


def test_connections_do_not_share_secrets() -> None:
    one = Credentials()
    one.store(HERE, IDS)
    one.store(THERE, {name: value[::-1] for name, value in IDS.items()})
    one.forget(HERE)
    assert not one.has(HERE)
    assert one.read(THERE)["client_id"] == IDS["client_id"][::-1]


def test_not_signed_in_is_said_in_words() -> None:
    with pytest.raises(CredentialsProblem, match="not signed in to “HDR UK, live”: no Application ID and no Client ID"):
        Credentials().read(HERE)


def test_one_of_two_is_not_signed_in(backend: Any) -> None:
    Credentials().store(HERE, IDS)
    del backend.entries["gateway-desk/hdruk/HDR UK, live", "client_id"]
    with pytest.raises(CredentialsProblem, match="no Client ID is kept"):
        Credentials().read(HERE)


def test_forgetting_twice_is_no_error(backend: Any) -> None:
    one = Credentials()
    one.store(HERE, IDS)
    one.forget(HERE)
    one.forget(HERE)
    assert backend.entries == {}


def test_spaces_around_an_id_go(backend: Any) -> None:
    Credentials().store(HERE, {name: f"  {value}\n" for name, value in IDS.items()})
    assert Credentials().read(HERE) == IDS


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"application_id": "", "client_id": "x"}, "Application ID is empty"),
        ({"application_id": " \t", "client_id": "x"}, "Application ID is empty"),
        ({"application_id": "y"}, "Client ID of “HDR UK, live” is still missing"),
        ({"application_id": "y", "client_id": "hunter 2"}, "Client ID holds a space"),
        ({"application_id": "y", "client_id": "hunter\n2"}, "Client ID holds a space or a character"),
        ({"application_id": "y", "client_id": "hünter2"}, "Client ID holds a space or a character"),
        ({**IDS, "token": "hunter2"}, "“token” is not one of the IDs"),
    ],
)
def test_what_cannot_be_an_id_is_refused_in_words(backend: Any, given: dict[str, str], words: str) -> None:
    with pytest.raises(CredentialsProblem, match=words) as caught:
        Credentials().store(HERE, given)
    assert "hunter" not in str(caught.value) and "hünter" not in str(caught.value)
    assert backend.entries == {}


# no keyring that can be used


class NullKeyring(keyring.backend.KeyringBackend):
    """Stands for `keyring.backends.null.Keyring` and for plain-text ones: told by module, as the real ones are."""

    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError("must never be asked")

    set_password = delete_password = get_password  # type: ignore[assignment]


def in_module(name: str) -> Any:
    return type("Keyring", (NullKeyring,), {"__module__": name})()


def unusable() -> list[Any]:
    from keyring.backends.fail import Keyring as Fail
    from keyring.backends.null import Keyring as Null

    both = types.SimpleNamespace(backends=[Fail(), in_module("keyrings.alt.file")])
    return [Fail(), Null(), in_module("keyrings.alt.file"), in_module("keyrings.alt.Windows"), both]


@pytest.mark.parametrize("at", range(5))
def test_without_a_keyring_ids_are_kept_for_the_session_only(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = unusable()[at]
    monkeypatch.setattr(keyring, "get_keyring", lambda: chosen)
    one = Credentials()
    assert one.state().usable is False and "this session only" in one.state().words
    assert one.store(HERE, IDS) is Kept.SESSION
    assert one.read(HERE) == IDS and one.has(HERE)
    assert not Credentials().has(HERE)
    one.forget(HERE)
    assert not one.has(HERE)


def test_a_chain_with_a_plain_text_member_uses_the_other_one(backend: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    chain = types.SimpleNamespace(backends=[in_module("keyrings.alt.file"), backend])
    monkeypatch.setattr(keyring, "get_keyring", lambda: chain)
    assert Credentials().store(HERE, IDS) is Kept.KEYRING
    assert len(backend.entries) == 2


def test_a_wrong_setting_of_the_keyring_library_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise ModuleNotFoundError("No module named 'nonsense'")

    monkeypatch.setattr(keyring, "get_keyring", broken)
    assert Credentials().state().usable is False


def test_state_names_the_keyring(backend: Any) -> None:
    state = Credentials().state()
    assert state.usable and state.name == "MemoryKeyring" and "MemoryKeyring" in state.words


# keyrings that refuse


class Refusing(keyring.backend.KeyringBackend):
    """A keyring that raises what real ones raise."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, error: Exception, *, only: str = "") -> None:
        super().__init__()
        self.error, self.only, self.entries = error, only, {}

    def _maybe(self, username: str) -> None:
        if not self.only or username == self.only:
            raise self.error

    def get_password(self, service: str, username: str) -> str | None:
        if not self.only:
            raise self.error
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._maybe(username)
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if not self.only:
            raise self.error
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError


ERRORS = [
    (keyring.errors.KeyringLocked(f"dismissed {IDS['client_id']}"), "is locked"),
    (keyring.errors.InitError("Failed to unlock the collection!"), "is locked"),
    (keyring.errors.PasswordSetError("no"), "refused to store"),
    (keyring.errors.KeyringError("no"), "refused to store"),
    (RuntimeError(f"D-Bus said {IDS['client_id']}"), "refused to store"),
    (OSError("gone"), "refused to store"),
]


@pytest.mark.parametrize(("error", "words"), ERRORS)
def test_a_keyring_that_refuses_is_said_in_words_and_nothing_is_kept(error: Exception, words: str) -> None:
    using(Refusing(error))
    one = Credentials()
    with pytest.raises(CredentialsProblem, match=words) as caught:
        one.store(HERE, IDS)
    assert IDS["client_id"] not in str(caught.value) and caught.value.__context__ is None
    assert "In the window" in caught.value.todo and "keep the IDs for this session" not in caught.value.todo
    with pytest.raises(CredentialsProblem):
        one.read(HERE)
    with pytest.raises(CredentialsProblem):
        one.forget(HERE)
    assert not one.has(HERE)


def test_kept_for_the_session_where_the_person_chose_so() -> None:
    using(Refusing(keyring.errors.KeyringLocked("")))
    one = Credentials()
    assert one.store(HERE, IDS, session_only=True) is Kept.SESSION
    assert one.read(HERE) == IDS


def test_both_or_none_are_stored() -> None:
    refusing = using(Refusing(keyring.errors.PasswordSetError("full"), only="client_id"))
    with pytest.raises(CredentialsProblem):
        Credentials().store(HERE, IDS)
    assert refusing.entries == {}


def test_what_was_there_before_comes_back_when_storing_fails() -> None:
    refusing = using(Refusing(keyring.errors.PasswordSetError("full"), only="client_id"))
    refusing.entries["gateway-desk/hdruk/HDR UK, live", "application_id"] = "old"
    with pytest.raises(CredentialsProblem):
        Credentials().store(HERE, IDS)
    assert list(refusing.entries.values()) == ["old"]


def test_a_keyring_that_forgets_is_noticed() -> None:
    class Forgetful(Refusing):
        def set_password(self, service: str, username: str, password: str) -> None:
            pass

    using(Forgetful(RuntimeError(), only="nothing"))
    with pytest.raises(CredentialsProblem, match="does not give it back"):
        Credentials().store(HERE, IDS)


def test_nothing_secret_shows() -> None:
    one = Credentials()
    one.store(HERE, IDS, session_only=True)
    shown = repr(one) + repr(one.read(HERE)) + repr(vars(one)) + str(one.read(HERE)["client_id"])
    assert not any(value in shown for value in IDS.values())


def test_the_keyring_library_is_not_imported_before_it_is_needed() -> None:
    from subprocess import run

    code = "import sys, gatewaydesk.gateways.credentials; sys.exit('keyring' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_secrets_of_a_system_come_from_its_schema() -> None:
    assert secret_fields("hdruk") == {"application_id": "Application ID", "client_id": "Client ID"}

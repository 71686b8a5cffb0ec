"""The only keyring: a connection's secrets go in, come out and go away here. They are never written anywhere else."""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from gatewaydesk.connection import Connection
from gatewaydesk.errors import CredentialsProblem
from gatewaydesk.gateways import redaction, secret_fields
from gatewaydesk.gateways.keyring_waiting import OutOfPatience, StillAtWork, patiently
from gatewaydesk.gateways.ways_in import lacking, memory_only

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

# Named here because a bundled program has no entry points by which the keyring library would find them.
_BACKENDS = {
    "linux": ("keyring.backends.SecretService", "keyring.backends.libsecret", "keyring.backends.kwallet"),
    "darwin": ("keyring.backends.macOS",),
    "win32": ("keyring.backends.Windows",),
}
# These keep nothing, or keep it in a file that others can read.
_REFUSED_MODULES = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
PATIENCE = 60.0  # seconds in which a keyring has to answer; it may have to ask the person for its password first
_GLANCE = 10.0  # seconds to find out which keyring there is, which asks the person nothing
_SESSION_WORDS = (
    "This computer has no keyring that Gateway Desk can use, so {} kept in memory for this session only: "
    "you will be asked again next time."
)

_IN_WINDOW = "In the window, signing in can also keep the IDs for one session, without a keyring."


class KeyringRefused(CredentialsProblem):
    """The keyring is locked, silent, or does not do what it should; the secrets can still be kept for the session."""


class Kept(StrEnum):
    """Where secrets were put."""

    KEYRING = "keyring"
    SESSION = "session"


@dataclass(frozen=True)
class KeyringState:
    """Whether there is a keyring, what it calls itself, and what that means for the person, in words."""

    usable: bool
    name: str
    words: str


class Secret(str):
    """Text that hides itself: its repr, its str and what formatting makes of it show only a mask."""

    __slots__ = ()

    def __new__(cls, text: str) -> Secret:
        """Hides the text, which may be a Secret already."""
        return super().__new__(cls, str.__str__(text))  # past the __str__ of another Secret

    def __repr__(self) -> str:
        return redaction.MASK

    def __str__(self) -> str:
        return redaction.MASK

    def __format__(self, spec: str) -> str:
        return redaction.MASK

    def reveal(self) -> str:
        """The text itself, as ordinary text."""
        return str.__str__(self)


class Credentials:
    """A connection's secrets, in the operating system's keyring, or in this object where there is none.

    Asking a keyring may take long (it may ask the person to unlock it): call from a background thread. One that stays
    silent is given up after `patience` seconds, and is not asked again before it has answered.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._session: dict[tuple[str, str], Secret] = {}
        self._only_here: set[str] = set()  # connections of which nothing is in a keyring
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return "Credentials()"

    def state(self, secrets_are: str = "secrets are") -> KeyringState:
        """What keyring there is; asks it for nothing, so it needs no unlocking.

        Args:
            secrets_are: what the words call the secrets, with the verb.
        """
        try:
            backends = _ask("be found", lambda _: _backends(), min(self._patience, _GLANCE))
        except KeyringRefused as error:
            return KeyringState(False, "", f"{error.what} Signing in lasts for this session only.")
        if not backends:
            return KeyringState(False, "", _SESSION_WORDS.format(secrets_are))
        name = _name(backends[0])
        begins = secrets_are[:1].upper() + secrets_are[1:]
        return KeyringState(True, name, f"{begins} kept in the keyring of this computer ({name}).")

    def store(self, connection: Connection, secrets: Mapping[str, str], *, session_only: bool = False) -> Kept:
        """Keeps all secrets of a connection, or none of them. Those of before that are not among them go.

        Args:
            connection: whose they are.
            secrets: by name, as the connection schema calls them; spaces around them go.
            session_only: keep them in memory although there may be a keyring (the person chose so).

        Returns:
            Where they were put; `SESSION` only where none is in a keyring.

        Raises:
            CredentialsProblem: one is empty or cannot be an ID, or the keyring is locked or refused.
        """
        system = connection.system
        clean = {name: _cleaned(system, name, value) for name, value in secrets.items()}
        if missing := lacking(connection, clean):
            raise CredentialsProblem(
                f"The {' and the '.join(missing)} of “{connection.name}” is still missing.",
                "Enter all that is needed; nothing was stored.",
            )
        service = _service(connection)
        lasting = {name: one for name, one in clean.items() if name not in memory_only(system)}
        over = [name for name in secret_fields(system) if name not in lasting]
        kept = not session_only and _ask("store", lambda settle: _put(service, lasting, over, settle), self._patience)
        with self._lock:
            for name in secret_fields(system):
                self._session.pop((service, name), None)
                if name in clean and not (kept and name in lasting):
                    self._session[service, name] = clean[name]
            (self._only_here.discard if kept else self._only_here.add)(service)
        return Kept.KEYRING if kept and lasting else Kept.SESSION

    def read(self, connection: Connection) -> dict[str, str]:
        """All secrets of a connection; their text hides itself when shown.

        Raises:
            CredentialsProblem: not signed in, or the keyring is locked or refused.
        """
        service = _service(connection)
        titles = secret_fields(connection.system)
        with self._lock:
            found = {name: self._session[service, name] for name in titles if (service, name) in self._session}
            alone = service in self._only_here
        wanted = [name for name in titles if name not in found and name not in memory_only(connection.system)]
        if wanted and not alone:
            found |= _ask("read", lambda _: _taken_out(service, wanted), self._patience)
        if missing := lacking(connection, found):
            named = " and no ".join(missing)
            raise CredentialsProblem(
                f"You are not signed in to “{connection.name}”: no {named} is kept on this computer.",
                "Sign in with the IDs of your application." if connection.system == "hdruk" else "Sign in first.",
            )
        return dict(found)

    def has(self, connection: Connection) -> bool:
        """Whether somebody is signed in, as far as the keyring tells (a locked one tells nothing)."""
        try:
            self.read(connection)
        except CredentialsProblem:
            return False
        return True

    def forget(self, connection: Connection) -> None:
        """Removes all secrets of a connection, wherever they are kept; it is no error when there are none.

        Raises:
            CredentialsProblem: the keyring is locked or refused, so they may still be there.
        """
        service, names = _service(connection), list(secret_fields(connection.system))
        with self._lock:
            self._only_here.discard(service)
            for name in names:
                self._session.pop((service, name), None)

        def remove(_: Callable[[], bool]) -> None:
            for backend in _backends():
                for name in names:
                    _remove(backend, service, name)

        _ask("remove", remove, self._patience)


def _service(connection: Connection) -> str:
    return f"gateway-desk/{connection.system}/{connection.name}"


def _cleaned(system: str, name: str, value: str) -> Secret:
    """The secret without spaces around it.

    Raises:
        CredentialsProblem: it is unknown, empty, or holds what no ID holds. Never says the value.
    """
    titles = secret_fields(system)
    if name not in titles:
        called = "IDs" if system == "hdruk" else "secrets"
        raise CredentialsProblem(f"“{name}” is not one of the {called}: {', '.join(titles)}.", "Nothing was stored.")
    free = name == "password"  # people choose those themselves
    text = Secret(str.strip(str.__str__(value), "\r\n" if free else None))
    if not text:
        raise CredentialsProblem(f"The {titles[name]} is empty.", "Copy it from the gateway's web pages.")
    if not text.isprintable() or not (free or (text.isascii() and " " not in text)):
        raise CredentialsProblem(
            f"The {titles[name]} holds a space or a character that {'IDs' if system == 'hdruk' else 'such ones'} never "
            "have.",
            "Copy it again from the gateway's web pages, and nothing beside it.",
        )
    redaction.register(text)
    return text


def _backends() -> list[KeyringBackend]:
    """The keyrings that really keep secrets, the best first; empty where there is none."""
    for module in _BACKENDS.get(sys.platform, ()):
        with contextlib.suppress(Exception):  # a backend whose own needs are missing is simply not there
            importlib.import_module(module)
    try:
        import keyring

        chosen = keyring.get_keyring()
        members: list[KeyringBackend] = list(getattr(chosen, "backends", [])) or [chosen]
    except Exception:  # a wrong setting of the keyring library raises whatever its import raised
        return []
    return [one for one in members if not type(one).__module__.startswith(_REFUSED_MODULES)]


def _name(backend: KeyringBackend) -> str:
    known = {
        "SecretService": "Secret Service",
        "libsecret": "Secret Service",
        "kwallet": "KWallet",
        "macOS": "macOS Keychain",
        "Windows": "Windows Credential Manager",
    }
    return known.get(type(backend).__module__.rpartition(".")[2], type(backend).__name__)


def _taken_out(service: str, names: list[str]) -> dict[str, Secret]:
    """What the keyrings keep of these, from the first one that has it."""
    found: dict[str, Secret] = {}
    for backend in _backends():
        for name in names:
            value = None if name in found else backend.get_password(service, name)
            if value:
                redaction.register(value)
                found[name] = Secret(value)
    return found


def _put(service: str, secrets: Mapping[str, Secret], over: Sequence[str], settle: Callable[[], bool]) -> bool:
    """Stores all, reads them back and removes what is `over`; puts back what was there before when one fails, or when
    nobody waits any more.

    False where there is no keyring.
    """
    backends = _backends()
    if not backends:
        return False
    backend = backends[0]
    before: dict[str, str | None] = {}
    try:
        for name, value in secrets.items():
            before[name] = backend.get_password(service, name)
            backend.set_password(service, name, value.reveal())
            if backend.get_password(service, name) != value.reveal():
                raise KeyringRefused(
                    f"The keyring ({_name(backend)}) took what it was given but does not give it back.",
                    f"Repair the keyring. {_IN_WINDOW}",
                )
        for name in over:
            if old := backend.get_password(service, name):
                before[name] = old
                _remove(backend, service, name)
        if not settle():  # the person was told meanwhile that nothing was stored
            raise OutOfPatience
    except Exception:
        for name, old in before.items():
            with contextlib.suppress(Exception):
                if old is None:
                    _remove(backend, service, name)
                else:
                    backend.set_password(service, name, old)
        raise
    return True


def _remove(backend: KeyringBackend, service: str, name: str) -> None:
    from keyring.errors import PasswordDeleteError

    try:
        backend.delete_password(service, name)
    except PasswordDeleteError:
        if backend.get_password(service, name) is not None:
            raise


def _ask(task: str, work: Callable[[Callable[[], bool]], T], patience: float) -> T:
    """Lets the keyring work, and turns what it raises into words. The original is dropped: it may quote a secret."""
    unlock = f"Unlock it (or confirm its question), and try again. {_IN_WINDOW}"
    try:
        return patiently(work, patience)
    except CredentialsProblem as error:
        problem: CredentialsProblem = type(error)(error.what, error.todo)
    except OutOfPatience:
        words = f"The keyring of this computer did not answer within {patience:g} seconds."
        problem = KeyringRefused(words, f"It may be asking you something in a window of its own. {unlock}")
    except StillAtWork:
        words = "The keyring of this computer has not answered the last question yet."
        problem = KeyringRefused(words, f"It may be asking you something in a window of its own. {unlock}")
    except Exception as error:
        words = _REFUSALS.get(
            next((one.__name__ for one in type(error).__mro__ if one.__name__ in _REFUSALS), ""),
            f"The keyring of this computer refused to {task} the secrets ({type(error).__name__}).",
        )
        problem = KeyringRefused(words, unlock)
    raise problem


# What the keyring library raises, by name, so that it need not be imported before it is asked.
_REFUSALS = {
    "KeyringLocked": "The keyring of this computer is locked.",
    "InitError": "The keyring of this computer is locked.",
    "NoKeyringError": "This computer has no keyring.",
}

"""Setting up a connection: what a person typed, normalised and checked against the system's own small schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gatewaydesk import paths
from gatewaydesk.connection import Connection, place_of
from gatewaydesk.document import jsonio
from gatewaydesk.errors import CredentialsProblem, FileProblem, GatewayDeskError
from gatewaydesk.gateways import SYSTEMS, connection_schema, normalise_address, secret_fields, withdrawn
from gatewaydesk.gateways.addresses import normalise_url
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.gateways.ways_in import brought_together, lacking
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.store import Store

_PRACTICE = "Practice"
_PRACTICE_ADDRESS = "practice_address"  # the setting that remembers where the program's own practice gateway was


def make_connection(
    name: str, system: str, url: str, options: Mapping[str, Any], *, practice: bool | None = None
) -> Connection:
    """A connection from typed values; `url` may be the label of one of the system's presets.

    Args:
        practice: it leads to a practice gateway; None finds out whether one of ours listens there.

    Raises:
        GatewayDeskError: a name, address or option cannot be used; the sentence says which.
    """
    name = " ".join(name.split())
    if not name:
        raise GatewayDeskError("A connection needs a name.", "Give it one that you will recognise.")
    presets = {label.casefold(): address for label, address in SYSTEMS[system].presets}
    address = normalise_address(system, presets.get(url.strip().casefold(), url))
    fields = {field.name: field for field in connection_schema(system).root.children}
    kept: dict[str, Any] = {}
    for key, value in options.items():
        field = fields.get(key)
        if field is None or key in ("name", "url"):
            known = ", ".join(one for one, f in fields.items() if not f.secret and one not in ("name", "url"))
            raise GatewayDeskError(
                f"A connection to {SYSTEMS[system].title} has no setting called “{key}”.", f"It knows: {known}."
            )
        if field.secret:
            raise GatewayDeskError(f"“{key}” is a secret and is not kept here.", "Use: gatewaydesk sign-in NAME")
        if value not in (None, ""):
            kept[key] = normalise_url(str(value)) if key.endswith("_url") else _typed(field, value)
    if not practice:  # the program's own is set up at its start, which waits for nothing
        _refuse_wrong(system, name, address, kept)
    return Connection(name, system, address, kept, _leads_to_practice(address) if practice is None else practice)


def _refuse_wrong(system: str, name: str, address: str, kept: Mapping[str, Any]) -> None:
    """What the schema of such connections does not allow, in its words; what is missing is asked for elsewhere.

    Raises:
        GatewayDeskError: a setting cannot be used.
    """
    from gatewaydesk.services.authoring import Authoring  # brings what settings are checked with

    if not kept:
        return
    schema = connection_schema(system)
    told = Authoring(schema, {"name": name, "url": address, **kept}).check()
    wrong = [one for one in told if one.blocks and one.pointer and one.pointer[0] in kept]
    if wrong:
        raise GatewayDeskError(" ".join(f"“{one.pointer[0]}”: {one.message}" for one in wrong), "Nothing was kept.")


def _leads_to_practice(address: str) -> bool:
    """Whether one of the practice gateways that run for this person now listens there."""
    try:
        running = jsonio.read_file(paths.data_dir() / "practice" / paths.PRACTICE_ADDRESSES)
    except FileProblem:
        return False
    return isinstance(running, list) and place_of(address) in [place_of(str(one)) for one in running]


def keep_connection(store: Store, credentials: Credentials, connection: Connection) -> str:
    """Adds a connection, or changes the one of that name. IDs never follow to another address.

    Returns:
        What became of the IDs when the address is another one, in a sentence; else "".

    Raises:
        CredentialsProblem: the IDs of the old address could not be removed; nothing was changed.
    """
    before = store.connections.get(connection.name)
    words = ""
    if before is not None and not same_place(before, connection):
        known = credentials.has(before)
        credentials.forget(before)
        if known:
            whose = "Its IDs were" if before.system == "hdruk" else "What it signed in with was"
            have = "have" if before.system == "hdruk" else "has"
            words = f"{whose} for {before.origin} and {have} been removed: sign in to {connection.name} again."
    store.connections.save(connection)
    withdrawn.forget(place_of(connection.url))
    _take_over(store, connection)
    return words


def _take_over(store: Store, connection: Connection) -> None:
    """What a connection left behind that led to the same place and is no more, belongs to this one."""
    for name in store.connections.gone(connection.name):
        _follow(store, replace(connection, name=name), connection)


def _follow(store: Store, old: Connection, new: Connection) -> None:
    store.outbox.follow(old, new)
    store.jobs.follow(old, new)
    if old.name != new.name:
        store.bases.renamed(old.name, new.name)


def same_place(one: Connection, other: Connection) -> bool:
    """Whether secrets of one connection may be sent by the other: the same system, and the same address everywhere."""
    return (one.system, one.destinations) == (other.system, other.destinations)


def secrets_for(
    credentials: Credentials, before: Connection | None, connection: Connection, typed: Mapping[str, str]
) -> dict[str, str]:
    """The secrets that a changed connection signs in with: those that were typed, beside those that are kept of it as
    it was `before`. Those never follow to another address.

    Raises:
        CredentialsProblem: the keyring does not give what is needed.
    """
    if before is None or not same_place(before, connection):
        return dict(typed)
    wanted = brought_together(connection, dict.fromkeys(secret_fields(connection.system), ""), typed)
    if wanted.keys() <= typed.keys():
        return dict(typed)
    try:
        kept = credentials.read(before)
    except CredentialsProblem:
        if lacking(connection, typed):
            raise
        return dict(typed)
    return brought_together(connection, kept, typed)


def keep_sign_in(
    store: Store,
    credentials: Credentials,
    before: Connection | None,
    connection: Connection,
    typed: Mapping[str, str],
    *,
    session_only: bool = False,
) -> str:
    """Keeps a connection as a person has changed it, with what was typed to sign in.

    Args:
        store: where connections are kept.
        credentials: the keyring.
        before: the connection as it was, which may have had another name; None where it is new.
        connection: as it is to be.
        typed: the secrets that were typed; the others stay as they are.
        session_only: keep them in memory only.

    Returns:
        Where the secrets were put (`keyring`, `session`), or "" where none were.

    Raises:
        CredentialsProblem: they could not be kept; nothing else was changed.
    """
    renamed = before is not None and before.name != connection.name
    secrets = secrets_for(credentials, before, connection, typed) if typed or renamed else {}
    there = store.connections.get(connection.name)
    if there is not None and not same_place(there, connection):
        credentials.forget(there)  # before anything else: secrets never follow to another address
    where = str(credentials.store(connection, secrets, session_only=session_only)) if secrets else ""
    store.connections.save(connection)
    withdrawn.forget(place_of(connection.url))
    if before is not None and renamed:
        _follow(store, before, replace(before, name=connection.name))
        credentials.forget(before)
        store.connections.remove(before.name)
    _take_over(store, connection)
    return where


def keep_practice(store: Store, credentials: Credentials, details: Mapping[str, Mapping[str, Any]]) -> list[Connection]:
    """The program's own practice gateways, which have other ports at each start: their connections, signed in.

    Args:
        details: by system, what `PracticeServer.details` says.
    """
    return [_keep_one(store, credentials, system, said) for system, said in details.items() if system in SYSTEMS]


def _keep_one(store: Store, credentials: Credentials, system: str, said: Mapping[str, Any]) -> Connection:
    name = _PRACTICE if system == "hdruk" else f"{_PRACTICE} {SYSTEMS[system].title}"
    known = {field.name: field.secret for field in connection_schema(system).root.children}
    options = {key: one for key, one in said.items() if known.get(key) is False and key not in ("name", "url")}
    connection = make_connection(name, system, str(said["url"]), options, practice=True)
    before, setting = store.connections.get(name), _PRACTICE_ADDRESS + ("" if system == "hdruk" else f".{system}")
    if before is not None and before.url == store.settings.get(setting):
        _follow(store, before, connection)
    store.connections.save(connection)
    store.settings.set(setting, connection.url)
    # Not into the keyring: practising should neither ask to unlock it nor leave anything behind in it.
    secrets = {key: str(one) for key, one in said.items() if known.get(key)}
    credentials.store(connection, secrets, session_only=True)
    return connection


def _typed(field: Field, value: Any) -> Any:
    if field.kind is not Kind.INTEGER or isinstance(value, int):
        return value
    text = str(value).strip()
    if not (text.isascii() and text.isdecimal()):
        raise GatewayDeskError(f"{field.title} must be a whole number; it is “{text}”.", "")
    return int(text)

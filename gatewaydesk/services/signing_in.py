"""Signing in, as somebody types it: where secrets stay, which address is meant, and whether the gateway takes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any

from gatewaydesk.connection import Connection, destinations_of
from gatewaydesk.errors import CredentialsProblem, GatewayDeskError, GatewayProblem
from gatewaydesk.gateways import connection_schema, normalise_address, open_gateway, secret_fields
from gatewaydesk.gateways.base import CancelToken, SignInStep
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.gateways.ways_in import Way, memory_only, secrets_are
from gatewaydesk.pointer import Pointer, from_text
from gatewaydesk.services.connecting import secrets_for


def look_for_stored(
    credentials: Credentials, system: str, way: Way, connection: Connection | None
) -> tuple[str, frozenset[str]]:
    """Asks the keyring: where the secrets of a way are kept, in words, and the names of those that are."""
    secrets = [name for name in way.needs if name in secret_fields(system)]
    called = secrets_are(system, secrets)
    if memory_only(system).issuperset(secrets):
        words = f"{called[:1].upper()}{called[1:]} kept in memory for this session only: next time you are asked again."
    else:
        words = credentials.state("IDs are" if system == "hdruk" else called).words
    with suppress(CredentialsProblem):
        if connection is not None:
            return words, frozenset(credentials.read(connection))
    return words, frozenset()


def try_sign_in(
    credentials: Credentials,
    before: Connection | None,
    connection: Connection,
    typed: Mapping[str, str],
    cancel: CancelToken,
    told: Callable[[SignInStep], object],
) -> tuple[bool, dict[Pointer, Any]]:
    """Tries to sign in, step by step.

    Args:
        credentials: what is kept of the secrets.
        before: the connection as it was; None where it is new.
        connection: as it was typed.
        typed: the secrets that were typed.
        cancel: asked between steps.
        told: called with each step when it is known.

    Returns:
        Whether every step passed, and what the gateway's lists say beside what was typed (a sandbox's kind).

    Raises:
        CredentialsProblem, GatewayProblem, Cancelled: it came to no end.
    """
    gateway = open_gateway(connection, secrets_for(credentials, before, connection, typed))
    good = True
    for step in gateway.test_sign_in(cancel):
        good = good and step.passed is not False
        told(step)
        cancel.check()
    said: dict[Pointer, Any] = {}
    for field in connection_schema(connection.system).root.children if good else ():
        if field.chooser:
            now = connection.options.get(field.name, field.default)
            with suppress(GatewayProblem):
                found = gateway.choices(field.chooser, "", connection.options, cancel)
                fills = next((one.fills for one in found if one.value == now), {})
                said |= {from_text(place, {}): value for place, value in fills.items()}
    return good, said


def moved(system: str, before: Connection | None, value: Mapping[str, Any]) -> bool:
    """Whether what was typed leads to another address than before."""
    return before is not None and destinations_of(_address(system, value), value) != before.destinations


def stays_where(
    system: str, way: Way, before: Connection | None, value: Mapping[str, Any], keeps: str, stored: Collection[str]
) -> str:
    """What is said below the form: how the address is understood, where secrets are kept, and which are there already.

    Args:
        system: the kind of gateway.
        way: the way of signing in.
        before: the connection as it was; None where it is new.
        value: what is typed.
        keeps, stored: what `look_for_stored` found.
    """
    words, hdruk = keeps, system == "hdruk"
    if before is not None and stored and moved(system, before, value):
        words += (
            f" The IDs that are stored are for {before.url}: they are removed, not sent to this address."
            " Enter those of this gateway."
            if hdruk
            else f" What is stored is for {before.url}: it is removed, not sent to this address. Enter that "
            "of this gateway."
        )
    elif set(stored).intersection(way.needs):
        words += (
            " IDs are stored for this connection already: leave empty what is to stay as it is."
            if hdruk
            else " It is stored for this connection already: leave it empty to keep it."
        )
    url = _address(system, value)
    as_meant = f"The address is {url}. " if url and url != str(value.get("url", "")) else ""
    return f"{as_meant}{words}".strip()


def _address(system: str, value: Mapping[str, Any]) -> str:
    """The address that is meant; "" while it is none."""
    try:
        return normalise_address(system, str(value.get("url", "")))
    except GatewayDeskError:
        return ""

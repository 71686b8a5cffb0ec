"""Setting up a connection: what a person typed, normalised and checked against the system's own small schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gatewaydesk.connection import Connection
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways import SYSTEMS, connection_schema, normalise_address
from gatewaydesk.gateways.transport import is_loopback
from gatewaydesk.schema.fields import Field, Kind


def make_connection(
    name: str, system: str, url: str, options: Mapping[str, Any], *, practice: bool | None = None
) -> Connection:
    """A connection from typed values; `url` may be the label of one of the system's presets.

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
            raise GatewayDeskError(f"A {system} connection has no setting called “{key}”.", f"It knows: {known}.")
        if field.secret:
            raise GatewayDeskError(f"“{key}” is a secret and is not kept here.", "Use: gatewaydesk sign-in NAME")
        if value not in (None, ""):
            kept[key] = _typed(field, value)
    return Connection(name, system, address, kept, is_loopback(address) if practice is None else practice)


def _typed(field: Field, value: Any) -> Any:
    if field.kind is not Kind.INTEGER or isinstance(value, int):
        return value
    text = str(value).strip()
    if not (text.isascii() and text.isdecimal()):
        raise GatewayDeskError(f"{field.title} must be a whole number; it is “{text}”.", "")
    return int(text)

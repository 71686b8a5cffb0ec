"""What several commands share: JSON lines, the schema of a file, connections with their secrets."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gatewaydesk.connection import Connection
from gatewaydesk.errors import GatewayDeskError, SchemaProblem
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import Gateway
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.store import Store

_MOST_NAMED = 4


def print_line(row: Mapping[str, Any]) -> None:
    """One JSON object on one line of standard output."""
    print(json.dumps(row, ensure_ascii=False, default=str))


def add_json_flag(parser: ArgumentParser) -> None:
    """`--json`: one JSON object a line."""
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")


def schema_for(value: Any, name: str | None, catalogue: Catalogue, file: Path, *, quiet: bool = False) -> LoadedSchema:
    """The schema that was named, or the one that the document fits, which is then said.

    With `quiet`, it is said only where others fit just as well.

    Raises:
        SchemaProblem: it is not known, or none was named and none fits.
    """
    if name:
        return catalogue.load(name)
    fitting = catalogue.likeliest(value)
    if not fitting:
        raise SchemaProblem(f"None of the known schemas fits “{file.name}”.", "Name one with --schema MODEL/VERSION.")
    if not quiet or len(fitting) > 1:
        others = f"; {_listed(fitting[1:])} would fit just as well" if len(fitting) > 1 else ""
        print(
            f"“{file.name}” is taken to be written for {fitting[0]}{others}. Another can be named with --schema.",
            file=sys.stderr,
        )
    return catalogue.load(fitting[0])


def _listed(names: Sequence[str]) -> str:
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[:_MOST_NAMED])} and {len(names) - _MOST_NAMED:,} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


@contextmanager
def open_store() -> Iterator[Store]:
    """The person's store, closed again at the end."""
    store = Store.open()
    try:
        yield store
    finally:
        store.close()


def connection_named(store: Store, name: str) -> Connection:
    """A connection by its name.

    Raises:
        GatewayDeskError: there is none of that name.
    """
    connection = store.connections.get(name)
    if connection is None:
        known = ", ".join(f"“{one.name}”" for one in store.connections.all()) or "none yet"
        raise GatewayDeskError(
            f"There is no gateway connection called “{name}” (known: {known}).",
            "Add one with: gatewaydesk gateways add NAME --system hdruk --url URL",
        )
    return connection


def signed_in(connection: Connection) -> Gateway:
    """The connector of a connection, with its secrets from the keyring.

    Raises:
        CredentialsProblem: nothing is stored for it.
    """
    return open_gateway(connection, Credentials().read(connection))

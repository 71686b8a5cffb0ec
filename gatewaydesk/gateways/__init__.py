"""The gateways one can connect to: one visible table, and the doors through which the rest of the program enters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gatewaydesk import paths
from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways import redaction
from gatewaydesk.gateways.addresses import normalise_url

if TYPE_CHECKING:
    from gatewaydesk.gateways.base import Gateway, Prepared
    from gatewaydesk.job import Job
    from gatewaydesk.schema.catalogue import LoadedSchema


Rest = Callable[["Prepared", str], "Job | None"]


def _hdruk(connection: Connection, secrets: Mapping[str, str]) -> Gateway:
    from gatewaydesk.gateways.hdruk import HdrUk

    return HdrUk(connection, secrets)


def _opendatasoft(connection: Connection, secrets: Mapping[str, str]) -> Gateway:
    from gatewaydesk.gateways.opendatasoft import Opendatasoft

    return Opendatasoft(connection, secrets)


def _rest_opendatasoft(prepared: Prepared, dataset_id: str) -> Job | None:
    from gatewaydesk.gateways.opendatasoft import rest

    return rest(prepared, dataset_id)


def _adobe(connection: Connection, secrets: Mapping[str, str]) -> Gateway:
    from gatewaydesk.gateways.adobe import Adobe

    return Adobe(connection, secrets)


def _rest_qrvey(prepared: Prepared, dataset_id: str) -> Job | None:
    from gatewaydesk.gateways.qrvey import rest

    return rest(prepared, dataset_id)


def _qrvey(connection: Connection, secrets: Mapping[str, str]) -> Gateway:
    from gatewaydesk.gateways.qrvey import Qrvey

    return Qrvey(connection, secrets)


@dataclass(frozen=True)
class System:
    """One kind of gateway.

    Attributes:
        name: as kept with a connection.
        title: what a person reads.
        presets: the addresses that most people need, each with a label.
        open: makes a connector of a connection and its secrets.
        address_end: a pattern of what people paste at the end of an address and does not belong to it.
        models: the models of the metadata that it takes; empty for every one that no other system has for itself.
        known_models: of such others, those that are known to be its own.
        rest: what is still to be done after something was sent whose answer was lost and which was found there.
        statuses: the statuses that its datasets can have, normalised.
        never: the changes of status that it has for no dataset at all.
    """

    name: str
    title: str
    presets: tuple[tuple[str, str], ...]
    open: Callable[[Connection, Mapping[str, str]], Gateway]
    address_end: str = ""
    models: tuple[str, ...] = ()
    known_models: tuple[str, ...] = ()
    rest: Rest = lambda prepared, dataset_id: None
    statuses: tuple[str, ...] = ("active", "draft", "archived")
    never: tuple[str, ...] = ()

    @property
    def connection_schema_path(self) -> Path:
        """The small JSON Schema from which the sign-in dialog is drawn."""
        return paths.resource_root() / "schemas" / "connections" / f"{self.name}.json"


_ALL = (
    System(
        "hdruk",
        "Health Data Research UK",
        (
            ("Live gateway", "https://api.healthdatagateway.org"),
            ("Development gateway", "https://api.dev.hdruk.cloud"),
        ),
        _hdruk,
        r"/api(/.*)?$",
        known_models=("HDRUK", "GWDM"),
    ),
    System(
        "opendatasoft",
        "Opendatasoft",
        (),
        _opendatasoft,
        r"/(api(/.*)?|explore(/.*)?|backoffice(/.*)?)$",
        models=("Opendatasoft",),
        rest=_rest_opendatasoft,
        statuses=("active", "draft"),
        never=("archive", "unarchive"),
    ),
    System(
        "adobe",
        "Adobe Experience Platform",
        (("Adobe Experience Platform", "https://platform.adobe.io"),),
        _adobe,
        r"/data(/.*)?$",
        models=("AEP",),
        statuses=("active",),
        never=("publish", "to-draft", "archive", "unarchive"),
    ),
    System(
        "qrvey",
        "Qrvey",
        (),
        _qrvey,
        r"/(devapi|api)(/.*)?$",
        models=("Qrvey",),
        rest=_rest_qrvey,
        statuses=("active", "draft", "processing", "failed"),
        never=("to-draft", "archive", "unarchive"),
    ),
)
SYSTEMS: Mapping[str, System] = MappingProxyType({one.name: one for one in _ALL})


def takes(system: str, schema: str) -> bool:
    """Whether a system takes metadata that is written for a schema, by the model in its name `MODEL/VERSION`."""
    model = schema.partition("/")[0]
    own = system_named(system).models
    return model in own if own else not any(model in one.models for one in _ALL)


def meant_for(schema: str) -> str:
    """The title of the one system that a schema is written for; "" where that is not known here."""
    model = schema.partition("/")[0]
    return next((one.title for one in _ALL if model in (*one.models, *one.known_models)), "")


def why_not_taken(connection: Connection, schema: str) -> str:
    """Why a connection cannot take metadata that is written for a schema, in a sentence; "" where it can."""
    if takes(connection.system, schema):
        return ""
    own = " and ".join(system_named(connection.system).models)
    if own:
        return f"{system_named(connection.system).title} takes datasets that are written by the schema {own}."
    return f"This schema is for {meant_for(schema)}."


def rest_of(system: str, prepared: Prepared, dataset_id: str) -> Job | None:
    """What is still to be done after something was sent whose answer was lost and which was found there all the same:
    where creating a dataset takes several calls, or publishing one leaves a job.
    """
    return SYSTEMS[system].rest(prepared, dataset_id) if system in SYSTEMS else None


def open_gateway(connection: Connection, secrets: Mapping[str, str]) -> Gateway:
    """The connector of a connection, signed in with its secrets. Nothing is sent yet.

    Raises:
        GatewayProblem: the system is not known here, or the address cannot be used.
        CredentialsProblem: a secret is missing or cannot be sent.
    """
    # A secret of the keyring's hides itself when it is put into other text, as connectors have to do with it.
    plain = {name: str.__str__(one) for name, one in secrets.items()}
    for one in plain.values():
        redaction.register(one)
    return system_named(connection.system).open(connection, plain)


@cache
def connection_schema(system: str) -> LoadedSchema:
    """The small schema of a system's connections: name, address, options, and secrets (`writeOnly`)."""
    from gatewaydesk.schema.catalogue import load_small

    return load_small(system_named(system).connection_schema_path)


def secret_fields(system: str) -> dict[str, str]:
    """The secrets of a system's connections: their names, each with its title."""
    return dict(_secrets(system))


def normalise_address(system: str, text: str) -> str:
    """The base URL that a person meant, without what belongs to single routes (`/api/v1` and the like).

    Raises:
        GatewayProblem: it is not an address that credentials may be sent to.
    """
    url = normalise_url(text)
    end = system_named(system).address_end
    start = url.index("://") + 3
    return url[:start] + re.sub(end, "", url[start:]) if end else url


@cache
def _secrets(system: str) -> dict[str, str]:
    schema = jsonio.read_file(system_named(system).connection_schema_path)
    return {name: str(one.get("title", name)) for name, one in schema["properties"].items() if one.get("writeOnly")}


def system_title(name: str) -> str:
    """What a person reads for a system; its name where this version does not know it."""
    return SYSTEMS[name].title if name in SYSTEMS else name


def system_named(name: str) -> System:
    """One system, by the name that is kept with a connection.

    Raises:
        GatewayProblem: it is not known here.
    """
    try:
        return SYSTEMS[name]
    except KeyError:
        raise GatewayProblem(
            f"This version of Gateway Desk knows no gateway system called “{name}”.",
            f"It knows: {', '.join(SYSTEMS)}.",
        ) from None

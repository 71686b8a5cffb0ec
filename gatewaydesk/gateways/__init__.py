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
        rest: what is still to be done after something was sent whose answer was lost and which was found there.
    """

    name: str
    title: str
    presets: tuple[tuple[str, str], ...]
    open: Callable[[Connection, Mapping[str, str]], Gateway]
    address_end: str = ""
    models: tuple[str, ...] = ()
    rest: Rest = lambda prepared, dataset_id: None

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
    ),
    System(
        "opendatasoft",
        "Opendatasoft",
        (),
        _opendatasoft,
        r"/(api(/.*)?|explore(/.*)?|backoffice(/.*)?)$",
        models=("Opendatasoft",),
        rest=_rest_opendatasoft,
    ),
    System(
        "adobe",
        "Adobe Experience Platform",
        (("Adobe Experience Platform", "https://platform.adobe.io"),),
        _adobe,
        r"/data(/.*)?$",
        models=("AEP",),
    ),
    System("qrvey", "Qrvey", (), _qrvey, r"/(devapi|api)(/.*)?$", models=("Qrvey",)),
)
SYSTEMS: Mapping[str, System] = MappingProxyType({one.name: one for one in _ALL})


def takes(system: str, schema: str) -> bool:
    """Whether a system takes metadata that is written for a schema, by the model in its name `MODEL/VERSION`."""
    model = schema.partition("/")[0]
    own = _system(system).models
    return model in own if own else not any(model in one.models for one in _ALL)


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
    return _system(connection.system).open(connection, secrets)


@cache
def connection_schema(system: str) -> LoadedSchema:
    """The small schema of a system's connections: name, address, options, and secrets (`writeOnly`)."""
    from gatewaydesk.schema.catalogue import load_small

    return load_small(_system(system).connection_schema_path)


def secret_fields(system: str) -> dict[str, str]:
    """The secrets of a system's connections: their names, each with its title."""
    return {name: title for name, (title, _) in _secrets(system).items()}


def required_secrets(system: str) -> frozenset[str]:
    """The names of the secrets without which nobody is signed in."""
    return frozenset(name for name, (_, required) in _secrets(system).items() if required)


def normalise_address(system: str, text: str) -> str:
    """The base URL that a person meant, without what belongs to single routes (`/api/v1` and the like).

    Raises:
        GatewayProblem: it is not an address that credentials may be sent to.
    """
    url = normalise_url(text)
    end = _system(system).address_end
    start = url.index("://") + 3
    return url[:start] + re.sub(end, "", url[start:]) if end else url


@cache
def _secrets(system: str) -> dict[str, tuple[str, bool]]:
    schema = jsonio.read_file(_system(system).connection_schema_path)
    return {
        name: (below.get("title", name), name in schema.get("required", []))
        for name, below in schema["properties"].items()
        if below.get("writeOnly")
    }


def _system(name: str) -> System:
    try:
        return SYSTEMS[name]
    except KeyError:
        raise GatewayProblem(
            f"This version of Gateway Desk knows no gateway system called “{name}”.",
            f"It knows: {', '.join(SYSTEMS)}.",
        ) from None

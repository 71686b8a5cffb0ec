"""What the publishers of schemas offer, by the lists that they keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gatewaydesk.errors import SchemaProblem, Unreachable
from gatewaydesk.gateways import public
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema import files, fitting
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.schema_adding import marked
from gatewaydesk.services.schema_fetching import Fetcher

#: System to the folder where its publisher keeps `available.json`, and the schemas below it.
PUBLISHERS: Mapping[str, str] = {"hdruk": "https://raw.githubusercontent.com/HDRUK/schemata-2/master"}
_LIST = "available.json"
_SCHEMA = "hdr_schemata/models/{}/{}/schema.json"


@dataclass(frozen=True)
class Offered:
    """One schema that a publisher offers.

    Attributes:
        name: the name it would have here: `MODEL/VERSION`, with `+publisher` behind it where Gateway Desk ships that.
        title: what a person reads: “HDRUK 4.0.0”.
        address: where it is fetched from.
        known: whether it is in the catalogue under this name.
        listed_at: when the list was fetched, ISO 8601 in UTC; older than now where the publisher cannot be reached.
    """

    name: str
    title: str
    address: str
    known: bool
    listed_at: str = ""


def offered_by(top: str, fetcher: Fetcher, catalogue: Catalogue, cancel: CancelToken) -> list[Offered]:
    """What one publisher offers, the newest version first; from the cache where it cannot be reached. Network.

    Args:
        top: the address of the publisher's folder of schemas.
        fetcher: reads the publisher's list.
        catalogue: what is here already.
        cancel: a wish to stop.

    Raises:
        SchemaProblem: what is there is no list of schemas.
        GatewayProblem: there is no answer, and none is kept.
    """
    top = top.rstrip("/")
    address = public.public_address(f"{top}/{_LIST}")
    try:
        found = fetcher.renewed(address, cancel)
    except Unreachable:
        kept = fetcher.cached(address)
        if kept is None:
            raise
        found = kept
    listed = files.read_json(found.content, address)
    offered = {}
    for model, versions in listed.items() if isinstance(listed, dict) else ():
        for version in versions if isinstance(versions, list) else ():
            try:
                offered[files.checked_name(f"{model}/{version}")] = f"{model} {version}"
            except SchemaProblem:  # nothing that could be a folder here
                continue
    if not offered:
        raise SchemaProblem(f"“{address}” is no list of schemas.", "Perhaps the publisher has moved it.")
    added = set(catalogue.added())
    return [
        Offered(
            called := marked(catalogue, name),
            offered[name],
            f"{top}/{_SCHEMA.format(*name.split('/'))}",
            called in added,
            found.fetched_at,
        )
        for name in fitting.newest_first(offered)
    ]

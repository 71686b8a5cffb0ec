"""The practice HDR UK gateway's routes, one line each: who may call, whether text is escaped, what answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from gatewaydesk.practice import hdruk_reading as reading
from gatewaydesk.practice import hdruk_writing as writing
from gatewaydesk.practice.hdruk_call import Reply

PUBLIC = "public"
SIGNED_IN = "signed in"  # credentials only: neither the enabled flag nor permissions are looked at


@dataclass(frozen=True)
class Route:
    """One route. `access` is PUBLIC, SIGNED_IN or the permission that is asked for."""

    method: str
    path: str
    access: str
    handler: Callable[..., Reply]
    sanitises: bool = False
    sunset: bool = False


def _old(method: str, path: str, access: str, handler: Callable[..., Reply], *, sanitises: bool = False) -> Route:
    return Route(method, path, access, handler, sanitises, sunset=True)


_INTEGRATIONS = "/api/v1/integrations/datasets"
_V1 = "/api/v1/datasets"
_V2 = "/api/v2/datasets"
_V3 = "/api/v3/datasets"
_TEAM = "/api/v2/teams/<int:team_id>/datasets"
_ONE = "/<int:dataset_id>"

ROUTES: tuple[Route, ...] = (
    _old("GET", _INTEGRATIONS, "datasets.read", reading.list_integrations),
    _old("GET", _INTEGRATIONS + _ONE, "datasets.read", reading.get_integrations),
    _old(
        "POST",
        _INTEGRATIONS,
        "datasets.create",
        partial(writing.create, family=writing.V1_INTEGRATIONS),
        sanitises=True,
    ),
    _old("POST", f"{_INTEGRATIONS}/test", SIGNED_IN, writing.test, sanitises=True),
    _old("PUT", _INTEGRATIONS + _ONE, "datasets.update", writing.update_integrations, sanitises=True),
    _old("DELETE", _INTEGRATIONS + _ONE, "datasets.delete", writing.delete_integrations),
    _old("GET", _V1, PUBLIC, reading.list_v1),
    _old("GET", _V1 + _ONE, PUBLIC, reading.get_v1),
    _old("GET", f"{_V1}/count/<field>", PUBLIC, reading.count_v1),
    _old("POST", _V1, "datasets.create", partial(writing.create, family=writing.V1)),
    _old("PUT", _V1 + _ONE, "datasets.update", writing.update_v1),
    _old("PATCH", _V1 + _ONE, "datasets.update", writing.patch_v1),
    _old("DELETE", _V1 + _ONE, "datasets.delete", writing.delete_v1),
    Route("GET", _V2, PUBLIC, reading.list_v2),
    Route("GET", _V2 + _ONE, PUBLIC, reading.get_v2),
    Route("POST", _V2, "datasets.create", partial(writing.create, family=writing.V2), sanitises=True),
    Route("PUT", _V2 + _ONE, "datasets.update", writing.update_v2, sanitises=True),
    Route("PATCH", _V2 + _ONE, "datasets.update", writing.patch_v2, sanitises=True),
    Route("DELETE", _V2 + _ONE, "datasets.delete", writing.delete_v2),
    Route("GET", f"{_TEAM}/status/<any(active,draft,archived):status>", SIGNED_IN, reading.list_v2_team),
    Route("GET", f"{_TEAM}/count/<field>", SIGNED_IN, reading.count_v2_team),
    Route("GET", _TEAM + _ONE, SIGNED_IN, reading.get_v2_team),
    Route("POST", _TEAM, "datasets.create", partial(writing.create, family=writing.V2_TEAM)),
    Route("PUT", _TEAM + _ONE, "datasets.update", writing.update_v2_team),
    Route("PATCH", _TEAM + _ONE, "datasets.update", writing.patch_v2),
    Route("DELETE", _TEAM + _ONE, "datasets.delete", writing.delete_v2),
    Route("PUT", _V3 + _ONE, "datasets.update", writing.update_v3, sanitises=True),
    Route("PUT", f"/api/v3/teams/<int:team_id>/datasets{_ONE}", "datasets.update", writing.update_v3, sanitises=True),
    Route("GET", f"{_V3}{_ONE}/versions", PUBLIC, reading.list_versions),
    Route("GET", f"{_V3}{_ONE}/version/<int:number>", PUBLIC, reading.get_version),
)

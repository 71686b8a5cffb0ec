"""The practice Qrvey gateway's routes, one line each: who may call, and what answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gatewaydesk.practice import qrvey_datasets as datasets
from gatewaydesk.practice import qrvey_places as places
from gatewaydesk.practice import qrvey_pushing as pushing
from gatewaydesk.practice.qrvey_call import Reply

KEY = "key"  # the organisation's
EITHER = "key or token"  # a token only for its own user and application
ROUTER = "router key"
ROUTER_PREFIX = "/dataload"


@dataclass(frozen=True)
class Route:
    """One route. Its path follows the composer's prefix, or the data router's."""

    method: str
    path: str
    access: str
    handler: Callable[..., Reply]


_USER = "/user/<user_id>"
_APP = f"{_USER}/app/<app_id>"
_CONNECTIONS = f"{_APP}/connections"
_DATASETS = f"{_APP}/qollect/dataset"
_ONE = f"{_DATASETS}/<dataset_id>"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/core/login/token", KEY, places.sign_in),
    Route("POST", "/core/user/all", KEY, places.list_users),
    Route("POST", f"{_USER}/app", KEY, places.create_app),
    Route("POST", f"{_USER}/app/all", EITHER, places.list_apps),
    Route("GET", _APP, EITHER, places.get_app),
    Route("DELETE", _APP, KEY, places.delete_app),
    Route("POST", _CONNECTIONS, EITHER, places.create_connection),
    Route("POST", f"{_CONNECTIONS}/all", EITHER, places.list_connections),
    Route("GET", f"{_CONNECTIONS}/<connection_id>", EITHER, places.get_connection),
    Route("DELETE", f"{_CONNECTIONS}/<connection_id>", EITHER, places.delete_connection),
    Route("POST", f"{_DATASETS}/datasource", EITHER, datasets.create_from_connection),
    Route("POST", _DATASETS, EITHER, datasets.create),
    Route("POST", f"{_DATASETS}/all", EITHER, datasets.list_all),
    Route("POST", f"{_DATASETS}/clone/connection/<connection_id>", EITHER, datasets.clone),
    Route("GET", _ONE, EITHER, datasets.get),
    Route("PUT", _ONE, EITHER, datasets.update),
    Route("DELETE", _ONE, EITHER, datasets.delete),
    Route("POST", f"{_ONE}/load", EITHER, datasets.load),
    Route("POST", f"{_ONE}/publishVersion", EITHER, datasets.publish_version),
    Route("POST", f"{_ONE}/pushapi/data/post", EITHER, pushing.post_data_directly),
    Route("POST", "/postdata", ROUTER, pushing.post_data),
    Route("GET", "/<job_id>/status", ROUTER, pushing.job_status),
)

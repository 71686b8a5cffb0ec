"""The practice Qrvey gateway's routes for tokens, users, applications and connections.

Their members are written `userid`, `appid` and `connectorid`, unlike those of datasets.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from gatewaydesk.practice.kept import Row
from gatewaydesk.practice.qrvey_call import Answer, Call, Reply, invalid
from gatewaydesk.practice.qrvey_tokens import token

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_USERS = 10  # are listed unless a limit says otherwise
_SHOWN = ("name", "connectorType", "host", "user", "port")


def sign_in(call: Call) -> Reply:
    """A token for one user and one application, in exchange for the organisation's key."""
    user_id, app_id = call.text("userid"), call.text("appid")
    if call.store.app(user_id, app_id) is None:
        raise Answer(401, "The user or the application is not known.")
    wanted = re.fullmatch(r"([1-9]\d{0,5})([smhdw])", str(call.body.get("expiresIn") or "60m"))
    if wanted is None:
        raise invalid("expiresIn must be a number and a unit, for instance 60m or 1w.")
    expires = time.time() + int(wanted[1]) * _UNITS[wanted[2]]
    return {"token": token(call.store.organisation()["token_key"], user_id, app_id, expires)}


def list_users(call: Call) -> Reply:
    """The organisation's users, ten unless more are asked for."""
    search = str(call.body.get("search") or "").lower()
    users = call.store.rows("select * from users order by rowid")
    found = [one for one in users if search in one["name"].lower() or search in one["email"].lower()]
    limit = limit_of(call.body)
    shown = found[: _USERS if limit is None else limit]
    return [{"userid": one["id"], "name": one["name"], "email": one["email"]} for one in shown]


def create_app(call: Call) -> Reply:
    """A new application of the user."""
    return _app(call.store.add_app(call.user_id, call.text("name"), str(call.body.get("description") or "")))


def list_apps(call: Call) -> Reply:
    """The user's applications."""
    return [
        _app(one) for one in call.store.rows("select * from apps where user_id = ? order by rowid", (call.user_id,))
    ]


def get_app(call: Call) -> Reply:
    """One application."""
    return _app(call.app)


def delete_app(call: Call) -> Reply:
    """Removes an application with all that it holds."""
    call.store.remove("apps", call.app_id)
    return _app(call.app)


def create_connection(call: Call) -> Reply:
    """A new connection. Its password is neither kept nor shown."""
    for name in ("name", "connectorType"):
        call.text(name)
    shown = {name: call.body[name] for name in _SHOWN if name in call.body}
    return connection_shown(call, call.store.add_connection(call.app_id, shown))


def list_connections(call: Call) -> Reply:
    """The application's connections."""
    rows = call.store.rows("select * from connections where app_id = ? order by rowid", (call.app_id,))
    return counted([connection_shown(call, row) for row in rows])


def get_connection(call: Call, connection_id: str) -> Reply:
    """One connection."""
    return connection_shown(call, call.connection(connection_id))


def delete_connection(call: Call, connection_id: str) -> Reply:
    """Removes a connection; its datasets remain, but cannot be loaded any more."""
    row = call.connection(connection_id)
    call.store.remove("connections", connection_id)
    return connection_shown(call, row)


def connection_shown(call: Call, row: Row) -> dict[str, Any]:
    """A connection as the gateway shows it."""
    return {"connectorid": row["id"], **row["shown"], "appid": call.app_id, "userid": call.user_id}


def counted(items: list[Any]) -> dict[str, Any]:
    """A list as the gateway writes it; `Count` is how many are in this answer."""
    return {"Count": len(items), "Items": items}


def limit_of(body: Mapping[str, Any]) -> int | None:
    """How many are asked for, None where it is not said."""
    limit = body.get("limit")
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
        raise invalid("limit must be a whole number above 0.")
    return limit


def _app(row: Row) -> dict[str, Any]:
    return {"appid": row["id"], "userid": row["user_id"], "name": row["name"], "description": row["description"]}

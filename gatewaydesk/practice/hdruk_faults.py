"""The HDR UK gateway's own words for what goes wrong on purpose; the rest is said as any gateway would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gatewaydesk.practice.faults import Reply
from gatewaydesk.practice.hdruk_rules import OTHER_TEAM, SERVICE_ERROR, UNKNOWN_FORMAT
from gatewaydesk.practice.php import encode

_DEADLOCK = (
    "SQLSTATE[40001]: Serialization failure: 1213 Deadlock found when trying to get lock; try restarting transaction"
)
_SAID: Mapping[str, tuple[int, str]] = {
    "http500": (500, "Server Error"),
    "rate": (500, "Too Many Attempts."),
    "maintenance": (500, "Service Unavailable"),
    "strange": (500, _DEADLOCK),
    "signed-out": (401, "Unauthorized"),
    "unknown-application": (401, "No known integration matches the credentials provided"),
    "wrong-client": (401, "The credentials provided are invalid"),
    "disabled": (400, "Application has not been enabled!"),
    "forbidden": (400, "Application permissions do not allow this request"),
    "other-team": (401, OTHER_TEAM),
    "no-validator": (500, SERVICE_ERROR),
}


def _json(status: int, body: Mapping[str, Any]) -> Reply:
    return status, "application/json", encode(body)


REPLIES: Mapping[str, Reply] = {
    **{kind: _json(code, {"code": code, "message": message}) for kind, (code, message) in _SAID.items()},
    "refused": _json(400, {"message": UNKNOWN_FORMAT}),
    "gone": _json(404, {"message": "Dataset not found"}),
}

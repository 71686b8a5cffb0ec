"""The Qrvey gateway's own words for what goes wrong on purpose, and what goes wrong only there."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from gatewaydesk.practice.faults import Reply

OWN: Mapping[str, str] = {
    "load-fails": "Qrvey: a load ends as FAILED",
    "load-hangs": "Qrvey: a load stays LOADING for an hour",
    "push-fails": "Qrvey: a push job ends as ErrorExit and adds nothing",
    "push-loses": "Qrvey: a push job is Complete, but its last row failed",
}
FORBIDDEN: Mapping[str, Any] = {"message": "Forbidden"}  # what the host in front says to a key that it does not know
TOO_MANY: Mapping[str, Any] = {"message": "Too Many Requests"}
_STACK = "Error: {}\n    at Object.handler (/var/task/src/handler.js:41:13)\n    at /var/runtime/Runtime.js:74:25"
_SAID: Mapping[str, tuple[int, str]] = {
    "http500": (500, "Internal server error"),
    "signed-out": (401, "The token has expired."),
    "other-team": (403, "The token is for another application."),
    "refused": (400, "The dataset cannot be saved."),
    "gone": (404, "The dataset was not found."),
}


def failure(message: str, details: str = "", *, stack: bool = True) -> dict[str, Any]:
    """The body that says what went wrong; `stack` is the gateway's own, and nothing for a person to read."""
    said = {"message": message, "messageDetails": details}
    told = said | ({"stack": _STACK.format(message)} if stack else {})
    return {"status": "error", "date": int(time.time()), "errors": [told]}


def _json(status: int, body: Mapping[str, Any]) -> Reply:
    return status, "application/json", json.dumps(body).encode()


REPLIES: Mapping[str, Reply] = {
    **{kind: _json(status, failure(message)) for kind, (status, message) in _SAID.items()},
    **{kind: _json(403, FORBIDDEN) for kind in ("unknown-application", "wrong-client", "disabled", "forbidden")},
}

"""How the practice Adobe Experience Platform words what goes wrong on purpose, and what goes wrong only there."""

from __future__ import annotations

import json
from collections.abc import Mapping

from gatewaydesk.practice.adobe_rules import Refusal, gateway, service
from gatewaydesk.practice.faults import Reply

OWN: Mapping[str, str] = {
    "ingest-fails": "Adobe: a completed batch ends as failed",
    "ingest-partly": "Adobe: a completed batch succeeds without some of its rows",
    "ingest-stalls": "Adobe: a completed batch uses up its retries and stays stalled",
    "token-expires": "Adobe: an access token is given out that has expired already",
    "no-large-files": "Adobe: the route for files above the size of one upload is not there",
    "upload-cut": "Adobe: the connection breaks off in the middle of an upload",
}
"""The system's own faults, by name, each with what it does."""

_SAID: Mapping[str, Refusal] = {
    "http500": service(500, "An unexpected error occurred."),
    "rate": gateway("429050", "Too many requests"),
    "busy": gateway("429050", "Too many requests"),
    "wait": gateway("429050", "Too many requests"),
    "signed-out": gateway("401013", "Oauth token is not valid"),
    "unknown-application": gateway("403003", "Api Key is invalid"),
    "wrong-client": gateway("403003", "Api Key is invalid"),
    "disabled": gateway("403025", "Profile is not valid"),
    "forbidden": service(403, "This credential lacks the permission “Manage Datasets” in this sandbox."),
    "other-team": gateway("403027", "User region is missing"),
    "refused": service(400, "The request is not valid."),
    "gone": service(404, "The resource was not found."),
}
REPLIES: Mapping[str, Reply] = {
    name: (one.status, "application/json", json.dumps(one.body).encode()) for name, one in _SAID.items()
}

"""The Opendatasoft portal's own words for what goes wrong on purpose, and what goes wrong only there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gatewaydesk.practice.faults import Reply

OWN: Mapping[str, str] = {
    "publish-fails": "Opendatasoft: publishing ends in error",
    "publish-limited": "Opendatasoft: publishing ends at the limit of records",
    "record-errors": "Opendatasoft: some records of a publication are refused",
}
_SAID: Mapping[str, tuple[int, str, str, str]] = {  # status, error key in v2, error code in Automation, message
    "http500": (500, "InternalServerError", "internal_error", "An unexpected error occurred."),
    "strange": (500, "DatabaseError", "internal_error", "could not serialize access due to concurrent update"),
    "away": (503, "ServiceUnavailable", "service_unavailable", "The service is unavailable."),
    "away-wait": (503, "ServiceUnavailable", "service_unavailable", "The service is unavailable."),
    "signed-out": (401, "AuthenticationFailed", "authentication_failed", "Authentication failed."),
    "unknown-application": (401, "AuthenticationFailed", "authentication_failed", "This API key is not known."),
    "wrong-client": (401, "AuthenticationFailed", "authentication_failed", "Wrong username or password."),
    "disabled": (403, "PermissionDenied", "permission_denied", "This account is disabled."),
    "forbidden": (403, "PermissionDenied", "permission_denied", "You are not allowed to do this."),
    "other-team": (403, "PermissionDenied", "permission_denied", "You are not allowed to do this."),
    "refused": (400, "ODSException", "validation_error", "The request is refused."),
    "gone": (404, "UnknownDatasetException", "not_found", "This dataset does not exist."),
}


def quota_body(limit: int, reset: str) -> dict[str, Any]:
    """The refusal when the day's calls are used up; `reset` is when they come back, as ISO 8601."""
    return {
        "errorcode": 10002,
        "reset_time": reset,
        "limit_time_unit": "day",
        "call_limit": limit,
        "error": "Too many requests on the domain. Please contact the domain administrator.",
    }


def replies(dialect: str, reset: str) -> dict[str, Reply]:
    """What this portal says in place of the common answers, in the words of one dialect (`v2` or `automation`)."""
    said: dict[str, Reply] = {}
    for kind, (status, key, code, message) in _SAID.items():
        if dialect == "v2":
            body = {
                "status_code": status,
                "error_key": key,
                "message": message,
                "raw_message": message,
                "raw_params": {},
            }
        else:
            body = {"error_code": code, "message": message}
        said[kind] = _json(status, body)
    over = _json(429, quota_body(10_000, reset))
    return said | dict.fromkeys(("rate", "busy", "wait"), over)


def _json(status: int, body: Mapping[str, Any]) -> Reply:
    return status, "application/json", json.dumps(body).encode()

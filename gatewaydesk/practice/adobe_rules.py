"""What holds for every service of the practice Adobe Experience Platform: how it refuses, and what filters say."""

from __future__ import annotations

import operator
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

SCOPES = "openid,session,AdobeID,read_organizations,additional_info.projectedProductContext"
TENANT = "northmere"
SANDBOXES: tuple[Json, ...] = (
    {"name": "prod", "title": "Prod", "state": "active", "type": "production", "region": "VA7", "isDefault": True},
    {"name": "trial", "title": "Trial", "state": "active", "type": "development", "region": "VA7", "isDefault": False},
)
_TITLES: Mapping[int, str] = {
    400: "BadRequestError",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "NotFoundError",
    405: "MethodNotAllowedError",
    406: "NotAcceptableError",
    409: "ConflictError",
    410: "GoneError",
    413: "PayloadTooLargeError",
    414: "UriTooLongError",
    415: "UnsupportedMediaTypeError",
    500: "InternalServerError",
}
_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_FILTER = re.compile(r"([^=!<>]+)(?:(==|!=|<=|>=|<|>)(.*))?")


class Refusal(Exception):
    """An answer that is not what was asked for: its status and its body."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def gateway(code: str, message: str) -> Refusal:
    """What the gateway in front of every service says; the status is the first three digits of its code."""
    return Refusal(int(code[:3]), {"error_code": code, "message": message})


def service(status: int, detail: str) -> Refusal:
    """What the services say."""
    title = _TITLES.get(status, "Error")
    return Refusal(status, {"type": f"/problem/{title}", "status": status, "title": title, "detail": detail})


def registry(code: str, title: str, detail: str) -> Refusal:
    """What the schema registry says; the status is the last three digits of its code, e.g. `XDM-1006-400`."""
    status = int(code[-3:])
    report = {
        "registryRequestId": str(uuid.uuid4()),
        "timestamp": datetime.now(UTC).strftime("%m-%d-%Y %I:%M:%S"),
        "detailed-message": detail,
        "sub-errors": [],
    }
    body = {"type": f"http://ns.adobe.com/aep/errors/{code}", "title": title, "status": status}
    return Refusal(status, body | {"report": report, "detail": detail})


def stale() -> Refusal:
    """The copy that was looked at is not the newest."""
    return Refusal(412, {"errorMessage": "The If-Match header does not match the current version of this resource."})


def whole_number(text: str | None, name: str, default: int, least: int, most: int) -> int:
    """A number of the query.

    Raises:
        Refusal: it is none, or out of its range.
    """
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and least <= int(text[:18]) <= most):
        raise service(400, f"The parameter {name} must be a whole number from {least} to {most}.")
    return int(text)


def at(value: Any, path: str) -> Any:
    """What stands at `a.b.c`, or at a member whose name has dots; None where nothing does."""
    if isinstance(value, Mapping) and path in value:
        return value[path]
    for step in path.split("."):
        if not (isinstance(value, Mapping) and step in value):
            return None
        value = value[step]
    return value


def matches(value: Any, condition: str) -> bool:
    """Whether a filter such as `title==x` holds; a bare name asks whether it is there.

    Raises:
        Refusal: it cannot be read.
    """
    read = _FILTER.fullmatch(condition.strip())
    if read is None:
        raise service(400, f"The filter {condition} is not understood.")
    path, sign, wanted = read.groups()
    held = at(value, path.strip())
    if sign is None or held is None:
        return held is not None and sign is None
    if isinstance(held, bool):
        held = "true" if held else "false"
    if isinstance(held, int | float):
        try:
            return _COMPARED[sign](held, float(wanted))
        except ValueError:
            return sign == "!="
    return _COMPARED[sign](str(held), wanted)


def check_patch(value: Any) -> None:
    """Refuses what is no JSON Patch at all."""
    if not (isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value)):
        raise service(400, "The body must be a JSON Patch: an array of operations.")

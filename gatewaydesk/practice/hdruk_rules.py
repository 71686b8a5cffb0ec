"""The practice HDR UK gateway's rules: who may call, what a body must hold, and the words of every refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hmac import compare_digest
from math import ceil
from typing import Any
from urllib.parse import urlencode

from gatewaydesk.practice import php
from gatewaydesk.practice.hdruk_store import HdrukStore
from gatewaydesk.practice.kept import Row

OTHER_TEAM = "This Application is not allowed to interact with datasets from another team!"
NO_TEAM_OF_NULL = 'Attempt to read property "team_id" on null'
UNKNOWN_FORMAT = "metadata is in an unknown format and cannot be processed"
SERVICE_ERROR = "Translation Service error. Contact Technical Support if this issue persists."
STATUSES = ("ACTIVE", "ARCHIVED", "DRAFT")
SUNSET = {"Deprecation": "true", "Sunset": "Thurs, 22 Jan 2026 23:59:59 GMT"}

Rule = tuple[str, str, str, Callable[[Mapping[str, Any]], bool]]


class Answer(Exception):
    """An answer that ends the call early: an HTTP status and a JSON body."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


def failure(code: int, message: str) -> Answer:
    """The general shape: the code in the body is the HTTP status."""
    return Answer(code, {"code": code, "message": message})


def undefined(key: str) -> Answer:
    """What PHP says of a member that the code expected and nobody sent."""
    return failure(500, f'Undefined array key "{key}"')


def no_results(dataset_id: int) -> Answer:
    """What Laravel says of a row that is not there."""
    return failure(500, f"No query results for model [App\\Models\\Dataset] {dataset_id}")


def invalid(errors: Iterable[tuple[str, str, str]]) -> Answer:
    """The form request's refusal, from (field, reason, message)."""
    listed = [{"reason": reason, "message": message, "field": field} for field, reason, message in errors]
    return Answer(400, {"status": "INVALID_ARGUMENT", "message": "Invalid argument(s)", "errors": listed})


def _one_of(field: str, allowed: Sequence[str]) -> Rule:
    message = f"The selected {field.replace('_', ' ')} is invalid."
    return field, "IN", message, lambda body: body.get(field) is None or body[field] in allowed


def _boolean(field: str) -> Rule:
    message = f"The {field.replace('_', ' ')} field must be true or false."
    return field, "BOOLEAN", message, lambda body: body.get(field) in (None, True, False, "0", "1")


METADATA: Rule = (
    "metadata", "REQUIRED", "The metadata field is required.", lambda body: body.get("metadata") not in (None, "", [])
)  # fmt: skip
STATUS = _one_of("status", STATUSES)
CREATING = (METADATA, STATUS, _one_of("create_origin", ("MANUAL", "API", "GMI")), _boolean("is_cohort_discovery"))
UPDATING = CREATING


def check_form(body: Mapping[str, Any], rules: Sequence[Rule]) -> None:
    """Refuses a body that breaks a rule, naming every rule it breaks."""
    broken = [(field, reason, message) for field, reason, message, holds in rules if not holds(body)]
    if broken:
        raise invalid(broken)


def existing(store: HdrukStore, dataset_id: int) -> Row:
    """A dataset that exists or existed; refuses an id that never did."""
    found = store.dataset(dataset_id, deleted=True)
    if found is None:
        raise invalid([("id", "EXISTS", "The selected id is invalid.")])
    return found


def identify(store: HdrukStore, headers: Mapping[str, str], cookies: Mapping[str, str]) -> Row:
    """The application that calls. A `token` cookie is believed before the two headers, and no cookie is known here."""
    application_id, client_id = headers.get("x-application-id"), headers.get("x-client-id")
    if cookies.get("token") or not application_id or not client_id:
        raise failure(401, "Unauthorized")
    known = store.rows("select * from applications where deleted_at is null")
    application = next((one for one in known if one["application_id"] == application_id), None)
    if application is None:
        raise failure(401, "No known integration matches the credentials provided")
    if not compare_digest(application["client_id"].encode(), client_id.encode()):
        raise failure(401, "The credentials provided are invalid")
    return application


def permit(application: Row, permission: str) -> None:
    """Refuses an application that is switched off or lacks the permission."""
    if not application["enabled"]:
        raise failure(400, "Application has not been enabled!")
    if permission not in application["permissions"]:
        raise failure(400, "Application permissions do not allow this request")


def unwrap(metadata: Any) -> Any:
    """The bare metadata, whether sent as `{metadata: M}` or `{metadata: {metadata: M}}`."""
    return metadata["metadata"] if isinstance(metadata, dict) and "metadata" in metadata else metadata


def unwrap_double(body: Mapping[str, Any]) -> Any:
    """The bare metadata of a route that takes only the double wrapping."""
    metadata = body["metadata"]
    if not isinstance(metadata, dict) or "metadata" not in metadata:
        raise undefined("metadata")
    return metadata["metadata"]


def title_of(metadata: Any) -> str | None:
    """`summary.title` where there is one."""
    summary = metadata.get("summary") if isinstance(metadata, dict) else None
    title = summary.get("title") if isinstance(summary, dict) else None
    return title if isinstance(title, str) else None


def require_title(metadata: Any) -> None:
    """Refuses metadata whose title is missing or empty."""
    if php.is_empty(title_of(metadata)):
        raise Answer(400, {"message": "Title is required to save a dataset"})


def paginate(rows: Sequence[Any], total: int, path: str, page: int, per_page: int) -> dict[str, Any]:
    """One page as Laravel's paginator writes it; `rows` are this page's, `total` counts all."""
    last = max(1, ceil(total / per_page))
    first_row = (page - 1) * per_page + 1

    def url(number: int) -> str:
        return f"{path}?{urlencode({'page': number})}"

    def link(label: str, number: int | None) -> dict[str, Any]:
        active = label == str(page)
        return {"url": None if number is None else url(number), "label": label, "active": active}

    before, after = page - 1 if page > 1 else None, page + 1 if page < last else None
    numbers = [link("...", None) if number is None else link(str(number), number) for number in _window(page, last)]
    return {
        "current_page": page,
        "data": list(rows),
        "first_page_url": url(1),
        "from": first_row if rows else None,
        "last_page": last,
        "last_page_url": url(last),
        "links": [link("&laquo; Previous", before), *numbers, link("Next &raquo;", after)],
        "next_page_url": None if after is None else url(after),
        "path": path,
        "per_page": per_page,
        "prev_page_url": None if before is None else url(before),
        "to": first_row + len(rows) - 1 if rows else None,
        "total": total,
    }


def _window(page: int, last: int) -> list[int | None]:
    """The page numbers that get a link: all of a few, else both ends and three around, None for a gap."""
    if last < 14:
        return list(range(1, last + 1))
    if page <= 7:
        return [*range(1, 11), None, last - 1, last]
    if page > last - 7:
        return [1, 2, None, *range(last - 9, last + 1)]
    return [1, 2, None, *range(page - 3, page + 4), None, last - 1, last]
